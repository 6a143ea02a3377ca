//! What can go wrong, by meaning.

use serde_json::{Value, json};

use crate::checklist::facts::Missing;
use crate::checklist::template::Mistake;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error by what it means to the person in front of the screen; the words are the UI's.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something named by the caller is not there (`what`: contact, group, import, change, file).
    #[error("no {what} {id}")]
    Missing { what: &'static str, id: String },
    /// An input that cannot be taken; `field` is an edit path or an option's name, `reason` a stable code.
    #[error("{field}: {reason}")]
    Invalid { field: String, reason: &'static str },
    /// An undo or redo is refused because `name` was changed since.
    #[error("{name} was changed since")]
    Conflict { name: String },
    /// There is nothing to undo or redo.
    #[error("nothing to {what}")]
    Nothing { what: &'static str },
    /// Registered by somebody else (`owner`): can be hidden, never deleted here.
    #[error("{name} was registered by {owner}")]
    NotYours { name: String, owner: String },
    /// Another Enishi has the book open for writing.
    #[error("the book is open elsewhere")]
    OpenElsewhere,
    /// This book was made by a newer Enishi.
    #[error("the book has version {found}, this Enishi knows {known}")]
    TooNew { found: i64, known: i64 },
    /// The file is an SQLite file that is broken, or a book whose content cannot be right.
    #[error("the book is damaged: {detail}")]
    Damaged { detail: String },
    /// The file is not an Enishi book at all.
    #[error("not an Enishi book")]
    NotABook,
    /// The file is neither an archive of Enishi nor a backup of a book.
    #[error("neither an archive nor a backup")]
    NotAnArchive,
    /// The archive is sealed; a passphrase opens it.
    #[error("the archive is sealed with a passphrase")]
    PassphraseNeeded,
    /// The archive is sealed, or the book guarded, with another passphrase.
    #[error("this is not the passphrase")]
    WrongPassphrase,
    /// The book is guarded by a passphrase and was not unlocked.
    #[error("the book is locked")]
    Locked,
    /// Too many wrong passphrases in a row: the next try is taken in so many milliseconds.
    #[error("the next try is taken in {ms} ms")]
    Wait { ms: u32 },
    /// The file or its folder cannot be written.
    #[error("the book cannot be written")]
    ReadOnly,
    /// The book stands on a network drive, where SQLite's locks cannot be trusted.
    #[error("the book is on a network drive")]
    NetworkDrive,
    /// No room on the disk; nothing was changed.
    #[error("the disk is full")]
    DiskFull,
    /// A file given by the user could not be read (`reason` is a stable code: not_found, denied, empty,
    /// not_contacts, too_large, io, or one of [`crate::formats::why_not`]; of a picture one of [`crate::code::apart::Reader::read`]).
    #[error("{file}: {reason}")]
    Unreadable { file: String, reason: &'static str },
    /// A move in a run that isn't allowed now (`code`: gate_closed, order, last_admin, name_mismatch or not_skippable).
    #[error("{code}")]
    Gate { code: &'static str, missing: Vec<Missing> },
    /// A template can't be taken: where the mistake stands, and what it is.
    #[error("line {}: {}: {}", .0.line, .0.key, .0.detail)]
    Template(Mistake),
    /// The user cancelled; nothing was changed.
    #[error("cancelled")]
    Cancelled,
    /// Anything else the database said.
    #[error("storage: {0}")]
    Storage(String),
}

impl Error {
    /// A stable code, the same on the command line and across IPC.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Missing { .. } => "missing",
            Error::Invalid { .. } => "invalid",
            Error::Conflict { .. } => "conflict",
            Error::Nothing { .. } => "nothing",
            Error::NotYours { .. } => "not_yours",
            Error::OpenElsewhere => "open_elsewhere",
            Error::TooNew { .. } => "too_new",
            Error::Damaged { .. } => "damaged",
            Error::NotABook => "not_a_book",
            Error::NotAnArchive => "not_an_archive",
            Error::PassphraseNeeded => "passphrase_needed",
            Error::WrongPassphrase => "wrong_passphrase",
            Error::Locked => "locked",
            Error::Wait { .. } => "wait",
            Error::ReadOnly => "read_only",
            Error::NetworkDrive => "network_drive",
            Error::DiskFull => "disk_full",
            Error::Unreadable { .. } => "unreadable",
            Error::Gate { code, .. } => code,
            Error::Template(_) => "template",
            Error::Cancelled => "cancelled",
            Error::Storage(_) => "storage",
        }
    }

    /// The typed details beside the code.
    pub fn details(&self) -> Value {
        match self {
            Error::Missing { what, id } => json!({ "what": what, "id": id }),
            Error::Invalid { field, reason } => json!({ "field": field, "reason": reason }),
            Error::Conflict { name } => json!({ "name": name }),
            Error::Nothing { what } => json!({ "what": what }),
            Error::NotYours { name, owner } => json!({ "name": name, "owner": owner }),
            Error::TooNew { found, known } => json!({ "found": found, "known": known }),
            Error::Damaged { detail } => json!({ "detail": detail }),
            Error::Wait { ms } => json!({ "ms": ms }),
            Error::Unreadable { file, reason } => json!({ "file": file, "reason": reason }),
            Error::Gate { missing, .. } => json!({ "missing": missing }),
            Error::Template(mistake) => json!(mistake),
            Error::Storage(detail) => json!({ "detail": detail }),
            Error::OpenElsewhere
            | Error::NotABook
            | Error::NotAnArchive
            | Error::PassphraseNeeded
            | Error::WrongPassphrase
            | Error::Locked
            | Error::ReadOnly
            | Error::NetworkDrive
            | Error::DiskFull
            | Error::Cancelled => json!({}),
        }
    }
}
