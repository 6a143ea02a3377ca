//! Random walks: whatever is done and undone in whatever order, across reopening, the book comes back byte for byte and
//! stays sound.

mod support;

use std::ops::ControlFlow;

use enishi_core::Result;
use enishi_core::book::{Book, Changed, Entity, ExportFormat, ExportWhat, ImportOptions, List, Sort};
use enishi_core::contact::{ContactId, GroupId};
use proptest::prelude::*;
use support::{Place, assert_sound, edit, edits};

/// Something a user does; numbers choose among what is there.
#[derive(Clone, Debug)]
enum Deed {
    Add(u8),
    Edit(u8, u8, u8),
    Own(u8),
    Hide(u8),
    Unhide(u8),
    AddGroup(u8),
    RenameGroup(u8, u8),
    Join(u8, u8, u8),
    Leave(u8, u8),
    Trash(u8, u8),
    TrashGroup(u8),
    Restore(u8),
    Merge(u8, u8, u8),
    Different(u8, u8, bool),
    Import(Vec<u8>),
    Undo,
    Redo,
    Reopen,
}

fn deed() -> impl Strategy<Value = Deed> {
    let n = || any::<u8>();
    prop_oneof![
        3 => n().prop_map(Deed::Add),
        4 => (n(), n(), n()).prop_map(|(who, field, value)| Deed::Edit(who, field, value)),
        1 => n().prop_map(Deed::Own),
        1 => n().prop_map(Deed::Hide),
        1 => n().prop_map(Deed::Unhide),
        1 => n().prop_map(Deed::AddGroup),
        1 => (n(), n()).prop_map(|(group, name)| Deed::RenameGroup(group, name)),
        2 => (n(), n(), n()).prop_map(|(group, one, other)| Deed::Join(group, one, other)),
        1 => (n(), n()).prop_map(|(group, who)| Deed::Leave(group, who)),
        2 => (n(), n()).prop_map(|(one, other)| Deed::Trash(one, other)),
        1 => n().prop_map(Deed::TrashGroup),
        2 => n().prop_map(Deed::Restore),
        2 => (n(), n(), n()).prop_map(|(keep, other, take)| Deed::Merge(keep, other, take)),
        3 => (n(), n(), any::<bool>()).prop_map(|(one, other, apart)| Deed::Different(one, other, apart)),
        2 => prop::collection::vec(n(), 1..5).prop_map(Deed::Import),
        6 => Just(Deed::Undo),
        4 => Just(Deed::Redo),
        1 => Just(Deed::Reopen),
    ]
}

const NAMES: [&str; 5] = ["田中", "佐藤", "鈴木", "髙橋", "Smith"];
const PHONES: [&str; 4] = ["090-1111-1111", "03-2222-2222", "+81 90 1111 1111", "0120-333-333"];
const GROUPS: [&str; 4] = ["顧客", "仕入先", "年賀状", "社内"];

/// One of a few cards that repeat, contradict and complete each other.
fn card(number: u8) -> String {
    let pick = |of: &[&'static str], by: u8| of[usize::from(number / by) % of.len()];
    let uid = match number % 3 {
        0 => format!("UID:u{}\r\n", number % 5),
        _ => String::new(),
    };
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\n{uid}FN:{}\r\nTEL:{}\r\nTITLE:{}\r\nCATEGORIES:{}\r\nNOTE:{}\r\nEND:VCARD\r\n",
        pick(&NAMES, 1),
        pick(&PHONES, 2),
        number % 7,
        pick(&GROUPS, 4),
        pick(&["", "展示会", "展示会で会った"], 8),
    )
}

fn everybody(book: &Book) -> Vec<ContactId> {
    let mut ids = book.ids(List::All, Sort::Reading, 0, u32::MAX).expect("ids");
    ids.extend(book.ids(List::Hidden, Sort::Reading, 0, u32::MAX).expect("ids"));
    for entry in book.trash_entries().expect("the trash") {
        if let Entity::Contact(id) = entry.entity {
            ids.push(id);
        }
    }
    ids.sort();
    ids
}

fn groups(book: &Book) -> Vec<GroupId> {
    book.counts().expect("counts").groups.iter().map(|group| group.id).collect()
}

fn export(place: &Place, book: &Book, what: &ExportWhat) -> String {
    let target = place.folder.path().join("out.vcf");
    book.export(&target, ExportFormat::Vcard4, what, &mut |_| ControlFlow::Continue(())).expect("exported");
    std::fs::read_to_string(target).expect("the export")
}

