//! Undo, redo, the list of changes and a contact's history.

mod support;

use enishi_core::Error;
use enishi_core::book::{Entity, List, Verb};
use support::{Place, add, assert_sound, contact, edit, edits, names, sato, tanaka};

#[test]
fn every_level_is_undone_and_redone_in_turn() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.edit(id, &[edit("title", "部長")]).expect("edited");
    book.edit(id, &[edit("title", "取締役")]).expect("edited");
    let title = || book.contact(id).expect("there").title;
    book.undo().expect("undone");
    assert_eq!(title(), "部長");
    book.undo().expect("undone");
    assert_eq!(title(), "");
    book.undo().expect("undone");
    assert!(names(&book, List::All).is_empty(), "the adding itself is undone");
    assert_eq!(book.undo().expect_err("nothing left").code(), "nothing");
    for expected in ["", "部長", "取締役"] {
        book.redo().expect("redone");
        assert_eq!(title(), expected);
    }
    assert_eq!(book.redo().expect_err("nothing left").code(), "nothing");
    assert_sound(&book);
}

#[test]
fn a_new_change_ends_redoing() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.edit(id, &[edit("title", "部長")]).expect("edited");
    book.undo().expect("undone");
    book.edit(id, &[edit("note", "")]).expect("edited");
    assert_eq!(book.redo().expect_err("the path is gone").code(), "nothing");
    book.undo().expect("the note comes back");
    assert_eq!(book.contact(id).expect("there").note, "展示会で会った");
    book.undo().expect("the adding, beyond the undone edit");
    assert!(names(&book, List::All).is_empty());
}

#[test]
fn undoing_an_older_change_is_refused_by_name_when_something_came_after() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let older = book.edit(id, &[edit("title", "部長")]).expect("edited").change.expect("a change");
    book.edit(id, &[edit("title", "取締役")]).expect("edited");
    let refusal = book.undo_change(older).expect_err("moved on");
    assert!(matches!(refusal, Error::Conflict { ref name } if name == "田中 太郎"), "{refusal}");
    assert_eq!(book.contact(id).expect("there").title, "取締役");
    book.undo().expect("the newer one first");
    book.undo_change(older).expect("then the older one");
    assert_eq!(book.contact(id).expect("there").title, "");
}

#[test]
fn a_change_is_undone_from_the_list_beside_changes_of_others() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    let change = book.edit(taro, &[edit("title", "部長")]).expect("edited").change.expect("a change");
    book.edit(hanako, &[edit("title", "課長")]).expect("edited");
    book.undo_change(change).expect("nothing stands in the way");
    assert_eq!(book.contact(taro).expect("there").title, "");
    assert_eq!(book.contact(hanako).expect("there").title, "課長");
    assert_eq!(book.undo_change(change).expect_err("already").code(), "nothing");
    let list = book.changes(None, 10).expect("the list");
    assert_eq!(list[0].verb, Verb::Undo);
    assert_eq!(list[0].of, Some(Verb::Edit));
    assert_eq!(list[0].names, ["田中 太郎"]);
    assert!(list.iter().any(|entry| entry.id == change && entry.undone));
}

#[test]
fn the_windows_undo_reaches_back_to_its_start_only() {
    let place = Place::new();
    tanaka(&place.open());
    let book = place.open();
    book.begin_session().expect("begun");
    assert_eq!(book.undo().expect_err("not this session's").code(), "nothing");
    let id = sato(&book);
    book.undo().expect("this session's");
    assert!(book.contact(id).is_err());
    assert_eq!(names(&book, List::All), ["田中 太郎"]);
}

#[test]
fn undo_survives_closing_the_book() {
    let place = Place::new();
    let id = tanaka(&place.open());
    place.open().edit(id, &[edit("company", "")]).expect("edited");
    let book = place.open();
    book.undo().expect("undone");
    assert_eq!(book.contact(id).expect("there").company, "株式会社青空商店");
    let book = {
        drop(book);
        place.open()
    };
    book.redo().expect("redone");
    assert_eq!(book.contact(id).expect("there").company, "");
    assert_sound(&book);
}

