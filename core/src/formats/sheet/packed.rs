//! What a packed file unfolds to, counted before it is believed.

use std::io::{self, Read, Seek, SeekFrom, Write};

use memchr::memmem;
use zip::ZipArchive;

use super::NotASheet;

/// All parts together; 100,000 rows of twenty columns take a tenth.
const LARGEST: u64 = 512 * 1024 * 1024;
/// Parts of a workbook; a large one has some hundreds.
const PARTS: usize = 10_000;
/// Of one text or tag: a cell holds 32,767 characters.
const LONGEST: u64 = 4 * 1024 * 1024;
/// A sheet is read as a stream; what names its parts, formats and shared texts is held as a whole.
const SHEET: Limits = Limits { bytes: LARGEST, tags: 100_000_000 };
const TEXTS: Limits = Limits { bytes: 256 * 1024 * 1024, tags: 16_000_000 };
const OTHER: Limits = Limits { bytes: 32 * 1024 * 1024, tags: 1_000_000 };

const TEXTS_PART: &str = "sharedstrings.xml";

#[derive(Clone, Copy)]
struct Limits {
    bytes: u64,
    tags: u64,
}

/// Unfolds every part into nothing and counts: the sizes that the file itself declares may lie.
pub(super) fn check(input: &mut (impl Read + Seek)) -> Result<(), NotASheet> {
    let damaged = |_| NotASheet("damaged");
    let mut archive = ZipArchive::new(&mut *input).map_err(|_| NotASheet("damaged"))?;
    if archive.len() > PARTS {
        return Err(NotASheet("too_large"));
    }
    let mut left = LARGEST;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| NotASheet("damaged"))?;
        if part.encrypted() {
            return Err(NotASheet("locked"));
        }
        let name = part.name().map_err(|_| NotASheet("damaged"))?.to_ascii_lowercase();
        let (limits, holds_texts) = (limits(&name), name.ends_with(TEXTS_PART));
        let mut counted = Counted { holds_texts, ..Counted::default() };
        let most = limits.map_or(left, |limits| limits.bytes.min(left));
        let unfolded = io::copy(&mut part.take(most + 1), &mut counted).map_err(damaged)?;
        let too_large = limits.is_some_and(|limits| counted.exceeds(limits.tags));
        left = left.checked_sub(unfolded).filter(|_| unfolded <= most && !too_large).ok_or(NotASheet("too_large"))?;
    }
    drop(archive);
    input.seek(SeekFrom::Start(0)).map_err(damaged)?;
    Ok(())
}

/// `None` for what is no XML: pictures, programs.
fn limits(name: &str) -> Option<Limits> {
    let xml = name.ends_with(".xml") || name.ends_with(".rels");
    if name.ends_with(TEXTS_PART) {
        Some(TEXTS)
    } else if xml && name.contains("worksheets/") && !name.ends_with("styles.xml") {
        Some(SHEET)
    } else {
        xml.then_some(OTHER)
    }
}

/// Tags, the longest way from one to the next, and how many texts a part of shared ones says it has: its reader makes room
/// for them.
#[derive(Default)]
struct Counted {
    tags: u64,
    since: u64,
    longest: u64,
    holds_texts: bool,
    said: u64,
    /// What may be the beginning of something that goes on in the next bytes.
    tail: Vec<u8>,
}

impl Counted {
    fn exceeds(&self, tags: u64) -> bool {
        self.tags > tags || self.longest.max(self.since) > LONGEST || self.said > tags
    }

    fn count_said(&mut self, bytes: &[u8]) {
        const NAME: &[u8] = b"uniqueCount";
        const LONGEST_NUMBER: usize = 64;
        self.tail.extend_from_slice(bytes);
        for at in memmem::find_iter(&self.tail, NAME) {
            let value = self.tail.get(at + NAME.len()..).unwrap_or_default();
            let mut value = value.iter().skip_while(|byte| byte.is_ascii_whitespace());
            if value.next() != Some(&b'=') {
                continue;
            }
            let value = value.skip_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\''));
            let digits = value.take_while(|byte| byte.is_ascii_digit());
            let said = digits.fold(0u64, |said, digit| said.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
            self.said = self.said.max(said);
        }
        let from = self.tail.len().saturating_sub(NAME.len() + LONGEST_NUMBER);
        self.tail.drain(..from);
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut last = 0;
        for at in memchr::memchr_iter(b'<', bytes) {
            self.tags += 1;
            self.longest = self.longest.max(self.since + (at - last) as u64);
            (self.since, last) = (0, at);
        }
        self.since += (bytes.len() - last) as u64;
        if self.holds_texts {
            self.count_said(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
