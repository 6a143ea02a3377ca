//! Bringing files in: who is already there, what is overwritten and what never, undo, and the report that adds up.

mod support;

use std::ops::ControlFlow;
use std::path::PathBuf;

use enishi_core::book::{
    Book, Existing, Fate, Held, How, ImportOptions, ImportReport, List, Phase, Reading, Sort, Verb,
};
use enishi_core::contact::{ContactId, Side};
use support::{Place, assert_sound, contact, edit, edits, holds, names, sato, tanaka};

const TARO: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:taro-1\r\nN:田中;太郎;;;\r\nFN:田中 太郎\r\nX-PHONETIC-LAST-NAME:たなか\r\n\
X-PHONETIC-FIRST-NAME:たろう\r\nTEL;TYPE=CELL:090-1234-5678\r\nEMAIL:tanaka@aozora.example.jp\r\nTITLE:課長\r\n\
CATEGORIES:顧客,年賀状\r\nX-HOBBY:釣り\r\nEND:VCARD\r\n";
const HANAKO: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:佐藤;花子;;;\r\nFN:佐藤 花子\r\nX-PHONETIC-LAST-NAME:さとう\r\n\
TEL;TYPE=WORK:03-1234-5678\r\nEND:VCARD\r\n";

fn import(book: &Book, files: &[PathBuf], options: &ImportOptions) -> ImportReport {
    let report = book.import(files, options, &mut |_| ControlFlow::Continue(())).expect("the import runs");
    assert_eq!(
        report.read,
        report.added + report.updated + report.skipped + report.failed,
        "the report adds up: {report:?}"
    );
    report
}

fn bring(place: &Place, book: &Book, text: &str) -> ImportReport {
    import(book, &[place.file("people.vcf", text)], &ImportOptions::default())
}

fn counts(report: &ImportReport) -> (u32, u32, u32, u32) {
    (report.added, report.updated, report.skipped, report.failed)
}

fn find(book: &Book, name: &str) -> ContactId {
    let rows = book.list(List::All, Sort::Reading, 0, 1000).expect("a list").rows;
    rows.iter().find(|row| row.display_name == name).unwrap_or_else(|| panic!("no {name}")).id
}

fn exported(place: &Place, book: &Book) -> String {
    use enishi_core::book::{ExportFormat, ExportWhat};
    let target = place.folder.path().join("out.vcf");
    let what = ExportWhat::List(List::All);
    book.export(&target, ExportFormat::Vcard3, &what, &mut |_| ControlFlow::Continue(())).expect("exported");
    std::fs::read_to_string(target).expect("the export")
}

#[test]
fn new_people_come_in_with_groups_and_origin() {
    let place = Place::new();
    let book = place.open();
    let report = bring(&place, &book, &format!("{TARO}{HANAKO}"));
    assert_eq!(counts(&report), (2, 0, 0, 0));
    assert_eq!(names(&book, List::All), ["佐藤 花子", "田中 太郎"]);
    let taro = book.contact(find(&book, "田中 太郎")).expect("there");
    assert_eq!(taro.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["年賀状", "顧客"]);
    assert_eq!((taro.origin.how, taro.origin.from.as_str()), (How::Import, "people.vcf"));
    assert_eq!((taro.uid.as_str(), taro.side), ("taro-1", Side::Partner));
    assert_eq!(taro.unknown[0].value, "釣り");
    assert_eq!(book.counts().expect("counts").groups.len(), 2);
    let history = book.changes(Some(taro.id), 10).expect("the history");
    assert_eq!(history[0].verb, Verb::Import);
    assert!(history[0].fields.iter().any(|field| field.field == "title" && field.after == "課長"));
    assert_sound(&book);
}

