//! A book guarded by a passphrase: nothing of it in clear anywhere, everything of it back, and nobody kept out who has the
//! passphrase or the recovery key.

mod support;

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use enishi_core::archive::Passphrase;
use enishi_core::book::{
    Access, BackupState, Book, Extras, Guarded, Guarding, Incoming, List, change_passphrase, check_daily_copies,
    guard_of, set_guard, take_off_guard, unlock,
};
use enishi_core::guard::BookKey;
use enishi_core::{Error, Result};
use support::database::{OLD, dump, of_version};
use support::full::{files, fill, go_on};
use support::{Place, T, add, assert_sound, names, tanaka};

const NOW: Duration = Duration::ZERO;
const HERE: Guarding<'static> = Guarding { second: None, wait: NOW };

/// Stands in every test's book, in the name, in a note that was taken back, in the history, the trash, a run and a template.
const NAMES: [&str; 5] = ["田中", "撤回される", "去る", "総務", "棚の2段目"];

fn phrase() -> Passphrase {
    Passphrase::new("さくらの木の下で").expect("a passphrase")
}

fn key() -> BookKey {
    BookKey::new([0x5A; 32])
}

fn guard(place: &Place, how: &Guarding<'_>) -> Guarded {
    set_guard(&place.path(), &place.edge(), &key(), &phrase(), how, &mut *go_on()).expect("guarded")
}

fn open(place: &Place) -> Book {
    open_with(place, &key()).expect("opened with its key")
}

fn open_with(place: &Place, key: &BookKey) -> Result<Book> {
    Book::open_with(&place.path(), place.edge(), Access::Write { wait: NOW }, Some(key))
}

fn full() -> Place {
    let place = Place::new();
    fill(&place, &place.open());
    // What the book was filled from lies beside it.
    fs::remove_file(place.folder.path().join("名刺.vcf")).expect("gone");
    place
}

fn everything(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { everything(&path) } else { vec![path] }).collect()
}

#[track_caller]
fn nothing_in_clear(folder: &Path) {
    let files = everything(folder);
    assert!(!files.is_empty());
    for path in files {
        let bytes = fs::read(&path).expect("a file");
        for name in NAMES {
            let found = bytes.windows(name.len()).any(|it| it == name.as_bytes());
            assert!(!found, "{name} stands in {}", path.display());
        }
        assert!(!bytes.windows(200).any(|it| it == [7; 200]), "an attachment stands in {}", path.display());
    }
}

#[test]
fn a_guarded_book_lies_nowhere_in_clear_and_comes_back_row_for_row() {
    let place = full();
    let out = tempfile::tempdir().expect("a folder");
    let second = out.path().join("stick");
    fs::create_dir(&second).expect("a folder");
    let book = place.open();
    let made = book.daily_backups(Some(&second), &mut *go_on());
    made.beside.expect("a copy");
    made.second.expect("asked for").expect("another");
    drop(book);
    let before = dump(&place.path());

    let how = Guarding { second: Some(&second), ..HERE };
    assert_eq!(guard(&place, &how), Guarded { copies: 2, left: 0 });
    nothing_in_clear(place.folder.path());
    nothing_in_clear(&second);
    assert!(matches!(place.try_open(), Err(Error::Locked)));
    let read = Book::open(&place.path(), place.edge(), Access::Read);
    assert!(matches!(read, Err(Error::Locked)));

    // While it is open and written, too: the log beside it is encrypted like the book.
    let book = open(&place);
    assert_sound(&book);
    add(&book, &[("family_name", "総務"), ("note", "撤回される")]);
    assert!(place.path().with_extension("book-wal").exists() || place.folder.path().join("enishi.book-wal").exists());
    nothing_in_clear(place.folder.path());
    book.undo().expect("undone");
    drop(book);

    let book = open(&place);
    let people = names(&book, List::All);
    drop(book);
    let done = take_off_guard(&place.path(), &place.edge(), &key(), &how, &mut *go_on()).expect("taken off");
    assert_eq!(done, Guarded { copies: 2, left: 0 });
    let book = place.open();
    assert_sound(&book);
    assert_eq!(names(&book, List::All), people);
    drop(book);
    let again = dump(&place.path());
    for (table, rows) in &before {
        // The deed of this test and its undoing stand in the history; nothing else is other than it was.
        if !table.starts_with("change")
            && !["sqlite_sequence", "contact", "contact_key", "book", "tally"].contains(&table.as_str())
        {
            assert_eq!(rows, &again[table], "{table}");
        }
    }
    let attachments = place.path().with_extension("attachments");
    assert_eq!(fs::read(attachments.join("証明.pdf")).expect("in clear again"), vec![7; 100_000]);
    assert_eq!(files(&attachments), ["ab", "証明.pdf"]);
    assert_eq!(files(&second), ["enishi-2026-11-25.book", "enishi.attachments"]);
    assert_eq!(fs::read(second.join("enishi.attachments/ab/2.bin")).expect("in clear again"), b"two");
}

