//! Contacts: what a card says, how it is read, sorted and edited. Pure functions, no storage.

mod address;
pub mod card;
pub mod date;
pub mod duplicates;
pub mod edit;
pub mod fields;
mod identifier;
pub(crate) mod label;
pub mod mend;
pub mod merge;
pub mod name;
pub mod phone;
mod phonetic;
pub mod photo;
pub mod reading;
mod role;
mod sound;
pub mod spelling;
pub(crate) mod town;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "types", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A contact of one book; never given out again, even after a purge.
    ContactId
);
id!(
    /// A group of one book; never given out again.
    GroupId
);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Person,
    Company,
}

/// Own staff (社内) or an outside partner (外部).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Internal,
    #[default]
    Partner,
}
