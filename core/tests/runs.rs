//! Runs in a real book: started from the register, moved on, thrown away, and what of them stands on the home screen.

mod support;

use std::ops::ControlFlow;

use enishi_core::access::Rule;
use enishi_core::book::{Book, DeadlineKind, Entity, Go, NewSubject, StepEdit, StepMove};
use enishi_core::checklist::facts::Facts;
use enishi_core::checklist::kind::{Field, Input, StepKind};
use enishi_core::checklist::status::StepState;
use enishi_core::checklist::template::Step;
use enishi_core::contact::ContactId;
use enishi_core::record::{RecordId, RecordKind};
use enishi_core::time::Moment;
use proptest::prelude::*;
use support::{Place, T, add, assert_sound, edit, edits, sato, tanaka};

fn text(name: &str) -> NewSubject {
    NewSubject::Text { name: name.to_owned() }
}

fn line_works(book: &Book) -> RecordId {
    book.start_run("line-works", &text("西村製本"), "LINE WORKS の退会").expect("started").0
}

fn set(book: &Book, run: RecordId, step: &str, values: &[(&str, &str)]) -> enishi_core::Result<()> {
    book.move_step(run, step, &StepMove { set: edits(values), ..StepMove::default() }).map(|_| ())
}

fn go(book: &Book, run: RecordId, step: &str, go: Go) -> enishi_core::Result<()> {
    book.move_step(run, step, &StepMove { go: Some(go), ..StepMove::default() }).map(|_| ())
}

fn state(book: &Book, run: RecordId, step: &str) -> StepState {
    book.run_step(run, step).expect("a step").status.state
}

#[test]
fn a_run_is_saved_as_typed_and_goes_on_after_reopening() {
    let place = Place::new();
    let book = place.open();
    let run = line_works(&book);
    set(
        &book,
        run,
        "account",
        &[("chosen", "line-works"), ("step.note", "契約書は棚の2段目"), ("step.who", "高木 由紀")],
    )
    .expect("saved");
    go(&book, run, "account", Go::Done).expect("done");
    let before = (book.run_status(run).expect("a run"), book.run_step(run, "account").expect("a step"));
    drop(book);
    let book = place.open();
    assert_eq!((book.run_status(run).expect("a run"), book.run_step(run, "account").expect("a step")), before);
    assert_eq!(before.1.note, "契約書は棚の2段目");
    let row = book.runs().expect("runs").remove(0);
    assert_eq!((row.done, row.name.as_str(), row.ended), (1, "LINE WORKS の退会", false));
    assert!(!row.risk.is_empty() || row.lacks.is_some(), "one sentence says what is at stake");
    assert_sound(&book);
}

#[test]
fn steps_are_not_undone_by_undo_and_a_begun_run_isnt_either() {
    let place = Place::new();
    let book = place.open();
    let who = tanaka(&book);
    let (run, started) = book.start_run("line-works", &text("西村製本"), "LINE WORKS の退会").expect("started");
    let started = started.change.expect("a change");
    book.undo_change(started).expect("nothing was done in it yet");
    assert_eq!(book.run_status(run).expect_err("gone").code(), "missing");
    book.redo().expect("back");
    set(&book, run, "account", &[("chosen", "line-works")]).expect("saved");
    assert_eq!(book.undo_change(started).expect_err("begun").code(), "conflict");
    let (noted, started) = book.start_run("blank", &text("鍵"), "鍵の返却").expect("started");
    set(&book, noted, "first", &[("step.note", "棚の2段目")]).expect("a note");
    let refused = book.undo_change(started.change.expect("a change")).expect_err("a note would be lost");
    assert_eq!(refused.code(), "conflict");
    // A name given since stays, whatever is undone.
    let trashed = book.trash(&[Entity::Record(noted)]).expect("thrown away").change.expect("a change");
    book.undo_change(trashed).expect("brought back");
    let again = book.trash(&[Entity::Record(noted)]).expect("thrown away").change.expect("a change");
    let back = book.restore(&[Entity::Record(noted)]).expect("brought back").change.expect("a change");
    book.rename_run(noted, "社員証の返却").expect("renamed");
    book.undo_change(back).expect("in the trash again");
    assert_eq!(book.trash_entries().expect("the trash")[0].name, "社員証の返却");
    book.undo_change(again).expect("brought back");
    assert_eq!(book.run_status(noted).expect("a run").name, "社員証の返却");
    assert_eq!(state(&book, run, "account"), StepState::Doing);
    book.edit(who, &[edit("title", "部長")]).expect("something else");
    book.undo().expect("that is undone");
    assert_eq!(state(&book, run, "account"), StepState::Doing);
    assert_sound(&book);
}

