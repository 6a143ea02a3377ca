//! Rows and cards with problems, saved with the reason, mended and brought in again.

mod support;

use std::ops::ControlFlow;
use std::path::PathBuf;

use encoding_rs::SHIFT_JIS;
use enishi_core::Error;
use enishi_core::book::{Book, Entity, ImportOptions, Imported, List, SavedProblems, Sort, Wording};
use support::{Place, names};

fn bring(book: &Book, files: &[PathBuf]) -> Imported {
    book.bring_in(files, &ImportOptions::default(), &mut |_| ControlFlow::Continue(())).expect("the import runs")
}

fn save(
    place: &Place,
    book: &Book,
    imported: &Imported,
    name: &str,
    only_out: bool,
) -> enishi_core::Result<SavedProblems> {
    let wording = Wording { column: "理由（Enishi）", say: &|reason| format!("訳は {reason}") };
    let target = place.folder.path().join(name);
    book.save_problems(&imported.problems, &target, only_out, &wording, &mut |_| ControlFlow::Continue(()))
}

fn text(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.folder.path().join(name)).expect("the saved file")
}

fn only(book: &Book) -> enishi_core::book::Contact {
    let rows = book.list(List::All, Sort::Reading, 0, 10).expect("a list").rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
    book.contact(rows[0].id).expect("there")
}

#[test]
fn rows_of_a_table_are_saved_with_headers_and_reason_and_come_in_once_mended() {
    let place = Place::new();
    let book = place.open();
    let table = "連絡先の一覧\r\n氏名,会社名,電話番号,誕生日,担当\r\n東野 昌平,\"青空,商店\",=03-1,1974/02/30,佐藤\r\n\
                 高橋 実,,03-1111-2222,1980/1/2,\r\n,,,,鈴木\r\n";
    let (bytes, _, _) = SHIFT_JIS.encode(table);
    let imported = bring(&book, &[place.file("名簿.csv", bytes)]);
    assert_eq!((imported.report.added, imported.report.failed), (2, 1));

    let saved = save(&place, &book, &imported, "直す.csv", false).expect("saved");
    assert_eq!((saved.written, saved.files), (2, vec!["直す.csv".to_owned()]));
    assert_eq!(
        text(&place, "直す.csv"),
        "\u{feff}氏名,会社名,電話番号,誕生日,担当,理由（Enishi）\r\n\
         東野 昌平,\"青空,商店\",'=03-1,1974/02/30,佐藤,名簿.csv:3: 訳は bad_date [1974/02/30]\r\n\
         ,,,,鈴木,名簿.csv:5: 訳は empty [鈴木]\r\n"
    );
    let lost = save(&place, &book, &imported, "入らない.csv", true).expect("saved");
    assert_eq!(lost.written, 1);
    assert!(!text(&place, "入らない.csv").contains("東野"), "he came in");

    let mended = text(&place, "直す.csv").replace("1974/02/30", "1974/02/28");
    let other = Place::new();
    let book = other.open();
    let again = bring(&book, &[other.file("直す.csv", mended)]);
    assert_eq!((again.report.added, again.report.problem_count), (1, 1), "{:?}", again.report);
    let person = only(&book);
    assert_eq!((&*person.phones[0].value, person.dates[0].day), ("=03-1", Some(28)));
    let kept: Vec<&str> = person.custom.iter().chain(&person.relations).map(|entry| &*entry.value).collect();
    assert!(!format!("{person:?}").contains("訳は"), "the reason is no field: {kept:?}");

    // Saved once more, the old reasons make room for the new ones.
    save(&other, &book, &again, "さらに.csv", false).expect("saved");
    assert_eq!(text(&other, "さらに.csv").matches("Enishi").count(), 1);
}

#[test]
fn a_row_longer_than_its_headers_keeps_every_cell() {
    let place = Place::new();
    let book = place.open();
    let imported = bring(&book, &[place.file("a.csv", "氏名\t電話番号\n高橋 実\t03-1111-2222\t余り\n")]);
    save(&place, &book, &imported, "b.csv", false).expect("saved");
    assert!(text(&place, "b.csv").ends_with("高橋 実,03-1111-2222,a.csv:2: 訳は too_many_columns [余り],余り\r\n"));
}

