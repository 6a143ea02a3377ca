//! A passphrase on a book: how it stands from outside, opening it ([`unlock`]), changing the passphrase, and bringing the book from
//! one form into the other ([`turn`]). But for the change, all happens to a book that nobody has open.

mod turn;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub(super) use self::turn::follow;
pub use self::turn::{Guarded, Guarding, set_guard, take_off_guard};
use self::turn::{away, copies};
use super::backups::days_beside;
use crate::archive::Passphrase;
use crate::beside::named;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::guard::{self, BookKey, SHORTEST};
use crate::store::{Header, header, opens};

/// A book that a passphrase guards, seen from outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Guard {
    /// The wrapped key is missing or broken: only the recovery key opens the book.
    pub recovery_only: bool,
    /// Milliseconds until the next try is taken.
    pub wait_ms: u32,
}

/// What opened a guarded book.
#[derive(Clone, Debug)]
pub struct Unlocked {
    pub key: BookKey,
    /// It was the recovery key.
    pub with_recovery: bool,
}

/// How the book at this path is guarded; `None` for one that is not, or is not there. Errors as of [`super::Book::open`].
pub fn guard_of(book: &Path, edge: &Edge) -> Result<Option<Guard>> {
    Ok(match header(book)? {
        Header::Book { guarded: true, .. } => {
            Some(Guard { recovery_only: wrapped(book)?.is_empty(), wait_ms: guard::wait_ms(book, edge.now()) })
        }
        Header::Book { guarded: false, .. } | Header::Nothing => None,
    })
}

/// Opens the lock of a guarded book with its passphrase or its recovery key. Takes about half a second.
///
/// [`Error::WrongPassphrase`]; from the third in a row on the next try has to wait ([`Error::Wait`]), also in a newly started
/// program. [`Error::Damaged`] where the passphrase is right and the book can't be read with it;
/// [`Error::Invalid`] of `book` with `not_guarded`.
pub fn unlock(book: &Path, edge: &Edge, secret: &Passphrase) -> Result<Unlocked> {
    let Some(Guard { wait_ms, .. }) = guard_of(book, edge)? else {
        return Err(Error::Invalid { field: "book".to_owned(), reason: "not_guarded" });
    };
    if wait_ms > 0 {
        return Err(Error::Wait { ms: wait_ms });
    }
    let mut opened = opened(book, None, secret);
    // Without it only a recovery key opens anything, and that was tried.
    let wrapped = if opened.is_ok() { Vec::new() } else { wrapped(book)? };
    for wrapped in wrapped {
        opened = self::opened(book, Some(&wrapped), secret);
        if opened.is_ok() && guard::of_file(book)?.is_none_or(|beside| beside != wrapped) {
            // It was lost or broken, and a copy had it still.
            let _ = guard::put_beside(book, &wrapped);
        }
        // A copy is asked only where the book's own says nothing: it may have a former passphrase.
        if !matches!(opened, Err(Error::Damaged { .. })) {
            break;
        }
    }
    match &opened {
        Ok(_) => guard::forgive(book),
        Err(Error::WrongPassphrase) => guard::note_wrong(book, edge.now()),
        Err(_) => {}
    }
    opened
}

/// The wrapped key of the book, then those of its daily copies, the newest first: for the case that it was lost or is broken.
fn wrapped(book: &Path) -> Result<Vec<Vec<u8>>> {
    let mut copies = days_beside(book, None);
    copies.sort();
    let copies = copies.iter().rev().filter_map(|copy| guard::of_file(copy).ok().flatten());
    let mut all: Vec<_> = guard::of_file(book)?.into_iter().chain(copies).collect();
    all.dedup();
    // Each takes half a second to try.
    all.truncate(3);
    Ok(all)
}

/// The wrapped key of the book, where it is or in one of its copies that this key opens.
pub(super) fn wrapped_of(book: &Path, key: &BookKey) -> Result<Option<Vec<u8>>> {
    if let Some(wrapped) = guard::of_file(book)? {
        return Ok(Some(wrapped));
    }
    let mut copies = days_beside(book, None);
    copies.retain(|copy| opens(copy, key));
    copies.sort();
    Ok(copies.last().map(|copy| guard::of_file(copy)).transpose()?.flatten())
}

/// Tries what was typed on a guarded file.
pub(super) fn opened(file: &Path, wrapped: Option<&[u8]>, secret: &Passphrase) -> Result<Unlocked> {
    if let Some(key) = BookKey::from_recovery(secret.text())
        && opens(file, &key)
    {
        return Ok(Unlocked { key, with_recovery: true });
    }
    let key = guard::unwrap(wrapped.ok_or(Error::WrongPassphrase)?, secret)?;
    if !opens(file, &key) {
        return Err(Error::Damaged { detail: "its first page cannot be read with its key".to_owned() });
    }
    Ok(Unlocked { key, with_recovery: false })
}

/// Gives a guarded book another passphrase; its key, and with it the recovery key, stays. Its copies that can be reached get the
/// new one, too. The book may be open. [`Error::Invalid`] of `passphrase` with `too_short`; [`Error::Locked`] with another key.
pub fn change_passphrase(
    book: &Path,
    key: &BookKey,
    passphrase: &Passphrase,
    second: Option<&Path>,
) -> Result<Guarded> {
    long_enough(passphrase)?;
    if !opens(book, key) {
        return Err(Error::Locked);
    }
    let wrapped = guard::wrap(key, passphrase)?;
    guard::put_beside(book, &wrapped)?;
    guard::forgive(book);
    let mut done = away(second);
    for copy in copies(book, second) {
        if matches!(header(&copy), Ok(Header::Book { guarded: true, .. })) {
            // A former book has its key beside it, every other copy at its end.
            let put = if named(&copy, guard::SIDECAR).exists() { guard::put_beside } else { guard::append };
            done.count(opens(&copy, key) && put(&copy, &wrapped).is_ok());
        }
    }
    Ok(done)
}

fn long_enough(passphrase: &Passphrase) -> Result<()> {
    if passphrase.text().chars().count() < SHORTEST {
        return Err(Error::Invalid { field: "passphrase".to_owned(), reason: "too_short" });
    }
    Ok(())
}
