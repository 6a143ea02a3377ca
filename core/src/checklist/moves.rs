//! The moves that are allowed in a run, and why one isn't.

mod copies;

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::facts::{Edit, Facts, Lack, Missing, NAME_LIMIT, TEXT_LIMIT, World, Wrong};
use super::run::{Attachment, Deed, Entry, Mark, OutOfOrder, Progress, Run};
use super::template::Text;
use crate::contact::ContactId;
use crate::time::Moment;

/// Somebody of the book, as lists take them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    pub id: ContactId,
    pub name: String,
    pub company: String,
    pub department: String,
    /// A way to reach them.
    pub way: String,
}

/// What somebody wants to do with a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "go")]
pub enum Go {
    Doing,
    Waiting {
        on: String,
    },
    Done,
    Skipped {
        reason: String,
    },
    Reopen {
        reason: String,
    },
    /// It had happened on this day, before its turn.
    AlreadyDone {
        on: Day,
        reason: String,
    },
}

/// Why a move isn't allowed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Facts are missing.
    GateClosed(Vec<Missing>),
    /// Earlier steps come first.
    Order(Vec<Missing>),
    LastAdmin(Vec<Missing>),
    /// The subject's name wasn't typed, or another one was.
    NameMismatch(Vec<Missing>),
    NotSkippable,
    Unknown {
        what: &'static str,
        id: String,
    },
    Invalid {
        field: String,
        reason: &'static str,
    },
}

impl Refusal {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::GateClosed(_) => "gate_closed",
            Refusal::Order(_) => "order",
            Refusal::LastAdmin(_) => "last_admin",
            Refusal::NameMismatch(_) => "name_mismatch",
            Refusal::NotSkippable => "not_skippable",
            Refusal::Unknown { .. } => "missing",
            Refusal::Invalid { .. } => "invalid",
        }
    }

    pub fn missing(&self) -> &[Missing] {
        match self {
            Refusal::GateClosed(missing)
            | Refusal::Order(missing)
            | Refusal::LastAdmin(missing)
            | Refusal::NameMismatch(missing) => missing,
            Refusal::NotSkippable | Refusal::Unknown { .. } | Refusal::Invalid { .. } => &[],
        }
    }
}

type Allowed = Result<(), Refusal>;

impl Run {
    /// Takes edits of a step's facts, all or none: `KEY=VALUE` after the step's kind, and `step.note`, `step.who`, `step.due` of any.
    pub fn set(&mut self, at: usize, edits: &[(String, String)], world: &World, now: Moment) -> Allowed {
        let mut step = self.progress(at)?.clone();
        for (key, value) in edits {
            self.set_one(&mut step, at, key, value, world).map_err(|wrong| match wrong {
                Refused::Wrong(Wrong::Value(reason)) => Refusal::Invalid { field: key.clone(), reason },
                Refused::Wrong(Wrong::Gate(missing)) => Refusal::GateClosed(missing),
                Refused::Wrong(Wrong::LastAdmin(missing)) => Refusal::LastAdmin(missing),
                Refused::Whole(refusal) => refusal,
            })?;
            if key.ends_with(".remove_now") {
                self.note(at, Deed::RemovedNow, value, now);
            }
        }
        if let Some(former) = self.steps.get_mut(at) {
            *former = step;
        }
        Ok(())
    }

    /// Puts people of the book into a step's list; those who are in it are passed over. Answers how many came in.
    pub fn add_people(&mut self, at: usize, people: &[Known], world: &World) -> Result<usize, Refusal> {
        self.may_change(at, world)?;
        let Some(step) = self.steps.get_mut(at) else { return Err(self.unknown(at)) };
        let before = step.facts.contacts();
        let new: Vec<&Known> = people.iter().filter(|person| !before.contains(&person.id)).collect();
        for person in &new {
            match &mut step.facts {
                Facts::People(list) => list.push(&person.name, Some(person.id), &person.department),
                Facts::Bridge(list) => list.push(&person.name, Some(person.id), &person.way),
                Facts::Notice(list) => list.push(&person.name, &person.company, Some(person.id)),
                _ => return Err(Refusal::Invalid { field: "step".to_owned(), reason: "no_list" }),
            }
        }
        let new = new.len();
        self.begin(at);
        Ok(new)
    }

    /// Puts a file beside a step as its proof; that it was done already is no obstacle.
    pub fn attach_proof(&mut self, at: usize, proof: Attachment, now: Moment) -> Allowed {
        let name = proof.name.clone();
        let Some(step) = self.steps.get_mut(at) else { return Err(self.unknown(at)) };
        step.evidence.retain(|it| it.sha256 != proof.sha256 || it.name != proof.name);
        step.evidence.push(proof);
        self.note(at, Deed::Attached, &name, now);
        Ok(())
    }

