//! XLS as programs other than today's wrote it.

mod support;

use std::ops::ControlFlow;

use enishi_core::book::{Contact, ImportOptions, List, Sort};
use support::fuzzed::xls::{
    self, CONTINUE, SHARED_TEXTS, cell, compound, number, record, shared, stream, stream_of, text,
};
use support::{Place, assert_sound, names};

/// Imports into a book of its own; everybody by name, and what was told.
#[track_caller]
fn check(file: Vec<u8>) -> (Vec<Contact>, Vec<String>) {
    let place = Place::new();
    let book = place.open();
    let path = place.file("a.xls", file);
    let report =
        book.import(&[path], &ImportOptions::default(), &mut |_| ControlFlow::Continue(())).expect("the import runs");
    let rows = book.list(List::All, Sort::Reading, 0, 100).expect("a list").rows;
    let people = rows.iter().map(|row| book.contact(row.id).expect("a contact")).collect();
    assert_sound(&book);
    (people, report.problems.into_iter().map(|problem| problem.reason).collect())
}

fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

#[test]
fn numbers_days_truths_and_what_formulas_came_to_are_read() {
    let look = |format: u16| record(0x00e0, &shorts(&[0, format, 0, 0, 0, 0, 0, 0, 0, 0]));
    let format = |number: u16, words: &str| {
        record(0x041e, &[shorts(&[number, u16::try_from(words.len()).expect("short")]), vec![0], words.into()].concat())
    };
    let before = [format(164, "yyyy/m/d"), format(165, "0\"d\""), look(0), look(164), look(165), look(14)].concat();
    let headers = ["氏名", "誕生日", "入会日", "携帯電話", "点", "会員", "会社名", "残り"];
    let mut sheet: Vec<u8> = (0..).zip(headers).flat_map(|(column, header)| text(0, column, header)).collect();
    let packed = |number: i32| ((number << 2) | 2).to_le_bytes();
    // From the right: other programs than Excel keep no order.
    sheet.extend(record(0x0205, &[shorts(&[1, 5, 0]), vec![1, 0]].concat()));
    sheet.extend(record(0x027e, &[shorts(&[1, 3, 0]), packed(312_345_678).to_vec()].concat()));
    sheet.extend(number(1, 1, 1, 27_075.0));
    sheet.extend(number(1, 2, 3, 40_000.25));
    sheet.extend(number(1, 4, 2, 12.5));
    let formula = |column: u16, result: [u8; 8]| {
        record(0x0006, &[shorts(&[1, column, 0]), result.to_vec(), vec![0; 6], shorts(&[3]), vec![0xff; 3]].concat())
    };
    sheet.extend(formula(6, [0, 0, 0, 0, 0, 0, 0xff, 0xff]));
    sheet.extend(record(0x0207, &[shorts(&[3]), vec![1], shorts(&[0x682a, 0x4e09, 0x5cf6])].concat()));
    sheet.extend(formula(7, 7.0f64.to_le_bytes()));
    sheet.extend(text(1, 0, "大江 俊介"));
    let (people, reasons) = check(compound(&stream(&before, &[("名簿", sheet)])).bytes);
    let [ohe] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!((&*ohe.family_name, &*ohe.given_name, &*ohe.company), ("大江", "俊介", "株三島"));
    let birthday = ohe.dates.first().expect("a birthday");
    assert_eq!((birthday.year, birthday.month, birthday.day), (Some(1974), Some(2), Some(15)));
    assert_eq!(ohe.phones.first().map(|phone| &*phone.value), Some("312345678"));
    let said = |label: &str| ohe.custom.iter().find(|field| field.label == label).map(|field| &*field.value);
    assert_eq!(
        (said("入会日"), said("点"), said("会員"), said("残り")),
        (Some("2009-07-06"), Some("12.5"), Some("TRUE"), Some("7"))
    );
    assert_eq!(reasons, ["lost_zero"]);
}

