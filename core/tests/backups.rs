//! Backups: opened and counted before they are called one, in generations, and what is told about them later.

mod support;

use std::fs;
use std::ops::ControlFlow;
use std::time::Duration;

use enishi_core::book::{Access, BackupPlace, BackupState, Book, Phase, check_daily_copies, daily_copies};
use enishi_core::checklist::day::Day;
use enishi_core::time::Moment;
use support::database::{dump, unbalance};
use support::full::{files, fill, go_on};
use support::{Place, T, add, assert_sound, edit, tanaka};

fn full() -> (Place, Book) {
    let place = Place::new();
    let book = place.open();
    fill(&place, &book);
    (place, book)
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

#[test]
fn a_backup_holds_everything_and_leaves_nothing_else_behind() {
    let (place, book) = full();
    let out = tempfile::tempdir().expect("a folder");
    let target = out.path().join("控え.book");
    let made = book.back_up_to(&target, &mut *go_on()).expect("backed up");
    assert_eq!(dump(&target), dump(&place.path()), "row for row");
    assert_eq!(made.contents, book.contents().expect("counted"));
    assert_eq!((made.contents.trashed, made.contents.runs, made.attachments), (1, 1, 2));
    assert_eq!(made.bytes, fs::metadata(&target).expect("a file").len());
    assert_eq!(files(out.path()), ["控え.attachments", "控え.book"]);
    assert_eq!(fs::read(out.path().join("控え.attachments/ab/2.bin")).expect("copied"), b"two");
    drop(book);
    let again = Book::open(&target, place.edge(), Access::Read).expect("a backup is a book");
    assert_sound(&again);
}

#[test]
fn a_book_that_somebody_else_writes_is_backed_up_by_a_reader() {
    let (place, _writer) = full();
    let reader = Book::open(&place.path(), place.edge(), Access::Read).expect("opened beside the writer");
    let target = place.folder.path().join("copy.book");
    reader.back_up_to(&target, &mut *go_on()).expect("backed up");
    assert_eq!(dump(&target), dump(&place.path()));
}

#[test]
fn a_backup_is_one_state_whatever_is_changed_meanwhile() {
    let (place, book) = full();
    let before = dump(&place.path());
    let target = place.folder.path().join("copy.book");
    let mut times = 0;
    book.back_up_to(&target, &mut |step| {
        if step.phase == Phase::Reading {
            times += 1;
            add(&book, &[("family_name", "途中")]);
        }
        ControlFlow::Continue(())
    })
    .expect("backed up");
    assert!(times > 0);
    assert_eq!(dump(&target), before, "the state of its beginning");
    assert_ne!(dump(&place.path()), before);
}

#[test]
fn the_book_and_what_belongs_to_it_is_never_written_over() {
    let (place, book) = full();
    let before = dump(&place.path());
    let folder = place.folder.path();
    let mut targets =
        vec![place.path(), folder.join("enishi.book-wal"), folder.join("enishi.book.lock"), folder.join("ENISHI.book")];
    targets.push(folder.join("sub/../enishi.book"));
    fs::create_dir(folder.join("sub")).expect("a folder");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(place.path(), folder.join("link.book")).expect("a link");
        targets.push(folder.join("link.book"));
    }
    for target in targets {
        let error = book.back_up_to(&target, &mut *go_on()).expect_err("refused");
        assert_eq!(error.details()["reason"], "the_book", "{target:?}");
        let error = book.archive_to(&target, None, &Default::default(), &mut *go_on()).expect_err("refused");
        assert_eq!(error.details()["reason"], "the_book", "{target:?}");
    }
    let nowhere = book.back_up_to(&folder.join("none/x.book"), &mut *go_on()).expect_err("no folder");
    assert_eq!(nowhere.details()["reason"], "not_writable");
    let no_file = book.back_up_to(&folder.join("sub"), &mut *go_on()).expect_err("a folder");
    assert_eq!(no_file.details()["reason"], "not_writable");
    assert_eq!(dump(&place.path()), before);
}

