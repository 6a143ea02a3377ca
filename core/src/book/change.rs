//! The change door: everything a user changes goes through [`Book::change`], whole or not at all, with before-images.

use super::derive::{decode, derived, keys, media};
use super::image::{Head, Image, Rest};
use super::{Book, Changed, Entity, Verb};
use crate::contact::card::Card;
use crate::contact::fields::Fields;
use crate::contact::{ContactId, GroupId};
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::record::RecordId;
use crate::store::{ContactRow, Db, EntryRow, GroupRow, Seen, State};
use crate::time::Moment;
use crate::trash;

/// One change while it is being made.
pub(super) struct Tx<'a> {
    pub db: &'a Db,
    pub edge: &'a Edge,
    pub at: Moment,
    /// The change's id, and so the revision of everything it touches.
    pub id: i64,
    pub changed: Changed,
    /// Something is written that is no change to anybody: it stays, and nothing is listed.
    pub keep: bool,
    /// Contacts whose search entry is to be made again.
    pub touched: Vec<ContactId>,
}

/// A contact as it stands, with what hangs on it.
pub(super) struct Standing {
    pub row: ContactRow,
    pub groups: Vec<GroupId>,
    /// Whom it tells apart from it; of a pair one does.
    pub different: Vec<ContactId>,
}

impl Standing {
    pub fn of(db: &Db, row: ContactRow) -> Result<Standing> {
        Ok(Standing { groups: db.groups_of(row.id)?, different: db.told_different(row.id)?, row })
    }
}

/// What a change reverts or belongs to.
#[derive(Clone, Copy, Default)]
pub(super) struct Ties {
    pub reverts: Option<i64>,
    pub import: Option<i64>,
}

impl Book {
    /// Runs `work` as one change: committed and durable, or undone whole on any error. If `work` touches nothing, nothing is
    /// written and [`Changed::change`] is `None`.
    pub(super) fn change<T>(
        &self,
        verb: Verb,
        ties: Ties,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<(T, Changed)> {
        let (answer, changed, touched) = self.store.write(|db| {
            let at = self.edge.now();
            note_clock(db, at)?;
            let id = db.insert_change(at, verb, ties.reverts, ties.import)?;
            let changed = Changed { change: Some(id), verb: Some(verb), ..Changed::default() };
            let mut tx = Tx { db, edge: &self.edge, at, id, changed, keep: false, touched: Vec::new() };
            let answer = work(&mut tx)?;
            let Tx { mut changed, keep, touched, .. } = tx;
            let keep = keep || changed.count > 0;
            match changed.count {
                0 => {
                    db.delete_change(id)?;
                    changed = Changed { left_alone: changed.left_alone, ..Changed::default() };
                }
                1 => {}
                count => db.finish_change(id, count)?,
            }
            Ok(((answer, changed, touched), keep))
        })?;
        if changed.change.is_some() {
            self.freshen(&touched)?;
        }
        Ok((answer, changed))
    }
}

/// How exactly the time is remembered: what follows at once needs no note of its own.
const MINUTE_MS: i64 = 60 * 1000;

/// Remembers the time to the minute, and that it can't be right where it can't. Part of a transaction.
pub(super) fn note_clock(db: &Db, now: Moment) -> Result<()> {
    let seen = db.seen()?;
    if seen.at.is_some_and(|at| (0..MINUTE_MS).contains(&now.0.saturating_sub(at.0))) {
        return Ok(());
    }
    let doubt = match seen.at {
        Some(at) if trash::is_doubtful(at, now) => db.last_change()?,
        Some(_) | None => seen.doubt,
    };
    db.set_seen(Seen { at: Some(now), doubt })
}

impl Tx<'_> {
    /// A contact outside the trash.
    pub fn live(&self, id: ContactId) -> Result<Standing> {
        let standing = self.any(id)?;
        if standing.row.state.trashed_at.is_some() { Err(missing(id)) } else { Ok(standing) }
    }

    /// A contact wherever it stands.
    pub fn any(&self, id: ContactId) -> Result<Standing> {
        let row = self.db.contact(id)?.ok_or_else(|| missing(id))?;
        Standing::of(self.db, row)
    }