#[test]
fn edits_of_the_book_and_of_the_card_are_one_change() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let before = book.contact(id).expect("there");
    book.edit(id, &edits(&[("side", "internal"), ("groups[+]", "顧客"), ("title", "部長"), ("own", "true")]))
        .expect("edited");
    let after = book.contact(id).expect("there");
    assert_eq!(after.groups[0].name, "顧客");
    assert!(after.own);
    assert_eq!(book.counts().expect("counts").groups[0].count, 1);
    book.undo().expect("undone");
    assert_eq!(book.contact(id).expect("there"), before);
    assert!(book.counts().expect("counts").groups.is_empty(), "the group was made by that edit");
    book.redo().expect("redone");
    assert_eq!(book.contact(id).expect("there"), after);
    assert_sound(&book);
}

#[test]
fn a_group_that_somebody_joined_is_not_undone_away() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let (group, made) = book.add_group("年賀状").expect("made");
    book.join_group(group, &[id]).expect("joined");
    let refusal = book.undo_change(made.change.expect("a change")).expect_err("has a member");
    assert!(matches!(refusal, Error::Conflict { ref name } if name == "年賀状"), "{refusal}");
    book.undo().expect("leaves");
    book.undo().expect("the group goes");
    assert!(book.counts().expect("counts").groups.is_empty());
    book.redo().expect("the group");
    book.redo().expect("the member");
    assert_eq!(names(&book, List::Group(group)), ["田中 太郎"]);
}

#[test]
fn there_is_one_own_card_whatever_is_undone() {
    let place = Place::new();
    let book = place.open();
    let (taro, hanako) = (tanaka(&book), sato(&book));
    book.edit(taro, &[edit("own", "true")]).expect("own");
    book.edit(hanako, &[edit("own", "true")]).expect("own");
    assert!(!book.contact(taro).expect("there").own);
    book.undo().expect("undone");
    assert!(book.contact(taro).expect("there").own);
    assert!(!book.contact(hanako).expect("there").own);
    book.redo().expect("redone");
    assert_eq!(book.counts().expect("counts").own, Some(hanako));
    assert_sound(&book);
}

#[test]
fn the_history_of_a_contact_says_each_field_before_and_after() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    book.edit(id, &edits(&[("title", "部長"), ("phones[+work]", "03-1111-2222")])).expect("edited");
    let (group, _) = book.add_group("顧客").expect("made");
    book.join_group(group, &[id]).expect("joined");
    book.trash(&[contact(id)]).expect("deleted");
    book.restore(&[contact(id)]).expect("restored");
    let history = book.changes(Some(id), 50).expect("the history");
    let verbs: Vec<Verb> = history.iter().map(|change| change.verb).collect();
    assert_eq!(verbs, [Verb::Restore, Verb::Trash, Verb::JoinGroup, Verb::Edit, Verb::Add]);
    let fields = |at: usize| history[at].fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>();
    assert_eq!(fields(2), ["groups"]);
    assert_eq!(history[2].fields[0].after, "顧客");
    assert_eq!(fields(3), ["title", "phones"]);
    let phones = &history[3].fields[1];
    assert_eq!(phones.before.lines().count(), 1);
    assert_eq!(phones.after.lines().count(), 2);
    assert!(phones.after.contains("03-1111-2222"));
    assert!(history[4].fields.iter().any(|field| field.field == "family_name" && field.after == "田中"));
}

#[test]
fn nothing_is_written_where_nothing_changes() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let before = book.changes(None, 10).expect("the list").len();
    assert_eq!(book.edit(id, &[edit("note", "展示会で会った")]).expect("same").change, None);
    assert_eq!(book.unhide(&[id]).expect("same").change, None);
    assert_eq!(book.restore(&[contact(id)]).expect("same").change, None);
    assert_eq!(book.changes(None, 10).expect("the list").len(), before);
}

