//! Services the business has an account with, who has which right in them, and the rules about both.
//!
//! There is no field for a password, and a text that looks like the number of a bank card can be told ([`has_card_number`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::checklist::day::Day;
use crate::contact::ContactId;
use crate::record::RecordId;

/// An account the business has somewhere.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(default)]
pub struct Service {
    pub name: String,
    /// What it is: LINE WORKS, mail, bank …
    pub kind: String,
    /// The account's name or number there.
    pub identifier: String,
    pub plan: String,
    pub contract_number: String,
    pub renewal: Option<Day>,
    /// The sales partner through whom it was bought.
    pub partner: String,
    pub last_login: Option<Day>,
    pub reversibility: Reversibility,
    /// How a lost login is got back.
    pub recovery: String,
    pub note: String,
}

/// Whether the account's deletion can be undone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Reversibility {
    #[default]
    Unknown,
    Recoverable,
    Final,
}

/// A right of one person in one service.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(default)]
pub struct Access {
    /// As typed, of somebody who isn't in the book.
    pub name: String,
    pub role: String,
    pub admin: bool,
    pub since: Option<Day>,
    /// Whose device holds the second factor.
    pub second_factor: String,
    /// When somebody looks at it again.
    pub review: Option<Day>,
    pub note: String,
}

/// Characters that a field may have.
const LIMIT: usize = 2000;

impl Service {
    /// Sets a field; answers a stable reason where the value can't be taken.
    pub fn set(&mut self, field: &str, value: &str) -> Result<(), &'static str> {
        let value = value.trim();
        let text = || if value.chars().count() > LIMIT { Err("too_long") } else { Ok(value.to_owned()) };
        match field {
            "name" if value.is_empty() => return Err("empty"),
            "name" => self.name = text()?,
            "kind" => self.kind = text()?,
            "identifier" => self.identifier = text()?,
            "plan" => self.plan = text()?,
            "contract_number" => self.contract_number = text()?,
            "renewal" => self.renewal = day(value)?,
            "partner" => self.partner = text()?,
            "last_login" => self.last_login = day(value)?,
            "reversibility" => {
                self.reversibility = match value {
                    "" | "unknown" => Reversibility::Unknown,
                    "recoverable" => Reversibility::Recoverable,
                    "final" => Reversibility::Final,
                    _ => return Err("no_option"),
                };
            }
            "recovery" => self.recovery = text()?,
            "note" => self.note = text()?,
            _ => return Err("unknown"),
        }
        Ok(())
    }
}

impl Access {
    /// As [`Service::set`].
    pub fn set(&mut self, field: &str, value: &str) -> Result<(), &'static str> {
        let value = value.trim();
        let text = || if value.chars().count() > LIMIT { Err("too_long") } else { Ok(value.to_owned()) };
        match field {
            "name" => self.name = text()?,
            "role" => self.role = text()?,
            "admin" => {
                self.admin = match value {
                    "true" => true,
                    "false" | "" => false,
                    _ => return Err("no_flag"),
                };
            }
            "since" => self.since = day(value)?,
            "second_factor" => self.second_factor = text()?,
            "review" => self.review = day(value)?,
            "note" => self.note = text()?,
            _ => return Err("unknown"),
        }
        Ok(())
    }
}

fn day(value: &str) -> Result<Option<Day>, &'static str> {
    if value.is_empty() { Ok(None) } else { Day::parse(value).map(Some).ok_or("no_day") }
}

/// A number of 13 to 19 digits that passes the check of bank cards (ISO/IEC 7812-1 annex B), spaces and hyphens between them
/// passed over.
pub fn has_card_number(text: &str) -> bool {
    let mut digits: Vec<u32> = Vec::new();
    let mut found = false;
    for ch in text.chars().chain(std::iter::once('.')) {
        match ch {
            '0'..='9' => digits.push(u32::from(ch) - u32::from('0')),
            '０'..='９' => digits.push(u32::from(ch) - u32::from('０')),
            ' ' | '-' | '\u{3000}' | '－' if !digits.is_empty() => {}
            _ => {
                found |= (13..=19).contains(&digits.len()) && passes_luhn(&digits);
                digits.clear();
            }
        }
    }
    found
}

fn passes_luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let of_place = |(place, digit): (usize, &u32)| if place % 2 == 1 { doubled(*digit) } else { *digit };
    digits.iter().any(|digit| *digit != 0)
        && digits.iter().rev().enumerate().map(of_place).sum::<u32>().is_multiple_of(10)
}

