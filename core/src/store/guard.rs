//! Writing a book anew under another key, or under none, and one that is held in memory under a key.

use std::io::{self, Read};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Db;
use super::check::expect_none;
use super::copy::look_at;
use super::migrate::APPLICATION_ID;
use super::open::{Header, connect_held, has_log, header_of, keyed, needed, uri};
use crate::error::{Error, Result};
use crate::guard::BookKey;

/// What a book holds, table by table: enough to say that another one holds the same.
#[derive(PartialEq, Eq)]
struct Held {
    schema: Vec<(String, String, Option<String>)>,
    tables: Vec<(String, [u8; 32])>,
}

/// Writes all of a book of this or an earlier version, with what its write-ahead log holds, to a file that is not there: encrypted
/// with a key, or in clear. The new file is opened again, checked by SQLite, and compared with the old one row by row.
/// It is not synced yet. `step` is called between the parts, to hear a cancel.
pub(crate) fn rewrite(
    from: &Path,
    key: Option<&BookKey>,
    to: &Path,
    new_key: Option<&BookKey>,
    step: &mut dyn FnMut() -> Result<()>,
) -> Result<()> {
    let key = needed(from, key)?;
    let (db, version) = look_at(from, key)?;
    let held = db.held(step)?;
    drop(db);
    let conn = begin(to, new_key)?;
    attach(&conn, "former", from, if has_log(from) { "mode=ro" } else { "immutable=1" }, key)?;
    step()?;
    export(conn, "former", "main", version)?;
    match holds(to, new_key, version, &held, step)? {
        true => Ok(()),
        // Somebody wrote it between the two looks.
        false if has_log(from) => Err(Error::OpenElsewhere),
        false => Err(differs()),
    }
}

/// A book in clear, of this or an earlier version, that lies in memory alone.
pub(crate) struct InMemory {
    db: Db,
    version: i64,
}

impl InMemory {
    /// Reads it: its first [`super::FIRST`] bytes, which were read already, and the `rest`, so many `bytes` in all, which is the memory
    /// that it takes. Errors as of [`header_of`], [`Error::Damaged`]; all of `rest` was read then, too.
    pub fn read(first: &[u8], rest: &mut dyn Read, bytes: u64) -> Result<InMemory> {
        let version = match header_of(first) {
            Ok(Header::Book { version, .. }) => version,
            other => {
                io::copy(rest, &mut io::sink())?;
                return Err(other.err().unwrap_or(Error::NotABook));
            }
        };
        let bytes = usize::try_from(bytes).map_err(|_| Error::Storage("too large for this system".to_owned()))?;
        Ok(InMemory { db: connect_held(first, rest, bytes)?, version })
    }

    /// Writes it to a file that is not there, encrypted; nothing of it comes to a disk in clear. It is checked by SQLite before,
    /// and proved as by [`rewrite`]. Not synced yet.
    pub fn write(self, to: &Path, key: &BookKey, step: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        let InMemory { db, version } = self;
        db.expect_tables()?;
        expect_none(db.file_integrity()?)?;
        let held = db.held(step)?;
        attach(&db.0, "guarded", to, "mode=rwc", Some(key))?;
        loosen(&db.0, "guarded")?;
        export(db.0, "main", "guarded", version)?;
        if holds(to, Some(key), version, &held, step)? { Ok(()) } else { Err(differs()) }
    }
}

/// Writes everything of one database of a connection to another one, and closes it.
fn export(conn: Connection, from: &str, to: &str, version: i64) -> Result<()> {
    // As SQLite's own VACUUM does it: rows keep their numbers, triggers come last.
    conn.query_row("SELECT sqlcipher_export(?1, ?2)", [to, from], |_| Ok(())).map_err(of_export)?;
    conn.execute_batch(&format!(
        "PRAGMA {to}.application_id = {APPLICATION_ID}; PRAGMA {to}.user_version = {version}"
    ))?;
    conn.close().map_err(|(_, error)| error.into())
}

