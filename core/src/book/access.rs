//! Services and rights.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::{Ties, Tx};
use super::invites::{InviteRow, Listed};
use super::{Book, Changed, Verb};
use crate::access::{Access, Broken, Held, Rule, Service, rules};
use crate::checklist::day::Day;
use crate::checklist::facts::{Admin, World};
use crate::contact::ContactId;
use crate::contact::edit::Edit;
use crate::error::{Error, Result};
use crate::formats::register;
use crate::record::{RecordId, RecordKind};
use crate::store::{Db, RecordRow};

/// A service in the list of all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ServiceRow {
    pub id: RecordId,
    pub service: Service,
    pub people: u32,
    pub admins: u32,
    /// Rules that it breaks.
    pub broken: Vec<Rule>,
}

/// A service with everybody who has a right in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ServiceView {
    pub id: RecordId,
    pub service: Service,
    pub held: Vec<Held>,
    pub broken: Vec<Broken>,
    /// Addresses that it issued, the newest first.
    pub invites: Vec<InviteRow>,
}

/// A right of a contact, with the name of the service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ContactAccess {
    pub service_name: String,
    pub held: Held,
}

impl Book {
    pub fn services(&self) -> Result<Vec<ServiceRow>> {
        let today = self.today();
        self.store.read(|db| {
            let register = Register::of(db)?;
            let broken = register.rules(today);
            let row = |(id, service): &(RecordId, Service)| {
                let held = || register.held.iter().filter(|held| held.service == *id);
                ServiceRow {
                    id: *id,
                    service: service.clone(),
                    people: count(held().count()),
                    admins: count(held().filter(|held| held.access.admin).count()),
                    broken: broken.iter().filter(|it| it.service == Some(*id)).map(|it| it.rule).collect(),
                }
            };
            Ok(register.services.iter().map(row).collect())
        })
    }

    pub fn service(&self, id: RecordId) -> Result<ServiceView> {
        let today = self.today();
        self.store.read(|db| {
            let register = Register::of(db)?;
            let (_, service) = register.services.iter().find(|(it, _)| *it == id).ok_or_else(|| missing(id))?;
            let mut broken = register.rules(today);
            broken.retain(|it| it.service == Some(id));
            let held = register.held.iter().filter(|held| held.service == id).cloned().collect();
            let invites = Listed::of(db, &self.edge)?;
            let invites = invites.rows().filter(|row| row.service == Some(id)).cloned().collect();
            Ok(ServiceView { id, service: service.clone(), held, broken, invites })
        })
    }

    /// Makes a service. [`Error::Invalid`] of a field with `empty` (of `name`), `no_day`, `no_option`, `too_long` or `unknown`.
    pub fn add_service(&self, edits: &[Edit]) -> Result<(RecordId, Changed)> {
        let mut service = Service::default();
        apply(edits, |field, value| service.set(field, value))?;
        if service.name.is_empty() {
            return Err(Error::Invalid { field: "name".to_owned(), reason: "empty" });
        }
        self.change(Verb::AddService, Ties::default(), |tx| {
            tx.add_record(RecordKind::Service, &service.name, (None, None), encode(&service))
        })
    }

    /// Errors as of [`Book::add_service`].
    pub fn edit_service(&self, id: RecordId, edits: &[Edit]) -> Result<Changed> {
        let ((), changed) = self.change(Verb::EditService, Ties::default(), |tx| {
            let was = tx.live_record(id, RecordKind::Service)?;
            let mut service: Service = decode(&was)?;
            apply(edits, |field, value| service.set(field, value))?;
            let row = RecordRow { name: service.name.clone(), body: encode(&service), ..was.clone() };
            tx.put_record(&was, row)?;
            Ok(())
        })?;
        Ok(changed)
    }

    /// Everybody's rights in every service.
    pub fn accesses(&self) -> Result<Vec<Held>> {
        self.store.read(|db| Ok(Register::of(db)?.held))
    }

