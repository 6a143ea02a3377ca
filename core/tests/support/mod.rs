//! A book in a folder of its own, a clock that stands until it is moved, and short words for what tests do often.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod database;
pub mod full;
pub mod fuzzed;
pub mod people;
pub mod vcard;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use enishi_core::book::{Access, Book, Changed, Entity, List, Sort};
use enishi_core::contact::ContactId;
use enishi_core::contact::edit::Edit;
use enishi_core::edge::Edge;
use enishi_core::time::Moment;

/// 2026-11-22T00:00:00Z
pub const T: Moment = Moment(1_795_305_600_000);

/// How many places there were.
static PLACES: AtomicU64 = AtomicU64::new(1);

pub struct Place {
    pub folder: tempfile::TempDir,
    now: Arc<AtomicI64>,
    uids: Arc<AtomicU64>,
    /// What its new identifiers begin with.
    begin: &'static str,
    /// Two places are two books, with keys of their own.
    number: u64,
}

impl Place {
    pub fn new() -> Place {
        Place {
            folder: tempfile::tempdir().expect("a folder"),
            now: Arc::new(AtomicI64::new(T.0)),
            uids: Arc::default(),
            begin: "uid",
            number: PLACES.fetch_add(1, Ordering::SeqCst),
        }
    }

    /// On another computer, which makes other identifiers.
    pub fn elsewhere(begin: &'static str) -> Place {
        Place { begin, ..Place::new() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("enishi.book")
    }

    pub fn edge(&self) -> Edge {
        let number = self.number;
        let (now, uids, secrets) = (Arc::clone(&self.now), Arc::clone(&self.uids), Arc::clone(&self.uids));
        let begin = self.begin;
        Edge::new(
            move || Moment(now.load(Ordering::SeqCst)),
            move || format!("{begin}-{}", uids.fetch_add(1, Ordering::SeqCst)),
            move || {
                let mut secret = [7; 32];
                secret[..8].copy_from_slice(&secrets.fetch_add(1, Ordering::SeqCst).to_be_bytes());
                secret[8..16].copy_from_slice(&number.to_be_bytes());
                secret
            },
        )
    }

    pub fn open(&self) -> Book {
        self.try_open().expect("the book opens")
    }

    pub fn try_open(&self) -> enishi_core::Result<Book> {
        Book::open(&self.path(), self.edge(), Access::Write { wait: Duration::ZERO })
    }

    pub fn set_clock(&self, now: Moment) {
        self.now.store(now.0, Ordering::SeqCst);
    }

    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    /// Everything that the book's files hold.
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for name in ["enishi.book", "enishi.book-wal", "enishi.book-shm", "enishi.book.lock"] {
            all.extend(std::fs::read(self.folder.path().join(name)).unwrap_or_default());
        }
        all
    }
}

pub fn edit(field: &str, value: &str) -> Edit {
    Edit { field: field.to_owned(), value: value.to_owned() }
}

pub fn edits(pairs: &[(&str, &str)]) -> Vec<Edit> {
    pairs.iter().map(|(field, value)| edit(field, value)).collect()
}

pub fn add(book: &Book, pairs: &[(&str, &str)]) -> ContactId {
    id(&book.add(&edits(pairs)).expect("a contact is added"))
}

pub fn tanaka(book: &Book) -> ContactId {
    add(
        book,
        &[
            ("family_name", "田中"),
            ("given_name", "太郎"),
            ("family_reading", "たなか"),
            ("given_reading", "たろう"),
            ("company", "株式会社青空商店"),
            ("phones[+mobile]", "090-1234-5678"),
            ("emails[+work]", "tanaka@aozora.example.jp"),
            ("note", "展示会で会った"),
        ],
    )
}

pub fn sato(book: &Book) -> ContactId {
    add(
        book,
        &[
            ("family_name", "佐藤"),
            ("given_name", "花子"),
            ("family_reading", "さとう"),
            ("given_reading", "はなこ"),
            ("phones[+work]", "03-1234-5678"),
        ],
    )
}

pub fn id(changed: &Changed) -> ContactId {
    changed.id.expect("a contact was touched")
}

pub fn contact(id: ContactId) -> Entity {
    Entity::Contact(id)
}

pub fn names(book: &Book, list: List) -> Vec<String> {
    let page = |from| book.list(list, Sort::Reading, from, 1000).expect("a list");
    let total = page(0).total;
    let rows: Vec<_> = (0..total).step_by(1000).flat_map(|from| page(from).rows).collect();
    assert_eq!(total as usize, rows.len(), "the total is what is listed");
    rows.into_iter().map(|row| row.display_name).collect()
}

pub fn assert_sound(book: &Book) {
    let report = book.check().expect("the check runs");
    assert!(report.ok, "{:?}", report.problems);
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

pub fn exists(path: &Path) -> bool {
    path.exists()
}