    /// Takes a proof away again.
    pub fn detach_proof(&mut self, at: usize, sha256: &str) -> Allowed {
        let Some(step) = self.steps.get_mut(at) else { return Err(self.unknown(at)) };
        step.evidence.retain(|it| it.sha256 != sha256);
        Ok(())
    }

    /// Makes a move. `typed` is the subject's name, where it has to be typed.
    pub fn go(&mut self, at: usize, what: &Go, typed: Option<&str>, world: &World, now: Moment) -> Allowed {
        match what {
            Go::Doing => self.go_doing(at, typed, world, now)?,
            Go::Waiting { on } => {
                self.in_order(at, world)?;
                self.not_settled(at)?;
                let on = self.reason("on", on)?;
                self.note(at, Deed::Waiting, &on, now);
                self.mark(at, Mark::Waiting { on, since: world.today });
            }
            Go::Done => self.go_done(at, typed, world, now)?,
            Go::Skipped { reason } => {
                let step = self.step(at)?;
                if step.irreversible || !(step.kind.is_waivable() || step.optional) {
                    return Err(Refusal::NotSkippable);
                }
                self.not_settled(at)?;
                let reason = self.reason("reason", reason)?;
                self.note(at, Deed::Skipped, &reason, now);
                self.mark(at, Mark::Skipped { reason, at: now });
            }
            Go::Reopen { reason } => {
                if !matches!(self.progress(at)?.mark, Mark::Done { .. } | Mark::Skipped { .. }) {
                    return Err(Refusal::Invalid { field: "state".to_owned(), reason: "not_done" });
                }
                let reason = self.reason("reason", reason)?;
                self.note(at, Deed::Reopened, &reason, now);
                if let Some(step) = self.steps.get_mut(at) {
                    (step.out_of_order, step.crossed_at) = (None, None);
                }
                self.mark(at, Mark::Doing);
            }
            Go::AlreadyDone { on, reason } => {
                self.applies_now(at)?;
                self.not_settled(at)?;
                let reason = self.reason("reason", reason)?;
                if *on > world.today {
                    return Err(Refusal::Invalid { field: "already_done".to_owned(), reason: "in_future" });
                }
                self.typed(at, typed)?;
                let in_order = self.in_order(at, world).is_ok() && self.gate(at, world).is_empty();
                if let Some(step) = self.steps.get_mut(at) {
                    let record = OutOfOrder { on: *on, reason: reason.clone(), at: now };
                    step.out_of_order = (!in_order).then_some(record);
                }
                self.note(at, Deed::AlreadyDone, &reason, now);
                self.mark(at, Mark::Done { at: now });
            }
        }
        let ended = (0..self.steps.len()).all(|at| !self.applies(at) || self.is_settled(at));
        self.ended_at = if ended { self.ended_at.or(Some(now)) } else { None };
        Ok(())
    }

    fn go_doing(&mut self, at: usize, typed: Option<&str>, world: &World, now: Moment) -> Allowed {
        self.in_order(at, world)?;
        self.not_settled(at)?;
        self.cross(at, typed, now)?;
        self.note(at, Deed::Begun, "", now);
        self.mark(at, Mark::Doing);
        Ok(())
    }

    fn go_done(&mut self, at: usize, typed: Option<&str>, world: &World, now: Moment) -> Allowed {
        self.in_order(at, world)?;
        self.not_settled(at)?;
        let missing = self.gate(at, world);
        if !missing.is_empty() {
            return Err(Refusal::GateClosed(missing));
        }
        self.cross(at, typed, now)?;
        self.note(at, Deed::Done, "", now);
        self.mark(at, Mark::Done { at: now });
        Ok(())
    }

    /// Steps over a point of no return, where the step is one: the subject's name has to be typed once.
    fn cross(&mut self, at: usize, typed: Option<&str>, now: Moment) -> Allowed {
        if !self.step(at)?.irreversible || self.progress(at)?.crossed_at.is_some() {
            return Ok(());
        }
        self.typed(at, typed)?;
        if let Some(step) = self.steps.get_mut(at) {
            step.crossed_at = Some(now);
        }
        self.note(at, Deed::Crossed, "", now);
        Ok(())
    }

