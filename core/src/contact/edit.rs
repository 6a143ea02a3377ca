//! Edits: one path and one value, the same on the command line and across IPC. An edit patches the properties it
//! touches and leaves every other property, parameter and order as it was.
//!
//! Paths: `display_name family_name given_name family_reading given_reading honorific nickname company company_reading
//! department title note language` (an empty value removes) · `kind` (`person`, `company`) ·
//! `phones[0].value`, `phones[0].label`, `phones[+]`, `phones[+work]` (adds one, with a label), and so for `emails urls
//! ids relations custom dates`; an emptied value removes the entry · `addresses[0].postal` (`region city street building
//! country label`), `addresses[+work].city` · dates take `1990-04-12`, `--04-12`, `1990`, `1990-04` or free text.
//! `side`, `own`, `hidden` and `groups` are the book's, not the card's: see `Book::edit`.

use serde::{Deserialize, Serialize};

use super::card::Card;
use crate::error::Result;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Edit {
    pub field: String,
    pub value: String,
}

/// Applies one edit; [`crate::Error::Invalid`] with `unknown_field`, `no_such_entry` or `bad_value` leaves the card untouched.
pub fn apply(card: &mut Card, edit: &Edit) -> Result<()> {
    let _ = (card, edit);
    todo!()
}
