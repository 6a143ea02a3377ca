//! Every gate, tried in each way to get past it.

use super::super::facts::{Admin, Lack, Missing, Wrong};
use super::*;

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
