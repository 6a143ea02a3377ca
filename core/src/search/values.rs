//! What of a contact is searched, value by value, and how each value is held in folded text.
//!
//! A contact's text is all its values one after the other, each led by the byte of its [`Tag`]. Folded text holds no bytes
//! below a space, so nothing that is typed matches a tag or reaches over one.

use super::fold::fold_into;
use crate::contact::fields::{Address, Date, Fields};
use crate::contact::phone;

/// Which field a value is of; its number is the byte before the value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Tag {
    /// Display name; family and given name where they aren't in it.
    Name = 1,
    /// Family and given reading, with a space.
    Reading,
    Nickname,
    Honorific,
    Company,
    CompanyReading,
    Department,
    Title,
    /// Digits; the text too, where it holds more than a number.
    Phone,
    Email,
    Url,
    Id,
    Address,
    /// A postal code without its hyphen.
    Postal,
    Date,
    Relation,
    Note,
    Group,
    Custom,
}

/// A set of tags, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Tags(u32);

/// A piece of a value with its place in the contact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    /// The field's name as in [`crate::book::Contact`].
    pub field: &'static str,
    pub index: u32,
    pub label: &'a str,
    pub text: &'a str,
}

impl Tags {
    pub const ALL: Tags = Tags(u32::MAX);
    /// Where words may run over the spaces between names.
    pub const NAMES: Tags = Tags::of(&[Tag::Name, Tag::Reading]);
    /// Where digits stand without what separates them.
    pub const DIGITS: Tags = Tags::of(&[Tag::Phone, Tag::Postal]);

    pub const fn of(tags: &[Tag]) -> Tags {
        let (mut bits, mut at) = (0, 0);
        while at < tags.len() {
            bits |= 1 << tags[at] as u32;
            at += 1;
        }
        Tags(bits)
    }

    pub fn has(self, tag: u8) -> bool {
        tag < 32 && self.0 & (1 << tag) != 0
    }

