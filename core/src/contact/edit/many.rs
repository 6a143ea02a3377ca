//! Edits of lists: phones, mails, addresses, dates and the like.

use super::super::card::{Card, Layer, Param, Property, escape, join, split};
use super::super::fields::{self, Fields};
use super::super::role::{self, Many, Role};
use super::super::{address, date, identifier, label};
use super::{Entry, Part};

/// Sets one part of one entry; the error is a reason for [`crate::Error::Invalid`].
pub(super) fn set(card: &mut Card, many: Many, entry: &Entry, part: Part, value: &str) -> Result<(), &'static str> {
    if many == Many::Emails && part == Part::Value && !value.is_empty() && !is_email(value) {
        return Err("bad_email");
    }
    match entry {
        Entry::New(_) if part == Part::Label => Err("bad_value"),
        Entry::New(_) if value.is_empty() => Ok(()),
        Entry::New(label) => {
            let at = add(card, many);
            set_part(card, many, at, part, value);
            if !label.is_empty() {
                set_label(card, many, at, label);
            }
            Ok(())
        }
        Entry::At(number) => {
            let at = place(card, many, *number).ok_or("no_such_entry")?;
            let unchanged = now(card, many, *number, part).is_some_and(|now| now == value);
            if unchanged {
                return Ok(());
            }
            match part {
                Part::Label => set_label(card, many, at, value),
                Part::Value if value.is_empty() => remove(card, at),
                Part::Value | Part::Component(_) => set_part(card, many, at, part, value),
            }
            Ok(())
        }
    }
}

