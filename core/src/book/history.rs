//! A contact's history, field by field: its entries, compared.

use super::contacts::fields_of;
use super::image::{Head, Image};
use super::{Change, Entity, FieldChange};
use crate::contact::fields::{Address, Date, Fields, Labelled};
use crate::contact::{ContactId, Kind, Side};
use crate::error::Result;
use crate::store::{ContactRow, Db};

/// How a contact stood at one moment.
#[derive(Clone)]
struct Stood {
    head: Head,
    fields: Fields,
}

pub(super) fn of_contact(db: &Db, id: ContactId, limit: u32) -> Result<Vec<Change>> {
    let row = db.contact(id)?;
    let mut after = match &row {
        Some(row) => Some(stood(row, &db.groups_of(id)?)?),
        None => None,
    };
    let mut changes = Vec::new();
    for entry in db.entries_of(Entity::Contact(id))? {
        let before = match Image::decode(&entry.before)? {
            Image::Absent | Image::Group(_) => None,
            Image::Head(head) => after.clone().map(|stood| Stood { head, ..stood }),
            Image::Whole { head, card, .. } => Some(Stood { head, fields: fields_of(&card)? }),
        };
        if let Some(row) = db.change_row(entry.change)? {
            let fields = compare(db, before.as_ref(), after.as_ref())?;
            changes.push(Change { fields, ..super::changes::change(db, row)? });
        }
        after = before;
    }
    // What an import added has no entry of its own.
    if let Some(import) = row.and_then(|row| row.state.import)
        && let Some(row) = db.change_of_import(import)?
        && after.is_some()
        && !changes.iter().any(|change| change.id == row.id)
    {
        let fields = compare(db, None, after.as_ref())?;
        changes.push(Change { fields, ..super::changes::change(db, row)? });
    }
    changes.truncate(limit as usize);
    Ok(changes)
}

fn stood(row: &ContactRow, groups: &[crate::contact::GroupId]) -> Result<Stood> {
    let fields = fields_of(&row.card)?;
    let head = Head::of(row, groups);
    Ok(Stood { head, fields })
}

fn compare(db: &Db, before: Option<&Stood>, after: Option<&Stood>) -> Result<Vec<FieldChange>> {
    let old = before.map(|stood| lines(db, stood)).transpose()?.unwrap_or_default();
    let new = after.map(|stood| lines(db, stood)).transpose()?.unwrap_or_default();
    let names = if new.is_empty() { &old } else { &new };
    let mut fields = Vec::new();
    for (at, (field, _)) in names.iter().enumerate() {
        let text = |side: &[(&'static str, String)]| side.get(at).map(|(_, text)| text.clone()).unwrap_or_default();
        let (before, after) = (text(&old), text(&new));
        if before != after {
            fields.push(FieldChange { field: (*field).to_owned(), before, after });
        }
    }
    Ok(fields)
}

/// Every field as text, always the same fields in the same order.
fn lines(db: &Db, stood: &Stood) -> Result<Vec<(&'static str, String)>> {
    let Stood { head, fields } = stood;
    let mut groups = Vec::new();
    for group in &head.groups {
        groups.extend(db.group(*group)?.map(|group| group.name));
    }
    groups.sort();
    let kind = match fields.kind {
        Kind::Person => "person",
        Kind::Company => "company",
    };
    let side = match head.side {
        Side::Internal => "internal",
        Side::Partner => "partner",
    };
    let unknown: Vec<String> = fields.unknown.iter().map(|other| format!("{}: {}", other.name, other.value)).collect();
    Ok(vec![
        ("kind", kind.to_owned()),
        ("side", side.to_owned()),
        ("display_name", fields.display_name.clone()),
        ("family_name", fields.family_name.clone()),
        ("given_name", fields.given_name.clone()),
        ("family_reading", fields.family_reading.clone()),
        ("given_reading", fields.given_reading.clone()),
        ("honorific", fields.honorific.clone()),
        ("nickname", fields.nickname.clone()),
        ("company", fields.company.clone()),
        ("company_reading", fields.company_reading.clone()),
        ("department", fields.department.clone()),
        ("title", fields.title.clone()),
        ("phones", labelled(&fields.phones)),
        ("emails", labelled(&fields.emails)),
        ("urls", labelled(&fields.urls)),
        ("ids", labelled(&fields.ids)),
        ("addresses", addresses(&fields.addresses)),
        ("dates", dates(&fields.dates)),
        ("relations", labelled(&fields.relations)),
        ("note", fields.note.clone()),
        ("groups", groups.join("\n")),
        ("custom", labelled(&fields.custom)),
        ("language", fields.language.clone()),
        ("photo", fields.photo.map(|hash| hash.hex()).unwrap_or_default()),
        ("hidden", flag(head.hidden)),
        ("own", flag(head.own)),
        ("trashed_at", head.trashed_at.map(|at| at.0.to_string()).unwrap_or_default()),
        ("unknown", unknown.join("\n")),
    ])
}

fn flag(set: bool) -> String {
    if set { "true".to_owned() } else { String::new() }
}

fn line(label: &str, value: &str) -> String {
    if label.is_empty() { value.to_owned() } else { format!("{label}: {value}") }
}

fn labelled(entries: &[Labelled]) -> String {
    entries.iter().map(|entry| line(&entry.label, &entry.value)).collect::<Vec<_>>().join("\n")
}

fn addresses(entries: &[Address]) -> String {
    entries.iter().map(|entry| line(&entry.label, &entry.text)).collect::<Vec<_>>().join("\n")
}

fn dates(entries: &[Date]) -> String {
    entries.iter().map(|entry| line(&entry.label, &entry.text)).collect::<Vec<_>>().join("\n")
}