#[test]
fn a_book_that_is_in_use_is_not_written_over() {
    let (place, book) = full();
    let other = place.folder.path().join("other.book");
    let used = Book::open(&other, place.edge(), Access::Write { wait: Duration::ZERO }).expect("a book");
    tanaka(&used);
    let error = book.back_up_to(&other, &mut *go_on()).expect_err("refused");
    assert_eq!(error.details()["reason"], "in_use");
    assert_sound(&used);
}

#[test]
fn a_backup_that_is_cancelled_at_any_step_leaves_the_earlier_one() {
    let (place, book) = full();
    let target = place.folder.path().join("copy.book");
    book.back_up_to(&target, &mut *go_on()).expect("the first one");
    let mut steps = 0;
    book.back_up_to(&target, &mut |_| {
        steps += 1;
        ControlFlow::Continue(())
    })
    .expect("backed up");
    let before = fs::read(&target).expect("a file");
    add(&book, &[("family_name", "新")]);
    for stop in 0..steps {
        let mut step = 0;
        let ended = book.back_up_to(&target, &mut |_| {
            step += 1;
            if step > stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(ended.expect_err("cancelled").code(), "cancelled", "step {stop}");
        assert_eq!(fs::read(&target).expect("a file"), before, "step {stop}");
    }
    assert!(!files(place.folder.path()).iter().any(|name| name.ends_with(".part")), "nothing half done is left");
}

#[test]
fn a_damaged_book_makes_no_backup_and_takes_none_away() {
    let (place, book) = full();
    book.daily_backups(None, &mut *go_on()).beside.expect("a good one");
    drop(book);
    unbalance(&place.path());
    let book = place.open();
    place.set_clock(T.plus_days(4));
    let error = book.daily_backups(None, &mut *go_on()).beside.expect_err("no copy of a damaged book");
    assert_eq!(error.code(), "damaged");
    assert_eq!(files(&place.folder.path().join("backups")), ["enishi-2026-11-25.book", "enishi.attachments"]);
}

#[test]
fn a_copy_is_made_on_the_first_start_of_a_day_and_old_ones_go() {
    let place = Place::new();
    let book = place.open();
    let mut made = 0;
    for day in 0..40 {
        place.set_clock(T.plus_days(day));
        add(&book, &[("family_name", "毎日"), ("given_name", &day.to_string())]);
        for _ in 0..2 {
            let daily = book.daily_backups(None, &mut *go_on()).beside.expect("a copy");
            made += u32::from(daily.made);
            assert!(daily.backup.path.ends_with(format!("enishi-{}.book", Day::from_number(20_779 + day))));
        }
    }
    assert_eq!(made, 40, "one a day");
    let rows = check_daily_copies(book.path(), None, None, &mut *go_on()).expect("checked");
    assert_eq!(rows.len(), 11, "seven days and four weeks");
    assert!(rows.iter().all(|row| row.state == BackupState::Sound && row.place == BackupPlace::Beside), "{rows:?}");
    let people: Vec<u32> = rows.iter().map(|row| row.contents.expect("counted").contacts).collect();
    assert_eq!(people[..7], [40, 39, 38, 37, 36, 35, 34]);
    assert!(people.windows(2).all(|two| two[0] > two[1]), "{people:?}");
    assert_eq!(rows[0].day, day("2026-12-31"));
}

#[test]
fn a_second_place_that_is_away_is_told_and_tried_again() {
    let (place, book) = full();
    let drive = place.folder.path().join("USB").join("控え");
    let away = book.daily_backups(Some(&drive), &mut *go_on());
    assert!(away.beside.expect("the first one").made);
    assert_eq!(away.second.expect("asked for").expect_err("away").details()["what"], "folder");
    assert!(!drive.exists(), "no folder is made on another drive in its place");
    fs::create_dir_all(&drive).expect("the drive is back");
    let back = book.daily_backups(Some(&drive), &mut *go_on());
    assert!(!back.beside.expect("still there").made);
    let second = back.second.expect("asked for").expect("made");
    assert!(second.made);
    assert_eq!((second.backup.attachments, dump(&second.backup.path)), (2, dump(&place.path())));
    let rows = daily_copies(book.path(), Some(&drive), None);
    assert_eq!(rows.iter().map(|row| row.place).collect::<Vec<_>>(), [BackupPlace::Beside, BackupPlace::Second]);
    let same = book.daily_backups(Some(&book.backups_folder()), &mut *go_on());
    assert!(same.second.is_none(), "one place is not two");
}

#[test]
fn what_became_of_copies_is_told_and_a_broken_one_of_today_is_made_again() {
    let (place, book) = full();
    for number in 0..5 {
        place.set_clock(T.plus_days(number));
        book.daily_backups(None, &mut *go_on()).beside.expect("a copy");
    }
    let folder = book.backups_folder();
    let copy = |day: u32| folder.join(format!("enishi-2026-11-{day}.book"));
    let bytes = fs::read(copy(22)).expect("a copy");
    fs::write(copy(22), &bytes[..bytes.len() / 2]).expect("cut");
    let mut zeroed = bytes.clone();
    zeroed[8192..12_288].fill(0);
    fs::write(copy(23), zeroed).expect("a page of nothing");
    fs::write(copy(24), b"not a book").expect("something else");
    let mut newer = bytes.clone();
    newer[60..64].copy_from_slice(&999_u32.to_be_bytes());
    fs::write(copy(25), newer).expect("of a newer one");
    fs::write(folder.join("notes.txt"), "mine").expect("of the user");
    let states = |rows: Vec<enishi_core::book::DailyCopy>| rows.iter().map(|row| row.state).collect::<Vec<_>>();
    let checked = check_daily_copies(book.path(), None, None, &mut *go_on()).expect("checked");
    assert!(checked.iter().skip(1).all(|row| !row.is_whole() && !row.detail.is_empty()));
    assert_eq!(
        states(checked),
        [BackupState::Sound, BackupState::TooNew, BackupState::Unreadable, BackupState::Damaged, BackupState::Damaged]
    );
    assert_eq!(states(daily_copies(book.path(), None, None)).len(), 5);
    fs::write(copy(26), b"").expect("today's is gone");
    assert!(book.daily_backups(None, &mut *go_on()).beside.expect("made again").made);
    assert_eq!(
        check_daily_copies(book.path(), None, None, &mut *go_on()).expect("checked")[0].state,
        BackupState::Sound
    );
    assert!(folder.join("notes.txt").exists(), "what is not ours stays");
}

#[test]
fn a_clock_that_goes_back_drops_nothing_of_before() {
    let place = Place::new();
    let book = place.open();
    for number in (0..8).chain(400..403).chain(8..20) {
        place.set_clock(T.plus_days(number));
        book.daily_backups(None, &mut *go_on()).beside.expect("a copy");
    }
    let days: Vec<String> = daily_copies(book.path(), None, None).iter().map(|row| row.day.to_string()).collect();
    assert_eq!(&days[..3], ["2027-12-29", "2027-12-28", "2027-12-27"], "nobody knows which clock was right");
    let expected: Vec<String> =
        (13..20).rev().map(|day| Day::from_number(T.plus_days(day).0 / Moment::DAY_MS).to_string()).collect();
    assert_eq!(&days[3..10], expected);
}

#[test]
fn what_a_killed_backup_left_is_cleared_away_by_a_later_one() {
    let (place, book) = full();
    let target = place.folder.path().join("copy.book");
    let (old, new) = (place.folder.path().join(".copy.book.1-0.part"), place.folder.path().join(".copy.book.1-1.part"));
    fs::write(&old, b"left").expect("a file");
    fs::write(&new, b"being written").expect("a file");
    let hours = std::time::SystemTime::now() - Duration::from_secs(2 * 60 * 60);
    fs::File::options().write(true).open(&old).and_then(|file| file.set_modified(hours)).expect("made long ago");
    book.back_up_to(&target, &mut *go_on()).expect("backed up");
    assert!(!old.exists() && new.exists(), "only what nobody writes at any more");
    book.edit(tanaka(&book), &[edit("note", "後")]).expect("the book goes on");
}
