//! People and groups of an archive.

use std::collections::{BTreeSet, HashSet};

use super::{Merging, Stays, Verdict, What, tick};
use crate::book::OnProgress;
use crate::book::change::Tx;
use crate::book::derive::{decode, media, name_key, uid_of};
use crate::contact::card::Card;
use crate::contact::fields::Fields;
use crate::contact::{ContactId, GroupId};
use crate::error::Result;
use crate::store::{ContactRow, Known, State};

/// Contacts read at once.
const CHUNK: u32 = 500;

/// Who somebody of the archive is here.
enum Here {
    Nobody,
    Somebody(ContactId),
    InTrash,
    Ambiguous,
}

impl Merging<'_> {
    pub(super) fn contacts(&mut self, tx: &mut Tx<'_>, progress: &mut OnProgress<'_>) -> Result<()> {
        for group in self.theirs.live_groups()? {
            let before = tx.db.group_named(&group.name)?.is_some();
            // A name that can't be a group's any more is left out, as an import leaves it.
            if tx.group_for(&group.name).is_ok() && !before {
                self.report.groups_added += 1;
            }
        }
        let known = tx.db.known()?;
        let has_own = !tx.db.own_contacts()?.is_empty();
        let mut taken = HashSet::new();
        let mut added = BTreeSet::new();
        let (mut after, mut done) = (ContactId(0), 0);
        let total = u64::from(self.theirs.sizes()?.0);
        loop {
            let rows = self.theirs.contacts_after(after, CHUNK)?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in rows {
                done += 1;
                tick(progress, done, total)?;
                if row.state.trashed_at.is_some() {
                    continue;
                }
                self.report.read += 1;
                let card = decode(&row.card)?;
                let name = Fields::of(&card).display_name;
                match here(tx, &known, &row.state.uid, &name, &taken)? {
                    Here::Nobody => {
                        let id = self.add(tx, &row, &card, &name, row.state.own && !has_own)?;
                        self.contacts.insert(row.id, id);
                        added.insert(id);
                        self.report.added += 1;
                    }
                    Here::Somebody(id) => {
                        taken.insert(id);
                        self.contacts.insert(row.id, id);
                        match self.update(tx, id, &row, &card, &name)? {
                            true => self.report.updated += 1,
                            false => self.report.skipped += 1,
                        }
                    }
                    Here::InTrash => {
                        self.conflict(What::Contact, &name, Stays::Present, "in_trash");
                        self.report.skipped += 1;
                    }
                    Here::Ambiguous => {
                        self.conflict(What::Contact, &name, Stays::Present, "ambiguous");
                        self.report.skipped += 1;
                    }
                }
            }
        }
        self.different(tx, &added)
    }

    fn add(&mut self, tx: &mut Tx<'_>, row: &ContactRow, card: &Card, name: &str, own: bool) -> Result<ContactId> {
        self.bring_media(tx, card)?;
        let groups = self.groups(tx, row.id)?;
        let state = State { own, import: Some(self.import), ..row.state.clone() };
        let id = tx.insert(None, tx.id, &state, card, &groups)?;
        tx.db.take_sources(self.theirs, row.id, id, self.import)?;
        tx.note_contact(id, name);
        tx.changed.groups |= !groups.is_empty();
        Ok(id)
    }

    fn update(&mut self, tx: &mut Tx<'_>, id: ContactId, row: &ContactRow, card: &Card, name: &str) -> Result<bool> {
        let was = tx.any(id)?;
        if was.row.state.own {
            return Ok(false);
        }
        let theirs: BTreeSet<GroupId> = self.groups(tx, row.id)?.into_iter().collect();
        let joins = theirs.iter().any(|group| !was.groups.contains(group));
        let state = State { side: row.state.side, hidden: row.state.hidden, ..was.row.state.clone() };
        if row.card == was.row.card && state == was.row.state && !joins {
            return Ok(false);
        }
        let ours_stands = self.stand(tx.db, was.row.rev, was.row.state.added_at)?;
        let theirs_stands = self.stand(self.theirs, row.rev, row.state.added_at)?;
        match self.verdict(ours_stands, theirs_stands, What::Contact, name) {
            Verdict::Leave => return Ok(false),
            Verdict::Take => {}
        }
        self.bring_media(tx, card)?;
        let groups: BTreeSet<GroupId> = theirs.into_iter().chain(was.groups.iter().copied()).collect();
        let groups: Vec<GroupId> = groups.into_iter().collect();
        tx.put(&was, &state, Some(card), &groups)
    }

    fn bring_media(&self, tx: &Tx<'_>, card: &Card) -> Result<()> {
        for hash in media(card) {
            if let Some(bytes) = self.theirs.blob(&hash)? {
                tx.db.add_blob(&hash, &bytes)?;
            }
        }
        Ok(())
    }

    /// The groups here of somebody there.
    fn groups(&self, tx: &mut Tx<'_>, id: ContactId) -> Result<Vec<GroupId>> {
        let mut groups = BTreeSet::new();
        for group in self.theirs.live_groups_of(id)? {
            groups.extend(tx.group_for(&group.name).ok());
        }
        Ok(groups.into_iter().collect())
    }

    /// Who came is known not to be somebody, as there. Told at the new one, with whom it goes again.
    fn different(&self, tx: &Tx<'_>, added: &BTreeSet<ContactId>) -> Result<()> {
        for (one, other) in self.theirs.different_pairs()? {
            let (Some(one), Some(other)) = (self.contacts.get(&one), self.contacts.get(&other)) else { continue };
            let (teller, told) = if added.contains(one) { (*one, *other) } else { (*other, *one) };
            if teller != told && added.contains(&teller) && !tx.db.different_from(teller)?.contains(&told) {
                tx.db.tell_different(teller, told)?;
            }
        }
        Ok(())
    }
}

/// By UID among those who were here before; some programs give one UID to several people, who are told apart by name then.
fn here(tx: &Tx<'_>, known: &Known, uid: &str, name: &str, taken: &HashSet<ContactId>) -> Result<Here> {
    let mut found = known.find(tx.db, &uid_of(uid))?;
    if found.is_empty() {
        return Ok(Here::Nobody);
    }
    found.retain(|candidate| !taken.contains(&candidate.id));
    let live: Vec<_> = found.iter().filter(|candidate| !candidate.trashed).collect();
    Ok(match live.as_slice() {
        [] if found.is_empty() => Here::Ambiguous,
        [] => Here::InTrash,
        [only] => Here::Somebody(only.id),
        several => {
            let named: Vec<_> =
                several.iter().filter(|other| name_key(&other.display_name) == name_key(name)).collect();
            match named.as_slice() {
                [only] => Here::Somebody(only.id),
                _ => Here::Ambiguous,
            }
        }
    })
}
