//! Several at one book at the same time: nothing is lost, nothing is torn, and the only refusal is `open_elsewhere`.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

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
    let refused = Mutex::new(0_u32);
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (cli, confirmed, refused, ended, place) = (&cli, &confirmed, &refused, &ended, &place);
        // The window: holds the lock for a few of its own changes, then is closed for a moment.
        scope.spawn(move || {
            let mut number = 0;
            while !ended.load(Ordering::Relaxed) {
                // A command line may be at it for longer than the window waits; then the window says so and tries again.
                let Ok(book) = place.try_open() else { continue };
                for _ in 0..20 {
                    let value = value(99, number);
                    let edit = Edit { field: "urls[+]".to_owned(), value: value.clone() };
                    book.edit(id, &[edit]).expect("who holds the lock can write");
                    confirmed.lock().expect("BUG: nobody panics holding it").insert(value);
                    number += 1;
                }
                drop(book);
                std::thread::yield_now();
            }
        });
        let writers: Vec<_> = (0..2)
            .map(|who| {
                scope.spawn(move || {
                    for number in 0..100 {
                        let value = value(who, number);
                        let answer = cli.ask(["edit", &id.to_string(), "--set", &format!("urls[+]={value}")]);
                        if answer.done() {
                            confirmed.lock().expect("BUG: nobody panics holding it").insert(value);
                        } else {
                            assert_eq!(answer.code(), Some("open_elsewhere"), "{answer:?}");
                            *refused.lock().expect("BUG: nobody panics holding it") += 1;
                        }
                    }
                })
            })
            .collect();
        // Reading always works, whoever writes.
        let reader = scope.spawn(move || {
            for _ in 0..60 {
                let answer = cli.ask(["show", &id.to_string()]);
                assert!(answer.done(), "a read never waits for the lock: {answer:?}");
            }
        });
        let finished: Vec<_> = writers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        let read = reader.join();
        ended.store(true, Ordering::Relaxed);
        assert!(finished.iter().all(Result::is_ok) && read.is_ok(), "a command line failed, see above");
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
