//! How a table is to be read, where the user or the book knows better than its headers.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::header;
use super::target::Target;

/// How a table is to be read; the default goes by its headers alone.
#[derive(Clone, Debug, Default)]
pub struct How {
    /// What stands between the cells of a text; `None` looks.
    pub delimiter: Option<Delimiter>,
    /// The row of the headers, from 1, or 0 for a table without any, whose columns are then called by their numbers; `None` looks.
    pub header_row: Option<u32>,
    /// What the user says about columns, the others are taken by their headers; `None` takes what is [`How::remembered`].
    pub choices: Option<Vec<Choice>>,
    pub remembered: Remembered,
    /// Phones and postal codes that a spreadsheet keeps as numbers get back the zeros they lost in front.
    pub restore_zeros: bool,
}

/// What the user takes one column for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Its header, compared as all headers are: whatever width, case and gaps.
    pub header: String,
    /// Which of several columns with this header, from 0.
    pub nth: u32,
    pub target: Target,
}

/// What the user said about tables with the same headers before.
pub type Remembered = HashMap<Headers, Vec<(usize, Target)>>;

/// The headers of a table in their order, as one number: SHA-256 of what is compared. The texts themselves can't be had from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Headers(pub [u8; 32]);

impl Headers {
    pub(super) fn of(keys: &[String]) -> Headers {
        // Rows that were sent back have a column for the reason behind theirs.
        let keys: Vec<&str> = keys.iter().map(String::as_str).filter(|key| !header::is_reason(key)).collect();
        Headers(Sha256::digest(keys.join("\n")).into())
    }
}

/// What stands between the cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    Comma,
    Tab,
    Semicolon,
}

impl Delimiter {
    pub(super) const ALL: [Delimiter; 3] = [Delimiter::Comma, Delimiter::Tab, Delimiter::Semicolon];

    pub(super) fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
            Delimiter::Semicolon => b';',
        }
    }

    pub(super) fn of(byte: u8) -> Delimiter {
        Delimiter::ALL.into_iter().find(|delimiter| delimiter.byte() == byte).unwrap_or(Delimiter::Comma)
    }
}

impl How {
    /// What is said about each of the columns with these keys.
    pub(super) fn chosen(&self, keys: &[String]) -> Vec<Option<Target>> {
        let mut chosen = vec![None; keys.len()];
        match &self.choices {
            Some(choices) if choices.is_empty() => {}
            Some(choices) => {
                let said: HashMap<(String, u32), Target> =
                    choices.iter().map(|choice| ((header::key(&choice.header), choice.nth), choice.target)).collect();
                for ((key, nth), place) in numbered(keys).zip(&mut chosen) {
                    *place = said.get(&(key.to_owned(), nth)).copied();
                }
            }
            None => {
                for (at, target) in self.remembered_of(keys).unwrap_or_default() {
                    if let Some(place) = chosen.get_mut(*at) {
                        *place = Some(*target);
                    }
                }
            }
        }
        chosen
    }

    /// What is remembered about the table with these keys, where the user says nothing newer.
    pub(super) fn remembered_of(&self, keys: &[String]) -> Option<&[(usize, Target)]> {
        if self.choices.is_some() || self.remembered.is_empty() {
            return None;
        }
        self.remembered.get(&Headers::of(keys)).map(Vec::as_slice)
    }
}

/// Every key with how many of the same stood before it.
pub(super) fn numbered(keys: &[String]) -> impl Iterator<Item = (&str, u32)> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    keys.iter().map(move |key| {
        let next = seen.entry(key).or_default();
        let nth = *next;
        *next = nth.saturating_add(1);
        (key.as_str(), nth)
    })
}
