//! Addresses that services issue, and the step of a run that works with the same records.

use super::super::access::{decode, encode};
use super::super::change::{Ties, Tx};
use super::super::{Book, Changed, Verb};
use super::{InviteRow, Listed, is_url, name_of, set};
use crate::checklist::day::Day;
use crate::checklist::facts::{Facts, Invited};
use crate::checklist::run::Run;
use crate::contact::ContactId;
use crate::contact::edit::Edit;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::invite::{Invite, InviteKind, InviteState, ServiceInvite, What};
use crate::record::{RecordId, RecordKind};
use crate::store::{Db, RecordRow};

impl Book {
    /// Keeps an address that a service issued, for a contact or for whom `recipient` names. Issued today and to be taken up today unless
    /// the edits say otherwise. Errors as of [`Book::edit_invite`], and [`Error::Invalid`] of `url` with `empty`.
    pub fn add_service_invite(
        &self,
        service: RecordId,
        contact: Option<ContactId>,
        edits: &[Edit],
    ) -> Result<(RecordId, Changed)> {
        let today = self.today();
        self.change(Verb::AddInvite, Ties::default(), |tx| {
            tx.live_record(service, RecordKind::Service)?;
            if let Some(id) = contact {
                tx.live(id)?;
            }
            let issued = Some(today);
            let mut invite = Invite {
                what: What::Service(ServiceInvite { issued, expires: issued, ..ServiceInvite::default() }),
                ..Invite::default()
            };
            for edit in edits {
                set(&mut invite, edit, today, tx.edge)
                    .map_err(|reason| Error::Invalid { field: edit.field.clone(), reason })?;
            }
            if matches!(&invite.what, What::Service(service) if service.url.is_empty()) {
                return Err(Error::Invalid { field: "url".to_owned(), reason: "empty" });
            }
            let name = name_of(tx, contact, &invite)?;
            tx.add_record(RecordKind::Invite, &name, (contact, Some(service)), encode(&invite))
        })
    }

    /// The service issued another address: a new invite in place of this one, issued today and to be taken up today. The former one stays, and
    /// is revoked where it could still be taken up. [`Error::Invalid`] of `url` with `no_url`, of `invite` with `no_service` for one of
    /// the own card and with `accepted` for one that was taken up.
    pub fn reissue_invite(&self, id: RecordId, url: &str) -> Result<(RecordId, Changed)> {
        let today = self.today();
        let url = url.trim();
        if !is_url(url) {
            return Err(Error::Invalid { field: "url".to_owned(), reason: "no_url" });
        }
        self.change(Verb::AddInvite, Ties::default(), |tx| {
            let (row, mut invite) = tx.live_invite(id)?;
            let invalid = |reason| Error::Invalid { field: "invite".to_owned(), reason };
            let What::Service(former) = invite.what.clone() else { return Err(invalid("no_service")) };
            let state = invite.state(tx.at, tx.edge);
            if state == InviteState::Accepted {
                return Err(invalid("accepted"));
            }
            let next = ServiceInvite {
                url: url.to_owned(),
                issued: Some(today),
                expires: Some(today),
                former: Some(id),
                ..former
            };
            let next =
                Invite { what: What::Service(next), sent: None, accepted: None, revoked: None, ..invite.clone() };
            let about = (row.contact, row.service);
            let made = tx.add_record(RecordKind::Invite, &row.name, about, encode(&next))?;
            if matches!(state, InviteState::Drafted | InviteState::Sent) {
                invite.revoked = Some(today);
                tx.put_record(&row, RecordRow { body: encode(&invite), ..row.clone() })?;
            }
            Ok(made)
        })
    }
}

/// What the register knows of a run's invites takes the place of what the run remembers; of one that was purged it goes on remembering.
pub(in crate::book) fn from_register(db: &Db, run: &mut Run) -> Result<()> {
    for step in &mut run.steps {
        let Facts::Invite(facts) = &mut step.facts else { continue };
        let Some(row) = facts.record.map(|id| db.record(id)).transpose()?.flatten() else { continue };
        if row.kind != RecordKind::Invite {
            continue;
        }
        let invite: Invite = decode(&row)?;
        let What::Service(service) = &invite.what else { continue };
        facts.url.clone_from(&service.url);
        facts.role.clone_from(&service.role);
        facts.recipient = match row.contact {
            Some(id) => db.contact_name(id)?.unwrap_or_default(),
            None => invite.recipient.clone(),
        };
        (facts.issued, facts.expires) = (service.issued, service.expires);
        (facts.accepted, facts.revoked) = (invite.accepted, invite.revoked);
        // In the trash it invites nobody.
        if row.trashed_at.is_some() {
            facts.revoked = facts.revoked.or(service.issued);
        }
    }
    Ok(())
}

