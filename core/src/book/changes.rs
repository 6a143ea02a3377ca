//! Undo, redo, and the list of what was done.

use std::sync::atomic::Ordering;

use super::change::{Ties, Tx};
use super::history;
use super::image::Image;
use super::{Book, Change, Changed, Entity, Verb};
use crate::contact::ContactId;
use crate::error::{Error, Result};
use crate::store::{ChangeRow, Db, EntryRow};

/// Names shown with an entry of the list.
const NAMES: u32 = 3;

impl Book {
    /// From here on [`Book::undo`] and [`Book::redo`] reach back no further than to this moment. The window calls it when it
    /// has opened the book; the command line doesn't, and so undoes the book's last changes, whoever made them.
    pub fn begin_session(&self) -> Result<()> {
        let last = self.store.read(Db::last_change)?;
        self.undo_floor.store(last, Ordering::Relaxed);
        Ok(())
    }

    /// Takes the last change back that isn't taken back yet. [`Error::Conflict`] with the name of what has moved on since,
    /// [`Error::Nothing`] when there is none.
    pub fn undo(&self) -> Result<Changed> {
        let floor = self.undo_floor.load(Ordering::Relaxed);
        let next = self.store.read(|db| db.undoable(floor))?.ok_or(Error::Nothing { what: "undo" })?;
        self.undo_row(&next)
    }

    /// Takes the last undo back, as long as nothing else was done after it. An import is not redone but imported again.
    pub fn redo(&self) -> Result<Changed> {
        let floor = self.undo_floor.load(Ordering::Relaxed);
        let next = self.store.read(|db| db.redoable(floor))?.ok_or(Error::Nothing { what: "redo" })?;
        self.revert(&next, Verb::Redo)
    }

    /// The newest first; with a contact, what happened to it field by field.
    pub fn changes(&self, of: Option<ContactId>, limit: u32) -> Result<Vec<Change>> {
        self.store.read(|db| match of {
            Some(id) => history::of_contact(db, id, limit),
            None => db.changes(limit)?.into_iter().map(|row| change(db, row)).collect(),
        })
    }

    /// Takes one change of the list back, wherever it stands. [`Error::Invalid`] with `final` for a purge and for an import
    /// that was undone; otherwise as [`Book::undo`].
    pub fn undo_change(&self, change: i64) -> Result<Changed> {
        let missing = || Error::Missing { what: "change", id: change.to_string() };
        let row = self.store.read(|db| {
            let mut row = db.change_row(change)?.ok_or_else(missing)?;
            // Undoing a redo is undoing what it did again.
            while row.verb == Verb::Redo {
                let undo = db.change_row(row.reverts.ok_or_else(missing)?)?.ok_or_else(missing)?;
                row = db.change_row(undo.reverts.ok_or_else(missing)?)?.ok_or_else(missing)?;
            }
            Ok(row)
        })?;
        self.undo_row(&row)
    }

    fn undo_row(&self, row: &ChangeRow) -> Result<Changed> {
        match (row.verb, row.import) {
            (Verb::Import, Some(import)) => self.undo_import(import),
            (verb, _) if super::records::is_final(verb) => {
                Err(Error::Invalid { field: "change".to_owned(), reason: "final" })
            }
            (Verb::Undo, _) => self.revert(row, Verb::Redo),
            _ => self.revert(row, Verb::Undo),
        }
    }

    fn revert(&self, row: &ChangeRow, verb: Verb) -> Result<Changed> {
        let ties = Ties { reverts: Some(row.id), import: None };
        let ((), changed) = self.change(verb, ties, |tx| {
            let nothing = Error::Nothing { what: if verb == Verb::Undo { "undo" } else { "redo" } };
            let Some(row) = tx.db.change_row(row.id)?.filter(|row| !row.undone) else {
                return Err(nothing);
            };
            let entries = tx.db.entries(row.id, u32::MAX)?;
            if entries.is_empty() {
                return Err(nothing);
            }
            tx.revert_all(&entries)?;
            tx.db.set_undone(row.id, true)?;
            if row.verb == Verb::Undo
                && let Some(original) = row.reverts
            {
                tx.db.set_undone(original, false)?;
            }
            Ok(())
        })?;
        Ok(changed)
    }

    /// Deletes what an import added and nobody changed since, puts back what it updated, and names the rest in
    /// [`Changed::left_alone`]. Importing the files again is how it is redone.
    pub fn undo_import(&self, import: i64) -> Result<Changed> {
        let missing = || Error::Missing { what: "import", id: import.to_string() };
        self.store.read(|db| db.change_of_import(import))?.ok_or_else(missing)?;
        let ties = Ties { reverts: None, import: Some(import) };
        let ((), changed) = self.change(Verb::UndoImport, ties, |tx| {
            let row = tx.db.change_of_import(import)?.ok_or_else(missing)?;
            if row.undone {
                return Err(Error::Nothing { what: "undo" });
            }
            tx.remove_imported(import, row.id)?;
            tx.put_back_updated(&row)?;
            if tx.changed.count == 0 {
                let name = tx.changed.left_alone.first().cloned();
                return Err(name.map_or(Error::Nothing { what: "undo" }, |name| Error::Conflict { name }));
            }
            tx.db.delete_import_rows(import)?;
            tx.db.set_undone(row.id, true)?;
            tx.db.forget_empty_imports()
        })?;
        Ok(changed)
    }
}