#[test]
fn a_refused_edit_leaves_everything_as_it_was() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let before = book.contact(id).expect("there");
    let wrong = edits(&[("title", "部長"), ("groups[+]", "新しい"), ("no_such_field", "x")]);
    assert_eq!(book.edit(id, &wrong).expect_err("refused").code(), "invalid");
    assert_eq!(book.contact(id).expect("there"), before);
    assert!(book.counts().expect("counts").groups.is_empty(), "not even the group was made");
    assert_eq!(book.add(&[]).expect_err("says nothing").code(), "invalid");
    assert_eq!(book.add(&[edit("note", " ")]).map(|_| ()).map_err(|error| error.code()), Err("invalid"));
}

#[test]
fn a_photo_is_put_back_by_undo_with_its_bytes() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    // A red pixel as BMP.
    let mut picture = b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0".to_vec();
    picture.extend([0; 24]);
    picture.extend([0, 0, 255, 0]);
    book.set_photo(id, Some(&picture)).expect("a photo");
    let photo = book.contact(id).expect("there").photo.expect("has a photo");
    book.set_photo(id, None).expect("removed");
    assert!(book.contact(id).expect("there").photo.is_none());
    book.undo().expect("undone");
    assert_eq!(book.contact(id).expect("there").photo, Some(photo.clone()));
    assert_eq!(book.photo(&photo.sha256).expect("bytes").0.len(), photo.bytes as usize);
    assert_eq!(book.set_photo(id, Some(b"no picture")).expect_err("refused").code(), "invalid");
    assert_sound(&book);
}

#[test]
fn groups_have_one_name_each() {
    let place = Place::new();
    let book = place.open();
    let (group, _) = book.add_group(" 顧客 ").expect("made");
    assert_eq!(book.counts().expect("counts").groups[0].name, "顧客");
    assert_eq!(book.add_group("顧客").expect_err("taken").code(), "invalid");
    assert_eq!(book.add_group("  ").expect_err("empty").code(), "invalid");
    let (other, _) = book.add_group("仕入先").expect("made");
    assert_eq!(book.rename_group(other, "顧客").expect_err("taken").code(), "invalid");
    assert_eq!(book.rename_group(group, "顧客").expect("same").change, None);
    book.rename_group(group, "得意先").expect("renamed");
    book.undo().expect("undone");
    assert_eq!(book.counts().expect("counts").groups.iter().filter(|group| group.name == "顧客").count(), 1);
    assert_eq!(book.join_group(group, &[enishi_core::contact::ContactId(99)]).expect_err("nobody").code(), "missing");
    assert_eq!(book.trash(&[Entity::Group(enishi_core::contact::GroupId(99))]).expect_err("none").code(), "missing");
}

#[test]
fn ids_are_never_given_out_again() {
    let place = Place::new();
    let book = place.open();
    let first = tanaka(&book);
    book.undo().expect("undone");
    let second = add(&book, &[("display_name", "鈴木")]);
    assert_ne!(first, second);
    book.trash(&[contact(second)]).expect("deleted");
    book.purge(&[contact(second)]).expect("purged");
    assert!(sato(&book) > second);
}

fn phones(book: &enishi_core::book::Book, id: enishi_core::contact::ContactId) -> Vec<(String, String)> {
    let phones = book.contact(id).expect("there").phones;
    phones.into_iter().map(|phone| (phone.label, phone.value)).collect()
}

fn change(changed: enishi_core::Result<enishi_core::book::Changed>) -> i64 {
    changed.expect("changed").change.expect("a change")
}

