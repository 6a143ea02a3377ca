//! Invites of the own card are made.

use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

use super::super::access::encode;
use super::super::change::{Ties, Tx};
use super::super::codes::draw;
use super::super::contacts::fields_of;
use super::super::{Book, Changed, Drawn, Refused, Verb};
use super::handing::{LEVEL, PICTURE};
use super::name_of;
use crate::contact::ContactId;
use crate::contact::fields::Fields;
use crate::error::{Error, Result};
use crate::invite::card::{Short, phone, short, whole};
use crate::invite::key::OwnKey;
use crate::invite::token::{self, Number, Token};
use crate::invite::{Batch, CardInvite, Expiry, Invite, What};
use crate::record::{RecordId, RecordKind};
use crate::store::Db;
use crate::time::Moment;

/// Invites that were made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct MadeInvites {
    pub ids: Vec<RecordId>,
    pub changed: Changed,
}

/// Who hands invites over.
pub(super) struct Own {
    pub fields: Fields,
    pub uid: String,
    photo: Option<Vec<u8>>,
    /// The same for everybody: made once, however many are invited.
    whole: OnceCell<Vec<u8>>,
    drawn: OnceCell<Result<Drawn, Refused>>,
}

impl Book {
    /// Makes an invite for each of these contacts, or one for nobody in particular. [`Error::Missing`] of `own` without an own card,
    /// [`Error::Invalid`] of `own` with `too_long` where its name doesn't fit into an invite.
    pub fn new_invites(&self, contacts: &[ContactId], expiry: Expiry, enishi: bool) -> Result<MadeInvites> {
        let (ids, changed) = self.change(Verb::AddInvite, Ties::default(), |tx| {
            let recipients: Vec<Option<ContactId>> = match contacts {
                [] => vec![None],
                some => some.iter().map(|id| Some(*id)).collect(),
            };
            let own = Own::of(tx.db)?;
            let mut ids = Vec::with_capacity(recipients.len());
            for contact in recipients {
                ids.push(tx.add_card_invite(&own, contact, new_number(tx), expiry, enishi, None)?);
            }
            Ok(ids)
        })?;
        Ok(MadeInvites { ids, changed })
    }
}

impl Own {
    pub fn of(db: &Db) -> Result<Own> {
        let missing = || Error::Missing { what: "own", id: String::new() };
        let id = db.own_contacts()?.first().copied().ok_or_else(missing)?;
        let row = db.contact(id)?.filter(|row| row.state.trashed_at.is_none()).ok_or_else(missing)?;
        let fields = fields_of(&row.card)?;
        let photo = match &fields.photo {
            Some(hash) => db.blob(hash)?,
            None => None,
        };
        Ok(Own { fields, uid: row.state.uid, photo, whole: OnceCell::new(), drawn: OnceCell::new() })
    }

    pub fn short(&self) -> Result<Short> {
        short(&self.fields, &self.uid).ok_or_else(|| Error::Invalid { field: "own".to_owned(), reason: "too_long" })
    }

    /// For a file or a mail.
    pub fn whole(&self) -> &[u8] {
        self.whole.get_or_init(|| whole(&self.fields, &self.uid, self.photo.as_deref()))
    }

    /// The code of a mail and a printed card, for any phone.
    pub fn drawn(&self) -> Result<&Drawn, Refused> {
        let drawn = self.drawn.get_or_init(|| draw(&phone(&self.fields), LEVEL, |code| PICTURE.module_px(code)));
        drawn.as_ref().map_err(|refused| *refused)
    }
}

impl Tx<'_> {
    pub(super) fn add_card_invite(
        &mut self,
        own: &Own,
        contact: Option<ContactId>,
        number: Number,
        expiry: Expiry,
        enishi: bool,
        batch: Option<Batch>,
    ) -> Result<RecordId> {
        if let Some(id) = contact {
            self.live(id)?;
        }
        let card = sign(&self.own_key()?, own, number, expiry, enishi, self.at, self.edge)?;
        let invite = Invite { what: What::Card(card), batch, ..Invite::default() };
        let name = name_of(self, contact, &invite)?;
        self.add_record(RecordKind::Invite, &name, (contact, None), encode(&invite))
    }

    /// The book's own key, made at its first use.
    pub(super) fn own_key(&self) -> Result<OwnKey> {
        if let Some(secret) = self.db.own_key()? {
            return Ok(OwnKey::of(&secret));
        }
        let secret = self.edge.new_secret();
        self.db.set_own_key(&secret)?;
        Ok(OwnKey::of(&secret))
    }
}

pub(super) fn new_number(tx: &Tx<'_>) -> Number {
    Number(tx.edge.new_secret().first_chunk().copied().unwrap_or_default())
}

pub(super) fn sign(
    key: &OwnKey,
    own: &Own,
    number: Number,
    expiry: Expiry,
    enishi: bool,
    now: Moment,
    edge: &crate::edge::Edge,
) -> Result<CardInvite> {
    let created = Moment(token::seconds(now) * 1000);
    let expires = expiry.ends(created, edge).map(|last| Moment(token::seconds(last) * 1000));
    let token = Token {
        key: key.public(),
        created: token::seconds(created),
        expires: expires.map(token::seconds),
        number,
        card: own.short()?.bytes,
    };
    let token = token::text(&token.signed(key));
    Ok(CardInvite { number: number.hex(), token, created, expires, expiry, enishi })
}

/// A draft with another expiry, from now on and with the card of now; its number stays.
pub(super) fn signed_again(tx: &Tx<'_>, card: &CardInvite, expiry: Expiry) -> Result<CardInvite> {
    sign(&tx.own_key()?, &Own::of(tx.db)?, number_of(card)?, expiry, card.enishi, tx.at, tx.edge)
}

/// The number of a stored invite.
pub(super) fn number_of(card: &CardInvite) -> Result<Number> {
    Number::parse(&card.number).ok_or_else(|| Error::Damaged { detail: "the number of an invite".to_owned() })
}
