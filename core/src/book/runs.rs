//! Runs: started, moved on step by step, and what of them stands on the home screen.

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::access::{Register, count, decode as decode_body, encode as encode_body};
use super::change::{Ties, Tx};
use super::contacts::fields_of;
use super::groups::valid_name;
use super::{Book, Changed, OnProgress, Phase, Progress, Verb};
use crate::access::{Access, Broken, Rule};
use crate::checklist::day::Day;
use crate::checklist::facts::{Facts, Lack, Missing, Right, SavedFile, World};
use crate::checklist::kind::{HandoverSource, PeopleSource, StepKind};
use crate::checklist::run::{Attachment, Known, Mark, Move, Refusal, Run, Subject};
use crate::checklist::status::{RunStatus, StepState, StepView};
use crate::checklist::template::{SubjectKind, Text};
use crate::contact::ContactId;
use crate::contact::edit::Edit;
use crate::error::{Error, Result};
use crate::record::{RecordId, RecordKind};
use crate::store::{Db, RecordRow};

/// What a run is to be about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "subject")]
pub enum NewSubject {
    Text { name: String },
    Contact { id: ContactId },
    Service { id: RecordId },
}

/// What is done to a step, all of it or nothing: facts first, then people, then the move.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(default)]
pub struct StepMove {
    /// `KEY=VALUE` after the step's kind, and `step.note`, `step.who`, `step.due`.
    pub set: Vec<Edit>,
    /// Contacts that come into the step's list.
    pub people: Vec<ContactId>,
    pub go: Option<Go>,
    /// The subject's name, where a point of no return asks for it.
    pub typed_name: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "go")]
pub enum Go {
    Doing,
    Waiting { on: String },
    Done,
    Skipped { reason: String },
    Reopen { reason: String },
    AlreadyDone { on: Day, reason: String },
}

/// How things stand after a move.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Moved {
    pub run: RunStatus,
    pub step: StepView,
    /// Lines of the register that changed with it.
    pub changed: Changed,
    /// A text looks like the number of a bank card.
    pub card_number: bool,
}

/// A run in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct RunRow {
    pub id: RecordId,
    pub name: String,
    pub subject: String,
    pub template: String,
    pub ended: bool,
    pub done: u32,
    pub total: u32,
    /// One a step that applies, in order: how it stands.
    pub squares: Vec<StepState>,
    /// Before which square the point of no return lies.
    pub no_return: Option<u32>,
    /// The step to go on with.
    pub current: Option<String>,
    pub current_title: Text,
    pub risk: Text,
    pub lacks: Option<Missing>,
    /// The current step is waited for, or can't go on.
    pub state: Option<StepState>,
}

/// A day on which something falls due.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Deadline {
    pub day: Day,
    pub days: i64,
    pub kind: DeadlineKind,
    /// Of the run, the service or the person.
    pub name: String,
    /// Of the step or the role.
    pub what: Text,
    pub run: Option<RecordId>,
    pub step: String,
    pub service: Option<RecordId>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    Step,
    Timer,
    /// An invitation's address runs out.
    Invite,
    Renewal,
    Review,
    /// The account goes by itself.
    Inactive,
}

/// The home screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Home {
    pub today: Day,
    /// Unfinished ones.
    pub runs: Vec<RunRow>,
    pub ended: u32,
    pub broken: Vec<Broken>,
    /// Within 30 days, and what is late.
    pub deadlines: Vec<Deadline>,
}

/// A notice, merged with one of its recipients.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct NoticeText {
    pub recipient: u32,
    pub name: String,
    pub text: String,
}

/// How far ahead the home screen looks, in days.
const AHEAD: i64 = 30;
/// In bytes; what is larger is no proof that somebody looks at.
const PIECE: usize = 1 << 20;

