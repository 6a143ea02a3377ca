//! The gate of a backup: files as they were found, copies, media, numbers.

use super::super::facts::{Checked, CheckedHow, Lack, Sealed};
use super::*;

#[test]
fn a_backup_is_two_equal_copies_on_two_media_opened_and_counted() {
    let mut run = mail();
    assert_eq!(counted(&run), [(Lack::Copies, 2)]);
    attach(&mut run, "a.csv", "A", "OneDrive");
    assert_eq!(counted(&run), [(Lack::Copies, 1), (Lack::Expected, 0)]);
    set(&mut run, "a", &[("mail.expected", "4")]).expect("counted in the service");
    attach(&mut run, "b.csv", "A", "OneDrive");
    assert_eq!(counted(&run), [(Lack::SameMedium, 0), (Lack::Short, 1)], "copies of one content hold the same");
    set(&mut run, "a", &[("mail.2.remove", "true")]).expect("taken out");
    attach(&mut run, "b.csv", "A", "SSD");
    assert_eq!(counted(&run), [(Lack::Short, 1)]);
    set(&mut run, "a", &[("mail.expected", "2")]).expect("counted again");
    assert_eq!(counted(&run), [(Lack::Over, 1)]);
    // A second content needs its own two copies.
    set(&mut run, "a", &[("mail.expected", "6")]).expect("counted again");
    attach(&mut run, "c.csv", "C", "SSD");
    assert_eq!(counted(&run), [(Lack::Copies, 1)], "two that differ are no copies of each other");
    attach(&mut run, "d.csv", "C", "OneDrive");
    assert_eq!(lacks(&run), []);
    done(&mut run, "a").expect("open");
    go(&mut run, "a", &Go::Reopen { reason: "x".into() }).expect("again");
    set(&mut run, "a", &[("mail.4.remove", "true")]).expect("taken out");
    assert_eq!(counted(&run), [(Lack::Copies, 1)]);
    set(&mut run, "a", &[("mail.given_up", "2023年より前は不要")]).expect("given up knowingly");
    done(&mut run, "a").expect("open");
}

#[test]
fn what_was_found_in_a_file_cannot_be_typed() {
    let mut run = mail();
    attach(&mut run, "a.csv", "A", "SSD");
    for key in ["mail.1.count", "mail.1.medium", "mail.1.confirmed", "mail.1.seen", "mail.1.lies_on"] {
        assert!(set(&mut run, "a", &[(key, "1")]).is_err(), "{key}");
    }
    assert_eq!(counted(&run), [(Lack::Copies, 1), (Lack::Expected, 0)]);
}

#[test]
fn every_fault_of_a_file_keeps_a_backup_shut() {
    let faults = [
        (State::Damaged, Some(3), Lack::Damaged),
        (State::Locked, None, Lack::Locked),
        (State::Empty, None, Lack::Empty),
        (State::Unknown, None, Lack::Unjudged),
        (State::Readable, None, Lack::Uncounted),
    ];
    for (state, count, lack) in faults {
        let mut run = mail();
        set(&mut run, "a", &[("mail.expected", "3")]).expect("typed");
        for medium in ["OneDrive", "SSD"] {
            let bad = SavedFile { seen: Some(seen(state, count)), ..file("a.csv", "A", medium) };
            run.attach_copy(0, "mail", bad, &world(), NOW).expect("taken as it is");
        }
        assert_eq!(counted(&run), [(lack, 2)], "nothing counts of a file that is not whole");
    }
}

#[test]
fn complete_files_need_no_number_and_heed_one_that_is_typed() {
    let mut run = mail();
    for medium in ["OneDrive", "SSD"] {
        let whole = SavedFile { seen: Some(seen(State::Complete, Some(3))), ..file("a.zip", "A", medium) };
        run.attach_copy(0, "mail", whole, &world(), NOW).expect("taken");
    }
    assert_eq!(lacks(&run), []);
    set(&mut run, "a", &[("mail.expected", "5")]).expect("typed");
    assert_eq!(counted(&run), [(Lack::Short, 2)]);
}