#[test]
fn several_numbers_in_one_record_stand_in_their_columns() {
    let packed = |number: i32| [shorts(&[0]), ((number << 2) | 2).to_le_bytes().to_vec()].concat();
    let row = record(0x00bd, &[shorts(&[1, 1]), packed(90), packed(1_234), shorts(&[2])].concat());
    let headers = [text(0, 0, "氏名"), text(0, 1, "点"), text(0, 2, "番")].concat();
    let (people, _) = check(compound(&stream(&[], &[("名簿", [headers, text(1, 0, "大江"), row].concat())])).bytes);
    let fields: Vec<(&str, &str)> =
        people.iter().flat_map(|one| &one.custom).map(|field| (&*field.label, &*field.value)).collect();
    assert_eq!(fields, [("点", "90"), ("番", "1234")]);
}

#[test]
fn a_workbook_of_excel_95_is_read_in_its_code_page() {
    let written = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let label = |row: u16, column: u16, text: &str| {
        let text = written(text);
        let length = u16::try_from(text.len()).expect("short");
        record(0x0204, &[shorts(&[row, column, 0, length]), text].concat())
    };
    let sheet = [label(0, 0, "氏名"), label(0, 1, "メモ"), label(1, 0, "表 十三"), label(1, 1, "ソﾊﾞ")].concat();
    let before = record(0x0042, &932u16.to_le_bytes());
    let named = |name: &str| [&[u8::try_from(written(name).len()).expect("short")][..], &written(name)].concat();
    let book = stream_of(0x0500, &before, &[("名簿", sheet)], &named);
    let (people, reasons) = check(xls::packed("Book", &book, book.len().max(4_096)).bytes);
    let [person] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!((&*person.family_name, &*person.given_name, &*person.note), ("表", "十三", "ソﾊﾞ"));
    assert_eq!(reasons, [""; 0]);
}

#[test]
fn furigana_in_an_old_workbook_become_readings() {
    let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let noted = |text: &str, reading: &str| {
        let count = |text: &str| u16::try_from(text.encode_utf16().count()).expect("short");
        let inner =
            [shorts(&[0, 0, 1, count(reading), count(reading)]), units(reading), shorts(&[0, 0, count(text)])].concat();
        let beside = [shorts(&[1, u16::try_from(inner.len()).expect("short")]), inner].concat();
        let size = u32::try_from(beside.len()).expect("short").to_le_bytes();
        // One change of its look stands between the text and the reading.
        [shorts(&[count(text)]), vec![1 | 4 | 8], shorts(&[1]), size.to_vec(), units(text), vec![0; 4], beside].concat()
    };
    let plain = |text: &str| {
        [shorts(&[u16::try_from(text.encode_utf16().count()).expect("short")]), vec![1], units(text)].concat()
    };
    let texts = [
        vec![0; 8],
        plain("姓"),
        plain("名"),
        noted("宮﨑", "ミヤザキ"),
        noted("智子", "トモコ"),
        noted("東", "アズマ"),
        noted("東", "ヒガシ"),
    ]
    .concat();
    // The table is cut in the midst of a reading.
    let (first, rest) = texts.split_at(45);
    let before = [record(SHARED_TEXTS, first), record(CONTINUE, rest)].concat();
    let rows = [[0, 1], [2, 3], [4, 3], [5, 3]];
    let sheet: Vec<u8> =
        (0..).zip(rows).flat_map(|(row, texts)| [cell(row, 0, texts[0]), cell(row, 1, texts[1])].concat()).collect();
    let (people, _) = check(compound(&stream(&before, &[("名簿", sheet)])).bytes);
    let mut readings: Vec<(&str, &str)> =
        people.iter().map(|person| (&*person.family_reading, &*person.given_reading)).collect();
    readings.sort_unstable();
    assert_eq!(readings, [("あずま", "ともこ"), ("ひがし", "ともこ"), ("みやざき", "ともこ")]);
}

