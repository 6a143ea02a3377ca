//! The lock as its users meet it on the command line.

use std::path::PathBuf;

use crate::support::{Answer, Place};

/// A command on the book with a file that opens it.
fn with(place: &Place, file: &str, words: &[&str]) -> Answer {
    place.json([&["--unlock-file", file], words].concat())
}

fn code(answer: &Answer) -> String {
    assert_eq!(answer.code, 1, "{}{}", answer.text, answer.errors);
    answer.json["error"]["code"].as_str().expect("a code").to_owned()
}

#[test]
fn a_book_is_locked_opened_changed_and_unlocked_for_good() {
    let place = Place::with_people();
    place.file("合言葉.txt", "\u{feff}さくらの木の下で\r\n");
    place.file("新.txt", "correct horse battery\n");
    place.file("短.txt", "1234567");
    let list = place.json(["list"]).text;
    place.done(["backups", "daily"]);
    assert_eq!(place.done(["lock", "status"])["locked"], false);
    assert_eq!(place.json(["lock", "remove"]).json["error"]["reason"], "not_guarded");
    assert_eq!(place.json(["lock", "set", "--passphrase-file", "短.txt"]).json["error"]["reason"], "too_short");
    assert_eq!(with(&place, "合言葉.txt", &["list"]).text, list, "a book that isn't locked takes no notice");

    let set = place.done(["lock", "set", "--passphrase-file", "合言葉.txt"]);
    assert_eq!((&set["copies"], &set["left"]), (&1.into(), &0.into()));
    place.file("紙.txt", set["recovery_key"].as_str().expect("a key").to_lowercase());
    assert_eq!(place.done(["lock", "status"])["guard"]["recovery_only"], false);
    for words in [vec!["list"], vec!["undo"], vec!["check"], vec!["import", "名刺.vcf"], vec!["backup", "x.book"]] {
        assert_eq!(code(&place.json(&words)), "locked", "{words:?}");
    }
    let told = place.run(["list"]).errors;
    assert!(told.contains("--unlock-file"), "{told}");
    assert_eq!(code(&place.json(["lock", "remove"])), "locked");
    for file in ["合言葉.txt", "紙.txt"] {
        assert_eq!(with(&place, file, &["list"]).text, list, "{file}");
    }
    assert_eq!(with(&place, "合言葉.txt", &["check"]).json["ok"], true);

    let rows = with(&place, "合言葉.txt", &["backups", "check"]);
    assert_eq!(rows.json["backups"][0]["state"], "sound");
    let rows = place.json(["backups", "list"]);
    assert_eq!((rows.code, &rows.json["backups"][0]["state"]), (1, &"locked".into()));

    let changed = with(&place, "紙.txt", &["lock", "change", "--passphrase-file", "新.txt"]);
    assert_eq!((changed.code, &changed.json["copies"]), (0, &1.into()), "{}", changed.errors);
    assert_eq!(code(&with(&place, "合言葉.txt", &["list"])), "wrong_passphrase");
    assert_eq!(with(&place, "新.txt", &["list"]).text, list);

    for _ in 0..2 {
        assert_eq!(code(&with(&place, "短.txt", &["list"])), "wrong_passphrase");
    }
    assert_eq!(code(&with(&place, "短.txt", &["list"])), "wrong_passphrase", "the third");
    let waiting = with(&place, "新.txt", &["list"]);
    assert_eq!(code(&waiting), "wait", "the right one waits, too, in a new process");
    assert!(waiting.json["error"]["ms"].as_u64().is_some_and(|ms| (1..=5_000).contains(&ms)), "{}", waiting.text);

    let later = ["--at", "2100-01-01T00:00:00Z", "lock", "remove"];
    let removed = with(&place, "新.txt", &later);
    assert_eq!((removed.code, &removed.json["copies"]), (0, &1.into()), "{}{}", removed.text, removed.errors);
    assert_eq!(place.json(["list"]).text, list);
    assert_eq!(place.done(["backups", "check"])["backups"][0]["state"], "sound");
}

#[test]
fn a_locked_archive_is_restored_with_the_book_s_own_passphrase() {
    let place = Place::with_people();
    place.file("合言葉.txt", "さくらの木の下で");
    place.done(["lock", "set", "--passphrase-file", "合言葉.txt"]);
    let made = with(&place, "合言葉.txt", &["archive", "全部.enishi"]);
    assert_eq!((made.code, &made.json["sealed"]), (0, &true.into()), "{}", made.errors);
    let twice = with(&place, "合言葉.txt", &["archive", "b.enishi", "--passphrase-file", "合言葉.txt"]);
    assert_eq!(twice.json["error"]["reason"], "guarded");

    let other = Place::new();
    let archive = place.path("全部.enishi");
    let phrase = place.path("合言葉.txt");
    assert_eq!(code(&other.json([PathBuf::from("restore"), archive.clone()])), "passphrase_needed");
    let restore = [PathBuf::from("restore"), archive, "--passphrase-file".into(), phrase.clone()];
    assert_eq!(other.done(&restore)["file"]["guarded"], true);
    assert_eq!(code(&other.json(["list"])), "locked", "its passphrase came along");
    let phrase = phrase.to_str().expect("UTF-8").to_owned();
    assert_eq!(with(&other, &phrase, &["list"]).text, with(&place, "合言葉.txt", &["list"]).text);
}
