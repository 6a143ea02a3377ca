//! What importers of vCard get wrong, one test a rule; and the promises that hold for any file.

mod support;

use std::io::Read;
use std::ops::ControlFlow;

use calcard::vcard::{VCardProperty, VCardValue};
use calcard::{Entry, Parser};
use enishi_core::contact::card::{Card, Property, split, unescape};
use enishi_core::contact::fields::Fields;
use enishi_core::formats::Incoming;
use enishi_core::formats::encoding::Charset;
use enishi_core::formats::vcard::{self, Version};
use proptest::prelude::*;
use support::vcard::{cards, one, placeless, read, read_as, reasons, troubles, value, written};

// 1

#[test]
fn a_character_cut_in_two_by_folding_is_read_whole() {
    let line = "NOTE:折り目".as_bytes();
    for at in 6..line.len() {
        let (before, after) = line.split_at(at);
        let card = [b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:a\r\n", before, b"\r\n ", after, b"\r\nEND:VCARD\r\n"].concat();
        assert_eq!(value(&one(&card), "NOTE"), "折り目", "cut at byte {at}");
    }
}

#[test]
fn exactly_one_white_space_is_unfolded() {
    assert_eq!(v3("NOTE:a\r\n  b\r\n\tc\r\n \t d"), "a bc\t d");
}

// 2

#[test]
fn every_line_end_is_one_and_mixed_ones_too() {
    for end in ["\r\n", "\n", "\r", "\r\r\n"] {
        let text = ["BEGIN:VCARD", "VERSION:3.0", "FN:山 川", "NOTE:a", " b", "END:VCARD", ""].join(end);
        let card = one(text.as_bytes());
        assert_eq!((value(&card, "FN"), value(&card, "NOTE")), ("山 川".to_owned(), "ab".to_owned()), "{end:?}");
    }
    assert_eq!(value(&one(b"BEGIN:VCARD\rVERSION:3.0\r\nFN:a\nNOTE:b\r c\r\nEND:VCARD"), "NOTE"), "bc");
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let found = read(
        b"\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nNOTE:a\r\n b\r\nFN:c\r\nEND:VCARD\r\nBEGIN:VCARD\nFN:d\nEND:VCARD\n",
    );
    let places: Vec<_> =
        cards(&found).iter().map(|one| (one.line, one.card.properties.last().map(|p| p.place))).collect();
    assert_eq!(places, [(3, Some(7)), (9, Some(10))]);
}

#[test]
fn byte_order_marks_and_utf_16_are_seen_through() {
    let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:雨宮 𠮷子\r\nEND:VCARD\r\n";
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
    let files = [
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe", &little[..]].concat(),
        [b"\xfe\xff", &big[..]].concat(),
        little,
        big,
    ];
    for file in files {
        assert_eq!(value(&one(&file), "FN"), "雨宮 𠮷子");
    }
}

#[test]
fn soft_breaks_of_quoted_printable_are_joined_whether_or_not_the_next_line_is_indented() {
    for next in ["=81=84", " =81=84", "\t=81=84"] {
        assert_eq!(v21(&format!("NOTE;ENCODING=QUOTED-PRINTABLE:=E3=\r\n{next}")), "い");
    }
    assert_eq!(v21("NOTE;QUOTED-PRINTABLE:one=\r\n two"), "one two", "white space after a soft break is text");
    assert_eq!(v21("NOTE;QUOTED-PRINTABLE:one=  \r\ntwo=\r\n"), "onetwo");
}

#[test]
fn a_value_begins_at_the_first_colon_outside_of_quotes() {
    let card = one(b"BEGIN:VCARD\nVERSION:4.0\nFN:a\nADR;LABEL=\"x:y;z\":;;street\nX-OPEN;A=\"b:c\nEND:VCARD\n");
    let address = card.card.first("ADR").expect("an address");
    assert_eq!((address.value.as_str(), &address.params[0].values[..]), (";;street", &["x:y;z".to_owned()][..]));
    assert_eq!(value(&card, "X-OPEN"), "c", "quotes that never close are text");
}

// 3

#[test]
fn a_character_set_counts_for_its_property_in_every_version() {
    for version in ["2.1", "3.0", "4.0"] {
        let card =
            [format!("BEGIN:VCARD\nVERSION:{version}\nFN;CHARSET=Shift_JIS:").as_bytes(), b"\x95\x5c\nEND:VCARD"]
                .concat();
        assert_eq!(value(&one(&card), "FN"), "表", "{version}");
        assert!(one(&card).card.properties[0].params.is_empty(), "it is used up");
    }
}

#[test]
fn an_unknown_character_set_is_no_disaster() {
    let found = read("BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=BLABLA:未知\nEND:VCARD".as_bytes());
    assert_eq!(value(&cards(&found)[0], "FN"), "未知");
    assert_eq!(reasons(&found), ["bad_charset"]);
    assert!(cards(&found)[0].raw.is_some(), "the source is kept where there is a doubt");
}

#[test]
fn a_wrong_character_set_gives_way_to_plain_utf_8() {
    assert_eq!(v21("NOTE;CHARSET=SHIFT_JIS:実はユニコード"), "実はユニコード");
}

#[test]
fn mail_parser_is_built_with_every_character_set() {
    let decode = mail_parser::decoders::charsets::map::charset_decoder(b"Shift_JIS").expect("full_encoding is on");
    assert_eq!(decode(b"\x8e\x52\x93\x63"), "山田");
    assert_eq!(v21_bytes(b"NOTE;CHARSET=CP850:M\x81ller"), "Müller", "a set that only mail knows");
    for label in ["SHIFT_JIS", "UTF-8", "ISO-2022-JP", "BLABLA"] {
        let line = format!("NOTE;CHARSET={label}:\x1b$B?eLn\x1b(B");
        assert_eq!(v21(&line), "水野", "escapes are JIS, whatever {label} says");
    }
    assert_eq!(
        v21("NOTE;CHARSET=SHIFT_JIS:a\x1b\0$B"),
        "a$B",
        "no escape is left that would open something when read again"
    );
}

// 4

#[test]
fn undeclared_bytes_are_weighed_for_the_whole_file() {
    let cases: [(&[u8], &str); 5] = [
        (b"Au\xdfenstelle", "Außenstelle"),
        (b"\x95\x5c\x8e\x52", "表山"),
        (b"\xbf\xe5\xcc\xee\xa4\xce", "水野の"),
        (b"\x1b$B?eLn\x1b(B", "水野"),
        (b"\xd4\xcf\xc0\xde \xc0\xdb\xb3", "ﾔﾏﾀﾞ ﾀﾛｳ"),
    ];
    for (bytes, wanted) in cases {
        let card = [b"BEGIN:VCARD\nVERSION:3.0\nFN:", bytes, b"\nEND:VCARD"].concat();
        assert_eq!(value(&one(&card), "FN"), wanted);
    }
    let mixed = b"BEGIN:VCARD\nVERSION:3.0\nFN:\xb1\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:\x93\xfa\x96\x7b\x8c\xea\x82\xcc\nEND:VCARD\n";
    let found = read(mixed);
    assert_eq!(value(&cards(&found)[0], "FN"), "ｱ", "a later card tells what the first byte means");
}

#[test]
fn the_user_overrules_the_guess() {
    let card = b"BEGIN:VCARD\nVERSION:3.0\nFN:\xc4\xd6\nEND:VCARD";
    let as_latin = read_as(&card[..], Some(Charset::Cp1252));
    assert_eq!(value(&cards(&as_latin)[0], "FN"), "ÄÖ");
    let as_japanese = read_as(&card[..], Some(Charset::Cp932));
    assert_eq!(value(&cards(&as_japanese)[0], "FN"), "ﾄﾖ");
}

// 5

#[test]
fn bare_words_are_types_and_encodings() {
    let card = one(b"BEGIN:VCARD\nVERSION:2.1\nTEL;HOME;CELL:1\nNOTE;QUOTED-PRINTABLE:=61\nEND:VCARD");
    assert!(card.card.properties[0].has_type("home") && card.card.properties[0].has_type("cell"));
    assert_eq!(value(&card, "NOTE"), "a");
    assert!(card.card.properties[1].params.is_empty());
}

#[test]
fn base64_of_2_1_ends_at_a_blank_line_or_without_one() {
    for body in ["\n AQID\n BAUG\n\n", "\nAQID\nBAUG\n\n", "\nAQID\nBAUG\n", "AQID\n BAUG\n"] {
        let text = format!("BEGIN:VCARD\nVERSION:2.1\nPHOTO;BASE64;JPEG:{body}TEL:1\nEND:VCARD");
        let card = one(text.as_bytes());
        assert_eq!(card.media[0].1, [1, 2, 3, 4, 5, 6], "{body:?}");
        assert_eq!(value(&card, "TEL"), "1");
    }
}

// 6

#[test]
fn escapes_of_2_1_are_brought_to_those_of_3_0() {
    assert_eq!(v21("NOTE:A;B\\C\\;D:E\\\\"), "A\\;B\\\\C\\\\\\;D:E\\\\\\\\", "in a text 2.1 escapes nothing");
    assert_eq!(unescape(&v21("NOTE:A;B\\C\\;D:E\\\\")), "A;B\\C\\;D:E\\\\");
    let card = one(b"BEGIN:VCARD\nVERSION:2.1\nN:a\\;b;c,d;e\\f\nEND:VCARD");
    assert_eq!(value(&card, "N"), "a\\;b;c\\,d;e\\\\f", "only \\; is an escape, commas are literal");
}

#[test]
fn escapes_of_3_0_stay_as_they_are() {
    for text in ["a\\nb\\Nc\\,d\\;e\\\\f", "http\\://example.jp", "a;b,c"] {
        assert_eq!(v3(&format!("NOTE:{text}")), text);
    }
}

// 7

#[test]
fn no_card_is_lost_for_what_stands_around_it() {
    let cases = [
        ("blank lines", "BEGIN:VCARD\n\nFN:a\n\n\nEND:VCARD\n\nBEGIN:VCARD\nFN:b\n\nEND:VCARD", 2),
        ("no END", "BEGIN:VCARD\nFN:a\nBEGIN:VCARD\nFN:b\nEND:VCARD", 2),
        ("junk before BEGIN", "Hello: you\nBEGIN:VCARD\nFN:a\nEND:VCARD", 1),
        ("an empty END", "BEGIN:VCARD\nFN:a\nEND:\nBEGIN:VCARD\nFN:b\nEND:VCARD", 2),
        ("NULs", "\0\0BEGIN:VCARD\nFN:a\nEND:VCARD\n\0\0", 1),
        ("cut off", "BEGIN:VCARD\nFN:a\nEND:VCARD\nBEGIN:VCARD\nFN:b\nTE", 2),
        ("lower case", "begin:vcard\nfn:a\nend:vcard", 1),
        ("trailing white space", "BEGIN:VCARD \nFN:a\nEND:VCARD  \nBEGIN:VCARD\nFN:b\nEND:VCARD", 2),
    ];
    for (what, text, count) in cases {
        assert_eq!(cards(&read(text.as_bytes())).len(), count, "{what}");
    }
}

#[test]
fn a_line_that_would_open_a_card_once_it_is_tidied_is_no_property() {
    for line in ["B\0EGIN:VCARD", "BEGIN :VCARD", "E\0ND:VCARD", "END :", "V\0ERSION:2.1"] {
        let card = one(format!("BEGIN:VCARD\nVERSION:3.0\nFN:a\n{line}\nTEL:1\nEND:VCARD").as_bytes());
        let names: Vec<&str> = card.card.properties.iter().map(|property| property.name.as_str()).collect();
        assert_eq!(names, ["FN", "TEL"], "{line:?}");
    }
}

#[test]
fn what_was_wrong_is_said_with_line_and_reason() {
    let found =
        read(b"x\nBEGIN:VCARD\nFN:a\nBEGIN:VCARD\nEND:VCARD\nFN:c\nEND:VCARD\nBEGIN:VCARD\nFN:d\nhm\nEND:VCARD");
    let said: Vec<_> = troubles(&found).iter().map(|one| (one.line, one.reason, one.lost)).collect();
    let wanted = [
        (1, "outside", false),
        (2, "no_end", false),
        (4, "empty", true),
        (6, "no_begin", true),
        (10, "bad_line", false),
    ];
    assert_eq!(said, wanted);
    assert_eq!(troubles(&found)[1].name, "a");
}

#[test]
fn a_note_whose_line_break_was_not_escaped_keeps_its_end() {
    assert_eq!(unescape(&v3("NOTE:first\nsecond, third\nfourth")), "first\nsecond, third\nfourth");
}

#[test]
fn a_line_of_a_gigabyte_takes_no_gigabyte() {
    let head = &b"BEGIN:VCARD\nVERSION:3.0\nFN:a\nNOTE:"[..];
    let tail = &b"\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:b\nEND:VCARD\n"[..];
    let mut input = head.chain(std::io::repeat(b'x').take(100 << 20)).chain(tail);
    let mut found = Vec::new();
    vcard::read(&mut input, None, &mut |one| {
        found.push(one);
        ControlFlow::Continue(())
    })
    .expect("memory can be read");
    assert_eq!(cards(&found).len(), 2);
    assert_eq!(value(&cards(&found)[0], "TEL"), "1", "what stands after the line is there");
    assert_eq!(troubles(&found).iter().map(|one| (one.line, one.reason)).collect::<Vec<_>>(), [(4, "too_long")]);
}

#[test]
fn reading_stops_when_it_is_told_to() {
    let mut seen = 0;
    let text = "BEGIN:VCARD\nFN:a\nEND:VCARD\n".repeat(5);
    vcard::read(&mut text.as_bytes(), None, &mut |_| {
        seen += 1;
        if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .expect("memory can be read");
    assert_eq!(seen, 2);
}

// 8

#[test]
fn a_nested_card_never_overwrites_the_outer_one() {
    let raw = "BEGIN:VCARD\nVERSION:2.1\nN:outer\nAGENT:\nBEGIN:VCARD\nN:inner\nTEL:2\nEND:VCARD\nTEL:1\nEND:VCARD";
    let inline = "BEGIN:VCARD\nVERSION:2.1\nN:outer\nAGENT:BEGIN:VCARD\nN:inner\nTEL:2\nEND:VCARD\nTEL:1\nEND:VCARD";
    let escaped =
        "BEGIN:VCARD\nVERSION:3.0\nN:outer\nAGENT:BEGIN:VCARD\\nN:inner\\nTEL:2\\nEND:VCARD\nTEL:1\nEND:VCARD";
    for text in [raw, inline, escaped] {
        let found = read(text.as_bytes());
        let [card] = &cards(&found)[..] else { panic!("one card, not {found:?}") };
        assert_eq!((value(card, "N"), value(card, "TEL")), ("outer".to_owned(), "1".to_owned()));
        assert_eq!(unescape(&value(card, "AGENT")), "BEGIN:VCARD\nN:inner\nTEL:2\nEND:VCARD");
    }
}

// 9, 10

#[test]
fn unknown_properties_keep_group_spelling_parameters_value_and_place() {
    let lines = [
        "item1.X-Unknown-Thing;x-A=1,2;X-a=\"b;c\":raw;value,with\\;all\\\\of:it",
        "ITEM1.x-abLabel:_$!<Other>!$_",
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;b;1;;;;;;;;;;;;;",
        "X-EMPTY:",
    ];
    let text = format!("BEGIN:VCARD\r\nVERSION:3.0\r\nN:a;;;;\r\nFN:a\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n"));
    assert_eq!(written(&one(text.as_bytes()), Version::V3), text);
    assert_eq!(written(&one(text.as_bytes()), Version::V4), text.replace("3.0", "4.0"));
}

// 11

#[test]
fn circumflex_escapes_are_decoded_in_4_0_only() {
    let param = |version: &str| {
        let card =
            one(format!("BEGIN:VCARD\nVERSION:{version}\nFN:a\nADR;LABEL=a^nb^^nc^'d^x:;;\nEND:VCARD").as_bytes());
        card.card.first("ADR").expect("an address").params[0].values[0].clone()
    };
    assert_eq!(param("4.0"), "a\nb^nc\"d^x");
    assert_eq!(param("3.0"), "a^nb^^nc^'d^x");
    assert_eq!(param("2.1"), "a^nb^^nc^'d^x");
}

// 12

#[test]
fn pictures_are_kept_as_the_bytes_they_are() {
    let cases = [
        "VERSION:2.1\nPHOTO;ENCODING=BASE64;JPEG:/9j/AQID\n\nX:",
        "VERSION:3.0\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/\n AQID\nX:",
        "VERSION:4.0\nPHOTO:data:image/jpeg;base64,/9j/AQID\nX:",
        "VERSION:4.0\nPHOTO:data:image/jpeg;base64\\,/9j/AQID\nX:",
        "VERSION:3.0\nPHOTO;ENCODING=b:/9j/AQID\nX:",
    ];
    for case in cases {
        let card = one(format!("BEGIN:VCARD\n{case}\nEND:VCARD").as_bytes());
        let photo = card.card.first("PHOTO").expect("a photo");
        assert_eq!(card.media, [(photo.media.expect("bytes"), vec![0xff, 0xd8, 0xff, 1, 2, 3])], "{case}");
        assert!(photo.value.is_empty() && photo.has_type("JPEG"), "{photo:?}");
        assert!(written(&card, Version::V3).contains("PHOTO;ENCODING=b;TYPE=JPEG:/9j/AQID\r\n"));
        assert!(written(&card, Version::V4).contains("PHOTO:data:image/jpeg;base64,/9j/AQID\r\n"));
    }
}

#[test]
fn a_picture_elsewhere_is_never_fetched() {
    let card = one(b"BEGIN:VCARD\nVERSION:3.0\nFN:a\nPHOTO;VALUE=uri:http://example.jp/a.jpg\nEND:VCARD");
    assert_eq!(value(&card, "PHOTO"), "http://example.jp/a.jpg");
    assert!(written(&card, Version::V3).contains("PHOTO;VALUE=uri:http://example.jp/a.jpg\r\n"));
    assert!(written(&card, Version::V4).contains("PHOTO;VALUE=uri:http://example.jp/a.jpg\r\n"));
    let fourth = one(b"BEGIN:VCARD\nVERSION:4.0\nFN:a\nPHOTO:http://example.jp/a.jpg\nEND:VCARD");
    let third = written(&fourth, Version::V3);
    assert!(third.contains("PHOTO;VALUE=uri;X-ENISHI-MADE=VALUE:http://example.jp/a.jpg\r\n"), "{third}");
    assert_eq!(placeless(&one(third.as_bytes()).card), placeless(&fourth.card));
}

#[test]
fn a_broken_picture_costs_the_picture_only() {
    let found = read("BEGIN:VCARD\nVERSION:3.0\nFN:a\nPHOTO;ENCODING=b:写真\nTEL:1\nEND:VCARD".as_bytes());
    assert_eq!(reasons(&found), ["bad_base64"]);
    assert_eq!(value(&cards(&found)[0], "TEL"), "1");
}

// 13

#[test]
fn a_date_is_written_as_each_version_knows_it_and_comes_back_as_it_was() {
    let cases = [
        ("1996-04-15", "1996-04-15", "19960415"),
        ("19960415", "19960415", "19960415"),
        ("--0412", "1604-04-12", "--0412"),
        ("--04-12", "1604-04-12", "--0412"),
        ("1604-05-09", "1604-05-09", "--0509"),
        ("1985-04-12T23:20:50Z", "1985-04-12T23:20:50Z", "19850412T232050Z"),
        ("1996-04", "1996-04", "1996-04"),
        ("---12", "---12", "---12"),
        ("00/0/0", "00/0/0", "00/0/0"),
    ];
    for (given, third, fourth) in cases {
        let card = one(format!("BEGIN:VCARD\nVERSION:3.0\nFN:a\nBDAY:{given}\nEND:VCARD").as_bytes());
        for (version, wanted) in [(Version::V3, third), (Version::V4, fourth)] {
            let text = written(&card, version);
            let line = text.lines().find(|line| line.starts_with("BDAY")).expect("a birthday");
            assert_eq!(line.rsplit_once(':').map_or(line, |_| &line[line.len() - wanted.len()..]), wanted, "{given}");
            assert_eq!(value(&one(text.as_bytes()), "BDAY"), given);
        }
    }
}

#[test]
fn a_date_changed_by_another_program_is_not_changed_back() {
    let text = "BEGIN:VCARD\nVERSION:4.0\nFN:a\nBDAY;X-ENISHI-WAS=1996-04-15:19970415\nEND:VCARD";
    assert_eq!(value(&one(text.as_bytes()), "BDAY"), "19970415");
}

// 14

#[test]
fn a_card_without_a_structured_name_gets_one_in_3_0_and_loses_it_again() {
    let card = one("BEGIN:VCARD\nVERSION:4.0\nFN:名のみ 人\nEND:VCARD".as_bytes());
    let text = written(&card, Version::V3);
    assert!(text.contains(":名のみ 人;;;;\r\n"), "phones show N: {text}");
    assert_eq!(one(text.as_bytes()).card.properties.len(), 1);
}

#[test]
fn a_name_is_put_together_family_first_for_japanese() {
    for (name, wanted) in
        [("山田;太郎;;;", "FN;X-ENISHI-MADE=1:山田 太郎"), ("Doe;Jane;;;", "FN;X-ENISHI-MADE=1:Jane Doe")]
    {
        let card = one(format!("BEGIN:VCARD\nVERSION:2.1\nN:{name}\nEND:VCARD").as_bytes());
        let text = written(&card, Version::V4);
        assert!(text.contains(&format!("{wanted}\r\n")), "{text}");
        assert!(one(text.as_bytes()).card.first("FN").is_none());
    }
}

#[test]
fn a_company_is_one_in_both_versions() {
    let fourth = one("BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:会社\nEND:VCARD".as_bytes());
    assert!(written(&fourth, Version::V3).contains("KIND:org\r\nX-ABShowAs:COMPANY\r\n"));
    let third = one("BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nFN:会社\nX-ABShowAs:COMPANY\nEND:VCARD".as_bytes());
    assert!(written(&third, Version::V4).contains("X-ABShowAs:COMPANY\r\nKIND:org\r\n"));
    assert!(written(&third, Version::V3).contains("\r\nN:;;;;\r\n"));
}

#[test]
fn a_version_may_stand_anywhere() {
    let card = one(b"BEGIN:VCARD\nTEL;HOME:1\nNOTE:a,b\nVERSION:2.1\nEND:VCARD");
    assert_eq!(value(&card, "NOTE"), "a\\,b");
}

// 16

#[test]
fn in_3_0_an_address_has_seven_components_and_a_name_five() {
    let card =
        one("BEGIN:VCARD\nVERSION:4.0\nFN:a\nN:a;b;;;;c;d\nADR:;;s;c;r;p;国;2F;205;;;;;;;;;\nEND:VCARD".as_bytes());
    let text = written(&card, Version::V3);
    for line in text.lines().filter(|line| line.starts_with("ADR") || line.starts_with("N;")) {
        let (_, value) = line.rsplit_once(':').expect("a value");
        assert_eq!(split(value, ';').len(), if line.starts_with('N') { 5 } else { 7 }, "{line}");
    }
    assert_eq!(placeless(&one(text.as_bytes()).card), placeless(&card.card));
}

#[test]
fn preference_is_said_in_each_versions_way() {
    let third = one(b"BEGIN:VCARD\nVERSION:3.0\nN:a\nFN:a\nTEL;TYPE=CELL,pref:1\nEND:VCARD");
    assert!(written(&third, Version::V4).contains("TEL;TYPE=CELL,pref;PREF=1:1\r\n"));
    let fourth = one(b"BEGIN:VCARD\nVERSION:4.0\nFN:a\nTEL;PREF=1:1\nTEL;PREF=2:2\nEND:VCARD");
    assert!(written(&fourth, Version::V3).contains("TEL;PREF=1;TYPE=pref:1\r\nTEL;PREF=2:2\r\n"));
}

#[test]
fn groups_decide_on_categories_and_the_card_on_their_place() {
    let card = one(b"BEGIN:VCARD\nVERSION:3.0\nN:a\nFN:a\nCATEGORIES:x,y\\,z,w\nNOTE:n\nEND:VCARD");
    let lines = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut out = Vec::new();
        vcard::write(&card.card, Version::V3, &names, &mut |_| None, &mut out);
        let text = String::from_utf8(out).expect("UTF-8");
        text.lines().skip(4).map(str::to_owned).collect::<Vec<_>>().join("|")
    };
    assert_eq!(lines(&["w", "y,z", "x"]), "CATEGORIES:x,y\\,z,w|NOTE:n|END:VCARD");
    assert_eq!(lines(&["new;", "w", "x"]), "CATEGORIES:x,w,new\\;|NOTE:n|END:VCARD");
    assert_eq!(lines(&[]), "NOTE:n|END:VCARD");
}

#[test]
fn a_group_of_a_card_without_categories_is_written() {
    let card = one(b"BEGIN:VCARD\nVERSION:3.0\nN:a\nFN:a\nEND:VCARD");
    let mut out = Vec::new();
    vcard::write(&card.card, Version::V4, &["取引先".to_owned()], &mut |_| None, &mut out);
    assert!(String::from_utf8(out).expect("UTF-8").ends_with("FN:a\r\nCATEGORIES:取引先\r\nEND:VCARD\r\n"));
}

#[test]
fn what_only_4_0_knows_is_said_in_3_0_as_phones_understand_it_and_comes_back() {
    let source = "BEGIN:VCARD\nVERSION:4.0\nFN:青葉 太郎\nitem3.TEL:03-1\nANNIVERSARY:20010615\n\
                  RELATED;TYPE=spouse;VALUE=text:青葉 花子\nRelated;TYPE=co-worker:urn:uuid:1\nRELATED:佐藤\nEND:VCARD\n";
    let card = one(source.as_bytes());
    let out = written(&card, Version::V3);
    let unfolded = out.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded.lines().filter(|line| line.contains("item") || line.contains("elated")).collect();
    assert_eq!(
        lines,
        [
            "item3.TEL:03-1",
            "item4.X-ABDATE;X-ENISHI-NAME=ANNIVERSARY:20010615",
            "item4.X-ABLabel:_$!<Anniversary>!$_",
            "item5.X-ABRELATEDNAMES;TYPE=spouse;VALUE=text;X-ENISHI-NAME=RELATED:青葉 花子",
            "item5.X-ABLabel:_$!<Spouse>!$_",
            "Related;TYPE=co-worker:urn:uuid:1",
            "item6.X-ABRELATEDNAMES;X-ENISHI-NAME=RELATED:佐藤",
        ]
    );
    assert_eq!(placeless(&one(out.as_bytes()).card), placeless(&card.card));
    // A label that somebody changed since stands.
    let changed = out.replace("_$!<Spouse>!$_", "_$!<Friend>!$_");
    let fields = Fields::of(&one(changed.as_bytes()).card);
    assert_eq!(fields.relations.first().map(|relation| relation.label.as_str()), Some("friend"));
}

#[test]
fn a_card_without_end_in_a_file_without_end_fills_no_memory() {
    let many = "TEL:03-1\n".repeat(50_000);
    let found = read(format!("BEGIN:VCARD\nFN:a\n{many}END:VCARD\nBEGIN:VCARD\nFN:b\nEND:VCARD\n").as_bytes());
    let sizes: Vec<usize> = cards(&found).iter().map(|card| card.card.properties.len()).collect();
    assert_eq!(sizes, [10_000, 1]);
    let told: Vec<_> = troubles(&found).iter().map(|trouble| (trouble.reason, trouble.line)).collect();
    assert_eq!(told, [("too_long", 10_002)], "said once, where it begins");
    let ends = read(b"BEGIN:VCARD\nFN:a\nEND:VCARD\n").len() + 10_000;
    assert_eq!(read(format!("BEGIN:VCARD\nFN:a\nEND:VCARD\n{}", "END:VCARD\n".repeat(30_000)).as_bytes()).len(), ends);
}

// for any file

/// A text of a file whose pieces are what cards are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("FN"),
        Just("N"),
        Just("n"),
        Just("ADR"),
        Just("TEL"),
        Just("BDAY"),
        Just("NOTE"),
        Just("URL"),
        Just("GEO"),
        Just("CATEGORIES"),
        Just("PHOTO"),
        Just("SOUND"),
        Just("KEY"),
        Just("AGENT"),
        Just("KIND"),
        Just("X-ABShowAs"),
        Just("item1.X-ABLabel"),
        Just("X-thing"),
        Just("ORG"),
        Just("ANNIVERSARY"),
        Just("RELATED"),
        Just("X-ABDATE"),
        Just("item2.X-ABRELATEDNAMES"),
        Just("item2.X-ABLabel"),
        Just("X-ENISHI-N"),
        Just("REV"),
        Just("END;"),
        Just("BEGIN;"),
    ];
    let param = prop_oneof![
        Just(";TYPE=pref"),
        Just(";PREF=1"),
        Just(";HOME"),
        Just(";TYPE=\"a,b\""),
        Just(";VALUE=uri"),
        Just(";X=\"q;:,r\""),
        Just(";ENCODING=b"),
        Just(";QUOTED-PRINTABLE"),
        Just(";BASE64"),
        Just(";CHARSET=SHIFT_JIS"),
        Just(";LABEL=a^nb^'^^"),
        Just(";X-APPLE-OMIT-YEAR=1604"),
        Just(";TYPE=JPEG"),
        Just(";MEDIATYPE=image/png"),
        Just(";=x"),
        Just(";Z="),
        Just(";\""),
        Just(";X-ENISHI-WAS=1990-01-02"),
        Just(";X-ENISHI-NAME=ANNIVERSARY"),
        Just(";X-ENISHI-NAME=RELATED"),
        Just(";TYPE=spouse"),
        Just(";X-ENISHI-MADE=1"),
        Just(";X-ENISHI-CARET=1"),
        Just("; X-  =E5=86=85"),
        Just("; X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=E5=86=85) "),
        Just(";MY-X-ENISHI-CARET=1"),
        Just(";X-ENISHI-MORE=a"),
        Just(";LANGUAGE=ja"),
        Just(";"),
    ];
    let value = prop_oneof![
        Just("1604-05-09".to_owned()),
        Just("--0412".to_owned()),
        Just("1990-01-02".to_owned()),
        Just("19900102".to_owned()),
        Just("tel:+81-3-0000".to_owned()),
        Just("tel:tel:1".to_owned()),
        Just("\u{1b}$B?eLn\u{1b}(B".to_owned()),
        Just("data:image/png;base64,AQID".to_owned()),
        Just("AQID".to_owned()),
        Just("org".to_owned()),
        Just("COMPANY".to_owned()),
        Just("35.1;139.2".to_owned()),
        Just("http\\://a/b\\,c".to_owned()),
        Just("=E5=B1=B1=".to_owned()),
        Just(";;a;b;c;d;e;f;g".to_owned()),
        Just("BEGIN:VCARD".to_owned()),
        Just("VCARD".to_owned()),
        Just(";;;;".to_owned()),
        "\\PC{0,40}",
        "[a-z;,:\\\\ =\"^]{0,20}",
    ];
    let line = (name, prop::collection::vec(param, 0..4), value)
        .prop_map(|(name, params, value)| format!("{name}{}:{value}", params.concat()));
    let piece = prop_oneof![
        12 => line,
        1 => Just("BEGIN:VCARD".to_owned()),
        1 => Just("END:VCARD".to_owned()),
        1 => Just("VERSION:2.1".to_owned()),
        1 => Just("VERSION:4.0".to_owned()),
        1 => Just(String::new()),
        1 => "[ \t]?\\PC{0,10}",
    ];
    (prop::collection::vec(piece, 0..14), prop_oneof![Just("\n"), Just("\r\n"), Just("\r")])
        .prop_map(|(lines, end)| format!("BEGIN:VCARD{end}{}{end}END:VCARD{end}", lines.join(end)))
}

