//! A card that was read from a code: whose it may be, what it would change, and taking it in.

use serde::{Deserialize, Serialize};

use super::change::{Ties, missing};
use super::derive::{decode, derived, keys, uid_of};
use super::duplicates::{Nearby, reach, record};
use super::history::card_lines;
use super::{Book, Changed, How, Row, Sort, Verb};
use crate::contact::card::{Card, Property, escape};
use crate::contact::duplicates::{Near, Reason, Record, Recorder, are_one, candidates};
use crate::contact::fields::Fields;
use crate::contact::merge::{BRINGS, bring};
use crate::contact::{ContactId, Kind, Side};
use crate::error::{Error, Result};
use crate::store::{Db, State};

/// Who may be meant by a card is told of at most so many.
const MOST: usize = 5;

/// Somebody's card that was read, beside the book.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Received {
    pub name: String,
    pub kind: Kind,
    pub seal: String,
    /// What it says, field by field, as a history tells it.
    pub lines: Vec<ReceivedLine>,
    /// Who in the book it may be, the likeliest first; at most 5.
    pub alike: Vec<ReceivedAlike>,
    /// The same person lies in the trash.
    pub in_trash: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ReceivedLine {
    /// A field's name as in [`crate::book::Contact`]; `reading` for both readings of a person.
    pub field: String,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ReceivedAlike {
    pub row: Row,
    /// What both share, the weightiest first; empty for the very same card (its UID).
    pub reasons: Vec<Reason>,
    /// Likely the same; otherwise only the name or one number is.
    pub likely: bool,
}

/// One field of a card that was read, beside that of a contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Brought {
    /// As [`ReceivedLine::field`].
    pub field: String,
    /// What the card says, and the contact; lists give one entry a line.
    pub read: String,
    pub here: String,
    /// What the contact would say.
    pub after: String,
}

impl Book {
    /// A card beside the book. Looks through everybody.
    pub fn received(&self, card: &Card) -> Result<Received> {
        let fields = Fields::of(card);
        let told = derived(&fields);
        let lines = said(&fields);
        self.store.read(|db| {
            let (alike, in_trash) = alike_of(db, &fields)?;
            let (name, kind) = (fields.display_name.clone(), fields.kind);
            Ok(Received { name, kind, seal: told.seal.clone(), lines, alike, in_trash })
        })
    }

    /// Every field that the card fills, beside that of a contact outside the trash ([`Error::Missing`] otherwise); where nothing new
    /// is said, `after` is `here`.
    pub fn received_beside(&self, card: &Card, id: ContactId) -> Result<Vec<Brought>> {
        let there = self.store.read(|db| {
            let row = db.contact(id)?.filter(|row| row.state.trashed_at.is_none()).ok_or_else(|| missing(id))?;
            decode(&row.card)
        })?;
        let (read, here) = (lines(&Fields::of(card)), lines(&Fields::of(&there)));
        let mut brought = Vec::new();
        for ((field, read), (_, here)) in read.into_iter().zip(here).filter(|((_, read), _)| !read.is_empty()) {
            let after = lines(&Fields::of(&bring(&there, card, field)?));
            let after = after.into_iter().find(|(name, _)| *name == field).map(|(_, text)| text).unwrap_or_default();
            brought.push(Brought { field: field.to_owned(), read, here, after });
        }
        Ok(brought)
    }

