//! Archives and backups brought back in the place of the book: everything returns, nothing is believed, nothing is lost.

mod support;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use enishi_core::archive::{Manifest, Passphrase};
use enishi_core::book::{Access, Book, ExportFormat, ExportWhat, Extras, Incoming, IncomingKind, List};
use enishi_core::{Error, Result};
use sha2::{Digest, Sha256};
use support::database::{OLD, dump, foreign, of_version};
use support::full::{files, fill, go_on};
use support::{Place, T, add, assert_sound, names, tanaka};
use zip::write::SimpleFileOptions;

const NOW: Duration = Duration::ZERO;
const SETTINGS: &[u8] = b"{\"theme\":\"dark\"}";

fn secret() -> Passphrase {
    Passphrase::new("縁は異なもの味なもの").expect("a passphrase")
}

fn extras() -> Extras<'static> {
    Extras { app: "1.2.3", settings: Some(SETTINGS) }
}

/// A full book, closed, and an archive of it.
fn archived(passphrase: Option<&Passphrase>) -> (Place, PathBuf) {
    let place = Place::new();
    let book = place.open();
    fill(&place, &book);
    let target = place.folder.path().join("控え.enishi");
    book.archive_to(&target, passphrase, &extras(), &mut *go_on()).expect("archived");
    (place, target)
}

fn open(file: &Path, passphrase: Option<&Passphrase>, place: &Place) -> Result<Incoming> {
    Incoming::open(file, passphrase, None, &place.path(), &mut *go_on())
}

fn replace(file: &Path, passphrase: Option<&Passphrase>, place: &Place) -> Option<PathBuf> {
    let incoming = open(file, passphrase, place).expect("opened");
    incoming.replace(&place.path(), &place.edge(), NOW).expect("replaced").kept
}

/// The error of a file that must not be taken; nothing may be left of the attempt, and the book as it was.
#[track_caller]
fn refused(bytes: &[u8], passphrase: Option<&Passphrase>, place: &Place) -> Error {
    let before = files(place.folder.path());
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("fremd.enishi");
    fs::write(&file, bytes).expect("a file");
    let error = open(&file, passphrase, place).err().expect("refused");
    assert_eq!(files(place.folder.path()), before, "nothing is left beside the book");
    error
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    ["証明.pdf", "ab/2.bin"]
        .into_iter()
        .map(|name| (name.to_owned(), fs::read(folder.join(name)).unwrap_or_default()))
        .collect()
}

fn exported(place: &Place, format: ExportFormat) -> Vec<u8> {
    let out = place.folder.path().join("out.export");
    let book = place.open();
    book.export(&out, format, &ExportWhat::List(List::All), &mut *go_on()).expect("exported");
    drop(book);
    let bytes = fs::read(&out).expect("a file");
    fs::remove_file(&out).expect("gone again");
    bytes
}

#[test]
fn a_restored_book_is_the_one_that_was_archived() {
    for passphrase in [None, Some(secret())] {
        let (place, file) = archived(passphrase.as_ref());
        let other = Place::new();
        other.set_clock(T.plus_days(3));
        assert_eq!(replace(&file, passphrase.as_ref(), &other), None, "nothing stood there");
        assert_eq!(files(other.folder.path()), ["enishi.attachments", "enishi.book"]);
        assert_eq!(dump(&other.path()), dump(&place.path()), "row for row: history, trash, runs, photos");
        let attachments = |place: &Place| tree(&place.path().with_extension("attachments"));
        assert_eq!(attachments(&other), attachments(&place));
        for format in [ExportFormat::Vcard3, ExportFormat::Vcard4, ExportFormat::CsvUtf8, ExportFormat::Ldif] {
            assert_eq!(exported(&other, format), exported(&place, format), "{format:?}, byte for byte");
        }
        let book = other.open();
        assert_sound(&book);
        book.undo().expect("the history goes on where it was");
    }
}