/// One sound card with a name of its own.
fn sound_card() -> impl Strategy<Value = String> {
    (
        "[a-zぁ-ん一-龠]{1,8}",
        prop::collection::vec("[A-Z]{2,6}:[^\\p{C}]{0,30}", 0..5),
        prop_oneof![Just("2.1"), Just("3.0"), Just("4.0")],
    )
        .prop_map(|(name, lines, version)| {
            let lines: Vec<String> = lines
                .into_iter()
                .filter(|line| !line.starts_with("AGENT") && !line.starts_with("END") && !line.starts_with("BEGIN"))
                .collect();
            format!("BEGIN:VCARD\r\nVERSION:{version}\r\nFN:{name}\r\n{}\r\nEND:VCARD\r\n", lines.join("\r\n"))
        })
}

#[test]
fn a_number_that_is_said_to_be_an_address_twice_comes_back_from_both_versions() {
    for value in ["tel:1", "tel:tel:1", "tel:tel:tel:1"] {
        let text = format!("BEGIN:VCARD\nVERSION:4.0\nFN:a\nN:a;;;;\nTEL;VALUE=uri:{value}\nEND:VCARD\n");
        let [incoming] = &cards(&read(text.as_bytes()))[..] else { panic!("one card") };
        for version in [Version::V3, Version::V4] {
            let out = written(incoming, version);
            assert_eq!(placeless(&one(out.as_bytes()).card), placeless(&incoming.card), "{out}");
        }
    }
}

