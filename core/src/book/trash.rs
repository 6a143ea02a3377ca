//! Deleting, restoring, and deleting for good.

use std::collections::HashSet;

use super::change::{Ties, note_clock};
use super::derive::telling;
use super::image::Image;
use super::{Book, Changed, Due, Entity, TrashEntry, TrashPage, Verb};
use crate::contact::ContactId;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::store::{Db, Seen, State, TrashRow};
use crate::time::Moment;
use crate::trash;

/// How many of the due things are told; the rest is a number.
const DUE_NAMED: usize = 3;

impl Book {
    /// Deletes into the trash, where everything stays as it was. [`Error::NotYours`] if one was registered by somebody else:
    /// then nothing is deleted.
    pub fn trash(&self, what: &[Entity]) -> Result<Changed> {
        let ((), changed) = self.change(Verb::Trash, Ties::default(), |tx| {
            for entity in what {
                let at = Some(tx.at);
                match entity {
                    Entity::Contact(id) => {
                        let was = tx.any(*id)?;
                        if was.row.state.trashed_at.is_none() {
                            refuse_foreign(tx.db, *id, &was.row.state)?;
                            tx.put(&was, &State { trashed_at: at, ..was.row.state.clone() }, None, &was.groups)?;
                        }
                    }
                    Entity::Group(id) => {
                        let was = tx.any_group(*id)?;
                        if was.trashed_at.is_none() {
                            tx.put_group(&was, &was.name, at)?;
                            tx.changed.trash = true;
                        }
                    }
                    Entity::Record(id) => tx.move_record(*id, at)?,
                }
            }
            Ok(())
        })?;
        Ok(changed)
    }

    /// Brings back from the trash; what isn't in it is passed over.
    pub fn restore(&self, what: &[Entity]) -> Result<Changed> {
        let ((), changed) = self.change(Verb::Restore, Ties::default(), |tx| {
            for entity in what {
                match entity {
                    Entity::Contact(id) => {
                        let was = tx.any(*id)?;
                        tx.put(&was, &State { trashed_at: None, ..was.row.state.clone() }, None, &was.groups)?;
                    }
                    Entity::Group(id) => {
                        let was = tx.any_group(*id)?;
                        tx.changed.trash |= tx.put_group(&was, &was.name, None)?;
                    }
                    Entity::Record(id) => tx.move_record(*id, None)?,
                }
            }
            Ok(())
        })?;
        Ok(changed)
    }

    /// `limit` things of the trash from `offset` on, the newest first; past the end there are none.
    pub fn trash_page(&self, offset: u32, limit: u32) -> Result<TrashPage> {
        self.store.read(|db| {
            let rows = db.trash_rows(offset, limit)?;
            let entries = rows.iter().map(|row| entry(db, row, &self.edge)).collect::<Result<_>>()?;
            Ok(TrashPage {
                total: db.totals()?.trashed + db.trashed_group_count()? + db.trashed_record_count()?,
                offset,
                entries,
            })
        })
    }

    /// Everything in the trash, the newest first.
    pub fn trash_entries(&self) -> Result<Vec<TrashEntry>> {
        Ok(self.trash_page(0, u32::MAX)?.entries)
    }

    /// What stands in a range of the trash, for selecting with Shift; all of it for select-all.
    pub fn trash_ids(&self, offset: u32, limit: u32) -> Result<Vec<Entity>> {
        self.store.read(|db| Ok(db.trash_rows(offset, limit)?.into_iter().map(|row| row.entity).collect()))
    }

    /// For good: only what is in the trash ([`Error::Invalid`] with `not_in_trash` otherwise). Not undoable; takes the row, its
    /// history, raw source and unshared photos, and leaves no trace of them in the book's file.
    pub fn purge(&self, what: &[Entity]) -> Result<Changed> {
        self.purge_where(|_| Ok(what.to_vec()))
    }

    /// What the trash lets go next, and where the last warning stands; see [`Due`].
    pub fn due(&self) -> Result<Due> {
        self.store.read(|db| due(db, &self.edge))
    }

    /// Notes that the user was shown what is due; from here on 24 hours count. Shown before: nothing changes.
    pub fn show_due(&self) -> Result<Due> {
        let now = self.edge.now();
        // The trash's own book-keeping and no change of the user's: it is neither listed nor undone.
        self.store.write(|db| {
            note_clock(db, now)?;
            for row in due_rows(db, now)?.iter().filter(|row| row.shown_at.is_none()) {
                db.note_shown(row.entity, now)?;
            }
            Ok((due(db, &self.edge)?, true))
        })
    }

