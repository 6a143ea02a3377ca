//! Copies of a book's file: made while it is in use, looked at without a trace, and what a book holds in numbers.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::open::{Header, connect, connect_unchanging, has_log, header, keyed, needed, reader};
use super::{Db, Store};
use crate::archive::Contents;
use crate::error::{Error, Result};
use crate::guard::BookKey;
use crate::time::Moment;

/// Pages copied between two looks at the progress: 8 MB.
const PAGES: i32 = 2_000;

/// Opens a copy that nobody writes, of this or an earlier version, and leaves no file beside it; one that is not guarded takes no
/// notice of the key. Errors as of [`header`], [`Error::Missing`], and [`Error::Locked`] without a key or with another one.
pub(crate) fn look_at(path: &Path, key: Option<&BookKey>) -> Result<(Db, i64)> {
    match header(path)? {
        Header::Nothing => Err(Error::Missing { what: "file", id: path.display().to_string() }),
        Header::Book { version, .. } => Ok((quietly(path, key)?, version)),
    }
}

/// Copies a book of this or an earlier version to another path, with what its write-ahead log holds; a guarded one stays guarded.
pub(crate) fn snapshot(
    from: &Path,
    key: Option<&BookKey>,
    to: &Path,
    told: &mut dyn FnMut(u64, u64) -> Result<()>,
) -> Result<()> {
    if matches!(header(from)?, Header::Nothing) {
        return Err(Error::NotABook);
    }
    let key = needed(from, key)?;
    quietly(from, key)?.copy_to(to, key, told)
}

/// Opens a file beside which nothing is to appear, unless changes stand there that it doesn't hold yet.
fn quietly(path: &Path, key: Option<&BookKey>) -> Result<Db> {
    let key = needed(path, key)?;
    if let Some(key) = key
        && !opens(path, key)
    {
        return Err(Error::Locked);
    }
    if has_log(path) {
        return reader(path, key);
    }
    let db = connect_unchanging(path, key)?;
    db.expect_tables()?;
    Ok(db)
}

/// Brings what stands in a copy's log into its file, so that the file is all of it. [`Error::OpenElsewhere`] where somebody keeps
/// the log from being emptied.
pub(crate) fn settle_log(path: &Path, key: Option<&BookKey>) -> Result<()> {
    if !has_log(path) {
        return Ok(());
    }
    let key = needed(path, key)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = connect(path, flags, key)?;
    db.checkpoint()?;
    drop(db);
    if has_log(path) { Err(Error::OpenElsewhere) } else { Ok(()) }
}

/// The key is the one of this guarded file: its first page can be read with it.
pub(crate) fn opens(path: &Path, key: &BookKey) -> bool {
    let first = |db: Db| Ok(db.0.query_row("PRAGMA schema_version", [], |_| Ok(()))?);
    connect_unchanging(path, Some(key)).and_then(first).is_ok()
        // A torn first page stands whole in the log.
        || (has_log(path) && reader(path, Some(key)).and_then(first).is_ok())
}

impl Store {
    /// Copies one consistent state of the book to a file that is empty or not there, and answers what it holds. Writers are not
    /// held up. `told` hears bytes done and in all. The copy is not synced yet.
    pub fn copy_to(&self, to: &Path, told: &mut dyn FnMut(u64, u64) -> Result<()>) -> Result<Contents> {
        self.read(|db| {
            // The first look fixes the state that is copied.
            let contents = db.contents()?;
            db.copy_to(to, self.key(), told)?;
            Ok(contents)
        })
    }
}

impl Db {
    fn copy_to(&self, to: &Path, key: Option<&BookKey>, told: &mut dyn FnMut(u64, u64) -> Result<()>) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut target = Connection::open_with_flags(to, flags)?;
        keyed(&target, key)?;
        // What fails halfway is thrown away whole, and what is done is synced once.
        target.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")?;
        // SQLCipher answers in a text.
        let page = self
            .0
            .query_row("SELECT CAST(page_size AS INTEGER) FROM pragma_page_size", [], |row| row.get::<_, u32>(0))?;
        {
            let backup = Backup::new(&self.0, &mut target)?;
            loop {
                let step = backup.step(PAGES)?;
                let progress = backup.progress();
                let bytes = |pages: i32| u64::from(pages.unsigned_abs()) * u64::from(page);
                told(bytes(progress.pagecount - progress.remaining), bytes(progress.pagecount))?;
                match step {
                    StepResult::Done => break,
                    StepResult::More => {}
                    _ => return Err(Error::OpenElsewhere),
                }
            }
        }
        target.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// What the book holds, in a book of whatever version.
    pub fn contents(&self) -> Result<Contents> {
        let has_records =
            self.0.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'record'")?.exists([])?;
        let (records, runs) = match has_records {
            true => self.0.query_row("SELECT count(*), count(*) FILTER (WHERE kind = 3) FROM record", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?,
            false => (0, 0),
        };
        Ok(self.0.query_row(
            "SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM contact WHERE trashed_at_ms IS NOT NULL),
                    (SELECT count(*) FROM live_group), (SELECT count(*) FROM blob), (SELECT count(*) FROM change),
                    (SELECT at_ms FROM change ORDER BY id DESC LIMIT 1)",
            [],
            |row| {
                Ok(Contents {
                    contacts: row.get(0)?,
                    trashed: row.get(1)?,
                    groups: row.get(2)?,
                    photos: row.get(3)?,
                    records,
                    runs,
                    changes: row.get(4)?,
                    last_change: row.get::<_, Option<i64>>(5)?.map(Moment),
                })
            },
        )?)
    }
}
