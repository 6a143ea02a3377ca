//! QR codes read from pictures.

use std::path::PathBuf;

use image::{GrayImage, Luma};
use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::{Value, json};

use crate::support::{Answer, Place};

fn picture(place: &Place, name: &str, texts: &[&[u8]]) -> PathBuf {
    let codes: Vec<QrCode> =
        texts.iter().map(|text| QrCode::encode_binary(text, QrCodeEcc::Medium).expect("it fits")).collect();
    let across = codes.iter().map(QrCode::size).max().unwrap_or_default() + 8;
    let side = u32::try_from(across * 4).expect("positive");
    let page = GrayImage::from_fn(side * u32::try_from(codes.len()).expect("few"), side, |x, y| {
        let at = |at: u32| i32::try_from(at / 4).expect("small") - 4;
        let is_dark = codes.get((x / side) as usize).is_some_and(|code| code.get_module(at(x % side), at(y)));
        Luma([if is_dark { 0 } else { 255 }])
    });
    let path = place.path(name);
    page.save(&path).expect("a picture is written");
    path
}

fn lines(answer: &Answer) -> Vec<Value> {
    answer.text.lines().map(|line| serde_json::from_str(line).expect("one JSON value a line")).collect()
}

#[test]
fn every_code_of_a_picture_is_told() {
    let place = Place::new();
    // 能登 in Shift_JIS, and a card.
    let file =
        picture(&place, "符号.png", &[b"\x94\x5c\x93\x6f", b"MECARD:N:Tanaka;TEL:1;;", b"https://a@evil.example/"]);
    let answer = place.json(["qr-read".as_ref(), file.as_os_str()]);
    assert_eq!(answer.code, 0, "{}", answer.errors);
    let [line] = lines(&answer).try_into().expect("one line");
    assert_eq!(line["file"].as_str(), file.to_str());
    let codes = line["codes"].as_array().expect("codes");
    let keys: Vec<&str> = codes[0].as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["kind", "text", "charset", "bytes", "corners"]);
    assert_eq!(
        (&codes[0]["kind"], &codes[0]["text"], &codes[0]["charset"]),
        (&json!("text"), &json!("能登"), &json!("cp932"))
    );
    assert_eq!(codes[0]["bytes"], "lFyTbw==");
    assert_eq!(codes[0]["corners"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        (&codes[1]["kind"], &codes[2]["kind"], &codes[2]["host"]),
        (&json!("card"), &json!("url"), &json!("evil.example"))
    );
}

#[test]
fn a_file_that_cannot_be_read_does_not_stop_the_others() {
    let place = Place::new();
    let good = picture(&place, "a.png", &["縁".as_bytes()]);
    let text = place.file("b.png", "no picture");
    let answer = place.json(["qr-read".as_ref(), text.as_os_str(), "nowhere.png".as_ref(), good.as_os_str()]);
    assert_eq!(answer.code, 1);
    let [bad, missing, read] = lines(&answer).try_into().expect("three lines");
    assert_eq!(bad["error"], json!({ "code": "unreadable", "file": "b.png", "reason": "not_a_picture" }));
    assert_eq!(missing["error"]["reason"], "not_found");
    assert_eq!(read["codes"][0]["text"], "縁");
    assert_eq!(place.json(["qr-read"]).code, 2, "a picture has to be named");
}

#[test]
fn secrets_are_not_told_and_a_terminal_is_not_led() {
    let place = Place::new();
    let secrets: [&[u8]; 2] = [b"otpauth://totp/a?secret=JBSWY3DP", b"WIFI:S:net;P:hunter2;;"];
    let file = picture(&place, "a.png", &secrets);
    let answer = place.json(["qr-read".as_ref(), file.as_os_str()]);
    let human = place.run(["qr-read".as_ref(), file.as_os_str()]);
    for said in [&answer.text, &human.text] {
        assert!(said.contains("***") && !said.contains("JBSW") && !said.contains("hunter2"), "{said}");
    }
    assert_eq!(lines(&answer)[0]["codes"][0]["bytes"], Value::Null);
    let file = picture(&place, "b.png", &[b"\x1b[2Jgone"]);
    assert_eq!(place.run(["qr-read".as_ref(), file.as_os_str()]).text.lines().nth(1), Some("     [2Jgone"));
}

