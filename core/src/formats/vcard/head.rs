//! The part of a content line before its colon: group, name and parameters (RFC 6350 §3.3, and what 2.1 allows).

use memchr::{memchr, memchr2};

use super::text::decode_quoted_printable;
use crate::contact::card::Param;

/// A content line taken apart, its parameters still to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Split<'a> {
    pub group: Option<&'a str>,
    pub name: &'a str,
    /// From the first `;` (exclusive) to the colon; empty where there are none.
    pub params: &'a str,
}

/// What the parameters say about the bytes of the value; taken out of the list that is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Coding<'a> {
    pub charset: Option<&'a str>,
    pub transfer: Transfer,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Transfer {
    #[default]
    Plain,
    QuotedPrintable,
    Base64,
}

/// Where the value's colon stands: the first one outside of quotes, or, where quotes don't close, the first at all.
pub(super) fn colon(line: &[u8]) -> Option<usize> {
    let mut from = 0;
    let mut quoted = false;
    while let Some(found) = memchr2(b':', b'"', line.get(from..)?) {
        let at = from + found;
        if line.get(at) == Some(&b'"') {
            quoted = !quoted;
        } else if !quoted {
            return Some(at);
        }
        from = at + 1;
    }
    if quoted { memchr(b':', line) } else { None }
}

/// Takes the part before the colon apart; `None` where no property can be called so.
pub(super) fn split(head: &str) -> Option<Split<'_>> {
    let (full, params) = match memchr(b';', head.as_bytes()) {
        Some(at) => (head.get(..at)?, head.get(at + 1..)?),
        None => (head, ""),
    };
    let full = full.trim_ascii();
    let (group, name) = match memchr(b'.', full.as_bytes()) {
        Some(at) => (full.get(..at), full.get(at + 1..)?),
        None => (None, full),
    };
    let sound = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
    // `X-GOOGLE TALK` is met in the field.
    let own = |name: &str| name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("X-"));
    let sound_name = sound(name) || (own(name) && name.split(' ').all(sound));
    (sound_name && group.is_none_or(sound)).then_some(Split { group, name, params })
}

/// The parameters in order; encodings and character sets apart. `caret` decodes RFC 6868 (4.0 only).
pub(super) fn params(text: &str, caret: bool) -> (Vec<Param>, Coding<'_>) {
    let mut kept = Vec::new();
    let mut coding = Coding::default();
    if text.is_empty() {
        return (kept, coding);
    }
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (piece, tail) = until(text, b';');
        rest = tail;
        if let Some(label) = android_label(piece) {
            kept.push(Param { name: "TYPE".to_owned(), values: vec![label.replace(',', " ")] });
            continue;
        }
        let Some((name, value)) = piece.split_once('=') else {
            bare(piece.trim_ascii(), &mut kept, &mut coding);
            continue;
        };
        let name = name.trim_ascii();
        if name.eq_ignore_ascii_case("ENCODING") {
            match transfer(value.trim_matches('"')) {
                Some(transfer) => coding.transfer = transfer,
                None => kept.push(read_param(name, value, caret)),
            }
        } else if name.eq_ignore_ascii_case("CHARSET") {
            coding.charset = Some(value.trim_matches('"'));
        } else {
            kept.push(read_param(name, value, caret));
        }
    }
    (kept, coding)
}

/// The line's property is called `name`, with or without a group.
pub(super) fn is_named(line: &[u8], name: &[u8]) -> bool {
    let full = line.split(|byte| matches!(byte, b':' | b';')).next().unwrap_or_default();
    full.rsplit(|byte| *byte == b'.').next().unwrap_or_default().trim_ascii().eq_ignore_ascii_case(name)
}

pub(super) fn is_quoted_printable(line: &[u8]) -> bool {
    says(line, |word| transfer(word) == Some(Transfer::QuotedPrintable))
}

pub(super) fn is_base64(line: &[u8]) -> bool {
    says(line, |word| transfer(word) == Some(Transfer::Base64))
}

