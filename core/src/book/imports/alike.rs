//! Whoever an import would add and is likely the same as somebody in the book, or as another row of the files.

use super::preview::Noted;
use super::read::Prepared;
use crate::book::Alike;
use crate::book::derive::decode;
use crate::book::duplicates::{Nearby, reach, record};
use crate::contact::ContactId;
use crate::contact::duplicates::{Near, Record, Recorder, are_one, candidates};
use crate::contact::fields::Fields;
use crate::error::Result;
use crate::store::Db;

/// So many of those who would be added are compared; a look at what is to come must not grow with it.
const MOST: usize = 20_000;
/// Contacts read between two looks at the clock.
const STEP: usize = 1_024;

/// Those who would be added, as far as they can be somebody's duplicate.
#[derive(Default)]
pub(super) struct Comers {
    recorder: Recorder,
    people: Vec<Comer>,
}

struct Comer {
    record: Record,
    near: Near,
    name: String,
    company: String,
}

impl Comers {
    /// `last`: everybody in the book has an id up to this; those who come are counted on from there.
    pub fn note(&mut self, last: ContactId, card: &Prepared) -> Result<()> {
        if self.people.len() >= MOST {
            return Ok(());
        }
        let at = i64::try_from(self.people.len()).expect("BUG: there are few");
        let derived = &card.derived;
        self.people.push(Comer {
            record: self.recorder.record(
                ContactId(last.0 + 1 + at),
                derived.kind,
                &derived.display_name,
                &derived.reading,
                &derived.company,
                card.keys.iter().filter_map(reach).collect(),
            ),
            near: Near::of(&Fields::of(&decode(&card.encoded)?)),
            name: derived.display_name.clone(),
            company: derived.company.clone(),
        });
        Ok(())
    }

    /// Tells in `noted`, where those who come stand in this very order, who may be the same as whom.
    pub fn tell(
        mut self,
        db: &Db,
        last: ContactId,
        noted: &mut Noted,
        told: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<()> {
        if self.people.is_empty() {
            return Ok(());
        }
        let mut records = Vec::new();
        db.each_like(|row| {
            records.push(record(&mut self.recorder, &row));
            if records.len().is_multiple_of(STEP) { told(records.len() as u64) } else { Ok(()) }
        })?;
        records.extend(self.people.iter().map(|comer| comer.record.clone()));
        let mut nearby = Nearby::default();
        let comer =
            |id: ContactId| usize::try_from(id.0 - last.0 - 1).ok().and_then(|at| Some((at, self.people.get(at)?)));
        for pair in candidates(&records) {
            // The first of a pair has the smaller id.
            let Some((at, second)) = comer(pair.second) else { continue };
            let first = comer(pair.first).map(|(_, first)| first);
            let one = match first {
                Some(first) => are_one(&pair.reasons, &first.near, &second.near),
                None => are_one(&pair.reasons, nearby.look(db, pair.first)?, &second.near),
            };
            if !one {
                continue;
            }
            let (name, company) = match first {
                Some(first) => (first.name.clone(), first.company.clone()),
                None => db.name_and_company(pair.first)?.unwrap_or_default(),
            };
            noted.tell_alike(at, Alike { name, company, in_book: first.is_none(), reasons: pair.reasons });
        }
        noted.alike_first();
        Ok(())
    }
}
