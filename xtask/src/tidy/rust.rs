//! What stands where in Rust.

use super::lines::{find, has_word};
use super::{Finding, Rule, Source};

pub const RULES: &[Rule] = &[
    Rule { name: "SQL stands in core/src/store and core/migrations only", find: sql },
    Rule { name: "Tauri stands in src-tauri only", find: tauri },
    Rule { name: "the domain knows neither store nor formats", find: domain },
    Rule { name: "the core asks neither for the time nor for an identifier", find: edge },
    Rule { name: "nothing unfinished and nothing left over from debugging", find: unfinished },
];

/// Statements as SQL writes them: upper case, at the start of a text.
const STATEMENTS: &[&str] = &[
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE",
    "CREATE INDEX",
    "CREATE VIEW",
    "DROP TABLE",
    "PRAGMA ",
    "WITH RECURSIVE",
    "BEGIN IMMEDIATE",
    "ALTER TABLE",
    "ATTACH DATABASE",
];

fn rust(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| source.ends_with(&[".rs"]))
}

fn sql(sources: &[Source]) -> Vec<Finding> {
    // The benches measure SQLite itself, as the limit; one file of the tests looks at every row; these rules name what they look for.
    const ROOMS: &[&str] =
        &["core/src/store/", "core/src/store.rs", "core/benches/", "core/tests/support/database.rs", "xtask/src/tidy/"];
    rust(sources)
        .filter(|source| !source.within(ROOMS))
        .flat_map(|source| {
            find(source, |line| {
                if line.contains("rusqlite::") || line.contains("use rusqlite") {
                    return Some("rusqlite outside the store".to_owned());
                }
                let statement = STATEMENTS
                    .iter()
                    .find(|word| line.trim_start().starts_with(**word) || line.contains(&format!("\"{word}")))?;
                Some(format!("SQL outside the store: {}", statement.trim()))
            })
        })
        .collect()
}

fn tauri(sources: &[Source]) -> Vec<Finding> {
    const ROOMS: &[&str] = &["src-tauri/", "tests/", "xtask/src/tidy/"];
    rust(sources)
        .filter(|source| !source.within(ROOMS))
        .flat_map(|source| {
            find(source, |line| {
                (line.contains("tauri::") || line.contains("tauri_")).then(|| "Tauri outside the shell".to_owned())
            })
        })
        .collect()
}

fn domain(sources: &[Source]) -> Vec<Finding> {
    let forbidden: &[(&[&str], &[&str])] = &[
        (&["core/src/contact/", "core/src/trash.rs"], &["crate::store", "crate::formats", "super::super::store"]),
        (&["core/src/formats/"], &["crate::store", "crate::search"]),
        (&["core/src/search/"], &["crate::store", "crate::formats"]),
        (&["core/src/store/"], &["crate::formats"]),
    ];
    rust(sources)
        .flat_map(|source| {
            let rooms =
                forbidden.iter().filter(|(rooms, _)| source.within(rooms)).flat_map(|(_, others)| others.iter());
            let rooms: Vec<&str> = rooms.copied().collect();
            find(source, move |line| {
                let other = rooms.iter().find(|other| line.contains(**other))?;
                Some(format!("this room does not know {other}; `book` brings them together"))
            })
        })
        .collect()
}

fn edge(sources: &[Source]) -> Vec<Finding> {
    const ASKED: &[&str] =
        &["SystemTime::now", "Utc::now", "Local::now", "Uuid::new_v4", "Uuid::now_v7", "rand::", "thread_rng"];
    rust(sources)
        .filter(|source| source.within(&["core/src/"]))
        .flat_map(|source| {
            find(source, |line| {
                let asked = ASKED.iter().find(|asked| line.contains(**asked))?;
                Some(format!("{asked}: the edge hands this in"))
            })
        })
        .collect()
}

fn unfinished(sources: &[Source]) -> Vec<Finding> {
    const MARKS: &[&str] = &["todo!", "unimplemented!", "dbg!", "#[ignore", "FIXME", "XXX:"];
    const PAGE_MARKS: &[&str] =
        &["console.log", "debugger", "it.only", "test.only", "describe.only", "it.skip", "test.skip", "describe.skip"];
    let of_rust = rust(sources).filter(|source| !source.within(&["xtask/src/tidy/"])).flat_map(|source| {
        find(source, |line| MARKS.iter().find(|mark| line.contains(**mark)).map(|mark| format!("{mark} left over")))
    });
    let of_page = sources
        .iter()
        .filter(|source| source.within(&["ui/src/"]) && source.ends_with(&[".ts", ".svelte"]))
        .flat_map(|source| {
            find(source, |line| {
                PAGE_MARKS.iter().find(|mark| has_word(line, mark)).map(|mark| format!("{mark} left over"))
            })
        });
    of_rust.chain(of_page).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{count, found};
    use super::*;

    #[test]
    fn sql_is_found_outside_the_store_and_allowed_inside() {
        let text = "fn f() {\n    let rows = \"SELECT name FROM contact\";\n}\n";
        assert_eq!(found(sql, "core/src/book/mod.rs", text), [(2, "SQL outside the store: SELECT".to_owned())]);
        assert_eq!(count(sql, "core/src/store/contacts.rs", text), 0);
        assert_eq!(count(sql, "cli/src/main.rs", "use rusqlite::Connection;"), 1);
        assert_eq!(count(sql, "core/src/book/mod.rs", "        DELETE FROM contact WHERE id = 1"), 1);
        assert_eq!(count(sql, "core/src/book/mod.rs", "// SELECT is for the store"), 0, "comments may speak of it");
    }

    #[test]
    fn tauri_is_found_outside_the_shell() {
        assert_eq!(count(tauri, "core/src/lib.rs", "use tauri::Manager;"), 1);
        assert_eq!(count(tauri, "cli/src/main.rs", "use tauri_specta::Builder;"), 1);
        assert_eq!(count(tauri, "src-tauri/src/lib.rs", "use tauri::Manager;"), 0);
    }

    #[test]
    fn a_domain_room_that_reaches_for_the_store_is_found() {
        assert_eq!(count(domain, "core/src/contact/name.rs", "use crate::store::Rows;"), 1);
        assert_eq!(count(domain, "core/src/formats/csv/mod.rs", "use crate::store::Rows;"), 1);
        assert_eq!(count(domain, "core/src/book/mod.rs", "use crate::store::Rows;"), 0);
    }

    #[test]
    fn asking_for_the_time_inside_the_core_is_found() {
        assert_eq!(count(edge, "core/src/trash.rs", "let now = SystemTime::now();"), 1);
        assert_eq!(count(edge, "cli/src/main.rs", "let now = SystemTime::now();"), 0);
    }

    #[test]
    fn stubs_and_debugging_are_found() {
        assert_eq!(count(unfinished, "core/src/trash.rs", "    todo!()"), 1);
        assert_eq!(count(unfinished, "tests/suite/crash.rs", "#[ignore]"), 1);
        assert_eq!(count(unfinished, "ui/src/app.ts", "console.log(1);\nit.only('x');"), 2);
        assert_eq!(count(unfinished, "ui/src/app.ts", "const debuggers = 1;"), 0);
    }
}
