//! The order of steps, points of no return, what happened out of order, and random moves.

use proptest::prelude::*;

use super::super::status::StepState;
use super::*;

const PLAIN: &str = "kind.confirm = { points = [{ id = \"x\", text.ja = \"x\" }] }\n";

fn three() -> Run {
    start(template(&format!(
        "[[step]]\nid = \"a\"\ntitle.ja = \"a\"\n{PLAIN}
         [[step]]\nid = \"b\"\ntitle.ja = \"b\"\nneeds = [\"a\"]\noptional = true\n{PLAIN}
         [[step]]\nid = \"c\"\ntitle.ja = \"c\"\nirreversible = true\n{PLAIN}"
    )))
}

fn state(run: &Run, step: &str) -> StepState {
    run.step_status(run.find(step).expect("a step"), &world()).expect("a step").state
}

#[test]
fn a_step_is_shut_until_those_it_needs_are_done() {
    let mut run = three();
    assert_eq!((state(&run, "b"), state(&run, "c")), (StepState::Blocked, StepState::Blocked));
    for refused in [
        set(&mut run, "b", &[("x", "true")]),
        done(&mut run, "b"),
        go(&mut run, "b", &Go::Doing),
        go(&mut run, "b", &Go::Waiting { on: "三浦".into() }),
    ] {
        assert!(matches!(&refused, Err(Refusal::Order(missing)) if missing[0].what.ja == "a"), "{refused:?}");
    }
    set(&mut run, "b", &[("step.note", "先に書いておく")]).expect("a note is no fact");
    set(&mut run, "a", &[("x", "true")]).expect("ticked");
    done(&mut run, "a").expect("done");
    set(&mut run, "b", &[("x", "true")]).expect("open now");
    assert_eq!(state(&run, "b"), StepState::Doing);
}

#[test]
fn the_point_of_no_return_asks_for_the_name_and_looks_at_every_gate_again() {
    let mut run = three();
    let at = run.find("c").expect("a step");
    for step in ["a", "b"] {
        set(&mut run, step, &[("x", "true")]).expect("ticked");
        done(&mut run, step).expect("done");
    }
    assert_eq!(set(&mut run, "c", &[("x", "true")]).expect_err("not crossed").code(), "name_mismatch");
    assert_eq!(go(&mut run, "c", &Go::Doing).expect_err("no name").code(), "name_mismatch");
    run.go(at, &Go::Doing, Some("西村製本"), &world(), NOW).expect("typed");
    set(&mut run, "c", &[("x", "true")]).expect("crossed");
    // What was true when the line was crossed has to be true when it is done.
    go(&mut run, "a", &Go::Reopen { reason: "数え直し".into() }).expect("reopened");
    assert_eq!(done(&mut run, "c").expect_err("a gate before it is shut again").code(), "order");
    done(&mut run, "a").expect("done again");
    done(&mut run, "c").expect("done");
    assert!(run.ended_at.is_some());
    go(&mut run, "c", &Go::Reopen { reason: "x".into() }).expect("reopened");
    assert!(run.ended_at.is_none() && run.steps[at].crossed_at.is_none(), "the name has to be typed again");
}

#[test]
fn what_happened_out_of_order_is_recorded_and_opens_nothing_by_itself() {
    let mut run = three();
    let at = run.find("c").expect("a step");
    let already = |on: &str| Go::AlreadyDone { on: day(on), reason: "先に退会してしまった".into() };
    assert_eq!(go(&mut run, "c", &already("2026-11-20")).expect_err("no name").code(), "name_mismatch");
    let future = run.go(at, &already("2026-11-23"), Some(SUBJECT), &world(), NOW);
    assert!(matches!(future, Err(Refusal::Invalid { reason: "in_future", .. })));
    run.go(at, &already("2026-11-20"), Some(SUBJECT), &world(), NOW).expect("recorded, not denied");
    assert_eq!(state(&run, "c"), StepState::Done);
    assert!(run.is_broken(at, &world()) && !run.is_satisfied(at, &world()));
    assert_eq!(state(&run, "b"), StepState::Blocked, "nothing before it is opened by it");
    // It is made up for afterwards, step by step.
    for step in ["a", "b"] {
        set(&mut run, step, &[("x", "true")]).expect("ticked");
        done(&mut run, step).expect("done");
    }
    assert!(run.is_broken(at, &world()), "its own fact is still missing");
    set(&mut run, "c", &[("x", "true")]).expect("filled in afterwards");
    assert!(!run.is_broken(at, &world()) && run.is_satisfied(at, &world()));
}