/// Lenient on purpose: one `@` with something on both sides and no gap.
fn is_email(value: &str) -> bool {
    let sides = value.rsplit_once(['@', '＠']);
    !value.contains(char::is_whitespace) && sides.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

/// Where the entry `number` of the list, as `Fields` counts, stands in the card.
fn place(card: &Card, many: Many, number: usize) -> Option<usize> {
    let in_list = |property: &Property| role::role(property) == Role::Many(many) && fields::is_entry(many, property);
    card.properties.iter().enumerate().filter(|(_, property)| in_list(property)).nth(number).map(|(at, _)| at)
}

/// What the part says now, so that an edit that changes nothing changes no byte.
fn now(card: &Card, many: Many, number: usize, part: Part) -> Option<String> {
    let fields = Fields::of(card);
    let (label, value) = match many {
        Many::Addresses => {
            let address = fields.addresses.into_iter().nth(number)?;
            let value = match part {
                Part::Component(address::POSTAL) => address.postal,
                Part::Component(address::REGION) => address.region,
                Part::Component(address::CITY) => address.city,
                Part::Component(address::STREET) => address.street,
                Part::Component(address::BUILDING) => address.building,
                Part::Component(address::COUNTRY) => address.country,
                Part::Component(_) | Part::Label | Part::Value => address.text,
            };
            (address.label, value)
        }
        Many::Dates => fields.dates.into_iter().nth(number).map(|date| (date.label, date.text))?,
        Many::Phones | Many::Emails | Many::Urls | Many::Ids | Many::Relations | Many::Custom => {
            let list = match many {
                Many::Phones => fields.phones,
                Many::Emails => fields.emails,
                Many::Urls => fields.urls,
                Many::Ids => fields.ids,
                Many::Relations => fields.relations,
                Many::Custom | Many::Addresses | Many::Dates => fields.custom,
            };
            list.into_iter().nth(number).map(|entry| (entry.label, entry.value))?
        }
    };
    Some(if part == Part::Label { label } else { value })
}

/// An empty property of the list behind its last one; its place.
fn add(card: &mut Card, many: Many) -> usize {
    let name = match many {
        Many::Phones => "TEL",
        Many::Emails => "EMAIL",
        Many::Urls => "URL",
        Many::Ids => "IMPP",
        Many::Addresses => "ADR",
        Many::Dates => "X-ENISHI-DATE",
        Many::Relations => "X-ABRELATEDNAMES",
        Many::Custom => "X-ENISHI-FIELD",
    };
    let last = card.properties.iter().rposition(|property| role::role(property) == Role::Many(many));
    let at = match last {
        // The label of the last one stays beside it.
        Some(last) => {
            let beside = card.properties.get(last).and_then(|property| label::apple_at(card, property));
            last.max(beside.filter(|beside| *beside == last + 1).unwrap_or(last)) + 1
        }
        None => card.properties.len(),
    };
    card.properties.insert(at, Property::new(name, ""));
    at
}

/// Takes the entry out, with the labels that Apple's programs put beside it, unless others share its group.
fn remove(card: &mut Card, at: usize) {
    let group = card.properties.get(at).and_then(|property| property.group.clone());
    card.properties.remove(at);
    let Some(group) = group else { return };
    let same = |property: &Property| property.group.as_ref().is_some_and(|other| other.eq_ignore_ascii_case(&group));
    let beside = |property: &Property| matches!(property.name.as_str(), "X-ABLABEL" | "X-ABADR");
    if card.properties.iter().filter(|property| same(property)).all(beside) {
        card.properties.retain(|property| !same(property));
    }
}

fn set_part(card: &mut Card, many: Many, at: usize, part: Part, value: &str) {
    let Some(property) = card.properties.get_mut(at) else { return };
    property.layer = Layer::Own;
    match many {
        Many::Addresses => set_address(card, at, part, value),
        Many::Dates => set_date(property, value),
        Many::Phones => {
            drop_params(property, &["VALUE"]);
            property.value = escape(value);
        }
        Many::Relations => {
            drop_params(property, &["VALUE"]);
            if property.name == "RELATED" {
                property.params.push(Param { name: "VALUE".to_owned(), values: vec!["text".to_owned()] });
            }
            property.value = escape(value);
        }
        Many::Urls => property.value = uri(value),
        Many::Ids if property.name == "IMPP" => {
            let scheme = identifier::scheme(&property.value).0.to_owned();
            let own_scheme = !identifier::scheme(value).0.is_empty();
            property.value = if own_scheme { uri(value) } else { uri(&format!("{scheme}{value}")) };
        }
        Many::Emails | Many::Ids | Many::Custom => property.value = escape(value),
    }
}

/// Addresses of the net are not escaped in vCard, save what would be taken for an escape.
fn uri(value: &str) -> String {
    value.replace('\\', "\\\\")
}

fn set_address(card: &mut Card, at: usize, part: Part, value: &str) {
    let Some(property) = card.properties.get_mut(at) else { return };
    let component = match part {
        Part::Component(component) => component,
        Part::Value | Part::Label => address::STREET,
    };
    let escaped = escape(value);
    let old = property.value.clone();
    // A whole text replaces all parts but the label; a part leaves the others.
    let mut parts = if part == Part::Value { Vec::new() } else { split(&old, ';') };
    parts.resize(parts.len().max(7), "");
    if let Some(part) = parts.get_mut(component) {
        *part = &escaped;
    }
    property.value = join(&parts, ';');
    drop_params(property, &["LABEL"]);
    if !address::is_filled(property) {
        remove(card, at);
    }
}

fn set_date(property: &mut Property, value: &str) {
    drop_params(property, &["VALUE", "X-APPLE-OMIT-YEAR", "CALSCALE"]);
    match date::parse(value) {
        Some(parts) => property.value = parts.written(),
        None => {
            property.params.push(Param { name: "VALUE".to_owned(), values: vec!["text".to_owned()] });
            property.value = escape(value);
        }
    }
}

fn set_label(card: &mut Card, many: Many, at: usize, label: &str) {
    let Some(property) = card.properties.get_mut(at) else { return };
    match many {
        Many::Phones | Many::Emails | Many::Urls | Many::Addresses => label::set(card, at, label),
        Many::Ids => set_service(card, at, label),
        Many::Dates => set_date_label(card, at, label),
        Many::Relations => set_relation(card, at, label),
        Many::Custom => {
            let param = if property.name == "X-CSV-COLUMN" { "HEADER" } else { "LABEL" };
            set_param(property, param, label);
        }
    }
}

fn set_service(card: &mut Card, at: usize, label: &str) {
    let Some(property) = card.properties.get_mut(at) else { return };
    let value = super::super::card::unescape(&property.value);
    let value = if property.name == "IMPP" { identifier::scheme(&value).1.to_owned() } else { value };
    drop_params(property, &["X-SERVICE-TYPE", "SERVICE-TYPE", "TYPE"]);
    property.spelling = None;
    let own = match label {
        "line" => Some("X-LINE"),
        "line_works" => Some("X-LINE-WORKS"),
        _ => None,
    };
    match (own, identifier::scheme_of(label)) {
        (Some(name), _) => {
            property.name = name.to_owned();
            property.value = escape(&value);
        }
        (None, Some(scheme)) => {
            property.name = "IMPP".to_owned();
            property.value = uri(&format!("{scheme}:{value}"));
        }
        (None, None) if label.is_empty() => {
            property.name = "IMPP".to_owned();
            property.value = uri(&value);
        }
        // As Apple's programs write services that have no scheme.
        (None, None) => {
            property.name = "IMPP".to_owned();
            set_param(property, "X-SERVICE-TYPE", label);
            property.value = uri(&format!("x-apple:{value}"));
        }
    }
    label::set_apple(card, at, "");
}

fn set_date_label(card: &mut Card, at: usize, label: &str) {
    let Some(property) = card.properties.get_mut(at) else { return };
    if property.name == "X-ABDATE" && label != "birthday" {
        label::set_apple(card, at, label);
        return;
    }
    drop_params(property, &["LABEL"]);
    property.spelling = None;
    match label {
        "birthday" => property.name = "BDAY".to_owned(),
        "anniversary" => property.name = "ANNIVERSARY".to_owned(),
        own => {
            property.name = "X-ENISHI-DATE".to_owned();
            set_param(property, "LABEL", own);
        }
    }
    if label == "birthday" {
        label::set_apple(card, at, "");
    }
}

fn set_relation(card: &mut Card, at: usize, label: &str) {
    let Some(property) = card.properties.get_mut(at) else { return };
    if property.name == "RELATED" {
        drop_params(property, &["TYPE"]);
        let kind = label::related_type(label);
        if let Some(kind) = kind {
            set_param(property, "TYPE", kind);
        }
        label::set_apple(card, at, if kind.is_some() { "" } else { label });
        return;
    }
    if role::relative(&property.name).is_some() {
        property.name = "X-ABRELATEDNAMES".to_owned();
        property.spelling = None;
    }
    label::set_apple(card, at, label);
}

fn set_param(property: &mut Property, name: &str, value: &str) {
    let old = property.params.iter().position(|param| param.name.eq_ignore_ascii_case(name));
    match old.and_then(|old| property.params.get_mut(old)) {
        Some(param) => param.values = vec![value.to_owned()],
        None => property.params.push(Param { name: name.to_owned(), values: vec![value.to_owned()] }),
    }
}

fn drop_params(property: &mut Property, names: &[&str]) {
    property.params.retain(|param| !names.iter().any(|name| param.name.eq_ignore_ascii_case(name)));
}