#[test]
fn the_same_file_again_changes_nothing() {
    let place = Place::new();
    let book = place.open();
    let both = format!("{TARO}{HANAKO}{HANAKO}");
    assert_eq!(
        counts(&bring(&place, &book, &both)),
        (3, 0, 0, 0),
        "cards of one file are never matched with each other"
    );
    let before = exported(&place, &book);
    let changes = book.changes(None, 100).expect("the list").len();
    let again = bring(&place, &book, &both);
    assert_eq!((counts(&again), again.import_id), ((0, 0, 3, 0), None));
    assert_eq!(exported(&place, &book), before);
    assert_eq!(book.changes(None, 100).expect("the list").len(), changes);
    assert_sound(&book);
}

#[test]
fn what_the_user_changed_since_is_not_overwritten_by_the_same_row() {
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, TARO);
    let id = find(&book, "田中 太郎");
    book.edit(id, &edits(&[("title", "部長"), ("phones[0].value", "080-0000-0000")])).expect("edited");
    assert_eq!(counts(&bring(&place, &book, TARO)), (0, 0, 1, 0));
    assert_eq!(book.contact(id).expect("there").title, "部長");
}

#[test]
fn a_row_that_brought_nothing_new_is_remembered_too() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let file = exported(&place, &book);
    let report = bring(&place, &book, &file);
    assert_eq!((counts(&report), report.import_id), ((0, 0, 1, 0), None), "our own export says nothing new");
    book.edit(id, &[edit("title", "部長")]).expect("edited");
    book.edit(id, &[edit("phones[0].value", "080-0000-0000")]).expect("edited");
    assert_eq!(counts(&bring(&place, &book, &file)), (0, 0, 1, 0));
    assert_eq!(book.contact(id).expect("there").phones.len(), 1);
}

#[test]
fn a_newer_card_of_the_same_uid_updates_and_is_undone_as_a_whole() {
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, TARO);
    let before = exported(&place, &book);
    let newer = TARO
        .replace("課長", "部長")
        .replace("田中 太郎", "田中 太朗")
        .replace("CATEGORIES:顧客,年賀状", "CATEGORIES:幹部")
        .replace("TEL;TYPE=CELL:090-1234-5678", "TEL;TYPE=WORK:03-9999-0000");
    let report = bring(&place, &book, &format!("{newer}{HANAKO}"));
    assert_eq!(counts(&report), (1, 1, 0, 0));
    let taro = book.contact(find(&book, "田中 太朗")).expect("there");
    assert_eq!(taro.title, "部長");
    assert_eq!(taro.phones.len(), 2, "nothing is taken away");
    assert_eq!(taro.groups.len(), 3);
    assert_eq!(taro.unknown[0].value, "釣り");
    let undone = book.undo_import(report.import_id.expect("an import")).expect("undone");
    assert!(undone.left_alone.is_empty());
    assert_eq!(exported(&place, &book), before);
    assert_eq!(book.counts().expect("counts").groups.len(), 2, "the group it made went with it");
    assert_eq!(counts(&bring(&place, &book, &format!("{newer}{HANAKO}"))), (1, 1, 0, 0), "redone by importing again");
    assert_sound(&book);
}

#[test]
fn without_a_uid_the_same_name_and_mail_or_phone_are_the_same_person() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let cases = [
        ("FN:田中太郎\r\nTEL:+81 90 1234 5678", Some("the phone, however it is written")),
        ("FN:田中　太郎\r\nEMAIL:TANAKA@aozora.example.jp", Some("the mail, in any case")),
        ("FN:田中 太郎\r\nTEL:090-0000-0000", None),
        ("FN:田中 次郎\r\nTEL:090-1234-5678", None),
        ("FN:田中 太郎", None),
    ];
    for (number, (lines, same)) in cases.into_iter().enumerate() {
        let card = format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{lines}\r\nTITLE:{number}長\r\nEND:VCARD\r\n");
        let dry = ImportOptions { dry_run: true, ..ImportOptions::default() };
        let report = import(&book, &[place.file("one.vcf", &card)], &dry);
        let expected = if same.is_some() { (0, 1, 0, 0) } else { (1, 0, 0, 0) };
        assert_eq!(counts(&report), expected, "{lines}: {same:?}");
    }
    assert_eq!(book.contact(id).expect("there").title, "", "a preview changes nothing");
}

