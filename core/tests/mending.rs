//! Proposed mendings: taken one by one or all, the same in the preview and in the import, for every format.

mod support;

use std::ops::ControlFlow;
use std::path::PathBuf;

use enishi_core::book::{Book, ChosenMending, Contact, ImportOptions, ImportProblem, ImportReport, List, Sort};
use enishi_core::contact::mend::Mending;
use support::{Place, assert_sound};

const TABLE: &str = "氏名,電話番号,メール,誕生日,郵便番号,都道府県,住所\n\
岡 さゆり,312345678,oka@@example.jp,1974/02/30,600001,北海道,札幌市?央区\n\
高橋 実,03-1111-2222,,,,,\n\
高橋 実,03-1111-2222,,,,,\n";

fn look(book: &Book, file: &PathBuf, options: &ImportOptions) -> ImportReport {
    let files = std::slice::from_ref(file);
    book.preview(files, options, &mut |_| ControlFlow::Continue(())).expect("a look").report
}

/// The import, which counts as its preview did.
fn import(book: &Book, file: &PathBuf, options: &ImportOptions) -> ImportReport {
    let looked = look(book, file, options);
    let files = std::slice::from_ref(file);
    let report = book.import(files, options, &mut |_| ControlFlow::Continue(())).expect("the import runs");
    assert_eq!(ImportReport { import_id: None, ..report.clone() }, looked, "the preview said what would be");
    assert_sound(book);
    report
}

fn of(book: &Book, name: &str) -> Contact {
    let rows = book.list(List::All, Sort::Reading, 0, 100).expect("a list").rows;
    let row = rows.iter().find(|row| row.display_name == name).unwrap_or_else(|| panic!("no {name}"));
    book.contact(row.id).expect("there")
}

fn choosing(problem: &ImportProblem, then: Mending) -> ChosenMending {
    let ImportProblem { file, line, reason, detail, .. } = problem.clone();
    ChosenMending { file, line, reason, detail, then }
}

fn reasons(report: &ImportReport) -> Vec<&str> {
    let mut reasons: Vec<&str> = report.problems.iter().map(|problem| problem.reason.as_str()).collect();
    reasons.sort_unstable();
    reasons
}

#[test]
fn untaken_proposals_leave_everything_as_it_is() {
    let place = Place::new();
    let book = place.open();
    let report = import(&book, &place.file("a.csv", TABLE), &ImportOptions::default());
    assert_eq!((report.added, report.skipped), (3, 0));
    assert_eq!(
        reasons(&report),
        ["bad_date", "bad_email", "lost_char", "lost_zero", "lost_zero", "repeated"],
        "{:?}",
        report.problems
    );
    assert!(report.problems.iter().all(|problem| problem.mendable && problem.taken == Mending::AsIs));
    let oka = of(&book, "岡 さゆり");
    assert_eq!((&*oka.phones[0].value, &*oka.emails[0].value), ("312345678", "oka@@example.jp"));
    assert_eq!((&*oka.addresses[0].postal, &*oka.dates[0].text), ("600001", "1974/02/30"));
}

#[test]
fn all_proposals_are_taken_at_once_and_the_counts_follow() {
    let place = Place::new();
    let book = place.open();
    let options = ImportOptions { mend_all: true, ..ImportOptions::default() };
    let file = place.file("a.csv", TABLE);
    let report = import(&book, &file, &options);
    assert_eq!((report.added, report.skipped), (2, 1), "the repeated row is one with the first");
    let oka = of(&book, "岡 さゆり");
    assert_eq!((&*oka.phones[0].value, &*oka.emails[0].value), ("0312345678", "oka@example.jp"));
    assert_eq!((&*oka.addresses[0].postal, oka.dates.len()), ("060-0001", 0));
    assert_eq!(oka.addresses[0].city.clone() + &oka.addresses[0].street, "札幌市?央区", "nothing is invented");
    let left: Vec<&str> = report
        .problems
        .iter()
        .filter(|problem| problem.taken == Mending::AsIs)
        .map(|problem| problem.reason.as_str())
        .collect();
    assert_eq!(left, ["lost_char"]);
    for again in [&options, &ImportOptions::default()] {
        let again = import(&book, &file, again);
        assert_eq!(
            (again.added, again.updated, again.skipped),
            (0, 0, 3),
            "mended or not, the same file changes nothing"
        );
    }
    assert_eq!(of(&book, "岡 さゆり").emails[0].value, "oka@example.jp", "nothing mended is broken again");
}

