//! An archive merged into a book that went on: by UID and latest change, told, and taken back like an import.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use enishi_core::book::{
    Book, Extras, Go, Incoming, List, MergeReport, Merged, NewSubject, Sort, Stays, StepMove, Verb, What,
};
use enishi_core::contact::ContactId;
use enishi_core::record::RecordId;
use support::database::dump;
use support::full::{fill, go_on, picture};
use support::{Place, T, add, assert_sound, contact, edit, edits, names, sato, tanaka};

fn archive(place: &Place, book: &Book) -> PathBuf {
    let target = place.folder.path().join("控え.enishi");
    book.archive_to(&target, None, &Extras::default(), &mut *go_on()).expect("archived");
    target
}

fn open(file: &std::path::Path, place: &Place) -> Incoming {
    Incoming::open(file, None, None, &place.path(), &mut *go_on()).expect("opened")
}

/// Previews and merges; both have to say the same.
fn merge(book: &Book, incoming: &Incoming) -> Merged {
    let before = dump(book.path());
    let seen = book.preview_merge(incoming, &mut *go_on()).expect("previewed");
    assert_eq!(dump(book.path()), before, "a preview writes nothing");
    let merged = book.merge_incoming(incoming, &mut *go_on()).expect("merged");
    assert_eq!(seen, MergeReport { import_id: None, ..merged.report.clone() });
    assert_sound(book);
    merged
}

/// Two computers with one book, which then go apart.
fn twins(begin: impl Fn(&Place, &Book)) -> (Place, Place) {
    let here = Place::new();
    let book = here.open();
    begin(&here, &book);
    let there = Place::elsewhere("there");
    there.set_clock(T.plus_days(3));
    let file = archive(&here, &book);
    open(&file, &there).replace(&there.path(), &there.edge(), std::time::Duration::ZERO).expect("moved");
    (here, there)
}

fn ids(book: &Book) -> BTreeMap<String, ContactId> {
    let all = [List::All, List::Hidden].map(|list| book.ids(list, Sort::Reading, 0, u32::MAX).expect("ids")).concat();
    all.into_iter().map(|id| (book.contact(id).expect("a contact").uid, id)).collect()
}

fn counts(report: &MergeReport) -> (u32, u32, u32, u32, u32) {
    (report.read, report.added, report.updated, report.skipped, report.conflict_count)
}

#[test]
fn a_book_merged_into_an_empty_one_brings_everybody_with_all_that_hangs_on_them() {
    let from = Place::new();
    let theirs = from.open();
    fill(&from, &theirs);
    let file = archive(&from, &theirs);
    let place = Place::elsewhere("here");
    place.set_clock(T.plus_days(9));
    let book = place.open();
    let merged = merge(&book, &open(&file, &place));
    assert_eq!(counts(&merged.report), (8, 8, 0, 0, 0));
    assert_eq!((merged.report.groups_added, merged.report.records_added), (1, 4));
    assert_eq!((merged.changed.verb, merged.changed.change.is_some()), (Some(Verb::Import), true));
    assert_eq!(names(&book, List::All), names(&theirs, List::All));
    assert_eq!(names(&book, List::Hidden), names(&theirs, List::Hidden));
    for (uid, id) in ids(&book) {
        let (ours, theirs) = (book.contact(id).expect("here"), theirs.contact(ids(&theirs)[&uid]).expect("there"));
        let plain = |mut it: enishi_core::book::Contact| {
            (it.id, it.rev) = (ContactId(0), 0);
            it.groups.iter_mut().for_each(|group| group.id.0 = 0);
            it
        };
        assert_eq!(plain(ours), plain(theirs), "{uid}: photo, groups, origin, own, side, unknown fields");
    }
    assert_eq!(book.different().expect("pairs").len(), 1);
    assert_eq!(fs::read(place.path().with_extension("attachments").join("証明.pdf")).expect("came").len(), 100_000);
    let row = &book.runs().expect("runs")[0];
    let subject = book.run_status(row.id).expect("a status").subject;
    assert_eq!(subject.contact.map(|id| book.contact(id).expect("here").display_name).as_deref(), Some("田中 太郎"));
    let again = merge(&book, &open(&file, &place));
    assert_eq!(counts(&again.report), (8, 0, 0, 8, 0), "once is enough");
    assert_eq!((again.report.import_id, again.changed.change), (None, None));
    let file = place.file("again.vcf", support::full::vcards(1..6));
    let imported = book.import(&[file], &Default::default(), &mut *go_on()).expect("imported");
    assert_eq!((imported.added, imported.updated), (0, 0), "rows that came once are known");
}

