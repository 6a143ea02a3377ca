//! The trash's rules, with people.

mod support;

use std::ops::ControlFlow;

use enishi_core::Error;
use enishi_core::book::{Entity, ImportOptions, List, Sort, Verb};
use enishi_core::time::Moment;
use support::{Place, T, add, assert_sound, contact, edit, edits, holds, names, sato, tanaka};

#[test]
fn a_deleted_contact_comes_back_with_everything() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.edit(id, &edits(&[("groups[+]", "顧客"), ("custom[+好物]", "羊羹")])).expect("edited");
    let before = book.contact(id).expect("there");
    book.trash(&[contact(id)]).expect("deleted");
    assert!(names(&book, List::All).is_empty());
    assert_eq!(book.counts().expect("counts").trash, 1);
    assert_eq!(book.counts().expect("counts").groups[0].count, 0, "not counted while in the trash");
    assert_eq!(book.contact(id).expect("shown in the trash").days_left, Some(30));
    let entry = &book.trash_entries().expect("the trash")[0];
    assert_eq!(
        (entry.name.as_str(), entry.days_left, entry.groups.as_slice()),
        ("田中 太郎", 30, &["顧客".to_owned()][..])
    );
    place.set_clock(T.plus_days(20));
    book.restore(&[contact(id)]).expect("restored");
    let mut after = book.contact(id).expect("there");
    after.rev = before.rev;
    assert_eq!(after, before);
    assert_sound(&book);
}

#[test]
fn a_deleted_group_keeps_its_members_and_gives_them_back() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    let (group, _) = book.add_group("顧客").expect("made");
    book.join_group(group, &[taro, hanako]).expect("joined");
    book.trash(&[Entity::Group(group)]).expect("deleted");
    assert!(book.contact(taro).expect("there").groups.is_empty());
    assert!(book.counts().expect("counts").groups.is_empty());
    assert_eq!(book.trash_entries().expect("the trash")[0].members, 2);
    assert_eq!(book.join_group(group, &[taro]).expect_err("in the trash").code(), "missing");
    book.restore(&[Entity::Group(group)]).expect("restored");
    assert_eq!(names(&book, List::Group(group)), ["佐藤 花子", "田中 太郎"]);
    assert_sound(&book);
}

#[test]
fn purging_is_a_second_act_inside_the_trash() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    assert_eq!(book.purge(&[contact(id)]).expect_err("not in the trash").code(), "invalid");
    book.trash(&[contact(id)]).expect("deleted");
    assert_eq!(book.purge(&[contact(id), contact(id)]).expect("purged, though named twice").count, 1);
    assert_eq!(book.contact(id).expect_err("gone").code(), "missing");
    assert_eq!(book.restore(&[contact(id)]).expect_err("gone").code(), "missing");
    assert_eq!(book.undo().expect_err("not undoable").code(), "nothing");
    let list = book.changes(None, 10).expect("the list");
    assert_eq!(list.len(), 1, "its history went with it: {list:?}");
    assert_eq!((list[0].verb, list[0].count, list[0].names.len()), (Verb::Purge, 1, 0));
    assert_eq!(book.undo_change(list[0].id).expect_err("final").code(), "invalid");
    assert_sound(&book);
}

