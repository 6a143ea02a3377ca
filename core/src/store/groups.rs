//! The tables `contact_group` and `membership`.

use rusqlite::{OptionalExtension, Row, params};

use super::Db;
use crate::book::{Group, GroupName};
use crate::contact::{ContactId, GroupId};
use crate::error::Result;
use crate::time::Moment;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct GroupRow {
    pub id: GroupId,
    pub rev: i64,
    pub name: String,
    pub trashed_at: Option<Moment>,
}

impl Db {
    /// One group, in the trash or not.
    pub fn group(&self, id: GroupId) -> Result<Option<GroupRow>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, rev, name, trashed_at_ms FROM contact_group WHERE id = ?1")?;
        Ok(statement.query_row([id.0], read_group).optional()?)
    }

    /// The live group of this name; of several the oldest.
    pub fn group_named(&self, name: &str) -> Result<Option<GroupId>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id FROM contact_group WHERE name = ?1 AND trashed_at_ms IS NULL ORDER BY id LIMIT 1",
        )?;
        Ok(statement.query_row([name], |row| row.get(0).map(GroupId)).optional()?)
    }

    /// A group has this name, in the trash or not.
    pub fn any_group_named(&self, name: &str) -> Result<bool> {
        let mut statement = self.0.prepare_cached("SELECT 1 FROM contact_group WHERE name = ?1")?;
        Ok(statement.exists([name])?)
    }

    pub fn insert_group(&self, id: Option<GroupId>, rev: i64, name: &str, trashed: Option<Moment>) -> Result<GroupId> {
        self.0
            .prepare_cached("INSERT INTO contact_group (id, rev, name, trashed_at_ms) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id.map(|id| id.0), rev, name, trashed.map(|at| at.0)])?;
        Ok(GroupId(self.0.last_insert_rowid()))
    }

    /// Leaving or entering the trash forgets what was kept and shown.
    pub fn update_group(&self, group: &GroupRow) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE contact_group SET rev = ?2, name = ?3,
                        kept_until_ms = iif(trashed_at_ms IS ?4, kept_until_ms, 0),
                        shown_at_ms = iif(trashed_at_ms IS ?4, shown_at_ms, 0), trashed_at_ms = ?4
                 WHERE id = ?1",
            )?
            .execute(params![group.id.0, group.rev, group.name, group.trashed_at.map(|at| at.0)])?;
        Ok(())
    }

    pub fn delete_group(&self, id: GroupId) -> Result<()> {
        self.0.prepare_cached("DELETE FROM contact_group WHERE id = ?1")?.execute([id.0])?;
        Ok(())
    }

    /// Live groups by name, with their live, visible members: all members less the few that are hidden or in the trash.
    pub fn live_groups(&self) -> Result<Vec<Group>> {
        let mut statement = self.0.prepare_cached(
            "SELECT g.id, g.name,
                    (SELECT count(*) FROM membership AS m WHERE m.group_id = g.id) - coalesce(gone.n, 0)
             FROM live_group AS g LEFT JOIN (
               SELECT m.group_id, count(*) AS n FROM (
                 SELECT id FROM contact INDEXED BY contact_trashed WHERE trashed_at_ms IS NOT NULL
                 UNION ALL
                 SELECT id FROM contact INDEXED BY contact_hidden WHERE trashed_at_ms IS NULL AND hidden = 1
               ) AS c CROSS JOIN membership AS m ON m.contact_id = c.id GROUP BY m.group_id
             ) AS gone ON gone.group_id = g.id
             ORDER BY g.name, g.id",
        )?;
        let groups = statement
            .query_map([], |row| Ok(Group { id: GroupId(row.get(0)?), name: row.get(1)?, count: row.get(2)? }))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(groups)
    }

    /// Live, visible members of one group.
    pub fn group_count(&self, id: GroupId) -> Result<u32> {
        let mut statement = self.0.prepare_cached(
            "SELECT count(*) FROM membership AS m CROSS JOIN visible AS c ON c.id = m.contact_id WHERE m.group_id = ?1",
        )?;
        Ok(statement.query_row([id.0], |row| row.get(0))?)
    }

    /// All memberships of one group, live or not.
    pub fn member_count(&self, id: GroupId) -> Result<u32> {
        let mut statement = self.0.prepare_cached("SELECT count(*) FROM membership WHERE group_id = ?1")?;
        Ok(statement.query_row([id.0], |row| row.get(0))?)
    }

    /// Everybody in a group, live or not.
    pub fn members(&self, id: GroupId) -> Result<Vec<ContactId>> {
        let mut statement = self.0.prepare_cached("SELECT contact_id FROM membership WHERE group_id = ?1")?;
        let ids = statement.query_map([id.0], |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    pub fn trashed_group_count(&self) -> Result<u32> {
        let mut statement =
            self.0.prepare_cached("SELECT count(*) FROM contact_group WHERE trashed_at_ms IS NOT NULL")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// The live groups of a contact by name.
    pub fn live_groups_of(&self, id: ContactId) -> Result<Vec<GroupName>> {
        let mut statement = self.0.prepare_cached(
            "SELECT g.id, g.name FROM membership AS m CROSS JOIN live_group AS g ON g.id = m.group_id
             WHERE m.contact_id = ?1 ORDER BY g.name, g.id",
        )?;
        let groups = statement
            .query_map([id.0], |row| Ok(GroupName { id: GroupId(row.get(0)?), name: row.get(1)? }))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(groups)
    }

    /// Who is in which live group.
    pub fn live_memberships(&self) -> Result<Vec<(GroupId, ContactId)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT m.group_id, m.contact_id FROM live_group AS g CROSS JOIN membership AS m ON m.group_id = g.id",
        )?;
        let pairs = statement
            .query_map([], |row| Ok((GroupId(row.get(0)?), ContactId(row.get(1)?))))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(pairs)
    }

    /// Every group of a contact, live or not, in the order of their ids.
    pub fn groups_of(&self, id: ContactId) -> Result<Vec<GroupId>> {
        let mut statement =
            self.0.prepare_cached("SELECT group_id FROM membership WHERE contact_id = ?1 ORDER BY group_id")?;
        let groups = statement.query_map([id.0], |row| row.get(0).map(GroupId))?.collect::<rusqlite::Result<_>>()?;
        Ok(groups)
    }

    pub fn join(&self, group: GroupId, contact: ContactId) -> Result<()> {
        self.0
            .prepare_cached("INSERT INTO membership (group_id, contact_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute([group.0, contact.0])?;
        Ok(())
    }

    pub fn leave(&self, group: GroupId, contact: ContactId) -> Result<()> {
        self.0
            .prepare_cached("DELETE FROM membership WHERE group_id = ?1 AND contact_id = ?2")?
            .execute([group.0, contact.0])?;
        Ok(())
    }
}

fn read_group(row: &Row<'_>) -> rusqlite::Result<GroupRow> {
    Ok(GroupRow {
        id: GroupId(row.get(0)?),
        rev: row.get(1)?,
        name: row.get(2)?,
        trashed_at: row.get::<_, Option<i64>>(3)?.map(Moment),
    })
}
