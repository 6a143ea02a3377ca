use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use super::*;
use crate::contact::fields::Fields;
use crate::formats::csv::How;
use zip::write::SimpleFileOptions;

/// A workbook as Excel packs it: sheets as name and rows, the shared texts.
fn workbook(sheets: &[(&str, &str)], texts: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("memory takes everything");
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let (mut listed, mut related) = (String::new(), String::new());
    for (number, (name, rows)) in sheets.iter().enumerate() {
        listed.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{0}\"/>", number + 1));
        related.push_str(&format!(
            "<Relationship Id=\"r{0}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
            number + 1
        ));
        part(
            &format!("xl/worksheets/sheet{}.xml", number + 1),
            &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    part(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{listed}</sheets></workbook>"),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            "<Relationships xmlns=\"{package}\">{related}<Relationship Id=\"s\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        ),
    );
    part("xl/sharedStrings.xml", &format!("<sst xmlns=\"{main}\">{texts}</sst>"));
    zip.finish().expect("a file").into_inner()
}

fn texts(cells: &[&str]) -> String {
    cells.iter().map(|cell| format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>")).collect()
}

fn read(bytes: Vec<u8>) -> (Vec<Fields>, Vec<&'static str>) {
    read_as(bytes, false)
}

fn read_as(bytes: Vec<u8>, restore_zeros: bool) -> (Vec<Fields>, Vec<&'static str>) {
    let mut book = Workbook::open(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.likely().expect("a sheet");
    let (mut people, mut reasons) = (Vec::new(), Vec::new());
    book.read(&sheet, &How { restore_zeros, ..How::default() }, &mut |found| {
        match found {
            Found::Card(incoming) => people.push(Fields::of(&incoming.card)),
            Found::Trouble(trouble) => reasons.push(trouble.reason),
        }
        ControlFlow::Continue(())
    });
    (people, reasons)
}

#[test]
fn the_sheet_with_contacts_is_found_behind_others_and_a_title_above_the_headers() {
    let cover = format!("<row r=\"1\">{}</row>", texts(&["表紙"]));
    let people = format!(
        "<row r=\"1\">{}</row><row r=\"3\">{}</row><row r=\"4\">{}</row>",
        texts(&["取引先名簿"]),
        texts(&["氏名", "会社名", "携帯電話", "メモ"]),
        texts(&["大江 俊介", "高砂製作所", "090-1234-5678", "火曜 &amp; 金曜"]),
    );
    let (people, reasons) = read(workbook(&[("表紙", &cover), ("名簿", &people)], ""));
    let [person] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!((&*person.family_name, &*person.given_name, &*person.company), ("大江", "俊介", "高砂製作所"));
    assert_eq!(person.note, "火曜 & 金曜");
    assert!(reasons.is_empty(), "{reasons:?}");
}

#[test]
fn excels_own_furigana_become_readings_unless_a_text_has_two() {
    let texts = "<si><t>姓</t></si><si><t>名</t></si>\
        <si><t>宮﨑</t><rPh sb=\"0\" eb=\"2\"><t>ミヤザキ</t></rPh><phoneticPr fontId=\"1\"/></si>\
        <si><r><t>智</t></r><r><t>子</t></r><rPh sb=\"0\" eb=\"1\"><t>トモ</t></rPh><rPh sb=\"1\" eb=\"2\"><t>コ</t></rPh></si>\
        <si><t>東</t><rPh sb=\"0\" eb=\"1\"><t>アズマ</t></rPh></si><si><t>東</t><rPh sb=\"0\" eb=\"1\"><t>ヒガシ</t></rPh></si>";
    let row = |cells: [u32; 2]| cells.map(|cell| format!("<c t=\"s\"><v>{cell}</v></c>")).concat();
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}</row><row r=\"3\">{}</row>",
        row([0, 1]),
        row([2, 3]),
        row([4, 3])
    );
    let (people, _) = read(workbook(&[("名簿", &rows)], texts));
    let readings: Vec<(&str, &str)> =
        people.iter().map(|person| (&*person.family_reading, &*person.given_reading)).collect();
    assert_eq!(readings, [("みやざき", "ともこ"), ("", "ともこ")]);
}

