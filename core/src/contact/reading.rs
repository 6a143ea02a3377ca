//! Readings: kana folding, sections of the rail, and sort keys by ICU collation.

use serde::{Deserialize, Serialize};

/// A section of the rail. Companies and people alike stand under their reading's first kana.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Section {
    A = 1,
    Ka,
    Sa,
    Ta,
    Na,
    Ha,
    Ma,
    Ya,
    Ra,
    Wa,
    /// 英: no reading, or one that starts with a Latin letter.
    Latin,
    /// 他: no reading.
    Other,
}