/// `encoded` after RFC 6868: `^n`, `^^`, `^'`; any other `^` stays.
pub(super) fn decode_caret(encoded: &str) -> String {
    let mut out = String::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some(at) = memchr(b'^', rest.as_bytes()) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let (decoded, tail) = match after.as_bytes() {
            [_, b'n', ..] => ('\n', after.get(2..)),
            [_, b'^', ..] => ('^', after.get(2..)),
            [_, b'\'', ..] => ('"', after.get(2..)),
            _ => ('^', after.get(1..)),
        };
        out.push(decoded);
        rest = tail.unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn says(line: &[u8], wanted: impl Fn(&str) -> bool) -> bool {
    let head = colon(line).and_then(|colon| line.get(..colon)).unwrap_or_default();
    head.split(|byte| *byte == b';').skip(1).any(|piece| {
        let word = match memchr(b'=', piece) {
            Some(at) if piece.get(..at).is_some_and(|name| name.trim_ascii().eq_ignore_ascii_case(b"ENCODING")) => {
                piece.get(at + 1..).unwrap_or_default()
            }
            Some(_) => return false,
            None => piece,
        };
        std::str::from_utf8(word).is_ok_and(|word| wanted(word.trim().trim_matches('"')))
    })
}

/// An encoding by its name; `8BIT` and `7BIT` say nothing.
fn transfer(name: &str) -> Option<Transfer> {
    let known = [
        ("QUOTED-PRINTABLE", Transfer::QuotedPrintable),
        ("Q", Transfer::QuotedPrintable),
        ("BASE64", Transfer::Base64),
        ("B", Transfer::Base64),
        ("8BIT", Transfer::Plain),
        ("7BIT", Transfer::Plain),
        ("BINARY", Transfer::Plain),
    ];
    known.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, transfer)| *transfer)
}

/// A word without `=`: an encoding, or what 2.1 means by it, a type.
fn bare(word: &str, kept: &mut Vec<Param>, coding: &mut Coding<'_>) {
    if word.is_empty() {
        return;
    }
    match transfer(word).filter(|_| word.len() > 1) {
        Some(transfer) => coding.transfer = transfer,
        None => {
            kept.push(Param { name: "TYPE".to_owned(), values: word.split(',').map(str::to_owned).collect() });
        }
    }
}

/// Android's labels of the user's own: `X-=E5=86=85` and `X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=E5=86=85)`.
fn android_label(piece: &str) -> Option<String> {
    let piece = piece.trim_ascii();
    let encoded = match piece.strip_prefix("X-CUSTOM(") {
        Some(inner) => inner.strip_suffix(')')?.rsplit(',').next()?,
        None => piece.strip_prefix("X-").map(str::trim_ascii_start).filter(|rest| rest.starts_with('='))?,
    };
    let decoded = decode_quoted_printable(encoded.as_bytes()).into_owned();
    Some(format!("X-{}", String::from_utf8(decoded).ok().filter(|label| !label.contains(char::is_control))?))
}

fn read_param(name: &str, value: &str, caret: bool) -> Param {
    let mut values = Vec::with_capacity(1);
    let is_type = name.eq_ignore_ascii_case("TYPE");
    let mut rest = Some(value);
    while let Some(text) = rest {
        let (piece, tail) = until(text, b',');
        rest = tail;
        let quoted = piece.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
        match quoted {
            // `TYPE="voice,home"` means two types, whatever the grammar says.
            Some(inner) if is_type => values.extend(inner.split(',').map(|value| plain(value, caret))),
            Some(inner) => values.push(plain(inner, caret)),
            // Nor does a type hold a comma behind a stray quote.
            None if is_type => values.extend(piece.split(',').map(|value| plain(value, caret))),
            None => values.push(plain(piece, caret)),
        }
    }
    let sound = |ch: char| !ch.is_whitespace() && !matches!(ch, '"' | ',' | '.' | ';' | ':');
    let name = if name.is_empty() || !name.chars().all(sound) {
        format!("X-NAMED-{}", name.chars().filter(|ch| sound(*ch)).collect::<String>())
    } else {
        name.to_owned()
    };
    Param { name, values }
}

fn plain(text: &str, caret: bool) -> String {
    if caret && text.contains('^') { decode_caret(text) } else { text.to_owned() }
}

/// Up to the first `separator` outside of quotes, and what follows it.
fn until(text: &str, separator: u8) -> (&str, Option<&str>) {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'"' {
            quoted = !quoted;
        } else if byte == separator && !quoted {
            return (text.get(..at).unwrap_or_default(), text.get(at + 1..));
        }
    }
    (text, None)
}