#[test]
fn an_entry_of_a_list_is_put_back_after_later_edits_of_others() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let edited = change(book.edit(id, &[edit("phones[0].value", "090-0000-0000")]));
    book.edit(id, &edits(&[("phones[+work]", "03-1111-2222"), ("title", "部長")])).expect("edited");
    book.put_back(id, edited).expect("only that entry");
    let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    assert_eq!(phones(&book, id), [pair("mobile", "090-1234-5678"), pair("work", "03-1111-2222")]);
    assert_eq!(book.contact(id).expect("there").title, "部長", "what came later stays");
    assert_sound(&book);
}

#[test]
fn a_removed_entry_comes_back_and_an_added_one_goes_by_putting_back() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let address = [("addresses[+work].postal", "100-0001"), ("addresses[0].city", "千代田区")];
    let added = change(book.edit(id, &edits(&address)));
    let removed = change(book.edit(id, &edits(&[("addresses[0].postal", ""), ("addresses[0].city", "")])));
    book.edit(id, &edits(&[("note", "電話は午前"), ("addresses[+home].city", "港区")])).expect("edited");
    book.put_back(id, removed).expect("the address comes back");
    let cities = || -> Vec<(String, String)> {
        let addresses = book.contact(id).expect("there").addresses;
        addresses.into_iter().map(|address| (address.label + &address.postal, address.city)).collect()
    };
    assert_eq!(cities().len(), 2);
    assert!(cities().contains(&("work100-0001".to_owned(), "千代田区".to_owned())), "{:?}", cities());
    book.put_back(id, added).expect("the adding is taken back");
    assert_eq!(cities(), [("home".to_owned(), "港区".to_owned())]);
    assert_sound(&book);
}

#[test]
fn an_entry_that_was_edited_again_is_not_guessed_at() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let edited = change(book.edit(id, &[edit("phones[0].value", "090-0000-0000")]));
    book.edit(id, &[edit("phones[0].value", "090-9999-9999")]).expect("edited again");
    let refusal = book.put_back(id, edited).expect_err("which entry is meant?");
    assert!(matches!(refusal, Error::Invalid { ref field, reason: "changed_since" } if field == "phones"), "{refusal}");
    assert_eq!(phones(&book, id)[0].1, "090-9999-9999", "nothing was touched");
    book.edit(id, &[edit("phones[0].value", "090-1234-5678")]).expect("put right by hand");
    assert_eq!(book.put_back(id, edited).expect_err("all as before").code(), "nothing");
}

#[test]
fn putting_back_the_last_change_is_the_exact_way_back() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let before = book.contact(id).expect("there");
    let edited =
        change(book.edit(id, &edits(&[("family_name", "佐藤"), ("phones[0].value", ""), ("groups[+]", "顧客")])));
    book.put_back(id, edited).expect("put back");
    let after = book.contact(id).expect("there");
    assert_eq!(
        (&after.display_name, &after.phones, &after.groups),
        (&before.display_name, &before.phones, &before.groups)
    );
    let list = book.changes(Some(id), 10).expect("the history");
    assert!(list.iter().any(|entry| entry.id == edited && entry.undone), "told as undone");
}

#[test]
fn names_groups_and_photos_are_put_back_beside_later_edits() {
    let place = Place::new();
    let book = place.open();
    let id = tanaka(&book);
    let edited = change(
        book.edit(id, &edits(&[("family_name", "佐藤"), ("groups[+]", "顧客"), ("side", "internal"), ("own", "true")])),
    );
    book.edit(id, &edits(&[("given_name", "次郎"), ("groups[+]", "年賀状")])).expect("edited");
    book.put_back(id, edited).expect("put back");
    let contact = book.contact(id).expect("there");
    assert_eq!((contact.family_name.as_str(), contact.given_name.as_str()), ("田中", "次郎"));
    let groups: Vec<_> = contact.groups.into_iter().map(|group| group.name).collect();
    assert_eq!(groups, ["年賀状"]);
    assert_eq!((contact.side, contact.own), (enishi_core::contact::Side::Partner, false));
    assert_sound(&book);
}
