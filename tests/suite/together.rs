//! Several at one book at the same time: nothing is lost, nothing is torn, and the only refusal is `open_elsewhere`.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::mpsc::channel;

use enishi_core::contact::ContactId;
use enishi_core::contact::edit::Edit;
use enishi_tests::cli::Cli;
use enishi_tests::deeds;
use enishi_tests::place::Place;

const AT_ONCE: usize = 4;

/// A book with one contact that everybody writes to.
fn shared() -> (Place, ContactId) {
    let place = Place::new();
    let book = place.open();
    deeds::begin(&book).expect("the people are made");
    let id = deeds::people(&book).expect("the people are read")[&0];
    drop(book);
    (place, id)
}

/// Exactly the confirmed values stand in the book, once each, and the book is sound.
fn holds(place: &Place, id: ContactId, confirmed: &BTreeSet<String>) {
    let book = place.open();
    let report = book.check().expect("the book is checked");
    assert!(report.ok, "{:?}", report.problems);
    let there: Vec<String> =
        book.contact(id).expect("the contact is there").urls.into_iter().map(|url| url.value).collect();
    let once: BTreeSet<String> = there.iter().cloned().collect();
    assert_eq!(there.len(), once.len(), "something was written twice");
    assert_eq!(&once, confirmed, "what was confirmed is what is there");
}

fn value(who: usize, number: usize) -> String {
    format!("https://{who}.example.jp/{number}")
}

#[test]
fn four_command_lines_at_once_three_hundred_times_lose_nothing() {
    let (place, id) = shared();
    let cli = Cli::on(&place);
    let confirmed = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for who in 0..AT_ONCE {
            let (cli, confirmed) = (&cli, &confirmed);
            scope.spawn(move || {
                for number in 0..75 {
                    let value = value(who, number);
                    let answer = cli.ask(["edit", &id.to_string(), "--set", &format!("urls[+]={value}")]);
                    if answer.done() {
                        confirmed.lock().expect("BUG: nobody panics holding it").insert(value);
                    } else {
                        assert_eq!(answer.code(), Some("open_elsewhere"), "{answer:?}");
                        assert_eq!(answer.exit, Some(1));
                    }
                }
            });
        }
    });
    let confirmed = confirmed.into_inner().expect("BUG: nobody panics holding it");
    assert!(confirmed.len() > 200, "waiting five seconds for the other is enough nearly always: {}", confirmed.len());
    holds(&place, id, &confirmed);
}

#[test]
fn command_lines_beside_an_opening_and_closing_window_lose_nothing() {
    let (place, id) = shared();
    let cli = Cli::on(&place);
    let confirmed = Mutex::new(BTreeSet::new());
    let (finished, a_command_line_finished) = channel();
    std::thread::scope(|scope| {
        let (cli, confirmed, place) = (&cli, &confirmed, &place);
        // The window: holds the lock for a few changes of its own, then is closed until a command line got its turn.
        scope.spawn(move || {
            let mut number = 0;
            loop {
                let book = place.open();
                for _ in 0..3 {
                    let value = value(99, number);
                    let edit = Edit { field: "urls[+]".to_owned(), value: value.clone() };
                    book.edit(id, &[edit]).expect("who holds the lock can write");
                    confirmed.lock().expect("BUG: nobody panics holding it").insert(value);
                    number += 1;
                }
                drop(book);
                if a_command_line_finished.recv().is_err() {
                    break;
                }
            }
        });
        for who in 0..2 {
            let finished = finished.clone();
            scope.spawn(move || {
                for number in 0..100 {
                    let value = value(who, number);
                    let answer = cli.ask(["edit", &id.to_string(), "--set", &format!("urls[+]={value}")]);
                    if answer.done() {
                        confirmed.lock().expect("BUG: nobody panics holding it").insert(value);
                    } else {
                        assert_eq!(answer.code(), Some("open_elsewhere"), "{answer:?}");
                    }
                    finished.send(()).expect("the window listens until all have ended");
                }
            });
        }
        drop(finished);
        // Reading always works, whoever writes.
        scope.spawn(move || {
            for _ in 0..60 {
                let answer = cli.ask(["show", &id.to_string()]);
                assert!(answer.done(), "a read never waits for the lock: {answer:?}");
            }
        });
    });
    holds(&place, id, &confirmed.into_inner().expect("BUG: nobody panics holding it"));
}

#[test]
fn while_the_window_is_open_the_command_line_reads_and_says_why_it_does_not_write() {
    let (place, id) = shared();
    let cli = Cli::on(&place);
    let window = place.open();
    assert!(cli.ask(["list"]).done(), "reading goes on");
    let answer = cli.ask(["edit", &id.to_string(), "--set", "note=外から"]);
    assert_eq!((answer.exit, answer.code()), (Some(1), Some("open_elsewhere")), "{answer:?}");
    drop(window);
    assert!(cli.ask(["edit", &id.to_string(), "--set", "note=外から"]).done(), "the lock goes with the window");
}