impl Book {
    /// Starts a run under this name. [`Error::Invalid`] of `subject` with `contact`, `service` or `text` where the template is about
    /// something else.
    pub fn start_run(&self, template: &str, subject: &NewSubject, name: &str) -> Result<(RecordId, Changed)> {
        let name = valid_name(name)?;
        let today = self.today();
        self.change(Verb::StartRun, Ties::default(), |tx| {
            let template = super::templates::find(tx.db, template)?;
            let subject = named(tx, subject)?;
            let wanted = |reason| Err(Error::Invalid { field: "subject".to_owned(), reason });
            match template.subject {
                SubjectKind::Contact if subject.contact.is_none() => return wanted("contact"),
                SubjectKind::Service if subject.contact.is_some() => return wanted("service"),
                SubjectKind::Contact | SubjectKind::Service | SubjectKind::Text => {}
            }
            let about = (subject.contact, subject.service);
            let mut run = Run::start(&name, template, subject, today, tx.at);
            fill(tx.db, &mut run)?;
            tx.add_record(RecordKind::Run, &name, about, encode(&run))
        })
    }

    /// All runs outside the trash, unfinished ones first, the newest first.
    pub fn runs(&self) -> Result<Vec<RunRow>> {
        let today = self.today();
        self.store.read(|db| {
            let mut rows = run_rows(db, today)?;
            rows.reverse();
            rows.sort_by_key(|row| row.ended);
            Ok(rows)
        })
    }

    /// How a run stands.
    pub fn run_status(&self, id: RecordId) -> Result<RunStatus> {
        let today = self.today();
        self.store.read(|db| Ok(load(db, id)?.status(id, &Register::of(db)?.world(today))))
    }

    /// One step of it, whole.
    pub fn run_step(&self, id: RecordId, step: &str) -> Result<StepView> {
        let today = self.today();
        self.store.read(|db| {
            let run = load(db, id)?;
            let at = run.find(step).map_err(refused)?;
            view(&run, at, &Register::of(db)?.world(today))
        })
    }

    /// Makes a move. [`Error::Gate`] where it isn't allowed now, with what is missing.
    pub fn move_step(&self, id: RecordId, step: &str, what: &StepMove) -> Result<Moved> {
        let card_number = what.set.iter().any(|edit| crate::access::has_card_number(&edit.value));
        self.with_step(id, step, card_number, |tx, run, at, world| {
            let edits = with_names(tx, &what.set)?;
            if !edits.is_empty() {
                run.set(at, &edits, world, tx.at).map_err(refused)?;
            }
            if !what.people.is_empty() {
                let people = known(tx.db, &what.people)?;
                run.add_people(at, &people, world).map_err(refused)?;
            }
            if let Some(go) = &what.go {
                run.go(at, &wanted(go), what.typed_name.as_deref(), world, tx.at).map_err(refused)?;
            }
            Ok(())
        })
    }