    fn typed(&self, at: usize, typed: Option<&str>) -> Allowed {
        if !self.step(at)?.irreversible || self.progress(at)?.crossed_at.is_some() {
            return Ok(());
        }
        let same = typed.is_some_and(|typed| is_same_name(typed, &self.subject.name));
        let missing = || vec![Missing::of(Lack::Name, &Text::typed(&self.subject.name))];
        if same { Ok(()) } else { Err(Refusal::NameMismatch(missing())) }
    }

    /// The step is one of this run's, and nothing before it keeps it shut.
    fn in_order(&self, at: usize, world: &World) -> Allowed {
        self.applies_now(at)?;
        let needs = self.needs(at, world);
        if needs.is_empty() {
            return Ok(());
        }
        let titles = needs.iter().filter_map(|at| self.template.steps.get(*at));
        Err(Refusal::Order(titles.map(|step| Missing::of(Lack::Step, &step.title)).collect()))
    }

    fn applies_now(&self, at: usize) -> Allowed {
        self.step(at)?;
        if self.applies(at) {
            return Ok(());
        }
        match self.undecided(at).and_then(|question| self.template.steps.get(question)) {
            Some(question) => Err(Refusal::Order(vec![Missing::of(Lack::Step, &question.title)])),
            None => Err(Refusal::Invalid { field: "step".to_owned(), reason: "not_needed" }),
        }
    }

    fn not_settled(&self, at: usize) -> Allowed {
        if self.is_settled(at) { Err(Refusal::Invalid { field: "state".to_owned(), reason: "done" }) } else { Ok(()) }
    }

    /// Its facts may be changed: it is begun in its order, and no point of no return lies before it.
    fn may_change(&self, at: usize, world: &World) -> Allowed {
        self.not_settled(at)?;
        self.in_order(at, world)?;
        self.typed(at, None)
    }

    fn set_one(&self, step: &mut Progress, at: usize, key: &str, value: &str, world: &World) -> Result<(), Refused> {
        match key {
            "step.note" => step.note = limited(value, TEXT_LIMIT)?,
            "step.who" => step.who = limited(value, NAME_LIMIT)?,
            "step.due" => step.due = Edit::of(key, value).day().map_err(Refused::Wrong)?,
            _ => {
                let out_of_order = step.out_of_order.is_some();
                self.applies_now(at).map_err(Refused::Whole)?;
                // What had happened before its turn is filled in afterwards.
                if !out_of_order {
                    self.not_settled(at).map_err(Refused::Whole)?;
                    // A leaver who is a danger loses a right at once, whatever stands before it.
                    if !key.ends_with(".remove_now") {
                        self.in_order(at, world).map_err(Refused::Whole)?;
                    }
                    let kind = self.step(at).map_err(Refused::Whole)?;
                    if kind.irreversible {
                        self.typed(at, None).map_err(Refused::Whole)?;
                    }
                }
                let kind = &self.step(at).map_err(Refused::Whole)?.kind;
                step.facts.set(kind, Edit::of(key, value), world).map_err(Refused::Wrong)?;
                if step.mark == Mark::Open {
                    step.mark = Mark::Doing;
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, at: usize) {
        if let Some(step) = self.steps.get_mut(at).filter(|step| step.mark == Mark::Open) {
            step.mark = Mark::Doing;
        }
    }

    fn mark(&mut self, at: usize, mark: Mark) {
        if let Some(step) = self.steps.get_mut(at) {
            step.mark = mark;
        }
    }

    fn note(&mut self, at: usize, what: Deed, detail: &str, now: Moment) {
        let step = self.template.steps.get(at).map(|step| step.id.clone()).unwrap_or_default();
        self.log.push(Entry { at: now, step, what, detail: detail.to_owned() });
    }

    fn reason(&self, field: &str, reason: &str) -> Result<String, Refusal> {
        let invalid = |reason| Refusal::Invalid { field: field.to_owned(), reason };
        match reason.trim() {
            "" => Err(invalid("empty")),
            reason if reason.chars().count() > TEXT_LIMIT => Err(invalid("too_long")),
            reason => Ok(reason.to_owned()),
        }
    }
}

enum Refused {
    Wrong(Wrong),
    Whole(Refusal),
}

fn limited(value: &str, limit: usize) -> Result<String, Refused> {
    if value.chars().count() > limit {
        return Err(Refused::Wrong(Wrong::Value("too_long")));
    }
    Ok(value.to_owned())
}

/// Wide and narrow letters and spaces are the same, as an input method gives either.
fn is_same_name(typed: &str, name: &str) -> bool {
    let folded = |text: &str| {
        let nfkc = icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize(text).into_owned();
        nfkc.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let name = folded(name);
    !name.is_empty() && folded(typed) == name
}
