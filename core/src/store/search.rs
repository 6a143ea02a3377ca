//! What the search index is made of.

use rusqlite::{OptionalExtension, Row};

use super::Db;
use super::contacts::side_of;
use crate::contact::{ContactId, Side};
use crate::error::Result;

/// A contact as the search index needs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SearchRow {
    pub id: ContactId,
    pub side: Side,
    pub own: bool,
    pub hidden: bool,
    pub trashed: bool,
    pub sort_key: Vec<u8>,
    pub card: Vec<u8>,
}

const ROW: &str = "SELECT id, side, own, hidden, trashed_at_ms IS NOT NULL, sort_key, card FROM contact";

impl Db {
    pub fn search_row(&self, id: ContactId) -> Result<Option<SearchRow>> {
        let mut statement = self.0.prepare_cached(&format!("{ROW} WHERE id = ?1"))?;
        Ok(statement.query_row([id.0], read_row).optional()?)
    }

    /// Everybody in the trash.
    pub fn trashed_contacts(&self) -> Result<Vec<ContactId>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT id FROM contact WHERE trashed_at_ms IS NOT NULL ORDER BY trashed_at_ms, id")?;
        let ids = statement.query_map([], |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<SearchRow> {
    Ok(SearchRow {
        id: ContactId(row.get(0)?),
        side: side_of(row.get(1)?),
        own: row.get(2)?,
        hidden: row.get(3)?,
        trashed: row.get(4)?,
        sort_key: row.get(5)?,
        card: row.get(6)?,
    })
}
