//! Every command, run as a process.

use crate::support::{self, Place};
use serde_json::{Value, json};

#[test]
fn an_import_answers_an_equation_and_an_id_to_take_it_back_with() {
    let place = Place::new();
    let file = place.file("名刺.vcf", support::PEOPLE);
    let path = file.to_str().expect("UTF-8");
    let dry = place.done(["import", path, "--dry-run"]);
    assert_eq!((&dry["added"], &dry["import_id"]), (&json!(3), &Value::Null), "a dry run only counts");

    let report = place.done(["import", path]);
    let keys: Vec<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["read", "added", "updated", "skipped", "failed", "problems", "import_id"]);
    assert_eq!((&report["read"], &report["added"], &report["failed"]), (&json!(3), &json!(3), &json!(0)));

    let again = place.done(["import", path]);
    assert_eq!((&again["read"], &again["skipped"]), (&json!(3), &json!(3)), "the same file changes nothing: {again}");

    place.done(["undo-import", &report["import_id"].to_string()]);
    assert_eq!(place.done(["list"])["total"], 0);
}

#[test]
fn a_bad_card_is_listed_with_its_place_and_the_good_ones_come_in() {
    let place = Place::new();
    let text = format!("{}BEGIN:VCARD\r\nVERSION:3.0\r\nFN:途中", support::PEOPLE);
    let file = place.file("a.vcf", text);
    let answer = place.json(["import", file.to_str().expect("UTF-8")]);
    let report = &answer.json;
    let sum =
        ["added", "updated", "skipped", "failed"].iter().map(|key| report[key].as_u64().unwrap_or(0)).sum::<u64>();
    assert_eq!(report["read"].as_u64(), Some(sum), "read = added + updated + skipped + failed: {report}");
    let problem = &report["problems"][0];
    assert!(problem["place"].as_str().is_some_and(|place| place.starts_with("a.vcf:")), "{report}");
    assert!(problem["reason"].is_string());
    assert_eq!(
        answer.code,
        i32::from(report["failed"] != 0),
        "a lost card is a failure, a repaired one isn't: {report}"
    );
}

#[test]
fn what_did_not_come_in_is_saved_with_the_reason_and_doubts_when_asked_for() {
    let place = Place::new();
    let file =
        place.file("a.csv", "氏名,電話番号,誕生日,棚\n,,,3\n高橋 実,03-1111-2222,いつか,\n東野 昌平,03-1111-3333,,\n");
    let path = file.to_str().expect("UTF-8");
    let out = place.path("直す.csv");
    let saved = out.to_str().expect("UTF-8");
    let answer = place.json(["import", path, "--dry-run", "--failed", saved, "--doubts"]);
    assert_eq!(answer.json["saved"], json!({ "files": ["直す.csv"], "written": 2 }), "{}", answer.text);
    let answer = place.json(["import", path, "--failed", saved]);
    assert_eq!((answer.code, &answer.json["saved"]["written"]), (1, &json!(1)));
    let text = std::fs::read_to_string(&out).expect("saved");
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        ["\u{feff}氏名,電話番号,誕生日,棚,Reason (Enishi)", ",,,3,a.csv:2: empty [3]"]
    );
    let nowhere = place.json(["import", path, "--failed", "nowhere/there.csv"]);
    assert_eq!(nowhere.json["saved"]["error"]["code"], "invalid", "{}", nowhere.text);
    assert_eq!(nowhere.json["skipped"], 2, "the import itself is done");
    assert_eq!(place.json(["import", path, "--doubts"]).code, 2, "--doubts goes with --failed");
}

#[test]
fn standard_input_is_read_as_a_file() {
    use std::io::Write;
    use std::process::Stdio;
    let place = Place::new();
    let mut program = place.program();
    program.args(["--json", "import", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = program.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all("氏名\t電話番号\t誕生日\n高橋 実\t03-1111-2222\tいつか\n".as_bytes()).expect("it is read");
    drop(input);
    let output = child.wait_with_output().expect("the program ends");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&answer["added"], &answer["problems"][0]["place"]), (&json!(1), &json!("stdin:2")), "{answer}");
}

