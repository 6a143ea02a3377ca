//! The card in an invite, and what of a contact's card follows a partner's.

use std::ops::ControlFlow;

use super::key::PublicKey;
use super::token::{LARGE, SHORT, Token};
use crate::code::content::{FIELDS, Format, Pick, Preset, content};
use crate::contact::card::{Card, Layer, MediaHash, Property, escape, unescape};
use crate::contact::fields::Fields;
use crate::contact::photo;
use crate::formats::encoding::Charset;
use crate::formats::{Found, vcard};

/// Says whose card a contact's synced values follow; the value is the key, `CREATED` the card's date in seconds.
const FOLLOWS: &str = "X-ENISHI-FOLLOWS";
/// A one-time number that was taken, and the key it was signed with; `AT` is when, in milliseconds.
const TAKEN: &str = "X-ENISHI-TAKEN";
/// What follows the partner's own card: the display name, the company with its department, the photo.
const SYNCED: [&str; 3] = ["FN", "ORG", "PHOTO"];
/// The photo in an invite file, the shorter side in pixels.
const PHOTO_PX: u32 = 240;

/// A card for a link, a code or a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Short {
    /// vCard 3.0, at most [`SHORT`] bytes.
    pub bytes: Vec<u8>,
    /// Something was left out for that.
    pub cut: bool,
}

/// What goes into the short card, the first to be left out last.
const WANTED: [&str; 9] =
    ["company", "phones[0]", "emails[0]", "phones[1]", "ids[0]", "urls[0]", "ids[1]", "emails[1]", "addresses[0]"];

/// The own card for a link. `None` where even its name has no room.
pub fn short(fields: &Fields, uid: &str) -> Option<Short> {
    let of = |keys: &[String]| {
        let made = content(fields, Format::Vcard, &Pick::Parts(keys.to_vec()));
        let room = made.parts.iter().any(|part| !part.taken);
        (with_uid(made.bytes, uid), room)
    };
    let mut keys = vec!["name".to_owned()];
    let (mut bytes, mut more) = of(&keys);
    for key in WANTED {
        keys.push(key.to_owned());
        let (longer, rest) = of(&keys);
        if longer.len() > SHORT {
            keys.pop();
        } else {
            (bytes, more) = (longer, rest);
        }
    }
    let cut = more || fields.photo.is_some();
    (bytes.len() <= SHORT).then_some(Short { bytes, cut })
}

/// The own card for a file or a mail: everything that a business card says, and the photo made small. What is private to the book
/// (notes, groups, own fields, dates) stays in it.
pub fn whole(fields: &Fields, uid: &str, photo: Option<&[u8]>) -> Vec<u8> {
    let keys = FIELDS.iter().filter(|field| **field != "dates").map(|field| (*field).to_owned()).collect();
    let made = with_uid(content(fields, Format::Vcard, &Pick::Parts(keys)).bytes, uid);
    let Some(mut card) = read(&made).map(|read| read.card) else { return made };
    let mut small = None;
    if let Some(bytes) = photo.and_then(|bytes| photo::thumbnail(bytes, PHOTO_PX).ok()) {
        let kind = photo::media_type(&bytes).trim_start_matches("image/").to_uppercase();
        let property = Property::new("PHOTO", "").with("ENCODING", "b").with("TYPE", &kind);
        card.properties.push(Property { media: Some(MediaHash::of(&bytes)), ..property });
        small = Some(bytes);
    }
    let mut out = Vec::new();
    vcard::write(&card, vcard::Version::V3, &[], &mut |_| small.clone(), &mut out);
    if out.len() > LARGE { made } else { out }
}

/// What a phone without Enishi takes: the card of a picture, chosen as a business card is.
pub fn phone(fields: &Fields) -> Vec<u8> {
    content(fields, Format::Vcard, &Pick::Preset(Preset::Card)).bytes
}

