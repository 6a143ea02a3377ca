//! A contact's history, field by field: its entries, compared.

use super::change::Standing;
use super::derive::decode;
use super::image::{Head, Image};
use super::{Change, Entity, FieldChange};
use crate::contact::card::Card;
use crate::contact::fields::{Address, Date, Fields, Labelled};
use crate::contact::{ContactId, Kind, Side};
use crate::error::Result;
use crate::store::{ContactRow, Db, EntryRow};

/// How a contact stood at one moment.
#[derive(Clone)]
pub(super) struct Stood {
    pub head: Head,
    pub card: Card,
    pub fields: Fields,
}

/// How a contact stood before and after a change; `None` where the change did not touch it, made it or removed it.
pub(super) fn around(db: &Db, id: ContactId, change: i64) -> Result<Option<(Stood, Stood)>> {
    let Some(row) = db.contact(id)? else { return Ok(None) };
    let mut after = stood(db, row)?;
    for entry in db.entries_of(Entity::Contact(id))? {
        let Some(before) = before(&entry, Some(&after))? else { return Ok(None) };
        if entry.change == change {
            return Ok(Some((before, after)));
        }
        after = before;
    }
    Ok(None)
}

pub(super) fn of_contact(db: &Db, id: ContactId, limit: u32) -> Result<Vec<Change>> {
    let row = db.contact(id)?;
    let mut after = match &row {
        Some(row) => Some(stood(db, row.clone())?),
        None => None,
    };
    let mut changes = Vec::new();
    for entry in db.entries_of(Entity::Contact(id))? {
        let before = before(&entry, after.as_ref())?;
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

fn stood(db: &Db, row: ContactRow) -> Result<Stood> {
    let standing = Standing::of(db, row)?;
    whole(Head::of(&standing), &standing.row.card)
}

fn whole(head: Head, card: &[u8]) -> Result<Stood> {
    let card = decode(card)?;
    Ok(Stood { head, fields: Fields::of(&card), card })
}

/// How it stood before an entry's change, known how it stood after.
fn before(entry: &EntryRow, after: Option<&Stood>) -> Result<Option<Stood>> {
    Ok(match Image::decode(&entry.before)? {
        Image::Absent | Image::Group(_) | Image::Record(_) => None,
        Image::Head(head) => after.map(|stood| Stood { head, ..stood.clone() }),
        Image::Whole { head, card, .. } => Some(whole(head, &card)?),
    })
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
pub(super) fn lines(db: &Db, stood: &Stood) -> Result<Vec<(&'static str, String)>> {
    let Stood { head, fields, .. } = stood;
    let mut groups = Vec::new();
    for group in &head.groups {
        groups.extend(db.group(*group)?.map(|group| group.name));
    }
    groups.sort();
    let side = match head.side {
        Side::Internal => "internal",
        Side::Partner => "partner",
    };
    let mut lines = vec![("side", side.to_owned())];
    lines.extend(card_lines(fields));
    lines.extend([
        ("groups", groups.join("\n")),
        ("hidden", flag(head.hidden)),
        ("own", flag(head.own)),
        ("trashed_at", head.trashed_at.map(|at| at.0.to_string()).unwrap_or_default()),
    ]);
    Ok(lines)
}

/// The names of the fields that two cards say differently.
pub(super) fn differing(one: &Fields, other: &Fields) -> Vec<&'static str> {
    let sides = card_lines(one).into_iter().zip(card_lines(other));
    sides.filter(|(one, other)| one != other).map(|((field, _), _)| field).collect()
}

/// What two cards say differently, as texts.
pub(super) fn compared(before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let sides = card_lines(before).into_iter().zip(card_lines(after));
    let differing = sides.filter(|((_, before), (_, after))| before != after);
    differing.map(|((field, before), (_, after))| FieldChange { field: field.to_owned(), before, after }).collect()
}

/// What the card alone says.
pub(super) fn card_lines(fields: &Fields) -> [(&'static str, String); 24] {
    let kind = match fields.kind {
        Kind::Person => "person",
        Kind::Company => "company",
    };
    let unknown: Vec<String> = fields.unknown.iter().map(|other| format!("{}: {}", other.name, other.value)).collect();
    [
        ("kind", kind.to_owned()),
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
        ("custom", labelled(&fields.custom)),
        ("language", fields.language.clone()),
        ("photo", fields.photo.map(|hash| hash.hex()).unwrap_or_default()),
        ("unknown", unknown.join("\n")),
    ]
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