    pub fn and(self, other: Tags) -> Tags {
        Tags(self.0 & other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the byte `at` of a text is in a value of these tags.
    pub fn hold(self, text: &str, at: usize) -> bool {
        if self == Tags::ALL {
            return true;
        }
        // The tag is the last byte below a space; looked for in pieces, since a note may be long.
        let before = text.as_bytes().get(..at).unwrap_or_default();
        let is_tag = |byte: &u8| *byte < b' ';
        let tag = before.rchunks(32).find_map(|piece| {
            let any = piece.iter().fold(false, |any, byte| any | is_tag(byte));
            if any { piece.iter().rfind(|byte| is_tag(byte)) } else { None }
        });
        tag.is_some_and(|tag| self.has(*tag))
    }
}

/// Appends a contact's text to `out`.
pub(super) fn put_text(fields: &Fields, groups: &[String], out: &mut String) {
    each_value(fields, groups, &mut |tag, parts| match (tag, parts) {
        (Tag::Phone, [part, ..]) => {
            for form in phone_forms(part.text) {
                put_tag(tag, out);
                out.push_str(&form);
            }
        }
        (Tag::Postal, [part, ..]) => {
            put_tag(tag, out);
            out.push_str(&digits(part.text));
        }
        _ => {
            put_tag(tag, out);
            put_parts(parts, out);
        }
    });
}

/// Shows every value of a contact: one part, or a family and a given name that belong together.
pub(super) fn each_value(fields: &Fields, groups: &[String], show: &mut impl FnMut(Tag, &[Part<'_>])) {
    each_name(fields, show);
    let mut single = |tag, field, text: &str| {
        if !text.is_empty() {
            show(tag, &[Part { field, index: 0, label: "", text }]);
        }
    };
    single(Tag::Nickname, "nickname", &fields.nickname);
    single(Tag::Honorific, "honorific", &fields.honorific);
    single(Tag::Company, "company", &fields.company);
    single(Tag::CompanyReading, "company_reading", &fields.company_reading);
    single(Tag::Department, "department", &fields.department);
    single(Tag::Title, "title", &fields.title);
    for (tag, field, entries) in [
        (Tag::Phone, "phones", &fields.phones),
        (Tag::Email, "emails", &fields.emails),
        (Tag::Url, "urls", &fields.urls),
        (Tag::Id, "ids", &fields.ids),
        (Tag::Relation, "relations", &fields.relations),
        (Tag::Custom, "custom", &fields.custom),
    ] {
        for (index, entry) in (0..).zip(entries) {
            show(tag, &[Part { field, index, label: &entry.label, text: &entry.value }]);
        }
    }
    each_address(fields, show);
    for (index, date) in (0..).zip(&fields.dates) {
        show(Tag::Date, &[Part { field: "dates", index, label: &date.label, text: &date.text }]);
        if let Some(iso) = iso(date).filter(|iso| *iso != date.text) {
            show(Tag::Date, &[Part { field: "dates", index, label: &date.label, text: &iso }]);
        }
    }
    if !fields.note.is_empty() {
        show(Tag::Note, &[Part { field: "note", index: 0, label: "", text: &fields.note }]);
    }
    for (index, name) in (0..).zip(groups) {
        show(Tag::Group, &[Part { field: "groups", index, label: "", text: name }]);
    }
}

/// How a phone number is held: its national digits; all digits, where a country's code is not in those; the folded text,
/// where it says more than a number.
pub(super) fn phone_forms(text: &str) -> Vec<String> {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    let national = phone::digits(text);
    let digits = digits(&folded);
    let says_more = !folded.chars().all(is_of_a_number);
    let mut forms = Vec::with_capacity(1);
    if !digits.is_empty() && !national.contains(&digits) {
        forms.push(digits);
    }
    if !national.is_empty() {
        forms.push(national);
    }
    if says_more {
        forms.push(folded);
    }
    forms
}

/// Characters that numbers are written with, folded.
pub(super) fn is_of_a_number(ch: char) -> bool {
    ch.is_ascii_digit() || matches!(ch, '+' | '-' | '(' | ')' | '.' | '/' | ' ')
}

fn each_name(fields: &Fields, show: &mut impl FnMut(Tag, &[Part<'_>])) {
    let part = |field, text| Part { field, index: 0, label: "", text };
    let display = part("display_name", fields.display_name.as_str());
    if !display.text.is_empty() {
        show(Tag::Name, &[display]);
    }
    let names = [part("family_name", fields.family_name.as_str()), part("given_name", fields.given_name.as_str())];
    if !leads(&display, &names) {
        show_both(Tag::Name, names, show);
    }
    let reading = |field, text| part(field, text);
    let readings = [
        reading("family_reading", fields.family_reading.as_str()),
        reading("given_reading", fields.given_reading.as_str()),
    ];
    show_both(Tag::Reading, readings, show);
}

/// What is displayed begins with the family and given name, so that they need no place of their own.
fn leads(display: &Part<'_>, names: &[Part<'_>; 2]) -> bool {
    let (mut shown, mut both) = (String::new(), String::new());
    put_parts(&[*display], &mut shown);
    let filled: Vec<Part<'_>> = names.iter().filter(|part| !part.text.is_empty()).copied().collect();
    put_parts(&filled, &mut both);
    shown.starts_with(&both)
}

fn show_both(tag: Tag, parts: [Part<'_>; 2], show: &mut impl FnMut(Tag, &[Part<'_>])) {
    match parts.map(|part| part.text.is_empty()) {
        [false, false] => show(tag, &parts),
        [false, true] => show(tag, &parts[..1]),
        [true, false] => show(tag, &parts[1..]),
        [true, true] => {}
    }
}

fn each_address(fields: &Fields, show: &mut impl FnMut(Tag, &[Part<'_>])) {
    for (index, address) in (0..).zip(&fields.addresses) {
        let Address { label, postal, region, city, street, building, country, text } = address;
        let mut part = |tag, text: &str| show(tag, &[Part { field: "addresses", index, label, text }]);
        part(Tag::Address, text);
        // A text of the sender's own may leave parts out.
        for piece in [postal, region, city, street, building, country] {
            if !piece.is_empty() && !text.contains(piece.as_str()) {
                part(Tag::Address, piece);
            }
        }
        if postal.contains(|ch: char| !ch.is_ascii()) || postal.contains(|ch: char| ch.is_ascii_digit()) {
            part(Tag::Postal, postal);
        }
    }
}

fn put_tag(tag: Tag, out: &mut String) {
    out.push(char::from(tag as u8));
}

fn put_parts(parts: &[Part<'_>], out: &mut String) {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        fold_into(part.text, out);
    }
}

/// `1990-04-12`, `--04-12`, `1990-04`: as far as the parts go.
fn iso(date: &Date) -> Option<String> {
    match (date.year, date.month, date.day) {
        (Some(year), Some(month), Some(day)) => Some(format!("{year:04}-{month:02}-{day:02}")),
        (Some(year), Some(month), None) => Some(format!("{year:04}-{month:02}")),
        (None, Some(month), Some(day)) => Some(format!("--{month:02}-{day:02}")),
        _ => None,
    }
}

/// The digits of a text in any width, without anything else.
pub(super) fn digits(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded.retain(|ch| ch.is_ascii_digit());
    folded
}
