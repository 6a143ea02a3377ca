//! How many of an invented book's duplicates are found, and how many pairs are none.

#[path = "../benches/corpus/mod.rs"]
mod corpus;
mod support;

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use corpus::{People, SEED, vcard4};
use enishi_core::book::{ImportOptions, List, Sort};
use support::Place;

/// People in the book; the floors below were measured at this size.
const PEOPLE: usize = 5_000;
/// Measured: 0.938. What stays unfound shares one thing only: the name of somebody whose every number and address is new, the
/// mobile of somebody who married.
const FOUND: f64 = 0.92;
/// Measured: 1.000.
const RIGHT: f64 = 0.98;

/// Somebody entered once more, as it happens in an office: the corpus itself only spells and leaves out.
fn entered_again(person: &mut corpus::Person, turn: usize) {
    let number = format!("{:08}", person.who);
    match turn % 6 {
        0 => {}
        // Typed from a phone call: in kana.
        1 => {
            (person.family, person.given) =
                (std::mem::take(&mut person.family_kana), std::mem::take(&mut person.given_kana));
        }
        2 => {
            person.company = "若葉物産株式会社".into();
            person.emails = vec![format!("{number}@wakaba.example")];
        }
        3 => {
            person.emails = vec![format!("{number}@new.example")];
            person.phones = vec![(format!("070{number}"), "CELL")];
        }
        // Married; the mail address stays.
        4 => (person.family, person.family_kana) = ("小鳥遊".into(), "たかなし".into()),
        _ => {
            person.family_kana.clear();
            person.given_kana.clear();
            person.emails.clear();
        }
    }
}

#[test]
fn duplicates_of_an_invented_book_are_found_and_few_others() {
    let mut vcards = Vec::new();
    let mut who = HashMap::new();
    let mut entries: HashMap<u32, Vec<String>> = HashMap::new();
    for mut person in People::new(SEED).take(PEOPLE) {
        person.photo = None;
        let before = entries.entry(person.who).or_default();
        if !before.is_empty() {
            let turn = who.len();
            entered_again(&mut person, turn);
        }
        before.push(person.uid.clone());
        who.insert(person.uid.clone(), person.who);
        vcard4(&person, &mut vcards);
    }
    let truth: usize = entries.values().map(|uids| uids.len() * (uids.len() - 1) / 2).sum();

    let place = Place::new();
    let book = place.open();
    let file = place.file("all.vcf", vcards);
    let report = book.import(&[file], &ImportOptions::default(), &mut |_| ControlFlow::Continue(())).expect("imported");
    assert_eq!(report.added as usize, PEOPLE);
    let ids = book.ids(List::All, Sort::Newest, 0, u32::MAX).expect("ids");
    let person = |id| -> u32 {
        let uid = book.contact(id).expect("there").uid;
        who[uid.trim_start_matches("urn:uuid:")]
    };
    let people: HashMap<_, u32> = ids.into_iter().map(|id| (id, person(id))).collect();
    let found: HashSet<_> =
        book.duplicates().expect("an answer").into_iter().map(|pair| (pair.first, pair.second)).collect();
    let right = found.iter().filter(|(first, second)| people[first] == people[second]).count();
    let (recall, precision) = (right as f64 / truth as f64, right as f64 / found.len() as f64);
    eprintln!(
        "{truth} true pairs, {} found, {right} of them right: recall {recall:.3}, precision {precision:.3}",
        found.len()
    );
    assert!(recall >= FOUND, "recall {recall:.3}");
    assert!(precision >= RIGHT, "precision {precision:.3}");
}