/// SQLCipher tells whatever ended it in SQLite's words alone, without their code.
fn of_export(error: rusqlite::Error) -> Error {
    match error.to_string().as_str() {
        "database or disk is full" => Error::DiskFull,
        "attempt to write a readonly database" | "unable to open database file" => Error::ReadOnly,
        "database is locked" | "database table is locked" => Error::OpenElsewhere,
        "database disk image is malformed" => Error::Damaged { detail: error.to_string() },
        _ => error.into(),
    }
}

/// The new file is sound; whether it holds the same, in the same version.
fn holds(
    path: &Path,
    key: Option<&BookKey>,
    version: i64,
    held: &Held,
    step: &mut dyn FnMut() -> Result<()>,
) -> Result<bool> {
    step()?;
    let (again, found) = look_at(path, key)?;
    expect_none(again.file_integrity()?)?;
    Ok(found == version && again.held(step)? == *held)
}

fn differs() -> Error {
    Error::Damaged { detail: "the new file does not hold what the book holds".to_owned() }
}

fn begin(to: &Path, key: Option<&BookKey>) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(to, flags)?;
    keyed(&conn, key)?;
    loosen(&conn, "main")?;
    Ok(conn)
}

/// What fails halfway is thrown away whole, and what is done is synced once.
fn loosen(conn: &Connection, database: &str) -> Result<()> {
    Ok(conn.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF; PRAGMA {database}.journal_mode = OFF; PRAGMA {database}.synchronous = OFF"
    ))?)
}

/// Opens another file beside the one of a connection.
fn attach(conn: &Connection, name: &str, path: &Path, how: &str, key: Option<&BookKey>) -> Result<()> {
    let address = format!("{}?{how}", uri(path));
    let secret = key.map(|key| Zeroizing::new(format!("x'{}'", *key.of_database())));
    let secret = secret.as_ref().map_or("", |secret| secret.as_str());
    conn.execute("ATTACH ?1 AS ?2 KEY ?3", (address, name, secret))?;
    Ok(())
}

impl Db {
    fn held(&self, step: &mut dyn FnMut() -> Result<()>) -> Result<Held> {
        let sql = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_autoindex%' ESCAPE '\\'
                   ORDER BY type, name";
        let mut statement = self.0.prepare(sql)?;
        let schema = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<Vec<(String, String, Option<String>)>>>()?;
        let mut tables = Vec::new();
        for (_, name, _) in schema.iter().filter(|(kind, ..)| kind == "table") {
            step()?;
            tables.push((name.clone(), self.hash_of(name)?));
        }
        Ok(Held { schema, tables })
    }

