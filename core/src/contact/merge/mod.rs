//! Laying a newer card over an older one: newer values take over, missing ones are added, nothing is taken away.

mod bring;
mod unite;

pub use bring::{BRINGS, bring};
pub use unite::{CHOICES, unite};

use super::card::{Card, Layer, Property, join, split, unescape};
use super::fields::{Date, Fields, Labelled};
use super::phone;
use super::role::{Many, Role, Single, role};
use crate::search::fold;

/// Lays `newer` over `card`; answers whether anything differs. Laying the same card over again changes nothing, and neither
/// does one that says the same in other properties, as a table does.
///
/// Values that follow a partner's own card ([`Layer::Synced`]) stay as they are. The UID stays, and so do group names of
/// properties (`item1.`): those of `newer` get names that are free. `CATEGORIES` are memberships and so the book's.
pub fn merge(card: &mut Card, newer: &Card) -> bool {
    let before = card.clone();
    let mut merge = Merge { card, newer, renamed: Vec::new() };
    merge.notes();
    let says_name = |at: &usize| newer.properties.get(*at).is_some_and(|property| is_told_by_others(role(property)));
    let (names, others): (Vec<usize>, Vec<usize>) = (0..newer.properties.len()).partition(says_name);
    // The name to show and readings come last: they may be what other properties already say.
    for at in others.into_iter().chain(names) {
        merge.property(at);
    }
    // Compared as a whole: of several values for one place the last one stays, and may be the one that was there.
    *merge.card != before
}

struct Merge<'a> {
    card: &'a mut Card,
    newer: &'a Card,
    /// Group names of `newer`, in lower case, with what they are called in `card`.
    renamed: Vec<(String, String)>,
}

