//! What a run knows of its steps, one type for each kind, and the gate of each: what is still missing.

mod answers;
mod backup;
mod lists;
mod rights;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use answers::{Chosen, Proof, Proven, Ticks, Values};
pub use backup::{Checked, CheckedHow, Medium, MediumKind, Saved, SavedFile, SavedRow, Sealed, Seen};
pub use lists::{Bridged, Listed, Noticed, Partner, Person, Recipient};
pub use rights::{Right, Rights};
pub use rows::{Carried, CarriedRow, FormerInvite, Invited, Owed, OwedRow, Timed};

use super::day::Day;
use super::kind::StepKind;
use super::template::Text;
use crate::contact::ContactId;
use crate::record::RecordId;

/// What is known of one step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Facts {
    Confirm(Ticks),
    Choose(Chosen),
    Fill(Values),
    Settle(Owed),
    People(Listed),
    Backup(Saved),
    Handover(Rights),
    Invite(Invited),
    Carry(Carried),
    Bridge(Bridged),
    Notice(Noticed),
    Timer(Timed),
    Prove(Proven),
}

/// Something that keeps a gate shut.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Missing {
    pub code: Lack,
    /// The row, the person, the step that it is about.
    pub what: Text,
    /// How many, how much, or how many days.
    pub count: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// A point isn't ticked.
    Tick,
    /// Nothing is chosen.
    Choice,
    /// A field is empty.
    Field,
    /// It isn't said whether anything is owed.
    Amount,
    /// `count` of the currency is still owed.
    Unpaid,
    /// It isn't said when it was paid.
    PaidOn,
    /// Nobody stands in the list, and nobody said that there is nobody.
    List,
    /// `count` people are left.
    People,
    /// It isn't said who stays.
    Exempt,
    /// More than one would stay.
    ExemptMany,
    /// It isn't said how many there have to be.
    Expected,
    /// `count` more copies.
    Copies,
    /// Copies on the same medium.
    SameMedium,
    /// `count` of the files are damaged.
    Damaged,
    /// `count` of the files are behind a password.
    Locked,
    /// There is nothing in `count` of the files.
    Empty,
    /// `count` of the files are of no kind that can be judged.
    Unjudged,
    /// In `count` of the files nothing can be counted, and their formats don't prove their end.
    Uncounted,
    /// `count` files are not those any more that were put there.
    Changed,
    /// `count` of the files were not opened yet.
    Unopened,
    /// `count` fewer than there have to be.
    Short,
    /// `count` more than there have to be.
    Over,
    /// Nobody takes a right over.
    To,
    /// It wasn't granted yet.
    Grant,
    /// It wasn't seen to work yet.
    Check,
    /// It wasn't taken from the former one yet.
    Remove,
    /// Fewer than two administrators would be left (`count` are).
    Admins,
    /// Nobody would be left who administers it.
    LastAdmin,
    Url,
    /// Nobody has accepted.
    Accept,
    /// The address has run out.
    Expired,
    /// A lost row is neither saved nor given up.
    Lost,
    /// `count` partners without another way to reach them.
    Bridge,
    /// `count` partners were not told.
    Tell,
    Date,
    /// The day comes in `count` days.
    NotYet,
    /// A point isn't proven.
    Proof,
    /// A file or note that proves the step.
    Evidence,
    /// The subject's name has to be typed.
    Name,
    /// An earlier step.
    Step,
}

impl Missing {
    pub fn of(code: Lack, what: &Text) -> Missing {
        Missing { code, what: what.clone(), count: 0 }
    }

    pub fn plain(code: Lack) -> Missing {
        Missing { code, what: Text::default(), count: 0 }
    }

    pub fn counted(code: Lack, what: &Text, count: u64) -> Missing {
        Missing { code, what: what.clone(), count }
    }
}

/// Why an edit of a fact isn't taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// A stable code.
    Value(&'static str),
    /// Something has to come first.
    Gate(Vec<Missing>),
    LastAdmin(Vec<Missing>),
}

