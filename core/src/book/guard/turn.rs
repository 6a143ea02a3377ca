//! From one form of a book to the other, and its copies with it.
//!
//! The other form of the book is made ready beside it and proved row by row, and takes its place as a restored one does (see
//! [`crate::book::restore`]): a kill at any moment leaves the book in one of its two forms, whole. Copies follow one by one; what
//! could not be reached when the book was guarded follows with the next daily copy. Taken off, copies that are away keep their
//! guard.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{guard_of, long_enough};
use crate::archive::{Part, Passphrase, clear_unfinished};
use crate::beside::{named, remove};
use crate::book::backups::{attachments_in, attachments_of, days_beside, folder_beside, reseal, told};
use crate::book::restore::{self, Staging};
use crate::book::{OnProgress, Phase, open};
use crate::checklist::day::Day;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::guard::{self, BookKey};
use crate::store::{Header, header, rewrite, settle_log};

/// What became of the copies of a book that was guarded, or is no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Guarded {
    /// So many follow the book.
    pub copies: u32,
    /// So many could not: damaged ones, those of another key, those of a second place that isn't there (counted as one).
    pub left: u32,
}

/// Guards a book with a passphrase and encrypts it and its copies with the key, which the caller showed to the user as
/// [`BookKey::recovery`] before. `progress` hears bytes of files done ([`Phase::Writing`]).
///
/// [`Error::Invalid`] of `passphrase` with `too_short`, of `book` with `guarded`; [`Error::OpenElsewhere`] after waiting,
/// [`Error::DiskFull`], [`Error::ReadOnly`], [`Error::Damaged`], [`Error::Cancelled`]: then the book is as it was.
pub fn set_guard(
    book: &Path,
    edge: &Edge,
    key: &BookKey,
    passphrase: &Passphrase,
    how: &Guarding<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<Guarded> {
    long_enough(passphrase)?;
    let wrapped = guard::wrap(key, passphrase)?;
    if guard_of(book, edge)?.is_some() {
        return Err(Error::Invalid { field: "book".to_owned(), reason: "guarded" });
    }
    bring_over(book, edge, &Turn { from: None, to: Some((key, &wrapped)) }, how, progress)
}

/// Takes the passphrase off a book and decrypts it and its copies. Errors as of [`set_guard`]; [`Error::Locked`] with another key.
pub fn take_off_guard(
    book: &Path,
    edge: &Edge,
    key: &BookKey,
    how: &Guarding<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<Guarded> {
    bring_over(book, edge, &Turn { from: Some(key), to: None }, how, progress)
}

/// Where the copies are that follow, and how long to wait for whoever has the book open.
#[derive(Clone, Copy, Debug)]
pub struct Guarding<'a> {
    /// As for [`super::Book::daily_backups`].
    pub second: Option<&'a Path>,
    pub wait: Duration,
}

/// From one form of a book to the other.
struct Turn<'a> {
    from: Option<&'a BookKey>,
    to: Option<(&'a BookKey, &'a [u8])>,
}

impl Turn<'_> {
    /// Writes the other form of a file, proved and durable.
    fn write(&self, from: &Path, to: &Path, step: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        rewrite(from, self.from, to, self.to.map(|(key, _)| key), step)?;
        if let Some((_, wrapped)) = self.to {
            guard::append(to, wrapped)?;
        }
        std::fs::File::options().write(true).open(to)?.sync_all()?;
        Ok(())
    }

    /// The file has the other form already.
    fn is_done(&self, file: &Path) -> Result<bool> {
        Ok(match header(file)? {
            Header::Book { guarded, .. } => guarded == self.to.is_some(),
            Header::Nothing => true,
        })
    }

    fn attachments(&self, from: &Path, to: &Path, step: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        reseal(from, self.from, to, self.to.map(|(key, _)| key), step)
    }

    /// Puts the other form of a copy into its place.
    fn replace(&self, copy: &Path, step: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        // Its log would be laid over another file.
        settle_log(copy, self.from)?;
        let part = Part::beside(copy)?;
        self.write(copy, part.path(), step)?;
        part.put_in_place(copy)?;
        remove(&named(copy, guard::SIDECAR))
    }
}

