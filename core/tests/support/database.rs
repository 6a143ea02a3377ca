//! What a book's file holds, row by row, and files that no book of ours would be. The only file of the tests that speaks SQL.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;

const STEPS: [&str; 3] = [
    include_str!("../../migrations/0001_contacts_groups_changes.sql"),
    include_str!("../../migrations/0002_different.sql"),
    include_str!("../../migrations/0003_mapping.sql"),
];

/// Versions that [`of_version`] makes.
pub const OLD: usize = STEPS.len();

/// Every row of every table, and how the tables are made.
pub fn dump(path: &Path) -> BTreeMap<String, Vec<String>> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = Connection::open_with_flags(path, flags).expect("a database");
    let mut all = BTreeMap::new();
    let mut tables =
        db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").expect("tables");
    let tables: Vec<(String, String)> = tables
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("tables")
        .collect::<Result<_, _>>()
        .expect("tables");
    for (name, sql) in tables {
        let mut statement = db.prepare(&format!("SELECT * FROM \"{name}\"")).expect("a table");
        let width = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| {
            (0..width).map(|at| row.get_ref(at).map(|value| format!("{value:?}"))).collect::<Result<Vec<_>, _>>()
        };
        let mut rows: Vec<String> =
            statement.query_map([], row).expect("rows").map(|row| row.expect("a row").join("|")).collect();
        rows.sort();
        rows.insert(0, sql);
        all.insert(name, rows);
    }
    all
}

/// A count that does not fit: the file is whole for SQLite, and the book is not.
pub fn unbalance(path: &Path) {
    let db = Connection::open(path).expect("a database");
    db.execute("UPDATE tally SET n = n + 5", []).expect("damaged");
}

/// What a record says, as it is written down.
pub fn body(path: &Path, id: i64) -> String {
    let db = Connection::open(path).expect("a database");
    db.query_row("SELECT body FROM record WHERE id = ?1", [id], |row| row.get(0)).expect("a record")
}

/// Makes a record what another version would have written.
pub fn set_body(path: &Path, id: i64, body: &str) {
    let db = Connection::open(path).expect("a database");
    db.execute("UPDATE record SET body = ?2 WHERE id = ?1", (id, body)).expect("a record");
}

/// Somebody else's database.
pub fn foreign() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("other.db");
    let db = Connection::open(&path).expect("a database");
    db.execute_batch("CREATE TABLE contact (id INTEGER)").expect("a table");
    drop(db);
    std::fs::read(path).expect("a file")
}

/// A book as an older Enishi left it, with one group of this name and one change.
pub fn of_version(path: &Path, version: usize, group: &str) {
    let db = Connection::open(path).expect("a database");
    for step in &STEPS[..version] {
        db.execute_batch(step).expect("a step");
    }
    db.execute_batch(&format!("PRAGMA application_id = 1164863859; PRAGMA user_version = {version}")).expect("marked");
    db.execute("INSERT INTO contact_group (rev, name) VALUES (1, ?1)", [group]).expect("a group");
    db.execute("INSERT INTO change (at_ms, verb) VALUES (5, 'add_group')", []).expect("a change");
}
