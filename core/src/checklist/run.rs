//! One run of a template: what is known of each step, and what follows from it. The moves that are allowed stand in [`super::moves`].

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::facts::{Facts, Lack, Missing, Timed, World};
use super::kind::StepKind;
use super::moves::Refusal;
use super::template::{Condition, Evidence, Step, Template};
use crate::contact::ContactId;
use crate::record::RecordId;
use crate::time::Moment;

/// A template's snapshot on a subject, and how far it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Run {
    /// As the user calls it.
    pub name: String,
    pub template: Template,
    pub subject: Subject,
    pub started_on: Day,
    pub started_at: Moment,
    /// When the last step was done.
    pub ended_at: Option<Moment>,
    /// In the template's order.
    pub steps: Vec<Progress>,
    pub log: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Subject {
    /// What has to be typed before a point of no return.
    pub name: String,
    pub contact: Option<ContactId>,
    pub service: Option<RecordId>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Progress {
    pub mark: Mark,
    pub facts: Facts,
    pub note: String,
    pub who: String,
    /// Set by the user in place of the template's.
    pub due: Option<Day>,
    pub evidence: Vec<Attachment>,
    /// When the subject's name was typed, with every gate before it open.
    pub crossed_at: Option<Moment>,
    pub out_of_order: Option<OutOfOrder>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "mark")]
pub enum Mark {
    Open,
    Doing,
    /// On somebody, since a day.
    Waiting {
        on: String,
        since: Day,
    },
    Done {
        at: Moment,
    },
    Skipped {
        reason: String,
        at: Moment,
    },
}

/// A file that proves a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Attachment {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
    pub at: Moment,
}

/// It had happened before its turn.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct OutOfOrder {
    pub on: Day,
    pub reason: String,
    pub at: Moment,
}

/// One line of a run's own list of what was done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Entry {
    pub at: Moment,
    pub step: String,
    pub what: Deed,
    /// A reason, a file's name, whom one waits for.
    pub detail: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Begun,
    Crossed,
    Waiting,
    Done,
    Skipped,
    Reopened,
    AlreadyDone,
    RemovedNow,
    Attached,
}

impl Run {
    /// Nothing is done yet.
    pub fn start(name: &str, template: Template, subject: Subject, today: Day, at: Moment) -> Run {
        let steps = template.steps.iter().map(|step| Progress {
            mark: Mark::Open,
            facts: Facts::of(&step.kind),
            note: String::new(),
            who: String::new(),
            due: None,
            evidence: Vec::new(),
            crossed_at: None,
            out_of_order: None,
        });
        let steps = steps.collect();
        let name = name.to_owned();
        Run { name, template, subject, started_on: today, started_at: at, ended_at: None, steps, log: Vec::new() }
    }

    /// A step by its id, with its place.
    pub fn find(&self, id: &str) -> Result<usize, Refusal> {
        let at = self.template.step(id).map(|(at, _)| at);
        at.ok_or_else(|| Refusal::Unknown { what: "step", id: id.to_owned() })
    }

    /// Says no longer who somebody was; answers whether anything said so.
    pub fn forget(&mut self, id: ContactId, name: &str) -> bool {
        const NOBODY: &str = "—";
        let mut found = self.subject.contact == Some(id);
        if found {
            self.subject.contact = None;
            self.subject.name = NOBODY.to_owned();
        }
        for step in &mut self.steps {
            found |= step.facts.forget(id, NOBODY);
        }
        if found && !name.is_empty() {
            let blank = |text: &mut String| *text = text.replace(name, NOBODY);
            blank(&mut self.name);
            for step in &mut self.steps {
                [&mut step.note, &mut step.who].into_iter().for_each(blank);
                match &mut step.mark {
                    Mark::Waiting { on: said, .. } | Mark::Skipped { reason: said, .. } => blank(said),
                    Mark::Open | Mark::Doing | Mark::Done { .. } => {}
                }
                if let Some(record) = &mut step.out_of_order {
                    blank(&mut record.reason);
                }
                if let Facts::Fill(filled) = &mut step.facts {
                    filled.values.values_mut().for_each(blank);
                }
            }
            self.log.iter_mut().for_each(|entry| blank(&mut entry.detail));
        }
        found
    }

    /// What keeps the step from being done, of its own facts.
    pub fn gate(&self, at: usize, world: &World) -> Vec<Missing> {
        let Ok((step, progress)) = self.step(at).and_then(|step| Ok((step, self.progress(at)?))) else {
            return vec![Missing::plain(Lack::Step)];
        };
        let mut missing = progress.facts.missing(&step.kind, world, self.timer_ends(at, world.today));
        if step.evidence == Evidence::Required && progress.evidence.is_empty() && progress.note.is_empty() {
            missing.push(Missing::plain(Lack::Evidence));
        }
        missing
    }

