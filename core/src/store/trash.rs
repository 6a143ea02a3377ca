//! The trash's own queries, over contacts and groups alike.

use rusqlite::{Row, params};

use super::Db;
use super::contacts::kind_of;
use crate::book::Entity;
use crate::contact::card::MediaHash;
use crate::contact::{ContactId, GroupId, Kind};
use crate::error::Result;
use crate::time::Moment;

/// A thing in the trash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TrashRow {
    pub entity: Entity,
    pub rev: i64,
    pub name: String,
    /// `None` for a group.
    pub kind: Option<Kind>,
    pub seal: String,
    pub photo: Option<MediaHash>,
    pub trashed_at: Moment,
    pub kept_until: Option<Moment>,
    pub shown_at: Option<Moment>,
}

const CONTACTS: &str = "SELECT id, rev, display_name, trashed_at_ms, kept_until_ms, shown_at_ms, kind, seal, photo
     FROM contact WHERE trashed_at_ms IS NOT NULL ORDER BY trashed_at_ms DESC, id DESC";
const GROUPS: &str = "SELECT id, rev, name, trashed_at_ms, kept_until_ms, shown_at_ms
     FROM contact_group WHERE trashed_at_ms IS NOT NULL ORDER BY trashed_at_ms DESC, id DESC";

impl Db {
    /// Everything in the trash, the newest first.
    pub fn trash_rows(&self) -> Result<Vec<TrashRow>> {
        let mut contacts = self.0.prepare_cached(CONTACTS)?;
        let mut rows: Vec<TrashRow> = contacts
            .query_map([], |row| {
                let photo = <[u8; 32]>::try_from(row.get_ref(8)?.as_blob()?).ok().map(MediaHash);
                Ok(TrashRow {
                    kind: Some(kind_of(row.get(6)?)),
                    seal: row.get(7)?,
                    photo,
                    ..read_row(row, Entity::Contact(ContactId(row.get(0)?)))?
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut groups = self.0.prepare_cached(GROUPS)?;
        for row in groups.query_map([], |row| read_row(row, Entity::Group(GroupId(row.get(0)?))))? {
            rows.push(row?);
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.trashed_at));
        Ok(rows)
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
        };
        self.0
            .prepare_cached(&format!("UPDATE {table} SET {column} = ?2 WHERE id = ?1 AND trashed_at_ms IS NOT NULL"))?
            .execute(params![id, at.0])?;
        Ok(())
    }
}

fn read_row(row: &Row<'_>, entity: Entity) -> rusqlite::Result<TrashRow> {
    let (kept, shown): (i64, i64) = (row.get(4)?, row.get(5)?);
    Ok(TrashRow {
        entity,
        rev: row.get(1)?,
        name: row.get(2)?,
        kind: None,
        seal: String::new(),
        photo: None,
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
        let store = Store::open_to_write(&folder.path().join("plan.book")).expect("a book");
        for (sql, index) in [(CONTACTS, "contact_trashed"), (GROUPS, "contact_group_trashed")] {
            let plan: Vec<String> = store
                .read(|db| {
                    let mut statement = db.0.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                    Ok(statement.query_map([], |row| row.get(3))?.collect::<rusqlite::Result<_>>()?)
                })
                .expect("a plan");
            assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
        }
    }
}
