//! The card: the ordered property list that is a contact's whole truth, and its one binary encoding.

use sha2::{Digest, Sha256};

/// SHA-256 of media bytes kept beside the cards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaHash(pub [u8; 32]);

/// An ordered, vCard-superset property list (RFC 6350 §3.3, plus `X-` properties of our own for what vCard lacks).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Card {
    pub properties: Vec<Property>,
}

/// One content line, unfolded and decoded to Unicode.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Property {
    /// `item1` of `item1.TEL`, as spelled.
    pub group: Option<String>,
    /// Upper-case name.
    pub name: String,
    /// The name as the source spelled it, where that differs from `name`.
    pub spelling: Option<String>,
    pub params: Vec<Param>,
    /// What stands after the colon, as text in vCard 3.0/4.0 escaping (`\n`, `\,`, `\;`, `\\`). Values of 2.1 cards whose
    /// meaning is known are brought to this escaping when read; values of unknown properties stay as they were.
    /// Empty where `media` is set.
    pub value: String,
    /// The bytes of an inline `PHOTO`, `LOGO`, `SOUND` or `KEY`, kept outside the card.
    pub media: Option<MediaHash>,
    pub layer: Layer,
    /// Line in the source file, counted from 1; 0 where there was none.
    pub place: u32,
}

/// One parameter with its values in order (`TYPE=home,cell` or, in 2.1, a bare `HOME` as `TYPE`).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Param {
    /// Spelled as in the source; compared without regard to case.
    pub name: String,
    pub values: Vec<String>,
}

/// Whose word a property is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Layer {
    /// The user's own, typed or imported.
    #[default]
    Own,
    /// Follows a partner's own card, replaced wholesale by a newer one of the same key.
    Synced(String),
}

/// The bytes are not a card of a version this Enishi knows.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a card")]
pub struct NotACard;

const VERSION: u8 = 1;

impl MediaHash {
    pub fn of(bytes: &[u8]) -> MediaHash {
        MediaHash(Sha256::digest(bytes).into())
    }

    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn from_hex(hex: &str) -> Option<MediaHash> {
        let mut bytes = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(MediaHash(bytes))
    }
}

impl std::fmt::Debug for MediaHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.hex())
    }
}

impl Property {
    /// A property of our own making: `value` must already be escaped.
    pub fn new(name: &str, value: impl Into<String>) -> Property {
        Property { name: name.to_owned(), value: value.into(), ..Property::default() }
    }

    /// Adds one parameter.
    pub fn with(mut self, name: &str, value: &str) -> Property {
        self.params.push(Param { name: name.to_owned(), values: vec![value.to_owned()] });
        self
    }

    /// All values of the parameter `name`, over repeated parameters.
    pub fn param<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let name = name.to_owned();
        self.params
            .iter()
            .filter(move |param| param.name.eq_ignore_ascii_case(&name))
            .flat_map(|param| param.values.iter().map(String::as_str))
    }

    /// The `TYPE` values contain `wanted`, in any case.
    pub fn has_type(&self, wanted: &str) -> bool {
        self.params
            .iter()
            .filter(|param| param.name.eq_ignore_ascii_case("TYPE"))
            .any(|param| param.values.iter().any(|value| value.eq_ignore_ascii_case(wanted)))
    }
}

impl Card {
    pub fn first(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    /// The stored form, with its version as first byte.
    pub fn encode(&self) -> Vec<u8> {
        self.encoded(|property| property.place)
    }

    /// The stored form as if nobody knew where in a file the properties stood: equal for equal rows of different files.
    pub fn encode_without_places(&self) -> Vec<u8> {
        self.encoded(|_| 0)
    }

    fn encoded(&self, place: impl Fn(&Property) -> u32) -> Vec<u8> {
        let size = |property: &Property| {
            let params = property.params.iter().map(|param| param.name.len() + 16);
            property.name.len() + property.value.len() + params.sum::<usize>() + 48
        };
        let mut out = Vec::with_capacity(16 + self.properties.iter().map(size).sum::<usize>());
        out.push(VERSION);
        put_number(&mut out, self.properties.len() as u64);
        for property in &self.properties {
            put_property(&mut out, property, place(property));
        }
        out
    }

    /// Reads [`Card::encode`]'s form; anything else is [`NotACard`], never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Card, NotACard> {
        let mut input = bytes;
        if take_byte(&mut input)? != VERSION {
            return Err(NotACard);
        }
        let count = take_number(&mut input)?;
        let mut properties = Vec::with_capacity(usize::try_from(count).map_err(|_| NotACard)?.min(bytes.len()));
        for _ in 0..count {
            properties.push(take_property(&mut input)?);
        }
        if input.is_empty() { Ok(Card { properties }) } else { Err(NotACard) }
    }
}

/// The content escaped as one text value (RFC 6350 §3.4).
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            ',' => out.push_str("\\,"),
            ';' => out.push_str("\\;"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}

/// The text behind one escaped value; an unknown escape keeps its character (`\:` of Apple becomes `:`).
pub fn unescape(value: &str) -> String {
    if !value.contains('\\') {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            other => out.push(other),
        }
    }
    out
}

/// The components of a structured value, split at unescaped `separator`s and still escaped.
pub fn split(value: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::with_capacity(8);
    let mut from = 0;
    let mut escaped = false;
    for (at, ch) in value.char_indices() {
        if escaped {
            escaped = false;
        } else if ch == '\\' {
            escaped = true;
        } else if ch == separator {
            parts.push(value.get(from..at).unwrap_or_default());
            from = at + separator.len_utf8();
        }
    }
    parts.push(value.get(from..).unwrap_or_default());
    parts
}