#[test]
fn rows_of_a_workbook_are_saved_as_a_table_of_text() {
    let place = Place::new();
    let book = place.open();
    let path = place.folder.path().join("a.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (at, header) in ["氏名", "電話番号", "誕生日"].into_iter().enumerate() {
        sheet.write_string(0, at as u16, header).expect("a cell");
    }
    sheet.write_string(1, 0, "高橋 実").and_then(|sheet| sheet.write_number(1, 1, 311_112_222.0)).expect("a row");
    sheet.write_string(2, 0, "東野 昌平").and_then(|sheet| sheet.write_string(2, 2, "1980/1/2")).expect("a row");
    workbook.save(&path).expect("a workbook");
    let imported = bring(&book, &[path]);
    let saved = save(&place, &book, &imported, "b.csv", false).expect("saved");
    assert_eq!(saved.written, 1);
    assert_eq!(
        text(&place, "b.csv"),
        "\u{feff}氏名,電話番号,誕生日,理由（Enishi）\r\n高橋 実,311112222,,a.xlsx:2: 訳は lost_zero [311112222]\r\n"
    );
}

#[test]
fn cards_are_saved_byte_for_byte_in_what_their_file_is_written_in() {
    let place = Place::new();
    let book = place.open();
    let good = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:佐藤;花子\r\nTEL:03-1234-5678\r\nEND:VCARD\r\n";
    let bad = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:能登;表子\r\nX-HOBBY:釣り\r\n海釣り\r\nEND:VCARD\r\n";
    let open = "BEGIN:VCARD\r\nVERSION:2.1\r\nN:途中;終\r\n";
    let other = good.replace("花子", "良子");
    let file = format!("{good}{bad}{other}{open}");
    let (bytes, _, _) = SHIFT_JIS.encode(&file);
    let imported = bring(&book, &[place.file("phone.vcf", bytes)]);
    let saved = save(&place, &book, &imported, "back.vcf", false).expect("saved");
    assert_eq!(saved.written, 2, "{:?}", imported.report.problems);
    let back = std::fs::read(place.folder.path().join("back.vcf")).expect("the saved file");
    let (back, _, garbled) = SHIFT_JIS.decode(&back);
    assert!(!garbled);
    assert!(back.starts_with("BEGIN:VCARD\r\nVERSION:2.1\r\nX-ENISHI-REASON:phone.vcf:10: 訳は bad_line ["), "{back}");
    assert!(!back.contains("&#"), "{back}");
    assert!(back.contains("\r\nN:能登;表子\r\nX-HOBBY:釣り\r\n海釣り\r\nEND:VCARD\r\n"), "{back}");
    assert!(!back.contains("佐藤"), "what is fine is not sent back");

    let mended = back.replace("\r\n海釣り", "").replace("N:途中;終\r\n", "N:途中;終\r\nEND:VCARD\r\n");
    let (bytes, _, _) = SHIFT_JIS.encode(&mended);
    let other = Place::new();
    let book = other.open();
    let again = bring(&book, &[other.file("back.vcf", bytes)]);
    assert_eq!((again.report.added, again.report.problem_count), (2, 0), "{:?}", again.report);
    assert!(names(&book, List::All).iter().any(|name| name.contains("能登")));
    for row in book.list(List::All, Sort::Reading, 0, 10).expect("a list").rows {
        assert!(book.contact(row.id).expect("there").unknown.iter().all(|other| other.name != "X-ENISHI-REASON"));
    }
}

#[test]
fn what_is_left_of_a_card_without_beginning_is_saved() {
    let place = Place::new();
    let book = place.open();
    let imported = bring(
        &book,
        &[place.file(
            "a.vcf",
            "BEGIN:VCARD\nFN:花子\nEND:VCARD\nN:能登;表子\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:実\nEND:VCARD\n",
        )],
    );
    assert_eq!((imported.report.added, imported.report.failed), (2, 1));
    let saved = save(&place, &book, &imported, "b.vcf", true).expect("saved");
    assert_eq!(saved.written, 1);
    assert!(text(&place, "b.vcf").starts_with("N:能登;表子\r\nTEL:1\r\nEND:VCARD\r\n"), "{}", text(&place, "b.vcf"));
}

