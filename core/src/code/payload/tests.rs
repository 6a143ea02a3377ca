use encoding_rs::{SHIFT_JIS, WINDOWS_1252};
use proptest::prelude::*;

use super::*;
use crate::contact::fields::Fields;

fn of(text: &str) -> Payload {
    Payload::of(text.as_bytes(), None, None)
}

#[track_caller]
fn person(payload: &Payload) -> Fields {
    Fields::of(payload.card.as_ref().unwrap_or_else(|| panic!("a card: {payload:?}")))
}

#[track_caller]
fn check_card(bytes: &[u8], name: &str, phone: &str) {
    let payload = Payload::of(bytes, None, None);
    let person = person(&payload);
    assert_eq!((person.display_name.as_str(), payload.said.code()), (name, "card"));
    assert_eq!(person.phones.first().map_or("", |phone| phone.value.as_str()), phone);
}

#[test]
fn cards_of_every_kind_are_read() {
    check_card(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:髙﨑;𠮷;;;\r\nFN:髙﨑 𠮷\r\nTEL:090\r\nEND:VCARD\r\n".as_bytes(),
        "髙﨑 𠮷",
        "090",
    );
    check_card(b"begin:vcard\nversion:4.0\nFN:Anna\nTEL;VALUE=uri:tel:+81-3\nend:vcard", "Anna", "+81-3");
    check_card(
        b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=94=B0=E4=B8=AD;=E8=8A=B1\nTEL;CELL:1\nEND:VCARD",
        "田中 花",
        "1",
    );
    check_card("MECARD:N:大江,俊介;TEL:0726713390;;".as_bytes(), "大江 俊介", "0726713390");
    check_card(b"BIZCARD:N:Sean;X:Owen;C:Google;B:+123;;", "Sean Owen", "+123");
    check_card(&SHIFT_JIS.encode("MECARD:N:能登,表子;TEL:03;;").0, "能登 表子", "03");
    check_card(&SHIFT_JIS.encode("BEGIN:VCARD\nVERSION:2.1\nN:能登;表子\nTEL:03\nEND:VCARD\n").0, "能登 表子", "03");
    let wide: Vec<u8> =
        "\u{feff}BEGIN:VCARD\nFN:能登\nTEL:1\nEND:VCARD\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    check_card(&wide, "能登", "1");
}

#[test]
fn a_card_without_an_end_is_read_and_further_cards_are_counted() {
    let cut = of("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:途中\r\nTEL:1");
    assert_eq!((person(&cut).display_name.as_str(), &cut.said), ("途中", &Said::Card { more: 0 }));
    let card = |name: &str| format!("BEGIN:VCARD\nFN:{name}\nEND:VCARD\n");
    let three = of(&[card("一"), card("二"), card("三")].concat());
    assert_eq!((person(&three).display_name.as_str(), &three.said), ("一", &Said::Card { more: 2 }));
    assert_eq!(of("MECARD:N:A;;\nMECARD:N:B;;").said, Said::Card { more: 1 });
    let pictured = of("BEGIN:VCARD\nFN:a\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo=\nEND:VCARD");
    assert!(pictured.card.is_some_and(|card| card.properties.iter().all(|property| property.media.is_none())));
}

#[track_caller]
fn check(text: &str, wanted: Said) {
    let payload = of(text);
    assert_eq!((&payload.said, payload.text.as_str()), (&wanted, text));
    assert_eq!(payload.card, None);
}

fn url(url: &str, host: &str) -> Said {
    let is_plain_http = url.starts_with("http:");
    Said::Url { url: url.to_owned(), host: host.to_owned(), spelled: host.to_owned(), is_plain_http }
}

#[test]
fn links_of_line_are_told_by_their_host_alone() {
    for link in [
        "https://line.me/ti/p/abcDEF",
        "https://lin.ee/xYz",
        "HTTPS://LINE.ME/R/ti/p/@enishi",
        "https://liff.line.me/1-a",
        "https://contact.worksmobile.com/v2/a",
        "https://works.do/x",
        "line://ti/p/abc",
    ] {
        check(link, Said::Line { url: link.to_owned() });
    }
    for (link, host) in [
        ("https://line.me.evil.example/ti/p/a", "line.me.evil.example"),
        ("https://online.me/", "online.me"),
        ("https://line.me@evil.example/", "evil.example"),
        ("https://evil.example/line.me", "evil.example"),
        ("http://evil.example?https://line.me/", "evil.example"),
    ] {
        check(link, url(link, host));
    }
}

