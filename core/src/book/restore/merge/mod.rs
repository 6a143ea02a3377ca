//! Merging an archive into the book that is there: people by their UID, groups by name, records by what they are about; of two
//! that differ the one that was changed last. One change, taken back like an import.

mod contacts;
mod records;
mod undo;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Incoming, told};
use crate::book::backups::reseal;
use crate::book::change::{Ties, Tx};
use crate::book::{Book, Changed, OnProgress, Phase, Verb};
use crate::contact::ContactId;
use crate::error::{Error, Result};
use crate::record::RecordId;
use crate::store::{Db, Store};
use crate::time::Moment;

/// Conflicts told in full.
const TOLD: usize = 1_000;

/// What a merge did or would do. `read = added + updated + skipped`, always.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct MergeReport {
    /// Contacts of the archive outside its trash.
    pub read: u32,
    pub added: u32,
    pub updated: u32,
    /// The same here, changed last here, in the trash here, or the own card here.
    pub skipped: u32,
    pub groups_added: u32,
    /// Services, rights, templates and runs.
    pub records_added: u32,
    pub records_updated: u32,
    /// The first 1,000.
    pub conflicts: Vec<MergeConflict>,
    pub conflict_count: u32,
    /// The import to take back; `None` where nothing had to change.
    pub import_id: Option<i64>,
}

/// Something that could not simply be taken: changed in both books, or not to be told whom it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct MergeConflict {
    pub what: What,
    pub name: String,
    pub stays: Stays,
    /// `changed_in_both`, `in_trash` or `ambiguous` (several people have this UID).
    pub reason: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum What {
    Contact,
    Service,
    Access,
    Template,
    Run,
    Invite,
}

/// Whose state stands now; the other one's is in the history where it stood here, and in the archive where it came from there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Stays {
    Present,
    Incoming,
}

/// A merge that was made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Merged {
    pub report: MergeReport,
    pub changed: Changed,
}

impl Book {
    /// Merges an archive into this book, as one change; all or nothing. The files' name stands in the list of changes as that of
    /// an import, and [`Book::undo`] or [`Book::undo_import`] takes it back: whom it added and nobody changed since, whom it
    /// updated, and records likewise.
    ///
    /// - A contact with the same UID is the same; the state that was changed last stays, whole, and nobody leaves a group.
    ///   One that was changed in both books since they were one is told as a conflict. The own card, and whoever is in the
    ///   trash here, stays as it is; what is in the archive's trash doesn't come. New ones come with photos, groups, sources and
    ///   who they are known not to be.
    /// - Groups are one by name. Services are by name and identifier, rights by service, person and role, runs by template and
    ///   the moment of their start; the user's own templates where text and name are the same, or where it was one before.
    /// - Attachments that are not here come; settings, columns' meanings and the own key of this book stay.
    ///
    /// Histories don't come with it. [`Error::OpenElsewhere`] for a book opened for reading; [`Error::Cancelled`].
    pub fn merge_incoming(&self, incoming: &Incoming, progress: &mut OnProgress<'_>) -> Result<Merged> {
        let attachments = crate::book::backups::attachments_of(&self.path);
        // First what is pointed to; a file too many does no harm.
        let (theirs, ours) = (incoming.key.as_ref(), self.store.key());
        reseal(&incoming.staging.attachments(), theirs, &attachments, ours, &mut || {
            told(progress, Phase::Reading, 0, 0)
        })?;
        let theirs = incoming.store()?;
        let (report, changed) = self.change(Verb::Import, Ties::default(), |tx| {
            let mut report = merge(tx, &theirs, &incoming.name, progress)?;
            if tx.changed.count == 0 {
                report.import_id = None;
            }
            tx.changed.id = None;
            told(progress, Phase::Saving, 0, 0)?;
            Ok(report)
        })?;
        Ok(Merged { report, changed })
    }