    /// Keeps what is due 7 more days from now; then it is shown again. Neither listed as a change nor undone.
    pub fn keep_due(&self) -> Result<Changed> {
        let now = self.edge.now();
        self.store.write(|db| {
            note_clock(db, now)?;
            let mut changed = Changed::default();
            for row in due_rows(db, now)? {
                if changed.count == 0 {
                    changed.name.clone_from(&row.name);
                }
                db.note_kept(row.entity, now.plus_days(trash::KEEP_DAYS))?;
                changed.trash = true;
                changed.count += 1;
            }
            Ok((changed, true))
        })
    }

    /// Purges what has been in the trash for 30 days, whether or not it was shown: the user's own word.
    pub fn purge_due(&self) -> Result<Changed> {
        let now = self.edge.now();
        self.purge_where(|db| Ok(due_rows(db, now)?.iter().map(|row| row.entity).collect()))
    }

    /// Purges what is due and was shown, without waiting: the user's click beside it. What fell due since stays.
    pub fn purge_seen(&self) -> Result<Changed> {
        let now = self.edge.now();
        self.purge_where(|db| {
            let rows = due_rows(db, now)?;
            Ok(rows.iter().filter(|row| row.shown_at.is_some()).map(|row| row.entity).collect())
        })
    }

    /// The daily round: purges what is due and was shown 24 hours ago, and nothing that was in the trash when the clock went
    /// back or leapt.
    pub fn purge_shown(&self) -> Result<Changed> {
        let now = self.edge.now();
        // A window that is open for weeks must not take its own silence for a leap.
        self.see_clock()?;
        self.purge_where(|db| {
            let seen = db.seen()?;
            let rows = due_rows(db, now)?;
            Ok(rows.iter().filter(|row| goes_by_itself(row, seen, now)).map(|row| row.entity).collect())
        })
    }

    fn purge_where(&self, choose: impl FnOnce(&Db) -> Result<Vec<Entity>>) -> Result<Changed> {
        let mut forget = Vec::new();
        let ((), changed) = self.change(Verb::Purge, Ties::default(), |tx| {
            let mut seen = HashSet::new();
            let mut people = Vec::new();
            for entity in choose(tx.db)?.into_iter().filter(|entity| seen.insert(*entity)) {
                forget.extend(purge_one(tx.db, entity)?);
                // The list of changes says how many, never who.
                match entity {
                    Entity::Contact(id) => {
                        people.push(id);
                        tx.note_contact(id, "");
                    }
                    Entity::Group(_) => tx.note_group(""),
                    Entity::Record(_) => tx.note_record(""),
                }
                tx.changed.trash = true;
                tx.changed.id = None;
            }
            super::forget::told_apart(tx.db, &people)?;
            tx.db.forget_empty_imports()
        })?;
        if changed.change.is_some() {
            forget.sort();
            forget.dedup();
            self.store.settle(&forget)?;
        }
        Ok(changed)
    }
}

/// Texts of fewer bytes are not looked for in the file's unused bytes: they stand everywhere.
const SHORTEST: usize = 2;

pub(super) fn refuse_foreign(db: &Db, id: ContactId, state: &State) -> Result<()> {
    if state.owner.is_empty() {
        return Ok(());
    }
    Err(Error::NotYours { name: db.contact_name(id)?.unwrap_or_default(), owner: state.owner.clone() })
}

/// Removes one thing with all that hangs on it; answers the texts that must not be found any more.
fn purge_one(db: &Db, entity: Entity) -> Result<Vec<Vec<u8>>> {
    let in_trash = match entity {
        Entity::Contact(id) => db.contact(id)?.ok_or_else(|| super::change::missing(id))?.state.trashed_at.is_some(),
        Entity::Group(id) => db.group(id)?.ok_or_else(|| super::change::missing_group(id))?.trashed_at.is_some(),
        Entity::Record(id) => db.record(id)?.ok_or_else(|| super::change::missing_record(id))?.trashed_at.is_some(),
    };
    if !in_trash {
        return Err(Error::Invalid { field: "entity".to_owned(), reason: "not_in_trash" });
    }
    let mut forget = Vec::new();
    let mut group_names = Vec::new();
    for old in db.entries_of(entity)? {
        match Image::decode(&old.before)? {
            Image::Whole { card, .. } => forget.extend(telling(&super::derive::decode(&card)?)),
            Image::Group(head) => group_names.push(head.name),
            Image::Record(head) => forget.push(head.name.into_bytes()),
            Image::Absent | Image::Head(_) => {}
        }
    }
    db.delete_entries_of(entity)?;
    match entity {
        Entity::Contact(id) => {
            if let Some(row) = db.contact(id)? {
                forget.extend(telling(&super::derive::decode(&row.card)?));
            }
            super::records::forget_contact(db, id)?;
            db.drop_blobs(id)?;
            db.delete_contact(id)?;
        }
        Entity::Group(id) => {
            group_names.extend(db.group(id)?.map(|group| group.name));
            db.delete_group(id)?;
        }
        Entity::Record(id) => forget.extend(super::records::purge(db, id)?),
    }
    group_names.sort();
    group_names.dedup();
    for name in group_names {
        super::forget::group_name(db, &name)?;
        forget.push(name.into_bytes());
    }
    forget.retain(|text| text.len() >= SHORTEST);
    Ok(forget)
}

