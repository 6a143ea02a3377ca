//! Which daily copies are kept: seven days and four weeks.

use crate::checklist::day::Day;

/// Days of which a copy is kept, counted by copies: who starts the app once a month keeps seven months of days.
pub const DAYS: usize = 7;
/// Weeks before those, of which the last copy is kept; again only weeks that have one.
pub const WEEKS: usize = 4;

/// Of copies made on these days, those that are to go.
///
/// Kept are the last [`DAYS`] up to today, today's own always among them; the last of each of the last [`WEEKS`] weeks (from
/// Monday) that have one, before the weeks of these days; and of copies dated after today, when the clock was wrong or has gone back,
/// the [`DAYS`] nearest: they count for nothing and take nobody's place.
pub fn to_drop(days: &[Day], today: Day) -> Vec<Day> {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let (past, future): (Vec<Day>, Vec<Day>) = days.into_iter().partition(|day| *day <= today);
    let mut dropped: Vec<Day> = future.into_iter().skip(DAYS).collect();
    let of_days: Vec<i64> = past.iter().rev().take(DAYS).map(|day| week(*day)).collect();
    let mut weeks = Vec::with_capacity(WEEKS);
    for day in past.into_iter().rev().skip(DAYS) {
        let week = week(day);
        if weeks.len() < WEEKS && !weeks.contains(&week) && !of_days.contains(&week) {
            weeks.push(week);
        } else {
            dropped.push(day);
        }
    }
    dropped.sort_unstable();
    dropped
}

/// Weeks from Monday, counted.
fn week(day: Day) -> i64 {
    // 1970-01-01 was a Thursday.
    (day.since(Day::from_number(0)) + 3).div_euclid(7)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: i64) -> Day {
        Day::from_number(20_000 + number)
    }

    /// What stands after starting the app on these days, one after the other.
    fn lived(starts: &[i64]) -> Vec<Day> {
        let mut kept: Vec<Day> = Vec::new();
        for start in starts {
            let today = day(*start);
            if !kept.contains(&today) {
                kept.push(today);
            }
            let gone = to_drop(&kept, today);
            kept.retain(|day| !gone.contains(day));
        }
        kept.sort_unstable();
        kept
    }

    #[test]
    fn after_a_year_of_days_a_week_of_days_and_four_weeks_stand() {
        let kept = lived(&(0..365).collect::<Vec<_>>());
        assert_eq!(kept.len(), DAYS + WEEKS);
        let last = day(364);
        let ages: Vec<i64> = kept.iter().rev().map(|day| last.since(*day)).collect();
        assert_eq!(&ages[..DAYS], [0, 1, 2, 3, 4, 5, 6]);
        assert!(ages[DAYS..].windows(2).all(|two| two[1] - two[0] == 7), "{ages:?}");
        assert!(ages.last().is_some_and(|age| (28..35).contains(age)), "four weeks back: {ages:?}");
    }

    #[test]
    fn who_starts_once_a_month_keeps_eleven_months() {
        let kept = lived(&(0..24).map(|month| month * 30).collect::<Vec<_>>());
        assert_eq!(kept.len(), DAYS + WEEKS);
    }

    #[test]
    fn a_clock_that_was_ahead_for_days_takes_no_place_of_the_right_ones() {
        let wrong: Vec<i64> = (10_000..10_003).collect();
        let right: Vec<i64> = (0..30).collect();
        let kept = lived(&[right.as_slice(), &wrong, &(30..60).collect::<Vec<_>>()].concat());
        assert!((53..60).all(|number| kept.contains(&day(number))), "{kept:?}");
        assert!(kept.contains(&day(10_002)), "nobody knows which clock was the right one");
    }

    proptest! {
        #[test]
        fn todays_copy_and_the_last_seven_always_stand(
            starts in prop::collection::vec(prop_oneof![8 => 0i64..3, 1 => 3i64..40, 1 => -400i64..400], 1..300),
        ) {
            let mut now = 0;
            let mut kept: Vec<Day> = Vec::new();
            for step in starts {
                now += step;
                let today = day(now);
                if !kept.contains(&today) {
                    kept.push(today);
                }
                let before: Vec<Day> = { let mut it: Vec<Day> = kept.iter().copied().filter(|day| *day <= today).collect(); it.sort_unstable(); it };
                let gone = to_drop(&kept, today);
                prop_assert!(gone.iter().all(|day| kept.contains(day)), "only what is there is dropped");
                kept.retain(|day| !gone.contains(day));
                prop_assert!(kept.contains(&today), "today's stays");
                for last in before.iter().rev().take(DAYS) {
                    prop_assert!(kept.contains(last), "one of the last seven went");
                }
                let others = before.iter().rev().skip(DAYS);
                let earlier = others.filter(|day| before.iter().rev().take(DAYS).all(|last| week(*last) != week(**day)));
                if let Some(last) = earlier.max() {
                    prop_assert!(kept.contains(last), "the last of the week before stays");
                }
                prop_assert!(kept.iter().filter(|day| **day <= today).count() <= DAYS + WEEKS);
                prop_assert!(kept.iter().filter(|day| **day > today).count() <= DAYS);
                prop_assert!(to_drop(&kept, today).is_empty(), "dropping once is enough");
            }
        }

        #[test]
        fn the_order_of_the_names_says_nothing(mut numbers in prop::collection::vec(-100i64..100, 0..60), today in -100i64..100) {
            let days: Vec<Day> = numbers.iter().map(|number| day(*number)).collect();
            let dropped = to_drop(&days, day(today));
            numbers.reverse();
            let reversed: Vec<Day> = numbers.iter().map(|number| day(*number)).collect();
            prop_assert_eq!(dropped, to_drop(&reversed, day(today)));
        }
    }
}
