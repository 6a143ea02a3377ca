//! Services, rights, templates, invites and runs of an archive.

use sha2::{Digest, Sha256};

use super::{Merging, Stays, Verdict, What};
use crate::access::{Access, Service};
use crate::book::Entity;
use crate::book::access::{decode, encode};
use crate::book::change::Tx;
use crate::book::image::Image;
use crate::book::runs;
use crate::checklist::renumber::Numbers;
use crate::checklist::run::Run;
use crate::contact::ContactId;
use crate::error::Result;
use crate::invite::{self, Invite};
use crate::record::{RecordId, RecordKind};
use crate::store::{Db, EntryRow, RecordRow};
use crate::time::Moment;

/// What tells a run from every other: its template, and when it was started.
type Begun = (String, Moment);

impl Merging<'_> {
    /// In the order in which they hang on each other.
    pub(super) fn records(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.services(tx)?;
        self.rights(tx)?;
        self.templates(tx)?;
        self.invites(tx)?;
        self.runs(tx)
    }

    fn services(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let key = |row: &RecordRow| {
            decode::<Service>(row).map(|service| (service.name.trim().to_owned(), service.identifier.trim().to_owned()))
        };
        let ours = keyed(tx.db, RecordKind::Service, key)?;
        for row in self.theirs.live_records(RecordKind::Service)? {
            let found = of_key(&ours, &key(&row)?);
            let new = RecordRow { contact: None, service: None, ..row };
            self.take(tx, new, found, What::Service)?;
        }
        Ok(())
    }

    fn rights(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let key = |row: &RecordRow| {
            let access: Access = decode(row)?;
            Ok((row.service, row.contact, access.name, access.role))
        };
        let ours = keyed(tx.db, RecordKind::Access, key)?;
        for row in self.theirs.live_records(RecordKind::Access)? {
            // A right in a service that is in the trash there is none.
            let Some(service) = row.service.and_then(|id| self.records.get(&id).copied()) else { continue };
            let contact = row.contact.and_then(|id| self.contacts.get(&id).copied());
            let mut access: Access = decode(&row)?;
            if contact.is_none()
                && let Some(gone) = row.contact
            {
                // Who doesn't come keeps the right by name.
                access.name = self.theirs.contact_name(gone)?.unwrap_or_default();
            }
            let new = RecordRow { contact, service: Some(service), body: encode(&access), ..row };
            let found = of_key(&ours, &key(&new)?);
            self.take(tx, new, found, What::Access)?;
        }
        Ok(())
    }

    /// Two templates of one name are two, unless they were one when the books were.
    fn templates(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let ours = tx.db.all_records(RecordKind::Template)?;
        for row in self.theirs.live_records(RecordKind::Template)? {
            let same = ours.iter().find(|it| it.name == row.name && it.body == row.body);
            let once = ours.iter().find(|it| it.id == row.id);
            let found = match (same, once) {
                (Some(same), _) => Some(same),
                (None, Some(once)) if self.was_one(tx.db, once.id)? => Some(once),
                (None, _) => None,
            };
            self.take(tx, row, found.cloned(), What::Template)?;
        }
        Ok(())
    }

    /// A record of this number stood in both books when they were one.
    fn was_one(&self, ours: &Db, id: RecordId) -> Result<bool> {
        let made = |db: &Db| -> Result<bool> {
            let entries = db.entries_of(Entity::Record(id))?;
            Ok(entries.last().is_some_and(|entry| entry.change <= self.fork))
        };
        Ok(made(ours)? && made(self.theirs)?)
    }

    /// One of the own card is known by its number, one of a service by its address there. Those of a batch stay together.
    fn invites(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let key = |row: &RecordRow| {
            Ok(match decode::<Invite>(row)?.what {
                invite::What::Card(card) => (None, row.contact, card.number),
                invite::What::Service(it) => (row.service, None, it.url),
            })
        };
        let ours = keyed(tx.db, RecordKind::Invite, key)?;
        for row in self.theirs.live_records(RecordKind::Invite)? {
            let mut invite: Invite = decode(&row)?;
            let service = row.service.and_then(|id| self.records.get(&id).copied());
            let contact = row.contact.and_then(|id| self.contacts.get(&id).copied());
            if let (None, Some(gone)) = (contact, row.contact) {
                // Who doesn't come stays invited by name.
                invite.recipient = self.theirs.contact_name(gone)?.unwrap_or_default();
            }
            if let invite::What::Service(it) = &mut invite.what {
                it.former = it.former.and_then(|id| self.records.get(&id).copied());
                // Which step it stands in, the run says.
                it.run = None;
            }
            // No change of this book has a number below zero.
            if let Some(batch) = &mut invite.batch {
                batch.id = -batch.id;
            }
            let new = RecordRow { contact, service, body: encode(&invite), ..row };
            let found = of_key(&ours, &key(&new)?);
            self.take(tx, new, found, What::Invite)?;
        }
        Ok(())
    }

    fn runs(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let key = |row: &RecordRow| runs::decode(row).map(|run| begun(&run));
        let ours = keyed(tx.db, RecordKind::Run, key)?;
        for row in self.theirs.live_records(RecordKind::Run)? {
            let mut run = runs::decode(&row)?;
            let found = of_key(&ours, &begun(&run));
            let (contacts, records) = (&self.contacts, &self.records);
            run.renumber(&Numbers {
                contact: &|id: ContactId| contacts.get(&id).copied(),
                record: &|id: RecordId| records.get(&id).copied(),
            });
            let contact = run.subject.contact;
            let service = run.subject.service;
            let new = RecordRow { contact, service, body: runs::encode(&run), ..row };
            match found {
                Some(ours) => self.take_run(tx, new, ours, &run)?,
                None => self.take(tx, new, None, What::Run)?,
            }
        }
        Ok(())
    }

    /// Runs move on without a new revision: the one in which something was done last is the later one.
    fn take_run(&mut self, tx: &mut Tx<'_>, new: RecordRow, ours: RecordRow, theirs: &Run) -> Result<()> {
        self.records.insert(new.id, ours.id);
        if ours.trashed_at.is_some() {
            self.conflict(What::Run, &new.name, Stays::Present, "in_trash");
            return Ok(());
        }
        let mine = runs::decode(&ours)?;
        if mine == *theirs || last(&mine) >= last(theirs) {
            return Ok(());
        }
        if !theirs.log.starts_with(&mine.log) {
            self.conflict(What::Run, &new.name, Stays::Incoming, "changed_in_both");
        }
        self.put(tx, &ours, new)
    }

    /// Adds a record, or makes the one that is here already what the later one says.
    fn take(&mut self, tx: &mut Tx<'_>, new: RecordRow, found: Option<RecordRow>, what: What) -> Result<()> {
        let their_id = new.id;
        let Some(ours) = found else {
            let id = tx.db.insert_record(false, &RecordRow { rev: tx.id, trashed_at: None, ..new.clone() })?;
            self.note(tx, id, &Image::Absent, &new.body)?;
            tx.note_record(&new.name);
            self.records.insert(their_id, id);
            self.report.records_added += 1;
            return Ok(());
        };
        self.records.insert(their_id, ours.id);
        if ours.name == new.name && ours.body == new.body {
            return Ok(());
        }
        if ours.trashed_at.is_some() {
            self.conflict(what, &new.name, Stays::Present, "in_trash");
            return Ok(());
        }
        let stands = (self.stand(tx.db, ours.rev, Moment(0))?, self.stand(self.theirs, new.rev, Moment(0))?);
        match self.verdict(stands.0, stands.1, what, &new.name) {
            Verdict::Take => self.put(tx, &ours, new),
            Verdict::Leave => Ok(()),
        }
    }

    fn put(&mut self, tx: &mut Tx<'_>, ours: &RecordRow, new: RecordRow) -> Result<()> {
        let row = RecordRow { id: ours.id, rev: tx.id, contact: new.contact.or(ours.contact), ..new };
        self.note(tx, ours.id, &Image::record_of(ours, true), &row.body)?;
        tx.db.update_record(&row)?;
        tx.note_record(&row.name);
        self.report.records_updated += 1;
        Ok(())
    }

    /// Keeps how it was, and by what it is known that nobody went on with it since.
    fn note(&self, tx: &Tx<'_>, id: RecordId, before: &Image, body: &str) -> Result<()> {
        let before = before.encode_marked(&fingerprint(body));
        tx.db.insert_entry(&EntryRow { change: tx.id, entity: Entity::Record(id), rev_after: tx.id, before })
    }
}

pub(super) fn fingerprint(body: &str) -> [u8; 32] {
    Sha256::digest(body.as_bytes()).into()
}

fn begun(run: &Run) -> Begun {
    (run.template.id.clone(), run.started_at)
}

fn last(run: &Run) -> Moment {
    run.log.iter().map(|entry| entry.at).chain(run.ended_at).max().unwrap_or(run.started_at)
}

/// All of a kind with what tells them apart; those in the trash last.
fn keyed<K>(db: &Db, kind: RecordKind, key: impl Fn(&RecordRow) -> Result<K>) -> Result<Vec<(K, RecordRow)>> {
    let mut rows = db.all_records(kind)?;
    rows.sort_by_key(|row| row.trashed_at.is_some());
    rows.into_iter().map(|row| Ok((key(&row)?, row))).collect()
}

fn of_key<K: PartialEq>(rows: &[(K, RecordRow)], key: &K) -> Option<RecordRow> {
    rows.iter().find(|(other, _)| other == key).map(|(_, row)| row.clone())
}
