//! What looks wrong in a card and can be mended, and the mending.
//!
//! Nothing is invented: a proposal is made only from the value itself, and where it is surely better than what stands there.

use serde::{Deserialize, Serialize};

use super::card::{Card, Property, escape, split, unescape};
use super::{date, name, phone};

/// What is to become of a value that looks wrong, or of a row that is there twice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "do", content = "with")]
pub enum Mending {
    AsIs,
    LeaveOut,
    /// Out of its field, but into the note.
    ToNote,
    Replace(String),
    /// One with the row that says the same.
    Unite,
}

/// A value that looks wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Doubt {
    /// Stable code: `bad_email`, `bad_phone` (in full-width characters), `bad_postal`, `lost_zero`, `lost_char` (a question mark
    /// inside a Japanese word), or the reader's.
    pub reason: &'static str,
    pub value: String,
    pub proposal: Option<Mending>,
    /// Its reader said so.
    pub told: bool,
    /// Where it stands; `None` where the reader's words are found nowhere.
    at: Option<Place>,
}

/// A property, or one of its components between semicolons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Place {
    property: usize,
    part: Option<usize>,
}

/// What readers say of single values: told with the card, so that it can be mended.
pub(crate) const MENDABLE: [&str; 4] = ["bad_email", "bad_date", "lost_zero", "bad_charset"];

/// Doubts of one card that are told.
const MOST: usize = 20;
/// The component of an address that is its postal code, and that of the prefecture (RFC 6350 §6.3.1).
const POSTAL: usize = 5;
const REGION: usize = 4;

/// Everything in a card that looks wrong: first what its reader said (reason and value), then what is found here.
pub fn doubts(card: &Card, told: Vec<(&'static str, String)>) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = told.into_iter().map(|(reason, value)| told_doubt(card, reason, value)).collect();
    let japanese = card.properties.iter().any(|property| {
        matches!(property.name.as_str(), "FN" | "N" | "ORG" | "ADR") && name::is_japanese(&property.value)
    });
    for (property, line) in card.properties.iter().enumerate() {
        for doubt in of_property(line, property, japanese) {
            let known =
                doubts.iter().any(|other| other.at == doubt.at || (other.at.is_none() && other.value == doubt.value));
            if !known && doubts.len() < MOST {
                doubts.push(doubt);
            }
        }
    }
    doubts
}

/// Mends the card; `chosen` are doubts of this very card.
pub fn apply<'a>(card: &mut Card, chosen: impl IntoIterator<Item = (&'a Doubt, &'a Mending)>) {
    let mut notes = Vec::new();
    let mut gone = Vec::new();
    for (doubt, mending) in chosen {
        let Some(place) = doubt.at else { continue };
        let Some(property) = card.properties.get_mut(place.property) else { continue };
        match mending {
            Mending::AsIs | Mending::Unite => {}
            Mending::Replace(text) => put(property, place.part, text),
            Mending::LeaveOut | Mending::ToNote => {
                if *mending == Mending::ToNote {
                    notes.push(said(property, place.part));
                }
                put(property, place.part, "");
                if property.value.chars().all(|ch| ch == ';') {
                    gone.push((place.property, property.group.clone()));
                }
            }
        }
    }
    if !notes.is_empty() {
        note(card, &notes.join("\n"));
    }
    let mut at = 0;
    card.properties.retain(|property| {
        at += 1;
        // The label of a value goes with it.
        let label =
            |group: &Option<String>| group.is_some() && *group == property.group && property.name == "X-ABLABEL";
        !gone.iter().any(|(gone, group)| *gone == at - 1 || label(group))
    });
}

fn note(card: &mut Card, text: &str) {
    match card.properties.iter_mut().find(|property| property.name == "NOTE") {
        Some(note) => note.value = format!("{}\\n{}", note.value, escape(text)),
        None => card.properties.push(Property::new("NOTE", escape(text))),
    }
}

fn put(property: &mut Property, part: Option<usize>, text: &str) {
    let Some(part) = part else {
        property.value = escape(text);
        let is_date = matches!(property.name.as_str(), "BDAY" | "ANNIVERSARY" | "X-ENISHI-DATE");
        if let Some(read) = is_date.then(|| date::parse(text)).flatten() {
            property.value = read.written();
            property.params.retain(|param| param.name != "VALUE");
        }
        return;
    };
    let mut parts: Vec<String> = split(&property.value, ';').into_iter().map(str::to_owned).collect();
    if let Some(place) = parts.get_mut(part) {
        *place = escape(text);
    }
    property.value = parts.join(";");
}