    pub fn live_group(&self, id: GroupId) -> Result<GroupRow> {
        let group = self.any_group(id)?;
        if group.trashed_at.is_some() { Err(missing_group(id)) } else { Ok(group) }
    }

    pub fn any_group(&self, id: GroupId) -> Result<GroupRow> {
        self.db.group(id)?.ok_or_else(|| missing_group(id))
    }

    /// Adds a contact that was not there before.
    pub fn add(&mut self, state: &State, card: &Card, groups: &[GroupId]) -> Result<ContactId> {
        let id = self.insert(None, self.id, state, card, groups)?;
        self.record(Entity::Contact(id), self.id, &Image::Absent)?;
        self.note_contact(id, &Fields::of(card).display_name);
        self.changed.groups |= !groups.is_empty();
        Ok(id)
    }

    /// Makes a contact what `state`, `card` (`None`: as it was) and `groups` say. Answers whether anything differs.
    pub fn put(&mut self, was: &Standing, state: &State, card: Option<&Card>, groups: &[GroupId]) -> Result<bool> {
        self.put_apart(was, state, card, groups, &was.different)
    }

    /// The same, where it is also told apart from others than before.
    pub fn put_apart(
        &mut self,
        was: &Standing,
        state: &State,
        card: Option<&Card>,
        groups: &[GroupId],
        different: &[ContactId],
    ) -> Result<bool> {
        let id = was.row.id;
        let encoded = card.map(Card::encode).filter(|encoded| *encoded != was.row.card);
        let same_ties = groups == was.groups.as_slice() && different == was.different.as_slice();
        if encoded.is_none() && *state == was.row.state && same_ties {
            return Ok(false);
        }
        let image = match encoded {
            Some(_) => Image::whole_of(was),
            None => Image::head_of(was),
        };
        self.record(Entity::Contact(id), self.id, &image)?;
        if let (Some(card), Some(encoded)) = (card, &encoded) {
            self.write_card(id, self.id, &state.uid, card, encoded)?;
        }
        self.write_head(was, self.id, state, groups, different)?;
        let first = self.changed.count == 0;
        let name = if first { self.db.contact_name(id)?.unwrap_or_default() } else { String::new() };
        self.note_contact(id, &name);
        Ok(true)
    }

    /// Lists the change in the history of a contact of which nothing is written.
    pub fn touch(&mut self, was: &Standing) -> Result<()> {
        let id = was.row.id;
        self.record(Entity::Contact(id), self.id, &Image::head_of(was))?;
        self.db.update_rev(id, self.id)?;
        let name = self.db.contact_name(id)?.unwrap_or_default();
        self.note_contact(id, &name);
        Ok(())
    }

    pub fn add_group(&mut self, name: &str) -> Result<GroupId> {
        let id = self.db.insert_group(None, self.id, name, None)?;
        self.record(Entity::Group(id), self.id, &Image::Absent)?;
        self.note_group(name);
        Ok(id)
    }

    pub fn put_group(&mut self, was: &GroupRow, name: &str, trashed_at: Option<Moment>) -> Result<bool> {
        if was.name == name && was.trashed_at == trashed_at {
            return Ok(false);
        }
        self.record(Entity::Group(was.id), self.id, &Image::group_of(was))?;
        let row = GroupRow { id: was.id, rev: self.id, name: name.to_owned(), trashed_at };
        self.db.update_group(&row)?;
        self.touch_members(was.id)?;
        self.note_group(name);
        Ok(true)
    }

    /// Writes an entry's image back, as part of this change. Refused where the thing has moved on since.
    pub fn revert(&mut self, entry: &EntryRow) -> Result<()> {
        let image = Image::decode(&entry.before)?;
        match entry.entity {
            Entity::Contact(id) => self.revert_contact(id, entry.rev_after, &image),
            Entity::Group(id) => self.revert_group(id, entry.rev_after, &image),
            Entity::Record(id) => self.revert_record(id, entry.rev_after, &image),
        }
    }

