//! Those who are there already, decided one by one: what is asked, and that the import does what was decided.

mod support;

use std::ops::ControlFlow;
use std::path::PathBuf;

use enishi_core::book::{
    Asked, Book, Decided, Decision, Existing, Fate, ImportOptions, ImportReport, List, Preview, Sort,
};
use enishi_core::contact::ContactId;
use support::{Place, assert_sound, sato, tanaka};

/// Tanaka with a new title and a second phone, Satō as she is, Satō with a note, and somebody new.
const FILE: &str = "氏名,ふりがな,会社名,役職,電話番号,電話番号2,メモ\n\
田中 太郎,たなか たろう,株式会社青空商店,部長,090-1234-5678,03-1111-2222,\n\
佐藤 花子,さとう はなこ,,,03-1234-5678,,\n\
佐藤 花子,さとう はなこ,,,03-1234-5678,,産休中\n\
東野 昌平,ひがしの しょうへい,,,03-9999-0000,,\n";

fn asking(decisions: &[(u64, Decided)], rest: Decided) -> ImportOptions {
    let decisions = decisions.iter().map(|(line, then)| Decision { file: 0, line: *line, then: *then });
    ImportOptions { existing: Existing::Ask, decisions: decisions.collect(), rest, ..ImportOptions::default() }
}

fn preview(book: &Book, file: &PathBuf, options: &ImportOptions) -> Preview {
    book.preview(std::slice::from_ref(file), options, &mut |_| ControlFlow::Continue(())).expect("a look")
}

fn import(book: &Book, file: &PathBuf, options: &ImportOptions) -> ImportReport {
    book.import(std::slice::from_ref(file), options, &mut |_| ControlFlow::Continue(())).expect("the import runs")
}

fn counts(report: &ImportReport) -> [u32; 4] {
    [report.added, report.updated, report.skipped, report.failed]
}

fn named(book: &Book, name: &str) -> Vec<ContactId> {
    let rows = book.list(List::All, Sort::Reading, 0, 100).expect("a list").rows;
    rows.into_iter().filter(|row| row.display_name == name).map(|row| row.id).collect()
}

/// What is asked, and that the import counts as its preview did.
fn decided(book: &Book, file: &PathBuf, options: &ImportOptions, wanted: [u32; 4]) -> Vec<Asked> {
    let looked = preview(book, file, options);
    assert_eq!(counts(&looked.report), wanted, "the preview follows the decisions");
    let listed = [Fate::Added, Fate::Updated, Fate::Skipped].map(|fate| looked.people(fate, 0, 0).total);
    assert_eq!(listed, [wanted[0], wanted[1], wanted[2]], "and so do its lists");
    let report = import(book, file, options);
    assert_eq!(counts(&report), wanted, "the import does what its preview said");
    assert_sound(book);
    looked.asked(0, 100).people
}

#[test]
fn who_would_change_is_asked_with_what_would_change_and_nobody_else() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    let file = place.file("名簿.csv", FILE);
    let asked = preview(&book, &file, &asking(&[], Decided::Update)).asked(0, 10);
    assert_eq!(asked.total, 2, "who stays the same is not asked, nor who is new: {asked:?}");
    let [first, second] = asked.people.as_slice() else { panic!("{asked:?}") };
    assert_eq!((first.id, first.line, first.place.as_str(), first.name.as_str()), (taro, 2, "名簿.csv:2", "田中 太郎"));
    let changes: Vec<(&str, &str, &str)> = first
        .changes
        .iter()
        .map(|change| (change.field.as_str(), change.before.as_str(), change.after.as_str()))
        .collect();
    assert!(changes.contains(&("title", "", "部長")), "{changes:?}");
    let phones = changes.iter().find(|(field, ..)| *field == "phones").expect("the phones change");
    assert!(phones.1.contains("090-1234-5678") && phones.2.contains("03-1111-2222"), "{phones:?}");
    assert_eq!((second.id, second.line), (hanako, 4));
    assert_eq!(preview(&book, &file, &ImportOptions::default()).asked(0, 10).total, 0, "unasked, nothing is kept");
    assert_eq!(preview(&book, &file, &asking(&[], Decided::Update)).asked(1, 10).people.len(), 1);
}

#[test]
fn each_is_updated_left_or_added_as_decided_and_all_is_undone_at_once() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    let file = place.file("名簿.csv", FILE);
    let options = asking(&[(2, Decided::Skip), (4, Decided::Add)], Decided::Update);
    decided(&book, &file, &options, [2, 0, 2, 0]);
    assert_eq!(book.contact(taro).expect("there").title, "", "left as he was");
    let both = named(&book, "佐藤 花子");
    assert_eq!(both.len(), 2, "another person of her name");
    assert_eq!(book.contact(hanako).expect("there").note, "");
    let other = both.into_iter().find(|id| *id != hanako).expect("the other");
    assert_eq!(book.contact(other).expect("there").note, "産休中");
    book.undo().expect("undone");
    assert_eq!(named(&book, "佐藤 花子"), [hanako]);
    assert_eq!(named(&book, "東野 昌平"), []);
    assert_sound(&book);
}

#[test]
fn all_the_rest_are_treated_alike() {
    for (rest, wanted) in [(Decided::Update, [1, 2, 1, 0]), (Decided::Skip, [1, 0, 3, 0]), (Decided::Add, [3, 0, 1, 0])]
    {
        let place = Place::new();
        let book = place.open();
        tanaka(&book);
        sato(&book);
        let asked = decided(&book, &place.file("名簿.csv", FILE), &asking(&[], rest), wanted);
        assert_eq!(asked.len(), 2, "whatever is decided, the same are asked");
    }
    let place = Place::new();
    let book = place.open();
    let taro = tanaka(&book);
    sato(&book);
    let file = place.file("名簿.csv", FILE);
    decided(&book, &file, &asking(&[(2, Decided::Update)], Decided::Skip), [1, 1, 2, 0]);
    assert_eq!(book.contact(taro).expect("there").title, "部長");
    let again = preview(&book, &file, &asking(&[], Decided::Update));
    let asked: Vec<u64> = again.asked(0, 10).people.iter().map(|asked| asked.line).collect();
    assert_eq!(asked, [4], "what was taken is not asked again, what was left is");
}

#[test]
fn a_group_takes_nobody_in_who_is_left_as_they_are() {
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u1\r\nFN:田中 太郎\r\nN:田中;太郎;;;\r\nTITLE:課長\r\nEND:VCARD\r\n";
    let place = Place::new();
    let book = place.open();
    import(&book, &place.file("a.vcf", card), &ImportOptions::default());
    let newer = card.replace("課長", "部長")
        + "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:役員\r\nX-ADDRESSBOOKSERVER-KIND:group\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:u1\r\nEND:VCARD\r\n";
    let file = place.file("b.vcf", newer);
    import(&book, &file, &asking(&[], Decided::Skip));
    let taro = book.contact(named(&book, "田中 太郎")[0]).expect("there");
    assert_eq!((taro.title.as_str(), taro.groups.len()), ("課長", 0));
    import(&book, &file, &asking(&[], Decided::Update));
    let taro = book.contact(taro.id).expect("there");
    assert_eq!((taro.title.as_str(), taro.groups.len()), ("部長", 1));
}
