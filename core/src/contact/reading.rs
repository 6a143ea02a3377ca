//! Readings: sections of the rail, and sort keys by ICU collation.
//!
//! A sort key is one byte for the section, then the collation keys of its parts with a zero byte between them, so that
//! comparing bytes is comparing by reading: family name before given name, kana of every width as one.

use std::cell::RefCell;
use std::collections::HashMap;

use icu_collator::{CollatorBorrowed, options::CollatorOptions};
use icu_locale_core::locale;
use serde::{Deserialize, Serialize};

use super::Kind;
use super::fields::Fields;
use super::name::without_legal_form;
use crate::search::fold;

/// Stands beside every stored sort key; keys of another version are made anew. Counts up with the rules in this file and
/// with ICU's collation data.
pub const SORT_KEY_VERSION: i64 = 1;

/// A section of the rail. Companies and people alike stand under their reading's first kana.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Section {
    A = 1,
    Ka,
    Sa,
    Ta,
    Na,
    Ha,
    Ma,
    Ya,
    Ra,
    Wa,
    /// 英: no reading, or one that starts with a Latin letter.
    Latin,
    /// 他: no reading.
    Other,
}

/// Where a contact stands in lists sorted by reading; a company-only contact by its company's reading without legal form.
///
/// A name that is written in kana is its own reading. Without a reading, Latin names stand in [`Section::Latin`] by family
/// name, all others in [`Section::Other`] by what is displayed.
pub fn sort_key(fields: &Fields) -> Vec<u8> {
    let mut key = Vec::with_capacity(48);
    let person_named = [&fields.family_name, &fields.given_name, &fields.family_reading, &fields.given_reading]
        .iter()
        .any(|part| !part.trim().is_empty());
    let company_only = fields.kind == Kind::Company || (!person_named && fields.display_name.trim().is_empty());
    if company_only && !(fields.company.is_empty() && fields.company_reading.is_empty()) {
        put_company(&mut key, fields);
    } else {
        put_person(&mut key, fields);
    }
    key
}

/// Where a contact stands in lists sorted by company: by the company's reading without its legal form, the people of one
/// company by their own [`sort_key`]; contacts without a company last.
pub fn company_sort_key(fields: &Fields) -> Vec<u8> {
    let mut key = Vec::with_capacity(80);
    if fields.company.trim().is_empty() && fields.company_reading.trim().is_empty() {
        // Above every byte of a collation key: after the companies without a reading.
        key.extend([Section::Other as u8, 0xff]);
    } else {
        put_company(&mut key, fields);
        key.push(0);
    }
    key.extend(sort_key(fields));
    key
}

/// The section that a key of [`sort_key`] or [`company_sort_key`] stands in; [`Section::Other`] for foreign bytes.
pub fn section_of(sort_key: &[u8]) -> Section {
    use Section::*;
    const SECTIONS: [Section; 13] = [Other, A, Ka, Sa, Ta, Na, Ha, Ma, Ya, Ra, Wa, Latin, Other];
    let first = sort_key.first().copied().unwrap_or(0);
    SECTIONS.get(usize::from(first)).copied().unwrap_or(Other)
}

fn put_person(key: &mut Vec<u8>, fields: &Fields) {
    let family = reading_of(&fields.family_reading, &fields.family_name);
    let given = reading_of(&fields.given_reading, &fields.given_name);
    let names = [fields.family_name.trim(), fields.given_name.trim()];
    let shown = fields.display_name.trim();
    let parts = match (family, given) {
        (Some(family), given) => [family, given.unwrap_or(names[1])],
        // Only a given name: it leads. A family name without a reading leaves the whole without one.
        (None, Some(given)) if names[0].is_empty() => [given, ""],
        (None, _) if names != ["", ""] && names.iter().all(|name| name.is_empty() || is_latin(name)) => {
            if names[0].is_empty() { [names[1], ""] } else { names }
        }
        (None, _) if !shown.is_empty() => [shown, ""],
        (None, _) => names,
    };
    put(key, &parts);
}

fn put_company(key: &mut Vec<u8>, fields: &Fields) {
    let reading = fold(fields.company_reading.trim());
    if reading.is_empty() {
        put(key, &[without_legal_form(fields.company.trim()).trim()]);
    } else {
        put(key, &[without_spoken_form(&reading)]);
    }
}

/// The section by the first part, then the parts.
fn put(key: &mut Vec<u8>, parts: &[&str]) {
    thread_local! {
        static COLLATION: RefCell<Collation> = RefCell::new(Collation::new());
    }
    COLLATION.with_borrow_mut(|collation| {
        for (at, part) in parts.iter().enumerate() {
            collation.put(part, at == 0, key);
        }
    });
}

