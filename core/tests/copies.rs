//! Files in the backups of runs, through a real book: opened, locked, sealed, and looked at again.

mod support;

use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use enishi_core::archive::Passphrase;
use enishi_core::book::{Book, CheckedCopies, Entity, Go, Moved, NewSubject, Progress, SavedCopy, StepMove};
use enishi_core::checklist::facts::{CheckedHow, Facts, Lack, MediumKind, SavedFile};
use enishi_core::inspect::{self, Details, Kind, State, Unit};
use enishi_core::record::RecordId;
use enishi_core::time::Moment;
use enishi_core::{Error, Result};
use support::{Place, T, assert_sound, database, edits, holds};
use zip::AesMode;
use zip::write::SimpleFileOptions;

const DAY: i64 = 24 * 60 * 60 * 1000;

const TEMPLATE: &str = r#"
id = "kept"
checked_on = "2026-11-22"
title.ja = "控え"
run_title.ja = "控え"

[[step]]
id = "backup"
title.ja = "控え"
kind.backup = { rows = [{ id = "list", text.ja = "名簿", formats = ["CSV"], unit.ja = "行" }], recheck_days = 30 }

[[step]]
id = "first"
title.ja = "鍵"
kind.confirm = { points = [{ id = "x", text.ja = "x" }] }
"#;

/// A book with one run, and two media: its folder, and a folder of a cloud service in it.
struct Desk {
    place: Place,
    book: Book,
    run: RecordId,
}

impl Desk {
    fn new() -> Desk {
        let place = Place::new();
        std::fs::create_dir(place.folder.path().join("Dropbox")).expect("a folder");
        let book = place.open();
        let template = book.import_template(TEMPLATE).expect("a template").0;
        let subject = NewSubject::Text { name: "西村製本".to_owned() };
        let run = book.start_run(&template.to_string(), &subject, "西村製本の控え").expect("started").0;
        Desk { place, book, run }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.folder.path().join(name)
    }

    fn attach(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<Moved> {
        let path = self.place.file(name, bytes);
        self.book.attach(self.run, "backup", Some("list"), &path, &mut go_on)
    }

    fn open(&self, file: u32, password: Option<&str>) -> Result<Moved> {
        self.book.open_copy(self.run, "backup", "list", file, password, &mut go_on)
    }

    fn seal(&self, file: u32, target: &Path) -> Result<Moved> {
        self.book.seal_copy(self.run, "backup", "list", file, target, &passphrase(), &mut go_on)
    }

    fn set(&self, key: &str, value: &str) {
        let what = StepMove { set: edits(&[(key, value)]), ..StepMove::default() };
        self.book.move_step(self.run, "backup", &what).expect("taken");
    }

    fn go(&self, step: &str, go: Go) -> Result<Moved> {
        self.book.move_step(self.run, step, &StepMove { go: Some(go), ..StepMove::default() })
    }

    fn gate(&self) -> Vec<(Lack, u64)> {
        let gate = self.book.run_step(self.run, "backup").expect("a step").status.gate;
        assert_eq!(gate.open, gate.missing.is_empty());
        gate.missing.into_iter().map(|missing| (missing.code, missing.count)).collect()
    }

    fn files(&self) -> Vec<SavedFile> {
        match self.book.run_step(self.run, "backup").expect("a step").facts {
            Facts::Backup(saved) => saved.rows[0].files.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn check(&self, due_only: bool) -> CheckedCopies {
        self.book.check_copies(due_only, &mut go_on).expect("looked at")
    }

    fn copies(&self) -> Vec<SavedCopy> {
        self.book.copies().expect("copies")
    }

    /// Two good copies of three rows on two media, and the number.
    fn two_copies(&self) {
        self.attach("名簿.csv", table(3)).expect("taken");
        self.attach("Dropbox/名簿.csv", table(3)).expect("taken");
        self.set("list.expected", "3");
    }
}

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn passphrase() -> Passphrase {
    Passphrase::new("秘密の合言葉").expect("a passphrase")
}

fn table(rows: usize) -> String {
    let row = |at: usize| format!("田中{at},03-1234-{at:04}\r\n");
    format!("氏名,電話\r\n{}", (0..rows).map(row).collect::<String>())
}

fn zipped(files: &[(&str, String)], options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, options).expect("an entry");
        zip.write_all(content.as_bytes()).expect("memory takes everything");
    }
    zip.finish().expect("an archive").into_inner()
}

fn locked(files: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes256, "ひみつ99");
        zip.start_file(*name, options).expect("an entry");
        zip.write_all(content.as_bytes()).expect("memory takes everything");
    }
    zip.finish().expect("an archive").into_inner()
}