    /// Adds the card as a new partner; `from` says where it was read. One that says nothing is [`Error::Invalid`] of `code` with `empty`. A UID that somebody
    /// has already is replaced by a fresh one: the user says that it is somebody else.
    pub fn add_received(&self, card: &Card, from: &str) -> Result<Changed> {
        let fields = Fields::of(card);
        let ((), changed) = self.change(Verb::Add, Ties::default(), |tx| {
            if card.properties.is_empty() {
                return Err(Error::Invalid { field: "code".to_owned(), reason: "empty" });
            }
            let taken = match &fields.uid {
                Some(uid) => !tx.db.known()?.find(tx.db, &uid_of(uid))?.is_empty(),
                None => true,
            };
            let mut card = placeless(card);
            let uid = match fields.uid.clone().filter(|_| !taken) {
                Some(uid) => uid,
                None => {
                    card.properties.retain(|property| property.name != "UID");
                    let uid = tx.edge.new_uid();
                    card.properties.push(Property::new("UID", escape(&uid)));
                    uid
                }
            };
            let state = State {
                uid,
                side: Side::Partner,
                own: false,
                hidden: false,
                trashed_at: None,
                owner: String::new(),
                how: How::Import,
                origin: from.to_owned(),
                import: None,
                added_at: tx.at,
            };
            let mut groups = Vec::new();
            for name in &fields.categories {
                let group = tx.group_for(name)?;
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
            tx.add(&state, &card, &groups)?;
            Ok(())
        })?;
        Ok(changed)
    }

    /// Takes these fields ([`BRINGS`]) of the card over into a contact, as one change; of lists and notes only what is missing. Errors as of
    /// [`Book::received_beside`], and [`Error::Invalid`] with `unknown_field`.
    pub fn update_received(&self, card: &Card, id: ContactId, take: &[String]) -> Result<Changed> {
        if let Some(unknown) = take.iter().find(|field| !BRINGS.contains(&field.as_str())) {
            return Err(Error::Invalid { field: unknown.clone(), reason: "unknown_field" });
        }
        let card = placeless(card);
        let ((), changed) = self.change(Verb::Edit, Ties::default(), |tx| {
            let was = tx.live(id)?;
            let mut there = decode(&was.row.card)?;
            for field in BRINGS.iter().filter(|field| take.iter().any(|taken| taken == *field)) {
                there = bring(&there, &card, field)?;
            }
            tx.put(&was, &was.row.state, Some(&there), &was.groups)?;
            Ok(())
        })?;
        Ok(changed)
    }
}

/// What a card says, field by field.
pub(super) fn said(fields: &Fields) -> Vec<ReceivedLine> {
    let lines = lines(fields).into_iter().filter(|(_, text)| !text.is_empty());
    lines.map(|(field, text)| ReceivedLine { field: field.to_owned(), text }).collect()
}

/// Who in the book a card may be, and whether the same person lies in the trash. Looks through everybody.
pub(super) fn alike_of(db: &Db, fields: &Fields) -> Result<(Vec<ReceivedAlike>, bool)> {
    let (same, in_trash) = by_uid(db, fields)?;
    Ok((alike(db, fields, same)?, in_trash))
}

/// In a code there are no lines to speak of later.
fn placeless(card: &Card) -> Card {
    let properties = card.properties.iter().map(|property| Property { place: 0, ..property.clone() });
    Card { properties: properties.collect() }
}

/// What a card says of the fields in [`BRINGS`], in that order.
fn lines(fields: &Fields) -> Vec<(&'static str, String)> {
    let all = card_lines(fields);
    let line = |name: &str| {
        let found = all.iter().find(|(field, _)| *field == name);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let both = |one: &str, other: &str| format!("{} {}", line(one), line(other)).trim().to_owned();
    let said = BRINGS.iter().map(|field| {
        let text = match *field {
            "reading" => both("family_reading", "given_reading"),
            "company" => both("company", "department"),
            other => line(other),
        };
        (*field, text)
    });
    said.collect()
}

/// Who has the card's own UID outside the trash, and whether somebody in it has.
fn by_uid(db: &Db, fields: &Fields) -> Result<(Vec<ContactId>, bool)> {
    let Some(uid) = &fields.uid else { return Ok((Vec::new(), false)) };
    let found = db.known()?.find(db, &uid_of(uid))?;
    let in_trash = found.iter().any(|candidate| candidate.trashed);
    let live: Vec<ContactId> = found.iter().filter(|found| !found.trashed).map(|found| found.id).collect();
    let in_trash = in_trash && live.is_empty();
    Ok((live, in_trash))
}

fn alike(db: &Db, fields: &Fields, same: Vec<ContactId>) -> Result<Vec<ReceivedAlike>> {
    let told = derived(fields);
    let mut recorder = Recorder::default();
    // Behind everybody else, so that it is the second of each pair.
    let newcomer = ContactId(i64::MAX);
    let reached = keys("", fields).iter().filter_map(reach).collect();
    let read: Record = recorder.record(newcomer, told.kind, &told.display_name, &told.reading, &told.company, reached);
    let mut near: Vec<(Record, Vec<Reason>)> = Vec::new();
    db.each_like(|row| {
        let other = record(&mut recorder, &row);
        let reasons = read.shares(&other);
        // A company alone says nothing about who somebody is.
        if reasons.iter().any(|reason| *reason != Reason::Company) {
            near.push((other, reasons));
        }
        Ok(())
    })?;
    let (closely, mut nearby) = (Near::of(fields), Nearby::default());
    let mut likely: Vec<ContactId> = Vec::new();
    let records: Vec<Record> = near.iter().map(|(record, _)| record.clone()).chain([read.clone()]).collect();
    for pair in candidates(&records).into_iter().filter(|pair| pair.second == newcomer) {
        if are_one(&pair.reasons, nearby.look(db, pair.first)?, &closely) {
            likely.push(pair.first);
        }
    }
    let mut found: Vec<(ContactId, Vec<Reason>, bool)> = same.iter().map(|id| (*id, Vec::new(), true)).collect();
    let others = near.into_iter().map(|(record, reasons)| (record.id(), reasons));
    let mut others: Vec<_> = others.filter(|(id, _)| !same.contains(id)).collect();
    others.sort_by_key(|(id, reasons)| (!likely.contains(id), std::cmp::Reverse(reasons.len()), *id));
    found.extend(others.into_iter().map(|(id, reasons)| (id, reasons, likely.contains(&id))));
    found.truncate(MOST);
    let mut alike = Vec::with_capacity(found.len());
    for (id, reasons, likely) in found {
        alike.extend(db.rows(&[id], Sort::Reading)?.pop().map(|row| ReceivedAlike { row, reasons, likely }));
    }
    Ok(alike)
}
