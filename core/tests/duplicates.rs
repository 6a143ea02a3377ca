//! Duplicates of a whole book: found, merged, brought back.

mod support;

use std::ops::ControlFlow;

use enishi_core::book::{Book, ExportFormat, ExportWhat, List, Verb};
use enishi_core::contact::ContactId;
use enishi_core::contact::duplicates::Reason;
use proptest::prelude::*;
use support::{Place, add, assert_sound, contact, edit, edits, names, sato, tanaka};

fn again(book: &Book) -> ContactId {
    add(
        book,
        &[
            ("family_name", "田中"),
            ("given_name", "太郎"),
            ("company", "青空商店㈱"),
            ("department", "営業部"),
            ("phones[+mobile]", "+81 90-1234-5678"),
            ("phones[+work]", "03-1234-5678"),
            ("note", "酒が好き"),
            ("groups[+]", "年賀状"),
        ],
    )
}

fn everything(place: &Place, book: &Book, ids: &[ContactId]) -> Vec<u8> {
    let target = place.folder.path().join("out.vcf");
    let what = ExportWhat::Contacts(ids.to_vec());
    book.export(&target, ExportFormat::Vcard4, &what, &mut |_| ControlFlow::Continue(())).expect("exported");
    std::fs::read(target).expect("the export")
}

#[test]
fn duplicates_are_found_with_their_reasons_until_they_are_merged() {
    let place = Place::new();
    let book = place.open();
    let (taro, _, twice) = (tanaka(&book), sato(&book), again(&book));
    let found = book.duplicates().expect("an answer");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].first, found[0].second), (taro, twice));
    assert_eq!(found[0].reasons, [Reason::Phone, Reason::Name, Reason::Company]);
    book.hide(&[twice]).expect("hidden");
    assert!(book.duplicates().expect("an answer").is_empty(), "who is hidden is passed over");
    book.unhide(&[twice]).expect("shown");
    book.merge(taro, twice, &[]).expect("merged");
    assert!(book.duplicates().expect("an answer").is_empty());
}

#[test]
fn a_merge_unites_both_and_one_undo_brings_both_back_byte_for_byte() {
    let place = Place::new();
    let book = place.open();
    let (taro, twice) = (tanaka(&book), again(&book));
    book.edit(taro, &[edit("groups[+]", "顧客")]).expect("edited");
    let before = everything(&place, &book, &[taro, twice]);
    let changed = book.merge(taro, twice, &["company".to_owned()]).expect("merged");
    assert_eq!((changed.verb, changed.id, changed.name.as_str()), (Some(Verb::Merge), Some(taro), "田中 太郎"));
    let merged = book.contact(taro).expect("there");
    assert_eq!((merged.company.as_str(), merged.department.as_str()), ("青空商店㈱", "営業部"));
    assert_eq!(merged.phones.len(), 2, "{:?}", merged.phones);
    assert_eq!(merged.note, "展示会で会った\n酒が好き");
    assert_eq!(merged.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["年賀状", "顧客"]);
    assert_eq!(names(&book, List::All), ["田中 太郎"]);
    assert_eq!(book.trash_entries().expect("the trash").len(), 1);
    assert_sound(&book);
    let after = everything(&place, &book, &[taro, twice]);
    book.undo().expect("undone");
    assert_eq!(everything(&place, &book, &[taro, twice]), before);
    assert_eq!(names(&book, List::All).len(), 2);
    book.redo().expect("redone");
    assert_eq!(everything(&place, &book, &[taro, twice]), after);
    book.purge(&[contact(twice)]).expect("purged");
    assert_eq!(book.contact(taro).expect("there").phones.len(), 2, "what was taken over stays");
    assert_sound(&book);
}

#[test]
fn the_own_card_stays_the_own_card_when_it_is_merged_away() {
    let place = Place::new();
    let book = place.open();
    let (taro, twice) = (tanaka(&book), again(&book));
    book.edit(twice, &edits(&[("own", "true"), ("side", "internal")])).expect("own");
    let before = book.contact(twice).expect("there");
    book.merge(taro, twice, &["side".to_owned()]).expect("merged");
    let merged = book.contact(taro).expect("there");
    assert!(merged.own && merged.side == before.side);
    assert_sound(&book);
    book.undo().expect("undone");
    assert!(book.contact(twice).expect("there").own);
    assert_sound(&book);
}

