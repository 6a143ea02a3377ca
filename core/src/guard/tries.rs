//! Wrong passphrases in a row, remembered beside the book so that starting anew doesn't help. It slows down whoever sits at the
//! screen; whoever takes the file along is slowed down by scrypt.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::beside::named;
use crate::time::Moment;

/// So many wrong ones cost nothing but the time they take.
const FREE: u32 = 2;
const FIRST_MS: i64 = 5_000;
const LONGEST_MS: i64 = 300_000;

#[derive(Default, Serialize, Deserialize)]
struct Tries {
    wrong: u32,
    last_ms: i64,
}

/// Milliseconds until the next try is taken. Nobody waits for a clock that went back.
pub(crate) fn wait_ms(book: &Path, now: Moment) -> u32 {
    let tries = read(book);
    let wait = if now.0 < tries.last_ms { 0 } else { pause(tries.wrong) };
    let left = tries.last_ms.saturating_add(wait).saturating_sub(now.0);
    u32::try_from(left.clamp(0, wait)).unwrap_or_default()
}

/// After the third in a row 5 s, then twice as long each time, at most five minutes.
fn pause(wrong: u32) -> i64 {
    match wrong.checked_sub(FREE + 1) {
        None => 0,
        Some(more) => FIRST_MS.saturating_mul(1 << more.min(10)).min(LONGEST_MS),
    }
}

pub(crate) fn note_wrong(book: &Path, now: Moment) {
    let wrong = read(book).wrong.saturating_add(1);
    // A folder that can't be written keeps nobody from opening the book.
    let _ = std::fs::write(place(book), serde_json::json!(Tries { wrong, last_ms: now.0 }).to_string());
}

/// The right one was typed. What can't be taken away only makes the next wrong one wait sooner.
pub(crate) fn forgive(book: &Path) {
    let _ = std::fs::remove_file(place(book));
}

fn read(book: &Path) -> Tries {
    let read = std::fs::read(place(book)).ok();
    read.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default()
}

fn place(book: &Path) -> PathBuf {
    named(book, ".tries")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_wrong_one_waits_and_every_further_one_longer() {
        let folder = tempfile::tempdir().expect("a folder");
        let book = folder.path().join("enishi.book");
        let mut now = Moment(1_000_000);
        let mut waits = Vec::new();
        for _ in 0..12 {
            note_wrong(&book, now);
            waits.push(wait_ms(&book, now) / 1000);
            now.0 += i64::from(wait_ms(&book, now));
            assert_eq!(wait_ms(&book, now), 0, "waited for");
        }
        assert_eq!(waits, [0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300]);
        assert_eq!(wait_ms(&book, Moment(0)), 0, "a clock that went back");
        forgive(&book);
        forgive(&book);
        assert_eq!(wait_ms(&book, now), 0);
        note_wrong(&book, now);
        assert_eq!(wait_ms(&book, now), 0, "it begins anew");
    }

    #[test]
    fn a_broken_memory_of_tries_keeps_nobody_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let book = folder.path().join("enishi.book");
        std::fs::write(place(&book), b"\0\0").expect("written");
        assert_eq!(wait_ms(&book, Moment(5)), 0);
    }
}
