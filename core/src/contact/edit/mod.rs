//! Edits: one path and one value, the same on the command line and across IPC. An edit patches the properties it
//! touches and leaves every other property, parameter and order as it was.
//!
//! Paths: `display_name family_name given_name family_reading given_reading honorific nickname company company_reading
//! department title note language` (an empty value removes) · `kind` (`person`, `company`) ·
//! `phones[0].value`, `phones[0].label`, `phones[+]`, `phones[+work]` (adds one, with a label), and so for `emails urls
//! ids relations custom dates`; an emptied value removes the entry · `addresses[0].postal` (`region city street building
//! country label`), `addresses[+work].city` · dates take `1990-04-12`, `--04-12`, `1990`, `1990-04` or free text.
//! `side`, `own`, `hidden` and `groups` are the book's, not the card's: see `Book::edit`.
//!
//! A display name that was put together from the parts follows when they change; one of the user's own stays. An emptied
//! display name goes back to the one put together from the parts.

mod follow;
mod many;
mod single;

pub(super) use follow::with_display_name;

use serde::{Deserialize, Serialize};

use super::card::Card;
use super::role::{Many, Single};
use crate::error::{Error, Result};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Edit {
    pub field: String,
    pub value: String,
}

/// Characters that a field of one line may have.
const LINE_LIMIT: usize = 4_000;
/// Characters that a note may have.
const NOTE_LIMIT: usize = 200_000;

/// Applies one edit. [`Error::Invalid`] with `unknown_field`, `no_such_entry`, `bad_value`, `bad_email` (no `@`, or a gap in it) or
/// `too_long` (4,000 characters, a note 200,000) leaves the card untouched. Line breaks and control characters are
/// taken out of fields of one line.
pub fn apply(card: &mut Card, edit: &Edit) -> Result<()> {
    let invalid = |reason| Error::Invalid { field: edit.field.clone(), reason };
    let path = Path::parse(&edit.field).ok_or_else(|| invalid("unknown_field"))?;
    let value = match &path {
        Path::Note => clean_note(&edit.value),
        Path::Kind | Path::Text(_) | Path::Family | Path::Given | Path::Department | Path::Entry { .. } => {
            clean_line(&edit.value)
        }
    };
    let value = value.map_err(invalid)?;
    match path {
        Path::Note => single::set_note(card, &value),
        Path::Kind => follow::with_display_name(card, |card| single::set_kind(card, &value)).map_err(invalid)?,
        Path::Family => follow::with_display_name(card, |card| single::set_name(card, 0, &value)),
        Path::Given => follow::with_display_name(card, |card| single::set_name(card, 1, &value)),
        Path::Department => single::set_department(card, &value),
        Path::Text(Single::Company) => follow::with_display_name(card, |card| single::set_company(card, &value)),
        Path::Text(Single::Language) if !is_language(&value) => return Err(invalid("bad_value")),
        Path::Text(single) => single::set_text(card, single, &value),
        Path::Entry { many, entry, part } => many::set(card, many, &entry, part, &value).map_err(invalid)?,
    }
    Ok(())
}

enum Path {
    Note,
    Kind,
    Family,
    Given,
    Department,
    Text(Single),
    Entry { many: Many, entry: Entry, part: Part },
}

/// Which entry of a list.
pub(crate) enum Entry {
    At(usize),
    /// A new one with this label.
    New(String),
}

/// Which part of an entry; the last six are an address's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Value,
    Label,
    Component(usize),
}

impl Path {
    fn parse(field: &str) -> Option<Path> {
        if let Some((name, rest)) = field.split_once('[') {
            let (entry, part) = rest.rsplit_once(']')?;
            let many = list_named(name)?;
            let part = part_named(many, part)?;
            let entry = match entry.strip_prefix('+') {
                Some(label) => Entry::New(clean_line(label).ok()?),
                None => Entry::At(entry.parse().ok()?),
            };
            return Some(Path::Entry { many, entry, part });
        }
        Some(match field {
            "display_name" => Path::Text(Single::DisplayName),
            "family_name" => Path::Family,
            "given_name" => Path::Given,
            "family_reading" => Path::Text(Single::FamilyReading),
            "given_reading" => Path::Text(Single::GivenReading),
            "honorific" => Path::Text(Single::Honorific),
            "nickname" => Path::Text(Single::Nickname),
            "company" => Path::Text(Single::Company),
            "company_reading" => Path::Text(Single::CompanyReading),
            "department" => Path::Department,
            "title" => Path::Text(Single::Title),
            "language" => Path::Text(Single::Language),
            "note" => Path::Note,
            "kind" => Path::Kind,
            _ => return None,
        })
    }
}

fn list_named(name: &str) -> Option<Many> {
    Some(match name {
        "phones" => Many::Phones,
        "emails" => Many::Emails,
        "urls" => Many::Urls,
        "ids" => Many::Ids,
        "addresses" => Many::Addresses,
        "dates" => Many::Dates,
        "relations" => Many::Relations,
        "custom" => Many::Custom,
        _ => return None,
    })
}

fn part_named(many: Many, part: &str) -> Option<Part> {
    use super::address;
    Some(match (many, part) {
        (_, "" | ".value") => Part::Value,
        (_, ".label") => Part::Label,
        (Many::Dates, ".text") => Part::Value,
        (Many::Addresses, ".postal") => Part::Component(address::POSTAL),
        (Many::Addresses, ".region") => Part::Component(address::REGION),
        (Many::Addresses, ".city") => Part::Component(address::CITY),
        (Many::Addresses, ".street") => Part::Component(address::STREET),
        (Many::Addresses, ".building") => Part::Component(address::BUILDING),
        (Many::Addresses, ".country") => Part::Component(address::COUNTRY),
        _ => return None,
    })
}

/// One line without control characters, trimmed.
fn clean_line(value: &str) -> Result<String, &'static str> {
    let line: String = value
        .chars()
        .map(|ch| if matches!(ch, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') { ' ' } else { ch })
        .filter(|ch| !ch.is_control())
        .collect();
    let line = line.trim();
    if line.chars().count() > LINE_LIMIT { Err("too_long") } else { Ok(line.to_owned()) }
}

fn clean_note(value: &str) -> Result<String, &'static str> {
    let text = value.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|ch| matches!(ch, '\n' | '\t') || !ch.is_control()).collect();
    let text = text.trim_end();
    if text.chars().count() > NOTE_LIMIT { Err("too_long") } else { Ok(text.to_owned()) }
}

/// A language tag's characters (RFC 5646), or nothing.
fn is_language(value: &str) -> bool {
    value.len() <= 35 && value.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '-')
}

#[cfg(test)]
mod tests;