#[test]
fn guarding_and_taking_it_off_changes_no_row() {
    let place = full();
    let before = dump(&place.path());
    guard(&place, &HERE);
    let names = files(place.folder.path());
    assert_eq!(names, ["enishi.attachments", "enishi.book", "enishi.book.key"], "nothing else is left");
    take_off_guard(&place.path(), &place.edge(), &key(), &HERE, &mut *go_on()).expect("taken off");
    assert_eq!(dump(&place.path()), before);
    assert_eq!(files(place.folder.path()), ["enishi.attachments", "enishi.book"]);
}

#[test]
fn passphrase_and_recovery_key_open_it_and_wrong_ones_wait() {
    let place = full();
    guard(&place, &HERE);
    let (path, edge) = (place.path(), place.edge());
    let try_with = |text: &str| unlock(&path, &edge, &Passphrase::new(text).expect("something typed"));

    let opened = try_with("さくらの木の下で").expect("its passphrase");
    assert!(opened.key == key() && !opened.with_recovery);
    let paper = key().recovery().to_string().to_lowercase().replace('-', " ");
    let opened = try_with(&paper).expect("its recovery key");
    assert!(opened.key == key() && opened.with_recovery);
    open_with(&place, &opened.key).expect("the book opens");

    let other = BookKey::new([1; 32]).recovery().to_string();
    for wrong in ["さくらの木の上で", &other, "さくらの木の下でー"] {
        assert!(matches!(try_with(wrong), Err(Error::WrongPassphrase)), "{wrong}");
    }
    let wait = guard_of(&path, &edge).expect("looked at").expect("guarded").wait_ms;
    assert_eq!(wait, 5_000);
    assert!(matches!(try_with("さくらの木の下で"), Err(Error::Wait { ms: 5_000 })), "the right one waits, too");
    place.set_clock(enishi_core::time::Moment(T.plus_days(3).0 + 5_000));
    try_with("さくらの木の下で").expect("after the wait");
    assert!(matches!(try_with("falsch"), Err(Error::WrongPassphrase)), "and it begins anew");
    assert_eq!(guard_of(&path, &edge).expect("looked at").expect("guarded").wait_ms, 0);
}

#[test]
fn without_the_wrapped_key_only_the_recovery_key_opens_it() {
    let place = full();
    guard(&place, &HERE);
    let (path, edge) = (place.path(), place.edge());
    let wrapped = place.folder.path().join("enishi.book.key");
    fs::remove_file(&wrapped).expect("lost");
    assert!(guard_of(&path, &edge).expect("looked at").expect("guarded").recovery_only);
    assert!(matches!(unlock(&path, &edge, &phrase()), Err(Error::WrongPassphrase)));
    let paper = Passphrase::new(&key().recovery().to_string()).expect("typed");
    let opened = unlock(&path, &edge, &paper).expect("opened");
    change_passphrase(&path, &opened.key, &Passphrase::new("あたらしい合言葉").expect("new"), None).expect("set anew");
    assert!(!guard_of(&path, &edge).expect("looked at").expect("guarded").recovery_only);
    unlock(&path, &edge, &Passphrase::new("あたらしい合言葉").expect("new")).expect("the new one opens");
}

