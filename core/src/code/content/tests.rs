use std::ops::ControlFlow;

use super::*;
use crate::contact::card::{Card, Property};
use crate::formats::{Found, mecard, vcard};

fn fields(lines: &[&str]) -> Fields {
    let mut text = String::from("BEGIN:VCARD\r\nVERSION:3.0\r\n");
    for line in lines {
        text.push_str(line);
        text.push_str("\r\n");
    }
    text.push_str("END:VCARD\r\n");
    Fields::of(&only(|sink| vcard::read(&mut text.as_bytes(), None, sink)))
}

fn only(read: impl Fn(&mut crate::formats::Sink<'_>) -> std::io::Result<()>) -> Card {
    let mut cards = Vec::new();
    read(&mut |found| {
        match found {
            Found::Card(incoming) => cards.push(incoming.card),
            Found::Trouble(trouble) => panic!("{trouble:?}"),
        }
        ControlFlow::Continue(())
    })
    .expect("memory is readable");
    assert_eq!(cards.len(), 1);
    cards.remove(0)
}

fn nishimura() -> Fields {
    fields(&[
        "N:西村;暁子;;;",
        "FN:西村 暁子",
        "X-PHONETIC-LAST-NAME:にしむら",
        "X-PHONETIC-FIRST-NAME:あきこ",
        "ORG:株式会社西村製本;営業部",
        "TITLE:代表取締役",
        "TEL;TYPE=WORK,FAX:075-341-2287",
        "TEL;TYPE=WORK:075-341-2286",
        "TEL;TYPE=CELL:090-4412-7730",
        "TEL;TYPE=HOME:075-000-0000",
        "EMAIL:nishimura@nishimura-seihon.example",
        "EMAIL:private@example.jp",
        "ADR;TYPE=HOME:;;自宅1-1;京都市;京都府;;",
        "ADR;TYPE=WORK:;2階;御供石町357;京都市下京区;京都府;600-8432;",
        "X-LINE-WORKS:nishimura@seihon",
        "URL:https://nishimura-seihon.example/a,b;c",
        "URL:https://line.me/ti/p/abc",
        "BDAY:1974-02-15",
        "NOTE:秘密",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ",
    ])
}

fn text(content: &Content) -> &str {
    std::str::from_utf8(&content.bytes).expect("UTF-8")
}

fn taken(content: &Content) -> Vec<&str> {
    content.parts.iter().filter(|part| part.taken).map(|part| part.key.as_str()).collect()
}

#[test]
fn a_business_card_says_what_phones_read_and_nothing_else() {
    let content = content(&nishimura(), Format::Vcard, &Pick::Preset(Preset::Card));
    assert_eq!(taken(&content), ["name", "company", "phones[1]", "phones[2]", "emails[0]", "addresses[1]"]);
    assert_eq!(
        text(&content),
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:西村;暁子;;;\r\nFN:西村 暁子\r\nX-PHONETIC-LAST-NAME:にしむら\r\n\
         X-PHONETIC-FIRST-NAME:あきこ\r\nORG:株式会社西村製本;営業部\r\nTITLE:代表取締役\r\nTEL;TYPE=WORK:075-341-2286\r\n\
         TEL;TYPE=CELL:090-4412-7730\r\nEMAIL:nishimura@nishimura-seihon.example\r\n\
         ADR;TYPE=WORK:;2階;御供石町357;京都市下京区;京都府;600-8432;\r\nEND:VCARD\r\n"
    );
}

#[test]
fn the_costs_of_the_parts_add_up_to_the_bytes() {
    let all = Pick::Parts(FIELDS.map(str::to_owned).to_vec());
    for pick in [Pick::Preset(Preset::Card), Pick::Preset(Preset::Phone), Pick::Preset(Preset::Line), all.clone()] {
        let content = content(&nishimura(), Format::Vcard, &pick);
        let sum: u32 = content.parts.iter().filter(|part| part.taken).map(|part| part.bytes).sum();
        assert_eq!(sum as usize, content.bytes.len(), "{pick:?}");
    }
    let everything = content(&nishimura(), Format::Vcard, &all);
    assert!(everything.parts.iter().all(|part| part.taken), "a list's name takes all of it");
}

#[test]
fn phone_and_line_presets_take_what_they_are_for() {
    let phone = content(&nishimura(), Format::Vcard, &Pick::Preset(Preset::Phone));
    assert_eq!(taken(&phone), ["name", "phones[2]"]);
    let line = content(&nishimura(), Format::Vcard, &Pick::Preset(Preset::Line));
    assert_eq!(taken(&line), ["name", "company", "ids[0]", "urls[1]"]);
    assert!(text(&line).contains("IMPP;X-SERVICE-TYPE=LINE WORKS:x-apple:nishimura@seihon\r\n"), "{}", text(&line));
    assert!(text(&line).contains("URL:https://line.me/ti/p/abc\r\n"));
}

#[test]
fn what_a_code_says_is_read_back_the_same() {
    let all = Pick::Parts(FIELDS.map(str::to_owned).to_vec());
    let was = nishimura();
    let content = content(&was, Format::Vcard, &all);
    let back = Fields::of(&only(|sink| vcard::read(&mut content.bytes.as_slice(), None, sink)));
    let expected = Fields { photo: None, note: String::new(), ..was };
    assert_eq!(back, expected);
}

#[test]
fn a_mecard_is_read_back_with_its_reading_and_escapes() {
    let was = fields(&[
        "N:O;B,C;;;",
        "FN:O B:C",
        "X-PHONETIC-LAST-NAME:おー",
        "ORG:A:B\\;C",
        "TITLE:長",
        "TEL:1",
        "X-LINE:abc",
    ]);
    let content = content(&was, Format::Mecard, &Pick::Parts(FIELDS.map(str::to_owned).to_vec()));
    assert_eq!(text(&content), "MECARD:N:O,B C;SOUND:オー;ORG:A\\:B\\;C;TITLE:長;TEL:1;NOTE:LINE abc;;");
    let back = Fields::of(&only(|sink| mecard::read(&mut content.bytes.as_slice(), None, sink)));
    assert_eq!((back.family_name.as_str(), back.company.as_str(), back.note.as_str()), ("O", "A:B;C", "LINE abc"));
}

#[test]
fn feature_phones_get_shift_jis_half_width_kana_and_one_note() {
    let was = fields(&[
        "N:𠮷田;岳;;;",
        "FN:𠮷田 岳",
        "X-PHONETIC-LAST-NAME:よしだ",
        "X-PHONETIC-FIRST-NAME:がっこー",
        "ORG:能表社",
        "X-LINE:a",
    ]);
    let content = content(&was, Format::FeaturePhone, &Pick::Parts(FIELDS.map(str::to_owned).to_vec()));
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&content.bytes);
    assert!(!broken);
    assert_eq!(text, "MECARD:N:〓田,岳;SOUND:ﾖｼﾀﾞ,ｶﾞｯｺｰ;NOTE:能表社 / LINE a;;");
    assert_eq!(content.unfit, ['𠮷']);
}

