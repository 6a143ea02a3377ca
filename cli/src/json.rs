//! The JSON shapes, as cli/README.md describes them.

use enishi_core::book::{
    Change, Changed, CheckReport, Contact, Duplicate, ExportReport, ImportReport, Match, SavedProblems,
};
use serde_json::{Map, Value, json};

use crate::failed::described;

/// Fields that only the window draws with.
const ONLY_SHOWN: [&str; 3] = ["seal", "section", "rev"];

/// The stable code of a value that has no other content.
pub fn code(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(code)) => code,
        _ => String::new(),
    }
}

/// A contact: groups by name, dates without the parts they lack.
pub fn contact(contact: &Contact) -> Value {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(contact) else {
        unreachable!("BUG: a contact is plain data")
    };
    for key in ONLY_SHOWN {
        fields.shift_remove(key);
    }
    fields.insert("groups".into(), contact.groups.iter().map(|group| group.name.as_str()).collect());
    if let Some(Value::Array(dates)) = fields.get_mut("dates") {
        for date in dates.iter_mut().filter_map(Value::as_object_mut) {
            date.retain(|_, part| !part.is_null());
        }
    }
    Value::Object(fields)
}

pub fn found(contact_json: Value, matches: &[Match]) -> Value {
    let matches: Vec<Value> = matches
        .iter()
        .map(|place| json!({ "field": place.field, "index": place.index, "start": place.start, "len": place.len }))
        .collect();
    match contact_json {
        Value::Object(mut fields) => {
            fields.insert("matches".into(), matches.into());
            Value::Object(fields)
        }
        other => other,
    }
}

pub fn imported(report: &ImportReport, saved: Option<&enishi_core::Result<SavedProblems>>) -> Value {
    let problems: Vec<Value> =
        report.problems.iter().map(|problem| json!({ "place": problem.place, "reason": problem.reason })).collect();
    let mut answer = json!({
        "read": report.read,
        "added": report.added,
        "updated": report.updated,
        "skipped": report.skipped,
        "failed": report.failed,
        "problems": problems,
        "import_id": report.import_id,
    });
    if let (Some(saved), Some(answer)) = (saved, answer.as_object_mut()) {
        let saved = match saved {
            Ok(saved) => json!(saved),
            Err(error) => json!({ "error": described(error) }),
        };
        answer.insert("saved".to_owned(), saved);
    }
    answer
}

pub fn changed(changed: &Changed) -> Value {
    json!({
        "change": changed.change,
        "verb": changed.verb,
        "count": changed.count,
        "name": changed.name,
        "left_alone": changed.left_alone,
    })
}

pub fn changes(changes: &[Change]) -> Value {
    json!({ "changes": changes })
}

pub fn duplicates(pairs: &[Duplicate]) -> Value {
    json!({ "pairs": pairs })
}

pub fn exported(report: &ExportReport) -> Value {
    let unfit: Vec<Value> = report
        .unfit
        .iter()
        .map(|unfit| json!({ "id": unfit.id, "name": unfit.name, "field": unfit.field, "character": unfit.character }))
        .collect();
    json!({ "written": report.written, "left_out": report.left_out, "lost": report.lost, "unfit_count": report.unfit_count, "unfit": unfit })
}

pub fn checked(report: &CheckReport) -> Value {
    serde_json::to_value(report).unwrap_or_else(|_| Value::Object(Map::new()))
}
