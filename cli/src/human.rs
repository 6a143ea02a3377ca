//! The same answers for people.

use std::fmt::Write;

use enishi_core::book::{
    Change, Changed, CheckReport, Contact, Duplicate, ExportReport, FieldChange, ImportReport, Row, SavedProblems, Verb,
};
use enishi_core::contact::duplicates::Reason;
use enishi_core::contact::fields::Labelled;
use enishi_core::time::Moment;

use crate::failed::sentence;

/// Problems shown before "and N more".
const SHOWN: usize = 20;

pub fn row(row: &Row) -> String {
    let reading = if row.reading.is_empty() { String::new() } else { format!(" ({})", row.reading) };
    let from = [&row.company, &row.department, &row.title].into_iter().filter(|text| !text.is_empty());
    let from = from.map(String::as_str).collect::<Vec<_>>().join(" ");
    let gap = if from.is_empty() { "" } else { "  " };
    format!("{:>7}  {}{reading}{gap}{from}", row.id, row.display_name)
}

pub fn contact(contact: &Contact) -> String {
    let mut out = String::new();
    let mut line = |label: &str, value: &str| {
        for (at, part) in value.lines().enumerate() {
            let label = if at == 0 { label } else { "" };
            let _ = writeln!(out, "{label:<15} {part}");
        }
    };
    let join = |first: &str, second: &str| [first, second].join(" ").trim().to_owned();
    line("id", &contact.id.to_string());
    line("name", &contact.display_name);
    line("reading", &join(&contact.family_reading, &contact.given_reading));
    line("honorific", &contact.honorific);
    line("nickname", &contact.nickname);
    line("company", &contact.company);
    line("", &contact.company_reading);
    line("department", &contact.department);
    line("title", &contact.title);
    for (name, entries) in [
        ("phone", &contact.phones),
        ("e-mail", &contact.emails),
        ("url", &contact.urls),
        ("id", &contact.ids),
        ("relation", &contact.relations),
    ] {
        entries.iter().for_each(|entry| line(&labelled(name, entry), &entry.value));
    }
    for address in &contact.addresses {
        let label = if address.label.is_empty() { "address".to_owned() } else { format!("address/{}", address.label) };
        line(&label, &address.text);
    }
    contact.dates.iter().for_each(|date| line(&date.label, &date.text));
    contact.custom.iter().for_each(|entry| line(&entry.label, &entry.value));
    line("groups", &contact.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join(", "));
    line("note", &contact.note);
    if let Some(photo) = &contact.photo {
        line("photo", &format!("{} × {}, {} bytes", photo.width, photo.height, photo.bytes));
    }
    if let Some(owner) = &contact.owner {
        line("registered by", owner);
    }
    if let Some(days) = contact.days_left {
        line("trash", &days_left(days));
    }
    if !contact.unknown.is_empty() {
        line("other fields", &contact.unknown.len().to_string());
    }
    out
}

pub fn days_left(days: i64) -> String {
    format!("{days} {} left", if days == 1 { "day" } else { "days" })
}

pub fn imported(report: &ImportReport, saved: Option<&enishi_core::Result<SavedProblems>>, dry_run: bool) -> String {
    let mut out = format!(
        "{} read = {} added + {} updated + {} skipped + {} failed\n",
        report.read, report.added, report.updated, report.skipped, report.failed
    );
    for problem in report.problems.iter().take(SHOWN) {
        let name = if problem.name.is_empty() { String::new() } else { format!(" {}", problem.name) };
        let _ = writeln!(out, "  {}{name}: {}", problem.place, problem.reason);
    }
    let more = (report.problem_count as usize).saturating_sub(report.problems.len().min(SHOWN));
    if more > 0 {
        let _ = writeln!(out, "  and {more} more");
    }
    match saved {
        Some(Ok(saved)) if saved.written == 0 => out.push_str("There was nothing to save.\n"),
        Some(Ok(saved)) => _ = writeln!(out, "{} saved with their reasons: {}", saved.written, saved.files.join(", ")),
        Some(Err(error)) => _ = writeln!(out, "What did not come in could not be saved: {}", sentence(error)),
        None => {}
    }
    match report.import_id {
        Some(id) => _ = writeln!(out, "Take it back with: enishi-cli undo-import {id}"),
        None if dry_run => out.push_str("Nothing was written.\n"),
        None => {}
    }
    out
}