/// What is known about a part: the given reading, else the name itself where it is kana.
fn reading_of<'a>(reading: &'a str, name: &'a str) -> Option<&'a str> {
    let kana = |text: &str| fold(text).chars().all(|ch| is_kana(ch) || ch == ' ' || ch == '・');
    let (reading, name) = (reading.trim(), name.trim());
    if !reading.is_empty() {
        Some(reading)
    } else if !name.is_empty() && kana(name) {
        Some(name)
    } else {
        None
    }
}

fn section_of_text(folded: &str) -> Section {
    let Some(first) = folded.chars().find(|ch| ch.is_alphanumeric()) else { return Section::Other };
    match first {
        'ぁ'..='お' | 'ゔ' => Section::A,
        'か'..='ご' | 'ゕ' | 'ゖ' => Section::Ka,
        'さ'..='ぞ' => Section::Sa,
        'た'..='ど' => Section::Ta,
        'な'..='の' => Section::Na,
        'は'..='ぽ' => Section::Ha,
        'ま'..='も' => Section::Ma,
        'ゃ'..='よ' => Section::Ya,
        'ら'..='ろ' => Section::Ra,
        'ゎ'..='ん' | 'ヷ'..='ヺ' => Section::Wa,
        _ if is_latin_letter(first) => Section::Latin,
        _ => Section::Other,
    }
}

fn is_kana(folded: char) -> bool {
    matches!(folded, 'ぁ'..='ゖ' | 'ゝ' | 'ゞ' | 'ー' | 'ヷ'..='ヺ')
}

fn is_latin(text: &str) -> bool {
    text.chars().find(|ch| ch.is_alphanumeric()).is_some_and(is_latin_letter)
}

