//! Every gate, tried in each way to get past it.

use super::super::facts::{Admin, Checked, CheckedHow, Lack, Missing, Sealed, Wrong};
use super::*;

fn lacks(run: &Run) -> Vec<Lack> {
    run.gate(0, &world()).into_iter().map(|missing| missing.code).collect()
}

fn counted(run: &Run) -> Vec<(Lack, u64)> {
    run.gate(0, &world()).into_iter().map(|missing| (missing.code, missing.count)).collect()
}

fn reason(refused: Result<(), Refusal>) -> &'static str {
    match refused {
        Err(Refusal::Invalid { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn points_are_ticked_all_of_them() {
    let mut run = one("kind.confirm = { points = [{ id = \"x\", text.ja = \"x\" }, { id = \"y\", text.ja = \"y\" }] }");
    set(&mut run, "a", &[("x", "true")]).expect("ticked");
    assert_eq!(lacks(&run), [Lack::Tick]);
    assert_eq!(reason(set(&mut run, "a", &[("y", "yes")])), "no_flag");
    assert_eq!(reason(set(&mut run, "a", &[("z", "true")])), "unknown_key");
    // All or none: the good edit before a bad one isn't kept.
    assert_eq!(reason(set(&mut run, "a", &[("y", "true"), ("z", "true")])), "unknown_key");
    assert_eq!(lacks(&run), [Lack::Tick]);
    set(&mut run, "a", &[("y", "true")]).expect("ticked");
    done(&mut run, "a").expect("open");
    assert_eq!(reason(set(&mut run, "a", &[("y", "false")])), "done");
    assert_eq!(reason(done(&mut run, "a")), "done");
    assert_eq!(reason(go(&mut run, "a", &Go::Reopen { reason: " ".into() })), "empty");
    go(&mut run, "a", &Go::Reopen { reason: "見落とし".into() }).expect("reopened");
    set(&mut run, "a", &[("y", "false")]).expect("open again");
    assert_eq!(done(&mut run, "a").expect_err("shut again").code(), "gate_closed");
}

#[test]
fn money_opens_at_zero_and_is_never_skipped() {
    let mut run = one(
        "kind.settle = { rows = [{ id = \"fee\", text.ja = \"基本利用料金\" }, { id = \"late\", text.ja = \"遅延利息金\" }] }",
    );
    assert_eq!(lacks(&run), [Lack::Amount, Lack::Amount], "nothing said is not nothing owed");
    set(&mut run, "a", &[("fee.owed", "１２，０００円"), ("late.owed", "0")]).expect("as an owner types it");
    assert_eq!(counted(&run), [(Lack::Unpaid, 12_000)]);
    set(&mut run, "a", &[("fee.paid", "11999")]).expect("paid in part");
    assert_eq!(counted(&run), [(Lack::Unpaid, 1)]);
    set(&mut run, "a", &[("fee.paid", "12000"), ("fee.paid_on", "")]).expect("paid");
    assert_eq!(lacks(&run), [Lack::PaidOn]);
    assert_eq!(reason(set(&mut run, "a", &[("fee.paid_on", "2026-11-23")])), "in_future");
    assert_eq!(reason(set(&mut run, "a", &[("fee.owed", "-1")])), "no_number");
    assert_eq!(reason(set(&mut run, "a", &[("fee.remove", "true")])), "unknown_key", "a kind of the template stays");
    assert_eq!(go(&mut run, "a", &Go::Skipped { reason: "あとで".into() }), Err(Refusal::NotSkippable));
    set(&mut run, "a", &[("fee.paid_on", "2026-11-22"), ("+", "解約手数料")]).expect("a row of one's own");
    assert_eq!(lacks(&run), [Lack::Amount]);
    set(&mut run, "a", &[("own-1.remove", "true")]).expect("gone again");
    done(&mut run, "a").expect("nothing is owed");
}

#[test]
fn people_are_worked_through_until_the_exempt_one_is_left() {
    let mut run = one("kind.people = { done.ja = \"削除済み\", exempt.ja = \"最高管理者\" }");
    assert_eq!(lacks(&run), [Lack::Exempt]);
    set(&mut run, "a", &[("+", "高木"), ("+", "佐野"), ("+", "三浦"), ("2.department", "営業")]).expect("listed");
    set(&mut run, "a", &[("2.department", "営業.東")]).expect("a dot in it");
    set(&mut run, "a", &[("department:営業.東.done", "true")]).expect("known by it");
    set(&mut run, "a", &[("2.department", "営業"), ("2.done", "false")]).expect("as before");
    set(&mut run, "a", &[("1.exempt", "true"), ("*.done", "true")]).expect("all at once");
    assert_eq!(lacks(&run), [], "the exempt one isn't done with the others");
    set(&mut run, "a", &[("3.exempt", "true")]).expect("a second one");
    assert_eq!(counted(&run), [(Lack::ExemptMany, 2)]);
    set(&mut run, "a", &[("3.exempt", "false")]).expect("not any more");
    assert_eq!(counted(&run), [(Lack::People, 1)], "who was exempt isn't done");
    assert_eq!(reason(set(&mut run, "a", &[("1.done", "true")])), "exempt");
    set(&mut run, "a", &[("*.done", "false"), ("department:営業.done", "true")]).expect("by department");
    assert_eq!(counted(&run), [(Lack::People, 1)]);
    set(&mut run, "a", &[("3.remove", "true")]).expect("not one of them");
    done(&mut run, "a").expect("only the exempt one is left");
    let mut nobody = one("kind.people = { done.ja = \"引き継いだ\" }");
    assert_eq!(lacks(&nobody), [Lack::List]);
    set(&mut nobody, "a", &[("nobody", "true")]).expect("said");
    assert_eq!(lacks(&nobody), []);
    set(&mut nobody, "a", &[("+", "高木")]).expect("there is somebody");
    assert_eq!(lacks(&nobody), [Lack::People]);
}

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

#[test]
fn rights_are_granted_checked_and_then_removed() {
    let mut run = one("kind.handover = {}");
    assert_eq!(lacks(&run), [Lack::List]);
    set(&mut run, "a", &[("+", "LINE公式アカウント"), ("1.admin", "true")]).expect("listed");
    let gate = |refused: Result<(), Refusal>| match refused {
        Err(Refusal::GateClosed(missing)) => missing.first().map(|missing| missing.code),
        other => panic!("{other:?}"),
    };
    assert_eq!(set(&mut run, "a", &[("1.removed", "true")]).expect_err("nobody else").code(), "last_admin");
    assert_eq!(set(&mut run, "a", &[("1.remove_now", "危険")]).expect_err("nobody else").code(), "last_admin");
    assert_eq!(set(&mut run, "a", &[("1.closed", "不要")]).expect_err("an administrator").code(), "last_admin");
    assert_eq!(gate(set(&mut run, "a", &[("1.granted", "true")])), Some(Lack::To));
    set(&mut run, "a", &[("1.to", "高木"), ("1.others", "1")]).expect("named");
    assert_eq!(gate(set(&mut run, "a", &[("1.checked", "true")])), Some(Lack::Grant));
    assert_eq!(gate(set(&mut run, "a", &[("1.removed", "true")])), Some(Lack::Grant));
    set(&mut run, "a", &[("1.granted", "true")]).expect("granted");
    assert_eq!(gate(set(&mut run, "a", &[("1.removed", "true")])), Some(Lack::Check));
    set(&mut run, "a", &[("1.others", "0"), ("1.checked", "true")]).expect("works");
    assert_eq!(gate(set(&mut run, "a", &[("1.removed", "true")])), Some(Lack::Admins), "two have to be left");
    set(&mut run, "a", &[("1.others", "1")]).expect("there is another");
    set(&mut run, "a", &[("1.removed", "true")]).expect("two are left");
    done(&mut run, "a").expect("open");
}

#[test]
fn who_is_a_danger_loses_a_right_at_once_and_the_rest_is_due_that_day() {
    let mut run = one("kind.handover = {}");
    set(&mut run, "a", &[("+", "銀行"), ("1.admin", "true"), ("1.others", "1")]).expect("listed");
    set(&mut run, "a", &[("1.remove_now", "情報の持ち出し")]).expect("another administrator works");
    assert_eq!(run.due(0, &world()), Some(today()));
    assert_eq!(lacks(&run), [Lack::To], "grant and check are still to be done");
    assert_eq!(done(&mut run, "a").expect_err("shut").code(), "gate_closed");
    set(&mut run, "a", &[("1.to", "高木"), ("1.granted", "true"), ("1.checked", "true")]).expect("made up for");
    done(&mut run, "a").expect("open");
    assert!(run.log.iter().any(|entry| entry.detail == "情報の持ち出し"));
}

#[test]
fn administrators_of_the_register_are_counted_without_the_one_who_goes() {
    let run = one("kind.handover = {}");
    let right = super::super::facts::Right {
        id: 1,
        service: Some(RecordId(7)),
        access: Some(RecordId(8)),
        admin: true,
        to: "高木".into(),
        to_contact: Some(crate::contact::ContactId(3)),
        granted: Some(today()),
        checked: Some(today()),
        ..Default::default()
    };
    let admin = |access, contact| Admin {
        access: RecordId(access),
        contact: Some(crate::contact::ContactId(contact)),
        name: String::new(),
    };
    let world = |admins: Vec<Admin>| World { today: today(), admins: [(RecordId(7), admins)].into(), ..self::world() };
    assert_eq!(right.left(&world(vec![admin(8, 1), admin(9, 3)])), 1, "the one who takes over counts once");
    assert_eq!(right.left(&world(vec![admin(8, 1), admin(9, 3), admin(10, 4)])), 2);
    assert_eq!(right.left(&world(Vec::new())), 1);
    drop(run);
}

#[test]
fn an_invitation_that_ran_out_is_reissued() {
    let mut run = one("kind.invite = { days = 0 }");
    assert_eq!(lacks(&run), [Lack::Url]);
    assert_eq!(reason(set(&mut run, "a", &[("url", "javascript:alert(1)")])), "no_url");
    set(&mut run, "a", &[("url", "https://example.jp/1")]).expect("issued today");
    assert_eq!(lacks(&run), [Lack::Accept]);
    let tomorrow = World { today: day("2026-11-23"), ..world() };
    assert_eq!(run.gate(0, &tomorrow).first().map(|it| it.code), Some(Lack::Expired));
    let accepted = [("accepted".to_owned(), "true".to_owned())];
    assert_eq!(run.set(0, &accepted, &tomorrow, NOW).expect_err("it ran out").code(), "gate_closed");
    run.set(0, &[("reissue".to_owned(), "https://example.jp/2".to_owned())], &tomorrow, NOW).expect("reissued");
    run.set(0, &accepted, &tomorrow, NOW).expect("taken up the same day");
    run.go(0, &Go::Done, None, &tomorrow, NOW).expect("open");
    assert!(matches!(&run.steps[0].facts, Facts::Invite(invited) if invited.former.len() == 1));
}

#[test]
fn lost_rows_are_saved_or_given_up() {
    let mut run = one(
        "kind.carry = { rows = [{ id = \"talk\", text.ja = \"トーク\", fate = \"lost\" }, { id = \"friends\", text.ja = \"友だち\", fate = \"carried\" }] }",
    );
    assert_eq!(lacks(&run), [Lack::Lost]);
    set(&mut run, "a", &[("talk.saved", "PC の書類フォルダー")]).expect("saved");
    done(&mut run, "a").expect("open");
}

#[test]
fn partners_have_another_way_and_agreed() {
    let mut run = one("kind.bridge = {}");
    assert_eq!(lacks(&run), [Lack::List]);
    set(&mut run, "a", &[("+", "三浦印刷"), ("+", "青木工務店"), ("1.way", "03-1111-2222"), ("1.consent", "true")])
        .expect("one");
    assert_eq!(counted(&run), [(Lack::Bridge, 1)]);
    set(&mut run, "a", &[("2.consent", "2026-11-20")]).expect("agreed");
    assert_eq!(counted(&run), [(Lack::Bridge, 1)], "to what?");
    set(&mut run, "a", &[("2.way", "info@example.jp")]).expect("that");
    done(&mut run, "a").expect("open");
}

#[test]
fn everybody_is_told() {
    let mut run = one("kind.notice = { text.ja = \"{name} 様\" }");
    assert_eq!(lacks(&run), [Lack::List]);
    set(&mut run, "a", &[("+", "三浦"), ("+", "青木"), ("1.told", "true")]).expect("one");
    assert_eq!(counted(&run), [(Lack::Tell, 1)]);
    set(&mut run, "a", &[("*.told", "true")]).expect("all");
    assert_eq!(lacks(&run), []);
    let mut posted = one("kind.notice = { text.ja = \"お知らせ\" }");
    set(&mut posted, "a", &[("posted", "true")]).expect("put up for all");
    done(&mut posted, "a").expect("open");
}

#[test]
fn a_timer_waits_for_its_day_or_comes_again() {
    let mut run = one("kind.timer = { days = 7, wait = true }");
    assert_eq!(lacks(&run), [Lack::Date]);
    set(&mut run, "a", &[("from", "2026-11-20")]).expect("begun");
    assert_eq!(counted(&run), [(Lack::NotYet, 5)]);
    let then = World { today: day("2026-11-27"), ..world() };
    assert_eq!(run.gate(0, &then), Vec::new());
    let mut again = one("kind.timer = { every = \"month\" }");
    set(&mut again, "a", &[("from", "2026-08-31")]).expect("begun");
    assert_eq!(again.timer_ends(0, today()), Some(day("2026-11-30")), "the last day of a shorter month");
    done(&mut again, "a").expect("noted");
}

#[test]
fn what_is_to_be_proven_has_a_day_that_isnt_in_the_future() {
    let mut run =
        one("kind.prove = { points = [{ id = \"login\", text.ja = \"ログインできない\" }] }\nevidence = \"required\"");
    assert_eq!(lacks(&run), [Lack::Proof, Lack::Evidence]);
    assert_eq!(reason(set(&mut run, "a", &[("login", "2026-12-01")])), "in_future");
    assert_eq!(reason(set(&mut run, "a", &[("login", "きのう")])), "no_day");
    set(&mut run, "a", &[("login", "true"), ("step.note", "画面の写真は金庫")]).expect("proven");
    done(&mut run, "a").expect("open");
}

#[test]
fn an_edit_of_another_kind_is_refused() {
    let facts = &mut Facts::Confirm(Default::default());
    let kind = StepKind::Bridge(super::super::kind::Bridge { whom: Default::default() });
    let edit = super::super::facts::Edit::of("x", "true");
    assert_eq!(facts.set(&kind, edit, &world()), Err(Wrong::Value("damaged")));
    assert_eq!(facts.missing(&kind, &world(), None), [Missing::plain(Lack::Step)], "and its gate is shut");
}
