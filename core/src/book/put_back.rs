//! Putting the values of one earlier change back, on top of whatever the contact has become since.

use super::change::Ties;
use super::contacts::Draft;
use super::derive::decode;
use super::history;
use super::{Book, Changed, Entity, Verb};
use crate::contact::card::Card;
use crate::contact::edit::Edit;
use crate::contact::fields::{Address, Date, Fields, Labelled};
use crate::contact::{ContactId, Kind, Side};
use crate::error::{Error, Result};

impl Book {
    /// Makes what one change did to a contact as it was before it, and leaves every other field and entry alone. An entry of a
    /// list that the change left behind must still be there as it left it: [`Error::Invalid`] of that list with
    /// `changed_since` otherwise. [`Error::Nothing`] where everything stands as it was before.
    pub fn put_back(&self, id: ContactId, change: i64) -> Result<Changed> {
        if self.is_last_word(id, change)? {
            match self.undo_change(change) {
                // A group made with it is somebody else's too by now.
                Err(Error::Conflict { .. }) => {}
                undone => return undone,
            }
        }
        let ((), changed) = self.change(Verb::Edit, Ties::default(), |tx| {
            let was = tx.live(id)?;
            let missing = || Error::Missing { what: "change", id: change.to_string() };
            let (before, after) = history::around(tx.db, id, change)?.ok_or_else(missing)?;
            let now = Fields::of(&decode(&was.row.card)?);
            let mut draft = Draft::of(&was)?;
            if before.head.side != after.head.side {
                draft.apply(tx, &edit("side", side(before.head.side)))?;
            }
            for (field, was, became) in
                [("hidden", before.head.hidden, after.head.hidden), ("own", before.head.own, after.head.own)]
            {
                if was != became {
                    draft.apply(tx, &edit(field, if was { "true" } else { "false" }))?;
                }
            }
            for group in before.head.groups.iter().filter(|group| !after.head.groups.contains(group)) {
                if tx.live_group(*group).is_ok() && !draft.groups.contains(group) {
                    draft.groups.push(*group);
                }
            }
            draft.groups.retain(|group| before.head.groups.contains(group) || !after.head.groups.contains(group));
            draft.groups.sort_unstable();
            for edit in singles(&before.fields, &after.fields, &now) {
                draft.apply(tx, &edit)?;
            }
            for (field, of) in LISTS {
                for edit in list(field, &of(&before.fields), &of(&after.fields), &of(&now))? {
                    draft.apply(tx, &edit)?;
                }
            }
            if before.fields.photo != after.fields.photo && now.photo != before.fields.photo {
                photo(&mut draft.card, &before.card);
            }
            if !tx.put(&was, &draft.state, Some(&draft.card), &draft.groups)? {
                return Err(Error::Nothing { what: "put_back" });
            }
            if draft.becomes_own {
                tx.disown(Some(id))?;
            }
            Ok(())
        })?;
        Ok(changed)
    }

    /// Nothing came after the change, and it touched nobody else: then undoing it is the exact way back.
    fn is_last_word(&self, id: ContactId, change: i64) -> Result<bool> {
        self.store.read(|db| {
            let Some(row) = db.change_row(change)? else { return Ok(false) };
            if !matches!(row.verb, Verb::Edit | Verb::Photo) || row.undone || db.contact_rev(id)? != change {
                return Ok(false);
            }
            Ok(db.entries(change, u32::MAX)?.iter().all(|entry| match entry.entity {
                Entity::Contact(other) => other == id,
                // Made for this change alone, or the undoing refuses.
                Entity::Group(_) => true,
                Entity::Record(_) => false,
            }))
        })
    }
}

fn edit(field: impl Into<String>, value: &str) -> Edit {
    Edit { field: field.into(), value: value.to_owned() }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Internal => "internal",
        Side::Partner => "partner",
    }
}

fn singles(before: &Fields, after: &Fields, now: &Fields) -> Vec<Edit> {
    let of = |fields: &Fields| {
        let kind = match fields.kind {
            Kind::Person => "person",
            Kind::Company => "company",
        };
        let texts = [
            ("kind", kind),
            ("family_name", &fields.family_name),
            ("given_name", &fields.given_name),
            ("family_reading", &fields.family_reading),
            ("given_reading", &fields.given_reading),
            ("honorific", &fields.honorific),
            ("nickname", &fields.nickname),
            ("company", &fields.company),
            ("company_reading", &fields.company_reading),
            ("department", &fields.department),
            ("title", &fields.title),
            ("note", &fields.note),
            ("language", &fields.language),
            // Last: it follows the parts of the name.
            ("display_name", &fields.display_name),
        ];
        texts.map(|(field, text)| (field, text.to_owned()))
    };
    let sides = of(before).into_iter().zip(of(after)).zip(of(now));
    sides
        .filter(|((before, after), now)| before != after && before != now)
        .map(|(((field, text), _), _)| edit(field, &text))
        .collect()
}