    fn revert_contact(&mut self, id: ContactId, expected: i64, image: &Image) -> Result<()> {
        let row = self.db.contact(id)?;
        if row.as_ref().map_or(0, |row| row.rev) != expected {
            return Err(Error::Conflict { name: super::changes::name_of(self.db, Entity::Contact(id))? });
        }
        let name = super::changes::name_of(self.db, Entity::Contact(id))?;
        let was = row.map(|row| Standing::of(self.db, row)).transpose()?;
        let before = match (&was, image) {
            (None, _) => Image::Absent,
            (Some(was), Image::Head(_)) => Image::head_of(was),
            (Some(was), _) => Image::whole_of(was),
        };
        match (image, &was) {
            (Image::Absent, _) => {
                self.db.delete_contact(id)?;
                self.changed.groups |= was.is_some_and(|was| !was.groups.is_empty());
            }
            (Image::Head(head), Some(was)) => self.revert_head(was, head)?,
            (Image::Whole { head, card, .. }, Some(was)) => {
                let decoded = decode(card)?;
                self.write_card(id, head.rev, &was.row.state.uid, &decoded, card)?;
                self.revert_head(was, head)?;
            }
            (Image::Whole { head, rest, card }, None) => self.revive(id, head, rest, card)?,
            (Image::Head(_), None) | (Image::Group(_) | Image::Record(_), _) => {
                return Err(Error::Damaged { detail: "a before-image of something else".to_owned() });
            }
        }
        self.record(Entity::Contact(id), image.rev(), &before)?;
        self.note_contact(id, &name);
        Ok(())
    }

    fn revert_head(&mut self, was: &Standing, head: &Head) -> Result<()> {
        self.refuse_second_own(was.row.id, head)?;
        let groups = self.standing_groups(&head.groups)?;
        let different = self.standing_people(&head.different)?;
        self.write_head(was, head.rev, &head.over(&was.row.state), &groups, &different)
    }

    fn revive(&mut self, id: ContactId, head: &Head, rest: &Rest, card: &[u8]) -> Result<()> {
        self.refuse_second_own(id, head)?;
        let mut state = head.state(rest.clone());
        if let Some(import) = state.import
            && !self.db.import_exists(import)?
        {
            state.import = None;
        }
        let groups = self.standing_groups(&head.groups)?;
        self.insert(Some(id), head.rev, &state, &decode(card)?, &groups)?;
        for other in self.standing_people(&head.different)? {
            self.db.tell_different(id, other)?;
        }
        self.changed.groups |= !groups.is_empty();
        Ok(())
    }