#[test]
fn faults_come_before_copies_media_and_numbers() {
    let mut run = mail();
    let mut put = |name: &str, content: &str, state, count| {
        let file = SavedFile { seen: Some(seen(state, count)), ..file(name, content, "SSD") };
        run.attach_copy(0, "mail", file, &world(), NOW).expect("taken");
    };
    put("a", "A", State::Readable, Some(3));
    put("b", "A", State::Readable, Some(3));
    put("c", "C", State::Unknown, None);
    put("d", "D", State::Locked, None);
    put("e", "E", State::Damaged, None);
    let order = [Lack::Damaged, Lack::Locked, Lack::Unjudged, Lack::Copies, Lack::SameMedium, Lack::Expected];
    assert_eq!(lacks(&run), order);
}

#[test]
fn files_of_earlier_versions_have_to_be_opened() {
    let old = r#"{ "rows": [{ "id": "mail", "label": { "ja": "メール" }, "unit": {}, "expected": 3, "given_up": "", "own": false,
        "files": [
            { "id": 1, "name": "a.csv", "path": "/a.csv", "bytes": 1, "sha256": "A", "taken_at": 1,
              "medium": "OneDrive", "count": 3, "confirmed": true },
            { "id": 2, "name": "b.csv", "path": "/b.csv", "bytes": 1, "sha256": "A", "taken_at": 1,
              "medium": "SSD", "count": 3, "confirmed": true }
        ] }] }"#;
    let mut run = mail();
    run.steps[0].facts = Facts::Backup(serde_json::from_str(old).expect("facts of the version before"));
    done(&mut run, "a").expect_err("nobody has opened them");
    assert_eq!(counted(&run), [(Lack::Unopened, 2)]);
    let mut opened = |id: u32, medium: &str| {
        let was = run.copy(0, "mail", id).expect("there").clone();
        let found = (Some(seen(State::Readable, Some(3))), lies_on(medium));
        run.open_copy(0, "mail", &was, found, &world(), NOW).expect("opened");
        counted(&run)
    };
    assert_eq!(opened(1, "OneDrive"), [(Lack::Unopened, 1)], "where the other one lies nobody has seen");
    assert_eq!(opened(2, "SSD"), []);
    done(&mut run, "a").expect("open");
}

#[test]
fn files_of_a_step_that_is_done_are_opened_again_without_reopening_it() {
    let mut run = mail();
    set(&mut run, "a", &[("mail.expected", "3")]).expect("typed");
    attach(&mut run, "a.csv", "A", "OneDrive");
    attach(&mut run, "b.csv", "A", "SSD");
    done(&mut run, "a").expect("open");
    let was = run.copy(0, "mail", 1).expect("there").clone();
    let found = (Some(seen(State::Damaged, None)), lies_on("OneDrive"));
    run.open_copy(0, "mail", &was, found, &world(), NOW).expect("opened");
    assert_eq!(counted(&run), [(Lack::Damaged, 2)], "what has the same bytes is as damaged");
    assert!(run.is_settled(0) && !run.is_satisfied(0, &world()), "what comes after it is shut again");
    let other = SavedFile { sha256: "B".into(), ..was };
    assert!(run.open_copy(0, "mail", &other, (None, lies_on("SSD")), &world(), NOW).is_err(), "another file by now");
}

#[test]
fn a_lock_that_was_opened_once_stays_open_for_the_same_bytes() {
    let mut run = mail();
    let locked = |medium: &str| SavedFile { seen: Some(seen(State::Locked, None)), ..file("a.zip", "A", medium) };
    run.attach_copy(0, "mail", locked("OneDrive"), &world(), NOW).expect("taken");
    let was = run.copy(0, "mail", 1).expect("there").clone();
    let inside = Seen { unlocked: true, ..seen(State::Complete, Some(3)) };
    run.open_copy(0, "mail", &was, (Some(inside), lies_on("OneDrive")), &world(), NOW).expect("opened");
    run.attach_copy(0, "mail", locked("SSD"), &world(), NOW).expect("taken");
    assert_eq!(lacks(&run), []);
    let again = (Some(seen(State::Locked, None)), lies_on("OneDrive"));
    run.open_copy(0, "mail", &was, again, &world(), NOW).expect("opened without the password");
    assert_eq!(lacks(&run), []);
}

