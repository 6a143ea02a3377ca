//! Files in the backups of runs: opened again, sealed, and looked at.

use std::path::Path;

use enishi_core::Error;
use enishi_core::book::{Book, SavedCopy};
use serde_json::{Value, json};

use crate::arguments::checklists as asked;
use crate::backups::{line_of, passphrase_in, with_path};
use crate::checklists::told;
use crate::commands::{Ended, Ending};
use crate::failed::Failed;
use crate::json;
use crate::output::Output;
use crate::progress::Meter;

pub fn run(book: &Book, copy: &asked::Copy, output: &mut Output) -> Result<(), Failed> {
    let asked::Copy { run, step, row, file, what } = copy;
    let mut meter = Meter::new();
    let moved = match what {
        asked::CopyDeed::Open { password_file } => {
            let password = password_file.as_deref().map(password).transpose()?;
            book.open_copy(*run, step, row, *file, password.as_deref(), &mut |step| meter.step(step))?
        }
        asked::CopyDeed::Seal { out, passphrase_file } => {
            let passphrase = passphrase_in(passphrase_file)?;
            book.seal_copy(*run, step, row, *file, out, &passphrase, &mut |step| meter.step(step))?
        }
    };
    drop(meter);
    told(&moved, output)
}

pub fn list(book: &Book, output: &mut Output) -> Ending {
    answer(&book.copies()?, output)?;
    Ok(Ended::Done)
}

/// Those that were looked at, as they were found.
pub fn check(book: &Book, due: bool, output: &mut Output) -> Ending {
    let mut meter = Meter::new();
    let looked = book.check_copies(due, &mut |step| meter.step(step))?;
    drop(meter);
    answer(&looked.copies, output)?;
    Ok(if looked.copies.iter().all(SavedCopy::is_sound) { Ended::Done } else { Ended::WithFailures })
}

fn answer(copies: &[SavedCopy], output: &mut Output) -> Result<(), Failed> {
    let all = || copies.iter().map(|copy| with_path(copy, &copy.path)).collect::<Vec<Value>>();
    output.answer(|| json!({ "copies": all() }), || copies.iter().map(line).collect())?;
    Ok(())
}

fn line(copy: &SavedCopy) -> String {
    let found = copy.checked.map_or_else(|| "not looked at yet".to_owned(), |checked| json::code(&checked.how));
    let due = if copy.due { ", due" } else { "" };
    let SavedCopy { run, step, row, file, .. } = copy;
    format!("{run} {step} {row} {file}  {found}{due}  {}  ({})\n", copy.path.display(), copy.run_name)
}

/// The line of a file without its break.
fn password(file: &Path) -> Result<String, Failed> {
    let text = line_of(file)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    match text {
        "" => Err(Error::Invalid { field: "password".to_owned(), reason: "empty" }.into()),
        text => Ok(text.to_owned()),
    }
}