    /// There is one own card at most, whatever is undone in whatever order.
    fn refuse_second_own(&self, id: ContactId, head: &Head) -> Result<()> {
        match self.db.own_contacts()?.first() {
            Some(other) if head.own && *other != id => {
                Err(Error::Conflict { name: self.db.contact_name(*other)?.unwrap_or_default() })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Those of the groups that were not purged since.
    fn standing_groups(&self, groups: &[GroupId]) -> Result<Vec<GroupId>> {
        let mut standing = Vec::with_capacity(groups.len());
        for group in groups {
            if self.db.group(*group)?.is_some() {
                standing.push(*group);
            }
        }
        Ok(standing)
    }

    /// Those of the people who were not purged since.
    fn standing_people(&self, people: &[ContactId]) -> Result<Vec<ContactId>> {
        let mut standing = Vec::with_capacity(people.len());
        for id in people {
            if self.db.contact_name(*id)?.is_some() {
                standing.push(*id);
            }
        }
        Ok(standing)
    }

    fn revert_group(&mut self, id: GroupId, expected: i64, image: &Image) -> Result<()> {
        let row = self.db.group(id)?;
        let name = super::changes::name_of(self.db, Entity::Group(id))?;
        if row.as_ref().map_or(0, |row| row.rev) != expected {
            return Err(Error::Conflict { name });
        }
        let before = row.as_ref().map_or(Image::Absent, Image::group_of);
        match (image, row) {
            (Image::Absent, _) => {
                // Somebody joined it since: taking the group away would take that away too.
                if self.db.member_count(id)? > 0 {
                    return Err(Error::Conflict { name });
                }
                self.db.delete_group(id)?;
            }
            (Image::Group(head), Some(_)) => {
                let row = GroupRow { id, rev: head.rev, name: head.name.clone(), trashed_at: head.trashed_at };
                self.db.update_group(&row)?;
                self.touch_members(id)?;
            }
            (Image::Group(head), None) => {
                self.db.insert_group(Some(id), head.rev, &head.name, head.trashed_at)?;
            }
            (Image::Head(_) | Image::Whole { .. } | Image::Record(_), _) => {
                return Err(Error::Damaged { detail: "a before-image of something else".to_owned() });
            }
        }
        self.record(Entity::Group(id), image.rev(), &before)?;
        self.note_group(&name);
        Ok(())
    }

    pub(super) fn insert(
        &mut self,
        id: Option<ContactId>,
        rev: i64,
        state: &State,
        card: &Card,
        groups: &[GroupId],
    ) -> Result<ContactId> {
        let fields = Fields::of(card);
        let id = self.db.insert_contact(id, rev, state, &derived(&fields), &card.encode())?;
        self.db.set_keys(id, &keys(&state.uid, &fields))?;
        self.db.use_blobs(id, &media(card))?;
        for group in groups {
            self.db.join(*group, id)?;
        }
        Ok(id)
    }

    fn write_card(&mut self, id: ContactId, rev: i64, uid: &str, card: &Card, encoded: &[u8]) -> Result<()> {
        let fields = Fields::of(card);
        self.db.update_card(id, rev, &derived(&fields), encoded)?;
        let keys = keys(uid, &fields);
        if self.db.keys(id)? != keys {
            self.db.set_keys(id, &keys)?;
        }
        self.db.use_blobs(id, &media(card))
    }

    fn write_head(
        &mut self,
        was: &Standing,
        rev: i64,
        state: &State,
        groups: &[GroupId],
        different: &[ContactId],
    ) -> Result<()> {
        let id = was.row.id;
        // Writing the state takes the row out of the lists' indexes and puts it in again.
        if *state == was.row.state {
            self.db.update_rev(id, rev)?;
        } else {
            self.db.update_state(id, rev, state)?;
        }
        for gone in was.groups.iter().filter(|group| !groups.contains(group)) {
            self.db.leave(*gone, id)?;
        }
        for new in groups.iter().filter(|group| !was.groups.contains(group)) {
            self.db.join(*new, id)?;
        }
        for same in was.different.iter().filter(|other| !different.contains(other)) {
            self.db.forget_different(id, *same)?;
        }
        for other in different.iter().filter(|other| !was.different.contains(other)) {
            self.db.tell_different(id, *other)?;
        }
        let moved = state.trashed_at != was.row.state.trashed_at;
        self.changed.trash |= moved;
        let counted = moved || state.hidden != was.row.state.hidden;
        self.changed.groups |= groups != was.groups.as_slice() || (counted && !groups.is_empty());
        Ok(())
    }

    pub(super) fn record(&mut self, entity: Entity, rev_after: i64, before: &Image) -> Result<()> {
        self.db.insert_entry(&EntryRow { change: self.id, entity, rev_after, before: before.encode() })
    }

    /// Counts one contact as touched; only the first one's name is kept.
    pub fn note_contact(&mut self, id: ContactId, name: &str) {
        if self.changed.count == 0 {
            name.clone_into(&mut self.changed.name);
        }
        self.changed.contacts = true;
        self.changed.id = self.changed.id.or(Some(id));
        self.changed.count += 1;
        self.touched.push(id);
    }

    /// Counts one group as touched.
    pub fn note_group(&mut self, name: &str) {
        if self.changed.count == 0 {
            name.clone_into(&mut self.changed.name);
        }
        self.changed.groups = true;
        self.changed.count += 1;
    }

    /// The members of a group are found by its name.
    fn touch_members(&mut self, id: GroupId) -> Result<()> {
        self.touched.extend(self.db.members(id)?);
        self.changed.contacts = true;
        Ok(())
    }
}

pub(super) fn missing(id: ContactId) -> Error {
    Error::Missing { what: "contact", id: id.to_string() }
}

pub(super) fn missing_record(id: RecordId) -> Error {
    Error::Missing { what: "record", id: id.to_string() }
}

pub(super) fn missing_group(id: GroupId) -> Error {
    Error::Missing { what: "group", id: id.to_string() }
}
