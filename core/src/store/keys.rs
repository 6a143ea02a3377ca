//! The table `contact_key`: what contacts are found again by when files are brought in.
//!
//! Nobody looks for one key at a time: an import into a book with contacts gathers all of them once ([`Known`], 30 ms at
//! 100,000 people), and every other change is spared an index of them.

use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::Db;
use crate::contact::ContactId;
use crate::error::Result;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum KeyKind {
    Uid,
    Phone,
    Mail,
    /// A row of a file: what it says, wherever it stands.
    Row,
    /// The key of the partner whose card is followed.
    Partner,
    /// The one-time number of an invite that was taken.
    Number,
}

/// A kind and the SHA-256 of a value, cut to 16 bytes in all: two values never meet in one key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Key([u8; Key::SIZE]);

impl Key {
    const SIZE: usize = 16;

    pub fn of(kind: KeyKind, value: &[u8]) -> Key {
        let hash: [u8; 32] = Sha256::digest(value).into();
        let mut key = hash.first_chunk().copied().unwrap_or_default();
        key[0] = match kind {
            KeyKind::Uid => 0,
            KeyKind::Phone => 1,
            KeyKind::Mail => 2,
            KeyKind::Row => 3,
            KeyKind::Partner => 4,
            KeyKind::Number => 5,
        };
        Key(key)
    }

    pub fn kind(&self) -> KeyKind {
        match self.0[0] {
            0 => KeyKind::Uid,
            1 => KeyKind::Phone,
            2 => KeyKind::Mail,
            4 => KeyKind::Partner,
            5 => KeyKind::Number,
            _ => KeyKind::Row,
        }
    }

    /// One that was stored.
    pub(super) fn stored(bytes: [u8; Key::SIZE]) -> Key {
        Key(bytes)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its beginning, by which it is looked for.
    pub fn start(&self) -> u64 {
        self.0.first_chunk().copied().map_or(0, u64::from_be_bytes)
    }
}

/// Someone a key led to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Candidate {
    pub id: ContactId,
    pub display_name: String,
    pub trashed: bool,
}

pub(super) const INSERT: &str = "INSERT INTO contact_key (contact_id, keys, given_row) VALUES (?1, ?2, ?3)";

/// The keys of everybody at one moment, 16 bytes each.
#[derive(Default)]
pub(crate) struct Known(Vec<(u64, ContactId)>);

impl Known {
    /// Who has this key, in the trash or not, in the order of their ids.
    pub fn find(&self, db: &Db, key: &Key) -> Result<Vec<Candidate>> {
        let start = key.start();
        let from = self.0.partition_point(|(other, _)| *other < start);
        let mut found = Vec::new();
        let mut last = None;
        for (_, id) in self.0.iter().skip(from).take_while(|(other, _)| *other == start) {
            if last.replace(*id) != Some(*id) {
                found.extend(db.candidate(*id, key)?);
            }
        }
        Ok(found)
    }
}

impl Db {
    /// Makes `keys`, each once and in order, the keys of a contact.
    pub fn set_keys(&self, id: ContactId, keys: &[Key]) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO contact_key (contact_id, keys) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET keys = excluded.keys",
        )?;
        statement.execute(params![id.0, packed(keys)])?;
        Ok(())
    }

    pub fn keys(&self, id: ContactId) -> Result<Vec<Key>> {
        let mut statement = self.0.prepare_cached("SELECT keys FROM contact_key WHERE contact_id = ?1")?;
        let keys = statement.query_row([id.0], |row| Ok(unpacked(row.get_ref(0)?.as_blob()?).collect())).optional()?;
        Ok(keys.unwrap_or_default())
    }

    /// The keys of everybody.
    pub fn known(&self) -> Result<Known> {
        let mut known = Vec::new();
        let mut statement = self.0.prepare(
            "SELECT contact_id, keys, given_row FROM contact_key
             UNION ALL SELECT contact_id, x'', fingerprint FROM import_row",
        )?;
        let mut take = |row: &Row<'_>| -> rusqlite::Result<()> {
            let id = ContactId(row.get(0)?);
            for column in [1, 2] {
                known.extend(unpacked(row.get_ref(column)?.as_blob()?).map(|key| (key.start(), id)));
            }
            Ok(())
        };
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        known.sort_unstable();
        Ok(Known(known))
    }

    /// The contact, if it has the whole key.
    fn candidate(&self, id: ContactId, key: &Key) -> Result<Option<Candidate>> {
        let mut statement = self.0.prepare_cached(
            "SELECT c.display_name, c.trashed_at_ms IS NOT NULL, k.keys, k.given_row = ?2 OR EXISTS (
               SELECT 1 FROM import_row AS r WHERE r.contact_id = ?1 AND r.fingerprint = ?2)
             FROM contact AS c CROSS JOIN contact_key AS k ON k.contact_id = c.id WHERE c.id = ?1",
        )?;
        let found = statement.query_row(params![id.0, key.bytes()], |row| {
            let has = match key.kind() {
                KeyKind::Row => row.get(3)?,
                KeyKind::Uid | KeyKind::Phone | KeyKind::Mail | KeyKind::Partner | KeyKind::Number => {
                    unpacked(row.get_ref(2)?.as_blob()?).any(|other| other == *key)
                }
            };
            Ok(has.then_some(Candidate { id, display_name: row.get(0)?, trashed: row.get(1)? }))
        });
        Ok(found.optional()?.flatten())
    }
}

/// Keys as they are stored, one behind the other.
pub(super) fn packed(keys: &[Key]) -> Vec<u8> {
    keys.iter().flat_map(|key| key.0).collect()
}

pub(super) fn unpacked(bytes: &[u8]) -> impl Iterator<Item = Key> {
    bytes.chunks_exact(Key::SIZE).filter_map(|bytes| bytes.first_chunk().copied().map(Key))
}
