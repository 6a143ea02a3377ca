//! The table `contact`: state, what is derived from the card, and the card.

use rusqlite::{OptionalExtension, Row, Statement, named_params, params};

use super::Db;
use crate::book::How;
use crate::contact::card::MediaHash;
use crate::contact::{ContactId, Kind, Side};
use crate::error::Result;
use crate::time::Moment;

/// What a row knows that its card doesn't.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct State {
    pub uid: String,
    pub side: Side,
    pub own: bool,
    pub hidden: bool,
    pub trashed_at: Option<Moment>,
    /// Registered by somebody else; empty for the user's own contacts.
    pub owner: String,
    pub how: How,
    /// File name of the import.
    pub origin: String,
    pub import: Option<i64>,
    pub added_at: Moment,
}

/// What lists and rules need of the card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Derived {
    pub kind: Kind,
    pub display_name: String,
    pub reading: String,
    pub company: String,
    pub department: String,
    pub title: String,
    pub seal: String,
    pub photo: Option<MediaHash>,
    pub sort_key: Vec<u8>,
    pub company_key: Vec<u8>,
}

/// A whole row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ContactRow {
    pub id: ContactId,
    pub rev: i64,
    pub state: State,
    pub card: Vec<u8>,
}

const ROW: &str =
    "SELECT id, rev, uid, side, own, hidden, trashed_at_ms, owner, how, origin, import_id, added_at_ms, card
     FROM contact";

pub(super) const INSERT: &str = "INSERT INTO contact (id, rev, kind, side, own, hidden, trashed_at_ms, how, import_id, added_at_ms, origin, uid, owner,
                          display_name, reading, company, department, title, seal, photo, sort_key, company_key, card)
     VALUES (:id, :rev, :kind, :side, :own, :hidden, :trashed_at, :how, :import, :added_at, :origin, :uid, :owner,
             :display_name, :reading, :company, :department, :title, :seal, :photo, :sort_key, :company_key, :card)";

/// Runs [`INSERT`].
pub(super) fn insert_with(
    insert: &mut Statement<'_>,
    id: Option<ContactId>,
    rev: i64,
    state: &State,
    derived: &Derived,
    card: &[u8],
) -> Result<ContactId> {
    // Bound in the order of the names: looking 23 names up costs an import more than the row itself.
    let id = insert.insert(params![
        id.map(|id| id.0),
        rev,
        kind_code(derived.kind),
        side_code(state.side),
        state.own,
        state.hidden,
        state.trashed_at.map(|at| at.0),
        how_code(state.how),
        state.import,
        state.added_at.0,
        state.origin,
        state.uid,
        state.owner,
        derived.display_name,
        derived.reading,
        derived.company,
        derived.department,
        derived.title,
        derived.seal,
        photo_bytes(derived),
        derived.sort_key,
        derived.company_key,
        card,
    ])?;
    Ok(ContactId(id))
}

impl Db {
    /// One contact, in the trash or not.
    pub fn contact(&self, id: ContactId) -> Result<Option<ContactRow>> {
        let mut statement = self.0.prepare_cached(&format!("{ROW} WHERE id = ?1"))?;
        Ok(statement.query_row([id.0], read_row).optional()?)
    }

    /// The card of one contact, in the trash or not.
    pub fn card(&self, id: ContactId) -> Result<Option<Vec<u8>>> {
        let mut statement = self.0.prepare_cached("SELECT card FROM contact WHERE id = ?1")?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
    }

    /// Every contact after `after` in the order of their ids, in the trash or not, `limit` at most.
    pub fn contacts_after(&self, after: ContactId, limit: u32) -> Result<Vec<ContactRow>> {
        let mut statement = self.0.prepare_cached(&format!("{ROW} WHERE id > ?1 ORDER BY id LIMIT ?2"))?;
        let rows = statement.query_map([after.0, i64::from(limit)], read_row)?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// The revision of a contact; 0 where there is none.
    pub fn contact_rev(&self, id: ContactId) -> Result<i64> {
        let mut statement = self.0.prepare_cached("SELECT rev FROM contact WHERE id = ?1")?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?.unwrap_or(0))
    }

    pub fn contact_name(&self, id: ContactId) -> Result<Option<String>> {
        let mut statement = self.0.prepare_cached("SELECT display_name FROM contact WHERE id = ?1")?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
    }

    /// The own card, unless it is in the trash.
    pub fn own_contact(&self) -> Result<Option<ContactId>> {
        let mut statement = self.0.prepare_cached("SELECT id FROM live WHERE own = 1")?;
        Ok(statement.query_row([], |row| row.get(0).map(ContactId)).optional()?)
    }