#[test]
fn a_new_passphrase_holds_for_the_copies_too_and_the_recovery_key_stays() {
    let place = full();
    guard(&place, &HERE);
    let book = open(&place);
    let copy = book.daily_backups(None, &mut *go_on()).beside.expect("a copy").backup.path;
    let new = Passphrase::new("correct horse battery").expect("a passphrase");
    let short = change_passphrase(&place.path(), &key(), &Passphrase::new("短い").expect("typed"), None);
    assert_eq!(short.expect_err("refused").details()["reason"], "too_short");
    assert_eq!(change_passphrase(&place.path(), &key(), &new, None).expect("changed"), Guarded { copies: 1, left: 0 });
    drop(book);
    assert!(matches!(unlock(&place.path(), &place.edge(), &phrase()), Err(Error::WrongPassphrase)));
    assert!(unlock(&place.path(), &place.edge(), &new).expect("the new one").key == key());
    let paper = Passphrase::new(&key().recovery().to_string()).expect("typed");
    for secret in [&new, &paper] {
        let other = Place::new();
        Incoming::open(&copy, Some(secret), None, &other.path(), &mut *go_on()).expect("the copy opens");
    }
    let other = Place::new();
    let former = Incoming::open(&copy, Some(&phrase()), None, &other.path(), &mut *go_on());
    assert!(matches!(former, Err(Error::WrongPassphrase)));
}

#[test]
fn copies_and_archives_of_a_guarded_book_are_guarded_and_restored_elsewhere() {
    let place = full();
    let before = dump(&place.path());
    guard(&place, &HERE);
    let book = open(&place);
    let out = tempfile::tempdir().expect("a folder");
    let (copy, archive) = (out.path().join("控え.book"), out.path().join("控え.enishi"));
    book.back_up_to(&copy, &mut *go_on()).expect("backed up");
    let made = book.archive_to(&archive, None, &Extras::default(), &mut *go_on()).expect("archived");
    assert!(made.sealed);
    let twice = book.archive_to(&archive, Some(&phrase()), &Extras::default(), &mut *go_on());
    assert_eq!(twice.expect_err("one passphrase is enough").details()["reason"], "guarded");
    drop(book);
    nothing_in_clear(out.path());
    assert_eq!(files(out.path()), ["控え.attachments", "控え.book", "控え.enishi"], "one file each");

    for file in [&copy, &archive] {
        let other = Place::new();
        tanaka(&other.open());
        let without = Incoming::open(file, None, None, &other.path(), &mut *go_on());
        assert!(matches!(without, Err(Error::PassphraseNeeded)));
        let wrong = Passphrase::new("さくらの木の上で").expect("typed");
        let wrong = Incoming::open(file, Some(&wrong), None, &other.path(), &mut *go_on());
        assert!(matches!(wrong, Err(Error::WrongPassphrase)));
        let own = Incoming::open(file, None, Some(&key()), &other.path(), &mut *go_on()).expect("with the key at hand");
        drop(own);

        let incoming = Incoming::open(file, Some(&phrase()), None, &other.path(), &mut *go_on()).expect("opened");
        assert!(incoming.facts().guarded);
        let replaced = incoming.replace(&other.path(), &other.edge(), NOW).expect("replaced");
        assert!(replaced.key == Some(key()));
        assert!(matches!(other.try_open(), Err(Error::Locked)), "it brings its passphrase along");
        assert!(unlock(&other.path(), &other.edge(), &phrase()).expect("and that opens it").key == key());
        take_off_guard(&other.path(), &other.edge(), &key(), &HERE, &mut *go_on()).expect("taken off");
        assert_eq!(dump(&other.path()), before, "row for row");
        assert_eq!(
            fs::read(other.path().with_extension("attachments").join("証明.pdf")).expect("came along"),
            vec![7; 100_000]
        );
    }
}