fn said(property: &Property, part: Option<usize>) -> String {
    match part {
        None => unescape(&property.value).trim().to_owned(),
        Some(part) => {
            split(&property.value, ';').get(part).map(|text| unescape(text).trim().to_owned()).unwrap_or_default()
        }
    }
}

/// What a reader said, found in the card again.
fn told_doubt(card: &Card, reason: &'static str, value: String) -> Doubt {
    let names: &[&str] = match reason {
        "bad_email" => &["EMAIL"],
        "bad_date" => &["BDAY", "ANNIVERSARY", "X-ENISHI-DATE"],
        "lost_zero" => &["TEL", "ADR"],
        "bad_charset" => &["FN", "N", "ORG", "ADR", "TITLE", "NOTE", "EMAIL", "X-CSV-COLUMN"],
        _ => &[],
    };
    let matches = |text: &str| text == value || value.strip_suffix('…').is_some_and(|start| text.starts_with(start));
    let at = card.properties.iter().enumerate().find_map(|(at, property)| {
        if !names.contains(&property.name.as_str()) {
            return None;
        }
        places(property, at).find(|place| matches(&said(property, place.part)))
    });
    let proposal = match (reason, at) {
        (_, None) => None,
        ("bad_email", _) => Some(mended_mail(&value).map_or(Mending::ToNote, Mending::Replace)),
        ("bad_date", _) => is_numeric_date(&value).then_some(Mending::LeaveOut),
        ("lost_zero", Some(place)) => with_zero(&value, place.part.is_some()).map(Mending::Replace),
        _ => None,
    };
    Doubt { reason, value, proposal, told: true, at }
}

impl Doubt {
    /// It stands in the card, and can be mended.
    pub fn is_found(&self) -> bool {
        self.at.is_some()
    }
}

/// The components of a structured property, else the property.
fn places(property: &Property, at: usize) -> impl Iterator<Item = Place> {
    let parts = match property.name.as_str() {
        "N" | "ORG" | "ADR" => split(&property.value, ';').len(),
        _ => 0,
    };
    let whole = (parts == 0).then_some(Place { property: at, part: None });
    whole.into_iter().chain((0..parts).map(move |part| Place { property: at, part: Some(part) }))
}

fn of_property(property: &Property, at: usize, japanese: bool) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let mut doubt = |reason, part, proposal| {
        doubts.push(Doubt {
            reason,
            value: said(property, part),
            proposal,
            told: false,
            at: Some(Place { property: at, part }),
        });
    };
    match property.name.as_str() {
        "EMAIL" => {
            let mail = said(property, None);
            if looks_broken(&mail) {
                doubt("bad_email", None, Some(mended_mail(&mail).map_or(Mending::ToNote, Mending::Replace)));
            }
        }
        "TEL" => {
            let number = said(property, None);
            if number.chars().any(is_wide) {
                doubt("bad_phone", None, Some(Mending::Replace(narrow_number(&number))));
            } else if japanese && lacks_zero(&number) {
                doubt("lost_zero", None, with_zero(&number, false).map(Mending::Replace));
            }
        }
        "ADR" => {
            if let Some((reason, proposal)) = postal(property) {
                doubt(reason, Some(POSTAL), proposal);
            }
        }
        _ => {}
    }
    if matches!(property.name.as_str(), "FN" | "N" | "ORG" | "ADR" | "TITLE") && property.value.contains(['?', '？']) {
        for place in places(property, at) {
            if lost_char(&said(property, place.part)) {
                doubts.push(Doubt {
                    reason: "lost_char",
                    value: said(property, place.part),
                    proposal: None,
                    told: false,
                    at: Some(place),
                });
            }
        }
    }
    doubts
}

/// An address with the sign that makes it one, and something that no address has.
fn looks_broken(mail: &str) -> bool {
    let count = mail.matches(['@', '＠']).count();
    count > 0 && !mail.contains('"') && (count > 1 || mail.chars().any(|ch| is_wide(ch) || ch.is_whitespace()))
}