fn due_rows(db: &Db, now: Moment) -> Result<Vec<TrashRow>> {
    let mut rows = db.trashed_until(now.plus_days(-trash::DAYS))?;
    rows.retain(|row| trash::is_due(trash::due_at(row.trashed_at, row.kept_until), now));
    Ok(rows)
}

/// In the trash since before the clock stopped being believable.
fn in_doubt(row: &TrashRow, seen: Seen, now: Moment) -> bool {
    row.rev <= seen.doubt || seen.at.is_some_and(|at| trash::is_doubtful(at, now))
}

fn goes_by_itself(row: &TrashRow, seen: Seen, now: Moment) -> bool {
    !in_doubt(row, seen, now) && row.shown_at.is_some_and(|shown| shown <= now && now >= trash::goes_at(shown))
}

fn due(db: &Db, edge: &Edge) -> Result<Due> {
    let now = edge.now();
    let seen = db.seen()?;
    let rows = due_rows(db, now)?;
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let entries = rows.iter().take(DUE_NAMED).map(|row| entry(db, row, edge)).collect::<Result<_>>()?;
    let by_hand_only = !rows.is_empty() && rows.iter().all(|row| in_doubt(row, seen, now));
    // Not shown until everything was; then the first to go says when.
    let all_shown = rows.iter().all(|row| row.shown_at.is_some());
    let shown_at = rows.iter().filter_map(|row| row.shown_at).min().filter(|_| all_shown);
    let by_themselves = rows.iter().filter(|row| !in_doubt(row, seen, now));
    let goes_at = by_themselves.filter_map(|row| row.shown_at.map(trash::goes_at)).min().filter(|_| all_shown);
    let (soon, soon_days) = if rows.is_empty() { soon(db, edge)? } else { (0, 0) };
    Ok(Due { count, entries, shown_at, goes_at, by_hand_only, soon, soon_days })
}

/// How many fall due within the nearest of the announced days.
fn soon(db: &Db, edge: &Edge) -> Result<(u32, i64)> {
    let now = edge.now();
    // Nothing deleted later than this falls due within the days that are announced; a day more for where it falls in one.
    let last = trash::ANNOUNCED.iter().max().map_or(0, |days| days + 1);
    let left: Vec<i64> = db
        .trashed_until(now.plus_days(last - trash::DAYS))?
        .iter()
        .map(|row| trash::days_left(trash::due_at(row.trashed_at, row.kept_until), now, |at| edge.day(at)))
        .collect();
    for days in trash::ANNOUNCED {
        let within = left.iter().filter(|left| **left <= days).count();
        if within > 0 {
            return Ok((u32::try_from(within).unwrap_or(u32::MAX), days));
        }
    }
    Ok((0, 0))
}

fn entry(db: &Db, row: &TrashRow, edge: &Edge) -> Result<TrashEntry> {
    let (groups, members) = match row.entity {
        Entity::Contact(id) => (db.live_groups_of(id)?.into_iter().map(|group| group.name).collect(), 0),
        Entity::Group(id) => (Vec::new(), db.member_count(id)?),
        Entity::Record(_) => (Vec::new(), 0),
    };
    Ok(TrashEntry {
        entity: row.entity,
        name: row.name.clone(),
        kind: row.kind,
        record: row.record,
        seal: row.seal.clone(),
        photo: row.photo.map(|hash| hash.hex()),
        groups,
        members,
        trashed_at: row.trashed_at,
        days_left: trash::days_left(trash::due_at(row.trashed_at, row.kept_until), edge.now(), |at| edge.day(at)),
    })
}