#[test]
fn what_an_archive_says_of_itself_is_told_before_anything_is_done() {
    let (place, file) = archived(Some(&secret()));
    let other = Place::new();
    let incoming = open(&file, Some(&secret()), &other).expect("opened");
    let facts = incoming.facts();
    assert_eq!((facts.kind, facts.sealed, facts.app.as_str()), (IncomingKind::Archive, true, "1.2.3"));
    assert_eq!(facts.made_at, Some(T.plus_days(3)));
    assert_eq!(facts.contents, place.open().contents().expect("counted"));
    assert_eq!(
        (facts.attachments, facts.book_version, facts.bytes),
        (2, facts.known_version, fs::metadata(&file).expect("a file").len())
    );
    assert_eq!(incoming.settings(), Some(SETTINGS));
    drop(incoming);
    assert_eq!(files(other.folder.path()), [""; 0], "a look leaves nothing");
}

#[test]
fn the_book_that_stood_there_is_kept_whole_under_a_dated_name() {
    let (_place, file) = archived(None);
    let other = Place::new();
    tanaka(&other.open());
    fs::create_dir(other.path().with_extension("attachments")).expect("a folder");
    fs::write(other.path().with_extension("attachments").join("old.pdf"), "old").expect("an attachment");
    let before = dump(&other.path());
    other.set_clock(T.plus_days(5));
    let kept = replace(&file, None, &other).expect("kept");
    assert_eq!(kept.file_name().expect("a name"), "enishi.before-2026-11-27-000000.book");
    assert_eq!(dump(&kept), before);
    assert_eq!(fs::read(kept.with_extension("attachments").join("old.pdf")).expect("kept"), b"old");
    assert!(!other.path().with_extension("attachments").join("old.pdf").exists());
    let again = replace(&kept, None, &other).expect("kept again");
    assert_eq!(again.file_name().expect("a name"), "enishi.before-2026-11-27-000000-2.book");
    assert_eq!(dump(&other.path()), before, "and back again");
    assert_eq!(fs::read(other.path().with_extension("attachments").join("old.pdf")).expect("back"), b"old");
}

#[test]
fn a_daily_copy_is_restored_with_its_attachments_and_stays() {
    let (place, _) = archived(None);
    let copy = place.open().daily_backups(None, &mut *go_on()).beside.expect("a copy").backup.path;
    let before = dump(&place.path());
    tanaka(&place.open());
    fs::remove_dir_all(place.path().with_extension("attachments")).expect("lost");
    let bytes = fs::read(&copy).expect("a copy");
    let incoming = open(&copy, None, &place).expect("opened");
    assert_eq!((incoming.facts().kind, incoming.facts().attachments), (IncomingKind::Backup, 2));
    incoming.replace(&place.path(), &place.edge(), NOW).expect("replaced");
    assert_eq!(dump(&place.path()), before);
    assert_eq!(fs::read(&copy).expect("still there"), bytes);
    assert_eq!(tree(&place.path().with_extension("attachments"))["ab/2.bin"], b"two");
}

#[test]
fn a_damaged_book_is_replaced_and_kept_as_it_was() {
    let (_place, file) = archived(None);
    let other = Place::new();
    tanaka(&other.open());
    let mut bytes = fs::read(other.path()).expect("a book");
    bytes.truncate(bytes.len() / 2);
    fs::write(other.path(), &bytes).expect("cut");
    fs::write(other.folder.path().join("enishi.book-wal"), "rest of a log").expect("a log");
    let kept = replace(&file, None, &other).expect("kept");
    assert_eq!(fs::read(&kept).expect("kept"), bytes);
    assert_eq!(
        fs::read(kept.with_file_name("enishi.before-2026-11-22-000000.book-wal")).expect("kept"),
        b"rest of a log"
    );
    assert_sound(&other.open());
}

#[test]
fn nobody_is_replaced_who_has_the_book_open() {
    let (place, file) = archived(None);
    let book = place.open();
    let incoming = open(&file, None, &place).expect("looking at it is free");
    let error = incoming.replace(&place.path(), &place.edge(), NOW).expect_err("the window is open");
    assert_eq!(error.code(), "open_elsewhere");
    assert_eq!(names(&book, List::All).len(), 7);
    drop(book);
    assert_eq!(open(&place.path(), None, &place).err().expect("the book itself").details()["reason"], "the_book");
}