#[test]
fn a_merge_that_cannot_be_is_refused_and_changes_nothing() {
    let place = Place::new();
    let book = place.open();
    let (taro, twice) = (tanaka(&book), again(&book));
    let before = everything(&place, &book, &[taro, twice]);
    let code = |keep, other, take: &str| {
        let take: Vec<String> = take.split_whitespace().map(str::to_owned).collect();
        book.merge(keep, other, &take).expect_err("refused").code()
    };
    assert_eq!(code(taro, taro, ""), "invalid");
    assert_eq!(code(taro, ContactId(99), ""), "missing");
    assert_eq!(code(taro, twice, "title phones"), "invalid");
    assert_eq!(everything(&place, &book, &[taro, twice]), before);
    book.trash(&[contact(twice)]).expect("deleted");
    assert_eq!(code(taro, twice, ""), "missing");
}

#[test]
fn somebody_elses_contact_is_not_merged_away() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("a.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:田中 太郎\r\nEND:VCARD\r\n");
    let options = enishi_core::book::ImportOptions { shared_by: Some("佐藤".into()), ..Default::default() };
    book.import(&[file], &options, &mut |_| ControlFlow::Continue(())).expect("imported");
    let theirs = book.ids(List::All, enishi_core::book::Sort::Newest, 0, 1).expect("ids")[0];
    let mine = tanaka(&book);
    assert_eq!(book.merge(mine, theirs, &[]).expect_err("theirs").code(), "not_yours");
    book.merge(theirs, mine, &[]).expect("the other way round");
}

#[test]
fn two_people_who_were_told_apart_are_no_duplicates_until_that_is_taken_back() {
    let place = Place::new();
    let mut book = place.open();
    let (taro, twice) = (tanaka(&book), again(&book));
    let found = |book: &Book| book.duplicates().expect("an answer").len();
    let changed = book.set_different(twice, taro, true).expect("told apart");
    assert_eq!((changed.verb, changed.count), (Some(Verb::Different), 2));
    assert_eq!(found(&book), 0);
    assert_eq!(book.set_different(taro, twice, true).expect("known already").change, None);
    drop(book);
    book = place.open();
    assert_eq!(found(&book), 0, "after opening again");
    let told = book.changes(None, 1).expect("the list").remove(0);
    assert_eq!((told.verb, told.names.len()), (Verb::Different, 2));
    for id in [taro, twice] {
        assert_eq!(book.changes(Some(id), 1).expect("its history")[0].verb, Verb::Different);
    }
    book.undo().expect("undone");
    assert_eq!(found(&book), 1);
    book.redo().expect("redone");
    assert_eq!(found(&book), 0);
    let changed = book.set_different(taro, twice, false).expect("taken back");
    assert_eq!(changed.verb, Some(Verb::ForgetDifferent));
    assert_eq!(found(&book), 1);
    assert_eq!(book.set_different(taro, twice, false).expect("known already").change, None);
    assert_eq!(book.set_different(taro, taro, true).expect_err("one").code(), "invalid");
    assert_eq!(book.set_different(taro, ContactId(99), true).expect_err("nobody").code(), "missing");
    assert_sound(&book);
}

#[test]
fn being_told_apart_survives_the_trash_and_later_edits_of_both() {
    let place = Place::new();
    let book = place.open();
    let (taro, twice) = (tanaka(&book), again(&book));
    book.set_different(taro, twice, true).expect("told apart");
    book.trash(&[contact(taro), contact(twice)]).expect("deleted");
    assert_eq!(book.set_different(taro, twice, false).expect_err("in the trash").code(), "missing");
    book.restore(&[contact(twice)]).expect("restored");
    book.restore(&[contact(taro)]).expect("restored");
    book.edit(taro, &[edit("title", "部長")]).expect("edited");
    book.edit(twice, &[edit("title", "部長")]).expect("edited");
    book.undo().expect("undone");
    book.undo().expect("undone");
    assert_eq!(book.duplicates().expect("an answer"), []);
    assert_eq!(book.different().expect("pairs"), [(taro, twice)]);
    assert_sound(&book);
}