#[test]
fn a_guarded_book_that_is_replaced_is_kept_with_its_key() {
    let place = full();
    guard(&place, &HERE);
    let plain = Place::new();
    tanaka(&plain.open());
    let copy = plain.folder.path().join("copy.book");
    plain.open().back_up_to(&copy, &mut *go_on()).expect("backed up");
    let incoming = Incoming::open(&copy, None, None, &place.path(), &mut *go_on()).expect("opened");
    let kept = incoming.replace(&place.path(), &place.edge(), NOW).expect("replaced").kept.expect("kept");
    assert_eq!(names(&place.open(), List::All).len(), 1, "in clear now");
    assert!(guard_of(&place.path(), &place.edge()).expect("looked at").is_none());
    assert!(!place.folder.path().join("enishi.book.key").exists(), "the former one's key went with it");
    let back = Incoming::open(&kept, Some(&phrase()), None, &place.path(), &mut *go_on()).expect("the kept one opens");
    back.replace(&place.path(), &place.edge(), NOW).expect("and comes back");
    assert!(unlock(&place.path(), &place.edge(), &phrase()).expect("as it was").key == key());
    assert_sound(&open(&place));
    // Opened with the present key, the book in clear takes over its passphrase.
    let incoming = Incoming::open(&copy, None, Some(&key()), &place.path(), &mut *go_on()).expect("opened");
    let replaced = incoming.replace(&place.path(), &place.edge(), NOW).expect("replaced");
    assert!(replaced.key == Some(key()));
    assert!(unlock(&place.path(), &place.edge(), &phrase()).expect("its passphrase").key == key());
    let book = open(&place);
    assert_sound(&book);
    assert_eq!(names(&book, List::All).len(), 1);
}

#[test]
fn an_older_copy_of_the_own_book_doesnt_bring_its_former_passphrase_back() {
    let place = full();
    guard(&place, &HERE);
    let copy = place.folder.path().join("stick.book");
    open(&place).back_up_to(&copy, &mut *go_on()).expect("backed up");
    let new = Passphrase::new("correct horse battery").expect("a passphrase");
    change_passphrase(&place.path(), &key(), &new, None).expect("changed");
    let incoming = Incoming::open(&copy, None, Some(&key()), &place.path(), &mut *go_on()).expect("nothing is asked");
    assert!(!incoming.facts().guarded, "it brings no passphrase along that isn't here");
    incoming.replace(&place.path(), &place.edge(), NOW).expect("replaced");
    assert!(matches!(unlock(&place.path(), &place.edge(), &phrase()), Err(Error::WrongPassphrase)));
    assert!(unlock(&place.path(), &place.edge(), &new).expect("the present one").key == key());
    // On another computer the copy opens with the one it was made with.
    let other = Place::new();
    let incoming = Incoming::open(&copy, Some(&phrase()), None, &other.path(), &mut *go_on()).expect("opened");
    incoming.replace(&other.path(), &other.edge(), NOW).expect("replaced");
    assert!(unlock(&other.path(), &other.edge(), &phrase()).expect("its own").key == key());
}

#[test]
fn a_copy_that_is_put_in_place_by_hand_keeps_its_passphrase() {
    let place = full();
    guard(&place, &HERE);
    let copy = open(&place).daily_backups(None, &mut *go_on()).beside.expect("a copy").backup.path;
    let other = Place::new();
    fs::copy(&copy, other.path()).expect("by hand");
    let opened = unlock(&other.path(), &other.edge(), &phrase()).expect("opened");
    let book = open_with(&other, &opened.key).expect("a book like any other");
    add(&book, &[("family_name", "新しい人")]);
    assert_sound(&book);
    drop(book);
    unlock(&other.path(), &other.edge(), &phrase()).expect("after it was written, too");
    assert_eq!(files(other.folder.path()), ["enishi.book", "enishi.book.key"]);
}