    /// The earlier steps that keep it shut.
    pub fn needs(&self, at: usize, world: &World) -> Vec<usize> {
        let Ok(step) = self.step(at) else { return Vec::new() };
        let earlier = 0..at;
        let is_needed = |other: &usize| {
            step.irreversible || self.template.steps.get(*other).is_some_and(|it| step.needs.contains(&it.id))
        };
        earlier.filter(is_needed).filter(|other| !self.is_satisfied(*other, world)).collect()
    }

    /// Whether its conditions hold, by what was chosen in steps that apply themselves.
    pub fn applies(&self, at: usize) -> bool {
        self.template.steps.get(at).is_some_and(|step| step.when.iter().all(|condition| self.holds(condition)))
    }

    /// The earlier question whose answer decides whether it applies, while there is none.
    pub fn undecided(&self, at: usize) -> Option<usize> {
        let conditions = &self.template.steps.get(at)?.when;
        let mut open = None;
        for condition in conditions.iter().filter(|condition| !self.holds(condition)) {
            let (question, _) = self.template.step(&condition.step)?;
            let facts = self.steps.get(question).map(|it| &it.facts);
            let answered = matches!(facts, Some(Facts::Choose(it)) if it.chosen.is_some());
            let asked = match self.undecided(question) {
                Some(first) => first,
                None if self.applies(question) && !answered => question,
                // It was answered otherwise, or isn't asked.
                None => return None,
            };
            open = open.or(Some(asked));
        }
        open
    }

    /// It was done or skipped, and its facts still say so: what had happened out of order opens nothing by itself.
    pub fn is_satisfied(&self, at: usize, world: &World) -> bool {
        if !self.applies(at) {
            return true;
        }
        match self.steps.get(at).map(|step| &step.mark) {
            Some(Mark::Skipped { .. }) => true,
            Some(Mark::Done { .. }) => self.gate(at, world).is_empty(),
            Some(Mark::Open | Mark::Doing | Mark::Waiting { .. }) | None => false,
        }
    }

    /// It had happened out of order, and what should have come first is still missing.
    pub fn is_broken(&self, at: usize, world: &World) -> bool {
        let out_of_order = self.steps.get(at).is_some_and(|step| step.out_of_order.is_some());
        out_of_order && (!self.gate(at, world).is_empty() || !self.needs(at, world).is_empty())
    }

    pub fn is_settled(&self, at: usize) -> bool {
        self.steps.get(at).is_some_and(|step| matches!(step.mark, Mark::Done { .. } | Mark::Skipped { .. }))
    }

    /// The day by which the step is to be done.
    pub fn due(&self, at: usize, world: &World) -> Option<Day> {
        let (step, progress) = (self.template.steps.get(at)?, self.steps.get(at)?);
        if let Facts::Handover(rights) = &progress.facts {
            // Grant and check are due on the very day on which a right was taken away before them.
            let rushed = |it: &&super::facts::Right| !it.remove_now.is_empty() && it.checked.is_none();
            if let Some(day) = rights.rights.iter().filter(rushed).filter_map(|it| it.removed).min() {
                return Some(day);
            }
        }
        progress
            .due
            .or_else(|| {
                let due = step.due.as_ref()?;
                let from = match &due.from {
                    Some(path) => self.date(path)?,
                    None => self.started_on,
                };
                Some(from.plus(due.days.into()))
            })
            .or_else(|| self.timer_ends(at, world.today).filter(|_| !self.is_settled(at)))
    }

    /// The day of a timer: when it runs out, or comes for the next time.
    pub fn timer_ends(&self, at: usize, today: Day) -> Option<Day> {
        let (StepKind::Timer(kind), Facts::Timer(facts)) =
            (&self.template.steps.get(at)?.kind, &self.steps.get(at)?.facts)
        else {
            return None;
        };
        let from = match &kind.from {
            Some(path) => self.date(path).or(facts.from),
            None => facts.from,
        };
        from.map(|from| Timed::ends(kind, from, today))
    }

    /// A date that was filled in: `step.field`.
    fn date(&self, path: &str) -> Option<Day> {
        let (step, field) = path.split_once('.')?;
        let (at, _) = self.template.step(step)?;
        match &self.steps.get(at)?.facts {
            Facts::Fill(values) => values.day(field),
            _ => None,
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        let Some((at, _)) = self.template.step(&condition.step) else { return false };
        let chosen = match self.steps.get(at).map(|step| &step.facts) {
            Some(Facts::Choose(chosen)) if self.applies(at) => chosen.chosen.as_ref(),
            _ => None,
        };
        chosen.is_some_and(|id| {
            if condition.is.is_empty() { !condition.is_not.contains(id) } else { condition.is.contains(id) }
        })
    }

    pub(super) fn step(&self, at: usize) -> Result<&Step, Refusal> {
        self.template.steps.get(at).ok_or_else(|| self.unknown(at))
    }

    pub(super) fn progress(&self, at: usize) -> Result<&Progress, Refusal> {
        self.steps.get(at).ok_or_else(|| self.unknown(at))
    }

    pub(super) fn unknown(&self, at: usize) -> Refusal {
        Refusal::Unknown { what: "step", id: at.to_string() }
    }
}