#[test]
fn numbers_that_were_phones_or_postal_codes_get_their_zeros_back_when_the_user_says_so() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}<c><v>9012345678</v></c><c><v>600001</v></c><c><v>12.5</v></c></row>",
        texts(&["氏名", "電話番号", "郵便番号", "割引"]),
        texts(&["大江 俊介"]),
    );
    for (restored, phone, postal, told) in
        [(false, "9012345678", "600001", &["lost_zero", "lost_zero"][..]), (true, "09012345678", "0600001", &[])]
    {
        let (people, reasons) = read_as(workbook(&[("名簿", &rows)], ""), restored);
        let [person] = people.as_slice() else { panic!("{people:?}") };
        assert_eq!(person.phones.first().map(|known| &*known.value), Some(phone));
        assert_eq!(person.addresses.first().map(|known| &*known.postal), Some(postal));
        assert_eq!(person.custom.first().map(|field| &*field.value), Some("12.5"), "other numbers stay");
        assert_eq!(reasons, told);
    }
}

#[track_caller]
fn check_refused(bytes: &[u8], reason: &str) {
    let refused = Workbook::open(Cursor::new(bytes.to_vec())).map(|_| ());
    assert_eq!(refused.map_err(|NotASheet(reason)| reason), Err(reason));
}

#[test]
fn damaged_and_bursting_files_are_refused_with_their_reason() {
    check_refused(&[&OLD[..], &[0xff; 2000]].concat(), "damaged");
    check_refused(b"PK\x03\x04 nothing of the kind", "damaged");
    let whole = workbook(&[("a", "")], "");
    check_refused(whole.get(..whole.len() / 2).expect("half"), "damaged");
    check_refused(&bomb(), "too_large");
}

/// A file of some KB that unfolds to 600 MB.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).expect("a part");
    let much = vec![b' '; 1024 * 1024];
    for _ in 0..600 {
        zip.write_all(&much).expect("memory takes everything");
    }
    zip.finish().expect("a file").into_inner()
}

#[test]
fn a_sheet_with_nothing_in_it_and_a_workbook_without_one_say_so() {
    let blank = format!("<row r=\"1\">{}</row>", texts(&["", " "]));
    for rows in ["", &blank] {
        let (people, reasons) = read(workbook(&[("名簿", rows)], ""));
        assert_eq!((people.len(), reasons), (0, vec!["no_header"]));
    }
    check_refused(&workbook(&[], ""), "empty");
}

#[test]
fn a_sheet_that_breaks_off_gives_what_stood_before_and_says_so() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}</row><row r=\"3\"><c t=\"n\"><v>x</v></c></row>",
        texts(&["氏名", "電話番号"]),
        texts(&["大江 俊介", "0312345678"]),
    );
    let (people, reasons) = read(workbook(&[("名簿", &rows)], ""));
    assert_eq!(people.len(), 1);
    assert_eq!(reasons, ["damaged"]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_opened_without_a_panic(at in 0usize..4000, byte: u8, old: bool) {
        let mut bytes = if old { [&OLD[..], &[7; 4000]].concat() } else { workbook(&[("名簿", &texts(&["氏名"]))], "") };
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        if let Ok(mut book) = Workbook::open(Cursor::new(bytes)) {
            let _ = book.likely();
        }
    }
}

#[test]
fn a_sheet_gives_no_more_text_than_it_may() {
    let mut taken = Vec::new();
    let mut take = |row: &Row| {
        taken.push((row.number, row.cells().map(str::to_owned).collect::<Vec<_>>()));
        true
    };
    let mut rows = Rows { row: Row::default(), text_left: 10, wanted: true, take: &mut take };
    let mut fill = |at, text: &str, reading: Option<&str>| {
        assert!(rows.begin(at) && rows.has_place(at));
        rows.put(at, &calamine::Data::String(text.to_owned()), reading)
    };
    assert_eq!(fill((0, 0), "abcd", None), Ok(()));
    assert_eq!(fill((1, 0), "ab", Some("cde")), Ok(()));
    assert_eq!(fill((1, 1), "fg", None), Err(NotASheet("rest_left")), "a reading is text, too");
    rows.end();
    assert_eq!(taken, [(1, vec!["abcd".to_owned()]), (2, vec!["ab".to_owned()])]);
}
