//! Lists, counts and the whole contact, for showing.

use std::sync::Arc;

use super::derive::decode;
use super::{Book, Contact, Counts, Follows, How, List, Origin, Page, Photo, SectionCount, Sort};
use crate::contact::ContactId;
use crate::contact::card::{Card, Layer, MediaHash};
use crate::contact::fields::Fields;
use crate::contact::photo;
use crate::contact::reading::section_of;
use crate::edge::Edge;
use crate::error::Result;
use crate::invite;
use crate::store::Db;
use crate::time::Moment;
use crate::trash;

/// Pages from here on are cut from the list's ids in memory, made once after a change; skipping rows costs more than that.
const DEEP: u32 = 1_000;
/// Lists whose order is kept in memory at a time.
const ORDERS: usize = 6;

impl Book {
    /// How many stand in each list, and the groups by name; costs the same at any size.
    pub fn counts(&self) -> Result<Counts> {
        self.store.read(|db| {
            let totals = db.totals()?;
            Ok(Counts {
                all: totals.all,
                people: totals.people,
                partners: totals.partners,
                hidden: totals.hidden,
                trash: totals.trashed + db.trashed_group_count()? + db.trashed_record_count()?,
                groups: db.live_groups()?,
                own: db.own_contact()?,
            })
        })
    }

    /// `limit` rows from `offset` on; past the end there are none.
    pub fn list(&self, list: List, sort: Sort, offset: u32, limit: u32) -> Result<Page> {
        self.store.read(|db| {
            let total = db.list_total(list)?;
            let rows = if offset < DEEP {
                db.list(list, sort, offset, limit)?
            } else {
                let order = self.order(db, list, sort)?;
                db.rows(range(&order, offset, limit), sort)?
            };
            Ok(Page { total, offset, rows })
        })
    }

    /// How many rows stand in each section, in the list's order. Sorted by newest there are none.
    pub fn sections(&self, list: List, sort: Sort) -> Result<Vec<SectionCount>> {
        match sort {
            Sort::Reading | Sort::Company => self.store.read(|db| db.list_sections(list, sort)),
            Sort::Newest => Ok(Vec::new()),
        }
    }

    /// Where a contact stands in a list, to scroll to it.
    pub fn position(&self, list: List, sort: Sort, id: ContactId) -> Result<Option<u32>> {
        let order = self.store.read(|db| self.order(db, list, sort))?;
        Ok(order.iter().position(|other| *other == id).and_then(|at| u32::try_from(at).ok()))
    }

    /// The ids of a range of a list, for selecting with Shift; whole lists for select-all.
    pub fn ids(&self, list: List, sort: Sort, offset: u32, limit: u32) -> Result<Vec<ContactId>> {
        self.store.read(|db| Ok(range(&self.order(db, list, sort)?, offset, limit).to_vec()))
    }

    /// A contact, in the trash or not.
    pub fn contact(&self, id: ContactId) -> Result<Contact> {
        self.store.read(|db| contact(db, id, &self.edge))
    }

    /// A list's ids in order, as they are in `db`'s transaction.
    fn order(&self, db: &Db, list: List, sort: Sort) -> Result<Arc<Vec<ContactId>>> {
        // Only the writer knows when its picture of the book is out of date.
        if !self.store.writes() {
            return Ok(Arc::new(db.list_ids(list, sort, 0, u32::MAX)?));
        }
        let stamp = db.last_change()?;
        if let Some((made, order)) = super::lock(&self.orders).get(&(list, sort))
            && *made == stamp
        {
            return Ok(Arc::clone(order));
        }
        let order = Arc::new(db.list_ids(list, sort, 0, u32::MAX)?);
        let mut orders = super::lock(&self.orders);
        if orders.len() >= ORDERS {
            orders.clear();
        }
        orders.insert((list, sort), (stamp, Arc::clone(&order)));
        Ok(order)
    }
}

fn range(ids: &[ContactId], offset: u32, limit: u32) -> &[ContactId] {
    let from = (offset as usize).min(ids.len());
    let to = from.saturating_add(limit as usize).min(ids.len());
    ids.get(from..to).unwrap_or_default()
}

pub(super) fn contact(db: &Db, id: ContactId, edge: &Edge) -> Result<Contact> {
    let row = db.contact(id)?.ok_or_else(|| super::change::missing(id))?;
    let card = decode(&row.card)?;
    let fields = Fields::of(&card);
    let derived = super::derive::derived(&fields);
    let photo = photo_of(db, fields.photo)?;
    let kept_until = db.kept_until(id)?;
    let state = row.state;
    Ok(Contact {
        id,
        uid: state.uid,
        kind: fields.kind,
        side: state.side,
        display_name: fields.display_name,
        family_name: fields.family_name,
        given_name: fields.given_name,
        family_reading: fields.family_reading,
        given_reading: fields.given_reading,
        honorific: fields.honorific,
        nickname: fields.nickname,
        company: fields.company,
        company_reading: fields.company_reading,
        department: fields.department,
        title: fields.title,
        phones: fields.phones,
        emails: fields.emails,
        urls: fields.urls,
        ids: fields.ids,
        addresses: fields.addresses,
        dates: fields.dates,
        relations: fields.relations,
        note: fields.note,
        groups: db.live_groups_of(id)?,
        custom: fields.custom,
        language: fields.language,
        photo,
        origin: Origin { how: how(state.how, &card), from: state.origin, at: state.added_at },
        hidden: state.hidden,
        own: state.own,
        owner: Some(state.owner).filter(|owner| !owner.is_empty()),
        trashed_at: state.trashed_at,
        days_left: state
            .trashed_at
            .map(|at| trash::days_left(trash::due_at(at, kept_until), edge.now(), |at| edge.day(at))),
        unknown: fields.unknown,
        follows: follows(db, &card)?,
        seal: derived.seal,
        section: section_of(&derived.sort_key),
        rev: row.rev,
    })
}

fn photo_of(db: &Db, hash: Option<MediaHash>) -> Result<Option<Photo>> {
    let Some(hash) = hash else { return Ok(None) };
    Ok(db.blob(&hash)?.map(|bytes| {
        let (width, height) = photo::dimensions(&bytes).unwrap_or_default();
        Photo { bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX), sha256: hash.hex(), width, height }
    }))
}

/// An invite comes in as a file does; the card says that it was one.
pub(super) fn how(how: How, card: &Card) -> How {
    if how == How::Import && invite::card::was_invited(card) { How::Invite } else { how }
}

fn follows(db: &Db, card: &Card) -> Result<Option<Follows>> {
    let Some(following) = invite::card::following(card) else { return Ok(None) };
    let theirs = Fields::of(&invite::card::synced(card));
    let own =
        |name: &str| card.properties.iter().any(|it| it.name == name && it.layer == Layer::Own && !it.value.is_empty());
    Ok(Some(Follows {
        fingerprint: following.key.fingerprint(),
        since: Moment(following.created.saturating_mul(1000)),
        photo: photo_of(db, theirs.photo)?,
        own_display_name: own("FN"),
        own_company: own("ORG"),
        own_photo: card.properties.iter().any(|it| it.name == "PHOTO" && it.layer == Layer::Own),
        display_name: theirs.display_name,
        company: theirs.company,
    }))
}