fn reason(refused: Result<Moved>) -> String {
    let error = refused.expect_err("refused");
    match &error {
        Error::Invalid { field, reason } => format!("{field} {reason}"),
        Error::Unreadable { reason, .. } => (*reason).to_owned(),
        other => other.code().to_owned(),
    }
}

#[test]
fn a_table_is_opened_and_counted_and_has_to_have_the_number_that_was_told() {
    let desk = Desk::new();
    assert_eq!(desk.gate(), [(Lack::Copies, 2)]);
    desk.attach("名簿.csv", table(3)).expect("taken");
    assert_eq!(desk.gate(), [(Lack::Copies, 1), (Lack::Expected, 0)]);
    let file = desk.files().remove(0);
    let seen = file.seen.expect("opened");
    assert_eq!((seen.kind, seen.state, seen.count, seen.unit), (Kind::Csv, State::Readable, Some(3), Some(Unit::Rows)));
    assert_eq!((seen.at, seen.unlocked, file.path.as_str()), (T, false, ""), "no path for the page");
    desk.attach("Dropbox/名簿.csv", table(3)).expect("taken");
    desk.set("list.expected", "4");
    assert_eq!(desk.gate(), [(Lack::Short, 1)]);
    assert_eq!(reason(desk.go("backup", Go::Done)), "gate_closed");
    desk.set("list.expected", "3");
    desk.go("backup", Go::Done).expect("open");
    assert_sound(&desk.book);
}

#[test]
fn copies_on_one_medium_are_no_two_copies() {
    let desk = Desk::new();
    desk.set("list.expected", "3");
    desk.attach("a.csv", table(3)).expect("taken");
    desk.attach("b.csv", table(3)).expect("taken");
    assert_eq!(desk.gate(), [(Lack::SameMedium, 0)]);
    let lies_on = |file: &SavedFile| file.lies_on.clone().expect("known");
    assert_eq!(lies_on(&desk.files()[0]), lies_on(&desk.files()[1]));
    desk.set("list.2.remove", "true");
    desk.attach("Dropbox/b.csv", table(3)).expect("taken");
    assert_eq!(desk.gate(), []);
    let cloud = lies_on(&desk.files()[1]);
    assert_eq!((cloud.kind, cloud.name.as_str()), (MediumKind::Cloud, "Dropbox"));
}

#[test]
fn a_cut_archive_is_taken_as_what_it_is_and_replaced() {
    let desk = Desk::new();
    let whole = zipped(&[("a.csv", table(40)), ("b.csv", table(2))], SimpleFileOptions::default());
    desk.attach("控え.zip", &whole[..whole.len() - 40]).expect("taken as it is");
    assert_eq!(desk.gate(), [(Lack::Damaged, 1), (Lack::Copies, 1)]);
    let seen = desk.files()[0].seen.clone().expect("opened");
    assert!(seen.problem.is_some_and(|problem| problem.reason == "no_directory") && seen.problem_count > 0);
    desk.attach("控え.zip", &whole).expect("the same place");
    desk.attach("Dropbox/控え.zip", &whole).expect("taken");
    assert_eq!(desk.files().len(), 2, "the same file took the place of its former self");
    assert_eq!(desk.gate(), [], "a complete file needs no number");
    let seen = desk.files()[0].seen.clone().expect("opened");
    assert_eq!((seen.state, seen.count, seen.unit), (State::Complete, Some(42), Some(Unit::Rows)), "what is in it");
    desk.set("list.expected", "43");
    assert_eq!(desk.gate(), [(Lack::Short, 1)]);
}

