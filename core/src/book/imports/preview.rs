//! Who would be added, updated or left alone, kept to be looked at page by page.

use super::problems::Problems;
use crate::book::{Asked, AskedPage, Coming, ComingPage, Fate, ImportReport};

/// An import looked at beforehand.
#[derive(Default)]
pub struct Preview {
    pub report: ImportReport,
    pub problems: Problems,
    pub(super) people: Noted,
}

/// People in the order of the files; those updated in the order they were added to the book.
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
        });
        ComingPage { total: u32::try_from(all.len()).unwrap_or(u32::MAX), offset, people: people.collect() }
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

    fn of(&self, fate: Fate) -> &[Person] {
        match fate {
            Fate::Added => &self.added,
            Fate::Updated => &self.updated,
            Fate::Skipped => &self.skipped,
        }
    }
}
