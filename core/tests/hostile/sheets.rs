//! Packed files that unfold to more than they seem.

use super::*;

/// Writes what is in a part.
type Fill<'a> = &'a dyn Fn(&mut dyn Write);

/// A workbook of these parts beside those that every one has.
fn workbook(place: &Place, sheet: &str, parts: &[(&str, Fill<'_>)]) -> PathBuf {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let one = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let related = |all: &str| format!("<Relationships xmlns=\"{package}\">{all}</Relationships>");
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"名簿\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"
    );
    let beside = one("s", "worksheet", "worksheets/sheet1.xml") + &one("t", "sharedStrings", "sharedStrings.xml");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let usual = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", related(&one("w", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", related(&beside)),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    for (name, text) in usual {
        if parts.iter().all(|(other, _)| *other != name) {
            zip.start_file(name, SimpleFileOptions::default()).expect("a part");
            zip.write_all(text.as_bytes()).expect("written");
        }
    }
    for (name, write) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        write(&mut zip);
    }
    place.file("a.xlsx", zip.finish().expect("a file").into_inner())
}

fn cells(row: usize, texts: &[&str]) -> String {
    let cell = |(at, text): (usize, &&str)| {
        let column = char::from(b'A' + u8::try_from(at).expect("few"));
        format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    format!("<row r=\"{row}\">{}</row>", texts.iter().enumerate().map(cell).collect::<String>())
}

/// Two people, and what is asked between them.
fn sheet(before: &str, between: &str, row: usize) -> String {
    format!(
        "<worksheet>{before}<sheetData>{}{}{between}{}</sheetData></worksheet>",
        cells(1, &["氏名", "電話番号"]),
        cells(2, &["大江 俊介", "1"]),
        cells(row, &["宮﨑 智子", "2"])
    )
}

fn again(out: &mut dyn Write, text: &str, size: usize) {
    let block = text.repeat((MB / text.len()).max(1));
    for _ in 0..size / block.len() {
        out.write_all(block.as_bytes()).expect("written");
    }
}

#[test]
fn workbooks_that_unfold_to_more_than_we_hold_are_refused() {
    let plain = sheet("", "", 3);
    let texts = |inner: &'static str, size: usize| {
        move |out: &mut dyn Write| {
            out.write_all(b"<sst>").expect("written");
            again(out, inner, size);
            out.write_all(b"</sst>").expect("written");
        }
    };
    let (many, long_text) = (texts("<si/>", 96 * MB), texts("x", 8 * MB));
    let announced =
        |out: &mut dyn Write| out.write_all(b"<sst uniqueCount=\"99999999999999\"><si/></sst>").expect("written");
    let fonts = |out: &mut dyn Write| again(out, "<styleSheet><fonts><font/>", 40 * MB);
    let bombs: [(&str, &str, Fill<'_>); 4] = [
        ("many shared texts", "xl/sharedStrings.xml", &many),
        ("one long shared text", "xl/sharedStrings.xml", &long_text),
        ("a number of shared texts", "xl/sharedStrings.xml", &announced),
        ("many styles", "xl/styles.xml", &fonts),
    ];
    for (what, part, write) in bombs {
        let (done, everybody) = check(what, 100, |place| workbook(place, &plain, &[(part, write)]));
        assert_refused(&done, "too_large");
        assert_eq!(everybody, [""; 0]);
    }
}

#[test]
fn a_workbook_of_too_many_parts_or_of_other_workbooks_is_refused() {
    let names: Vec<String> = (0..10_001).map(|number| format!("xl/media/{number}.png")).collect();
    let nothing = |_: &mut dyn Write| {};
    let parts: Vec<(&str, Fill<'_>)> = names.iter().map(|name| (name.as_str(), &nothing as Fill<'_>)).collect();
    let (done, _) = check("many parts", 100, |place| workbook(place, &sheet("", "", 3), &parts));
    assert_refused(&done, "too_large");
    let (done, everybody) = check("nested", 100, |place| {
        let inner = fs::read(workbook(place, &sheet("", "", 3), &[])).expect("a file");
        let write = move |out: &mut dyn Write| out.write_all(&inner).expect("written");
        workbook(place, "", &[("xl/worksheets/sheet1.xml", &write)])
    });
    assert_eq!(reasons(&done), ["damaged"], "nobody looks into what is packed in a sheet, and that is said");
    assert_eq!(everybody, [""; 0]);
}

#[test]
fn a_sheet_that_claims_to_be_huge_or_is_mostly_empty_gives_its_people() {
    let dimension = "<dimension ref=\"A1:XFD1048576\"/>";
    let empty: String = (3..200_000).map(|row| format!("<row r=\"{row}\"/>")).collect();
    let wide: String = (0..20_000).map(|_| "<c t=\"inlineStr\"><is><t>x</t></is></c>").collect();
    let same = "<c t=\"s\"><v>0</v></c>".repeat(1_000);
    let texts = |out: &mut dyn Write| {
        out.write_all(b"<sst><si><t>").expect("written");
        again(out, "x", 3 * MB);
        out.write_all(b"</t></si></sst>").expect("written");
    };
    for (what, before, between, row) in [
        ("a huge dimension", dimension, String::new(), 1_048_576),
        ("many empty rows", "", empty, 1_048_576),
        ("a wide row", "", format!("<row r=\"3\">{wide}</row>"), 4),
        ("a row of long texts", "", format!("<row r=\"3\">{same}</row>"), 4),
    ] {
        let (done, everybody) = check(what, 250, |place| {
            workbook(place, &sheet(before, &between, row), &[("xl/sharedStrings.xml", &texts)])
        });
        assert!(done.is_ok(), "{what}: {done:?}");
        for name in ["大江 俊介", "宮﨑 智子"] {
            assert!(everybody.contains(&name.to_owned()), "{what}: {name}");
        }
    }
}

#[test]
fn a_large_workbook_comes_in_and_one_beyond_all_measure_is_refused() {
    const NOTE: usize = 16 * 1024;
    let rows = long() / NOTE;
    let note = "x".repeat(NOTE);
    let write = |out: &mut dyn Write| {
        out.write_all(b"<worksheet><sheetData>").expect("written");
        out.write_all(cells(1, &["氏名", "メモ"]).as_bytes()).expect("written");
        for row in 2..rows + 2 {
            out.write_all(cells(row, &[&format!("大江 {row}"), &note]).as_bytes()).expect("written");
        }
        out.write_all(b"</sheetData></worksheet>").expect("written");
    };
    let (done, _) =
        check("a large workbook", 100, |place| workbook(place, "", &[("xl/worksheets/sheet1.xml", &write)]));
    if long() < 500 * MB {
        assert_eq!(done.map(|report| report.added).ok(), u32::try_from(rows).ok());
    } else {
        assert_refused(&done, "too_large");
    }
}

#[test]
fn a_text_that_every_row_of_a_workbook_names_is_said_so_often_and_no_more() {
    const TEXT: usize = 3 * MB;
    let rows = long() / TEXT;
    let named: String =
        (3..rows + 3).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let texts = |out: &mut dyn Write| {
        out.write_all(b"<sst><si><t>").expect("written");
        again(out, "x", TEXT);
        out.write_all(b"</t></si></sst>").expect("written");
    };
    let (done, everybody) = check("one text in many rows", 250, |place| {
        workbook(place, &sheet("", &named, rows + 3), &[("xl/sharedStrings.xml", &texts)])
    });
    assert_eq!(reasons(&done).contains(&"rest_left"), rows * TEXT > 512 * MB, "{:?}", reasons(&done));
    assert!(everybody.contains(&"大江 俊介".to_owned()));
}
