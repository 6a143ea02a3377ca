//! Enishi's core: an address book on one SQLite file, without a window, a clock or a network.
//!
//! The way in is [`book::Book`]. Everything that only the outside knows (the time, new identifiers) is handed in
//! through [`edge::Edge`].

pub mod access;
pub mod archive;
pub mod book;
pub mod checklist;
pub mod code;
pub mod contact;
pub mod edge;
pub mod error;
pub mod formats;
pub mod guard;
pub mod inspect;
pub mod invite;
pub mod record;
pub mod sample;
pub mod search;
pub mod time;
pub mod trash;

mod beside;
mod store;

pub use error::{Error, Result};
