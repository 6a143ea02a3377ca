//! The trash's own queries, over contacts, groups and records alike.

use rusqlite::{Row, params};

use super::Db;
use super::contacts::kind_of;
use crate::book::Entity;
use crate::contact::card::MediaHash;
use crate::contact::{ContactId, GroupId, Kind};
use crate::error::Result;
use crate::record::{RecordId, RecordKind};
use crate::time::Moment;

/// A thing in the trash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TrashRow {
    pub entity: Entity,
    pub rev: i64,
    pub name: String,
    /// Of a contact.
    pub kind: Option<Kind>,
    /// Of a record.
    pub record: Option<RecordKind>,
    pub seal: String,
    pub photo: Option<MediaHash>,
    pub trashed_at: Moment,
    pub kept_until: Option<Moment>,
    pub shown_at: Option<Moment>,
}

/// Everything in one order; the kind of a group is none, those of records are below zero.
const TRASH: &str = "SELECT id, rev, display_name AS name, trashed_at_ms, kept_until_ms, shown_at_ms, kind, seal, photo
     FROM contact WHERE trashed_at_ms IS NOT NULL AND trashed_at_ms <= ?1
     UNION ALL
     SELECT id, rev, name, trashed_at_ms, kept_until_ms, shown_at_ms, NULL, '', x''
     FROM contact_group WHERE trashed_at_ms IS NOT NULL AND trashed_at_ms <= ?1
     UNION ALL
     SELECT id, rev, name, trashed_at_ms, kept_until_ms, shown_at_ms, -1 - kind, '', x''
     FROM record WHERE trashed_at_ms IS NOT NULL AND trashed_at_ms <= ?1
     ORDER BY trashed_at_ms DESC, id DESC LIMIT ?2 OFFSET ?3";

impl Db {
    /// A range of the trash, the newest first.
    pub fn trash_rows(&self, offset: u32, limit: u32) -> Result<Vec<TrashRow>> {
        self.trash(Moment(i64::MAX), offset, limit)
    }

    /// Everything that was in the trash by then, the newest first.
    pub fn trashed_until(&self, last: Moment) -> Result<Vec<TrashRow>> {
        self.trash(last, 0, u32::MAX)
    }

    fn trash(&self, last: Moment, offset: u32, limit: u32) -> Result<Vec<TrashRow>> {
        let mut statement = self.0.prepare_cached(TRASH)?;
        let rows = statement.query_map(params![last.0, limit, offset], read_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn note_shown(&self, entity: Entity, at: Moment) -> Result<()> {
        self.note(entity, "shown_at_ms", at)
    }

    /// Keeps a thing until then; it is shown anew when that falls due.
    pub fn note_kept(&self, entity: Entity, until: Moment) -> Result<()> {
        self.note(entity, "kept_until_ms", until)?;
        self.note(entity, "shown_at_ms", Moment(0))
    }

    fn note(&self, entity: Entity, column: &'static str, at: Moment) -> Result<()> {
        let (table, id) = match entity {
            Entity::Contact(ContactId(id)) => ("contact", id),
            Entity::Group(GroupId(id)) => ("contact_group", id),
            Entity::Record(RecordId(id)) => ("record", id),
        };
        self.0
            .prepare_cached(&format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1 AND trashed_at_ms IS NOT NULL"))?
            .execute(params![id, at.0])?;
        Ok(())
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<TrashRow> {
    let (id, kept, shown): (i64, i64, i64) = (row.get(0)?, row.get(4)?, row.get(5)?);
    let code = row.get::<_, Option<i64>>(6)?;
    let (entity, kind, record) = match code {
        None => (Entity::Group(GroupId(id)), None, None),
        Some(code) if code < 0 => (Entity::Record(RecordId(id)), None, Some(super::records::kind_of(-1 - code))),
        Some(code) => (Entity::Contact(ContactId(id)), Some(kind_of(code)), None),
    };
    Ok(TrashRow {
        entity,
        record,
        rev: row.get(1)?,
        name: row.get(2)?,
        kind,
        seal: row.get(7)?,
        photo: <[u8; 32]>::try_from(row.get_ref(8)?.as_blob()?).ok().map(MediaHash),
        trashed_at: Moment(row.get(3)?),
        kept_until: (kept != 0).then_some(Moment(kept)),
        shown_at: (shown != 0).then_some(Moment(shown)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn the_trash_is_read_from_its_indexes_in_their_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open_to_write(&folder.path().join("plan.book"), None).expect("a book");
        let plan: Vec<String> = store
            .read(|db| {
                let mut statement = db.0.prepare(&format!("EXPLAIN QUERY PLAN {TRASH}"))?;
                Ok(statement.query_map([0; 3], |row| row.get(3))?.collect::<rusqlite::Result<_>>()?)
            })
            .expect("a plan");
        for index in ["contact_trashed", "contact_group_trashed", "record_trashed"] {
            assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
        }
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
    }
}
