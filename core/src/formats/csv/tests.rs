use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{Columns, Dialect, Guard, Rows, Writer, read};
use crate::contact::Kind;
use crate::contact::card::Card;
use crate::contact::fields::{Address, Date, Fields, Labelled};
use crate::formats::encoding::Charset;
use crate::formats::{Found, detect};

fn all(bytes: &[u8], charset: Option<Charset>) -> Vec<Found> {
    let mut all = Vec::new();
    let mut input = bytes;
    read(&mut input, charset, &mut |found| {
        all.push(found);
        ControlFlow::Continue(())
    })
    .expect("memory can be read");
    all
}

fn cards(bytes: &[u8]) -> Vec<Fields> {
    let found = all(bytes, None);
    let card = |found| match found {
        Found::Card(incoming) => Some(Fields::of(&incoming.card)),
        Found::Trouble(_) => None,
    };
    found.into_iter().filter_map(card).collect()
}

/// What a person would check after an import, one line each.
fn told(found: &Found) -> String {
    let mut out = String::new();
    let incoming = match found {
        Found::Card(incoming) => incoming,
        Found::Trouble(trouble) => {
            let lost = if trouble.lost { " (lost)" } else { "" };
            return format!("row {}: {}{lost}: {} [{}]\n", trouble.line, trouble.reason, trouble.name, trouble.detail);
        }
    };
    let fields = Fields::of(&incoming.card);
    let kind = match fields.kind {
        Kind::Person => "",
        Kind::Company => " (company)",
    };
    let _ = writeln!(out, "row {}: {}{kind}", incoming.line, fields.display_name);
    for (name, value) in [
        ("name", format!("{}|{}", fields.family_name, fields.given_name)),
        ("reading", format!("{}|{}", fields.family_reading, fields.given_reading)),
        ("honorific", fields.honorific),
        ("nickname", fields.nickname),
        ("company", fields.company),
        ("company reading", fields.company_reading),
        ("department", fields.department),
        ("title", fields.title),
    ] {
        if !matches!(value.as_str(), "" | "|") {
            let _ = writeln!(out, "  {name}: {value}");
        }
    }
    let lists = [
        ("phone", &fields.phones),
        ("mail", &fields.emails),
        ("url", &fields.urls),
        ("id", &fields.ids),
        ("relation", &fields.relations),
        ("custom", &fields.custom),
    ];
    for (name, list) in lists {
        for entry in list {
            let _ = writeln!(out, "  {name} [{}]: {}", entry.label, entry.value.replace('\n', "\\n"));
        }
    }
    for address in &fields.addresses {
        let Address { label, postal, region, city, street, building, country, text } = address;
        let _ = writeln!(out, "  address [{label}]: {postal}|{region}|{city}|{street}|{building}|{country}");
        let _ = writeln!(out, "    {text}");
    }
    for date in &fields.dates {
        let parts = crate::contact::date::Parts { year: date.year, month: date.month, day: date.day };
        let _ = writeln!(out, "  date [{}]: {} ({})", date.label, parts.written(), date.text);
    }
    if !fields.note.is_empty() {
        let _ = writeln!(out, "  note: {}", fields.note.replace('\n', "\\n"));
    }
    if !fields.categories.is_empty() {
        let _ = writeln!(out, "  groups: {}", fields.categories.join(" | "));
    }
    for unknown in &fields.unknown {
        let _ = writeln!(out, "  unknown {}: {}", unknown.name, unknown.value);
    }
    out
}

fn golden_folder() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/csv")).to_owned()
}

#[test]
fn golden_tables_of_every_dialect_are_read_as_written_down() {
    let mut seen = 0;
    for entry in std::fs::read_dir(golden_folder()).expect("the golden files are there") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_some_and(|end| end == "txt") {
            continue;
        }
        seen += 1;
        let bytes = std::fs::read(&path).expect("the file can be read");
        let dialect = detect(&bytes, None).map(|detected| format!("{} {:?}", detected.dialect, detected.encoding));
        let mut now = format!("{}\n", dialect.unwrap_or_else(|| crate::formats::why_not(&bytes).to_owned()));
        now.extend(all(&bytes, None).iter().map(told));
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&expected, &now).expect("the file can be written");
        }
        let wanted = std::fs::read_to_string(&expected).expect("what is expected is written down");
        assert_eq!(now, wanted.replace("\r\n", "\n"), "{}", path.display());
    }
    assert!(seen >= 15, "only {seen} golden tables");
}

