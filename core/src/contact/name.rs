//! Names: what is shown, what is skipped when companies are sorted, and what a seal says.

use super::Kind;
use super::fields::Fields;

/// Legal forms that stand before or behind a Japanese company's name; longer ones first where one begins another.
const JAPANESE_FORMS: [&str; 60] = [
    "特定非営利活動法人",
    "地方独立行政法人",
    "有限責任事業組合",
    "有限責任監査法人",
    "社会保険労務士法人",
    "国立研究開発法人",
    "公益社団法人",
    "公益財団法人",
    "一般社団法人",
    "一般財団法人",
    "土地家屋調査士法人",
    "司法書士法人",
    "行政書士法人",
    "社会福祉法人",
    "社会医療法人",
    "特定医療法人",
    "独立行政法人",
    "国立大学法人",
    "公立大学法人",
    "特許業務法人",
    "農事組合法人",
    "医療法人社団",
    "医療法人財団",
    "弁護士法人",
    "税理士法人",
    "弁理士法人",
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "相互会社",
    "社団法人",
    "財団法人",
    "医療法人",
    "学校法人",
    "宗教法人",
    "監査法人",
    "npo法人",
    "㈱",
    "㈲",
    "㈳",
    "㈶",
    "㈻",
    "㍿",
    "(株)",
    "(有)",
    "(同)",
    "(合)",
    "(資)",
    "(名)",
    "(社)",
    "(財)",
    "(医)",
    "(学)",
    "(福)",
    "(一社)",
    "(一財)",
    "(公社)",
    "(公財)",
];

/// Legal forms behind a Latin name, as words of their own.
const LATIN_FORMS: [&str; 46] = [
    "incorporated",
    "inc.",
    "inc",
    "corporation",
    "corp.",
    "corp",
    "limited",
    "ltd.",
    "ltd",
    "co.",
    "co",
    "llc.",
    "llc",
    "l.l.c.",
    "llp",
    "lp",
    "l.p.",
    "plc",
    "p.l.c.",
    "gmbh",
    "ggmbh",
    "mbh",
    "ag",
    "kg",
    "ohg",
    "s.a.",
    "sa",
    "sas",
    "s.a.s.",
    "sarl",
    "s.r.l.",
    "srl",
    "s.p.a.",
    "spa",
    "b.v.",
    "bv",
    "n.v.",
    "nv",
    "pty",
    "pty.",
    "pte",
    "pte.",
    "k.k.",
    "kk",
    "g.k.",
    "gk",
];

/// Honorifics that some programs keep as a name's prefix or suffix.
const HONORIFICS: [&str; 21] = [
    "様",
    "さま",
    "御中",
    "先生",
    "殿",
    "さん",
    "氏",
    "各位",
    "君",
    "くん",
    "ちゃん",
    "Mr.",
    "Mrs.",
    "Ms.",
    "Dr.",
    "Prof.",
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Prof",
];

/// A company's name without its legal form (株式会社, ㈱, (株), 有限会社, Inc. …), at either end. A name that is nothing
/// but a legal form stays.
pub fn without_legal_form(company: &str) -> &str {
    let whole = company.trim();
    let mut name = whole;
    while let Some(shorter) = without_one_form(name) {
        name = shorter;
    }
    if name.is_empty() { whole } else { name }
}

/// The name of a person from its parts: Japanese ones family first with a space, Latin ones given name first.
pub fn display(family: &str, given: &str) -> String {
    match (family.is_empty(), given.is_empty()) {
        (true, _) => given.to_owned(),
        (_, true) => family.to_owned(),
        (false, false) if is_japanese(family) || is_japanese(given) => format!("{family} {given}"),
        (false, false) => format!("{given} {family}"),
    }
}

/// The text has kanji or kana (or hangul), so that the family name comes first and words are not parted by spaces.
pub fn is_japanese(text: &str) -> bool {
    text.chars().any(is_japanese_char)
}

