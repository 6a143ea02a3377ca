//! Foreign file formats. Reading answers good cards *and* problems; it never fails as a whole.

mod bizcard;
pub mod csv;
mod detect;
pub mod eml;
pub mod encoding;
pub mod ldif;
pub mod loss;
pub mod mecard;
pub mod register;
pub mod sheet;
pub mod vcard;

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

pub use detect::{detect, detect_as, why_not};

use crate::contact::card::{Card, MediaHash, Param, Property, escape};
use crate::contact::date;

/// One card or row as it was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Incoming {
    pub card: Card,
    /// The bytes behind the card's media hashes.
    pub media: Vec<(MediaHash, Vec<u8>)>,
    /// Line (vCard) or row (CSV) in the file where it begins, from 1.
    pub line: u64,
    /// The source bytes, only where they can't be rebuilt from the card (not clean UTF-8, or with a problem).
    pub raw: Option<Vec<u8>>,
}

/// Why something could not be taken, or was taken with a loss.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// Line or row, from 1.
    pub line: u64,
    /// The name found so far, to show whose row it is.
    pub name: String,
    /// Stable code: `no_end`, `empty`, `bad_charset`, `bad_base64`, `bad_date`, `bad_email`, `too_many_columns`, `bad_quote` …
    pub reason: &'static str,
    /// The offending text, shortened.
    pub detail: String,
    /// True: this card or row is lost (counts as failed). False: taken, but look at it.
    pub lost: bool,
}

/// What a reader hands over, in the order of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    Card(Box<Incoming>),
    Trouble(Trouble),
}

/// Answers what is to be said of everything in a file up to this line that wasn't asked for yet; lines are asked for in rising order.
pub type SaidOf<'a> = dyn FnMut(u64) -> std::io::Result<Option<String>> + 'a;

/// Takes what is found; `Break` stops the reading (cancelled).
pub type Sink<'a> = dyn FnMut(Found) -> ControlFlow<()> + 'a;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    Vcard,
    Csv,
    Ldif,
    Mecard,
    Sheet,
}

/// What the first bytes of a file say about it; `None` from [`detect`] means: no contacts in here.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Detected {
    pub format: Format,
    pub encoding: encoding::Charset,
    /// `vcard-2.1`, `vcard-3.0`, `vcard-4.0`, `ldif`, `mecard`, `bizcard`, `xlsx`, `xls`, `google`, `google-old`, `outlook-ja`, `outlook-en`, `thunderbird`, `enishi`, `csv` …
    pub dialect: String,
}

/// The date's property with its value: what was read of `text`, or where that is nothing (false) the text itself.
fn dated(mut property: Property, read: Option<date::Parts>, text: &str) -> (Property, bool) {
    let is_date = read.is_some();
    property.value = match read {
        Some(parts) => parts.written(),
        None => {
            property.params.push(Param { name: "VALUE".to_owned(), values: vec!["text".to_owned()] });
            escape(text)
        }
    };
    (property, is_date)
}

/// A cell or value as it is told in a trouble.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 80;
    let text = text.trim();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