#[test]
fn a_company_is_shown_as_one() {
    let was =
        fields(&["FN:株式会社青空", "ORG:株式会社青空", "X-PHONETIC-ORG:あおぞら", "TEL:1", "X-ABShowAs:COMPANY"]);
    let content = content(&was, Format::Vcard, &Pick::Preset(Preset::Card));
    let back = Fields::of(&only(|sink| vcard::read(&mut content.bytes.as_slice(), None, sink)));
    assert_eq!(back, was);
    assert_eq!(taken(&content), ["name", "phones[0]"]);
}

#[test]
fn a_link_stands_alone_and_the_named_one_is_taken() {
    let was = fields(&["FN:A", "URL:https://example.jp", "URL:https://lin.ee/a", "URL:https://line.me/ti/p/b"]);
    let first = content(&was, Format::Link, &Pick::Preset(Preset::Line));
    assert_eq!((text(&first), taken(&first)), ("https://lin.ee/a", vec!["urls[1]"]));
    let named = content(&was, Format::Link, &Pick::Parts(vec!["urls[2]".to_owned()]));
    assert_eq!((text(&named), named.parts.len()), ("https://line.me/ti/p/b", 2));
    assert!(content(&fields(&["FN:A"]), Format::Link, &Pick::Preset(Preset::Line)).bytes.is_empty());
}

#[test]
fn a_name_in_one_piece_stands_where_phones_look_for_it() {
    let card = Card { properties: vec![Property::new("FN", "みどり屋"), Property::new("TEL", "1")] };
    let content = content(&Fields::of(&card), Format::Vcard, &Pick::Preset(Preset::Phone));
    assert!(text(&content).contains("N:みどり屋;;;;\r\nFN:みどり屋\r\n"), "{}", text(&content));
}

#[test]
fn half_width_kana_carry_their_marks_apart() {
    assert_eq!(half_width("ガギパヴ　アー・ン"), "ｶﾞｷﾞﾊﾟｳﾞ ｱｰ･ﾝ");
    assert_eq!(katakana("がっこう・ヴぁ"), "ガッコウ・ヴァ");
}