    /// What a contact has rights in.
    pub fn accesses_of(&self, id: ContactId) -> Result<Vec<ContactAccess>> {
        self.store.read(|db| {
            let register = Register::of(db)?;
            let name = |service| {
                register.services.iter().find(|(id, _)| *id == service).map(|(_, service)| service.name.clone())
            };
            let held = register.held.iter().filter(|held| held.contact == Some(id));
            Ok(held
                .map(|held| ContactAccess { service_name: name(held.service).unwrap_or_default(), held: held.clone() })
                .collect())
        })
    }

    /// Notes a right of a contact, or of somebody who is only named (`name` among the edits). [`Error::Invalid`] of `person` with
    /// `empty` where neither is said, and of it with `exists` where the contact has the same role there.
    pub fn add_access(
        &self,
        service: RecordId,
        contact: Option<ContactId>,
        edits: &[Edit],
    ) -> Result<(RecordId, Changed)> {
        let mut access = Access::default();
        apply(edits, |field, value| access.set(field, value))?;
        let invalid = |reason| Error::Invalid { field: "person".to_owned(), reason };
        if contact.is_none() && access.name.is_empty() {
            return Err(invalid("empty"));
        }
        self.change(Verb::AddAccess, Ties::default(), |tx| {
            let of = tx.live_record(service, RecordKind::Service)?;
            if let Some(contact) = contact {
                tx.live(contact)?;
                let same = Register::of(tx.db)?.held.into_iter().any(|held| {
                    held.service == service && held.contact == Some(contact) && held.access.role == access.role
                });
                if same {
                    return Err(invalid("exists"));
                }
            }
            tx.add_record(RecordKind::Access, &of.name, (contact, Some(service)), encode(&access))
        })
    }

    /// Errors as of [`Book::add_access`].
    pub fn edit_access(&self, id: RecordId, edits: &[Edit]) -> Result<Changed> {
        let ((), changed) = self.change(Verb::EditAccess, Ties::default(), |tx| {
            let was = tx.live_record(id, RecordKind::Access)?;
            let mut access: Access = decode(&was)?;
            apply(edits, |field, value| access.set(field, value))?;
            tx.put_record(&was, RecordRow { body: encode(&access), ..was.clone() })?;
            Ok(())
        })?;
        Ok(changed)
    }

    /// Takes services or rights out of a table, all in one change. A service of the same name and identifier, and a right of the same
    /// person and role, take the new values; what stands there already stays. [`Error::Unreadable`] with `not_contacts` where no
    /// header is known.
    pub fn import_register(&self, what: RegisterTable, name: &str, bytes: &[u8]) -> Result<(RegisterReport, Changed)> {
        let columns = what.columns();
        let unreadable = Error::Unreadable { file: name.to_owned(), reason: "not_a_register" };
        let lines = register::read(bytes, columns).ok_or(unreadable)?;
        self.change(Verb::ImportRegister, Ties::default(), |tx| {
            let mut report = RegisterReport { read: count(lines.len()), ..RegisterReport::default() };
            for line in &lines {
                let taken = match what {
                    RegisterTable::Services => take_service(tx, line),
                    RegisterTable::Access => take_access(tx, line),
                };
                match taken {
                    Ok(Taken::Added) => report.added += 1,
                    Ok(Taken::Updated) => report.updated += 1,
                    Ok(Taken::Same) => report.skipped += 1,
                    Err(Error::Invalid { field, reason }) => {
                        report.failed += 1;
                        report.problems.push(RegisterProblem { row: line.row, field, reason: reason.to_owned() });
                    }
                    Err(other) => return Err(other),
                }
            }
            Ok(report)
        })
    }

