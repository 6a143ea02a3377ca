//! Templates, runs, services and rights.

use serde_json::{Value, json};

use super::support::{Answer, Place};

fn steps(place: &Place, run: &str) -> Vec<Value> {
    place.done(["run", "status", run])["steps"].as_array().expect("steps").clone()
}

fn of(steps: &[Value], id: &str) -> Value {
    steps.iter().find(|step| step["id"] == id).unwrap_or_else(|| panic!("{id}")).clone()
}

#[track_caller]
fn refused(answer: &Answer, code: &str) {
    assert_eq!((answer.code, &answer.json["error"]["code"]), (1, &json!(code)), "{}{}", answer.text, answer.errors);
}

#[test]
fn templates_are_listed_checked_and_exported_and_come_back() {
    let place = Place::with_people();
    let listed = place.done(["template", "list"]);
    let keys: Vec<&str> =
        listed["templates"].as_array().expect("a list").iter().filter_map(|it| it["key"].as_str()).collect();
    assert_eq!(keys, ["line-works", "line-official", "staff-leaves", "blank"]);
    let out = place.path("退会.toml");
    let out = out.to_str().expect("UTF-8");
    place.done(["template", "export", "line-works", out]);
    assert_eq!(place.done(["template", "check", out])["id"], "line-works");
    let own = place.done(["template", "import", out])["template"].to_string();
    assert!(place.done(["run", "start", &own, "--subject", "西村製本"])["run"].is_u64());
    let wrong = place.file("誤り.toml", "id = \"x\"\nchecked_on = \"2026-11-28\"\ntitel = \"y\"\n");
    let answer = place.json(["template", "check", wrong.to_str().expect("UTF-8")]);
    refused(&answer, "template");
    assert_eq!((&answer.json["error"]["line"], &answer.json["error"]["key"]), (&json!(3), &json!("titel")));
    refused(&place.json(["template", "export", "nothing", out]), "missing");
}

#[test]
fn a_run_is_started_moved_refused_and_told() {
    let place = Place::with_people();
    let run = place.done(["run", "start", "line-works", "--subject", "西村製本"])["run"].to_string();
    let status = steps(&place, &run);
    assert_eq!(
        of(&status, "account")["gate"],
        json!({ "open": false, "code": "choice", "missing": [{ "code": "choice", "what": {}, "count": 0 }] })
    );
    assert_eq!(
        (&of(&status, "backup")["state"], &of(&status, "withdraw")["irreversible"]),
        (&json!("blocked"), &json!(true))
    );

    let answer = place.json(["run", "step", &run, "account", "done"]);
    refused(&answer, "gate_closed");
    assert_eq!(answer.json["error"]["missing"][0]["code"], "choice");
    refused(&place.json(["run", "step", &run, "account", "skipped", "--reason", "x"]), "not_skippable");
    refused(&place.json(["run", "step", &run, "account", "done", "--set", "chosen=mars"]), "invalid");
    refused(&place.json(["run", "step", &run, "nowhere", "done"]), "missing");
    refused(&place.json(["run", "step", "99", "account", "done"]), "missing");
    let done = place.done([
        "run",
        "step",
        &run,
        "account",
        "done",
        "--set",
        "chosen=line-works",
        "--set",
        "step.note=契約書は棚",
    ]);
    assert_eq!(done["state"], "done");
    place.done(["run", "step", &run, "admin", "done", "--set", "chosen=self"]);
    refused(&place.json(["run", "step", &run, "plan", "doing"]), "order");
    place.done(["run", "step", &run, "contract", "done", "--set", "chosen=direct"]);
    assert_eq!(of(&steps(&place, &run), "backup")["state"], "blocked");

    // The point of no return.
    refused(&place.json(["run", "step", &run, "withdraw", "done"]), "order");
    let already = ["run", "step", &run, "withdraw", "done", "--already-done", "2026-11-01", "--reason", "先に退会した"];
    refused(&place.json(already), "name_mismatch");
    let mut typed = already.to_vec();
    typed.extend(["--type-name", "西村"]);
    refused(&place.json(typed.clone()), "name_mismatch");
    *typed.last_mut().expect("a name") = "西村製本";
    place.done(typed);
    let withdraw = of(&steps(&place, &run), "withdraw");
    assert_eq!((&withdraw["state"], &withdraw["broken"]), (&json!("done"), &json!(true)));
    assert_eq!(of(&steps(&place, &run), "backup")["state"], "blocked", "it opens nothing by itself");
    let rules = place.done(["rules"]);
    assert!(
        rules["rules"]
            .as_array()
            .expect("rules")
            .iter()
            .any(|it| it["rule"] == "out_of_order" && it["step"] == "withdraw")
    );

    place.done(["run", "step", &run, "account", "reopen", "--reason", "見直し"]);
    assert_eq!(of(&steps(&place, &run), "account")["state"], "doing");
    assert_eq!(place.done(["run", "list"])["runs"][0]["ended"], false);
    assert_eq!(place.run(["run", "start", "line-works"]).code, 2, "about what?");
    assert_eq!(place.run(["run", "step", &run, "account", "doing", "--already-done", "2026-11-01"]).code, 2);
}

