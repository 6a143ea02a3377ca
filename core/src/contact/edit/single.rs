//! Edits of fields that a card says once.

use super::super::Kind;
use super::super::card::{Card, Layer, Property, escape, join, split};
use super::super::fields::Fields;
use super::super::name;
use super::super::role::{self, Places, Role, Single};

/// Sets or (empty) clears a field that is one text.
pub(super) fn set_text(card: &mut Card, single: Single, value: &str) {
    if read(card, single) == value && !(value.is_empty() && single == Single::DisplayName) {
        return;
    }
    match single {
        Single::Honorific => set_honorific(card, value),
        Single::FamilyReading | Single::GivenReading | Single::CompanyReading => {
            write(card, single, escape(value));
            if read(card, single) != value {
                // Another program's reading shows through: an empty property of ours covers it.
                insert(card, Property::new(property_name(single), escape(value)), single);
            }
        }
        Single::DisplayName
        | Single::Name
        | Single::NameInKana
        | Single::SortString
        | Single::Sound
        | Single::Company
        | Single::CompanyInKana
        | Single::Nickname
        | Single::Title
        | Single::Language
        | Single::Kind
        | Single::ShowAs
        | Single::Uid
        | Single::Photo => write(card, single, escape(value)),
    }
}

/// All notes become one, in the place of the first.
pub(super) fn set_note(card: &mut Card, value: &str) {
    if Fields::of(card).note == value {
        return;
    }
    let first = card.properties.iter().position(|property| property.name == "NOTE");
    let mut at = 0;
    card.properties.retain(|property| {
        let keep = property.name != "NOTE" || (Some(at) == first && !value.is_empty());
        at += 1;
        keep
    });
    match first.and_then(|first| card.properties.get_mut(first)).filter(|_| !value.is_empty()) {
        Some(note) => {
            note.value = escape(value);
            note.layer = Layer::Own;
        }
        None if value.is_empty() => {}
        None => card.properties.push(Property::new("NOTE", escape(value))),
    }
}

/// `person` or `company`, in the words the card already uses for it.
pub(super) fn set_kind(card: &mut Card, value: &str) -> Result<(), &'static str> {
    let kind = match value {
        "person" => Kind::Person,
        "company" => Kind::Company,
        _ => return Err("bad_value"),
    };
    if Fields::of(card).kind == kind {
        return Ok(());
    }
    match kind {
        Kind::Company => write(card, Single::Kind, "org".to_owned()),
        Kind::Person => {
            write(card, Single::ShowAs, String::new());
            if Fields::of(card).kind != Kind::Person {
                write(card, Single::Kind, "individual".to_owned());
            }
        }
    }
    Ok(())
}

/// The family name (0) or given name (1) in `N`; its other components stay.
pub(super) fn set_name(card: &mut Card, component: usize, value: &str) {
    let fields = Fields::of(card);
    let now = if component == 0 { &fields.family_name } else { &fields.given_name };
    if now != value {
        set_component(card, Single::Name, component, value, 5);
    }
}

pub(super) fn set_company(card: &mut Card, value: &str) {
    if Fields::of(card).company != value {
        set_component(card, Single::Company, 0, value, 1);
    }
}

/// The department is what follows the company in `ORG`.
pub(super) fn set_department(card: &mut Card, value: &str) {
    if Fields::of(card).department == value {
        return;
    }
    let organisation =
        Places::of(card).find(card, Single::Company).map(|property| property.value.clone()).unwrap_or_default();
    let company = split(&organisation, ';').first().copied().unwrap_or_default();
    let parted = if value.is_empty() { company.to_owned() } else { join(&[company, &escape(value)], ';') };
    write(card, Single::Company, parted);
}

fn set_component(card: &mut Card, single: Single, at: usize, value: &str, least: usize) {
    let now = Places::of(card).find(card, single).map(|property| property.value.clone()).unwrap_or_default();
    let escaped = escape(value);
    let mut parts = split(&now, ';');
    parts.resize(parts.len().max(at + 1).max(least), "");
    if let Some(part) = parts.get_mut(at) {
        *part = &escaped;
    }
    let says_something = parts.iter().any(|part| !part.trim().is_empty());
    let joined = if says_something { join(&parts, ';') } else { String::new() };
    write(card, single, joined);
}