impl From<&'static str> for Wrong {
    fn from(reason: &'static str) -> Wrong {
        Wrong::Value(reason)
    }
}

pub(super) type Taken = Result<(), Wrong>;

/// What of the world outside a run its gates look at.
#[derive(Clone, Debug)]
pub struct World {
    pub today: Day,
    /// Who administers each service now, by the register.
    pub admins: BTreeMap<RecordId, Vec<Admin>>,
    /// Who leaves, or is in the trash: nobody to take a right over.
    pub leavers: BTreeSet<ContactId>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Admin {
    pub access: RecordId,
    pub contact: Option<ContactId>,
    /// As typed, of somebody who isn't in the book.
    pub name: String,
}

/// One edit of a fact, `item.field=value`: the path's halves and the value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit<'a> {
    pub item: &'a str,
    pub field: &'a str,
    pub value: &'a str,
}

impl<'a> Edit<'a> {
    pub fn of(key: &'a str, value: &'a str) -> Edit<'a> {
        // A department may have a dot in its name.
        let parted = if key.starts_with("department:") { key.rsplit_once('.') } else { key.split_once('.') };
        let (item, field) = parted.unwrap_or((key, ""));
        Edit { item, field, value: value.trim() }
    }

    pub fn flag(&self) -> Result<bool, Wrong> {
        match self.value {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Wrong::Value("no_flag")),
        }
    }

    /// Whole and not negative; empty for none.
    pub fn number(&self) -> Result<Option<u64>, Wrong> {
        if self.value.is_empty() {
            return Ok(None);
        }
        let digits: String =
            self.value.chars().filter(|ch| !matches!(ch, ',' | '，' | '円' | '¥' | '￥' | ' ')).map(narrow).collect();
        let number = digits.parse().ok().filter(|number| *number <= 1_000_000_000_000);
        number.map(Some).ok_or(Wrong::Value("no_number"))
    }

    /// A day, or none where the value is empty.
    pub fn day(&self) -> Result<Option<Day>, Wrong> {
        if self.value.is_empty() {
            return Ok(None);
        }
        Day::parse(self.value).map(Some).ok_or(Wrong::Value("no_day"))
    }

    /// A day on which something happened; `true` for today.
    pub fn happened(&self, today: Day) -> Result<Option<Day>, Wrong> {
        match self.value {
            "true" => Ok(Some(today)),
            "false" => Ok(None),
            _ => match self.day()? {
                Some(day) if day > today => Err(Wrong::Value("in_future")),
                day => Ok(day),
            },
        }
    }

    pub fn text(&self, limit: usize) -> Result<String, Wrong> {
        if self.value.chars().count() > limit { Err(Wrong::Value("too_long")) } else { Ok(self.value.to_owned()) }
    }

    /// A name that has to be there.
    pub fn name(&self) -> Result<String, Wrong> {
        let name = self.text(NAME_LIMIT)?;
        if name.is_empty() { Err(Wrong::Value("empty")) } else { Ok(name) }
    }
}

fn narrow(ch: char) -> char {
    match ch {
        '０'..='９' => char::from_u32(u32::from(ch) - u32::from('０') + u32::from('0')).unwrap_or(ch),
        other => other,
    }
}

/// In characters.
pub(super) const NAME_LIMIT: usize = 200;
pub(super) const TEXT_LIMIT: usize = 20_000;
/// How many rows a list may have.
pub(super) const MOST_ROWS: usize = 20_000;