#[test]
fn a_preview_needs_no_lock_and_counts_what_the_import_will_do() {
    use enishi_core::book::Access;
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, &format!("{TARO}{HANAKO}"));
    let file = place.file(
        "next.vcf",
        format!(
            "{}{HANAKO}{}",
            TARO.replace("課長", "部長"),
            TARO.replace("taro-1", "taro-2").replace("田中 太郎", "田中 次郎")
        ),
    );
    let reader = Book::open(&place.path(), place.edge(), Access::Read).expect("beside the writer");
    let before = exported(&place, &book);
    let dry = ImportOptions { dry_run: true, ..ImportOptions::default() };
    let preview = import(&reader, std::slice::from_ref(&file), &dry);
    assert_eq!((counts(&preview), preview.import_id), ((1, 1, 1, 0), None));
    assert_eq!(exported(&place, &book), before);
    let done = import(&book, &[file], &ImportOptions::default());
    assert_eq!(counts(&done), counts(&preview));
}

#[test]
fn a_preview_tells_page_by_page_who_would_come_in_and_what_would_change() {
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, &format!("{TARO}{HANAKO}"));
    let newer = TARO.replace("課長", "部長").replace("CATEGORIES:顧客", "CATEGORIES:得意先");
    let mut text = format!("{newer}{HANAKO}");
    for number in 0..3_000 {
        text += &format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:人{number}\r\nORG:会社{number}\r\nEND:VCARD\r\n");
    }
    let file = place.file("next.vcf", text);
    let before = exported(&place, &book);
    let go = &mut |_| ControlFlow::Continue(());
    let preview = book.preview(&[file], &ImportOptions::default(), go).expect("looked at");
    assert_eq!(counts(&preview.report), (3_000, 1, 1, 0));
    let page = preview.people(Fate::Added, 2_990, 40);
    assert_eq!((page.total, page.offset, page.people.len()), (3_000, 2_990, 10));
    assert_eq!((page.people[0].name.as_str(), page.people[0].company.as_str()), ("人2990", "会社2990"));
    let updated = preview.people(Fate::Updated, 0, 40).people;
    assert_eq!(updated.len(), 1);
    assert_eq!(
        (updated[0].name.as_str(), updated[0].fields.as_slice()),
        ("田中 太郎", &["title".to_owned(), "groups".to_owned()][..])
    );
    assert_eq!(preview.people(Fate::Skipped, 0, 40).people[0].name, "佐藤 花子");
    assert_eq!(exported(&place, &book), before, "a preview changes nothing");
}

#[test]
fn two_who_fit_are_nobody_and_it_is_said() {
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, &format!("{HANAKO}{}", HANAKO.replace("TEL;TYPE=WORK", "TITLE:課長\r\nTEL")));
    let report = bring(&place, &book, &HANAKO.replace("END:", "NOTE:三人目\r\nEND:"));
    assert_eq!(counts(&report), (1, 0, 0, 0));
    assert_eq!(report.problems[0].reason, "ambiguous");
    assert_eq!((report.problems[0].place.as_str(), report.problems[0].lost), ("people.vcf:1", false));
}

#[test]
fn one_uid_for_several_people_is_told_apart_by_name() {
    let place = Place::new();
    let book = place.open();
    let shared = format!("{}{}", TARO.replace("taro-1", "x"), HANAKO.replace("\r\nFN:", "\r\nUID:x\r\nFN:"));
    assert_eq!(counts(&bring(&place, &book, &shared)), (2, 0, 0, 0));
    let newer = HANAKO.replace("\r\nFN:", "\r\nUID:x\r\nTITLE:店長\r\nFN:");
    assert_eq!(counts(&bring(&place, &book, &newer)), (0, 1, 0, 0));
    assert_eq!(book.contact(find(&book, "佐藤 花子")).expect("there").title, "店長");
    let stranger = HANAKO.replace("\r\nFN:", "\r\nUID:x\r\nFN:").replace("佐藤 花子", "鈴木 一郎");
    let report = bring(&place, &book, &stranger);
    assert_eq!((counts(&report), report.problems[0].reason.as_str()), ((0, 0, 1, 0), "ambiguous"));
}