#[test]
fn a_file_that_is_ascii_for_long_still_finds_its_encoding() {
    let mut text = String::from("Name,Phone\r\n");
    for number in 0..30_000 {
        let _ = write!(text, "Person {number},{number}\r\n");
    }
    text.push_str("山田 太郎,03-0000-0001\r\n");
    let (bytes, ..) = encoding_rs::SHIFT_JIS.encode(&text);
    assert_eq!(cards(&bytes).last().map(|fields| fields.display_name.clone()), Some("山田 太郎".to_owned()));
}

#[test]
fn reading_stops_when_it_is_cancelled() {
    let mut seen = 0;
    let mut input = "氏名,電話番号\na,1\nb,2\nc,3\n".as_bytes();
    read(&mut input, None, &mut |_| {
        seen += 1;
        ControlFlow::Break(())
    })
    .expect("memory can be read");
    assert_eq!(seen, 1);
}

fn written(all: &[(Fields, Vec<String>)], charset: Charset) -> (Vec<u8>, Vec<(String, char)>) {
    let mut columns = Columns::default();
    all.iter().for_each(|(fields, _)| columns.see(fields));
    let mut unfit = Vec::new();
    let rows = Rows::new(Dialect::Enishi, columns, Guard::Runnable);
    let mut writer = Writer::new(Vec::new(), Dialect::Enishi, charset, rows.headers()).expect("memory can be written");
    for (fields, groups) in all {
        let mut heard = |header: &str, ch: char| unfit.push((header.to_owned(), ch));
        writer.row(&rows.cells(&Card::default(), fields, groups), &mut heard).expect("memory can be written");
    }
    (writer.finish().expect("memory can be written"), unfit)
}

fn labelled(label: &str, value: &str) -> Labelled {
    Labelled { label: label.to_owned(), value: value.to_owned() }
}

#[test]
fn the_sample_book_comes_back_from_its_own_table() {
    let mut originals = Vec::new();
    crate::formats::vcard::read(&mut &*crate::sample::JA, None, &mut |found| {
        if let Found::Card(incoming) = found {
            let fields = Fields::of(&incoming.card);
            originals.push((Fields { photo: None, unknown: Vec::new(), ..fields.clone() }, fields.categories));
        }
        ControlFlow::Continue(())
    })
    .expect("memory can be read");
    for charset in [Charset::Utf8, Charset::Utf8Bom, Charset::Cp932] {
        let (bytes, unfit) = written(&originals, charset);
        assert_eq!(
            detect(&bytes, None).map(|detected| (detected.dialect, detected.encoding)),
            Some(("enishi".to_owned(), charset))
        );
        assert_eq!(unfit, [], "the sample fits");
        let back = cards(&bytes);
        assert_eq!(back.len(), originals.len());
        for (back, (original, _)) in back.iter().zip(&originals) {
            assert_eq!(back, original);
        }
    }
}