#[test]
fn a_sealed_copy_counts_as_what_is_in_it() {
    let mut run = mail();
    set(&mut run, "a", &[("mail.expected", "3")]).expect("typed");
    attach(&mut run, "a.csv", "A", "OneDrive");
    let sealed = SavedFile { sealed: Some(Sealed { of: "A".into() }), ..file("a.csv.age", "X", "SSD") };
    run.attach_copy(0, "mail", sealed, &world(), NOW).expect("taken");
    assert_eq!(lacks(&run), []);
    // The same bytes brought in again, as a file that nobody can look into.
    set(&mut run, "a", &[("mail.1.remove", "true")]).expect("taken out");
    let copied = SavedFile { seen: Some(seen(State::Locked, None)), ..file("copied.age", "X", "OneDrive") };
    run.attach_copy(0, "mail", copied, &world(), NOW).expect("taken");
    assert_eq!(lacks(&run), [], "two sealed copies of one content");
}

#[test]
fn a_file_that_was_found_changed_is_no_copy_until_it_is_the_same_again() {
    let mut run = mail();
    set(&mut run, "a", &[("mail.expected", "3")]).expect("typed");
    attach(&mut run, "a.csv", "A", "OneDrive");
    attach(&mut run, "b.csv", "A", "SSD");
    let looked = |run: &mut Run, how| run.check_copy("a", "mail", (2, "A"), Checked { at: NOW, how });
    assert!(looked(&mut run, CheckedHow::Unreachable));
    assert_eq!(lacks(&run), [], "a drive that is away changes nothing of what is on it");
    assert!(looked(&mut run, CheckedHow::Changed));
    assert_eq!(counted(&run), [(Lack::Changed, 1)]);
    done(&mut run, "a").expect_err("what was counted is not there any more");
    let was = run.copy(0, "mail", 2).expect("there").clone();
    run.open_copy(0, "mail", &was, (None, lies_on("SSD")), &world(), NOW).expect("it is what it was");
    assert_eq!(lacks(&run), []);
    assert!(looked(&mut run, CheckedHow::Changed));
    attach(&mut run, "b.csv", "A", "SSD");
    assert_eq!(lacks(&run), [], "another one in its place");
}

#[test]
fn a_file_is_due_by_its_last_look() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let checked = |days: i64, how| Some(Checked { at: Moment(NOW.0 + days * DAY), how });
    let cases = [
        (None, 89, false),
        (None, 90, true),
        (checked(60, CheckedHow::Same), 149, false),
        (checked(60, CheckedHow::Same), 150, true),
        (checked(60, CheckedHow::Changed), 61, false),
        (checked(60, CheckedHow::Changed), 62, true),
        (checked(100, CheckedHow::Unreachable), 101, false),
        (checked(100, CheckedHow::Unreachable), 102, true),
    ];
    for (checked, days, due) in cases {
        let file = SavedFile { checked, ..file("a", "A", "SSD") };
        assert_eq!(file.is_due(90, Moment(NOW.0 + days * DAY)), due, "{checked:?} after {days} days");
        let looked = if checked.is_some_and(|it| it.how == CheckedHow::Same) { 60 } else { 0 };
        assert_eq!(file.looked_at(), Moment(NOW.0 + looked * DAY));
    }
}

fn mail() -> Run {
    one("kind.backup = { rows = [{ id = \"mail\", text.ja = \"メール\", formats = [\"EML\"], unit.ja = \"通\" }] }")
}

fn attach(run: &mut Run, name: &str, content: &str, medium: &str) {
    run.attach_copy(0, "mail", file(name, content, medium), &world(), NOW).expect("taken");
}
