//! Adding many contacts: the statements of an import, prepared once and held.

use rusqlite::{Statement, params};

use super::contacts::{INSERT, insert_with};
use super::{Db, Derived, Key, State, keys, media};
use crate::contact::card::MediaHash;
use crate::contact::{ContactId, GroupId};
use crate::error::Result;

/// What an import adds, table by table.
pub(crate) struct Filling<'db> {
    contact: Statement<'db>,
    key: Statement<'db>,
    member: Statement<'db>,
    blob: Statement<'db>,
    blob_use: Statement<'db>,
    row: Statement<'db>,
}

impl Db {
    pub fn filling(&self) -> Result<Filling<'_>> {
        Ok(Filling {
            contact: self.0.prepare(INSERT)?,
            key: self.0.prepare(keys::INSERT)?,
            member: self
                .0
                .prepare("INSERT INTO membership (group_id, contact_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?,
            blob: self.0.prepare(media::INSERT)?,
            blob_use: self.0.prepare(media::USE)?,
            row: self.0.prepare(super::imports::INSERT_ROW)?,
        })
    }
}

impl Filling<'_> {
    /// Adds a contact that nobody was before.
    pub fn contact(&mut self, rev: i64, state: &State, derived: &Derived, card: &[u8]) -> Result<ContactId> {
        insert_with(&mut self.contact, None, rev, state, derived, card)
    }

    pub fn keys(&mut self, id: ContactId, keys: &[Key]) -> Result<()> {
        for key in keys {
            self.key.execute(params![id.0, key.kind.code(), key.value])?;
        }
        Ok(())
    }

    pub fn join(&mut self, group: GroupId, id: ContactId) -> Result<()> {
        self.member.execute([group.0, id.0])?;
        Ok(())
    }

    /// Keeps media for a contact whose card refers to `used`; what nobody brought the bytes of is passed over.
    pub fn media(&mut self, id: ContactId, media: &[(MediaHash, Vec<u8>)], used: &[MediaHash]) -> Result<()> {
        for (hash, bytes) in media {
            self.blob.execute(params![hash.0.as_slice(), bytes])?;
        }
        for hash in used {
            self.blob_use.execute(params![id.0, hash.0.as_slice()])?;
        }
        Ok(())
    }

    pub fn row(&mut self, id: ContactId, import: i64, fingerprint: &[u8; 16]) -> Result<()> {
        self.row.execute(params![id.0, import, fingerprint.as_slice()])?;
        Ok(())
    }
}