fn is_latin_letter(ch: char) -> bool {
    matches!(ch, 'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// A company's folded reading without its legal form, as it is spoken.
fn without_spoken_form(folded: &str) -> &str {
    const FORMS: [&str; 12] = [
        "かぶしきがいしゃ",
        "かぶしきかいしゃ",
        "ゆうげんがいしゃ",
        "ゆうげんかいしゃ",
        "ごうどうがいしゃ",
        "ごうしがいしゃ",
        "ごうめいがいしゃ",
        "いっぱんしゃだんほうじん",
        "いっぱんざいだんほうじん",
        "こうえきしゃだんほうじん",
        "こうえきざいだんほうじん",
        "とくていひえいりかつどうほうじん",
    ];
    let all_kana = folded.chars().all(|ch| is_kana(ch) || ch == ' ');
    let plain = if all_kana { folded } else { without_legal_form(folded).trim() };
    if !plain.contains("いしゃ") && !plain.contains("ほうじん") {
        return plain;
    }
    let rest = FORMS.iter().find_map(|form| plain.strip_prefix(form).or_else(|| plain.strip_suffix(form)));
    rest.map(str::trim).filter(|rest| !rest.is_empty()).unwrap_or(plain)
}

/// ICU's Japanese collation, remembering what it was asked: it is slow, and names repeat.
struct Collation {
    collator: CollatorBorrowed<'static>,
    known: HashMap<String, (Section, Box<[u8]>)>,
}

impl Collation {
    /// Enough for the names of a big book; then it starts anew rather than grow with the book.
    const REMEMBERED: usize = 8192;

    fn new() -> Collation {
        let collator = CollatorBorrowed::try_new(locale!("ja").into(), CollatorOptions::default())
            .expect("BUG: Japanese collation is compiled in");
        Collation { collator, known: HashMap::new() }
    }

    /// Appends a part, led by its section if it is the first, else by the byte that ends the one before.
    fn put(&mut self, part: &str, first: bool, key: &mut Vec<u8>) {
        let mut append = |section: Section, part_key: &[u8]| {
            key.push(if first { section as u8 } else { 0 });
            key.extend_from_slice(part_key);
        };
        if let Some((section, part_key)) = self.known.get(part) {
            return append(*section, part_key);
        }
        let folded = fold(part);
        let mut part_key = Vec::with_capacity(32);
        let Ok(()) = self.collator.write_sort_key_to(&folded, &mut part_key);
        let section = section_of_text(&folded);
        append(section, &part_key);
        if self.known.len() >= Self::REMEMBERED {
            self.known.clear();
        }
        self.known.insert(part.to_owned(), (section, part_key.into_boxed_slice()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn person(family: &str, given: &str, family_reading: &str, given_reading: &str) -> Fields {
        Fields {
            family_name: family.into(),
            given_name: given.into(),
            family_reading: family_reading.into(),
            given_reading: given_reading.into(),
            display_name: format!("{family} {given}").trim().into(),
            ..Fields::default()
        }
    }

    fn company(name: &str, reading: &str) -> Fields {
        Fields {
            kind: Kind::Company,
            display_name: name.into(),
            company: name.into(),
            company_reading: reading.into(),
            ..Fields::default()
        }
    }

    fn section(fields: &Fields) -> Section {
        section_of(&sort_key(fields))
    }

    #[test]
    fn kana_of_every_width_sort_as_one() {
        let key = sort_key(&person("田中", "太郎", "たなか", "たろう"));
        assert_eq!(key, sort_key(&person("田中", "太郎", "タナカ", "タロウ")));
        assert_eq!(key, sort_key(&person("田中", "太郎", "ﾀﾅｶ", "ﾀﾛｳ")));
    }

    #[test]
    fn the_list_runs_from_a_to_wa_then_latin_then_without_reading() {
        let in_order = [
            person("阿部", "蒼", "あべ", "あおい"),
            person("阿部", "和子", "あべ", "かずこ"),
            company("株式会社青葉", "カブシキガイシャアオバ"),
            person("加藤", "一", "かとう", "はじめ"),
            person("後藤", "一", "ごとう", "はじめ"),
            person("渡辺", "亮", "わたなべ", "りょう"),
            person("Adams", "Zoe", "", ""),
            person("Smith", "Anna", "", ""),
            person("高橋", "渉", "", ""),
        ];
        let mut order: Vec<usize> = (0..in_order.len()).collect();
        order.reverse();
        order.sort_by_key(|at| sort_key(&in_order[*at]));
        let names: Vec<&str> = order.iter().map(|at| in_order[*at].display_name.as_str()).collect();
        let expected = [
            "株式会社青葉",
            "阿部 蒼",
            "阿部 和子",
            "加藤 一",
            "後藤 一",
            "渡辺 亮",
            "Adams Zoe",
            "Smith Anna",
            "高橋 渉",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_section_follows_from_the_reading_else_from_the_name() {
        for (fields, expected) in [
            (person("東海林", "愛", "しょうじ", "あい"), Section::Sa),
            (person("", "みどり", "", ""), Section::Ma),
            (person("ヴィトン", "ルイ", "", ""), Section::A),
            (person("佐藤", "みどり", "", ""), Section::Other),
            (person("佐藤", "恵", "", "めぐみ"), Section::Other),
            (person("Smith", "Anna", "", ""), Section::Latin),
            (person("Ångström", "", "", ""), Section::Latin),
            (person("Smith", "Anna", "すみす", "あんな"), Section::Sa),
            (person("", "", "", ""), Section::Other),
            (company("㈱縁", "えにし"), Section::A),
            (company("ABC", ""), Section::Latin),
            (company("サンライズ株式会社", ""), Section::Sa),
            (company("東和商事株式会社", ""), Section::Other),
            (company("100円堂", ""), Section::Other),
            (company("わかば", "ワカバカブシキガイシャ"), Section::Wa),
        ] {
            assert_eq!(section(&fields), expected, "{}", fields.display_name);
        }
        assert_eq!(section_of(&[]), Section::Other);
        for section in [Section::A, Section::Ha, Section::Wa, Section::Latin, Section::Other] {
            assert_eq!(section_of(&[section as u8, 1]), section);
        }
    }

    #[test]
    fn people_of_one_company_stand_together_and_those_without_one_last() {
        let mut with_company = person("和田", "一", "わだ", "はじめ");
        with_company.company = "株式会社東和".into();
        with_company.company_reading = "とうわ".into();
        let colleague = Fields {
            company: "東和㈱".into(),
            ..Fields { family_reading: "あべ".into(), ..with_company.clone() }
        };
        let later = company("有限会社若葉", "わかば");
        let unread = company("東都物産", "");
        let without = person("阿部", "蒼", "あべ", "あおい");
        let keys = [&colleague, &with_company, &later, &unread, &without].map(company_sort_key);
        assert!(keys.is_sorted(), "{keys:?}");
        let sections = keys.map(|key| section_of(&key));
        assert_eq!(sections, [Section::Ta, Section::Ta, Section::Wa, Section::Other, Section::Other]);
    }

    proptest! {
        #[test]
        fn the_family_reading_decides_before_the_given_one(a in "[ぁ-んー]{1,6}", b in "[ぁ-んー]{1,6}", x in ".{0,6}", y in ".{0,6}") {
            let alone = |reading: &str| sort_key(&person("名", "", reading, ""));
            let (first, second) = (sort_key(&person("名", "", &a, &x)), sort_key(&person("名", "", &b, &y)));
            if alone(&a) != alone(&b) {
                prop_assert_eq!(first.cmp(&second), alone(&a).cmp(&alone(&b)));
            }
        }

        #[test]
        fn parts_never_hold_the_byte_that_ends_them(text in any::<String>()) {
            let mut key = Vec::new();
            put(&mut key, &[&text]);
            prop_assert!(!key.contains(&0));
        }
    }
}
