//! Adding many contacts: the statements of an import, prepared once and held.

use rusqlite::{Statement, params};

use super::contacts::{INSERT, insert_with};
use super::imports::Tally;
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
    /// Whom it added.
    pub tally: Tally,
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
            tally: Tally::new(),
        })
    }
}

impl Filling<'_> {
    /// Adds a visible contact that nobody was before.
    pub fn contact(&mut self, rev: i64, state: &State, derived: &Derived, card: &[u8]) -> Result<ContactId> {
        let sections = (derived.sort_key.first().copied(), derived.company_key.first().copied());
        *self.tally.entry((state.side, sections.0, sections.1)).or_default() += 1;
        insert_with(&mut self.contact, None, rev, state, derived, card)
    }

    /// What the contact is found again by, and the row that it was made from.
    pub fn keys(&mut self, id: ContactId, keys: &[Key], row: &Key) -> Result<()> {
        self.key.execute(params![id.0, keys::packed(keys), row.bytes()])?;
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
}
