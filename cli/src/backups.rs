//! Backups, archives, and bringing them back.

use std::path::Path;

use enishi_core::Error;
use enishi_core::archive::{Contents, Passphrase};
use enishi_core::book::{
    Access, Book, DailyBackup, DailyCopy, Extras, Incoming, MergeReport, Replaced, check_daily_copies, daily_copies,
    is_there,
};
use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::arguments::backups as asked;
use crate::commands::{Ended, Ending, PATIENCE, book_path, edge, open};
use crate::failed::{Failed, described, sentence};
use crate::json;
use crate::output::Output;
use crate::progress::Meter;

pub fn backup(book: &Book, out: &Path, output: &mut Output) -> Ending {
    let mut meter = Meter::new();
    let made = book.back_up_to(out, &mut |step| meter.step(step))?;
    drop(meter);
    output.answer(
        || with_path(&made, &made.path),
        || format!("{} written and checked: {}", made.path.display(), held(&made.contents)),
    )?;
    Ok(Ended::Done)
}

pub fn archive(book: &Book, what: &asked::Archive, output: &mut Output) -> Ending {
    let passphrase = passphrase(what.passphrase_file.as_deref())?;
    let settings = what.settings.as_deref().map(read).transpose()?;
    let extras = Extras { app: env!("CARGO_PKG_VERSION"), settings: settings.as_deref() };
    let mut meter = Meter::new();
    let made = book.archive_to(&what.out, passphrase.as_ref(), &extras, &mut |step| meter.step(step))?;
    drop(meter);
    let sealed = if made.sealed { ", sealed" } else { "" };
    output.answer(
        || with_path(&made, &made.path),
        || format!("{} written and read back{sealed}: {}", made.path.display(), held(&made.contents)),
    )?;
    Ok(Ended::Done)
}

/// Into a book in which nothing ever happened it goes whole; otherwise it has to be said how.
pub fn restore(arguments: &Arguments, what: &asked::Restore, file: &Path, output: &mut Output) -> Ending {
    let path = book_path(arguments)?;
    let passphrase = passphrase(what.passphrase_file.as_deref())?;
    let present = present(arguments)?;
    let replace = match (what.merge, what.replace) {
        (false, false) if present.as_ref().is_none_or(|contents| contents.changes == 0) => true,
        (false, false) if what.dry_run => false,
        (false, false) => return Err(Failed::Usage("there is a book already; say --merge or --replace")),
        (_, replace) => replace,
    };
    if what.merge && present.is_none() {
        return Err(Error::Missing { what: "file", id: path.to_string_lossy().into_owned() }.into());
    }
    // Where the book can't be read, there is none to have the key of.
    let key = if present.is_some() { crate::lock::key(arguments, &path)? } else { None };
    let mut meter = Meter::new();
    let incoming = Incoming::open(file, passphrase.as_ref(), key.as_ref(), &path, &mut |step| meter.step(step))?;
    let facts = incoming.facts().clone();
    let mut answer = json!({ "file": facts, "present": present });
    if what.dry_run {
        // What replacing would change are the two counts; what merging would, somebody has to try.
        let merge = match replace {
            true => None,
            false => Some(
                open(arguments, Access::Write { wait: PATIENCE })?
                    .preview_merge(&incoming, &mut |step| meter.step(step))?,
            ),
        };
        drop(meter);
        answer["merge"] = json!(merge);
        let merged = merge.as_ref().map(|report| format!("\nMerged: {}", merged(report))).unwrap_or_default();
        output.answer(|| answer, || format!("It holds {}.{merged}", held(&facts.contents)))?;
        return Ok(Ended::Done);
    }
    let settings = incoming.settings().map(<[u8]>::to_vec);
    let done = if replace {
        let Replaced { kept, contents, .. } = incoming.replace(&path, &edge(arguments.at), PATIENCE)?;
        answer["kept"] = json!(kept.as_ref().map(|path| path.to_string_lossy()));
        let kept = kept.map(|path| format!(" The old book is kept as {}.", path.display())).unwrap_or_default();
        format!("Restored: {}.{kept}", held(&contents))
    } else {
        let book = open(arguments, Access::Write { wait: PATIENCE })?;
        let done = book.merge_incoming(&incoming, &mut |step| meter.step(step))?;
        answer["merge"] = json!(done.report);
        answer["change"] = json!(done.changed.change);
        format!("Merged: {}", merged(&done.report))
    };
    drop(meter);
    if let (Some(out), Some(settings)) = (&what.settings, settings) {
        std::fs::write(out, settings).map_err(Error::from)?;
    }
    output.answer(|| answer, || done)?;
    Ok(Ended::Done)
}

