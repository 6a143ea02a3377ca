//! What duplicates are looked for by.

use rusqlite::OptionalExtension;

use super::contacts::kind_of;
use super::keys::unpacked;
use super::{Db, Key};
use crate::contact::{ContactId, Kind};
use crate::error::Result;

/// A contact in a list, as far as it can be somebody else's duplicate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LikeRow {
    pub id: ContactId,
    pub kind: Kind,
    pub display_name: String,
    pub reading: String,
    pub company: String,
    pub keys: Vec<Key>,
}

impl Db {
    /// What a contact is called, and of what company.
    pub fn name_and_company(&self, id: ContactId) -> Result<Option<(String, String)>> {
        let mut statement = self.0.prepare_cached("SELECT display_name, company FROM contact WHERE id = ?1")?;
        Ok(statement.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Shows everybody who is neither in the trash nor hidden, until that fails.
    pub fn each_like(&self, mut show: impl FnMut(LikeRow) -> Result<()>) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "SELECT c.id, c.kind, c.display_name, c.reading, c.company, coalesce(k.keys, x'')
             FROM contact AS c NOT INDEXED LEFT JOIN contact_key AS k ON k.contact_id = c.id
             WHERE c.trashed_at_ms IS NULL AND c.hidden = 0 ORDER BY c.id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let keys: Vec<u8> = row.get(5)?;
            show(LikeRow {
                id: ContactId(row.get(0)?),
                kind: kind_of(row.get(1)?),
                display_name: row.get(2)?,
                reading: row.get(3)?,
                company: row.get(4)?,
                keys: unpacked(&keys).collect(),
            })?;
        }
        Ok(())
    }
}
