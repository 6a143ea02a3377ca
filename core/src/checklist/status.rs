//! What is shown of a run: computed here for every caller, so that nobody decides twice.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::facts::{Facts, Missing, World};
use super::run::{Attachment, Entry, Mark, OutOfOrder, Run, Subject};
use super::template::{Step, Text};
use crate::contact::ContactId;
use crate::record::RecordId;
use crate::time::Moment;

/// How a step stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Open,
    Doing,
    Waiting,
    /// Earlier steps keep it shut.
    Blocked,
    Done,
    Skipped,
    /// The answers given leave it out.
    NotNeeded,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Gate {
    pub open: bool,
    /// The code of what is missing first; empty where nothing is.
    pub code: String,
    pub missing: Vec<Missing>,
}

impl Gate {
    fn of(missing: Vec<Missing>) -> Gate {
        let code = missing.first().and_then(|first| serde_json::to_value(first.code).ok());
        let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default().to_owned();
        Gate { open: missing.is_empty(), code, missing }
    }
}

/// One line of the step rail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct StepStatus {
    pub id: String,
    pub title: Text,
    pub kind: String,
    pub state: StepState,
    pub irreversible: bool,
    pub gate: Gate,
    /// Titles of the earlier steps that keep it shut.
    pub needs: Vec<Text>,
    pub due: Option<Day>,
    pub days_left: Option<i64>,
    pub skippable: bool,
    /// Done before its turn, and what should have come first is still missing.
    pub broken: bool,
    /// A number for the rail: how many are left or waited for.
    pub left: u32,
}

/// A run without the facts of its steps.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct RunStatus {
    pub id: RecordId,
    pub template: String,
    pub name: String,
    pub subject: Subject,
    pub checked_on: String,
    pub source: Text,
    pub started_on: Day,
    pub started_at: Moment,
    pub ended_at: Option<Moment>,
    pub steps: Vec<StepStatus>,
    /// The step to go on with.
    pub current: Option<String>,
    pub done: u32,
    /// Of those that apply.
    pub total: u32,
    /// What is lost while it stands as it does.
    pub risk: Text,
    /// What the current step lacks, where nothing is said of the risk.
    pub lacks: Option<Missing>,
}

/// One step, whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct StepView {
    pub status: StepStatus,
    /// What the template says.
    pub step: Step,
    pub mark: Mark,
    pub facts: Facts,
    pub note: String,
    pub who: String,
    pub evidence: Vec<Attachment>,
    pub crossed_at: Option<Moment>,
    pub out_of_order: Option<OutOfOrder>,
    /// What was done with it, the newest last.
    pub log: Vec<Entry>,
    /// The day of a timer.
    pub ends: Option<Day>,
}

impl Run {
    pub fn status(&self, id: RecordId, world: &World) -> RunStatus {
        let steps: Vec<StepStatus> = (0..self.steps.len()).filter_map(|at| self.step_status(at, world)).collect();
        let applying = || steps.iter().filter(|step| step.state != StepState::NotNeeded);
        let settled = |step: &&StepStatus| matches!(step.state, StepState::Done | StepState::Skipped);
        let current = applying()
            .find(|step| matches!(step.state, StepState::Doing | StepState::Open))
            .or_else(|| applying().find(|step| step.state == StepState::Waiting))
            .or_else(|| applying().find(|step| !settled(step)));
        let of_template = current.and_then(|step| self.template.step(&step.id)).map(|(_, step)| step);
        RunStatus {
            id,
            template: self.template.id.clone(),
            name: self.name.clone(),
            subject: self.subject.clone(),
            checked_on: self.template.checked_on.clone(),
            source: self.template.source.clone(),
            started_on: self.started_on,
            started_at: self.started_at,
            ended_at: self.ended_at,
            current: current.map(|step| step.id.clone()),
            done: u32::try_from(applying().filter(settled).count()).unwrap_or(u32::MAX),
            total: u32::try_from(applying().count()).unwrap_or(u32::MAX),
            risk: of_template.map(|step| step.risk.clone()).unwrap_or_default(),
            lacks: current.and_then(|step| step.gate.missing.first().cloned()),
            steps,
        }
    }

