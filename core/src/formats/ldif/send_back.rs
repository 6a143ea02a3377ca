//! Entries that did not come in whole, as they stand in their file, with the reason as a comment above.

use std::io::{self, Read, Write};

use super::entries::Entries;
use super::text;
use crate::formats::SaidOf;
use crate::formats::encoding::Charset;

/// Writes those entries for which `said` has something, as UTF-8. Answers how many.
pub fn send_back(
    input: &mut dyn Read,
    charset: Option<Charset>,
    said: &mut SaidOf<'_>,
    out: &mut dyn Write,
) -> io::Result<u32> {
    let (bytes, _) = text(input, charset)?;
    let mut entries = Entries::of(&bytes);
    let mut written = 0;
    out.write_all(b"version: 1\n\n")?;
    loop {
        let (before, _) = entries.rest();
        let Some(entry) = entries.next() else { return Ok(written) };
        let (after, last) = entries.rest();
        if let Some(reason) = said(last)? {
            written += 1;
            writeln!(out, "# {reason}")?;
            let length = before.len().saturating_sub(after.len());
            let text = before.get(..length).unwrap_or_default().trim_ascii();
            // Comments and the version belong to the file; the former may be reasons of an earlier time.
            let at = entry_start(text);
            out.write_all(text.get(at..).unwrap_or_default())?;
            out.write_all(b"\n\n")?;
        }
        drop(entry);
    }
}

/// Where the lines end that stand above the entry: comments, the version, blank ones.
fn entry_start(text: &[u8]) -> usize {
    let mut at = 0;
    for line in text.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let above =
            line.first() == Some(&b'#') || line.trim_ascii().is_empty() || name.eq_ignore_ascii_case(b"version");
        if !above {
            break;
        }
        at += line.len();
    }
    at
}
