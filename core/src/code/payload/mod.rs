//! What a code says: from its bytes to somebody's card, a link, a number or a text.
//!
//! Secrets (one-time passwords, Wi-Fi keys) are recognised, and left behind here: nothing that comes out holds them.

mod host;
mod secret;

use std::ops::ControlFlow;

use encoding_rs::SHIFT_JIS;
use serde::{Deserialize, Serialize};

use crate::contact::card::Card;
use crate::formats::encoding::{Charset, Decoding, guess_old};
use crate::formats::{Found, mecard, vcard};
use crate::invite::link;

/// Sixteen of the largest codes together, the most that one text can be spread over, hold less.
pub const LONGEST: usize = 64 * 1024;

/// Hosts whose links add a friend or show a profile in LINE and LINE WORKS, with all below them.
const LINE_HOSTS: [&str; 6] = ["line.me", "lin.ee", "line.biz", "worksmobile.com", "works.do", "line-works.com"];

/// What a code says, read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Payload {
    /// What its bytes were taken for.
    pub charset: Charset,
    /// All of it as text; where it holds secrets, `***` stands for each.
    pub text: String,
    /// Some characters can't be read: it is written in something else, or damaged.
    pub garbled: bool,
    pub said: Said,
    /// The card of [`Said::Card`], without pictures.
    #[serde(skip)]
    pub card: Option<Card>,
}

/// The kinds of things that codes say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "kind", content = "of")]
pub enum Said {
    /// Somebody's card (vCard, MECARD, BIZCARD), and how many more there are behind it.
    Card {
        more: u32,
    },
    /// A link of LINE or LINE WORKS.
    Line {
        url: String,
    },
    /// A page on the web.
    Url {
        url: String,
        /// Whom a browser would ask, in ASCII: letters of other scripts in punycode, numbers as an address.
        host: String,
        /// The host in its own letters, where that is something else; never to be shown alone.
        spelled: String,
        /// Nothing is encrypted on the way.
        is_plain_http: bool,
    },
    Mail {
        address: String,
    },
    Phone {
        number: String,
    },
    /// Makes one-time passwords for an account; whoever has it can sign in.
    Otpauth {
        issuer: String,
        account: String,
    },
    /// The way into a wireless network.
    Wifi {
        ssid: String,
        /// As the code says: `WPA`, `WEP`, `SAE` …; `nopass` for an open one.
        security: String,
    },
    /// An Enishi invite, in base64url; whether it is any good is another question.
    Invite {
        token: String,
        /// Out of a file, where a card may be larger.
        file: bool,
    },
    Text,
}

impl Said {
    /// A stable word for the kind, as in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Said::Card { .. } => "card",
            Said::Line { .. } => "line",
            Said::Url { .. } => "url",
            Said::Mail { .. } => "mail",
            Said::Phone { .. } => "phone",
            Said::Otpauth { .. } => "otpauth",
            Said::Wifi { .. } => "wifi",
            Said::Invite { .. } => "invite",
            Said::Text => "text",
        }
    }

    /// The code's bytes hold a secret, which is neither shown nor kept.
    pub fn is_secret(&self) -> bool {
        matches!(self, Said::Otpauth { .. } | Said::Wifi { .. })
    }
}

impl Payload {
    /// Reads at most [`LONGEST`] bytes. `declared` is what the code itself says they are written in, `chosen` what the user
    /// does; where neither says anything: UTF-8 if it is that, else Windows' Shift_JIS, else Windows-1252.
    pub fn of(bytes: &[u8], declared: Option<Charset>, chosen: Option<Charset>) -> Payload {
        let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
        let charset = chosen.or(declared).unwrap_or_else(|| likely(bytes));
        let text = decoded(bytes, charset);
        let garbled = text.contains(char::REPLACEMENT_CHARACTER);
        let trimmed = text.trim();
        if let Some((card, more)) = card(bytes, trimmed, charset) {
            return Payload { charset, garbled, said: Said::Card { more }, card: Some(card), text };
        }
        let (said, masked) = match secret::read(trimmed) {
            Some((said, masked)) => (said, Some(masked)),
            None => (said(trimmed), None),
        };
        Payload { charset, garbled, said, card: None, text: masked.unwrap_or(text) }
    }

    /// The content of an invite's file; without an invite in it, one that is none.
    pub fn of_invite_file(text: &str) -> Payload {
        let said = Said::Invite { token: link::find(text).unwrap_or_default(), file: true };
        Payload { charset: Charset::Utf8, text: String::new(), garbled: false, said, card: None }
    }
}

fn likely(bytes: &[u8]) -> Charset {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => return Charset::Utf8Bom,
        [0xfe, 0xff, ..] => return Charset::Utf16Be,
        [0xff, 0xfe, ..] => return Charset::Utf16Le,
        _ => {}
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Charset::Utf8;
    }
    let is_japanese = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    match guess_old(bytes) {
        // Single accents between plain letters are no half-width katakana.
        Charset::Cp1252 => Charset::Cp1252,
        _ if is_japanese => Charset::Cp932,
        _ => Charset::Cp1252,
    }
}

