//! Templates, runs, services and rights.

use std::path::Path;

use enishi_core::Error;
use enishi_core::book::{Book, Changed, Go, Moved, NewSubject, RegisterTable, StepMove};
use enishi_core::checklist::status::{RunStatus, StepState};
use enishi_core::checklist::template::Template;
use enishi_core::contact::edit::Edit;
use enishi_core::record::RecordId;
use serde_json::{Value, json};

use crate::arguments::Id;
use crate::arguments::checklists as asked;
use crate::commands::{Ended, Ending};
use crate::failed::Failed;
use crate::output::Output;
use crate::progress::Meter;
use crate::{copies, json};

/// A template file is told about without a book.
pub fn check(file: &Path, output: &mut Output) -> Ending {
    let template = Template::parse(&text(file)?).map_err(Error::Template)?;
    let answer = json!({ "id": template.id, "steps": template.steps.len() });
    output.answer(|| answer, || format!("{}: {} steps", template.id, template.steps.len()))?;
    Ok(Ended::Done)
}

pub fn template(book: &Book, what: &asked::Template, output: &mut Output) -> Ending {
    match what {
        asked::Template::Check { file } => return check(file, output),
        asked::Template::List => {
            let rows = book.templates()?;
            let line = |row: &enishi_core::book::TemplateRow| {
                format!("{:<16} {:>3} steps  {}\n", row.key, row.steps, row.title.english())
            };
            output.answer(|| json!({ "templates": rows }), || rows.iter().map(line).collect())?;
        }
        asked::Template::Export { id, out } => {
            let template = book.template(id)?;
            book.save(out, template.to_toml().as_bytes())?;
            output.answer(|| json!({ "id": template.id }), || format!("{} written", template.id))?;
        }
        asked::Template::Import { file } => made("template", book.import_template(&text(file)?)?, output)?,
    }
    Ok(Ended::Done)
}

pub fn run(book: &Book, what: &asked::Run, output: &mut Output) -> Ending {
    match what {
        asked::Run::Start(start) => {
            let subject = match (&start.about.subject, start.about.contact, start.about.service) {
                (Some(name), _, _) => NewSubject::Text { name: name.clone() },
                (None, Some(Id(id)), _) => NewSubject::Contact { id },
                (None, None, Some(id)) => NewSubject::Service { id },
                (None, None, None) => {
                    return Err(Failed::Usage("--subject, --contact or --service says what it is about"));
                }
            };
            let name = match &start.name {
                Some(name) => name.clone(),
                None => name_of(book, &start.template, &subject)?,
            };
            made("run", book.start_run(&start.template, &subject, &name)?, output)?;
        }
        asked::Run::List => {
            let rows = book.runs()?;
            let line = |row: &enishi_core::book::RunRow| {
                format!("{:>5}  {}/{}  {}\n", row.id.0, row.done, row.total, row.name)
            };
            output.answer(|| json!({ "runs": rows }), || rows.iter().map(line).collect())?;
        }
        asked::Run::Status { run } => {
            let status = book.run_status(*run)?;
            output.answer(|| described(&status), || shown(&status))?;
        }
        asked::Run::Step(step) => move_step(book, step, output)?,
        asked::Run::Copy(copy) => copies::run(book, copy, output)?,
    }
    Ok(Ended::Done)
}

/// As the template calls its runs, in English.
fn name_of(book: &Book, template: &str, subject: &NewSubject) -> Result<String, Failed> {
    let subject = match subject {
        NewSubject::Text { name } => name.clone(),
        NewSubject::Contact { id } => book.contact(*id)?.display_name,
        NewSubject::Service { id } => book.service(*id)?.service.name,
    };
    Ok(book.template(template)?.run_title.english().replace("{subject}", &subject))
}