#[test]
fn purging_leaves_no_trace_of_the_name_in_the_books_bytes() {
    let place = Place::new();
    let book = place.open();
    // Enough people on both sides for pages to be split and merged around the one who goes.
    for number in 0..200 {
        add(&book, &[("display_name", &format!("取引先{number}")), ("note", &"長い覚え書き。".repeat(number % 40))]);
    }
    let id = add(&book, &[("family_name", "東雲"), ("given_name", "紫苑"), ("emails[+]", "shinonome@himitsu.example")]);
    for number in 0..30 {
        book.edit(id, &[edit("note", &"東雲紫苑の秘密。".repeat(number * 5))]).expect("edited");
        book.edit(id, &[edit("given_name", if number % 2 == 0 { "紫苑" } else { "しおん改" })]).expect("edited");
        add(&book, &[("display_name", &format!("得意先{number}"))]);
    }
    book.edit(id, &[edit("family_name", "卯月")]).expect("renamed");
    book.undo().expect("undone");
    for number in 0..100 {
        add(&book, &[("display_name", &format!("仕入先{number}")), ("note", &"別の覚え書き。".repeat(number % 30))]);
    }
    assert!(holds(&place.bytes(), "東雲"), "it is there before, or the test says nothing");
    book.trash(&[contact(id)]).expect("deleted");
    book.purge(&[contact(id)]).expect("purged");
    for told in ["東雲", "紫苑", "しおん改", "卯月", "shinonome", "himitsu"] {
        assert!(!holds(&place.bytes(), told), "{told} is still in the files of the open book");
    }
    drop(book);
    assert!(!holds(&place.bytes(), "東雲"));
    let book = place.open();
    assert_eq!(book.counts().expect("counts").all, 330);
    assert_sound(&book);
}

#[test]
fn purging_a_group_leaves_no_trace_of_its_names_either() {
    let place = Place::new();
    let book = place.open();
    let card = |number: usize, groups: &str| {
        format!("BEGIN:VCARD\nVERSION:3.0\nFN:取引先{number}\nTEL:03-{number:04}\nCATEGORIES:{groups}\nEND:VCARD\n")
    };
    let cards: String = (0..300).map(|number| card(number, "年賀状,秘密\\,結社,得意先")).collect();
    let strange = "BEGIN:VCARD\nVERSION:3.0\nFN:壊れた人\nCATEGORIES:秘密\\,結社\nPHOTO;ENCODING=b:!!!\nEND:VCARD\n";
    let files = [place.file("all.vcf", cards + strange)];
    book.import(&files, &ImportOptions::default(), &mut |_| ControlFlow::Continue(())).expect("imported");
    let id = book.counts().expect("counts").groups.iter().find(|group| group.name == "秘密,結社").expect("there").id;
    let people: Vec<_> = book.list(List::Group(id), Sort::Reading, 0, 400).expect("a list").rows;
    assert_eq!(people.len(), 301);
    for person in people.iter().take(20) {
        book.edit(person.id, &[edit("note", "秘密でない覚え書き")]).expect("edited");
    }
    book.rename_group(id, "裏番組").expect("renamed");
    std::fs::remove_file(&files[0]).expect("removed");
    assert!(holds(&place.bytes(), "結社") && holds(&place.bytes(), "裏番組"));
    book.trash(&[Entity::Group(id)]).expect("deleted");
    book.purge(&[Entity::Group(id)]).expect("purged");
    for told in ["結社", "裏番組"] {
        assert!(!holds(&place.bytes(), told), "{told} is still in the files");
    }
    assert!(holds(&place.bytes(), "秘密でない"), "the same word in a note stays");
    let groups: Vec<String> = book.contact(people[300].id).expect("there").groups.into_iter().map(|g| g.name).collect();
    assert_eq!(groups, ["年賀状", "得意先"]);
    assert_sound(&book);
    book.undo().expect("the renaming is gone, the edits are not");
    assert!(!holds(&place.bytes(), "結社"));
    assert_sound(&book);
}

#[test]
fn a_group_of_the_same_name_keeps_it() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.edit(id, &[edit("groups[+]", "顧客")]).expect("joined");
    let old = book.contact(id).expect("there").groups[0].id;
    book.trash(&[Entity::Group(old)]).expect("deleted");
    book.edit(id, &[edit("groups[+]", "顧客")]).expect("joined a new one");
    book.purge(&[Entity::Group(old)]).expect("purged");
    assert_eq!(book.contact(id).expect("there").groups[0].name, "顧客");
    assert_sound(&book);
}

