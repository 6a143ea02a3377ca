//! Checklists without a book: every shipped branch walked, every gate tried, and random moves.

mod backups;
mod gates;
mod moves;
mod templates;

use std::collections::{BTreeMap, BTreeSet};

use super::day::Day;
use super::facts::{Facts, Lack, Medium, MediumKind, SavedFile, Seen, World};
use super::kind::StepKind;
use super::moves::{Go, Refusal};
use super::run::{Run, Subject};
use super::template::{Evidence, Template};
use crate::inspect::{Details, Kind, State, Unit};
use crate::record::RecordId;
use crate::time::Moment;

const NOW: Moment = Moment(1_795_305_600_000);
const SUBJECT: &str = "西村製本";

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn today() -> Day {
    day("2026-11-22")
}

fn world() -> World {
    World { today: today(), admins: BTreeMap::new(), leavers: BTreeSet::new() }
}

fn start(template: Template) -> Run {
    let subject = Subject { name: SUBJECT.to_owned(), contact: None, service: Some(RecordId(1)) };
    Run::start("手続き", template, subject, today(), NOW)
}

/// A template of these steps: TOML from `[[step]]` on.
fn template(steps: &str) -> Template {
    let head = "id = \"t\"\nchecked_on = \"2026-11-22\"\ntitle.ja = \"t\"\nrun_title.ja = \"t\"\n";
    Template::parse(&format!("{head}{steps}")).expect("a template")
}

/// One step of a kind.
fn one(kind: &str) -> Run {
    start(template(&format!("[[step]]\nid = \"a\"\ntitle.ja = \"a\"\n{kind}")))
}

fn set(run: &mut Run, step: &str, edits: &[(&str, &str)]) -> Result<(), Refusal> {
    let at = run.find(step)?;
    let edits: Vec<(String, String)> =
        edits.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    run.set(at, &edits, &world(), NOW)
}

fn go(run: &mut Run, step: &str, what: &Go) -> Result<(), Refusal> {
    let at = run.find(step)?;
    run.go(at, what, None, &world(), NOW)
}

fn done(run: &mut Run, step: &str) -> Result<(), Refusal> {
    go(run, step, &Go::Done)
}

/// What the first step lacks.
fn lacks(run: &Run) -> Vec<Lack> {
    run.gate(0, &world()).into_iter().map(|missing| missing.code).collect()
}

fn counted(run: &Run) -> Vec<(Lack, u64)> {
    run.gate(0, &world()).into_iter().map(|missing| (missing.code, missing.count)).collect()
}

/// A table of three rows that was opened.
fn file(name: &str, content: &str, medium: &str) -> SavedFile {
    SavedFile {
        id: 0,
        name: name.to_owned(),
        path: format!("/{medium}/{name}"),
        bytes: content.len() as u64,
        sha256: content.to_owned(),
        taken_at: NOW,
        lies_on: Some(lies_on(medium)),
        seen: Some(seen(State::Readable, Some(3))),
        sealed: None,
        checked: None,
    }
}

fn lies_on(medium: &str) -> Medium {
    Medium { id: format!("disk:/{medium}"), kind: MediumKind::Disk, name: medium.to_owned() }
}

fn seen(state: State, count: Option<u64>) -> Seen {
    Seen {
        kind: Kind::Csv,
        state,
        count,
        unit: count.map(|_| Unit::Rows),
        span: None,
        details: Details::Nothing,
        problem: None,
        problem_count: 0,
        unlocked: false,
        at: NOW,
    }
}

/// The facts that open a step's gate, as a careful user would enter them.
fn satisfy(run: &mut Run, at: usize, world: &World) -> Result<(), Refusal> {
    let step = run.template.steps[at].clone();
    let mut edits: Vec<(String, String)> = Vec::new();
    let mut say = |key: String, value: &str| edits.push((key, value.to_owned()));
    match &step.kind {
        StepKind::Confirm(kind) => kind.points.iter().for_each(|point| say(point.id.clone(), "true")),
        StepKind::Choose(_) => {}
        StepKind::Fill(kind) => {
            for field in &kind.fields {
                let value = match field.input {
                    super::kind::Input::Date => "2026-11-01",
                    super::kind::Input::Number => "12",
                    _ => "西村",
                };
                say(field.id.clone(), value);
            }
        }
        StepKind::Settle(kind) => {
            for row in &kind.rows {
                say(format!("{}.owed", row.id), "12,000");
                say(format!("{}.paid", row.id), "12000");
            }
        }
        StepKind::People(kind) => {
            say("+".to_owned(), "高木 由紀");
            say("+".to_owned(), "佐野 大輔");
            if kind.exempt.is_empty() {
                say("1.done".to_owned(), "true");
            } else {
                say("1.exempt".to_owned(), "true");
            }
            say("2.done".to_owned(), "true");
        }
        StepKind::Backup(kind) => {
            for row in &kind.rows {
                if row.formats.is_empty() {
                    say(format!("{}.given_up", row.id), "画面で読んで控えた");
                } else {
                    say(format!("{}.expected", row.id), "3");
                }
            }
        }
        StepKind::Handover(_) => {
            for (key, value) in
                [("+", "LINE公式アカウント"), ("1.admin", "true"), ("1.others", "1"), ("1.to", "高木 由紀")]
            {
                say(key.to_owned(), value);
            }
            for station in ["granted", "checked", "removed"] {
                say(format!("1.{station}"), "true");
            }
        }
        StepKind::Invite(_) => {
            say("url".to_owned(), "https://example.jp/i");
            say("accepted".to_owned(), "true");
        }
        StepKind::Carry(kind) => kind.rows.iter().for_each(|row| say(format!("{}.saved", row.id), "PC")),
        StepKind::Bridge(_) => {
            for (key, value) in [("+", "三浦印刷"), ("1.way", "03-1111-2222"), ("1.consent", "true")] {
                say(key.to_owned(), value);
            }
        }
        StepKind::Notice(_) => {
            say("+".to_owned(), "三浦印刷");
            say("1.told".to_owned(), "true");
        }
        StepKind::Timer(kind) if kind.from.is_none() => say("from".to_owned(), "2026-11-01"),
        StepKind::Timer(_) => {}
        StepKind::Prove(kind) => kind.points.iter().for_each(|point| say(point.id.clone(), "2026-11-20")),
    }
    if step.evidence == Evidence::Required {
        say("step.note".to_owned(), "控えは金庫");
    }
    run.set(at, &edits, world, NOW)?;
    if let StepKind::Backup(kind) = &step.kind {
        for row in kind.rows.iter().filter(|row| !row.formats.is_empty()) {
            for medium in ["OneDrive", "外付けSSD"] {
                run.attach_copy(at, &row.id, file("a.csv", &row.id, medium), world, NOW)?;
            }
        }
    }
    Ok(())
}

fn facts(run: &Run, step: &str) -> Facts {
    run.steps[run.find(step).expect("a step")].facts.clone()
}
