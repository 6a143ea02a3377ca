//! What is known of one saved file.

use serde::{Deserialize, Serialize};

use crate::inspect::{Count, Details, Kind, Problem, Report, Span, State, Unit};
use crate::time::Moment;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct SavedFile {
    pub id: u32,
    pub name: String,
    /// Where it stood when it was taken; never shown to the page as such.
    pub path: String,
    pub bytes: u64,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    pub taken_at: Moment,
    /// Where it lay when it was opened; `None` for files put there by earlier versions.
    pub lies_on: Option<Medium>,
    /// What was found when it was opened; `None` for files put there by earlier versions: they have to be opened.
    pub seen: Option<Seen>,
    /// Enishi's own encrypted copy of a file it had inspected.
    pub sealed: Option<Sealed>,
    /// The last look whether it is still there and the same.
    pub checked: Option<Checked>,
}

/// What a file lies on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Medium {
    /// Decides whether two are the same; nobody reads it.
    pub id: String,
    pub kind: MediumKind,
    /// A drive's letter, a stick's or share's name, a service; empty for the computer's own disk.
    pub name: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum MediumKind {
    Disk,
    Network,
    Cloud,
}

/// What was found in a file when it was opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Seen {
    pub kind: Kind,
    pub state: State,
    pub count: Option<u64>,
    pub unit: Option<Unit>,
    pub span: Option<Span>,
    /// An archive's members are left out.
    pub details: Details,
    /// The first and weightiest one.
    pub problem: Option<Problem>,
    pub problem_count: u64,
    /// A password opened it; state and count are those of what is inside.
    pub unlocked: bool,
    pub at: Moment,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Sealed {
    /// SHA-256 of what is in it.
    pub of: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Checked {
    pub at: Moment,
    pub how: CheckedHow,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CheckedHow {
    Same,
    Changed,
    /// It isn't where it was, or can't be read.
    Unreachable,
}

/// In milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

impl SavedFile {
    /// SHA-256 of what is in it, whatever is around that.
    pub fn content(&self) -> &str {
        match &self.sealed {
            Some(sealed) => &sealed.of,
            None => &self.sha256,
        }
    }

    /// The last time it was found the same, or was put there.
    pub fn looked_at(&self) -> Moment {
        match self.checked {
            Some(Checked { at, how: CheckedHow::Same }) => at,
            Some(Checked { how: CheckedHow::Changed | CheckedHow::Unreachable, .. }) | None => self.taken_at,
        }
    }

    /// It is to be looked at again: so many days after the last look, or a day after one that did not find it the same.
    pub fn is_due(&self, days: u32, now: Moment) -> bool {
        let age = |at: Moment| now.0.saturating_sub(at.0);
        match self.checked {
            Some(Checked { at, how: CheckedHow::Changed | CheckedHow::Unreachable }) => age(at) > DAY,
            Some(Checked { how: CheckedHow::Same, .. }) | None => age(self.looked_at()) >= i64::from(days) * DAY,
        }
    }

    pub(super) fn is_in(&self, state: State) -> bool {
        self.seen.as_ref().is_some_and(|seen| seen.state == state)
    }

    pub(super) fn is_unlocked(&self) -> bool {
        self.seen.as_ref().is_some_and(|seen| seen.unlocked)
    }

    /// Takes over what was found; the lock before what was seen behind it says nothing new.
    pub(super) fn take(&mut self, seen: &Seen) {
        if seen.state == State::Locked && (self.is_unlocked() || self.sealed.is_some()) {
            return;
        }
        let unlocked = seen.unlocked && self.sealed.is_none();
        self.seen = Some(Seen { unlocked, ..seen.clone() });
    }
}

impl Seen {
    /// What is kept of a report; `unlocked` by a password, which says nothing of a lock behind that one.
    pub fn of(report: &Report, unlocked: bool, at: Moment) -> Seen {
        let count = match &report.details {
            Details::Archive { inside, .. } => inside.alike().or(report.count),
            _ => report.count,
        };
        let weightiest = report.problems.iter().rev().max_by_key(|problem| problem.weight);
        Seen {
            kind: report.kind,
            state: report.state,
            count: count.map(|Count { number, .. }| number),
            unit: count.map(|Count { unit, .. }| unit),
            span: report.span,
            details: report.details.without_members(),
            problem: weightiest.cloned(),
            problem_count: report.problem_count,
            unlocked: unlocked && report.state != State::Locked,
            at,
        }
    }
}