    /// Puts a file into a row of a backup, or beside a step as its proof (without `row`). It is hashed where it stands and stays
    /// there. [`Error::Unreadable`] with `not_found`, `denied`, `empty` or `io`.
    pub fn attach(
        &self,
        id: RecordId,
        step: &str,
        row: Option<&str>,
        path: &Path,
        progress: &mut OnProgress<'_>,
    ) -> Result<Moved> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (bytes, sha256) = hashed(path, &name, progress)?;
        self.with_step(id, step, false, |tx, run, at, world| {
            let Some(row) = row else {
                let proof = Attachment { name, bytes, sha256, at: tx.at };
                return run.attach_proof(at, proof, tx.at).map_err(refused);
            };
            let file = SavedFile {
                id: 0,
                medium: medium(path),
                path: path.to_string_lossy().into_owned(),
                name,
                bytes,
                sha256,
                taken_at: tx.at,
                count: None,
                confirmed: false,
            };
            run.attach_copy(at, row, file, world, tx.at).map_err(refused)
        })
    }

    /// Takes a proof away from a step.
    pub fn detach(&self, id: RecordId, step: &str, sha256: &str) -> Result<Moved> {
        self.with_step(id, step, false, |_, run, at, _| run.detach_proof(at, sha256).map_err(refused))
    }

    pub fn rename_run(&self, id: RecordId, name: &str) -> Result<RunStatus> {
        let name = valid_name(name)?;
        let today = self.today();
        self.store.write(|db| {
            let mut run = load(db, id)?;
            run.name.clone_from(&name);
            db.update_body(id, &name, &encode(&run))?;
            Ok((run.status(id, &Register::of(db)?.world(today)), true))
        })
    }

    pub fn home(&self) -> Result<Home> {
        let today = self.today();
        let broken = self.rules()?;
        self.store.read(|db| {
            let rows = run_rows(db, today)?;
            let ended = count(rows.iter().filter(|row| row.ended).count());
            let runs = rows.into_iter().filter(|row| !row.ended).rev().collect();
            let mut deadlines = deadlines(db, today)?;
            deadlines.retain(|deadline| deadline.days <= AHEAD);
            Ok(Home { today, runs, ended, broken, deadlines })
        })
    }

    /// Everything that falls due, the nearest first.
    pub fn deadlines(&self) -> Result<Vec<Deadline>> {
        let today = self.today();
        self.store.read(|db| deadlines(db, today))
    }

    /// The text of a notice for each of its recipients; one for nobody in particular where there is none yet.
    pub fn notice_texts(&self, id: RecordId, step: &str, english: bool) -> Result<Vec<NoticeText>> {
        self.store.read(|db| {
            let run = load(db, id)?;
            let at = run.find(step).map_err(refused)?;
            let (Some(StepKind::Notice(kind)), Some(Facts::Notice(facts))) =
                (run.template.steps.get(at).map(|step| &step.kind), run.steps.get(at).map(|step| &step.facts))
            else {
                return Err(Error::Invalid { field: "step".to_owned(), reason: "no_notice" });
            };
            let of_template = if english { kind.text.english() } else { &kind.text.ja };
            let text = if facts.text.is_empty() { of_template } else { &facts.text };
            let own = match db.own_contacts()?.first() {
                Some(own) => db.contact_name(*own)?.unwrap_or_default(),
                None => String::new(),
            };
            let merged = |name: &str, company: &str| {
                let fill = |line: &str| {
                    let filled = line.replace("{name}", name).replace("{company}", company);
                    filled.replace("{subject}", &run.subject.name).replace("{own}", &own)
                };
                // A line for what isn't known goes.
                let lines = text.lines().map(|line| (line, fill(line)));
                let kept = lines.filter(|(line, filled)| line.trim().is_empty() || !filled.trim().is_empty());
                kept.map(|(_, filled)| filled).collect::<Vec<_>>().join("\n").trim().to_owned()
            };
            if facts.recipients.is_empty() {
                return Ok(vec![NoticeText { recipient: 0, name: String::new(), text: merged("", "") }]);
            }
            let texts = facts.recipients.iter().map(|it| NoticeText {
                recipient: it.id,
                name: it.name.clone(),
                text: merged(&it.name, &it.company),
            });
            Ok(texts.collect())
        })
    }

    /// Works on one step and keeps it; what it does to the register is a change, the rest is none.
    fn with_step(
        &self,
        id: RecordId,
        step: &str,
        card_number: bool,
        work: impl FnOnce(&mut Tx<'_>, &mut Run, usize, &World) -> Result<()>,
    ) -> Result<Moved> {
        let today = self.today();
        let ((run, step), changed) = self.change(Verb::Step, Ties::default(), |tx| {
            let mut run = load(tx.db, id)?;
            let at = run.find(step).map_err(refused)?;
            let before = rights(&run, at);
            let world = Register::of(tx.db)?.world(today);
            work(tx, &mut run, at, &world)?;
            take_over(tx, &before, &rights(&run, at))?;
            tx.db.update_body(id, &run.name, &encode(&run))?;
            tx.keep = true;
            let world = Register::of(tx.db)?.world(today);
            Ok((run.status(id, &world), view(&run, at, &world)?))
        })?;
        let changed = Changed { records: true, ..changed };
        Ok(Moved { run, step, changed, card_number })
    }
}

/// A right that was granted stands in the register, and one that was removed no longer does.
fn take_over(tx: &mut Tx<'_>, before: &[Right], after: &[Right]) -> Result<()> {
    for right in after {
        let was = before.iter().find(|it| it.id == right.id);
        let granted = was.is_none_or(|was| was.granted.is_none()) && right.granted.is_some();
        let removed = was.is_none_or(|was| was.removed.is_none()) && right.removed.is_some();
        if let (true, Some(service)) = (granted, right.service) {
            let is_theirs = |held: &crate::access::Held| match right.to_contact {
                Some(_) => held.contact == right.to_contact,
                None => held.contact.is_none() && held.access.name == right.to,
            };
            let has = |held: &crate::access::Held| {
                held.service == service && is_theirs(held) && held.access.admin >= right.admin
            };
            let service_row = tx.live_record(service, RecordKind::Service)?;
            if !Register::of(tx.db)?.held.iter().any(has) {
                let (role, since) = (right.role.clone(), right.granted);
                let name = if right.to_contact.is_none() { right.to.clone() } else { String::new() };
                let access = Access { name, role, admin: right.admin, since, ..Access::default() };
                let about = (right.to_contact, Some(service));
                tx.add_record(RecordKind::Access, &service_row.name, about, encode_body(&access))?;
            }
        }
        if let (true, Some(access)) = (removed, right.access)
            && tx.db.record(access)?.is_some_and(|row| row.trashed_at.is_none())
        {
            let at = tx.at;
            tx.move_record(access, Some(at))?;
        }
    }
    Ok(())
}