fn decoded(bytes: &[u8], charset: Charset) -> String {
    let mut text = String::new();
    // Memory is never unreadable, and what comes out is UTF-8.
    let _ = std::io::Read::read_to_string(&mut Decoding::new(bytes, charset), &mut text);
    text
}

/// The first card, and how many more there are.
fn card(bytes: &[u8], text: &str, charset: Charset) -> Option<(Card, u32)> {
    let (mut first, mut more) = (None, 0);
    let mut sink = |found| {
        if let Found::Card(incoming) = found {
            match first {
                None => first = Some(incoming.card),
                Some(_) => more += 1,
            }
        }
        ControlFlow::Continue(())
    };
    let upper = text.to_ascii_uppercase();
    let read = if upper.starts_with("BEGIN:VCARD") {
        // In sixteen bits a line can't be added behind.
        let is_wide = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
        let (mut bytes, charset) =
            if is_wide { (text.as_bytes().to_vec(), Charset::Utf8) } else { (bytes.to_vec(), charset) };
        if upper.matches("BEGIN:VCARD").count() > upper.matches("END:VCARD").count() {
            bytes.extend_from_slice(b"\r\nEND:VCARD\r\n");
        }
        vcard::read(&mut bytes.as_slice(), Some(charset), &mut sink)
    } else if mecard::is(text).is_some() {
        mecard::read(&mut text.as_bytes(), Some(Charset::Utf8), &mut sink)
    } else {
        return None;
    };
    // Memory is never unreadable.
    read.ok()?;
    let mut card = first?;
    // The bytes of pictures are not handed on.
    card.properties.retain(|property| property.media.is_none());
    Some((card, more))
}

fn said(text: &str) -> Said {
    if let Some(token) = link::find(text) {
        return Said::Invite { token, file: false };
    }
    let bookmark = bookmark(text);
    let text = bookmark.as_deref().unwrap_or(text);
    address(text).or_else(|| mail(text)).or_else(|| phone(text)).unwrap_or(Said::Text)
}

/// The address in a bookmark: `URLTO:name:https://…`, or docomo's `MEBKM:TITLE:…;URL:…;;`.
fn bookmark(text: &str) -> Option<String> {
    if let Some(rest) = without(text, "URLTO:") {
        let (_, behind) = rest.split_once(':')?;
        return Some(if address(rest).is_some() { rest } else { behind }.to_owned());
    }
    mecard::values(text, "MEBKM:")?.into_iter().find(|(name, _)| name == "URL").map(|(_, value)| value)
}

fn address(text: &str) -> Option<Said> {
    let (scheme, rest) = text.split_once(':')?;
    let url = text.to_owned();
    match scheme.to_ascii_lowercase().as_str() {
        "line" | "lineworks" if rest.starts_with("//") && is_one_word(rest) => Some(Said::Line { url }),
        scheme @ ("http" | "https") if is_one_word(rest) => {
            let host::Host { ascii: host, spelled } = host::of(rest)?;
            let below = |known: &str| host.strip_suffix(known).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'));
            Some(match LINE_HOSTS.iter().any(|known| below(known)) {
                true => Said::Line { url },
                false => Said::Url { url, host, spelled, is_plain_http: scheme == "http" },
            })
        }
        _ => None,
    }
}

/// Browsers pass over line ends and tabs in an address, which then leads somewhere else than it seems: such a thing is a text.
fn is_one_word(text: &str) -> bool {
    !text.chars().any(|ch| ch.is_whitespace() || ch.is_control())
}

fn mail(text: &str) -> Option<Said> {
    let docomo = mecard::values(text, "MATMSG:");
    let address = match without(text, "mailto:") {
        Some(rest) => percent_decoded(rest.split('?').next().unwrap_or_default()),
        None => docomo?.into_iter().find(|(name, _)| name == "TO").map(|(_, value)| value)?,
    };
    let address = address.trim();
    let is_address = address.contains('@') && is_one_word(address) && !address.contains(',');
    is_address.then(|| Said::Mail { address: address.to_owned() })
}

fn phone(text: &str) -> Option<Said> {
    let number = percent_decoded(without(text, "tel:")?);
    let number = number.split(';').next().unwrap_or_default().trim();
    let is_number = number.chars().any(|ch| ch.is_ascii_digit())
        && number.chars().all(|ch| ch.is_ascii_digit() || "+-.() *#".contains(ch));
    is_number.then(|| Said::Phone { number: number.to_owned() })
}

/// What follows a beginning, whatever its case.
fn without<'a>(text: &'a str, begin: &str) -> Option<&'a str> {
    let (first, rest) = text.split_at_checked(begin.len())?;
    first.eq_ignore_ascii_case(begin).then_some(rest)
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digit = |at: usize| behind.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high << 4 | low).unwrap_or_default());
                rest = behind.get(2..).unwrap_or_default();
            }
            (byte, _, _) => {
                out.push(*byte);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests;