/// What the seal shows where there is no photo. A person: the first one to three characters of the family name; a company: up to four
/// characters of its name without legal form. Latin names give up to two initials. Empty only for a contact without any
/// name. Variation selectors stay with their character and count for nothing.
pub fn seal(fields: &Fields) -> String {
    match fields.kind {
        Kind::Company => {
            let company = if fields.company.is_empty() { &fields.display_name } else { &fields.company };
            let name = without_legal_form(company);
            if is_japanese(name) { first_characters(name, 4) } else { initials(name) }
        }
        Kind::Person => person_seal(fields),
    }
}

/// A word that people put after a name in Japan, or before it in the West.
pub(crate) fn is_honorific(text: &str) -> bool {
    HONORIFICS.contains(&text.trim())
}

fn person_seal(fields: &Fields) -> String {
    let family = fields.family_name.trim();
    if is_japanese(family) {
        return first_characters(family, 3);
    }
    let shown = if fields.display_name.is_empty() { fields.nickname.trim() } else { fields.display_name.trim() };
    if family.is_empty() && is_japanese(shown) {
        return match shown.split_once([' ', '\u{3000}']) {
            Some((first, _)) => first_characters(first, 3),
            // Where the family name ends is not known; two characters are the most common length.
            None => first_characters(shown, 2),
        };
    }
    if family.is_empty() && fields.given_name.is_empty() {
        return initials(shown);
    }
    initials(&display(family, fields.given_name.trim()))
}

fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|ch| ch.is_alphanumeric());
    let mut words = name.split_whitespace().filter_map(letter);
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The first `count` characters, spaces and punctuation between words left out.
fn first_characters(text: &str, count: usize) -> String {
    let mut out = String::new();
    let mut taken = 0;
    for ch in text.chars() {
        if is_attached(ch) {
            if taken > 0 {
                out.push(ch);
            }
        } else if taken == count {
            break;
        } else if ch.is_alphanumeric() || is_japanese_char(ch) || ch == 'ー' {
            out.push(ch);
            taken += 1;
        }
    }
    out
}

/// Variation selectors and combining marks belong to the character before them.
fn is_attached(ch: char) -> bool {
    matches!(ch, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{3099}' | '\u{309a}' | '\u{300}'..='\u{36f}')
}

fn is_japanese_char(ch: char) -> bool {
    matches!(ch,
        '々' | '〆' | '〇' | 'ヶ' | '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}')
}

fn without_one_form(name: &str) -> Option<&str> {
    if name.is_empty() {
        return None;
    }
    for form in JAPANESE_FORMS {
        if let Some(rest) = after(name, form).or_else(|| before(name, form)) {
            return Some(rest.trim_matches(is_gap));
        }
    }
    if !name.chars().next_back().is_some_and(|ch| ascii(ch).is_ascii()) {
        return None;
    }
    for form in LATIN_FORMS {
        let standing_alone = before(name, form).filter(|rest| rest.is_empty() || rest.ends_with(is_gap));
        if let Some(rest) = standing_alone {
            return Some(rest.trim_matches(is_gap));
        }
    }
    let leading = ["k.k.", "k.k", "pt.", "pt"].into_iter().find_map(|form| after(name, form));
    leading.filter(|rest| rest.starts_with(is_gap)).map(|rest| rest.trim_matches(is_gap))
}

fn is_gap(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, ',' | '，' | '、' | '・')
}

/// What follows `form` at the start of `name`, without regard to case and width.
fn after<'a>(name: &'a str, form: &str) -> Option<&'a str> {
    let mut chars = name.chars();
    form.chars().all(|want| chars.next().map(ascii) == Some(want)).then_some(chars.as_str())
}

/// What precedes `form` at the end of `name`, without regard to case and width.
fn before<'a>(name: &'a str, form: &str) -> Option<&'a str> {
    let mut chars = name.chars();
    form.chars().rev().all(|want| chars.next_back().map(ascii) == Some(want)).then_some(chars.as_str())
}

