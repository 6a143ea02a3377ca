//! vCard 2.1, 3.0 and 4.0, in through our own byte front end, out as 3.0 and 4.0.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use super::Sink;
use super::encoding::Charset;
use crate::contact::card::{Card, MediaHash};

/// The versions that are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Version {
    /// RFC 2426: what phones and older programs understand.
    #[default]
    #[serde(rename = "3.0")]
    V3,
    /// RFC 6350.
    #[serde(rename = "4.0")]
    V4,
}

/// Reads the cards of one file in their order, whatever their version, as a stream: memory does not grow with the file.
///
/// `charset` is what undeclared bytes are taken for; `None` looks at the file and decides. Problems go to the sink as
/// [`super::Trouble`]; an error is only ever one of `input` itself.
pub fn read(input: &mut dyn Read, charset: Option<Charset>, sink: &mut Sink<'_>) -> io::Result<()> {
    let _ = (input, charset, sink);
    todo!()
}

/// Appends one card as vCard text (CRLF, folded at 75 octets) to `out`.
///
/// `categories` are the names of the contact's groups: `CATEGORIES` is written from them and never from the card.
/// `media` answers the bytes behind a hash; a property whose bytes are gone is left out.
pub fn write(
    card: &Card,
    version: Version,
    categories: &[String],
    media: &mut dyn FnMut(&MediaHash) -> Option<Vec<u8>>,
    out: &mut Vec<u8>,
) {
    let _ = (card, version, categories, media, out);
    todo!()
}
