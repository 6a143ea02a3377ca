//! Invites between two books, each a process of its own.

use serde_json::{Value, json};

use super::support::Place;

/// A place whose 田中 花子 is the own card.
fn with_own() -> Place {
    let place = Place::with_people();
    place.done(["edit", &place.id("田中 花子"), "--set", "own=true"]);
    place
}

fn link(place: &Place, arguments: &[&str]) -> String {
    let made = place.done([&["invite", "new"], arguments].concat());
    let invite = &made["invites"][0];
    let (token, link) = (invite["token"].as_str().expect("a token"), invite["link"].as_str().expect("a link"));
    assert_eq!(link, format!("enishi://invite/{token}"));
    assert!(invite["id"].is_u64());
    link.to_owned()
}

fn check(place: &Place, arguments: &[&str]) -> (i32, Value) {
    let answer = place.json([arguments, &["invite", "check"]].concat());
    (answer.code, answer.json)
}

#[test]
fn a_card_is_handed_over_checked_taken_and_answered() {
    let (here, there) = (with_own(), Place::with_people());
    let invite = link(&here, &[]);
    // Without any book.
    let nowhere = Place::new();
    let checked = nowhere.done(["invite", "check", &invite]);
    assert_eq!((&checked["ok"], &checked["code"]), (&json!(true), &json!("ok")));
    assert_eq!(checked["card"]["display_name"], "田中 花子");
    assert_eq!(checked["expires"].as_i64().zip(checked["created"].as_i64()).map(|(a, b)| a - b), Some(7 * 86_400_000));
    let broken = nowhere.json(["invite", "check", &invite[..invite.len() - 3]]);
    assert_eq!((broken.code, &broken.json["code"], &broken.json["card"]), (1, &json!("altered"), &Value::Null));
    let none = nowhere.json(["invite", "check", "こんにちは"]);
    assert_eq!((none.code, &none.json["code"]), (1, &json!("not_an_invite")));
    assert!(!nowhere.path("縁.book").exists(), "no book is made by looking");

    there.done(["edit", &there.id("阿部 一郎"), "--set", "own=true"]);
    let file = there.file("招待.txt", format!("よろしくお願いします。\n{invite}\n"));
    let partner = there.done(["invite", "take", file.to_str().expect("UTF-8")])["id"].to_string();
    let shown = there.done(["show", &partner]);
    assert_eq!((&shown["display_name"], &shown["origin"]["how"]), (&json!("田中 花子"), &json!("invite")));
    assert!(shown["follows"]["fingerprint"].as_str().is_some_and(|print| print.len() == 19));
    let replay = there.json(["invite", "take", &invite]);
    assert_eq!((replay.code, &replay.json["error"]["reason"]), (1, &json!("used")));
    let answer = there.done(["invite", "answer", &invite])["invites"][0]["link"].as_str().expect("a link").to_owned();
    here.done(["invite", "take", &answer]);
    let listed = here.done(["invite", "list", "--state", "accepted"]);
    assert_eq!((&listed["counts"]["accepted"], &listed["invites"][0]["recipient"]), (&json!(1), &json!("阿部 一郎")));
}

#[test]
fn the_clock_decides_to_the_second() {
    let place = with_own();
    let at = |time: &str, invite: &str| {
        let answer = place.json(["--at", time, "invite", "check", invite]);
        (answer.code, answer.json["code"].as_str().expect("a code").to_owned())
    };
    let made = place.done(["--at", "2026-11-28T12:00:00Z", "invite", "new", "--expires", "24h"]);
    let invite = made["invites"][0]["token"].as_str().expect("a token").to_owned();
    assert_eq!(at("2026-11-29T12:00:00Z", &invite), (0, "ok".to_owned()));
    assert_eq!(at("2026-11-29T21:00:00+09:00", &invite), (0, "ok".to_owned()));
    assert_eq!(at("2026-11-29T12:00:01Z", &invite), (1, "expired".to_owned()));
    assert_eq!(at("2026-11-28T11:50:00Z", &invite), (0, "ok".to_owned()));
    assert_eq!(at("2026-11-28T11:49:59Z", &invite), (1, "not_yet".to_owned()));
    let (code, _) = check(&place, &["--at", "2026-11-28T12:00:00Z"]);
    assert_eq!(code, 2, "an invite has to be named");
}

#[test]
fn invites_are_marked_and_a_batch_is_written_once() {
    let place = with_own();
    let (abe, wada) = (place.id("阿部 一郎"), place.id("和田 次郎"));
    let out = place.path("招待");
    std::fs::create_dir(&out).expect("a folder");
    let out = out.to_str().expect("UTF-8");
    let batch = ["invite", "new", "--to", &abe, "--to", &wada, "--expires", "30d", "--out", out, "--name", "年末"];
    let made = place.done(batch);
    assert_eq!(
        (&made["made"], &made["again"], &made["without_mail"]),
        (&json!(2), &json!(0), &json!(["阿部 一郎", "和田 次郎"]))
    );
    let again = place.done(batch);
    assert_eq!((&again["made"], &again["again"], &again["invites"]), (&json!(0), &json!(2), &made["invites"]));
    let id = made["invites"][0]["id"].to_string();
    place.done(["invite", "mark", &id, "sent"]);
    place.done(["invite", "mark", &id, "revoked"]);
    let refused = place.json(["invite", "mark", &id, "accepted"]);
    assert_eq!((refused.code, &refused.json["error"]["reason"]), (1, &json!("revoked")));
    let listed = place.done(["invite", "list"]);
    assert_eq!((&listed["counts"]["revoked"], &listed["counts"]["drafted"]), (&json!(1), &json!(1)));
    assert_eq!(listed["batches"][0]["count"], 2);
    place.done(["undo"]);
    assert_eq!(place.done(["invite", "list"])["counts"]["sent"], 1);
}

#[test]
fn an_address_of_a_service_is_kept_and_issued_anew() {
    let place = Place::with_people();
    let service = place.done(["service", "add", "--set", "name=LINE公式アカウント"])["service"].to_string();
    let (abe, url) = (place.id("阿部 一郎"), "url=https://manager.line.biz/invitation/abc");
    let add = ["invite", "service", "add", &service, "--to", &abe, "--set", url, "--set", "role=管理者"];
    let id = place.done(add)["id"].to_string();
    let wrong = place.json(["invite", "service", "add", &service, "--set", "url=line.biz"]);
    assert_eq!((wrong.code, &wrong.json["error"]["reason"]), (1, &json!("no_url")));
    let next =
        place.done(["invite", "service", "reissue", &id, "https://manager.line.biz/invitation/def"])["id"].to_string();
    place.done(["invite", "mark", &next, "accepted"]);
    let listed = place.done(["invite", "list", "--query", "公式"]);
    let states: Vec<_> = listed["invites"].as_array().expect("a list").iter().map(|it| it["state"].clone()).collect();
    assert_eq!(states, [json!("accepted"), json!("revoked")]);
}