#[test]
fn a_merge_is_taken_back_like_an_import() {
    let from = Place::new();
    let theirs = from.open();
    fill(&from, &theirs);
    let file = archive(&from, &theirs);
    let place = Place::elsewhere("here");
    place.set_clock(T.plus_days(9));
    let book = place.open();
    add(&book, &[("family_name", "前から"), ("groups[+]", "得意先")]);
    let before = (names(&book, List::All), book.services().expect("services").len(), book.runs().expect("runs").len());
    merge(&book, &open(&file, &place));
    let undone = book.undo().expect("taken back");
    assert_eq!((undone.verb, undone.left_alone.len()), (Some(Verb::UndoImport), 0));
    assert_eq!(
        (names(&book, List::All), book.services().expect("services").len(), book.runs().expect("runs").len()),
        before
    );
    assert_eq!(names(&book, List::Hidden).len(), 0);
    assert!(book.templates().expect("templates").iter().all(|row| row.own.is_none()));
    assert_sound(&book);
    let merged = merge(&book, &open(&file, &place));
    assert_eq!(merged.report.added, 8, "and made once more");
    book.edit(ids(&book)["card-3"], &[edit("note", "その後")]).expect("edited");
    let run = book.runs().expect("runs")[0].id;
    note(&book, run, "続き");
    let undone = book.undo_import(merged.report.import_id.expect("an import")).expect("taken back");
    let mut left = undone.left_alone;
    left.sort();
    assert_eq!(left.len(), 2, "whoever was gone on with stays: {left:?}");
    assert_eq!(names(&book, List::All), ["取込 3", "前から"]);
    assert_eq!(book.run_step(run, &step(&book, run)).expect("the run stays").note, "続き");
    assert_sound(&book);
}

fn step(book: &Book, run: RecordId) -> String {
    book.run_status(run).expect("a status").steps.first().expect("a step").id.clone()
}

fn note(book: &Book, run: RecordId, text: &str) {
    let what = StepMove { set: vec![edit("step.note", text)], ..StepMove::default() };
    book.move_step(run, &step(book, run), &what).expect("moved");
}

#[test]
fn of_two_states_the_one_changed_last_stays_and_conflicts_are_told() {
    let (here, there) = twins(|place, book| {
        fill(place, book);
        for name in ["甲", "乙", "丙", "丁"] {
            add(book, &[("family_name", name), ("groups[+]", "元の組")]);
        }
    });
    let (ours, theirs) = (here.open(), there.open());
    let id = |book: &Book, name: &str| {
        let all = ids(book);
        *all.values().find(|id| book.contact(**id).expect("here").family_name == name).expect("there")
    };
    let note = |book: &Book, name: &str, text: &str| book.edit(id(book, name), &[edit("note", text)]).expect("edited");
    here.set_clock(T.plus_days(10));
    note(&ours, "甲", "こちらだけ");
    note(&ours, "乙", "こちらが先");
    there.set_clock(T.plus_days(11));
    note(&theirs, "乙", "あちらが後");
    note(&theirs, "丙", "あちらだけ");
    theirs.edit(id(&theirs, "丙"), &[edit("groups[+]", "あちらの組"), edit("groups[-]", "元の組")]).expect("edited");
    theirs.set_photo(id(&theirs, "丙"), Some(&picture(9))).expect("a photo");
    note(&theirs, "丁", "あちらが先");
    here.set_clock(T.plus_days(12));
    note(&ours, "丁", "こちらが後");
    ours.trash(&[contact(ids(&ours)["card-1"])]).expect("thrown away here");
    theirs.trash(&[contact(ids(&theirs)["card-2"])]).expect("thrown away there");
    add(&theirs, &[("family_name", "新"), ("note", "新しい")]);
    let own = ids(&theirs).into_iter().find(|(_, id)| theirs.contact(*id).expect("there").own).expect("an own card").1;
    theirs.edit(own, &[edit("title", "あちらの肩書")]).expect("edited");

    let merged = merge(&ours, &open(&archive(&there, &theirs), &here));
    let said = |name: &str| ours.contact(id(&ours, name)).expect("here").note;
    assert_eq!(
        ["甲", "乙", "丙", "丁", "新"].map(said),
        ["こちらだけ", "あちらが後", "あちらだけ", "こちらが後", "新しい"]
    );
    let third = ours.contact(id(&ours, "丙")).expect("here");
    let groups: Vec<&str> = third.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!((groups, third.photo.is_some()), (vec!["あちらの組", "元の組"], true), "nobody leaves a group");
    let mut conflicts: Vec<_> =
        merged.report.conflicts.iter().map(|it| (it.name.as_str(), it.what, it.stays, it.reason.as_str())).collect();
    conflicts.sort_by_key(|it| it.0);
    assert_eq!(
        conflicts,
        [
            ("丁", What::Contact, Stays::Present, "changed_in_both"),
            ("乙", What::Contact, Stays::Incoming, "changed_in_both"),
            ("取込 1", What::Contact, Stays::Present, "in_trash"),
        ]
    );
    assert_eq!((merged.report.added, merged.report.updated), (1, 2));
    assert_eq!(ours.contact(ids(&ours)["card-2"]).expect("still here").trashed_at, None, "a merge throws nobody away");
    let own = ids(&ours).into_values().find(|id| ours.contact(*id).expect("here").own).expect("an own card");
    assert_eq!(ours.contact(own).expect("here").title, "", "the own card stays");
    ours.undo().expect("taken back");
    assert_eq!(["甲", "乙", "丙", "丁"].map(said), ["こちらだけ", "こちらが先", "", "こちらが後"]);
    assert!(ours.contact(id(&ours, "丙")).expect("here").photo.is_none());
    assert_sound(&ours);
}

