//! Bringing files in: files → cards as they are read → who is already there → one change, and a report.
//!
//! One thread reads and prepares ahead ([`read`]), this one writes ([`write`]); between them stands a channel of few, small
//! batches, so that memory doesn't grow with the file.

mod alike;
mod ask;
mod columns;
mod files;
mod group_cards;
mod look;
mod matching;
mod mending;
mod preview;
mod problems;
mod read;
mod write;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

pub(super) use self::columns::check as check_columns;
pub use self::preview::Preview;
pub use self::problems::{Problems, Wording};

use self::columns::How;
use self::files::{Pace, Source};
use self::preview::Noted;
use self::read::{Batch, Item};
use self::write::Writer;
use super::change::Ties;
use super::{Book, ImportOptions, ImportReport, OnProgress, Phase, Progress, Verb};
use crate::error::{Error, Result};

/// Batches between the threads.
const BATCHES: usize = 4;
/// How long nothing may come before progress is told and a cancel heard.
const TICK: Duration = Duration::from_millis(100);

/// What an import did, and what it had to say.
pub struct Imported {
    pub report: ImportReport,
    pub problems: Problems,
}

/// Problems told in full, and bytes of the name beside each.
const PROBLEMS: usize = 1_000;
const SHOWN: usize = 400;

impl Book {
    /// Brings in files, and folders of them: vCard, CSV, spreadsheets, LDIF and MECARD. All or nothing: cancelled
    /// ([`Error::Cancelled`]) or failed, the book is as it was. [`Error::Unreadable`] for a file that is not there, can't be read or holds no contacts.
    ///
    /// "Already there" is: the same UID; else the same row of an earlier import; else the same folded name and an equal mail or
    /// phone with exactly one contact that was in the book before. Cards of one import are never matched with each other, and
    /// their order doesn't matter. A card that is a group is no contact: it makes the group, with those of its members whose UIDs
    /// stand in the files or in the book (`no_member` tells the others), and isn't counted.
    pub fn import(
        &self,
        files: &[PathBuf],
        options: &ImportOptions,
        progress: &mut OnProgress<'_>,
    ) -> Result<ImportReport> {
        Ok(self.bring_in(files, options, progress)?.report)
    }

    /// The same as [`Book::import`], and answers its problems too.
    pub fn bring_in(
        &self,
        files: &[PathBuf],
        options: &ImportOptions,
        progress: &mut OnProgress<'_>,
    ) -> Result<Imported> {
        if options.dry_run {
            let Preview { report, problems, .. } = self.preview(files, options, progress)?;
            return Ok(Imported { report, problems });
        }
        let how = self.how(&options.reading)?;
        let (sources, mut told) = gather(files, &how, progress)?;
        let mut report = ImportReport::default();
        let mut problems = Problems::of(&sources, &how);
        let ((), changed) = self.change(Verb::Import, Ties::default(), |tx| {
            let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
            let import = tx.db.insert_import(tx.at, &names.join("\n"))?;
            tx.db.set_change_import(tx.id, import)?;
            let mut writer = Writer::of(tx, import, options, &mut problems)?;
            self.run(&sources, options, &how, &mut writer, &mut told)?;
            report = writer.finish()?;
            report.import_id = Some(import).filter(|_| tx.changed.count > 0);
            Ok(())
        })?;
        debug_assert_eq!(changed.change.is_some(), report.import_id.is_some());
        // The people are in: that their columns could not be remembered doesn't make this a failure.
        let _ = self.remember(&sources, &how);
        Ok(Imported { report, problems })
    }

    /// What [`Book::import`] would do, person by person. Writes nothing; errors as there.
    pub fn preview(
        &self,
        files: &[PathBuf],
        options: &ImportOptions,
        progress: &mut OnProgress<'_>,
    ) -> Result<Preview> {
        let how = self.how(&options.reading)?;
        let (sources, mut told) = gather(files, &how, progress)?;
        let mut problems = Problems::of(&sources, &how);
        self.store.read(|db| {
            let mut noted = Noted::default();
            let mut writer = Writer::preview(db, options, &mut noted, &mut problems)?;
            self.run(&sources, options, &how, &mut writer, &mut told)?;
            let report = std::mem::take(&mut writer.report);
            let (last, comers) = (writer.last, std::mem::take(&mut writer.comers));
            drop(writer);
            comers.tell(db, last, &mut noted, &mut |done| told.tell(Phase::Comparing, done))?;
            Ok(Preview { report, problems, people: noted })
        })
    }

    /// Reads ahead in a thread and writes in this one.
    fn run(
        &self,
        sources: &[Source],
        options: &ImportOptions,
        how: &How,
        writer: &mut Writer<'_, '_>,
        told: &mut Told<'_, '_>,
    ) -> Result<()> {
        let pace = Pace::default();
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel(BATCHES);
            let (edge, pace) = (&self.edge, &pace);
            scope.spawn(move || read::all(sources, options, how, edge, pace, &send));
            let taken = take(receive, pace, writer, told);
            // Left early, the reading thread ends with its next bytes or its next batch.
            pace.stop();
            taken
        })?;
        writer.settle(&mut |done| told.tell(Phase::Writing, done))?;
        told.last(writer.report.read)
    }
}

fn take(receive: Receiver<Batch>, pace: &Pace, writer: &mut Writer<'_, '_>, told: &mut Told<'_, '_>) -> Result<()> {
    told.tell(Phase::Reading, 0)?;
    loop {
        let batch = match receive.recv_timeout(TICK) {
            Ok(batch) => batch?,
            Err(RecvTimeoutError::Timeout) => Vec::new(),
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        for item in batch {
            match item {
                Item::Card(card) => writer.take(*card)?,
                Item::Group(card) => writer.group_cards.push(card),
                Item::Trouble { source, trouble } => {
                    if trouble.lost {
                        writer.report.read += 1;
                        writer.report.failed += 1;
                    }
                    let out = trouble.lost;
                    writer.tell(source, trouble, out, None)?;
                }
            }
        }
        told.tell(Phase::Reading, pace.bytes_read.load(Ordering::Relaxed))?;
    }
}

fn gather<'a, 'b>(
    files: &[PathBuf],
    how: &How,
    progress: &'a mut OnProgress<'b>,
) -> Result<(Arc<[Source]>, Told<'a, 'b>)> {
    let mut told = Told { total: 0, progress };
    let sources = files::gather(files, how, &mut || told.tell(Phase::Reading, 0))?;
    told.total = sources.iter().map(|source| source.bytes).sum();
    Ok((sources.into(), told))
}

/// `name.vcf:12`
fn place(name: &str, line: u64) -> String {
    format!("{name}:{line}")
}

/// The caller's progress, and how many bytes there are in all.
struct Told<'a, 'b> {
    total: u64,
    progress: &'a mut OnProgress<'b>,
}

impl Told<'_, '_> {
    fn tell(&mut self, phase: Phase, done: u64) -> Result<()> {
        let total = match phase {
            Phase::Reading => self.total,
            Phase::Writing | Phase::Saving | Phase::Comparing => 0,
        };
        match (self.progress)(Progress { phase, done, total }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Cancelled),
        }
    }

    /// The last moment at which a cancel is heard.
    fn last(&mut self, done: u32) -> Result<()> {
        self.tell(Phase::Saving, u64::from(done))
    }
}
