//! Invites in the book: the register of all, and what is said of one.

mod batch;
mod handing;
mod making;
mod opening;
pub(super) mod services;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use batch::{BatchMade, BatchPlace, BatchPreview, BatchRequest};
pub use handing::{InviteCodeKind, InviteView, ShownInviteCode};
pub use making::MadeInvites;
pub use opening::{InviteAsk, Opened, Stand, SyncedChange, TakeInvite};

use super::access::{count, decode, encode};
use super::change::{Ties, Tx};
use super::{Book, Changed, Row, Sort, Verb};
use crate::checklist::day::Day;
use crate::contact::edit::Edit;
use crate::contact::fields::Fields;
use crate::contact::{ContactId, Kind};
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::invite::{Expiry, Invite, InviteKind, InviteState, ServiceInvite, What};
use crate::record::{RecordId, RecordKind};
use crate::search::fold;
use crate::store::{Db, RecordRow};

/// An invite in the list of all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct InviteRow {
    pub id: RecordId,
    pub kind: InviteKind,
    pub state: InviteState,
    pub contact: Option<ContactId>,
    /// The contact's name, or the one typed; empty for nobody in particular.
    pub recipient: String,
    pub company: String,
    pub seal: String,
    pub photo: Option<String>,
    /// A person's seal is round, a company's square.
    pub person: bool,
    pub service: Option<RecordId>,
    pub service_name: String,
    pub role: String,
    pub issued: Option<Day>,
    /// The last day on which it can be taken.
    pub expires: Option<Day>,
    /// Negative behind it.
    pub days_left: Option<i64>,
    pub sent: Option<Day>,
    pub accepted: Option<Day>,
    pub revoked: Option<Day>,
    pub batch: Option<i64>,
    pub batch_name: String,
    /// Messages and sheets carry the Enishi invite, too.
    pub enishi: bool,
    /// The run in one of whose steps it was made.
    pub run: Option<RecordId>,
    /// The one that it replaces.
    pub former: Option<RecordId>,
}

/// How many stand in each state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct InviteCounts {
    pub all: u32,
    pub drafted: u32,
    pub sent: u32,
    pub accepted: u32,
    pub expired: u32,
    pub revoked: u32,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct InviteBatch {
    pub id: i64,
    pub name: String,
    pub count: u32,
}

/// Which invites; everything that is said has to be true of one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(default)]
pub struct InviteFilter {
    pub state: Option<InviteState>,
    pub kind: Option<InviteKind>,
    pub batch: Option<i64>,
    pub contact: Option<ContactId>,
    pub service: Option<RecordId>,
    /// Words, all of which stand in recipient, company, service, role, note or batch.
    pub query: String,
}

/// A piece of the register, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct InvitePage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<InviteRow>,
    /// Under the filter but for its state.
    pub counts: InviteCounts,
    pub batches: Vec<InviteBatch>,
}

/// What the user says of invites.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InviteMark {
    /// Neither sent nor accepted nor revoked, after all.
    Drafted,
    Sent,
    Accepted,
    /// Copies that were handed out stay valid until they expire.
    Revoked,
}

/// In characters.
const LONGEST: usize = 2_000;

impl Book {
    /// The invites outside the trash.
    pub fn invites(&self, filter: &InviteFilter, offset: u32, limit: u32) -> Result<InvitePage> {
        self.store.read(|db| {
            let all = Listed::of(db, &self.edge)?;
            let chosen: Vec<&InviteRow> = all.chosen(filter).collect();
            let shown = chosen.iter().filter(|row| filter.state.is_none_or(|state| row.state == state));
            let total = count(shown.clone().count());
            let rows = shown.skip(offset as usize).take(limit as usize).map(|row| (*row).clone()).collect();
            Ok(InvitePage { total, offset, rows, counts: counts(&chosen), batches: all.batches() })
        })
    }

    /// The numbers of all that a filter chooses, in the same order.
    pub fn invite_ids(&self, filter: &InviteFilter) -> Result<Vec<RecordId>> {
        self.store.read(|db| {
            let all = Listed::of(db, &self.edge)?;
            let shown = all.chosen(filter).filter(|row| filter.state.is_none_or(|state| row.state == state));
            Ok(shown.map(|row| row.id).collect())
        })
    }

