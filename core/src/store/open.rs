//! Opening connections, and recognising a file before SQLite touches it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use zeroize::Zeroizing;

use super::Db;
use super::migrate::{APPLICATION_ID, VERSION};
use crate::beside::{named, remove};
use crate::error::{Error, Result};
use crate::guard::{BookKey, HEADER, RESERVED};

/// Bytes of a file that say what it is (<https://www.sqlite.org/fileformat.html>, §1.3).
pub(crate) const FIRST: usize = 100;

/// What they say.
pub(crate) enum Header {
    /// No file, or an empty one.
    Nothing,
    Book {
        version: i64,
        /// Encrypted: it takes its [`BookKey`].
        guarded: bool,
    },
}

/// Looks at a file without touching it. Anything that is not a whole book of this or an earlier version is an error.
pub(crate) fn header(path: &Path) -> Result<Header> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        // Windows opens no folder, and a pipe opens for ever.
        Ok(_) => return Err(Error::NotABook),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Header::Nothing),
        Err(error) => return Err(error.into()),
    }
    let mut file = File::open(path)?;
    let mut first = Vec::with_capacity(FIRST);
    file.by_ref().take(FIRST as u64).read_to_end(&mut first)?;
    let found = header_of(&first)?;
    if matches!(found, Header::Book { .. }) {
        whole(&first, file.metadata()?.len(), has_log(path))?;
    }
    Ok(found)
}

/// The same of the [`FIRST`] bytes of a file, whatever its length.
pub(crate) fn header_of(first: &[u8]) -> Result<Header> {
    if first.is_empty() {
        return Ok(Header::Nothing);
    }
    if !first.starts_with(b"SQLite format 3\0") {
        return Err(Error::NotABook);
    }
    if first.len() < FIRST {
        return Err(Error::Damaged { detail: "the file ends in its header".to_owned() });
    }
    if i64::from(number(first, 68)) != APPLICATION_ID {
        return Err(Error::NotABook);
    }
    let found = i64::from(number(first, 60));
    if found > VERSION {
        return Err(Error::TooNew { found, known: VERSION });
    }
    // SQLite's own books keep nothing back at the end of a page.
    Ok(Header::Book { version: found, guarded: first.get(20) == Some(&RESERVED) })
}

/// A file shorter than its header says has lost its end; the write-ahead log may hold it after a crash.
fn whole(first: &[u8], length: u64, has_log: bool) -> Result<()> {
    let page = match first.get(16..18) {
        Some([0, 1]) => 65_536,
        Some([high, low]) => u64::from(*high) << 8 | u64::from(*low),
        _ => 0,
    };
    let pages = u64::from(number(first, 28));
    let counted = number(first, 24) == number(first, 92);
    if page < 512 || (counted && !has_log && pages.saturating_mul(page) > length) {
        return Err(Error::Damaged { detail: format!("{pages} pages of {page} bytes expected, {length} bytes found") });
    }
    Ok(())
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |four| u32::from_be_bytes(*four))
}

/// The tables without which a file is no book, whatever its header says.
const TABLES: [&str; 6] = ["book", "contact", "contact_group", "membership", "change", "change_entry"];

const WRITE: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// The key where the file takes one. [`Error::Locked`] where it does and there is none.
pub(super) fn needed<'a>(path: &Path, key: Option<&'a BookKey>) -> Result<Option<&'a BookKey>> {
    match header(path)? {
        Header::Book { guarded: true, .. } => key.map(Some).ok_or(Error::Locked),
        Header::Book { guarded: false, .. } | Header::Nothing => Ok(None),
    }
}

pub(super) fn writer(path: &Path, key: Option<&BookKey>) -> Result<Db> {
    if matches!(header(path)?, Header::Nothing) {
        make(path)?;
    }
    let db = connect(path, WRITE, needed(path, key)?)?;
    db.0.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
         PRAGMA cache_size = -24576;
         PRAGMA journal_size_limit = 16777216",
    )?;
    db.migrate(path)?;
    db.expect_tables()?;
    Ok(db)
}

