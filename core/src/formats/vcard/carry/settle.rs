//! Taking back what writing has added.

use super::write::{bare_uri, date_v3, date_v4, geo_uri, is_elsewhere};
use super::{
    CARET, MADE, MORE, NAME, OMIT_YEAR, OTHER, TEL_VALUE, Version, WAS, apple_label, can_be_preferred, is_company,
    is_nothing, is_org, is_uri_under, made_formatted, made_name, param,
};
use crate::contact::card::{Param, Property, escape, split};

/// The property, as read, may need [`settle`].
pub(in super::super) fn concerns(property: &Property) -> bool {
    match property.name.as_str() {
        "KIND" | "X-ABSHOWAS" | "X-ENISHI-FN" | "X-ENISHI-N" => return true,
        _ => {}
    }
    property.params.iter().any(|param| match param.name.as_bytes() {
        [b'X' | b'x', b'-', ..] => {
            [CARET, WAS, MORE, MADE, NAME, TEL_VALUE].iter().any(|marker| param.name.eq_ignore_ascii_case(marker))
        }
        [b'P' | b'p', ..] | [b'V' | b'v', ..] => true,
        _ => false,
    })
}

/// Takes back what writing has added.
pub(in super::super) fn settle(properties: &mut Vec<Property>) {
    settle_apple(properties);
    for property in properties.iter_mut() {
        settle_name(property);
        settle_marks(property);
        settle_preference(property);
    }
    settle_made(properties);
    // What stood between the two may be gone by now.
    settle_kind(properties);
}

/// Gives back the names that [`as_apple`] took, where the label beside them still says the same.
fn settle_apple(properties: &mut Vec<Property>) {
    let mut at = 0;
    while let Some(property) = properties.get_mut(at) {
        at += 1;
        let Some(spelled) = take(property, NAME) else { continue };
        let name = spelled.to_ascii_uppercase();
        let spelling = (spelled != name).then_some(spelled);
        let group = property.group.clone();
        let before = Property { name, spelling, group: None, ..property.clone() };
        let is_ours = matches!(
            (property.name.as_str(), before.name.as_str()),
            ("X-ABDATE", "ANNIVERSARY") | ("X-ABRELATEDNAMES", "RELATED")
        );
        let is_beside = |other: &Property| other.name == "X-ABLABEL" && other.group == group;
        let beside = properties.iter().position(is_beside);
        let said = beside.and_then(|beside| properties.get(beside)).map(|label| label.value.as_str());
        if !is_ours || group.is_none() || said.unwrap_or_default() != apple_label(&before) {
            continue;
        }
        if let Some(property) = properties.get_mut(at - 1) {
            *property = before;
        }
        if let Some(beside) = beside {
            properties.remove(beside);
            at -= usize::from(beside < at);
        }
    }
}

fn settle_name(property: &mut Property) {
    let Some(name) = property.name.strip_prefix(OTHER).filter(|name| matches!(*name, "FN" | "N")) else { return };
    let spelled = property.spelling.as_ref().and_then(|spelling| spelling.get(OTHER.len()..)).unwrap_or(name);
    let spelling = (spelled != name).then(|| spelled.to_owned());
    property.name = name.to_owned();
    property.spelling = spelling;
}

fn settle_marks(property: &mut Property) {
    take(property, CARET);
    if !matches!(property.name.as_str(), "FN" | "N") {
        let made = take(property, MADE);
        let last = property.params.last();
        if made.as_deref() == Some("VALUE")
            && is_elsewhere(property)
            && last.is_some_and(|last| is_uri_under("VALUE", last))
        {
            property.params.pop();
        }
    }
    if let Some(was) = take(property, WAS) {
        settle_was(property, was);
    }
    if let Some(more) = take(property, MORE) {
        let places = if property.name == "N" { 5 } else { 7 };
        if split(&property.value, ';').len() == places {
            property.value.push(';');
            property.value.push_str(&more);
        }
    }
    // What is said outright already was not put aside by writing.
    let aside = property.name == "TEL" && property.param("VALUE").next().is_none();
    let of_telephone = |param: &&mut Param| aside && is_uri_under(TEL_VALUE, param);
    if let Some(value) = property.params.iter_mut().find(of_telephone) {
        // `X-` is what writing put before the name, however that is spelt.
        value.name.drain(..2);
        if !property.value.starts_with("tel:") {
            property.value.insert_str(0, "tel:");
        }
    }
}

/// The value before, where bringing it to either version gives what stands there now.
fn settle_was(property: &mut Property, was: String) {
    let before = Property { value: was, ..property.clone() };
    let mut without_mark = before.clone();
    without_mark.params.retain(|param| !param.name.eq_ignore_ascii_case(OMIT_YEAR));
    for candidate in [without_mark, before] {
        for version in [Version::V3, Version::V4] {
            let again = match version {
                Version::V3 => date_v3(&candidate),
                Version::V4 => match candidate.name.as_str() {
                    "GEO" => geo_uri(&candidate),
                    "URL" | "IMPP" => bare_uri(&candidate),
                    _ => date_v4(&candidate),
                },
            };
            if let Some(mut again) = again {
                take(&mut again, WAS);
                if again == *property {
                    *property = candidate;
                    return;
                }
            }
        }
    }
}

/// `TYPE=pref` and `PREF=1` say the same: the later of the two was added for the version.
fn settle_preference(property: &mut Property) {
    if !can_be_preferred(property) {
        return;
    }
    let first = |param: &Param| param.name.eq_ignore_ascii_case("PREF") && param.values == ["1"];
    let pref = |param: &Param| {
        param.name.eq_ignore_ascii_case("TYPE") && param.values.iter().any(|value| value.eq_ignore_ascii_case("pref"))
    };
    while let Some((last, before)) = property.params.split_last() {
        let added = (*last == param("PREF", "1") && before.iter().any(pref))
            || (*last == param("TYPE", "pref") && before.iter().any(first));
        if !added {
            return;
        }
        property.params.pop();
    }
}

/// `KIND:org` and `X-ABShowAs:COMPANY` side by side: the second was added.
fn settle_kind(properties: &mut Vec<Property>) {
    let mut at = 0;
    while let Some([first, second]) = properties.get(at..at + 2) {
        let plain = second.params.is_empty() && second.group.is_none();
        if plain && ((is_org(first) && is_company(second)) || (is_company(first) && is_org(second))) {
            properties.remove(at + 1);
        } else {
            at += 1;
        }
    }
}

fn settle_made(properties: &mut Vec<Property>) {
    while let Some(at) = properties.iter().position(|property| property.param(MADE).next().is_some()) {
        let mut property = properties.remove(at);
        let again = match property.name.as_str() {
            "FN" => {
                let rest: Vec<Property> =
                    properties.iter().filter(|other| other.param(MADE).next().is_none()).cloned().collect();
                Some(escape(&made_formatted(&rest)))
            }
            "N" => Some(made_name(properties).unwrap_or_else(|| ";;;;".to_owned())),
            _ => None,
        };
        let made = take(&mut property, MADE).unwrap_or_default();
        let before = Property { value: made, ..property.clone() };
        if again.as_ref() != Some(&property.value) {
            properties.insert(at, property);
        } else if is_nothing(&before) {
            properties.insert(at, before);
        }
    }
}

/// Removes the parameter, however often it is there, and answers its first value.
fn take(property: &mut Property, name: &str) -> Option<String> {
    let is_it = |param: &Param| param.name.eq_ignore_ascii_case(name);
    let first = property.params.iter().find(|param| is_it(param))?.values.join(",");
    property.params.retain(|param| !is_it(param));
    Some(first)
}
