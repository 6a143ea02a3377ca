//! What one version says and the other can't: written so that other programs understand it, marked so that reading it
//! again gives back exactly the property that was written.
//!
//! Every marker is checked when it is read: where another program has changed the value since, the new value stands.

mod settle;
mod write;

pub(super) use settle::{concerns, settle};
pub(super) use write::{Seen, companion, demanded, for_version};

use super::{Version, media};
use crate::contact::card::{Card, Param, Property, escape, split, unescape};
use crate::contact::label;

/// Parameter values are written after RFC 6868 although the version doesn't know it.
pub(super) const CARET: &str = "X-ENISHI-CARET";
/// The value before it was brought to the version's form.
const WAS: &str = "X-ENISHI-WAS";
/// Components that 3.0 has no place for.
const MORE: &str = "X-ENISHI-MORE";
/// A property or parameter that the version demands and the card doesn't have; of an `N`, also what stood there empty.
const MADE: &str = "X-ENISHI-MADE";
/// What a property is called that 3.0 has under another name.
const NAME: &str = "X-ENISHI-NAME";
/// `VALUE=uri` of a telephone number that 3.0 shows as text.
const TEL_VALUE: &str = "X-VALUE";
const OMIT_YEAR: &str = "X-APPLE-OMIT-YEAR";
/// Repeated `FN` and `N` in 3.0, where readers take any of them for the name.
const OTHER: &str = "X-ENISHI-";

const COMPANY: (&str, &str, &str) = ("X-ABSHOWAS", "X-ABShowAs", "COMPANY");

/// Marks base64 that could not be decoded and is kept as text.
pub(super) fn base64_param() -> Param {
    param("ENCODING", "b")
}

/// The label that says what an `ANNIVERSARY` or `RELATED` is.
fn apple_label(property: &Property) -> String {
    match property.name.as_str() {
        "ANNIVERSARY" => label::apple_word("anniversary"),
        _ => label::apple_word(&label::of_relation(&Card::default(), property)),
    }
}

/// Base64 that could not be decoded.
fn is_undecoded(property: &Property) -> bool {
    property.params.iter().any(|param| param.name.eq_ignore_ascii_case("ENCODING"))
}

fn is_uri(value: &str) -> bool {
    value.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|ch: char| ch.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// A name for a card without `FN`: family first for Japanese, given first otherwise; else company, nickname, mail.
fn made_formatted(properties: &[Property]) -> String {
    let first = |name: &str| properties.iter().find(|property| property.name == name);
    if let Some(name) = first("N") {
        let part = |index: usize| split(&name.value, ';').get(index).map(|part| unescape(part)).unwrap_or_default();
        let (family, given) = (part(0), part(1));
        let latin = family.chars().chain(given.chars()).all(|ch| u32::from(ch) < 0x2e80);
        let (before, after) = if latin { (given, family) } else { (family, given) };
        let full = format!("{before} {after}").trim().to_owned();
        if !full.is_empty() {
            return full;
        }
    }
    let text = |name: &str| {
        let value = first(name).map(|property| property.value.as_str()).unwrap_or_default();
        split(value, ';').into_iter().map(unescape).find(|part| !part.is_empty())
    };
    ["ORG", "NICKNAME", "EMAIL", "TEL"].into_iter().find_map(text).unwrap_or_default()
}

/// An `N` that shows a person's `FN` on phones, which build names from `N` alone.
fn made_name(properties: &[Property]) -> Option<String> {
    if properties.iter().any(|property| is_org(property) || is_company(property)) {
        return None;
    }
    let formatted = properties.iter().find(|property| property.name == "FN")?;
    let text = unescape(&formatted.value);
    (!text.trim().is_empty()).then(|| format!("{};;;;", escape(&text)))
}

/// An `N` without a name in it.
fn is_nothing(property: &Property) -> bool {
    property.name == "N" && property.value.bytes().all(|byte| byte == b';')
}

fn is_org(property: &Property) -> bool {
    property.name == "KIND" && property.value.eq_ignore_ascii_case("org")
}

fn is_company(property: &Property) -> bool {
    property.name == COMPANY.0 && property.value.eq_ignore_ascii_case(COMPANY.2)
}

/// What both versions let a person prefer.
fn can_be_preferred(property: &Property) -> bool {
    matches!(property.name.as_str(), "TEL" | "EMAIL" | "ADR" | "LABEL" | "IMPP" | "URL")
}

fn says_first(property: &Property) -> bool {
    property.params.iter().any(|param| param.name.eq_ignore_ascii_case("PREF") && param.values == ["1"])
}

fn is_uri_under(name: &str, param: &Param) -> bool {
    param.name.eq_ignore_ascii_case(name) && matches!(&param.values[..], [value] if value.eq_ignore_ascii_case("uri"))
}

fn param(name: &str, value: &str) -> Param {
    Param { name: name.to_owned(), values: vec![value.to_owned()] }
}