pub fn changed(changed: &Changed) -> String {
    let what = match changed.count {
        0 => "Nothing had to change.".to_owned(),
        1 if !changed.name.is_empty() => format!("Done: {}.", changed.name),
        1 => "Done.".to_owned(),
        count => format!("Done: {count}."),
    };
    if changed.left_alone.is_empty() {
        return what;
    }
    format!("{what}\nChanged since and left alone: {}", changed.left_alone.join(", "))
}

pub fn changes(changes: &[Change]) -> String {
    changes.iter().map(change).collect()
}

/// `names` stand beside the pairs.
pub fn duplicates(pairs: &[Duplicate], names: &[[String; 2]]) -> String {
    let mut out = String::new();
    for (pair, [first, second]) in pairs.iter().zip(names) {
        let reasons: Vec<&str> = pair.reasons.iter().map(|reason| shared(*reason)).collect();
        let _ =
            writeln!(out, "{:>7}  {first}\n{:>7}  {second}  (same {})", pair.first, pair.second, reasons.join(", "));
    }
    let _ = writeln!(out, "{} {}", pairs.len(), if pairs.len() == 1 { "pair" } else { "pairs" });
    out
}

fn shared(reason: Reason) -> &'static str {
    match reason {
        Reason::Mail => "e-mail",
        Reason::Phone => "phone",
        Reason::Name => "name",
        Reason::Reading => "reading",
        Reason::Company => "company",
    }
}

pub fn exported(report: &ExportReport) -> String {
    let mut out = format!("{} contacts written.\n", report.written);
    if report.left_out > 0 {
        let _ =
            writeln!(out, "Of {} of them the format can't hold everything; a vCard can. Not whole:", report.left_out);
    }
    for lost in &report.lost {
        let _ = writeln!(out, "  {}: {}", lost.field, lost.count);
    }
    if report.unfit_count > 0 {
        let _ = writeln!(out, "{} characters did not fit and were written as 〓 or left out:", report.unfit_count);
    }
    for unfit in report.unfit.iter().take(SHOWN) {
        let _ = writeln!(out, "  {} {}: {} in {}", unfit.id, unfit.name, unfit.character, unfit.field);
    }
    out
}

pub fn checked(report: &CheckReport) -> String {
    let mut out = format!(
        "{} contacts, {} in the trash, {} groups, {} changes\n",
        report.contacts, report.trashed, report.groups, report.changes
    );
    for problem in &report.problems {
        let _ = writeln!(out, "  {problem}");
    }
    out.push_str(if report.ok { "The book is sound.\n" } else { "The book is NOT sound.\n" });
    out
}

fn change(change: &Change) -> String {
    let undone = if change.undone { " (taken back)" } else { "" };
    let names = change.names.join(", ");
    let more = (change.count as usize).saturating_sub(change.names.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let of = change.of.map(|of| format!(" of {}", verb(of))).unwrap_or_default();
    let mut out =
        format!("{:>7}  {}  {}{of}  {names}{more}{undone}\n", change.id, moment(change.at), verb(change.verb));
    for FieldChange { field, before, after } in &change.fields {
        let _ = writeln!(out, "           {field}: {} → {}", on_one_line(before), on_one_line(after));
    }
    out
}

fn on_one_line(text: &str) -> String {
    if text.is_empty() { "(nothing)".to_owned() } else { text.lines().collect::<Vec<_>>().join(" / ") }
}

fn labelled(name: &str, entry: &Labelled) -> String {
    if entry.label.is_empty() { name.to_owned() } else { format!("{name}/{}", entry.label) }
}

fn moment(at: Moment) -> String {
    chrono::DateTime::from_timestamp_millis(at.0).map_or_else(
        || at.0.to_string(),
        |moment| moment.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M").to_string(),
    )
}

/// The name of a verb, as in the JSON.
fn verb(verb: Verb) -> String {
    match serde_json::to_value(verb) {
        Ok(serde_json::Value::String(name)) => name.replace('_', " "),
        Ok(_) | Err(_) => String::new(),
    }
}