#[test]
fn purging_one_of_two_who_were_told_apart_leaves_no_trace_of_the_pair() {
    for first_purged in [true, false] {
        let place = Place::new();
        let book = place.open();
        let (taro, twice) = (tanaka(&book), again(&book));
        book.set_different(taro, twice, true).expect("told apart");
        book.edit(taro, &[edit("title", "部長")]).expect("its before-image tells of it");
        book.edit(twice, &[edit("title", "課長")]).expect("edited");
        let (gone, stays) = if first_purged { (taro, twice) } else { (twice, taro) };
        book.trash(&[contact(gone)]).expect("deleted");
        book.purge(&[contact(gone)]).expect("purged");
        assert_eq!(book.different().expect("pairs"), []);
        assert_sound(&book);
        for change in book.changes(Some(stays), 100).expect("its history") {
            assert!(!change.names.iter().any(String::is_empty), "{change:?}");
        }
        drop(book);
        assert!(!support::holds(&place.bytes(), "\"different\":["), "not even in what stood before");
        let book = place.open();
        for _ in 0..2 {
            book.undo().expect("what was done to the other one is undone still");
        }
        assert_sound(&book);
    }
}

#[test]
fn whoever_was_told_apart_from_one_is_told_apart_from_the_merged_contact() {
    let place = Place::new();
    let book = place.open();
    let (taro, twice, third, other) = (tanaka(&book), again(&book), again(&book), again(&book));
    book.set_different(twice, third, true).expect("told apart");
    book.set_different(other, twice, true).expect("told apart");
    book.set_different(taro, twice, true).expect("a mistake");
    let before = book.different().expect("pairs");
    book.merge(taro, twice, &[]).expect("merged");
    let pairs = book.different().expect("pairs");
    assert!(!pairs.contains(&(taro, twice)), "merging is saying that they are one");
    assert!(pairs.contains(&(taro, third)) && pairs.contains(&(taro, other)), "{pairs:?}");
    let found = book.duplicates().expect("an answer");
    assert_eq!(found.iter().map(|pair| (pair.first, pair.second)).collect::<Vec<_>>(), [(third, other)]);
    assert_sound(&book);
    book.edit(third, &[edit("title", "部長")]).expect("an edit of somebody else");
    book.undo_change(book.changes(Some(taro), 1).expect("its history")[0].id)
        .expect("keeps no merge from being undone");
    assert_eq!(book.different().expect("pairs"), before);
    assert_sound(&book);
}

fn ids(book: &Book) -> Vec<(ContactId, ContactId)> {
    book.duplicates().expect("an answer").iter().map(|pair| (pair.first, pair.second)).collect()
}

#[test]
fn pairs_of_one_person_follow_each_other_page_by_page() {
    let place = Place::new();
    let book = place.open();
    let hanako = |phone: &str| {
        add(&book, &[("family_name", "佐藤"), ("given_name", "花子"), ("phones[+mobile]", phone), ("company", "若葉")])
    };
    let first = hanako("080-1111-1111");
    let (one, two, three) = (tanaka(&book), again(&book), again(&book));
    let second = hanako("080-2222-2222");
    let best = [(one, two), (one, three), (two, three), (first, second)];
    let found = ids(&book);
    assert_eq!(found.len(), 4);
    assert_eq!(found.iter().filter(|pair| best[..3].contains(pair)).count(), 3);
    assert_eq!(found[3], (first, second), "who shares less comes after all pairs of who shares more");
    let page = |offset, limit| {
        let page = book.duplicate_page(None, offset, limit, &mut |_| ControlFlow::Continue(())).expect("a page");
        assert_eq!((page.total, page.offset), (4, offset));
        page.pairs.into_iter().map(|pair| (pair.first.id, pair.second.id)).collect::<Vec<_>>()
    };
    assert_eq!([page(0, 3), page(3, 3), page(6, 3)].concat(), found);
    book.merge(found[0].0, found[0].1, &[]).expect("merged");
    assert_eq!(ids(&book), [(one.min(found[0].0), three), (first, second)], "the third one is next");
}

#[test]
fn an_import_is_told_its_own_duplicates() {
    let place = Place::new();
    let book = place.open();
    let (taro, _, _) = (tanaka(&book), again(&book), sato(&book));
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:田中太郎\r\nORG:青空商店\r\nEND:VCARD\r\n";
    let file = place.file("a.vcf", card);
    let report = book.import(&[file], &Default::default(), &mut |_| ControlFlow::Continue(())).expect("imported");
    let new = book.ids(List::All, enishi_core::book::Sort::Newest, 0, 1).expect("ids")[0];
    let of = |import| book.duplicate_page(import, 0, 10, &mut |_| ControlFlow::Continue(())).expect("a page");
    assert_eq!(of(None).total, 3);
    let its = of(report.import_id);
    assert_eq!(its.total, 2);
    assert!(its.pairs.iter().all(|pair| pair.second.id == new));
    assert_eq!(its.pairs.iter().map(|pair| pair.first.id).min(), Some(taro));
}