#[test]
fn files_stand_beside_a_step_and_in_the_rows_of_a_backup() {
    let place = Place::with_people();
    let id = place.id("田中 花子");
    let run = place.done(["run", "start", "staff-leaves", "--contact", &id])["run"].to_string();
    place.done([
        "run",
        "step",
        &run,
        "dates",
        "done",
        "--set",
        "last-working-day=2026-11-28",
        "--set",
        "last-day=2026-12-01",
        "--set",
        "successor=和田",
    ]);
    let proof = place.file("退職届.pdf", "abc");
    let dates = place.done(["run", "step", &run, "invites", "doing", "--file", proof.to_str().expect("UTF-8")]);
    assert_eq!(dates["state"], "doing");
    let row = format!("mail={}", place.file("mail.csv", "件名,日付\r\n見積,2026-11-01\r\n").to_str().expect("UTF-8"));
    let kept = place.done(["run", "step", &run, "backup", "doing", "--file", &row, "--set", "mail.expected=1"]);
    let of_mail = |it: &&Value| it["what"]["ja"] == kept["gate"]["missing"][0]["what"]["ja"];
    let missing = kept["gate"]["missing"].as_array().expect("missing");
    let lacks: Vec<&Value> = missing.iter().filter(of_mail).map(|it| &it["code"]).collect();
    assert_eq!(lacks, ["copies"], "one good copy of the right number: {kept}");
    refused(&place.json(["run", "step", &run, "backup", "doing", "--file", "mail=/nowhere/a.mbox"]), "unreadable");
    refused(&place.json(["run", "step", &run, "backup", "done"]), "gate_closed");
}

#[test]
fn the_last_administrator_stays_whatever_is_typed() {
    let place = Place::with_people();
    let (leaver, heir) = (place.id("田中 花子"), place.id("和田 次郎"));
    let service = place.done(["service", "add", "--set", "name=公式アカウント"])["service"].to_string();
    place.done(["access", "add", &service, "--contact", &leaver, "--set", "role=管理者", "--set", "admin=true"]);
    let run = place.done(["run", "start", "staff-leaves", "--contact", &leaver])["run"].to_string();
    let set = |facts: &[&str]| {
        let mut arguments = vec!["run", "step", &run, "handover", "doing"];
        facts.iter().for_each(|fact| arguments.extend(["--set", fact]));
        place.json(arguments)
    };
    refused(&set(&["1.remove_now=危険"]), "last_admin");
    place.done([
        "run",
        "step",
        &run,
        "dates",
        "done",
        "--set",
        "last-working-day=2026-11-28",
        "--set",
        "last-day=2026-12-01",
        "--set",
        "successor=和田",
    ]);
    place.done(["run", "step", &run, "danger", "done", "--set", "chosen=usual"]);
    refused(&set(&["1.removed=true"]), "last_admin");
    refused(&set(&["1.closed=不要"]), "last_admin");
    let to = format!("1.to_contact={heir}");
    refused(&set(&[&to, "1.granted=true", "1.removed=true"]), "last_admin");
    refused(&set(&[&to, "1.granted=true", "1.checked=true", "1.removed=true"]), "gate_closed");
    place.done(["access", "add", &service, "--set", "name=社長", "--set", "admin=true"]);
    assert_eq!(set(&[&to, "1.granted=true", "1.checked=true", "1.removed=true"]).code, 0);
    let held = place.done(["access", "list", "--service", &service]);
    let people: Vec<&str> =
        held["access"].as_array().expect("rights").iter().filter_map(|it| it["person"].as_str()).collect();
    assert_eq!(people, ["社長", "和田 次郎"]);
}