#[test]
fn an_answer_leaves_steps_out_and_brings_them_back() {
    let mut run = start(template(&format!(
        "[[step]]\nid = \"q\"\ntitle.ja = \"q\"\nkind.choose = {{ options = [{{ id = \"y\", text.ja = \"y\" }}, {{ id = \"n\", text.ja = \"n\" }}] }}
         [[step]]\nid = \"a\"\ntitle.ja = \"a\"\nwhen = [{{ step = \"q\", is = [\"y\"] }}]\n{PLAIN}
         [[step]]\nid = \"b\"\ntitle.ja = \"b\"\nneeds = [\"a\"]\n{PLAIN}"
    )));
    assert_eq!(state(&run, "a"), StepState::Blocked, "nobody knows yet");
    assert_eq!(done(&mut run, "a").expect_err("the question first").code(), "order");
    set(&mut run, "q", &[("chosen", "y")]).expect("an option");
    assert_eq!((state(&run, "a"), state(&run, "b")), (StepState::Open, StepState::Blocked));
    set(&mut run, "q", &[("chosen", "n")]).expect("an option");
    assert_eq!(
        (state(&run, "a"), state(&run, "b")),
        (StepState::NotNeeded, StepState::Open),
        "what isn't needed shuts nothing"
    );
}

#[test]
fn only_what_may_be_skipped_is_and_with_a_reason() {
    let mut run = three();
    assert_eq!(go(&mut run, "a", &Go::Skipped { reason: "面倒".into() }), Err(Refusal::NotSkippable));
    let empty = go(&mut run, "b", &Go::Skipped { reason: String::new() });
    assert!(matches!(empty, Err(Refusal::Invalid { reason: "empty", .. })));
    go(&mut run, "b", &Go::Skipped { reason: "該当なし".into() }).expect("optional");
    assert_eq!(state(&run, "b"), StepState::Skipped);
}

#[test]
fn somebody_who_is_purged_is_named_no_longer() {
    let mut run = one("kind.people = { done.ja = \"済\" }");
    let id = crate::contact::ContactId(5);
    let known = super::super::moves::Known {
        id,
        name: "佐野 大輔".into(),
        company: String::new(),
        department: String::new(),
        way: String::new(),
    };
    assert_eq!(run.add_people(0, &[known.clone(), known.clone()], &world()), Ok(2));
    assert_eq!(run.add_people(0, &[known], &world()), Ok(0), "who stands there already");
    run.name = "佐野 大輔さんの退職".into();
    assert!(run.forget(id, "佐野 大輔"));
    assert!(!serde_json::to_string(&run).expect("plain data").contains("佐野"));
    assert!(!run.forget(id, "佐野 大輔"));
}

/// Whatever is tried in whatever order.
#[derive(Clone, Debug)]
enum Try {
    Set(usize, &'static str, &'static str),
    Satisfy(usize),
    Go(usize, u8, bool),
    Attach(usize),
    Open(usize, bool),
    Later(i64),
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let keys = [
        "x",
        "chosen",
        "fee.owed",
        "fee.paid",
        "1.done",
        "1.exempt",
        "*.done",
        "1.granted",
        "1.checked",
        "1.removed",
        "1.remove_now",
        "1.to",
        "1.others",
        "1.admin",
        "+",
        "mail.expected",
        "mail.given_up",
        "nobody",
        "url",
        "accepted",
    ];
    let values = ["true", "false", "", "y", "n", "0", "1", "2", "12000", "佐野", "2026-11-20", "https://example.jp"];
    let one = prop_oneof![
        4 => (0..8usize, prop::sample::select(keys.to_vec()), prop::sample::select(values.to_vec())).prop_map(|(at, key, value)| Try::Set(at, key, value)),
        6 => (0..8usize).prop_map(Try::Satisfy),
        8 => (0..8usize, 0..7u8, any::<bool>()).prop_map(|(at, what, typed)| Try::Go(at, what, typed)),
        1 => (0..8usize).prop_map(Try::Attach),
        1 => (0..8usize, any::<bool>()).prop_map(|(at, whole)| Try::Open(at, whole)),
        1 => (0..40i64).prop_map(Try::Later),
    ];
    prop::collection::vec(one, 1..60)
}

