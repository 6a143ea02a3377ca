//! Goal 10: likely duplicates of the whole book, against one sort of what they are looked for by.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use enishi_core::book::{List, Sort};

use super::Options;
use super::daily::Filled;
use super::import::open;
use super::table::Line;
use super::turns::{Runner, by_turns, timed};

pub fn measure(filled: &Filled, options: &Options, lines: &mut Vec<Line>) {
    let keys = keys(filled);
    let mut found = 0;
    let [limit, ours] = by_turns(
        options.rounds,
        [
            Runner::timed(|| {
                let mut keys = keys.clone();
                timed(|| keys.sort_unstable()).0
            }),
            Runner::timed(|| {
                // A book that was just opened has not looked yet.
                let book = open(&filled.path);
                let (time, pairs) = timed(|| book.duplicates().expect("an answer"));
                found = pairs.len();
                time
            }),
        ],
    );
    assert!(filled.contacts < 1000 || found > 0, "a corpus has duplicates");
    let what = format!("duplicates of the whole book ({found} pairs) — one sort of its keys");
    lines.push(Line::times(10, filled.contacts, what, limit, ours, 5.0));
}

/// A number for each phone, each mail address, the name and the reading at its company of everybody, with whose it is.
fn keys(filled: &Filled) -> Vec<(u64, u32)> {
    let book = open(&filled.path);
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut keys = Vec::new();
    for (at, id) in (0u32..).zip(book.ids(List::All, Sort::Newest, 0, u32::MAX).expect("ids")) {
        let contact = book.contact(id).expect("a contact");
        keys.extend(contact.phones.iter().chain(&contact.emails).map(|entry| (hasher.hash_one(&entry.value), at)));
        let names = [contact.display_name, contact.family_reading + &contact.given_reading];
        keys.extend(names.map(|name| (hasher.hash_one((name, &contact.company)), at)));
    }
    keys
}