impl Merge<'_> {
    fn property(&mut self, at: usize) {
        let newer = self.newer;
        let Some(property) = newer.properties.get(at) else { return };
        let says_nothing = property.value.trim().is_empty() && property.media.is_none();
        if says_nothing || property.layer != Layer::Own || self.is_poorer_copy(property) {
            return;
        }
        match role(property) {
            Role::Bookkeeping | Role::Categories | Role::Note | Role::Single(Single::Uid) => {}
            Role::Single(single) => self.single(single, at, property),
            Role::Many(many) => self.many(many, property),
            Role::Unknown => self.unknown(property),
        }
    }

    fn single(&mut self, single: Single, at: usize, property: &Property) {
        let newer = self.newer;
        let same = |other: &Property| role(other) == Role::Single(single) && other.layer == Layer::Own;
        // Only the first of several is the one that is shown; the others are kept like unknown ones.
        if newer.properties.iter().position(same) != Some(at) {
            self.add_unless_equal(property);
            return;
        }
        let Some(place) = self.card.properties.iter().position(same) else {
            // With others behind it, it must stand before them, or the first of those would be shown from now on.
            let alone = newer.properties.iter().filter(|other| same(other)).count() == 1;
            if !alone || !self.is_shown(single, property) {
                self.add(property);
            }
            return;
        };
        let Some(old) = self.card.properties.get_mut(place) else { return };
        let value = match single {
            Single::Name | Single::NameInKana | Single::Sound => components_over(&old.value, &property.value),
            Single::Company | Single::CompanyInKana => organisation_over(&old.value, &property.value),
            Single::DisplayName
            | Single::FamilyReading
            | Single::GivenReading
            | Single::SortString
            | Single::CompanyReading
            | Single::Honorific
            | Single::Nickname
            | Single::Title
            | Single::Language
            | Single::Kind
            | Single::ShowAs
            | Single::Uid
            | Single::Photo => property.value.clone(),
        };
        let same_text = said(single, &old.value) == said(single, &value);
        if !same_text || old.media != property.media {
            old.value = value;
            old.media = property.media;
            old.params.clone_from(&property.params);
        }
    }

    /// The same in a character set that could not hold all of it: taking that over would lose what is here.
    fn is_poorer_copy(&self, property: &Property) -> bool {
        let said = |property: &Property| match role(property) {
            Role::Single(single) => said(single, &property.value),
            _ => property.value.clone(),
        };
        let role_of_it = role(property);
        let rich = self.card.properties.iter().filter(|other| role(other) == role_of_it && other.media.is_none());
        rich.into_iter().any(|other| is_poorer(&said(property), &said(other)))
    }

    /// The card shows this already, out of other properties.
    fn is_shown(&self, single: Single, property: &Property) -> bool {
        if !is_told_by_others(Role::Single(single)) {
            return false;
        }
        let shown = Fields::of(self.card);
        let readings = |fields: &Fields| (fields.family_reading.clone(), fields.given_reading.clone());
        match single {
            Single::FamilyReading | Single::GivenReading => readings(&shown) == readings(&Fields::of(self.newer)),
            Single::CompanyReading => shown.company_reading == unescape(&property.value).trim(),
            Single::Honorific => shown.honorific == unescape(&property.value).trim(),
            _ => shown.display_name.trim() == unescape(&property.value).trim(),
        }
    }

    fn many(&mut self, many: Many, property: &Property) {
        let key = key(many, self.newer, property);
        let same = |other: &&Property| role(other) == Role::Many(many) && other.layer == Layer::Own;
        if self.card.properties.iter().filter(same).any(|other| self::key(many, self.card, other) == key) {
            return;
        }
        // A date or a field of one's own has a name; under it there is one value.
        let Some(name) = named(many, self.newer, property) else {
            self.add(property);
            return;
        };
        let place = self
            .card
            .properties
            .iter()
            .position(|other| same(&other) && named(many, self.card, other).as_ref() == Some(&name));
        match place.and_then(|place| self.card.properties.get_mut(place)) {
            Some(old) => {
                old.value.clone_from(&property.value);
            }
            None => self.add(property),
        }
    }

    fn unknown(&mut self, property: &Property) {
        let newer = self.newer;
        let same = |other: &&Property| other.name == property.name && other.layer == Layer::Own;
        let alone =
            newer.properties.iter().filter(same).count() == 1 && self.card.properties.iter().filter(same).count() == 1;
        let place = self.card.properties.iter().position(|other| same(&other));
        match place.and_then(|place| self.card.properties.get_mut(place)) {
            Some(old) if alone => {
                if (&old.value, &old.params, old.media) != (&property.value, &property.params, property.media) {
                    old.value.clone_from(&property.value);
                    old.params.clone_from(&property.params);
                    old.media = property.media;
                }
            }
            Some(_) | None => self.add_unless_equal(property),
        }
    }

    /// The notes of a card are one text: a newer text takes over, unless the older one says it too.
    fn notes(&mut self) {
        let is_note = |property: &Property| {
            role(property) == Role::Note && property.layer == Layer::Own && !property.value.trim().is_empty()
        };
        let text = |card: &Card| -> String {
            let notes = card.properties.iter().filter(|property| is_note(property));
            notes.map(|note| unescape(&note.value)).collect::<Vec<_>>().join("\n")
        };
        let (old, new) = (text(self.card), text(self.newer));
        if new.is_empty() || old.contains(&new) || is_poorer(&new, &old) {
            return;
        }
        let place = self.card.properties.iter().position(is_note).unwrap_or(self.card.properties.len());
        self.card.properties.retain(|property| !is_note(property));
        let notes = self.newer.properties.iter().filter(|property| is_note(property)).cloned();
        let notes: Vec<Property> = notes.map(|note| Property { group: None, ..note }).collect();
        let place = place.min(self.card.properties.len());
        self.card.properties.splice(place..place, notes);
    }

    fn add_unless_equal(&mut self, property: &Property) {
        let equal = |other: &Property| {
            (&other.name, &other.value, &other.params, other.media)
                == (&property.name, &property.value, &property.params, property.media)
        };
        if !self.card.properties.iter().any(equal) {
            self.add(property);
        }
    }

    /// Adds a property at the end, with the label that stands beside it in its group.
    fn add(&mut self, property: &Property) {
        let group = property.group.as_ref().map(|group| self.free_group(group));
        self.card.properties.push(Property { group: group.clone(), ..property.clone() });
        let Some(theirs) = &property.group else { return };
        let newer = self.newer;
        let beside = newer.properties.iter().filter(|other| {
            matches!(other.name.as_str(), "X-ABLABEL" | "X-ABADR")
                && other.group.as_ref().is_some_and(|group| group.eq_ignore_ascii_case(theirs))
        });
        for label in beside {
            let label = Property { group: group.clone(), ..label.clone() };
            if !self.card.properties.iter().any(|other| other.name == label.name && other.group == label.group) {
                self.card.properties.push(label);
            }
        }
    }

    /// What a group of `newer` is called in the card: a name that nothing else has there.
    fn free_group(&mut self, theirs: &str) -> String {
        let key = theirs.to_lowercase();
        if let Some((_, name)) = self.renamed.iter().find(|(known, _)| *known == key) {
            return name.clone();
        }
        let taken = |name: &str| {
            let groups = self.card.properties.iter().filter_map(|property| property.group.as_ref());
            groups.chain(self.renamed.iter().map(|(_, name)| name)).any(|group| group.eq_ignore_ascii_case(name))
        };
        let name = if taken(theirs) {
            (1..).map(|number| format!("item{number}")).find(|name| !taken(name)).unwrap_or_default()
        } else {
            theirs.to_owned()
        };
        self.renamed.push((key, name.clone()));
        name
    }
}

/// What this says can follow from other properties: a name from its parts, a reading from `SORT-STRING`.
fn is_told_by_others(role: Role) -> bool {
    matches!(
        role,
        Role::Single(
            Single::DisplayName
                | Single::FamilyReading
                | Single::GivenReading
                | Single::CompanyReading
                | Single::Honorific
        )
    )
}