#[test]
fn even_the_shortest_names_leave_no_trace() {
    let place = Place::new();
    let book = place.open();
    for number in 0..200 {
        add(&book, &[("display_name", &format!("取引先{number}")), ("note", &"長い覚え書き。".repeat(number % 40))]);
    }
    let id = add(&book, &[("family_name", "林"), ("given_name", "Bo"), ("nickname", "粋")]);
    for number in 0..40 {
        book.edit(id, &[edit("note", &"林。".repeat(number * 9))]).expect("edited");
        add(&book, &[("display_name", &format!("得意先{number}"))]);
    }
    book.trash(&[contact(id)]).expect("deleted");
    book.purge(&[contact(id)]).expect("purged");
    for told in ["林", "粋"] {
        assert!(!holds(&place.bytes(), told), "{told} is still in the files");
    }
}

#[test]
fn a_shared_photo_stays_and_an_unshared_one_goes() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    let mut picture = b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0".to_vec();
    picture.extend([0; 24]);
    picture.extend([0, 0, 255, 0]);
    book.set_photo(taro, Some(&picture)).expect("a photo");
    book.set_photo(hanako, Some(&picture)).expect("the same");
    let photo = book.contact(taro).expect("there").photo.expect("has a photo").sha256;
    for (who, stays) in [(taro, true), (hanako, false)] {
        book.set_photo(who, None).expect("taken away, but undoable");
        book.trash(&[contact(who)]).expect("deleted");
        assert!(book.photo(&photo).is_ok());
        book.purge(&[contact(who)]).expect("purged");
        assert_eq!(book.photo(&photo).is_ok(), stays);
    }
    assert_sound(&book);
}

#[test]
fn what_falls_due_is_shown_first_and_goes_a_day_later() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    book.trash(&[contact(taro)]).expect("deleted");
    place.set_clock(T.plus_days(1));
    book.trash(&[contact(hanako)]).expect("deleted a day later");

    place.set_clock(T.plus_days(29));
    let due = book.due().expect("due");
    assert_eq!((due.count, due.soon, due.soon_days), (0, 1, 1), "announced a day before");
    place.set_clock(T.plus_days(30));
    let due = book.due().expect("due");
    assert_eq!((due.count, due.shown_at, due.goes_at), (1, None, None));
    assert_eq!(due.entries[0].days_left, 0);
    assert_eq!(book.purge_shown().expect("nothing yet").count, 0, "nothing goes that was not shown");

    let due = book.show_due().expect("shown");
    assert_eq!((due.shown_at, due.goes_at), (Some(T.plus_days(30)), Some(T.plus_days(31))));
    place.set_clock(Moment(T.plus_days(31).0 - 1));
    assert_eq!(book.show_due().expect("shown again").shown_at, Some(T.plus_days(30)), "the first time counts");
    assert_eq!(book.purge_shown().expect("not yet").count, 0);
    place.set_clock(T.plus_days(31));
    assert_eq!(book.purge_shown().expect("a day later").count, 1);
    assert!(book.contact(taro).is_err());
    assert!(book.contact(hanako).is_ok(), "due by now, but not shown");
    assert_eq!(book.due().expect("due").shown_at, None);
}

#[test]
fn the_coming_deletion_is_announced_seven_days_before() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.trash(&[contact(id)]).expect("deleted");
    for (day, soon) in [(22, (0, 0)), (23, (1, 7)), (28, (1, 7)), (29, (1, 1))] {
        place.set_clock(T.plus_days(day));
        let due = book.due().expect("due");
        assert_eq!((due.soon, due.soon_days), soon, "day {day}");
    }
}

#[test]
fn on_the_day_it_falls_due_the_deletion_is_announced_for_today() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    place.set_clock(Moment(T.0 + Moment::DAY_MS / 2));
    book.trash(&[contact(id)]).expect("deleted at noon");
    // Midnight: nothing is due before noon.
    place.set_clock(T.plus_days(30));
    let due = book.due().expect("due");
    assert_eq!((due.count, due.soon, due.soon_days), (0, 1, 0), "today");
    assert_eq!(book.trash_entries().expect("the trash")[0].days_left, 0);
    assert_eq!(book.purge_due().expect("nothing").count, 0, "a deletion announced for today is not due yet");
}

