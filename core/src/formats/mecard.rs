//! MECARD, the short card of Japanese phones' QR codes: `MECARD:N:姓,名;SOUND:ｾｲ,ﾒｲ;TEL:…;;`, and with it BIZCARD, which is written
//! the same way ([`super::bizcard`]).
//!
//! NTT DOCOMO's format; its own page is gone, the rules here are those that readers of codes agree on. Backslash escapes `\ ; : ,`;
//! fields end at `;`, the card at an empty field, at the line's end or at the next `MECARD:`.

use std::io::{self, Read, Write};
use std::ops::ControlFlow;

use super::encoding::{Charset, Decoding, SAMPLE, guess};
use super::{Found, Incoming, SaidOf, Sink, Trouble, bizcard, dated, shortened};
use crate::contact::card::{Card, Param, Property, escape};
use crate::contact::{date, name};

/// What every card begins with, whatever its case.
const BEGIN: &str = "MECARD:";
/// A file of these is small: a code holds less than 3 KB, and nobody keeps ten thousand of them in a file.
const LONGEST: u64 = 32 * 1024 * 1024;
/// What is longer was never in a code.
const LONGEST_CARD: usize = 64 * 1024;

/// Reads the cards of one text in their order. Troubles: `empty` (a card that says nothing about anybody, lost), `bad_date`,
/// `bad_charset`, `too_long` (a card of more than 64 KB, lost), `rest_left` (what stands behind the first 32 MB, lost). An error is only ever one of `input` itself.
pub fn read(input: &mut dyn Read, charset: Option<Charset>, sink: &mut Sink<'_>) -> io::Result<()> {
    let text = text(input, charset)?;
    let longer = input.read(&mut [0])? > 0;
    let (mut from, mut line) = (0, 1);
    while let Some(Begin { begin, first, is_bizcard }) = find(&text, from) {
        let (fields, end) = fields(&text, first);
        line += breaks(&text, from, begin);
        let went_on = if end - begin > LONGEST_CARD {
            let detail = shortened(text.get(begin..).unwrap_or_default());
            sink(Found::Trouble(Trouble { line, name: String::new(), reason: "too_long", detail, lost: true }))
        } else {
            take(if is_bizcard { bizcard::made(&fields) } else { made(&fields) }, line, sink)
        };
        if went_on.is_break() {
            return Ok(());
        }
        line += breaks(&text, begin, end);
        from = end;
    }
    if longer {
        let _ = sink(Found::Trouble(Trouble {
            line: 1,
            name: String::new(),
            reason: "rest_left",
            detail: String::new(),
            lost: true,
        }));
    }
    Ok(())
}

/// Writes those cards for which `said` has something, each on a line of its own with the reason on the next. Answers how many.
pub fn send_back(
    input: &mut dyn Read,
    charset: Option<Charset>,
    said: &mut SaidOf<'_>,
    out: &mut dyn Write,
) -> io::Result<u32> {
    let text = text(input, charset)?;
    let (mut from, mut line, mut written, mut told) = (0, 1, 0, 0);
    while let Some(Begin { begin, first, .. }) = find(&text, from) {
        line += breaks(&text, from, begin);
        let (_, end) = fields(&text, first);
        let reason = said(line)?;
        // Of several on one line nobody knows which is meant.
        if reason.is_some() || told == line {
            (written, told) = (written + 1, line);
            writeln!(out, "{}", text.get(begin..end).unwrap_or_default().trim_end())?;
        }
        if let Some(reason) = reason {
            // A reason that quotes a card must not be taken for one.
            writeln!(out, "# {}", reason.replace([':', ';'], " "))?;
        }
        line += breaks(&text, begin, end);
        from = end;
    }
    Ok(written)
}

fn breaks(text: &str, from: usize, to: usize) -> u64 {
    memchr::memchr_iter(b'\n', text.get(from..to).unwrap_or_default().as_bytes()).count() as u64
}

