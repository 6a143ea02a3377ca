//! Backups, archives and restoring as their users meet them: answers, full disks, folders that can't be written, and kills at
//! random moments.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{Answer, Place};
use enishi_core::book::{Access, Book, List, Sort};
use enishi_core::edge::Edge;
use enishi_core::time::Moment;
use serde_json::json;

fn args<'a>(words: &[&'a str], file: &'a Path) -> Vec<&'a OsStr> {
    words.iter().map(|word| OsStr::new(*word)).chain([file.as_os_str()]).collect()
}

fn code(answer: &Answer) -> &str {
    assert_eq!(answer.code, 1, "{}{}", answer.text, answer.errors);
    answer.json["error"]["code"].as_str().expect("a code")
}

#[test]
fn a_book_is_backed_up_archived_and_moved_to_another_computer() {
    let place = Place::with_people();
    let id = place.id("田中 花子");
    place.done(["trash", &id]);
    let (copy, archive) = (place.path("控え.book"), place.path("控え.enishi"));
    let passphrase = place.file("合言葉.txt", "\u{feff}縁は異なもの\r\n");
    let settings = place.file("settings.json", "{\"theme\":\"dark\"}");
    let contents =
        json!({ "contacts": 3, "trashed": 1, "groups": 1, "photos": 0, "records": 0, "runs": 0, "changes": 2 });
    let made = place.done(args(&["backup"], &copy));
    for (key, count) in contents.as_object().expect("counts") {
        assert_eq!(&made["contents"][key], count, "{key}");
    }
    let mut words = args(&["archive"], &archive);
    words.extend([
        OsStr::new("--passphrase-file"),
        passphrase.as_os_str(),
        OsStr::new("--settings"),
        settings.as_os_str(),
    ]);
    let made = place.done(words);
    assert_eq!((&made["sealed"], &made["files"]), (&json!(true), &json!(2)));

    let other = Place::new();
    assert_eq!(code(&other.json(args(&["restore"], &archive))), "passphrase_needed");
    let wrong = other.file("falsch.txt", "anders\n");
    let sealed = |words: &[&str], with: &Path| {
        let mut all: Vec<PathBuf> = vec!["restore".into(), archive.clone(), "--passphrase-file".into(), with.into()];
        all.extend(words.iter().map(PathBuf::from));
        other.json(all)
    };
    assert_eq!(code(&sealed(&[], &wrong)), "wrong_passphrase");
    let empty = other.file("leer.txt", "\n");
    assert_eq!(code(&sealed(&[], &empty)), "invalid");
    let seen = sealed(&["--dry-run"], &passphrase);
    assert_eq!(
        (seen.code, &seen.json["file"]["contents"]["contacts"], &seen.json["present"]),
        (0, &json!(3), &json!(null))
    );
    assert!(!other.path("縁.book").exists(), "a look makes nothing");
    let brought = other.path("back.json");
    let restored = sealed(&["--settings", brought.to_str().expect("UTF-8")], &passphrase);
    assert_eq!((restored.code, &restored.json["kept"]), (0, &json!(null)), "{}", restored.errors);
    assert_eq!(std::fs::read_to_string(brought).expect("settings"), "{\"theme\":\"dark\"}");
    for words in [vec!["list"], vec!["list", "--trash"], vec!["changes"], vec!["show", &id], vec!["changes", &id]] {
        assert_eq!(other.json(&words).text, place.json(&words).text, "{words:?}");
    }
    for name in ["alle.vcf", "alle.csv", "alle.ldif"] {
        other.done(["export", name]);
        place.done(["export", name]);
        let read = |place: &Place| std::fs::read(place.path(name)).expect("exported");
        assert_eq!(read(&other), read(&place), "{name}, byte for byte");
    }
}