    pub fn step_status(&self, at: usize, world: &World) -> Option<StepStatus> {
        let (step, progress) = (self.template.steps.get(at)?, self.steps.get(at)?);
        let applies = self.applies(at);
        let needs: Vec<Text> = match progress.mark {
            Mark::Done { .. } | Mark::Skipped { .. } => Vec::new(),
            Mark::Open | Mark::Doing | Mark::Waiting { .. } if !applies => {
                let question = self.undecided(at).and_then(|at| self.template.steps.get(at));
                question.map(|step| step.title.clone()).into_iter().collect()
            }
            Mark::Open | Mark::Doing | Mark::Waiting { .. } => {
                let needs = self.needs(at, world);
                needs.iter().filter_map(|at| self.template.steps.get(*at)).map(|step| step.title.clone()).collect()
            }
        };
        let state = match &progress.mark {
            Mark::Done { .. } => StepState::Done,
            Mark::Skipped { .. } => StepState::Skipped,
            Mark::Open | Mark::Doing | Mark::Waiting { .. } if !needs.is_empty() => StepState::Blocked,
            Mark::Open | Mark::Doing | Mark::Waiting { .. } if !applies => StepState::NotNeeded,
            Mark::Open => StepState::Open,
            Mark::Doing => StepState::Doing,
            Mark::Waiting { .. } => StepState::Waiting,
        };
        let due = if applies { self.due(at, world) } else { None };
        Some(StepStatus {
            id: step.id.clone(),
            title: step.title.clone(),
            kind: step.kind.name().to_owned(),
            state,
            irreversible: step.irreversible,
            gate: Gate::of(if state == StepState::NotNeeded { Vec::new() } else { self.gate(at, world) }),
            needs,
            due,
            days_left: due.map(|due| due.since(world.today)),
            skippable: !step.irreversible && (step.kind.is_waivable() || step.optional),
            broken: self.is_broken(at, world),
            left: progress.facts.left(),
        })
    }

    pub fn step_view(&self, at: usize, world: &World) -> Option<StepView> {
        let (step, progress) = (self.template.steps.get(at)?, self.steps.get(at)?);
        Some(StepView {
            status: self.step_status(at, world)?,
            step: step.clone(),
            mark: progress.mark.clone(),
            facts: progress.facts.without_paths(),
            note: progress.note.clone(),
            who: progress.who.clone(),
            evidence: progress.evidence.clone(),
            crossed_at: progress.crossed_at,
            out_of_order: progress.out_of_order.clone(),
            log: self.log.iter().filter(|entry| entry.step == step.id).cloned().collect(),
            ends: self.timer_ends(at, world.today),
        })
    }
}

impl Facts {
    pub(super) fn forget(&mut self, id: ContactId, nobody: &str) -> bool {
        let mut found = false;
        let mut blank = |contact: &mut Option<ContactId>, name: &mut String| {
            if *contact == Some(id) {
                (*contact, *name, found) = (None, nobody.to_owned(), true);
            }
        };
        match self {
            Facts::People(list) => list.people.iter_mut().for_each(|it| blank(&mut it.contact, &mut it.name)),
            Facts::Bridge(list) => list.partners.iter_mut().for_each(|it| {
                if it.contact == Some(id) {
                    it.way.clear();
                }
                blank(&mut it.contact, &mut it.name);
            }),
            Facts::Notice(list) => list.recipients.iter_mut().for_each(|it| blank(&mut it.contact, &mut it.name)),
            Facts::Handover(list) => list.rights.iter_mut().for_each(|it| blank(&mut it.to_contact, &mut it.to)),
            _ => {}
        }
        found
    }

    /// As the page may see it: names of files, never where they stand.
    fn without_paths(&self) -> Facts {
        let mut facts = self.clone();
        if let Facts::Backup(saved) = &mut facts {
            saved.rows.iter_mut().flat_map(|row| &mut row.files).for_each(|file| file.path.clear());
        }
        facts
    }

    /// Those of the book who stand in its list.
    pub(super) fn contacts(&self) -> BTreeSet<ContactId> {
        match self {
            Facts::People(people) => people.people.iter().filter_map(|it| it.contact).collect(),
            Facts::Bridge(bridged) => bridged.partners.iter().filter_map(|it| it.contact).collect(),
            Facts::Notice(noticed) => noticed.recipients.iter().filter_map(|it| it.contact).collect(),
            _ => BTreeSet::new(),
        }
    }

    /// How many of a list are left.
    fn left(&self) -> u32 {
        let left = match self {
            Facts::People(people) => people.people.iter().filter(|it| !it.done && !it.exempt).count(),
            Facts::Bridge(bridged) => {
                bridged.partners.iter().filter(|it| it.way.is_empty() || it.consent.is_none()).count()
            }
            Facts::Notice(noticed) => noticed.recipients.iter().filter(|it| it.told.is_none()).count(),
            Facts::Handover(rights) => rights.rights.iter().filter(|it| it.removed.is_none()).count(),
            Facts::Confirm(_)
            | Facts::Choose(_)
            | Facts::Fill(_)
            | Facts::Settle(_)
            | Facts::Backup(_)
            | Facts::Invite(_)
            | Facts::Carry(_)
            | Facts::Timer(_)
            | Facts::Prove(_) => 0,
        };
        u32::try_from(left).unwrap_or(u32::MAX)
    }
}
