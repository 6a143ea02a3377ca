//! Bringing an archive or a backup back: unpacked and proved beside the book first ([`Incoming`]), then put in its place
//! ([`swap`]) or merged into it ([`merge`]).

mod merge;
mod swap;
mod take;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::merge::{MergeConflict, MergeReport, Merged, Stays, What};
pub(super) use self::swap::Staging;
pub(super) use self::swap::{clear, finish, is_unfinished};
use self::take::Taken;
use super::backups::told;
use super::{OnProgress, Phase, open, place};
use crate::archive::{self, Contents, Found, Opened, Passphrase, found};
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::guard::{self, BookKey};
use crate::store::{self, Store, VERSION, look_at};
use crate::time::Moment;

/// What a file is that is to be restored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct IncomingFacts {
    pub kind: IncomingKind,
    /// With a passphrase.
    pub sealed: bool,
    /// The book in it is guarded by another key than the present one: it brings its own passphrase along.
    pub guarded: bool,
    /// When it was made; of a plain backup, when its last change was.
    pub made_at: Option<Moment>,
    /// The version of the app that made an archive; empty for a plain backup.
    pub app: String,
    /// The version of the book in it. Older ones are brought to this program's own.
    pub book_version: i64,
    pub known_version: i64,
    /// Of the file itself.
    pub bytes: u64,
    pub contents: Contents,
    pub attachments: u32,
    /// The app's settings come with it: [`Incoming::settings`].
    pub settings: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum IncomingKind {
    /// `.enishi`
    Archive,
    /// A copy of the book as it is: a daily one, or one that was saved.
    Backup,
}

/// An archive or a backup that was unpacked beside the book, proved and brought to this version. Takes its files away when it is
/// dropped.
pub struct Incoming {
    staging: Staging,
    /// The name of its file.
    name: String,
    facts: IncomingFacts,
    settings: Option<Vec<u8>>,
    /// Of a guarded book.
    key: Option<BookKey>,
    /// Of the present book, as it was said.
    present: Option<BookKey>,
}

/// What stands after a book was replaced.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Replaced {
    /// The book that stood there before, whole; with its attachments in `NAME.attachments` beside it. Stays on this side: no path
    /// crosses to the page.
    #[serde(skip)]
    pub kept: Option<PathBuf>,
    pub contents: Contents,
    /// Opens the book that stands now, where it is guarded.
    #[serde(skip)]
    pub key: Option<BookKey>,
}

