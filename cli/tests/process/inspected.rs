//! Backup files opened without a book.

use serde_json::json;

use crate::support::{PEOPLE, Place};

#[test]
fn whole_files_are_told_with_what_is_in_them() {
    let place = Place::new();
    let cards = place.file("連絡先.vcf", PEOPLE);
    let table = place.file("名簿.txt", "氏名,電話,登録日\r\n田中,03-1,2026-01-02\r\n阿部,03-2,2026-01-03\r\n");
    let answer = place.done(["inspect".as_ref(), cards.as_os_str(), table.as_os_str()]);
    let [first, second] = answer["files"].as_array().expect("files").as_slice() else { panic!("two files: {answer}") };
    let keys: Vec<&str> = first.as_object().expect("an object").keys().map(String::as_str).collect();
    let all = [
        "path",
        "kind",
        "state",
        "ok",
        "count",
        "span",
        "details",
        "problems",
        "problem_count",
        "sha256",
        "bytes",
        "modified",
    ];
    assert_eq!(keys, all);
    assert_eq!(first["path"].as_str(), cards.to_str());
    assert_eq!((&first["kind"], &first["state"], &first["ok"]), (&json!("vcard"), &json!("readable"), &json!(true)));
    assert_eq!(first["count"], json!({ "number": 3, "unit": "cards" }));
    assert_eq!(first["bytes"], PEOPLE.len());
    assert_eq!((&second["kind"], &second["count"]["number"]), (&json!("csv"), &json!(2)));
    assert_eq!(second["details"]["delimiter"], ",");
    assert!(!place.path("縁.book").exists(), "no book is made");
}

#[test]
fn a_file_that_is_not_whole_ends_with_failure_and_stops_no_other() {
    let place = Place::new();
    let cut = place.file("切れた.vcf", &PEOPLE[..PEOPLE.len() - 20]);
    let whole = place.file("全部.vcf", PEOPLE);
    let missing = place.path("ない.csv");
    let arguments = ["inspect".as_ref(), cut.as_os_str(), missing.as_os_str(), whole.as_os_str()];
    let answer = place.json(arguments);
    assert_eq!(answer.code, 1);
    let files = &answer.json["files"];
    assert_eq!((&files[0]["state"], &files[0]["ok"]), (&json!("damaged"), &json!(false)));
    let problems = files[0]["problems"].as_array().expect("problems");
    assert!(problems.iter().any(|problem| problem["reason"] == "no_end"), "{problems:?}");
    assert_eq!((&files[1]["ok"], &files[1]["error"]["reason"]), (&json!(false), &json!("not_found")));
    assert_eq!(files[2]["ok"], true);
    let answer = place.run(arguments);
    assert_eq!(answer.code, 1);
    assert!(answer.text.contains("全部.vcf: vcard, readable, 3 cards"), "{}", answer.text);
    assert!(answer.text.contains("切れた.vcf: vcard, damaged"), "{}", answer.text);
}