fn move_step(book: &Book, step: &asked::Step, output: &mut Output) -> Result<(), Failed> {
    let reason = step.reason.clone().unwrap_or_default();
    let go = match (step.to, step.already_done) {
        (asked::To::Done, Some(on)) => Go::AlreadyDone { on, reason },
        (_, Some(_)) => return Err(Failed::Usage("--already-done goes with `done`")),
        (asked::To::Doing, None) => Go::Doing,
        (asked::To::Waiting, None) => Go::Waiting { on: reason },
        (asked::To::Done, None) => Go::Done,
        (asked::To::Skipped, None) => Go::Skipped { reason },
        (asked::To::Reopen, None) => Go::Reopen { reason },
    };
    // A done step takes facts once it is reopened; any other takes them before it moves.
    let first = matches!(go, Go::Reopen { .. }) || (step.to == asked::To::Doing && step.type_name.is_some());
    let typed_name = step.type_name.clone();
    let mut last = None;
    if first {
        last = Some(book.move_step(
            step.run,
            &step.step,
            &StepMove { go: Some(go.clone()), typed_name: typed_name.clone(), ..StepMove::default() },
        )?);
    }
    let mut meter = Meter::new();
    for file in &step.file {
        let (row, path) = match file.split_once('=') {
            Some((row, path)) if !row.contains(['/', '\\']) => (Some(row), path),
            Some(_) | None => (None, file.as_str()),
        };
        last = Some(book.attach(step.run, &step.step, row, Path::new(path), &mut |step| meter.step(step))?);
    }
    drop(meter);
    let go = (!first).then_some(go);
    if go.is_some() || !step.set.is_empty() {
        let what = StepMove { set: step.set.clone(), go, typed_name, ..StepMove::default() };
        last = Some(book.move_step(step.run, &step.step, &what)?);
    }
    match last {
        Some(moved) => told(&moved, output),
        None => Ok(()),
    }
}

/// How a step stands after a move.
pub fn told(moved: &Moved, output: &mut Output) -> Result<(), Failed> {
    let status = &moved.step.status;
    let mut answer = json!({ "id": status.id, "state": status.state, "gate": status.gate });
    if moved.card_number {
        answer["warnings"] = json!(["card_number"]);
    }
    output.answer(
        || answer,
        || {
            let warning = if moved.card_number { "\nwarning: that looks like the number of a bank card" } else { "" };
            format!("{}: {}{warning}", status.id, state(status.state))
        },
    )?;
    Ok(())
}

pub fn service(book: &Book, what: &asked::Service, output: &mut Output) -> Ending {
    match what {
        asked::Service::Add { set } => {
            warn(set);
            made("service", book.add_service(set)?, output)?;
        }
        asked::Service::List => {
            let rows = book.services()?;
            let line = |row: &enishi_core::book::ServiceRow| {
                format!(
                    "{:>5}  {} ({} people, {} administrators)\n",
                    row.id.0, row.service.name, row.people, row.admins
                )
            };
            output.answer(|| json!({ "services": rows }), || rows.iter().map(line).collect())?;
        }
        asked::Service::Import { file } => return import(book, RegisterTable::Services, file, output),
        asked::Service::Export { out } => export(book, RegisterTable::Services, out, output)?,
    }
    Ok(Ended::Done)
}

pub fn access(book: &Book, what: &asked::Access, output: &mut Output) -> Ending {
    match what {
        asked::Access::Add { service, contact, set } => {
            warn(set);
            made("access", book.add_access(*service, contact.map(|Id(id)| id), set)?, output)?;
        }
        asked::Access::List { contact, service } => {
            let mut held = book.accesses()?;
            held.retain(|held| contact.is_none_or(|Id(id)| held.contact == Some(id)));
            held.retain(|held| service.is_none_or(|id| held.service == id));
            let line = |held: &enishi_core::access::Held| {
                let admin = if held.access.admin { " (administrator)" } else { "" };
                format!("{:>5}  {}  {}{admin}  in service {}\n", held.id.0, held.person, held.access.role, held.service)
            };
            output.answer(|| json!({ "access": held }), || held.iter().map(line).collect())?;
        }
        asked::Access::Import { file } => return import(book, RegisterTable::Access, file, output),
        asked::Access::Export { out } => export(book, RegisterTable::Access, out, output)?,
    }
    Ok(Ended::Done)
}

pub fn rules(book: &Book, output: &mut Output) -> Ending {
    let broken = book.rules()?;
    let line = |it: &enishi_core::access::Broken| format!("{}: {}\n", code(&it.rule), it.name);
    output.answer(|| json!({ "rules": broken }), || broken.iter().map(line).collect())?;
    Ok(Ended::Done)
}

