//! What the book remembers of the clock, and the version of its sort keys.

use rusqlite::params;

use super::Db;
use crate::error::Result;
use crate::time::Moment;

/// When the book was last written (`None`: never), and the change up to which the trash is in doubt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Seen {
    pub at: Option<Moment>,
    pub doubt: i64,
}

impl Db {
    pub fn seen(&self) -> Result<Seen> {
        let mut statement = self.0.prepare_cached("SELECT seen_at_ms, doubt_rev FROM book WHERE id = 1")?;
        Ok(statement.query_row([], |row| {
            let at: i64 = row.get(0)?;
            Ok(Seen { at: (at != 0).then_some(Moment(at)), doubt: row.get(1)? })
        })?)
    }

    pub fn set_seen(&self, seen: Seen) -> Result<()> {
        self.0
            .prepare_cached("UPDATE book SET seen_at_ms = ?1, doubt_rev = ?2 WHERE id = 1")?
            .execute(params![seen.at.map_or(0, |at| at.0), seen.doubt])?;
        Ok(())
    }

    pub fn sort_version(&self) -> Result<i64> {
        Ok(self.0.query_row("SELECT sort_version FROM book WHERE id = 1", [], |row| row.get(0))?)
    }

    pub fn set_sort_version(&self, version: i64) -> Result<()> {
        self.0.execute("UPDATE book SET sort_version = ?1 WHERE id = 1", [version])?;
        Ok(())
    }
}
