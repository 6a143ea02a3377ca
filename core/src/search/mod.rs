//! Search: every live contact's folded text in memory, in reading order.
//!
//! The book makes a [`SearchEntry`] of each contact, keeps them in one [`Index`], and replaces those that a change
//! touched. A [`Query`] is what the user typed. Which contacts belong to a list is the book's to say ([`Standing`]).

mod block;
mod fold;
mod grams;
mod index;
mod matches;
#[cfg(test)]
mod oracle;
mod pattern;
mod query;
mod romaji;
mod values;
mod variants;

pub use fold::{fold, fold_into};
pub use index::{Found, Index, SearchEntry, Standing};
pub use matches::matches;
pub use query::Query;
pub(crate) use romaji::in_latin;

#[cfg(test)]
mod tests;
