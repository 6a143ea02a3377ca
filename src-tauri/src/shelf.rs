//! Which book is open: the user's own, the sample, or none because it could not be opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use enishi_core::book::{Access, Book, Counts};
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
    Failed {
        path: PathBuf,
        failure: Failure,
    },
    Closed,
}

impl Shelf {
    pub fn open_own(start: &Start) -> Shelf {
        Shelf::from(&start.book, false, open(&start.book, start))
    }

    /// The sample book beside the own one, filled when it is new. It is kept when it is left: somebody may have typed into it.
    pub fn open_sample(start: &Start) -> Shelf {
        let path = start.book.with_file_name("sample.book");
        let book = open(&path, start).and_then(|book| {
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
            Shelf::Failed { failure, .. } => Err(failure.clone()),
            Shelf::Opening { .. } | Shelf::Closed => Err(Failure::Cancelled {}),
        }
    }

    pub fn state(&self) -> BookState {
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
                },
                Err(error) => failed(book.path(), error.into()),
            },
            Shelf::Failed { path, failure } => failed(path, failure.clone()),
            Shelf::Closed => failed(Path::new(""), Failure::Cancelled {}),
        }
    }

    fn from(path: &Path, sample: bool, book: Result<Book>) -> Shelf {
        match book {
            Ok(book) => Shelf::Open { book: Arc::new(book), sample },
            Err(error) => Shelf::Failed { path: path.to_owned(), failure: error.into() },
        }
    }
}

fn open(path: &Path, start: &Start) -> Result<Book> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|_| Error::ReadOnly)?;
    }
    let book = Book::open(path, (start.edge)(), Access::Write { wait: PATIENCE })?;
    book.begin_session()?;
    Ok(book)
}

fn is_empty(counts: &Counts) -> bool {
    counts.all == 0 && counts.hidden == 0 && counts.trash == 0
}
