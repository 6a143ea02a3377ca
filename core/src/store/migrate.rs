//! Migrations: forward only, numbered over `user_version`, after a copy of the file was set aside.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::Db;
use crate::error::{Error, Result};
use crate::guard;

const MIGRATIONS: [&str; 5] = [
    include_str!("../../migrations/0001_contacts_groups_changes.sql"),
    include_str!("../../migrations/0002_different.sql"),
    include_str!("../../migrations/0003_mapping.sql"),
    include_str!("../../migrations/0004_records.sql"),
    include_str!("../../migrations/0005_invites.sql"),
];

/// The version this program reads and writes.
pub(crate) const VERSION: i64 = MIGRATIONS.len() as i64;

/// Marks a file as a book of ours: "Enis".
pub(crate) const APPLICATION_ID: i64 = 0x456E_6973;

impl Db {
    pub(super) fn version(&self) -> Result<i64> {
        Ok(self.0.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    }

    /// Brings the book to this version: all steps in one transaction, the file as it was kept beside it.
    pub(super) fn migrate(&self, path: &Path) -> Result<()> {
        self.migrate_by(path, &MIGRATIONS)
    }

    fn migrate_by(&self, path: &Path, steps: &[&str]) -> Result<()> {
        let (found, known) = (self.version()?, steps.len() as i64);
        if found > known {
            return Err(Error::TooNew { found, known });
        }
        if found == known {
            return Ok(());
        }
        if found > 0 {
            self.checkpoint()?;
            let aside = copy_aside(path, found);
            std::fs::copy(path, &aside)?;
            if let Some(wrapped) = guard::of_file(path)? {
                guard::append(&aside, &wrapped)?;
            }
            File::options().write(true).open(aside)?.sync_all()?;
        }
        self.begin("BEGIN IMMEDIATE")?;
        let missing = usize::try_from(found).ok().and_then(|done| steps.get(done..)).unwrap_or_default();
        let done = missing.iter().try_for_each(|step| self.0.execute_batch(step)).and_then(|()| {
            self.0.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {known}"))
        });
        match done {
            Ok(()) => self.end("COMMIT"),
            Err(error) => {
                self.end("ROLLBACK")?;
                Err(error.into())
            }
        }
    }
}

/// `enishi.book` of version 1 is kept as `enishi.v1.book`.
fn copy_aside(path: &Path, version: i64) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(format!("{stem}.v{version}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::open;

    const NEXT: &str = "CREATE TABLE next (id INTEGER PRIMARY KEY) STRICT";

    #[test]
    fn an_older_book_is_brought_forward_and_kept_aside_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("名簿.book");
        let db = open::writer(&path, None).expect("a book of this version");
        db.0.execute_batch("UPDATE book SET seen_at_ms = 7").expect("something in it");
        db.migrate_by(&path, &[MIGRATIONS.as_slice(), &[NEXT]].concat()).expect("brought to the next version");
        assert_eq!(db.version().expect("a version"), VERSION + 1);
        assert_eq!(db.seen().expect("still there").at.expect("set").0, 7);
        let aside = open::reader(&folder.path().join(format!("名簿.v{VERSION}.book")), None);
        let aside = aside.expect("a whole book of this version");
        assert_eq!(aside.version().expect("a version"), VERSION);
        assert_eq!(aside.seen().expect("as it was").at.expect("set").0, 7);
    }

    #[test]
    fn a_migration_that_fails_leaves_the_book_at_its_version() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("enishi.book");
        let db = open::writer(&path, None).expect("a book of this version");
        let steps = [MIGRATIONS.as_slice(), &[NEXT, "CREATE TABLE next (twice)"]].concat();
        db.migrate_by(&path, &steps).expect_err("the second step fails");
        assert_eq!(db.version().expect("a version"), VERSION);
        let tables: i64 =
            db.0.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'next'", [], |row| row.get(0))
                .expect("counted");
        assert_eq!(tables, 0, "not even the first step stays");
    }

    #[test]
    fn every_version_is_brought_to_this_one() {
        for version in 1..MIGRATIONS.len() {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("enishi.book");
            let old = Db(rusqlite::Connection::open(&path).expect("a file"));
            old.migrate_by(&path, &MIGRATIONS[..version]).expect("a book of an older version");
            drop(old);
            let db = open::writer(&path, None).expect("brought forward");
            assert_eq!(db.version().expect("a version"), VERSION);
            assert!(db.integrity().expect("checked").is_empty());
        }
    }

    #[test]
    fn the_history_of_a_book_from_before_records_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("enishi.book");
        let old = Db(rusqlite::Connection::open(&path).expect("a file"));
        old.migrate_by(&path, &MIGRATIONS[..3]).expect("a book of the third version");
        old.0
            .execute_batch(
                "INSERT INTO change (id, at_ms, verb) VALUES (7, 1, 'edit');
                 INSERT INTO change_entry (id, change_id, entity, entity_id, rev_after, before)
                   VALUES (3, 7, 0, 12, 7, x'01'), (4, 7, 1, 2, 7, x'02');",
            )
            .expect("a change of a contact and a group");
        drop(old);
        let db = open::writer(&path, None).expect("brought forward");
        let entries = db.entries(7, 9).expect("its entries");
        let kept: Vec<_> = entries.iter().map(|entry| (entry.entity, entry.before.clone())).collect();
        let (contact, group) = (crate::contact::ContactId(12), crate::contact::GroupId(2));
        let expected = [(crate::book::Entity::Contact(contact), vec![1]), (crate::book::Entity::Group(group), vec![2])];
        assert_eq!(kept, expected);
    }
}
