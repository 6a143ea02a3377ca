//! The book: one SQLite file, one writer, one change door.

mod types;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use types::*;

use crate::contact::edit::Edit;
use crate::contact::{ContactId, GroupId};
use crate::edge::Edge;
use crate::error::Result;

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

/// An open book. Shared between threads by reference: reads run side by side and never wait for a write.
pub struct Book {
    edge: Edge,
    path: PathBuf,
}

/// Where the app keeps its book unless told otherwise: `enishi.book` in the user's data folder.
pub fn default_path() -> Option<PathBuf> {
    dirs::data_dir().map(|data| data.join("jp.enishi.desktop").join("enishi.book"))
}

impl Book {
    pub fn open(path: &Path, edge: Edge, access: Access) -> Result<Book> {
        let _ = access;
        Ok(Book { edge, path: path.to_owned() })
    }
    pub fn path(&self) -> &Path {
        &self.path
    }
    pub fn warnings(&self) -> Vec<Warning> {
        todo!()
    }
    pub fn edge(&self) -> &Edge {
        &self.edge
    }

    // lists and contacts
    pub fn counts(&self) -> Result<Counts> {
        todo!()
    }
    pub fn list(&self, _list: List, _sort: Sort, _offset: u32, _limit: u32) -> Result<Page> {
        todo!()
    }
    pub fn sections(&self, _list: List, _sort: Sort) -> Result<Vec<SectionCount>> {
        todo!()
    }
    /// Where a contact stands in a list, to scroll to it.
    pub fn position(&self, _list: List, _sort: Sort, _id: ContactId) -> Result<Option<u32>> {
        todo!()
    }
    /// The ids of a range of a list, for selecting with Shift; whole lists for select-all.
    pub fn ids(&self, _list: List, _sort: Sort, _offset: u32, _limit: u32) -> Result<Vec<ContactId>> {
        todo!()
    }
    pub fn contact(&self, _id: ContactId) -> Result<Contact> {
        todo!()
    }
    /// Adds one contact from edits (see [`crate::contact::edit`]); at least one must say something.
    pub fn add(&self, _edits: &[Edit]) -> Result<Changed> {
        todo!()
    }
    /// One change for all edits together. Beside the card's paths: `side`, `own`, `groups[+]` and `groups[-]` by name.
    pub fn edit(&self, _id: ContactId, _edits: &[Edit]) -> Result<Changed> {
        todo!()
    }
    /// Sets or removes the photo; the bytes are brought to at most 640 px, oriented, without EXIF.
    pub fn set_photo(&self, _id: ContactId, _picture: Option<&[u8]>) -> Result<Changed> {
        todo!()
    }
    /// The stored bytes of a photo by its hash (hex), with its media type.
    pub fn photo(&self, _sha256: &str) -> Result<(Vec<u8>, &'static str)> {
        todo!()
    }
    pub fn hide(&self, _ids: &[ContactId]) -> Result<Changed> {
        todo!()
    }
    pub fn unhide(&self, _ids: &[ContactId]) -> Result<Changed> {
        todo!()
    }

    // groups
    pub fn add_group(&self, _name: &str) -> Result<(GroupId, Changed)> {
        todo!()
    }
    pub fn rename_group(&self, _id: GroupId, _name: &str) -> Result<Changed> {
        todo!()
    }
    pub fn join_group(&self, _id: GroupId, _contacts: &[ContactId]) -> Result<Changed> {
        todo!()
    }
    pub fn leave_group(&self, _id: GroupId, _contacts: &[ContactId]) -> Result<Changed> {
        todo!()
    }

    // trash
    pub fn trash(&self, _what: &[Entity]) -> Result<Changed> {
        todo!()
    }
    pub fn restore(&self, _what: &[Entity]) -> Result<Changed> {
        todo!()
    }
    pub fn trash_entries(&self) -> Result<Vec<TrashEntry>> {
        todo!()
    }
    /// For good: only what is in the trash. Not undoable.
    pub fn purge(&self, _what: &[Entity]) -> Result<Changed> {
        todo!()
    }
    /// What the trash lets go next, and where the last warning stands; see [`Due`].
    pub fn due(&self) -> Result<Due> {
        todo!()
    }
    /// Notes that the user was shown what is due; from here on 24 hours count. Shown before: nothing changes.
    pub fn show_due(&self) -> Result<Due> {
        todo!()
    }
    /// Keeps due things 7 more days.
    pub fn keep_due(&self, _what: &[Entity]) -> Result<Changed> {
        todo!()
    }
    /// Purges what has been in the trash for 30 days, whether or not it was shown: the user's own click. The daily round asks
    /// [`Book::due`] first and calls this only when [`Due::goes_at`] is past.
    pub fn purge_due(&self) -> Result<Changed> {
        todo!()
    }

    // changes
    pub fn undo(&self) -> Result<Changed> {
        todo!()
    }
    pub fn redo(&self) -> Result<Changed> {
        todo!()
    }
    /// The newest first; with a contact, what happened to it field by field.
    pub fn changes(&self, _of: Option<ContactId>, _limit: u32) -> Result<Vec<Change>> {
        todo!()
    }
    pub fn undo_change(&self, _change: i64) -> Result<Changed> {
        todo!()
    }
    pub fn undo_import(&self, _import: i64) -> Result<Changed> {
        todo!()
    }

    // search
    /// Builds the search index; until it is there, `search` builds it first. Called once in the background.
    pub fn prepare_search(&self) -> Result<()> {
        todo!()
    }
    pub fn search(&self, _words: &str, _list: List, _offset: u32, _limit: u32) -> Result<Hits> {
        todo!()
    }
    pub fn search_ids(&self, _words: &str, _list: List) -> Result<Vec<ContactId>> {
        todo!()
    }

    // in and out
    /// Files and folders of them. All or nothing: cancelled or failed, the book is as it was.
    pub fn import(
        &self,
        _files: &[PathBuf],
        _options: &ImportOptions,
        _progress: &mut OnProgress<'_>,
    ) -> Result<ImportReport> {
        todo!()
    }
    /// Writes beside the target first and renames, so that an existing file survives a failure.
    pub fn export(
        &self,
        _target: &Path,
        _format: ExportFormat,
        _what: &ExportWhat,
        _progress: &mut OnProgress<'_>,
    ) -> Result<ExportReport> {
        todo!()
    }
    pub fn check(&self) -> Result<CheckReport> {
        todo!()
    }
}
