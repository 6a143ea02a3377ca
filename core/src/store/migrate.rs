//! Migrations: forward only, numbered over `user_version`, after a copy of the file was set aside.

use std::path::{Path, PathBuf};

use super::Db;
use crate::error::{Error, Result};

const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/0001_contacts_groups_changes.sql")];

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
        let found = self.version()?;
        if found > VERSION {
            return Err(Error::TooNew { found, known: VERSION });
        }
        if found == VERSION {
            return Ok(());
        }
        if found > 0 {
            self.checkpoint()?;
            std::fs::copy(path, copy_aside(path, found))?;
        }
        self.begin("BEGIN IMMEDIATE")?;
        let steps = usize::try_from(found).ok().and_then(|done| MIGRATIONS.get(done..)).unwrap_or_default();
        let done = steps.iter().try_for_each(|step| self.0.execute_batch(step)).and_then(|()| {
            self.0.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}"))
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
