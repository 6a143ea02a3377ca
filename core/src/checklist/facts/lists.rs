//! Lists of people to work through: members, partners with another way to reach them, and those who are told.

use serde::{Deserialize, Serialize};

use super::super::day::Day;
use super::super::kind;
use super::super::template::Text;
use super::{Edit, Lack, MOST_ROWS, Missing, NAME_LIMIT, TEXT_LIMIT, Taken, Wrong, next, number};
use crate::contact::ContactId;

/// `+=NAME` · `ID.name` · `ID.department` · `ID.done=true` · `ID.exempt=true` · `ID.remove=true`; of many: `*.done=true`,
/// `department:NAME.done=true`; `nobody=true` where there is nobody.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Listed {
    pub people: Vec<Person>,
    pub nobody: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Person {
    pub id: u32,
    pub name: String,
    pub contact: Option<ContactId>,
    pub department: String,
    pub done: bool,
    pub exempt: bool,
}

impl Listed {
    pub fn push(&mut self, name: &str, contact: Option<ContactId>, department: &str) {
        let id = next(self.people.iter().map(|person| person.id));
        let (name, department) = (name.to_owned(), department.to_owned());
        self.people.push(Person { id, name, contact, department, done: false, exempt: false });
        self.nobody = false;
    }

    pub(super) fn set(&mut self, edit: Edit<'_>) -> Taken {
        match edit.item {
            "nobody" => {
                self.nobody = edit.flag()? && self.people.is_empty();
                return Ok(());
            }
            "+" if self.people.len() >= MOST_ROWS => return Err(Wrong::Value("too_many")),
            "+" => {
                self.push(&edit.name()?, None, "");
                return Ok(());
            }
            _ => {}
        }
        let department = edit.item.strip_prefix("department:");
        if edit.item == "*" || department.is_some() {
            let chosen = |person: &Person| department.is_none_or(|department| person.department == department);
            if edit.field != "done" {
                return Err(Wrong::Value("unknown_key"));
            }
            let done = edit.flag()?;
            self.people.iter_mut().filter(|it| !it.exempt && chosen(it)).for_each(|person| person.done = done);
            return Ok(());
        }
        let id = number(edit.item)?;
        let at = self.people.iter().position(|it| it.id == id).ok_or(Wrong::Value("unknown_key"))?;
        let Some(person) = self.people.get_mut(at) else { return Err(Wrong::Value("unknown_key")) };
        match edit.field {
            "name" => person.name = edit.name()?,
            "department" => person.department = edit.text(NAME_LIMIT)?,
            "done" if person.exempt && edit.flag()? => return Err(Wrong::Value("exempt")),
            "done" => person.done = edit.flag()?,
            "exempt" => {
                person.exempt = edit.flag()?;
                person.done &= !person.exempt;
            }
            "remove" if edit.flag()? => {
                self.people.remove(at);
            }
            _ => return Err(Wrong::Value("unknown_key")),
        }
        Ok(())
    }

    pub(super) fn missing(&self, kind: &kind::People) -> Vec<Missing> {
        let mut missing = Vec::new();
        let exempt = self.people.iter().filter(|person| person.exempt).count();
        if !kind.exempt.is_empty() {
            match exempt {
                0 => missing.push(Missing::of(Lack::Exempt, &kind.exempt)),
                1 => {}
                many => missing.push(Missing::counted(Lack::ExemptMany, &kind.exempt, many as u64)),
            }
        } else if self.people.is_empty() && !self.nobody {
            missing.push(Missing::plain(Lack::List));
        }
        let left: Vec<&Person> = self.people.iter().filter(|person| !person.done && !person.exempt).collect();
        if let Some(first) = left.first() {
            missing.push(Missing::counted(Lack::People, &Text::typed(&first.name), left.len() as u64));
        }
        missing
    }
}

/// `+=NAME` · `ID.name` · `ID.way=TEXT` · `ID.consent=true` (today, or a day) · `ID.remove=true` · `nobody=true`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Bridged {
    pub partners: Vec<Partner>,
    pub nobody: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Partner {
    pub id: u32,
    pub name: String,
    pub contact: Option<ContactId>,
    /// The other way: a number, an address.
    pub way: String,
    /// When they agreed to it.
    pub consent: Option<Day>,
}

