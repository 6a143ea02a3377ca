//! The typed view of a card, computed and never stored.

use serde::{Deserialize, Serialize};

use super::Kind;
use super::card::{Card, MediaHash};

/// What a card says, in the product's words. Empty text where the card says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fields {
    pub kind: Kind,
    pub display_name: String,
    pub family_name: String,
    pub given_name: String,
    pub family_reading: String,
    pub given_reading: String,
    pub honorific: String,
    pub nickname: String,
    pub company: String,
    pub company_reading: String,
    pub department: String,
    pub title: String,
    pub phones: Vec<Labelled>,
    pub emails: Vec<Labelled>,
    pub urls: Vec<Labelled>,
    /// Messenger and LINE / LINE WORKS identifiers.
    pub ids: Vec<Labelled>,
    pub addresses: Vec<Address>,
    pub dates: Vec<Date>,
    pub relations: Vec<Labelled>,
    pub note: String,
    /// Custom fields: unmapped CSV columns and fields the user named.
    pub custom: Vec<Labelled>,
    pub language: String,
    pub photo: Option<MediaHash>,
    /// Properties without a place above, as name and raw value; kept and exported as they came.
    pub unknown: Vec<Unknown>,
    /// `CATEGORIES` in order; memberships live in the book, the card only keeps their order.
    pub categories: Vec<String>,
    pub uid: Option<String>,
}

/// A value with its label: a code (`work`, `home`, `mobile`, `fax`, `work_fax`, `home_fax`, `main`, `pager`, `other`;
/// ids: `line`, `line_works` …) or the user's own text; empty where there is none.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Labelled {
    pub label: String,
    pub value: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Address {
    pub label: String,
    pub postal: String,
    /// 都道府県
    pub region: String,
    /// 市区町村
    pub city: String,
    /// 町名・番地
    pub street: String,
    pub building: String,
    pub country: String,
    /// The whole address on one line, as given or put together in the address's own order.
    pub text: String,
}

/// A date that may lack parts (RFC 6350 §4.3.1), always with the text it came from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Date {
    /// `birthday`, `anniversary`, `card_exchanged`, or the user's own text.
    pub label: String,
    pub year: Option<i32>,
    pub month: Option<u32>,
    pub day: Option<u32>,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Unknown {
    pub name: String,
    pub value: String,
}

impl Fields {
    pub fn of(card: &Card) -> Fields {
        let _ = card;
        todo!()
    }
}