#[test]
fn runs_and_templates_come_back_whole_from_the_trash() {
    let place = Place::new();
    let book = place.open();
    let run = line_works(&book);
    set(&book, run, "account", &[("chosen", "line-works")]).expect("saved");
    let (template, _) = book.copy_template("blank", "鍵の返却").expect("a copy");
    let before = (book.run_status(run).expect("a run"), book.template(&template.to_string()).expect("a template"));
    book.trash(&[Entity::Record(run), Entity::Record(template)]).expect("thrown away");
    assert_eq!(book.counts().expect("counts").trash, 2);
    assert!(book.runs().expect("runs").is_empty());
    assert_eq!(set(&book, run, "account", &[("chosen", "official")]).expect_err("in the trash").code(), "missing");
    let kinds: Vec<_> = book.trash_entries().expect("the trash").into_iter().map(|it| it.record).collect();
    assert!(kinds.contains(&Some(RecordKind::Run)) && kinds.contains(&Some(RecordKind::Template)));
    place.set_clock(Moment(T.0 + 29 * Moment::DAY_MS));
    book.restore(&[Entity::Record(run), Entity::Record(template)]).expect("brought back");
    let after = book.run_status(run).expect("a run");
    assert_eq!((after.steps.len(), after.done, &after.name), (before.0.steps.len(), before.0.done, &before.0.name));
    assert_eq!(book.template(&template.to_string()).expect("a template"), before.1);
    book.trash(&[Entity::Record(run)]).expect("thrown away");
    place.set_clock(Moment(T.0 + 61 * Moment::DAY_MS));
    book.purge_due().expect("30 days later");
    assert!(!String::from_utf8_lossy(&place.bytes()).contains("LINE WORKS の退会"), "no trace of it");
    assert_sound(&book);
}

/// A leaver with two services, of one of which they are one of two administrators.
fn leaver(book: &Book) -> (ContactId, ContactId, RecordId, RecordId, RecordId) {
    let (leaver, heir) = (tanaka(book), sato(book));
    let official = book.add_service(&[edit("name", "公式アカウント")]).expect("a service").0;
    let bank = book.add_service(&[edit("name", "銀行")]).expect("a service").0;
    let admin = edits(&[("role", "管理者"), ("admin", "true")]);
    book.add_access(official, Some(leaver), &admin).expect("a right");
    book.add_access(official, None, &[edit("name", "社長"), edit("admin", "true")]).expect("a right");
    book.add_access(bank, Some(leaver), &edits(&[("role", "振込")])).expect("a right");
    let run = book.start_run("staff-leaves", &NewSubject::Contact { id: leaver }, "田中さんの退職").expect("started").0;
    (leaver, heir, official, bank, run)
}

