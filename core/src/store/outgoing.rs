//! What leaves the book of a contact: the statements of an export, prepared once and held.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Statement};

use super::Db;
use crate::contact::ContactId;
use crate::contact::card::MediaHash;
use crate::error::Result;

/// What a contact's file entry is made of.
pub(crate) struct Outgoing {
    pub card: Vec<u8>,
    /// Names of its live groups, in order.
    pub groups: Vec<String>,
    /// Its media, those of its history too.
    pub media: Vec<(MediaHash, Vec<u8>)>,
}

/// Contacts by their ids, with everything that an export writes of them.
pub(crate) struct Leaving<'db> {
    db: &'db Db,
    card: Statement<'db>,
    memberships: Statement<'db>,
    /// The live groups: their places in the order of names, and their names.
    groups: HashMap<i64, usize>,
    names: Vec<String>,
}

impl Db {
    pub fn leaving(&self) -> Result<Leaving<'_>> {
        let (mut groups, mut names) = (HashMap::new(), Vec::new());
        let mut statement = self.0.prepare("SELECT id, name FROM live_group ORDER BY name, id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            groups.insert(row.get(0)?, names.len());
            names.push(row.get(1)?);
        }
        Ok(Leaving {
            db: self,
            // Few contacts have media: the others are spared a query.
            card: self.0.prepare(
                "SELECT card, EXISTS (SELECT 1 FROM blob_use WHERE contact_id = contact.id) FROM contact WHERE id = ?1",
            )?,
            memberships: self.0.prepare("SELECT group_id FROM membership WHERE contact_id = ?1")?,
            groups,
            names,
        })
    }
}

impl Leaving<'_> {
    /// One contact, in the trash or not; `None` where it is gone.
    pub fn contact(&mut self, id: ContactId) -> Result<Option<Outgoing>> {
        let found = self.card.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((card, has_media)) = found else { return Ok(None) };
        let media = if has_media { self.db.blobs_of(id)? } else { Vec::new() };
        Ok(Some(Outgoing { card, groups: self.groups_of(id)?, media }))
    }

    fn groups_of(&mut self, id: ContactId) -> Result<Vec<String>> {
        let mut places: Vec<usize> = Vec::new();
        let mut rows = self.memberships.query([id.0])?;
        while let Some(row) = rows.next()? {
            places.extend(self.groups.get(&row.get(0)?));
        }
        places.sort_unstable();
        Ok(places.into_iter().filter_map(|place| self.names.get(place).cloned()).collect())
    }
}