#[test]
fn a_replacement_that_was_killed_at_any_step_is_finished_by_whoever_opens_the_book() {
    let (place, file) = archived(None);
    let new = dump(&place.path());
    for step in 0..6 {
        for access in [Access::Read, Access::Write { wait: NOW }] {
            let other = Place::new();
            tanaka(&other.open());
            let old = dump(&other.path());
            let ready = other.folder.path().join("enishi.book.restored");
            let (aside, attachments) =
                (other.folder.path().join("enishi.before.book"), other.path().with_extension("attachments"));
            fs::create_dir(&attachments).expect("a folder");
            fs::write(attachments.join("old.pdf"), "old").expect("an old attachment");
            // As it stands at the one moment that counts, and then step by step.
            unpack(&file, &ready);
            fs::write(ready.join("aside"), "enishi.before.book").expect("a name");
            if step > 0 {
                fs::rename(other.path(), &aside).expect("moved aside");
            }
            if step > 1 {
                fs::rename(ready.join("book"), other.path()).expect("put in place");
            }
            if step > 2 {
                fs::rename(&attachments, aside.with_extension("attachments")).expect("moved aside");
            }
            if step > 3 {
                fs::rename(ready.join("attachments"), &attachments).expect("put in place");
            }
            if step > 4 {
                fs::remove_file(ready.join("aside")).expect("nearly done");
            }
            let book = Book::open(&other.path(), other.edge(), access).expect("the next open finds it");
            assert_eq!(names(&book, List::All).len(), 7, "step {step}");
            drop(book);
            let seen = dump(&other.path());
            let (mut seen, mut new) = (seen, new.clone());
            // The clock was looked at when it was opened.
            seen.remove("book");
            new.remove("book");
            assert_eq!(seen, new, "step {step}, {access:?}");
            assert_eq!(dump(&aside), old, "step {step}");
            assert_eq!(fs::read(aside.with_extension("attachments").join("old.pdf")).expect("kept"), b"old");
            assert_eq!(tree(&attachments)["ab/2.bin"], b"two");
            assert!(!ready.exists());
        }
    }
}

/// The files of an archive as a replacement makes them ready.
fn unpack(file: &Path, into: &Path) {
    let mut zip = zip::ZipArchive::new(File::open(file).expect("a file")).expect("a ZIP");
    for at in 0..zip.len() {
        let mut packed = zip.by_index(at).expect("a file in it");
        let name = packed.name().expect("a name").into_owned();
        if name == "manifest.json" || name == "settings.json" {
            continue;
        }
        let path = into.join(&name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::io::copy(&mut packed, &mut File::create(path).expect("a file")).expect("unpacked");
    }
}

#[test]
fn wrong_passphrases_and_none_are_told_apart_and_an_empty_one_is_refused() {
    let (place, file) = archived(Some(&secret()));
    let code = |passphrase: Option<&Passphrase>| open(&file, passphrase, &place).err().expect("refused").code();
    assert_eq!(code(None), "passphrase_needed");
    for wrong in ["縁は異なもの", "縁は異なもの味なもの ", "x"] {
        assert_eq!(code(Some(&Passphrase::new(wrong).expect("a passphrase"))), "wrong_passphrase", "{wrong:?}");
    }
    for empty in ["", " ", "\n", "\u{3000}\r\n"] {
        let error = Passphrase::new(empty).expect_err("empty");
        assert_eq!((error.code(), error.details()["reason"].clone()), ("invalid", "empty".into()));
    }
    let typed = Passphrase::new("縁は異なもの味なもの\r\n").expect("a line of a file");
    assert!(open(&file, Some(&typed), &place).is_ok());
    let bytes = fs::read(&file).expect("a file");
    assert!(!support::holds(&bytes, "田中"), "nothing of a sealed archive can be read");
}

#[test]
fn a_passphrase_is_the_same_however_it_is_composed() {
    let (place, file) = archived(Some(&Passphrase::new("がっこう café").expect("composed")));
    let apart = Passphrase::new("か\u{3099}っこう cafe\u{301}").expect("decomposed");
    assert!(open(&file, Some(&apart), &place).is_ok());
}

#[test]
fn archives_cut_at_every_tenth_are_refused_and_touch_nothing() {
    let place = Place::new();
    tanaka(&place.open());
    let before = dump(&place.path());
    for passphrase in [None, Some(secret())] {
        let (_from, file) = archived(passphrase.as_ref());
        let bytes = fs::read(&file).expect("an archive");
        for tenth in 0..10 {
            let error = refused(&bytes[..bytes.len() * tenth / 10], passphrase.as_ref(), &place);
            let expected = if tenth == 0 { "not_an_archive" } else { "damaged" };
            assert_eq!(error.code(), expected, "{tenth} tenths: {error}");
        }
        assert_eq!(refused(&bytes[..bytes.len() - 1], passphrase.as_ref(), &place).code(), "damaged");
        let longer = [bytes.as_slice(), &[0; 70_000]].concat();
        assert_eq!(refused(&longer, passphrase.as_ref(), &place).code(), "damaged");
        for tenth in 0..10 {
            let mut zeroed = bytes.clone();
            let from = bytes.len() * tenth / 10;
            let to = (from + 600).min(bytes.len());
            zeroed[from..to].fill(0);
            let code = refused(&zeroed, passphrase.as_ref(), &place).code();
            assert!(["damaged", "not_an_archive", "wrong_passphrase"].contains(&code), "{tenth}: {code}");
        }
    }
    let (_from, file) = archived(None);
    let plain = Place::new();
    replace(&file, None, &plain);
    let bytes = fs::read(plain.path()).expect("a plain backup");
    for tenth in 1..10 {
        assert_eq!(
            refused(&bytes[..bytes.len() * tenth / 10], None, &place).code(),
            "damaged",
            "{tenth} tenths of a backup"
        );
    }
    assert_eq!(dump(&place.path()), before);
}

#[test]
fn a_changed_byte_anywhere_is_seen_or_changes_nothing() {
    let (from, file) = archived(None);
    let bytes = fs::read(&file).expect("an archive");
    let whole = dump(&from.path());
    let (mut seen, mut harmless) = (0, 0);
    for at in (0..bytes.len()).step_by(bytes.len() / 150) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        let place = Place::new();
        let path = place.file("changed.enishi", &changed);
        match open(&path, None, &place) {
            Err(error) => {
                assert!(["damaged", "not_an_archive"].contains(&error.code()), "byte {at}: {error}");
                seen += 1;
            }
            Ok(incoming) => {
                incoming.replace(&place.path(), &place.edge(), NOW).expect("whole");
                assert_eq!(dump(&place.path()), whole, "byte {at}");
                harmless += 1;
            }
        }
    }
    assert!(seen > 100, "{seen} seen, {harmless} in dates and such");
}

