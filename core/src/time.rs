//! Moments. The core never asks for the time; it is handed in.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment in UTC, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

    /// What a file system or a clock says; `None` before 1970 and far beyond the range.
    pub fn of(time: SystemTime) -> Option<Moment> {
        i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok().map(Moment)
    }

    /// This moment moved by whole days of 24 hours; saturates at the ends of the range.
    pub fn plus_days(self, days: i64) -> Moment {
        Moment(self.0.saturating_add(days.saturating_mul(Self::DAY_MS)))
    }
}
