//! Who would be added, updated or left alone, kept to be looked at page by page.

use super::problems::Problems;
use crate::book::{Alike, Asked, AskedPage, Coming, ComingPage, Fate, ImportReport};

/// An import looked at beforehand.
#[derive(Default)]
pub struct Preview {
    pub report: ImportReport,
    pub problems: Problems,
    pub(super) people: Noted,
}

/// People in the order of the files, those that are likely somebody else as well first; those updated in the order they were added to the book.
#[derive(Default)]
pub(super) struct Noted {
    added: Vec<Person>,
    updated: Vec<Person>,
    skipped: Vec<Person>,
    /// Only where each is to be decided.
    asked: Vec<Asked>,
}

pub(super) struct Person {
    pub name: String,
    pub company: String,
    pub fields: Vec<&'static str>,
    pub alike: Option<Alike>,
}

impl Preview {
    /// `limit` of the people of one fate, from `offset` on; past the end there are none.
    pub fn people(&self, fate: Fate, offset: u32, limit: u32) -> ComingPage {
        let all = self.people.of(fate);
        let (skip, take) =
            (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or(usize::MAX));
        let people = all.iter().skip(skip).take(take).map(|person| Coming {
            name: person.name.clone(),
            company: person.company.clone(),
            fields: person.fields.iter().map(|field| (*field).to_owned()).collect(),
            alike: person.alike.clone(),
        });
        let alike = all.iter().filter(|person| person.alike.is_some()).count();
        ComingPage {
            total: u32::try_from(all.len()).unwrap_or(u32::MAX),
            alike: u32::try_from(alike).unwrap_or(u32::MAX),
            offset,
            people: people.collect(),
        }
    }
}

impl Preview {
    /// `limit` of those who are there already and about whom a file says something else, from `offset` on; none where nothing is
    /// to be decided one by one.
    pub fn asked(&self, offset: u32, limit: u32) -> AskedPage {
        let all = &self.people.asked;
        let (skip, take) =
            (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or(usize::MAX));
        let people = all.iter().skip(skip).take(take).cloned().collect();
        AskedPage { total: u32::try_from(all.len()).unwrap_or(u32::MAX), offset, people }
    }
}

impl Noted {
    pub fn ask(&mut self, asked: Asked) {
        self.asked.push(asked);
    }

    pub fn note(&mut self, fate: Fate, person: Person) {
        match fate {
            Fate::Added => self.added.push(person),
            Fate::Updated => self.updated.push(person),
            Fate::Skipped => self.skipped.push(person),
        }
    }

    /// Notes that somebody who would be added, counted from 0, is likely somebody else as well; who is in the book counts more than another
    /// row, and then who shares most.
    pub fn tell_alike(&mut self, at: usize, alike: Alike) {
        let weight = |alike: &Alike| (alike.in_book, alike.reasons.len());
        if let Some(person) = self.added.get_mut(at)
            && person.alike.as_ref().is_none_or(|known| weight(known) < weight(&alike))
        {
            person.alike = Some(alike);
        }
    }

    /// Whoever is to be looked at comes first.
    pub fn alike_first(&mut self) {
        self.added.sort_by_key(|person| person.alike.is_none());
    }

    fn of(&self, fate: Fate) -> &[Person] {
        match fate {
            Fate::Added => &self.added,
            Fate::Updated => &self.updated,
            Fate::Skipped => &self.skipped,
        }
    }
}
