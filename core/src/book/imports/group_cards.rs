//! Cards that are groups and no contacts: Apple's `X-ADDRESSBOOKSERVER-KIND:group` and `KIND:group` (RFC 6350 §6.1.4).
//! Their members are known by UID, wherever in the files they stand.

use std::collections::HashMap;

use super::write::{Into, Writer};
use crate::book::Existing;
use crate::book::derive::{mail_of, uid_of};
use crate::contact::card::{Card, unescape};
use crate::contact::{ContactId, GroupId};
use crate::error::Result;
use crate::store::{Db, Key, KeyKind, Known};

/// A group as a file says it.
pub(super) struct GroupCard {
    pub source: usize,
    pub line: u64,
    pub name: String,
    /// UIDs and mail addresses, as they are looked for, each with how the file writes it.
    members: Vec<(Key, String)>,
}

/// Somebody who is to join a group, and the row that says so: given once, it is not given again.
pub(super) struct Joining {
    pub group: String,
    pub row: Key,
}

/// Those who are to join groups and were there before the import.
pub(super) type Joinings = HashMap<ContactId, Vec<Joining>>;

impl GroupCard {
    /// `None` for a card that is a contact.
    pub fn of(source: usize, line: u64, card: &Card) -> Option<GroupCard> {
        let says_group = card.properties.iter().any(|property| {
            matches!(property.name.as_str(), "KIND" | "X-ADDRESSBOOKSERVER-KIND")
                && property.value.trim().eq_ignore_ascii_case("group")
        });
        if !says_group {
            return None;
        }
        let name = unescape(&card.first("FN").or_else(|| card.first("N"))?.value);
        let name = name.trim().trim_end_matches(';').to_owned();
        let members = card.properties.iter().filter(|property| {
            matches!(property.name.as_str(), "MEMBER" | "X-ADDRESSBOOKSERVER-MEMBER")
                && !property.value.trim().is_empty()
        });
        let members = members.map(|property| unescape(&property.value)).map(|said| (member_key(&said), said)).collect();
        Some(GroupCard { source, line, name, members }).filter(|group| !group.name.is_empty())
    }

    fn row(&self, member: &Key) -> Key {
        Key::of(KeyKind::Row, &[b"group\0", self.name.as_bytes(), member.bytes()].concat())
    }
}

fn member_key(said: &str) -> Key {
    match said.trim().split_once(':') {
        Some((scheme, mail)) if scheme.eq_ignore_ascii_case("mailto") => mail_of(mail),
        Some(_) | None => uid_of(said),
    }
}

/// Who is meant by these members and was there before; the others are left in the cards.
pub(super) fn known_members(db: &Db, cards: &mut [GroupCard], existing: Existing, known: &Known) -> Result<Joinings> {
    let mut joinings = Joinings::new();
    for card in cards {
        let mut left = Vec::new();
        for (key, said) in std::mem::take(&mut card.members) {
            let found = known.find(db, &key)?;
            if found.is_empty() {
                left.push((key, said));
                continue;
            }
            let row = card.row(&key);
            let given = known.find(db, &row)?;
            for person in found.iter().filter(|person| !person.trashed && !given.contains(person)) {
                joinings.entry(person.id).or_default().push(Joining { group: card.name.clone(), row });
            }
        }
        card.members = left;
    }
    if existing == Existing::Skip {
        joinings.clear();
    }
    Ok(joinings)
}

impl Writer<'_, '_> {
    /// Puts those into their groups who came with this import, and tells who was nowhere. The indexes stand again.
    pub(super) fn join_new(&mut self) -> Result<()> {
        let cards = std::mem::take(&mut self.group_cards);
        // Those too whom this import has brought.
        let known =
            if cards.iter().all(|card| card.members.is_empty()) { Known::default() } else { self.db.known()? };
        for card in cards {
            for (key, said) in &card.members {
                let found = known.find(self.db, key)?;
                let new: Vec<ContactId> = found.iter().map(|person| person.id).filter(|id| *id > self.last).collect();
                if new.is_empty() {
                    let (name, detail) = (card.name.clone(), said.clone());
                    self.problem(card.source, card.line, name, "no_member", detail)?;
                }
                let Some(group) = self.group_if_needed(&card.name, !new.is_empty())? else { continue };
                let Some(Into { tx, import, .. }) = &mut self.into else { continue };
                for id in new {
                    tx.db.join(group, id)?;
                    tx.db.insert_import_row(id, *import, &card.row(key))?;
                }
            }
        }
        Ok(())
    }

    fn group_if_needed(&mut self, name: &str, needed: bool) -> Result<Option<GroupId>> {
        if !needed {
            return Ok(None);
        }
        Ok(self.groups_for(&[name.to_owned()])?.first().copied())
    }
}
