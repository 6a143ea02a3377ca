//! How many passed, how many failed, over everything that ran.

use std::process::Command;
use std::time::Instant;

use crate::Done;
use crate::process::{Heard, hear, say};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub passed: u32,
    pub failed: u32,
}

#[derive(Default)]
pub struct Tally {
    steps: Vec<Step>,
}

struct Step {
    name: String,
    count: Count,
    seconds: u64,
}

impl Tally {
    /// A step that passes or fails as one.
    pub fn check(&mut self, name: &str, work: impl FnOnce() -> Done) {
        say(name);
        let begun = Instant::now();
        let count = match work() {
            Ok(()) => Count { passed: 1, failed: 0 },
            Err(message) => {
                println!("FAILED {name}: {message}");
                Count { passed: 0, failed: 1 }
            }
        };
        self.note(name, count, begun);
    }

    /// A step of many tests, counted from what it prints.
    pub fn count(&mut self, name: &str, command: &mut Command, count: fn(&[String]) -> Count) {
        say(name);
        let begun = Instant::now();
        let counted = match hear(command) {
            Ok(heard) => counted(&heard, count),
            Err(message) => {
                println!("FAILED {name}: {message}");
                Count { passed: 0, failed: 1 }
            }
        };
        if counted.failed > 0 {
            println!("FAILED {name}");
        }
        self.note(name, counted, begun);
    }

    fn note(&mut self, name: &str, count: Count, begun: Instant) {
        self.steps.push(Step { name: name.to_owned(), count, seconds: begun.elapsed().as_secs() });
    }

    /// Prints a line a step, with the seconds it took, and, last, the sum; an error when anything failed.
    pub fn close(self) -> Done {
        println!();
        for Step { name, count, seconds } in &self.steps {
            let mark = if count.failed == 0 { "ok    " } else { "FAILED" };
            println!("{mark} {name}: {} passed, {} failed ({seconds} s)", count.passed, count.failed);
        }
        let passed: u32 = self.steps.iter().map(|step| step.count.passed).sum();
        let failed: u32 = self.steps.iter().map(|step| step.count.failed).sum();
        println!("\n{passed} passed, {failed} failed");
        if failed == 0 { Ok(()) } else { Err(format!("{failed} failed")) }
    }
}

/// A failure that no test admits to (it didn't compile, it crashed, it ran nothing) counts as one.
fn counted(heard: &Heard, count: fn(&[String]) -> Count) -> Count {
    let mut counted = count(&heard.lines);
    let silent = counted.failed == 0 && (!heard.success || counted.passed == 0);
    counted.failed += u32::from(silent);
    counted
}

/// `test result: ok. 12 passed; 0 failed; …`, once for each test binary.
pub fn cargo_tests(lines: &[String]) -> Count {
    let mut count = Count::default();
    for line in lines.iter().filter_map(|line| line.strip_prefix("test result: ")) {
        count.passed += number_before(line, " passed");
        count.failed += number_before(line, " failed");
    }
    count
}

/// Vitest's last lines: `Tests  1 failed | 11 passed (12)`.
pub fn vitest(lines: &[String]) -> Count {
    let Some(line) = lines.iter().rev().find(|line| line.trim_start().starts_with("Tests ")) else {
        return Count::default();
    };
    Count { passed: number_before(line, " passed"), failed: number_before(line, " failed") }
}

/// Node's test runner: `# pass 12`, `# fail 0`, `# cancelled 0`.
pub fn node_tests(lines: &[String]) -> Count {
    let said = |what: &str| -> u32 {
        lines
            .iter()
            .rev()
            .find_map(|line| line.trim_start_matches(['#', 'ℹ', ' ']).strip_prefix(what)?.trim().parse().ok())
            .unwrap_or(0)
    };
    Count { passed: said("pass "), failed: said("fail ") + said("cancelled ") }
}

fn number_before(line: &str, word: &str) -> u32 {
    let Some((before, _)) = line.split_once(word) else { return 0 };
    let digits = before.len() - before.trim_end_matches(|character: char| character.is_ascii_digit()).len();
    before.split_at(before.len() - digits).1.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_results_of_all_test_binaries_are_summed() {
        let said = lines(
            "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
             test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
        );
        assert_eq!(cargo_tests(&said), Count { passed: 13, failed: 2 });
    }

    #[test]
    fn vitest_is_counted_by_tests_not_by_files() {
        let said = lines(" Test Files  4 passed (4)\n      Tests  2 failed | 31 passed (33)\n   Duration  1.2s");
        assert_eq!(vitest(&said), Count { passed: 31, failed: 2 });
    }

    #[test]
    fn node_tests_are_counted_with_the_cancelled_as_failed() {
        assert_eq!(
            node_tests(&lines("# tests 7\n# pass 5\n# fail 1\n# cancelled 1\n# skipped 0")),
            Count { passed: 5, failed: 2 }
        );
        assert_eq!(node_tests(&lines("ℹ pass 5\nℹ fail 0")), Count { passed: 5, failed: 0 });
    }

    #[test]
    fn a_step_that_ends_badly_or_runs_nothing_counts_as_a_failure() {
        let bad = Heard { lines: lines("error: could not compile"), success: false };
        assert_eq!(counted(&bad, cargo_tests), Count { passed: 0, failed: 1 });
        let empty = Heard { lines: Vec::new(), success: true };
        assert_eq!(counted(&empty, vitest), Count { passed: 0, failed: 1 }, "no tests found is no success");
        let honest = Heard { lines: lines("test result: FAILED. 1 passed; 2 failed;"), success: false };
        assert_eq!(counted(&honest, cargo_tests), Count { passed: 1, failed: 2 }, "not counted twice");
    }
}
