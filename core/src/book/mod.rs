//! The book: one SQLite file, one writer, one change door. One file here for each room.

mod access;
mod attached;
mod backups;
mod change;
mod changes;
mod check;
mod codes;
mod contacts;
mod copies;
mod derive;
mod duplicates;
mod exchange;
mod exports;
mod forget;
mod groups;
mod guard;
mod history;
mod home;
mod image;
mod imports;
mod invites;
mod lists;
mod medium;
mod open;
mod place;
mod put_back;
mod received;
mod records;
mod restore;
mod runs;
mod sample;
mod search;
mod templates;
mod trash;
mod types;

use std::collections::HashMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

pub use access::{ContactAccess, RegisterProblem, RegisterReport, RegisterTable, ServiceRow, ServiceView};
pub use backups::{
    Archived, BackedUp, BackupPlace, BackupState, DailyBackup, DailyBackups, DailyCopy, Extras, check_daily_copies,
    daily_copies,
};
pub use codes::{
    CodeFile, CodePicture, CodeRequest, Drawn, MOST_CARDS, MadeSheet, Printing, Refused, ShownCode, ToldSheet,
};
pub use copies::{CheckedCopies, SavedCopy};
pub use duplicates::{Compared, Comparison, Duplicate, DuplicatePage, DuplicateRow, Party};
pub use exchange::*;
pub use guard::{Guard, Guarded, Guarding, Unlocked, change_passphrase, guard_of, set_guard, take_off_guard, unlock};
pub use home::{Deadline, DeadlineKind, Home, RunRow};
pub use imports::{Imported, Preview, Problems, Wording};
pub use invites::{
    BatchMade, BatchPlace, BatchPreview, BatchRequest, InviteAsk, InviteBatch, InviteCodeKind, InviteCounts,
    InviteFilter, InviteMark, InvitePage, InviteRow, InviteView, MadeInvites, Opened, ShownInviteCode, Stand,
    SyncedChange, TakeInvite,
};
pub use medium::lie_apart;
pub use open::is_there;
pub use received::{Brought, Received, ReceivedAlike, ReceivedLine};
pub use restore::{Incoming, IncomingFacts, IncomingKind, MergeConflict, MergeReport, Merged, Replaced, Stays, What};
pub use runs::{Moved, NewSubject, NoticeText, StepMove};
pub use templates::{StepEdit, TemplateRow};
pub use types::*;

pub use crate::checklist::moves::Go;
use crate::contact::ContactId;
use crate::edge::Edge;
use crate::store::Store;

/// How a book is opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Reads only; writes answer [`crate::Error::OpenElsewhere`]. Makes nothing: a missing file is `Missing`.
    Read,
    /// Holds the writer's lock until the book is dropped; waits for it at most this long. Makes a missing book.
    Write { wait: Duration },
}

/// Told now and then during long work; `Break` cancels it and leaves everything as it was.
pub type OnProgress<'a> = dyn FnMut(Progress) -> ControlFlow<()> + Send + 'a;

/// A list's ids in order, with the last change they know of.
type Order = (i64, Arc<Vec<ContactId>>);

/// An open book. Shared between threads by reference: reads run side by side and never wait for a write.
pub struct Book {
    edge: Edge,
    path: PathBuf,
    store: Store,
    warnings: Vec<Warning>,
    /// Undo and redo reach back to the changes after this one.
    undo_floor: AtomicI64,
    orders: Mutex<HashMap<(List, Sort), Order>>,
    /// The duplicates found last; held while they are looked for.
    found: Mutex<Option<duplicates::Found>>,
    index: RwLock<Option<search::Indexes>>,
    /// A change of very many took the index away.
    index_dropped: AtomicBool,
    /// Held while the index is built.
    building: Mutex<()>,
    /// Counts the changes made through this book, for those who look at it while it changes.
    generation: AtomicU64,
    /// Let go last of all.
    _lock: Option<File>,
}

/// Where the app keeps its book unless told otherwise: `enishi.book` in the user's data folder.
pub fn default_path() -> Option<PathBuf> {
    dirs::data_dir().map(|data| data.join("jp.enishi.desktop").join("enishi.book"))
}

impl Book {
    /// The book's file, as an absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is to be said about the place the book stands in.
    pub fn warnings(&self) -> Vec<Warning> {
        self.warnings.clone()
    }

    /// A passphrase guards it.
    pub fn is_guarded(&self) -> bool {
        self.store.key().is_some()
    }

    /// The clock and the source of identifiers it was opened with.
    pub fn edge(&self) -> &Edge {
        &self.edge
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
