//! Days of the user's calendar, without a time.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A day, written as `2026-11-28`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(NaiveDate);

#[cfg(feature = "types")]
impl specta::Type for Day {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        String::definition(types)
    }
}

impl Day {
    pub fn parse(text: &str) -> Option<Day> {
        let text = text.trim();
        let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| plain)?;
        (1900..=2999).contains(&date.year()).then_some(Day(date))
    }

    /// From a count of days since 1970-01-01, as [`crate::edge::Edge::day`] answers it.
    pub fn from_number(days: i64) -> Day {
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        Day(NaiveDate::from_epoch_days(days).unwrap_or(NaiveDate::MAX))
    }

    pub fn plus(self, days: i64) -> Day {
        Day(chrono::TimeDelta::try_days(days).and_then(|days| self.0.checked_add_signed(days)).unwrap_or(self.0))
    }

    /// The same day of a later month; its last where there is none.
    pub fn plus_months(self, months: u32) -> Day {
        Day(self.0.checked_add_months(chrono::Months::new(months)).unwrap_or(self.0))
    }

    /// How many days from `earlier` to this one.
    pub fn since(self, earlier: Day) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Day, String> {
        Day::parse(&text).ok_or_else(|| format!("{text} is no day"))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}