#[test]
fn texts_that_go_on_in_the_next_record_are_whole() {
    let long_text = "あ".repeat(20_000);
    let notes = [long_text.as_str(), "氏名", "メモ", "大江 俊介"];
    let sheet = [cell(0, 0, 1), cell(0, 1, 2), cell(1, 0, 3), cell(1, 1, 0)].concat();
    let (people, _) = check(compound(&stream(&shared(&notes), &[("名簿", sheet)])).bytes);
    assert_eq!(people.first().map(|person| &*person.note), Some(long_text.as_str()));
    // Wide characters, and from the next record on narrow ones.
    let texts = [shorts(&[0, 0, 0, 0, 6]), vec![1], shorts(&[0x3042, 0x3044])].concat();
    let before = [record(SHARED_TEXTS, &texts), record(CONTINUE, b"\0abcd")].concat();
    let sheet = [text(0, 0, "氏名"), text(0, 1, "メモ"), text(1, 0, "大江"), cell(1, 1, 0)].concat();
    let (people, _) = check(compound(&stream(&before, &[("名簿", sheet)])).bytes);
    assert_eq!(people.first().map(|person| &*person.note), Some("あいabcd"));
}

#[test]
fn hidden_sheets_and_the_cells_of_charts_are_passed_over() {
    let person = |name: &str| [text(0, 0, "氏名"), text(1, 0, name)].concat();
    let chart = [record(xls::BOF, &shorts(&[0x600, 0x20])), text(1, 0, "図"), record(xls::EOF, &[])].concat();
    let mut book = stream(&[], &[("古い", person("伊藤")), ("名簿", [person("大江"), chart].concat())]);
    // 20: behind the workbook's beginning stands what is said of the first sheet; its fifth byte hides it.
    book[20 + 4 + 4] = 1;
    let (people, _) = check(compound(&book).bytes);
    assert_eq!(people.iter().map(|person| &*person.display_name).collect::<Vec<_>>(), ["大江"]);
}

#[test]
fn a_large_workbook_and_a_small_one_come_in_whole() {
    let sheet = xls::people((1..=60_000).map(|row| (row, format!("大江 {row} {}", "長".repeat(60)))));
    let whole = stream(&[], &[("名簿", sheet)]);
    assert!(whole.len() > 109 * 128 * 512, "its table of sectors does not fit into the header");
    let place = Place::new();
    let book = place.open();
    let path = place.file("a.xls", compound(&whole).bytes);
    let report = book.import(&[path], &ImportOptions::default(), &mut |_| ControlFlow::Continue(())).expect("it runs");
    assert_eq!((report.added, report.problem_count), (60_000, 0));
    let (people, _) =
        check(xls::small(&stream(&[], &[("名簿", xls::people([(1, "大江".to_owned())].into_iter()))])).bytes);
    assert_eq!(people.len(), 1);
}

#[test]
fn what_is_no_open_workbook_says_what_it_is() {
    let sound = stream(&[], &[("名簿", xls::people([(1, "大江".to_owned())].into_iter()))]);
    let locked = stream(&record(0x002f, &[0; 6]), &[("名簿", Vec::new())]);
    for (name, stream, reason) in [
        ("Workbook", locked.as_slice(), "locked"),
        ("EncryptedPackage", &sound, "locked"),
        ("WordDocument", &sound, "office"),
        ("Something", &sound, "damaged"),
        ("Workbook", &sound[20..], "damaged"),
    ] {
        let place = Place::new();
        let book = place.open();
        let path = place.file("a.xls", xls::packed(name, stream, 4_096).bytes);
        let done = book.import(&[path], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()));
        let told = matches!(&done, Err(enishi_core::Error::Unreadable { reason: told, .. }) if *told == reason);
        assert!(told, "{name}: {done:?}");
        assert_eq!(names(&book, List::All), [""; 0]);
    }
}
