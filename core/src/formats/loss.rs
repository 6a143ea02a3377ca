//! What a format can't hold, found by reading what was written and comparing.

use crate::contact::card::{Card, split, unescape};
use crate::contact::fields::{Address, Date, Fields, Labelled};

/// Names of the fields of which something is missing in `after`, as in the contact's fields; `phones.label` and the like where
/// the values are there under another label or none, `middle_name` and `name_affixes` for the parts of a name beside family and
/// given, `unknown` for properties without a place. What `after` says beyond `before` is no loss, and neither is a UID.
pub fn lost(before: (&Card, &Fields, &[String]), after: (&Card, &Fields, &[String])) -> Vec<&'static str> {
    let (card, fields, groups) = before;
    let (other_card, other, other_groups) = after;
    let mut lost = Vec::new();
    for ((name, text), (_, again)) in texts(fields).into_iter().zip(texts(other)) {
        if !text.trim().is_empty() && lines(text) != lines(again) {
            lost.push(name);
        }
    }
    if fields.kind != other.kind {
        lost.push("kind");
    }
    let (name, again) = (NameParts::of(card, fields), NameParts::of(other_card, other));
    if !name.middle.is_empty() && name.middle != again.middle {
        lost.push("middle_name");
    }
    if !missing(&name.affixes, &again.affixes).is_empty() {
        lost.push("name_affixes");
    }
    entries(&mut lost, ["phones", "phones.label"], &fields.phones, &other.phones);
    entries(&mut lost, ["emails", "emails.label"], &fields.emails, &other.emails);
    entries(&mut lost, ["urls", "urls.label"], &fields.urls, &other.urls);
    // Some formats have a place for messengers only among the user's own fields, under the service's name.
    let service =
        |field: &Labelled| Labelled { label: field.label.to_lowercase().replace(' ', "_"), value: field.value.clone() };
    let ids: Vec<Labelled> = other.ids.iter().cloned().chain(other.custom.iter().map(service)).collect();
    entries(&mut lost, ["ids", "ids.label"], &fields.ids, &ids);
    entries(&mut lost, ["addresses", "addresses.label"], &addresses(fields), &addresses(other));
    entries(&mut lost, ["dates", "dates.label"], &dates(fields), &dates(other));
    entries(&mut lost, ["relations", "relations.label"], &fields.relations, &other.relations);
    entries(&mut lost, ["custom", "custom.label"], &fields.custom, &other.custom);
    if groups.iter().any(|group| !other_groups.contains(group)) {
        lost.push("groups");
    }
    if fields.photo.is_some() && other.photo != fields.photo {
        lost.push("photo");
    }
    if fields.unknown.iter().any(|property| !other.unknown.contains(property)) {
        lost.push("unknown");
    }
    lost
}

fn texts(fields: &Fields) -> [(&'static str, &str); 12] {
    [
        ("display_name", &fields.display_name),
        ("family_name", &fields.family_name),
        ("given_name", &fields.given_name),
        ("family_reading", &fields.family_reading),
        ("given_reading", &fields.given_reading),
        ("nickname", &fields.nickname),
        ("company", &fields.company),
        ("company_reading", &fields.company_reading),
        ("department", &fields.department),
        ("title", &fields.title),
        ("note", &fields.note),
        ("language", &fields.language),
    ]
}

/// The lines of a text, whatever ends them.
fn lines(text: &str) -> Vec<&str> {
    text.trim().lines().map(str::trim_end).collect()
}

/// The parts of a name beside family and given one.
struct NameParts {
    middle: String,
    /// What stands before and behind a name, with 様 and the like, which formats keep in either place.
    affixes: Vec<String>,
}

impl NameParts {
    fn of(card: &Card, fields: &Fields) -> NameParts {
        let parts = card.first("N").map(|name| split(&name.value, ';')).unwrap_or_default();
        let part = |at: usize| parts.get(at).map(|part| unescape(part).trim().to_owned()).unwrap_or_default();
        let mut affixes = vec![fields.honorific.clone(), part(3), part(4)];
        affixes.retain(|part| !part.is_empty());
        affixes.sort_unstable();
        affixes.dedup();
        NameParts { middle: part(2), affixes }
    }
}

/// Each of `wanted` that `there` does not hold as often.
fn missing<T: PartialEq + Clone>(wanted: &[T], there: &[T]) -> Vec<T> {
    let mut there: Vec<&T> = there.iter().collect();
    let gone = wanted.iter().filter(|one| match there.iter().position(|other| other == one) {
        Some(at) => {
            there.remove(at);
            false
        }
        None => true,
    });
    gone.cloned().collect()
}

fn entries(lost: &mut Vec<&'static str>, [name, label]: [&'static str; 2], before: &[Labelled], after: &[Labelled]) {
    let value = |entry: &Labelled| lines(&entry.value).join("\n");
    let said: Vec<Labelled> = before.iter().filter(|entry| !entry.value.trim().is_empty()).cloned().collect();
    let values = |entries: &[Labelled]| entries.iter().map(value).collect::<Vec<_>>();
    if !missing(&values(&said), &values(after)).is_empty() {
        lost.push(name);
    } else if said.iter().any(|entry| {
        !entry.label.is_empty() && !after.iter().any(|other| other.label == entry.label && value(other) == value(entry))
    }) {
        lost.push(label);
    }
}

/// Addresses as label and letters: where a part ends is not everywhere the same.
fn addresses(fields: &Fields) -> Vec<Labelled> {
    let letters = |address: &Address| {
        let Address { postal, region, city, street, building, country, text, .. } = address;
        let parts: String = [postal, region, city, street, building, country].map(String::as_str).concat();
        let whole = if parts.trim().is_empty() { text } else { &parts };
        whole.chars().filter(|ch| !ch.is_whitespace() && *ch != '〒').collect::<String>()
    };
    let all = fields.addresses.iter();
    all.map(|address| Labelled { label: address.label.clone(), value: letters(address) }).collect()
}

fn dates(fields: &Fields) -> Vec<Labelled> {
    let value = |date: &Date| match (date.year, date.month, date.day) {
        (None, None, None) => date.text.clone(),
        parts => format!("{parts:?}"),
    };
    fields.dates.iter().map(|date| Labelled { label: date.label.clone(), value: value(date) }).collect()
}
