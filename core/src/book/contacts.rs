//! Adding, editing, hiding; photos; the own card.

use super::change::{Standing, Ties, Tx};
use super::{Book, Changed, How, Verb};
use crate::contact::card::{Card, Layer, MediaHash, Property, escape};
use crate::contact::edit::{self, Edit};
use crate::contact::fields::Fields;
use crate::contact::{ContactId, GroupId, Side, photo};
use crate::error::{Error, Result};
use crate::store::State;

/// A contact while its edits are applied: the card's and the book's own.
pub(super) struct Draft {
    pub state: State,
    pub card: Card,
    pub groups: Vec<GroupId>,
    pub becomes_own: bool,
}

impl Book {
    /// Adds one contact from edits (see [`crate::contact::edit`]); at least one must say something
    /// ([`Error::Invalid`] of `edits` with `empty` otherwise).
    pub fn add(&self, edits: &[Edit]) -> Result<Changed> {
        let ((), changed) = self.change(Verb::Add, Ties::default(), |tx| {
            let uid = tx.edge.new_uid();
            let blank = Card { properties: vec![Property::new("UID", escape(&uid))] };
            let state = State {
                uid,
                side: Side::Partner,
                own: false,
                hidden: false,
                trashed_at: None,
                owner: String::new(),
                how: How::Typed,
                origin: String::new(),
                import: None,
                added_at: tx.at,
            };
            let mut draft = Draft { state, card: blank.clone(), groups: Vec::new(), becomes_own: false };
            for edit in edits {
                draft.apply(tx, edit)?;
            }
            if draft.card == blank {
                return Err(Error::Invalid { field: "edits".to_owned(), reason: "empty" });
            }
            if draft.becomes_own {
                tx.disown(None)?;
            }
            tx.add(&draft.state, &draft.card, &draft.groups)?;
            Ok(())
        })?;
        Ok(changed)
    }

    /// One change for all edits together. Beside the card's paths: `side` (`internal`, `partner`), `own` and `hidden` (`true`,
    /// `false`), `groups[+]` and `groups[-]` by name; a group that isn't there yet is made. An empty `follows` ends the
    /// following of a partner's card: its values stay, and are the user's own.
    pub fn edit(&self, id: ContactId, edits: &[Edit]) -> Result<Changed> {
        let ((), changed) = self.change(Verb::Edit, Ties::default(), |tx| {
            let was = tx.live(id)?;
            let mut draft = Draft::of(&was)?;
            for edit in edits {
                draft.apply(tx, edit)?;
            }
            tx.put(&was, &draft.state, Some(&draft.card), &draft.groups)?;
            if draft.becomes_own {
                tx.disown(Some(id))?;
            }
            Ok(())
        })?;
        Ok(changed)
    }

    /// Sets or removes the photo; the bytes are brought to at most 640 px, oriented, without EXIF.
    /// [`Error::Invalid`] of `photo` where they are no picture.
    pub fn set_photo(&self, id: ContactId, picture: Option<&[u8]>) -> Result<Changed> {
        let picture = picture.map(photo::normalise).transpose()?;
        let ((), changed) = self.change(Verb::Photo, Ties::default(), |tx| {
            let was = tx.live(id)?;
            let mut card = super::derive::decode(&was.row.card)?;
            let at = card.properties.iter().position(|property| property.name == "PHOTO");
            // The one that follows a partner's card is theirs.
            card.properties.retain(|property| property.name != "PHOTO" || property.layer != Layer::Own);
            if let Some(bytes) = &picture {
                let hash = MediaHash::of(bytes);
                tx.db.add_blob(&hash, bytes)?;
                let at = at.unwrap_or(card.properties.len()).min(card.properties.len());
                card.properties.insert(at, photo_property(hash, bytes));
            }
            tx.put(&was, &was.row.state, Some(&card), &was.groups)?;
            Ok(())
        })?;
        Ok(changed)
    }