#[test]
fn empty_unknown_and_mixed_files_are_told_apart() {
    let desk = Desk::new();
    desk.attach("empty.csv", "").expect("taken as it is");
    desk.attach("noise.bin", (0..=255u8).cycle().take(9_000).collect::<Vec<_>>()).expect("taken as it is");
    assert_eq!(desk.gate(), [(Lack::Empty, 1), (Lack::Unjudged, 1), (Lack::Copies, 2)]);
    let cards = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:田中\r\nEND:VCARD\r\n".to_owned();
    let mixed = zipped(&[("a.csv", table(5)), ("b.vcf", cards)], SimpleFileOptions::default());
    desk.attach("mixed.zip", mixed).expect("taken");
    let seen = desk.files()[2].seen.clone().expect("opened");
    assert_eq!((seen.count, seen.unit), (Some(2), Some(Unit::Entries)), "rows and cards are no sum");
    assert_eq!(reason(desk.attach("nothing.csv", "").and_then(|_| desk.open(9, None))), "missing");
}

#[test]
fn all_that_an_archive_holds_is_counted_also_what_is_too_much_to_be_listed() {
    let desk = Desk::new();
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:田中\r\nEND:VCARD\r\n";
    let many = (0..1_100).map(|at| (format!("{at}.vcf"), card.to_owned())).collect::<Vec<_>>();
    let many: Vec<(&str, String)> = many.iter().map(|(name, card)| (name.as_str(), card.clone())).collect();
    let inner = zipped(&many, SimpleFileOptions::default());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [("inner.zip", inner.as_slice()), ("one.vcf", card.as_bytes()), ("a.bin", &[0, 159, 1])] {
        zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content).expect("memory takes everything");
    }
    desk.attach("控え.zip", zip.finish().expect("an archive").into_inner()).expect("taken");
    let seen = desk.files()[0].seen.clone().expect("opened");
    assert_eq!((seen.state, seen.count, seen.unit), (State::Complete, Some(1_101), Some(Unit::Cards)));
    let Details::Archive { entries, members, .. } = seen.details else { panic!("{:?}", seen.details) };
    assert_eq!((entries, members), (3, Vec::new()), "the list of members is not kept");
}

#[test]
fn a_file_behind_a_password_is_opened_with_it_and_the_password_is_kept_nowhere() {
    let desk = Desk::new();
    let bytes = locked(&[("名簿.csv", table(3))]);
    desk.attach("a.zip", &bytes).expect("taken");
    desk.attach("Dropbox/a.zip", &bytes).expect("taken");
    assert_eq!(desk.gate(), [(Lack::Locked, 2)]);
    assert_eq!(reason(desk.open(1, Some("ちがう"))), "password wrong");
    assert_eq!(desk.gate(), [(Lack::Locked, 2)]);
    desk.open(1, Some("ひみつ99")).expect("it fits");
    assert_eq!(desk.gate(), [], "of the same bytes the same is known");
    let seen = desk.files()[1].seen.clone().expect("opened");
    assert_eq!((seen.state, seen.count, seen.unlocked), (State::Complete, Some(3), true));
    desk.open(1, None).expect("looked at without the password");
    assert_eq!(desk.gate(), [], "what was seen was seen");
    assert!(!holds(&desk.place.bytes(), "ひみつ99"));
    desk.attach("b.csv", table(3)).expect("taken");
    assert_eq!(reason(desk.open(3, Some("ひみつ99"))), "password not_locked");
}

