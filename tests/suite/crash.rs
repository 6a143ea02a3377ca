//! The process is killed (SIGKILL) at random moments, hundreds of times: what was confirmed is there, nothing is half done,
//! `check` is clean.

use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use enishi_core::book::{Access, Book, DailyCopy, Guarding, List, Progress, Sort, daily_copies, set_guard};
use enishi_tests::cli::Cli;
use enishi_tests::deeds::{self, State};
use enishi_tests::place::{Place, edge, program};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Whatever was committed must be whole, and in order.
fn sound(book: &Book, when: &str) {
    let report = book.check().expect("a book can be checked after a crash");
    assert!(report.ok, "{when}: {:?}", report.problems);
}

/// From when the child's life is counted.
enum From {
    /// Its start.
    Start,
    /// The first line it prints, which is not among those answered.
    FirstLine,
}

/// Lets the child live for a random while, kills it, answers what it had printed.
fn killed_after(mut child: Child, from: From, life: Duration) -> Vec<String> {
    let mut output = BufReader::new(child.stdout.take().expect("BUG: standard output is piped"));
    if matches!(from, From::FirstLine) {
        output.read_line(&mut String::new()).expect("the child speaks");
    }
    let listener = std::thread::spawn(move || output.lines().map_while(Result::ok).collect());
    // The moment of the kill is the point of this test; nothing is waited for.
    std::thread::sleep(life);
    if let Some(status) = child.try_wait().expect("the child can be asked") {
        assert!(status.success(), "the child failed by itself: {status}");
    }
    child.kill().expect("the child is killed, or has ended by itself");
    child.wait().expect("the child has ended");
    listener.join().expect("the listener ends with the child")
}

#[test]
fn a_writer_killed_three_hundred_times_loses_nothing_it_confirmed() {
    let place = Place::new();
    deeds::begin(&place.open()).expect("the people are made");
    let mut random = StdRng::seed_from_u64(2026);
    let (mut done, mut unprinted) = (0, 0);
    for round in 0..300 {
        let mut writer = Command::new(program("writer"));
        writer.arg(place.book()).arg(done.to_string()).stdout(Stdio::piped());
        let life = Duration::from_micros(random.random_range(0..40_000));
        let printed = killed_after(writer.spawn().expect("the writer starts"), From::FirstLine, life);
        let confirmed = printed.last().map_or(done, |last| last.parse::<u32>().expect("a whole line is a number") + 1);

        let book = place.open();
        sound(&book, &format!("round {round}, killed after {life:?}"));
        let state = State::of(&book).expect("the book is read");
        let held = (confirmed..=confirmed + 1).find(|count| State::after(*count) == state);
        let held = held.unwrap_or_else(|| {
            panic!("round {round}: {confirmed} were confirmed, the book holds something else: {state:?}")
        });
        unprinted += u32::from(held > confirmed);
        done = held;
    }
    assert!(done > 100, "the kills came too early to prove anything: {done} changes in all");
    assert!(unprinted < done, "{unprinted} of {done} were committed but not yet told");
}

#[test]
fn an_import_killed_a_hundred_times_is_whole_or_not_there_at_all() {
    const CARDS: u32 = 400;
    let place = Place::new();
    drop(place.open());
    let cli = Cli::on(&place);
    let mut random = StdRng::seed_from_u64(11);
    let (mut whole, mut none, mut people) = (0, 0, 0);
    // How fast this machine is shows itself: the span grows after a kill that came too early, shrinks after one too late.
    let mut span = 200_000.0_f64;
    for round in 0..100 {
        let file = place.file("大勢.vcf", cards(round, CARDS));
        let child = cli.command(["import".as_ref(), file.as_os_str()]).spawn().expect("the command line starts");
        let printed = killed_after(child, From::Start, Duration::from_micros(random.random_range(1_000..span as u64)));
        let confirmed = !printed.is_empty();

        let book = place.open();
        sound(&book, &format!("round {round}"));
        let now = book.list(List::All, Sort::Reading, 0, 1).expect("the list is read").total;
        match now - people {
            0 if !confirmed => {
                none += 1;
                span *= 1.1;
            }
            CARDS => {
                whole += 1;
                span = (span * 0.8).max(2_000.0);
            }
            part => panic!("round {round}: {part} of {CARDS} came in (confirmed: {confirmed})"),
        }
        people = now;
    }
    assert!(whole > 0 && none > 0, "the moments must fall before and after the end: {whole} whole, {none} none");
}

