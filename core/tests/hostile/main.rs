//! Files that were made to do harm, or are broken as only a disk can break them: the good contacts come in or the book stays as
//! it was, with a clear word, in bounded memory.
//!
//! The long ones are small here. `ENISHI_HOSTILE_MB=1024 cargo test --test hostile -- --nocapture --test-threads 1` makes
//! them as long as one likes and tells peak memory and time of each.

mod lines;
mod old_sheets;
mod pictures;
mod places;
mod sheets;
#[path = "../support/mod.rs"]
mod support;

use std::fs::{self, File};
use std::io::{BufWriter, Cursor, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use enishi_core::Error;
use enishi_core::book::{Book, ImportOptions, ImportReport, List, Reading};
use support::{Place, assert_sound, names, tanaka};
use zip::write::SimpleFileOptions;

const MB: usize = 1024 * 1024;

/// How long the long files are.
fn long() -> usize {
    std::env::var("ENISHI_HOSTILE_MB").ok().and_then(|text| text.parse().ok()).unwrap_or(24) * MB
}

/// One at a time, so that each has the memory for itself.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the process holds now, and the most it has held since [`forget_peak`]; 0 where the system does not say.
fn memory(name: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<usize>().ok()).unwrap_or(0) / 1024
}

fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Imports and tells how the book looks then. Whatever the file is, less than `most` MB more are held than before.
#[track_caller]
fn check(
    what: &str,
    most: usize,
    file: impl FnOnce(&Place) -> PathBuf,
) -> (enishi_core::Result<ImportReport>, Vec<String>) {
    let _alone = alone();
    let place = Place::new();
    let book = place.open();
    let path = file(&place);
    forget_peak();
    let (before, began) = (memory("VmRSS"), Instant::now());
    let looked = book.look(std::slice::from_ref(&path), &Reading::default()).map(|looked| looked.len());
    let looked_at = began.elapsed();
    let done = import(&book, &path);
    let peak = memory("VmHWM").saturating_sub(before);
    eprintln!("{what}: {peak} MB, look {looked_at:.1?}, both {:.1?}: {:?}", began.elapsed(), done.as_ref().map(short));
    assert!(peak < most, "{what} held {peak} MB");
    // A text in which nobody is found may only have to be told how it is to be read.
    let text = matches!(&done, Err(Error::Unreadable { reason: "no_header" | "not_contacts", .. }));
    assert!(text || looked.is_err() == done.is_err(), "{what}: a look tells what the import will say");
    assert!(looked.is_ok() || done.is_err(), "{what}: what can't be looked at can't be imported");
    let mut everybody = names(&book, List::All);
    everybody.sort();
    assert_sound(&book);
    (done, everybody)
}

fn short(report: &ImportReport) -> (u32, u32, u32, Vec<String>) {
    let reasons = report.problems.iter().take(5).map(|problem| problem.reason.clone());
    (report.added, report.failed, report.problem_count, reasons.collect())
}

fn import(book: &Book, path: &Path) -> enishi_core::Result<ImportReport> {
    book.import(&[path.to_owned()], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()))
}

fn reasons(done: &enishi_core::Result<ImportReport>) -> Vec<&str> {
    let report = done.as_ref().expect("the import runs");
    let mut reasons: Vec<&str> = report.problems.iter().map(|problem| problem.reason.as_str()).collect();
    reasons.dedup();
    reasons
}

#[track_caller]
fn assert_refused(done: &enishi_core::Result<ImportReport>, wanted: &str) {
    assert!(matches!(done, Err(Error::Unreadable { reason, .. }) if *reason == wanted), "{done:?}");
}

/// `head`, then `size` bytes of `filler` again and again, then `tail`.
fn written(place: &Place, name: &str, head: &str, filler: &[u8], size: usize, tail: &str) -> PathBuf {
    let path = place.folder.path().join(name);
    let mut out = BufWriter::new(File::create(&path).expect("a file"));
    out.write_all(head.as_bytes()).expect("written");
    let block = filler.repeat((MB / filler.len()).max(1));
    for _ in 0..size / block.len() {
        out.write_all(&block).expect("written");
    }
    out.write_all(tail.as_bytes()).expect("written");
    out.into_inner().expect("written");
    path
}
