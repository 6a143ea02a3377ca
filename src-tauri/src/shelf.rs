//! Which book is open: the user's own, the sample, or none because it is locked or could not be opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use enishi_core::book::{Access, Book, Counts, Guard, guard_of};
use enishi_core::guard::BookKey;
use enishi_core::{Error, Result};

use crate::app::Start;
use crate::contract::BookState;
use crate::failure::{Answer, Failure};

/// How long a starting window waits for a command line to finish its write.
const PATIENCE: Duration = Duration::from_secs(2);

pub enum Shelf {
    /// It may have to wait for another program; the window stands already.
    Opening {
        path: PathBuf,
    },
    Open {
        book: Arc<Book>,
        sample: bool,
    },
    /// A passphrase guards it, and nobody has unlocked it.
    Locked {
        path: PathBuf,
    },
    Failed {
        path: PathBuf,
        failure: Failure,
    },
    Closed,
}

impl Shelf {
    pub fn open_own(start: &Start, key: Option<&BookKey>) -> Shelf {
        Shelf::from(&start.book, false, open(&start.book, start, key))
    }

    /// The sample book beside the own one, filled when it is new. It is kept when it is left: somebody may have typed into it.
    pub fn open_sample(start: &Start) -> Shelf {
        let path = start.book.with_file_name("sample.book");
        let book = open(&path, start, None).and_then(|book| {
            if is_empty(&book.counts()?) {
                book.fill_with_sample()?;
                book.begin_session()?;
            }
            Ok(book)
        });
        Shelf::from(&path, true, book)
    }

    pub fn book(&self) -> Answer<Arc<Book>> {
        match self {
            Shelf::Open { book, .. } => Ok(book.clone()),
            Shelf::Locked { .. } => Err(Failure::Locked {}),
            Shelf::Failed { failure, .. } => Err(failure.clone()),
            Shelf::Opening { .. } | Shelf::Closed => Err(Failure::Cancelled {}),
        }
    }

    /// The user's own book is open, and could be locked.
    pub fn is_guarded(&self) -> bool {
        matches!(self, Shelf::Open { book, sample: false } if book.is_guarded())
    }

    pub fn state(&self, start: &Start) -> BookState {
        let failed =
            |path: &Path, failure: Failure| BookState::Failed { path: path.to_string_lossy().into_owned(), failure };
        match self {
            Shelf::Opening { path } => BookState::Opening { path: path.to_string_lossy().into_owned() },
            Shelf::Open { book, sample } => match book.counts() {
                Ok(counts) => BookState::Open {
                    path: book.path().to_string_lossy().into_owned(),
                    sample: *sample,
                    empty: is_empty(&counts),
                    warnings: book.warnings(),
                    guarded: match sample {
                        true => matches!(guard_of(&start.book, &(start.edge)()), Ok(Some(_))),
                        false => book.is_guarded(),
                    },
                },
                Err(error) => failed(book.path(), error.into()),
            },
            Shelf::Locked { path } => match guard_of(path, &(start.edge)()) {
                Ok(guard) => {
                    let Guard { recovery_only, wait_ms } = guard.unwrap_or(Guard { recovery_only: false, wait_ms: 0 });
                    BookState::Locked { path: path.to_string_lossy().into_owned(), recovery_only, wait_ms }
                }
                Err(error) => failed(path, error.into()),
            },
            Shelf::Failed { path, failure } => failed(path, failure.clone()),
            Shelf::Closed => failed(Path::new(""), Failure::Cancelled {}),
        }
    }

    fn from(path: &Path, sample: bool, book: Result<Book>) -> Shelf {
        match book {
            Ok(book) => Shelf::Open { book: Arc::new(book), sample },
            Err(Error::Locked) => Shelf::Locked { path: path.to_owned() },
            Err(error) => Shelf::Failed { path: path.to_owned(), failure: error.into() },
        }
    }
}

fn open(path: &Path, start: &Start, key: Option<&BookKey>) -> Result<Book> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|_| Error::ReadOnly)?;
    }
    let book = Book::open_with(path, (start.edge)(), Access::Write { wait: PATIENCE }, key)?;
    book.begin_session()?;
    Ok(book)
}

fn is_empty(counts: &Counts) -> bool {
    counts.all == 0 && counts.hidden == 0 && counts.trash == 0
}