fn text(input: &mut dyn Read, charset: Option<Charset>) -> io::Result<String> {
    let mut bytes = Vec::new();
    Read::take(&mut *input, LONGEST).read_to_end(&mut bytes)?;
    let mut text = String::new();
    Decoding::new(bytes.as_slice(), charset.unwrap_or_else(|| guess(bytes.get(..SAMPLE).unwrap_or(&bytes))))
        .read_to_string(&mut text)?;
    Ok(text)
}

/// The text begins like a MECARD or a BIZCARD: the name of its dialect.
pub(crate) fn is(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let begins = |begin: &str| text.get(..begin.len()).is_some_and(|first| first.eq_ignore_ascii_case(begin));
    if begins(BEGIN) {
        Some("mecard")
    } else if begins(bizcard::BEGIN) {
        Some("bizcard")
    } else {
        None
    }
}

/// The fields of a text that is written like a MECARD but begins otherwise, with their values as they are meant; `None`
/// where it does not begin so.
pub(crate) fn values(text: &str, begin: &str) -> Option<Vec<(String, String)>> {
    text.get(..begin.len()).filter(|first| first.eq_ignore_ascii_case(begin))?;
    let (fields, _) = fields(text, begin.len());
    Some(fields.into_iter().map(|(name, value)| (name, plain(&value))).collect())
}

/// A value as it stands in a field.
pub(crate) fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for ch in value.chars() {
        if matches!(ch, '\\' | ';' | ':' | ',') {
            out.push('\\');
        }
        out.push(ch);
    }
    out
}

/// Where a card begins, and its first field.
struct Begin {
    begin: usize,
    first: usize,
    is_bizcard: bool,
}

fn find(text: &str, from: usize) -> Option<Begin> {
    let bytes = text.as_bytes().get(from..)?;
    memchr::memchr_iter(b':', bytes).find_map(|colon| {
        let before = bytes.get(..=colon)?;
        let ends = |begin: &str| {
            let at = before.len().checked_sub(begin.len())?;
            before.get(at..)?.eq_ignore_ascii_case(begin.as_bytes()).then_some(from + at)
        };
        let first = from + colon + 1;
        let mecard = ends(BEGIN).map(|begin| Begin { begin, first, is_bizcard: false });
        mecard.or_else(|| ends(bizcard::BEGIN).map(|begin| Begin { begin, first, is_bizcard: true }))
    })
}

/// Name and value of each field, still escaped, and where the card ends; one that is too long, with its line.
fn fields(text: &str, from: usize) -> (Vec<(String, String)>, usize) {
    let mut fields = Vec::new();
    let (mut name, mut value) = (None, String::new());
    let cut = text.floor_char_boundary(from + LONGEST_CARD + 1);
    let mut chars = text.get(from..cut).unwrap_or_default().char_indices();
    let mut end = text.len();
    while let Some((at, ch)) = chars.next() {
        match ch {
            '\\' => {
                value.push(ch);
                value.extend(chars.next().map(|(_, escaped)| escaped));
            }
            ':' if name.is_none() => name = Some(std::mem::take(&mut value).trim().to_uppercase()),
            ';' | '\n' | '\r' => {
                end = from + at + 1;
                let over = ch != ';' || (name.is_none() && value.trim().is_empty());
                fields.extend(name.take().map(|name| (name, std::mem::take(&mut value))));
                value.clear();
                if over {
                    return (fields, end);
                }
            }
            other => value.push(other),
        }
        end = text.len();
    }
    if cut < text.len() {
        let rest = text.get(cut..).unwrap_or_default().as_bytes();
        end = memchr::memchr2(b'\n', b'\r', rest).map_or(text.len(), |at| cut + at + 1);
    }
    fields.extend(name.take().map(|name| (name, value)));
    (fields, end)
}

