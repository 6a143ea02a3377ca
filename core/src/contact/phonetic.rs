//! Where cards keep readings: `X-PHONETIC-*` of Apple's and Android's programs first, then `SORT-STRING` (RFC 2426 §3.6.5),
//! `SORT-AS` (RFC 6350 §5.9), `SOUND;X-IRMC-N` of Japanese phones and names in kana (RFC 9554).

use super::card::{Card, split};
use super::fields::{Fields, component, plain};
use super::name;
use super::role::{Places, Single};

/// Family and given reading.
pub(super) fn of_person(card: &Card, places: &Places, fields: &Fields) -> (String, String) {
    let family = places.find(card, Single::FamilyReading).map(plain);
    let given = places.find(card, Single::GivenReading).map(plain);
    match (family, given) {
        (Some(family), Some(given)) => (family, given),
        (family, given) => {
            let (other_family, other_given) = other_readings(card, places, fields);
            (family.unwrap_or(other_family), given.unwrap_or(other_given))
        }
    }
}

/// The readings of other programs, the first kind that says something.
fn other_readings(card: &Card, places: &Places, fields: &Fields) -> (String, String) {
    let names = places.find(card, Single::Name);
    let sort_as = names.map(|names| names.param("SORT-AS").collect::<Vec<_>>().join(","));
    let sort_string = places.find(card, Single::SortString).map(plain);
    for text in [sort_string, sort_as].into_iter().flatten() {
        let pair = two_parts(&text, [',', ';', ' ', '\u{3000}']);
        if reads(&pair.0, &fields.family_name) {
            return pair;
        }
    }
    for single in [Single::Sound, Single::NameInKana] {
        let Some(property) = places.find(card, single) else { continue };
        let parts: Vec<String> = split(&property.value, ';').into_iter().map(component).collect();
        let part = |at: usize| parts.get(at).cloned().unwrap_or_default();
        if part(0).is_empty() && part(1).is_empty() {
            continue;
        }
        // DoCoMo's phones put the whole reading into the first component.
        return if part(1).is_empty() { two_parts(&part(0), [' ', '\u{3000}', ',', ';']) } else { (part(0), part(1)) };
    }
    Default::default()
}

/// A sort text is a reading when it is kana, or Latin letters for a name that is not.
fn reads(text: &str, name: &str) -> bool {
    let kana = |ch: char| matches!(ch, '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}');
    text.chars().any(kana)
        || (text.chars().any(|ch| ch.is_ascii_alphabetic()) && text.is_ascii() && name::is_japanese(name))
}

fn two_parts(text: &str, separators: [char; 4]) -> (String, String) {
    let text = text.trim();
    let (first, second) = text.split_once(separators).unwrap_or((text, ""));
    (first.trim().to_owned(), second.trim_matches(separators).trim().to_owned())
}

pub(super) fn of_company(card: &Card, places: &Places) -> String {
    if let Some(reading) = places.find(card, Single::CompanyReading) {
        return plain(reading);
    }
    let organisation = places.find(card, Single::Company);
    let sort_as = organisation.and_then(|organisation| organisation.param("SORT-AS").next());
    let sort_as = sort_as.map(|text| text.split(',').next().unwrap_or_default().trim().to_owned());
    let name = organisation.map(|organisation| organisation.value.as_str()).unwrap_or_default();
    if let Some(reading) = sort_as.filter(|text| reads(text, name)) {
        return reading;
    }
    let kana = places.find(card, Single::CompanyInKana);
    kana.and_then(|kana| split(&kana.value, ';').first().copied().map(component)).unwrap_or_default()
}
