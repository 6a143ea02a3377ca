//! Services, rights, templates, runs and invites at the change door.

use super::change::{Tx, missing_record};
use super::image::Image;
use super::{Entity, Verb};
use crate::contact::ContactId;
use crate::error::{Error, Result};
use crate::record::{RecordId, RecordKind};
use crate::store::{Db, RecordRow};
use crate::time::Moment;

impl Tx<'_> {
    /// A record of this kind outside the trash.
    pub(super) fn live_record(&self, id: RecordId, kind: RecordKind) -> Result<RecordRow> {
        let row = self.any_record(id)?;
        if row.kind == kind && row.trashed_at.is_none() { Ok(row) } else { Err(missing_record(id)) }
    }

    pub(super) fn any_record(&self, id: RecordId) -> Result<RecordRow> {
        self.db.record(id)?.ok_or_else(|| missing_record(id))
    }

    pub(super) fn add_record(
        &mut self,
        kind: RecordKind,
        name: &str,
        (contact, service): (Option<ContactId>, Option<RecordId>),
        body: String,
    ) -> Result<RecordId> {
        let row = RecordRow {
            id: RecordId(0),
            kind,
            rev: self.id,
            name: name.to_owned(),
            contact,
            service,
            body,
            trashed_at: None,
        };
        let id = self.db.insert_record(false, &row)?;
        self.record(Entity::Record(id), self.id, &Image::Absent)?;
        self.note_record(name);
        Ok(id)
    }

    /// Makes a record what `row` says. Answers whether anything differs.
    pub(super) fn put_record(&mut self, was: &RecordRow, row: RecordRow) -> Result<bool> {
        if *was == row {
            return Ok(false);
        }
        self.record(Entity::Record(was.id), self.id, &Image::record_of(was, was.body != row.body))?;
        self.note_record(&row.name);
        self.changed.trash |= was.trashed_at != row.trashed_at;
        self.db.update_record(&RecordRow { rev: self.id, ..row })?;
        Ok(true)
    }

    /// Into the trash, or out of it.
    pub(super) fn move_record(&mut self, id: RecordId, trashed_at: Option<Moment>) -> Result<()> {
        let was = self.any_record(id)?;
        if was.trashed_at.is_some() != trashed_at.is_some() {
            self.put_record(&was.clone(), RecordRow { trashed_at, ..was })?;
        }
        Ok(())
    }

    pub(super) fn revert_record(&mut self, id: RecordId, expected: i64, image: &Image) -> Result<()> {
        let row = self.db.record(id)?;
        let name = super::changes::name_of(self.db, Entity::Record(id))?;
        if row.as_ref().map_or(0, |row| row.rev) != expected {
            return Err(Error::Conflict { name });
        }
        let before = row.as_ref().map_or(Image::Absent, |row| Image::record_of(row, true));
        match (image, row) {
            (Image::Absent, row) => {
                let begun = row.as_ref().is_some_and(|row| row.kind == RecordKind::Run && super::runs::is_begun(row));
                // What hangs on it came later, and would be lost with it.
                if begun || !self.db.records_of_service(id)?.is_empty() {
                    return Err(Error::Conflict { name });
                }
                self.db.delete_record(id)?;
            }
            (Image::Record(head), row) => {
                let standing = |id: &ContactId| self.db.contact_name(*id).map(|name| name.is_some());
                let contact = match head.contact {
                    Some(id) if standing(&id)? => Some(id),
                    Some(_) | None => None,
                };
                let service = match head.service {
                    Some(id) if self.db.record(id)?.is_some() => Some(id),
                    Some(_) | None => None,
                };
                let again = row.is_none();
                // Where the change left the body alone, so it did the name.
                let (name, body) = match (&head.body, row) {
                    (Some(body), _) => (head.name.clone(), body.clone()),
                    (None, Some(row)) => (row.name, row.body),
                    (None, None) => return Err(Error::Damaged { detail: "a record without its body".to_owned() }),
                };
                let (kind, rev, trashed_at) = (head.kind, head.rev, head.trashed_at);
                let row = RecordRow { id, kind, rev, name, contact, service, body, trashed_at };
                if again {
                    self.db.insert_record(true, &row)?;
                } else {
                    self.db.update_record(&row)?;
                }
                self.changed.trash = true;
            }
            (Image::Head(_) | Image::Whole { .. } | Image::Group(_), _) => {
                return Err(Error::Damaged { detail: "a before-image of something else".to_owned() });
            }
        }
        self.record(Entity::Record(id), image.rev(), &before)?;
        self.note_record(&name);
        Ok(())
    }

    /// Counts one record as touched.
    pub(super) fn note_record(&mut self, name: &str) {
        if self.changed.count == 0 {
            name.clone_into(&mut self.changed.name);
        }
        self.changed.records = true;
        self.changed.count += 1;
    }
}

/// A change that is no undo of the user's: its steps are reopened instead.
pub(super) fn is_final(verb: Verb) -> bool {
    matches!(verb, Verb::Purge | Verb::UndoImport | Verb::Step)
}

/// Takes away what hangs on a record in the trash, and the record; answers the texts that must not be found any more.
pub(super) fn purge(db: &Db, id: RecordId) -> Result<Vec<Vec<u8>>> {
    let mut forget = Vec::new();
    let Some(row) = db.record(id)? else { return Ok(forget) };
    if row.kind == RecordKind::Service {
        let hangs_on = |kind| matches!(kind, RecordKind::Access | RecordKind::Invite);
        for right in db.records_of_service(id)?.iter().filter(|row| hangs_on(row.kind)) {
            db.delete_entries_of(Entity::Record(right.id))?;
            db.delete_record(right.id)?;
        }
    }
    forget.push(row.name.into_bytes());
    db.delete_record(id)?;
    Ok(forget)
}

/// A contact is purged: its rights and invites go with it, and runs no longer say who it was.
pub(super) fn forget_contact(db: &Db, id: ContactId) -> Result<()> {
    let name = db.contact_name(id)?.unwrap_or_default();
    let hangs_on = |kind| matches!(kind, RecordKind::Access | RecordKind::Invite);
    for right in db.records_of_contact(id)?.iter().filter(|row| hangs_on(row.kind)) {
        db.delete_entries_of(Entity::Record(right.id))?;
        db.delete_record(right.id)?;
    }
    for row in db.all_records(RecordKind::Run)? {
        let mut run = super::runs::decode(&row)?;
        if run.forget(id, &name) {
            db.delete_entries_of(Entity::Record(row.id))?;
            db.update_body(row.id, &run.name, &super::runs::encode(&run))?;
        }
    }
    Ok(())
}