    /// Says of invites what became of them, all in one change; of several those are passed over of which it can't be said.
    /// [`Error::Invalid`] of `mark` with `expired` or `revoked` where that leaves none.
    pub fn mark_invites(&self, ids: &[RecordId], mark: InviteMark) -> Result<Changed> {
        let today = self.today();
        let ((), changed) = self.change(Verb::MarkInvite, Ties::default(), |tx| {
            let mut refused = None;
            let mut taken = 0;
            for id in ids {
                let (row, mut invite) = tx.live_invite(*id)?;
                match marked(&mut invite, mark, tx, today) {
                    Ok(()) => {
                        taken += 1;
                        tx.put_record(&row, RecordRow { body: encode(&invite), ..row.clone() })?;
                    }
                    Err(reason) => refused = Some(reason),
                }
            }
            match refused {
                Some(reason) if taken == 0 => Err(Error::Invalid { field: "mark".to_owned(), reason }),
                Some(_) | None => Ok(()),
            }
        })?;
        Ok(changed)
    }

    /// Edits one. Of every invite: `note`, `recipient`, `contact` (a number, or empty), `accepted` and `sent` (a day); of the own card,
    /// while it is a draft: `enishi`, `expiry`; of a service's: `url`, `role`, `issued`, `expires`. [`Error::Invalid`] of the field with `no_url`,
    /// `no_day`, `no_flag`, `no_option`, `too_long`, `in_future`, `expired`, `sent` or `unknown`.
    pub fn edit_invite(&self, id: RecordId, edits: &[Edit]) -> Result<Changed> {
        let today = self.today();
        let ((), changed) = self.change(Verb::EditInvite, Ties::default(), |tx| {
            let (row, mut invite) = tx.live_invite(id)?;
            let mut contact = row.contact;
            for edit in edits {
                if edit.field == "contact" {
                    contact = named(tx, &edit.value)?;
                    continue;
                }
                let invalid = |reason| Error::Invalid { field: edit.field.clone(), reason };
                match &invite.what {
                    What::Card(card) if matches!(edit.field.as_str(), "enishi" | "expiry") => {
                        if invite.state(tx.at, tx.edge) != InviteState::Drafted {
                            return Err(invalid("sent"));
                        }
                        let mut card = card.clone();
                        match (edit.field.as_str(), edit.value.as_str()) {
                            ("enishi", value) => {
                                card.enishi = value.parse().map_err(|_| invalid("no_flag"))?;
                            }
                            (_, value) => {
                                let expiry = Expiry::parse(value).ok_or_else(|| invalid("no_option"))?;
                                card = making::signed_again(tx, &card, expiry)?;
                            }
                        }
                        invite.what = What::Card(card);
                    }
                    What::Card(_) | What::Service(_) => {
                        set(&mut invite, edit, today, tx.edge).map_err(invalid)?;
                    }
                }
            }
            let name = name_of(tx, contact, &invite)?;
            tx.put_record(&row, RecordRow { contact, name, body: encode(&invite), ..row.clone() })?;
            Ok(())
        })?;
        Ok(changed)
    }
}

/// A contact by its number as text; empty for none.
fn named(tx: &Tx<'_>, value: &str) -> Result<Option<ContactId>> {
    if value.is_empty() {
        return Ok(None);
    }
    let id = value.parse().map(ContactId).map_err(|_| Error::Missing { what: "contact", id: value.to_owned() })?;
    tx.live(id)?;
    Ok(Some(id))
}

/// What the trash and the list of changes call it: by its recipient, else by what it is for.
fn name_of(tx: &Tx<'_>, contact: Option<ContactId>, invite: &Invite) -> Result<String> {
    if let Some(id) = contact {
        return Ok(tx.db.contact_name(id)?.unwrap_or_default());
    }
    if !invite.recipient.is_empty() {
        return Ok(invite.recipient.clone());
    }
    match &invite.what {
        What::Service(service) => Ok(service.role.clone()),
        What::Card(_) => match tx.db.own_contacts()?.first() {
            Some(own) => Ok(tx.db.contact_name(*own)?.unwrap_or_default()),
            None => Ok(String::new()),
        },
    }
}

