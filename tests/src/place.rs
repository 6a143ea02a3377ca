//! A folder for one test, with the book in it, and the programs that were built beside the test.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use enishi_core::book::{Access, Book};
use enishi_core::edge::Edge;
use enishi_core::time::Moment;

/// 2026-11-22 03:00 UTC: noon in Japan on the day the tests were first written.
pub const NOON: Moment = Moment(1_795_316_400_000);

/// A folder that goes away with its last owner, with a path that has a space and Japanese letters in it, as users have.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    #[expect(clippy::new_without_default, reason = "a new folder on disk is no default value")]
    pub fn new() -> Place {
        Place { folder: tempfile::Builder::new().prefix("縁 テスト-").tempdir().expect("a temporary folder") }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn book(&self) -> PathBuf {
        self.folder().join("enishi.book")
    }

    /// Writes a file into the folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::write(&path, content).expect("a file is written into the test's folder");
        path
    }

    /// The book opened for writing by this process, as the window does.
    pub fn open(&self) -> Book {
        self.try_open().expect("the book opens")
    }

    pub fn try_open(&self) -> enishi_core::Result<Book> {
        Book::open(&self.book(), edge(), Access::Write { wait: Duration::from_secs(5) })
    }
}

/// A clock that stands at [`NOON`] and identifiers that differ between processes.
pub fn edge() -> Edge {
    let count = Arc::new(AtomicU64::new(0));
    let process = std::process::id();
    Edge::new(
        || NOON,
        move || {
            let next = count.fetch_add(1, Ordering::Relaxed);
            let salt = rand::random::<u32>();
            format!("00000000-0000-7000-{:04x}-{salt:08x}{next:04x}", process & 0xffff)
        },
        rand::random,
    )
}

/// A program of the workspace, built before the tests by `cargo xtask test` (or `cargo build --workspace`).
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let built = test.ancestors().skip(1).map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
    let found = built.take(3).find(|candidate| candidate.is_file());
    found.unwrap_or_else(|| panic!("`{name}` is not built: cargo build --workspace"))
}
