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
        book.merge(ids[0], ids[1], &take).expect("merged");
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
