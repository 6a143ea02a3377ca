//! The window's commands for a page in a browser, on a free port of this machine; prints the address.
//!
//! `backend --page FOLDER --folder FOLDER [--language ja|en] [--at MILLISECONDS]`: the book is `enishi.book` in the folder (a
//! temporary one when none is named). Ends when its standard input is closed.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use enishi_app::app::Start;
use enishi_app::contract::Language;
use enishi_core::code::apart;
use enishi_core::edge::Edge;
use enishi_core::time::Moment;
use enishi_tests::place::NOON;

fn main() {
    if apart::is_asked() {
        return apart::serve().expect("the pipes stay open");
    }
    let mut named = std::env::args().skip(1);
    let (mut page, mut folder, mut language, mut at) = (PathBuf::from("ui/dist"), None, Language::Ja, NOON.0);
    while let (Some(name), Some(value)) = (named.next(), named.next()) {
        match name.as_str() {
            "--page" => page = PathBuf::from(value),
            "--folder" => folder = Some(PathBuf::from(value)),
            "--language" => language = if value == "en" { Language::En } else { Language::Ja },
            "--at" => at = value.parse().expect("a moment in milliseconds"),
            unknown => panic!("unknown option {unknown}"),
        }
    }
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.unwrap_or_else(|| temporary.path().to_owned());
    let clock = Arc::new(AtomicI64::new(at));
    let start = Start {
        book: folder.join("enishi.book"),
        settings: Some(folder.join("settings.json")),
        system_language: language,
        edge: steady(clock.clone()),
        reader: std::env::current_exe().expect("a program stands somewhere"),
    };
    std::thread::spawn(|| {
        // The caller has ended.
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    enishi_tests::backend::serve(start, page, clock, |address| {
        let mut out = std::io::stdout();
        writeln!(out, "{address}").and_then(|()| out.flush()).expect("the caller reads the address");
    });
}

/// A clock that moves on by a millisecond at every look, and identifiers that count: the same at every run.
fn steady(clock: Arc<AtomicI64>) -> Arc<dyn Fn() -> Edge + Send + Sync> {
    let count = Arc::new(AtomicU64::new(1));
    Arc::new(move || {
        let (clock, count) = (clock.clone(), count.clone());
        Edge::new(
            move || Moment(clock.fetch_add(1, Ordering::Relaxed)),
            {
                let count = count.clone();
                move || format!("00000000-0000-7000-8000-{:012x}", count.fetch_add(1, Ordering::Relaxed))
            },
            move || counted(count.fetch_add(1, Ordering::Relaxed)),
        )
    })
}

/// A secret that is none, and the same at every run.
fn counted(number: u64) -> [u8; 32] {
    let mut secret = [7; 32];
    secret[..8].copy_from_slice(&number.to_be_bytes());
    secret
}