fn made(fields: &[(String, String)]) -> Making {
    let mut making = Making::default();
    for (name, value) in fields {
        making.field(name, value);
    }
    making.company();
    making
}

fn take(making: Making, line: u64, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let Making { mut card, name, doubts } = making;
    let trouble = |reason, detail: &str, lost| {
        Found::Trouble(Trouble { line, name: name.clone(), reason, detail: shortened(detail), lost })
    };
    if card.properties.is_empty() {
        return sink(trouble("empty", "", true));
    }
    let place = u32::try_from(line).unwrap_or(u32::MAX);
    for property in &mut card.properties {
        property.place = place;
    }
    for (reason, detail) in &doubts {
        sink(trouble(reason, detail, false))?;
    }
    sink(Found::Card(Box::new(Incoming { card, media: Vec::new(), line, raw: None })))
}

/// A card as it comes together.
#[derive(Default)]
pub(super) struct Making {
    card: Card,
    name: String,
    doubts: Vec<(&'static str, String)>,
}

impl Making {
    /// A field's text that can't be read is a doubt.
    pub(super) fn look_at(&mut self, value: &str) {
        if value.contains(char::REPLACEMENT_CHARACTER) {
            self.doubts.push(("bad_charset", plain(value)));
        }
    }

    pub(super) fn push(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.card.properties.push(Property::new(name, escape(value)));
        }
    }

    fn field(&mut self, name: &str, value: &str) {
        self.look_at(value);
        match name {
            "N" => self.names(value),
            "SOUND" => self.readings(value),
            "TEL" => self.push("TEL", &plain(value)),
            "TEL-AV" => self.typed("TEL", &plain(value), "video"),
            "EMAIL" => self.push("EMAIL", &plain(value)),
            "URL" => self.card.properties.push(Property::new("URL", plain(value).trim().replace('\\', "\\\\"))),
            "NOTE" | "MEMO" => self.push("NOTE", &plain(value)),
            "ORG" => self.push("ORG", &plain(value)),
            "TITLE" => self.push("TITLE", &plain(value)),
            "NICKNAME" => self.push("NICKNAME", &plain(value)),
            "BDAY" => self.birthday(&plain(value)),
            "ADR" => self.address(value),
            // Whatever else a maker of codes put in is kept under its own name.
            other => self.push(&extension(other, "X-MECARD"), &plain(value)),
        }
    }

    pub(super) fn typed(&mut self, name: &str, value: &str, kind: &str) {
        let before = self.card.properties.len();
        self.push(name, value);
        if let Some(property) = self.card.properties.get_mut(before) {
            property.params.push(Param { name: "TYPE".to_owned(), values: vec![kind.to_owned()] });
        }
    }

    fn names(&mut self, value: &str) {
        let parts = parts(value);
        let (family, given) = two(&parts);
        self.name_of(family, given);
    }

    /// The first name is the card's.
    pub(super) fn name_of(&mut self, family: String, given: String) {
        let shown = name::display(&family, &given);
        if shown.is_empty() || !self.name.is_empty() {
            return;
        }
        self.push("FN", &shown);
        // A name in one part is not parted by guessing.
        if !given.is_empty() {
            let value = format!("{};{};;;", escape(&family), escape(&given));
            self.card.properties.push(Property::new("N", value));
        }
        self.name = shown;
    }

    /// A name in one part with a legal form (株式会社 …) is a company's, as in a table; its reading is so, too.
    fn company(&mut self) {
        let known = ["N", "ORG"].iter().any(|name| self.card.first(name).is_some());
        if known || name::without_legal_form(&self.name) == self.name {
            return;
        }
        let at = self.card.properties.iter().position(|property| property.name == "FN").map_or(0, |at| at + 1);
        self.card.properties.insert(at, Property::new("ORG", escape(&self.name)));
        for property in &mut self.card.properties {
            if property.name == "X-PHONETIC-LAST-NAME" {
                property.name = "X-PHONETIC-ORG".to_owned();
            }
        }
    }