#[test]
fn looking_for_duplicates_can_be_cancelled_and_begun_anew() {
    let place = Place::new();
    let book = place.open();
    tanaka(&book);
    again(&book);
    let cancelled = book.duplicate_page(None, 0, 10, &mut |_| ControlFlow::Break(()));
    assert_eq!(cancelled.expect_err("cancelled").code(), "cancelled");
    let mut steps = Vec::new();
    let mut step = |progress| {
        steps.push(progress);
        ControlFlow::Continue(())
    };
    assert_eq!(book.duplicate_page(None, 0, 10, &mut step).expect("a page").total, 1);
    assert!(
        steps.iter().all(|step| step.done <= step.total) && steps.last().is_some_and(|step| step.done == step.total)
    );
    steps.clear();
    let mut step = |progress| {
        steps.push(progress);
        ControlFlow::Continue(())
    };
    book.duplicate_page(None, 0, 10, &mut step).expect("a page");
    assert!(steps.is_empty(), "nothing has changed since");
}

#[test]
fn a_comparison_shows_both_sides_and_what_would_stay() {
    let place = Place::new();
    let book = place.open();
    let (taro, twice) = (tanaka(&book), again(&book));
    let told = |take: &[&str]| {
        let take: Vec<String> = take.iter().map(|field| (*field).to_owned()).collect();
        book.compare(twice, taro, &take).expect("compared")
    };
    let plain = told(&[]);
    assert_eq!((plain.keep.row.id, plain.other.row.id, plain.refused), (taro, twice, None));
    let field = |fields: &[enishi_core::book::Compared], name: &str| {
        fields.iter().find(|field| field.field == name).expect("shown").clone()
    };
    let company = field(&plain.fields, "company");
    assert!(company.choice && !company.taken);
    assert_eq!((company.keep.as_str(), company.other.as_str()), ("株式会社青空商店", "青空商店㈱"));
    assert_eq!(company.merged, company.keep);
    let department = field(&plain.fields, "department");
    assert!(!department.choice && department.taken, "only one of them says it");
    assert_eq!(department.merged, "営業部");
    assert_eq!(field(&plain.fields, "phones").merged, "mobile: 090-1234-5678\nwork: 03-1234-5678");
    assert_eq!(field(&plain.fields, "note").merged, "展示会で会った\n酒が好き");
    assert_eq!(field(&plain.fields, "groups").merged, "年賀状");
    assert!(!plain.fields.iter().any(|field| field.field == "display_name"), "its parts are compared");
    let company = field(&told(&["company"]).fields, "company");
    assert!(company.choice && company.taken);
    assert_eq!(company.merged, "青空商店㈱");
    assert_eq!(book.compare(taro, ContactId(99), &[]).expect_err("nobody").code(), "missing");
    assert_eq!(book.compare(taro, taro, &[]).expect_err("one").code(), "invalid");
}

#[test]
fn a_comparison_keeps_what_somebody_else_registered() {
    let place = Place::new();
    let book = place.open();
    let mine = tanaka(&book);
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:田中 太郎\r\nORG:青空商店\r\nEND:VCARD\r\n";
    let file = place.file("a.vcf", card);
    let shared = |by: &str| {
        let options = enishi_core::book::ImportOptions {
            shared_by: Some(by.into()),
            existing: enishi_core::book::Existing::Add,
            ..Default::default()
        };
        book.import(std::slice::from_ref(&file), &options, &mut |_| ControlFlow::Continue(())).expect("imported");
        book.ids(List::All, enishi_core::book::Sort::Newest, 0, 1).expect("ids")[0]
    };
    let theirs = shared("佐藤");
    let one = book.compare(mine, theirs, &[]).expect("compared");
    assert_eq!((one.keep.row.id, one.other.row.id, one.refused), (theirs, mine, None));
    let also_theirs = shared("鈴木");
    let both = book.compare(theirs, also_theirs, &[]).expect("compared");
    assert_eq!(both.refused.as_deref(), Some("鈴木"));
}

