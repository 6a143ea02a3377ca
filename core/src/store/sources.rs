//! What a contact came from, taken over with it from another book.

use rusqlite::params;

use super::Db;
use super::keys::Key;
use crate::contact::ContactId;
use crate::error::Result;

impl Db {
    /// Takes over by which rows of files somebody is known, and the source bytes that the card can't give back; here they belong
    /// to `import`.
    pub fn take_sources(&self, from: &Db, theirs: ContactId, ours: ContactId, import: i64) -> Result<()> {
        let mut given = from.0.prepare_cached("SELECT given_row FROM contact_key WHERE contact_id = ?1")?;
        let mut keep = self.0.prepare_cached("UPDATE contact_key SET given_row = ?2 WHERE contact_id = ?1")?;
        let mut rows = given.query([theirs.0])?;
        while let Some(row) = rows.next()? {
            keep.execute(params![ours.0, row.get::<_, Vec<u8>>(0)?])?;
        }
        let mut fingerprints = from.0.prepare_cached("SELECT fingerprint FROM import_row WHERE contact_id = ?1")?;
        let mut rows = fingerprints.query([theirs.0])?;
        while let Some(row) = rows.next()? {
            self.insert_import_row(ours, import, &Key::stored(row.get(0)?))?;
        }
        let mut sources =
            from.0.prepare_cached("SELECT line, bytes FROM raw_source WHERE contact_id = ?1 ORDER BY id")?;
        let mut rows = sources.query([theirs.0])?;
        while let Some(row) = rows.next()? {
            let line: i64 = row.get(0)?;
            self.insert_raw(ours, import, line.unsigned_abs(), &row.get::<_, Vec<u8>>(1)?)?;
        }
        Ok(())
    }
}