fn bring_over(
    book: &Path,
    edge: &Edge,
    turn: &Turn<'_>,
    how: &Guarding<'_>,
    progress: &mut OnProgress<'_>,
) -> Result<Guarded> {
    let book = std::path::absolute(book)?;
    let _lock = open::lock(&open::lock_path(&book), how.wait)?;
    restore::finish(&book)?;
    restore::clear(&book);
    clear_parts(&book, how.second);
    if turn.to.is_some() && turn.is_done(&book)? {
        // What was killed on its way has another key.
        return Err(Error::Invalid { field: "book".to_owned(), reason: "guarded" });
    }
    let followers = copies(&book, how.second);
    let bytes = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
    let total = followers.iter().map(|copy| bytes(copy)).sum::<u64>() + bytes(&book);
    let mut written = bytes(&book);
    let mut done = away(how.second);
    if !turn.is_done(&book)? {
        let staging = Staging::beside(&book)?;
        std::fs::create_dir_all(staging.files())?;
        turn.write(&book, &staging.book(), &mut || told(progress, Phase::Writing, 0, total))?;
        let (from, to) = (attachments_of(&book), staging.attachments());
        turn.attachments(&from, &to, &mut || told(progress, Phase::Writing, 0, total))?;
        // From here on the book has its new form: what goes wrong with the rest keeps nobody from it.
        match staging.replace(&book, edge) {
            Ok(former) => done.left += u32::from(former.is_some_and(|former| forget(&former).is_err())),
            Err(_) if book.exists() && turn.is_done(&book)? => done.left += 1,
            Err(error) => return Err(error),
        }
    }
    for copy in followers {
        // A cancel now leaves the rest to the next daily copy.
        if turn.is_done(&copy).is_ok_and(|is_done| is_done) {
            continue;
        }
        let turned = turn.replace(&copy, &mut || told(progress, Phase::Writing, written, total));
        done.count(turned.is_ok());
        written += bytes(&copy);
    }
    for folder in folders(&book, how.second) {
        let turned = turn.attachments(&folder, &folder, &mut || told(progress, Phase::Writing, written, total));
        done.left += u32::from(turned.is_err());
    }
    guard::forgive(&book);
    Ok(done)
}

/// Copies that did not follow when the book was guarded do it now; one that can't is tried again tomorrow. Only
/// [`Error::Cancelled`].
pub(in crate::book) fn follow(
    book: &Path,
    key: Option<&BookKey>,
    folder: &Path,
    step: &mut dyn FnMut() -> Result<()>,
) -> Result<()> {
    let Some(key) = key else { return Ok(()) };
    let Ok(Some(wrapped)) = guard::of_file(book) else { return Ok(()) };
    let turn = Turn { from: None, to: Some((key, &wrapped)) };
    for copy in copies(book, Some(folder)) {
        if !turn.is_done(&copy).unwrap_or(true)
            && let Err(Error::Cancelled) = turn.replace(&copy, step)
        {
            return Err(Error::Cancelled);
        }
    }
    for folder in folders(book, Some(folder)) {
        if let Err(Error::Cancelled) = turn.attachments(&folder, &folder, step) {
            return Err(Error::Cancelled);
        }
    }
    Ok(())
}

impl Guarded {
    pub(super) fn count(&mut self, done: bool) {
        if done {
            self.copies += 1;
        } else {
            self.left += 1;
        }
    }
}

pub(super) fn away(second: Option<&Path>) -> Guarded {
    Guarded { copies: 0, left: u32::from(second.is_some_and(|folder| !folder.is_dir())) }
}

/// Every other file that holds a state of this book.
pub(super) fn copies(book: &Path, second: Option<&Path>) -> Vec<PathBuf> {
    let mut copies = days_beside(book, second);
    let (Some(folder), Some(stem)) = (book.parent(), book.file_stem()) else { return copies };
    let stem = stem.to_string_lossy();
    // `enishi.before-2026-11-28-203054.book` and `enishi.v4.book`; no other book that somebody keeps there.
    let is_former = |name: &str| {
        let rest = name.strip_prefix(&*stem).unwrap_or_default();
        let day = rest.strip_prefix(".before-").and_then(|rest| rest.get(..10));
        let version = rest.strip_prefix(".v").and_then(|rest| rest.split('.').next());
        day.is_some_and(|day| Day::parse(day).is_some()) || version.is_some_and(|text| text.parse::<u32>().is_ok())
    };
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_book = Path::new(&name).extension() == book.extension();
        if is_book && is_former(&name) && entry.path().is_file() {
            copies.push(entry.path());
        }
    }
    copies.sort();
    copies.dedup();
    copies
}

/// Half-written copies that a kill left, which may be in the other form; whoever holds the book's lock makes none just now.
fn clear_parts(book: &Path, second: Option<&Path>) {
    let stem = book.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folders = [book.parent().map(Path::to_owned), Some(folder_beside(book)), second.map(Path::to_owned)];
    for folder in folders.into_iter().flatten() {
        clear_unfinished(&folder, &format!(".{stem}"));
    }
}

/// Where attachments stand beside those copies.
fn folders(book: &Path, second: Option<&Path>) -> Vec<PathBuf> {
    let daily = [Some(folder_beside(book)), second.map(Path::to_owned)];
    let daily = daily.into_iter().flatten().map(|folder| attachments_in(book, &folder));
    let former = copies(book, None).into_iter().filter(|copy| copy.parent() == book.parent());
    daily.chain(former.map(|copy| attachments_of(&copy))).filter(|folder| folder.is_dir()).collect()
}

/// The former form of the book goes for good: the new one was proved to hold the same.
fn forget(former: &Path) -> Result<()> {
    for ending in ["-wal", "-shm", guard::SIDECAR, ""] {
        remove(&named(former, ending))?;
    }
    let attachments = attachments_of(former);
    if attachments.is_dir() {
        std::fs::remove_dir_all(attachments)?;
    }
    Ok(())
}