#[test]
fn a_page_is_told_with_the_host_that_is_opened() {
    check("http://example.jp/a?b#c", url("http://example.jp/a?b#c", "example.jp"));
    let Said::Url { host, spelled, .. } = of("https://аpple.com/").said else { panic!("a page") };
    assert_eq!((host.as_str(), spelled.as_str()), ("xn--pple-43d.com", "аpple.com"));
    for (bookmark, address) in [
        ("URLTO:Enishi:https://example.jp/", "https://example.jp/"),
        ("urlto:https://example.jp/", "https://example.jp/"),
        ("MEBKM:TITLE:縁;URL:https\\://example.jp/;;", "https://example.jp/"),
    ] {
        check(bookmark, url(address, "example.jp"));
    }
    for text in [
        "javascript:alert(1)",
        "https://",
        "https://a b.example",
        "https://bank.example\n@evil.example",
        "ftp://a.example",
    ] {
        check(text, Said::Text);
    }
}

#[test]
fn mails_phones_and_texts_are_told() {
    check("mailto:a%40example.jp?subject=x", Said::Mail { address: "a@example.jp".to_owned() });
    check("MATMSG:TO:a@example.jp;SUB:x;BODY:y;;", Said::Mail { address: "a@example.jp".to_owned() });
    check("TEL:+81-3-1234;ext=5", Said::Phone { number: "+81-3-1234".to_owned() });
    for text in ["mailto:", "tel:", "tel:call me", "enishi://join/abc", "geo:35.6,139.7", "縁", ""] {
        check(text, Said::Text);
    }
}

#[track_caller]
fn check_secret(text: &str, wanted: Said, shown: &str) {
    let payload = of(text);
    assert_eq!((&payload.said, payload.text.as_str()), (&wanted, shown));
    assert!(payload.said.is_secret());
    assert!(!format!("{payload:?}").contains("JBSW") && !format!("{payload:?}").contains("hunter"), "{payload:?}");
}

#[test]
fn secrets_are_recognised_and_left_behind() {
    let otpauth =
        |issuer: &str, account: &str| Said::Otpauth { issuer: issuer.to_owned(), account: account.to_owned() };
    check_secret(
        "otpauth://totp/ACME%20Co:anna@example.jp?secret=JBSWY3DP&issuer=ACME%20Co&digits=6",
        otpauth("ACME Co", "anna@example.jp"),
        "otpauth://totp/ACME%20Co:anna@example.jp?secret=***&issuer=ACME%20Co&digits=6",
    );
    check_secret("OTPAUTH://TOTP/a?SECRET=JBSWY3DP#JBSW", otpauth("", "a"), "otpauth://TOTP/a?SECRET=***");
    check_secret("otpauth://totp/a?JBSWY3DP", otpauth("", "a"), "otpauth://totp/a?***");
    check_secret("otpauth-migration://offline?data=JBSWY3DP", otpauth("", ""), "otpauth-migration://offline?data=***");
    let wifi = |ssid: &str, security: &str| Said::Wifi { ssid: ssid.to_owned(), security: security.to_owned() };
    check_secret(
        "WIFI:T:WPA;S:縁\\;net;P:hunter\\;2;H:true;;",
        wifi("縁;net", "WPA"),
        "WIFI:T:WPA;S:縁\\;net;P:***;H:true;;",
    );
    check_secret("wifi:s:net;p:ab;hunter:2;;hunter", wifi("net", "nopass"), "WIFI:S:net;P:***;***;;");
    check_secret("\u{feff}WIFI:S:net;P:hunter2", wifi("net", "nopass"), "WIFI:S:net;P:***;;");
}

#[test]
fn what_bytes_are_written_in_is_said_chosen_or_guessed() {
    let japanese = SHIFT_JIS.encode("表示の能力").0.into_owned();
    let check = |bytes: &[u8], declared, chosen, charset, text: &str| {
        let payload = Payload::of(bytes, declared, chosen);
        assert_eq!((payload.charset, payload.text.as_str()), (charset, text));
    };
    check("能".as_bytes(), None, None, Charset::Utf8, "能");
    check("\u{feff}能".as_bytes(), None, None, Charset::Utf8Bom, "能");
    check(&japanese, None, None, Charset::Cp932, "表示の能力");
    check(&japanese, Some(Charset::Cp932), None, Charset::Cp932, "表示の能力");
    check(&WINDOWS_1252.encode("Außenstelle Zürich").0, None, None, Charset::Cp1252, "Außenstelle Zürich");
    check(b"\xff\x80 x", None, None, Charset::Cp1252, "ÿ€ x");
    check("é".as_bytes(), Some(Charset::Utf8), Some(Charset::Cp1252), Charset::Cp1252, "Ã©");
    let wrong = Payload::of(&japanese, None, Some(Charset::Utf8));
    assert!(wrong.garbled && !Payload::of(&japanese, None, None).garbled);
}

#[test]
fn what_is_longer_than_any_code_is_cut() {
    let long = format!("tel:{}", "1".repeat(LONGEST * 2));
    assert_eq!(of(&long).text.len(), LONGEST);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_say_something_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Payload::of(&bytes, None, None);
    }

    #[test]
    fn any_address_has_a_host_or_none(text in "https?:[/\\\\@:.a-z0-9%ｅ。ü\\[\\]-]{0,40}") {
        let _ = of(&text);
    }
}
