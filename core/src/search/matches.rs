//! Where a query was found, in the text as it was typed: only for the rows that are shown.

use super::Query;
use super::fold::{Folded, fold_with_places};
use super::query::{Alternative, Pattern};
use super::values::{Part, Tag, each_value, is_of_a_number};
use crate::book::Match;
use crate::contact::fields::Fields;
use crate::contact::phone;

/// More places in one value say nothing more.
const MOST: usize = 20;

/// The places of all words in a contact that fits, in the order of its fields, at most 20 in one value; places that touch are
/// one. `groups` are the names of its groups; a match in one has its place in this list as index.
pub fn matches(query: &Query, fields: &Fields, groups: &[String]) -> Vec<Match> {
    let mut matches = Vec::new();
    each_value(fields, groups, &mut |tag, parts| {
        let mut places = Vec::new();
        for spots in forms(tag, parts) {
            for word in &query.words {
                for alternative in word.alternatives.iter().filter(|alternative| alternative.tags.has(tag as u8)) {
                    find(alternative, &spots, &mut places);
                }
            }
        }
        let address = parts.first().and_then(|part| fields.addresses.get(part.index as usize));
        let postal = address.filter(|_| tag == Tag::Postal).map(|address| address.text.as_str());
        for (at, part) in parts.iter().enumerate() {
            let own = places.iter().filter(|place| place.part == at).map(|place| (place.start, place.end));
            let (text, shift) = postal.and_then(|text| within(part.text, text)).unwrap_or((part.text, 0));
            let found = joined(own.collect()).into_iter().take(MOST).map(|(start, end)| Match {
                field: part.field.to_owned(),
                index: part.index,
                start: start + shift,
                len: end - start,
                label: part.label.to_owned(),
                text: text.to_owned(),
            });
            for place in found {
                if !matches.contains(&place) {
                    matches.push(place);
                }
            }
        }
    });
    matches
}

/// A folded character of a value with its place in one of the value's parts.
#[derive(Clone, Copy)]
struct Spot {
    part: usize,
    folded: Folded,
}

struct Place {
    part: usize,
    start: u32,
    end: u32,
}

/// A value in each of the forms that are searched, with where their characters come from.
fn forms(tag: Tag, parts: &[Part<'_>]) -> Vec<Vec<Spot>> {
    let spots = spots(parts);
    let digits: Vec<Spot> = spots.iter().filter(|spot| spot.folded.ch.is_ascii_digit()).copied().collect();
    match tag {
        Tag::Postal => vec![digits],
        Tag::Phone => {
            let says_more = !spots.iter().all(|spot| is_of_a_number(spot.folded.ch));
            let national = parts.first().map_or_else(Vec::new, |part| national(part.text, &spots));
            let mut forms = vec![national, digits];
            forms.extend(says_more.then_some(spots));
            forms
        }
        _ => vec![spots],
    }
}

fn spots(parts: &[Part<'_>]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (part, text) in parts.iter().map(|part| part.text).enumerate() {
        let at_end = spots
            .last()
            .map(|last| Spot { folded: Folded { ch: ' ', start: last.folded.end, ..last.folded }, ..*last });
        spots.extend(at_end.filter(|_| part > 0));
        spots.extend(fold_with_places(text).into_iter().map(|folded| Spot { part, folded }));
    }
    spots
}

/// The national digits, each at the place of a written one; the leading 0 stands where the country's code was written.
fn national(text: &str, spots: &[Spot]) -> Vec<Spot> {
    let national = phone::digits(text);
    let written: Vec<&Spot> = spots.iter().filter(|spot| spot.folded.ch.is_ascii_digit()).collect();
    let plain: String = written.iter().map(|spot| spot.folded.ch).collect();
    let digits = national.trim_start_matches('+');
    let rest = digits.get(1..).unwrap_or_default();
    let mut places: Vec<Spot> =
        spots.iter().filter(|spot| spot.folded.ch == '+').take(national.len() - digits.len()).copied().collect();
    if let Some(from) = plain.find(digits) {
        places.extend(written.iter().skip(from).take(digits.len()).copied());
    } else if let (Some(from), Some(first)) = (plain.find(rest), written.first()) {
        let code = written.get(from.saturating_sub(1)).unwrap_or(first);
        places.push(Spot { folded: Folded { ch: '0', start: 0, end: code.folded.end }, ..**first });
        places.extend(written.iter().skip(from).take(rest.len()).copied());
    }
    places
}

fn find(alternative: &Alternative, spots: &[Spot], places: &mut Vec<Place>) {
    let chars = |from: usize| spots.iter().skip(from).map(|spot| spot.folded.ch);
    let mut from = 0;
    let most = places.len() + MOST;
    while from < spots.len() && places.len() < most {
        let len = match &alternative.pattern {
            Pattern::Plain(plain) => starts(chars(from), &plain.text),
            Pattern::Spelled(spelled) => spelled.reads_from_start(chars(from)),
            Pattern::Spaced(spelled) => {
                let letters = spelled.reads_from_start(chars(from).filter(|ch| *ch != ' '));
                letters.map(|letters| over_spaces(chars(from), letters))
            }
        };
        if let Some(len) = len.filter(|len| *len > 0) {
            put(spots.get(from..from + len).unwrap_or_default(), places);
        }
        if matches!(alternative.pattern, Pattern::Spaced(_)) {
            return;
        }
        from += len.unwrap_or(0).max(1);
    }
}

fn starts(mut text: impl Iterator<Item = char>, word: &str) -> Option<usize> {
    word.chars().all(|ch| text.next() == Some(ch)).then(|| word.chars().count())
}

/// How many characters of `text` hold so many that are no spaces.
fn over_spaces(text: impl Iterator<Item = char>, letters: usize) -> usize {
    let mut left = letters;
    let mut count = 0;
    for ch in text {
        if left == 0 {
            break;
        }
        left -= usize::from(ch != ' ');
        count += 1;
    }
    count
}

fn put(found: &[Spot], places: &mut Vec<Place>) {
    for piece in found.chunk_by(|a, b| a.part == b.part) {
        let start = piece.iter().map(|spot| spot.folded.start).min();
        let end = piece.iter().map(|spot| spot.folded.end).max();
        if let (Some(start), Some(end), Some(first)) = (start, end, piece.first()) {
            places.push(Place { part: first.part, start, end });
        }
    }
}

/// In order, those that overlap or touch as one, empty ones left out.
fn joined(mut places: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    places.retain(|(start, end)| start < end);
    places.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (start, end) in places {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// `text` with how many of its characters stand before `piece`.
fn within<'a>(piece: &str, text: &'a str) -> Option<(&'a str, u32)> {
    let at = text.find(piece)?;
    let before = text.get(..at)?.chars().count();
    Some((text, u32::try_from(before).ok()?))
}