    fn readings(&mut self, value: &str) {
        let parts = parts(value);
        let (family, given) = two(&parts);
        self.push("X-PHONETIC-LAST-NAME", &family);
        self.push("X-PHONETIC-FIRST-NAME", &given);
    }

    fn birthday(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let (property, is_date) = dated(Property::new("BDAY", ""), date::parse(text), text);
        if !is_date {
            self.doubts.push(("bad_date", text.to_owned()));
        }
        self.card.properties.push(property);
    }

    /// Post box, room, house, city, prefecture, postal code, country; fewer parts are a whole address.
    pub(super) fn address(&mut self, value: &str) {
        let parts = parts(value);
        if parts.iter().all(|part| part.trim().is_empty()) {
            return;
        }
        let slots: [String; 7] = match <[String; 7]>::try_from(parts) {
            Ok(slots) => slots,
            Err(parts) => {
                let whole = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
                let mut slots: [String; 7] = Default::default();
                if let Some(street) = slots.get_mut(2) {
                    *street = whole.collect::<Vec<_>>().join(" ");
                }
                slots
            }
        };
        let value = slots.map(|part| escape(part.trim())).join(";");
        self.card.properties.push(Property::new("ADR", value));
    }
}

/// A name that vCard takes for an extension.
pub(super) fn extension(name: &str, prefix: &str) -> String {
    let letters: String = name.chars().map(|ch| if ch.is_ascii_alphanumeric() { ch } else { '-' }).collect();
    let letters = letters.trim_matches('-');
    if letters.starts_with("X-") { letters.to_owned() } else { format!("{prefix}-{letters}") }
}

/// The parts between commas that no backslash guards.
fn parts(value: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let mut chars = value.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => part.extend(chars.next()),
            ',' => parts.push(std::mem::take(&mut part)),
            other => part.push(other),
        }
    }
    parts.push(part);
    parts
}

/// Family and given part; further commas belong to the given one.
fn two(parts: &[String]) -> (String, String) {
    let (family, given) = parts.split_first().map(|(family, given)| (family.as_str(), given)).unwrap_or_default();
    let given: Vec<&str> = given.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    (family.trim().to_owned(), given.join(" "))
}

