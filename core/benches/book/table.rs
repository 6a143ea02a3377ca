//! The table that comes out.

use std::time::Duration;

/// A goal of the product beside what was measured.
pub struct Line {
    /// The goal's number.
    pub goal: u32,
    pub contacts: usize,
    pub what: String,
    pub limit: String,
    pub ours: String,
    /// Ours over the limit, and how much is allowed.
    pub ratio: f64,
    pub allowed: f64,
}

impl Line {
    /// Two times held against each other.
    pub fn times(
        goal: u32,
        contacts: usize,
        what: impl Into<String>,
        limit: Duration,
        ours: Duration,
        allowed: f64,
    ) -> Line {
        Line {
            goal,
            contacts,
            what: what.into(),
            limit: shown(limit),
            ours: shown(ours),
            ratio: ours.as_secs_f64() / limit.as_secs_f64().max(1e-9),
            allowed,
        }
    }

    /// Goals are for 100,000 people; smaller books are shown for comparison.
    fn verdict(&self) -> &'static str {
        match self.ratio <= self.allowed {
            _ if self.contacts < 100_000 => "",
            true => "met",
            false => "NOT MET",
        }
    }

    #[expect(clippy::print_stdout, reason = "the table is what this program is for")]
    pub fn print(&self) {
        let met = self.verdict();
        println!(
            "{:>4}  {:>7}  {:<58} {:>10}  {:>10}  {:>8.3}  {:>8.3}  {met}",
            self.goal, self.contacts, self.what, self.limit, self.ours, self.ratio, self.allowed
        );
    }
}

/// What was measured without a goal of the product.
pub struct Measured {
    pub what: String,
    pub limit: Duration,
    pub ours: Duration,
}

impl Measured {
    #[expect(clippy::print_stdout, reason = "the table is what this program is for")]
    pub fn print(&self) {
        let ratio = self.ours.as_secs_f64() / self.limit.as_secs_f64().max(1e-9);
        let (limit, ours) = (shown(self.limit), shown(self.ours));
        println!("{:>4}  {:>7}  {:<58} {limit:>10}  {ours:>10}  {ratio:>8.3}", "", "", self.what);
    }
}

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
pub fn print_head() {
    println!(
        "{:>4}  {:>7}  {:<58} {:>10}  {:>10}  {:>8}  {:>8}",
        "goal", "people", "what, against its limit", "limit", "ours", "ratio", "allowed"
    );
}

pub fn shown(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..1.0 => format!("{:.0} ns", micros * 1e3),
        ..1000.0 => format!("{micros:.1} µs"),
        ..1e6 => format!("{:.2} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}
