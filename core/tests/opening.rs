//! Opening a book, and everything that is not one.

mod support;

use std::fs;
use std::time::Duration;

use enishi_core::Error;
use enishi_core::book::{Access, Book, List};
use support::{Place, assert_sound, names, tanaka};

const NOW: Access = Access::Write { wait: Duration::ZERO };

/// Opens `bytes` as a book; whatever the answer, not one byte may change.
fn refused(bytes: &[u8], access: Access) -> Error {
    let place = Place::new();
    let path = place.file("enishi.book", bytes);
    let error = Book::open(&path, place.edge(), access).err().expect("the file is refused");
    assert_eq!(fs::read(&path).expect("still there"), bytes, "a refused file is not touched");
    assert!(!place.folder.path().join("enishi.book-wal").exists(), "nothing is left beside it");
    error
}

fn book_bytes() -> Vec<u8> {
    let place = Place::new();
    let book = place.open();
    tanaka(&book);
    drop(book);
    fs::read(place.path()).expect("the book's file")
}

#[test]
fn a_missing_book_is_made_and_is_there_the_next_time() {
    let place = Place::new();
    tanaka(&place.open());
    let book = place.open();
    assert_eq!(names(&book, List::All), ["田中 太郎"]);
    assert_sound(&book);
}

#[test]
fn a_missing_book_is_not_made_by_reading() {
    let place = Place::new();
    let error = Book::open(&place.path(), place.edge(), Access::Read).err().expect("nothing to read");
    assert_eq!(error.code(), "missing");
    assert!(!place.path().exists());
}

#[test]
fn a_closed_book_is_one_file_that_can_be_copied() {
    let place = Place::new();
    let book = place.open();
    tanaka(&book);
    assert_eq!(names(&book, List::All).len(), 1, "a reader has been there");
    drop(book);
    assert!(!place.folder.path().join("enishi.book-wal").exists(), "the write-ahead log is folded in");
}

#[test]
fn foreign_files_are_told_from_books_and_left_alone() {
    for access in [NOW, Access::Read] {
        assert_eq!(refused("BEGIN:VCARD\r\n".as_bytes(), access).code(), "not_a_book");
        assert_eq!(refused(&[0; 5000], access).code(), "not_a_book");
    }
    let mut other_database = book_bytes();
    other_database[68..72].copy_from_slice(&[0; 4]);
    assert_eq!(refused(&other_database, NOW).code(), "not_a_book", "SQLite, but not ours");
}

#[test]
fn a_folder_in_the_books_place_is_not_a_book() {
    let place = Place::new();
    fs::create_dir(place.path()).expect("a folder");
    assert_eq!(place.try_open().err().expect("refused").code(), "not_a_book");
}

#[test]
fn a_book_of_a_newer_enishi_is_refused_untouched() {
    let mut newer = book_bytes();
    newer[60..64].copy_from_slice(&99u32.to_be_bytes());
    for access in [NOW, Access::Read] {
        assert!(matches!(refused(&newer, access), Error::TooNew { found: 99, known: 5 }));
    }
}

#[test]
fn a_book_that_lost_its_end_is_damaged() {
    let whole = book_bytes();
    for length in [50, 100, 4096, whole.len() - 4096, whole.len() - 1] {
        assert_eq!(refused(&whole[..length], NOW).code(), "damaged", "{length} bytes of {}", whole.len());
    }
}

#[test]
fn a_book_whose_pages_are_scribbled_over_is_damaged() {
    let mut scribbled = book_bytes();
    scribbled[100..4096].fill(0x5a);
    assert_eq!(refused(&scribbled, NOW).code(), "damaged");
}

#[test]
fn a_book_that_may_not_be_written_says_so_and_can_be_read() {
    let place = Place::new();
    tanaka(&place.open());
    let mut permissions = fs::metadata(place.path()).expect("the file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(place.path(), permissions).expect("made read-only");
    assert_eq!(place.try_open().err().expect("refused").code(), "read_only");
    let book = Book::open(&place.path(), place.edge(), Access::Read).expect("reading is allowed");
    assert_eq!(names(&book, List::All), ["田中 太郎"]);
}

#[test]
fn a_second_writer_waits_and_is_then_told_that_the_book_is_open_elsewhere() {
    let place = Place::new();
    let first = place.open();
    assert_eq!(place.try_open().err().expect("refused").code(), "open_elsewhere");
    let waiting = Access::Write { wait: Duration::from_secs(20) };
    std::thread::scope(|scope| {
        let second = scope.spawn(|| Book::open(&place.path(), place.edge(), waiting).map(|_| ()));
        drop(first);
        second.join().expect("no panic").expect("the second comes in when the first is gone");
    });
}

#[test]
fn reading_goes_on_beside_a_writer_and_cannot_write() {
    let place = Place::new();
    let writer = place.open();
    let reader = Book::open(&place.path(), place.edge(), Access::Read).expect("reading beside");
    let id = tanaka(&writer);
    assert_eq!(names(&reader, List::All), ["田中 太郎"], "sees what was confirmed");
    assert_eq!(reader.hide(&[id]).expect_err("may not write").code(), "open_elsewhere");
}

#[test]
fn a_book_in_a_cloud_folder_is_opened_with_a_warning() {
    let place = Place::new();
    let path = place.folder.path().join("OneDrive - 山田商店").join("enishi.book");
    let book = Book::open(&path, place.edge(), NOW).expect("opened, folder made");
    assert_eq!(serde_json::to_value(book.warnings()).expect("json")[0]["service"], "OneDrive");
    assert!(place.open().warnings().is_empty());
}
