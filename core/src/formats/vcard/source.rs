//! The stream of physical lines behind a file: any line end, any of the three Unicode forms, memory bounded.

use std::io::{self, ErrorKind, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use memchr::memchr2;

use crate::formats::encoding::Charset;

/// A longer physical or unfolded line is passed over, in bytes. A photo of 12 MB fits.
pub(super) const MAX_LINE: usize = 16 << 20;
const CHUNK: usize = 256 << 10;
/// How much of a line that is too long is still shown.
const SHOWN: usize = 80;

/// One physical line: where it stands in the window until the next call, and its number from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    start: usize,
    end: usize,
    pub number: u64,
    /// Longer than [`MAX_LINE`]: only its beginning is here.
    pub cut: bool,
}

/// Reads ahead in pieces; keeps the bytes of the current card until told otherwise.
pub(super) struct Source<'a> {
    input: &'a mut dyn Read,
    utf16: Option<Utf16>,
    window: Vec<u8>,
    at: usize,
    filled: usize,
    /// Where the kept bytes begin.
    keep: Option<usize>,
    lines: u64,
    done: bool,
}

struct Utf16 {
    decoder: Decoder,
    waiting: Vec<u8>,
    /// The decoder has said its last word.
    ended: bool,
}

impl<'a> Source<'a> {
    /// Looks at the first bytes: a byte order mark is stepped over, UTF-16 is recognised with and without one.
    pub fn open(input: &'a mut dyn Read, charset: Option<Charset>) -> io::Result<Source<'a>> {
        let mut source =
            Source { input, utf16: None, window: Vec::new(), at: 0, filled: 0, keep: None, lines: 0, done: false };
        source.fill()?;
        let first = source.window.get(..source.filled).unwrap_or_default();
        let utf16 = match (charset, first) {
            (_, [0xff, 0xfe, ..]) | (Some(Charset::Utf16Le), _) => Some(UTF_16LE),
            (_, [0xfe, 0xff, ..]) | (Some(Charset::Utf16Be), _) => Some(UTF_16BE),
            (Some(_), _) => None,
            (None, first) => guess_utf16(first),
        };
        if let Some(encoding) = utf16 {
            let waiting = first.to_vec();
            source.utf16 = Some(Utf16 { decoder: encoding.new_decoder_with_bom_removal(), waiting, ended: false });
            source.filled = 0;
        } else if first.starts_with(b"\xef\xbb\xbf") {
            source.at = 3;
        }
        Ok(source)
    }

    /// The next line without its end: LF, CRLF, a lone CR, or the CRCRLF of a file that was converted twice.
    pub fn next_line(&mut self) -> io::Result<Option<Span>> {
        let mut searched = 0;
        let mut cut = None;
        loop {
            let ahead = self.window.get(self.at + searched..self.filled).unwrap_or_default();
            match memchr2(b'\n', b'\r', ahead) {
                Some(found) => {
                    let length = searched + found;
                    let after = ahead.get(found..).unwrap_or_default();
                    if after.len() < 3 && self.fill()? {
                        searched = length;
                        continue;
                    }
                    let ending = match self.window.get(self.at + length..self.filled).unwrap_or_default() {
                        [b'\r', b'\r', b'\n', ..] => 3,
                        [b'\r', b'\n', ..] => 2,
                        _ => 1,
                    };
                    return Ok(Some(self.step(length, ending, cut)));
                }
                None => {
                    searched = self.filled - self.at;
                    if searched > MAX_LINE {
                        cut = cut.or_else(|| Some(self.shown()));
                        self.forget();
                        self.at = self.filled;
                        searched = 0;
                    }
                    if !self.fill()? {
                        let length = self.filled - self.at;
                        return Ok((length > 0 || cut.is_some()).then(|| self.step(length, 0, cut)));
                    }
                }
            }
        }
    }

    /// The bytes of the line just handed out.
    pub fn bytes(&self, span: &Span) -> &[u8] {
        self.window.get(span.start..span.end).unwrap_or_default()
    }

    /// Hands the same line out again.
    pub fn unread(&mut self, span: &Span) {
        self.at = span.start;
        self.lines = span.number - 1;
    }

    /// The number of the last line that was handed out.
    pub fn line(&self) -> u64 {
        self.lines
    }

    /// From this line on, keep what is read.
    pub fn keep_from(&mut self, span: &Span) {
        self.keep = Some(span.start);
    }

    pub fn forget(&mut self) {
        self.keep = None;
    }

    /// The kept bytes up to here; `None` where they grew too many.
    pub fn kept(&self) -> Option<&[u8]> {
        self.window.get(self.keep?..self.at)
    }

    pub fn kept_len(&self) -> usize {
        self.keep.map_or(0, |keep| self.at - keep)
    }

    fn step(&mut self, length: usize, ending: usize, cut: Option<Vec<u8>>) -> Span {
        self.lines += 1;
        let number = self.lines;
        if let Some(shown) = cut {
            // The beginning of the long line is put where its end stands, so that it can be shown.
            let end = self.at + length;
            let start = end.saturating_sub(shown.len());
            let shown = shown.get(..end - start).unwrap_or_default();
            if let Some(place) = self.window.get_mut(start..end) {
                place.copy_from_slice(shown);
            }
            self.at = end + ending;
            return Span { start, end, number, cut: true };
        }
        let start = self.at;
        self.at += length + ending;
        Span { start, end: start + length, number, cut: false }
    }

    fn shown(&self) -> Vec<u8> {
        self.window.get(self.at..(self.at + SHOWN).min(self.filled)).unwrap_or_default().to_vec()
    }

    /// Brings more bytes into the window; false at the end. Keeps what stands from `keep` (or the current line) on.
    fn fill(&mut self) -> io::Result<bool> {
        if self.done {
            return Ok(false);
        }
        let from = self.keep.unwrap_or(self.at);
        if from > 0 {
            self.window.copy_within(from..self.filled, 0);
            self.filled -= from;
            self.at -= from;
            self.keep = self.keep.map(|_| 0);
        }
        let wanted = self.filled + CHUNK;
        if self.window.len() > 8 * wanted {
            self.window.truncate(wanted);
            self.window.shrink_to_fit();
        } else if self.window.len() < wanted {
            self.window.resize(wanted, 0);
        }
        let room = self.window.get_mut(self.filled..wanted).unwrap_or_default();
        let count = match &mut self.utf16 {
            None => read_some(self.input, room)?,
            Some(utf16) => utf16.read(self.input, room)?,
        };
        self.filled += count;
        self.done = count == 0;
        Ok(count > 0)
    }
}

impl Utf16 {
    /// The next bytes as UTF-8; 0 at the end.
    fn read(&mut self, input: &mut dyn Read, room: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.ended {
                return Ok(0);
            }
            let mut last = false;
            if self.waiting.is_empty() {
                self.waiting.resize(CHUNK / 4, 0);
                let count = read_some(input, &mut self.waiting)?;
                self.waiting.truncate(count);
                last = count == 0;
            }
            let (result, taken, written, _) = self.decoder.decode_to_utf8(&self.waiting, room, last);
            self.waiting.drain(..taken);
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

fn read_some(input: &mut dyn Read, room: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(room) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// UTF-16 without a byte order mark: a card's first letters, or a NUL in every other place.
fn guess_utf16(first: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let sample = first.get(..48.min(first.len())).unwrap_or_default();
    let zeros = |parity: usize| {
        let (count, zeros) = sample
            .iter()
            .skip(parity)
            .step_by(2)
            .fold((0usize, 0usize), |(count, zeros), byte| (count + 1, zeros + usize::from(*byte == 0)));
        count >= 8 && zeros * 2 > count
    };
    match (zeros(0), zeros(1)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        (false, false) | (true, true) => None,
    }
}