#[test]
fn contacts_are_listed_by_reading_in_the_documented_shape() {
    let place = Place::with_people();
    let list = place.done(["list"]);
    let names: Vec<&Value> =
        list["contacts"].as_array().expect("a list").iter().map(|one| &one["display_name"]).collect();
    assert_eq!(names, ["阿部 一郎", "田中 花子", "和田 次郎"]);
    assert_eq!(place.done(["list", "--limit", "1"])["contacts"].as_array().map(Vec::len), Some(1));

    let tanaka = place.done(["show", &place.id("田中 花子")]);
    let keys: Vec<&str> = tanaka.as_object().expect("an object").keys().map(String::as_str).collect();
    let documented = "id uid kind side display_name family_name given_name family_reading given_reading honorific nickname company \
                      company_reading department title phones emails urls ids addresses dates relations note groups custom \
                      language photo origin hidden own owner trashed_at days_left unknown follows";
    assert_eq!(keys, documented.split_whitespace().collect::<Vec<_>>());
    assert_eq!(tanaka["kind"], "person");
    assert_eq!(tanaka["side"], "partner");
    assert_eq!(tanaka["company"], "株式会社青空");
    assert_eq!(tanaka["phones"], json!([{ "label": "mobile", "value": "090-1234-5678" }]));
    assert_eq!(tanaka["groups"], json!(["顧客"]));
    assert_eq!(tanaka["photo"], Value::Null);
    assert_eq!(tanaka["origin"]["how"], "import");
    assert_eq!(tanaka["origin"]["from"], "名刺.vcf");
    assert_eq!(tanaka["unknown"], json!([{ "name": "X-STRANGE", "value": "c;d\\;e" }]));
    let birthday = tanaka["dates"][0].as_object().expect("a date");
    assert!(!birthday.contains_key("year"), "a part that the date lacks is left out: {birthday:?}");
    assert_eq!((&birthday["month"], &birthday["day"]), (&json!(4), &json!(12)));
}

#[test]
fn search_shows_where_it_found_the_words() {
    let place = Place::with_people();
    let found = place.done(["search", "tanaka", "青空"]);
    assert_eq!(found["total"], 1);
    let contact = &found["contacts"][0];
    assert_eq!(contact["display_name"], "田中 花子");
    let fields: Vec<&str> =
        contact["matches"].as_array().expect("matches").iter().filter_map(|place| place["field"].as_str()).collect();
    assert!(fields.contains(&"company"), "{fields:?}");
    let keys: Vec<&String> = contact["matches"][0].as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["field", "index", "start", "len"]);
    assert_eq!(place.done(["search", "どこにもいない"]), json!({ "total": 0, "contacts": [] }));
}

#[test]
fn an_edit_is_one_change_and_is_undone_and_redone_by_later_commands() {
    let place = Place::with_people();
    let id = place.id("阿部 一郎");
    let changed =
        place.done(["edit", &id, "--set", "title=部長", "--set", "groups[+]=顧客", "--set", "note=一行目\n二行目"]);
    assert_eq!((&changed["verb"], &changed["count"]), (&json!("edit"), &json!(1)));
    let shown = place.done(["show", &id]);
    assert_eq!((&shown["title"], &shown["groups"]), (&json!("部長"), &json!(["顧客"])));

    place.done(["undo"]);
    assert_eq!(place.done(["show", &id])["title"], "", "all of the edit is taken back");
    place.done(["redo"]);
    assert_eq!(place.done(["show", &id])["title"], "部長");

    let changes = place.done(["changes", &id]);
    let verbs: Vec<&Value> = changes["changes"].as_array().expect("a list").iter().map(|one| &one["verb"]).collect();
    assert_eq!(verbs, ["redo", "undo", "edit", "import"]);
}

#[test]
fn a_wrong_field_is_refused_and_changes_nothing() {
    let place = Place::with_people();
    let id = place.id("阿部 一郎");
    let answer = place.json(["edit", &id, "--set", "title=部長", "--set", "colour=red"]);
    assert_eq!((answer.code, &answer.json["error"]["code"]), (1, &json!("invalid")));
    assert_eq!(place.done(["show", &id])["title"], "");
}

#[test]
fn what_is_trashed_waits_thirty_days_and_comes_back_whole() {
    let place = Place::with_people();
    let id = place.id("田中 花子");
    let before = place.done(["show", &id]);
    place.done(["--at", "2026-11-22T00:00:00Z", "trash", &id]);
    assert_eq!(place.done(["list"])["total"], 2);
    let trash = place.done(["--at", "2026-11-25T00:00:00Z", "list", "--trash"]);
    assert_eq!((&trash["total"], &trash["contacts"][0]["days_left"]), (&json!(1), &json!(27)));

    place.done(["restore", &id]);
    assert_eq!(place.done(["show", &id]), before, "everything comes back as it was");

    place.done(["trash", &id]);
    place.done(["purge", &id]);
    let gone = place.json(["show", &id]);
    assert_eq!((gone.code, &gone.json["error"]["code"]), (1, &json!("missing")));
}

