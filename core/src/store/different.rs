//! The table `different`: who is known to be two people.

use rusqlite::params;

use super::Db;
use crate::contact::ContactId;
use crate::error::Result;

impl Db {
    /// Whom this contact itself tells apart from it, in order.
    pub fn told_different(&self, id: ContactId) -> Result<Vec<ContactId>> {
        self.ids_by("SELECT other_id FROM different WHERE contact_id = ?1 ORDER BY other_id", id)
    }

    /// Who is known to be somebody else than this contact, whichever of the two says so, in order.
    pub fn different_from(&self, id: ContactId) -> Result<Vec<ContactId>> {
        self.ids_by(
            "SELECT other_id FROM different WHERE contact_id = ?1
             UNION SELECT contact_id FROM different WHERE other_id = ?1 ORDER BY 1",
            id,
        )
    }

    fn ids_by(&self, sql: &str, id: ContactId) -> Result<Vec<ContactId>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let ids = statement.query_map([id.0], |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Every pair, the smaller id first.
    pub fn different_pairs(&self) -> Result<Vec<(ContactId, ContactId)>> {
        let mut statement =
            self.0.prepare_cached("SELECT min(contact_id, other_id), max(contact_id, other_id) FROM different")?;
        let pairs = statement.query_map([], |row| Ok((ContactId(row.get(0)?), ContactId(row.get(1)?))))?;
        Ok(pairs.collect::<rusqlite::Result<_>>()?)
    }

    /// Notes a pair; one that is there stays.
    pub fn tell_different(&self, id: ContactId, other: ContactId) -> Result<()> {
        self.0
            .prepare_cached("INSERT INTO different (contact_id, other_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![id.0, other.0])?;
        Ok(())
    }

    pub fn forget_different(&self, id: ContactId, other: ContactId) -> Result<()> {
        self.0
            .prepare_cached("DELETE FROM different WHERE contact_id = ?1 AND other_id = ?2")?
            .execute(params![id.0, other.0])?;
        Ok(())
    }
}
