//! Reading and writing vCard in a test's few words, and comparing with golden files.

use std::ops::ControlFlow;
use std::path::Path;

use enishi_core::contact::card::{Card, Property, split, unescape};
use enishi_core::formats::encoding::Charset;
use enishi_core::formats::vcard::{self, Version};
use enishi_core::formats::{Found, Incoming, Trouble};

pub fn read(bytes: &[u8]) -> Vec<Found> {
    read_as(bytes, None)
}

pub fn read_as(bytes: &[u8], charset: Option<Charset>) -> Vec<Found> {
    let mut found = Vec::new();
    vcard::read(&mut &*bytes, charset, &mut |one| {
        found.push(one);
        ControlFlow::Continue(())
    })
    .expect("memory can be read");
    found
}

pub fn cards(found: &[Found]) -> Vec<Incoming> {
    let card = |one: &Found| match one {
        Found::Card(incoming) => Some((**incoming).clone()),
        Found::Trouble(_) => None,
    };
    found.iter().filter_map(card).collect()
}

pub fn troubles(found: &[Found]) -> Vec<Trouble> {
    let trouble = |one: &Found| match one {
        Found::Card(_) => None,
        Found::Trouble(trouble) => Some(trouble.clone()),
    };
    found.iter().filter_map(trouble).collect()
}

pub fn reasons(found: &[Found]) -> Vec<&'static str> {
    troubles(found).iter().map(|trouble| trouble.reason).collect()
}

#[track_caller]
pub fn one(bytes: &[u8]) -> Incoming {
    let found = read(bytes);
    match &cards(&found)[..] {
        [card] => card.clone(),
        _ => panic!("one card, not {found:?}"),
    }
}

#[track_caller]
pub fn value(incoming: &Incoming, name: &str) -> String {
    incoming.card.first(name).unwrap_or_else(|| panic!("{name} in {incoming:?}")).value.clone()
}

pub fn write(incoming: &Incoming, version: Version, out: &mut Vec<u8>) {
    let properties = incoming.card.all("CATEGORIES");
    let names: Vec<String> = properties.flat_map(|property| split(&property.value, ',')).map(unescape).collect();
    let mut media = |hash: &_| incoming.media.iter().find(|(known, _)| known == hash).map(|(_, bytes)| bytes.clone());
    vcard::write(&incoming.card, version, &names, &mut media, out);
}

pub fn written(incoming: &Incoming, version: Version) -> String {
    let mut out = Vec::new();
    write(incoming, version, &mut out);
    String::from_utf8(out).expect("what is written is UTF-8")
}

/// Without the places in the source, which another text has elsewhere.
pub fn placeless(card: &Card) -> Card {
    let properties = card.properties.iter().map(|property| Property { place: 0, ..property.clone() });
    Card { properties: properties.collect() }
}

/// Compares with a golden file, or writes it where `cargo xtask golden --update` runs the test.
#[track_caller]
pub fn compare(path: &Path, now: &[u8]) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, now).expect("a golden file can be written");
        return;
    }
    let before = std::fs::read(path).unwrap_or_else(|_| panic!("{path:?} is missing: cargo xtask golden --update"));
    assert!(
        before == now,
        "{path:?} differs; it would be now:\n{}\ncargo xtask golden --update, then read the diff",
        String::from_utf8_lossy(now)
    );
}