#[test]
fn of_several_ids_the_wrong_ones_are_listed_and_the_others_done() {
    let place = Place::with_people();
    let (abe, wada) = (place.id("阿部 一郎"), place.id("和田 次郎"));
    let answer = place.json(["trash", &abe, "999", &wada]);
    assert_eq!(answer.code, 1);
    assert_eq!(answer.json["count"], 2);
    assert_eq!(
        answer.json["failed"],
        json!([{ "id": 999, "error": { "code": "missing", "what": "contact", "id": "999" } }])
    );
    assert_eq!(place.done(["list", "--trash"])["total"], 2);
}

#[test]
fn hidden_contacts_stand_in_their_own_list() {
    let place = Place::with_people();
    let id = place.id("和田 次郎");
    place.done(["hide", &id]);
    assert_eq!(place.done(["list"])["total"], 2);
    assert_eq!(place.done(["list", "--hidden"])["contacts"][0]["hidden"], true);
    place.done(["unhide", &id]);
    assert_eq!(place.done(["list"])["total"], 3);
}

#[test]
fn a_contact_of_somebody_else_can_be_hidden_but_not_trashed() {
    let place = Place::new();
    let file = place.file("a.vcf", support::PEOPLE);
    place.done(["import", file.to_str().expect("UTF-8"), "--shared-by", "佐藤"]);
    let id = place.id("和田 次郎");
    let answer = place.json(["trash", &id]);
    assert_eq!((answer.code, &answer.json["error"]["code"]), (1, &json!("not_yours")));
    assert_eq!(answer.json["error"]["owner"], "佐藤");
    place.done(["hide", &id]);
}

#[test]
fn exports_name_their_format_by_the_file() {
    let place = Place::with_people();
    for (name, options) in [("全員.vcf", ["--version", "4.0"]), ("全員.csv", ["--encoding", "cp932"])] {
        let target = place.path(name);
        let answer = place.done(["export", target.to_str().expect("UTF-8"), options[0], options[1]]);
        assert_eq!((&answer["written"], &answer["unfit_count"]), (&json!(3), &json!(0)));
        assert!(target.metadata().is_ok_and(|meta| meta.len() > 100));
    }
    let target = place.path("b.vcf");
    place.done(["export", target.to_str().expect("UTF-8")]);
    let text = std::fs::read_to_string(&target).expect("the file is there");
    assert!(text.contains("VERSION:3.0") && text.contains("X-STRANGE;A=b:c;d\\;e"), "unknown fields survive: {text}");

    let wrong = [["a.txt", "--version", "3.0"], ["a.csv", "--version", "3.0"], ["a.vcf", "--encoding", "cp932"]];
    for [name, option, value] in wrong {
        let answer = place.json(["export", name, option, value]);
        assert_eq!(answer.code, 2, "{name} {option}: wrong usage");
        assert!(!place.path(name).exists());
    }
}

#[test]
fn a_sound_book_checks_out() {
    let place = Place::with_people();
    let report = place.done(["check"]);
    assert_eq!((&report["ok"], &report["contacts"]), (&json!(true), &json!(3)));
    assert_eq!(report["problems"], json!([]));
}

#[test]
fn people_get_tidy_english() {
    let place = Place::with_people();
    let list = place.run(["list"]);
    assert_eq!(list.code, 0);
    assert!(list.text.contains("田中 花子 (たなか はなこ)  株式会社青空 営業部 課長"), "{}", list.text);
    assert!(list.text.ends_with("3 in all\n"), "{}", list.text);
    let missing = place.run(["show", "999"]);
    assert_eq!((missing.code, missing.text.as_str()), (1, ""), "a failure is said on standard error");
    assert!(missing.errors.starts_with("error: "), "{}", missing.errors);
    assert_eq!(list.errors, "", "no progress where no terminal is");
}