#[test]
fn a_row_stays_with_whom_it_was_given_to_even_if_its_uid_came_with_another_card() {
    let place = Place::new();
    let book = place.open();
    sato(&book);
    // The first card is new; the second is Sato by name and phone, who was there before.
    let new = HANAKO.replace("\r\nFN:", "\r\nUID:x\r\nFN:").replace("03-1234-5678", "03-9999-9999");
    let known = HANAKO.replace("\r\nFN:", "\r\nUID:x\r\nTITLE:店長\r\nFN:");
    assert_eq!(counts(&bring(&place, &book, &format!("{new}{known}"))), (1, 1, 0, 0));
    assert_eq!(counts(&bring(&place, &book, &format!("{new}{known}"))), (0, 0, 2, 0), "again nothing changes");
}

#[test]
fn who_is_in_the_trash_is_skipped_and_said() {
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, &format!("{TARO}{HANAKO}"));
    let (taro, hanako) = (find(&book, "田中 太郎"), find(&book, "佐藤 花子"));
    book.trash(&[contact(taro), contact(hanako)]).expect("deleted");
    let newer = format!("{}{HANAKO}{}", TARO.replace("課長", "部長"), HANAKO.replace("END:", "NOTE:新\r\nEND:"));
    let report = bring(&place, &book, &newer);
    assert_eq!(counts(&report), (0, 0, 3, 0));
    assert!(report.problems.iter().all(|problem| problem.reason == "in_trash"), "{:?}", report.problems);
    book.purge(&[contact(taro), contact(hanako)]).expect("purged");
    assert_eq!(counts(&bring(&place, &book, &newer)), (3, 0, 0, 0), "whoever is gone for good comes anew");
}

#[test]
fn skipping_and_adding_leave_those_who_are_there() {
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, TARO);
    let newer = place.file("newer.vcf", TARO.replace("課長", "部長"));
    let skip = ImportOptions { existing: Existing::Skip, ..ImportOptions::default() };
    assert_eq!(counts(&import(&book, std::slice::from_ref(&newer), &skip)), (0, 0, 1, 0));
    assert_eq!(book.contact(find(&book, "田中 太郎")).expect("there").title, "課長");
    let add = ImportOptions { existing: Existing::Add, ..ImportOptions::default() };
    assert_eq!(counts(&import(&book, &[newer], &add)), (1, 0, 0, 0));
    assert_eq!(names(&book, List::All).len(), 2);
    assert_sound(&book);
}

#[test]
fn the_own_cards_mail_domain_makes_own_staff() {
    let place = Place::new();
    let book = place.open();
    let own = sato(&book);
    book.edit(
        own,
        &edits(&[("own", "true"), ("emails[+]", "hanako@kamiya.example.jp"), ("emails[+]", "hanako@gmail.com")]),
    )
    .expect("own");
    let card =
        |name: &str, mail: &str| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEMAIL:{mail}\r\nEND:VCARD\r\n");
    let people =
        [card("甲", "kou@KAMIYA.example.jp"), card("乙", "otsu@other.example.jp"), card("丙", "hei@gmail.com")];
    bring(&place, &book, &people.concat());
    let side = |name| book.contact(find(&book, name)).expect("there").side;
    assert_eq!((side("甲"), side("乙"), side("丙")), (Side::Internal, Side::Partner, Side::Partner));
    let all_internal = ImportOptions { internal: true, ..ImportOptions::default() };
    import(&book, &[place.file("staff.vcf", card("丁", "tei@other.example.jp"))], &all_internal);
    assert_eq!(side("丁"), Side::Internal);
}