impl Incoming {
    /// Opens `file`, whatever it is called, for the book at `book`, which needn't be there and is not touched. Everything is read:
    /// every hash is compared, the database checked by SQLite and counted against the manifest, an older one brought to
    /// this version. That takes the room of the unpacked book beside `book`, until this is dropped.
    ///
    /// The passphrase opens a sealed archive or a guarded book, which its recovery key opens, too; `key` is the one of the
    /// present book, whose own copies open with it. What comes in clear is unpacked under that key: nothing of it is written in
    /// clear beside a guarded book. The book of an archive in clear is held in memory for that, up to 1 GB.
    ///
    /// [`Error::NotAnArchive`] for a file that is none of ours, [`Error::NotABook`] for somebody else's database,
    /// [`Error::Damaged`], [`Error::TooNew`] (the archive's form or the book's version), [`Error::PassphraseNeeded`],
    /// [`Error::WrongPassphrase`]; [`Error::Invalid`] of `file` with `the_book` for the book itself and `too_large`
    /// for one that can't be held; [`Error::Unreadable`];
    /// [`Error::DiskFull`], [`Error::ReadOnly`], [`Error::NetworkDrive`] of the book's folder; [`Error::Cancelled`].
    pub fn open(
        file: &Path,
        passphrase: Option<&Passphrase>,
        key: Option<&BookKey>,
        book: &Path,
        progress: &mut OnProgress<'_>,
    ) -> Result<Incoming> {
        let (file, book) = (std::path::absolute(file)?, std::path::absolute(book)?);
        let found = found(&file)?;
        if place::is_on_network(&place::resolved(&book)) {
            return Err(Error::NetworkDrive);
        }
        if let (Ok(file), Ok(book)) = (file.canonicalize(), book.canonicalize())
            && file == book
        {
            return Err(Error::Invalid { field: "file".to_owned(), reason: "the_book" });
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = std::fs::metadata(&file)?.len();
        let present = key.cloned();
        let staging = Staging::beside(&book)?;
        std::fs::create_dir_all(staging.files())?;
        let (taken, made) = match found {
            Found::Archive { sealed } => {
                let mut archive = Opened::open(&file, passphrase)?;
                let taken = take::archive(&mut archive, passphrase, key, &staging, progress)?;
                (taken, Some((archive.manifest, sealed)))
            }
            Found::Book => (take::backup(&file, passphrase, key, &staging, progress)?, None),
        };
        let Taken { key, wrapped, settings } = taken;
        told(progress, Phase::Comparing, 0, 0)?;
        let (book_version, contents) = proved(&staging.book(), key.as_ref())?;
        if let Some((manifest, _)) = &made
            && (manifest.contents != contents || manifest.book_version != book_version)
        {
            return Err(Error::Damaged { detail: "the book in it is not the one of its manifest".to_owned() });
        }
        bring_forward(&staging.book(), key.as_ref(), book_version)?;
        if let Some(wrapped) = &wrapped {
            guard::append(&staging.book(), wrapped)?;
        }
        let attachments = super::backups::listed(&staging.attachments())?.len();
        let (kind, sealed, made_at, app) = match made {
            Some((manifest, sealed)) => (IncomingKind::Archive, sealed, Some(manifest.made_at), manifest.app),
            None => (IncomingKind::Backup, false, contents.last_change, String::new()),
        };
        let attachments = u32::try_from(attachments).unwrap_or(u32::MAX);
        let (known_version, settings_there) = (VERSION, settings.is_some());
        let facts = IncomingFacts {
            kind,
            sealed,
            guarded: key.is_some() && key != present,
            made_at,
            app,
            book_version,
            known_version,
            bytes,
            contents,
            attachments,
            settings: settings_there,
        };
        Ok(Incoming { staging, name, facts, settings, key, present })
    }

    pub fn facts(&self) -> &IncomingFacts {
        &self.facts
    }

    /// The app's settings, as they were handed in when the archive was made.
    pub fn settings(&self) -> Option<&[u8]> {
        self.settings.as_deref()
    }

    /// Puts this in the place of the book at `book` (the same that it was opened for), which is kept beside it under a dated
    /// name, whole; a damaged one, too. Nobody may have the book open: the window drops its own before and opens it again after.
    ///
    /// A guarded book brings its passphrase along. One in clear, or one of the same key, that takes the place of a guarded one and
    /// was opened with the present key is guarded by the present passphrase.
    ///
    /// A kill at any moment leaves the old book or the new one, and the next [`super::Book::open`] finds it. `edge` tells the
    /// date of the name. [`Error::OpenElsewhere`] after waiting; [`Error::ReadOnly`], [`Error::DiskFull`]; the old book is
    /// as it was then.
    pub fn replace(self, book: &Path, edge: &Edge, wait: Duration) -> Result<Replaced> {
        let book = std::path::absolute(book)?;
        let _lock = open::lock(&open::lock_path(&book), wait)?;
        if let Some(present) = &self.present
            && self.key.as_ref() == Some(present)
        {
            // The present passphrase stays, also where the copy was made with an earlier one.
            let wrapped = super::guard::wrapped_of(&book, present)?.ok_or_else(|| Error::Damaged {
                detail: "the file with the wrapped key is missing: set a new passphrase first".to_owned(),
            })?;
            guard::append(&self.staging.book(), &wrapped)?;
        }
        let kept = self.staging.replace(&book, edge)?;
        Ok(Replaced { kept, contents: self.facts.contents, key: self.key })
    }

    fn store(&self) -> Result<Store> {
        Store::open_to_read(&self.staging.book(), self.key.as_ref())
    }
}

/// A book of this or an earlier version that SQLite finds nothing wrong with.
fn proved(path: &Path, key: Option<&BookKey>) -> Result<(i64, Contents)> {
    let (copy, version) = look_at(path, key)?;
    let problems = if version == VERSION { copy.integrity()? } else { copy.file_integrity()? };
    store::expect_none(problems)?;
    Ok((version, copy.contents()?))
}

/// Brings an older book to this version and makes it durable.
fn bring_forward(path: &Path, key: Option<&BookKey>, version: i64) -> Result<()> {
    if version < VERSION {
        let store = Store::open_to_write(path, key)?;
        store::expect_none(store.read(|db| db.integrity())?)?;
        drop(store);
        // What a migration sets aside is in the file itself here.
        for entry in std::fs::read_dir(path.parent().unwrap_or(path))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(&format!("{}.v", archive::BOOK)) {
                std::fs::remove_file(entry.path())?;
            }
        }
    }
    std::fs::File::options().write(true).open(path)?.sync_all()?;
    Ok(())
}
