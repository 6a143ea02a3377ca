//! What nothing can be faster than: the same work without a product around it.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::turns::timed;

/// Splits a file into unfolded lines and puts every card into one row, in one durable transaction.
pub fn split_and_insert(vcards: &Path, database: &Path) -> Duration {
    remove(database);
    let (time, rows) = timed(|| {
        let mut connection = open(database);
        connection
            .execute_batch("CREATE TABLE card (id INTEGER PRIMARY KEY, card BLOB NOT NULL) STRICT")
            .expect("a table");
        let transaction = connection.transaction().expect("a transaction");
        let rows = {
            let mut insert = transaction.prepare("INSERT INTO card (card) VALUES (?1)").expect("a statement");
            let mut rows = 0u32;
            each_card(vcards, |card| {
                insert.execute([card]).expect("a row");
                rows += 1;
            });
            rows
        };
        transaction.commit().expect("a commit");
        rows
    });
    assert!(rows > 0, "there are cards");
    remove(database);
    time
}

/// Reads cards and photos of a book, and writes as many bytes as `like` has, durably.
pub fn read_and_write(book: &Path, like: &Path, out: &Path) -> Duration {
    let wanted = std::fs::metadata(like).expect("an export").len();
    let (time, ()) = timed(|| {
        let connection = open(book);
        let mut read = 0u64;
        let mut bytes = 0u8;
        for query in ["SELECT card FROM contact ORDER BY sort_key, id", "SELECT bytes FROM blob"] {
            let mut statement = connection.prepare(query).expect("a query");
            let mut rows = statement.query([]).expect("rows");
            while let Some(row) = rows.next().expect("a row") {
                let blob = row.get_ref(0).expect("a column").as_blob().expect("a blob");
                read += blob.len() as u64;
                bytes ^= blob.iter().fold(0, |sum, byte| sum ^ byte);
            }
        }
        assert!(read > 0, "there are cards");
        let mut file = BufWriter::with_capacity(256 << 10, File::create(out).expect("a file"));
        let piece = vec![bytes; 2048];
        let mut left = wanted;
        while left > 0 {
            let now = left.min(piece.len() as u64) as usize;
            file.write_all(&piece[..now]).expect("room on the disk");
            left -= now as u64;
        }
        file.into_inner().expect("a file").sync_all().expect("a synced file");
    });
    let _ = std::fs::remove_file(out);
    time
}

/// Copies a file as it is, durably; into an empty file, as a backup has to.
pub fn copy(from: &Path, to: &Path) -> Duration {
    let _ = std::fs::remove_file(to);
    timed(|| {
        std::fs::copy(from, to).expect("a copy");
        File::options().write(true).open(to).expect("a file").sync_all().expect("a synced file");
    })
    .0
}

/// SQLite's own check of a database that nobody writes.
pub fn check(database: &Path) -> Duration {
    let address = format!("file:{}?immutable=1", database.display());
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_URI;
    timed(|| {
        let connection = Connection::open_with_flags(address, flags).expect("a database");
        let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("an answer");
        assert_eq!(found, "ok");
        let mut keys = connection.prepare("PRAGMA foreign_key_check").expect("a check");
        assert!(!keys.exists([]).expect("an answer"));
    })
    .0
}

/// A database in which one row is changed, again and again.
pub struct Commits(Connection, i64);

impl Commits {
    pub fn new(database: &Path) -> Commits {
        remove(database);
        let connection = open(database);
        connection
            .execute_batch("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT; INSERT INTO counter VALUES (1, 0)")
            .expect("a table");
        Commits(connection, 0)
    }

    /// One commit that survives a power cut.
    pub fn commit(&mut self) -> Duration {
        self.1 += 1;
        timed(|| self.0.execute("UPDATE counter SET n = ?1 WHERE id = 1", [self.1]).expect("a row")).0
    }
}

/// Opens a database with the book's own durability: WAL, synchronous FULL.
fn open(database: &Path) -> Connection {
    let connection = Connection::open(database).expect("a database");
    connection.pragma_update(None, "journal_mode", "WAL").expect("WAL");
    connection.pragma_update(None, "synchronous", "FULL").expect("durability");
    connection
}

fn remove(database: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut path = database.as_os_str().to_owned();
        path.push(ending);
        let _ = std::fs::remove_file(path);
    }
}

/// Shows every card of a file, its lines unfolded.
fn each_card(vcards: &Path, mut show: impl FnMut(&[u8])) {
    let mut file = BufReader::with_capacity(1 << 20, File::open(vcards).expect("a corpus"));
    let (mut card, mut line) = (Vec::new(), Vec::new());
    while file.read_until(b'\n', &mut line).expect("a readable corpus") > 0 {
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        match text.strip_prefix(b" ") {
            Some(more) => card.extend_from_slice(more),
            None if text == b"END:VCARD" => {
                show(&card);
                card.clear();
            }
            None => {
                card.push(b'\n');
                card.extend_from_slice(text);
            }
        }
        line.clear();
    }
}