#[test]
fn a_wrapped_key_that_was_lost_comes_back_from_a_copy() {
    let place = full();
    guard(&place, &HERE);
    open(&place).daily_backups(None, &mut *go_on()).beside.expect("a copy");
    let wrapped = place.folder.path().join("enishi.book.key");
    let before = fs::read(&wrapped).expect("there");
    let mut flipped = before.clone();
    *flipped.last_mut().expect("some bytes") ^= 1;
    for lost in [None, Some(b"not a key".as_slice()), Some(&flipped)] {
        fs::remove_file(&wrapped).expect("lost");
        if let Some(bytes) = lost {
            fs::write(&wrapped, bytes).expect("broken");
        }
        assert!(!guard_of(&place.path(), &place.edge()).expect("looked at").expect("guarded").recovery_only);
        assert!(unlock(&place.path(), &place.edge(), &phrase()).expect("opened").key == key());
        assert_eq!(fs::read(&wrapped).expect("back"), before);
    }
}

#[test]
fn another_book_in_the_same_folder_is_nobody_s_copy() {
    let place = full();
    let theirs = place.folder.path().join("enishi.vater.book");
    drop(Book::open(&theirs, place.edge(), Access::Write { wait: NOW }).expect("a book"));
    let before = dump(&theirs);
    let half = place.folder.path().join(".enishi.book.1-2.part");
    fs::write(&half, "棚の2段目").expect("left by a kill");
    assert_eq!(guard(&place, &HERE), Guarded { copies: 0, left: 0 });
    assert_eq!(dump(&theirs), before, "as it was");
    assert!(!half.exists(), "half a copy in clear is gone");
}

#[test]
fn attachments_under_another_key_are_let_be() {
    let place = full();
    guard(&place, &HERE);
    let other = Place::new();
    fill(&other, &other.open());
    let their_key = BookKey::new([9; 32]);
    let (path, edge) = (other.path(), other.edge());
    set_guard(&path, &edge, &their_key, &phrase(), &HERE, &mut *go_on()).expect("guarded");
    let copy = other.folder.path().join("copy.book");
    open_with(&other, &their_key).expect("opened").back_up_to(&copy, &mut *go_on()).expect("backed up");
    let incoming = Incoming::open(&copy, Some(&phrase()), None, &place.path(), &mut *go_on()).expect("opened");
    let kept = incoming.replace(&place.path(), &place.edge(), NOW).expect("replaced").kept.expect("kept");
    let book = open_with(&place, &their_key).expect("opened");
    book.daily_backups(None, &mut *go_on()).beside.expect("a copy");
    drop(book);
    assert_eq!(files(&kept.with_extension("attachments")), ["ab", "証明.pdf.age"], "sealed once");
    let back = Incoming::open(&kept, None, Some(&key()), &place.path(), &mut *go_on()).expect("the kept one");
    back.replace(&place.path(), &place.edge(), NOW).expect("comes back");
    take_off_guard(&place.path(), &place.edge(), &key(), &HERE, &mut *go_on()).expect("taken off");
    let attachment = place.path().with_extension("attachments").join("証明.pdf");
    assert_eq!(fs::read(attachment).expect("whole"), vec![7; 100_000]);
}

