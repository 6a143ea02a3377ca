//! One card from bytes to properties.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::charset::{self, Decoded, Fallback};
use super::head::{self, Coding, Transfer};
use super::lines::{Line, RawCard, shortened};
use super::{carry, media, text};
use crate::contact::card::{Card, MediaHash, Param, Property, escape, unescape};
use crate::formats::encoding::is_escaped_jis;
use crate::formats::{Incoming, Trouble};

/// A card with what is to be said about it.
#[derive(Debug)]
pub(super) struct Parsed {
    /// `None` where nothing was in it.
    pub incoming: Option<Box<Incoming>>,
    pub troubles: Vec<Trouble>,
    /// The source can't be rebuilt from the card.
    pub keep_source: bool,
}

/// The version a card is written in. Without `VERSION`, or with one we don't know, 3.0's rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    V21,
    V3,
    V4,
}

struct Reading<'a> {
    raw: &'a RawCard,
    /// The whole card, where all of it is UTF-8.
    clean: Option<&'a str>,
    rules: Rules,
    fallback: Fallback,
    card: Card,
    media: Vec<(MediaHash, Vec<u8>)>,
    troubles: Vec<Trouble>,
    keep_source: bool,
    /// A property asks for [`carry::settle`].
    to_settle: bool,
    /// Undeclared bytes that are not UTF-8.
    evidence: Vec<u8>,
}

/// Reads the card. `Err` gives the undeclared bytes for which the file's character set has to be known first.
pub(super) fn card(raw: &RawCard, fallback: Fallback) -> Result<Parsed, Vec<u8>> {
    let plain = fallback.takes_utf8() && memchr2(0, 0x1b, &raw.text).is_none();
    let mut reading = Reading {
        raw,
        clean: if plain { simdutf8::basic::from_utf8(&raw.text).ok() } else { None },
        rules: rules(raw),
        fallback,
        card: Card { properties: Vec::with_capacity(raw.lines.len()) },
        media: Vec::new(),
        troubles: Vec::new(),
        keep_source: false,
        to_settle: false,
        evidence: Vec::new(),
    };
    for line in &raw.lines {
        reading.line(line);
    }
    if reading.evidence.is_empty() { Ok(reading.finish()) } else { Err(reading.evidence) }
}

fn rules(raw: &RawCard) -> Rules {
    let version = raw.lines.iter().map(|line| raw.bytes(line)).find(|line| is_version(line));
    match version.and_then(|line| line.rsplit(|byte| *byte == b':').next()).map(<[u8]>::trim_ascii) {
        Some([b'2', ..]) => Rules::V21,
        Some([b'4', ..]) => Rules::V4,
        _ => Rules::V3,
    }
}

fn is_version(line: &[u8]) -> bool {
    matches!(line.first(), Some(b'V' | b'v')) && head::is_named(line, b"VERSION")
}

impl<'a> Reading<'a> {
    fn line(&mut self, line: &Line) {
        let raw = self.raw;
        let bytes = raw.bytes(line);
        if line.cut {
            self.trouble(line, "too_long", shortened(bytes));
            return;
        }
        if is_version(bytes) {
            return;
        }
        let Some((head, value)) = head::colon(bytes).and_then(|colon| bytes.split_at_checked(colon)) else {
            self.stray(line, bytes);
            return;
        };
        let value = value.get(1..).unwrap_or_default();
        let whole = self.clean.and_then(|text| text.get(line.start..line.end));
        let head = match whole.and_then(|text| text.get(..head.len())) {
            Some(head) => Cow::Borrowed(head),
            None => Cow::Owned(self.decode(line, head, None).unwrap_or_default()),
        };
        let Some(split) = head::split(&head) else {
            self.stray(line, bytes);
            return;
        };
        if is_frame(&split, value) {
            self.stray(line, bytes);
            return;
        }
        let mut property = named(&split, line);
        let (mut params, mut coding) = head::params(split.params, self.rules == Rules::V4);
        let caret = |params: &[Param]| params.iter().any(|param| param.name == carry::CARET);
        if self.rules != Rules::V4 && split.params.contains(carry::CARET) && caret(&params) {
            (params, coding) = head::params(split.params, true);
        }
        property.params = params;
        let value_text = whole.and_then(|text| text.get(text.len() - value.len()..));
        if line.nested {
            self.nested(line, value, &mut property);
        } else {
            self.value(line, value, value_text, coding, &mut property);
        }
        if is_framing(&property) {
            self.stray(line, bytes);
            return;
        }
        self.to_settle |= carry::concerns(&property);
        self.card.properties.push(property);
    }