fn all_kinds() -> Run {
    start(template(&format!(
        "[[step]]\nid = \"q\"\ntitle.ja = \"q\"\nkind.choose = {{ options = [{{ id = \"y\", text.ja = \"y\" }}, {{ id = \"n\", text.ja = \"n\" }}] }}
         [[step]]\nid = \"backup\"\ntitle.ja = \"b\"\nkind.backup = {{ rows = [{{ id = \"mail\", text.ja = \"m\", formats = [\"EML\"] }}] }}
         [[step]]\nid = \"settle\"\ntitle.ja = \"s\"\nneeds = [\"backup\"]\nkind.settle = {{ rows = [{{ id = \"fee\", text.ja = \"f\" }}] }}
         [[step]]\nid = \"invite\"\ntitle.ja = \"i\"\nwhen = [{{ step = \"q\", is = [\"y\"] }}]\nkind.invite = {{}}
         [[step]]\nid = \"rights\"\ntitle.ja = \"r\"\nkind.handover = {{}}
         [[step]]\nid = \"members\"\ntitle.ja = \"m\"\nirreversible = true\nkind.people = {{ done.ja = \"d\", exempt.ja = \"e\" }}
         [[step]]\nid = \"withdraw\"\ntitle.ja = \"w\"\nirreversible = true\n{PLAIN}
         [[step]]\nid = \"after\"\ntitle.ja = \"p\"\nneeds = [\"withdraw\"]\nkind.prove = {{ points = [{{ id = \"x\", text.ja = \"x\" }}] }}"
    )))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A run never gets past a point of no return while a gate before it is shut and no record of disorder says so.
    #[test]
    fn no_sequence_of_moves_gets_past_a_shut_gate(tries in tries()) {
        let mut run = all_kinds();
        let mut world = world();
        for each in tries {
            let before = run.clone();
            let taken = match each.clone() {
                Try::Set(at, key, value) => run.set(at, &[(key.to_owned(), value.to_owned())], &world, NOW),
                Try::Satisfy(at) => satisfy(&mut run, at, &world),
                Try::Attach(at) => run.attach_copy(at, "mail", file("a", "A", "SSD"), &world, NOW),
                Try::Open(at, whole) => run.copy(at, "mail", 1).cloned().and_then(|was| {
                    let state = if whole { State::Complete } else { State::Damaged };
                    let found = (Some(seen(state, Some(3))), lies_on("SSD"));
                    run.open_copy(at, "mail", &was, found, &world, NOW)
                }),
                Try::Later(days) => { world.today = world.today.plus(days); Ok(()) }
                Try::Go(at, what, typed) => {
                    let what = match what {
                        0 => Go::Doing,
                        1 => Go::Waiting { on: "三浦".into() },
                        2 | 3 => Go::Done,
                        4 => Go::Skipped { reason: "x".into() },
                        5 => Go::Reopen { reason: "x".into() },
                        _ => Go::AlreadyDone { on: today(), reason: "x".into() },
                    };
                    run.go(at, &what, typed.then_some(SUBJECT), &world, NOW)
                }
            };
            // Satisfying is many edits; each single one is taken whole or not at all.
            if taken.is_err() && !matches!(each, Try::Satisfy(_)) {
                prop_assert_eq!(&run, &before);
            }
            for at in 0..run.steps.len() {
                let newly = run.is_settled(at) && !before.is_settled(at);
                if newly && run.template.steps[at].irreversible && run.steps[at].out_of_order.is_none() {
                    prop_assert!(run.steps[at].crossed_at.is_some(), "without the name");
                    prop_assert_eq!(run.gate(at, &world), Vec::new());
                    for earlier in 0..at {
                        prop_assert!(run.is_satisfied(earlier, &world), "step {} before {}", earlier, at);
                    }
                }
            }
            if let Facts::Handover(rights) = facts(&run, "rights") {
                for right in rights.rights.iter().filter(|right| right.admin && right.removed.is_some()) {
                    let was = match facts(&before, "rights") {
                        Facts::Handover(was) => was.rights.iter().any(|it| it.id == right.id && it.removed.is_some()),
                        _ => false,
                    };
                    prop_assert!(was || right.left(&world) > 0, "the last administrator went");
                }
            }
            let again: Run = serde_json::from_str(&serde_json::to_string(&run).expect("written")).expect("read");
            prop_assert_eq!(again, run.clone());
        }
    }
}