#[test]
fn services_rights_templates_and_runs_go_by_what_they_are_about() {
    let (here, there) = twins(fill);
    let (ours, theirs) = (here.open(), there.open());
    here.set_clock(T.plus_days(10));
    there.set_clock(T.plus_days(11));
    let service = theirs.services().expect("services")[0].id;
    theirs.edit_service(service, &[edit("plan", "アドバンスト")]).expect("edited");
    let new = theirs.add_service(&[edit("name", "銀行")]).expect("a service").0;
    let someone = add(&theirs, &[("family_name", "経理")]);
    theirs.add_access(new, Some(someone), &[edit("role", "閲覧")]).expect("a right");
    theirs.start_run("blank", &NewSubject::Text { name: "箱".to_owned() }, "箱の返却").expect("a run");
    let run = theirs.runs().expect("runs").iter().find(|run| run.name != "箱の返却").expect("the old one").id;
    let go = Some(Go::Waiting { on: "人事".to_owned() });
    let what = StepMove { set: vec![edit("step.note", "あちらで続き")], go, ..StepMove::default() };
    theirs.move_step(run, &step(&theirs, run), &what).expect("moved");
    // Numbers go apart.
    ours.add_service(&[edit("name", "こちらだけ")]).expect("a service");
    add(&ours, &[("family_name", "別人")]);

    let merged = merge(&ours, &open(&archive(&there, &theirs), &here));
    assert_eq!((merged.report.records_added, merged.report.records_updated), (3, 2), "{:?}", merged.report);
    let mut services: Vec<_> = ours
        .services()
        .expect("services")
        .iter()
        .map(|row| (row.service.name.clone(), row.service.plan.clone()))
        .collect();
    services.sort();
    let expected = [("LINE WORKS", "アドバンスト"), ("こちらだけ", ""), ("銀行", "")];
    assert_eq!(services, expected.map(|(name, plan)| (name.to_owned(), plan.to_owned())));
    let bank = ours.services().expect("services").iter().find(|row| row.service.name == "銀行").expect("came").id;
    let held = ours.service(bank).expect("a service").held;
    assert_eq!((held.len(), held[0].person.as_str()), (1, "経理"));
    assert_eq!(ours.runs().expect("runs").len(), 2);
    let moved = ours.runs().expect("runs").iter().find(|run| run.name != "箱の返却").expect("the old one").id;
    assert_eq!(ours.run_step(moved, &step(&ours, moved)).expect("a step").note, "あちらで続き");
    assert_eq!(merged.report.conflict_count, 0);
    ours.undo().expect("taken back");
    assert_eq!(ours.services().expect("services").len(), 2);
    assert_eq!(ours.run_step(moved, &step(&ours, moved)).expect("a step").note, "棚の2段目");
    assert_eq!(ours.runs().expect("runs").len(), 1);
    assert_sound(&ours);
}

#[test]
fn books_that_never_were_one_meet_by_uid() {
    let (here, there) = (Place::new(), Place::new());
    let (ours, theirs) = (here.open(), there.open());
    here.set_clock(T.plus_days(1));
    there.set_clock(T.plus_days(2));
    let cards = support::full::vcards(1..4);
    for (place, book) in [(&here, &ours), (&there, &theirs)] {
        sato(book);
        let file = place.file("same.vcf", &cards);
        book.import(&[file], &Default::default(), &mut *go_on()).expect("imported");
    }
    let edited = |book: &Book, uid: &str, note: &str| {
        book.edit(ids(book)[uid], &edits(&[("note", note)])).expect("edited");
    };
    here.set_clock(T.plus_days(5));
    there.set_clock(T.plus_days(6));
    edited(&theirs, "card-1", "あちら");
    edited(&theirs, "card-2", "あちらが後");
    edited(&ours, "card-2", "こちら");
    tanaka(&theirs);
    let merged = merge(&ours, &open(&archive(&there, &theirs), &here));
    // The tests' own UIDs are the same in both: 佐藤 is one person.
    assert_eq!(counts(&merged.report), (5, 1, 2, 2, 1), "{:?}", merged.report);
    let said = ["card-1", "card-2", "card-3"].map(|uid| ours.contact(ids(&ours)[uid]).expect("here").note);
    assert_eq!(said, ["あちら", "あちらが後", ""]);
}

#[test]
fn a_merge_that_is_cancelled_changes_nothing() {
    let from = Place::new();
    let theirs = from.open();
    fill(&from, &theirs);
    let file = archive(&from, &theirs);
    let place = Place::new();
    let book = place.open();
    let before = dump(&place.path());
    let incoming = open(&file, &place);
    // At the first attachment, at the second, and before it is kept.
    for stop in [0, 1, 1] {
        let mut step = 0;
        let ended = book.merge_incoming(&incoming, &mut |_| {
            step += 1;
            if step > stop { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
        });
        assert_eq!(ended.expect_err("cancelled").code(), "cancelled", "step {stop}");
        assert_eq!(dump(&place.path()), before);
    }
}
