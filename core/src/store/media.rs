//! The tables `blob` and `blob_use`: photos and other media by content.

use rusqlite::{OptionalExtension, params};

use super::Db;
use crate::contact::ContactId;
use crate::contact::card::MediaHash;
use crate::error::Result;

pub(super) const INSERT: &str = "INSERT INTO blob (sha256, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
/// A blob that is not there is used by nobody.
pub(super) const USE: &str = "INSERT INTO blob_use (contact_id, sha256) SELECT ?1, sha256 FROM blob WHERE sha256 = ?2
     ON CONFLICT DO NOTHING";

impl Db {
    pub fn add_blob(&self, hash: &MediaHash, bytes: &[u8]) -> Result<()> {
        self.0.prepare_cached(INSERT)?.execute(params![hash.0.as_slice(), bytes])?;
        Ok(())
    }

    pub fn blob(&self, hash: &MediaHash) -> Result<Option<Vec<u8>>> {
        let mut statement = self.0.prepare_cached("SELECT bytes FROM blob WHERE sha256 = ?1")?;
        Ok(statement.query_row([hash.0.as_slice()], |row| row.get(0)).optional()?)
    }

    /// Notes that a contact's card or history needs these media; those whose bytes the book never had are passed over.
    pub fn use_blobs(&self, id: ContactId, media: &[MediaHash]) -> Result<()> {
        let mut statement = self.0.prepare_cached(USE)?;
        for hash in media {
            statement.execute(params![id.0, hash.0.as_slice()])?;
        }
        Ok(())
    }

    /// A contact's media with their bytes, those of its history too.
    pub fn blobs_of(&self, id: ContactId) -> Result<Vec<(MediaHash, Vec<u8>)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT b.sha256, b.bytes FROM blob_use AS u CROSS JOIN blob AS b ON b.sha256 = u.sha256 WHERE u.contact_id = ?1",
        )?;
        let blobs = statement
            .query_map([id.0], |row| Ok((MediaHash(row.get(0)?), row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(blobs)
    }

    pub fn used_blobs(&self, id: ContactId) -> Result<Vec<MediaHash>> {
        let mut statement = self.0.prepare_cached("SELECT sha256 FROM blob_use WHERE contact_id = ?1")?;
        let hashes = statement
            .query_map([id.0], |row| row.get::<_, [u8; 32]>(0).map(MediaHash))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(hashes)
    }

    /// Lets go of a contact's media and removes those that nobody else needs.
    pub fn drop_blobs(&self, id: ContactId) -> Result<()> {
        let used = self.used_blobs(id)?;
        self.0.prepare_cached("DELETE FROM blob_use WHERE contact_id = ?1")?.execute([id.0])?;
        self.remove_unused_blobs(&used)
    }

    /// Removes those of the media that nobody needs.
    pub fn remove_unused_blobs(&self, media: &[MediaHash]) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "DELETE FROM blob WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM blob_use WHERE sha256 = ?1)",
        )?;
        for hash in media {
            statement.execute([hash.0.as_slice()])?;
        }
        Ok(())
    }
}
