//! The kinds of step: what a template says of each. What a run knows of it and its gate stand in [`super::facts`].

use serde::{Deserialize, Serialize};

use super::template::{Text, is_id};

/// What is to be done in a step. In TOML a table of the kind's name: `kind.confirm = { … }` or `[step.kind.backup]`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Points to be ticked, all of them.
    Confirm(Confirm),
    /// One of several; later steps depend on it.
    Choose(Choose),
    Fill(Fill),
    /// What is owed, by kind; opens at zero.
    Settle(Settle),
    /// A list to work through; opens when nobody but the exempt one is left.
    People(People),
    /// Kinds of data, each in files on different media.
    Backup(Backup),
    /// Grant → check → remove, with two administrators left.
    Handover(Handover),
    /// An address that lets somebody in, and runs out.
    Invite(Invite),
    /// What is carried over, lost, or stays with the other side.
    Carry(Carry),
    /// Partners known only here, each with another way to reach them.
    Bridge(Bridge),
    /// A text for chosen partners.
    Notice(Notice),
    /// A deadline, a retention, or something that comes again.
    Timer(Timer),
    /// Something that must have happened, or must fail now.
    Prove(Prove),
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    pub points: Vec<Point>,
}

/// A thing to tick, to prove, or to choose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub id: String,
    pub text: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Choose {
    pub options: Vec<Point>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Fill {
    pub fields: Vec<Field>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub id: String,
    pub label: Text,
    #[serde(default)]
    pub input: Input,
    /// The step can be done without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Input {
    #[default]
    Text,
    Date,
    Number,
    Email,
    Phone,
    Url,
}

/// Amounts are whole numbers of the currency's smallest unit in use (yen).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// `note` says where it shows and when it is due.
    pub rows: Vec<Point>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct People {
    /// What is done to each: 「削除済み」.
    pub done: Text,
    /// Who stays; without, nobody does.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub exempt: Text,
    #[serde(default)]
    pub source: PeopleSource,
}

/// Who stands in the list when the run starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PeopleSource {
    #[default]
    Nobody,
    /// Own staff, by the book.
    Internal,
    /// Contacts that the subject registered: nobody else holds them.
    Owned,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Backup {
    pub rows: Vec<BackupRow>,
    /// On so many different media.
    #[serde(default = "two")]
    pub copies: u32,
    /// After so many days each file is looked at again.
    #[serde(default = "quarter", skip_serializing_if = "is_quarter")]
    pub recheck_days: u32,
}

fn two() -> u32 {
    2
}

fn quarter() -> u32 {
    90
}

fn is_quarter(days: &u32) -> bool {
    *days == quarter()
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct BackupRow {
    pub id: String,
    pub text: Text,
    /// Formats to write it in; empty where the service has no export: saved by hand, or given up knowingly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
    /// What is counted: 行, 通, 件.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub unit: Text,
    /// How it is got.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Handover {
    #[serde(default)]
    pub source: HandoverSource,
}

/// Which rights stand in the list when the run starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum HandoverSource {
    #[default]
    None,
    /// All that the subject, a person, holds by the register.
    Person,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// After so many days the address runs out; 0: the day it was issued.
    #[serde(default)]
    pub days: u32,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Carry {
    pub rows: Vec<CarryRow>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct CarryRow {
    pub id: String,
    pub text: Text,
    pub fate: CarryFate,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CarryFate {
    Carried,
    /// Saved elsewhere or given up knowingly, row by row.
    Lost,
    /// The other side keeps seeing it.
    Stays,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Bridge {
    /// Whom to look for.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub whom: Text,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// `{name}`, `{company}`, `{subject}` and `{own}` stand for the partner, the subject and the user.
    pub text: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub whom: Text,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Timer {
    /// So many days after it starts; of one that comes again, ignored.
    #[serde(default)]
    pub days: u32,
    /// `step.field` of the date it starts from; else the day on which the step is begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Every>,
    /// The step is done only once the day has come; otherwise once it is noted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wait: bool,
    /// Days before it on which one is reminded.
    #[serde(default = "reminders", skip_serializing_if = "is_usual")]
    pub reminders: Vec<u32>,
}

fn reminders() -> Vec<u32> {
    vec![30, 15, 7, 0]
}

fn is_usual(days: &[u32]) -> bool {
    days == reminders()
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Every {
    Month,
    Quarter,
    Year,
}

impl Every {
    pub fn months(self) -> u32 {
        match self {
            Every::Month => 1,
            Every::Quarter => 3,
            Every::Year => 12,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Prove {
    pub points: Vec<Point>,
}

impl StepKind {
    /// The stable name, as in TOML and on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            StepKind::Confirm(_) => "confirm",
            StepKind::Choose(_) => "choose",
            StepKind::Fill(_) => "fill",
            StepKind::Settle(_) => "settle",
            StepKind::People(_) => "people",
            StepKind::Backup(_) => "backup",
            StepKind::Handover(_) => "handover",
            StepKind::Invite(_) => "invite",
            StepKind::Carry(_) => "carry",
            StepKind::Bridge(_) => "bridge",
            StepKind::Notice(_) => "notice",
            StepKind::Timer(_) => "timer",
            StepKind::Prove(_) => "prove",
        }
    }

    /// Skipped with a reason in any template.
    pub fn is_waivable(&self) -> bool {
        matches!(self, StepKind::Backup(_) | StepKind::Carry(_) | StepKind::Notice(_))
    }

    /// Neither money nor rights.
    pub(super) fn may_be_optional(&self) -> bool {
        !matches!(self, StepKind::Settle(_) | StepKind::Handover(_) | StepKind::Choose(_))
    }

    /// Plain steps are those that a user may add and change.
    pub fn is_plain(&self) -> bool {
        matches!(self, StepKind::Confirm(_))
    }

    pub(super) fn has_date(&self, field: &str) -> bool {
        match self {
            StepKind::Fill(fill) => fill.fields.iter().any(|it| it.id == field && it.input == Input::Date),
            _ => false,
        }
    }

    pub(super) fn starts_from(&self) -> Option<&str> {
        match self {
            StepKind::Timer(timer) => timer.from.as_deref(),
            _ => None,
        }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let ids: Vec<(&str, &Text)> = match self {
            StepKind::Confirm(Confirm { points }) | StepKind::Prove(Prove { points }) => named(points),
            StepKind::Choose(choose) => {
                if choose.options.len() < 2 {
                    return Err("at least two options".to_owned());
                }
                named(&choose.options)
            }
            StepKind::Settle(settle) => named(&settle.rows),
            StepKind::Fill(fill) => fill.fields.iter().map(|field| (field.id.as_str(), &field.label)).collect(),
            StepKind::Backup(backup) => {
                if !(1..=9).contains(&backup.copies) {
                    return Err("between 1 and 9 copies".to_owned());
                }
                if !(1..=36_500).contains(&backup.recheck_days) {
                    return Err("between 1 and 36500 days".to_owned());
                }
                backup.rows.iter().map(|row| (row.id.as_str(), &row.text)).collect()
            }
            StepKind::Carry(carry) => carry.rows.iter().map(|row| (row.id.as_str(), &row.text)).collect(),
            StepKind::Notice(notice) if notice.text.is_empty() => return Err("a notice needs its text".to_owned()),
            StepKind::Timer(timer) if timer.days > 36_500 => return Err("more than a hundred years".to_owned()),
            StepKind::People(_)
            | StepKind::Handover(_)
            | StepKind::Invite(_)
            | StepKind::Bridge(_)
            | StepKind::Notice(_)
            | StepKind::Timer(_) => {
                return Ok(());
            }
        };
        if ids.is_empty() {
            return Err("nothing stands in it".to_owned());
        }
        for (at, (id, text)) in ids.iter().enumerate() {
            if !is_id(id) {
                return Err(format!("{id:?}: lower-case letters, digits and hyphens only"));
            }
            if ids.iter().take(at).any(|(other, _)| other == id) {
                return Err(format!("{id} is there twice"));
            }
            if text.is_empty() {
                return Err(format!("{id} has no text"));
            }
        }
        Ok(())
    }
}

fn named(points: &[Point]) -> Vec<(&str, &Text)> {
    points.iter().map(|point| (point.id.as_str(), &point.text)).collect()
}