/// Where another program keeps the honorific in `N`, it is changed there.
fn set_honorific(card: &mut Card, value: &str) {
    let places = Places::of(card);
    let in_name = || {
        let parts = split(&places.find(card, Single::Name)?.value, ';');
        [4, 3].into_iter().find(|at| parts.get(*at).is_some_and(|part| name::is_honorific(part)))
    };
    let kept_in_name = if places.at(Single::Honorific).is_none() { in_name() } else { None };
    if let Some(at) = kept_in_name.filter(|_| name::is_honorific(value)) {
        set_component(card, Single::Name, at, value, 5);
        return;
    }
    write(card, Single::Honorific, escape(value));
    for at in [4, 3] {
        let names =
            Places::of(card).find(card, Single::Name).map(|property| property.value.clone()).unwrap_or_default();
        let said_there = split(&names, ';').get(at).is_some_and(|part| name::is_honorific(part));
        if said_there && (kept_in_name == Some(at) || value.is_empty()) {
            set_component(card, Single::Name, at, "", 5);
        }
    }
}

fn read(card: &Card, single: Single) -> String {
    let fields = Fields::of(card);
    match single {
        Single::DisplayName => fields.display_name,
        Single::FamilyReading => fields.family_reading,
        Single::GivenReading => fields.given_reading,
        Single::CompanyReading => fields.company_reading,
        Single::Honorific => fields.honorific,
        Single::Nickname => fields.nickname,
        Single::Title => fields.title,
        Single::Language => fields.language,
        Single::Company => fields.company,
        Single::Name
        | Single::NameInKana
        | Single::SortString
        | Single::Sound
        | Single::CompanyInKana
        | Single::Kind
        | Single::ShowAs
        | Single::Uid
        | Single::Photo => String::new(),
    }
}

/// Puts an escaped value where the field stands, or at a good place; an empty one takes the property out.
fn write(card: &mut Card, single: Single, value: String) {
    let mine =
        Places::of(card).at(single).filter(|at| card.properties.get(*at).is_some_and(|now| now.layer == Layer::Own));
    match mine {
        Some(at) if value.is_empty() && !is_repeated(card, single) => {
            card.properties.remove(at);
        }
        // An empty property in front keeps a second one of its kind from stepping forward.
        Some(at) => {
            if let Some(property) = card.properties.get_mut(at) {
                property.value = value;
            }
        }
        None if value.is_empty() => {}
        None => insert(card, Property::new(property_name(single), value), single),
    }
}

fn is_repeated(card: &Card, single: Single) -> bool {
    let own = card.properties.iter().filter(|property| property.layer == Layer::Own);
    own.filter(|property| role::role(property) == Role::Single(single)).count() > 1
}

/// A new property stands beside its relatives, so that the card stays readable.
fn insert(card: &mut Card, property: Property, single: Single) {
    let before: &[&str] = match single {
        Single::DisplayName | Single::Name => &["FN", "N", "UID", "VERSION"],
        Single::FamilyReading | Single::GivenReading | Single::Honorific | Single::Nickname => {
            &["X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME", "N", "FN", "UID", "VERSION"]
        }
        Single::Company | Single::CompanyReading | Single::Title => &["TITLE", "X-PHONETIC-ORG", "ORG"],
        Single::NameInKana
        | Single::SortString
        | Single::Sound
        | Single::CompanyInKana
        | Single::Language
        | Single::Kind
        | Single::ShowAs
        | Single::Uid
        | Single::Photo => &[],
    };
    let after = card.properties.iter().rposition(|other| before.contains(&other.name.as_str()));
    // A synced twin further ahead must not hide the user's own: position does not matter to the reader, only to the eye.
    let at = after.map_or(card.properties.len(), |after| after + 1);
    card.properties.insert(at, property);
}

fn property_name(single: Single) -> &'static str {
    match single {
        Single::DisplayName => "FN",
        Single::Name | Single::NameInKana => "N",
        Single::FamilyReading => "X-PHONETIC-LAST-NAME",
        Single::GivenReading => "X-PHONETIC-FIRST-NAME",
        Single::SortString => "SORT-STRING",
        Single::Sound => "SOUND",
        Single::Company | Single::CompanyInKana => "ORG",
        Single::CompanyReading => "X-PHONETIC-ORG",
        Single::Honorific => "X-ENISHI-HONORIFIC",
        Single::Nickname => "NICKNAME",
        Single::Title => "TITLE",
        Single::Language => "LANG",
        Single::Kind => "KIND",
        Single::ShowAs => "X-ABSHOWAS",
        Single::Uid => "UID",
        Single::Photo => "PHOTO",
    }
}