#[test]
fn a_leaver_s_run_is_made_of_the_register_and_the_register_follows_it() {
    let place = Place::new();
    let book = place.open();
    let (leaver, heir, official, bank, run) = leaver(&book);
    let rights = |book: &Book| match book.run_step(run, "handover").expect("a step").facts {
        Facts::Handover(rights) => rights.rights,
        other => panic!("{other:?}"),
    };
    let named: Vec<_> = rights(&book).into_iter().map(|right| (right.service_name, right.admin)).collect();
    assert_eq!(named, [("公式アカウント".to_owned(), true), ("銀行".to_owned(), false)]);
    assert!(book.rules().expect("rules").iter().any(|it| it.rule == Rule::Leaver && it.contact == Some(leaver)));

    set(&book, run, "dates", &[("last-working-day", "2026-11-28"), ("last-day", "2026-12-01"), ("successor", "佐藤")])
        .expect("dates");
    go(&book, run, "dates", Go::Done).expect("done");
    set(&book, run, "danger", &[("chosen", "usual")]).expect("no danger");
    go(&book, run, "danger", Go::Done).expect("done");

    // The order holds for whoever asks.
    for (key, code) in [("1.removed", "gate_closed"), ("1.checked", "gate_closed"), ("1.granted", "gate_closed")] {
        assert_eq!(set(&book, run, "handover", &[(key, "true")]).expect_err("too early").code(), code, "{key}");
    }
    set(&book, run, "handover", &[("1.to_contact", &heir.to_string())]).expect("named");
    assert_eq!(rights(&book)[0].to, "佐藤 花子");
    set(&book, run, "handover", &[("1.granted", "true")]).expect("granted");
    let held = book.service(official).expect("a service").held;
    assert!(held.iter().any(|it| it.contact == Some(heir) && it.access.admin), "the register knows it");
    set(&book, run, "handover", &[("1.checked", "true"), ("1.removed", "true")]).expect("checked and removed");
    let held = book.service(official).expect("a service").held;
    assert!(held.iter().all(|it| it.contact != Some(leaver)), "and that it is gone");
    assert_eq!(
        book.undo().map(|changed| changed.verb).ok().flatten(),
        Some(enishi_core::book::Verb::Undo),
        "what undo takes back is older"
    );
    let held = book.service(official).expect("a service").held;
    assert!(held.iter().all(|it| it.contact != Some(leaver)), "never what a step did");

    set(&book, run, "handover", &[("2.closed", "使っていない"), ("2.removed", "true")]).expect("closed");
    assert!(book.service(bank).expect("a service").held.is_empty());
    go(&book, run, "handover", Go::Done).expect("done");
    assert!(book.rules().expect("rules").iter().all(|it| it.rule != Rule::Leaver));
    assert_sound(&book);
}

#[test]
fn the_last_administrator_of_the_register_never_goes_by_a_run() {
    let place = Place::new();
    let book = place.open();
    let who = tanaka(&book);
    let only = book.add_service(&[edit("name", "公式アカウント")]).expect("a service").0;
    book.add_access(only, Some(who), &edits(&[("role", "管理者"), ("admin", "true")])).expect("a right");
    let run = book.start_run("staff-leaves", &NewSubject::Contact { id: who }, "退職").expect("started").0;
    for (key, value) in [("1.remove_now", "危険"), ("1.removed", "true"), ("1.closed", "不要")] {
        let refused = set(&book, run, "handover", &[(key, value)]).expect_err("never");
        assert!(["last_admin", "order"].contains(&refused.code()), "{key}: {refused}");
    }
    assert_eq!(set(&book, run, "handover", &[("1.remove_now", "危険")]).expect_err("never").code(), "last_admin");
    assert_eq!(book.service(only).expect("a service").held.len(), 1);
}

#[test]
fn who_leaves_takes_nothing_over() {
    let place = Place::new();
    let book = place.open();
    let (leaver, heir, official, _, run) = leaver(&book);
    let refused =
        |who: ContactId| set(&book, run, "handover", &[("1.to_contact", &who.to_string())]).expect_err("refused");
    for step in [&["dates"][..], &["danger"]].concat() {
        let facts: &[(&str, &str)] = match step {
            "dates" => &[("last-working-day", "2026-11-28"), ("last-day", "2026-12-01"), ("successor", "x")],
            _ => &[("chosen", "usual")],
        };
        set(&book, run, step, facts).expect("answered");
        go(&book, run, step, Go::Done).expect("done");
    }
    assert_eq!(refused(leaver).details()["reason"], "leaves", "the leaver's own right to the leaver");
    set(&book, run, "handover", &[("1.to_contact", &heir.to_string()), ("1.granted", "true"), ("1.checked", "true")])
        .expect("handed over");
    // The heir leaves, too, before the right is removed.
    book.start_run("staff-leaves", &NewSubject::Contact { id: heir }, "もう一人").expect("started");
    assert_eq!(set(&book, run, "handover", &[("1.removed", "true")]).expect_err("one is left").code(), "gate_closed");
    assert_eq!(book.service(official).expect("a service").held.len(), 3);
}