#[test]
fn services_and_rights_come_in_by_table_and_go_out() {
    let place = Place::new();
    let services = place.file("サービス.csv", "サービス名,更新日\n公式アカウント,2027-03-31\n銀行,あした\n");
    let answer = place.json(["service", "import", services.to_str().expect("UTF-8")]);
    assert_eq!(
        (answer.code, &answer.json["added"], &answer.json["failed"]),
        (1, &json!(1), &json!(1)),
        "{}",
        answer.errors
    );
    assert_eq!(answer.json["problems"], json!([{ "row": 3, "field": "renewal", "reason": "no_day" }]));
    let rights = place.file("権限.csv", "service,person,role,admin\n公式アカウント,三浦,管理者,true\n");
    assert_eq!(place.done(["access", "import", rights.to_str().expect("UTF-8")])["added"], 1);
    let out = place.path("出力.csv");
    assert_eq!(place.done(["access", "export", out.to_str().expect("UTF-8")])["written"], 1);
    assert_eq!(place.done(["access", "import", out.to_str().expect("UTF-8")])["skipped"], 1);
    let listed = place.done(["service", "list"]);
    assert_eq!(
        (&listed["services"][0]["admins"], &listed["services"][0]["broken"]),
        (&json!(1), &json!(["one_admin"]))
    );
    let book = place.path("縁.book");
    refused(&place.json(["service", "export", book.to_str().expect("UTF-8")]), "invalid");
    let warned = place.run(["service", "add", "--set", "name=銀行", "--set", "note=4111 1111 1111 1111"]);
    assert!(warned.code == 0 && warned.errors.contains("bank card"), "{}", warned.errors);
}

#[test]
fn no_gate_of_any_kind_is_passed_by_any_word() {
    let place = Place::with_people();
    let template = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/every-kind.toml");
    let id = place.done(["template", "import", template])["template"].to_string();
    let run = place.done(["run", "start", &id, "--subject", "西村製本"])["run"].to_string();
    for step in steps(&place, &run) {
        let (id, kind) = (step["id"].as_str().expect("an id"), step["kind"].as_str().expect("a kind"));
        let go = |more: &[&str]| {
            let mut arguments = vec!["run", "step", run.as_str(), id];
            arguments.extend(more);
            place.json(arguments)
        };
        if id == "leave" {
            // Every gate before it is shut, and so is its own.
            for more in [&["done"][..], &["doing"], &["waiting", "--reason", "x"], &["doing", "--set", "x=true"]] {
                refused(&go(more), "order");
                refused(&go(&[more, &["--type-name", "西村製本"]].concat()), "order");
            }
            refused(&go(&["skipped", "--reason", "x"]), "not_skippable");
            refused(&go(&["done", "--already-done", "2026-01-01", "--reason", "x"]), "name_mismatch");
            continue;
        }
        assert_eq!(step["gate"]["open"], false, "{id}");
        refused(&go(&["done"]), "gate_closed");
        refused(&go(&["done", "--type-name", "西村製本", "--reason", "x"]), "gate_closed");
        refused(&go(&["done", "--already-done", "2026-01-01"]), "invalid");
        refused(&go(&["done", "--already-done", "2999-01-01", "--reason", "x"]), "invalid");
        refused(&go(&["reopen", "--reason", "x"]), "invalid");
        refused(&go(&["doing", "--set", "gate=open"]), "invalid");
        match kind {
            "backup" | "carry" | "notice" => refused(&go(&["skipped"]), "invalid"),
            _ => refused(&go(&["skipped", "--reason", "x"]), "not_skippable"),
        }
        assert_eq!(of(&steps(&place, &run), id)["gate"]["open"], false, "{id}");
    }
    assert_eq!(place.done(["run", "status", &run])["done"], 0);
}