#[test]
fn contacts_shared_by_somebody_can_be_hidden_and_never_deleted() {
    let place = Place::new();
    let book = place.open();
    let shared = ImportOptions { shared_by: Some("総務部".into()), ..ImportOptions::default() };
    import(&book, &[place.file("shared.vcf", TARO)], &shared);
    let id = find(&book, "田中 太郎");
    assert_eq!(book.contact(id).expect("there").owner.as_deref(), Some("総務部"));
    let hanako = sato(&book);
    let refusal = book.trash(&[contact(hanako), contact(id)]).expect_err("not yours");
    assert!(
        matches!(refusal, enishi_core::Error::NotYours { ref name, ref owner } if name == "田中 太郎" && owner == "総務部")
    );
    assert_eq!(names(&book, List::All).len(), 2, "and nobody else is deleted either");
    book.hide(&[id]).expect("hidden");
    assert_eq!(names(&book, List::Hidden), ["田中 太郎"]);
}

#[test]
fn undoing_an_import_leaves_alone_who_was_edited_since() {
    let place = Place::new();
    let book = place.open();
    let report = bring(&place, &book, &format!("{TARO}{HANAKO}"));
    let id = find(&book, "田中 太郎");
    book.edit(id, &[edit("title", "部長")]).expect("edited");
    let undone = book.undo_import(report.import_id.expect("an import")).expect("undone");
    assert_eq!((undone.count, undone.left_alone), (1, vec!["田中 太郎".to_owned()]));
    assert_eq!(names(&book, List::All), ["田中 太郎"]);
    assert_eq!(book.undo_import(report.import_id.expect("an import")).expect_err("already").code(), "nothing");
    assert_sound(&book);
}

#[test]
fn an_edit_that_was_undone_counts_as_untouched() {
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, TARO);
    book.edit(find(&book, "田中 太郎"), &[edit("title", "部長")]).expect("edited");
    book.undo().expect("the edit");
    book.undo().expect("the import, by plain undo");
    assert!(names(&book, List::All).is_empty());
    assert_eq!(book.redo().expect_err("importing again is how").code(), "nothing");
    assert_eq!(book.undo().expect_err("nothing is left").code(), "nothing");
    assert_sound(&book);
}