#[test]
fn remove_now_is_done_recorded_and_due_the_same_day() {
    let place = Place::new();
    let book = place.open();
    let (leaver, _, official, _, run) = leaver(&book);
    set(&book, run, "handover", &[("1.remove_now", "情報の持ち出し")]).expect("before its turn");
    assert!(book.service(official).expect("a service").held.iter().all(|it| it.contact != Some(leaver)));
    let home = book.home().expect("home");
    assert!(home.broken.iter().any(|it| it.rule == Rule::OutOfOrder && it.run == Some(run) && it.step == "handover"));
    let due = home.deadlines.iter().find(|it| it.step == "handover").expect("a deadline");
    assert_eq!((due.days, due.kind), (0, DeadlineKind::Step));
}

#[test]
fn a_file_is_hashed_where_it_stands_and_the_page_never_sees_where() {
    let place = Place::new();
    let book = place.open();
    let run = book.start_run("blank", &text("鍵"), "鍵の返却").expect("started").0;
    let file = place.file("受領書.pdf", b"abc");
    let moved = book.attach(run, "first", None, &file, &mut |_| ControlFlow::Continue(())).expect("taken");
    let sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!((moved.step.evidence[0].sha256.as_str(), moved.step.evidence[0].bytes), (sha, 3));
    let cancelled = book.attach(run, "first", None, &file, &mut |_| ControlFlow::Break(()));
    assert_eq!(cancelled.expect_err("cancelled").code(), "cancelled");
    for (name, reason) in [("none.pdf", "not_found"), ("empty.pdf", "empty")] {
        let path = if name == "empty.pdf" { place.file(name, b"") } else { place.path().with_file_name(name) };
        let refused = book.attach(run, "first", None, &path, &mut |_| ControlFlow::Continue(())).expect_err("refused");
        assert_eq!(refused.details()["reason"], reason);
    }
    assert!(book.attach(run, "first", Some("mail"), &file, &mut |_| ControlFlow::Continue(())).is_err(), "no backup");
    let moved = book.detach(run, "first", sha).expect("taken away");
    assert!(moved.step.evidence.is_empty());

    let works = line_works(&book);
    answer_until_backup(&book, works);
    let moved =
        book.attach(works, "backup", Some("members"), &file, &mut |_| ControlFlow::Continue(())).expect("taken");
    let seen = serde_json::to_string(&moved).expect("what the page gets");
    assert!(seen.contains("受領書.pdf") && !seen.contains(&*place.folder.path().to_string_lossy()));
}

/// Answers everything before the backup as somebody with a direct, paid contract.
fn answer_until_backup(book: &Book, run: RecordId) {
    let answers = [("account", "line-works"), ("admin", "self"), ("contract", "direct"), ("plan", "paid")];
    let options = |step: &str| {
        let template = book.template("line-works").expect("shipped");
        let (_, step) = template.step(step).expect("a step");
        serde_json::to_value(&step.kind).expect("plain data")
    };
    for (step, option) in answers {
        set(book, run, step, &[("chosen", option)]).unwrap_or_else(|why| panic!("{step}: {why}: {}", options(step)));
        go(book, run, step, Go::Done).expect("done");
    }
    let template = book.template("line-works").expect("shipped");
    if let Some((_, Step { kind: StepKind::Fill(fill), .. })) = template.step("contract-data") {
        let value = |field: &Field| if field.input == Input::Date { "2026-11-30" } else { "12" };
        let values: Vec<(&str, &str)> = fill.fields.iter().map(|field| (field.id.as_str(), value(field))).collect();
        set(book, run, "contract-data", &values).expect("filled in");
    }
    go(book, run, "contract-data", Go::Done).expect("done");
    let status = book.run_status(run).expect("a run");
    assert!(
        status.steps.iter().any(|step| step.id == "backup" && step.state == StepState::Open),
        "{:#?}",
        status.steps
    );
}

#[test]
fn a_subject_of_the_wrong_kind_is_refused() {
    let place = Place::new();
    let book = place.open();
    let who = tanaka(&book);
    let refused = |template: &str, subject: &NewSubject| book.start_run(template, subject, "x").expect_err("refused");
    assert_eq!(refused("staff-leaves", &text("田中")).details()["reason"], "contact");
    assert_eq!(refused("line-works", &NewSubject::Contact { id: who }).details()["reason"], "service");
    assert_eq!(refused("nothing", &text("x")).code(), "missing");
    assert_eq!(book.start_run("blank", &text(" "), "x").expect_err("no name").code(), "invalid");
}

