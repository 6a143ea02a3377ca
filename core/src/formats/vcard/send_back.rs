//! Cards that did not come in whole, byte for byte as they stand in their file, with the reason as a property of ours.

use std::io::{self, Read, Write};

use super::lines::{self, RawCard};
use super::source::Source;
use super::{REASON, head};
use crate::formats::SaidOf;
use crate::formats::encoding::Charset;

/// Writes those cards for which `said` has something, and what stands between cards. Answers how many.
///
/// The reason is written in what the file is written in, behind `BEGIN` and `VERSION`; UTF-16 goes out as UTF-8. A card of more
/// than 64 MB is left out.
pub fn send_back(
    input: &mut dyn Read,
    charset: Option<Charset>,
    written_in: Charset,
    said: &mut SaidOf<'_>,
    out: &mut dyn Write,
) -> io::Result<u32> {
    let mut source = Source::open(input, charset)?;
    let mut raw = RawCard::default();
    let mut written = 0;
    let mut outside = Vec::new();
    loop {
        let begins = between(&mut source, &mut outside, &mut |last, text| {
            if let Some(reason) = said(last)? {
                written += 1;
                out.write_all(text)?;
                put_line(out, &encoded(&reason, written_in))?;
            }
            Ok(())
        })?;
        if !begins || !lines::next_card(&mut source, &mut raw)? {
            return Ok(written);
        }
        if let (Some(reason), Some(text)) = (said(source.line())?, source.kept()) {
            written += 1;
            let (top, mut rest) = text.split_at_checked(top(text)).unwrap_or((text, &[]));
            // Of an earlier time.
            while head::is_named(rest, REASON.as_bytes()) {
                rest = rest.get(line_end(rest)..).unwrap_or_default();
            }
            out.write_all(top)?;
            put_line(out, &encoded(&reason, written_in))?;
            out.write_all(rest)?;
            if !rest.ends_with(b"\n") {
                out.write_all(b"\r\n")?;
            }
        }
    }
}

/// The text in what the file is written in; what that can't hold becomes a question mark.
fn encoded(text: &str, charset: Charset) -> Vec<u8> {
    if matches!(charset, Charset::Utf16Le | Charset::Utf16Be) {
        return text.as_bytes().to_vec();
    }
    let encoding = charset.encoding();
    let unfit = |ch: char| encoding.encode(ch.encode_utf8(&mut [0; 4])).2;
    let fitting: String = text.chars().map(|ch| if unfit(ch) { '?' } else { ch }).collect();
    encoding.encode(&fitting).0.into_owned()
}

/// The most of what stands between cards that is sent back at once.
const LONGEST: usize = 1024 * 1024;

/// Steps up to the next `BEGIN:VCARD`; false at the end. What stands before it is handed over with its last line's number, parted
/// behind every `END:VCARD`.
fn between(
    source: &mut Source<'_>,
    text: &mut Vec<u8>,
    hand: &mut dyn FnMut(u64, &[u8]) -> io::Result<()>,
) -> io::Result<bool> {
    text.clear();
    while let Some(span) = source.next_line()? {
        let bytes = source.bytes(&span);
        if lines::begins(bytes) {
            source.unread(&span);
            hand(span.number.saturating_sub(1), text)?;
            return Ok(true);
        }
        let room = LONGEST.saturating_sub(text.len());
        text.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        text.extend_from_slice(b"\r\n");
        if lines::ends(bytes) {
            hand(span.number, text)?;
            text.clear();
        }
    }
    hand(u64::MAX, text)?;
    Ok(false)
}

/// Where the lines end that must stand first.
fn top(text: &[u8]) -> usize {
    let begin = line_end(text);
    let rest = text.get(begin..).unwrap_or_default();
    if head::is_named(rest, b"VERSION") { begin + line_end(rest) } else { begin }
}

/// Where the first line ends, its break included.
fn line_end(text: &[u8]) -> usize {
    let end = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
    let breaks = text.get(end..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    end + breaks.count()
}

fn put_line(out: &mut dyn Write, reason: &[u8]) -> io::Result<()> {
    out.write_all(REASON.as_bytes())?;
    out.write_all(b":")?;
    out.write_all(reason)?;
    out.write_all(b"\r\n")
}
