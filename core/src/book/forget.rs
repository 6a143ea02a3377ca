//! Taking what was purged out of everything that still says it: cards keep their `CATEGORIES` for place and order, and so do
//! before-images and the sources of imports; before-images also say who was known to be somebody else.

use super::derive::decode;
use super::groups::valid_name;
use super::image::Image;
use crate::contact::ContactId;
use crate::contact::card::{Card, escape, split, unescape};
use crate::error::Result;
use crate::formats::encoding::encode_cp932;
use crate::store::Db;

/// Forgets a name that no group has any more; what people say with the same word elsewhere stays.
pub(super) fn group_name(db: &Db, name: &str) -> Result<()> {
    if db.any_group_named(name)? {
        return Ok(());
    }
    let piece = longest_piece(name).as_bytes();
    for id in db.cards_with(piece)? {
        if let Some(card) = db.card(id)?.map(|card| decode(&card)).transpose()?.and_then(|card| without(card, name)) {
            db.replace_card(id, &card.encode())?;
        }
    }
    for entry in db.entries_with(piece)? {
        if let Image::Whole { head, rest, card } = Image::decode(&db.before(entry)?)?
            && let Some(card) = without(decode(&card)?, name)
        {
            db.replace_before(entry, &Image::Whole { head, rest, card: card.encode() }.encode())?;
        }
    }
    let mut windows = Vec::new();
    encode_cp932(name, &mut windows, |_| {});
    for spelled in [name.as_bytes(), escape(name).as_bytes(), &windows] {
        db.blank_in_sources(spelled)?;
    }
    Ok(())
}

/// Forgets purged people in the histories of those who were told apart from them.
pub(super) fn told_apart(db: &Db, purged: &[ContactId]) -> Result<()> {
    for entry in db.entries_with(b"\"different\":[")? {
        let mut image = Image::decode(&db.before(entry)?)?;
        let (Image::Head(head) | Image::Whole { head, .. }) = &mut image else { continue };
        let before = head.different.len();
        head.different.retain(|other| !purged.contains(other));
        if head.different.len() != before {
            db.replace_before(entry, &image.encode())?;
        }
    }
    Ok(())
}

/// The card without this name in its `CATEGORIES`; `None` where it isn't there.
fn without(mut card: Card, name: &str) -> Option<Card> {
    let is_it = |part: &&str| valid_name(&unescape(part)).is_ok_and(|said| said == name);
    let mut found = false;
    for property in card.properties.iter_mut().filter(|property| property.name == "CATEGORIES") {
        let parts = split(&property.value, ',');
        if parts.iter().any(is_it) {
            found = true;
            property.value = parts.into_iter().filter(|part| !is_it(part)).collect::<Vec<_>>().join(",");
        }
    }
    card.properties.retain(|property| property.name != "CATEGORIES" || !property.value.is_empty());
    found.then_some(card)
}

/// A piece of the name that stands in a card as it is, whatever is escaped around it.
fn longest_piece(name: &str) -> &str {
    let pieces = name.split(|ch: char| ch.is_whitespace() || matches!(ch, '\\' | ',' | ';'));
    pieces.max_by_key(|piece| piece.len()).unwrap_or_default()
}