#[test]
fn a_parameter_that_ends_like_one_of_ours_is_none_of_ours() {
    let text = "BEGIN:VCARD\nVERSION:4.0\nFN:a\nN;LABEL=^'b^' 2^^3;MY-X-ENISHI-CARET=1:a;;;;\nEND:VCARD\n";
    let [incoming] = &cards(&read(text.as_bytes()))[..] else { panic!("one card") };
    for version in [Version::V3, Version::V4] {
        let out = written(incoming, version);
        assert_eq!(placeless(&one(out.as_bytes()).card), placeless(&incoming.card), "{out}");
    }
    let text = text.replace("4.0", "3.0");
    let [incoming] = &cards(&read(text.as_bytes()))[..] else { panic!("one card") };
    let out = written(incoming, Version::V3);
    assert_eq!(placeless(&one(out.as_bytes()).card), placeless(&incoming.card), "{out}");
}

#[test]
fn androids_own_labels_are_read_with_spaces_around_them() {
    for param in ["X-=E5=86=85", " X-  =E5=86=85", " X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=E5=86=85) "] {
        let card = one(format!("BEGIN:VCARD\nVERSION:2.1\nFN:a\nTEL;{param}:1\nEND:VCARD\n").as_bytes()).card;
        assert!(card.first("TEL").is_some_and(|number| number.has_type("X-内")), "{param:?}: {card:?}");
    }
}