/// Joins parts of [`split`] again. A backslash that escapes nothing at the end of one is escaped itself: it would take the
/// separator behind it for text.
pub fn join(parts: &[&str], separator: char) -> String {
    let mut joined = String::new();
    for (at, part) in parts.iter().enumerate() {
        joined.push_str(part);
        if at + 1 < parts.len() {
            let dangling = part.len() - part.trim_end_matches('\\').len();
            if dangling % 2 == 1 {
                joined.push('\\');
            }
            joined.push(separator);
        }
    }
    joined
}

fn put_property(out: &mut Vec<u8>, property: &Property, place: u32) {
    let synced = match &property.layer {
        Layer::Own => None,
        Layer::Synced(key) => Some(key),
    };
    let flags = u8::from(property.group.is_some())
        | u8::from(property.spelling.is_some()) << 1
        | u8::from(property.media.is_some()) << 2
        | u8::from(synced.is_some()) << 3;
    out.push(flags);
    put_text(out, &property.name);
    for text in [property.group.as_ref(), property.spelling.as_ref(), synced].into_iter().flatten() {
        put_text(out, text);
    }
    put_number(out, property.params.len() as u64);
    for param in &property.params {
        put_text(out, &param.name);
        put_number(out, param.values.len() as u64);
        for value in &param.values {
            put_text(out, value);
        }
    }
    put_text(out, &property.value);
    if let Some(MediaHash(hash)) = &property.media {
        out.extend_from_slice(hash);
    }
    put_number(out, u64::from(place));
}

fn take_property(input: &mut &[u8]) -> Result<Property, NotACard> {
    let flags = take_byte(input)?;
    let name = take_text(input)?;
    let mut optional = |bit: u8| if flags & bit != 0 { take_text(input).map(Some) } else { Ok(None) };
    let (group, spelling, synced) = (optional(1)?, optional(2)?, optional(8)?);
    let mut params = Vec::new();
    for _ in 0..take_number(input)? {
        let name = take_text(input)?;
        let mut values = Vec::new();
        for _ in 0..take_number(input)? {
            values.push(take_text(input)?);
        }
        params.push(Param { name, values });
    }
    let value = take_text(input)?;
    let media = if flags & 4 != 0 {
        let (hash, rest) = input.split_first_chunk::<32>().ok_or(NotACard)?;
        *input = rest;
        Some(MediaHash(*hash))
    } else {
        None
    };
    let place = u32::try_from(take_number(input)?).map_err(|_| NotACard)?;
    let layer = synced.map_or(Layer::Own, Layer::Synced);
    Ok(Property { group, name, spelling, params, value, media, layer, place })
}

fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number as u8 & 0x7f) | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn take_byte(input: &mut &[u8]) -> Result<u8, NotACard> {
    let (first, rest) = input.split_first().ok_or(NotACard)?;
    *input = rest;
    Ok(*first)
}

fn take_number(input: &mut &[u8]) -> Result<u64, NotACard> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = take_byte(input)?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(NotACard)
}

fn take_text(input: &mut &[u8]) -> Result<String, NotACard> {
    let length = usize::try_from(take_number(input)?).map_err(|_| NotACard)?;
    let (text, rest) = input.split_at_checked(length).ok_or(NotACard)?;
    *input = rest;
    String::from_utf8(text.to_vec()).map_err(|_| NotACard)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn property() -> impl Strategy<Value = Property> {
        let param =
            ("[A-Z-]{1,8}", prop::collection::vec(".{0,12}", 0..3)).prop_map(|(name, values)| Param { name, values });
        (
            prop::option::of("[a-z0-9.]{1,6}"),
            "[A-Z-]{1,12}",
            prop::option::of("[A-Za-z-]{1,12}"),
            prop::collection::vec(param, 0..4),
            ".{0,60}",
            prop::option::of(any::<[u8; 32]>()),
            prop::option::of(".{0,8}"),
            any::<u32>(),
        )
            .prop_map(|(group, name, spelling, params, value, media, key, place)| Property {
                group,
                name,
                spelling,
                params,
                value,
                media: media.map(MediaHash),
                layer: key.map_or(Layer::Own, Layer::Synced),
                place,
            })
    }

    proptest! {
        #[test]
        fn a_card_comes_back_as_it_was_stored(properties in prop::collection::vec(property(), 0..12)) {
            let card = Card { properties };
            prop_assert_eq!(Card::decode(&card.encode()), Ok(card));
        }

        #[test]
        fn without_places_cards_of_the_same_content_are_encoded_alike(properties in prop::collection::vec(property(), 0..6)) {
            let placeless = properties.iter().map(|property| Property { place: 0, ..property.clone() }).collect();
            let placeless = Card { properties: placeless }.encode();
            prop_assert_eq!(Card { properties }.encode_without_places(), placeless);
        }

        #[test]
        fn foreign_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Card::decode(&bytes);
        }

        #[test]
        fn a_text_survives_escaping(text in "[^\r]{0,60}") {
            prop_assert_eq!(unescape(&escape(&text)), text);
        }

        #[test]
        fn escaped_components_split_where_they_were_joined(parts in prop::collection::vec("[^\r]{0,12}", 1..6)) {
            let joined = parts.iter().map(|part| escape(part)).collect::<Vec<_>>().join(";");
            let back: Vec<String> = split(&joined, ';').into_iter().map(unescape).collect();
            prop_assert_eq!(back, parts);
        }
    }
}