#[test]
fn entries_and_codes_are_saved_with_the_reason_beside() {
    let place = Place::new();
    let book = place.open();
    let ldif = place.file(
        "a.ldif",
        "version: 1\n\n# alt\ndn: cn=a\nobjectclass: person\ncn: a\n\ndn: cn=b\ncn: b\njpegphoto:: %%%\n\ndn: cn=c\nchangetype: delete\n",
    );
    let mecard = place.file("codes.txt", "MECARD:N:A;;\nMECARD:N:B;BDAY:someday;;MECARD:;;\n");
    let imported = bring(&book, &[ldif, mecard]);
    let saved = save(&place, &book, &imported, "back.ldif", false).expect("saved");
    assert_eq!(saved.files, ["back.ldif", "back-2.txt"]);
    let back = text(&place, "back.ldif");
    assert!(
        back.starts_with("version: 1\n\n# a.ldif:8: 訳は bad_base64")
            && back.contains("\ndn: cn=b\ncn: b\njpegphoto:: %%%\n"),
        "{back}"
    );
    assert!(
        back.contains("] \ndn: cn=c\nchangetype: delete\n") || back.contains("]\ndn: cn=c\nchangetype: delete\n"),
        "{back}"
    );
    let codes = text(&place, "back-2.txt");
    assert!(codes.starts_with("MECARD:N:B;BDAY:someday;;\n# codes.txt 2  訳は bad_date [someday]"), "{codes}");

    let other = Place::new();
    let book = other.open();
    let again = bring(
        &book,
        &[
            other.file("back.ldif", back.replace("jpegphoto:: %%%\n", "")),
            other.file("c.txt", codes.replace("BDAY:someday;", "")),
        ],
    );
    assert_eq!((again.report.added, again.report.failed), (2, 2), "{:?}", again.report);
}

#[test]
fn whoever_waits_in_the_trash_did_not_come_in() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("a.csv", "氏名,電話番号\n高橋 実,03-1111-2222\n");
    bring(&book, std::slice::from_ref(&file));
    book.trash(&[Entity::Contact(only(&book).id)]).expect("trashed");
    let imported = bring(&book, &[file]);
    let saved = save(&place, &book, &imported, "b.csv", true).expect("saved");
    assert_eq!(saved.written, 1);
    assert!(text(&place, "b.csv").contains("a.csv:2: 訳は in_trash"));
}

#[test]
fn a_changed_file_the_source_itself_and_nothing_at_all_are_refused() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("a.csv", "氏名,誕生日\n高橋 実,いつか\n");
    let imported = bring(&book, &[file]);
    let refused = save(&place, &book, &imported, "a.csv", false);
    assert!(matches!(refused, Err(Error::Invalid { reason: "is_source", .. })), "{refused:?}");
    let refused = save(&place, &book, &imported, "enishi.book", false);
    assert!(matches!(refused, Err(Error::Invalid { reason: "is_the_book", .. })), "{refused:?}");
    place.file("a.csv", "氏名,誕生日\n別人,いつか\n高橋 実,いつか\n");
    let refused = save(&place, &book, &imported, "b.csv", false);
    assert!(matches!(refused, Err(Error::Unreadable { reason: "changed", .. })), "{refused:?}");
    assert!(!place.folder.path().join("b.csv").exists());
    let fine = bring(&book, &[place.file("c.csv", "氏名,電話番号\n東野 昌平,03-1111-2222\n")]);
    assert!(matches!(save(&place, &book, &fine, "d.csv", false), Err(Error::Nothing { .. })));
}

#[test]
fn a_hundred_thousand_bad_rows_are_all_saved_and_a_cancel_leaves_nothing() {
    let place = Place::new();
    let book = place.open();
    let mut table = String::from("氏名,メモ欄,電話番号\n");
    for number in 0..100_000 {
        table.push_str(&format!(",{number},\n"));
    }
    let options = ImportOptions { dry_run: true, ..ImportOptions::default() };
    let imported = book
        .bring_in(&[place.file("b.csv", table)], &options, &mut |_| ControlFlow::Continue(()))
        .expect("the look runs");
    assert_eq!(imported.report.problem_count, 100_000);
    let saved = save(&place, &book, &imported, "c.csv", true).expect("saved");
    assert_eq!(saved.written, 100_000);
    assert_eq!(text(&place, "c.csv").lines().count(), 100_001);

    let wording = Wording { column: "Reason (Enishi)", say: &|reason| reason.to_owned() };
    let target = place.folder.path().join("d.csv");
    let cancelled = book.save_problems(&imported.problems, &target, true, &wording, &mut |_| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(Error::Cancelled)));
    assert!(!target.exists());
}
