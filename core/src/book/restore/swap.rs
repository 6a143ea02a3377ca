//! Putting another book in the place of the present one, so that a kill at any moment leaves a complete old or a complete new
//! state.
//!
//! The new state is made ready in a folder of its own beside the book. Renaming that folder to `NAME.restored` is the one
//! moment in which the new state becomes the true one: before it, the old book stands untouched; after it, whoever opens the book
//! first ([`finish`]) does what is left: the old files are moved aside, the new ones into their place, and the folder goes.
//! Every step can be done again after a kill. All of it happens under the book's lock.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::archive::{ATTACHMENTS, BOOK, sync_folder};
use crate::beside::{named, remove};
use crate::book::backups::attachments_of;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::guard;
use crate::store::{Header, header};
use crate::time::Moment;

/// Holds the name under which the old book is kept.
const ASIDE: &str = "aside";
/// The wrapped key of a guarded book.
const KEY: &str = "key";
/// Held by whoever works in a folder, for as long as that lives.
const IN_USE: &str = "in_use";

/// A folder beside a book in which another state of it is made ready; gone when dropped.
pub(in crate::book) struct Staging {
    folder: PathBuf,
    in_use: Option<File>,
}

/// Makes folders that no other user can look into; on Windows those of a user's own folder are such.
fn for_us_alone() -> fs::DirBuilder {
    #[cfg(unix)]
    {
        let mut maker = fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        maker
    }
    #[cfg(not(unix))]
    fs::DirBuilder::new()
}

