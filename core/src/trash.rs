//! The trash's rules: 30 days, fixed; nothing goes that was not shown first, and nothing by a clock that cannot be right.

use crate::time::Moment;

/// How many days a deleted thing stays before it falls due.
pub const DAYS: i64 = 30;

/// How many more days "keep" gives.
pub const KEEP_DAYS: i64 = 7;

/// A clock that moved on by more than this since the book was last written is not believed.
pub const LEAP_DAYS: i64 = 45;

/// Days left at which the coming deletion is announced, the nearest first.
pub const ANNOUNCED: [i64; 3] = [0, 1, 7];

/// A clock set back by less than this was corrected, not moved.
const SET_BACK_MS: i64 = 60 * 60 * 1000;

/// When a thing falls due: after its 30 days, or when the user's "keep" ends.
pub fn due_at(trashed_at: Moment, kept_until: Option<Moment>) -> Moment {
    let due = trashed_at.plus_days(DAYS);
    kept_until.map_or(due, |kept| kept.max(due))
}

/// Days left by the user's calendar (`day` tells a moment's): 1 on the eve, 0 from the morning of the day it falls due. Never
/// more than 30, should the clock have been ahead at the deletion.
pub fn days_left(due_at: Moment, now: Moment, day: impl Fn(Moment) -> i64) -> i64 {
    day(due_at).saturating_sub(day(now)).clamp(0, DAYS)
}

pub fn is_due(due_at: Moment, now: Moment) -> bool {
    now >= due_at
}

/// When a thing that was shown goes by itself: 24 hours later.
pub fn goes_at(shown_at: Moment) -> Moment {
    shown_at.plus_days(1)
}

/// The clock went back, or leapt more than 45 days, since the book was last written: what is in the trash by then goes by
/// the user's own click only.
pub fn is_doubtful(last_seen: Moment, now: Moment) -> bool {
    now.0 < last_seen.0.saturating_sub(SET_BACK_MS) || now > last_seen.plus_days(LEAP_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Moment = Moment(1_790_000_000_000);

    const HOUR_MS: i64 = 60 * 60 * 1000;

    /// T is 14:13 of its day in UTC.
    fn left(due: Moment, now: Moment) -> i64 {
        days_left(due, now, |at| at.0.div_euclid(Moment::DAY_MS))
    }

    #[test]
    fn days_are_counted_down_by_the_calendar_and_the_last_one_is_today() {
        let due = due_at(T, None);
        assert_eq!(left(due, T), 30);
        assert_eq!(left(due, Moment(T.0 + 9 * HOUR_MS)), 30, "still the day of the deletion");
        assert_eq!(left(due, Moment(T.0 + 10 * HOUR_MS)), 29, "the day after");
        assert_eq!(left(due, T.plus_days(29)), 1, "the eve");
        assert_eq!(left(due, Moment(T.plus_days(30).0 - HOUR_MS)), 0, "an hour before: today");
        assert_eq!(left(due, T.plus_days(30)), 0);
        assert_eq!(left(due, T.plus_days(400)), 0);
    }

    #[test]
    fn the_day_is_that_of_the_users_time_zone() {
        let tokyo = |at: Moment| (at.0 + 9 * HOUR_MS).div_euclid(Moment::DAY_MS);
        // 23:13 in Tokyo: an hour later it is tomorrow there.
        assert_eq!(days_left(due_at(T, None), T, tokyo), 30);
        assert_eq!(days_left(due_at(T, None), Moment(T.0 + HOUR_MS), tokyo), 29);
        assert_eq!(left(due_at(T, None), Moment(T.0 + HOUR_MS)), 30, "not yet in London");
    }

    #[test]
    fn a_thing_falls_due_at_the_thirtieth_day_and_not_before() {
        assert!(!is_due(due_at(T, None), Moment(T.plus_days(30).0 - 1)));
        assert!(is_due(due_at(T, None), T.plus_days(30)));
    }

    #[test]
    fn keeping_a_thing_longer_never_shortens_its_days() {
        assert_eq!(due_at(T, Some(T.plus_days(37))), T.plus_days(37));
        assert_eq!(due_at(T, Some(T.plus_days(7))), T.plus_days(30));
    }

    #[test]
    fn a_thing_deleted_by_a_clock_ahead_shows_no_more_than_thirty_days() {
        assert_eq!(left(due_at(T.plus_days(365), None), T), 30);
    }

    #[test]
    fn only_a_clock_gone_back_or_far_ahead_is_doubted() {
        assert!(!is_doubtful(T, T));
        assert!(!is_doubtful(T, Moment(T.0 - 60_000)), "a clock corrected by a minute");
        assert!(is_doubtful(T, T.plus_days(-1)));
        assert!(!is_doubtful(T, T.plus_days(45)));
        assert!(is_doubtful(T, Moment(T.plus_days(45).0 + 1)));
        assert!(is_doubtful(T, T.plus_days(90)), "closed for 90 days");
    }
}
