//! Character encodings of files.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Charset {
    #[default]
    Utf8,
    Utf8Bom,
    /// Windows' Shift_JIS.
    Cp932,
    Utf16Le,
    Utf16Be,
    EucJp,
    Iso2022Jp,
    Cp1252,
}