/// An age file of somebody's own, or of a key that nobody has any more, is nothing that we sealed.
#[test]
fn attachments_that_others_sealed_stay_as_they_are_through_it_all() {
    let place = full();
    let attachments = place.path().with_extension("attachments");
    let other = Place::elsewhere("other");
    fill(&other, &other.open());
    set_guard(&other.path(), &other.edge(), &BookKey::new([9; 32]), &phrase(), &HERE, &mut *go_on()).expect("guarded");
    let theirs = fs::read(other.path().with_extension("attachments").join("証明.pdf.age")).expect("sealed");
    let all = ["ab", "古い.pdf.age", "証明.pdf.age"];
    fs::write(attachments.join("古い.pdf.age"), &theirs).expect("left by a former key");
    let book = place.open();
    let out = tempfile::tempdir().expect("a folder");
    let (copy, archive) = (out.path().join("copy.book"), out.path().join("all.enishi"));
    book.back_up_to(&copy, &mut *go_on()).expect("backed up");
    book.archive_to(&archive, None, &Extras::default(), &mut *go_on()).expect("archived");
    drop(book);
    guard(&place, &HERE);
    assert_eq!(files(&attachments), all);
    for file in [copy, archive] {
        let incoming = Incoming::open(&file, None, Some(&key()), &place.path(), &mut *go_on()).expect("opened");
        assert_eq!(incoming.facts().attachments, 3);
        incoming.replace(&place.path(), &place.edge(), NOW).expect("restored");
        assert_eq!(files(&attachments), all, "{}", file.display());
    }
    take_off_guard(&place.path(), &place.edge(), &key(), &HERE, &mut *go_on()).expect("taken off");
    assert_eq!(files(&attachments), ["ab", "古い.pdf.age", "証明.pdf"]);
    assert_eq!(fs::read(attachments.join("古い.pdf.age")).expect("there"), theirs);
}

#[test]
fn an_attachment_that_was_left_in_clear_is_sealed_when_it_is_restored() {
    let place = full();
    guard(&place, &HERE);
    let attachments = place.path().with_extension("attachments");
    fs::write(attachments.join("新.txt"), [7; 300]).expect("put there by hand");
    let out = tempfile::tempdir().expect("a folder");
    let (copy, archive) = (out.path().join("copy.book"), out.path().join("all.enishi"));
    let book = open(&place);
    book.back_up_to(&copy, &mut *go_on()).expect("backed up");
    book.archive_to(&archive, None, &Extras::default(), &mut *go_on()).expect("archived");
    drop(book);
    for file in [copy, archive] {
        let other = Place::elsewhere("other");
        let incoming =
            Incoming::open(&file, Some(&phrase()), None, &other.path(), &mut *go_on()).expect("opened elsewhere");
        nothing_in_clear(other.folder.path());
        incoming.replace(&other.path(), &other.edge(), NOW).expect("restored");
        nothing_in_clear(other.folder.path());
        take_off_guard(&other.path(), &other.edge(), &key(), &HERE, &mut *go_on()).expect("taken off");
        let attachment = other.path().with_extension("attachments").join("新.txt");
        assert_eq!(fs::read(attachment).expect("whole"), [7; 300], "{}", file.display());
    }
}

#[test]
fn a_guarded_archive_is_merged_into_a_book_in_clear_and_the_other_way() {
    let place = full();
    guard(&place, &HERE);
    let book = open(&place);
    let archive = place.folder.path().join("控え.enishi");
    book.archive_to(&archive, None, &Extras::default(), &mut *go_on()).expect("archived");
    drop(book);
    let other = Place::elsewhere("other");
    let theirs = other.open();
    add(&theirs, &[("family_name", "別の人")]);
    let incoming = Incoming::open(&archive, Some(&phrase()), None, &other.path(), &mut *go_on()).expect("opened");
    theirs.merge_incoming(&incoming, &mut *go_on()).expect("merged");
    drop(incoming);
    assert_sound(&theirs);
    assert!(names(&theirs, List::All).iter().any(|name| name.contains("田中")));
    let attachments = other.path().with_extension("attachments");
    assert_eq!(fs::read(attachments.join("証明.pdf")).expect("in clear"), vec![7; 100_000]);
    let copy = other.folder.path().join("copy.book");
    theirs.back_up_to(&copy, &mut *go_on()).expect("backed up");
    fs::write(copy.with_extension("attachments").join("neu.txt"), [7; 300]).expect("another attachment");

    let book = open(&place);
    let incoming = Incoming::open(&copy, None, None, &place.path(), &mut *go_on()).expect("opened");
    book.merge_incoming(&incoming, &mut *go_on()).expect("merged");
    drop(incoming);
    assert!(names(&book, List::All).iter().any(|name| name.contains("別の人")));
    drop(book);
    nothing_in_clear(place.folder.path());
}