    fn value(&mut self, line: &Line, bytes: &[u8], text: Option<&str>, coding: Coding<'_>, property: &mut Property) {
        match coding.transfer {
            // A line that was UTF-8 all along holds no line break and nothing to decode.
            Transfer::Plain if self.rules != Rules::V21 && coding.charset.is_none() && text.is_some() => {
                property.value = text.unwrap_or_default().to_owned();
            }
            Transfer::Plain => {
                let value = match (text, coding.charset) {
                    (Some(text), None) => Some(text.to_owned()),
                    _ => self.decode(line, bytes, coding.charset),
                };
                property.value = self.escaped(&property.name, value.unwrap_or_default());
            }
            Transfer::QuotedPrintable => {
                let decoded = text::decode_quoted_printable(bytes);
                let value = self.decode(line, &decoded, coding.charset).unwrap_or_default();
                property.value = self.escaped(&property.name, value);
            }
            Transfer::Base64 if bytes.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"data:")) => {
                property.value = self.decode(line, bytes, None).unwrap_or_default();
            }
            Transfer::Base64 => self.base64(line, bytes, coding, property),
        }
        if media::is_media(&property.name) && media::is_data_uri(&property.value) {
            if let Some((kind, bytes)) = media::decode_data_uri(&property.value) {
                let kind = kind.to_owned();
                self.take_media(property, bytes);
                media::note_kind(&mut property.params, &kind);
                self.note_look(property);
            } else if property.value.to_ascii_lowercase().contains(";base64") {
                self.trouble(line, "bad_base64", property.name.clone());
            }
        }
    }

    fn base64(&mut self, line: &Line, encoded: &[u8], coding: Coding<'_>, property: &mut Property) {
        let encoded = &*without_nuls(encoded);
        let Some(bytes) = media::decode_base64(encoded) else {
            self.trouble(line, "bad_base64", property.name.clone());
            property.value = String::from_utf8_lossy(encoded).into_owned();
            drop_escapes(&mut property.value);
            property.params.insert(0, carry::base64_param());
            return;
        };
        let name = &property.name;
        if text::shape(name) == text::Shape::Raw || media::is_media(name) {
            self.take_media(property, bytes);
            self.note_look(property);
        } else {
            let value = self.decode(line, &bytes, coding.charset).unwrap_or_default();
            property.value = escape(&value.replace("\r\n", "\n"));
        }
    }

    /// Of media that nothing is said of: what the bytes look like.
    fn note_look(&self, property: &mut Property) {
        if media::kind_of(&property.params).is_some() {
            return;
        }
        if let Some((_, bytes)) = self.media.iter().find(|(hash, _)| Some(hash) == property.media.as_ref()) {
            media::note_kind(&mut property.params, media::sniff(bytes));
        }
    }

    fn take_media(&mut self, property: &mut Property, bytes: Vec<u8>) {
        let hash = MediaHash::of(&bytes);
        media::drop_coding(property);
        property.value = String::new();
        property.media = Some(hash);
        if !self.media.iter().any(|(known, _)| *known == hash) {
            self.media.push((hash, bytes));
        }
    }

    /// The card inside an `AGENT`, as one text.
    fn nested(&mut self, line: &Line, bytes: &[u8], property: &mut Property) {
        let declared = memchr::memmem::find(bytes, b"CHARSET=").and_then(|at| {
            let label = bytes.get(at + 8..)?.split(|byte| matches!(byte, b';' | b':' | b'\n' | b'"')).next()?;
            std::str::from_utf8(label).ok()
        });
        let text = self.decode(line, bytes, declared).unwrap_or_default();
        property.value = escape(text.trim_start_matches('\n'));
        self.keep_source |= text.contains('\u{fffd}');
    }

    fn escaped(&self, name: &str, value: String) -> String {
        match self.rules {
            Rules::V21 => text::from_v21(name, value),
            Rules::V3 | Rules::V4 => text::on_one_line(value),
        }
    }

    /// Bytes to text; what it costs is noted. `None` where the file's character set must be known first.
    fn decode(&mut self, line: &Line, bytes: &[u8], declared: Option<&str>) -> Option<String> {
        let Some(Decoded { mut text, clean, doubtful }) = charset::decode(bytes, declared, self.fallback) else {
            self.evidence.extend_from_slice(bytes);
            self.evidence.push(b'\n');
            return None;
        };
        self.keep_source |= !clean;
        if doubtful {
            let detail = declared.map_or_else(|| shortened(text.as_bytes()), str::to_owned);
            self.trouble(line, "bad_charset", detail);
        }
        if text.contains('\0') {
            text.retain(|ch| ch != '\0');
            self.trouble(line, "nul", shortened(text.as_bytes()));
        }
        if drop_escapes(&mut text) {
            self.trouble(line, "bad_charset", shortened(text.as_bytes()));
        }
        Some(text)
    }

    /// A line that is no property: most often the rest of a note or an address whose line break was not escaped.
    fn stray(&mut self, line: &Line, bytes: &[u8]) {
        if bytes.trim_ascii().is_empty() {
            return;
        }
        self.trouble(line, "bad_line", shortened(bytes));
        let text = self.decode(line, bytes, None).unwrap_or_default();
        let Some(last) = self.card.properties.last_mut() else { return };
        let rest = match last.name.as_str() {
            "NOTE" | "LABEL" => escape(&text),
            "ADR" => text,
            _ => return,
        };
        last.value.push_str("\\n");
        last.value.push_str(&rest);
    }

    fn trouble(&mut self, line: &Line, reason: &'static str, detail: String) {
        self.keep_source = true;
        self.troubles.push(Trouble { line: line.number, name: String::new(), reason, detail, lost: false });
    }

    fn finish(mut self) -> Parsed {
        if self.to_settle {
            carry::settle(&mut self.card.properties);
        }
        let at = |number: u64| Line { number, start: 0, end: 0, cut: false, nested: false };
        if !self.raw.ended {
            self.trouble(&at(self.raw.line), "no_end", String::new());
        }
        if self.card.properties.is_empty() {
            self.trouble(&at(self.raw.line), "empty", String::new());
        }
        let empty = self.card.properties.is_empty();
        if !self.troubles.is_empty() {
            let name = shown_name(&self.card);
            for trouble in &mut self.troubles {
                trouble.name.clone_from(&name);
                trouble.lost = empty && trouble.reason == "empty";
            }
        }
        let incoming = Incoming { card: self.card, media: self.media, line: self.raw.line, raw: None };
        Parsed {
            incoming: (!empty).then(|| Box::new(incoming)),
            troubles: self.troubles,
            keep_source: self.keep_source,
        }
    }
}

