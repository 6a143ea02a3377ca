//! The tables `import`, `import_row` and `raw_source`, and what an import needs while it runs.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use super::Db;
use super::contacts::side_code;
use super::keys::Key;
use crate::contact::{ContactId, Side};
use crate::error::Result;
use crate::time::Moment;

/// A card that goes to somebody already there, set aside until all cards were read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Staged {
    pub contact: ContactId,
    pub fingerprint: Key,
    /// The row as its file says it, where it was mended.
    pub said: Key,
    pub card: Vec<u8>,
    pub line: u64,
    pub raw: Option<Vec<u8>>,
}

/// Visible contacts by side and by the first bytes of their sort keys.
pub(crate) type Tally = HashMap<(Side, Option<u8>, Option<u8>), i64>;

impl Db {
    pub fn insert_import(&self, at: Moment, files: &str) -> Result<i64> {
        self.0.execute("INSERT INTO import (at_ms, files) VALUES (?1, ?2)", params![at.0, files])?;
        Ok(self.0.last_insert_rowid())
    }

    pub fn import_exists(&self, id: i64) -> Result<bool> {
        Ok(self.0.query_row("SELECT 1 FROM import WHERE id = ?1", [id], |_| Ok(())).optional()?.is_some())
    }

    /// Forgets which rows an import brought, so that bringing them again counts as new.
    pub fn delete_import_rows(&self, id: i64) -> Result<()> {
        self.0.execute(
            "UPDATE contact_key SET given_row = x'' WHERE contact_id IN (SELECT id FROM contact WHERE import_id = ?1)",
            [id],
        )?;
        self.0.execute("DELETE FROM import_row WHERE import_id = ?1", [id])?;
        self.0.execute("DELETE FROM raw_source WHERE import_id = ?1", [id])?;
        Ok(())
    }

    /// Forgets the file names of imports of which nothing is left in the book.
    pub fn forget_empty_imports(&self) -> Result<()> {
        self.0.execute(
            "UPDATE import SET files = '' WHERE files <> ''
             AND NOT EXISTS (SELECT 1 FROM contact WHERE contact.import_id = import.id)
             AND NOT EXISTS (SELECT 1 FROM import_row WHERE import_row.import_id = import.id)",
            [],
        )?;
        Ok(())
    }

