//! Days as files write them.

use crate::checklist::day::Day;

pub(super) fn of(year: u32, month: u32, day: u32) -> Option<Day> {
    Day::parse(&format!("{year:04}-{month:02}-{day:02}"))
}

/// Year, month and day from the first three numbers: `2025/09/18`, `2025.1.5`, `2025-09-18T10:00`.
pub(super) fn numbers(text: &str) -> Option<Day> {
    let mut numbers = text.trim().splitn(4, |ch: char| !ch.is_ascii_digit());
    let year = numbers.next().filter(|year| year.len() == 4)?;
    let mut small = || numbers.next().filter(|number| matches!(number.len(), 1 | 2));
    let (month, day) = (small()?, small()?);
    of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// As calendars write it: `20250918`, whatever follows.
pub(super) fn run_together(text: &str) -> Option<Day> {
    let digits = text.trim().get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    of(digits.get(..4)?.parse().ok()?, digits.get(4..6)?.parse().ok()?, digits.get(6..)?.parse().ok()?)
}