impl Tx<'_> {
    /// Writes all images of one change back: groups that come to stand first, groups that go last, contacts between them.
    fn revert_all(&mut self, entries: &[EntryRow]) -> Result<()> {
        let mut going = Vec::new();
        let mut contacts = Vec::new();
        for entry in entries {
            match entry.entity {
                Entity::Group(_) if Image::decode(&entry.before)? == Image::Absent => going.push(entry),
                Entity::Group(_) => self.revert(entry)?,
                // A right goes before the service it is in.
                Entity::Record(_) if Image::decode(&entry.before)? == Image::Absent => going.insert(0, entry),
                Entity::Record(_) => self.revert(entry)?,
                Entity::Contact(_) => contacts.push(entry),
            }
        }
        // An own card that steps down makes room for the one that was it before.
        contacts.sort_by_key(|entry| becomes_own(entry));
        for entry in contacts.into_iter().chain(going) {
            self.revert(entry)?;
        }
        Ok(())
    }

    fn remove_imported(&mut self, import: i64, change: i64) -> Result<()> {
        self.changed.left_alone = self.db.changed_since_import(import, change)?;
        let first = self.db.imported(import, 1)?.first().copied();
        let name = first.map(|id| self.db.contact_name(id)).transpose()?.flatten().unwrap_or_default();
        let gone = self.db.delete_imported(import, change)?;
        for id in &gone {
            self.note_contact(*id, &name);
        }
        self.changed.groups |= !gone.is_empty();
        self.changed.id = None;
        Ok(())
    }

    fn put_back_updated(&mut self, import: &ChangeRow) -> Result<()> {
        let (mut groups, mut records) = (Vec::new(), Vec::new());
        for entry in self.db.entries(import.id, u32::MAX)? {
            match entry.entity {
                Entity::Contact(id) if self.db.contact_rev(id)? == entry.rev_after => self.revert(&entry)?,
                Entity::Contact(id) => self.changed.left_alone.extend(self.db.contact_name(id)?),
                Entity::Group(_) => groups.push(entry),
                Entity::Record(_) => records.push(entry),
            }
        }
        self.put_back_records(&records)?;
        for entry in groups {
            let Entity::Group(id) = entry.entity else { continue };
            let untouched = self.db.group(id)?.is_some_and(|group| group.rev == entry.rev_after);
            if untouched && self.db.member_count(id)? == 0 {
                self.revert(&entry)?;
            }
        }
        Ok(())
    }
}

fn becomes_own(entry: &EntryRow) -> bool {
    match Image::decode(&entry.before) {
        Ok(Image::Head(head) | Image::Whole { head, .. }) => head.own,
        Ok(Image::Absent | Image::Group(_) | Image::Record(_)) | Err(_) => false,
    }
}

/// A line of the list of changes.
pub(super) fn change(db: &Db, row: ChangeRow) -> Result<Change> {
    let mut names = Vec::new();
    if let (Verb::Import, Some(import)) = (row.verb, row.import) {
        for id in db.imported(import, NAMES)? {
            names.push(db.contact_name(id)?.unwrap_or_default());
        }
    }
    let entries = if row.verb == Verb::Import { u32::MAX } else { NAMES };
    for entry in db.entries(row.id, entries)? {
        // An import counts people; the groups it made came with them.
        let counted = row.verb != Verb::Import || matches!(entry.entity, Entity::Contact(_));
        if counted && names.len() < NAMES as usize {
            names.push(name_of(db, entry.entity)?);
        }
    }
    names.truncate(NAMES as usize);
    names.retain(|name| !name.is_empty());
    let of = reverted_verb(db, &row)?;
    Ok(Change {
        id: row.id,
        at: row.at,
        verb: row.verb,
        of,
        count: row.count,
        names,
        import: row.import,
        undone: row.undone,
        fields: Vec::new(),
    })
}

fn reverted_verb(db: &Db, row: &ChangeRow) -> Result<Option<Verb>> {
    let mut reverts = row.reverts;
    while let Some(id) = reverts {
        let Some(reverted) = db.change_row(id)? else { return Ok(None) };
        match reverted.verb {
            Verb::Undo | Verb::Redo => reverts = reverted.reverts,
            other => return Ok(Some(other)),
        }
    }
    Ok(None)
}

/// What a thing is called now, or was last; empty where nothing tells.
pub(super) fn name_of(db: &Db, entity: Entity) -> Result<String> {
    let standing = match entity {
        Entity::Contact(id) => db.contact_name(id)?,
        Entity::Group(id) => db.group(id)?.map(|group| group.name),
        Entity::Record(id) => db.record(id)?.map(|record| record.name),
    };
    if let Some(name) = standing {
        return Ok(name);
    }
    for entry in db.entries_of(entity)? {
        match Image::decode(&entry.before)? {
            Image::Whole { card, .. } => return Ok(super::contacts::fields_of(&card)?.display_name),
            Image::Group(head) => return Ok(head.name),
            Image::Record(head) => return Ok(head.name),
            Image::Absent | Image::Head(_) => {}
        }
    }
    Ok(String::new())
}
