//! The end of an archive's directory (APPNOTE 4.3.16), read by ourselves: the library takes the last that it finds, which in a
//! file that was cut may be that of an archive within.

use std::io::{self, Read, Seek, SeekFrom};

use memchr::memmem;

use super::super::findings::Findings;
use super::super::types::Place;

const END: &[u8] = b"PK\x05\x06";
const END_BYTES: usize = 22;
const LARGE_LOCATOR: &[u8] = b"PK\x06\x07";
const LARGE_END: &[u8] = b"PK\x06\x06";
/// A comment behind it may have so many bytes.
const LONGEST_COMMENT: u64 = u16::MAX as u64;

/// What the end says about the directory.
pub(super) struct End {
    pub entries: u64,
    pub bytes: u64,
    /// The file's first bytes are those of an entry.
    pub begins_as_one: bool,
}

/// `None` where there is no end, which is said.
pub(super) fn read<R: Read + Seek>(input: &mut R, found: &mut Findings) -> io::Result<Option<End>> {
    let length = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(0))?;
    let mut first = [0; 4];
    let begins_as_one = input.read_exact(&mut first).is_ok() && first == *b"PK\x03\x04";
    let from = length.saturating_sub(LONGEST_COMMENT + END_BYTES as u64 + 20);
    input.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    Read::take(&mut *input, length - from).read_to_end(&mut tail)?;
    let mut any = false;
    let mut ends = memmem::rfind_iter(&tail, END);
    let at = ends.find(|at| {
        any = true;
        let comment = short(&tail, at + 20);
        comment.is_some_and(|comment| at + END_BYTES + comment == tail.len())
    });
    let Some(at) = at else {
        let reason = if any { "trailing_bytes" } else { "no_directory" };
        found.damage(Place::Byte(length), reason, "");
        return Ok(None);
    };
    let entries = short(&tail, at + 10).unwrap_or(0) as u64;
    let bytes = u64::from(long(&tail, at + 12).unwrap_or(0));
    let mut end = End { entries, bytes, begins_as_one };
    let locator = at.checked_sub(20).filter(|at| tail.get(*at..at + 4) == Some(LARGE_LOCATOR));
    if let Some(large) = locator.and_then(|at| quad(&tail, at + 8)) {
        let mut record = [0; 56];
        input.seek(SeekFrom::Start(large))?;
        if input.read_exact(&mut record).is_ok() && record.starts_with(LARGE_END) {
            end.entries = quad(&record, 32).unwrap_or(end.entries);
            end.bytes = quad(&record, 40).unwrap_or(end.bytes);
        }
    }
    Ok(Some(end))
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes).map(usize::from)
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

fn quad(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes)
}