impl Staging {
    /// `NAME.incoming-…` beside the book.
    pub fn beside(book: &Path) -> Result<Staging> {
        static MADE: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        if let Some(folder) = book.parent() {
            fs::create_dir_all(folder)?;
        }
        loop {
            let number = MADE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let folder = named(book, &format!("{INCOMING}{}-{number}", std::process::id()));
            match for_us_alone().create(&folder) {
                Ok(()) => {
                    let mut staging = Staging { folder, in_use: None };
                    let in_use = File::create_new(staging.folder.join(IN_USE))?;
                    // A system without locks has no other process that could clear the folder away either.
                    let _ = in_use.try_lock();
                    staging.in_use = Some(in_use);
                    return Ok(staging);
                }
                // Of a process that had our number and was killed.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Where the files are made ready: empty at first.
    pub fn files(&self) -> PathBuf {
        self.folder.join("files")
    }

    pub fn book(&self) -> PathBuf {
        self.files().join(BOOK)
    }

    pub fn attachments(&self) -> PathBuf {
        self.files().join(ATTACHMENTS)
    }

    /// Makes what stands here the book at `path`; the caller holds its lock, and nobody has the book open. Answers where the
    /// old one is kept. An error leaves the old book as it was.
    pub fn replace(mut self, path: &Path, edge: &Edge) -> Result<Option<PathBuf>> {
        finish(path)?;
        let kept = (path.exists() || attachments_of(path).exists()).then(|| aside(path, edge.local_ms(edge.now())));
        let files = self.files();
        if let Some(name) = kept.as_deref().and_then(Path::file_name) {
            fs::write(files.join(ASIDE), name.to_string_lossy().as_bytes())?;
            File::options().write(true).open(files.join(ASIDE))?.sync_all()?;
        }
        make_key_ready(&files)?;
        // Attachments of the old book go with it, also where the new one has none.
        fs::create_dir_all(self.attachments())?;
        sync_folder(&files.join(BOOK));
        // On Windows nothing in a folder may be open while that is renamed.
        drop(self.in_use.take());
        let ready = named(path, RESTORED);
        fs::rename(&files, &ready)?;
        sync_folder(path);
        if let Err(error) = finish(path) {
            // Somebody has the old book open: nothing was moved, and nothing is to be.
            if path.exists() && ready.join(BOOK).exists() {
                fs::rename(&ready, &files)?;
            }
            return Err(error);
        }
        Ok(kept)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        drop(self.in_use.take());
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const INCOMING: &str = ".incoming-";
const RESTORED: &str = ".restored";

/// Another state was made the true one and is not in its place yet.
pub(in crate::book) fn is_unfinished(book: &Path) -> bool {
    named(book, RESTORED).is_dir()
}

/// Does what is left of a replacement. The caller holds the book's lock.
pub(in crate::book) fn finish(book: &Path) -> Result<()> {
    let ready = named(book, RESTORED);
    if !ready.is_dir() {
        return Ok(());
    }
    let kept =
        fs::read_to_string(ready.join(ASIDE)).ok().filter(|name| !name.is_empty()).map(|n| book.with_file_name(n));
    if ready.join(BOOK).exists() {
        if book.exists() {
            move_aside(book, kept.as_deref())?;
        }
        // Of a book whose file was gone before.
        for ending in ["-wal", "-shm"] {
            remove(&named(book, ending))?;
        }
        put_key(&ready, book)?;
        fs::rename(ready.join(BOOK), book)?;
        sync_folder(book);
    }
    let (new, place) = (ready.join(ATTACHMENTS), attachments_of(book));
    if new.exists() {
        if place.exists() {
            let kept = kept.unwrap_or_else(|| named(book, ".before"));
            fs::rename(&place, attachments_of(&kept))?;
        }
        // Without attachments no folder stands there; it is made with the first.
        if fs::read_dir(&new)?.next().is_some() {
            fs::rename(&new, &place)?;
        } else {
            fs::remove_dir(&new)?;
        }
        sync_folder(book);
    }
    fs::remove_dir_all(&ready)?;
    sync_folder(book);
    Ok(())
}

/// A copy carries its wrapped key at its end; where the book is used, that stands beside it. Written before the new state becomes
/// the true one: after that files are only renamed.
fn make_key_ready(files: &Path) -> Result<()> {
    let book = files.join(BOOK);
    if let Some(wrapped) = guard::of_file(&book)? {
        fs::write(files.join(KEY), wrapped)?;
        File::options().write(true).open(files.join(KEY))?.sync_all()?;
        guard::strip(&book)?;
    }
    Ok(())
}

fn put_key(ready: &Path, book: &Path) -> Result<()> {
    let (key, place) = (ready.join(KEY), named(book, guard::SIDECAR));
    if key.exists() {
        return Ok(fs::rename(key, place)?);
    }
    match header(&ready.join(BOOK))? {
        // It was put there before a kill, or there is none.
        Header::Book { guarded: true, .. } => Ok(()),
        Header::Book { .. } | Header::Nothing => remove(&place),
    }
}

/// The book with its log and its key goes under the name by which it is kept; where one of them can't, all come back.
fn move_aside(book: &Path, kept: Option<&Path>) -> Result<()> {
    let kept = kept.map_or_else(|| named(book, ".before"), Path::to_owned);
    let mut moved = Vec::new();
    for ending in ["-wal", guard::SIDECAR, ""] {
        let (here, there) = (named(book, ending), named(&kept, ending));
        if !here.exists() {
            continue;
        }
        if let Err(error) = fs::rename(&here, &there) {
            let back = moved.iter().map(|(here, there): &(PathBuf, PathBuf)| fs::rename(there, here));
            // Each is tried, whatever became of the others.
            let failed: Vec<_> = back.filter_map(std::io::Result::err).collect();
            return Err(failed.into_iter().next().map_or_else(|| of_renaming(error), Error::from));
        }
        moved.push((here, there));
    }
    remove(&named(book, "-shm"))
}

/// Windows moves no file that somebody has open.
fn of_renaming(error: std::io::Error) -> Error {
    const SHARING_VIOLATION: i32 = 32;
    match error.raw_os_error() {
        Some(SHARING_VIOLATION) if cfg!(windows) => Error::OpenElsewhere,
        _ if cfg!(windows) && error.kind() == ErrorKind::PermissionDenied => Error::OpenElsewhere,
        _ => error.into(),
    }
}

/// Takes away what killed processes left of their work; the caller holds the book's lock.
pub(in crate::book) fn clear(book: &Path) {
    let (Some(folder), Some(name)) = (book.parent(), book.file_name()) else { return };
    let begin = format!("{}{INCOMING}", name.to_string_lossy());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(&begin) {
            continue;
        }
        let is_left = match File::options().write(true).open(entry.path().join(IN_USE)) {
            Ok(in_use) => in_use.try_lock().is_ok(),
            // Killed before it was made, or just being made: then it isn't there in a moment either, and stays empty.
            Err(error) => {
                error.kind() == ErrorKind::NotFound
                    && fs::read_dir(entry.path()).is_ok_and(|mut it| it.next().is_none())
            }
        };
        if is_left {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// `enishi.before-2026-11-28-203054.book`, or with a number where that is taken.
fn aside(book: &Path, local_ms: i64) -> PathBuf {
    let stem = book.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = book.extension().map(|it| format!(".{}", it.to_string_lossy())).unwrap_or_default();
    let day = crate::checklist::day::Day::from_number(local_ms.div_euclid(Moment::DAY_MS));
    let second = local_ms.rem_euclid(Moment::DAY_MS) / 1000;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let name = format!("{stem}.before-{day}-{hour:02}{minute:02}{second:02}");
    let mut number = 1;
    loop {
        let count = if number == 1 { String::new() } else { format!("-{number}") };
        let path = book.with_file_name(format!("{name}{count}{ending}"));
        if !path.exists() && !attachments_of(&path).exists() && !named(&path, "-wal").exists() {
            return path;
        }
        number += 1;
    }
}
