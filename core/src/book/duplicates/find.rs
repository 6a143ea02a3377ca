//! Finding everybody who likely stands in the book twice.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::book::contacts::fields_of;
use crate::book::{Book, OnProgress, Phase, Progress, Row, Sort};
use crate::contact::ContactId;
use crate::contact::duplicates::{Near, Pair, Reason, Record, Recorder, are_one, candidates};
use crate::error::{Error, Result};
use crate::store::{Db, Key, KeyKind, LikeRow};

/// Contacts read between two looks at the clock.
const STEP: u64 = 1_024;

/// Two contacts that are likely one, and what they share.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Duplicate {
    /// The one that is longer in the book.
    pub first: ContactId,
    pub second: ContactId,
    /// The weightiest first.
    pub reasons: Vec<Reason>,
}

/// The same as a list shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct DuplicateRow {
    pub first: Row,
    pub second: Row,
    pub reasons: Vec<Reason>,
}

/// A piece of the likely duplicates.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct DuplicatePage {
    pub total: u32,
    pub offset: u32,
    pub pairs: Vec<DuplicateRow>,
}

/// What was found last, and the last change that was known of then.
#[derive(Clone)]
pub(in crate::book) struct Found {
    change: i64,
    pairs: Arc<Vec<Duplicate>>,
}

impl Book {
    /// Everybody in the lists who likely stands there twice; see [`crate::contact::duplicates`]. Hidden contacts and the trash are
    /// passed over, and so are pairs that are known to be two people. Those who share most come first; pairs of one person who
    /// stands there more than twice follow each other.
    pub fn duplicates(&self) -> Result<Vec<Duplicate>> {
        Ok(self.found(&mut |_| ControlFlow::Continue(()))?.to_vec())
    }

    /// `limit` of them from `offset` on; past the end there are none. With `import` only those of which one came with that import. Looks
    /// for them where the book has changed since the last time, which takes long work in a large book: [`Error::Cancelled`].
    pub fn duplicate_page(
        &self,
        import: Option<i64>,
        offset: u32,
        limit: u32,
        progress: &mut OnProgress<'_>,
    ) -> Result<DuplicatePage> {
        let found = self.found(progress)?;
        self.store.read(|db| {
            let new = import.map(|import| db.imported(import, u32::MAX)).transpose()?;
            let new: Option<HashSet<ContactId>> = new.map(|ids| ids.into_iter().collect());
            let wanted = |pair: &&Duplicate| {
                new.as_ref().is_none_or(|new| new.contains(&pair.first) || new.contains(&pair.second))
            };
            let total = found.iter().filter(wanted).count();
            let (skip, take) = (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or(0));
            let shown: Vec<&Duplicate> = found.iter().filter(wanted).skip(skip).take(take).collect();
            Ok(DuplicatePage { total: u32::try_from(total).unwrap_or(u32::MAX), offset, pairs: rows(db, &shown)? })
        })
    }

    /// The pairs as of now; those of the last time where nothing has changed.
    fn found(&self, progress: &mut OnProgress<'_>) -> Result<Arc<Vec<Duplicate>>> {
        // Who asks while somebody else looks gets the same answer.
        let mut last = crate::book::lock(&self.found);
        self.store.read(|db| {
            let change = db.last_change()?;
            if let Some(found) = last.as_ref().filter(|found| found.change == change) {
                return Ok(Arc::clone(&found.pairs));
            }
            let pairs = Arc::new(find(db, progress)?);
            *last = Some(Found { change, pairs: Arc::clone(&pairs) });
            Ok(pairs)
        })
    }
}

