//! What importers get wrong about the fields behind the bytes: readings, dates, labels, order, tables and MECARD. One
//! test a rule; the rules about bytes stand in `vcard_rules.rs`.

mod support;

use std::ops::ControlFlow;

use enishi_core::contact::Kind;
use enishi_core::contact::fields::{Fields, Labelled};
use enishi_core::formats::vcard::Version;
use enishi_core::formats::{Found, csv, mecard};
use support::vcard::{one, placeless, written};

fn fields(version: &str, lines: &str) -> Fields {
    Fields::of(&one(format!("BEGIN:VCARD\nVERSION:{version}\n{lines}\nEND:VCARD").as_bytes()).card)
}

fn table(bytes: &[u8]) -> Vec<Fields> {
    let mut people = Vec::new();
    csv::read(&mut &*bytes, None, &mut |found| {
        if let Found::Card(incoming) = found {
            people.push(Fields::of(&incoming.card));
        }
        ControlFlow::Continue(())
    })
    .expect("memory can be read");
    people
}

fn labelled(label: &str, value: &str) -> Labelled {
    Labelled { label: label.to_owned(), value: value.to_owned() }
}

// 9

#[test]
fn a_label_belongs_to_what_its_group_names_whatever_the_groups_case() {
    let person = fields(
        "3.0",
        "FN:a\nitem1.TEL:1\nitem2.TEL:2\nITEM1.X-ABLabel:_$!<Work>!$_\nitem2.X-ABLabel:別荘\nitem3.X-ABDATE:2001-06-15\nitem3.X-ABLabel:_$!<Anniversary>!$_",
    );
    assert_eq!(person.phones, [labelled("work", "1"), labelled("別荘", "2")]);
    assert_eq!(person.dates.first().map(|date| &*date.label), Some("anniversary"));
}

// 13

#[test]
fn the_year_1604_is_no_year_with_and_without_apples_parameter() {
    for line in
        ["BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09", "BDAY:1604-05-09", "BDAY:16040509", "BDAY:--0509", "BDAY:--05-09"]
    {
        let person = fields("3.0", &format!("FN:a\n{line}"));
        let date = person.dates.first().unwrap_or_else(|| panic!("{line}"));
        assert_eq!((date.year, date.month, date.day), (None, Some(5), Some(9)), "{line}");
    }
}

#[test]
fn a_date_that_is_none_is_kept_as_it_was_written() {
    for (line, text) in [("BDAY:00/0/0", "00/0/0"), ("BDAY;VALUE=text:circa 1800", "circa 1800")] {
        let card = one(format!("BEGIN:VCARD\nVERSION:4.0\nFN:a\n{line}\nEND:VCARD").as_bytes());
        assert!(card.card.properties.iter().any(|property| property.value == text), "{line}");
        assert!(written(&card, Version::V4).contains(&format!("{line}\r\n")), "{line}");
    }
}

// 14

#[test]
fn a_company_says_so_in_either_way_and_of_several_names_the_first_counts() {
    assert_eq!(fields("3.0", "N:;;;;\nFN:青葉\nORG:青葉\nX-ABShowAs:COMPANY").kind, Kind::Company);
    assert_eq!(fields("4.0", "FN:青葉\nKIND:org").kind, Kind::Company);
    assert_eq!(fields("4.0", "FN:山田 太郎\nFN:Taro Yamada").display_name, "山田 太郎");
    assert_eq!(fields("2.1", "N:山田;太郎").display_name, "山田 太郎");
}

// 15

#[test]
fn readings_are_understood_in_every_spelling_and_the_surest_one_counts() {
    let spellings = [
        ("SOUND;X-IRMC-N:ﾔﾏﾀﾞ;ﾀﾛｳ;;;", "ﾔﾏﾀﾞ", "ﾀﾛｳ"),
        ("SOUND;X-IRMC-N:ﾔﾏﾀﾞ ﾀﾛｳ;;;;", "ﾔﾏﾀﾞ", "ﾀﾛｳ"),
        ("SORT-STRING:やまだ たろう", "やまだ", "たろう"),
        ("X-PHONETIC-LAST-NAME:ヤマダ\nX-PHONETIC-FIRST-NAME:タロウ", "ヤマダ", "タロウ"),
        ("N;ALTID=1;PHONETIC=script;SCRIPT=Kana:やまだ;たろう", "やまだ", "たろう"),
    ];
    for (line, family, given) in spellings {
        let person = fields("3.0", &format!("N:山田;太郎\nFN:山田 太郎\n{line}"));
        assert_eq!((&*person.family_reading, &*person.given_reading), (family, given), "{line}");
        assert_eq!(person.display_name, "山田 太郎", "{line}: a reading is no name");
    }
    let sorted = fields("4.0", "N;SORT-AS=\"やまだ,たろう\":山田;太郎\nFN:山田 太郎");
    assert_eq!((&*sorted.family_reading, &*sorted.given_reading), ("やまだ", "たろう"));
    let all: Vec<&str> = spellings.iter().map(|(line, ..)| *line).collect();
    for order in [all.clone(), all.into_iter().rev().collect()] {
        let person = fields("3.0", &format!("N:山田;太郎\n{}", order.join("\n")));
        assert_eq!((&*person.family_reading, &*person.given_reading), ("ヤマダ", "タロウ"), "X-PHONETIC before all");
    }
}

