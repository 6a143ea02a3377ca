//! Mail: one message (RFC 5322), or many one behind the other in an mbox (RFC 4155).

mod coding;
mod message;

use std::io::{self, Read};

use self::message::{Ended, Message};
use super::findings::Findings;
use super::source::Watched;
use super::text::Lines;
use super::types::{Details, Kind, Place, Unit};

pub(super) use coding::is_half_utf8;

/// A line of mail is read in pieces of so many bytes.
const LONGEST: usize = 64 * 1024;
/// Of a line that may part two messages.
const SEPARATOR: &[u8] = b"From ";
/// Messages without headers that are told singly.
const TOLD: u64 = 20;

/// Headers that one of the first lines of a saved message has.
const KNOWN: [&str; 14] = [
    "return-path",
    "received",
    "delivered-to",
    "from",
    "to",
    "date",
    "subject",
    "message-id",
    "mime-version",
    "reply-to",
    "content-type",
    "x-received",
    "dkim-signature",
    "x-mozilla-status",
];

/// The first bytes are those of a message (`Eml`) or of many (`Mbox`).
pub(super) fn is(first: &[u8]) -> Option<Kind> {
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    let mut lines = first.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let (kind, line) = match lines.next()? {
        separator if separator.starts_with(SEPARATOR) => (Kind::Mbox, lines.next()?),
        line => (Kind::Eml, line),
    };
    let mut names = vec![header(line)?.to_ascii_lowercase()];
    names.extend(lines.take(60).take_while(|line| !line.is_empty()).filter_map(header).map(str::to_ascii_lowercase));
    let known = KNOWN.iter().filter(|known| names.iter().any(|name| name == *known)).count();
    (known >= 2 || (known == 1 && kind == Kind::Mbox)).then_some(kind)
}

/// The name of a header, where the line is one.
fn header(line: &[u8]) -> Option<&str> {
    let name = line.split(|byte| *byte == b':').next().filter(|name| name.len() < line.len() && !name.is_empty())?;
    let is_name = name.iter().all(|byte| byte.is_ascii_graphic());
    std::str::from_utf8(name).ok().filter(|_| is_name && name.len() < 80)
}

/// Reads one message; answers whether its end is proven.
pub(super) fn look_at_one(input: &mut dyn Read, found: &mut Findings) -> io::Result<bool> {
    let mut lines = Lines::new(Watched::new(input), LONGEST);
    let mut box_ = Mailbox::default();
    let mut message = Message::new(1);
    while let Some(line) = lines.next()? {
        let bytes = if line.number == 1 && line.begins { without_mark(line.bytes) } else { line.bytes };
        message.line(bytes, line.begins, line.ends, found);
    }
    let ended = box_.take(message, found);
    finish(lines.input(), &ended, found)?;
    box_.tell(found);
    Ok(ended.is_proven)
}

/// Reads messages to the end. One is parted from the next by a line `From …` behind a blank one (or with a time in it), if
/// headers follow it.
pub(super) fn look_at_many(input: &mut dyn Read, found: &mut Findings) -> io::Result<()> {
    let mut lines = Lines::new(Watched::new(input), LONGEST);
    let mut box_ = Mailbox::default();
    let mut message: Option<Message> = None;
    let mut held: Option<Vec<u8>> = None;
    let (mut number, mut after_blank) = (0, true);
    while let Some(line) = lines.next()? {
        if let Some(separator) = held.take() {
            if line.begins && header(line.bytes).is_some() {
                if let Some(message) = message.take() {
                    box_.take(message, found);
                }
                number += 1;
                message = Some(Message::new(number));
            } else if let Some(message) = &mut message {
                message.line(&separator, true, true, found);
            }
        }
        let parts = line.begins && line.bytes.starts_with(SEPARATOR) && (after_blank || has_time(line.bytes));
        if parts {
            held = Some(line.bytes.to_vec());
        } else if let Some(message) = &mut message {
            message.line(line.bytes, line.begins, line.ends, found);
        }
        after_blank = line.begins && line.bytes.is_empty();
    }
    if held.is_some() {
        found.damage(Place::Message(number + 1), "cut_headers", "");
    }
    let ended = match message {
        Some(message) => box_.take(message, found),
        None => Ended { is_proven: false, ends_in_utf8: false },
    };
    finish(lines.input(), &ended, found)?;
    box_.tell(found);
    Ok(())
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// `Sat Nov 28 20:30:54 2026` stands in it somewhere.
fn has_time(line: &[u8]) -> bool {
    let digit = |at: usize| line.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b':', line).any(|at| {
        at >= 2 && digit(at - 1) && digit(at - 2) && digit(at + 1) && digit(at + 2) && line.get(at + 3) == Some(&b':')
    })
}

fn finish<R: Read>(watched: &mut Watched<R>, ended: &Ended, found: &mut Findings) -> io::Result<()> {
    watched.drain()?;
    watched.tell(false, found);
    if ended.ends_in_utf8 && is_half_utf8(&watched.tail()) {
        found.damage(Place::File, "half_character", "");
    }
    Ok(())
}

#[derive(Default)]
struct Mailbox {
    messages: u64,
    attachments: u64,
    decoded: u64,
    proven: u64,
    /// Messages without any header that a message has: the second count.
    headless: u64,
}

impl Mailbox {
    fn take(&mut self, mut message: Message, found: &mut Findings) -> Ended {
        let ended = message.end(found);
        self.messages += 1;
        self.attachments += message.attachments;
        self.decoded += message.decoded;
        self.proven += u64::from(ended.is_proven);
        if let Some(day) = message.day {
            found.day(day);
        }
        if !message.has_headers {
            self.headless += 1;
            if self.headless <= TOLD {
                found.notice(Place::Message(message.number), "no_headers", "");
            }
        }
        ended
    }

    fn tell(&self, found: &mut Findings) {
        let Mailbox { messages, attachments, decoded, proven, .. } = *self;
        found.count(messages, Unit::Messages);
        found.details = Details::Mail { messages, attachments, decoded, proven };
    }
}