#[test]
fn wrong_usage_is_told_from_failure() {
    let place = Place::new();
    for arguments in [
        &["frobnicate"][..],
        &["edit", "1", "--set", "title"],
        &["purge"],
        &["purge", "1", "--due"],
        &["--at", "noon", "list"],
    ] {
        assert_eq!(place.json(arguments).code, 2, "{arguments:?}");
    }
    let missing = place.json(["list"]);
    assert_eq!((missing.code, &missing.json["error"]["code"]), (1, &json!("missing")), "no book is made by looking");
    assert!(!place.path("縁.book").exists());
    place.file("縁.book", "BEGIN:VCARD\r\n");
    let foreign = place.json(["list"]);
    assert_eq!((foreign.code, &foreign.json["error"]["code"]), (1, &json!("not_a_book")));
}

#[test]
fn a_preview_makes_no_book() {
    let place = Place::new();
    let file = place.file("a.vcf", support::PEOPLE);
    let report = place.done(["import", "--dry-run", file.to_str().expect("UTF-8")]);
    assert_eq!((&report["added"], &report["import_id"]), (&json!(3), &Value::Null));
    let left: Vec<_> =
        std::fs::read_dir(place.path(".")).expect("a folder").flatten().map(|one| one.file_name()).collect();
    assert_eq!(left, ["a.vcf"]);
}

#[test]
fn an_import_that_fails_makes_no_book_and_leaves_the_one_that_is_there() {
    let place = Place::new();
    let text = place.file("a.txt", "拝啓 時下ますます");
    let locked = place.file("a.xlsx", "PK\u{3}\u{4} xl/ and no more");
    for (file, reason) in
        [("nowhere.vcf".as_ref(), "not_found"), (text.as_path(), "not_contacts"), (locked.as_path(), "damaged")]
    {
        let file: &std::path::Path = file;
        let failed = place.json(["import", file.to_str().expect("UTF-8")]);
        let error = &failed.json["error"];
        assert_eq!(
            (failed.code, &error["code"], &error["reason"]),
            (1, &json!("unreadable"), &json!(reason)),
            "{file:?}"
        );
        for ending in ["", "-wal", "-shm"] {
            assert!(!place.path(&format!("縁.book{ending}")).exists(), "{file:?}: no book is left{ending}");
        }
    }
    let place = Place::with_people();
    assert_eq!(place.json(["import", "nowhere.vcf"]).code, 1);
    assert_eq!(place.done(["check"])["contacts"], json!(3), "everybody is still there");
    let empty = Place::new();
    let card = empty.file("a.vcf", support::PEOPLE);
    empty.done(["import", card.to_str().expect("UTF-8")]);
    empty.done(["undo"]);
    assert_eq!(empty.json(["import", "nowhere.vcf"]).code, 1);
    assert!(empty.path("縁.book").exists(), "a book that was there stays, whoever is in it");
}

#[test]
fn what_is_named_and_is_not_there_is_said_to_be_missing() {
    let place = Place::with_people();
    let answer = place.json(["undo-import", "77"]);
    assert_eq!(answer.code, 1);
    assert_eq!(answer.json["error"], json!({ "code": "missing", "what": "import", "id": "77" }));
    let answer = place.json(["export", place.path("no/folder/a.vcf").to_str().expect("UTF-8")]);
    assert_eq!(answer.json["error"], json!({ "code": "invalid", "field": "target", "reason": "not_writable" }));
}

#[test]
fn a_table_is_written_as_other_programs_write_it() {
    let place = Place::with_people();
    for (dialect, first) in [
        ("google", "First Name,Middle Name"),
        ("outlook-en", "\u{feff}\"Title\",\"First Name\""),
        ("thunderbird", "First Name,Last Name,Display Name"),
        ("enishi", "姓,名,"),
    ] {
        let target = place.path("out.csv");
        let answer = place.done(["export", target.to_str().expect("UTF-8"), "--dialect", dialect]);
        assert_eq!(answer["written"], 3, "{answer}");
        assert!(
            answer["lost"].as_array().expect("a list").contains(&json!({ "field": "unknown", "count": 1 })),
            "{answer}"
        );
        let text = std::fs::read_to_string(&target).expect("the file");
        assert!(text.starts_with(first), "{dialect}: {text}");
    }
    let refused = place.json(["export", "out.csv", "--dialect", "google", "--encoding", "cp932"]);
    assert_eq!(refused.code, 2);
}

#[test]
fn a_selection_or_a_list_is_exported_alone() {
    let place = Place::with_people();
    for (options, written) in [(["--ids", &*place.id("田中 花子")], 1), (["--group", "顧客"], 1), (["--ids", "1,2"], 2)]
    {
        for name in ["some.ldif", "some.xlsx", "some.vcf"] {
            let target = place.path(name);
            let answer = place.done(["export", target.to_str().expect("UTF-8"), options[0], options[1]]);
            assert_eq!(answer["written"], written, "{name} {options:?}");
        }
    }
    let missing = place.json(["export", "some.vcf", "--group", "いない"]);
    assert_eq!((missing.code, &missing.json["error"]["what"]), (1, &json!("group")));
}

