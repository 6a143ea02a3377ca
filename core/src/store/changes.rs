//! The tables `change` and `change_entry`: what was done, and how things were before.

use rusqlite::{OptionalExtension, Row, named_params, params};

use super::Db;
use crate::book::{Entity, Verb};
use crate::contact::{ContactId, GroupId};
use crate::error::Result;
use crate::record::RecordId;
use crate::time::Moment;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ChangeRow {
    pub id: i64,
    pub at: Moment,
    pub verb: Verb,
    pub count: u32,
    pub undone: bool,
    /// The change that this undo or redo took back.
    pub reverts: Option<i64>,
    pub import: Option<i64>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct EntryRow {
    pub change: i64,
    pub entity: Entity,
    pub rev_after: i64,
    pub before: Vec<u8>,
}

const CHANGE: &str = "SELECT id, at_ms, verb, count, undone, reverts, import_id FROM change";
const ENTRY: &str = "SELECT change_id, entity, entity_id, rev_after, before FROM change_entry";

/// How verbs are written in the table.
const VERBS: [(Verb, &str); 32] = [
    (Verb::Add, "add"),
    (Verb::Edit, "edit"),
    (Verb::Photo, "photo"),
    (Verb::Trash, "trash"),
    (Verb::Restore, "restore"),
    (Verb::Hide, "hide"),
    (Verb::Unhide, "unhide"),
    (Verb::Purge, "purge"),
    (Verb::Import, "import"),
    (Verb::UndoImport, "undo_import"),
    (Verb::AddGroup, "add_group"),
    (Verb::RenameGroup, "rename_group"),
    (Verb::JoinGroup, "join_group"),
    (Verb::LeaveGroup, "leave_group"),
    (Verb::Merge, "merge"),
    (Verb::Different, "different"),
    (Verb::ForgetDifferent, "forget_different"),
    (Verb::AddService, "add_service"),
    (Verb::EditService, "edit_service"),
    (Verb::AddAccess, "add_access"),
    (Verb::EditAccess, "edit_access"),
    (Verb::ImportRegister, "import_register"),
    (Verb::AddTemplate, "add_template"),
    (Verb::EditTemplate, "edit_template"),
    (Verb::StartRun, "start_run"),
    (Verb::AddInvite, "add_invite"),
    (Verb::EditInvite, "edit_invite"),
    (Verb::MarkInvite, "mark_invite"),
    (Verb::TakeInvite, "take_invite"),
    (Verb::Step, "step"),
    (Verb::Undo, "undo"),
    (Verb::Redo, "redo"),
];

impl Db {
    /// A change of one thing; see [`Db::finish_change`].
    pub fn insert_change(&self, at: Moment, verb: Verb, reverts: Option<i64>, import: Option<i64>) -> Result<i64> {
        self.0
            .prepare_cached("INSERT INTO change (at_ms, verb, count, reverts, import_id) VALUES (?1, ?2, 1, ?3, ?4)")?
            .execute(params![at.0, verb_text(verb), reverts, import])?;
        Ok(self.0.last_insert_rowid())
    }

    /// Notes how many things a change touched, other than one.
    pub fn finish_change(&self, id: i64, count: u32) -> Result<()> {
        self.0.prepare_cached("UPDATE change SET count = ?2 WHERE id = ?1")?.execute(params![id, count])?;
        Ok(())
    }

    /// Ties a change to the import it is.
    pub fn set_change_import(&self, id: i64, import: i64) -> Result<()> {
        self.0.prepare_cached("UPDATE change SET import_id = ?2 WHERE id = ?1")?.execute([id, import])?;
        Ok(())
    }

    pub fn delete_change(&self, id: i64) -> Result<()> {
        self.0.prepare_cached("DELETE FROM change WHERE id = ?1")?.execute([id])?;
        Ok(())
    }

    pub fn set_undone(&self, id: i64, undone: bool) -> Result<()> {
        self.0.prepare_cached("UPDATE change SET undone = ?2 WHERE id = ?1")?.execute(params![id, undone])?;
        Ok(())
    }

    pub fn change_row(&self, id: i64) -> Result<Option<ChangeRow>> {
        let mut statement = self.0.prepare_cached(&format!("{CHANGE} WHERE id = ?1"))?;
        Ok(statement.query_row([id], read_change).optional()?)
    }

    pub fn last_change(&self) -> Result<i64> {
        let mut statement = self.0.prepare_cached("SELECT coalesce(max(id), 0) FROM change")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// The newest change after `floor` that undo takes back next.
    pub fn undoable(&self, floor: i64) -> Result<Option<ChangeRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "{CHANGE} WHERE id > ?1 AND undone = 0 AND verb NOT IN ('undo', 'redo', 'undo_import', 'purge', 'start_run', 'step')
             ORDER BY id DESC LIMIT 1"
        ))?;
        Ok(statement.query_row([floor], read_change).optional()?)
    }

    /// The newest undo after `floor` that nothing but undoing and redoing has followed.
    pub fn redoable(&self, floor: i64) -> Result<Option<ChangeRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "{CHANGE} WHERE id > max(?1, coalesce((SELECT max(id) FROM change WHERE verb NOT IN ('undo', 'redo')), 0))
             AND undone = 0 AND verb = 'undo' ORDER BY id DESC LIMIT 1"
        ))?;
        Ok(statement.query_row([floor], read_change).optional()?)
    }

    /// The newest changes first.
    pub fn changes(&self, limit: u32) -> Result<Vec<ChangeRow>> {
        let mut statement = self.0.prepare_cached(&format!("{CHANGE} ORDER BY id DESC LIMIT ?1"))?;
        let rows = statement.query_map([limit], read_change)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// The change that an import was.
    pub fn change_of_import(&self, import: i64) -> Result<Option<ChangeRow>> {
        let mut statement = self.0.prepare_cached(&format!("{CHANGE} WHERE import_id = ?1 AND verb = 'import'"))?;
        Ok(statement.query_row([import], read_change).optional()?)
    }

    pub fn insert_entry(&self, entry: &EntryRow) -> Result<()> {
        let (entity, id) = entity_code(entry.entity);
        self.0
            .prepare_cached(
                "INSERT INTO change_entry (change_id, entity, entity_id, rev_after, before)
                 VALUES (:change, :entity, :id, :rev_after, :before)",
            )?
            .execute(named_params! {
                ":change": entry.change, ":entity": entity, ":id": id,
                ":rev_after": entry.rev_after, ":before": entry.before,
            })?;
        Ok(())
    }

    /// What a change touched, in that order, `limit` at most.
    pub fn entries(&self, change: i64, limit: u32) -> Result<Vec<EntryRow>> {
        let mut statement = self.0.prepare_cached(&format!("{ENTRY} WHERE change_id = ?1 ORDER BY id LIMIT ?2"))?;
        let rows = statement.query_map(params![change, limit], read_entry)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// The history of a thing, the newest first.
    pub fn entries_of(&self, entity: Entity) -> Result<Vec<EntryRow>> {
        let (code, id) = entity_code(entity);
        let mut statement =
            self.0.prepare_cached(&format!("{ENTRY} WHERE entity_id = ?1 AND entity = ?2 ORDER BY change_id DESC"))?;
        let rows = statement.query_map([id, code], read_entry)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// Forgets the history of a thing, and changes of which nothing else is left.
    pub fn delete_entries_of(&self, entity: Entity) -> Result<()> {
        let (code, id) = entity_code(entity);
        let mut touched =
            self.0.prepare_cached("SELECT change_id FROM change_entry WHERE entity_id = ?1 AND entity = ?2")?;
        let changes: Vec<i64> = touched.query_map([id, code], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        self.0.prepare_cached("DELETE FROM change_entry WHERE entity_id = ?1 AND entity = ?2")?.execute([id, code])?;
        let mut empty = self.0.prepare_cached(
            "DELETE FROM change WHERE id = ?1 AND import_id IS NULL AND verb <> 'purge'
             AND NOT EXISTS (SELECT 1 FROM change_entry WHERE change_id = ?1)",
        )?;
        for change in changes {
            empty.execute([change])?;
        }
        Ok(())
    }

    pub fn change_count(&self) -> Result<u32> {
        Ok(self.0.query_row("SELECT count(*) FROM change", [], |row| row.get(0))?)
    }
}

fn entity_code(entity: Entity) -> (i64, i64) {
    match entity {
        Entity::Contact(ContactId(id)) => (0, id),
        Entity::Group(GroupId(id)) => (1, id),
        Entity::Record(RecordId(id)) => (2, id),
    }
}

fn verb_text(verb: Verb) -> &'static str {
    VERBS.iter().find(|(known, _)| *known == verb).map(|(_, text)| *text).expect("BUG: every verb is written down")
}

fn read_change(row: &Row<'_>) -> rusqlite::Result<ChangeRow> {
    let text: String = row.get(2)?;
    let verb = VERBS.iter().find(|(_, known)| *known == text).map(|(verb, _)| *verb);
    let foreign = || rusqlite::Error::InvalidColumnType(2, text.clone(), rusqlite::types::Type::Text);
    Ok(ChangeRow {
        id: row.get(0)?,
        at: Moment(row.get(1)?),
        verb: verb.ok_or_else(foreign)?,
        count: row.get(3)?,
        undone: row.get(4)?,
        reverts: row.get(5)?,
        import: row.get(6)?,
    })
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<EntryRow> {
    let id = row.get(2)?;
    let entity = match row.get::<_, i64>(1)? {
        0 => Entity::Contact(ContactId(id)),
        1 => Entity::Group(GroupId(id)),
        _ => Entity::Record(RecordId(id)),
    };
    Ok(EntryRow { change: row.get(0)?, entity, rev_after: row.get(3)?, before: row.get(4)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_is_written_as_across_the_contract() {
        for (verb, text) in VERBS {
            assert_eq!(serde_json::json!(verb), serde_json::json!(text));
        }
    }
}
