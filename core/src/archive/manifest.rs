//! What an archive says of itself.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::names;
use crate::error::{Error, Result};
use crate::time::Moment;

/// The version of archives that this program writes; it reads those up to it.
pub const VERSION: u32 = 1;

const FORMAT: &str = "enishi-archive";

/// Bytes that a manifest may have.
pub(super) const LONGEST: u64 = 16 << 20;

/// Files that an archive may hold.
const MOST: usize = 100_000;

/// `manifest.json`: when and by what an archive was made, and every file in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: String,
    pub version: u32,
    pub made_at: Moment,
    /// The version of the app that made it.
    pub app: String,
    /// The version of the book's own format.
    pub book_version: i64,
    pub contents: Contents,
    pub files: Vec<PackedFile>,
}

/// One file of an archive, unpacked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PackedFile {
    pub name: String,
    pub bytes: u64,
    /// In hex.
    pub sha256: String,
}

/// What a book holds, counted; the same numbers for a book, a backup of it and an archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Contents {
    /// In all, those in the trash too.
    pub contacts: u32,
    /// Contacts in the trash.
    pub trashed: u32,
    /// Outside the trash.
    pub groups: u32,
    pub photos: u32,
    /// Services, rights, templates, runs and whatever else is kept as a record, in all.
    pub records: u32,
    /// Of these, runs.
    pub runs: u32,
    pub changes: u32,
    /// When the last of the changes was made.
    pub last_change: Option<Moment>,
}

impl Manifest {
    pub fn new(made_at: Moment, app: &str, book_version: i64, contents: Contents) -> Manifest {
        let (format, app) = (FORMAT.to_owned(), app.to_owned());
        Manifest { format, version: VERSION, made_at, app, book_version, contents, files: Vec::new() }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("BUG: a manifest is plain data")
    }

    /// Reads one and checks all that can be checked without the files. [`Error::NotAnArchive`], [`Error::TooNew`] or
    /// [`Error::Damaged`].
    pub(super) fn parse(json: &[u8]) -> Result<Manifest> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u32,
        }
        let head: Head = serde_json::from_slice(json).map_err(|_| Error::NotAnArchive)?;
        if head.format != FORMAT {
            return Err(Error::NotAnArchive);
        }
        if head.version > VERSION {
            return Err(Error::TooNew { found: head.version.into(), known: VERSION.into() });
        }
        let manifest: Manifest = serde_json::from_slice(json).map_err(|_| damaged("the manifest cannot be read"))?;
        if manifest.files.len() > MOST {
            return Err(damaged("too many files"));
        }
        let mut names: Vec<&str> = manifest.files.iter().map(|file| file.name.as_str()).collect();
        if !names.iter().all(|name| names::is_expected(name)) {
            return Err(damaged("a file in it has a name that no archive has"));
        }
        names.sort_unstable();
        if names.windows(2).any(|two| two.first() == two.get(1)) || !names.contains(&names::BOOK) {
            return Err(damaged("the manifest names a file twice, or no book"));
        }
        Ok(manifest)
    }
}

/// What stands in the ZIP's comment: an edit of the manifest alone is seen by it.
pub(super) fn seal(json: &[u8]) -> String {
    format!("{FORMAT} {}", hex(&Sha256::digest(json)))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn damaged(detail: &str) -> Error {
    Error::Damaged { detail: detail.to_owned() }
}