/// What the book holds that would be restored into; `None` where there is none, or none that can be read.
fn present(arguments: &Arguments) -> Result<Option<Contents>, Failed> {
    if !is_there(&book_path(arguments)?) {
        return Ok(None);
    }
    match open(arguments, Access::Read).map(|book| book.contents()) {
        Ok(contents) => Ok(Some(contents?)),
        Err(Failed::Core(Error::Damaged { .. } | Error::NotABook)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Copies are listed and checked when the book can't be opened, too.
pub fn daily(arguments: &Arguments, what: &asked::Backups, output: &mut Output) -> Ending {
    let path = book_path(arguments)?;
    let key = || if is_there(&path) { crate::lock::key(arguments, &path) } else { Ok(None) };
    let mut meter = Meter::new();
    let rows = match what {
        asked::Backups::List(places) => daily_copies(&path, places.second.as_deref(), key()?.as_ref()),
        asked::Backups::Check(places) => {
            let (second, key) = (places.second.as_deref(), key()?);
            check_daily_copies(&path, second, key.as_ref(), &mut |step| meter.step(step))?
        }
        asked::Backups::Daily(places) => {
            let book = open(arguments, Access::Read)?;
            let made = book.daily_backups(places.second.as_deref(), &mut |step| meter.step(step));
            drop(meter);
            let failed = made.beside.is_err() || made.second.as_ref().is_some_and(Result::is_err);
            output.answer(
                || json!({ "beside": of_day(&made.beside), "second": made.second.as_ref().map(of_day) }),
                || [Some(&made.beside), made.second.as_ref()].into_iter().flatten().map(day_line).collect(),
            )?;
            return Ok(if failed { Ended::WithFailures } else { Ended::Done });
        }
    };
    drop(meter);
    let whole = rows.iter().all(DailyCopy::is_whole);
    output.answer(
        || json!({ "backups": rows.iter().map(|row| with_path(row, &row.path)).collect::<Vec<_>>() }),
        || rows.iter().map(line).collect(),
    )?;
    Ok(if whole { Ended::Done } else { Ended::WithFailures })
}

pub fn with_path(what: &impl serde::Serialize, path: &Path) -> Value {
    let mut value = json!(what);
    value["path"] = path.to_string_lossy().into();
    value
}

fn of_day(made: &enishi_core::Result<DailyBackup>) -> Value {
    match made {
        Ok(made) => {
            json!({ "backup": with_path(&made.backup, &made.backup.path), "made": made.made, "dropped": made.dropped })
        }
        Err(error) => json!({ "error": described(error) }),
    }
}

fn day_line(made: &enishi_core::Result<DailyBackup>) -> String {
    match made {
        Ok(made) if made.made => format!("{} written and checked\n", made.backup.path.display()),
        Ok(made) => format!("{} is there\n", made.backup.path.display()),
        Err(error) => format!("error: {}\n", sentence(error)),
    }
}

fn line(row: &DailyCopy) -> String {
    let held = row.contents.as_ref().map(held).unwrap_or_default();
    let size = row.bytes.div_ceil(1024);
    format!("{}  {:>9} KB  {:<10}  {held}  {}\n", row.day, size, json::code(&row.state), row.path.display())
}

fn held(contents: &Contents) -> String {
    let Contents { contacts, trashed, groups, records, changes, .. } = contents;
    format!("{contacts} contacts ({trashed} in the trash), {groups} groups, {records} records, {changes} changes")
}

fn merged(report: &MergeReport) -> String {
    let lines = report
        .conflicts
        .iter()
        .map(|it| format!("\n  {} {}: {}, {} stays", json::code(&it.what), it.name, it.reason, json::code(&it.stays)));
    format!(
        "{} read, {} added, {} updated, {} skipped; records: {} added, {} updated; {} conflicts{}",
        report.read,
        report.added,
        report.updated,
        report.skipped,
        report.records_added,
        report.records_updated,
        report.conflict_count,
        lines.collect::<String>()
    )
}

fn passphrase(file: Option<&Path>) -> Result<Option<Passphrase>, Failed> {
    file.map(passphrase_in).transpose()
}

pub fn passphrase_in(file: &Path) -> Result<Passphrase, Failed> {
    Ok(Passphrase::new(&line_of(file)?)?)
}

/// The text of a file, whose mark of Unicode is no part of it.
pub fn line_of(file: &Path) -> Result<String, Failed> {
    let text = String::from_utf8(read(file)?).map_err(|_| unreadable(file, "no_text"))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn read(file: &Path) -> Result<Vec<u8>, Failed> {
    std::fs::read(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => unreadable(file, "not_found"),
        std::io::ErrorKind::PermissionDenied => unreadable(file, "denied"),
        _ => unreadable(file, "io"),
    })
}

fn unreadable(file: &Path, reason: &'static str) -> Failed {
    Error::Unreadable { file: file.display().to_string(), reason }.into()
}