    /// The same table that [`Book::import_register`] takes.
    pub fn export_register(&self, what: RegisterTable) -> Result<Vec<u8>> {
        let register = self.store.read(Register::of)?;
        let rows = match what {
            RegisterTable::Services => register.services.iter().map(|(_, service)| cells(service, what)).collect(),
            RegisterTable::Access => {
                let row = |held: &Held| {
                    let mut cells = cells(&held.access, what);
                    let service = register.services.iter().find(|(id, _)| *id == held.service);
                    for (cell, text) in
                        cells.iter_mut().zip([service.map(|(_, it)| it.name.as_str()), Some(&held.person)])
                    {
                        text.unwrap_or_default().clone_into(cell);
                    }
                    cells
                };
                register.held.iter().map(row).collect::<Vec<_>>()
            }
        };
        Ok(register::write(what.columns(), &rows))
    }

    /// Today in the user's calendar.
    pub fn today(&self) -> Day {
        Day::from_number(self.edge.day(self.edge.now()))
    }
}

/// Which table of the register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RegisterTable {
    Services,
    Access,
}

impl RegisterTable {
    fn columns(self) -> &'static [(&'static str, &'static str)] {
        match self {
            RegisterTable::Services => &register::SERVICE,
            RegisterTable::Access => &register::ACCESS,
        }
    }
}

/// What a table gave: read = added + updated + skipped + failed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RegisterReport {
    pub read: u32,
    pub added: u32,
    pub updated: u32,
    pub skipped: u32,
    pub failed: u32,
    pub problems: Vec<RegisterProblem>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RegisterProblem {
    /// As a spreadsheet numbers it.
    pub row: u64,
    pub field: String,
    pub reason: String,
}

enum Taken {
    Added,
    Updated,
    Same,
}

fn take_service(tx: &mut Tx<'_>, line: &register::Line) -> Result<Taken> {
    let cell = |name| line.cells.iter().find(|(it, _)| *it == name).map_or("", |(_, text)| text.as_str());
    let mut found = None;
    for row in tx.db.live_records(RecordKind::Service)? {
        let service: Service = decode(&row)?;
        if service.name == cell("name") && (cell("identifier").is_empty() || service.identifier == cell("identifier")) {
            found = Some((row, service));
            break;
        }
    }
    let mut service = found.as_ref().map(|(_, service)| service.clone()).unwrap_or_default();
    set_cells(line, &[], |field, value| service.set(field, value))?;
    if service.name.is_empty() {
        return Err(Error::Invalid { field: "name".to_owned(), reason: "empty" });
    }
    match found {
        None => {
            tx.add_record(RecordKind::Service, &service.name, (None, None), encode(&service))?;
            Ok(Taken::Added)
        }
        Some((row, _)) => {
            let put = tx.put_record(&row, RecordRow { body: encode(&service), ..row.clone() })?;
            Ok(if put { Taken::Updated } else { Taken::Same })
        }
    }
}

fn take_access(tx: &mut Tx<'_>, line: &register::Line) -> Result<Taken> {
    let invalid = |field: &str, reason| Error::Invalid { field: field.to_owned(), reason };
    let cell = |name| line.cells.iter().find(|(it, _)| *it == name).map_or("", |(_, text)| text.as_str());
    let register = Register::of(tx.db)?;
    let (service, of) = register
        .services
        .iter()
        .find(|(_, it)| it.name == cell("service"))
        .ok_or_else(|| invalid("service", "unknown"))?;
    if cell("person").is_empty() {
        return Err(invalid("person", "empty"));
    }
    // Of several people of one name nobody is taken: a name alone is kept.
    let contact = match tx.db.contacts_called(cell("person"))?.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let same = |held: &&Held| {
        held.service == *service
            && held.contact == contact
            && held.person == cell("person")
            && held.access.role == cell("role")
    };
    let found = register.held.iter().find(same);
    let mut access = found.map(|held| held.access.clone()).unwrap_or_default();
    if contact.is_none() {
        cell("person").clone_into(&mut access.name);
    }
    set_cells(line, &["service", "person"], |field, value| access.set(field, flag(field, value)))?;
    match found {
        None => {
            tx.add_record(RecordKind::Access, &of.name, (contact, Some(*service)), encode(&access))?;
            Ok(Taken::Added)
        }
        Some(held) => {
            let row = tx.any_record(held.id)?;
            let put = tx.put_record(&row, RecordRow { body: encode(&access), ..row.clone() })?;
            Ok(if put { Taken::Updated } else { Taken::Same })
        }
    }
}

