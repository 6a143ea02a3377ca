//! SQL lives here and nowhere else: one file a table or view of the data. Only `book` uses it.

mod changes;
mod check;
mod clock;
mod contacts;
mod copy;
mod different;
mod duplicates;
mod failure;
mod filling;
mod forget;
mod groups;
mod guard;
mod imports;
mod keys;
mod lists;
mod mappings;
mod media;
mod migrate;
mod open;
mod outgoing;
mod own_key;
mod problems;
mod records;
mod search;
mod sources;
mod trash;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

pub(crate) use changes::{ChangeRow, EntryRow};
pub(crate) use check::{expect_none, prove};
pub(crate) use clock::Seen;
pub(crate) use contacts::{ContactRow, Derived, State};
pub(crate) use copy::{look_at, opens, settle_log, snapshot};
pub(crate) use duplicates::LikeRow;
pub(crate) use filling::Filling;
pub(crate) use groups::GroupRow;
pub(crate) use guard::{InMemory, rewrite};
pub(crate) use imports::Staged;
pub(crate) use keys::{Candidate, Key, KeyKind, Known};
pub(crate) use migrate::VERSION;
pub(crate) use open::{FIRST, Header, header, header_of};
pub(crate) use outgoing::Outgoing;
pub(crate) use problems::{ByLine, ProblemRow, Problems};
pub(crate) use records::RecordRow;
pub(crate) use search::{HeadRow, SearchRow};
pub(crate) use trash::TrashRow;

use crate::error::{Error, Result};
use crate::guard::BookKey;

/// The connections to one book: one that writes, as many as are needed that only read and never wait for it.
pub(crate) struct Store {
    path: PathBuf,
    readers: Mutex<Vec<Db>>,
    writer: Option<Mutex<Db>>,
    /// Of a guarded book.
    key: Option<BookKey>,
}

/// One connection; every query is a method of it, in the file of its table.
pub(crate) struct Db(Connection);

impl Store {
    /// Opens a book for reading; it must be there and of this version. [`Error::Locked`] for a guarded one without its key.
    pub fn open_to_read(path: &Path, key: Option<&BookKey>) -> Result<Store> {
        let key = open::needed(path, key)?.cloned();
        let first = open::reader(path, key.as_ref())?;
        Ok(Store { path: path.to_owned(), readers: Mutex::new(vec![first]), writer: None, key })
    }

    /// Opens a book for reading and writing and brings it to this version; makes it where there is none, without a guard.
    /// The caller holds the book's lock.
    pub fn open_to_write(path: &Path, key: Option<&BookKey>) -> Result<Store> {
        let key = open::needed(path, key)?.cloned();
        let writer = open::writer(path, key.as_ref())?;
        Ok(Store { path: path.to_owned(), readers: Mutex::default(), writer: Some(Mutex::new(writer)), key })
    }

    /// Of a guarded book.
    pub fn key(&self) -> Option<&BookKey> {
        self.key.as_ref()
    }

    /// Runs `read` on one consistent state of the book.
    pub fn read<T>(&self, read: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        let pooled = lock(&self.readers).pop();
        let db = match pooled {
            Some(db) => db,
            None => open::reader(&self.path, self.key())?,
        };
        db.begin("BEGIN DEFERRED")?;
        let answer = read(&db);
        db.end("COMMIT")?;
        lock(&self.readers).push(db);
        answer
    }

    /// Runs `write` in one transaction that is durable when this returns `Ok`, and undone whole on any error and where
    /// `write` answers that there is nothing to keep.
    pub fn write<T>(&self, write: impl FnOnce(&Db) -> Result<(T, bool)>) -> Result<T> {
        let db = lock(self.writer.as_ref().ok_or(Error::OpenElsewhere)?);
        db.begin("BEGIN IMMEDIATE")?;
        match write(&db) {
            Ok((answer, keep)) => {
                db.end(if keep { "COMMIT" } else { "ROLLBACK" })?;
                Ok(answer)
            }
            Err(error) => {
                db.end("ROLLBACK")?;
                Err(error)
            }
        }
    }

    pub fn writes(&self) -> bool {
        self.writer.is_some()
    }

    /// Brings everything into the book's one file and empties the write-ahead log; should one of the texts to forget still
    /// stand in the file's unused bytes, the whole file is written anew.
    pub fn settle(&self, forget: &[Vec<u8>]) -> Result<()> {
        let db = lock(self.writer.as_ref().ok_or(Error::OpenElsewhere)?);
        db.checkpoint()?;
        // What stands in the bytes of a guarded file nobody can see from outside: it is written anew to be sure.
        if !forget.is_empty() && (self.key.is_some() || open::leftovers(&self.path, forget)?) {
            db.rewrite()?;
            db.checkpoint()?;
        }
        Ok(())
    }
}

impl Db {
    /// Begins a transaction; one that a panic left open is rolled back first.
    fn begin(&self, how: &str) -> Result<()> {
        if !self.0.is_autocommit() {
            self.0.execute_batch("ROLLBACK")?;
        }
        self.0.prepare_cached(how)?.execute([])?;
        Ok(())
    }

    /// Ends a transaction; an error of SQLite may have ended it already.
    fn end(&self, how: &str) -> Result<()> {
        if !self.0.is_autocommit()
            && let Err(error) = self.0.prepare_cached(how).and_then(|mut statement| statement.execute([]))
        {
            if !self.0.is_autocommit() {
                let _ = self.0.execute_batch("ROLLBACK");
            }
            return Err(error.into());
        }
        Ok(())
    }
}

impl Drop for Store {
    /// Readers go before the writer: the last connection out empties the write-ahead log, and a reader may not.
    fn drop(&mut self) {
        lock(&self.readers).clear();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
