use serde::{Deserialize, Serialize};
use specta::Type;

use super::AppState;

/// How long after the last key or click a guarded book is locked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LockAfter {
    /// Only when the user says so, and at the end.
    Never,
    Minute,
    FiveMinutes,
    QuarterHour,
    Hour,
}

/// A new key as it is written down.
#[derive(Clone, Debug, Serialize, Deserialize, Type)]
pub struct RecoveryKey {
    /// Seven of four letters.
    pub groups: Vec<String>,
}

/// The lock was set or removed.
#[derive(Clone, Debug, Serialize, Deserialize, Type)]
pub struct LockChanged {
    pub state: AppState,
    /// Copies of the book that followed it.
    pub copies: u32,
    /// Copies that could not: damaged, or their drive is away.
    pub left: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Type)]
pub struct Unlocked {
    pub state: AppState,
    /// It was the recovery key: the passphrase was forgotten.
    pub with_recovery: bool,
}