/// The value without its escapes; commas stand for themselves.
pub(super) fn plain(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(ch) = chars.next() {
        if ch == '\\' { text.extend(chars.next()) } else { text.push(ch) }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Kind;
    use crate::contact::fields::Fields;
    use encoding_rs::SHIFT_JIS;

    fn found(bytes: &[u8]) -> Vec<Found> {
        let mut found = Vec::new();
        let mut sink = |one| {
            found.push(one);
            ControlFlow::Continue(())
        };
        read(&mut &*bytes, None, &mut sink).expect("memory is readable");
        found
    }

    fn people(bytes: &[u8]) -> Vec<Fields> {
        let cards = found(bytes).into_iter().filter_map(|found| match found {
            Found::Card(incoming) => Some(Fields::of(&incoming.card)),
            Found::Trouble(_) => None,
        });
        cards.collect()
    }

    #[test]
    fn a_phones_code_gives_name_reading_and_every_number() {
        let text = "MECARD:N:大江,俊介;SOUND:ｵｵｴ,ｼｭﾝｽｹ;TEL:0726713390;TEL:09012345678;EMAIL:a@example.jp;\
                    ADR:,2F,高砂町1-2,高槻市,大阪府,5690001,日本;BDAY:19740215;NOTE:高砂\\;製作所\\, 営業;URL:https\\://example.jp;;";
        let people = people(text.as_bytes());
        let [person] = people.as_slice() else { panic!("{people:?}") };
        assert_eq!((person.family_name.as_str(), person.given_name.as_str()), ("大江", "俊介"));
        assert_eq!((person.family_reading.as_str(), person.given_reading.as_str()), ("ｵｵｴ", "ｼｭﾝｽｹ"));
        assert_eq!(person.display_name, "大江 俊介");
        assert_eq!(person.phones.iter().map(|phone| &*phone.value).collect::<Vec<_>>(), ["0726713390", "09012345678"]);
        assert_eq!(person.note, "高砂;製作所, 営業");
        assert_eq!(person.urls.first().map(|url| &*url.value), Some("https://example.jp"));
        let address = person.addresses.first().expect("an address");
        assert_eq!((&*address.postal, &*address.region, &*address.city), ("5690001", "大阪府", "高槻市"));
        assert_eq!((&*address.street, &*address.building), ("高砂町1-2", "2F"));
        assert_eq!(person.dates.first().and_then(|date| date.year), Some(1974));
    }

    #[test]
    fn shift_jis_codes_are_read_although_their_bytes_hold_backslashes() {
        // 表 and 能 end in the byte of a backslash.
        let (bytes, _, _) =
            SHIFT_JIS.encode("MECARD:N:能登,表子;SOUND:ﾉﾄ,ﾋｮｳｺ;TEL:0312345678;NOTE:表の予定、能の会。電話は夕方に;;");
        let people = people(&bytes);
        assert_eq!(people.first().map(|person| &*person.display_name), Some("能登 表子"));
    }

    #[test]
    fn several_codes_in_one_file_and_a_missing_end_each_give_a_person() {
        let people =
            people(b"mecard:N:Smith,Anna;TEL:1;;\r\nMECARD:N:Tanaka;EMAIL:t@example.jp\nMECARD:TEL:3;;MECARD:N:Last;;");
        let names: Vec<&str> = people.iter().map(|person| &*person.display_name).collect();
        assert_eq!(names, ["Anna Smith", "Tanaka", "3", "Last"]);
    }

    #[test]
    fn a_company_without_a_field_of_its_own_is_one_where_its_name_says_so() {
        let people = people(
            "MECARD:N:株式会社高砂;SOUND:ﾀｶｻｺﾞ;TEL:1;;\nMECARD:SOUND:ﾀｶｻｺﾞ;N:高砂㈱;;\nMECARD:N:株式会社高砂;ORG:本社;;\n\
             MECARD:N:高砂;;\nMECARD:N:高砂,株式会社;;\nMECARD:N:株式会社;;"
                .as_bytes(),
        );
        let told: Vec<(&str, &str, bool, &str)> = people
            .iter()
            .map(|one| (&*one.display_name, &*one.company, one.kind == Kind::Company, &*one.company_reading))
            .collect();
        assert_eq!(
            told,
            [
                ("株式会社高砂", "株式会社高砂", true, "ﾀｶｻｺﾞ"),
                ("高砂㈱", "高砂㈱", true, "ﾀｶｻｺﾞ"),
                ("株式会社高砂", "本社", false, ""),
                ("高砂", "", false, ""),
                ("高砂 株式会社", "", false, ""),
                ("株式会社", "", false, ""),
            ]
        );
    }

    #[test]
    fn unknown_fields_are_kept_and_empty_cards_are_reported() {
        let cards = found(b"MECARD:N:A;X-LINE:abc;CORP:Miyako;;\nMECARD:;;\nMECARD:N:B;BDAY:someday;;");
        let reasons: Vec<&str> = cards
            .iter()
            .filter_map(|found| match found {
                Found::Trouble(trouble) => Some(trouble.reason),
                Found::Card(_) => None,
            })
            .collect();
        assert_eq!(reasons, ["empty", "bad_date"]);
        let Some(Found::Card(first)) = cards.first() else { panic!("no card") };
        assert_eq!(first.card.first("X-MECARD-CORP").map(|property| &*property.value), Some("Miyako"));
        assert_eq!(first.card.first("X-LINE").map(|property| &*property.value), Some("abc"));
    }
}