fn ascii(ch: char) -> char {
    match ch {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(ch as u32 - 0xfee0).unwrap_or(ch).to_ascii_lowercase(),
        other => other.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn legal_forms_are_skipped_at_either_end() {
        for (company, name) in [
            ("株式会社高砂製作所", "高砂製作所"),
            ("高砂製作所株式会社", "高砂製作所"),
            ("株式会社　高砂製作所", "高砂製作所"),
            ("㈱高砂製作所", "高砂製作所"),
            ("高砂製作所(株)", "高砂製作所"),
            ("（株）高砂製作所", "高砂製作所"),
            ("有限会社はせがわ印刷", "はせがわ印刷"),
            ("㈲はせがわ印刷", "はせがわ印刷"),
            ("合同会社青葉", "青葉"),
            ("一般社団法人日本橋会", "日本橋会"),
            ("医療法人社団青葉会", "青葉会"),
            ("ＮＰＯ法人みずほ", "みずほ"),
            ("（一社）みずほ", "みずほ"),
            ("Acme Inc.", "Acme"),
            ("Acme, Inc", "Acme"),
            ("Acme Co., Ltd.", "Acme"),
            ("Ａｃｍｅ　Ｃｏ．，　Ｌｔｄ．", "Ａｃｍｅ"),
            ("Müller GmbH", "Müller"),
            ("Nord LLC", "Nord"),
            ("K.K. Yamada", "Yamada"),
            ("東和 Co., Ltd.", "東和"),
        ] {
            assert_eq!(without_legal_form(company), name, "{company}");
        }
    }

    #[test]
    fn names_that_only_look_like_a_legal_form_stay_whole() {
        for company in ["株式会社", "Tabasco", "Francorp", "Inc.", "会社法務研究所", "有限の会", "", "Kinco", "Spa"]
        {
            assert_eq!(without_legal_form(company), company, "{company}");
        }
    }

    #[test]
    fn japanese_names_are_shown_family_first_and_latin_ones_given_first() {
        assert_eq!(display("髙橋", "美咲"), "髙橋 美咲");
        assert_eq!(display("Smith", "Anna"), "Anna Smith");
        assert_eq!(display("Smith", "安奈"), "Smith 安奈");
        assert_eq!(display("", "美咲"), "美咲");
        assert_eq!(display("髙橋", ""), "髙橋");
    }

    #[track_caller]
    fn check_seal(kind: Kind, family: &str, given: &str, shown: &str, seal_text: &str) {
        let fields = Fields {
            kind,
            family_name: family.to_owned(),
            given_name: given.to_owned(),
            display_name: shown.to_owned(),
            ..Fields::default()
        };
        assert_eq!(seal(&fields), seal_text);
    }

    #[test]
    fn a_seal_shows_the_surname_the_company_or_initials() {
        check_seal(Kind::Person, "髙橋", "美咲", "髙橋 美咲", "髙橋");
        check_seal(Kind::Person, "勅使河原", "蓮", "勅使河原 蓮", "勅使河");
        check_seal(Kind::Person, "葛\u{e0100}城", "蓮", "", "葛\u{e0100}城");
        check_seal(Kind::Person, "", "", "佐々木　亮", "佐々木");
        check_seal(Kind::Person, "", "", "田中太郎", "田中");
        check_seal(Kind::Person, "Smith", "Anna", "Anna Smith", "AS");
        check_seal(Kind::Person, "", "", "anna maria smith", "AS");
        check_seal(Kind::Person, "", "", "Anna", "A");
        check_seal(Kind::Person, "", "", "", "");
        check_seal(Kind::Company, "", "", "株式会社高砂製作所", "高砂製作");
        check_seal(Kind::Company, "", "", "㈱桜", "桜");
        check_seal(Kind::Company, "", "", "Northern Light Ltd.", "NL");
    }

    proptest! {
        #[test]
        fn any_name_gives_a_seal_without_a_panic(text in ".{0,20}") {
            check_seal_length(&text);
        }
    }

    fn check_seal_length(text: &str) {
        for kind in [Kind::Person, Kind::Company] {
            let fields = Fields { kind, display_name: text.to_owned(), ..Fields::default() };
            let count = seal(&fields).chars().filter(|ch| !is_attached(*ch)).count();
            // ß and a few others have two capitals.
            assert!(count <= 6, "{text}");
        }
    }
}
