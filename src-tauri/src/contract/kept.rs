use enishi_core::archive::Contents;
use enishi_core::book::{BackupPlace, DailyCopy, IncomingFacts};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::AppState;
use crate::failure::Failure;

/// Everything about the own book's backups, whether it can be opened or not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct Backups {
    /// The newest first.
    pub rows: Vec<DailyCopy>,
    /// `backups/` beside the book.
    pub folder: String,
    pub second: Option<SecondPlace>,
    /// What of today's copies could not be made; nothing when all is well.
    pub failed: Vec<BackupFailure>,
    /// The sample book is open, which nobody backs up.
    pub sample: bool,
}

/// A folder of the user's choice that takes a second copy each day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct SecondPlace {
    pub path: String,
    /// It is there now; its drive may be away.
    pub there: bool,
    /// On another drive than the book, or in the cloud.
    pub own_drive: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct BackupFailure {
    pub place: BackupPlace,
    pub failure: Failure,
}

/// A copy of the book that was saved, opened again and counted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct BackedUpFile {
    pub file_name: String,
    pub bytes: u64,
    pub contents: Contents,
    /// Files in the folder of attachments beside it.
    pub attachments: u32,
}

/// Everything in one file, which was opened again and compared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct ArchivedFile {
    pub file_name: String,
    pub bytes: u64,
    /// With a passphrase.
    pub sealed: bool,
    pub contents: Contents,
    /// Files in it: the book, settings, attachments.
    pub files: u32,
}

/// What is to be restored, opened and proved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename = "Incoming")]
pub struct Opened {
    pub name: String,
    pub facts: IncomingFacts,
}

/// The book was replaced.
#[derive(Clone, Debug, Serialize, Deserialize, Type)]
pub struct Restored {
    pub state: AppState,
    /// The name under which the former book is kept beside it.
    pub kept: Option<String>,
    pub contents: Contents,
}
