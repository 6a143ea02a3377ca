//! The bytes of a file on their way to a reader: hashed, counted, watched for zeros, and stopped when nobody waits for them.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use memchr::memchr;
use sha2::{Digest, Sha256};

use super::findings::Findings;
use super::types::Place;
use crate::book::{OnProgress, Phase, Progress};
use crate::formats::encoding::SAMPLE;

/// Bytes read ahead at a time.
pub(super) const PIECE: usize = 256 * 1024;

/// The file itself. Reading tells how far it is, and fails once the caller has cancelled.
pub(super) struct Origin<'a, 'p, R> {
    input: R,
    total: u64,
    /// Bytes read so far, over all passes.
    done: u64,
    /// Of how many passes.
    passes: u64,
    hash: Option<Sha256>,
    length: u64,
    progress: &'a mut OnProgress<'p>,
    pub cancelled: bool,
    /// Why the file itself could not be read on.
    pub failed: Option<&'static str>,
}

impl<'a, 'p, R: Read> Origin<'a, 'p, R> {
    pub fn new(input: R, total: u64, progress: &'a mut OnProgress<'p>) -> Origin<'a, 'p, R> {
        let hash = Some(Sha256::new());
        Origin { input, total, done: 0, passes: 1, hash, length: 0, progress, cancelled: false, failed: None }
    }

    /// Reads what is left and answers hash and length of everything.
    pub fn finish(&mut self) -> io::Result<(String, u64)> {
        io::copy(self, &mut io::sink())?;
        let hash = self.hash.take().unwrap_or_default().finalize();
        Ok((hash.iter().map(|byte| format!("{byte:02x}")).collect(), self.length))
    }

    /// Nobody waits for it any more, or it can't be read on.
    pub fn is_stopped(&self) -> bool {
        self.cancelled || self.failed.is_some()
    }

    /// It is read from its beginning to its end once more, now without being hashed.
    pub fn again(&mut self) {
        self.passes += 1;
    }
}

impl<R: Read> Read for Origin<'_, '_, R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.cancelled {
            return Err(io::Error::other("cancelled"));
        }
        let count = loop {
            match self.input.read(room) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some("io");
                    return Err(error);
                }
                Ok(count) => break count,
            }
        };
        if let Some(hash) = &mut self.hash {
            hash.update(room.get(..count).unwrap_or_default());
            self.length += count as u64;
        }
        self.done += count as u64;
        let total = self.total.saturating_mul(self.passes);
        let step = Progress { phase: Phase::Reading, done: self.done.min(total), total };
        if (self.progress)(step) == ControlFlow::Break(()) {
            self.cancelled = true;
            return Err(io::Error::other("cancelled"));
        }
        Ok(count)
    }
}

impl<R: Read + Seek> Seek for Origin<'_, '_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}

/// So many zeros behind each other are no text: a block that was never written, or lost.
const HOLE: u64 = 16;
/// So many at the very end of a file.
const HOLE_AT_END: u64 = 2;

/// Watches a stream of text for zeros. They are told by [`Watched::tell`], once everything was read.
pub(super) struct Watched<R> {
    input: R,
    at: u64,
    run: u64,
    holes: u64,
    first_hole: u64,
    /// The last bytes, oldest first.
    tail: [u8; 4],
}

impl<R: Read> Watched<R> {
    pub fn new(input: R) -> Watched<R> {
        Watched { input, at: 0, run: 0, holes: 0, first_hole: 0, tail: [b'\n'; 4] }
    }

    /// What is left must have been read.
    pub fn tell(&mut self, sixteen_bits: bool, found: &mut Findings) {
        let at_end = self.run >= if sixteen_bits { HOLE_AT_END * 2 } else { HOLE_AT_END };
        if self.run >= HOLE || at_end {
            self.hole(self.at - self.run);
        }
        if self.holes > 0 {
            found.damage(Place::Byte(self.first_hole), "zeros", &self.holes.to_string());
        }
    }

    /// The last bytes of the file, oldest first.
    pub fn tail(&self) -> [u8; 4] {
        self.tail
    }

    /// Reads what its reader left.
    pub fn drain(&mut self) -> io::Result<()> {
        io::copy(self, &mut io::sink()).map(drop)
    }

    fn hole(&mut self, at: u64) {
        if self.holes == 0 {
            self.first_hole = at;
        }
        self.holes += 1;
    }

    fn watch(&mut self, bytes: &[u8]) {
        let mut from = 0;
        while let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty()) {
            let zeros = rest.iter().take_while(|byte| **byte == 0).count();
            self.run += zeros as u64;
            if zeros == rest.len() {
                break;
            }
            if self.run >= HOLE {
                self.hole(self.at + (from + zeros) as u64 - self.run);
            }
            self.run = 0;
            let behind = rest.get(zeros..).unwrap_or_default();
            from += zeros + memchr(0, behind).unwrap_or(behind.len());
        }
        self.at += bytes.len() as u64;
        for byte in bytes.iter().skip(bytes.len().saturating_sub(4)) {
            self.tail.rotate_left(1);
            self.tail[3] = *byte;
        }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(room)?;
        self.watch(room.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Where a file is ASCII for so long, it is so to the end or near enough.
const LONGEST_BEGINNING: usize = 8 * 1024 * 1024;

/// The beginning of a file, long enough to see what it is written in; and whether that is all of it.
pub(super) fn beginning(input: &mut dyn Read) -> io::Result<(Vec<u8>, bool)> {
    let mut first = Vec::new();
    loop {
        let before = first.len();
        fill(input, &mut first, SAMPLE)?;
        let new = first.get(before..).unwrap_or_default();
        if new.len() < SAMPLE {
            return Ok((first, true));
        }
        if !new.is_ascii() || new.contains(&0) || first.len() >= LONGEST_BEGINNING {
            return Ok((first, false));
        }
    }
}

/// Fills `room` as far as the input reaches.
pub(super) fn fill(input: &mut dyn Read, room: &mut Vec<u8>, most: usize) -> io::Result<()> {
    Read::take(input, most as u64).read_to_end(room).map(drop)
}