fn set(invite: &mut Invite, edit: &Edit, today: Day, edge: &Edge) -> Result<(), &'static str> {
    let value = edit.value.trim();
    let text = || if value.chars().count() > LONGEST { Err("too_long") } else { Ok(value.to_owned()) };
    let day = || match value {
        "" => Ok(None),
        value => Day::parse(value).map(Some).ok_or("no_day"),
    };
    let happened = || match day()? {
        Some(day) if day > today => Err("in_future"),
        day => Ok(day),
    };
    match edit.field.as_str() {
        "note" => invite.note = text()?,
        "recipient" => invite.recipient = text()?,
        "sent" => invite.sent = happened()?,
        "accepted" => {
            let accepted = happened()?;
            if accepted.zip(invite.expires(edge)).is_some_and(|(on, last)| on > last) {
                return Err("expired");
            }
            invite.accepted = accepted;
        }
        _ => match &mut invite.what {
            What::Card(_) => return Err("unknown"),
            What::Service(service) => service.set(&edit.field, value, &happened, &day)?,
        },
    }
    Ok(())
}

impl ServiceInvite {
    fn set(
        &mut self,
        field: &str,
        value: &str,
        happened: &dyn Fn() -> Result<Option<Day>, &'static str>,
        day: &dyn Fn() -> Result<Option<Day>, &'static str>,
    ) -> Result<(), &'static str> {
        if value.chars().count() > LONGEST {
            return Err("too_long");
        }
        match field {
            "url" if is_url(value) => value.clone_into(&mut self.url),
            "url" => return Err("no_url"),
            "role" => value.clone_into(&mut self.role),
            "issued" => self.issued = happened()?,
            "expires" => self.expires = day()?,
            _ => return Err("unknown"),
        }
        Ok(())
    }
}

/// An address of a page.
pub(super) fn is_url(value: &str) -> bool {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !value.chars().any(|ch| ch.is_whitespace() || ch.is_control())
}

fn marked(invite: &mut Invite, mark: InviteMark, tx: &Tx<'_>, today: Day) -> Result<(), &'static str> {
    let state = invite.state(tx.at, tx.edge);
    match (mark, state) {
        (InviteMark::Drafted, _) => (invite.sent, invite.accepted, invite.revoked) = (None, None, None),
        (InviteMark::Sent | InviteMark::Accepted, InviteState::Expired) => return Err("expired"),
        (InviteMark::Sent | InviteMark::Accepted, InviteState::Revoked) => return Err("revoked"),
        // Taken back from accepted to sent.
        (InviteMark::Sent, _) => {
            (invite.sent, invite.accepted) = (invite.sent.or(Some(today)), None);
        }
        (InviteMark::Accepted, _) => invite.accepted = invite.accepted.or(Some(today)),
        (InviteMark::Revoked, _) => {
            (invite.revoked, invite.accepted) = (invite.revoked.or(Some(today)), None);
        }
    }
    Ok(())
}

impl Tx<'_> {
    pub(super) fn live_invite(&self, id: RecordId) -> Result<(RecordRow, Invite)> {
        let row = self.live_record(id, RecordKind::Invite)?;
        let invite = decode(&row)?;
        Ok((row, invite))
    }
}

fn counts(rows: &[&InviteRow]) -> InviteCounts {
    let of = |state| count(rows.iter().filter(|row| row.state == state).count());
    InviteCounts {
        all: count(rows.len()),
        drafted: of(InviteState::Drafted),
        sent: of(InviteState::Sent),
        accepted: of(InviteState::Accepted),
        expired: of(InviteState::Expired),
        revoked: of(InviteState::Revoked),
    }
}

/// Every invite outside the trash, the newest first.
pub(super) struct Listed {
    /// Beside each what a query looks through, folded.
    rows: Vec<(InviteRow, String)>,
}