fn with_uid(mut vcard: Vec<u8>, uid: &str) -> Vec<u8> {
    const END: &[u8] = b"END:VCARD\r\n";
    let ends = vcard.len().saturating_sub(END.len());
    if vcard.get(ends..) == Some(END) {
        vcard.truncate(ends);
        vcard.extend_from_slice(format!("UID:{}\r\n", escape(uid)).as_bytes());
        vcard.extend_from_slice(END);
    }
    vcard
}

/// A card as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    pub card: Card,
    /// The bytes of its photo.
    pub photo: Option<(MediaHash, Vec<u8>)>,
}

/// The card of a token; `None` where there is none in it.
pub fn read(bytes: &[u8]) -> Option<Read> {
    let mut first = None;
    let mut sink = |found| match found {
        Found::Card(incoming) => {
            first = Some(incoming);
            ControlFlow::Break(())
        }
        Found::Trouble(_) => ControlFlow::Continue(()),
    };
    // Memory is never unreadable.
    vcard::read(&mut &*bytes, Some(Charset::Utf8), &mut sink).ok()?;
    let incoming = first?;
    let mut card = incoming.card;
    // What is ours alone is nobody else's to say.
    card.properties.retain(|property| !property.name.starts_with("X-ENISHI-"));
    let photo = card.properties.iter().filter(|property| property.name == "PHOTO").find_map(|property| property.media);
    let media = incoming.media;
    let photo = photo.and_then(|hash| {
        let (_, bytes) = media.into_iter().find(|(other, _)| *other == hash)?;
        photo::dimensions(&bytes).map(|_| (hash, bytes))
    });
    card.properties.retain(|property| match property.media {
        Some(hash) => photo.as_ref().is_some_and(|(kept, _)| *kept == hash),
        None => property.name != "PHOTO",
    });
    card.properties.iter_mut().for_each(|property| property.place = 0);
    Some(Read { card, photo })
}

/// Whose card a contact's follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Following {
    pub key: PublicKey,
    /// The date of the card taken last, in seconds.
    pub created: i64,
}

pub fn following(card: &Card) -> Option<Following> {
    let property = card.first(FOLLOWS)?;
    let created = property.param("CREATED").next().and_then(|text| text.parse().ok()).unwrap_or_default();
    Some(Following { key: PublicKey::parse(&property.value)?, created })
}

/// When a one-time number was taken into this card, in milliseconds.
pub fn taken(card: &Card, token: &Token) -> Option<i64> {
    let once = once(token);
    let property = card.all(TAKEN).find(|property| property.value == once)?;
    Some(property.param("AT").next().and_then(|text| text.parse().ok()).unwrap_or_default())
}

/// What is taken once: a number of this key. Somebody else's same number is another.
pub fn once(token: &Token) -> String {
    format!("{}.{}", token.number.hex(), token.key)
}

/// What a card says of the values that follow, in its own words.
pub fn synced(card: &Card) -> Card {
    let of_partner = |property: &&Property| property.layer != Layer::Own && SYNCED.contains(&property.name.as_str());
    let own = card.properties.iter().filter(of_partner);
    Card { properties: own.map(|property| Property { layer: Layer::Own, ..property.clone() }).collect() }
}

