//! Does deed after deed to a book and prints the number of each as soon as it is confirmed, until it is killed.
//!
//! `writer FOLDER FIRST`

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use enishi_core::book::{Access, Book};
use enishi_tests::{deeds, place};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, book, first] = arguments.as_slice() else { panic!("writer BOOK FIRST") };
    let access = Access::Write { wait: Duration::from_secs(5) };
    let book = Book::open(Path::new(book), place::edge(), access).expect("the book opens after every crash");
    let people = deeds::people(&book).expect("the people are read");
    let mut out = std::io::stdout().lock();
    writeln!(out, "ready").and_then(|()| out.flush()).expect("the parent listens");
    for number in first.parse().expect("a number").. {
        deeds::act(&book, &people, number).expect("a deed on a sound book succeeds");
        writeln!(out, "{number}").and_then(|()| out.flush()).expect("the parent listens");
    }
}