#[test]
fn the_trash_is_told_in_pieces_contacts_and_groups_in_one_order() {
    let place = Place::new();
    let book = place.open();
    let mut deleted = Vec::new();
    for number in 0..1200 {
        place.set_clock(Moment(T.0 + number));
        let entity = if number % 3 == 0 {
            Entity::Group(book.add_group(&format!("組{number}")).expect("made").0)
        } else {
            contact(add(&book, &[("family_name", &format!("人{number}"))]))
        };
        book.trash(&[entity]).expect("deleted");
        deleted.insert(0, entity);
    }
    let page = book.trash_page(500, 40).expect("a piece");
    assert_eq!((page.total, page.offset, page.entries.len()), (1200, 500, 40), "a piece is no more than was asked");
    let told: Vec<Entity> = page.entries.iter().map(|entry| entry.entity).collect();
    assert_eq!(told, deleted[500..540], "the newest first");
    assert_eq!(book.trash_ids(0, u32::MAX).expect("all"), deleted);
    assert_eq!(book.trash_page(1190, 40).expect("the end").entries.len(), 10);
    place.set_clock(T.plus_days(31));
    let due = book.due().expect("due");
    assert_eq!((due.count, due.entries.len()), (1200, 3), "what is due is counted, and only a few are named");
}

#[test]
fn the_users_click_takes_only_what_was_shown() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    book.trash(&[contact(taro)]).expect("deleted");
    place.set_clock(Moment(T.0 + 1));
    book.trash(&[contact(hanako)]).expect("deleted a moment later");
    place.set_clock(T.plus_days(30));
    assert_eq!(book.show_due().expect("shown").count, 1);
    place.set_clock(T.plus_days(31));
    assert_eq!(book.purge_seen().expect("purged").count, 1);
    assert!(book.contact(hanako).is_ok(), "it fell due after the question was asked");
}

#[test]
fn keeping_gives_seven_more_days_and_is_shown_again() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.trash(&[contact(id)]).expect("deleted");
    place.set_clock(T.plus_days(30));
    book.show_due().expect("shown");
    book.keep_due().expect("kept");
    assert!(book.due().expect("due").count == 0);
    assert_eq!(book.trash_entries().expect("the trash")[0].days_left, 7);
    assert_eq!(book.contact(id).expect("there").days_left, Some(7));
    place.set_clock(T.plus_days(36));
    assert_eq!(book.purge_shown().expect("kept").count, 0);
    place.set_clock(T.plus_days(37));
    assert_eq!(book.due().expect("due").shown_at, None, "to be shown anew");
    assert_eq!(book.purge_shown().expect("not shown").count, 0);
    book.show_due().expect("shown");
    place.set_clock(T.plus_days(38));
    assert_eq!(book.purge_shown().expect("gone").count, 1);
}

#[test]
fn after_restoring_and_deleting_again_thirty_days_begin_anew() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.trash(&[contact(id)]).expect("deleted");
    place.set_clock(T.plus_days(30));
    book.show_due().expect("shown");
    book.restore(&[contact(id)]).expect("restored");
    book.trash(&[contact(id)]).expect("deleted again");
    assert_eq!(book.trash_entries().expect("the trash")[0].days_left, 30);
    place.set_clock(T.plus_days(60));
    assert_eq!(book.due().expect("due").shown_at, None, "the first showing was another deletion's");
}

