//! Text out of a file's bytes, telling what does not decode; and its lines, however long they are.

use std::io::{self, ErrorKind, Read};

use encoding_rs::{CoderResult, Decoder};
use memchr::memchr2;

use super::source::PIECE;
use crate::formats::encoding::Charset;

/// UTF-8 whatever the file is written in, as [`crate::formats::encoding::Decoding`], and beside it whether everything had a meaning.
pub(super) struct Decoded<R> {
    input: R,
    decoder: Decoder,
    waiting: Vec<u8>,
    from: usize,
    ended: bool,
    finished: bool,
    /// Bytes decoded so far, and where something first had no meaning.
    at: u64,
    pub broken_at: Option<u64>,
    /// The very last character is cut off.
    pub half: bool,
}

impl<R: Read> Decoded<R> {
    pub fn new(input: R, charset: Charset) -> Decoded<R> {
        let decoder = charset.encoding().new_decoder_with_bom_removal();
        Decoded {
            input,
            decoder,
            waiting: Vec::new(),
            from: 0,
            ended: false,
            finished: false,
            at: 0,
            broken_at: None,
            half: false,
        }
    }

    pub fn input(&mut self) -> &mut R {
        &mut self.input
    }

    fn refill(&mut self) -> io::Result<()> {
        self.waiting.resize(PIECE / 4, 0);
        self.from = 0;
        let count = loop {
            match self.input.read(&mut self.waiting) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.waiting.truncate(count);
        self.ended = count == 0;
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        // Room for the longest character, or the decoder would not move.
        if room.len() < 16 {
            return Err(io::Error::new(ErrorKind::InvalidInput, "too little room"));
        }
        while !self.finished {
            if self.from == self.waiting.len() && !self.ended {
                self.refill()?;
            }
            let bytes = self.waiting.get(self.from..).unwrap_or_default();
            let (result, taken, written, broken) = self.decoder.decode_to_utf8(bytes, room, self.ended);
            self.from += taken;
            self.at += taken as u64;
            if broken {
                // With nothing left to read, it is what was begun before.
                self.half |= self.ended;
                self.broken_at = self.broken_at.or(Some(self.at));
            }
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

/// A line, or a piece of one that is longer than what is held at a time.
pub(super) struct Line<'a> {
    pub bytes: &'a [u8],
    pub number: u64,
    /// It begins here.
    pub begins: bool,
    /// Its line end was there.
    pub ends: bool,
}

/// Lines of a stream, ended by LF, CRLF or a lone CR; a long one comes in several pieces.
pub(super) struct Lines<R> {
    input: R,
    longest: usize,
    window: Vec<u8>,
    from: usize,
    filled: usize,
    number: u64,
    goes_on: bool,
    ended: bool,
}

impl<R: Read> Lines<R> {
    pub fn new(input: R, longest: usize) -> Lines<R> {
        let window = vec![0; PIECE];
        Lines { input, longest, window, from: 0, filled: 0, number: 0, goes_on: false, ended: false }
    }

    pub fn input(&mut self) -> &mut R {
        &mut self.input
    }

    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let mut searched = 0;
        loop {
            let ahead = self.window.get(self.from + searched..self.filled).unwrap_or_default();
            if let Some(at) = memchr2(b'\n', b'\r', ahead) {
                let is_cr = ahead.get(at) == Some(&b'\r');
                if is_cr && at + 1 == ahead.len() && self.fill()? {
                    continue;
                }
                let length = searched + at;
                let behind = self.window.get(self.from + length + 1..self.filled).and_then(<[u8]>::first);
                let ending = if is_cr && behind == Some(&b'\n') { 2 } else { 1 };
                return Ok(Some(self.step(length, ending)));
            }
            searched = self.filled - self.from;
            if searched >= self.longest {
                return Ok(Some(self.step(searched, 0)));
            }
            if !self.fill()? {
                return Ok((searched > 0).then(|| self.step(searched, 0)));
            }
        }
    }

    fn step(&mut self, length: usize, ending: usize) -> Line<'_> {
        let begins = !self.goes_on;
        self.number += u64::from(begins);
        self.goes_on = ending == 0;
        let start = self.from;
        self.from += length + ending;
        let bytes = self.window.get(start..start + length).unwrap_or_default();
        Line { bytes, number: self.number, begins, ends: ending > 0 }
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        // Little is moved when little comes in at a time.
        if self.window.len() - self.filled < PIECE / 2 {
            self.window.copy_within(self.from..self.filled, 0);
            self.filled -= self.from;
            self.from = 0;
            self.window.resize((self.filled + PIECE).max(self.window.len()), 0);
        }
        let room = self.window.get_mut(self.filled..).unwrap_or_default();
        let count = loop {
            match self.input.read(room) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.filled += count;
        self.ended = count == 0;
        Ok(count > 0)
    }
}