impl Facts {
    /// Nothing is known yet.
    pub fn of(kind: &StepKind) -> Facts {
        match kind {
            StepKind::Confirm(_) => Facts::Confirm(Ticks::default()),
            StepKind::Choose(_) => Facts::Choose(Chosen::default()),
            StepKind::Fill(_) => Facts::Fill(Values::default()),
            StepKind::Settle(settle) => Facts::Settle(Owed::of(settle)),
            StepKind::People(_) => Facts::People(Listed::default()),
            StepKind::Backup(backup) => Facts::Backup(Saved::of(backup)),
            StepKind::Handover(_) => Facts::Handover(Rights::default()),
            StepKind::Invite(_) => Facts::Invite(Invited::default()),
            StepKind::Carry(carry) => Facts::Carry(Carried::of(carry)),
            StepKind::Bridge(_) => Facts::Bridge(Bridged::default()),
            StepKind::Notice(_) => Facts::Notice(Noticed::default()),
            StepKind::Timer(_) => Facts::Timer(Timed::default()),
            StepKind::Prove(_) => Facts::Prove(Proven::default()),
        }
    }

    /// Takes one edit, whole or not at all.
    pub(super) fn set(&mut self, kind: &StepKind, edit: Edit<'_>, world: &World) -> Taken {
        match (self, kind) {
            (Facts::Confirm(facts), StepKind::Confirm(kind)) => facts.set(kind, edit),
            (Facts::Choose(facts), StepKind::Choose(kind)) => facts.set(kind, edit),
            (Facts::Fill(facts), StepKind::Fill(kind)) => facts.set(kind, edit),
            (Facts::Settle(facts), StepKind::Settle(_)) => facts.set(edit, world.today),
            (Facts::People(facts), StepKind::People(_)) => facts.set(edit),
            (Facts::Backup(facts), StepKind::Backup(_)) => facts.set(edit),
            (Facts::Handover(facts), StepKind::Handover(_)) => facts.set(edit, world),
            (Facts::Invite(facts), StepKind::Invite(kind)) => facts.set(kind, edit, world.today),
            (Facts::Carry(facts), StepKind::Carry(_)) => facts.set(edit),
            (Facts::Bridge(facts), StepKind::Bridge(_)) => facts.set(edit, world.today),
            (Facts::Notice(facts), StepKind::Notice(_)) => facts.set(edit, world.today),
            (Facts::Timer(facts), StepKind::Timer(_)) => facts.set(edit),
            (Facts::Prove(facts), StepKind::Prove(kind)) => facts.set(kind, edit, world.today),
            _ => Err(Wrong::Value("damaged")),
        }
    }

    /// What its gate lacks; `ends` is the day of a timer.
    pub(super) fn missing(&self, kind: &StepKind, world: &World, ends: Option<Day>) -> Vec<Missing> {
        match (self, kind) {
            (Facts::Confirm(facts), StepKind::Confirm(kind)) => facts.missing(kind),
            (Facts::Choose(facts), StepKind::Choose(_)) => facts.missing(),
            (Facts::Fill(facts), StepKind::Fill(kind)) => facts.missing(kind),
            (Facts::Settle(facts), StepKind::Settle(_)) => facts.missing(),
            (Facts::People(facts), StepKind::People(kind)) => facts.missing(kind),
            (Facts::Backup(facts), StepKind::Backup(kind)) => facts.missing(kind),
            (Facts::Handover(facts), StepKind::Handover(_)) => facts.missing(world),
            (Facts::Invite(facts), StepKind::Invite(_)) => facts.missing(world.today),
            (Facts::Carry(facts), StepKind::Carry(_)) => facts.missing(),
            (Facts::Bridge(facts), StepKind::Bridge(_)) => facts.missing(),
            (Facts::Notice(facts), StepKind::Notice(_)) => facts.missing(),
            (Facts::Timer(_), StepKind::Timer(kind)) => Timed::missing(kind, ends, world.today),
            (Facts::Prove(facts), StepKind::Prove(kind)) => facts.missing(kind),
            _ => vec![Missing::plain(Lack::Step)],
        }
    }
}

/// The next number of a list's rows.
fn next(ids: impl Iterator<Item = u32>) -> u32 {
    ids.max().unwrap_or(0).saturating_add(1)
}

fn number(item: &str) -> Result<u32, Wrong> {
    item.parse().map_err(|_| Wrong::Value("unknown_key"))
}