#[test]
fn a_contact_s_code_is_drawn_and_read_back() {
    let place = Place::with_people();
    let id = place.id("田中 花子");
    for (format, kind) in [("vcard", "card"), ("mecard", "card"), ("feature-phone", "card")] {
        let out = place.path(&format!("{format}.png"));
        let told = place.done(["qr", &id, "--format", format, "--level", "q", out.to_str().expect("UTF-8")]);
        let keys: Vec<&str> = told.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["bytes", "version", "module_px"]);
        let read = place.json(["qr-read".as_ref(), out.as_os_str()]).json;
        let [code] = read["codes"].as_array().expect("codes").as_slice() else { panic!("{read}") };
        assert_eq!(code["kind"], kind);
        assert!(code["text"].as_str().is_some_and(|text| text.contains("田中") && text.contains("花子")), "{code}");
    }
    let out = place.path("code.svg");
    let told = place.done(["qr", &id, "--fields", "company,phones[0]", out.to_str().expect("UTF-8")]);
    assert!(told["version"].as_u64().is_some_and(|version| version <= 12), "{told}");
    assert!(std::fs::read_to_string(out).is_ok_and(|svg| svg.starts_with("<svg")));
}

#[test]
fn a_code_that_cannot_be_is_told_and_nothing_is_written() {
    let place = Place::with_people();
    let id = place.id("田中 花子");
    let out = place.path("a.png");
    let name = out.to_str().expect("UTF-8");
    let refused = |arguments: &[&str]| place.json(arguments);
    assert_eq!(refused(&["qr", &id, "--format", "link", name]).json["error"]["reason"], "empty");
    assert_eq!(refused(&["qr", "--own", name]).json["error"]["code"], "missing");
    assert_eq!(refused(&["qr", &id, "--fields", "birthday", name]).json["error"]["reason"], "unknown_field");
    assert_eq!(refused(&["qr", &id, "a.gif"]).code, 2);
    assert_eq!(refused(&["qr", name]).code, 2, "nobody is named");
    place.done(["edit", &id, "--set", &format!("company={}", "長".repeat(1_500))]);
    assert_eq!(refused(&["qr", &id, name]).json["error"]["reason"], "too_long");
    assert!(!out.exists());
    place.done(["edit", &id, "--set", "own=true", "--set", "company="]);
    place.done(["qr", "--own", name]);
    assert!(out.exists());
}

#[test]
fn cards_are_printed_and_those_with_too_much_are_told() {
    let place = Place::with_people();
    let ids = ["田中 花子", "阿部 一郎", "和田 次郎"].map(|name| place.id(name));
    let out = place.path("名刺.pdf");
    let told = place.done(["qr-sheet", &ids[0], &ids[1], "--copies", "6", out.to_str().expect("UTF-8")]);
    assert_eq!((&told["cards"], &told["pages"], &told["left_out"]), (&json!(12), &json!(2), &json!([])));
    assert!(told["module_mm"].as_f64().is_some_and(|edge| edge >= 0.33), "{told}");
    assert!(std::fs::read(&out).is_ok_and(|pdf| pdf.starts_with(b"%PDF")));
    place.done(["edit", &ids[2], "--set", &format!("company={}", "長".repeat(1_500))]);
    let answer = place.json(["qr-sheet", &ids[0], &ids[2], out.to_str().expect("UTF-8")]);
    assert_eq!((answer.code, &answer.json["left_out"]), (1, &json!(["和田 次郎"])));
}

#[test]
fn what_stood_there_survives_and_the_book_is_never_written_over() {
    let place = Place::with_people();
    let id = place.id("田中 花子");
    let book = place.path("縁.book");
    let before = std::fs::read(&book).expect("a book");
    let refused = place.json(["qr-sheet", &id, book.to_str().expect("UTF-8")]);
    assert_eq!((refused.code, &refused.json["error"]["reason"]), (1, &json!("is_the_book")));
    assert!(std::fs::read(&book).is_ok_and(|now| now == before), "byte for byte as it was");
    let nowhere = place.path("nowhere").join("a.svg");
    let refused = place.json(["qr", &id, nowhere.to_str().expect("UTF-8")]);
    assert_eq!((refused.code, &refused.json["error"]["reason"]), (1, &json!("not_writable")));
    let old = place.file("old.png", "old");
    place.done(["edit", &id, "--set", &format!("company={}", "長".repeat(1_500))]);
    assert_eq!(place.json(["qr", &id, old.to_str().expect("UTF-8")]).code, 1);
    assert!(std::fs::read(&old).is_ok_and(|bytes| bytes == b"old"));
}
