//! What one version says and the other can't: written so that other programs understand it, marked so that reading it
//! again gives back exactly the property that was written.
//!
//! Every marker is checked when it is read: where another program has changed the value since, the new value stands.

use calcard::common::PartialDateTime;
use calcard::vcard::VCardValueType;

use super::{Version, media};
use crate::contact::card::{Card, Param, Property, escape, split, unescape};
use crate::contact::label;

/// Parameter values are written after RFC 6868 although the version doesn't know it.
pub(super) const CARET: &str = "X-ENISHI-CARET";
/// The value before it was brought to the version's form.
const WAS: &str = "X-ENISHI-WAS";
/// Components that 3.0 has no place for.
const MORE: &str = "X-ENISHI-MORE";
/// A property that the version demands and the card doesn't have.
const MADE: &str = "X-ENISHI-MADE";
/// What a property is called that 3.0 has under another name.
const NAME: &str = "X-ENISHI-NAME";
/// `VALUE=uri` of a telephone number that 3.0 shows as text.
const TEL_VALUE: &str = "X-VALUE";
const OMIT_YEAR: &str = "X-APPLE-OMIT-YEAR";
/// Repeated `FN` and `N` in 3.0, where readers take any of them for the name.
const OTHER: &str = "X-ENISHI-";

const COMPANY: (&str, &str, &str) = ("X-ABSHOWAS", "X-ABShowAs", "COMPANY");

/// Names already written, for what may stand only once in 3.0.
#[derive(Default)]
pub(super) struct Seen {
    formatted: bool,
    name: bool,
    /// The highest number of a group `itemN`.
    items: Option<u32>,
}

impl Seen {
    /// The name of a group that nothing else in the card has.
    fn free_group(&mut self, card: &Card) -> String {
        let number = |group: &str| group.to_ascii_lowercase().strip_prefix("item")?.parse::<u32>().ok();
        let highest = || card.properties.iter().filter_map(|property| number(property.group.as_deref()?)).max();
        let next = self.items.or_else(highest).unwrap_or(0).saturating_add(1);
        self.items = Some(next);
        format!("item{next}")
    }
}

/// The property as `version` says it, where that differs.
pub(super) fn for_version(property: &Property, card: &Card, version: Version, seen: &mut Seen) -> Option<Property> {
    match version {
        Version::V3 => for_v3(property, card, seen),
        Version::V4 => for_v4(property),
    }
}

/// A property to write beside this one, for readers of `version`; `written` is what [`for_version`] made of it.
pub(super) fn companion(
    property: &Property,
    written: Option<&Property>,
    card: &Card,
    version: Version,
) -> Option<Property> {
    match (version, property.name.as_str()) {
        (Version::V3, "ANNIVERSARY" | "RELATED") => {
            let group = written.filter(|written| written.param(NAME).next().is_some())?.group.clone();
            let label = Some(apple_label(property)).filter(|label| !label.is_empty())?;
            Some(Property { group, spelling: Some("X-ABLabel".to_owned()), ..Property::new("X-ABLABEL", label) })
        }
        (Version::V3, "KIND") if is_org(property) && card.first(COMPANY.0).is_none() => {
            Some(Property { spelling: Some(COMPANY.1.to_owned()), ..Property::new(COMPANY.0, COMPANY.2) })
        }
        (Version::V4, "X-ABSHOWAS") if is_company(property) && card.first("KIND").is_none() => {
            Some(Property::new("KIND", "org"))
        }
        _ => None,
    }
}

/// The `FN` and `N` that the version demands and the card lacks.
pub(super) fn demanded(card: &Card, version: Version) -> Vec<Property> {
    let mut made = Vec::new();
    let formatted = card.first("FN");
    if formatted.is_none() {
        made.push(Property::new("FN", escape(&made_formatted(&card.properties))).with(MADE, "1"));
    }
    if version == Version::V3 && card.first("N").is_none() {
        made.push(match made_name(&card.properties) {
            Some(value) => Property::new("N", value).with(MADE, "1"),
            None => Property::new("N", ";;;;"),
        });
    }
    made
}