#[test]
fn nuls_in_base64_are_nothing() {
    for value in ["A\0QI\0D\0", "0/0\0!\0", "\0\0"] {
        let text = format!("BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=b:{value}\nPHOTO;ENCODING=b:{value}\nEND:VCARD\n");
        for incoming in cards(&read(text.as_bytes())) {
            for version in [Version::V3, Version::V4] {
                let out = written(&incoming, version);
                let again = one(out.as_bytes());
                assert_eq!(placeless(&again.card), placeless(&incoming.card), "{value:?}: {out}");
                assert_eq!(again.media, incoming.media, "{value:?}: {out}");
            }
        }
    }
    let card = one(b"BEGIN:VCARD\nVERSION:3.0\nFN:a\nPHOTO;ENCODING=b:A\0QI\0D\0\nEND:VCARD\n");
    assert_eq!(card.media.first().map(|(_, bytes)| bytes.as_slice()), Some(&[1, 2, 3][..]));
}

#[test]
fn what_would_end_the_card_once_it_is_decoded_is_no_property() {
    for line in [
        "END;;:VCARD",
        "END;CHARSET=UTF-8:VCARD",
        "END;QUOTED-PRINTABLE:=56CARD",
        "BEGIN;;:VCARD",
        "END;X-ENISHI-WAS=1:VCARD",
        "END;;ENCODING=b:AQID",
        "END;;:",
        "end;;: vcard ",
        &format!("END:VCARD{:70}Z", ""),
        &format!("END:{:80}BEGIN:VCARD", ""),
        "AGENT:B\0EGIN:VCARD",
    ] {
        let text = format!("BEGIN:VCARD\nVERSION:2.1\nFN:a\nTEL:1\n{line}\nTEL:2\nEND:VCARD\n");
        for incoming in cards(&read(text.as_bytes())) {
            for version in [Version::V3, Version::V4] {
                let out = written(&incoming, version);
                let again = one(out.as_bytes());
                assert_eq!(placeless(&again.card), placeless(&incoming.card), "{line}: {out}");
                assert_eq!(again.media, incoming.media, "{line}: {out}");
            }
        }
    }
}

