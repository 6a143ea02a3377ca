//! Backup files are opened, not believed: what a file is by its content, what in it can be proven, and how much there is of it.
//!
//! Files are read as streams and memory does not grow with them; only what can't be read otherwise is held: a PDF up to 128 MB, a
//! picture up to 64 MB, a spreadsheet within the limits of [`crate::formats::sheet`]. Damage that shows is never ok: what opens
//! without closing, checksums, halves of characters, holes of zeros. What does not show is said by the state: a table, cards, an
//! mbox, a talk that were cut where a record ends are [`State::Readable`] like the whole ones.
//!
//! Reasons of problems, beside those of [`crate::formats::Trouble`]:
//!
//! - of any file: `zeros` (blocks that were never written or lost; of text 16 zeros, at its end 2), `counts_differ` (two counts
//!   of one thing), `no_end`, `no_begin`, `locked`, `too_large`, `too_deep`, `bomb` (unpacks to far more than anybody saves),
//!   `no_kind` (text or bytes of no kind we know), `unreadable` (a library gave up)
//! - of text: `half_character` (the last one is cut), `bad_bytes`, `half_line_end`
//! - of tables and talks: `open_quote`, `cut_row` (the last row lacks cells that all others have), `ragged`, `too_long`, `bad_date`
//! - of mail: `no_boundary` (RFC 2046, 5.1: a part of several is never closed), `bad_base64`, `cut_headers`, `no_headers`
//! - of archives: `no_directory`, `bad_directory`, `trailing_bytes`, `bad_entry` (its checksum, or what is packed), `unsupported`
//! - of PDF: `bad_references`, `lost_object`, `lost_page`, `circle`, `bad_stream`, `not_decoded`
//! - of pictures: `bad_checksum`, `broken_picture`, `trailing_bytes`, `not_decoded`
//! - of spreadsheets: `damaged`, `broken_sheet`, `office` (a text or a slide show)

mod archive;
mod calendar;
mod cards;
mod days;
mod findings;
mod kind;
mod mail;
mod pdf;
mod picture;
mod sealed;
mod sheet;
mod source;
mod table;
mod talk;
mod text;
mod types;

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

pub use types::{
    Count, Details, Inside, Inspected, Kind, MOST_MEMBERS, MOST_PROBLEMS, Member, Place, Problem, Report, Sheet, Span,
    State, Unit, Weight,
};

use self::archive::Rope;
use self::findings::Findings;
use self::kind::{Guess, guess};
use self::source::{Origin, PIECE, beginning, fill};
use crate::book::OnProgress;
use crate::error::{Error, Result};
use crate::time::Moment;

/// Opens a file and tells what it is, whether it is whole, and how much is in it. What is wrong with its content is in the answer
/// and never an error.
///
/// Progress counts bytes; files that can't be read in one go are read a second time after their hash. [`Error::Unreadable`] with
/// `not_found`, `denied` or `io` (a folder, a disk that fails); [`Error::Cancelled`].
pub fn inspect(path: &Path, progress: &mut OnProgress<'_>) -> Result<Inspected> {
    open(path, None, progress)
}

/// Opens a file behind a password (ZIP: the old lock and AES; PDF; an age file behind a passphrase) and inspects what is in it:
/// of an age file, kind and state are those of what is inside, hash and bytes those of the file. The password is kept nowhere.
///
/// [`Error::Invalid`] of `password` with `wrong`, or with `not_locked` where there is nothing to unlock; else as [`inspect`].
pub fn unlock(path: &Path, password: &str, progress: &mut OnProgress<'_>) -> Result<Inspected> {
    open(path, Some(password), progress)
}

