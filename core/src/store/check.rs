//! Comparing what is stored twice.

use std::collections::HashMap;
use std::fs::File;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread::{self, ScopedJoinHandle};

use rusqlite::types::ValueRef;

use super::Db;
use super::contacts::Derived;
use super::copy::look_at;
use crate::archive::Contents;
use crate::contact::ContactId;
use crate::contact::card::MediaHash;
use crate::error::{Error, Result};
use crate::guard::BookKey;

/// What must be empty, with what it means when it is not.
const MUST_BE_EMPTY: [(&str, &str); 6] = [
    ("a blob that nobody uses", "SELECT hex(sha256) FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM blob_use)"),
    ("more than one own card", "SELECT count(*) FROM contact WHERE own = 1 HAVING count(*) > 1"),
    ("an entry after its change", "SELECT e.id FROM change_entry AS e WHERE e.rev_after > e.change_id"),
    ("an undo of nothing", "SELECT id FROM change WHERE reverts >= id"),
    (
        "two people that are told apart twice",
        "SELECT 1 FROM different AS d JOIN different AS e ON e.contact_id = d.other_id AND e.other_id = d.contact_id",
    ),
    ("a count below nothing", "SELECT n FROM tally WHERE n < 0"),
];

/// [`Error::Damaged`] with the first of these problems.
pub(crate) fn expect_none(problems: Vec<String>) -> Result<()> {
    problems.into_iter().next().map_or(Ok(()), |detail| Err(Error::Damaged { detail }))
}

/// Makes a copy of this version durable, has SQLite and ourselves check all of it, and counts it. All three at once: each takes a
/// while, and none of them waits for another. Errors as of [`look_at`]; [`Error::Damaged`] with the first problem.
pub(crate) fn prove(path: &Path, key: Option<&BookKey>) -> Result<Contents> {
    let opened = || look_at(path, key).map(|(db, _)| db);
    thread::scope(|scope| {
        let synced =
            thread::Builder::new().spawn_scoped(scope, || Ok(File::options().write(true).open(path)?.sync_all()?))?;
        let counted = thread::Builder::new().spawn_scoped(scope, || {
            let db = opened()?;
            expect_none(db.references()?)?;
            expect_none(db.contradictions()?)?;
            db.contents()
        })?;
        let checked = opened().and_then(|db| db.pages()).and_then(expect_none);
        let (synced, counted) = (ended(synced), ended(counted));
        // A disk that has no room says so there, and only then.
        synced.and(checked).and(counted)
    })
}

fn ended<T>(thread: ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

impl Db {
    /// Problems that SQLite itself finds, and rows that contradict each other.
    pub fn integrity(&self) -> Result<Vec<String>> {
        let mut problems = self.file_integrity()?;
        problems.extend(self.contradictions()?);
        Ok(problems)
    }

    /// Problems that SQLite itself finds, in a book of whatever version.
    pub fn file_integrity(&self) -> Result<Vec<String>> {
        let mut problems = self.pages()?;
        problems.extend(self.references()?);
        Ok(problems)
    }

    /// Rows that contradict each other, in a book of this version.
    fn contradictions(&self) -> Result<Vec<String>> {
        let mut problems = Vec::new();
        for (problem, sql) in MUST_BE_EMPTY {
            let mut statement = self.0.prepare(sql)?;
            let mut rows = statement.query([])?;
            if rows.next()?.is_some() {
                problems.push(problem.to_owned());
            }
        }
        let (off, newest) = self.recount()?;
        if off {
            problems.push("the counts of the lists are off".to_owned());
        }
        let last = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'change'";
        if newest > self.0.query_row(last, [], |row| row.get(0))? {
            problems.push("a contact of a change that is not there".to_owned());
        }
        Ok(problems)
    }

    /// Whether the counts of the lists are other than the contacts say, and the newest change of a contact. All contacts are gone
    /// through once and counted here: SQLite would sort them first, which takes five times as long.
    fn recount(&self) -> Result<(bool, i64)> {
        type Place = (i64, i64, i64, Option<u8>, Option<u8>);
        let mut counts: HashMap<Place, i64> = HashMap::new();
        let section = |value: ValueRef<'_>| value.as_bytes().ok().and_then(|key| key.first().copied());
        let sql =
            "SELECT iif(trashed_at_ms IS NOT NULL, 2, hidden), side, own, sort_key, company_key, rev FROM contact";
        let mut statement = self.0.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut newest = 0;
        while let Some(row) = rows.next()? {
            let (sort, company) = (section(row.get_ref(3)?), section(row.get_ref(4)?));
            *counts.entry((row.get(0)?, row.get(1)?, row.get(2)?, sort, company)).or_default() += 1;
            newest = newest.max(row.get(5)?);
        }
        let mut tally = self.0.prepare("SELECT state, side, own, section, company_section, n FROM tally")?;
        let mut rows = tally.query([])?;
        while let Some(row) = rows.next()? {
            let (sort, company) = (section(row.get_ref(3)?), section(row.get_ref(4)?));
            *counts.entry((row.get(0)?, row.get(1)?, row.get(2)?, sort, company)).or_default() -=
                row.get::<_, i64>(5)?;
        }
        Ok((counts.values().any(|count| *count != 0), newest))
    }

    /// What is wrong with the file itself, its tables and indexes.
    fn pages(&self) -> Result<Vec<String>> {
        let mut check = self.0.prepare("PRAGMA integrity_check(20)")?;
        let lines = check.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").map(|line| format!("integrity: {line}")).collect())
    }

    fn references(&self) -> Result<Vec<String>> {
        let mut keys = self.0.prepare("PRAGMA foreign_key_check")?;
        let tables = keys.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(tables.into_iter().map(|table| format!("a row of {table} refers to nothing")).collect())
    }

    /// The derived columns as they stand in the row.
    pub fn derived(&self, id: ContactId) -> Result<Derived> {
        let mut statement = self.0.prepare_cached(
            "SELECT kind, display_name, reading, company, department, title, seal, photo, sort_key, company_key
             FROM contact WHERE id = ?1",
        )?;
        Ok(statement.query_row([id.0], |row| {
            Ok(Derived {
                kind: super::contacts::kind_of(row.get(0)?),
                display_name: row.get(1)?,
                reading: row.get(2)?,
                company: row.get(3)?,
                department: row.get(4)?,
                title: row.get(5)?,
                seal: row.get(6)?,
                photo: <[u8; 32]>::try_from(row.get_ref(7)?.as_blob()?).ok().map(MediaHash),
                sort_key: row.get(8)?,
                company_key: row.get(9)?,
            })
        })?)
    }

    /// Contacts in all, in the trash, and groups outside it.
    pub fn sizes(&self) -> Result<(u32, u32, u32)> {
        Ok(self.0.query_row(
            "SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM contact WHERE trashed_at_ms IS NOT NULL),
                    (SELECT count(*) FROM live_group)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?)
    }

    pub fn blobs(&self) -> Result<Vec<MediaHash>> {
        let mut statement = self.0.prepare("SELECT sha256 FROM blob ORDER BY sha256")?;
        let hashes = statement
            .query_map([], |row| row.get::<_, [u8; 32]>(0).map(MediaHash))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(hashes)
    }
}
