//! Invites: something handed to a person, with a state and, often, an expiry.
//!
//! There are two kinds. The own card is handed over, first of all as a vCard for people without Enishi, and also as an Enishi
//! invite: a signed token ([`token`]) that another Enishi turns into a partner whose name, company and photo follow later cards.
//! And an address that a service issued, by which somebody takes a right up, is kept with what becomes of it.
//!
//! Nothing is sent from here: `sent` and `accepted` are what the user says, or an answering invite.

pub mod card;
pub mod key;
pub mod link;
pub mod message;
pub mod token;

use serde::{Deserialize, Serialize};

use crate::checklist::day::Day;
use crate::edge::Edge;
use crate::record::RecordId;
use crate::time::Moment;

/// What is known of an invite.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Invite {
    /// As typed, of somebody who isn't in the book; empty for nobody in particular.
    pub recipient: String,
    pub what: What,
    pub sent: Option<Day>,
    pub accepted: Option<Day>,
    pub revoked: Option<Day>,
    pub note: String,
    pub batch: Option<Batch>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum What {
    Card(CardInvite),
    Service(ServiceInvite),
}

impl Default for What {
    fn default() -> What {
        What::Service(ServiceInvite::default())
    }
}

/// The own card, handed over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CardInvite {
    /// The one-time number, in hexadecimal.
    pub number: String,
    /// As it was signed: [`token::Token`] in base64url.
    pub token: String,
    pub created: Moment,
    /// The last moment at which it can be taken; `None` for never.
    pub expires: Option<Moment>,
    /// How long it was made for.
    pub expiry: Expiry,
    /// Messages and sheets carry the Enishi invite, too.
    pub enishi: bool,
}

/// An address by which somebody takes up a right in a service.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceInvite {
    pub url: String,
    pub role: String,
    pub issued: Option<Day>,
    /// The last day on which it can be taken up.
    pub expires: Option<Day>,
    /// The one that this one replaces.
    pub former: Option<RecordId>,
    /// The step of a run in which it was made.
    pub run: Option<RecordId>,
}

/// Invites that were made in one go.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// The change that made the first of them.
    pub id: i64,
    pub name: String,
}

/// How an invite stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InviteState {
    Drafted,
    Sent,
    Accepted,
    Expired,
    Revoked,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InviteKind {
    /// The own card.
    Card,
    /// An address that a service issued.
    Service,
}

/// How long an invite is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub enum Expiry {
    /// To the end of today in the user's calendar.
    #[serde(rename = "today")]
    Today,
    #[serde(rename = "24h")]
    Day,
    /// Seven times 24 hours.
    #[default]
    #[serde(rename = "7d")]
    Week,
    /// Thirty times 24 hours.
    #[serde(rename = "30d")]
    Month,
    #[serde(rename = "never")]
    Never,
}

impl Expiry {
    pub const ALL: [(&str, Expiry); 5] = [
        ("today", Expiry::Today),
        ("24h", Expiry::Day),
        ("7d", Expiry::Week),
        ("30d", Expiry::Month),
        ("never", Expiry::Never),
    ];

    /// The last moment of an invite made `now`.
    pub fn ends(self, now: Moment, edge: &Edge) -> Option<Moment> {
        match self {
            Expiry::Today => Some(edge.end_of_day(now)),
            Expiry::Day => Some(now.plus_days(1)),
            Expiry::Week => Some(now.plus_days(7)),
            Expiry::Month => Some(now.plus_days(30)),
            Expiry::Never => None,
        }
    }

    pub fn parse(text: &str) -> Option<Expiry> {
        Expiry::ALL.iter().find(|(word, _)| *word == text).map(|(_, expiry)| *expiry)
    }
}

impl Invite {
    pub fn kind(&self) -> InviteKind {
        match self.what {
            What::Card(_) => InviteKind::Card,
            What::Service(_) => InviteKind::Service,
        }
    }

    /// Accepted is the last word, then revoked; a day or a moment that has gone by makes the rest expired.
    pub fn state(&self, now: Moment, edge: &Edge) -> InviteState {
        if self.accepted.is_some() {
            InviteState::Accepted
        } else if self.revoked.is_some() {
            InviteState::Revoked
        } else if self.has_expired(now, edge) {
            InviteState::Expired
        } else if self.sent.is_some() {
            InviteState::Sent
        } else {
            InviteState::Drafted
        }
    }

    fn has_expired(&self, now: Moment, edge: &Edge) -> bool {
        match &self.what {
            // To the second, as the token says it.
            What::Card(card) => card.expires.is_some_and(|last| token::seconds(now) > token::seconds(last)),
            What::Service(service) => service.expires.is_some_and(|last| Day::from_number(edge.day(now)) > last),
        }
    }

    /// The last day on which it can be taken.
    pub fn expires(&self, edge: &Edge) -> Option<Day> {
        match &self.what {
            What::Card(card) => card.expires.map(|last| Day::from_number(edge.day(last))),
            What::Service(service) => service.expires,
        }
    }

    pub fn issued(&self, edge: &Edge) -> Option<Day> {
        match &self.what {
            What::Card(card) => Some(Day::from_number(edge.day(card.created))),
            What::Service(service) => service.issued,
        }
    }
}

#[cfg(test)]
mod tests;
