//! One file with everything, to keep elsewhere or to move to another computer.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{attachments_of, listed, refuse_own, told};
use crate::archive::{self, Bytes, Contents, Manifest, Opened, Packed, PackedFile, Part, Passphrase, Source, pack};
use crate::book::{Book, OnProgress, Phase};
use crate::error::{Error, Result};
use crate::store::VERSION;

/// What goes into an archive beside the book and its attachments.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras<'a> {
    /// The version of the app, for those who look at the archive later.
    pub app: &'a str,
    /// The app's settings, as the caller keeps them.
    pub settings: Option<&'a [u8]>,
}

/// An archive that was read back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Archived {
    /// Stays on this side: no path crosses to the page.
    #[serde(skip)]
    pub path: PathBuf,
    pub bytes: u64,
    /// With a passphrase, its own or the book's.
    pub sealed: bool,
    pub contents: Contents,
    /// Files in it: the book, settings, attachments.
    pub files: u32,
}

impl Book {
    /// Writes everything into one file: the book with history, trash, templates, runs and its own key, attachments, and what the
    /// caller adds; sealed where a passphrase is given. Written whole or not at all: the book is copied and proved as by
    /// [`Book::back_up_to`], packed beside the target, and the archive is opened again, unsealed, and every file in it compared
    /// with its hash before it takes its name. Between them, nothing of a sealed archive stands unsealed but beside the book.
    ///
    /// `progress` hears bytes copied, then bytes packed, each with the whole ([`Phase::Reading`], [`Phase::Writing`]), then
    /// bytes read back ([`Phase::Comparing`]) and [`Phase::Saving`]. Errors as of [`Book::back_up_to`].
    ///
    /// The archive of a guarded book holds it guarded, and opens with its passphrase or recovery key: another passphrase is
    /// [`Error::Invalid`] of `passphrase` with `guarded`.
    pub fn archive_to(
        &self,
        target: &Path,
        passphrase: Option<&Passphrase>,
        extras: &Extras<'_>,
        progress: &mut OnProgress<'_>,
    ) -> Result<Archived> {
        let guarded = self.store.key().is_some();
        if guarded && passphrase.is_some() {
            return Err(Error::Invalid { field: "passphrase".to_owned(), reason: "guarded" });
        }
        let target = std::path::absolute(target)?;
        refuse_own(&self.path, &target)?;
        // Whether anything can be written there is known before the work.
        let out = Part::beside(&target)?;
        let copy = self.aside()?;
        let contents = self.copy_checked(copy.path(), progress)?;
        let sources = self.sources(copy.path(), extras)?;
        let total = sources.iter().map(Source::length).sum::<Result<u64>>()?;
        let mut manifest = Manifest::new(self.edge.now(), extras.app, VERSION, contents);
        for stored in [false, true] {
            let file = std::fs::File::options().write(true).truncate(true).open(out.path())?;
            let told = &mut |done| told(progress, Phase::Writing, done, total);
            if pack(file, passphrase, &mut manifest, &sources, stored, told)? == Packed::Done {
                break;
            }
        }
        drop(copy);
        let mut again = Opened::open(out.path(), passphrase)?;
        if again.manifest != manifest {
            return Err(Error::Damaged { detail: "the archive does not say what was written".to_owned() });
        }
        let total = again.total();
        let take =
            &mut |_: &PackedFile, content: &mut dyn Read| Ok(std::io::copy(content, &mut std::io::sink()).map(drop)?);
        again.unpack(take, &mut |done| told(progress, Phase::Comparing, done, total))?;
        drop(again);
        told(progress, Phase::Saving, 0, 0)?;
        let bytes = std::fs::metadata(out.path())?.len();
        out.put_in_place(&target)?;
        let files = u32::try_from(manifest.files.len()).unwrap_or(u32::MAX);
        Ok(Archived { path: target, bytes, sealed: guarded || passphrase.is_some(), contents, files })
    }

    /// Where the copy stands that is packed: beside the book, where the same stands unsealed already.
    fn aside(&self) -> Result<Part> {
        match Part::beside(&self.path) {
            Err(Error::ReadOnly) => Part::beside(&std::env::temp_dir().join("enishi.book")),
            other => other,
        }
    }

    fn sources(&self, copy: &Path, extras: &Extras<'_>) -> Result<Vec<Source>> {
        let mut sources = vec![Source { name: archive::BOOK.to_owned(), bytes: Bytes::File(copy.to_owned()) }];
        if let Some(settings) = extras.settings {
            sources.push(Source { name: archive::SETTINGS.to_owned(), bytes: Bytes::Held(settings.to_vec()) });
        }
        for file in listed(&attachments_of(&self.path))? {
            let Some(name) = archive::attachment(&file.relative) else { continue };
            sources.push(Source { name, bytes: Bytes::File(file.path) });
        }
        Ok(sources)
    }
}

impl Source {
    fn length(&self) -> Result<u64> {
        match &self.bytes {
            Bytes::File(path) => Ok(std::fs::metadata(path)?.len()),
            Bytes::Held(bytes) => Ok(bytes.len() as u64),
        }
    }
}
