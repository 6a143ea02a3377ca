//! Runs: started, moved on step by step, and what of them stands on the home screen.

use serde::{Deserialize, Serialize};

use super::access::{Register, decode as decode_body, encode as encode_body};
use super::change::{Ties, Tx};
use super::contacts::fields_of;
use super::groups::valid_name;
use super::invites::services;
use super::{Book, Changed, Verb};
use crate::access::{Access, Held};
use crate::checklist::facts::{Facts, Right, World};
use crate::checklist::kind::{HandoverSource, PeopleSource, StepKind};
use crate::checklist::moves::{Go, Known, Refusal};
use crate::checklist::run::{Mark, Progress, Run, Subject};
use crate::checklist::status::{RunStatus, StepView};
use crate::checklist::template::SubjectKind;
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

/// A notice, merged with one of its recipients.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct NoticeText {
    pub recipient: u32,
    pub name: String,
    pub text: String,
}

impl Book {
    /// Starts a run under this name. [`Error::Invalid`] of `subject` with `contact` or `service` where the template is about one, and
    /// this is none; a service may also be named by a text.
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
                run.go(at, go, what.typed_name.as_deref(), world, tx.at).map_err(refused)?;
            }
            Ok(())
        })
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
    pub(super) fn with_step(
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
            let (before, invited) = (rights(&run, at), services::of_step(&run, at));
            let world = Register::of(tx.db)?.world(today);
            work(tx, &mut run, at, &world)?;
            take_over(tx, &before, &rights(&run, at))?;
            services::into_register(tx, invited.as_ref(), &mut run, at, id)?;
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
            let is_theirs = |held: &Held| match right.to_contact {
                Some(_) => held.contact == right.to_contact,
                None => held.contact.is_none() && held.access.name == right.to,
            };
            let has = |held: &Held| held.service == service && is_theirs(held) && held.access.admin >= right.admin;
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

pub(super) fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Unknown { what, id } => Error::Missing { what, id },
        Refusal::Invalid { field, reason } => Error::Invalid { field, reason },
        gate => Error::Gate { code: gate.code(), missing: gate.missing().to_vec() },
    }
}

fn view(run: &Run, at: usize, world: &World) -> Result<StepView> {
    run.step_view(at, world).ok_or_else(|| Error::Missing { what: "step", id: at.to_string() })
}

pub(super) fn load(db: &Db, id: RecordId) -> Result<Run> {
    match db.record(id)? {
        Some(row) if row.kind == RecordKind::Run && row.trashed_at.is_none() => current(db, &row),
        Some(_) | None => Err(Error::Missing { what: "run", id: id.to_string() }),
    }
}

/// A run with what the register knows of its invites.
pub(super) fn current(db: &Db, row: &RecordRow) -> Result<Run> {
    let mut run = decode(row)?;
    services::from_register(db, &mut run)?;
    Ok(run)
}

pub(super) fn decode(row: &RecordRow) -> Result<Run> {
    decode_body(row)
}

pub(super) fn encode(run: &Run) -> String {
    encode_body(run)
}

/// Something was done in it since it was started.
pub(super) fn is_begun(row: &RecordRow) -> bool {
    let untouched = |run: Run| {
        let bare = |step: &Progress| {
            let said = !step.note.is_empty() || !step.who.is_empty() || step.due.is_some() || !step.evidence.is_empty();
            step.mark == Mark::Open && !said
        };
        run.log.is_empty() && run.steps.iter().all(bare)
    };
    !decode(row).is_ok_and(untouched)
}