impl Listed {
    pub fn of(db: &Db, edge: &Edge) -> Result<Listed> {
        let records = db.live_records(RecordKind::Invite)?;
        let services = services(db)?;
        let mut rows = Vec::with_capacity(records.len());
        for record in records.iter().rev() {
            let invite: Invite = decode(record)?;
            let row = row(db, edge, record, &invite, &services)?;
            let said = [&row.recipient, &row.company, &row.service_name, &row.role, &row.batch_name, &invite.note];
            let said = said.map(String::as_str).join("\n");
            rows.push((row, fold(&said)));
        }
        Ok(Listed { rows })
    }

    pub fn rows(&self) -> impl Iterator<Item = &InviteRow> {
        self.rows.iter().map(|(row, _)| row)
    }

    fn chosen(&self, filter: &InviteFilter) -> impl Iterator<Item = &InviteRow> {
        let words: Vec<String> = filter.query.split_whitespace().map(fold).collect();
        let chosen = self.rows.iter().filter(move |(row, said)| {
            filter.kind.is_none_or(|kind| row.kind == kind)
                && filter.batch.is_none_or(|batch| row.batch == Some(batch))
                && filter.contact.is_none_or(|contact| row.contact == Some(contact))
                && filter.service.is_none_or(|service| row.service == Some(service))
                && words.iter().all(|word| said.contains(word))
        });
        chosen.map(|(row, _)| row)
    }

    /// The newest first.
    fn batches(&self) -> Vec<InviteBatch> {
        let mut batches: BTreeMap<i64, InviteBatch> = BTreeMap::new();
        for (row, _) in &self.rows {
            if let Some(id) = row.batch {
                let name = row.batch_name.clone();
                batches.entry(id).or_insert(InviteBatch { id, name, count: 0 }).count += 1;
            }
        }
        batches.into_values().rev().collect()
    }
}

fn services(db: &Db) -> Result<BTreeMap<RecordId, String>> {
    Ok(db.live_records(RecordKind::Service)?.into_iter().map(|row| (row.id, row.name)).collect())
}

fn row(
    db: &Db,
    edge: &Edge,
    record: &RecordRow,
    invite: &Invite,
    services: &BTreeMap<RecordId, String>,
) -> Result<InviteRow> {
    let shown: Option<Row> = match record.contact {
        Some(id) => db.rows(&[id], Sort::Reading)?.pop(),
        None => None,
    };
    let today = Day::from_number(edge.day(edge.now()));
    let expires = invite.expires(edge);
    let (role, enishi, run, former) = match &invite.what {
        What::Card(card) => (String::new(), card.enishi, None, None),
        What::Service(service) => (service.role.clone(), false, service.run, service.former),
    };
    // Of somebody in the trash the name stays.
    let typed = if record.contact.is_some() { &record.name } else { &invite.recipient };
    let seal = crate::contact::name::seal(&Fields { display_name: typed.clone(), ..Fields::default() });
    Ok(InviteRow {
        id: record.id,
        kind: invite.kind(),
        state: invite.state(edge.now(), edge),
        contact: record.contact,
        recipient: shown.as_ref().map_or_else(|| typed.clone(), |row| row.display_name.clone()),
        company: shown.as_ref().map(|row| row.company.clone()).unwrap_or_default(),
        seal: shown.as_ref().map_or(seal, |row| row.seal.clone()),
        photo: shown.as_ref().and_then(|row| row.photo.clone()),
        person: shown.as_ref().is_none_or(|row| row.kind == Kind::Person),
        service: record.service,
        service_name: record.service.and_then(|id| services.get(&id).cloned()).unwrap_or_default(),
        role,
        issued: invite.issued(edge),
        expires,
        days_left: expires.map(|day| day.since(today)),
        sent: invite.sent,
        accepted: invite.accepted,
        revoked: invite.revoked,
        batch: invite.batch.as_ref().map(|batch| batch.id),
        batch_name: invite.batch.as_ref().map(|batch| batch.name.clone()).unwrap_or_default(),
        enishi,
        run,
        former,
    })
}

/// One invite's row, in the trash or not; `None` where there is none of that number.
fn row_of(db: &Db, edge: &Edge, id: RecordId) -> Result<Option<InviteRow>> {
    let Some(record) = db.record(id)?.filter(|row| row.kind == RecordKind::Invite) else { return Ok(None) };
    Ok(Some(row(db, edge, &record, &decode(&record)?, &services(db)?)?))
}
