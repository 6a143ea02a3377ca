//! Progress on standard error, when a person looks at it.

use std::io::{IsTerminal, Write};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use enishi_core::book::{Phase, Progress};

const EVERY: Duration = Duration::from_millis(100);

pub struct Meter {
    shown: bool,
    last: Option<(Phase, Instant)>,
}

impl Meter {
    pub fn new() -> Meter {
        Meter { shown: std::io::stderr().is_terminal(), last: None }
    }

    /// Never cancels: Ctrl+C ends the process, and the book is as it was.
    pub fn step(&mut self, step: Progress) -> ControlFlow<()> {
        let due = self.last.is_none_or(|(phase, at)| phase != step.phase || at.elapsed() >= EVERY);
        if self.shown && due {
            self.last = Some((step.phase, Instant::now()));
            eprint!("\r\x1b[K{}", line(step));
            // A terminal that is gone needs no progress.
            let _ = std::io::stderr().flush();
        }
        ControlFlow::Continue(())
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if self.last.is_some() {
            eprint!("\r\x1b[K");
        }
    }
}

fn line(step: Progress) -> String {
    let phase = match step.phase {
        Phase::Reading => "Reading",
        Phase::Writing => "Writing",
        Phase::Saving => "Saving",
        Phase::Comparing => "Comparing",
    };
    match step.total {
        0 => format!("{phase} {}", step.done),
        total => format!("{phase} {} %", step.done.saturating_mul(100) / total),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_a_share_where_the_whole_is_known() {
        assert_eq!(line(Progress { phase: Phase::Reading, done: 1, total: 4 }), "Reading 25 %");
        assert_eq!(line(Progress { phase: Phase::Writing, done: 7, total: 0 }), "Writing 7");
    }
}