#[test]
fn a_cancelled_import_leaves_the_book_as_it_was() {
    let place = Place::new();
    let book = place.open();
    tanaka(&book);
    let before = exported(&place, &book);
    let many: String = (0..2000).map(|number| TARO.replace("taro-1", &format!("t{number}"))).collect();
    let file = place.file("many.vcf", many);
    for stop_at in [1, 3, 8] {
        let mut told = 0;
        let error = book
            .import(std::slice::from_ref(&file), &ImportOptions::default(), &mut |_| {
                told += 1;
                if told == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .expect_err("cancelled");
        assert_eq!(error.code(), "cancelled");
        assert_eq!(exported(&place, &book), before);
    }
    let mut phases = Vec::new();
    book.import(&[file], &ImportOptions::default(), &mut |progress| {
        phases.push(progress.phase);
        ControlFlow::Continue(())
    })
    .expect("runs to its end afterwards");
    assert_eq!(phases.last(), Some(&Phase::Saving));
    assert_sound(&book);
}

#[test]
fn files_that_cannot_be_read_say_which_and_why() {
    let place = Place::new();
    let book = place.open();
    let check = |path: PathBuf, reason: &str| {
        let error = book.import(&[path], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()));
        match error.expect_err("refused") {
            enishi_core::Error::Unreadable { reason: found, .. } => assert_eq!(found, reason),
            other => panic!("{other}"),
        }
    };
    check(place.folder.path().join("nowhere.vcf"), "not_found");
    check(place.file("empty.vcf", ""), "empty");
    check(place.file("photo.jpg", [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0]), "picture");
    check(place.file("letter.txt", "拝啓 時下ますます\nご清栄のことと"), "not_contacts");
}

fn groups_of(book: &Book, name: &str) -> Vec<String> {
    book.contact(find(book, name)).expect("there").groups.into_iter().map(|group| group.name).collect()
}

const GROUP: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:家族;;;;\r\nFN:家族\r\nX-ADDRESSBOOKSERVER-KIND:group\r\n\
X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:TARO-1\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:nobody\r\nUID:group-1\r\nEND:VCARD\r\n";

#[test]
fn a_card_that_is_a_group_becomes_one_with_its_members() {
    for files in [[GROUP, TARO, HANAKO], [TARO, HANAKO, GROUP]] {
        let place = Place::new();
        let book = place.open();
        let report = bring(&place, &book, &files.concat());
        assert_eq!(counts(&report), (2, 0, 0, 0), "a group is nobody");
        let told: Vec<_> = report.problems.iter().map(|problem| (&*problem.reason, &*problem.detail)).collect();
        assert_eq!(told, [("no_member", "urn:uuid:nobody")]);
        assert_eq!(groups_of(&book, "田中 太郎"), ["家族", "年賀状", "顧客"]);
        assert_eq!(groups_of(&book, "佐藤 花子"), Vec::<String>::new());
        assert_sound(&book);
        book.undo_import(report.import_id.expect("an import")).expect("undone");
        assert_eq!(book.counts().expect("counts").groups, []);
        assert_sound(&book);
    }
}

#[test]
fn a_group_takes_in_who_was_there_before_and_gives_them_back_with_the_import() {
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, TARO);
    let before = exported(&place, &book);
    for text in [[TARO, GROUP].concat(), [TARO.replace("課長", "部長").as_str(), GROUP].concat(), GROUP.to_owned()]
    {
        let report = bring(&place, &book, &text);
        assert_eq!(groups_of(&book, "田中 太郎"), ["家族", "年賀状", "顧客"], "{text}");
        assert_sound(&book);
        let again = bring(&place, &book, &text);
        assert_eq!((again.import_id, again.updated), (None, 0), "the same file again changes nothing");
        book.undo_import(report.import_id.expect("an import")).expect("undone");
        assert_eq!(exported(&place, &book), before, "{text}");
        assert_sound(&book);
    }
}