#[test]
fn a_preview_tells_who_is_likely_there_already_or_twice_in_the_file() {
    let place = Place::new();
    let book = place.open();
    tanaka(&book);
    let card = |name: &str, more: &str| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\n{more}END:VCARD\r\n");
    let cards = [
        card("鈴木 一郎", "TEL:03-1111-1111\r\n"),
        card("佐々木 健", "TEL:080-5555-0001\r\nORG:みなと\r\n"),
        card("Taro Tanaka", "TEL:090-1234-5678\r\n"),
        card("佐々木　健", "TEL:080-5555-0001\r\nTITLE:部長\r\n"),
        card("田中 太郎", "TEL:090-1234-5678\r\n"),
    ];
    let file = place.file("a.vcf", cards.concat());
    let preview = book.preview(&[file], &Default::default(), &mut |_| ControlFlow::Continue(())).expect("previewed");
    let added = preview.people(enishi_core::book::Fate::Added, 0, 10);
    assert_eq!((added.total, added.alike), (4, 2), "who is updated is no duplicate");
    let told: Vec<_> = added
        .people
        .iter()
        .map(|person| (person.name.as_str(), person.alike.as_ref().map(|alike| (alike.name.as_str(), alike.in_book))))
        .collect();
    let expected = [
        ("Taro Tanaka", Some(("田中 太郎", true))),
        ("佐々木　健", Some(("佐々木 健", false))),
        ("鈴木 一郎", None),
        ("佐々木 健", None),
    ];
    assert_eq!(told, expected);
    let alike = added.people[0].alike.as_ref().expect("the first");
    assert_eq!(
        (alike.company.as_str(), alike.reasons.as_slice()),
        ("株式会社青空商店", &[Reason::Phone, Reason::Reading][..])
    );
}

const FIELDS: [&str; 12] = [
    "family_name",
    "given_name",
    "family_reading",
    "company",
    "department",
    "title",
    "note",
    "phones[+work]",
    "emails[+]",
    "groups[+]",
    "dates[+birthday]",
    "display_name",
];
const VALUES: [&str; 5] = ["田中", "青空", "090-1111-2222", "a@b.example", "1990-04-12"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_merged_loses_nothing_and_is_undone_byte_for_byte(
        one in prop::collection::vec((0..FIELDS.len(), 0..VALUES.len()), 1..8),
        other in prop::collection::vec((0..FIELDS.len(), 0..VALUES.len()), 1..8),
        take in prop::sample::subsequence(enishi_core::contact::merge::CHOICES.to_vec(), 0..4),
    ) {
        let place = Place::new();
        let book = place.open();
        let filled = |values: &[(usize, usize)]| {
            let pairs = values.iter().map(|(field, value)| (FIELDS[*field], VALUES[*value]));
            let pairs: Vec<_> = pairs.filter(|(field, value)| !field.starts_with("emails") || value.contains('@')).collect();
            add(&book, &[&[("title", "係")], pairs.as_slice()].concat())
        };
        let ids = [filled(&one), filled(&other)];
        let before = everything(&place, &book, &ids);
        let contacts = ids.map(|id| book.contact(id).expect("there"));
        let take: Vec<String> = take.into_iter().map(str::to_owned).collect();
        let told = book.compare(ids[0], ids[1], &take).expect("compared");
        book.merge(ids[0], ids[1], &take).expect("merged");
        for change in &book.changes(Some(ids[0]), 1).expect("its history")[0].fields {
            let foretold = told.fields.iter().find(|field| field.field == change.field);
            prop_assert!(change.field == "display_name" || foretold.is_some(), "{} is shown", change.field);
            prop_assert!(foretold.is_none_or(|field| field.merged == change.after), "{:?}: {:?}", change, foretold);
        }
        let merged = book.contact(ids[0]).expect("there");
        for contact in &contacts {
            for phone in &contact.phones {
                prop_assert!(merged.phones.iter().any(|other| other.value == phone.value));
            }
            for mail in &contact.emails {
                prop_assert!(merged.emails.contains(mail));
            }
            for group in &contact.groups {
                prop_assert!(merged.groups.contains(group));
            }
            prop_assert!(merged.note.contains(&contact.note));
        }
        assert_sound(&book);
        book.undo().expect("undone");
        prop_assert_eq!(everything(&place, &book, &ids), before);
        assert_sound(&book);
    }
}
