//! Who is already there.

use super::read::Prepared;
use crate::book::derive::{name_key, uid_of};
use crate::contact::ContactId;
use crate::error::Result;
use crate::store::{Candidate, Db, KeyKind, Known};

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Match {
    New,
    /// More than one person fits by name and mail or phone: nobody is taken for them, but it is said.
    NewBesideOthers,
    /// Somebody who is there; the card may be newer.
    Known(ContactId),
    /// The very row an earlier import brought: nothing to do.
    Unchanged,
    InTrash,
    /// Several have this UID, and the name doesn't tell who is meant.
    Ambiguous,
}

/// Looks for the card among the contacts who were there before this import.
pub(super) fn find(db: &Db, card: &Prepared, known: &Known) -> Result<Match> {
    // Whoever was given this row: it says nothing that wasn't said before, not even to somebody of its UID.
    let given = known.find(db, &card.fingerprint)?;
    if given.iter().any(|candidate| !candidate.trashed) {
        return Ok(Match::Unchanged);
    }
    if let Some(uid) = card.said_uid.as_ref().map(|uid| uid_of(uid)) {
        let found = known.find(db, &uid)?;
        if !found.is_empty() {
            return Ok(by_uid(card, &found));
        }
    }
    if given.is_empty() { by_name(db, card, known) } else { Ok(Match::InTrash) }
}

fn by_uid(card: &Prepared, found: &[Candidate]) -> Match {
    let live: Vec<&Candidate> = found.iter().filter(|candidate| !candidate.trashed).collect();
    if live.is_empty() {
        return Match::InTrash;
    }
    if let [only] = live.as_slice() {
        return Match::Known(only.id);
    }
    // Some programs give one UID to several people.
    let named: Vec<_> = live.iter().filter(|other| name_key(&other.display_name) == card.name_key).collect();
    match named.as_slice() {
        [only] => Match::Known(only.id),
        _ => Match::Ambiguous,
    }
}

fn by_name(db: &Db, card: &Prepared, known: &Known) -> Result<Match> {
    if card.name_key.is_empty() {
        return Ok(Match::New);
    }
    let mut found: Vec<Candidate> = Vec::new();
    for key in &card.keys {
        match key.kind() {
            KeyKind::Phone | KeyKind::Mail => found.extend(known.find(db, key)?),
            KeyKind::Uid | KeyKind::Row | KeyKind::Partner | KeyKind::Number => {}
        }
    }
    found.retain(|candidate| name_key(&candidate.display_name) == card.name_key);
    found.sort_by_key(|candidate| candidate.id);
    found.dedup_by_key(|candidate| candidate.id);
    let live: Vec<&Candidate> = found.iter().filter(|candidate| !candidate.trashed).collect();
    Ok(match (live.as_slice(), found.is_empty()) {
        ([], true) => Match::New,
        ([], false) => Match::InTrash,
        ([only], _) => Match::Known(only.id),
        _ => Match::NewBesideOthers,
    })
}