#[test]
fn a_file_that_changed_or_went_is_not_opened_as_what_it_was() {
    let desk = Desk::new();
    desk.two_copies();
    let before = desk.files();
    desk.place.file("名簿.csv", table(4));
    assert_eq!(reason(desk.open(1, None)), "conflict");
    assert_eq!(reason(desk.open(1, Some("x"))), "conflict", "what the password says of another file is nothing");
    std::fs::remove_file(desk.path("名簿.csv")).expect("gone");
    assert_eq!(reason(desk.open(1, None)), "not_found");
    assert_eq!(reason(desk.open(7, None)), "missing");
    let step = desk.book.open_copy(desk.run, "first", "list", 1, None, &mut go_on);
    assert_eq!(reason(step), "file no_backup");
    assert_eq!(desk.files(), before, "nothing is stored");
    assert_eq!(desk.book.copy_path(desk.run, "backup", "list", 2).expect("known"), desk.path("Dropbox/名簿.csv"));
}

#[test]
fn a_sealed_copy_is_read_back_and_counts_as_its_original() {
    let desk = Desk::new();
    desk.attach("名簿.csv", table(3)).expect("taken");
    desk.set("list.expected", "3");
    let target = desk.path("Dropbox/名簿.csv.age");
    desk.seal(1, &target).expect("sealed");
    assert_eq!(desk.gate(), [], "two copies on two media");
    let [original, sealed] = desk.files().try_into().expect("two files");
    assert_eq!(sealed.sealed.as_ref().map(|it| &it.of), Some(&original.sha256));
    assert_ne!(sealed.sha256, original.sha256);
    assert_eq!((sealed.name.as_str(), sealed.seen.as_ref()), ("名簿.csv.age", original.seen.as_ref()));
    let bytes = std::fs::read(&target).expect("there");
    assert!(bytes.starts_with(b"age-encryption.org/v1\n") && !holds(&bytes, "田中1"));
    let inside = inspect::unlock(&target, "秘密の合言葉", &mut go_on).expect("it opens");
    assert_eq!((inside.sha256, inside.bytes), (sealed.sha256.clone(), sealed.bytes), "of the file");
    assert_eq!((inside.found.kind, inside.found.count.map(|it| it.number)), (Kind::Csv, Some(3)), "of what is in it");
    assert_eq!(inspect::inspect(&target, &mut go_on).expect("read").found.state, State::Locked);
    assert!(matches!(inspect::unlock(&target, "x", &mut go_on), Err(Error::Invalid { reason: "wrong", .. })));

    desk.open(2, None).expect("compared");
    desk.open(2, Some("秘密の合言葉")).expect("opened");
    assert_eq!(reason(desk.open(2, Some("x"))), "password wrong");
    assert_eq!(reason(desk.seal(2, &desk.path("twice.age"))), "file sealed");
    assert_eq!(desk.gate(), []);
    // Carried on by hand: the same bytes are known.
    std::fs::copy(&target, desk.path("stick.age")).expect("copied");
    desk.book.attach(desk.run, "backup", Some("list"), &desk.path("stick.age"), &mut go_on).expect("taken");
    assert_eq!(desk.gate(), []);
    assert!(!holds(&desk.place.bytes(), "秘密の合言葉"));
    let cut = bytes.len() - 5;
    let broken = desk.place.file("broken.age", &bytes[..cut]);
    assert_eq!(inspect::unlock(&broken, "秘密の合言葉", &mut go_on).expect("read").found.state, State::Damaged);
}

#[test]
fn a_zip_in_an_age_file_is_looked_into() {
    let desk = Desk::new();
    let bytes = zipped(&[("a.csv", table(40)), ("b.csv", table(2))], SimpleFileOptions::default());
    desk.attach("a.zip", &bytes).expect("taken");
    let target = desk.path("Dropbox/a.zip.age");
    desk.seal(1, &target).expect("sealed");
    let inside = inspect::unlock(&target, "秘密の合言葉", &mut go_on).expect("it opens").found;
    assert_eq!((inside.kind, inside.state, inside.count.map(|it| it.number)), (Kind::Zip, State::Complete, Some(2)));
    assert_eq!(desk.gate(), []);
}

