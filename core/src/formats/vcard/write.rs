//! A card as vCard text: CRLF, folded at 75 octets, never inside a character (RFC 6350 §3.2).

use std::borrow::Cow;

use memchr::{memchr2, memchr3};

use super::{Version, carry, media};
use crate::contact::card::{Card, MediaHash, Param, Property, escape, split, unescape};

/// Octets on a line, without its end.
const WIDTH: usize = 75;

pub(super) fn card(
    card: &Card,
    version: Version,
    categories: &[String],
    media: &mut dyn FnMut(&MediaHash) -> Option<Vec<u8>>,
    out: &mut Vec<u8>,
) {
    let mut writer = Writer { version, line: String::with_capacity(256), out };
    writer.out.extend_from_slice(b"BEGIN:VCARD\r\nVERSION:");
    writer.out.extend_from_slice(match version {
        Version::V3 => b"3.0\r\n",
        Version::V4 => b"4.0\r\n",
    });
    for made in carry::demanded(card, version) {
        writer.property(&made, None);
    }
    let mut groups = Groups::new(card, categories);
    let mut seen = carry::Seen::default();
    for property in &card.properties {
        let renamed;
        let property = if property.name == "CATEGORIES" {
            let Some(value) = groups.next(property) else { continue };
            renamed = Property { value: value.into_owned(), ..property.clone() };
            &renamed
        } else {
            property
        };
        let bytes = match &property.media {
            None => None,
            Some(hash) => match media(hash) {
                Some(bytes) => Some(bytes),
                None => continue,
            },
        };
        let changed = carry::for_version(property, card, version, &mut seen);
        writer.property(changed.as_ref().unwrap_or(property), bytes.as_deref());
        if let Some(companion) = carry::companion(property, changed.as_ref(), card, version) {
            writer.property(&companion, None);
        }
    }
    if let Some(value) = groups.rest() {
        writer.property(&Property::new("CATEGORIES", value), None);
    }
    writer.out.extend_from_slice(b"END:VCARD\r\n");
}

struct Writer<'a> {
    version: Version,
    /// One unfolded line, kept for its room.
    line: String,
    out: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn property(&mut self, property: &Property, bytes: Option<&[u8]>) {
        self.line.clear();
        if let Some(group) = &property.group {
            self.line.push_str(group);
            self.line.push('.');
        }
        self.line.push_str(property.spelling.as_ref().unwrap_or(&property.name));
        match bytes {
            None => {
                self.params(&property.params);
                self.line.push(':');
                self.value(&property.value);
            }
            Some(bytes) => self.media(property, bytes),
        }
        fold(self.line.as_bytes(), self.out);
    }

    fn value(&mut self, value: &str) {
        if memchr2(b'\n', b'\r', value.as_bytes()).is_none() {
            self.line.push_str(value);
        } else {
            self.line.push_str(&value.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\\n"));
        }
    }

    fn media(&mut self, property: &Property, bytes: &[u8]) {
        let as_uri = self.version == Version::V4 && media::is_media(&property.name);
        if as_uri {
            let params = match property.params.split_last() {
                Some((_, before)) if media::says_kind_only(&property.params) => before,
                _ => &property.params[..],
            };
            self.params(params);
            self.line.push_str(":data:");
            self.line.push_str(media::kind_of(&property.params).unwrap_or_else(|| media::sniff(bytes)));
            self.line.push_str(";base64,");
        } else {
            self.line.push_str(";ENCODING=b");
            self.params(&property.params);
            self.line.push(':');
        }
        media::encode_base64(bytes, &mut self.line);
    }

    fn params(&mut self, params: &[Param]) {
        let caret =
            self.version == Version::V4 || params.iter().any(|param| param.name.eq_ignore_ascii_case(carry::CARET));
        for param in params {
            self.line.push(';');
            self.line.push_str(&param.name);
            self.line.push('=');
            for (index, value) in param.values.iter().enumerate() {
                if index > 0 {
                    self.line.push(',');
                }
                self.param_value(value, caret);
            }
        }
    }

    fn param_value(&mut self, value: &str, caret: bool) {
        let value = if caret { encode_caret(value) } else { Cow::Borrowed(value) };
        if memchr3(b',', b';', b':', value.as_bytes()).is_some() {
            self.line.push('"');
            self.line.push_str(&value);
            self.line.push('"');
        } else {
            self.line.push_str(&value);
        }
    }
}

/// What the card's `CATEGORIES` become: memberships decide, the card keeps place and order.
struct Groups<'a> {
    /// Memberships that no property has named yet.
    open: Vec<&'a str>,
    /// Properties still to come.
    left: usize,
}

impl<'a> Groups<'a> {
    fn new(card: &Card, categories: &'a [String]) -> Groups<'a> {
        let left = card.properties.iter().filter(|property| property.name == "CATEGORIES").count();
        Groups { open: categories.iter().map(String::as_str).collect(), left }
    }

    /// The value of the next `CATEGORIES`; `None` leaves it out.
    fn next<'b>(&mut self, property: &'b Property) -> Option<Cow<'b, str>> {
        self.left -= 1;
        let parts = split(&property.value, ',');
        let all = parts.len();
        let mut kept: Vec<Cow<'_, str>> = Vec::with_capacity(all);
        for part in parts {
            let name = unescape(part);
            let place = self.open.iter().position(|open| *open == name || *open == name.trim());
            if let Some(place) = place {
                self.open.remove(place);
                kept.push(Cow::Borrowed(part));
            }
        }
        if kept.len() == all && (self.left > 0 || self.open.is_empty()) {
            return Some(Cow::Borrowed(&property.value));
        }
        if self.left == 0 {
            kept.extend(self.open.drain(..).map(|name| Cow::Owned(escape(name))));
        }
        (!kept.is_empty()).then(|| Cow::Owned(kept.join(",")))
    }

    /// A property for the memberships of a card without any.
    fn rest(&mut self) -> Option<String> {
        let names: Vec<String> = self.open.drain(..).map(escape).collect();
        (!names.is_empty()).then(|| names.join(","))
    }
}

fn encode_caret(value: &str) -> Cow<'_, str> {
    if memchr3(b'^', b'"', b'\n', value.as_bytes()).is_none() {
        return Cow::Borrowed(value);
    }
    Cow::Owned(value.replace('^', "^^").replace('"', "^'").replace('\n', "^n"))
}

fn fold(line: &[u8], out: &mut Vec<u8>) {
    let mut rest = line;
    // A name stays whole, however long: without what ends it its line could be taken for the end of a picture above it.
    let named = line.iter().position(|byte| matches!(byte, b':' | b';')).map_or(0, |end| end + 1);
    let mut width = WIDTH.max(named);
    while rest.len() > width {
        let mut at = width;
        // Back to the beginning of a character.
        while at > 1 && rest.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
            at -= 1;
        }
        // Not behind `=`, which could be taken for a soft break of quoted-printable; a rule drawn with them may be.
        let equals = rest.get(..at).into_iter().flatten().rev().take_while(|byte| **byte == b'=').count();
        if equals < at / 2 {
            at -= equals;
        }
        let (piece, tail) = rest.split_at(at);
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\r\n ");
        rest = tail;
        width = WIDTH - 1;
    }
    out.extend_from_slice(rest);
    out.extend_from_slice(b"\r\n");
}
