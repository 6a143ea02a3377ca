//! One message, line by line: its parts (RFC 2046), whether each boundary that was opened is closed, and what decodes.

use mail_parser::{MessageParser, MimeHeaders};

use super::coding::{Base64, Coded};
use crate::checklist::day::Day;
use crate::inspect::days;
use crate::inspect::findings::Findings;
use crate::inspect::types::Place;

/// What is kept of the headers of a message or a part, in bytes.
const HEADERS: usize = 256 * 1024;
/// Parts within each other.
const DEEPEST: usize = 64;
/// RFC 2046 allows 70; what is longer belongs to nobody.
const LONGEST_BOUNDARY: usize = 512;

#[derive(Default)]
pub(super) struct Message {
    /// From 1.
    pub number: u64,
    block: Vec<u8>,
    at: At,
    /// Boundaries that are open, the innermost last.
    open: Vec<Vec<u8>>,
    /// A part of several: what was closed last proves the end.
    is_multipart: bool,
    is_closed: bool,
    part: Option<Part>,
    is_first_block: bool,
    too_deep: bool,
    pub attachments: u64,
    pub decoded: u64,
    pub day: Option<Day>,
    /// It says who wrote it, when or about what.
    pub has_headers: bool,
}

#[derive(Default, PartialEq, Eq)]
enum At {
    #[default]
    Headers,
    Body,
    /// Before the first boundary, or behind a last one.
    Beside,
}

struct Part {
    name: String,
    is_attachment: bool,
    is_utf8_text: bool,
    coded: Coded,
}

/// How a message ended.
pub(super) struct Ended {
    /// Its last boundary is there.
    pub is_proven: bool,
    /// It ends in text that may be cut within a character.
    pub ends_in_utf8: bool,
}

impl Message {
    pub fn new(number: u64) -> Message {
        Message { number, is_first_block: true, ..Message::default() }
    }

    pub fn line(&mut self, bytes: &[u8], begins: bool, ends: bool, found: &mut Findings) {
        if self.at == At::Headers {
            if begins && bytes.is_empty() {
                return self.headers_end(found);
            }
            if self.block.len() + bytes.len() < HEADERS {
                self.block.extend_from_slice(bytes);
                if ends {
                    self.block.push(b'\n');
                }
            }
            // A part without headers may be closed at once.
            if !(begins && bytes.starts_with(b"--")) {
                return;
            }
        }
        if begins && bytes.starts_with(b"--") && self.boundary(bytes, found) {
            return;
        }
        if let (At::Body, Some(part)) = (&self.at, &mut self.part) {
            part.coded.line(bytes, begins, ends);
        }
    }

    /// True where the line is a boundary of one of the parts that are open.
    fn boundary(&mut self, bytes: &[u8], found: &mut Findings) -> bool {
        let line = bytes.trim_ascii_end().get(2..).unwrap_or_default();
        let matching = |open: &Vec<u8>| match line.strip_prefix(open.as_slice()) {
            Some(b"") => Some(false),
            Some(b"--") => Some(true),
            _ => None,
        };
        let Some((at, closes)) = self.open.iter().enumerate().rev().find_map(|(at, open)| Some((at, matching(open)?)))
        else {
            return false;
        };
        if at + 1 < self.open.len() {
            found.notice(Place::Message(self.number), "no_boundary", "");
        }
        self.part_ends(true, found);
        self.block.clear();
        if closes {
            self.open.truncate(at);
            self.is_closed = self.open.is_empty();
            self.at = At::Beside;
        } else {
            self.open.truncate(at + 1);
            self.at = At::Headers;
        }
        true
    }

