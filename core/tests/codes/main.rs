//! The proof of codes: cards as the app writes them, drawn as they are met, are read as they were written, here and by
//! `zbarimg`, another program.
//!
//! A fixed sample by default; `cargo xtask codes` takes all 1,000 of them (`ENISHI_CODES` says how many).

mod cards;
mod pictures;

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use cards::Cards;
use enishi_core::code::draw::{Code, Level};
use enishi_core::code::scan::scan;
use pictures::{KINDS, Kind};

/// What runs without asking for more.
const SAMPLE: usize = 40;

#[test]
fn codes_are_read_as_they_were_written_by_this_reader_and_another() {
    let wanted = std::env::var("ENISHI_CODES").ok().and_then(|text| text.parse().ok()).unwrap_or(SAMPLE);
    // Spread over all of them.
    let cards: Vec<Vec<u8>> = Cards::default().take(1000).step_by(1000usize.div_ceil(wanted).max(1)).collect();
    assert!(cards.len() >= wanted.min(1000), "{} cards", cards.len());
    let folder = tempfile::tempdir().expect("a folder");
    let (next, read) = (AtomicUsize::new(0), KINDS.map(|_| [AtomicUsize::new(0), AtomicUsize::new(0)]));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let file = folder.path().join(format!("{worker}.png"));
            let (cards, next, read) = (&cards, &next, &read);
            scope.spawn(move || {
                while let Some(card) = cards.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for (kind, [ours, others]) in KINDS.iter().zip(read) {
                        let picture = drawn(card, *kind, 0);
                        ours.fetch_add(usize::from(is_read(&picture, card)), Ordering::Relaxed);
                        let mut looks =
                            std::iter::once(picture).chain((1..kind.looks()).map(|look| drawn(card, *kind, look)));
                        let others_read = looks.any(|picture| is_read_by_zbar(&picture, &file, card));
                        others.fetch_add(usize::from(others_read), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let read = read.map(|both| both.map(AtomicUsize::into_inner));
    eprintln!("{:<40} {:>8} {:>8} {:>8}", "", "codes", "enishi", "zbarimg");
    for (kind, [ours, others]) in KINDS.iter().zip(read) {
        eprintln!("{:<40} {:>8} {ours:>8} {others:>8}", format!("{kind:?}"), cards.len());
    }
    for (kind, both) in KINDS.iter().zip(read) {
        let least = (cards.len() as f64 * kind.least()).ceil() as usize;
        for (reader, count) in ["enishi", "zbarimg"].into_iter().zip(both) {
            let counted = reader == "enishi" || (cfg!(target_os = "linux") && kind.is_for_others());
            assert!(!counted || count >= least, "{kind:?}: {reader} reads {count} of {}, not {least}", cards.len());
        }
    }
}

fn drawn(card: &[u8], kind: Kind, look: u64) -> Vec<u8> {
    let code = Code::of(card, Level::M).expect("it fits");
    assert!(code.version() <= 16, "phones read up to this");
    let seed = card.iter().fold(card.len() as u64, |sum, byte| sum.wrapping_mul(31) ^ u64::from(*byte));
    kind.picture(&code, seed.wrapping_add(look.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

fn is_read(picture: &[u8], card: &[u8]) -> bool {
    let codes = scan(picture).expect("a picture");
    codes.len() == 1 && codes.iter().all(|code| code.bytes == card)
}

/// A program of Debian's (`zbar-tools`), installed by `cargo xtask test`.
fn is_read_by_zbar(picture: &[u8], file: &Path, card: &[u8]) -> bool {
    if !cfg!(target_os = "linux") {
        return false;
    }
    std::fs::write(file, picture).expect("a picture is written");
    // In some of a code's modules it sees a bar code of five digits, too.
    let only_qr = ["-Sdisable", "-Sqrcode.enable", "-Sbinary"];
    let program = Command::new("zbarimg").args(["--quiet", "--raw", "--oneshot"]).args(only_qr).arg(file).output();
    let output = program.expect("zbarimg is there: `cargo xtask test` installs zbar-tools");
    output.stdout == card
}