#[test]
fn what_is_no_archive_is_told_by_what_it_is() {
    let place = Place::new();
    tanaka(&place.open());
    let zip = |entries: &[(&str, &[u8])]| packed(entries, "");
    let garbage: Vec<u8> = (0..100_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("nothing", Vec::new(), "not_an_archive"),
        ("garbage", garbage.clone(), "not_an_archive"),
        ("cards", b"BEGIN:VCARD\r\nEND:VCARD\r\n".to_vec(), "not_an_archive"),
        ("a ZIP of somebody", zip(&[("word/document.xml", b"<xml/>")]), "not_an_archive"),
        ("another manifest", zip(&[("manifest.json", b"{\"name\":\"x\"}")]), "not_an_archive"),
        ("a head and garbage", [b"PK\x03\x04".as_slice(), &garbage].concat(), "damaged"),
        ("a sealed head and garbage", [b"age-encryption.org/v1\n".as_slice(), &garbage].concat(), "damaged"),
        ("somebody's database", foreign(), "not_a_book"),
        ("a database's head alone", b"SQLite format 3\0".to_vec(), "damaged"),
    ];
    for (what, bytes, code) in cases {
        assert_eq!(refused(&bytes, Some(&secret()), &place).code(), code, "{what}");
    }
    let gone = open(&place.folder.path().join("gone.enishi"), None, &place).err().expect("missing");
    assert_eq!((gone.code(), gone.details()["reason"].clone()), ("unreadable", "not_found".into()));
    assert_eq!(open(place.folder.path(), None, &place).err().expect("a folder").code(), "not_an_archive");
}

fn packed(entries: &[(&str, &[u8])], comment: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a file");
        zip.write_all(bytes).expect("memory takes everything");
    }
    zip.set_comment(comment).expect("a comment");
    zip.finish().expect("a ZIP").into_inner()
}

/// An archive taken apart, to be put together otherwise, as somebody would who knows how they are made.
struct Apart {
    manifest: Manifest,
    files: Vec<(String, Vec<u8>)>,
}

