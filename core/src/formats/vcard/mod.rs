//! vCard 2.1, 3.0 and 4.0, in through our own byte front end, out as 3.0 and 4.0.
//!
//! Reading, in this order: bytes ([`source`]: byte order marks, UTF-16, line ends) → logical lines and cards ([`lines`]:
//! unfolded as bytes, soft breaks of quoted-printable joined, nested cards kept whole) → group, name and parameters
//! ([`head`]) → character set ([`charset`]) → text and media ([`read`], [`text`], [`media`]). Writing is [`write()`],
//! and [`carry`] holds what one version says and the other can't.
//!
//! calcard is the field's library and stands where it carries weight: its dates bring a date from one version to the
//! other, and in the tests it is the judge of every card written here. It does not stand in the way of every line:
//! it wants the whole text as Unicode, splits a nested card in two, rewrites unknown properties and reads a quarter as
//! fast as a card needs to be read. Its `mail-parser` (with `full_encoding`) knows the rare character sets.

mod carry;
mod charset;
mod head;
mod lines;
mod media;
mod read;
mod send_back;
mod source;
mod text;
mod write;

use std::collections::VecDeque;
use std::io::{self, Read};
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use self::charset::Fallback;
use self::lines::RawCard;
use self::read::Parsed;
use self::source::Source;
use super::encoding::Charset;
use super::{Found, Sink};
use crate::contact::card::{Card, MediaHash};

/// How many undeclared bytes decide on a file's character set at the latest.
const EVIDENCE: usize = 64 << 10;
/// How many bytes of cards wait for that decision at the most.
const WAITING: usize = 4 << 20;

pub use send_back::send_back;

/// Why a card is sent back to be mended; read, it is no property of anybody.
pub(crate) const REASON: &str = "X-ENISHI-REASON";

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
/// [`super::Trouble`], after the card they belong to; an error is only ever one of `input` itself. A line of more than
/// 16 MB is passed over, and so are the properties of one card beyond 10,000 or 32 MB, and a trouble says so.
pub fn read(input: &mut dyn Read, charset: Option<Charset>, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut source = Source::open(input, charset)?;
    let mut reader =
        Reader { fallback: Fallback::of(charset), evidence: Vec::new(), waiting: VecDeque::new(), size: 0 };
    let mut raw = RawCard::default();
    loop {
        let more = lines::next_card(&mut source, &mut raw)?;
        let went_on = if reader.waiting.is_empty() {
            reader.take(&mut raw, more, &source, sink)
        } else {
            reader.wait(&mut raw, more, &source, sink)
        };
        if went_on.is_break() {
            return Ok(());
        }
        if !more {
            let _ = reader.decide(sink);
            return Ok(());
        }
    }
}

/// Appends one card as vCard text (CRLF, folded at 75 octets) to `out`.
///
/// `categories` are the names of the contact's groups: `CATEGORIES` is written from them and never from the card.
/// `media` answers the bytes behind a hash; a property whose bytes are gone is left out. What the version can't say is
/// carried in `X-` names and parameters, and [`read()`] gives back the same card.
pub fn write(
    card: &Card,
    version: Version,
    categories: &[String],
    media: &mut dyn FnMut(&MediaHash) -> Option<Vec<u8>>,
    out: &mut Vec<u8>,
) {
    write::card(card, version, categories, media, out);
}

/// Hands cards on in their order, holding them back while the file's character set is open.
struct Reader {
    fallback: Fallback,
    evidence: Vec<u8>,
    waiting: VecDeque<Waiting>,
    /// Bytes of the waiting cards.
    size: usize,
}

struct Waiting {
    raw: RawCard,
    /// False for what stands after the last card.
    is_card: bool,
    source: Option<Vec<u8>>,
}

impl Reader {
    fn take(&mut self, raw: &mut RawCard, is_card: bool, source: &Source<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
        if !is_card {
            return outside(raw, sink);
        }
        match read::card(raw, self.fallback) {
            Ok(parsed) => {
                outside(raw, sink)?;
                hand_on(parsed, || source.kept().map(<[u8]>::to_vec), sink)
            }
            Err(evidence) => {
                self.evidence = evidence;
                self.push(raw, is_card, source, sink)
            }
        }
    }

    fn wait(&mut self, raw: &mut RawCard, is_card: bool, source: &Source<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
        if let Some(evidence) = is_card.then(|| read::card(raw, self.fallback).err()).flatten() {
            self.evidence.extend(evidence);
        }
        self.push(raw, is_card, source, sink)
    }

    fn push(&mut self, raw: &mut RawCard, is_card: bool, source: &Source<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let kept = source.kept().filter(|_| is_card).map(<[u8]>::to_vec);
        self.size += raw.text.len() + kept.as_ref().map_or(0, Vec::len);
        self.waiting.push_back(Waiting { raw: std::mem::take(raw), is_card, source: kept });
        if self.size > WAITING || self.evidence.len() > EVIDENCE {
            self.decide(sink)
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Settles the character set and lets the waiting cards go.
    fn decide(&mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        if self.waiting.is_empty() {
            return ControlFlow::Continue(());
        }
        self.fallback = Fallback::Guessed(charset::guess(&self.evidence));
        while let Some(Waiting { mut raw, is_card, source }) = self.waiting.pop_front() {
            outside(&mut raw, sink)?;
            if is_card {
                let parsed = read::card(&raw, self.fallback).expect("BUG: the character set was just settled");
                hand_on(parsed, || source, sink)?;
            }
        }
        ControlFlow::Continue(())
    }
}

fn outside(raw: &mut RawCard, sink: &mut Sink<'_>) -> ControlFlow<()> {
    raw.outside.drain(..).try_for_each(|trouble| sink(Found::Trouble(trouble)))
}

fn hand_on(parsed: Parsed, source: impl FnOnce() -> Option<Vec<u8>>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    if let Some(mut incoming) = parsed.incoming {
        if parsed.keep_source {
            incoming.raw = source();
        }
        sink(Found::Card(incoming))?;
    }
    parsed.troubles.into_iter().try_for_each(|trouble| sink(Found::Trouble(trouble)))
}
