//! The trash's rules: 30 days, fixed.

use crate::time::Moment;

/// How many days a deleted thing stays before it falls due.
pub const DAYS: i64 = 30;

/// Whole days left, rounded up; 0 when due.
pub fn days_left(trashed_at: Moment, now: Moment) -> i64 {
    let left = trashed_at.plus_days(DAYS).0.saturating_sub(now.0);
    left.max(0).saturating_add(Moment::DAY_MS - 1) / Moment::DAY_MS
}

pub fn is_due(trashed_at: Moment, now: Moment) -> bool {
    now >= trashed_at.plus_days(DAYS)
}