#[test]
fn nothing_is_sealed_over_what_is_there_and_nothing_is_left_of_a_failure() {
    let desk = Desk::new();
    desk.attach("名簿.csv", table(3)).expect("taken");
    desk.attach("half.vcf", "BEGIN:VCARD\r\nFN:田中\r\n").expect("taken as it is");
    let target = desk.path("Dropbox/a.age");
    assert_eq!(reason(desk.seal(2, &target)), "file not_ok");
    assert_eq!(reason(desk.seal(1, &desk.path("名簿.csv"))), "target the_original");
    assert_eq!(reason(desk.seal(1, &desk.place.path())), "target the_book");
    assert_eq!(reason(desk.seal(1, &desk.path("nowhere/a.age"))), "target not_writable");
    let mut steps = 0;
    let cancelled = desk.book.seal_copy(desk.run, "backup", "list", 1, &target, &passphrase(), &mut |_| {
        steps += 1;
        if steps > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(reason(cancelled), "cancelled");
    desk.place.file("名簿.csv", table(4));
    assert_eq!(reason(desk.seal(1, &target)), "conflict");
    std::fs::remove_file(desk.path("名簿.csv")).expect("gone");
    assert_eq!(reason(desk.seal(1, &target)), "not_found");
    let left = std::fs::read_dir(desk.path("Dropbox")).expect("a folder").count();
    assert_eq!((left, desk.files().len()), (0, 2));
    // A step that is skipped takes no file; nothing is written then.
    desk.place.file("名簿.csv", table(3));
    desk.go("backup", Go::Skipped { reason: "x".into() }).expect("waived");
    assert_eq!(reason(desk.seal(1, &target)), "state done");
    assert!(!target.exists());
}

#[test]
fn saved_files_are_looked_at_again_when_they_are_due() {
    let desk = Desk::new();
    desk.two_copies();
    desk.go("backup", Go::Done).expect("open");
    desk.book
        .move_step(
            desk.run,
            "first",
            &StepMove { set: edits(&[("x", "true")]), go: Some(Go::Done), ..StepMove::default() },
        )
        .expect("the run has ended");
    assert_eq!(desk.copies().iter().map(|copy| copy.due).collect::<Vec<_>>(), [false, false]);
    assert_eq!(desk.book.home().expect("home").copies_due, 0);
    assert!(desk.check(true).copies.is_empty());

    desk.place.set_clock(Moment(T.0 + 30 * DAY));
    let changes = desk.book.changes(None, 100).expect("changes").len();
    assert_eq!(desk.book.home().expect("home").copies_due, 2);
    desk.place.file("Dropbox/名簿.csv", table(4));
    std::fs::remove_file(desk.path("名簿.csv")).expect("gone");
    let looked = desk.check(true);
    assert!(looked.changed.records && looked.changed.change.is_none());
    let found = |copy: &SavedCopy| (copy.checked.expect("looked at").how, copy.due, copy.looked_at);
    let found = |looked: &CheckedCopies| looked.copies.iter().map(found).collect::<Vec<_>>();
    assert_eq!(found(&looked), [(CheckedHow::Unreachable, false, T), (CheckedHow::Changed, false, T)]);
    assert_eq!(desk.book.changes(None, 100).expect("changes").len(), changes, "it is no change to anybody");
    assert_eq!(desk.book.run_status(desk.run).expect("a run").done, 2, "and no move of the run");

    // What was not found is asked for again after a day.
    desk.place.set_clock(Moment(T.0 + 31 * DAY + 1));
    assert_eq!(desk.book.home().expect("home").copies_due, 2);
    for name in ["名簿.csv", "Dropbox/名簿.csv"] {
        desk.place.file(name, table(3));
    }
    let now = Moment(T.0 + 31 * DAY + 1);
    assert_eq!(found(&desk.check(true)), [(CheckedHow::Same, false, now), (CheckedHow::Same, false, now)]);
    assert_eq!(desk.book.home().expect("home").copies_due, 0);
    assert!(desk.check(true).copies.is_empty());
    assert_eq!(desk.check(false).copies.len(), 2, "all of them whenever asked");

    let text = serde_json::to_string(&desk.check(false)).expect("what the page gets");
    assert!(text.contains("名簿.csv") && !text.contains(&*desk.place.folder.path().to_string_lossy()));
    assert_eq!(desk.copies()[0].path, desk.path("名簿.csv"));
    desk.book.trash(&[Entity::Record(desk.run)]).expect("thrown away");
    assert!(desk.copies().is_empty());
    assert_sound(&desk.book);
}

#[test]
fn files_of_a_step_that_is_skipped_are_not_asked_for() {
    let desk = Desk::new();
    desk.attach("名簿.csv", table(3)).expect("taken");
    assert_eq!(desk.copies().len(), 1);
    desk.go("backup", Go::Skipped { reason: "x".into() }).expect("waived");
    assert!(desk.copies().is_empty());
}

#[test]
fn a_look_that_is_cancelled_keeps_what_it_found() {
    let desk = Desk::new();
    desk.two_copies();
    let total = desk.copies().iter().map(|copy| copy.bytes).sum::<u64>();
    let looked = desk.book.check_copies(false, &mut |step| {
        assert_eq!(step.total, total);
        if step.done >= total / 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(looked.expect("what was found").copies.is_empty(), "not even the first one was read to its end");
    let mut files = 0;
    let looked = desk.book.check_copies(false, &mut |step| {
        files += u32::from(step.done == total / 2);
        // Behind the first, before the second.
        if files > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(looked.expect("what was found").copies.len(), 1);
    let checked: Vec<bool> = desk.copies().iter().map(|copy| copy.checked.is_some()).collect();
    assert_eq!(checked, [true, false]);
}

#[test]
fn opening_that_is_cancelled_leaves_the_run_as_it_was() {
    let desk = Desk::new();
    let path = desk.place.file("名簿.csv", table(3));
    let cancelled = desk.book.attach(desk.run, "backup", Some("list"), &path, &mut |_| ControlFlow::Break(()));
    assert_eq!(reason(cancelled), "cancelled");
    desk.attach("名簿.csv", table(3)).expect("taken");
    let before = desk.files();
    let cancelled = desk.book.open_copy(desk.run, "backup", "list", 1, None, &mut |_| ControlFlow::Break(()));
    assert_eq!(reason(cancelled), "cancelled");
    assert_eq!(desk.files(), before);
}

#[test]
fn a_book_of_the_version_before_is_read_and_its_files_are_opened() {
    let Desk { place, book, run } = {
        let desk = Desk::new();
        desk.two_copies();
        desk
    };
    drop(book);
    let body = database::body(&place.path(), run.0);
    let mut body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    for file in body["steps"][0]["facts"]["backup"]["rows"][0]["files"].as_array_mut().expect("files") {
        let fields = file.as_object_mut().expect("an object");
        for new in ["lies_on", "seen", "sealed", "checked"] {
            assert!(fields.remove(new).is_some(), "{new}");
        }
        fields.extend([("medium".into(), "SSD".into()), ("count".into(), 3.into()), ("confirmed".into(), true.into())]);
    }
    database::set_body(&place.path(), run.0, &body.to_string());
    let desk = Desk { book: place.open(), place, run };
    assert_eq!(desk.gate(), [(Lack::Unopened, 2)]);
    assert_eq!(desk.copies().len(), 2);
    desk.open(1, None).expect("opened");
    desk.open(2, None).expect("opened");
    assert_eq!(desk.gate(), []);
}