#[test]
fn after_ninety_days_closed_only_the_users_click_purges() {
    let place = Place::new();
    let (old, new);
    {
        let book = place.open();
        old = tanaka(&book);
        new = sato(&book);
        book.trash(&[contact(old)]).expect("deleted");
    }
    place.set_clock(T.plus_days(90));
    let book = place.open();
    let due = book.due().expect("due");
    assert!(due.by_hand_only);
    book.show_due().expect("shown");
    assert_eq!(book.due().expect("due").goes_at, None);
    place.set_clock(T.plus_days(100));
    assert_eq!(book.purge_shown().expect("never by itself").count, 0);
    // What is deleted from here on goes by the ordinary rules.
    book.trash(&[contact(new)]).expect("deleted");
    place.set_clock(T.plus_days(130));
    let due = book.show_due().expect("shown");
    assert!(!due.by_hand_only, "one of the two goes by itself");
    assert_eq!(due.goes_at, Some(T.plus_days(131)));
    place.set_clock(T.plus_days(131));
    assert_eq!(book.purge_shown().expect("the new one").count, 1);
    assert!(book.contact(new).is_err());
    assert_eq!(book.purge_due().expect("the user's click").count, 1);
    assert!(book.contact(old).is_err());
}

#[test]
fn a_window_left_open_for_weeks_is_no_leap_of_the_clock() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.trash(&[contact(id)]).expect("deleted");
    for day in 1..=30 {
        place.set_clock(T.plus_days(day));
        assert_eq!(book.purge_shown().expect("the daily round").count, 0);
    }
    book.show_due().expect("shown");
    for day in 31..=80 {
        place.set_clock(T.plus_days(day));
        assert_eq!(book.purge_shown().expect("the daily round").count, u32::from(day == 31), "day {day}");
    }
    let other = sato(&book);
    book.trash(&[contact(other)]).expect("deleted");
    place.set_clock(T.plus_days(110));
    assert!(!book.due().expect("due").by_hand_only);
}

#[test]
fn a_clock_a_year_ahead_and_back_purges_nobody() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    book.trash(&[contact(taro)]).expect("deleted");
    place.set_clock(T.plus_days(365));
    assert!(book.due().expect("due").by_hand_only);
    book.show_due().expect("shown");
    book.trash(&[contact(hanako)]).expect("deleted by the wrong clock");
    place.set_clock(T.plus_days(367));
    assert_eq!(book.purge_shown().expect("nobody").count, 0);
    // The clock is put right.
    place.set_clock(T.plus_days(2));
    drop(book);
    let book = place.open();
    assert!(book.due().expect("due").count == 0);
    let left: Vec<i64> = book.trash_entries().expect("the trash").iter().map(|entry| entry.days_left).collect();
    assert_eq!(left, [30, 28], "no more than 30 days are ever left");
    place.set_clock(T.plus_days(31));
    book.show_due().expect("shown");
    place.set_clock(T.plus_days(33));
    assert!(book.due().expect("due").by_hand_only);
    assert_eq!(book.purge_shown().expect("nobody").count, 0);
    assert!(book.contact(taro).is_ok());
    book.restore(&[contact(taro), contact(hanako)]).expect("both come back");
    assert_sound(&book);
}

#[test]
fn contacts_of_somebody_else_are_hidden_and_never_deleted() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.hide(&[id]).expect("hidden");
    assert!(names(&book, List::All).is_empty());
    assert_eq!(names(&book, List::Hidden), ["田中 太郎"]);
    book.unhide(&[id]).expect("shown again");
    assert_eq!(names(&book, List::All), ["田中 太郎"]);
}

#[test]
fn what_happens_in_the_trash_can_be_undone() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    book.trash(&[contact(taro), contact(hanako)]).expect("deleted");
    book.undo().expect("undone");
    assert_eq!(names(&book, List::All), ["佐藤 花子", "田中 太郎"]);
    book.redo().expect("redone");
    assert_eq!(book.counts().expect("counts").trash, 2);
    book.purge(&[contact(taro)]).expect("one is purged");
    book.undo().expect("the other comes back");
    assert_eq!(names(&book, List::All), ["佐藤 花子"]);
    assert!(matches!(book.contact(taro), Err(Error::Missing { .. })));
    assert_sound(&book);
}
