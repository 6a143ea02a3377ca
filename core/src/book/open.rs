//! Opening a book, and the lock that makes its one writer.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicI64;
use std::time::{Duration, Instant};

use super::change::note_clock;
use super::derive::derived;
use super::{Access, Book, Warning, place, restore};
use crate::beside::{named, remove};
use crate::contact::ContactId;
use crate::contact::reading::SORT_KEY_VERSION;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::guard::{self, BookKey};
use crate::store::{Header, Store, VERSION, header};
use crate::trash;

/// How often a waiting writer tries again.
const RETRY: Duration = Duration::from_millis(20);

/// How long reading waits for the end of a replacement that somebody is about.
const PATIENCE: Duration = Duration::from_secs(5);

/// Contacts whose sort keys are made anew at once.
const CHUNK: u32 = 1_000;

impl Book {
    /// Opens a book; with [`Access::Write`] it is made where there is none, and brought to this version after a copy of
    /// the old one was set aside.
    ///
    /// Refused without touching the file: [`Error::NotABook`], [`Error::Damaged`], [`Error::TooNew`],
    /// [`Error::NetworkDrive`], [`Error::Locked`] (a guarded book, see [`super::unlock`]); also [`Error::ReadOnly`],
    /// [`Error::OpenElsewhere`] (another writer, after waiting), and [`Error::Missing`] for reading what isn't there.
    pub fn open(path: &Path, edge: Edge, access: Access) -> Result<Book> {
        Book::open_with(path, edge, access, None)
    }

    /// The same with the key of a guarded book; one that isn't guarded takes no notice of it.
    pub fn open_with(path: &Path, edge: Edge, access: Access, key: Option<&BookKey>) -> Result<Book> {
        let path = std::path::absolute(path)?;
        let stands_at = place::resolved(&path);
        if place::is_on_network(&stands_at) {
            return Err(Error::NetworkDrive);
        }
        let (store, lock) = match access {
            Access::Read => (open_to_read(&path, key)?, None),
            Access::Write { wait } => {
                let (store, lock) = open_to_write(&path, wait, key)?;
                (store, Some(lock))
            }
        };
        let warnings = place::cloud_service(&stands_at)
            .map(|service| Warning::CloudFolder { service: service.to_owned() })
            .into_iter()
            .collect();
        let book = Book {
            edge,
            path,
            store,
            warnings,
            undo_floor: AtomicI64::new(0),
            orders: Default::default(),
            found: Default::default(),
            index: Default::default(),
            index_dropped: Default::default(),
            building: Default::default(),
            generation: Default::default(),
            _lock: lock,
        };
        if book.store.writes() {
            book.freshen_sort_keys()?;
            book.see_clock()?;
        }
        Ok(book)
    }

    /// Takes the file of a book away in which nothing has ever happened: it was made for an import that failed. Any other stays.
    ///
    /// The lock's file stays too: whoever waits for it holds the same one then.
    pub fn unmake(self) -> Result<()> {
        if !self.store.writes() || self.store.read(|db| db.change_count())? > 0 {
            return Ok(());
        }
        let Book { path, store, _lock: lock, .. } = self;
        drop(store);
        for ending in ["", "-wal", "-shm"] {
            remove(&named(&path, ending))?;
        }
        drop(lock);
        Ok(())
    }

    /// Makes the sort keys again where a newer collation makes other ones.
    fn freshen_sort_keys(&self) -> Result<()> {
        if self.store.read(|db| db.sort_version())? == SORT_KEY_VERSION {
            return Ok(());
        }
        self.store.write(|db| {
            let mut after = ContactId(0);
            loop {
                let rows = db.contacts_after(after, CHUNK)?;
                let Some(last) = rows.last() else { break };
                after = last.id;
                for row in rows {
                    db.update_sort_keys(row.id, &derived(&super::contacts::fields_of(&row.card)?))?;
                }
            }
            db.set_sort_version(SORT_KEY_VERSION)?;
            Ok(((), true))
        })
    }

    /// Writes down that the clock can't be right, as soon as that is seen; a clock that is right once a day.
    pub(super) fn see_clock(&self) -> Result<()> {
        let now = self.edge.now();
        let seen = self.store.read(|db| db.seen())?;
        match seen.at {
            Some(at) if !trash::is_doubtful(at, now) && now < at.plus_days(1) => Ok(()),
            Some(_) | None => self.store.write(|db| Ok((note_clock(db, now)?, true))),
        }
    }
}

fn open_to_read(path: &Path, key: Option<&BookKey>) -> Result<Store> {
    if restore::is_unfinished(path) {
        // Another book was put in this one's place, and the last step of that is left to do.
        let _lock = lock(&lock_path(path), PATIENCE)?;
        restore::finish(path)?;
    }
    match header(path)? {
        Header::Nothing => Err(Error::Missing { what: "file", id: path.display().to_string() }),
        Header::Book { version, .. } if version < VERSION => {
            // Reading an older book needs it brought up to date first.
            drop(open_to_write(path, Duration::ZERO, key)?);
            Store::open_to_read(path, key)
        }
        Header::Book { .. } => Store::open_to_read(path, key),
    }
}

fn open_to_write(path: &Path, wait: Duration, key: Option<&BookKey>) -> Result<(Store, File)> {
    if restore::is_unfinished(path) {
        let _lock = lock(&lock_path(path), wait)?;
        restore::finish(path)?;
    }
    let found = header(path)?;
    match found {
        Header::Nothing => {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
        }
        Header::Book { guarded: true, .. } if key.is_none() => {
            // What a kill left beside it doesn't wait until somebody unlocks it.
            let _lock = lock(&lock_path(path), wait)?;
            restore::clear(path);
            return Err(Error::Locked);
        }
        Header::Book { .. } => {
            if std::fs::metadata(path)?.permissions().readonly() {
                return Err(Error::ReadOnly);
            }
            OpenOptions::new().read(true).write(true).open(path)?;
        }
    }
    let lock = lock(&lock_path(path), wait)?;
    restore::finish(path)?;
    restore::clear(path);
    if matches!(found, Header::Book { guarded: true, .. }) {
        // A copy that somebody takes for the book: SQLite would cut off what it carries at its end.
        guard::put_at_side(path)?;
    }
    Ok((Store::open_to_write(path, key)?, lock))
}

/// A book stands at this path, or is about to, after another one was put in its place.
pub fn is_there(path: &Path) -> bool {
    path.exists() || restore::is_unfinished(path)
}

/// `enishi.book.lock` beside the book.
pub(super) fn lock_path(path: &Path) -> PathBuf {
    named(path, ".lock")
}

/// Takes the writer's lock, trying again for as long as `wait`. The system lets it go with the process, however that ends.
pub(super) fn lock(path: &Path, wait: Duration) -> Result<File> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if start.elapsed() < wait => std::thread::sleep(RETRY),
            Err(TryLockError::WouldBlock) => return Err(Error::OpenElsewhere),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}
