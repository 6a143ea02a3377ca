//! Spreadsheets, LDIF and MECARD: real files come in right, come in again as nothing new, and go again with one undo.

mod support;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use enishi_core::Error;
use enishi_core::book::{Book, Contact, ImportOptions, ImportReport, List, Reading, Sample, Sort};
use enishi_core::formats::encoding::Charset;
use support::{Place, assert_sound, names};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/sheet").join(name)
}

fn import(book: &Book, file: PathBuf) -> enishi_core::Result<ImportReport> {
    book.import(&[file], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()))
}

fn everybody(book: &Book) -> Vec<Contact> {
    let rows = book.list(List::All, Sort::Reading, 0, 100).expect("a list").rows;
    rows.iter().map(|row| book.contact(row.id).expect("a contact")).collect()
}

/// Imports the file twice and takes it back; answers who came in and what was told.
#[track_caller]
fn check(file: impl Fn(&Place) -> PathBuf) -> (Vec<Contact>, Vec<String>) {
    let place = Place::new();
    let book = place.open();
    let report = import(&book, file(&place)).expect("the import runs");
    assert_eq!(report.read, report.added + report.failed, "everybody is new: {report:?}");
    let people = everybody(&book);
    let again = import(&book, file(&place)).expect("the import runs again");
    assert_eq!(
        (again.added, again.updated, again.import_id),
        (0, 0, None),
        "nothing is new the second time: {again:?}"
    );
    assert_sound(&book);
    book.undo_import(report.import_id.expect("an import")).expect("taken back");
    assert_eq!(names(&book, List::All), [""; 0], "nobody is left");
    (people, report.problems.into_iter().map(|problem| problem.reason).collect())
}

#[test]
fn a_list_kept_in_excel_comes_in_with_dates_and_the_columns_nobody_knows() {
    for file in ["meibo.xlsx", "meibo.xls"] {
        let (people, reasons) = check(|_| golden(file));
        let [ohe, miyazaki] = people.as_slice() else { panic!("{file}: {people:?}") };
        assert_eq!((&*ohe.family_name, &*ohe.given_name, &*ohe.title), ("大江", "俊介", "課長"), "{file}");
        assert_eq!((&*ohe.family_reading, &*ohe.given_reading), ("おおえ", "しゅんすけ"), "{file}");
        let birthday = ohe.dates.first().expect("a birthday");
        assert_eq!((birthday.year, birthday.month, birthday.day), (Some(1974), Some(2), Some(15)), "{file}");
        assert_eq!(ohe.note, "火曜と金曜に配達\n請求は月末", "{file}");
        assert!(
            ohe.custom.iter().any(|field| field.label == "担当" && field.value == "営業1"),
            "{file}: {:?}",
            ohe.custom
        );
        assert_eq!(
            miyazaki.phones.first().map(|phone| &*phone.value),
            Some("9098765432"),
            "{file}: as the sheet has it"
        );
        assert_eq!(reasons, ["lost_zero"], "{file}");
    }
}

#[test]
fn furigana_that_excel_noted_while_typing_become_readings() {
    let (people, reasons) = check(|_| golden("furigana.xlsx"));
    let read: Vec<(&str, &str, &str)> = people
        .iter()
        .map(|person| (&*person.family_reading, &*person.given_reading, &*person.company_reading))
        .collect();
    assert_eq!(read, [("おおえ", "しゅんすけ", "たかさごせいさくしょ"), ("みやざき", "ともこ", "")]);
    assert!(reasons.is_empty(), "{reasons:?}");
}

#[test]
fn a_workbook_behind_a_password_says_so_and_changes_nothing() {
    let place = Place::new();
    let book = place.open();
    let failed = import(&book, golden("locked.xlsx"));
    assert!(
        matches!(&failed, Err(Error::Unreadable { file, reason: "locked" }) if file == "locked.xlsx"),
        "{failed:?}"
    );
    assert_sound(&book);
}

