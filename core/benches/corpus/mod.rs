//! An invented address book of any size: the same seed gives the same people, and a small book is the beginning of a big
//! one. For measuring only; nothing of it ships.
//!
//! Japanese names with readings, companies, phones in many spellings, addresses, notes, groups; one in twenty has a photo
//! of 20 KB of its own, one in twenty-five is somebody entered a second time with little differences.

#![allow(dead_code, unused_imports, reason = "each program that shares this file uses a part of it")]

mod people;
mod random;
mod words;
mod write;

pub use people::{People, Person};
pub use write::{Csv, vcard3, vcard4};

/// The seed of every measurement.
pub const SEED: u64 = 20_261_122;
