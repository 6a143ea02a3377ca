//! Guards a book with a passphrase, or takes it off again, and prints a line when that is done.
//!
//! `turner BOOK on|off`

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use enishi_core::book::{Guarding, set_guard, take_off_guard};
use enishi_tests::{deeds, place};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, book, way] = arguments.as_slice() else { panic!("turner BOOK on|off") };
    let (book, edge, key) = (Path::new(book), place::edge(), deeds::key());
    let how = Guarding { second: None, wait: Duration::from_secs(5) };
    let progress = &mut |_| ControlFlow::Continue(());
    match way.as_str() {
        "on" => set_guard(book, &edge, &key, &deeds::passphrase(), &how, progress),
        _ => take_off_guard(book, &edge, &key, &how, progress),
    }
    .expect("a sound book can be turned");
    let mut out = std::io::stdout().lock();
    writeln!(out, "done").and_then(|()| out.flush()).expect("the parent listens");
}
