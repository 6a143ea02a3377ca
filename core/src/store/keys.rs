//! The table `contact_key`: what contacts are found again by.

use rusqlite::params;

use super::Db;
use crate::contact::ContactId;
use crate::error::Result;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum KeyKind {
    Uid,
    Phone,
    Mail,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Key {
    pub kind: KeyKind,
    pub value: String,
}

/// Someone a key led to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Candidate {
    pub id: ContactId,
    pub display_name: String,
    pub trashed: bool,
}

pub(super) const INSERT: &str = "INSERT INTO contact_key (contact_id, kind, value) VALUES (?1, ?2, ?3)";

impl KeyKind {
    pub(super) fn code(self) -> i64 {
        match self {
            KeyKind::Uid => 0,
            KeyKind::Phone => 1,
            KeyKind::Mail => 2,
        }
    }
}

impl Db {
    /// Makes `keys`, each once and in order, the keys of a contact.
    pub fn set_keys(&self, id: ContactId, keys: &[Key]) -> Result<()> {
        self.0.prepare_cached("DELETE FROM contact_key WHERE contact_id = ?1")?.execute([id.0])?;
        self.add_keys(id, keys)
    }

    /// Adds the keys of a contact that has none.
    pub fn add_keys(&self, id: ContactId, keys: &[Key]) -> Result<()> {
        let mut statement = self.0.prepare_cached(INSERT)?;
        for key in keys {
            statement.execute(params![id.0, key.kind.code(), key.value])?;
        }
        Ok(())
    }

    pub fn keys(&self, id: ContactId) -> Result<Vec<Key>> {
        let mut statement =
            self.0.prepare_cached("SELECT kind, value FROM contact_key WHERE contact_id = ?1 ORDER BY kind, value")?;
        let keys = statement
            .query_map([id.0], |row| {
                let kind = match row.get::<_, i64>(0)? {
                    0 => KeyKind::Uid,
                    1 => KeyKind::Phone,
                    _ => KeyKind::Mail,
                };
                Ok(Key { kind, value: row.get(1)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(keys)
    }

    /// Who has this key, in the trash or not, up to the contact `last`, in the order of their ids.
    pub fn found_by(&self, key: &Key, last: ContactId) -> Result<Vec<Candidate>> {
        let mut statement = self.0.prepare_cached(
            "SELECT c.id, c.display_name, c.trashed_at_ms IS NOT NULL
             FROM contact_key AS k INDEXED BY contact_key_by_value CROSS JOIN contact AS c ON c.id = k.contact_id
             WHERE k.value = ?1 AND k.kind = ?2 AND k.contact_id <= ?3 ORDER BY c.id",
        )?;
        let found = statement
            .query_map(params![key.value, key.kind.code(), last.0], |row| {
                Ok(Candidate { id: ContactId(row.get(0)?), display_name: row.get(1)?, trashed: row.get(2)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }
}