#[test]
fn thunderbirds_address_book_comes_in_with_its_lists() {
    let text = "dn: cn=Anna Smith,mail=anna@example.com\nobjectclass: person\nobjectclass: mozillaAbPersonAlpha\n\
                givenName: Anna\nsn: Smith\ncn: Anna Smith\nmail: anna@example.com\nworkphone: 1\n\n\
                dn: cn=Suppliers\nobjectclass: groupOfNames\ncn: Suppliers\nmember: cn=Anna Smith,mail=anna@example.com\n";
    let (people, reasons) = check(|place| place.file("abook.ldif", text));
    let [anna] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!(anna.groups.iter().map(|group| &*group.name).collect::<Vec<_>>(), ["Suppliers"]);
    assert!(reasons.is_empty(), "{reasons:?}");
}

#[test]
fn the_text_of_a_phones_code_comes_in() {
    let (people, _) = check(|place| place.file("code.txt", "MECARD:N:大江,俊介;SOUND:ｵｵｴ,ｼｭﾝｽｹ;TEL:0726713390;;"));
    assert_eq!(people.first().map(|person| &*person.display_name), Some("大江 俊介"));
}

#[test]
fn a_look_at_files_tells_what_they_are_and_shows_the_first_people() {
    let place = Place::new();
    let (cp932, _, _) =
        encoding_rs::SHIFT_JIS.encode("姓,名,会社名,会社電話\r\n大江,俊介,㈱高砂製作所,072-671-3390\r\n");
    let files = [golden("meibo.xlsx"), place.file("outlook.csv", &cp932)];
    let looked = place.open().look(&files, &Reading::default()).expect("a look");
    let [sheet, table] = looked.as_slice() else { panic!("{looked:?}") };
    assert_eq!((&*sheet.dialect, sheet.charset, sheet.sheet.as_deref()), ("xlsx", None, Some("名簿")));
    assert_eq!(sheet.sheets, ["表紙", "名簿"], "hidden sheets are not offered");
    assert_eq!(sheet.first.len(), 2);
    assert_eq!((&*table.dialect, table.charset), ("csv", Some(Charset::Cp932)));
    let expected = Sample {
        name: "大江 俊介".to_owned(),
        company: "㈱高砂製作所".to_owned(),
        phone: "072-671-3390".to_owned(),
        ..Sample::default()
    };
    assert_eq!(table.first, [expected]);
    assert!(!table.garbled);
}

#[test]
fn the_user_can_say_what_a_file_is_written_in_and_which_sheet_is_meant() {
    let place = Place::new();
    let (euc, _, _) = encoding_rs::EUC_JP.encode("氏名,電話番号\n高橋 学,0312345678\n");
    let files = [place.file("short.csv", &euc)];
    let charset = Some(Charset::EucJp);
    let looked = place.open().look(&files, &Reading { charset, ..Reading::default() }).expect("a look");
    let first = looked.first().and_then(|file| file.first.first()).expect("somebody");
    assert_eq!(first.name, "高橋 学");
    let wrong = place.open().look(&files, &Reading { charset: Some(Charset::Utf8), ..Reading::default() });
    let wrong = wrong.expect("a text may be read in another way");
    let table = wrong.first().and_then(|file| file.table.as_ref()).expect("a table");
    assert!(!table.tells && table.columns.iter().all(|column| column.target == "custom"), "{wrong:?}");

    let book = place.open();
    let reading = Reading { sheet: Some("名簿".to_owned()), restore_zeros: true, ..Reading::default() };
    let options = ImportOptions { reading, ..ImportOptions::default() };
    let report = book.import(&[golden("meibo.xlsx")], &options, &mut |_| ControlFlow::Continue(()));
    assert_eq!(report.expect("the import runs").problems, []);
    let phones: Vec<String> =
        everybody(&book).iter().flat_map(|one| one.phones.first()).map(|one| one.value.clone()).collect();
    assert_eq!(phones, ["090-1234-5678", "09098765432"]);
}