/// The address without doubled signs, gaps and full-width characters; `None` where that is still none.
fn mended_mail(mail: &str) -> Option<String> {
    let mut mended = String::new();
    for ch in mail.chars().map(narrow).filter(|ch| !ch.is_whitespace()) {
        if !(ch == '@' && mended.ends_with('@')) {
            mended.push(ch);
        }
    }
    let (local, domain) = mended.split_once('@')?;
    let fine = |ch: char| ch.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(ch);
    let labels =
        domain.split('.').all(|label| !label.is_empty() && label.chars().all(|ch| ch.is_alphanumeric() || ch == '-'));
    (!local.is_empty() && local.chars().all(fine) && domain.contains('.') && labels).then_some(mended)
}

fn is_numeric_date(text: &str) -> bool {
    let signs = |ch: char| matches!(narrow(ch), '0'..='9' | '/' | '-' | '.' | '年' | '月' | '日' | ' ');
    text.chars().all(signs) && text.chars().filter(|ch| narrow(*ch).is_ascii_digit()).count() >= 3
}

/// How a spreadsheet leaves a Japanese number: nine digits of a landline, ten of a mobile.
fn lacks_zero(number: &str) -> bool {
    let digits = phone::digits(number);
    let plain = number.chars().all(|ch| ch.is_ascii_digit() || matches!(ch, '-' | ' ' | '(' | ')'));
    let mobile = ["50", "70", "80", "90"].iter().any(|start| digits.starts_with(start));
    plain && !digits.starts_with('0') && (digits.len() == 9 || (digits.len() == 10 && mobile))
}

fn with_zero(number: &str, postal: bool) -> Option<String> {
    let digits: String = number.chars().map(narrow).filter(char::is_ascii_digit).collect();
    match (postal, digits.len()) {
        (true, 5 | 6) => Some(hyphened(&format!("{digits:0>7}"))),
        (false, 9 | 10) => Some(format!("0{}", number.trim())),
        _ => None,
    }
}

/// What is wrong with an address's postal code, where it is a Japanese one.
fn postal(property: &Property) -> Option<(&'static str, Option<Mending>)> {
    const ZERO: [&str; 4] = ["北海道", "青森県", "岩手県", "秋田県"];
    let (code, region) = (said(property, Some(POSTAL)), said(property, Some(REGION)));
    if code.is_empty() || !name::is_japanese(&region) || !region.ends_with(['都', '道', '府', '県']) {
        return None;
    }
    let digits: String = code.chars().map(narrow).filter(char::is_ascii_digit).collect();
    let plain = code.chars().map(narrow).all(|ch| ch.is_ascii_digit() || matches!(ch, '-' | '〒' | ' '));
    match digits.len() {
        7 if plain && code.chars().any(is_wide) => Some(("bad_postal", Some(Mending::Replace(hyphened(&digits))))),
        7 if plain => None,
        5 | 6 if plain && ZERO.contains(&region.as_str()) => {
            Some(("lost_zero", with_zero(&code, true).map(Mending::Replace)))
        }
        _ => Some(("bad_postal", None)),
    }
}

fn hyphened(digits: &str) -> String {
    match digits.split_at_checked(3) {
        Some((area, town)) => format!("{area}-{town}"),
        None => digits.to_owned(),
    }
}

/// A question mark between two Japanese characters stands for one that its writer's encoding did not have.
fn lost_char(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let japanese = |ch: char| name::is_japanese(&ch.to_string());
    chars.windows(3).any(|three| matches!(three, [before, '?' | '？', after] if japanese(*before) && japanese(*after)))
}

/// Letters, digits and signs in their full-width form.
fn is_wide(ch: char) -> bool {
    matches!(ch, '\u{ff01}'..='\u{ff5e}' | '\u{3000}')
}

fn narrow(ch: char) -> char {
    match ch {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(ch as u32 - 0xfee0).unwrap_or(ch),
        'ー' | '‐' | '―' | '−' => '-',
        other => other,
    }
}