fn rights(run: &Run, at: usize) -> Vec<Right> {
    match run.steps.get(at).map(|step| &step.facts) {
        Some(Facts::Handover(rights)) => rights.rights.clone(),
        _ => Vec::new(),
    }
}

/// What the register and the address book know of the steps already.
fn fill(db: &Db, run: &mut Run) -> Result<()> {
    let subject = run.subject.clone();
    for (step, progress) in run.template.steps.iter().zip(&mut run.steps) {
        match (&step.kind, &mut progress.facts) {
            (StepKind::People(kind), Facts::People(list)) => {
                let ids = match kind.source {
                    PeopleSource::Nobody => Vec::new(),
                    PeopleSource::Internal => db.staff()?,
                    PeopleSource::Owned => db.registered_by(&subject.name)?,
                };
                for person in known(db, &ids)? {
                    list.push(&person.name, Some(person.id), &person.department);
                }
            }
            (StepKind::Handover(kind), Facts::Handover(list)) if kind.source == HandoverSource::Person => {
                let register = Register::of(db)?;
                for held in
                    register.held.iter().filter(|held| held.contact.is_some() && held.contact == subject.contact)
                {
                    let service = register.services.iter().find(|(id, _)| *id == held.service);
                    list.push(Right {
                        service: Some(held.service),
                        access: Some(held.id),
                        service_name: service.map(|(_, service)| service.name.clone()).unwrap_or_default(),
                        role: held.access.role.clone(),
                        admin: held.access.admin,
                        ..Right::default()
                    });
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn named(tx: &Tx<'_>, subject: &NewSubject) -> Result<Subject> {
    Ok(match subject {
        NewSubject::Text { name } => Subject { name: valid_name(name)?, contact: None, service: None },
        NewSubject::Contact { id } => {
            let row = tx.live(*id)?.row;
            Subject { name: fields_of(&row.card)?.display_name, contact: Some(*id), service: None }
        }
        NewSubject::Service { id } => {
            Subject { name: tx.live_record(*id, RecordKind::Service)?.name, contact: None, service: Some(*id) }
        }
    })
}

/// `ID.to_contact=12` names the contact, too.
fn with_names(tx: &Tx<'_>, edits: &[Edit]) -> Result<Vec<(String, String)>> {
    let mut all = Vec::with_capacity(edits.len());
    for Edit { field, value } in edits {
        if let Some(item) = field.strip_suffix(".to_contact") {
            let id = value.parse().map(ContactId).map_err(|_| Error::Missing { what: "contact", id: value.clone() })?;
            all.push((format!("{item}.to"), fields_of(&tx.live(id)?.row.card)?.display_name));
        }
        all.push((field.clone(), value.clone()));
    }
    Ok(all)
}

fn known(db: &Db, ids: &[ContactId]) -> Result<Vec<Known>> {
    let mut people = Vec::with_capacity(ids.len());
    for id in ids {
        let row = db.contact(*id)?.filter(|row| row.state.trashed_at.is_none());
        let fields = fields_of(&row.ok_or_else(|| super::change::missing(*id))?.card)?;
        let way =
            fields.phones.first().or_else(|| fields.emails.first()).map(|it| it.value.clone()).unwrap_or_default();
        let (name, company, department) = (fields.display_name, fields.company, fields.department);
        people.push(Known { id: *id, name, company, department, way });
    }
    Ok(people)
}

fn wanted(go: &Go) -> Move {
    match go.clone() {
        Go::Doing => Move::Doing,
        Go::Waiting { on } => Move::Waiting { on },
        Go::Done => Move::Done,
        Go::Skipped { reason } => Move::Skipped { reason },
        Go::Reopen { reason } => Move::Reopen { reason },
        Go::AlreadyDone { on, reason } => Move::AlreadyDone { on, reason },
    }
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Unknown { what, id } => Error::Missing { what, id },
        Refusal::Invalid { field, reason } => Error::Invalid { field, reason },
        gate => Error::Gate { code: gate.code(), missing: gate.missing().to_vec() },
    }
}

fn view(run: &Run, at: usize, world: &World) -> Result<StepView> {
    run.step_view(at, world).ok_or_else(|| Error::Missing { what: "step", id: at.to_string() })
}

fn load(db: &Db, id: RecordId) -> Result<Run> {
    match db.record(id)? {
        Some(row) if row.kind == RecordKind::Run && row.trashed_at.is_none() => decode(&row),
        Some(_) | None => Err(Error::Missing { what: "run", id: id.to_string() }),
    }
}

pub(super) fn decode(row: &RecordRow) -> Result<Run> {
    decode_body(row)
}

pub(super) fn encode(run: &Run) -> String {
    encode_body(run)
}

/// Something was done in it since it was started.
pub(super) fn is_begun(row: &RecordRow) -> bool {
    let untouched = |run: Run| run.log.is_empty() && run.steps.iter().all(|step| step.mark == Mark::Open);
    !decode(row).is_ok_and(untouched)
}

fn run_rows(db: &Db, today: Day) -> Result<Vec<RunRow>> {
    let world = Register::of(db)?.world(today);
    db.live_records(RecordKind::Run)?.iter().map(|row| Ok(run_row(&decode(row)?.status(row.id, &world)))).collect()
}

fn run_row(status: &RunStatus) -> RunRow {
    let applying: Vec<_> = status.steps.iter().filter(|step| step.state != StepState::NotNeeded).collect();
    let current = status.steps.iter().find(|step| Some(&step.id) == status.current.as_ref());
    RunRow {
        id: status.id,
        name: status.name.clone(),
        subject: status.subject.name.clone(),
        template: status.template.clone(),
        ended: status.ended_at.is_some(),
        done: status.done,
        total: status.total,
        squares: applying.iter().map(|step| step.state).collect(),
        no_return: applying.iter().position(|step| step.irreversible).map(count),
        current: status.current.clone(),
        current_title: current.map(|step| step.title.clone()).unwrap_or_default(),
        risk: status.risk.clone(),
        lacks: status.lacks.clone(),
        state: current.map(|step| step.state),
    }
}

/// What runs break: things done out of order, and addresses that ran out unused.
pub(super) fn rules(db: &Db, today: Day) -> Result<Vec<Broken>> {
    let world = Register::of(db)?.world(today);
    let mut all = Vec::new();
    for row in db.live_records(RecordKind::Run)? {
        let run = decode(&row)?;
        for (at, (step, progress)) in run.template.steps.iter().zip(&run.steps).enumerate() {
            let broken = |rule, day: Option<Day>| Broken {
                rule,
                service: run.subject.service,
                contact: None,
                run: Some(row.id),
                step: step.id.clone(),
                name: run.name.clone(),
                names: vec![step.title.ja.clone(), step.title.english().to_owned()],
                count: 0,
                day,
                days: day.map_or(0, |day| day.since(today)),
            };
            if run.is_broken(at, &world) {
                all.push(broken(Rule::OutOfOrder, progress.out_of_order.as_ref().map(|it| it.on)));
            } else if let Facts::Handover(rights) = &progress.facts
                && rights.rights.iter().any(|it| !it.remove_now.is_empty() && it.checked.is_none())
            {
                all.push(broken(Rule::OutOfOrder, run.due(at, &world)));
            }
            if let Facts::Invite(invited) = &progress.facts
                && run.applies(at)
                && !run.is_settled(at)
                && run.gate(at, &world).iter().any(|missing| missing.code == Lack::Expired)
            {
                all.push(broken(Rule::Expired, invited.expires));
            }
        }
    }
    Ok(all)
}

fn deadlines(db: &Db, today: Day) -> Result<Vec<Deadline>> {
    let register = Register::of(db)?;
    let world = register.world(today);
    let of = |day: Day, kind, name: &str, what: Text| Deadline {
        day,
        days: day.since(today),
        kind,
        name: name.to_owned(),
        what,
        run: None,
        step: String::new(),
        service: None,
    };
    let mut all = Vec::new();
    for row in db.live_records(RecordKind::Run)? {
        let run = decode(&row)?;
        for (at, (step, progress)) in run.template.steps.iter().zip(&run.steps).enumerate() {
            let mut push = |day, kind| {
                let deadline = of(day, kind, &run.name, step.title.clone());
                all.push(Deadline { run: Some(row.id), step: step.id.clone(), ..deadline });
            };
            if !run.applies(at) {
                continue;
            }
            let repeats = matches!(&step.kind, StepKind::Timer(timer) if timer.every.is_some());
            match (&progress.facts, run.is_settled(at)) {
                (Facts::Invite(invited), false) if invited.accepted.is_none() && invited.expires.is_some() => {
                    invited.expires.into_iter().for_each(|day| push(day, DeadlineKind::Invite));
                }
                (Facts::Timer(_), settled) => {
                    // One that is only noted goes on until its day, or until nothing is left to be done.
                    let goes_on = |day: &Day| !settled || repeats || (run.ended_at.is_none() && *day >= today);
                    run.timer_ends(at, today)
                        .filter(goes_on)
                        .into_iter()
                        .for_each(|day| push(day, DeadlineKind::Timer));
                }
                (_, false) => run.due(at, &world).into_iter().for_each(|day| push(day, DeadlineKind::Step)),
                (_, true) => {}
            }
        }
    }
    for (id, service) in &register.services {
        let days = [
            (service.renewal, DeadlineKind::Renewal),
            (service.last_login.map(|last| last.plus(crate::access::INACTIVE_DAYS)), DeadlineKind::Inactive),
        ];
        for (day, kind) in days {
            all.extend(day.map(|day| Deadline { service: Some(*id), ..of(day, kind, &service.name, Text::default()) }));
        }
    }
    for held in &register.held {
        let review = |day| Deadline {
            service: Some(held.service),
            ..of(day, DeadlineKind::Review, &held.person, Text::typed(&held.access.role))
        };
        all.extend(held.access.review.map(review));
    }
    all.sort_by(|a, b| a.day.cmp(&b.day).then(a.kind.cmp(&b.kind)).then(a.name.cmp(&b.name)));
    Ok(all)
}

fn hashed(path: &Path, name: &str, progress: &mut OnProgress<'_>) -> Result<(u64, String)> {
    let unreadable = |reason| Error::Unreadable { file: name.to_owned(), reason };
    let of_io = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => unreadable("not_found"),
        std::io::ErrorKind::PermissionDenied => unreadable("denied"),
        _ => unreadable("io"),
    };
    let mut file = File::open(path).map_err(of_io)?;
    let meta = file.metadata().map_err(of_io)?;
    if !meta.is_file() {
        return Err(unreadable("io"));
    }
    let (mut hash, mut piece, mut done) = (Sha256::new(), vec![0; PIECE], 0u64);
    loop {
        let read = file.read(&mut piece).map_err(of_io)?;
        if read == 0 {
            break;
        }
        hash.update(piece.get(..read).unwrap_or_default());
        done += read as u64;
        let step = Progress { phase: Phase::Reading, done, total: meta.len() };
        if progress(step) == ControlFlow::Break(()) {
            return Err(Error::Cancelled);
        }
    }
    if done == 0 {
        return Err(unreadable("empty"));
    }
    Ok((done, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// The drive, the volume or the cloud's folder that a file lies on, as far as its path tells; empty otherwise.
fn medium(path: &Path) -> String {
    let parts: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let is_cloud = |part: &&String| {
        ["OneDrive", "Dropbox", "Google Drive", "GoogleDrive", "iCloud Drive", "Box"]
            .iter()
            .any(|cloud| part.strip_prefix(cloud).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
    };
    if let Some(cloud) = parts.iter().find(is_cloud) {
        return cloud.clone();
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["/", "Volumes" | "mnt", volume, _, ..] | ["/", "media", _, volume, _, ..] => (*volume).to_owned(),
        [drive, ..] if drive.ends_with(':') => (*drive).to_owned(),
        _ => String::new(),
    }
}