fn open(path: &Path, password: Option<&str>, progress: &mut OnProgress<'_>) -> Result<Inspected> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unreadable = |error: &io::Error| Error::Unreadable { file: name.clone(), reason: reason(error) };
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let about = file.metadata().map_err(|error| unreadable(&error))?;
    if !about.is_file() {
        return Err(Error::Unreadable { file: name, reason: "io" });
    }
    let modified = about.modified().ok().and_then(Moment::of);
    let inspected = read(file, about.len(), password, progress).map_err(|error| match error {
        Error::Unreadable { reason, .. } => Error::Unreadable { file: name.clone(), reason },
        other => other,
    })?;
    Ok(Inspected { path: path.to_string_lossy().into_owned(), modified, ..inspected })
}

/// As [`inspect`] for what is no file; `bytes` is its length as far as it is known, for the progress. The path stays empty.
pub fn inspect_from<R: Read + Seek>(input: R, bytes: u64, progress: &mut OnProgress<'_>) -> Result<Inspected> {
    read(input, bytes, None, progress)
}

fn reason(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "not_found",
        io::ErrorKind::PermissionDenied => "denied",
        _ => "io",
    }
}

fn read<R: Read + Seek>(
    input: R,
    bytes: u64,
    password: Option<&str>,
    progress: &mut OnProgress<'_>,
) -> Result<Inspected> {
    let mut origin = Origin::new(input, bytes, progress);
    let looked = whole(&mut origin, password);
    if origin.cancelled {
        return Err(Error::Cancelled);
    }
    if let Some(reason) = origin.failed {
        return Err(Error::Unreadable { file: String::new(), reason });
    }
    let Looked { found, sha256, bytes, fits } =
        looked.map_err(|error| Error::Unreadable { file: String::new(), reason: reason(&error) })?;
    if password.is_some() {
        let invalid = |reason| Err(Error::Invalid { field: "password".to_owned(), reason });
        match fits {
            Fits::Wrong => return invalid("wrong"),
            Fits::NotLocked => return invalid("not_locked"),
            Fits::Opens => {}
        }
    }
    Ok(Inspected { path: String::new(), found, sha256, bytes, modified: None })
}

/// What became of the password.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fits {
    NotLocked,
    Opens,
    Wrong,
}

struct Looked {
    found: Report,
    sha256: String,
    bytes: u64,
    fits: Fits,
}

fn whole<R: Read + Seek>(origin: &mut Origin<'_, '_, R>, password: Option<&str>) -> io::Result<Looked> {
    let (first, is_all) = beginning(origin)?;
    let guess = guess(&first, is_all);
    let mut found = Findings::default();
    let mut fits = Fits::NotLocked;
    let most = match guess {
        Guess::Pdf => pdf::LARGEST,
        Guess::Picture => picture::LARGEST,
        _ => u64::MAX,
    };
    let (kind, whole, (sha256, bytes)) = match guess {
        Guess::Pdf | Guess::Picture => {
            let mut held = first;
            fill(origin, &mut held, usize::try_from(most).unwrap_or(usize::MAX))?;
            let hashed = origin.finish()?;
            if hashed.1 > held.len() as u64 {
                found.unjudged(Place::File, "too_large", "");
            }
            let is_whole = hashed.1 == held.len() as u64;
            let (kind, state) = if is_whole {
                guarded(&mut found, |found| Ok(self::held(guess, &held, password, found)))?
            } else {
                (if guess == Guess::Pdf { Kind::Pdf } else { Kind::Picture }, State::Unknown)
            };
            (kind, state, hashed)
        }
        Guess::Zip | Guess::Compound => {
            let hashed = origin.finish()?;
            origin.again();
            origin.seek(SeekFrom::Start(0))?;
            let mut input = BufReader::with_capacity(PIECE / 4, &mut *origin);
            let mut rope = Rope::new(hashed.1, password);
            let (kind, state) = guarded(&mut found, |found| match guess {
                Guess::Zip => Ok((archive::look(&mut input, &mut rope, found)?, State::Complete)),
                _ => compound(&mut input, found),
            })?;
            fits = match (rope.opened, rope.refused) {
                (true, _) => Fits::Opens,
                (false, true) => Fits::Wrong,
                (false, false) => Fits::NotLocked,
            };
            (kind, state, hashed)
        }
        Guess::Sealed if password.is_some() => return sealed::look(origin, password.unwrap_or_default()),
        _ => {
            let mut input = Cursor::new(first).chain(&mut *origin);
            let (kind, state) = guarded(&mut found, |found| streamed(guess, &mut input, found))?;
            let hashed = origin.finish()?;
            (kind, state, hashed)
        }
    };
    let found = found.report(kind, whole);
    if kind == Kind::Pdf && password.is_some() {
        fits = if found.state == State::Locked { Fits::Wrong } else { Fits::Opens };
    }
    Ok(Looked { found, sha256, bytes, fits })
}