    /// A hash over all rows of a table, in the order in which they are stored.
    fn hash_of(&self, table: &str) -> Result<[u8; 32]> {
        let mut statement = self.0.prepare(&format!("SELECT * FROM \"{}\"", table.replace('"', "\"\"")))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        let mut hash = Sha256::new();
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                let (kind, bytes): (u8, &[u8]) = match row.get_ref(column)? {
                    ValueRef::Null => (0, &[]),
                    ValueRef::Integer(number) => (1, &number.to_le_bytes()),
                    ValueRef::Real(number) => (2, &number.to_le_bytes()),
                    ValueRef::Text(text) => (3, text),
                    ValueRef::Blob(bytes) => (4, bytes),
                };
                hash.update([kind]);
                hash.update((bytes.len() as u64).to_le_bytes());
                hash.update(bytes);
            }
        }
        Ok(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{FIRST, Store, header};

    /// A book with something in every table that holds names.
    fn filled(path: &Path) {
        let store = Store::open_to_write(path, None).expect("a book");
        let deed = "INSERT INTO contact_group (id, rev, name) VALUES (3, 1, '町内会'), (9, 1, '取引先')";
        store.write(|db| Ok((db.0.execute_batch(deed)?, true))).expect("written");
    }

    #[test]
    fn a_book_is_encrypted_and_comes_back_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        filled(&at("plain.book"));
        let key = BookKey::new([5; 32]);
        rewrite(&at("plain.book"), None, &at("guarded.book"), Some(&key), &mut || Ok(())).expect("encrypted");
        let guarded = std::fs::read(at("guarded.book")).expect("read");
        assert!(!guarded.windows(9).any(|it| it == "町内会".as_bytes()), "nothing in clear");
        assert!(matches!(header(&at("guarded.book")), Ok(Header::Book { guarded: true, .. })));
        assert!(matches!(Store::open_to_read(&at("guarded.book"), None), Err(Error::Locked)));
        let other = BookKey::new([6; 32]);
        assert!(matches!(look_at(&at("guarded.book"), Some(&other)), Err(Error::Locked)));
        rewrite(&at("guarded.book"), Some(&key), &at("again.book"), None, &mut || Ok(())).expect("decrypted");
        let (one, _) = look_at(&at("plain.book"), None).expect("opened");
        let (again, _) = look_at(&at("again.book"), None).expect("opened");
        assert!(one.held(&mut || Ok(())).expect("held") == again.held(&mut || Ok(())).expect("held"));
        assert!(again.integrity().expect("checked").is_empty());
    }

    #[test]
    fn a_book_in_memory_is_written_encrypted_and_holds_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        filled(&at("plain.book"));
        let key = BookKey::new([5; 32]);
        let bytes = std::fs::read(at("plain.book")).expect("read");
        assert_eq!(bytes[18..20], [2, 2], "it asks for a write-ahead log");
        let read = |bytes: &[u8], length: usize| {
            let (first, mut rest) = bytes.split_at(bytes.len().min(FIRST));
            InMemory::read(first, &mut rest, length as u64)
        };
        let write = |book: InMemory, name: &str| book.write(&at(name), &key, &mut || Ok(()));
        write(read(&bytes, bytes.len()).expect("read"), "held.book").expect("written");
        assert!(matches!(header(&at("held.book")), Ok(Header::Book { guarded: true, .. })));
        let held = |path: &Path, key| look_at(path, key).and_then(|(db, _)| db.held(&mut || Ok(()))).expect("held");
        assert!(held(&at("held.book"), Some(&key)) == held(&at("plain.book"), None));

        let half = &bytes[..bytes.len() / 2];
        let cut = read(half, half.len()).and_then(|book| write(book, "cut.book"));
        assert!(matches!(cut, Err(Error::Damaged { .. })), "{cut:?}");
        let short = read(half, bytes.len()).map(drop);
        assert!(matches!(short, Err(Error::Damaged { .. })), "{short:?}");
        let other = read(b"no book", 7).map(drop);
        assert!(matches!(other, Err(Error::NotABook)), "{other:?}");
    }

    #[test]
    fn a_full_disk_is_told_as_such() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        filled(&at("a.book"));
        let (db, version) = look_at(&at("a.book"), None).expect("opened");
        let target = begin(&at("b.book"), Some(&BookKey::new([5; 32]))).expect("begun");
        attach(&target, "former", &at("a.book"), "immutable=1", None).expect("attached");
        drop(db);
        // SQLite's own limit answers just as a disk without room does.
        target.execute_batch("PRAGMA max_page_count = 2").expect("limited");
        let full = export(target, "former", "main", version);
        assert!(matches!(full, Err(Error::DiskFull)), "{full:?}");
    }

    #[test]
    fn a_row_that_differs_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.book");
        filled(&path);
        let held = |path: &Path| look_at(path, None).and_then(|(db, _)| db.held(&mut || Ok(()))).expect("held");
        let before = held(&path);
        for deed in ["UPDATE contact_group SET name = '取引先 ' WHERE id = 9", "DELETE FROM contact_group WHERE id = 3"]
        {
            let store = Store::open_to_write(&path, None).expect("a book");
            store.write(|db| Ok((db.0.execute_batch(deed)?, true))).expect("written");
            store.settle(&[]).expect("settled");
            drop(store);
            assert!(held(&path) != before, "{deed}");
        }
    }

    #[test]
    fn what_is_cancelled_or_there_already_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        filled(&at("a.book"));
        let stopped = rewrite(&at("a.book"), None, &at("b.book"), None, &mut || Err(Error::Cancelled));
        assert!(matches!(stopped, Err(Error::Cancelled)));
        assert!(!at("b.book").exists());
    }
}
