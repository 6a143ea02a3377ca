//! Measuring by turns: what is measured and its limits one after the other, round by round, so that a machine that slows
//! down slows them all down. The median of the rounds counts.

use std::time::{Duration, Instant};

/// Fewer say nothing.
pub const ROUNDS: usize = 5;
/// Short work is repeated within one round until this much time has gone by.
const LONG_ENOUGH: Duration = Duration::from_millis(2);

/// One thing to measure; answers how long it took, so that what it has to prepare is left out.
pub struct Runner<'a>(Box<dyn FnMut() -> Duration + 'a>);

impl<'a> Runner<'a> {
    /// Work that needs no preparation.
    pub fn of<T>(mut work: impl FnMut() -> T + 'a) -> Runner<'a> {
        Runner(Box::new(move || {
            let start = Instant::now();
            let mut times = 0;
            loop {
                std::hint::black_box(work());
                times += 1;
                if start.elapsed() >= LONG_ENOUGH {
                    return start.elapsed() / times;
                }
            }
        }))
    }

    /// Work that is measured within, once a round.
    pub fn timed(work: impl FnMut() -> Duration + 'a) -> Runner<'a> {
        Runner(Box::new(work))
    }
}

/// Lets each run once in every round, in turns; answers their medians.
pub fn by_turns<const N: usize>(rounds: usize, mut runners: [Runner<'_>; N]) -> [Duration; N] {
    let mut times: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::new());
    for _ in 0..rounds.max(1) {
        for (runner, times) in runners.iter_mut().zip(&mut times) {
            times.push((runner.0)());
        }
    }
    times.map(median)
}

pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