    /// Whoever is marked as the own card, in the trash or not.
    pub fn own_contacts(&self) -> Result<Vec<ContactId>> {
        let mut statement = self.0.prepare_cached("SELECT id FROM contact WHERE own = 1")?;
        let ids = statement.query_map([], |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Until when the user keeps a thing of the trash beyond its 30 days.
    pub fn kept_until(&self, id: ContactId) -> Result<Option<Moment>> {
        let mut statement =
            self.0.prepare_cached("SELECT kept_until_ms FROM contact WHERE id = ?1 AND kept_until_ms <> 0")?;
        Ok(statement.query_row([id.0], |row| row.get(0).map(Moment)).optional()?)
    }

    /// The greatest id in use; 0 in an empty book.
    pub fn last_contact(&self) -> Result<ContactId> {
        let mut statement = self.0.prepare_cached("SELECT coalesce(max(id), 0) FROM contact")?;
        Ok(statement.query_row([], |row| row.get(0).map(ContactId))?)
    }

    /// Adds a row, under an id that was its own before or a new one.
    pub fn insert_contact(
        &self,
        id: Option<ContactId>,
        rev: i64,
        state: &State,
        derived: &Derived,
        card: &[u8],
    ) -> Result<ContactId> {
        insert_with(&mut *self.0.prepare_cached(INSERT)?, id, rev, state, derived, card)
    }

    /// Writes the card and what is derived from it; the state has its own door. Sort keys that stay as they were touch no
    /// index.
    pub fn update_card(&self, id: ContactId, rev: i64, derived: &Derived, card: &[u8]) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "UPDATE contact SET rev = :rev, kind = :kind, display_name = :display_name, reading = :reading,
                    company = :company, department = :department, title = :title, seal = :seal, photo = :photo,
                    card = :card
             WHERE id = :id",
        )?;
        statement.execute(named_params! {
            ":id": id.0,
            ":rev": rev,
            ":kind": kind_code(derived.kind),
            ":display_name": derived.display_name,
            ":reading": derived.reading,
            ":company": derived.company,
            ":department": derived.department,
            ":title": derived.title,
            ":seal": derived.seal,
            ":photo": photo_bytes(derived),
            ":card": card,
        })?;
        self.update_sort_keys(id, derived)
    }

    /// Writes the revision alone.
    pub fn update_rev(&self, id: ContactId, rev: i64) -> Result<()> {
        self.0.prepare_cached("UPDATE contact SET rev = ?2 WHERE id = ?1")?.execute([id.0, rev])?;
        Ok(())
    }

    /// Writes the head alone: side, own, hidden, trash. Leaving or entering the trash forgets what was kept and shown.
    pub fn update_state(&self, id: ContactId, rev: i64, state: &State) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "UPDATE contact SET rev = :rev, side = :side, own = :own, hidden = :hidden,
                    kept_until_ms = iif(trashed_at_ms IS :trashed_at, kept_until_ms, 0),
                    shown_at_ms = iif(trashed_at_ms IS :trashed_at, shown_at_ms, 0),
                    trashed_at_ms = :trashed_at
             WHERE id = :id",
        )?;
        statement.execute(named_params! {
            ":id": id.0,
            ":rev": rev,
            ":side": side_code(state.side),
            ":own": state.own,
            ":hidden": state.hidden,
            ":trashed_at": state.trashed_at.map(|at| at.0),
        })?;
        Ok(())
    }

    /// Writes sort keys that are not as they were.
    pub fn update_sort_keys(&self, id: ContactId, derived: &Derived) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "UPDATE contact SET sort_key = ?2, company_key = ?3
             WHERE id = ?1 AND (sort_key <> ?2 OR company_key <> ?3)",
        )?;
        statement.execute(params![id.0, derived.sort_key, derived.company_key])?;
        Ok(())
    }

    /// Takes the row away, with its keys, memberships and sources.
    pub fn delete_contact(&self, id: ContactId) -> Result<()> {
        self.0.prepare_cached("DELETE FROM contact WHERE id = ?1")?.execute([id.0])?;
        Ok(())
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<ContactRow> {
    let state = State {
        uid: row.get(2)?,
        side: side_of(row.get(3)?),
        own: row.get(4)?,
        hidden: row.get(5)?,
        trashed_at: row.get::<_, Option<i64>>(6)?.map(Moment),
        owner: row.get(7)?,
        how: how_of(row.get(8)?),
        origin: row.get(9)?,
        import: row.get(10)?,
        added_at: Moment(row.get(11)?),
    };
    Ok(ContactRow { id: ContactId(row.get(0)?), rev: row.get(1)?, state, card: row.get(12)? })
}

fn photo_bytes(derived: &Derived) -> &[u8] {
    derived.photo.as_ref().map_or(&[], |hash| hash.0.as_slice())
}

fn kind_code(kind: Kind) -> i64 {
    match kind {
        Kind::Person => 0,
        Kind::Company => 1,
    }
}

pub(super) fn kind_of(code: i64) -> Kind {
    if code == 1 { Kind::Company } else { Kind::Person }
}

pub(super) fn side_code(side: Side) -> i64 {
    match side {
        Side::Internal => 0,
        Side::Partner => 1,
    }
}

pub(super) fn side_of(code: i64) -> Side {
    if code == 0 { Side::Internal } else { Side::Partner }
}

fn how_code(how: How) -> i64 {
    match how {
        How::Typed => 0,
        // The card says which imports were invites.
        How::Import | How::Invite => 1,
    }
}

fn how_of(code: i64) -> How {
    if code == 1 { How::Import } else { How::Typed }
}