#[test]
fn who_left_a_group_since_is_not_put_back_by_the_same_file() {
    let place = Place::new();
    let book = place.open();
    let text = [TARO, GROUP].concat();
    bring(&place, &book, &text);
    let family = book.counts().expect("counts").groups.iter().find(|group| group.name == "家族").expect("there").id;
    book.leave_group(family, &[find(&book, "田中 太郎")]).expect("left");
    bring(&place, &book, &text);
    assert_eq!(groups_of(&book, "田中 太郎"), ["年賀状", "顧客"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_file_and_nobody_waits_for_it() {
    let place = Place::new();
    let book = place.open();
    let pipe = place.folder.path().join("pipe.vcf");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    for path in [pipe, PathBuf::from("/dev/zero")] {
        let error = book.import(&[path], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()));
        assert!(matches!(error, Err(enishi_core::Error::Unreadable { reason: "not_contacts", .. })), "{error:?}");
    }
    place.file("card.vcf", "BEGIN:VCARD\nFN:山田\nEND:VCARD\n");
    let report = import(&book, &[place.folder.path().to_owned()], &ImportOptions::default());
    assert_eq!(counts(&report), (1, 0, 0, 0));
}

#[test]
fn a_folder_brings_all_its_files_and_the_order_of_cards_does_not_matter() {
    let shapes: Vec<String> = [[0, 1, 2], [2, 1, 0], [1, 0, 2]]
        .iter()
        .map(|order| {
            let place = Place::new();
            let book = place.open();
            bring(&place, &book, &format!("{TARO}{HANAKO}"));
            let cards = [
                TARO.replace("課長", "部長"),
                TARO.replace("課長", "社長").replace("X-HOBBY:釣り", "NICKNAME:たろちゃん"),
                HANAKO.replace("END:", "NOTE:新しい\r\nEND:"),
            ];
            let folder = place.folder.path().join("folder");
            std::fs::create_dir(&folder).expect("a folder");
            for (file, card) in order.iter().enumerate() {
                std::fs::write(folder.join(format!("{file}.vcf")), &cards[*card]).expect("a file");
            }
            let report = import(&book, &[folder], &ImportOptions::default());
            assert_eq!(counts(&report), (0, 3, 0, 0));
            assert_sound(&book);
            exported(&place, &book)
        })
        .collect();
    assert_eq!(shapes[0], shapes[1]);
    assert_eq!(shapes[0], shapes[2]);
}

#[test]
fn purging_an_imported_contact_forgets_its_source_and_file_name() {
    let place = Place::new();
    let book = place.open();
    // Not clean UTF-8: the source bytes are kept, until the contact goes.
    let mut card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:".to_vec();
    card.extend("東雲 紫苑".as_bytes());
    card.extend(b"\r\nNOTE:");
    card.extend([0x93, 0x8c, 0x89, 0x5f, 0xff]);
    card.extend(b"\r\nEND:VCARD\r\n");
    import(&book, &[place.file("東雲紫苑.vcf", card)], &ImportOptions::default());
    let rows = book.list(List::All, Sort::Reading, 0, 10).expect("a list").rows;
    assert!(holds(&place.bytes(), "東雲"));
    book.trash(&[contact(rows[0].id)]).expect("deleted");
    book.purge(&[contact(rows[0].id)]).expect("purged");
    assert!(!holds(&place.bytes(), "東雲"));
    assert_sound(&book);
}

#[test]
fn a_table_comes_in_by_its_headers_and_updates_by_name_and_phone() {
    let place = Place::new();
    let book = place.open();
    let taro = tanaka(&book);
    let table = "姓,名,携帯電話,役職,社員番号\n田中,太郎,090-1234-5678,部長,A-1\n山本,次郎,080-1111-2222,,A-2\n,,,,\n";
    let report = import(&book, &[place.file("people.csv", table)], &ImportOptions::default());
    assert_eq!(counts(&report), (1, 1, 0, 0));
    let taro = book.contact(taro).expect("there");
    assert_eq!((taro.title.as_str(), taro.phones.len()), ("部長", 1));
    assert_eq!(taro.custom[0].value, "A-1", "a column that nobody knows is kept");
    assert_eq!(book.contact(find(&book, "山本 次郎")).expect("there").origin.from, "people.csv");
    let again = import(&book, &[place.file("people.csv", table)], &ImportOptions::default());
    assert_eq!(counts(&again), (0, 0, 2, 0));
    assert_sound(&book);
}

#[test]
fn our_own_tables_and_cards_say_nothing_new_and_carry_everybody_to_another_book() {
    use enishi_core::book::{ExportFormat, ExportWhat};
    let place = Place::new();
    let book = place.open();
    bring(&place, &book, &format!("{TARO}{HANAKO}"));
    tanaka(&book);
    let formats = [
        (ExportFormat::Vcard3, "out.vcf"),
        (ExportFormat::Vcard4, "out4.vcf"),
        (ExportFormat::CsvUtf8, "out.csv"),
        (ExportFormat::CsvUtf8Bom, "out-bom.csv"),
        (ExportFormat::CsvCp932, "out-sjis.csv"),
    ];
    for (format, name) in formats {
        let target = place.folder.path().join(name);
        let what = ExportWhat::List(List::All);
        let report = book.export(&target, format, &what, &mut |_| ControlFlow::Continue(())).expect("exported");
        assert_eq!((report.written, report.unfit_count), (3, 0));
        let left_out = u32::from(name.ends_with(".csv"));
        assert_eq!(report.left_out, left_out, "X-HOBBY has no column in {name}");
        let before = exported(&place, &book);
        let again = import(&book, std::slice::from_ref(&target), &ImportOptions::default());
        assert_eq!(counts(&again), (0, 0, 3, 0), "{name} is already there");
        assert_eq!(exported(&place, &book), before);
        let elsewhere = Place::new();
        let other = elsewhere.open();
        assert_eq!(counts(&import(&other, &[target], &ImportOptions::default())), (3, 0, 0, 0), "{name}");
        assert_eq!(names(&other, List::All), names(&book, List::All), "{name}");
        let groups = |book: &Book| {
            book.counts().expect("counts").groups.into_iter().map(|group| (group.name, group.count)).collect::<Vec<_>>()
        };
        assert_eq!(groups(&other), groups(&book), "{name}");
        assert_sound(&other);
    }
}

#[test]
fn characters_that_cp932_cannot_hold_are_listed_with_name_and_column() {
    use enishi_core::book::{ExportFormat, ExportWhat};
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.edit(id, &[edit("note", "𠮷野家と髙島屋")]).expect("edited");
    let target = place.folder.path().join("out.csv");
    let what = ExportWhat::Contacts(vec![id]);
    let report =
        book.export(&target, ExportFormat::CsvCp932, &what, &mut |_| ControlFlow::Continue(())).expect("exported");
    assert_eq!((report.written, report.unfit_count), (1, 1));
    let unfit = &report.unfit[0];
    assert_eq!(
        (unfit.id, unfit.name.as_str(), unfit.field.as_str(), unfit.character.as_str()),
        (id, "田中 太郎", "メモ", "𠮷")
    );
}

#[test]
fn an_export_that_fails_leaves_the_file_that_was_there() {
    use enishi_core::book::{ExportFormat, ExportWhat};
    let place = Place::new();
    let book = place.open();
    tanaka(&book);
    let target = place.file("out.vcf", "precious");
    let what = ExportWhat::List(List::All);
    let cancelled = book.export(&target, ExportFormat::Vcard3, &what, &mut |_| ControlFlow::Break(()));
    assert_eq!(cancelled.expect_err("cancelled").code(), "cancelled");
    assert_eq!(std::fs::read_to_string(&target).expect("still there"), "precious");
    let onto_itself = book.export(&place.path(), ExportFormat::Vcard3, &what, &mut |_| ControlFlow::Continue(()));
    assert_eq!(onto_itself.expect_err("refused").code(), "invalid");
    let left: Vec<_> = std::fs::read_dir(place.folder.path()).expect("the folder").collect();
    assert!(
        left.iter().all(|entry| !entry.as_ref().expect("an entry").file_name().to_string_lossy().ends_with(".part"))
    );
}

#[test]
fn what_was_pasted_comes_in_without_a_file() {
    let place = Place::new();
    let book = place.open();
    let path = PathBuf::from("クリップボード");
    let held = Held { path: path.clone(), bytes: format!("{TARO}BEGIN:VCARD\r\nno end\r\n").into_bytes().into() };
    let options =
        ImportOptions { reading: Reading { held: Some(held), ..Reading::default() }, ..ImportOptions::default() };
    let looked = book.look(std::slice::from_ref(&path), &options.reading).expect("looked at");
    assert_eq!(looked.len(), 1);
    let report = import(&book, std::slice::from_ref(&path), &options);
    assert_eq!(report.added, 1, "{report:?}");
    assert!(report.problems.iter().all(|problem| problem.place.starts_with("クリップボード")), "{:?}", report.problems);
    find(&book, "田中 太郎");
    let without = book.import(&[path], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()));
    assert_eq!(without.expect_err("there is no such file").details()["reason"], "not_found");
    assert_sound(&book);
}
