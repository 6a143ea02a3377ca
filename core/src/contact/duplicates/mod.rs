//! Likely duplicates: who stands in the book twice, with the reasons.
//!
//! Two contacts are a pair when they share at least two of phone, mail, reading, name and company, and never by what they are
//! called alone: name and reading together are one word for the same thing, and so are name and company of a company.
//! [`candidates`] works on hashes of everybody and sorts them once; whoever shares a phone with very many people is compared
//! with those of the same name only, so that nothing grows with the square of a crowd. [`are_one`] then looks closely at the
//! pairs whose names differ: colleagues at one switchboard and father and son at one landline are two people.

mod close;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

pub use close::{Near, are_one};
use serde::{Deserialize, Serialize};

use super::name::{is_japanese, without_legal_form};
use super::sound::Sounds;
use super::{ContactId, Kind};
use crate::search::fold;

/// What two contacts share, the weightiest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Mail,
    Phone,
    Name,
    /// The same reading, or a name in Latin letters that is the other's reading.
    Reading,
    /// The company's name without its legal form.
    Company,
}

/// Up to so many people at one phone or mail address are all compared with each other; more of them share a switchboard, and
/// are compared with those of the same name or reading only.
const CROWD: usize = 8;
/// Of more people than this who are called the same at one place, each is compared with the first only.
const ALIKE: usize = 32;

/// What is compared of one contact, as hashes; 0 for nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    id: ContactId,
    company_only: bool,
    name: u64,
    /// Of a contact with a reading, or a name in kana.
    reading: u64,
    /// How the reading sounds; of a name in kana or Latin letters without a reading, how the name does.
    sound: u64,
    company: u64,
    reach: Vec<(Reason, u64)>,
}

/// Two contacts that share enough, `first` with the smaller id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    pub first: ContactId,
    pub second: ContactId,
    /// In order.
    pub reasons: Vec<Reason>,
}

/// Makes records; remembers what it has worked out, because companies and the words of names repeat.
#[derive(Default)]
pub struct Recorder {
    companies: HashMap<String, u64>,
    sounds: Sounds,
}

impl Recorder {
    /// `reach` are the contact's phones and mails, as numbers that are the same for the same value.
    pub fn record(
        &mut self,
        id: ContactId,
        kind: Kind,
        display_name: &str,
        reading: &str,
        company: &str,
        reach: Vec<(Reason, u64)>,
    ) -> Record {
        let company = self.company(company);
        let whole = hash(&compact(display_name));
        let stripped = without_legal_form(display_name);
        let as_company = if stripped.len() == display_name.len() { whole } else { hash(&compact(stripped)) };
        // A card that is called by its company is the company's, whatever it says it is.
        let company_only = kind == Kind::Company || (company != 0 && as_company == company);
        let name = match (company_only, is_japanese(display_name)) {
            (true, _) => as_company,
            (false, true) => whole,
            (false, false) => hash(&latin_key(display_name)),
        };
        let sound_of_it = self.sounds.of(if reading.trim().is_empty() { display_name } else { reading });
        // A name in kana is its own reading.
        let in_kana = reading.trim().is_empty() && !sound_of_it.is_empty() && is_japanese(display_name);
        let reading = if in_kana { display_name } else { reading };
        Record { id, company_only, name, reading: hash(&compact(reading)), sound: hash(&sound_of_it), company, reach }
    }

    /// The company's name without its legal form.
    fn company(&mut self, name: &str) -> u64 {
        if let Some(known) = self.companies.get(name) {
            return *known;
        }
        let key = hash(&compact(without_legal_form(name)));
        self.companies.insert(name.to_owned(), key);
        key
    }
}