fn import(book: &Book, table: RegisterTable, file: &Path, output: &mut Output) -> Ending {
    let (name, bytes) = read(file)?;
    let (report, _) = book.import_register(table, &name, &bytes)?;
    let failed = report.failed > 0;
    output.answer(
        || json!(report),
        || {
            let counts = format!(
                "{} read, {} added, {} updated, {} as they were",
                report.read, report.added, report.updated, report.skipped
            );
            let problem =
                |it: &enishi_core::book::RegisterProblem| format!("\nrow {}: {}: {}", it.row, it.field, it.reason);
            counts + &report.problems.iter().map(problem).collect::<String>()
        },
    )?;
    Ok(if failed { Ended::WithFailures } else { Ended::Done })
}

fn export(book: &Book, table: RegisterTable, out: &Path, output: &mut Output) -> Result<(), Failed> {
    let bytes = book.export_register(table)?;
    book.save(out, &bytes)?;
    let written = book_rows(book, table)?;
    output.answer(|| json!({ "written": written }), || format!("{written} written"))?;
    Ok(())
}

fn book_rows(book: &Book, table: RegisterTable) -> Result<usize, Failed> {
    Ok(match table {
        RegisterTable::Services => book.services()?.len(),
        RegisterTable::Access => book.accesses()?.len(),
    })
}

fn made(what: &str, (id, changed): (RecordId, Changed), output: &mut Output) -> Result<(), Failed> {
    output.answer(|| json!({ what: id, "change": changed.change }), || format!("{what} {id}: {}", changed.name))?;
    Ok(())
}

fn warn(edits: &[Edit]) {
    if edits.iter().any(|edit| enishi_core::access::has_card_number(&edit.value)) {
        eprintln!("warning: that looks like the number of a bank card");
    }
}

fn described(status: &RunStatus) -> Value {
    let state = if status.ended_at.is_some() { "done" } else { "open" };
    let steps = status.steps.iter().map(|step| {
        json!({
            "id": step.id,
            "kind": step.kind,
            "state": step.state,
            "irreversible": step.irreversible,
            "gate": step.gate,
            "needs": step.needs.iter().map(|need| need.english()).collect::<Vec<_>>(),
            "due": step.due,
            "broken": step.broken,
        })
    });
    json!({
        "run": status.id,
        "name": status.name,
        "template": status.template,
        "subject": status.subject.name,
        "state": state,
        "done": status.done,
        "total": status.total,
        "current": status.current,
        "steps": steps.collect::<Vec<_>>(),
    })
}

fn shown(status: &RunStatus) -> String {
    let line = |step: &enishi_core::checklist::status::StepStatus| {
        let shut = step.gate.missing.first().filter(|_| step.state != StepState::NotNeeded);
        let shut = shut.map(|it| format!("  [{} {}]", code(&it.code), it.what.english())).unwrap_or_default();
        let no_return = if step.irreversible { "!" } else { " " };
        format!("{no_return} {:<12} {:<20} {}{shut}\n", state(step.state), step.id, step.title.english())
    };
    let steps: String = status.steps.iter().map(line).collect();
    format!("{}  {}/{}\n{steps}", status.name, status.done, status.total)
}

fn state(state: StepState) -> String {
    code(&state)
}

fn code(value: &impl serde::Serialize) -> String {
    json::code(value)
}

fn read(file: &Path) -> Result<(String, Vec<u8>), Failed> {
    let name = file.to_string_lossy().into_owned();
    let unreadable = |error: std::io::Error| {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "not_found",
            std::io::ErrorKind::PermissionDenied => "denied",
            _ => "io",
        };
        Error::Unreadable { file: name.clone(), reason }
    };
    let bytes = std::fs::read(file).map_err(unreadable)?;
    Ok((name, bytes))
}

fn text(file: &Path) -> Result<String, Failed> {
    let (name, bytes) = read(file)?;
    let text = String::from_utf8(bytes).map_err(|_| Error::Unreadable { file: name, reason: "io" })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}
