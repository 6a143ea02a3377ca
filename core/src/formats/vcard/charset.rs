//! Bytes to Unicode, property by property: what the property declares, else what the file looks like.
//!
//! A file that declares nothing is not taken for CP932 just because it isn't UTF-8 (`Außenstelle` would become
//! `Auﾟenstelle`): the undeclared bytes of the whole file are looked at together, or the first 64 KB of them.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use mail_parser::decoders::charsets::map::charset_decoder;

use crate::formats::encoding::{Charset, guess_old, is_escaped_jis};

/// A text, and how sure we are of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    /// The bytes were UTF-8 (or ASCII): the source can be rebuilt.
    pub clean: bool,
    /// Some bytes meant nothing and became U+FFFD, or the declared name is unknown.
    pub doubtful: bool,
}

/// How undeclared bytes of one file are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fallback {
    /// The user said so: for everything undeclared.
    Forced(&'static Encoding),
    /// Found by looking: for what is not UTF-8.
    Guessed(&'static Encoding),
    /// Not looked yet.
    Open,
}

impl Fallback {
    pub fn of(charset: Option<Charset>) -> Fallback {
        match charset {
            None => Fallback::Open,
            Some(charset) => Fallback::Forced(encoding(charset)),
        }
    }

    /// The bytes of a whole card may be taken as they are when they are UTF-8.
    pub fn takes_utf8(self) -> bool {
        match self {
            Fallback::Forced(encoding) => encoding == UTF_8,
            Fallback::Guessed(_) | Fallback::Open => true,
        }
    }
}

/// Decodes one value. `None`: it is undeclared, not UTF-8, and the file has not been looked at yet.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>, fallback: Fallback) -> Option<Decoded> {
    if let Some(label) = declared.map(str::trim).filter(|label| !label.is_empty()) {
        if let Some(decoded) = decode_declared(bytes, label) {
            return Some(decoded);
        }
        let known = for_label(label).is_some();
        return decode_undeclared(bytes, fallback)
            .map(|decoded| Decoded { doubtful: decoded.doubtful || (!known && !bytes.is_ascii()), ..decoded });
    }
    decode_undeclared(bytes, fallback)
}

/// The most plausible encoding of bytes that are not UTF-8.
pub(super) fn guess(sample: &[u8]) -> &'static Encoding {
    guess_old(sample).encoding()
}

fn encoding(charset: Charset) -> &'static Encoding {
    match charset {
        // The window of a UTF-16 file holds UTF-8.
        Charset::Utf8 | Charset::Utf8Bom | Charset::Utf16Le | Charset::Utf16Be => UTF_8,
        Charset::Cp932 | Charset::EucJp | Charset::Iso2022Jp | Charset::Cp1252 => charset.encoding(),
    }
}

fn for_label(label: &str) -> Option<&'static Encoding> {
    let label = label.trim();
    if ["cp932", "windows932", "shiftjis", "x-ms-cp932"].iter().any(|name| label.eq_ignore_ascii_case(name)) {
        return Some(SHIFT_JIS);
    }
    Encoding::for_label_no_replacement(label.as_bytes())
}

/// `None` where the label is unknown or plainly wrong.
fn decode_declared(bytes: &[u8], label: &str) -> Option<Decoded> {
    let utf8 = || std::str::from_utf8(bytes).ok().filter(|_| !is_escaped_jis(bytes));
    // Seven bits with escapes are what they are under any name.
    let seven_bits = Some(ISO_2022_JP).filter(|_| bytes.is_ascii() && is_escaped_jis(bytes));
    let Some(encoding) = seven_bits.or_else(|| for_label(label)) else {
        if let Some(text) = utf8().filter(|text| text.is_ascii()) {
            return Some(Decoded { text: text.to_owned(), clean: true, doubtful: false });
        }
        // Names that only mail knows: code page 850, UTF-7.
        let text = charset_decoder(label.as_bytes())?(bytes);
        return Some(Decoded { text, clean: false, doubtful: false });
    };
    // Bytes that are UTF-8 beyond two-byte characters are nothing else, whatever the label says.
    let plainly = |text: &&str| match encoding {
        _ if encoding == UTF_8 => true,
        _ if encoding == UTF_16LE || encoding == UTF_16BE => !text.contains('\0'),
        _ => text.chars().any(|ch| ch >= '\u{800}'),
    };
    if let Some(text) = utf8().filter(plainly) {
        return Some(Decoded { text: text.to_owned(), clean: true, doubtful: false });
    }
    match strict(encoding, bytes) {
        Some(text) => Some(Decoded { clean: bytes.is_ascii() && text.is_ascii(), text, doubtful: false }),
        None => {
            // Declared one way and written the other: the bytes are UTF-8 after all.
            let text = utf8()?;
            Some(Decoded { text: text.to_owned(), clean: true, doubtful: false })
        }
    }
}

fn decode_undeclared(bytes: &[u8], fallback: Fallback) -> Option<Decoded> {
    let escaped = is_escaped_jis(bytes);
    let utf8 = std::str::from_utf8(bytes).ok().filter(|_| !escaped);
    match (utf8, fallback) {
        (Some(text), Fallback::Open | Fallback::Guessed(_)) => {
            Some(Decoded { text: text.to_owned(), clean: true, doubtful: false })
        }
        (_, Fallback::Forced(encoding)) => {
            let encoding = if escaped && (encoding == UTF_8 || bytes.is_ascii()) { ISO_2022_JP } else { encoding };
            Some(lossy(encoding, bytes))
        }
        (None, Fallback::Guessed(encoding)) => {
            let encoding = if escaped { ISO_2022_JP } else { encoding };
            Some(lossy(encoding, bytes))
        }
        (None, Fallback::Open) => None,
    }
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned)
}

fn lossy(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, doubtful) = encoding.decode_without_bom_handling(bytes);
    let clean = !doubtful && (encoding == UTF_8 || (bytes.is_ascii() && text.is_ascii()));
    Decoded { text: text.into_owned(), clean, doubtful }
}
