//! Exports: what a format holds comes back from it in another book, what it can't hold is told by field.

mod support;

use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use enishi_core::book::{Book, Contact, ExportFormat, ExportReport, ExportWhat, ImportOptions, List, Sort};
use support::{Place, add, assert_sound, edit};

fn import(book: &Book, file: &Path) {
    let report = book
        .import(&[file.to_owned()], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()))
        .expect("the import runs");
    assert_eq!((report.added, report.failed), (report.read, 0), "everybody is new and comes in: {report:?}");
}

fn export(place: &Place, book: &Book, format: ExportFormat, name: &str) -> (PathBuf, ExportReport) {
    let target = place.folder.path().join(name);
    let what = ExportWhat::List(List::All);
    let report = book.export(&target, format, &what, &mut |_| ControlFlow::Continue(())).expect("exported");
    (target, report)
}

fn lost(report: &ExportReport) -> Vec<(&str, u32)> {
    report.lost.iter().map(|lost| (lost.field.as_str(), lost.count)).collect()
}

fn everybody(book: &Book) -> Vec<Contact> {
    let rows = book.list(List::All, Sort::Reading, 0, 1000).expect("a list").rows;
    rows.iter().map(|row| book.contact(row.id).expect("a contact")).collect()
}

/// The people of the sample, and one whose texts are hard to write.
fn filled(place: &Place) -> Book {
    let book = place.open();
    import(&book, &Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/sample-ja.vcf"));
    let id = add(&book, &[("family_name", "=1+1"), ("given_name", "'=2"), ("phones[+mobile]", "+81-90-0000-0000")]);
    book.edit(id, &[edit("note", "一行目\n\"二\", 三;\n@SUM(A1)"), edit("title", "部長 ")]).expect("edited");
    book
}

/// Everybody of the file stands in a new book.
fn elsewhere(file: &Path) -> (Place, Book) {
    let place = Place::new();
    let book = place.open();
    import(&book, file);
    assert_sound(&book);
    (place, book)
}

/// The book as our own table, which holds everything but photos and unknown fields.
fn table(place: &Place, book: &Book) -> String {
    let (file, _) = export(place, book, ExportFormat::CsvUtf8, "all.csv");
    std::fs::read_to_string(file).expect("the table")
}

#[test]
fn a_workbook_holds_what_our_own_table_holds() {
    let place = Place::new();
    let book = filled(&place);
    let (file, report) = export(&place, &book, ExportFormat::Xlsx, "all.xlsx");
    let people = everybody(&book);
    assert_eq!(report.written as usize, people.len());
    let photos = people.iter().filter(|person| person.photo.is_some()).count();
    assert!(photos > 0, "the sample has photos");
    assert_eq!(lost(&report), [("photo", u32::try_from(photos).expect("few")), ("unknown", 1)]);
    let (there, other) = elsewhere(&file);
    assert_eq!(table(&there, &other), table(&place, &book));
}

#[test]
fn a_workbook_has_a_standing_bold_row_of_headers_and_texts_alone() {
    let place = Place::new();
    let (file, _) = export(&place, &filled(&place), ExportFormat::Xlsx, "all.xlsx");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(file).expect("the file")).expect("a packed file");
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains("ySplit=\"1\"") && sheet.contains("state=\"frozen\""), "the headers stand still");
    assert!(part("xl/styles.xml").contains("<b/>"));
    assert!(!sheet.contains("<v>") && !sheet.contains("<f>"), "no cell is a number or a formula");
    assert!(sheet.contains(">+81-90-0000-0000<") && sheet.contains(">=1+1<"), "texts need no guard");
}

#[test]
fn a_text_longer_than_a_cell_is_cut_and_told() {
    let place = Place::new();
    let book = place.open();
    add(&book, &[("family_name", "田中"), ("note", &"あ".repeat(40_000))]);
    let (file, report) = export(&place, &book, ExportFormat::Xlsx, "all.xlsx");
    assert_eq!(lost(&report), [("note", 1)]);
    let (_there, other) = elsewhere(&file);
    assert_eq!(everybody(&other).first().map(|person| person.note.chars().count()), Some(32_767));
}