#[test]
fn an_own_template_is_edited_as_far_as_its_steps_are_plain() {
    let place = Place::new();
    let book = place.open();
    let (id, _) = book.copy_template("line-works", "うちの退会").expect("a copy");
    let key = id.to_string();
    let steps = || book.template(&key).expect("there").steps.into_iter().map(|step| step.id).collect::<Vec<_>>();
    let before = steps();
    let refused = |edit| book.edit_template(id, &edit).expect_err("refused").details()["reason"].clone();
    assert_eq!(refused(StepEdit::RemoveStep { step: "settle".into() }), "not_plain");
    assert_eq!(refused(StepEdit::RemoveStep { step: "withdraw".into() }), "not_plain");
    assert_eq!(refused(StepEdit::MoveStep { step: "backup".into(), to: 0 }), "not_plain");
    assert_eq!(refused(StepEdit::Points { step: "backup".into(), text: "x".into() }), "not_plain");
    assert_eq!(refused(StepEdit::StepTitle { step: "backup".into(), text: " ".into() }), "empty");
    assert_eq!(steps(), before, "a refused edit changes nothing");
    book.edit_template(id, &StepEdit::AddStep { after: Some("account".into()), text: "社長に知らせる".into() })
        .expect("added");
    let added = steps()[1].clone();
    book.edit_template(id, &StepEdit::Points { step: added.clone(), text: "電話した\nメールした\n".into() })
        .expect("points");
    book.edit_template(id, &StepEdit::MoveStep { step: added.clone(), to: 0 }).expect("moved");
    assert_eq!(steps()[0], added);
    book.undo().expect("undone");
    assert_eq!(steps()[1], added);
    book.edit_template(id, &StepEdit::RemoveStep { step: added }).expect("removed");
    assert_eq!(steps(), before);
    let exported = book.template(&key).expect("there").to_toml();
    let (again, _) = book.import_template(&exported).expect("comes in again");
    assert_eq!(book.template(&again.to_string()).expect("there"), book.template(&key).expect("there"));
    let mistake = book.import_template("id = \"x\"\ntitel = \"y\"").expect_err("refused");
    assert_eq!(
        (mistake.code(), mistake.details()["line"].clone(), mistake.details()["key"].clone()),
        ("template", 2.into(), "titel".into())
    );
}

#[test]
fn a_notice_is_merged_with_its_recipients_and_a_line_for_nothing_goes() {
    let place = Place::new();
    let book = place.open();
    let source = "id = \"n\"\nchecked_on = \"2026-11-22\"\ntitle.ja = \"t\"\nrun_title.ja = \"t\"\n[[step]]\nid = \"tell\"\ntitle.ja = \"t\"\n[step.kind.notice.text]\nja = \"\"\"{company}\n{name} 様\n\n{subject}を閉じます。\n\"\"\"\n";
    let (template, _) = book.import_template(source).expect("a template");
    let run = book.start_run(&template.to_string(), &text("LINE WORKS"), "x").expect("started").0;
    let (with, without) = (sato(&book), add(&book, &[("family_name", "三浦")]));
    book.move_step(run, "tell", &StepMove { people: vec![with, without], ..StepMove::default() }).expect("chosen");
    let texts: Vec<String> =
        book.notice_texts(run, "tell", false).expect("texts").into_iter().map(|it| it.text).collect();
    let company = book.contact(with).expect("there").company;
    let expected = if company.is_empty() { String::new() } else { format!("{company}\n") };
    assert_eq!(
        texts,
        [format!("{expected}佐藤 花子 様\n\nLINE WORKSを閉じます。"), "三浦 様\n\nLINE WORKSを閉じます。".to_owned()]
    );
}

#[test]
fn deadlines_are_told_the_nearest_first() {
    let place = Place::new();
    let book = place.open();
    book.add_service(&edits(&[("name", "銀行"), ("renewal", "2026-12-20"), ("last_login", "2026-11-01")]))
        .expect("a service");
    let run = book.start_run("blank", &text("鍵"), "鍵の返却").expect("started").0;
    set(&book, run, "first", &[("step.due", "2026-11-25")]).expect("due");
    let told: Vec<_> = book.deadlines().expect("deadlines").into_iter().map(|it| (it.kind, it.days)).collect();
    assert_eq!(told, [(DeadlineKind::Step, 3), (DeadlineKind::Renewal, 28), (DeadlineKind::Inactive, 344)]);
    assert_eq!(book.home().expect("home").deadlines.len(), 2, "within 30 days");
}

