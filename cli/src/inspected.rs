//! What files hold, without a book.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use enishi_core::inspect::{Inspected, Place, Weight, inspect as open};
use serde_json::{Value, json};

use crate::commands::{Ended, Ending};
use crate::failed::{described, sentence};
use crate::json::code;
use crate::output::Output;
use crate::progress::Meter;

/// All files are opened, also behind one that can't be.
pub fn inspect(files: &[PathBuf], output: &mut Output) -> Ending {
    let mut meter = Meter::new();
    let opened = files.iter().map(|path| (path.as_path(), open(path, &mut |step| meter.step(step))));
    let opened: Vec<(&Path, enishi_core::Result<Inspected>)> = opened.collect();
    drop(meter);
    let is_ok = opened.iter().all(|(_, file)| file.as_ref().is_ok_and(|file| file.found.ok));
    let as_json = || json!({ "files": opened.iter().map(|(path, file)| as_value(path, file)).collect::<Vec<_>>() });
    output.answer(as_json, || opened.iter().map(|(path, file)| human(path, file)).collect())?;
    Ok(if is_ok { Ended::Done } else { Ended::WithFailures })
}

fn as_value(path: &Path, file: &enishi_core::Result<Inspected>) -> Value {
    match file {
        Ok(file) => serde_json::to_value(file).unwrap_or_default(),
        Err(error) => json!({ "path": path.to_string_lossy(), "ok": false, "error": described(error) }),
    }
}

fn human(path: &Path, file: &enishi_core::Result<Inspected>) -> String {
    let path = path.to_string_lossy();
    let file = match file {
        Ok(file) => file,
        Err(error) => return format!("{path}: {}\n", sentence(error)),
    };
    let found = &file.found;
    let mut out = format!("{path}: {}, {}", code(&found.kind), code(&found.state));
    if let Some(count) = found.count {
        let _ = write!(out, ", {} {}", count.number, code(&count.unit));
    }
    if let Some(span) = found.span {
        let _ = write!(out, ", {} to {}", span.first, span.last);
    }
    out.push('\n');
    for problem in &found.problems {
        let member = problem.member.as_ref().map(|member| format!("{}: ", plain(member))).unwrap_or_default();
        let place = place(&problem.place);
        let note = if problem.weight == Weight::Notice { " (notice)" } else { "" };
        let _ = write!(out, "    {member}{place}{}{note}", problem.reason);
        let detail = if problem.detail.is_empty() { String::new() } else { format!(": {}", plain(&problem.detail)) };
        let _ = writeln!(out, "{detail}");
    }
    let more = found.problem_count.saturating_sub(found.problems.len() as u64);
    if more > 0 {
        let _ = writeln!(out, "    and {more} more");
    }
    out
}

fn place(place: &Place) -> String {
    match place {
        Place::File => String::new(),
        Place::Byte(at) => format!("byte {at}: "),
        Place::Line(at) => format!("line {at}: "),
        Place::Row(at) => format!("row {at}: "),
        Place::Page(at) => format!("page {at}: "),
        Place::Message(at) => format!("message {at}: "),
        Place::Object(at) => format!("object {at}: "),
        Place::Sheet(name) | Place::Entry(name) => format!("{}: ", plain(name)),
    }
}

/// Whoever made the file has no say over this terminal.
fn plain(text: &str) -> String {
    text.chars().map(|ch| if ch.is_control() { ' ' } else { ch }).collect()
}
