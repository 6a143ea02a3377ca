//! Physical lines to cards: where a card begins and ends, and its logical lines unfolded as bytes.
//!
//! Bytes are joined before anything is decoded, because writers cut characters in two (RFC 6350 §3.2 forbids it, 2.1 and
//! 3.0 writers do it anyway).

use std::io;

use memchr::memchr;

use super::head;
use super::source::{MAX_LINE, Source, Span};
use crate::formats::Trouble;

/// What one card may hold unfolded, in bytes; properties beyond are passed over.
const MAX_CARD: usize = 2 * MAX_LINE;
/// How many properties one card may have; those beyond are passed over, which is said at the first of them.
const MAX_LINES: usize = 10_000;
/// How many troubles between two cards are told.
const MAX_OUTSIDE: usize = 10_000;

/// One card as bytes: its logical lines without `BEGIN` and `END`, unfolded, soft breaks of quoted-printable joined.
#[derive(Default, Debug)]
pub(super) struct RawCard {
    pub text: Vec<u8>,
    pub lines: Vec<Line>,
    /// Line of `BEGIN`, from 1.
    pub line: u64,
    /// An `END` was seen.
    pub ended: bool,
    /// What was found before this card and belongs to none.
    pub outside: Vec<Trouble>,
}

/// One logical line, as a place in [`RawCard::text`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub number: u64,
    pub start: usize,
    pub end: usize,
    /// Too long; only its beginning is here.
    pub cut: bool,
    /// The value is a card of its own (`AGENT` of 2.1), its lines joined by LF.
    pub nested: bool,
}

/// What a physical line is when it stands at the left edge.
enum Edge {
    Begin,
    End,
    Other,
}

impl RawCard {
    pub fn bytes(&self, line: &Line) -> &[u8] {
        self.text.get(line.start..line.end).unwrap_or_default()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.lines.clear();
        self.outside.clear();
        self.line = 0;
        self.ended = false;
    }

    fn last(&self) -> &[u8] {
        self.lines.last().map(|line| self.bytes(line)).unwrap_or_default()
    }

    fn push(&mut self, bytes: &[u8], span: &Span) {
        let full = self.lines.len() >= MAX_LINES || self.text.len() > MAX_CARD;
        if full && self.lines.last().is_some_and(|line| line.cut) {
            return;
        }
        let cut = full || span.cut || self.text.len() + bytes.len() > MAX_CARD;
        let bytes = if cut { bytes.get(..80).unwrap_or(bytes) } else { bytes };
        let start = self.text.len();
        self.text.extend_from_slice(bytes);
        self.lines.push(Line { number: span.number, start, end: self.text.len(), cut, nested: false });
    }

    fn join(&mut self, bytes: &[u8], cut: bool) {
        let Some(line) = self.lines.last_mut() else { return };
        let length = line.end - line.start + bytes.len();
        if cut || length > MAX_LINE || self.text.len() + bytes.len() > MAX_CARD {
            line.cut = true;
        }
        if line.cut {
            line.end = line.end.min(line.start + 80);
            self.text.truncate(line.end);
        } else {
            self.text.extend_from_slice(bytes);
            line.end = self.text.len();
        }
    }

    /// Takes back the last byte of the last line.
    fn shorten(&mut self) {
        if let Some(line) = self.lines.last_mut().filter(|line| line.end > line.start) {
            line.end -= 1;
            self.text.truncate(line.end);
        }
    }
}

/// The next card, or false at the end of the file (then `card` may still hold troubles from outside of cards).
pub(super) fn next_card(source: &mut Source<'_>, card: &mut RawCard) -> io::Result<bool> {
    card.clear();
    source.forget();
    if !find_begin(source, card)? {
        return Ok(false);
    }
    let mut blank = false;
    while let Some(span) = source.next_line()? {
        if source.kept_len() > 2 * MAX_CARD {
            source.forget();
        }
        let bytes = source.bytes(&span);
        match bytes.first() {
            None => {
                if soft_break(card) {
                    card.shorten();
                }
                blank = true;
                continue;
            }
            Some(b' ' | b'\t') => indented(card, bytes, span.cut),
            Some(_) => match edge(bytes) {
                Edge::End => {
                    card.ended = true;
                    return Ok(true);
                }
                Edge::Begin => {
                    source.unread(&span);
                    if !opens_nested(card.last()) {
                        return Ok(true);
                    }
                    nested(source, card)?;
                }
                Edge::Other if opens_nested_inline(card.last()) => {
                    source.unread(&span);
                    nested(source, card)?;
                }
                Edge::Other => at_edge(card, bytes, &span, blank),
            },
        }
        blank = false;
    }
    Ok(true)
}

/// Steps over what is no card, saying so once, up to the line after `BEGIN:VCARD`.
fn find_begin(source: &mut Source<'_>, card: &mut RawCard) -> io::Result<bool> {
    let mut junk: Option<Trouble> = None;
    let mut found = false;
    while let Some(span) = source.next_line()? {
        let bytes = trimmed(source.bytes(&span));
        match edge(bytes) {
            Edge::Begin => {
                card.line = span.number;
                source.keep_from(&span);
                found = true;
                break;
            }
            Edge::End => {
                let trouble = junk.get_or_insert_with(|| outside(&span, bytes));
                (trouble.reason, trouble.lost) = ("no_begin", true);
                if card.outside.len() < MAX_OUTSIDE {
                    card.outside.extend(junk.take());
                }
                junk = None;
            }
            Edge::Other if bytes.is_empty() => {}
            Edge::Other => {
                junk.get_or_insert_with(|| outside(&span, bytes));
            }
        }
    }
    card.outside.extend(junk);
    Ok(found)
}