#[test]
fn a_purged_person_is_named_in_no_run() {
    let place = Place::new();
    let book = place.open();
    let (leaver, _, _, _, run) = leaver(&book);
    let name = "田中 太郎";
    set(&book, run, "dates", &[("successor", "田中 太郎の弟")]).expect("filled in");
    go(&book, run, "dates", Go::Waiting { on: name.to_owned() }).expect("waiting");
    book.trash(&[Entity::Contact(leaver)]).expect("thrown away");
    book.purge(&[Entity::Contact(leaver)]).expect("for good");
    let status = book.run_status(run).expect("it stays");
    assert!(status.subject.contact.is_none() && !status.subject.name.contains("田中"));
    assert!(!String::from_utf8_lossy(&place.bytes()).contains(name), "no trace");
    assert_sound(&book);
}

/// Whatever is tried with the rights of two leavers who administer two services with one who stays.
#[derive(Clone, Debug)]
enum Try {
    Set(bool, u8, &'static str, u8),
    Go(bool, u8),
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let keys = ["to", "to_contact", "granted", "checked", "removed", "remove_now", "closed", "remove"];
    let one = prop_oneof![
        8 => (any::<bool>(), 1..4u8, prop::sample::select(keys.to_vec()), 0..4u8).prop_map(|(who, right, key, value)| Try::Set(who, right, key, value)),
        1 => (any::<bool>(), 0..4u8).prop_map(|(who, what)| Try::Go(who, what)),
    ];
    prop::collection::vec(one, 1..50)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// No sequence of moves leaves a service of the register without an administrator.
    #[test]
    fn the_last_administrator_never_goes(tries in tries()) {
        let place = Place::new();
        let book = place.open();
        let people = [tanaka(&book), sato(&book), add(&book, &[("family_name", "三浦"), ("given_name", "一")])];
        let admin = edits(&[("role", "管理者"), ("admin", "true")]);
        let services = ["公式アカウント", "銀行"].map(|name| book.add_service(&[edit("name", name)]).expect("a service").0);
        for service in services {
            for who in &people[..2] {
                book.add_access(service, Some(*who), &admin).expect("a right");
            }
        }
        book.add_access(services[0], Some(people[2]), &admin).expect("a right");
        let runs = [0, 1].map(|at| {
            let run = book.start_run("staff-leaves", &NewSubject::Contact { id: people[at] }, "退職").expect("started").0;
            set(&book, run, "dates", &[("last-working-day", "2026-11-28"), ("last-day", "2026-12-01"), ("successor", "x")]).expect("dates");
            go(&book, run, "dates", Go::Done).expect("done");
            set(&book, run, "danger", &[("chosen", "usual")]).expect("chosen");
            go(&book, run, "danger", Go::Done).expect("done");
            run
        });
        for each in tries {
            // What is refused is refused; what stands afterwards is looked at.
            drop(match each {
                Try::Set(who, right, key, value) => {
                    let value = match (key, value) {
                        ("to", 0) => "外の人".to_owned(),
                        ("to", _) => String::new(),
                        ("to_contact", at) => people[usize::from(at) % 3].to_string(),
                        ("closed" | "remove_now", 0) => String::new(),
                        ("closed" | "remove_now", _) => "理由".to_owned(),
                        (_, 0) => "false".to_owned(),
                        _ => "true".to_owned(),
                    };
                    set(&book, runs[usize::from(who)], "handover", &[(&format!("{right}.{key}"), &value)])
                }
                Try::Go(who, what) => {
                    let what = match what {
                        0 => Go::Done,
                        1 => Go::Reopen { reason: "x".into() },
                        2 => Go::Doing,
                        _ => Go::Waiting { on: "x".into() },
                    };
                    go(&book, runs[usize::from(who)], "handover", what)
                }
            });
            for service in services {
                let held = book.service(service).expect("a service").held;
                prop_assert!(held.iter().any(|it| it.access.admin), "nobody administers it any more");
            }
        }
        assert_sound(&book);
    }
}