#[test]
fn cp932_export_names_column_and_character_of_what_does_not_fit() {
    let fields = Fields { display_name: "𠮷野家".to_owned(), note: "😀".to_owned(), ..Fields::default() };
    let (_, unfit) = written(&[(fields, Vec::new())], Charset::Cp932);
    assert_eq!(unfit, [("表示名".to_owned(), '𠮷'), ("メモ".to_owned(), '😀')]);
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_guarded() {
    let fields = Fields {
        display_name: "=1+1".to_owned(),
        phones: vec![labelled("work", "+81-3-0000-0001")],
        note: "'@x".to_owned(),
        ..Fields::default()
    };
    let (bytes, _) = written(&[(fields.clone(), Vec::new())], Charset::Utf8);
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert!(text.contains("'=1+1") && text.contains("'+81-3-0000-0001") && text.contains("''@x"), "{text}");
    let back = cards(&bytes).remove(0);
    assert_eq!((back.display_name, back.phones, back.note), (fields.display_name, fields.phones, fields.note));
}

/// A text as a cell can hold it: something, without gaps at its ends.
fn cell() -> impl Strategy<Value = String> {
    "[ぁ-ん漢字a-z0-9=+@',;\"/-]([ぁ-ん漢字a-z0-9=+@',;\"/ \n-]{0,8}[ぁ-ん漢字a-z0-9=+@',;\"/-])?"
}

fn list(labels: &'static str) -> impl Strategy<Value = Vec<Labelled>> {
    let entry = (labels, cell()).prop_map(|(label, value)| Labelled { label, value });
    prop::collection::vec(entry, 0..3)
}

fn any_fields() -> impl Strategy<Value = (Fields, Vec<String>)> {
    let line = || prop::option::of("[ぁ-ん漢字a-z=+;']{1,6}").prop_map(Option::unwrap_or_default);
    let names = (line(), line(), line(), line(), line(), line());
    let work = (line(), line(), line(), line(), cell());
    let places = "work|home|mobile|fax|work_fax|倉庫|";
    let lists = (
        list(places),
        list("work|home|"),
        list("line|line_works|"),
        list("spouse|friend|同級生"),
        list("[か-こ]{1,3}"),
    );
    let address = ("work|home|倉庫", line(), line(), line(), "[あ-ん0-9]{1,5}", line(), "日本|").prop_map(
        |(label, postal, region, city, street, building, country)| {
            // Their one line is put together from them.
            let text = String::new();
            let postal = postal.replace(|ch: char| !ch.is_ascii_digit(), "");
            Address { label, postal, region, city, street, building, country, text }
        },
    );
    let dates =
        prop::collection::vec(("birthday|anniversary|card_exchanged|創立", "1990-04-12|--04-12|1990|春ごろ"), 0..3);
    let dates = dates.prop_map(|dates| {
        let date = |(label, text): (String, String)| {
            let parts = crate::contact::date::parse(&text).unwrap_or_default();
            Date { label, year: parts.year, month: parts.month, day: parts.day, text }
        };
        dates.into_iter().map(date).collect::<Vec<_>>()
    });
    let groups = prop::collection::hash_set("[あ-ん;]{1,4}[か-こ]", 0..3);
    (names, work, lists, prop::collection::vec(address, 0..3), dates, groups).prop_map(
        |(names, work, (phones, emails, ids, relations, custom), addresses, dates, groups)| {
            let (family_name, given_name, family_reading, given_reading, honorific, nickname) = names;
            let (company, company_reading, department, title, note) = work;
            let groups: Vec<String> = groups.into_iter().collect();
            // An identifier is one line.
            let ids = ids.into_iter().map(|id| labelled(&id.label, id.value.replace('\n', "").trim()));
            let emails = emails.into_iter().map(|mail| labelled(&mail.label, "a@example.jp"));
            let fields = Fields {
                kind: Kind::Person,
                display_name: "名前".to_owned(),
                family_name,
                given_name,
                family_reading,
                given_reading,
                honorific,
                nickname,
                company,
                company_reading,
                department,
                title,
                phones,
                emails: emails.collect(),
                ids: ids.collect(),
                addresses,
                dates,
                relations,
                note,
                custom,
                categories: groups.clone(),
                ..Fields::default()
            };
            (fields, groups)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn what_is_exported_comes_back_the_same(all in prop::collection::vec(any_fields(), 1..4)) {
        let (bytes, _) = written(&all, Charset::Utf8);
        let mut back = cards(&bytes);
        for fields in &mut back {
            fields.addresses.iter_mut().for_each(|address| address.text = String::new());
        }
        let wanted: Vec<Fields> = all.into_iter().map(|(fields, _)| fields).collect();
        prop_assert_eq!(back, wanted);
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        all(&bytes, None);
    }

    #[test]
    fn any_rows_under_known_headers_are_read_without_a_panic(rows in "[a\"',;\r\n=@0-9漢 　/〒様-]{0,200}") {
        let header = "氏名,ふりがな,電話,メール,住所,誕生日,部署,グループ,血液型,Title,Company\n";
        let found = all(format!("{header}{rows}").as_bytes(), None);
        for found in found {
            if let Found::Card(incoming) = found {
                prop_assert!(!incoming.card.properties.is_empty() && incoming.line > 1);
            }
        }
    }
}
