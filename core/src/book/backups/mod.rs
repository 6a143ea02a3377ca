//! Backups of the book: copies that are opened, checked and counted before they are called one ([`Book::back_up_to`]), daily
//! generations of them ([`daily`]), and one-file archives of everything ([`archives`]).
//!
//! A backup is a book: the whole file, with history, trash, records and photos, and beside it the folder of attachments. Files
//! that runs only point to (see `book/attached.rs`) stay where they are and are in no backup; what the run knows of them is.
//!
//! Copies of a guarded book are guarded by the same key, and each carries that key wrapped with the passphrase.

mod archives;
mod attachments;
mod daily;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use self::archives::{Archived, Extras};
pub(super) use self::attachments::{attachments_of, listed, mirror, put, reseal};
pub use self::daily::{
    BackupPlace, BackupState, DailyBackup, DailyBackups, DailyCopy, check_daily_copies, daily_copies,
};
pub(super) use self::daily::{attachments_in, days_beside, folder_beside};
use super::{Book, OnProgress, Phase, Progress, place};
use crate::archive::{Contents, Part};
use crate::beside::named;
use crate::error::{Error, Result};
use crate::{guard, store};

/// A backup that was opened and found to hold what the book holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct BackedUp {
    /// Stays on this side: no path crosses to the page.
    #[serde(skip)]
    pub path: PathBuf,
    /// Of the book's file alone.
    pub bytes: u64,
    pub contents: Contents,
    /// Files in the folder of attachments beside it.
    pub attachments: u32,
}

impl Book {
    /// Copies the book to a file while it is in use, with its attachments into `NAME.attachments` beside it. The copy is made
    /// under another name, synced, opened again, checked by SQLite and by us and counted against the book, and only then takes
    /// its name: whatever stood there before is whole until then, and stays on any error.
    ///
    /// Works for a book that is opened for reading, too. `progress` hears bytes copied ([`Phase::Reading`]), then
    /// [`Phase::Comparing`] and [`Phase::Saving`].
    ///
    /// [`Error::Invalid`] of `target` with `the_book` for the book itself or a file that belongs to it, `in_use` for a book
    /// that somebody writes, `not_writable` for a place where nothing can be; [`Error::ReadOnly`], [`Error::DiskFull`],
    /// [`Error::Cancelled`]; [`Error::Damaged`] where the copy isn't sound, which then is the book's own damage.
    pub fn back_up_to(&self, target: &Path, progress: &mut OnProgress<'_>) -> Result<BackedUp> {
        let target = std::path::absolute(target)?;
        refuse_own(&self.path, &target)?;
        self.copy_into(&target, &attachments_of(&target), progress)
    }

    /// What the book holds, in the numbers by which a backup is counted against it.
    pub fn contents(&self) -> Result<Contents> {
        self.store.read(|db| db.contents())
    }

    fn copy_into(&self, target: &Path, attachments: &Path, progress: &mut OnProgress<'_>) -> Result<BackedUp> {
        let part = Part::beside(target)?;
        let contents = self.copy_checked(part.path(), progress)?;
        let copied = mirror(&attachments_of(&self.path), attachments, &mut || told(progress, Phase::Comparing, 0, 0))?;
        told(progress, Phase::Saving, 0, 0)?;
        let bytes = std::fs::metadata(part.path())?.len();
        part.put_in_place(target)?;
        Ok(BackedUp { path: target.to_owned(), bytes, contents, attachments: copied })
    }

    /// Makes a durable copy of the book in this file, and proves it.
    fn copy_checked(&self, to: &Path, progress: &mut OnProgress<'_>) -> Result<Contents> {
        let contents = self.store.copy_to(to, &mut |done, total| told(progress, Phase::Reading, done, total))?;
        if self.store.key().is_some()
            && let Some(wrapped) = guard::of_file(&self.path)?
        {
            guard::append(to, &wrapped)?;
        }
        told(progress, Phase::Comparing, 0, 0)?;
        if store::prove(to, self.store.key())? != contents {
            return Err(Error::Damaged { detail: "the copy does not hold what the book holds".to_owned() });
        }
        Ok(contents)
    }
}

/// Tells how far the work is, and hears a cancel.
pub(super) fn told(progress: &mut OnProgress<'_>, phase: Phase, done: u64, total: u64) -> Result<()> {
    match progress(Progress { phase, done, total }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}

/// Nothing is written over the book, over what belongs to it, or over a book that is in use.
pub(super) fn refuse_own(book: &Path, target: &Path) -> Result<()> {
    let refused = |reason| Err(Error::Invalid { field: "target".to_owned(), reason });
    if target.is_dir() {
        return refused("not_writable");
    }
    let (book, target) = (place::resolved(book), place::resolved(target));
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let beside = book.parent() == target.parent();
    let family = ["", "-wal", "-shm", ".lock", ".new", "-journal", ".key", ".tries"];
    if beside && family.iter().any(|ending| name(&target) == format!("{}{ending}", name(&book))) {
        return refused("the_book");
    }
    if let (Ok(book), Ok(target)) = (book.canonicalize(), target.canonicalize())
        && book == target
    {
        return refused("the_book");
    }
    // Its log would be laid over another file.
    if std::fs::metadata(named(&target, "-wal")).is_ok_and(|log| log.len() > 0) {
        return refused("in_use");
    }
    Ok(())
}
