//! What the book keeps beside contacts and groups: services, rights, templates, runs and invites, each one row with one body.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The number of a service, a right, a template, a run or an invite; unique among all of them, never used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(transparent)]
pub struct RecordId(pub i64);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<RecordId, Self::Err> {
        text.parse().map(RecordId)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    Service,
    Access,
    Template,
    Run,
    Invite,
}