    /// What [`Book::merge_incoming`] would do. Writes nothing; the book is locked for the time that it takes.
    pub fn preview_merge(&self, incoming: &Incoming, progress: &mut OnProgress<'_>) -> Result<MergeReport> {
        let theirs = incoming.store()?;
        let mut report = None;
        let undone = self.change(Verb::Import, Ties::default(), |tx| {
            report = Some(MergeReport { import_id: None, ..merge(tx, &theirs, &incoming.name, progress)? });
            // Done to be looked at: an error takes all of it back.
            Err::<(), _>(Error::Nothing { what: "preview" })
        });
        match (undone, report) {
            (Err(Error::Nothing { what: "preview" }), Some(report)) => Ok(report),
            (Err(error), _) => Err(error),
            (Ok(_), _) => Err(Error::Storage("BUG: a preview was kept".to_owned())),
        }
    }
}

fn merge(tx: &mut Tx<'_>, theirs: &Store, name: &str, progress: &mut OnProgress<'_>) -> Result<MergeReport> {
    theirs.read(|theirs| {
        let import = tx.db.insert_import(tx.at, name)?;
        tx.db.set_change_import(tx.id, import)?;
        let mut merging = Merging {
            theirs,
            fork: fork(tx.db, theirs)?,
            import,
            contacts: HashMap::new(),
            records: HashMap::new(),
            report: MergeReport { import_id: Some(import), ..MergeReport::default() },
        };
        merging.contacts(tx, progress)?;
        merging.records(tx)?;
        let report = merging.report;
        if report.read != report.added + report.updated + report.skipped {
            return Err(Error::Storage("BUG: a merge's report does not add up".to_owned()));
        }
        Ok(report)
    })
}

struct Merging<'a> {
    theirs: &'a Db,
    /// The last change that both books have: up to it they were one. 0 where they never were.
    fork: i64,
    import: i64,
    /// Who of the archive is who here.
    contacts: HashMap<ContactId, ContactId>,
    records: HashMap<RecordId, RecordId>,
    report: MergeReport,
}

/// Of two states that differ, what is to be done.
enum Verdict {
    Take,
    Leave,
}

impl Merging<'_> {
    /// The last change wins; where both were changed since the books were one, that is told.
    fn verdict(&mut self, ours: Stand, theirs: Stand, what: What, name: &str) -> Verdict {
        let verdict = if theirs.at > ours.at { Verdict::Take } else { Verdict::Leave };
        if ours.is_changed && theirs.is_changed {
            let stays = match verdict {
                Verdict::Take => Stays::Incoming,
                Verdict::Leave => Stays::Present,
            };
            self.conflict(what, name, stays, "changed_in_both");
        }
        verdict
    }

    fn conflict(&mut self, what: What, name: &str, stays: Stays, reason: &str) {
        self.report.conflict_count += 1;
        if self.report.conflicts.len() < TOLD {
            let (name, reason) = (name.to_owned(), reason.to_owned());
            self.report.conflicts.push(MergeConflict { what, name, stays, reason });
        }
    }

    /// When the state of this revision was made, and whether that was after the books parted.
    fn stand(&self, db: &Db, rev: i64, added_at: Moment) -> Result<Stand> {
        let change = db.change_row(rev)?;
        let made_with = |verb: Verb| {
            matches!(
                verb,
                Verb::Add
                    | Verb::Import
                    | Verb::AddService
                    | Verb::AddAccess
                    | Verb::AddTemplate
                    | Verb::ImportRegister
            )
        };
        let is_changed = match &change {
            // Never one: whatever was done to it after it came.
            Some(change) if self.fork == 0 => !made_with(change.verb),
            Some(change) => change.id > self.fork,
            None => false,
        };
        Ok(Stand { at: change.map_or(added_at, |change| change.at), is_changed })
    }
}

#[derive(Clone, Copy)]
struct Stand {
    at: Moment,
    is_changed: bool,
}

/// The last change of the archive's that stands here as well.
fn fork(ours: &Db, theirs: &Db) -> Result<i64> {
    for change in theirs.changes(u32::MAX)? {
        let same = |ours: &crate::store::ChangeRow| ours.at == change.at && ours.verb == change.verb;
        if ours.change_row(change.id)?.as_ref().is_some_and(same) {
            return Ok(change.id);
        }
    }
    Ok(0)
}

/// Tells the progress every so often.
fn tick(progress: &mut OnProgress<'_>, done: u64, total: u64) -> Result<()> {
    match done % 256 {
        0 => told(progress, Phase::Writing, done, total),
        _ => Ok(()),
    }
}