/// What a library panics about is a file it can't read.
fn guarded(
    found: &mut Findings,
    look: impl FnOnce(&mut Findings) -> io::Result<(Kind, State)>,
) -> io::Result<(Kind, State)> {
    match catch_unwind(AssertUnwindSafe(|| look(found))) {
        Ok(looked) => looked,
        Err(_) => {
            found.damage(Place::File, "unreadable", "");
            Ok((Kind::Unknown, State::Damaged))
        }
    }
}

/// What is read from its beginning to its end.
fn streamed(guess: Guess, input: &mut dyn Read, found: &mut Findings) -> io::Result<(Kind, State)> {
    Ok(match guess {
        Guess::Mail(Kind::Mbox) => {
            mail::look_at_many(input, found)?;
            (Kind::Mbox, State::Readable)
        }
        Guess::Mail(_) => {
            let is_proven = mail::look_at_one(input, found)?;
            (Kind::Eml, if is_proven { State::Complete } else { State::Readable })
        }
        Guess::Vcard(charset) => {
            cards::look(input, charset, found)?;
            (Kind::Vcard, State::Readable)
        }
        Guess::Ics(charset) => {
            calendar::look(input, charset, found)?;
            (Kind::Ics, State::Complete)
        }
        Guess::Talk(charset) => {
            talk::look(input, charset, found)?;
            (Kind::LineTalk, State::Readable)
        }
        Guess::Table(charset, delimiter) => (table::look(input, charset, delimiter, found)?, State::Readable),
        Guess::Empty => {
            found.empty();
            (Kind::Unknown, State::Empty)
        }
        Guess::Zeros => {
            found.damage(Place::Byte(0), "zeros", "");
            (Kind::Unknown, State::Damaged)
        }
        Guess::Text => {
            found.unjudged(Place::File, "no_kind", "");
            (Kind::Text, State::Unknown)
        }
        Guess::Sealed => {
            found.locked(Place::File);
            (Kind::Unknown, State::Locked)
        }
        Guess::Zip | Guess::Compound | Guess::Pdf | Guess::Picture | Guess::Unknown => {
            found.unjudged(Place::File, "no_kind", "");
            (Kind::Unknown, State::Unknown)
        }
    })
}

/// What is held as a whole.
fn held(guess: Guess, bytes: &[u8], password: Option<&str>, found: &mut Findings) -> (Kind, State) {
    match guess {
        Guess::Pdf => {
            pdf::look(bytes, password, found);
            (Kind::Pdf, State::Complete)
        }
        Guess::Picture => (Kind::Picture, picture::look(bytes, found)),
        // Memory is never unreadable.
        Guess::Compound => compound(&mut Cursor::new(bytes), found).unwrap_or((Kind::Xls, State::Unknown)),
        _ => {
            found.unjudged(Place::File, "no_kind", "");
            (Kind::Unknown, State::Unknown)
        }
    }
}

/// A spreadsheet of old, or one of today behind a password.
fn compound<R: Read + Seek>(input: &mut R, found: &mut Findings) -> io::Result<(Kind, State)> {
    if sheet::is_cut(input)? {
        found.damage(Place::File, "no_end", "");
        return Ok((Kind::Xls, State::Damaged));
    }
    input.seek(SeekFrom::Start(0))?;
    sheet::look(input, found);
    Ok((Kind::Xls, State::Readable))
}