/// What is looked at to be restored or merged stands under the present key beside a guarded book, as long as it stands there.
#[test]
fn what_comes_in_clear_is_unpacked_under_the_present_key() {
    let from = full();
    let theirs = from.open();
    let out = tempfile::tempdir().expect("a folder");
    let at = |name: &str| out.path().join(name);
    theirs.back_up_to(&at("copy.book"), &mut *go_on()).expect("backed up");
    let extras = Extras { app: "test", settings: Some(b"{}") };
    theirs.archive_to(&at("plain.enishi"), None, &extras, &mut *go_on()).expect("archived");
    theirs.archive_to(&at("sealed.enishi"), Some(&phrase()), &extras, &mut *go_on()).expect("archived");
    let contents = theirs.contents().expect("counted");
    drop(theirs);
    for name in ["copy.book", "plain.enishi", "sealed.enishi"] {
        let place = Place::elsewhere("guarded");
        drop(place.open());
        guard(&place, &HERE);
        let incoming =
            Incoming::open(&at(name), Some(&phrase()), Some(&key()), &place.path(), &mut *go_on()).expect("opened");
        assert_eq!((incoming.facts().contents, incoming.facts().attachments), (contents, 2), "{name}");
        assert!(!incoming.facts().guarded, "{name} brings no passphrase along");
        assert_eq!(incoming.settings().is_some(), name != "copy.book");
        let staged = everything(place.folder.path()).iter().filter(|path| path.ends_with("files/book")).count();
        assert_eq!(staged, 1, "{name} is looked at");
        nothing_in_clear(place.folder.path());
        let merged = open(&place);
        merged.merge_incoming(&incoming, &mut *go_on()).expect("merged");
        assert_sound(&merged);
        drop(merged);
        nothing_in_clear(place.folder.path());
        incoming.replace(&place.path(), &place.edge(), NOW).expect("restored");
        nothing_in_clear(place.folder.path());
        let book = open(&place);
        assert_sound(&book);
        assert_eq!(book.contents().expect("counted"), contents, "{name}");
        drop(book);
        unlock(&place.path(), &place.edge(), &phrase()).expect("the present passphrase");
        take_off_guard(&place.path(), &place.edge(), &key(), &HERE, &mut *go_on()).expect("taken off");
        let attachment = place.path().with_extension("attachments").join("証明.pdf");
        assert_eq!(fs::read(attachment).expect("whole"), vec![7; 100_000], "{name}");
    }
}

#[test]
fn copies_on_a_drive_that_was_away_follow_when_it_is_back() {
    let place = full();
    let out = tempfile::tempdir().expect("a folder");
    let (here, away) = (out.path().join("stick"), out.path().join("away"));
    fs::create_dir(&here).expect("a folder");
    place.open().daily_backups(Some(&here), &mut *go_on()).second.expect("asked for").expect("a copy");
    fs::rename(&here, &away).expect("pulled out");
    let done = guard(&place, &Guarding { second: Some(&here), ..HERE });
    assert_eq!(done, Guarded { copies: 1, left: 1 });
    fs::rename(&away, &here).expect("plugged in again");
    place.set_clock(T.plus_days(4));
    let book = open(&place);
    book.daily_backups(Some(&here), &mut *go_on()).second.expect("asked for").expect("a copy");
    nothing_in_clear(&here);
    assert_eq!(files(&here), ["enishi-2026-11-25.book", "enishi-2026-11-26.book", "enishi.attachments"]);
    let rows = check_daily_copies(&place.path(), Some(&here), Some(&key()), &mut *go_on()).expect("checked");
    assert!(rows.iter().all(|row| row.state == BackupState::Sound), "{rows:?}");
    let rows = check_daily_copies(&place.path(), Some(&here), None, &mut *go_on()).expect("checked");
    assert!(rows.iter().all(|row| row.state == BackupState::Locked), "{rows:?}");
}