fn find(db: &Db, progress: &mut OnProgress<'_>) -> Result<Vec<Duplicate>> {
    let (contacts, _, _) = db.sizes()?;
    let people = u64::from(contacts);
    // Reading everybody is one half of the work, looking closely the other.
    let mut tell = |done: u64| match progress(Progress { phase: Phase::Comparing, done, total: people * 2 }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    };
    tell(0)?;
    let (mut records, mut recorder) = (Vec::new(), Recorder::default());
    db.each_like(|row| {
        records.push(record(&mut recorder, &row));
        let read = records.len() as u64;
        if read.is_multiple_of(STEP) { tell(read) } else { Ok(()) }
    })?;
    tell(people)?;
    let different: HashSet<_> = db.different_pairs()?.into_iter().collect();
    let candidates = candidates(&records);
    let count = candidates.len().max(1) as u64;
    let mut nearby = Nearby::default();
    let mut found = Vec::new();
    for (done, Pair { first, second, reasons }) in (1u64..).zip(candidates) {
        if done.is_multiple_of(STEP) {
            tell(people + people * done / count)?;
        }
        if different.contains(&(first, second)) {
            continue;
        }
        if reasons.contains(&Reason::Name) || nearby.are_one(db, &reasons, first, second)? {
            found.push(Duplicate { first, second, reasons });
        }
    }
    tell(people * 2)?;
    in_order(&mut found);
    Ok(found)
}

/// Those who share most first; all pairs of the same people behind the best of them.
fn in_order(pairs: &mut [Duplicate]) {
    let mut person: HashMap<ContactId, ContactId> = HashMap::new();
    for pair in pairs.iter() {
        let (one, other) = (leader(&mut person, pair.first), leader(&mut person, pair.second));
        person.insert(one.max(other), one.min(other));
    }
    let mut best: HashMap<ContactId, usize> = HashMap::new();
    for pair in pairs.iter() {
        let best = best.entry(leader(&mut person, pair.first)).or_default();
        *best = pair.reasons.len().max(*best);
    }
    pairs.sort_by_cached_key(|pair| {
        let person = leader(&mut person, pair.first);
        let best = best.get(&person).copied().unwrap_or_default();
        let most = std::cmp::Reverse;
        (most(best), person, most(pair.reasons.len()), pair.first, pair.second)
    });
}

/// Who stands for everybody that is likely the same person.
fn leader(person: &mut HashMap<ContactId, ContactId>, id: ContactId) -> ContactId {
    let mut at = id;
    while let Some(next) = person.get(&at).copied().filter(|next| *next != at) {
        at = next;
    }
    // The way is short the next time.
    let mut on = id;
    while let Some(next) = person.insert(on, at).filter(|next| *next != on && *next != at) {
        on = next;
    }
    at
}

pub(in crate::book) fn record(recorder: &mut Recorder, row: &LikeRow) -> Record {
    let reach = row.keys.iter().filter_map(reach).collect();
    recorder.record(row.id, row.kind, &row.display_name, &row.reading, &row.company, reach)
}

/// What a key says for finding duplicates: a phone or a mail address, as a number.
pub(in crate::book) fn reach(key: &Key) -> Option<(Reason, u64)> {
    match key.kind() {
        KeyKind::Phone => Some((Reason::Phone, key.start())),
        KeyKind::Mail => Some((Reason::Mail, key.start())),
        KeyKind::Uid | KeyKind::Row | KeyKind::Partner | KeyKind::Number => None,
    }
}

/// Everybody who had to be looked at closely; read once.
#[derive(Default)]
pub(in crate::book) struct Nearby(HashMap<ContactId, Near>);

impl Nearby {
    pub fn look(&mut self, db: &Db, id: ContactId) -> Result<&Near> {
        Ok(match self.0.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let card = db.card(id)?.ok_or_else(|| crate::book::change::missing(id))?;
                place.insert(Near::of(&fields_of(&card)?))
            }
        })
    }

    fn are_one(&mut self, db: &Db, reasons: &[Reason], first: ContactId, second: ContactId) -> Result<bool> {
        let first = self.look(db, first)?.clone();
        Ok(are_one(reasons, &first, self.look(db, second)?))
    }
}

fn rows(db: &Db, pairs: &[&Duplicate]) -> Result<Vec<DuplicateRow>> {
    let mut rows = Vec::with_capacity(pairs.len());
    for pair in pairs {
        // Purged since they were found.
        if let [first, second] = db.rows(&[pair.first, pair.second], Sort::Reading)?.as_slice() {
            let (first, second) = if first.id == pair.first { (first, second) } else { (second, first) };
            rows.push(DuplicateRow { first: first.clone(), second: second.clone(), reasons: pair.reasons.clone() });
        }
    }
    Ok(rows)
}