#[test]
fn words_for_a_company_side_by_side_are_one_whatever_was_made_between_them() {
    let made = "FN;X-ENISHI-MADE=1:高砂製作所\n";
    let (kind, shown) = ("KIND:org\n", "X-ABShowAs:COMPANY\n");
    for lines in [[shown, made, kind, ""], [kind, made, shown, ""], [shown, kind, kind, ""], [kind, shown, kind, shown]]
    {
        let text = format!("BEGIN:VCARD\nVERSION:4.0\nORG:高砂製作所\n{}END:VCARD\n", lines.concat());
        let [incoming] = &cards(&read(text.as_bytes()))[..] else { panic!("one card") };
        for version in [Version::V3, Version::V4] {
            let out = written(incoming, version);
            assert_eq!(placeless(&one(out.as_bytes()).card), placeless(&incoming.card), "{text}{out}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
        read(&[b"BEGIN:VCARD\n", &bytes[..], b"\nEND:VCARD\n"].concat());
    }

    #[test]
    fn a_card_that_begins_and_ends_is_never_lost(junk in "[^\\p{C}]{0,30}", cards_text in prop::collection::vec(sound_card(), 1..5)) {
        let text = format!("{junk}\n{}{junk}\n", cards_text.concat());
        let found = read(text.as_bytes());
        prop_assert_eq!(cards(&found).len(), cards_text.len());
    }

    #[test]
    fn a_card_comes_back_identical_from_both_versions(text in pieces()) {
        for incoming in cards(&read(text.as_bytes())) {
            for version in [Version::V3, Version::V4] {
                let out = written(&incoming, version);
                let again = cards(&read(out.as_bytes()));
                prop_assert_eq!(again.len(), 1, "{}", &out);
                prop_assert_eq!(placeless(&again[0].card), placeless(&incoming.card), "{}", &out);
                prop_assert_eq!(&again[0].media, &incoming.media);
                prop_assert!(out.lines().all(|line| line.len() <= 75));
            }
        }
    }

    #[test]
    fn the_cards_of_a_file_are_the_same_in_any_order(texts in prop::collection::vec(sound_card(), 1..6), turn in 0usize..6) {
        let sorted = |text: String| {
            let mut all: Vec<Vec<u8>> = cards(&read(text.as_bytes())).iter().map(|one| placeless(&one.card).encode()).collect();
            all.sort();
            all
        };
        let mut turned = texts.clone();
        turned.rotate_left(turn % texts.len());
        turned.reverse();
        prop_assert_eq!(sorted(texts.concat()), sorted(turned.concat()));
    }

    #[test]
    fn calcard_reads_what_is_written_the_same_way(name in text(), note in text(), family in text(), given in text(), version in prop_oneof![Just(Version::V3), Just(Version::V4)]) {
        let escape = enishi_core::contact::card::escape;
        let card = Card {
            properties: vec![
                Property::new("N", format!("{};{};;;", escape(&family), escape(&given))),
                Property::new("FN", escape(&name)),
                Property::new("NOTE", escape(&note)),
                Property::new("TEL", "090-1234-5678").with("TYPE", "cell"),
            ],
        };
        let out = written(&Incoming { card, ..Incoming::default() }, version);
        let judged = judge(&out);
        prop_assert_eq!(judged.get("FN").cloned(), Some(vec![name]));
        prop_assert_eq!(judged.get("NOTE").cloned(), Some(vec![note]));
        prop_assert_eq!(&judged["N"][..2], &[family, given][..]);
        prop_assert_eq!(judged.get("TEL").cloned(), Some(vec!["090-1234-5678".to_owned()]));
    }
}

/// Text as people type it.
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Zぁ-んァ-ヶ一-龠，、,;:\\\\\"\n 0-9]{1,60}".prop_map(|text| format!("x{text}y"))
}

#[test]
fn calcard_finds_the_picture_that_was_written() {
    let photo: Vec<u8> = (0..=255u8).cycle().take(5000).collect();
    let text = format!(
        "BEGIN:VCARD\nVERSION:3.0\nN:a;;;;\nFN:a\nPHOTO;ENCODING=b;TYPE=JPEG:{}\nEND:VCARD",
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &photo)
    );
    for version in [Version::V3, Version::V4] {
        let out = written(&one(text.as_bytes()), version);
        let Entry::VCard(card) = Parser::new(&out).entry() else { panic!("a card: {out}") };
        let entry = card.property(&VCardProperty::Photo).expect("a photo");
        let found = entry.values.iter().find_map(|value| value.as_binary().map(|data| data.data.clone()));
        assert_eq!(found.as_ref(), Some(&photo), "{version:?}: {:?}", entry.values.first());
    }
}

/// What calcard reads from the first card: texts by property name, components one after another.
fn judge(text: &str) -> std::collections::BTreeMap<String, Vec<String>> {
    let Entry::VCard(card) = Parser::new(text).entry() else { panic!("calcard finds no card in {text}") };
    let mut all = std::collections::BTreeMap::new();
    for entry in &card.entries {
        let texts = entry.values.iter().map(|value| match value {
            VCardValue::Component(parts) => parts.join(","),
            other => other.as_text().unwrap_or_default().to_owned(),
        });
        all.insert(entry.name.as_str().to_owned(), texts.collect());
    }
    all
}

/// The first property's value in a 2.1 card of this one line.
fn v21(line: &str) -> String {
    v21_bytes(line.as_bytes())
}

fn v21_bytes(line: &[u8]) -> String {
    one(&[b"BEGIN:VCARD\r\nVERSION:2.1\r\n", line, b"\r\nEND:VCARD"].concat()).card.properties[0].value.clone()
}

fn v3(line: &str) -> String {
    one(format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{line}\r\nEND:VCARD").as_bytes()).card.properties[0].value.clone()
}