/// Makes a book under another name first: a crash on the way leaves no half of one in its place.
fn make(path: &Path) -> Result<()> {
    let beside = named(path, ".new");
    remove(&beside)?;
    let db = connect(&beside, WRITE | OpenFlags::SQLITE_OPEN_CREATE, None)?;
    db.migrate(&beside)?;
    drop(db);
    File::options().write(true).open(&beside)?.sync_all()?;
    std::fs::rename(&beside, path)?;
    Ok(())
}

pub(super) fn reader(path: &Path, key: Option<&BookKey>) -> Result<Db> {
    let key = needed(path, key)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = connect(path, flags, key).and_then(|db| db.expect_tables().map(|()| db));
    match opened {
        // A book on a medium that can't be written, with no write-ahead log to heed.
        Err(Error::ReadOnly) if !has_log(path) => {
            let db = connect_unchanging(path, key)?;
            db.expect_tables()?;
            Ok(db)
        }
        other => other,
    }
}

/// Changes stand beside the book that its file doesn't hold yet.
pub(super) fn has_log(path: &Path) -> bool {
    std::fs::metadata(named(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

pub(super) fn connect(path: &Path, flags: OpenFlags, key: Option<&BookKey>) -> Result<Db> {
    let conn = Connection::open_with_flags(path, flags)?;
    keyed(&conn, key)?;
    tune(conn)
}

/// Gives a fresh connection the key of what it opens, before anything else.
pub(super) fn keyed(conn: &Connection, key: Option<&BookKey>) -> Result<()> {
    conn.execute_batch(&format!(
        "PRAGMA cipher_log_level = NONE; PRAGMA cipher_default_plaintext_header_size = {HEADER}"
    ))?;
    let Some(key) = key else { return Ok(()) };
    Ok(conn.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", *key.of_database())))?)
}

pub(super) fn connect_unchanging(path: &Path, key: Option<&BookKey>) -> Result<Db> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(format!("{}?immutable=1", uri(path)), flags)?;
    keyed(&conn, key)?;
    tune(conn)
}

/// A database in clear that lies in memory alone: `first`, at least 20 bytes of it, and what follows, so many `bytes` in all.
pub(super) fn connect_held(first: &[u8], rest: &mut dyn Read, bytes: usize) -> Result<Db> {
    let mut conn =
        Connection::open_in_memory_with_flags(WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_URI)?;
    keyed(&conn, None)?;
    // Memory has no write-ahead log, and SQLite takes no file there that asks for one (§1.3.3 of the file format).
    let (before, after) = (first.get(..18).unwrap_or_default(), first.get(20..).unwrap_or_default());
    let content = before.chain(&[1, 1][..]).chain(after).chain(rest);
    conn.deserialize_read_exact("main", content, bytes, false).map_err(|error| match error.sqlite_error_code() {
        // What rusqlite makes of a reader that ends early.
        Some(ErrorCode::CannotOpen) => Error::Damaged { detail: "the book is shorter than it says".to_owned() },
        _ => error.into(),
    })?;
    tune(conn)
}

/// The path as SQLite's `file:` address, in ASCII.
pub(super) fn uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    if cfg!(windows) {
        // `file:///C:/…`, and `file:////server/share/…` with an empty name of a machine before it.
        uri.push_str(if path.as_os_str().as_encoded_bytes().starts_with(b"\\\\") { "//" } else { "/" });
    }
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b':' => uri.push(char::from(*byte)),
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn tune(conn: Connection) -> Result<Db> {
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(96);
    // A plan must not hang on the values of the parameters: beside partial indexes SQLite would else take the statement
    // apart and prepare it anew for every value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA cache_size = -8192; PRAGMA trusted_schema = OFF")?;
    Ok(Db(conn))
}

impl Db {
    pub(super) fn expect_tables(&self) -> Result<()> {
        let mut statement = self.0.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
        for table in TABLES {
            let found: i64 = statement.query_row([table], |row| row.get(0))?;
            if found == 0 {
                return Err(Error::Damaged { detail: format!("no table {table}") });
            }
        }
        Ok(())
    }

    /// Brings the write-ahead log into the file and empties it.
    pub(super) fn checkpoint(&self) -> Result<()> {
        self.0.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Writes the whole file anew, without what was deleted.
    pub(super) fn rewrite(&self) -> Result<()> {
        self.0.execute_batch("VACUUM")?;
        Ok(())
    }
}

/// Some of `wanted` stands in the file's unused bytes: where a page was split, SQLite leaves the moved cells' old bytes
/// in the gap between the cell pointers and the cells, and `secure_delete` does not reach them.
pub(super) fn leftovers(path: &Path, wanted: &[Vec<u8>]) -> Result<bool> {
    let mut file = File::open(path)?;
    let mut first = [0; FIRST];
    file.read_exact(&mut first)?;
    let size = match first.get(16..18) {
        Some([0, 1]) => 65_536,
        Some([high, low]) => usize::from(*high) << 8 | usize::from(*low),
        _ => 4096,
    };
    let finders: Vec<_> = wanted.iter().map(memchr::memmem::Finder::new).collect();
    let mut page = vec![0; size];
    // Page 1 begins with the file's header and holds only the schema.
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(size as u64))?;
    while read_page(&mut file, &mut page)? {
        if let Some(gap) = gap(&page)
            && finders.iter().any(|finder| finder.find(gap).is_some())
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn read_page(file: &mut File, page: &mut [u8]) -> Result<bool> {
    match file.read_exact(page) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The unused bytes of a b-tree page (§1.6 of the file format).
fn gap(page: &[u8]) -> Option<&[u8]> {
    let short = |at: usize| page.get(at..).and_then(|rest| rest.first_chunk()).map(|two| u16::from_be_bytes(*two));
    let header = match page.first()? {
        0x02 | 0x05 => 12,
        0x0a | 0x0d => 8,
        _ => return None,
    };
    let from = header + 2 * usize::from(short(3)?);
    let to = match short(5)? {
        0 => 65_536,
        content => usize::from(content),
    };
    page.get(from..to.min(page.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(cells: &[&[u8]], left: &[u8]) -> Vec<u8> {
        let mut page = vec![0; 512];
        page[0] = 0x0d;
        let content = 512 - cells.iter().map(|cell| cell.len()).sum::<usize>();
        page[3..5].copy_from_slice(&u16::try_from(cells.len()).expect("few").to_be_bytes());
        page[5..7].copy_from_slice(&u16::try_from(content).expect("small").to_be_bytes());
        page[content..].copy_from_slice(&cells.concat());
        page[200..200 + left.len()].copy_from_slice(left);
        page
    }

    #[test]
    fn a_book_in_a_folder_that_cannot_be_written_is_read_wherever_it_stands() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("名簿 100% #1?.book".replace('?', if cfg!(windows) { "" } else { "?" }));
        drop(writer(&path, None).expect("a book"));
        let db = connect_unchanging(&path, None).expect("opened by its address");
        db.expect_tables().expect("the same book");
    }

    #[test]
    fn bytes_left_between_pointers_and_cells_are_found_and_cells_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pages");
        let check = |pages: &[Vec<u8>]| {
            let mut first = vec![0; 512];
            first[16..18].copy_from_slice(&512u16.to_be_bytes());
            std::fs::write(&path, [&[first], pages].concat().concat()).expect("written");
            leftovers(&path, &["東雲".as_bytes().to_vec()]).expect("read")
        };
        assert!(!check(&[page(&["東雲 紫苑".as_bytes()], b"")]), "somebody who stands there");
        assert!(check(&[page(&[b"else"], b""), page(&[b"else"], "東雲".as_bytes())]), "somebody who stood there");
        assert!(!check(&[page(&[], b"nothing")]));
    }
}