impl Bridged {
    pub fn push(&mut self, name: &str, contact: Option<ContactId>, way: &str) {
        let id = next(self.partners.iter().map(|it| it.id));
        self.partners.push(Partner { id, name: name.to_owned(), contact, way: way.to_owned(), consent: None });
        self.nobody = false;
    }

    pub(super) fn set(&mut self, edit: Edit<'_>, today: Day) -> Taken {
        match edit.item {
            "nobody" => {
                self.nobody = edit.flag()? && self.partners.is_empty();
                return Ok(());
            }
            "+" if self.partners.len() >= MOST_ROWS => return Err(Wrong::Value("too_many")),
            "+" => {
                self.push(&edit.name()?, None, "");
                return Ok(());
            }
            _ => {}
        }
        let id = number(edit.item)?;
        let at = self.partners.iter().position(|it| it.id == id).ok_or(Wrong::Value("unknown_key"))?;
        let Some(partner) = self.partners.get_mut(at) else { return Err(Wrong::Value("unknown_key")) };
        match edit.field {
            "name" => partner.name = edit.name()?,
            "way" => partner.way = edit.text(TEXT_LIMIT)?,
            "consent" => partner.consent = edit.happened(today)?,
            "remove" if edit.flag()? => {
                self.partners.remove(at);
            }
            _ => return Err(Wrong::Value("unknown_key")),
        }
        Ok(())
    }

    pub(super) fn missing(&self) -> Vec<Missing> {
        if self.partners.is_empty() && !self.nobody {
            return vec![Missing::plain(Lack::List)];
        }
        let left: Vec<&Partner> = self.partners.iter().filter(|it| it.way.is_empty() || it.consent.is_none()).collect();
        let missing =
            left.first().map(|first| Missing::counted(Lack::Bridge, &Text::typed(&first.name), left.len() as u64));
        missing.into_iter().collect()
    }
}

/// `+=NAME` · `ID.told=true` (today, or a day) · `*.told=true` · `ID.remove=true` · `posted=true` where it was put up for all ·
/// `text=TEXT` for an own text.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Noticed {
    pub recipients: Vec<Recipient>,
    pub posted: Option<Day>,
    /// In place of the template's; empty for that.
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Recipient {
    pub id: u32,
    pub name: String,
    pub company: String,
    pub contact: Option<ContactId>,
    pub told: Option<Day>,
}

impl Noticed {
    pub fn push(&mut self, name: &str, company: &str, contact: Option<ContactId>) {
        let id = next(self.recipients.iter().map(|it| it.id));
        let (name, company) = (name.to_owned(), company.to_owned());
        self.recipients.push(Recipient { id, name, company, contact, told: None });
    }

    pub(super) fn set(&mut self, edit: Edit<'_>, today: Day) -> Taken {
        match (edit.item, edit.field) {
            ("+", _) if self.recipients.len() >= MOST_ROWS => return Err(Wrong::Value("too_many")),
            ("+", _) => self.push(&edit.name()?, "", None),
            ("posted", "") => self.posted = edit.happened(today)?,
            ("text", "") => self.text = edit.text(TEXT_LIMIT)?,
            ("*", "told") => {
                let told = edit.happened(today)?;
                self.recipients.iter_mut().for_each(|recipient| recipient.told = told);
            }
            (item, field) => {
                let id = number(item)?;
                let at = self.recipients.iter().position(|it| it.id == id).ok_or(Wrong::Value("unknown_key"))?;
                let Some(recipient) = self.recipients.get_mut(at) else { return Err(Wrong::Value("unknown_key")) };
                match field {
                    "told" => recipient.told = edit.happened(today)?,
                    "remove" if edit.flag()? => {
                        self.recipients.remove(at);
                    }
                    _ => return Err(Wrong::Value("unknown_key")),
                }
            }
        }
        Ok(())
    }

    pub(super) fn missing(&self) -> Vec<Missing> {
        let left: Vec<&Recipient> = self.recipients.iter().filter(|it| it.told.is_none()).collect();
        match left.first() {
            Some(first) => vec![Missing::counted(Lack::Tell, &Text::typed(&first.name), left.len() as u64)],
            None if self.recipients.is_empty() && self.posted.is_none() => vec![Missing::plain(Lack::List)],
            None => Vec::new(),
        }
    }
}
