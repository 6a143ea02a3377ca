//! What stands on the home screen: runs, broken rules, and what falls due.

use serde::{Deserialize, Serialize};

use super::access::{Register, count};
use super::invites::{InviteRow, services};
use super::runs::current;
use super::{Book, copies};
use crate::access::{Broken, INACTIVE_DAYS, Rule};
use crate::checklist::day::Day;
use crate::checklist::facts::{Facts, Lack, Missing, World};
use crate::checklist::kind::StepKind;
use crate::checklist::run::Run;
use crate::checklist::status::{RunStatus, StepState};
use crate::checklist::template::Text;
use crate::edge::Edge;
use crate::error::Result;
use crate::invite::InviteState;
use crate::record::{RecordId, RecordKind};
use crate::store::Db;

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
    pub invite: Option<RecordId>,
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
    /// Files of backups that are to be looked at again.
    pub copies_due: u32,
}

/// How far ahead the home screen looks, in days.
const AHEAD: i64 = 30;

impl Book {
    /// All runs outside the trash, unfinished ones first, the newest first.
    pub fn runs(&self) -> Result<Vec<RunRow>> {
        let mut rows = self.standing()?.rows();
        rows.reverse();
        rows.sort_by_key(|row| row.ended);
        Ok(rows)
    }

    /// What the register and the runs break today.
    pub fn rules(&self) -> Result<Vec<Broken>> {
        Ok(self.standing()?.rules())
    }

    /// Everything that falls due, the nearest first.
    pub fn deadlines(&self) -> Result<Vec<Deadline>> {
        Ok(self.standing()?.deadlines())
    }

    pub fn home(&self) -> Result<Home> {
        let standing = self.standing()?;
        let rows = standing.rows();
        let ended = count(rows.iter().filter(|row| row.ended).count());
        let runs = rows.into_iter().filter(|row| !row.ended).rev().collect();
        let mut deadlines = standing.deadlines();
        deadlines.retain(|deadline| deadline.days <= AHEAD);
        let copies = copies::listed(&standing, self.edge.now());
        let copies_due = count(copies.iter().filter(|(copy, _)| copy.due).count());
        Ok(Home { today: standing.world.today, runs, ended, broken: standing.rules(), deadlines, copies_due })
    }

    pub(super) fn standing(&self) -> Result<Standing> {
        let today = self.today();
        self.store.read(|db| Standing::of(db, &self.edge, today))
    }
}

/// The register and every run outside the trash, read once.
pub(super) struct Standing {
    register: Register,
    world: World,
    pub(super) runs: Vec<(RecordId, Run)>,
    /// Those of services that are in no step of these runs, and not replaced.
    invites: Vec<InviteRow>,
}

impl Standing {
    fn of(db: &Db, edge: &Edge, today: Day) -> Result<Standing> {
        let register = Register::of(db)?;
        let rows = db.live_records(RecordKind::Run)?;
        let runs = rows.iter().map(|row| Ok((row.id, current(db, row)?))).collect::<Result<Vec<_>>>()?;
        let invites = services::outside_runs(db, edge, &runs)?;
        Ok(Standing { world: register.world(today), register, runs, invites })
    }

    fn rows(&self) -> Vec<RunRow> {
        self.runs.iter().map(|(id, run)| run_row(&run.status(*id, &self.world))).collect()
    }