    /// The stored bytes of a photo by its hash (hex), with its media type.
    pub fn photo(&self, sha256: &str) -> Result<(Vec<u8>, &'static str)> {
        let missing = || Error::Missing { what: "photo", id: sha256.to_owned() };
        let hash = MediaHash::from_hex(sha256).ok_or_else(missing)?;
        let bytes = self.store.read(|db| db.blob(&hash))?.ok_or_else(missing)?;
        let media_type = photo::media_type(&bytes);
        Ok((bytes, media_type))
    }

    /// Takes contacts out of every list but [`super::List::Hidden`]; [`Error::Missing`] for one that is gone or in the trash.
    pub fn hide(&self, ids: &[ContactId]) -> Result<Changed> {
        self.set_hidden(Verb::Hide, ids, true)
    }

    /// Brings hidden contacts back into their lists. Errors as of [`Book::hide`].
    pub fn unhide(&self, ids: &[ContactId]) -> Result<Changed> {
        self.set_hidden(Verb::Unhide, ids, false)
    }

    fn set_hidden(&self, verb: Verb, ids: &[ContactId], hidden: bool) -> Result<Changed> {
        let ((), changed) = self.change(verb, Ties::default(), |tx| {
            for id in ids {
                let was = tx.live(*id)?;
                tx.put(&was, &State { hidden, ..was.row.state.clone() }, None, &was.groups)?;
            }
            Ok(())
        })?;
        Ok(changed)
    }
}

impl Draft {
    pub fn of(was: &Standing) -> Result<Draft> {
        Ok(Draft {
            state: was.row.state.clone(),
            card: super::derive::decode(&was.row.card)?,
            groups: was.groups.clone(),
            becomes_own: false,
        })
    }

    pub fn apply(&mut self, tx: &mut Tx<'_>, edit: &Edit) -> Result<()> {
        let invalid = || Error::Invalid { field: edit.field.clone(), reason: "bad_value" };
        let flag = || match edit.value.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(invalid()),
        };
        match edit.field.as_str() {
            "side" => {
                self.state.side = match edit.value.as_str() {
                    "internal" => Side::Internal,
                    "partner" => Side::Partner,
                    _ => return Err(invalid()),
                };
            }
            "follows" if edit.value.is_empty() => self.card = crate::invite::card::unfollow(&self.card),
            "hidden" => self.state.hidden = flag()?,
            "own" => {
                self.becomes_own = flag()? && !self.state.own;
                self.state.own = flag()?;
            }
            "groups[+]" => {
                let group = tx.group_for(&edit.value)?;
                if !self.groups.contains(&group) {
                    self.groups.push(group);
                    self.groups.sort_unstable();
                }
            }
            "groups[-]" => {
                let missing = || Error::Missing { what: "group", id: edit.value.clone() };
                let group = tx.db.group_named(edit.value.trim())?.ok_or_else(missing)?;
                self.groups.retain(|other| *other != group);
            }
            _ => edit::apply(&mut self.card, edit)?,
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// Takes the mark of the own card from whoever has it, `but` for one.
    pub fn disown(&mut self, but: Option<ContactId>) -> Result<()> {
        for owner in self.db.own_contacts()? {
            if Some(owner) != but {
                let was = self.any(owner)?;
                self.put(&was, &State { own: false, ..was.row.state.clone() }, None, &was.groups)?;
            }
        }
        Ok(())
    }

    /// The live group of this name, made where there is none.
    pub fn group_for(&mut self, name: &str) -> Result<GroupId> {
        let name = super::groups::valid_name(name)?;
        match self.db.group_named(&name)? {
            Some(group) => Ok(group),
            None => self.add_group(&name),
        }
    }
}

/// Written as 3.0 and 4.0 readers expect it; the type is in the bytes.
fn photo_property(hash: MediaHash, bytes: &[u8]) -> Property {
    let subtype = photo::media_type(bytes).trim_start_matches("image/").to_uppercase();
    Property { media: Some(hash), ..Property::new("PHOTO", "").with("ENCODING", "b").with("TYPE", &subtype) }
}

/// What a card says, for those who only show it.
pub(super) fn fields_of(card: &[u8]) -> Result<Fields> {
    Ok(Fields::of(&super::derive::decode(card)?))
}
