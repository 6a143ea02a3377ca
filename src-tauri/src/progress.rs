//! Progress on its way to the window: often enough to move, seldom enough to cost nothing.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use enishi_core::book::{Phase, Progress};

const EVERY: Duration = Duration::from_millis(80);

pub struct Reporter<F> {
    cancelled: Arc<AtomicBool>,
    send: F,
    last: Option<(Phase, Instant)>,
}

impl<F: FnMut(Progress)> Reporter<F> {
    pub fn new(cancelled: Arc<AtomicBool>, send: F) -> Reporter<F> {
        Reporter { cancelled, send, last: None }
    }

    /// Sends the first step of each phase, its last, and one now and then between.
    pub fn report(&mut self, step: Progress) -> ControlFlow<()> {
        let ended = step.total > 0 && step.done >= step.total;
        let due = self.last.is_none_or(|(phase, at)| phase != step.phase || at.elapsed() >= EVERY);
        if due || ended {
            (self.send)(step);
            self.last = Some((step.phase, Instant::now()));
        }
        if self.cancelled.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(steps: impl IntoIterator<Item = Progress>) -> Vec<Progress> {
        let mut sent = Vec::new();
        let mut reporter = Reporter::new(Arc::new(AtomicBool::new(false)), |step| sent.push(step));
        for step in steps {
            assert_eq!(reporter.report(step), ControlFlow::Continue(()));
        }
        sent
    }

    #[test]
    fn a_flood_of_steps_reaches_the_window_as_a_trickle_with_first_and_last() {
        let steps = (0..=10_000).map(|done| Progress { phase: Phase::Reading, done, total: 10_000 });
        let sent = reported(steps);
        assert!(sent.len() < 1000, "{} of 10,001 steps were sent", sent.len());
        assert_eq!(sent.first().map(|step| step.done), Some(0));
        assert_eq!(sent.last().map(|step| step.done), Some(10_000));
    }

    #[test]
    fn a_new_phase_is_told_at_once() {
        let steps = [Phase::Reading, Phase::Writing, Phase::Saving].map(|phase| Progress { phase, done: 0, total: 0 });
        assert_eq!(reported(steps).len(), 3);
    }

    #[test]
    fn a_cancelled_work_is_stopped_at_its_next_step() {
        let cancelled = Arc::new(AtomicBool::new(false));
        let mut reporter = Reporter::new(cancelled.clone(), |_| ());
        let step = Progress { phase: Phase::Reading, done: 1, total: 2 };
        assert_eq!(reporter.report(step), ControlFlow::Continue(()));
        cancelled.store(true, Ordering::Relaxed);
        assert_eq!(reporter.report(step), ControlFlow::Break(()));
    }
}
