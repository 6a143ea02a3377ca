//! The passphrase that locks the book.

use std::path::Path;

use enishi_core::Error;
use enishi_core::book::{Guarded, Guarding, change_passphrase, guard_of, is_there, set_guard, take_off_guard, unlock};
use enishi_core::guard::BookKey;
use serde_json::json;

use crate::arguments::Arguments;
use crate::arguments::lock::Lock;
use crate::backups::passphrase_in;
use crate::commands::{Ended, Ending, PATIENCE, book_path, edge};
use crate::failed::Failed;
use crate::output::Output;
use crate::progress::Meter;

pub fn lock(arguments: &Arguments, what: &Lock, output: &mut Output) -> Ending {
    let (path, edge) = (book_path(arguments)?, edge(arguments.at));
    if !is_there(&path) {
        return Err(Error::Missing { what: "file", id: path.to_string_lossy().into_owned() }.into());
    }
    let mut meter = Meter::new();
    let how = |second| Guarding { second, wait: PATIENCE };
    match what {
        Lock::Status => {
            let guard = guard_of(&path, &edge)?;
            drop(meter);
            output.answer(
                || json!({ "locked": guard.is_some(), "guard": guard }),
                || String::from(if guard.is_some() { "locked" } else { "not locked" }),
            )?;
        }
        Lock::Set { passphrase_file, second } => {
            let key = BookKey::new(edge.new_secret());
            let phrase = passphrase_in(passphrase_file)?;
            let how = how(second.as_deref());
            let paper = key.recovery().to_string();
            // Before anything is encrypted: whatever becomes of the answer, it was shown.
            eprintln!("Recovery key: {paper}");
            let done = set_guard(&path, &edge, &key, &phrase, &how, &mut |step| meter.step(step))?;
            drop(meter);
            output.answer(
                || json!({ "recovery_key": paper, "copies": done.copies, "left": done.left }),
                || format!("Locked, {}. The recovery key is shown this once.", followed(&done)),
            )?;
        }
        Lock::Change { passphrase_file, second } => {
            let key = needed(arguments)?;
            let done = change_passphrase(&path, &key, &passphrase_in(passphrase_file)?, second.as_deref())?;
            drop(meter);
            output.answer(|| json!(done), || format!("Changed, {}.", followed(&done)))?;
        }
        Lock::Remove { second } => {
            let key = needed(arguments)?;
            let how = how(second.as_deref());
            let done = take_off_guard(&path, &edge, &key, &how, &mut |step| meter.step(step))?;
            drop(meter);
            output.answer(|| json!(done), || format!("No longer locked, {}.", followed(&done)))?;
        }
    }
    Ok(Ended::Done)
}

fn followed(done: &Guarded) -> String {
    let left = if done.left > 0 { format!(", {} could not", done.left) } else { String::new() };
    format!("{} copies with it{left}", done.copies)
}

/// The key that the caller's file opens the book with; none for a book that isn't locked, or where no file is named.
pub fn key(arguments: &Arguments, path: &Path) -> Result<Option<BookKey>, Failed> {
    let Some(file) = &arguments.unlock_file else { return Ok(None) };
    let edge = edge(arguments.at);
    if guard_of(path, &edge)?.is_none() {
        return Ok(None);
    }
    Ok(Some(unlock(path, &edge, &passphrase_in(file)?)?.key))
}

fn needed(arguments: &Arguments) -> Result<BookKey, Failed> {
    let path = book_path(arguments)?;
    match key(arguments, &path)? {
        Some(key) => Ok(key),
        None if guard_of(&path, &edge(arguments.at))?.is_some() => Err(Error::Locked.into()),
        None => Err(Error::Invalid { field: "book".to_owned(), reason: "not_guarded" }.into()),
    }
}
