//! vCards: counted by the reader of the imports, and by the lines that open and close a card.

use std::io::{self, Read};
use std::ops::ControlFlow;

use memchr::memchr2;

use super::findings::Findings;
use super::source::Watched;
use super::text::Decoded;
use super::types::{Details, Place, Unit};
use crate::formats::encoding::Charset;
use crate::formats::{Found, vcard};

/// Of the beginning of a line.
const KEPT: usize = 16;
/// Cards of other troubles than damage that are told singly.
const TOLD: u64 = 20;

/// Reads the cards to their end.
pub(super) fn look(input: &mut dyn Read, charset: Charset, found: &mut Findings) -> io::Result<()> {
    let mut watched = Watched::new(input);
    let is_utf16 = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
    let frames = if is_utf16 {
        let mut text = Decoded::new(&mut watched, charset);
        let frames = read(&mut text, found)?;
        if text.half {
            found.damage(Place::Byte(text.broken_at.unwrap_or(0)), "half_character", "");
        }
        frames
    } else {
        read(&mut watched, found)?
    };
    watched.drain()?;
    watched.tell(is_utf16, found);
    if frames.opened == 0 {
        found.empty();
    }
    Ok(())
}

fn read(input: &mut dyn Read, found: &mut Findings) -> io::Result<Frames> {
    let mut counted = Counted { input, frames: Frames::default() };
    let (mut cards, mut empty, mut media, mut noticed) = (0u64, 0u64, 0u64, 0u64);
    vcard::read(&mut counted, None, &mut |said| {
        match said {
            Found::Card(incoming) => {
                cards += 1;
                media += incoming.media.len() as u64;
            }
            Found::Trouble(trouble) => {
                let place = Place::Line(trouble.line);
                match trouble.reason {
                    "no_end" | "no_begin" | "bad_base64" => found.damage(place, trouble.reason, &trouble.name),
                    "empty" => empty += 1,
                    // Zeros are watched for below.
                    "nul" => {}
                    _ => {
                        noticed += 1;
                        if noticed <= TOLD {
                            found.notice(place, trouble.reason, &trouble.detail);
                        }
                    }
                }
            }
        }
        ControlFlow::Continue(())
    })?;
    io::copy(&mut counted, &mut io::sink())?;
    let mut frames = counted.frames;
    frames.line();
    if frames.opened > 0 && !frames.ends_closed && !found.is_damaged() {
        found.damage(Place::Line(frames.lines), "no_end", "");
    }
    // Cards within cards are counted by lines alone.
    let by_reader = cards + empty;
    if !frames.nests && frames.opened != by_reader && !found.is_damaged() {
        found.damage(Place::File, "counts_differ", &format!("{} / {by_reader}", frames.opened));
    }
    found.count(cards, Unit::Cards);
    found.details = Details::Cards { media };
    Ok(frames)
}

struct Counted<'a> {
    input: &'a mut dyn Read,
    frames: Frames,
}

impl Read for Counted<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(room)?;
        self.frames.feed(room.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Lines that open and close cards.
#[derive(Default)]
struct Frames {
    opened: u64,
    lines: u64,
    nests: bool,
    /// The last line that says anything closes a card, in full.
    ends_closed: bool,
    /// The beginning of the line that is being read.
    start: Vec<u8>,
}

impl Frames {
    fn feed(&mut self, mut bytes: &[u8]) {
        loop {
            let end = memchr2(b'\n', b'\r', bytes);
            let line = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
            let room = KEPT - self.start.len().min(KEPT);
            self.start.extend_from_slice(line.get(..room).unwrap_or(line));
            let Some(end) = end else { return };
            self.line();
            bytes = bytes.get(end + 1..).unwrap_or_default();
        }
    }

    fn line(&mut self) {
        self.lines += 1;
        let line = self.start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.start);
        let is_folded = matches!(line.first(), Some(b' ' | b'\t'));
        let line: Vec<u8> = line.iter().filter(|byte| !matches!(byte, b' ' | b'\t' | 0)).copied().collect();
        if !line.is_empty() {
            let is = |frame: &[u8]| !is_folded && line.eq_ignore_ascii_case(frame);
            self.opened += u64::from(is(b"BEGIN:VCARD"));
            self.nests |= line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"AGENT"));
            self.ends_closed = is(b"END:VCARD");
        }
        self.start.clear();
    }
}
