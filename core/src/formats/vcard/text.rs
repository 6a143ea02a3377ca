//! Values: quoted-printable, and the escaping of 2.1 brought to that of 3.0 and 4.0.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use crate::contact::card::escape;

/// How a property's value is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One text.
    Text,
    /// Components between `;`.
    Structured,
    /// Texts between `,`.
    List,
    /// An address, a date, or nothing we know: not escaped in 2.1 and left alone.
    Raw,
}

/// The shape by upper-case name.
pub(super) fn shape(name: &str) -> Shape {
    match name {
        "FN"
        | "TITLE"
        | "ROLE"
        | "NOTE"
        | "LABEL"
        | "MAILER"
        | "NICKNAME"
        | "TEL"
        | "EMAIL"
        | "TZ"
        | "SORT-STRING"
        | "X-PHONETIC-FIRST-NAME"
        | "X-PHONETIC-MIDDLE-NAME"
        | "X-PHONETIC-LAST-NAME"
        | "X-PHONETIC-ORG"
        | "X-ABLABEL"
        | "AGENT" => Shape::Text,
        "N" | "X-ENISHI-N" | "ADR" | "ORG" | "SOUND" => Shape::Structured,
        "CATEGORIES" => Shape::List,
        _ => Shape::Raw,
    }
}

/// A value of a 2.1 card in 3.0/4.0 escaping. In 2.1 only `\;` is an escape, and only where `;` separates; commas and
/// other backslashes are literal.
pub(super) fn from_v21(name: &str, value: String) -> String {
    if memchr3(b'\\', b',', b';', value.as_bytes()).is_none() && memchr2(b'\n', b'\r', value.as_bytes()).is_none() {
        return value;
    }
    match shape(name) {
        Shape::Text => escape(&one_line_ends(&value)),
        Shape::Structured => {
            let parts =
                structured_v21(&one_line_ends(&value)).into_iter().map(|part| escape(&part)).collect::<Vec<_>>();
            parts.join(";")
        }
        Shape::List => value.split(',').map(|part| escape(&one_line_ends(part))).collect::<Vec<_>>().join(","),
        Shape::Raw => on_one_line(value),
    }
}

/// Line breaks as `\n`, so that the value fits on one content line.
pub(super) fn on_one_line(value: String) -> String {
    if memchr2(b'\n', b'\r', value.as_bytes()).is_none() {
        return value;
    }
    one_line_ends(&value).replace('\n', "\\n")
}

/// Decodes quoted-printable (RFC 2045 §6.7); what is no encoded byte stays as it is.
pub(super) fn decode_quoted_printable(encoded: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'=', encoded).is_none() {
        return Cow::Borrowed(encoded);
    }
    let mut out = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some(at) = memchr(b'=', rest) {
        let (before, after) = rest.split_at(at);
        out.extend_from_slice(before);
        rest = match after {
            [_, high, low, tail @ ..] => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    tail
                }
                _ => {
                    out.push(b'=');
                    after.get(1..).unwrap_or_default()
                }
            },
            // A soft break with nothing after it.
            [_] => &[],
            other => {
                out.extend_from_slice(other);
                &[]
            }
        };
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn one_line_ends(text: &str) -> Cow<'_, str> {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn structured_v21(value: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = value.chars().peekable();
    while let Some(ch) = chars.next() {
        let part = parts.last_mut().expect("BUG: there is always a part");
        match ch {
            '\\' if chars.peek() == Some(&';') => {
                chars.next();
                part.push(';');
            }
            ';' => parts.push(String::new()),
            other => part.push(other),
        }
    }
    parts
}
