//! What a file is, by its first bytes.

use super::types::Kind;
use super::{mail, talk};
use crate::archive;
use crate::contact::photo;
use crate::formats::csv::{Records, Row};
use crate::formats::encoding::{self, Charset, SAMPLE};
use crate::formats::{Format, detect};

/// What has to read a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Guess {
    /// Nothing, or nothing but white space.
    Empty,
    /// Nothing but zeros so far.
    Zeros,
    Zip,
    /// An OLE compound file: XLS, or a newer one behind a password.
    Compound,
    Pdf,
    Picture,
    /// An age file (<https://age-encryption.org/v1>).
    Sealed,
    Mail(Kind),
    Vcard(Charset),
    Ics(Charset),
    Talk(Charset),
    Table(Charset, u8),
    Text,
    Unknown,
}

/// Rows that are looked at to find what parts the cells.
const ROWS: usize = 300;
/// Lines that may stand before the first card or calendar.
const JUNK: usize = 20;

/// `whole` says that there are no more bytes than these.
pub(super) fn guess(first: &[u8], whole: bool) -> Guess {
    match first {
        _ if first.iter().all(u8::is_ascii_whitespace) && whole => return Guess::Empty,
        _ if first.iter().all(|byte| *byte == 0) => return Guess::Zeros,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => return Guess::Zip,
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => return Guess::Compound,
        _ if first.starts_with(archive::HEAD) => return Guess::Sealed,
        _ if memchr::memmem::find(first.get(..1024).unwrap_or(first), b"%PDF-").is_some() => return Guess::Pdf,
        _ if is_picture(first) => return Guess::Picture,
        _ => {}
    }
    if let Some(kind) = mail::is(first) {
        return Guess::Mail(kind);
    }
    let charset = encoding::guess(first);
    let whole = whole && first.len() <= SAMPLE;
    let first = first.get(..SAMPLE).unwrap_or(first);
    let text = text(first, charset, whole);
    if !is_text(&text) {
        return Guess::Unknown;
    }
    if let Some(frame) = frame(&text) {
        return if frame == "BEGIN:VCARD" { Guess::Vcard(charset) } else { Guess::Ics(charset) };
    }
    if talk::is(&text) {
        return Guess::Talk(charset);
    }
    let is_contacts = || detect(first, None).is_some_and(|found| found.format == Format::Csv);
    match delimiter(&text, is_contacts) {
        Some(delimiter) => Guess::Table(charset, delimiter),
        None => Guess::Text,
    }
}

fn is_picture(first: &[u8]) -> bool {
    let kind = photo::media_type(first);
    // `BM` begins a text as well.
    kind.starts_with("image/") && (kind != "image/bmp" || matches!(first.get(6..10), Some([0, 0, 0, 0])))
}

/// The text of the first bytes without zeros; its last line left out where it goes on.
fn text(first: &[u8], charset: Charset, whole: bool) -> String {
    let (text, _) = charset.encoding().decode_with_bom_removal(first);
    let mut text: String = text.chars().filter(|ch| *ch != '\0').collect();
    if !whole && let Some(end) = text.rfind('\n') {
        text.truncate(end + 1);
    }
    text
}

fn is_text(text: &str) -> bool {
    let is_odd = |ch: &char| ch.is_control() && !matches!(ch, '\t' | '\r' | '\n' | '\u{c}' | '\u{1a}' | '\u{1b}');
    let (mut odd, mut lost, mut all) = (0usize, 0usize, 0usize);
    for ch in text.chars() {
        odd += usize::from(is_odd(&ch));
        lost += usize::from(ch == char::REPLACEMENT_CHARACTER);
        all += 1;
    }
    odd * 50 <= all && lost * 8 <= all.max(64)
}

/// What one of the first lines opens.
fn frame(text: &str) -> Option<&'static str> {
    let lines = text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).take(JUNK);
    let is = |line: &str, frame: &str| line.eq_ignore_ascii_case(frame);
    lines.into_iter().find_map(|line| {
        let frames = ["BEGIN:VCARD", "BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VTODO"];
        frames.into_iter().find(|frame| is(line, frame))
    })
}

/// What parts the cells of a table; `None` where the text is none.
fn delimiter(text: &str, is_contacts: impl Fn() -> bool) -> Option<u8> {
    let mut best: Option<(usize, usize, u8)> = None;
    for delimiter in *b",\t;" {
        let mut records = Records::new(text.as_bytes(), delimiter);
        let (mut row, mut widths) = (Row::default(), Vec::new());
        while widths.len() < ROWS && records.next(&mut row).unwrap_or(false) {
            if !row.is_blank() {
                widths.push(row.len());
            }
        }
        let often = |width: usize| widths.iter().filter(|other| **other == width).count();
        let Some(mode) = widths.iter().copied().filter(|width| *width > 1).max_by_key(|width| (often(*width), *width))
        else {
            continue;
        };
        let rows = often(mode);
        let is_table = if widths.len() == 1 { mode > 2 } else { rows * 10 >= widths.len() * 6 && rows > 1 };
        let score = (rows, mode, delimiter);
        if (is_table || is_contacts()) && best.is_none_or(|(rows, mode, _)| (score.0, score.1) > (rows, mode)) {
            best = Some(score);
        }
    }
    best.map(|(_, _, delimiter)| delimiter)
}