/// A contact's card, following that of a token from now on: its synced values are the token's, wholesale; an own spelling that says
/// the same goes. `read` is the token's card.
pub fn follow(card: &Card, read: &Card, token: &Token, at_ms: i64) -> Card {
    let layer = Layer::Synced(token.key.to_string());
    // A short card has no room for a photo: it says nothing about the one that is there.
    let keeps_photo = !read.properties.iter().any(|property| property.name == "PHOTO")
        && following(card).is_some_and(|following| following.key == token.key);
    let stays = |property: &&Property| match property.layer {
        Layer::Own => property.name != FOLLOWS,
        Layer::Synced(_) => keeps_photo && property.name == "PHOTO",
    };
    let mut properties: Vec<Property> = card.properties.iter().filter(stays).cloned().collect();
    for theirs in read.properties.iter().filter(|property| SYNCED.contains(&property.name.as_str())) {
        let says_same = |own: &Property| {
            own.name == theirs.name && own.media == theirs.media && unescape(&own.value) == unescape(&theirs.value)
        };
        properties.retain(|own| !says_same(own));
        properties.push(Property { layer: layer.clone(), ..theirs.clone() });
    }
    let follows = Property::new(FOLLOWS, token.key.to_string()).with("CREATED", &token.created.to_string());
    properties.push(Property { layer, ..follows });
    properties.push(Property::new(TAKEN, once(token)).with("AT", &at_ms.to_string()));
    Card { properties }
}

/// What a card takes over of one that is merged into it: the one-time numbers that were taken with that, and, where it follows
/// nobody, whom that follows with the values that do.
pub fn united(mut card: Card, gone: &Card) -> Card {
    for taken in gone.all(TAKEN) {
        if !card.all(TAKEN).any(|there| there.value == taken.value) {
            // The contact that stays didn't come with it.
            let params = taken.params.iter().filter(|param| param.name != "NEW").cloned().collect();
            card.properties.push(Property { params, ..taken.clone() });
        }
    }
    let follows = |property: &&Property| property.name == FOLLOWS || property.layer != Layer::Own;
    if card.first(FOLLOWS).is_some() || gone.first(FOLLOWS).is_none() {
        return card;
    }
    for theirs in gone.properties.iter().filter(follows) {
        // Merging brought it as the user's own; so does an own spelling that says the same.
        card.properties.retain(|own| {
            own.name != theirs.name || own.media != theirs.media || unescape(&own.value) != unescape(&theirs.value)
        });
        card.properties.push(theirs.clone());
    }
    card
}

/// The values stay, and are the user's own from now on.
pub fn unfollow(card: &Card) -> Card {
    let fields = Fields::of(card);
    let mut properties: Vec<Property> =
        card.properties.iter().filter(|property| property.name != FOLLOWS).cloned().collect();
    let has_own =
        |name: &str| card.properties.iter().any(|property| property.name == name && property.layer == Layer::Own);
    properties.retain(|property| property.layer == Layer::Own || !has_own(&property.name));
    properties.iter_mut().for_each(|property| property.layer = Layer::Own);
    let made = Card { properties };
    debug_assert_eq!(Fields::of(&made).display_name, fields.display_name, "what is shown stays");
    made
}

/// The contact itself came with an invite.
pub fn was_invited(card: &Card) -> bool {
    card.all(TAKEN).any(|property| property.param("NEW").next().is_some())
}

/// A new contact's card: what of the token's card doesn't follow it is the user's own from the start.
pub fn newcomer(read: &Card, token: &Token, at_ms: i64) -> Card {
    let base = read.properties.iter().filter(|property| !SYNCED.contains(&property.name.as_str())).cloned();
    let mut card = follow(&Card { properties: base.collect() }, read, token, at_ms);
    card.properties.iter_mut().filter(|property| property.name == TAKEN).for_each(|property| {
        property.params.push(crate::contact::card::Param { name: "NEW".to_owned(), values: vec!["1".to_owned()] });
    });
    card
}

/// A card as it leaves the book: of what is said twice the user's own word, and nothing of whom it follows.
pub fn outgoing(mut card: Card) -> Card {
    if card.properties.iter().all(|property| property.layer == Layer::Own && property.name != TAKEN) {
        return card;
    }
    let own: Vec<String> =
        card.properties.iter().filter(|it| it.layer == Layer::Own).map(|it| it.name.clone()).collect();
    card.properties.retain(|property| {
        let is_ours = property.name == FOLLOWS || property.name == TAKEN;
        !is_ours && (property.layer == Layer::Own || !own.contains(&property.name))
    });
    card
}