/// `山田;;;;` over `やまだ;太郎;;;` is `山田;太郎;;;`: an empty component takes nothing away.
fn components_over(old: &str, new: &str) -> String {
    let (old, new) = (split(old, ';'), split(new, ';'));
    let count = old.len().max(new.len());
    let part = |at: usize| {
        let newer = new.get(at).copied().filter(|part| !part.trim().is_empty());
        newer.or_else(|| old.get(at).copied()).unwrap_or_default()
    };
    join(&(0..count).map(part).collect::<Vec<_>>(), ';')
}

/// `青空商店;総務部` over `青空商店;営業部;第一課` is `青空商店;総務部`: a department is one thing, however many units it is
/// written in, and stays where the newer card says less of it or the same.
fn organisation_over(old: &str, new: &str) -> String {
    let (old, new) = (split(old, ';'), split(new, ';'));
    let units = |parts: &[&str]| -> Vec<String> {
        let units = parts.iter().skip(1).map(|unit| unescape(unit).trim().to_owned());
        units.filter(|unit| !unit.is_empty()).collect()
    };
    let (old_units, new_units) = (units(&old), units(&new));
    let stays = old_units.starts_with(&new_units) || old_units.join(" ") == new_units.join(" ");
    let name = new.first().filter(|name| !name.trim().is_empty()).or(old.first()).copied().unwrap_or_default();
    let units = if stays { &old } else { &new };
    join(&[name].into_iter().chain(units.iter().skip(1).copied()).collect::<Vec<_>>(), ';')
}

/// What tables in CP932 write for a character they can't hold: the printers' geta.
const DOES_NOT_FIT: char = '〓';

fn is_variation_selector(ch: char) -> bool {
    matches!(ch, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// `M〓ller` is `Müller` as a table in CP932 says it, and 邊 may have lost its variation selector there.
fn is_poorer(poor: &str, rich: &str) -> bool {
    if poor == rich || !(poor.contains(DOES_NOT_FIT) || rich.contains(is_variation_selector)) {
        return false;
    }
    let mut poor = poor.chars();
    let mut rich = rich.chars().filter(|ch| !is_variation_selector(*ch));
    loop {
        match (poor.next(), rich.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || one == DOES_NOT_FIT => {}
            _ => return false,
        }
    }
}

/// What a property that a card has once says, to be compared: how it is written aside.
fn said(single: Single, value: &str) -> String {
    match single {
        // Empty components at the end say nothing.
        Single::Name | Single::NameInKana | Single::Sound | Single::Company | Single::CompanyInKana => {
            value.trim().trim_end_matches(';').to_owned()
        }
        Single::Nickname => {
            let names = split(value, ',').into_iter().map(unescape).collect::<Vec<_>>().join(",");
            names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(",")
        }
        Single::DisplayName
        | Single::FamilyReading
        | Single::GivenReading
        | Single::SortString
        | Single::CompanyReading
        | Single::Honorific
        | Single::Title
        | Single::Language
        | Single::Kind
        | Single::ShowAs
        | Single::Uid
        | Single::Photo => unescape(value).trim().to_owned(),
    }
}

/// What makes two values of one kind the same value, however they are written and in whatever property.
fn key(many: Many, card: &Card, property: &Property) -> String {
    let text = unescape(&property.value);
    let plain = |text: &str| fold(text.trim());
    match many {
        Many::Phones => Some(phone::digits(&text)).filter(|digits| !digits.is_empty()).unwrap_or_else(|| plain(&text)),
        Many::Emails => plain(&text),
        Many::Urls => plain(text.trim().trim_end_matches('/')),
        Many::Addresses => fold(&text).split_whitespace().collect(),
        Many::Ids | Many::Dates | Many::Relations | Many::Custom => {
            let Some((label, value)) = entry(many, card, property) else { return String::new() };
            format!("{label}\0{}", plain(&value))
        }
    }
}

/// The name under which a card says such a value once.
fn named(many: Many, card: &Card, property: &Property) -> Option<String> {
    match many {
        Many::Dates | Many::Custom => {
            entry(many, card, property).map(|(label, _)| label).filter(|label| !label.is_empty())
        }
        Many::Phones | Many::Emails | Many::Urls | Many::Ids | Many::Addresses | Many::Relations => None,
    }
}

/// Label and value as they are shown.
fn entry(many: Many, card: &Card, property: &Property) -> Option<(String, String)> {
    let mut fields = Fields::default();
    fields.push(many, card, property);
    let Fields { ids, relations, custom, dates, .. } = fields;
    let date = |Date { label, year, month, day, text }: Date| match (year, month, day) {
        (None, None, None) => (label, text),
        parts => (label, format!("{parts:?}")),
    };
    let labelled = |Labelled { label, value }: Labelled| (label, value);
    let entries = ids.into_iter().chain(relations).chain(custom).map(labelled);
    entries.chain(dates.into_iter().map(date)).next()
}

#[cfg(test)]
mod tests;
