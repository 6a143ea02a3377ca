//! Files in the backups of runs: opened, sealed, looked at.

use serde_json::{Value, json};

use crate::support::{Answer, Place};

const TEMPLATE: &str = r#"
id = "kept"
checked_on = "2026-11-22"
title.ja = "控え"
run_title.ja = "控え"

[[step]]
id = "backup"
title.ja = "控え"
kind.backup = { rows = [{ id = "list", text.ja = "名簿", formats = ["CSV"], unit.ja = "行" }] }
"#;

const TABLE: &str = "氏名,電話\r\n田中,03-1\r\n阿部,03-2\r\n";

/// A run of one backup; its number.
fn started(place: &Place) -> String {
    std::fs::create_dir(place.path("Dropbox")).expect("a folder");
    let template = place.file("控え.toml", TEMPLATE);
    let id = place.done(["template".as_ref(), "import".as_ref(), template.as_os_str()])["template"].to_string();
    place.done(["run", "start", &id, "--subject", "西村製本"])["run"].to_string()
}

fn lacks(answer: &Value) -> Vec<&str> {
    let missing = answer["gate"]["missing"].as_array().expect("missing");
    missing.iter().filter_map(|it| it["code"].as_str()).collect()
}

fn attach(place: &Place, run: &str, name: &str, bytes: impl AsRef<[u8]>) -> Value {
    let file = format!("list={}", place.file(name, bytes).display());
    place.done(["run", "step", run, "backup", "doing", "--file", &file])
}

#[test]
fn a_file_is_opened_counted_sealed_and_looked_at() {
    let place = Place::new();
    let run = started(&place);
    assert_eq!(lacks(&attach(&place, &run, "名簿.csv", TABLE)), ["copies", "expected"]);
    let told = place.done(["run", "step", &run, "backup", "doing", "--set", "list.expected=2"]);
    assert_eq!(lacks(&told), ["copies"]);
    let refused = place.json(["run", "step", &run, "backup", "doing", "--set", "list.1.count=2"]);
    assert_eq!((refused.code, &refused.json["error"]["code"]), (1, &json!("invalid")), "nobody types what is counted");

    let passphrase = place.file("合言葉.txt", "秘密の合言葉\n");
    let sealed = place.path("Dropbox/名簿.csv.age");
    let copy = |file: &str, what: &[&str]| {
        let mut arguments = vec!["run", "copy", &run, "backup", "list", file];
        arguments.extend(what);
        place.json(arguments)
    };
    let seal = ["seal", sealed.to_str().expect("UTF-8"), "--passphrase-file", passphrase.to_str().expect("UTF-8")];
    let answer = copy("1", &seal);
    assert_eq!((answer.code, lacks(&answer.json).len()), (0, 0), "{}", answer.text);
    assert_eq!(copy("1", &["open"]).code, 0);
    assert_eq!(copy("2", &["open", "--password-file", passphrase.to_str().expect("UTF-8")]).code, 0);
    let wrong = place.file("別の.txt", "x");
    let refused = copy("2", &["open", "--password-file", wrong.to_str().expect("UTF-8")]);
    assert_eq!((refused.code, &refused.json["error"]["reason"]), (1, &json!("wrong")));
    assert_eq!(copy("1", &["seal", "x.age"]).code, 2, "without a passphrase nothing is sealed");
    assert_eq!(place.done(["run", "step", &run, "backup", "done"])["state"], "done");

    let listed = place.done(["copies", "list"]);
    let [first, second] = listed["copies"].as_array().expect("copies").as_slice() else { panic!("{listed}") };
    assert_eq!(first["path"].as_str(), place.path("名簿.csv").to_str());
    assert_eq!(
        (&first["file"], &first["due"], &second["medium"]["name"]),
        (&json!(1), &json!(false), &json!("Dropbox"))
    );
    assert_eq!(place.done(["copies", "check", "--due"])["copies"], json!([]));
    let checked = place.done(["copies", "check"]);
    assert_eq!(checked["copies"][1]["checked"]["how"], "same");
    place.file("名簿.csv", "氏名\r\n");
    let Answer { code, json, .. } = place.json(["copies", "check"]);
    assert_eq!((code, &json["copies"][0]["checked"]["how"]), (1, &json!("changed")));
    assert_eq!(copy("1", &["open"]).json["error"]["code"], "conflict");
    std::fs::remove_file(sealed).expect("gone");
    let answer = place.run(["copies", "check"]);
    assert!(answer.code == 1 && answer.text.contains("unreachable"), "{}", answer.text);
    assert!(place.run(["copies", "list"]).text.contains("名簿.csv"));
}

#[test]
fn what_is_wrong_with_a_file_says_the_gate() {
    let place = Place::new();
    let run = started(&place);
    let told = attach(&place, &run, "cut.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:田中\r\n");
    assert_eq!(lacks(&told), ["damaged", "copies"]);
    assert_eq!(lacks(&attach(&place, &run, "empty.csv", "")), ["damaged", "empty", "copies"]);
    // A path below where one stands is found again from anywhere.
    let moved = place.file("ここ.csv", TABLE);
    place.done(["run", "step", &run, "backup", "doing", "--file", "list=ここ.csv"]);
    let listed = place.done(["copies", "list"]);
    let kept = std::path::Path::new(listed["copies"][2]["path"].as_str().expect("a path"));
    assert!(kept.is_absolute(), "{listed}");
    assert_eq!(kept.canonicalize().expect("there"), moved.canonicalize().expect("there"));
}