#[test]
fn an_edit_on_the_command_line_killed_a_hundred_times_is_done_or_not_begun() {
    let place = Place::new();
    let book = place.open();
    deeds::begin(&book).expect("the people are made");
    let id = deeds::people(&book).expect("the people are read")[&0];
    drop(book);
    let cli = Cli::on(&place);
    let mut random = StdRng::seed_from_u64(5);
    let mut before = String::new();
    for round in 0..100 {
        let set = format!("note={round}");
        let id_text = id.to_string();
        let child = cli.command(["edit", &id_text, "--set", &set]).spawn().expect("the command line starts");
        let printed = killed_after(child, From::Start, Duration::from_micros(random.random_range(1_000..60_000)));

        let book = place.open();
        sound(&book, &format!("round {round}"));
        let note = book.contact(id).expect("the contact is there").note;
        let allowed = if printed.is_empty() { vec![before, round.to_string()] } else { vec![round.to_string()] };
        assert!(allowed.contains(&note), "round {round}: the note is {note}, not one of {allowed:?}");
        before = note;
    }
}

#[test]
fn a_book_killed_while_it_is_guarded_or_opened_for_good_stands_whole_in_one_of_its_forms() {
    let mut random = StdRng::seed_from_u64(7);
    // With a passphrase half a second passes before anything is written.
    for (way, rounds, earliest, longest) in [("off", 120, 0, 60_000.0), ("on", 60, 200_000, 400_000.0)] {
        let fixture = Place::new();
        let book = fixture.open();
        deeds::begin(&book).expect("the people are made");
        book.daily_backups(None, &mut go_on).beside.expect("a copy");
        let before = State::of(&book).expect("read");
        drop(book);
        if way == "off" {
            let how = Guarding { second: None, wait: Duration::ZERO };
            set_guard(&fixture.book(), &edge(), &deeds::key(), &deeds::passphrase(), &how, &mut go_on).expect("on");
        }
        let (mut turned, mut not, mut span): (u32, u32, f64) = (0, 0, longest);
        for round in 0..rounds {
            let place = Place::new();
            copy(fixture.folder(), place.folder());
            let mut turner = Command::new(program("turner"));
            turner.arg(place.book()).arg(way).stdout(Stdio::piped());
            let life = Duration::from_micros(earliest + random.random_range(0..span as u64));
            let printed = killed_after(turner.spawn().expect("the turner starts"), From::Start, life);

            let when = format!("{way} {round}, killed after {life:?}");
            let access = Access::Write { wait: Duration::from_secs(5) };
            let book = Book::open_with(&place.book(), edge(), access, Some(&deeds::key())).expect(&when);
            sound(&book, &when);
            assert_eq!(State::of(&book).expect("read"), before, "{when}");
            let is_turned = book.is_guarded() == (way == "on");
            assert!(is_turned || printed.is_empty(), "{when}: it said that it was done");
            let copies = daily_copies(&place.book(), None, Some(&deeds::key()));
            assert!(copies.len() == 1 && copies.iter().all(DailyCopy::is_whole), "{when}: {copies:?}");
            if book.is_guarded() {
                // What the kill left over follows with the daily copy.
                book.daily_backups(None, &mut go_on).beside.expect(&when);
                let clear = in_clear(place.folder());
                assert!(clear.is_empty(), "{when}: {clear:?}");
            }
            if is_turned {
                turned += 1;
                span = (span * 0.9).max(3_000.0);
            } else {
                not += 1;
                span *= 1.1;
            }
        }
        assert!(turned > 5 && not > 5, "{way}: the moments must fall before and after: {turned} turned, {not} not");
    }
}

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Files that say whom the deeds are done to.
fn in_clear(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(in_clear(&path));
        } else if std::fs::read(&path).expect("a file").windows(11).any(|it| it == b"contact_key") {
            found.push(path);
        }
    }
    found
}

fn cards(round: u32, count: u32) -> String {
    (0..count)
        .map(|card| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nN:大勢;{round}の{card};;;\r\nFN:大勢 {round}の{card}\r\nTEL:03-5550-{card:04}\r\nEND:VCARD\r\n"))
        .collect()
}