#[test]
fn restoring_over_people_has_to_be_said_and_contacts_are_still_restored_by_number() {
    let place = Place::with_people();
    let archive = place.path("控え.enishi");
    place.done(args(&["archive"], &archive));
    let id = place.id("阿部 一郎");
    place.done(["trash", &id]);
    assert_eq!(place.done(["restore", &id])["verb"], "restore");
    place.done(["edit", &id, "--set", "note=後で"]);
    assert_eq!(place.json(args(&["restore"], &archive)).code, 2);
    assert_eq!(place.json(["restore", &id, "控え.enishi", "--merge"]).code, 2);
    assert_eq!(place.json(["restore", "--merge", "--replace", "控え.enishi"]).code, 2);
    let seen = place.done(["restore", "控え.enishi", "--merge", "--dry-run"]);
    assert_eq!((&seen["merge"]["read"], &seen["merge"]["skipped"]), (&json!(3), &json!(3)));
    let merged = place.done(["restore", "控え.enishi", "--merge"]);
    assert_eq!(merged["change"], json!(null), "nothing is older than what is here");
    let replaced = place.done(["restore", "控え.enishi", "--replace"]);
    let kept = replaced["kept"].as_str().expect("kept").to_owned();
    assert_eq!(place.done(["show", &id])["note"], "");
    place.done(["restore", &kept, "--replace"]);
    assert_eq!(place.done(["show", &id])["note"], "後で", "and back again");
    let nowhere = Place::new();
    assert_eq!(code(&nowhere.json(args(&["restore", "--merge"], &archive))), "missing");
    assert_eq!(code(&nowhere.json(args(&["restore"], &nowhere.path("none.enishi")))), "unreadable");
    assert_eq!(code(&nowhere.json(args(&["restore"], &nowhere.file("x.enishi", "x")))), "not_an_archive");
}

#[test]
fn daily_copies_are_listed_and_checked() {
    let place = Place::with_people();
    let at = |day: &str| format!("2026-11-{day}T09:00:00+09:00");
    for day in ["20", "21"] {
        let made = place.done(["--at", &at(day), "backups", "daily"]);
        assert_eq!((&made["beside"]["made"], &made["second"]), (&json!(true), &json!(null)));
    }
    assert_eq!(place.done(["--at", &at("21"), "backups", "daily"])["beside"]["made"], false);
    let away = place.json(["--at", &at("21"), "backups", "daily", "--second", "USB"]);
    assert_eq!((away.code, &away.json["second"]["error"]["code"]), (1, &json!("missing")));
    let rows = place.done(["backups", "list"]);
    let days: Vec<_> = rows["backups"].as_array().expect("a list").iter().map(|row| row["day"].clone()).collect();
    assert_eq!(days, ["2026-11-21", "2026-11-20"]);
    assert_eq!(place.done(["backups", "check"])["backups"][1]["state"], "sound");
    let copy = place.path("backups").join("縁-2026-11-20.book");
    let bytes = std::fs::read(&copy).expect("a copy");
    std::fs::write(&copy, &bytes[..bytes.len() / 2]).expect("cut");
    let broken = place.json(["backups", "check"]);
    assert_eq!((broken.code, &broken.json["backups"][1]["state"]), (1, &json!("damaged")));
}

#[test]
fn reading_goes_on_while_the_window_is_open_and_restoring_waits_for_it() {
    let place = Place::with_people();
    let edge = Edge::new(|| Moment(1_790_000_000_000), || "w".to_owned(), || [7; 32]);
    let open =
        Book::open(&place.path("縁.book"), edge, Access::Write { wait: Duration::ZERO }).expect("the book opens");
    place.done(["backup", "控え.book"]);
    place.done(["archive", "控え.enishi"]);
    place.done(["backups", "daily"]);
    assert_eq!(code(&place.json(["restore", "控え.enishi", "--replace"])), "open_elsewhere");
    assert_eq!(open.list(List::All, Sort::Reading, 0, 9).expect("a list").total, 3);
}