/// A rule that is broken, or a hint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Broken {
    pub rule: Rule,
    pub service: Option<RecordId>,
    pub contact: Option<ContactId>,
    pub run: Option<RecordId>,
    /// The step of the run.
    pub step: String,
    /// Of an invite that ran out and is in no step.
    pub invite: Option<RecordId>,
    /// Of the service, the person or the run.
    pub name: String,
    /// What else is to be named: services of a leaver, roles to review.
    pub names: Vec<String>,
    pub count: u32,
    pub day: Option<Day>,
    /// Days until `day`; negative behind it.
    pub days: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nobody administers a service.
    NoAdmin,
    /// Only one does.
    OneAdmin,
    /// Somebody who leaves, or is in the trash, still has rights.
    Leaver,
    /// Something was done before its turn, and what should have come first is missing.
    OutOfOrder,
    /// The address of an invitation has run out unused.
    Expired,
    /// Nobody has logged in for so long that the account goes by itself soon.
    Inactive,
    /// A right is to be looked at again.
    Review,
    /// Four administrators or more: a hint.
    ManyAdmins,
}

/// Fewer administrators than this are too few.
pub const LEAST_ADMINS: usize = 2;
/// From this many on there is a hint.
pub const MANY_ADMINS: usize = 4;
/// Days without a login after which a free account goes by itself.
pub const INACTIVE_DAYS: i64 = 365;
/// It is told so many days before.
pub const INACTIVE_NOTICE: i64 = 30;

/// A right with whose it is and in what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Held {
    pub id: RecordId,
    pub service: RecordId,
    pub contact: Option<ContactId>,
    /// The contact's name, or the one typed.
    pub person: String,
    pub access: Access,
}

/// What the register's rules say today. `leavers` are those who leave or are in the trash.
pub fn rules(
    services: &[(RecordId, Service)],
    held: &[Held],
    leavers: &BTreeMap<ContactId, String>,
    today: Day,
) -> Vec<Broken> {
    let broken = |rule, name: &str| Broken {
        rule,
        service: None,
        contact: None,
        run: None,
        step: String::new(),
        invite: None,
        name: name.to_owned(),
        names: Vec::new(),
        count: 0,
        day: None,
        days: 0,
    };
    let mut all = Vec::new();
    for (id, service) in services {
        let of_service = |rule| Broken { service: Some(*id), ..broken(rule, &service.name) };
        // A leaver's right is no help for long, and does not count.
        let stays = |it: &&Held| it.contact.is_none_or(|contact| !leavers.contains_key(&contact));
        let admins = held.iter().filter(|it| it.service == *id && it.access.admin).filter(stays).count();
        let rule = match admins {
            0 => Some(Rule::NoAdmin),
            less if less < LEAST_ADMINS => Some(Rule::OneAdmin),
            many if many >= MANY_ADMINS => Some(Rule::ManyAdmins),
            _ => None,
        };
        all.extend(rule.map(|rule| Broken { count: u32::try_from(admins).unwrap_or(u32::MAX), ..of_service(rule) }));
        if let Some(last) = service.last_login {
            let (day, days) = (last.plus(INACTIVE_DAYS), last.plus(INACTIVE_DAYS).since(today));
            if days <= INACTIVE_NOTICE {
                all.push(Broken { day: Some(day), days, ..of_service(Rule::Inactive) });
            }
        }
    }
    let name_of = |id: RecordId| services.iter().find(|(it, _)| *it == id).map(|(_, service)| service.name.clone());
    for (contact, name) in leavers {
        let names: Vec<String> =
            held.iter().filter(|it| it.contact == Some(*contact)).filter_map(|it| name_of(it.service)).collect();
        if !names.is_empty() {
            let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
            all.push(Broken { contact: Some(*contact), names, count, ..broken(Rule::Leaver, name) });
        }
    }
    for it in held {
        if let Some(day) = it.access.review.filter(|day| *day <= today) {
            let (names, days) = (vec![it.access.role.clone()], day.since(today));
            let service = name_of(it.service).unwrap_or_default();
            let contact = it.contact;
            let names = [vec![service], names].concat();
            all.push(Broken {
                service: Some(it.service),
                contact,
                names,
                day: Some(day),
                days,
                ..broken(Rule::Review, &it.person)
            });
        }
    }
    all.sort_by(|a, b| a.rule.cmp(&b.rule).then(a.days.cmp(&b.days)));
    all
}
