//! Who is already there.

use super::read::Prepared;
use crate::book::derive::{name_key, uid_of};
use crate::contact::ContactId;
use crate::error::Result;
use crate::store::{Candidate, Db, KeyKind};

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

/// Looks for the card among the contacts up to `last`, who were there before this import.
pub(super) fn find(db: &Db, card: &Prepared, last: ContactId) -> Result<Match> {
    if last.0 == 0 {
        return Ok(Match::New);
    }
    if let Some(uid) = card.said_uid.as_ref().map(|uid| uid_of(uid)) {
        let found = db.found_by(&uid, last)?;
        if !found.is_empty() {
            return by_uid(db, card, &found, last);
        }
    }
    let given = db.given_row(&card.fingerprint, last)?;
    if !given.is_empty() {
        return Ok(if given.iter().any(|candidate| !candidate.trashed) { Match::Unchanged } else { Match::InTrash });
    }
    by_name(db, card, last)
}

fn by_uid(db: &Db, card: &Prepared, found: &[Candidate], last: ContactId) -> Result<Match> {
    let live: Vec<&Candidate> = found.iter().filter(|candidate| !candidate.trashed).collect();
    if live.is_empty() {
        return Ok(Match::InTrash);
    }
    let given = db.given_row(&card.fingerprint, last)?;
    if given.iter().any(|row| live.iter().any(|candidate| candidate.id == row.id)) {
        return Ok(Match::Unchanged);
    }
    if let [only] = live.as_slice() {
        return Ok(Match::Known(only.id));
    }
    // Some programs give one UID to several people.
    let named: Vec<_> = live.iter().filter(|other| name_key(&other.display_name) == card.name_key).collect();
    match named.as_slice() {
        [only] => Ok(Match::Known(only.id)),
        _ => Ok(Match::Ambiguous),
    }
}

fn by_name(db: &Db, card: &Prepared, last: ContactId) -> Result<Match> {
    if card.name_key.is_empty() {
        return Ok(Match::New);
    }
    let mut found: Vec<Candidate> = Vec::new();
    for key in &card.keys {
        match key.kind {
            KeyKind::Phone | KeyKind::Mail => found.extend(db.found_by(key, last)?),
            KeyKind::Uid => {}
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