impl Apart {
    fn of(file: &Path) -> Apart {
        let mut zip = zip::ZipArchive::new(File::open(file).expect("a file")).expect("a ZIP");
        let mut files = Vec::new();
        for at in 0..zip.len() {
            let mut packed = zip.by_index(at).expect("a file in it");
            let name = packed.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            packed.read_to_end(&mut bytes).expect("unpacked");
            files.push((name, bytes));
        }
        let at = files.iter().position(|(name, _)| name == "manifest.json").expect("a manifest");
        let manifest = serde_json::from_slice(&files.remove(at).1).expect("readable");
        Apart { manifest, files }
    }

    fn add(&mut self, name: &str, bytes: &[u8]) {
        let mut file = self.manifest.files[0].clone();
        (file.name, file.bytes, file.sha256) = (name.to_owned(), bytes.len() as u64, hex(bytes));
        self.manifest.files.push(file);
        self.files.push((name.to_owned(), bytes.to_vec()));
    }

    fn together(&self) -> Vec<u8> {
        let json = serde_json::to_vec_pretty(&self.manifest).expect("plain data");
        let mut entries: Vec<(&str, &[u8])> =
            self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        entries.push(("manifest.json", &json));
        packed(&entries, &format!("enishi-archive {}", hex(&json)))
    }
}

type Change = fn(&mut Apart);

