//! Pictures, sounds and keys inside a card: base64 and `data:` addresses to bytes and back, never re-encoded.

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use memchr::memchr;

use crate::contact::card::{Param, Property};

/// Writers forget the padding and leave stray bits.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The `TYPE` that 3.0 calls a media type by.
const TYPES: [(&str, &str); 11] = [
    ("JPEG", "image/jpeg"),
    ("PNG", "image/png"),
    ("GIF", "image/gif"),
    ("BMP", "image/bmp"),
    ("TIFF", "image/tiff"),
    ("WEBP", "image/webp"),
    ("BASIC", "audio/basic"),
    ("WAVE", "audio/wave"),
    ("AAC", "audio/aac"),
    ("PGP", "application/pgp-keys"),
    ("X509", "application/x-x509-ca-cert"),
];

/// Bytes of which nothing is said.
const UNKNOWN: &str = "application/octet-stream";

/// Other names in the field for the same.
const ALIASES: [(&str, &str); 3] = [("JPG", "image/jpeg"), ("WAV", "audio/wave"), ("TIF", "image/tiff")];

/// The property carries media by definition.
pub(super) fn is_media(name: &str) -> bool {
    matches!(name, "PHOTO" | "LOGO" | "SOUND" | "KEY")
}

/// The bytes, or `None` where this is no base64. White space is nothing, and so is too much or too little padding.
pub(super) fn decode_base64(encoded: &[u8]) -> Option<Vec<u8>> {
    let encoded = encoded.trim_ascii();
    if let Ok(bytes) = LENIENT.decode(encoded) {
        return Some(bytes);
    }
    let mut dense: Vec<u8> = encoded.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    while dense.last() == Some(&b'=') {
        dense.pop();
    }
    LENIENT.decode(dense).ok()
}

/// Appends the bytes as base64.
pub(super) fn encode_base64(bytes: &[u8], out: &mut String) {
    base64::engine::general_purpose::STANDARD.encode_string(bytes, out);
}

/// `data:image/jpeg;base64,…` taken apart; `None` for any other address and for data that is not base64.
pub(super) fn decode_data_uri(value: &str) -> Option<(&str, Vec<u8>)> {
    let rest = value.trim().get(5..).filter(|_| is_data_uri(value))?;
    let (described, data) = rest.split_at(memchr(b',', rest.as_bytes())?);
    // Some writers escape the comma as in a text.
    let described = described.strip_suffix('\\').unwrap_or(described);
    let kind = described.get(..described.len().checked_sub(7)?)?;
    let marked = described.get(described.len() - 7..)?.eq_ignore_ascii_case(";base64");
    let bytes = marked.then(|| decode_base64(data.get(1..)?.as_bytes())).flatten()?;
    Some((kind, bytes))
}

pub(super) fn is_data_uri(value: &str) -> bool {
    value.trim_start().get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// Notes the media type of a `data:` address in the parameters, the way 3.0 says it, unless they say it already.
pub(super) fn note_kind(params: &mut Vec<Param>, kind: &str) {
    if kind.is_empty() || kind == UNKNOWN || kind_of(params).is_some_and(|known| known.eq_ignore_ascii_case(kind)) {
        return;
    }
    let known = TYPES.iter().find(|(_, media)| media.eq_ignore_ascii_case(kind));
    params.push(match known {
        Some((name, _)) => Param { name: "TYPE".to_owned(), values: vec![(*name).to_owned()] },
        None => Param { name: "MEDIATYPE".to_owned(), values: vec![kind.to_owned()] },
    });
}

/// The media type that the parameters speak of.
pub(super) fn kind_of(params: &[Param]) -> Option<&str> {
    let values = |name: &'static str| {
        params.iter().filter(move |param| param.name.eq_ignore_ascii_case(name)).flat_map(|param| &param.values)
    };
    let mut types = values("TYPE").filter_map(|value| {
        let known = TYPES
            .iter()
            .chain(&ALIASES)
            .find(|(name, media)| value.eq_ignore_ascii_case(name) || value.eq_ignore_ascii_case(media));
        known.map(|(_, media)| *media)
    });
    types.next().or_else(|| values("MEDIATYPE").next().map(String::as_str))
}

/// The last parameter is exactly what [`note_kind`] would add, so a `data:` address says it all.
pub(super) fn says_kind_only(params: &[Param]) -> bool {
    let Some((last, before)) = params.split_last() else { return false };
    let mut again = before.to_vec();
    match kind_of(params) {
        Some(kind) if kind_of(before).is_none() => {
            note_kind(&mut again, kind);
            again.last() == Some(last) && again.len() == params.len()
        }
        _ => false,
    }
}

/// What the bytes themselves look like, for a property that doesn't say.
pub(super) fn sniff(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'B', b'M', ..] => "image/bmp",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => UNKNOWN,
    }
}

/// Drops what only told how the bytes were written.
pub(super) fn drop_coding(property: &mut Property) {
    let is_coding = |param: &Param| ["VALUE", "ENCODING"].iter().any(|name| param.name.eq_ignore_ascii_case(name));
    property.params.retain(|param| !is_coding(param));
}
