//! What the search index is made of.

use rusqlite::{OptionalExtension, Row};

use super::Db;
use super::contacts::{kind_of, side_of};
use crate::contact::{ContactId, Kind, Side};
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

/// What lists show of a contact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct HeadRow {
    pub id: ContactId,
    pub kind: Kind,
    pub side: Side,
    pub own: bool,
    pub hidden: bool,
    pub trashed: bool,
    pub sort_key: Vec<u8>,
    pub display_name: String,
    pub reading: String,
    pub company: String,
    pub title: String,
}

const ROW: &str = "SELECT id, side, own, hidden, trashed_at_ms IS NOT NULL, sort_key, card FROM contact";

impl Db {
    pub fn search_row(&self, id: ContactId) -> Result<Option<SearchRow>> {
        let mut statement = self.0.prepare_cached(&format!("{ROW} WHERE id = ?1"))?;
        Ok(statement.query_row([id.0], read_row).optional()?)
    }

    /// Shows everybody, in the trash or not, in the order that is read fastest.
    pub fn each_head(&self, mut show: impl FnMut(HeadRow)) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, kind, side, own, hidden, trashed_at_ms IS NOT NULL, sort_key, display_name, reading, company, title
             FROM contact NOT INDEXED",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            show(HeadRow {
                id: ContactId(row.get(0)?),
                kind: kind_of(row.get(1)?),
                side: side_of(row.get(2)?),
                own: row.get(3)?,
                hidden: row.get(4)?,
                trashed: row.get(5)?,
                sort_key: row.get(6)?,
                display_name: row.get(7)?,
                reading: row.get(8)?,
                company: row.get(9)?,
                title: row.get(10)?,
            });
        }
        Ok(())
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