/// The whole book as bytes: the export, and what an export doesn't say.
fn picture(place: &Place, book: &Book) -> String {
    let everybody = everybody(book);
    let mut picture = export(place, book, &ExportWhat::List(List::All));
    picture += &export(place, book, &ExportWhat::Contacts(everybody.clone()));
    for id in everybody {
        let mut contact = book.contact(id).expect("there");
        contact.rev = 0;
        picture += &serde_json::to_string(&contact).expect("json");
        picture.push('\n');
    }
    picture += &serde_json::to_string(&book.duplicates().expect("an answer")).expect("json");
    picture += &serde_json::to_string(&book.different().expect("pairs")).expect("json");
    picture += &serde_json::to_string(&book.counts().expect("counts")).expect("json");
    picture += &serde_json::to_string(&book.trash_entries().expect("the trash")).expect("json");
    picture
}

fn do_it(place: &Place, book: &Book, deed: &Deed) -> Option<Result<Changed>> {
    let people = everybody(book);
    let live = book.ids(List::All, Sort::Newest, 0, u32::MAX).expect("ids");
    let pick = |from: &[ContactId], by: u8| from.get(usize::from(by) % from.len().max(1)).copied();
    let groups = groups(book);
    let group = |by: u8| groups.get(usize::from(by) % groups.len().max(1)).copied();
    let name = |by: u8| NAMES[usize::from(by) % NAMES.len()];
    Some(match deed {
        Deed::Add(by) => book.add(&edits(&[("family_name", name(*by)), ("phones[+]", PHONES[usize::from(by % 4)])])),
        Deed::Edit(who, field, value) => {
            let fields =
                ["title", "given_name", "company", "note", "emails[+]", "groups[+]", "side", "phones[0].value"];
            let field = fields[usize::from(*field) % fields.len()];
            let value = match field {
                "groups[+]" => GROUPS[usize::from(*value) % GROUPS.len()].to_owned(),
                "side" => ["internal", "partner"][usize::from(value % 2)].to_owned(),
                "emails[+]" => format!("a{value}@example.jp"),
                _ => format!("{}", value % 5),
            };
            book.edit(pick(&live, *who)?, &[edit(field, &value)])
        }
        Deed::Own(who) => book.edit(pick(&live, *who)?, &[edit("own", if who % 3 == 0 { "false" } else { "true" })]),
        Deed::Hide(who) => book.hide(&[pick(&live, *who)?]),
        Deed::Unhide(who) => {
            let hidden = book.ids(List::Hidden, Sort::Reading, 0, u32::MAX).expect("ids");
            book.unhide(&[pick(&hidden, *who)?])
        }
        Deed::AddGroup(by) => book.add_group(GROUPS[usize::from(*by) % GROUPS.len()]).map(|(_, changed)| changed),
        Deed::RenameGroup(which, by) => book.rename_group(group(*which)?, &format!("{}会", name(*by))),
        Deed::Join(which, one, other) => book.join_group(group(*which)?, &[pick(&live, *one)?, pick(&live, *other)?]),
        Deed::Leave(which, who) => book.leave_group(group(*which)?, &[pick(&live, *who)?]),
        Deed::Trash(one, other) => {
            book.trash(&[Entity::Contact(pick(&people, *one)?), Entity::Contact(pick(&people, *other)?)])
        }
        Deed::TrashGroup(which) => book.trash(&[Entity::Group(group(*which)?)]),
        Deed::Restore(by) => {
            let entries = book.trash_entries().expect("the trash");
            book.restore(&[entries.get(usize::from(*by) % entries.len().max(1))?.entity])
        }
        Deed::Merge(keep, other, take) => {
            let choices = ["company", "title", "display_name", "side", "photo"];
            let take: Vec<String> = choices.iter().take(usize::from(take % 6)).map(|&field| field.to_owned()).collect();
            book.merge(pick(&live, *keep)?, pick(&live, *other)?, &take)
        }
        Deed::Different(one, other, apart) => book.set_different(pick(&live, *one)?, pick(&live, *other)?, *apart),
        Deed::Import(cards) => {
            let file = place.file("in.vcf", cards.iter().map(|number| card(*number)).collect::<String>());
            let report = book.import(&[file], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()));
            report.map(|report| {
                assert_eq!(report.read, report.added + report.updated + report.skipped + report.failed);
                Changed { change: report.import_id, ..Changed::default() }
            })
        }
        Deed::Undo => book.undo(),
        Deed::Redo => book.redo(),
        Deed::Reopen => return None,
    })
}