#[test]
fn duplicates_are_told_by_ids_and_reasons_and_merged() {
    let place = Place::with_people();
    let twice =
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:田中;花子;;;\r\nFN:田中花子\r\nORG:㈱青空\r\nTITLE:部長\r\nEND:VCARD\r\n";
    let file = place.file("b.vcf", twice);
    place.done(["import", file.to_str().expect("UTF-8")]);
    let (keep, other) = (place.id("田中 花子"), place.id("田中花子"));
    let number = |id: &str| id.parse::<i64>().expect("a number");
    let pair = json!({ "first": number(&keep), "second": number(&other), "reasons": ["name", "company"] });
    assert_eq!(place.done(["duplicates"]), json!({ "pairs": [pair] }));
    assert!(place.run(["duplicates"]).text.contains("(same name, company)"));
    let merged = place.done(["merge", &keep, &other, "--take", "title"]);
    assert_eq!((&merged["verb"], &merged["name"]), (&json!("merge"), &json!("田中 花子")));
    assert_eq!(place.done(["show", &keep])["title"], "部長");
    assert_eq!(place.done(["duplicates"]), json!({ "pairs": [] }));
    place.done(["undo"]);
    assert_eq!(place.done(["show", &keep])["title"], "課長");
    assert_eq!(place.json(["merge", &keep, &keep]).json["error"]["code"], "invalid");
}

#[test]
fn two_people_who_were_told_apart_stay_so_until_that_is_forgotten() {
    let place = Place::with_people();
    let file = place.file("b.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:田中花子\r\nORG:㈱青空\r\nEND:VCARD\r\n");
    place.done(["import", file.to_str().expect("UTF-8")]);
    let (one, other) = (place.id("田中 花子"), place.id("田中花子"));
    let pairs = || place.done(["duplicates"])["pairs"].as_array().expect("pairs").len();
    assert_eq!(pairs(), 1);
    let told = place.done(["different", &other, &one]);
    assert_eq!((&told["verb"], &told["count"]), (&json!("different"), &json!(2)));
    assert_eq!(pairs(), 0);
    assert_eq!(place.done(["different", &one, &other])["change"], json!(null), "known already");
    assert_eq!(place.done(["check"])["ok"], true);
    assert_eq!(place.done(["different", &one, &other, "--forget"])["verb"], "forget_different");
    assert_eq!(pairs(), 1);
    place.done(["undo"]);
    assert_eq!(pairs(), 0, "the undoing is undone");
    assert_eq!(place.json(["different", &one, &one]).json["error"]["code"], "invalid");
    assert_eq!(place.json(["different", &one, "999"]).json["error"]["code"], "missing");
}

#[test]
fn a_table_with_odd_headers_comes_in_as_told_and_again_without_a_word() {
    let place = Place::new();
    let file = place.file("odd.csv", "担当さん;番号;番号\n大江俊介;072-671-3390;090-0000-0001\n");
    let path = file.to_str().expect("UTF-8");
    assert_eq!(place.json(["import", path]).json["error"]["reason"], "no_header");
    let told = ["import", path, "--map", "担当さん=name", "--map", "番号=phone.work", "--map", "番号=phone.mobile"];
    assert_eq!(place.done(told)["added"], 1);
    let show = place.done(["show", &place.id("大江俊介")]);
    assert_eq!(show["phones"].as_array().map(Vec::len), Some(2), "{show}");
    assert_eq!(place.done(["import", path])["skipped"], 1, "it is remembered");
    place.done(["check"]);
    let left_alone = place.json(["import", path, "--forget-map"]);
    assert_eq!((left_alone.code, &left_alone.json["error"]["reason"]), (1, &json!("no_header")));
}

#[test]
fn a_target_that_there_is_not_answers_those_there_are() {
    let place = Place::new();
    let file = place.file("a.csv", "氏名\n大江\n");
    let answer = place.run(["import", file.to_str().expect("UTF-8"), "--map", "氏名=nobody"]);
    assert_eq!(answer.code, 2);
    assert!(answer.errors.contains("family_name") && answer.errors.contains("company+legal_form"), "{}", answer.errors);
}