/// In a name space of its own, where a small or read-only disk can be made; `None` where the system gives none.
#[cfg(target_os = "linux")]
fn on_a_disk(place: &Place, options: &str, words: &str) -> Option<String> {
    let disk = place.path("disk");
    std::fs::create_dir_all(&disk).expect("a folder");
    let script = format!(
        "mount -t tmpfs -o {options} none '{disk}' || exit 77
         '{program}' --json {words} 2>&1
         echo \"code $?\"; ls -A '{disk}'",
        disk = disk.display(),
        program = env!("CARGO_BIN_EXE_enishi-cli"),
    );
    let output = Command::new("unshare").args(["-rm", "sh", "-c", &script]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code() != Some(77) && text.contains("code")).then_some(text)
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_or_one_that_cannot_be_written_leaves_nothing() {
    let place = Place::with_people();
    place.done(["archive", "控え.enishi"]);
    let (small, fixed) = ("size=64k", "ro,size=4m");
    let cases = [
        (small, "--book 縁.book backup disk/x.book", "disk_full"),
        (fixed, "--book 縁.book backup disk/x.book", "read_only"),
        ("size=4k", "--book 縁.book archive disk/x.enishi", "disk_full"),
        (fixed, "--book 縁.book archive disk/x.enishi", "read_only"),
        (small, "--book 縁.book backups daily --second disk", "disk_full"),
        (fixed, "--book 縁.book backups daily --second disk", "read_only"),
        (small, "--book disk/new.book restore 控え.enishi", "disk_full"),
        (fixed, "--book disk/new.book restore 控え.enishi", "read_only"),
    ];
    for (options, words, code) in cases {
        let folder = place.path(".").display().to_string();
        let words: String = words
            .split(' ')
            .map(|word| match word.contains('.') || word == "disk" {
                true => format!("'{folder}/{word}' "),
                false => format!("{word} "),
            })
            .collect();
        let Some(answer) = on_a_disk(&place, options, &words) else {
            eprintln!("this system lets nobody make a disk");
            return;
        };
        assert!(answer.contains(&format!("\"code\":\"{code}\"")), "{words}: {answer}");
        let left = answer.rsplit("code ").next().unwrap_or_default().lines().skip(1).collect::<Vec<_>>();
        let left: Vec<_> = left.into_iter().filter(|name| !name.ends_with(".lock") && !name.is_empty()).collect();
        assert_eq!(left, [""; 0], "{words}");
    }
    assert_eq!(place.done(["check"])["ok"], true);
}

/// Random enough for moments, and the same each time.
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Starts the program again and again and kills it at a random moment; after each `look` says whether the new state stands.
/// The moments follow the speed of the machine, so that about as many fall before as after.
fn killed(
    place: &Place,
    times: u32,
    words: &dyn Fn(u32) -> Vec<PathBuf>,
    look: &mut dyn FnMut(u32) -> bool,
) -> (u32, u32) {
    let mut moments = Moments(2026);
    let (mut old, mut new, mut span) = (0, 0, 120_000.0_f64);
    for round in 0..times {
        let mut program = place.program();
        let mut child =
            program.args(words(round)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
        // The moment of the kill is the point of this test; nothing is waited for.
        std::thread::sleep(Duration::from_micros(moments.next(span as u64)));
        if let Some(status) = child.try_wait().expect("asked") {
            assert!(status.success(), "round {round}: the program failed by itself");
        }
        child.kill().expect("killed, or ended by itself");
        child.wait().expect("ended");
        if look(round) {
            new += 1;
            span = (span * 0.93).max(2_000.0);
        } else {
            old += 1;
            span *= 1.07;
        }
    }
    (old, new)
}

fn sound(path: &Path) -> Book {
    let edge = Edge::new(|| Moment(1_795_305_600_000), || "x".to_owned(), || [7; 32]);
    let book = Book::open(path, edge, Access::Write { wait: Duration::from_secs(5) }).expect("a complete state");
    let report = book.check().expect("checked");
    assert!(report.ok, "{:?}", report.problems);
    book
}

fn people(book: &Book) -> u32 {
    book.list(List::All, Sort::Reading, 0, 1).expect("a list").total
}

/// A book of so many people.
fn crowd(place: &Place, count: u32) {
    let card = |number| {
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:c{number}\r\nN:大勢;{number};;;\r\nFN:大勢 {number}\r\nNOTE:{}\r\nEND:VCARD\r\n",
            "縁".repeat(200)
        )
    };
    let file = place.file("大勢.vcf", (0..count).map(card).collect::<String>());
    place.done(args(&["import"], &file));
}

#[test]
fn a_backup_killed_a_hundred_and_fifty_times_is_the_old_or_the_new_one() {
    let place = Place::new();
    crowd(&place, 500);
    let target = place.path("控え.book");
    place.done(args(&["backup"], &target));
    let id = place.id("大勢 0");
    let mut before = std::fs::read(&target).expect("a backup");
    let edit = |round: u32| place.done(["edit", &id, "--set", &format!("note={round}")]);
    edit(0);
    let (old, new) = killed(&place, 150, &|_| vec!["backup".into(), "控え.book".into()], &mut |round| {
        let now = std::fs::read(&target).expect("a backup is always there");
        let is_new = now != before;
        if is_new {
            let book = sound(&target);
            assert_eq!(people(&book), 500);
            drop(book);
            before = std::fs::read(&target).expect("a backup");
            edit(round + 1);
        }
        is_new
    });
    assert!(old > 20 && new > 20, "the moments must fall before and after the end: {old} old, {new} new");
}

#[test]
fn an_archive_killed_a_hundred_and_fifty_times_is_the_old_or_the_new_one() {
    let place = Place::new();
    crowd(&place, 300);
    let target = place.path("控え.enishi");
    place.done(args(&["archive"], &target));
    let mut before = std::fs::read(&target).expect("an archive");
    let (old, new) = killed(&place, 150, &|_| vec!["archive".into(), "控え.enishi".into()], &mut |_| {
        let now = std::fs::read(&target).expect("an archive is always there");
        let is_new = now != before;
        if is_new {
            let seen = place.done(["restore", "控え.enishi", "--dry-run", "--replace"]);
            assert_eq!(seen["file"]["contents"]["contacts"], 300);
            before = now;
        }
        is_new
    });
    assert!(old > 20 && new > 20, "the moments must fall before and after the end: {old} old, {new} new");
    assert_eq!(place.done(["check"])["ok"], true);
}

#[test]
fn a_replacement_killed_three_hundred_times_leaves_the_old_book_or_the_new_one() {
    let place = Place::new();
    crowd(&place, 40);
    let (many, few) = (place.path("many.enishi"), place.path("few.enishi"));
    place.done(args(&["archive"], &many));
    let other = Place::with_people();
    other.done(args(&["archive"], &few));
    let path = place.path("縁.book");
    let mut now = 40;
    let stands = std::cell::Cell::new(now);
    let words = |_| {
        let other = if stands.get() == 40 { "few.enishi" } else { "many.enishi" };
        vec!["restore".into(), "--replace".into(), other.into()]
    };
    let (old, new) = killed(&place, 300, &words, &mut |round| {
        let found = people(&sound(&path));
        assert!([3, 40].contains(&found), "round {round}: {found} people");
        let is_new = found != now;
        if is_new {
            // What was there is kept, whole.
            let kept = std::fs::read_dir(path.parent().expect("a folder")).expect("a folder").flatten();
            let kept = kept.map(|entry| entry.path()).filter(|path| path.to_string_lossy().contains(".before-"));
            let kept: Vec<PathBuf> = kept.filter(|path| path.extension().is_some_and(|it| it == "book")).collect();
            assert!(!kept.is_empty(), "round {round}");
            for old in kept {
                assert_eq!(people(&sound(&old)), now, "round {round}");
                std::fs::remove_file(old).expect("looked at");
            }
            now = found;
            stands.set(found);
        }
        is_new
    });
    assert!(old > 40 && new > 40, "the moments must fall before and after the end: {old} old, {new} new");
    let left = std::fs::read_dir(place.path(".")).expect("a folder").flatten();
    let left: Vec<_> = left.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.contains(".incoming-") || name.contains(".restored")), "{left:?}");
}

#[test]
fn a_merge_killed_a_hundred_and_fifty_times_is_whole_or_not_there() {
    let place = Place::with_people();
    let other = Place::new();
    crowd(&other, 120);
    let file = place.path("many.enishi");
    other.done(args(&["archive"], &file));
    let path = place.path("縁.book");
    let words = |_| vec!["restore".into(), "--merge".into(), "many.enishi".into()];
    let (old, new) = killed(&place, 150, &words, &mut |round| {
        let book = sound(&path);
        let found = people(&book);
        assert!([3, 123].contains(&found), "round {round}: {found} people");
        if found == 123 {
            book.undo().expect("taken back for the next round");
            assert_eq!(people(&book), 3);
        }
        found == 123
    });
    assert!(old > 20 && new > 20, "the moments must fall before and after the end: {old} old, {new} new");
}