/// What would open or close a card, or say its version, once its NULs and spaces are gone.
fn is_frame(split: &head::Split<'_>, value: &[u8]) -> bool {
    let is = |name: &str| split.name.eq_ignore_ascii_case(name);
    let says = || value.iter().copied().filter(|byte| *byte != 0).collect::<Vec<u8>>();
    let is_card = |value: Vec<u8>| value.trim_ascii().eq_ignore_ascii_case(b"VCARD");
    let whole = split.group.is_none() && split.params.is_empty();
    is("VERSION")
        || (whole && is("BEGIN") && is_card(says()))
        || (whole && is("END") && (says().trim_ascii().is_empty() || is_card(says())))
}

/// What opens or closes a card once it is decoded and marks of ours are taken off: `END;ENCODING=QUOTED-PRINTABLE:=56CARD`.
fn is_framing(property: &Property) -> bool {
    let value = property.value.trim();
    // With white space behind it, a fold may leave it alone on a line.
    let begins = |with: &str| value.split_whitespace().next().is_some_and(|first| first.eq_ignore_ascii_case(with));
    if property.name == "AGENT" && begins("BEGIN:VCARD") && !value.contains("\\n") {
        return true;
    }
    let is_card = begins("VCARD");
    let frames = match property.name.as_str() {
        "BEGIN" => is_card,
        // A fold within white space leaves nothing beside its colon.
        "END" => is_card || property.value.starts_with(char::is_whitespace) || value.is_empty(),
        _ => false,
    };
    frames && property.group.is_none() && property.media.is_none()
}

fn named(split: &head::Split<'_>, line: &Line) -> Property {
    let lower = split.name.bytes().any(|byte| byte.is_ascii_lowercase());
    Property {
        group: split.group.map(str::to_owned),
        name: if lower { split.name.to_ascii_uppercase() } else { split.name.to_owned() },
        spelling: lower.then(|| split.name.to_owned()),
        place: u32::try_from(line.number).unwrap_or(u32::MAX),
        ..Property::default()
    }
}

fn shown_name(card: &Card) -> String {
    let text = |name| card.first(name).map(|property| unescape(&property.value)).filter(|text| !text.trim().is_empty());
    let name = text("FN").or_else(|| {
        let name = text("N")?.split(';').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        Some(name).filter(|name| !name.is_empty())
    });
    name.or_else(|| text("ORG")).unwrap_or_default().chars().take(60).collect()
}

fn without_nuls(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memchr(0, bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    bytes.iter().copied().filter(|byte| *byte != 0).collect()
}

/// An escape that opened nothing would open something when it is read again.
fn drop_escapes(text: &mut String) -> bool {
    let escaped = is_escaped_jis(text.as_bytes());
    if escaped {
        text.retain(|ch| ch != '\x1b');
    }
    escaped
}