fn forget_one(apart: &mut Apart) {
    apart.add("attachments/x", b"x");
    apart.files.pop();
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_manifest_that_says_something_else_is_damage() {
    let (_from, file) = archived(None);
    let place = Place::new();
    assert!(
        open(&place.file("same.enishi", Apart::of(&file).together()), None, &place).is_ok(),
        "the tests know the form"
    );
    fs::remove_file(place.folder.path().join("same.enishi")).expect("gone");
    let changes: [(&str, Change, &str); 11] = [
        ("another count", |it| it.manifest.contents.contacts += 1, "damaged"),
        ("another moment", |it| it.manifest.contents.last_change = None, "damaged"),
        ("another version of the book", |it| it.manifest.book_version = 1, "damaged"),
        ("another hash", |it| it.manifest.files[0].sha256 = "0".repeat(64), "damaged"),
        ("longer than it is", |it| it.manifest.files[0].bytes += 1, "damaged"),
        ("shorter than it is", |it| it.manifest.files[0].bytes -= 1, "damaged"),
        ("no book", |it| it.manifest.files.retain(|file| file.name != "book"), "damaged"),
        ("a file that is not there", forget_one, "damaged"),
        ("a file twice", |it| it.manifest.files.push(it.manifest.files[0].clone()), "damaged"),
        ("a later form", |it| it.manifest.version += 1, "too_new"),
        ("somebody else's form", |it| it.manifest.format = "other".to_owned(), "not_an_archive"),
    ];
    for (what, change, code) in changes {
        let mut apart = Apart::of(&file);
        change(&mut apart);
        assert_eq!(refused(&apart.together(), None, &place).code(), code, "{what}");
    }
    let mut apart = Apart::of(&file);
    apart.files.push(("attachments/beside".to_owned(), b"x".to_vec()));
    assert_eq!(refused(&apart.together(), None, &place).code(), "damaged", "a file that the manifest does not know");
    let apart = Apart::of(&file);
    let json = serde_json::to_vec(&apart.manifest).expect("plain data");
    let mut entries: Vec<(&str, &[u8])> = apart.files.iter().map(|(name, it)| (name.as_str(), it.as_slice())).collect();
    entries.push(("manifest.json", &json));
    let other = packed(&entries, &format!("enishi-archive {}", hex(b"before it was edited")));
    assert_eq!(refused(&other, None, &place).code(), "damaged", "a manifest edited by hand");
}

#[test]
fn names_that_lead_elsewhere_write_nothing() {
    let (_from, file) = archived(None);
    let place = Place::new();
    for name in [
        "../evil",
        "attachments/../../evil",
        "/tmp/evil",
        "attachments/..\\..\\evil",
        "attachments/C:/evil",
        "attachments/nul",
        "book-wal",
        "settings.json/x",
        "evil",
    ] {
        let mut apart = Apart::of(&file);
        apart.add(name, b"evil");
        assert_eq!(refused(&apart.together(), None, &place).code(), "damaged", "{name}");
        assert!(!place.folder.path().join("evil").exists());
    }
}

#[test]
fn a_bomb_is_refused_before_it_unfolds() {
    let (_from, file) = archived(None);
    let place = Place::new();
    let mut apart = Apart::of(&file);
    apart.add("attachments/bomb", &vec![0; 64 << 20]);
    let bomb = apart.together();
    assert!(bomb.len() < 1 << 20);
    let mut written = 0;
    let path = place.file("bomb.enishi", &bomb);
    let error = Incoming::open(&path, None, None, &place.path(), &mut |step| {
        written = step.done.max(written);
        ControlFlow::Continue(())
    });
    assert_eq!(error.err().expect("refused").code(), "damaged");
    assert!(written < 4 << 20, "{written} bytes were unfolded");
    // One that lies about its length stops where it said that it would end.
    let last = apart.manifest.files.len() - 1;
    apart.manifest.files[last].bytes = 1000;
    assert_eq!(refused(&apart.together(), None, &place).code(), "damaged");
}

#[test]
fn our_own_archive_of_very_little_in_very_much_is_no_bomb() {
    let place = Place::new();
    tanaka(&place.open());
    let attachments = place.path().with_extension("attachments");
    fs::create_dir(&attachments).expect("a folder");
    fs::write(attachments.join("zeros"), vec![0; 8 << 20]).expect("an attachment");
    let target = place.folder.path().join("zeros.enishi");
    place.open().archive_to(&target, None, &Extras::default(), &mut *go_on()).expect("archived");
    let other = Place::new();
    replace(&target, None, &other);
    assert_eq!(fs::metadata(other.path().with_extension("attachments").join("zeros")).expect("back").len(), 8 << 20);
}

#[test]
fn books_of_older_versions_are_brought_forward_and_newer_ones_are_refused() {
    for version in 1..=OLD {
        let place = Place::new();
        let old = place.folder.path().join("old.book");
        of_version(&old, version, "昔の組");
        let incoming = open(&old, None, &place).expect("an older one is taken");
        assert_eq!(incoming.facts().book_version, version as i64);
        assert_eq!((incoming.facts().contents.groups, incoming.facts().contents.records), (1, 0));
        incoming.replace(&place.path(), &place.edge(), NOW).expect("replaced");
        let book = place.open();
        assert_sound(&book);
        assert_eq!(book.counts().expect("counted").groups[0].name, "昔の組");
        assert!(!files(place.folder.path()).iter().any(|name| name.contains(".v")), "{:?}", files(place.folder.path()));
        let mut bytes = fs::read(&old).expect("a file");
        bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
        assert_eq!(refused(&bytes, None, &place).code(), "too_new");
    }
}

#[test]
fn an_archive_is_whole_or_not_there_when_it_is_cancelled() {
    let (place, target) = archived(None);
    let before = fs::read(&target).expect("an archive");
    let book = place.open();
    add(&book, &[("family_name", "新")]);
    for stop in 0..40 {
        let mut step = 0;
        let ended = book.archive_to(&target, None, &extras(), &mut |_| {
            step += 1;
            if step > stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        match ended {
            Err(error) => {
                assert_eq!(error.code(), "cancelled");
                assert_eq!(fs::read(&target).expect("an archive"), before, "step {stop}");
            }
            Ok(_) => {
                assert!(stop > 5, "there are several steps");
                assert!(!files(place.folder.path()).iter().any(|name| name.ends_with(".part")));
                return;
            }
        }
    }
    panic!("it never ended");
}

#[test]
fn opening_that_is_cancelled_leaves_nothing() {
    let (_place, file) = archived(None);
    let other = Place::new();
    for stop in 0..3 {
        let mut step = 0;
        let ended = Incoming::open(&file, None, None, &other.path(), &mut |_| {
            step += 1;
            if step > stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(ended.err().expect("cancelled").code(), "cancelled");
        assert_eq!(files(other.folder.path()), [""; 0]);
    }
}

#[test]
fn what_killed_looks_left_is_cleared_away_by_the_next_writer() {
    let (place, file) = archived(None);
    let left = place.folder.path().join("enishi.book.incoming-1-0");
    fs::create_dir_all(left.join("files")).expect("a folder");
    fs::write(left.join("in_use"), "").expect("a file");
    fs::write(left.join("files").join("book"), "half").expect("a file");
    let looking = open(&file, None, &place).expect("somebody looks");
    drop(place.open());
    assert!(!left.exists(), "nobody works there any more");
    looking.replace(&place.path(), &place.edge(), NOW).expect("who works is left alone");
}
