//! What is found while a file is read, and what state follows from it.

use super::types::{Count, Details, Kind, MOST_PROBLEMS, Place, Problem, Report, Span, State, Unit, Weight};
use crate::checklist::day::Day;

/// Of a detail, in characters.
const LONGEST_DETAIL: usize = 80;

#[derive(Default)]
pub(super) struct Findings {
    pub count: Option<Count>,
    pub span: Option<Span>,
    pub details: Details,
    problems: Vec<Problem>,
    problem_count: u64,
    worst: Option<Weight>,
    is_empty: bool,
}

impl Findings {
    pub fn damage(&mut self, place: Place, reason: &'static str, detail: &str) {
        self.push(place, reason, detail, Weight::Damage);
    }

    pub fn notice(&mut self, place: Place, reason: &'static str, detail: &str) {
        self.push(place, reason, detail, Weight::Notice);
    }

    pub fn locked(&mut self, place: Place) {
        self.push(place, "locked", "", Weight::Locked);
    }

    pub fn unjudged(&mut self, place: Place, reason: &'static str, detail: &str) {
        self.push(place, reason, detail, Weight::Unjudged);
    }

    /// There is nothing in the file.
    pub fn empty(&mut self) {
        self.is_empty = true;
    }

    pub fn is_damaged(&self) -> bool {
        self.worst == Some(Weight::Damage)
    }

    pub fn count(&mut self, number: u64, unit: Unit) {
        self.count = Some(Count { number, unit });
    }

    pub fn day(&mut self, day: Day) {
        Span::widen(&mut self.span, day);
    }

    fn push(&mut self, place: Place, reason: &'static str, detail: &str, weight: Weight) {
        let problem = Problem { member: None, place, reason: reason.to_owned(), detail: shortened(detail), weight };
        self.add(problem);
    }

    fn add(&mut self, problem: Problem) {
        self.worst = self.worst.max(Some(problem.weight));
        self.problem_count += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        } else if let Some(last) = self.problems.iter_mut().rfind(|kept| kept.weight < problem.weight) {
            // What makes the state is never left out for what doesn't.
            *last = problem;
        }
    }

    /// Takes over what a member of an archive was found to be.
    pub fn take_member(&mut self, member: &str, report: &Report) {
        // A file of no kind we know is whole where its checksum is right.
        for problem in report.problems.iter().filter(|problem| problem.reason != "no_kind") {
            let member = match &problem.member {
                Some(deeper) => format!("{member}/{deeper}"),
                None => member.to_owned(),
            };
            let weight = if problem.weight == Weight::Unjudged { Weight::Notice } else { problem.weight };
            self.add(Problem { member: Some(member), weight, ..problem.clone() });
        }
        let listed = report.problems.len() as u64;
        self.problem_count += report.problem_count.saturating_sub(listed);
    }

    /// `whole` is the state of a file in which nothing is wrong.
    pub fn report(self, kind: Kind, whole: State) -> Report {
        let state = match self.worst {
            Some(Weight::Damage) => State::Damaged,
            Some(Weight::Locked) => State::Locked,
            Some(Weight::Unjudged) => State::Unknown,
            Some(Weight::Notice) | None if self.is_empty => State::Empty,
            Some(Weight::Notice) | None => whole,
        };
        Report {
            kind,
            state,
            ok: state.is_ok(),
            count: self.count,
            span: self.span,
            details: self.details,
            problems: self.problems,
            problem_count: self.problem_count,
        }
    }
}

/// Foreign text as it is told: on one line, without what a terminal would obey.
pub(super) fn shortened(text: &str) -> String {
    let text = text.trim();
    let shown: String = text
        .chars()
        .take(LONGEST_DETAIL)
        .map(|ch| if ch.is_control() { ' ' } else { ch })
        .filter(|ch| !matches!(ch, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    if text.chars().nth(LONGEST_DETAIL).is_some() { format!("{shown}…") } else { shown }
}