fn outside(span: &Span, bytes: &[u8]) -> Trouble {
    Trouble {
        line: span.number,
        name: String::new(),
        reason: if span.cut { "too_long" } else { "outside" },
        detail: shortened(bytes),
        lost: false,
    }
}

/// The beginning of foreign bytes, fit to be shown.
pub(super) fn shortened(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.get(..160).unwrap_or(bytes)).into_owned();
    text.chars().filter(|ch| !ch.is_control()).take(60).collect()
}

/// A line at the left edge: the next property, or what goes on without being indented.
fn at_edge(card: &mut RawCard, bytes: &[u8], span: &Span, blank: bool) {
    if soft_break(card) {
        card.shorten();
        card.join(bytes, span.cut);
    } else if !blank && is_base64_text(bytes) && head::is_base64(card.last()) {
        card.join(bytes, span.cut);
    } else {
        card.push(bytes, span);
    }
}

/// A line that begins with white space: one of it is the fold's. After a soft break it is the writer's indentation
/// only where an encoded byte follows; other white space there is text.
fn indented(card: &mut RawCard, bytes: &[u8], cut: bool) {
    let unfolded = bytes.get(1..).unwrap_or_default();
    if soft_break(card) {
        card.shorten();
        let inner = unfolded.trim_ascii_start();
        card.join(if inner.starts_with(b"=") { inner } else { bytes }, cut);
    } else {
        card.join(unfolded, cut);
    }
}

/// The card inside an `AGENT` of 2.1, kept whole as that property's value.
fn nested(source: &mut Source<'_>, card: &mut RawCard) -> io::Result<()> {
    if let Some(line) = card.lines.last_mut() {
        line.nested = true;
    }
    let mut depth = usize::from(opens_nested_inline(card.last()));
    let mut opens = true;
    if depth > 0 {
        card.join(b"\n", false);
        opens = false;
    }
    while let Some(span) = source.next_line()? {
        let bytes = source.bytes(&span);
        match edge(bytes) {
            Edge::Begin if opens => depth += 1,
            Edge::Begin => {
                source.unread(&span);
                return Ok(());
            }
            Edge::End => depth = depth.saturating_sub(1),
            Edge::Other => {}
        }
        if !bytes.is_empty() {
            opens = opens_nested(bytes);
        }
        card.join(bytes, span.cut);
        if depth == 0 {
            return Ok(());
        }
        card.join(b"\n", false);
    }
    Ok(())
}

fn opens_nested(line: &[u8]) -> bool {
    head::is_named(line, b"AGENT") && line.trim_ascii_end().ends_with(b":")
}

fn opens_nested_inline(line: &[u8]) -> bool {
    matches!(line.first(), Some(b'A' | b'a'))
        && head::is_named(line, b"AGENT")
        && memchr(b':', line).is_some_and(|colon| {
            matches!(edge(line.get(colon + 1..).unwrap_or_default().trim_ascii_start()), Edge::Begin)
        })
}

/// The last line goes on: it is quoted-printable and ends in `=`.
fn soft_break(card: &mut RawCard) -> bool {
    if !matches!(card.text.last(), Some(b'=' | b' ' | b'\t')) {
        return false;
    }
    let last = card.last();
    if last.last() == Some(&b'=') {
        return head::is_quoted_printable(last);
    }
    if !matches!(last.last(), Some(b' ' | b'\t')) || !last.trim_ascii_end().ends_with(b"=") {
        return false;
    }
    let spaces = last.len() - last.trim_ascii_end().len();
    let soft = head::is_quoted_printable(last);
    if soft {
        (0..spaces).for_each(|_| card.shorten());
    }
    soft
}

/// A card begins at this physical line outside of cards.
pub(super) fn begins(line: &[u8]) -> bool {
    matches!(edge(trimmed(line)), Edge::Begin)
}

/// The line would end a card.
pub(super) fn ends(line: &[u8]) -> bool {
    matches!(edge(trimmed(line)), Edge::End)
}

fn edge(line: &[u8]) -> Edge {
    let is = |wanted: &[u8], value: &[&[u8]]| {
        line.split_at_checked(wanted.len()).is_some_and(|(name, rest)| {
            name.eq_ignore_ascii_case(wanted) && value.iter().any(|value| rest.trim_ascii().eq_ignore_ascii_case(value))
        })
    };
    match line.first() {
        Some(b'B' | b'b') if is(b"BEGIN:", &[b"VCARD"]) => Edge::Begin,
        Some(b'E' | b'e') if is(b"END:", &[b"VCARD", b""]) => Edge::End,
        _ => Edge::Other,
    }
}

/// Without white space, NULs and byte order marks around.
fn trimmed(mut line: &[u8]) -> &[u8] {
    loop {
        line = match line {
            [0 | b' ' | b'\t', rest @ ..] | [0xef, 0xbb, 0xbf, rest @ ..] | [rest @ .., 0 | b' ' | b'\t'] => rest,
            other => return other,
        };
    }
}

fn is_base64_text(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' | b' ' | b'\t'))
}
