//! A file of every program, as it writes it: brought in, written in its own format or in ours, brought into another book, and
//! the same people stand there.

mod support;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use enishi_core::book::{Book, ExportFormat, ExportReport, ExportWhat, ImportOptions, List, Reading};
use support::people::{everybody, own_fields, people_without};
use support::vcard::compare;
use support::{Place, assert_sound};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden").join(name)
}

/// Everybody of the file in a new book.
#[track_caller]
fn imported(file: &Path) -> (Place, Book) {
    let place = Place::new();
    let book = place.open();
    let report = book
        .import(&[file.to_owned()], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()))
        .expect("imported");
    assert_eq!((report.read, report.failed), (report.added, 0), "{file:?}: everybody is new: {report:?}");
    assert!(report.added > 0, "{file:?}: somebody is there");
    assert_sound(&book);
    (place, book)
}

fn exported(place: &Place, book: &Book, format: ExportFormat, name: &str) -> (PathBuf, ExportReport) {
    let target = place.folder.path().join(name);
    let what = ExportWhat::List(List::All);
    let report = book.export(&target, format, &what, &mut |_| ControlFlow::Continue(())).expect("exported");
    (target, report)
}

/// Everybody goes out and into another book; what the report does not name is the same there.
#[track_caller]
fn there_and_back(file: &Path, format: ExportFormat, name: &str) -> Vec<String> {
    let (place, book) = imported(file);
    let (out, report) = exported(&place, &book, format, name);
    assert_eq!(report.written as usize, everybody(&book).len());
    let lost: Vec<String> = report.lost.iter().map(|lost| lost.field.clone()).collect();
    let none: Vec<&str> = lost.iter().map(String::as_str).collect();
    let (_there, other) = imported(&out);
    assert_eq!(people_without(&other, &none), people_without(&book, &none), "{file:?} as {format:?}, told: {lost:?}");
    if matches!(format, ExportFormat::CsvUtf8 | ExportFormat::Vcard3 | ExportFormat::Vcard4) {
        assert_eq!(own_fields(&other), own_fields(&book), "{file:?} as {format:?}");
    }
    lost
}

/// What the window calls the file, the format that we write for its program, and what that can't hold of it: Google's new table
/// has no kana of a company, and fields of the user's own have other names in Thunderbird's English one.
const FILES: [(&str, &str, Option<ExportFormat>, &[&str]); 32] = [
    ("csv/google.csv", "google", Some(ExportFormat::CsvGoogle), &[]),
    ("csv/google-old.csv", "google-old", Some(ExportFormat::CsvGoogle), &["company_reading"]),
    ("csv/google-old-utf16.csv", "google-old", Some(ExportFormat::CsvGoogle), &["company_reading"]),
    ("csv/google-outlook.csv", "google-outlook", None, &[]),
    ("csv/google-outlook-whole.csv", "google-outlook", None, &[]),
    ("csv/outlook-ja.csv", "outlook-ja", Some(ExportFormat::CsvOutlookJa), &[]),
    ("csv/outlook-en.csv", "outlook-en", Some(ExportFormat::CsvOutlookEn), &[]),
    ("csv/outlook-en-92.csv", "outlook-en", Some(ExportFormat::CsvOutlookEn), &[]),
    ("csv/outlook-com.csv", "outlook-com", None, &[]),
    ("csv/windows-live-mail.csv", "windows-live-mail", None, &[]),
    ("csv/thunderbird.csv", "thunderbird", Some(ExportFormat::CsvThunderbird), &[]),
    ("csv/thunderbird-ja.csv", "thunderbird", Some(ExportFormat::CsvThunderbird), &["custom"]),
    ("csv/kaddressbook.csv", "kaddressbook", None, &[]),
    ("csv/kaddressbook-ja.csv", "kaddressbook", None, &[]),
    ("csv/eight.csv", "eight", None, &[]),
    ("csv/eight-new.csv", "eight", None, &[]),
    ("csv/atena-shokunin.csv", "atena-shokunin", None, &[]),
    ("csv/hagaki-design-kit.csv", "hagaki-design-kit", None, &[]),
    ("csv/line-works-like.csv", "csv", None, &[]),
    ("csv/sansan-like.csv", "csv", None, &[]),
    ("vcard/apple-3.0.vcf", "vcard-3.0", Some(ExportFormat::Vcard3), &[]),
    ("vcard/android-2.1.vcf", "vcard-2.1", Some(ExportFormat::Vcard3), &[]),
    ("vcard/google-3.0.vcf", "vcard-3.0", Some(ExportFormat::Vcard3), &[]),
    ("vcard/outlook-2.1.vcf", "vcard-2.1", Some(ExportFormat::Vcard3), &[]),
    ("vcard/docomo-2.1-cp932.vcf", "vcard-2.1", Some(ExportFormat::Vcard3), &[]),
    ("vcard/au-2.1-cp932-qp.vcf", "vcard-2.1", Some(ExportFormat::Vcard3), &[]),
    ("vcard/softbank-2.1-cp932.vcf", "vcard-2.1", Some(ExportFormat::Vcard3), &[]),
    ("vcard/nextcloud-3.0.vcf", "vcard-3.0", Some(ExportFormat::Vcard3), &[]),
    ("vcard/kaddressbook-4.0.vcf", "vcard-4.0", Some(ExportFormat::Vcard4), &[]),
    ("vcard/thunderbird-4.0.vcf", "vcard-4.0", Some(ExportFormat::Vcard4), &[]),
    ("ldif/thunderbird.ldif", "ldif", Some(ExportFormat::Ldif), &[]),
    ("mecard/phones.txt", "mecard", None, &[]),
];

#[test]
fn a_file_of_every_program_comes_back_the_same_from_its_own_format() {
    for (file, dialect, own, lost) in FILES {
        let path = golden(file);
        let looked = Place::new().open().look(std::slice::from_ref(&path), &Reading::default()).expect("a look");
        assert_eq!(looked.iter().map(|file| file.dialect.as_str()).collect::<Vec<_>>(), [dialect], "{file}");
        if let Some(format) = own {
            assert_eq!(there_and_back(&path, format, "own"), lost, "{file}: what its own format can't hold");
        }
    }
}

#[test]
fn a_file_of_every_program_comes_back_the_same_from_our_table_and_from_a_vcard() {
    for (file, ..) in FILES {
        let lost = there_and_back(&golden(file), ExportFormat::CsvUtf8, "all.csv");
        let photos = ["photo", "unknown", "middle_name", "name_affixes"];
        assert!(lost.iter().all(|field| photos.contains(&field.as_str())), "{file}: {lost:?}");
        assert_eq!(there_and_back(&golden(file), ExportFormat::Vcard4, "all.vcf"), [""; 0], "{file}");
    }
}

/// Tables and vCards have theirs beside what each reader says of them.
#[test]
fn the_people_of_an_ldif_and_of_mecards_are_those_written_down() {
    for file in ["ldif/thunderbird.ldif", "mecard/phones.txt"] {
        let (place, book) = imported(&golden(file));
        let (out, _) = exported(&place, &book, ExportFormat::CsvUtf8, "all.csv");
        compare(&golden(file).with_extension("people.csv"), &std::fs::read(out).expect("the table"));
    }
}