/// How tables say yes.
fn flag<'a>(field: &str, value: &'a str) -> &'a str {
    match value {
        "1" | "yes" | "Yes" | "TRUE" | "True" | "○" | "◯" | "はい" if field == "admin" => "true",
        "0" | "no" | "No" | "FALSE" | "False" | "×" | "いいえ" if field == "admin" => "false",
        other => other,
    }
}

/// An empty cell takes nothing away.
fn set_cells(
    line: &register::Line,
    but: &[&str],
    mut set: impl FnMut(&str, &str) -> Result<(), &'static str>,
) -> Result<()> {
    for (name, value) in line.cells.iter().filter(|(name, value)| !but.contains(name) && !value.is_empty()) {
        set(name, value).map_err(|reason| Error::Invalid { field: (*name).to_owned(), reason })?;
    }
    Ok(())
}

/// A cell for each column, by the names of the fields.
fn cells(body: &impl Serialize, what: RegisterTable) -> Vec<String> {
    let body = serde_json::to_value(body).expect("BUG: plain structs become JSON");
    let text = |value: Option<&serde_json::Value>| match value {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Bool(flag)) => flag.to_string(),
        _ => String::new(),
    };
    what.columns().iter().map(|(name, _)| text(body.get(*name))).collect()
}

/// All services and rights outside the trash.
pub(super) struct Register {
    pub services: Vec<(RecordId, Service)>,
    pub held: Vec<Held>,
    pub leavers: BTreeMap<ContactId, String>,
}

impl Register {
    pub fn of(db: &Db) -> Result<Register> {
        let mut services = Vec::new();
        for row in db.live_records(RecordKind::Service)? {
            services.push((row.id, decode(&row)?));
        }
        let mut held = Vec::new();
        for row in db.live_records(RecordKind::Access)? {
            let Some(service) = row.service.filter(|id| services.iter().any(|(it, _)| it == id)) else { continue };
            let access: Access = decode(&row)?;
            let person = match row.contact {
                Some(id) => db.contact_name(id)?.unwrap_or_default(),
                None => access.name.clone(),
            };
            held.push(Held { id: row.id, service, contact: row.contact, person, access });
        }
        let leavers = db.leavers()?.into_iter().chain(db.trashed_holders()?).collect();
        Ok(Register { services, held, leavers })
    }

    pub fn rules(&self, today: Day) -> Vec<Broken> {
        rules(&self.services, &self.held, &self.leavers, today)
    }

    /// What the gates of a run look at: who leaves is no administrator for long.
    pub fn world(&self, today: Day) -> World {
        let mut admins: BTreeMap<RecordId, Vec<Admin>> = BTreeMap::new();
        let stays = |held: &&Held| held.contact.is_none_or(|contact| !self.leavers.contains_key(&contact));
        for held in self.held.iter().filter(|held| held.access.admin).filter(stays) {
            admins.entry(held.service).or_default().push(Admin {
                access: held.id,
                contact: held.contact,
                name: held.access.name.clone(),
            });
        }
        World { today, admins, leavers: self.leavers.keys().copied().collect() }
    }
}

fn apply(edits: &[Edit], mut set: impl FnMut(&str, &str) -> Result<(), &'static str>) -> Result<()> {
    for Edit { field, value } in edits {
        set(field, value).map_err(|reason| Error::Invalid { field: field.clone(), reason })?;
    }
    Ok(())
}

pub(super) fn encode(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("BUG: plain structs become JSON")
}

pub(super) fn decode<T: for<'a> Deserialize<'a>>(row: &RecordRow) -> Result<T> {
    serde_json::from_str(&row.body).map_err(|error| Error::Damaged { detail: format!("record {}: {error}", row.id) })
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn missing(id: RecordId) -> Error {
    Error::Missing { what: "service", id: id.to_string() }
}