    /// Contacts that an import added and that still stand, in the order of their ids.
    pub fn imported(&self, id: i64, limit: u32) -> Result<Vec<ContactId>> {
        let mut statement =
            self.0.prepare_cached("SELECT id FROM contact WHERE import_id = ?1 ORDER BY id LIMIT ?2")?;
        let ids = statement
            .query_map(params![id, limit], |row| row.get(0).map(ContactId))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Names of those whom an import added and who were changed after it, the change of revision `rev`.
    pub fn changed_since_import(&self, id: i64, rev: i64) -> Result<Vec<String>> {
        let mut statement =
            self.0.prepare("SELECT display_name FROM contact WHERE import_id = ?1 AND rev <> ?2 ORDER BY id")?;
        let names = statement.query_map([id, rev], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(names)
    }

    /// Removes whom an import added and nobody changed since, with everything that hangs on them, all at once; answers who.
    pub fn delete_imported(&self, id: i64, rev: i64) -> Result<Vec<ContactId>> {
        let untouched = "SELECT id FROM contact WHERE import_id = ?1 AND rev = ?2";
        let mut statement = self.0.prepare(&format!("{untouched} ORDER BY id"))?;
        let gone = statement.query_map([id, rev], |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        for sql in [
            format!("DELETE FROM change_entry WHERE entity = 0 AND entity_id IN ({untouched})"),
            format!("DELETE FROM blob_use WHERE contact_id IN ({untouched})"),
            format!("DELETE FROM contact WHERE id IN ({untouched})"),
        ] {
            self.0.execute(&sql, [id, rev])?;
        }
        self.0.execute("DELETE FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM blob_use)", [])?;
        Ok(gone)
    }

    /// Notes that a row went to somebody who was there.
    pub fn insert_import_row(&self, contact: ContactId, import: i64, fingerprint: &Key) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO import_row (contact_id, import_id, fingerprint) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![contact.0, import, fingerprint.bytes()])?;
        Ok(())
    }

    pub fn insert_raw(&self, contact: ContactId, import: i64, line: u64, bytes: &[u8]) -> Result<()> {
        let line = i64::try_from(line).unwrap_or(i64::MAX);
        self.0
            .prepare_cached("INSERT INTO raw_source (contact_id, import_id, line, bytes) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![contact.0, import, line, bytes])?;
        Ok(())
    }

    /// Makes the place where cards wait; it lives in a temporary file of this connection.
    pub fn begin_staging(&self) -> Result<()> {
        self.0.execute_batch(
            "DROP TABLE IF EXISTS temp.staged;
             CREATE TEMP TABLE staged (
               contact_id INTEGER NOT NULL, fingerprint BLOB NOT NULL, said BLOB NOT NULL, line INTEGER NOT NULL, card BLOB NOT NULL, raw BLOB
             ) STRICT",
        )?;
        Ok(())
    }

    pub fn end_staging(&self) -> Result<()> {
        self.0.execute_batch("DROP TABLE IF EXISTS temp.staged")?;
        Ok(())
    }

    pub fn stage(&self, staged: &Staged) -> Result<()> {
        let line = i64::try_from(staged.line).unwrap_or(i64::MAX);
        self.0
            .prepare_cached(
                "INSERT INTO temp.staged (contact_id, fingerprint, said, line, card, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                staged.contact.0,
                staged.fingerprint.bytes(),
                staged.said.bytes(),
                line,
                staged.card,
                staged.raw
            ])?;
        Ok(())
    }

    /// Hands over what waits, contact by contact, the cards of one in an order that the file's doesn't change.
    pub fn each_staged(&self, mut take: impl FnMut(Staged) -> Result<()>) -> Result<()> {
        let mut statement = self.0.prepare(
            "SELECT contact_id, fingerprint, said, line, card, raw FROM temp.staged ORDER BY contact_id, fingerprint, line",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(Staged {
                contact: ContactId(row.get(0)?),
                fingerprint: Key::stored(row.get(1)?),
                said: Key::stored(row.get(2)?),
                line: row.get::<_, i64>(3)?.unsigned_abs(),
                card: row.get(4)?,
                raw: row.get(5)?,
            })?;
        }
        Ok(())
    }

    /// Takes away what an import would fill in no order: these indexes and the counting, and answers how to make them again.
    /// Indexes that only grow at their end, or stay empty, cost less where they are. Only for a book without contacts.
    pub fn drop_indexes(&self) -> Result<Vec<String>> {
        let mut statement = self.0.prepare(
            "SELECT type, name, sql FROM sqlite_schema
             WHERE name IN ('contact_by_reading', 'contact_by_company', 'contact_counted')",
        )?;
        let made: Vec<(String, String, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        drop(statement);
        let mut again = Vec::new();
        for (kind, name, sql) in made {
            self.0.execute_batch(&format!("DROP {kind} {name}"))?;
            again.push(sql);
        }
        Ok(again)
    }

    /// Makes again what [`Db::drop_indexes`] took away, and counts those whom the trigger would have counted.
    pub fn make_indexes(&self, again: &[String], tally: &Tally) -> Result<()> {
        for sql in again {
            self.0.execute_batch(sql)?;
        }
        let mut statement = self.0.prepare(
            "INSERT INTO tally (state, side, own, section, company_section, n) VALUES (0, ?1, 0, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET n = n + excluded.n",
        )?;
        for ((side, section, company_section), count) in tally {
            let (section, company_section) = (section.as_slice(), company_section.as_slice());
            statement.execute(params![side_code(*side), section, company_section, count])?;
        }
        Ok(())
    }
}