#[test]
fn damage_to_a_guarded_copy_is_seen_wherever_it_is() {
    let place = full();
    guard(&place, &HERE);
    let book = open(&place);
    let copy = book.daily_backups(None, &mut *go_on()).beside.expect("a copy").backup.path;
    let whole = fs::read(&copy).expect("a file");
    let pages = whole.len() / 4096;
    for page in 0..pages {
        let mut broken = whole.clone();
        broken[page * 4096 + 1000] ^= 1;
        fs::write(&copy, broken).expect("written");
        let rows = check_daily_copies(&place.path(), None, Some(&key()), &mut *go_on()).expect("checked");
        assert_eq!(rows[0].state, BackupState::Damaged, "page {page} of {pages}");
    }
    for length in [whole.len() / 2, 4096, 50] {
        fs::write(&copy, &whole[..length]).expect("written");
        let rows = check_daily_copies(&place.path(), None, Some(&key()), &mut *go_on()).expect("checked");
        assert!(!rows[0].is_whole(), "{length} bytes: {:?}", rows[0].state);
    }
}

#[test]
fn what_cannot_be_guarded_stays_as_it_is() {
    let place = full();
    let before = dump(&place.path());
    let short = Passphrase::new("1234567").expect("typed");
    let error = set_guard(&place.path(), &place.edge(), &key(), &short, &HERE, &mut *go_on()).expect_err("refused");
    assert_eq!(error.details()["reason"], "too_short");
    let book = place.open();
    let error = set_guard(&place.path(), &place.edge(), &key(), &phrase(), &HERE, &mut *go_on()).expect_err("in use");
    assert_eq!(error.code(), "open_elsewhere");
    drop(book);
    let mut steps = 0;
    let counted = &mut |_| {
        steps += 1;
        ControlFlow::Continue(())
    };
    set_guard(&place.path(), &place.edge(), &key(), &phrase(), &HERE, counted).expect("guarded");
    let again = set_guard(&place.path(), &place.edge(), &key(), &phrase(), &HERE, &mut *go_on());
    assert_eq!(again.expect_err("guarded already").details()["reason"], "guarded");
    take_off_guard(&place.path(), &place.edge(), &key(), &HERE, &mut *go_on()).expect("taken off");
    for stop in [0, steps / 2, steps - 1] {
        let mut step = 0;
        let ended = set_guard(&place.path(), &place.edge(), &key(), &phrase(), &HERE, &mut |_| {
            step += 1;
            if step > stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(ended.expect_err("cancelled").code(), "cancelled", "step {stop}");
        assert_eq!(dump(&place.path()), before, "step {stop}");
        assert_eq!(files(place.folder.path()), ["enishi.attachments", "enishi.book"], "step {stop}");
    }
    let missing = Place::new();
    let error = unlock(&missing.path(), &missing.edge(), &phrase()).expect_err("no book");
    assert_eq!(error.details()["reason"], "not_guarded");
}

#[test]
fn a_guarded_copy_of_an_older_version_is_brought_forward() {
    let place = Place::new();
    of_version(&place.path(), OLD, "総務");
    guard(&place, &HERE);
    nothing_in_clear_but_the_schema(&place);
    let book = open(&place);
    assert_sound(&book);
    drop(book);
    let aside = place.folder.path().join(format!("enishi.v{OLD}.book"));
    let other = Place::new();
    Incoming::open(&aside, Some(&phrase()), None, &other.path(), &mut *go_on()).expect("the copy of before opens");
}

fn nothing_in_clear_but_the_schema(place: &Place) {
    let bytes = fs::read(place.path()).expect("a file");
    assert!(bytes.starts_with(b"SQLite format 3\0"), "it says what it is");
    assert!(!bytes.windows(11).any(|it| it == b"contact_key"), "and nothing more");
}