/// Dashes only between digits are dashes.
fn narrow_number(number: &str) -> String {
    number.trim().chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(lines: &[(&str, &str)]) -> Card {
        Card { properties: lines.iter().map(|(name, value)| Property::new(name, *value)).collect() }
    }

    #[track_caller]
    fn proposed(lines: &[(&str, &str)], wanted: &[(&str, Option<Mending>)]) {
        let found = doubts(&card(lines), Vec::new());
        let found: Vec<_> = found.iter().map(|doubt| (doubt.reason, doubt.proposal.clone())).collect();
        assert_eq!(found, wanted, "{lines:?}");
    }

    fn replace(text: &str) -> Option<Mending> {
        Some(Mending::Replace(text.to_owned()))
    }

    #[test]
    fn broken_mails_are_mended_or_kept_in_the_note() {
        for (mail, wanted) in [
            ("oka@@example.jp", replace("oka@example.jp")),
            ("oka＠example.jp", replace("oka@example.jp")),
            ("ｏｋａ@ｅｘａｍｐｌｅ．ｊｐ", replace("oka@example.jp")),
            ("oka @ example.jp", replace("oka@example.jp")),
            ("oka.sayuri@@mail", Some(Mending::ToNote)),
            ("a@b@example.jp", Some(Mending::ToNote)),
        ] {
            proposed(&[("EMAIL", mail)], &[("bad_email", wanted)]);
        }
        for fine in ["oka@example.jp", "\"a b\"@example.jp", "岡@例え.jp", "EX:/o=corp", "o'ka+x@example.co.jp"] {
            proposed(&[("EMAIL", fine)], &[]);
        }
    }

    #[test]
    fn numbers_get_their_zero_and_their_width_back() {
        let tel =
            |number, wanted: &[(&str, Option<Mending>)]| proposed(&[("FN", "岡 さゆり"), ("TEL", number)], wanted);
        tel("312345678", &[("lost_zero", replace("0312345678"))]);
        tel("90-1234-5678", &[("lost_zero", replace("090-1234-5678"))]);
        tel("０９０－１２３４－５６７８", &[("bad_phone", replace("090-1234-5678"))]);
        for fine in ["03-1234-5678", "+81-3-1234-5678", "2125550100", "110", "内線 12", "090-1234-5678"] {
            tel(fine, &[]);
        }
        proposed(&[("FN", "Ann Lee"), ("TEL", "312345678")], &[]);
    }

    #[test]
    fn postal_codes_are_mended_only_where_the_prefecture_tells_how() {
        let adr = |region: &str, code: &str| format!(";;1-2;市;{region};{code};");
        proposed(&[("ADR", &adr("北海道", "600001"))], &[("lost_zero", replace("060-0001"))]);
        proposed(&[("ADR", &adr("京都府", "604-085"))], &[("bad_postal", None)]);
        proposed(&[("ADR", &adr("京都府", "６０４－０８５７"))], &[("bad_postal", replace("604-0857"))]);
        proposed(&[("ADR", &adr("京都府", "604-0857"))], &[]);
        proposed(&[("ADR", &adr("CA", "94105"))], &[]);
    }

    #[test]
    fn a_question_mark_inside_a_japanese_word_is_a_lost_character() {
        proposed(&[("ADR", ";;上京区?屋町;京都市;京都府;604-0857;")], &[("lost_char", None)]);
        proposed(&[("FN", "岡 さゆり?"), ("ORG", "なに?")], &[]);
    }

    #[test]
    fn a_mending_touches_its_value_alone() {
        let mut mended = card(&[
            ("FN", "岡"),
            ("EMAIL", "oka@@example.jp"),
            ("EMAIL", "b@b@b"),
            ("NOTE", "前から"),
            ("ADR", ";;上京区?屋町;;京都府;604-085;"),
        ]);
        let found = doubts(&mended, Vec::new());
        let [mail, other, postal, lost] = found.as_slice() else { panic!("{found:?}") };
        let typed = Mending::Replace("上京区麩屋町".to_owned());
        let chosen = [
            (mail, mail.proposal.as_ref().expect("a proposal")),
            (other, &Mending::ToNote),
            (postal, &Mending::LeaveOut),
            (lost, &typed),
        ];
        apply(&mut mended, chosen);
        let lines: Vec<(&str, &str)> =
            mended.properties.iter().map(|property| (property.name.as_str(), property.value.as_str())).collect();
        assert_eq!(
            lines,
            [
                ("FN", "岡"),
                ("EMAIL", "oka@example.jp"),
                ("NOTE", "前から\\nb@b@b"),
                ("ADR", ";;上京区麩屋町;;京都府;;")
            ]
        );
    }

    #[test]
    fn what_a_reader_said_is_found_in_the_card() {
        let birthday = Property::new("BDAY", "1974/02/30").with("VALUE", "text");
        let mut read = Card { properties: vec![birthday] };
        let found = doubts(&read, vec![("bad_date", "1974/02/30".to_owned()), ("bad_date", "いつか".to_owned())]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].proposal, Some(Mending::LeaveOut));
        assert_eq!(found[1].proposal, None, "what is nowhere is told, and not mended");
        apply(&mut read, [(&found[0], &Mending::LeaveOut)]);
        assert!(read.properties.is_empty());
    }
}