    /// The register's rules; what was done out of order; addresses that ran out unused.
    fn rules(&self) -> Vec<Broken> {
        let mut all = self.register.rules(self.world.today);
        for row in self.invites.iter().filter(|row| row.state == InviteState::Expired) {
            all.push(Broken {
                rule: Rule::Expired,
                service: row.service,
                contact: row.contact,
                run: None,
                step: String::new(),
                invite: Some(row.id),
                name: invite_name(row).to_owned(),
                names: vec![row.service_name.clone(), row.role.clone()],
                count: 0,
                day: row.expires,
                days: row.days_left.unwrap_or_default(),
            });
        }
        for (id, run) in &self.runs {
            for (at, (step, progress)) in run.template.steps.iter().zip(&run.steps).enumerate() {
                let broken = |rule, day: Option<Day>| Broken {
                    rule,
                    service: run.subject.service,
                    contact: None,
                    run: Some(*id),
                    step: step.id.clone(),
                    invite: None,
                    name: run.name.clone(),
                    names: vec![step.title.ja.clone(), step.title.english().to_owned()],
                    count: 0,
                    day,
                    days: day.map_or(0, |day| day.since(self.world.today)),
                };
                if run.is_broken(at, &self.world) {
                    all.push(broken(Rule::OutOfOrder, progress.out_of_order.as_ref().map(|it| it.on)));
                } else if let Facts::Handover(rights) = &progress.facts
                    && rights.rights.iter().any(|it| !it.remove_now.is_empty() && it.checked.is_none())
                {
                    all.push(broken(Rule::OutOfOrder, run.due(at, &self.world)));
                }
                if let Facts::Invite(invited) = &progress.facts
                    && run.applies(at)
                    && !run.is_settled(at)
                    && run.gate(at, &self.world).iter().any(|missing| missing.code == Lack::Expired)
                {
                    all.push(broken(Rule::Expired, invited.expires));
                }
            }
        }
        all.sort_by(|a, b| a.rule.cmp(&b.rule).then(a.days.cmp(&b.days)));
        all
    }

    fn deadlines(&self) -> Vec<Deadline> {
        let of = |day: Day, kind, name: &str, what: Text| Deadline {
            day,
            days: day.since(self.world.today),
            kind,
            name: name.to_owned(),
            what,
            run: None,
            step: String::new(),
            service: None,
            invite: None,
        };
        let mut all = Vec::new();
        for (id, run) in &self.runs {
            for (at, (step, progress)) in run.template.steps.iter().zip(&run.steps).enumerate() {
                let mut push = |day, kind| {
                    let deadline = of(day, kind, &run.name, step.title.clone());
                    all.push(Deadline { run: Some(*id), step: step.id.clone(), ..deadline });
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
                        let goes_on =
                            |day: &Day| !settled || repeats || (run.ended_at.is_none() && *day >= self.world.today);
                        run.timer_ends(at, self.world.today)
                            .filter(goes_on)
                            .into_iter()
                            .for_each(|day| push(day, DeadlineKind::Timer));
                    }
                    (_, false) => run.due(at, &self.world).into_iter().for_each(|day| push(day, DeadlineKind::Step)),
                    (_, true) => {}
                }
            }
        }
        for row in &self.invites {
            let open = matches!(row.state, InviteState::Drafted | InviteState::Sent | InviteState::Expired);
            if let (true, Some(day)) = (open, row.expires) {
                let deadline = of(day, DeadlineKind::Invite, invite_name(row), Text::typed(&row.role));
                all.push(Deadline { service: row.service, invite: Some(row.id), ..deadline });
            }
        }
        for (id, service) in &self.register.services {
            let days = [
                (service.renewal, DeadlineKind::Renewal),
                (service.last_login.map(|last| last.plus(INACTIVE_DAYS)), DeadlineKind::Inactive),
            ];
            for (day, kind) in days {
                all.extend(
                    day.map(|day| Deadline { service: Some(*id), ..of(day, kind, &service.name, Text::default()) }),
                );
            }
        }
        for held in &self.register.held {
            let review = |day| Deadline {
                service: Some(held.service),
                ..of(day, DeadlineKind::Review, &held.person, Text::typed(&held.access.role))
            };
            all.extend(held.access.review.map(review));
        }
        all.sort_by(|a, b| a.day.cmp(&b.day).then(a.kind.cmp(&b.kind)).then(a.name.cmp(&b.name)));
        all
    }
}

/// Who is invited, or into what.
fn invite_name(row: &InviteRow) -> &str {
    if row.recipient.is_empty() { &row.service_name } else { &row.recipient }
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
