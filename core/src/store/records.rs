//! The table `record`: services, rights, templates, runs and invites.

use rusqlite::{OptionalExtension, Row, named_params, params};

use super::Db;
use crate::contact::ContactId;
use crate::error::Result;
use crate::record::{RecordId, RecordKind};
use crate::time::Moment;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RecordRow {
    pub id: RecordId,
    pub kind: RecordKind,
    pub rev: i64,
    pub name: String,
    pub contact: Option<ContactId>,
    pub service: Option<RecordId>,
    pub body: String,
    pub trashed_at: Option<Moment>,
}

const RECORD: &str = "SELECT id, kind, rev, name, contact_id, service_id, body, trashed_at_ms FROM record";

impl Db {
    /// One record, in the trash or not.
    pub fn record(&self, id: RecordId) -> Result<Option<RecordRow>> {
        let mut statement = self.0.prepare_cached(&format!("{RECORD} WHERE id = ?1"))?;
        Ok(statement.query_row([id.0], read_record).optional()?)
    }

    /// Those of a kind outside the trash, the oldest first.
    pub fn live_records(&self, kind: RecordKind) -> Result<Vec<RecordRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, kind, rev, name, contact_id, service_id, body, NULL FROM live_record WHERE kind = ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([kind_code(kind)], read_record)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// All of a kind, in the trash or not.
    pub fn all_records(&self, kind: RecordKind) -> Result<Vec<RecordRow>> {
        let mut statement = self.0.prepare_cached(&format!("{RECORD} WHERE kind = ?1 ORDER BY id"))?;
        let rows = statement.query_map([kind_code(kind)], read_record)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// Contacts that runs outside the trash say are leaving, with their names.
    pub fn leavers(&self) -> Result<Vec<(ContactId, String)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT DISTINCT c.id, c.display_name FROM live_record AS r CROSS JOIN contact AS c ON c.id = r.contact_id
             WHERE r.kind = 3 AND json_extract(r.body, '$.template.leaver') = 1",
        )?;
        let rows = statement
            .query_map([], |row| Ok((ContactId(row.get(0)?), row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// Own staff outside the trash: people, not companies, by their reading.
    pub fn staff(&self) -> Result<Vec<ContactId>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT id FROM visible WHERE side = 0 AND kind = 0 ORDER BY sort_key, id LIMIT 20000")?;
        let ids = statement.query_map([], |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Contacts of this display name; three at most, for one is meant.
    pub fn contacts_called(&self, name: &str) -> Result<Vec<ContactId>> {
        let mut statement = self.0.prepare_cached("SELECT id FROM visible WHERE display_name = ?1 LIMIT 3")?;
        let ids = statement.query_map([name], |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Contacts that somebody registered, by their reading.
    pub fn registered_by(&self, owner: &str) -> Result<Vec<ContactId>> {
        let mut statement =
            self.0.prepare_cached("SELECT id FROM visible WHERE owner = ?1 ORDER BY sort_key, id LIMIT 20000")?;
        let ids = statement.query_map([owner], |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Whatever is about a contact, in the trash or not.
    pub fn records_of_contact(&self, id: ContactId) -> Result<Vec<RecordRow>> {
        let mut statement = self.0.prepare_cached(&format!("{RECORD} WHERE contact_id = ?1 ORDER BY id"))?;
        let rows = statement.query_map([id.0], read_record)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// Whatever is about a service, in the trash or not.
    pub fn records_of_service(&self, id: RecordId) -> Result<Vec<RecordRow>> {
        let mut statement = self.0.prepare_cached(&format!("{RECORD} WHERE service_id = ?1 ORDER BY id"))?;
        let rows = statement.query_map([id.0], read_record)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// With its id where it comes back; a new one otherwise.
    pub fn insert_record(&self, again: bool, row: &RecordRow) -> Result<RecordId> {
        self.0
            .prepare_cached(
                "INSERT INTO record (id, kind, rev, name, contact_id, service_id, body, trashed_at_ms)
                 VALUES (:id, :kind, :rev, :name, :contact, :service, :body, :trashed)",
            )?
            .execute(named_params! {
                ":id": again.then_some(row.id.0), ":kind": kind_code(row.kind), ":rev": row.rev, ":name": row.name,
                ":contact": row.contact.map(|id| id.0), ":service": row.service.map(|id| id.0), ":body": row.body,
                ":trashed": row.trashed_at.map(|at| at.0),
            })?;
        Ok(RecordId(self.0.last_insert_rowid()))
    }

    /// Leaving or entering the trash forgets what was kept and shown.
    pub fn update_record(&self, row: &RecordRow) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE record SET rev = :rev, name = :name, contact_id = :contact, service_id = :service, body = :body,
                        kept_until_ms = iif(trashed_at_ms IS :trashed, kept_until_ms, 0),
                        shown_at_ms = iif(trashed_at_ms IS :trashed, shown_at_ms, 0), trashed_at_ms = :trashed
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": row.id.0, ":rev": row.rev, ":name": row.name, ":contact": row.contact.map(|id| id.0),
                ":service": row.service.map(|id| id.0), ":body": row.body, ":trashed": row.trashed_at.map(|at| at.0),
            })?;
        Ok(())
    }

    /// What a run knows now; neither listed as a change nor undone.
    pub fn update_body(&self, id: RecordId, name: &str, body: &str) -> Result<()> {
        self.0
            .prepare_cached("UPDATE record SET name = ?2, body = ?3 WHERE id = ?1")?
            .execute(params![id.0, name, body])?;
        Ok(())
    }

    pub fn delete_record(&self, id: RecordId) -> Result<()> {
        self.0.prepare_cached("DELETE FROM record WHERE id = ?1")?.execute([id.0])?;
        Ok(())
    }

    pub fn trashed_record_count(&self) -> Result<u32> {
        let mut statement = self.0.prepare_cached("SELECT count(*) FROM record WHERE trashed_at_ms IS NOT NULL")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Contacts in the trash who still hold a right in a service that isn't, with their names.
    pub fn trashed_holders(&self) -> Result<Vec<(ContactId, String)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT DISTINCT c.id, c.display_name FROM live_record AS r CROSS JOIN contact AS c ON c.id = r.contact_id
             WHERE r.kind = 1 AND c.trashed_at_ms IS NOT NULL",
        )?;
        let rows = statement
            .query_map([], |row| Ok((ContactId(row.get(0)?), row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }
}

pub(super) fn kind_code(kind: RecordKind) -> i64 {
    match kind {
        RecordKind::Service => 0,
        RecordKind::Access => 1,
        RecordKind::Template => 2,
        RecordKind::Run => 3,
        RecordKind::Invite => 4,
    }
}

pub(super) fn kind_of(code: i64) -> RecordKind {
    match code {
        0 => RecordKind::Service,
        1 => RecordKind::Access,
        2 => RecordKind::Template,
        3 => RecordKind::Run,
        _ => RecordKind::Invite,
    }
}

fn read_record(row: &Row<'_>) -> rusqlite::Result<RecordRow> {
    Ok(RecordRow {
        id: RecordId(row.get(0)?),
        kind: kind_of(row.get(1)?),
        rev: row.get(2)?,
        name: row.get(3)?,
        contact: row.get::<_, Option<i64>>(4)?.map(ContactId),
        service: row.get::<_, Option<i64>>(5)?.map(RecordId),
        body: row.get(6)?,
        trashed_at: row.get::<_, Option<i64>>(7)?.map(Moment),
    })
}