#[test]
fn each_can_be_left_out_noted_typed_or_kept_against_the_proposals() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("a.csv", TABLE);
    let problems = look(&book, &file, &ImportOptions::default()).problems;
    let problem = |reason: &str, detail: &str| {
        let found = problems.iter().find(|problem| problem.reason == reason && problem.detail == detail);
        found.unwrap_or_else(|| panic!("{reason} {detail}: {problems:?}"))
    };
    let typed = Mending::Replace("札幌市中央区".to_owned());
    let mendings = vec![
        choosing(problem("bad_email", "oka@@example.jp"), Mending::ToNote),
        choosing(problem("lost_zero", "312345678"), Mending::AsIs),
        choosing(problem("bad_date", "1974/02/30"), Mending::Replace("1974/2/28".to_owned())),
        choosing(problem("lost_char", "札幌市?央区"), typed),
        choosing(problem("repeated", "a.csv:3"), Mending::AsIs),
    ];
    let report = import(&book, &file, &ImportOptions { mend_all: true, mendings, ..ImportOptions::default() });
    assert_eq!((report.added, report.skipped), (3, 0));
    let oka = of(&book, "岡 さゆり");
    assert_eq!((oka.emails.len(), &*oka.note, &*oka.phones[0].value), (0, "oka@@example.jp", "312345678"));
    assert_eq!((oka.dates[0].year, oka.dates[0].day), (Some(1974), Some(28)));
    assert_eq!(oka.addresses[0].city.clone() + &oka.addresses[0].street, "札幌市中央区");
    assert_eq!(oka.addresses[0].postal, "060-0001", "the rest is as proposed");
}

#[test]
fn cards_and_entries_are_mended_alike() {
    let options = ImportOptions { mend_all: true, ..ImportOptions::default() };
    for (name, text) in [
        (
            "a.vcf",
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:岡;さゆり;;;\r\nFN:岡 さゆり\r\nitem1.EMAIL:oka＠example.jp\r\nitem1.X-ABLabel:x\r\nTEL:０３－１２３４－５６７８\r\nEND:VCARD\r\n",
        ),
        (
            "a.ldif",
            "dn: cn=a\nobjectclass: person\ncn: 岡 さゆり\nsn: 岡\ngivenName: さゆり\nmail: oka＠example.jp\ntelephoneNumber: ０３－１２３４－５６７８\n",
        ),
        ("a.txt", "MECARD:N:岡,さゆり;TEL:０３－１２３４－５６７８;EMAIL:oka＠example.jp;;"),
    ] {
        let place = Place::new();
        let book = place.open();
        let report = import(&book, &place.file(name, text), &options);
        assert_eq!(report.added, 1, "{report:?}");
        let oka = of(&book, "岡 さゆり");
        assert_eq!(oka.emails[0].value, "oka@example.jp", "{name}");
        assert_eq!(oka.phones[0].value, "03-1234-5678", "{name}");
    }
}

#[test]
fn a_row_that_changes_nothing_is_not_doubted_again() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("a.csv", "氏名,メール\n岡 さゆり,oka@@example.jp\n");
    assert_eq!(reasons(&import(&book, &file, &ImportOptions::default())), ["bad_email"]);
    assert_eq!(import(&book, &file, &ImportOptions::default()).problem_count, 0);
}

#[test]
fn proposals_are_taken_by_a_later_import_of_the_same_file_too() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("a.csv", "氏名,電話番号,メール\n岡 さゆり,03-1234-5678,oka@@example.jp\n");
    import(&book, &file, &ImportOptions::default());
    let options = ImportOptions { mend_all: true, ..ImportOptions::default() };
    let report = import(&book, &file, &options);
    assert_eq!((report.added, report.updated), (0, 1));
    assert!(of(&book, "岡 さゆり").emails.iter().any(|mail| mail.value == "oka@example.jp"));
    for again in [&options, &ImportOptions::default()] {
        assert_eq!(import(&book, &file, again).skipped, 1, "and then nothing changes any more");
    }
}