/// The property, as read, may need [`settle`].
pub(super) fn concerns(property: &Property) -> bool {
    match property.name.as_str() {
        "N" if is_nothing(property) => return true,
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
pub(super) fn settle(properties: &mut Vec<Property>) {
    settle_apple(properties);
    for property in properties.iter_mut() {
        settle_name(property);
        settle_marks(property);
        settle_preference(property);
    }
    settle_kind(properties);
    settle_made(properties);
    properties.retain(|property| !is_nothing(property));
}

/// Marks base64 that could not be decoded and is kept as text.
pub(super) fn base64_param() -> Param {
    param("ENCODING", "b")
}

fn for_v3(property: &Property, card: &Card, seen: &mut Seen) -> Option<Property> {
    let mut changed = match property.name.as_str() {
        "FN" => std::mem::replace(&mut seen.formatted, true).then(|| under_other_name(property)),
        "N" if std::mem::replace(&mut seen.name, true) => Some(under_other_name(property)),
        _ if is_undecoded(property) => None,
        "N" => cut_components(property, 5),
        "ADR" => cut_components(property, 7),
        "TEL" => telephone_text(property),
        "ANNIVERSARY" => as_apple(property, date_v3(property), "X-ABDATE", card, seen),
        "RELATED" if !is_uri(&property.value) => as_apple(property, None, "X-ABRELATEDNAMES", card, seen),
        "BDAY" | "DEATHDATE" => date_v3(property),
        "PHOTO" | "LOGO" | "SOUND" | "KEY" => explicit_uri(property),
        _ => None,
    };
    if can_be_preferred(property) && says_first(property) && !property.has_type("pref") {
        changed.get_or_insert_with(|| property.clone()).params.push(param("TYPE", "pref"));
    }
    let needs_caret = |property: &Property| {
        property.params.iter().flat_map(|param| &param.values).any(|value| value.contains(['"', '\n']))
    };
    if needs_caret(changed.as_ref().unwrap_or(property)) {
        changed.get_or_insert_with(|| property.clone()).params.push(param(CARET, "1"));
    }
    changed
}

fn for_v4(property: &Property) -> Option<Property> {
    let mut changed = match property.name.as_str() {
        _ if is_undecoded(property) => None,
        "BDAY" | "ANNIVERSARY" | "DEATHDATE" => date_v4(property),
        "GEO" => geo_uri(property),
        "URL" | "IMPP" => bare_uri(property),
        _ => None,
    };
    if can_be_preferred(property) && property.has_type("pref") && property.param("PREF").next().is_none() {
        changed.get_or_insert_with(|| property.clone()).params.push(param("PREF", "1"));
    }
    changed
}

/// 3.0 knows neither `ANNIVERSARY` nor `RELATED`; phones and address books of its time read Apple's names for them, which
/// say by a label beside them what they are.
fn as_apple(
    property: &Property,
    changed: Option<Property>,
    name: &str,
    card: &Card,
    seen: &mut Seen,
) -> Option<Property> {
    if property.group.is_some() {
        return changed;
    }
    let mut changed = changed.unwrap_or_else(|| property.clone());
    changed.params.push(param(NAME, property.spelling.as_ref().unwrap_or(&property.name)));
    changed.group = Some(seen.free_group(card));
    Some(Property { name: name.to_owned(), spelling: None, ..changed })
}

/// The label that says what an `ANNIVERSARY` or `RELATED` is.
fn apple_label(property: &Property) -> String {
    match property.name.as_str() {
        "ANNIVERSARY" => label::apple_word("anniversary"),
        _ => label::apple_word(&label::of_relation(&Card::default(), property)),
    }
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

fn under_other_name(property: &Property) -> Property {
    let spelled = property.spelling.as_ref().unwrap_or(&property.name);
    Property { spelling: Some(format!("{OTHER}{spelled}")), ..property.clone() }
}

fn settle_name(property: &mut Property) {
    let Some(name) = property.name.strip_prefix(OTHER).filter(|name| matches!(*name, "FN" | "N")) else { return };
    let spelled = property.spelling.as_ref().and_then(|spelling| spelling.get(OTHER.len()..)).unwrap_or(name);
    let spelling = (spelled != name).then(|| spelled.to_owned());
    property.name = name.to_owned();
    property.spelling = spelling;
}

/// RFC 9554 gives `N` seven components and `ADR` eighteen; 3.0 has five and seven.
fn cut_components(property: &Property, places: usize) -> Option<Property> {
    let parts = split(&property.value, ';');
    let (kept, more) = parts.split_at_checked(places).filter(|(_, more)| !more.is_empty())?;
    let mut changed = Property { value: kept.join(";"), ..property.clone() };
    changed.params.push(param(MORE, &more.join(";")));
    Some(changed)
}

fn telephone_text(property: &Property) -> Option<Property> {
    let number = property.value.strip_prefix("tel:")?;
    let at = property.params.iter().position(is_value_uri)?;
    let mut changed = Property { value: number.to_owned(), ..property.clone() };
    changed.params.get_mut(at)?.name = TEL_VALUE.to_owned();
    Some(changed)
}

/// Without a year, 3.0 has only Apple's way: 1604.
fn date_v3(property: &Property) -> Option<Property> {
    let value = match property.value.as_bytes() {
        [b'-', b'-', m1, m2, d1, d2] | [b'-', b'-', m1, m2, b'-', d1, d2]
            if [m1, m2, d1, d2].iter().all(|digit| digit.is_ascii_digit()) =>
        {
            let digits = [m1, m2, d1, d2].map(|digit| char::from(*digit));
            format!("1604-{}{}-{}{}", digits[0], digits[1], digits[2], digits[3])
        }
        _ => return None,
    };
    if property.param(OMIT_YEAR).next().is_some() {
        return None;
    }
    let mut changed = Property { value, ..property.clone() };
    changed.params.push(param(OMIT_YEAR, "1604"));
    changed.params.push(param(WAS, &property.value));
    Some(changed)
}

/// 4.0 has the basic form only (RFC 6350 §4.3.1), and one for no year.
fn date_v4(property: &Property) -> Option<Property> {
    let value = basic_date(&property.value)?;
    if property.param("VALUE").any(|value| value.eq_ignore_ascii_case("text")) {
        return None;
    }
    let mut changed = Property { value, ..property.clone() };
    changed.params.push(param(WAS, &property.value));
    Some(changed)
}

fn basic_date(value: &str) -> Option<String> {
    let bytes = value.as_bytes();
    let extended = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-') && bytes.len() >= 10;
    let digits =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    if extended && digits(0..4) && digits(5..7) && digits(8..10) {
        let mut date = PartialDateTime::default();
        if !date.parse_vcard_date_legacy(&mut bytes.iter().peekable()) {
            return None;
        }
        date.year = date.year.filter(|year| *year != 1604);
        let mut basic = String::with_capacity(10);
        let kind = if date.has_time() { VCardValueType::DateAndOrTime } else { VCardValueType::Date };
        date.format_as_vcard(&mut basic, &kind).ok()?;
        return Some(basic).filter(|basic| basic != value);
    }
    if bytes.len() == 8 && digits(0..8) {
        return value.strip_prefix("1604").map(|day| format!("--{day}"));
    }
    let (month, day) = value.strip_prefix("--")?.split_once('-')?;
    (digits(2..4) && month.len() == 2 && day.len() == 2 && digits(5..7)).then(|| format!("--{month}{day}"))
}

/// `35.6;139.7` of 3.0 is an address in 4.0 (RFC 6350 §6.5.2).
fn geo_uri(property: &Property) -> Option<Property> {
    let (latitude, longitude) = property.value.split_once(';')?;
    let is_number = |text: &str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    if !is_number(latitude) || !is_number(longitude) {
        return None;
    }
    let value = format!("geo:{},{}", latitude.trim(), longitude.trim());
    let mut changed = Property { value, ..property.clone() };
    changed.params.push(param(WAS, &property.value));
    Some(changed)
}

/// Apple escapes addresses like texts (`http\\://`); in 4.0 an address is none (RFC 6350 §4.2).
fn bare_uri(property: &Property) -> Option<Property> {
    let value = Some(&property.value).filter(|value| value.contains('\\')).map(|value| unescape(value))?;
    if value == property.value || value.contains('\n') {
        return None;
    }
    let mut changed = Property { value, ..property.clone() };
    changed.params.push(param(WAS, &property.value));
    Some(changed)
}

/// In 3.0 a picture elsewhere must say that it is an address.
fn explicit_uri(property: &Property) -> Option<Property> {
    let wanted = is_elsewhere(property) && property.param("VALUE").next().is_none();
    wanted.then(|| {
        let mut changed = property.clone();
        changed.params.push(param("VALUE", "uri"));
        changed
    })
}

fn is_elsewhere(property: &Property) -> bool {
    media::is_media(&property.name) && property.media.is_none() && is_uri(&property.value) && !is_undecoded(property)
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

fn settle_marks(property: &mut Property) {
    take(property, CARET);
    if !matches!(property.name.as_str(), "FN" | "N") {
        take(property, MADE);
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
    let of_telephone = |param: &&mut Param| param.name.eq_ignore_ascii_case(TEL_VALUE);
    if let Some(value) = property.params.iter_mut().find(of_telephone).filter(|_| property.name == "TEL") {
        value.name = "VALUE".to_owned();
        if !property.value.starts_with("tel:") {
            property.value.insert_str(0, "tel:");
        }
    }
    while is_elsewhere(property) && property.params.last().is_some_and(is_value_uri) {
        property.params.pop();
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
        }
        at += 1;
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
            "N" => made_name(properties),
            _ => None,
        };
        if again.as_ref() != Some(&property.value) {
            take(&mut property, MADE);
            properties.insert(at, property);
        }
    }
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

fn is_org(property: &Property) -> bool {
    property.name == "KIND" && property.value.eq_ignore_ascii_case("org")
}

fn is_company(property: &Property) -> bool {
    property.name == COMPANY.0 && property.value.eq_ignore_ascii_case(COMPANY.2)
}

/// An `N` without a name in it.
fn is_nothing(property: &Property) -> bool {
    property.name == "N"
        && property.params.is_empty()
        && property.group.is_none()
        && property.value.bytes().all(|byte| byte == b';')
}

/// What both versions let a person prefer.
fn can_be_preferred(property: &Property) -> bool {
    matches!(property.name.as_str(), "TEL" | "EMAIL" | "ADR" | "LABEL" | "IMPP" | "URL")
}

fn says_first(property: &Property) -> bool {
    property.params.iter().any(|param| param.name.eq_ignore_ascii_case("PREF") && param.values == ["1"])
}

fn is_value_uri(param: &Param) -> bool {
    param.name.eq_ignore_ascii_case("VALUE")
        && matches!(&param.values[..], [value] if value.eq_ignore_ascii_case("uri"))
}

fn param(name: &str, value: &str) -> Param {
    Param { name: name.to_owned(), values: vec![value.to_owned()] }
}

/// Removes the parameter, however often it is there, and answers its first value.
fn take(property: &mut Property, name: &str) -> Option<String> {
    let is_it = |param: &Param| param.name.eq_ignore_ascii_case(name);
    let first = property.params.iter().find(|param| is_it(param))?.values.join(",");
    property.params.retain(|param| !is_it(param));
    Some(first)
}