// 16

#[test]
fn a_street_that_rfc_9554_says_twice_is_shown_once() {
    let address = "ADR:;;2-1 南町;高槻市;大阪府;569-0000;日本;;;;2-1;南町;;;;;;";
    let person = fields("4.0", &format!("FN:a\n{address}"));
    let address = person.addresses.first().expect("an address");
    assert_eq!((&*address.street, &*address.city, &*address.postal), ("2-1 南町", "高槻市", "569-0000"));
    assert_eq!(address.text.matches("2-1").count(), 1, "{}", address.text);
}

// 17

#[test]
fn several_of_a_kind_keep_their_order_without_any_preference() {
    let lines = "FN:a\nTEL:3\nEMAIL:b@example.jp\nTEL:1\nX-FOO:z\nTEL:2\nEMAIL:a@example.jp";
    let card = one(format!("BEGIN:VCARD\nVERSION:4.0\n{lines}\nEND:VCARD").as_bytes());
    for version in [Version::V3, Version::V4] {
        let again = one(written(&card, version).as_bytes());
        assert_eq!(placeless(&again.card), placeless(&card.card));
        let phones: Vec<String> = Fields::of(&again.card).phones.into_iter().map(|phone| phone.value).collect();
        assert_eq!(phones, ["3", "1", "2"], "{version:?}");
    }
}

// 18

#[test]
fn a_table_is_read_whatever_its_delimiter_encoding_preface_and_line_ends() {
    for delimiter in [",", ";", "\t"] {
        for end in ["\r\n", "\n", "\r"] {
            for preface in ["", "お客様名簿\n2026年11月\n\n"] {
                let rows = [["氏名", "会社名", "メモ"], ["大江 俊介", "高砂製作所", "\"一\n二\""]];
                let rows: Vec<String> = rows.iter().map(|row| row.join(delimiter)).collect();
                let text = format!("{}{}", preface.replace('\n', end), rows.join(end));
                let (old, _, lossy) = encoding_rs::SHIFT_JIS.encode(&text);
                assert!(!lossy);
                for bytes in [text.as_bytes().to_vec(), [b"\xef\xbb\xbf", text.as_bytes()].concat(), old.into_owned()] {
                    let people = table(&bytes);
                    let [person] = people.as_slice() else { panic!("{text:?}: {people:?}") };
                    assert_eq!((&*person.display_name, &*person.note), ("大江 俊介", "一\n二"), "{text:?}");
                }
            }
        }
    }
}

#[test]
fn a_column_that_nobody_knows_is_kept_and_a_formula_is_text() {
    let people = table("氏名,会社名, 送受履歴 \r\n大江 俊介,'=高砂,=1+1\r\n".as_bytes());
    let [person] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!(person.company, "=高砂", "the apostrophe is the guard's");
    assert_eq!(person.custom, [labelled("送受履歴", "=1+1")], "nothing is worked out");
}

// MECARD

#[test]
fn a_phones_code_is_read_with_its_escapes_and_repeated_fields() {
    let mut people = Vec::new();
    let text = "MECARD:N:大江,俊介;SOUND:ｵｵｴ,ｼｭﾝｽｹ;TEL:0726713390;TEL:09012345678;EMAIL:a@example.jp;NOTE:一\\;二\\:三\\,四;BDAY:19740215;;";
    mecard::read(&mut text.as_bytes(), None, &mut |found| {
        if let Found::Card(incoming) = found {
            people.push(Fields::of(&incoming.card));
        }
        ControlFlow::Continue(())
    })
    .expect("memory can be read");
    let [person] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!((&*person.family_name, &*person.given_name), ("大江", "俊介"));
    assert_eq!((&*person.family_reading, &*person.given_reading), ("ｵｵｴ", "ｼｭﾝｽｹ"), "kept as given");
    assert_eq!(person.phones.len(), 2);
    assert_eq!(person.note, "一;二:三,四");
    assert_eq!(
        person.dates.first().map(|date| (date.year, date.month, date.day)),
        Some((Some(1974), Some(2), Some(15)))
    );
}