proptest! {
    // A walk opens files and waits for the disk: an eighth of the usual cases. PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 8,
        max_shrink_iters: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn undo_and_redo_give_every_earlier_picture_back(deeds in prop::collection::vec(deed(), 1..28)) {
        let place = Place::new();
        let mut book = place.open();
        // What undo and redo lead to, and whether the next undo takes an import back.
        let mut past: Vec<(String, bool)> = Vec::new();
        let mut future: Vec<String> = Vec::new();
        let mut now = picture(&place, &book);
        for deed in &deeds {
            if let Deed::Reopen = deed {
                drop(book);
                book = place.open();
            }
            let Some(done) = do_it(&place, &book, deed) else { continue };
            let then = picture(&place, &book);
            match deed {
                Deed::Undo => match past.pop() {
                    Some((expected, import)) => {
                        prop_assert!(done.is_ok(), "{:?}", done);
                        prop_assert_eq!(&then, &expected, "undo of {:?}", deeds);
                        if import { future.clear() } else { future.push(now.clone()) }
                    }
                    None => prop_assert_eq!(done.expect_err("nothing").code(), "nothing"),
                },
                Deed::Redo => match future.pop() {
                    Some(expected) => {
                        prop_assert!(done.is_ok(), "{:?}", done);
                        prop_assert_eq!(&then, &expected, "redo of {:?}", deeds);
                        past.push((now.clone(), false));
                    }
                    None => prop_assert_eq!(done.expect_err("nothing").code(), "nothing"),
                },
                _ => match done {
                    Ok(changed) if changed.change.is_some() => {
                        past.push((now.clone(), matches!(deed, Deed::Import(_))));
                        future.clear();
                    }
                    Ok(_) => prop_assert_eq!(&then, &now, "{:?} said that nothing changed", deed),
                    Err(error) => {
                        prop_assert!(matches!(error.code(), "invalid" | "missing"), "{:?}: {}", deed, error);
                        prop_assert_eq!(&then, &now, "a refused {:?} changes nothing", deed);
                    }
                },
            }
            assert_sound(&book);
            now = then;
        }
    }

    #[test]
    fn purging_and_undoing_anything_of_the_list_keeps_the_book_sound(
        deeds in prop::collection::vec((deed(), any::<u8>(), any::<u8>()), 1..24)
    ) {
        let place = Place::new();
        let book = place.open();
        for (deed, beside, which) in &deeds {
            do_it(&place, &book, deed);
            let result = match beside % 4 {
                0 => {
                    let entries = book.trash_entries().expect("the trash");
                    entries.get(usize::from(*which) % entries.len().max(1)).map(|entry| book.purge(&[entry.entity]))
                }
                1 => {
                    let changes = book.changes(None, 100).expect("the list");
                    changes.get(usize::from(*which) % changes.len().max(1)).map(|change| book.undo_change(change.id))
                }
                2 => book.changes(None, 100).expect("the list").iter().find_map(|change| change.import).map(|import| book.undo_import(import)),
                _ => None,
            };
            if let Some(Err(error)) = result {
                prop_assert!(matches!(error.code(), "conflict" | "nothing" | "invalid" | "missing"), "{}", error);
            }
            for id in everybody(&book) {
                prop_assert!(book.changes(Some(id), 100).is_ok(), "every history can be told");
            }
            assert_sound(&book);
        }
    }

    #[test]
    fn the_cards_of_one_file_in_any_order_give_the_same_contacts(
        before in prop::collection::vec(any::<u8>(), 0..6),
        (cards, shuffled) in prop::collection::vec(any::<u8>(), 1..10)
            .prop_flat_map(|cards| (Just(cards.clone()), Just(cards).prop_shuffle()))
    ) {
        let come_in = |cards: &[u8]| {
            let place = Place::new();
            let book = place.open();
            do_it(&place, &book, &Deed::Import(before.clone()));
            let file = place.file("in.vcf", cards.iter().map(|number| card(*number)).collect::<String>());
            let bring = || {
                book.import(std::slice::from_ref(&file), &ImportOptions::default(), &mut |_| ControlFlow::Continue(()))
            };
            let report = bring().expect("imported");
            assert_sound(&book);
            let text = export(&place, &book, &ExportWhat::List(List::All));
            let again = bring().expect("imported again");
            assert_eq!((again.added, again.updated, again.import_id), (0, 0, None), "{cards:?} again changes nothing");
            assert_eq!(export(&place, &book, &ExportWhat::List(List::All)), text);
            // Fresh UIDs are given out in the order of the file and say nothing.
            let mut people: Vec<String> = text
                .split_inclusive("END:VCARD\r\n")
                .map(|person| person.lines().filter(|line| !line.starts_with("UID:uid-")).collect::<Vec<_>>().join("\n"))
                .collect();
            people.sort();
            (people, report.added, report.updated, report.skipped)
        };
        prop_assert_eq!(come_in(&cards), come_in(&shuffled));
    }
}