/// An entry of a list as its label and its parts; a part is the end of an edit's path.
#[derive(Clone, PartialEq, Eq)]
struct Entry {
    label: String,
    parts: Vec<(&'static str, String)>,
}

type Entries = fn(&Fields) -> Vec<Entry>;

const LISTS: [(&str, Entries); 8] = [
    ("phones", |fields| labelled(&fields.phones)),
    ("emails", |fields| labelled(&fields.emails)),
    ("urls", |fields| labelled(&fields.urls)),
    ("ids", |fields| labelled(&fields.ids)),
    ("addresses", |fields| fields.addresses.iter().map(address).collect()),
    ("dates", |fields| fields.dates.iter().map(date).collect()),
    ("relations", |fields| labelled(&fields.relations)),
    ("custom", |fields| labelled(&fields.custom)),
];

fn labelled(entries: &[Labelled]) -> Vec<Entry> {
    entries.iter().map(|entry| one(&entry.label, &entry.value)).collect()
}

fn date(date: &Date) -> Entry {
    one(&date.label, &date.text)
}

fn one(label: &str, value: &str) -> Entry {
    Entry { label: label.to_owned(), parts: vec![(".value", value.to_owned())] }
}

fn address(address: &Address) -> Entry {
    let parts = [
        (".postal", &address.postal),
        (".region", &address.region),
        (".city", &address.city),
        (".street", &address.street),
        (".building", &address.building),
        (".country", &address.country),
    ];
    Entry { label: address.label.clone(), parts: parts.map(|(part, text)| (part, text.clone())).to_vec() }
}

/// The edits that take out of `now` what came with the change, and bring back what went.
fn list(field: &str, before: &[Entry], after: &[Entry], now: &[Entry]) -> Result<Vec<Edit>> {
    let gone = beyond(before, after);
    let came = beyond(after, before);
    let mut free: Vec<bool> = vec![true; now.len()];
    let mut take = |wanted: &Entry| {
        let at = now.iter().enumerate().position(|(at, entry)| free[at] && entry == wanted)?;
        free[at] = false;
        Some(at)
    };
    let changed_since = || Error::Invalid { field: field.to_owned(), reason: "changed_since" };
    let mut edits = Vec::new();
    let mut removed = Vec::new();
    let mut added = Vec::new();
    // As many as went came: each took the place of one.
    let pairs = if gone.len() == came.len() { gone.len() } else { 0 };
    for (old, new) in gone.iter().zip(&came).take(pairs) {
        match take(new) {
            Some(at) => edits.extend(replace(field, at, new, old)),
            None if take(old).is_some() => {}
            None => return Err(changed_since()),
        }
    }
    for new in came.iter().skip(pairs) {
        removed.push(take(new).ok_or_else(changed_since)?);
    }
    for old in gone.iter().skip(pairs) {
        if take(old).is_none() {
            added.push(old);
        }
    }
    removed.sort_unstable();
    for at in removed.iter().rev() {
        edits.extend(now.get(*at).into_iter().flat_map(|entry| empty(field, *at, entry)));
    }
    for (more, old) in added.into_iter().enumerate() {
        edits.extend(append(field, now.len() - removed.len() + more, old));
    }
    Ok(edits)
}

/// The entries of one list that the other doesn't have, each as often as it is missing.
fn beyond(these: &[Entry], those: &[Entry]) -> Vec<Entry> {
    let mut others = those.to_vec();
    let mut left = these.to_vec();
    left.retain(|entry| match others.iter().position(|other| other == entry) {
        Some(at) => {
            others.remove(at);
            false
        }
        None => true,
    });
    left
}

/// Parts that say something first: an entry that says nothing is gone.
fn replace(field: &str, at: usize, from: &Entry, to: &Entry) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut differ: Vec<_> = to.parts.iter().zip(&from.parts).filter(|(to, from)| to != from).collect();
    differ.sort_by_key(|((_, to), _)| to.is_empty());
    for ((part, text), _) in differ {
        edits.push(edit(format!("{field}[{at}]{part}"), text));
    }
    if to.label != from.label {
        edits.push(edit(format!("{field}[{at}].label"), &to.label));
    }
    edits
}

fn empty(field: &str, at: usize, entry: &Entry) -> Vec<Edit> {
    let said = entry.parts.iter().filter(|(_, text)| !text.is_empty());
    said.map(|(part, _)| edit(format!("{field}[{at}]{part}"), "")).collect()
}

/// The first part makes the entry, which then stands at `at`.
fn append(field: &str, at: usize, entry: &Entry) -> Vec<Edit> {
    let said = entry.parts.iter().filter(|(_, text)| !text.is_empty());
    said.enumerate()
        .map(|(number, (part, text))| match number {
            0 => edit(format!("{field}[+{}]{part}", entry.label), text),
            _ => edit(format!("{field}[{at}]{part}"), text),
        })
        .collect()
}

fn photo(card: &mut Card, before: &Card) {
    let at = card.properties.iter().position(|property| property.name == "PHOTO");
    card.properties.retain(|property| property.name != "PHOTO");
    let at = at.unwrap_or(card.properties.len()).min(card.properties.len());
    let photos = before.properties.iter().filter(|property| property.name == "PHOTO").cloned();
    card.properties.splice(at..at, photos);
}