/// The pairs among all contacts that share enough, by their ids. Those without [`Reason::Name`] still have to pass [`are_one`].
///
/// Sorts some five hashes a contact; the answer has at most a few dozen pairs a contact, even where all are alike.
pub fn candidates(records: &[Record]) -> Vec<Pair> {
    let mut keys: Vec<(u64, u32)> = Vec::with_capacity(records.len() * 5);
    for (at, record) in (0u32..).zip(records) {
        keys.extend(record.reach.iter().map(|(_, value)| (*value, at)));
        if record.company != 0 && !record.company_only {
            let called = [record.name, record.sound].into_iter().filter(|called| *called != 0);
            keys.extend(called.map(|called| (hashed((record.company, called)), at)));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    let mut near: Vec<(u32, u32)> = Vec::new();
    for run in keys.chunk_by(|one, other| one.0 == other.0) {
        if run.len() <= CROWD {
            each_with_each(run.iter().map(|(_, at)| *at), &mut near);
        } else {
            for called in [|record: &Record| record.name, |record: &Record| record.sound] {
                let mut crowd: Vec<(u64, u32)> =
                    run.iter().filter_map(|(_, at)| Some((called(records.get(*at as usize)?), *at))).collect();
                crowd.retain(|(called, _)| *called != 0);
                crowd.sort_unstable();
                crowd.chunk_by(|one, other| one.0 == other.0).for_each(|alike| those_alike(alike, &mut near));
            }
        }
    }
    near.sort_unstable();
    near.dedup();
    let pair = |(one, other): (u32, u32)| pair(records.get(one as usize)?, records.get(other as usize)?);
    let mut pairs: Vec<Pair> = near.into_iter().filter_map(pair).collect();
    pairs.sort_unstable_by_key(|pair| (pair.first, pair.second));
    pairs
}

fn those_alike(alike: &[(u64, u32)], near: &mut Vec<(u32, u32)>) {
    match alike {
        [(_, first), rest @ ..] if alike.len() > ALIKE => near.extend(rest.iter().map(|(_, at)| (*first, *at))),
        _ => each_with_each(alike.iter().map(|(_, at)| *at), near),
    }
}

fn each_with_each(run: impl Iterator<Item = u32> + Clone, near: &mut Vec<(u32, u32)>) {
    let mut rest = run;
    while let Some(one) = rest.next() {
        near.extend(rest.clone().map(|other| (one.min(other), one.max(other))));
    }
}

fn pair(one: &Record, other: &Record) -> Option<Pair> {
    let (all, signals) = shared(one, other)?;
    let (first, second) = (one.id.min(other.id), one.id.max(other.id));
    (signals >= 2).then(|| Pair { first, second, reasons: listed(all) })
}

/// What two share of everything, and how many different things that is: name and reading are one.
fn shared(one: &Record, other: &Record) -> Option<([(Reason, bool); 5], usize)> {
    if one.company_only != other.company_only {
        return None;
    }
    let equal = |one: u64, other: u64| one != 0 && one == other;
    let reach = |wanted: Reason| {
        let mut shared = one.reach.iter().filter(|(reason, _)| *reason == wanted);
        shared.any(|value| other.reach.contains(value))
    };
    // Two readings in kana are compared as they are: おの and おおの sound alike only to those who write them in Latin letters.
    let reading = match (one.reading, other.reading) {
        (0, 0) => false,
        (0, _) | (_, 0) => equal(one.sound, other.sound),
        (reading, same) => reading == same,
    };
    let name = equal(one.name, other.name);
    let company = equal(one.company, other.company) && !one.company_only;
    let (mail, phone) = (reach(Reason::Mail), reach(Reason::Phone));
    let signals = [mail, phone, name || reading, company].into_iter().filter(|shared| *shared).count();
    let all = [
        (Reason::Mail, mail),
        (Reason::Phone, phone),
        (Reason::Name, name),
        (Reason::Reading, reading),
        (Reason::Company, company),
    ];
    Some((all, signals))
}

fn listed(all: [(Reason, bool); 5]) -> Vec<Reason> {
    all.into_iter().filter_map(|(reason, shared)| shared.then_some(reason)).collect()
}

impl Record {
    pub fn id(&self) -> ContactId {
        self.id
    }

    /// What this one shares with another, be it one thing alone; nothing where only one of them is a company.
    pub fn shares(&self, other: &Record) -> Vec<Reason> {
        shared(self, other).map_or_else(Vec::new, |(all, _)| listed(all))
    }
}

/// Folded and without spaces.
fn compact(text: &str) -> String {
    fold(text).chars().filter(|ch| !ch.is_whitespace()).collect()
}

/// What people with Latin names are told apart by: nobody knows which of two words is the family name.
fn latin_key(display_name: &str) -> String {
    let folded = fold(display_name);
    let mut words: Vec<&str> = folded.split(|ch: char| ch.is_whitespace() || ch == ',').collect();
    words.sort_unstable();
    words.concat()
}

/// 0 for an empty text and for nothing else.
fn hash(text: &str) -> u64 {
    if text.is_empty() { 0 } else { hashed(text) }
}

fn hashed(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish().max(1)
}