/// What a step says of its invite stands in the register, too.
pub(in crate::book) fn into_register(
    tx: &mut Tx<'_>,
    before: Option<&Invited>,
    run: &mut Run,
    at: usize,
    run_id: RecordId,
) -> Result<()> {
    let about = run.subject.service;
    let Some(Facts::Invite(facts)) = run.steps.get_mut(at).map(|step| &mut step.facts) else { return Ok(()) };
    if before == Some(facts) || *facts == Invited::default() {
        return Ok(());
    }
    let row = facts.record.map(|id| tx.db.record(id)).transpose()?.flatten();
    let row = row.filter(|row| row.kind == RecordKind::Invite);
    let reissued = before.is_some_and(|before| before.former.len() < facts.former.len());
    match row {
        Some(row) if !reissued => {
            let was: Invite = decode(&row)?;
            let invite = said(facts, &was, run_id);
            // A name that was typed over is another person.
            let same = match row.contact {
                Some(id) => tx.db.contact_name(id)?.unwrap_or_default() == facts.recipient,
                None => true,
            };
            let contact = row.contact.filter(|_| same);
            let name = name_of(tx, contact, &invite)?;
            tx.put_record(&row, RecordRow { contact, name, body: encode(&invite), ..row.clone() })?;
        }
        former => {
            let mut invite = said(facts, &Invite::default(), run_id);
            let (mut contact, mut service) = (None, about);
            if let Some(former) = former {
                if let What::Service(made) = &mut invite.what {
                    made.former = Some(former.id);
                }
                (contact, service) = (former.contact, former.service);
                let mut old: Invite = decode(&former)?;
                if matches!(old.state(tx.at, tx.edge), InviteState::Drafted | InviteState::Sent) {
                    old.revoked = Some(Day::from_number(tx.edge.day(tx.at)));
                    tx.put_record(&former, RecordRow { body: encode(&old), ..former.clone() })?;
                }
            } else if let [only] = tx.db.contacts_called(&facts.recipient)?.as_slice() {
                contact = Some(*only);
            }
            let name = name_of(tx, contact, &invite)?;
            facts.record = Some(tx.add_record(RecordKind::Invite, &name, (contact, service), encode(&invite))?);
        }
    }
    Ok(())
}

/// The record of what a step says.
fn said(facts: &Invited, was: &Invite, run: RecordId) -> Invite {
    let former = match &was.what {
        What::Service(service) => service.former,
        What::Card(_) => None,
    };
    Invite {
        recipient: facts.recipient.clone(),
        what: What::Service(ServiceInvite {
            url: facts.url.clone(),
            role: facts.role.clone(),
            issued: facts.issued,
            expires: facts.expires,
            former,
            run: Some(run),
        }),
        accepted: facts.accepted,
        revoked: facts.revoked,
        ..was.clone()
    }
}

/// Invites of services, the newest first, that neither stand in a step of one of these runs nor were replaced.
pub(in crate::book) fn outside_runs(db: &Db, edge: &Edge, runs: &[(RecordId, Run)]) -> Result<Vec<InviteRow>> {
    let within: Vec<RecordId> = runs
        .iter()
        .filter(|(_, run)| run.ended_at.is_none())
        .flat_map(|(_, run)| &run.steps)
        .filter_map(|step| match &step.facts {
            Facts::Invite(facts) => facts.record,
            _ => None,
        })
        .collect();
    let all = Listed::of(db, edge)?;
    let replaced: Vec<RecordId> = all.rows().filter_map(|row| row.former).collect();
    let alone = all.rows().filter(|row| row.kind == InviteKind::Service);
    Ok(alone.filter(|row| !within.contains(&row.id) && !replaced.contains(&row.id)).cloned().collect())
}

/// What a step says of its invite.
pub(in crate::book) fn of_step(run: &Run, at: usize) -> Option<Invited> {
    match run.steps.get(at).map(|step| &step.facts) {
        Some(Facts::Invite(facts)) => Some(facts.clone()),
        _ => None,
    }
}