    fn headers_end(&mut self, found: &mut Findings) {
        let mut block = std::mem::take(&mut self.block);
        block.push(b'\n');
        let is_first = std::mem::take(&mut self.is_first_block);
        let parsed = MessageParser::default().parse_headers(&block);
        self.at = At::Body;
        if is_first {
            let has = |name: &str| parsed.as_ref().is_some_and(|message| message.header(name).is_some());
            self.has_headers = ["From", "Date", "Subject", "To", "Message-ID", "Received"].into_iter().any(has);
            let date = parsed.as_ref().and_then(|message| message.date());
            self.day = date.and_then(|date| days::of(date.year.into(), date.month.into(), date.day.into()));
        }
        let root = parsed.as_ref();
        let kind = root.and_then(MimeHeaders::content_type);
        let (main, sub) = kind.map_or(("text", "plain"), |kind| (kind.ctype(), kind.subtype().unwrap_or_default()));
        let is = |text: &str, other: &str| text.eq_ignore_ascii_case(other);
        if is(main, "multipart") {
            let boundary = kind.and_then(|kind| kind.attribute("boundary")).unwrap_or_default().trim_end();
            self.at = At::Beside;
            if self.open.len() >= DEEPEST {
                if !std::mem::replace(&mut self.too_deep, true) {
                    found.unjudged(Place::Message(self.number), "too_deep", "");
                }
            } else if !boundary.is_empty() && boundary.len() <= LONGEST_BOUNDARY {
                self.is_multipart = true;
                self.open.push(boundary.as_bytes().to_vec());
            } else {
                found.notice(Place::Message(self.number), "no_boundary", "");
            }
            return;
        }
        if is(main, "message") && (is(sub, "rfc822") || is(sub, "global")) {
            // A message within the message begins with its headers.
            self.at = At::Headers;
            return;
        }
        let coding = root.and_then(MimeHeaders::content_transfer_encoding).unwrap_or_default().trim();
        let is_text = is(main, "text");
        let name = root.and_then(MimeHeaders::attachment_name).unwrap_or_default().to_owned();
        let disposition = root.and_then(MimeHeaders::content_disposition);
        let is_attachment = !name.is_empty() || disposition.is_some_and(|it| is(it.ctype(), "attachment")) || !is_text;
        let charset = kind.and_then(|kind| kind.attribute("charset")).unwrap_or("utf-8");
        let is_utf8 = is(charset, "utf-8") || is(charset, "utf8") || is(charset, "us-ascii");
        let coded = if is(coding, "base64") {
            Coded::Base64(Base64::of(is_text))
        } else if is(coding, "quoted-printable") {
            Coded::Quoted { open: false }
        } else {
            Coded::Plain { shifted: false }
        };
        let is_utf8_text = is_text && is_utf8 && matches!(coded, Coded::Plain { .. });
        self.attachments += u64::from(is_attachment);
        self.part = Some(Part { name, is_attachment, is_utf8_text, coded });
    }

    fn part_ends(&mut self, by_boundary: bool, found: &mut Findings) {
        let Some(part) = self.part.take() else { return };
        if part.coded.is_whole() {
            self.decoded += u64::from(part.is_attachment && by_boundary);
            return;
        }
        let reason = match part.coded {
            Coded::Base64(_) => "bad_base64",
            Coded::Quoted { .. } | Coded::Plain { .. } => "half_character",
        };
        found.damage(Place::Message(self.number), reason, &part.name);
    }

    pub fn end(&mut self, found: &mut Findings) -> Ended {
        let place = Place::Message(self.number);
        if self.at == At::Headers && !(self.block.is_empty() && self.is_closed) {
            found.damage(place, "cut_headers", "");
            return Ended { is_proven: false, ends_in_utf8: false };
        }
        let ends_in_utf8 = self.at == At::Body && self.part.as_ref().is_some_and(|part| part.is_utf8_text);
        let is_open = !self.open.is_empty();
        self.part_ends(!is_open, found);
        if is_open {
            found.damage(place, "no_boundary", "");
        }
        Ended { is_proven: self.is_multipart && self.is_closed && !is_open, ends_in_utf8 }
    }
}
