//! Saying a card as one version can.

use calcard::common::PartialDateTime;
use calcard::vcard::VCardValueType;

use super::{
    CARET, COMPANY, MADE, MORE, NAME, OMIT_YEAR, OTHER, TEL_VALUE, Version, WAS, apple_label, can_be_preferred,
    is_company, is_nothing, is_org, is_undecoded, is_uri, is_uri_under, made_formatted, made_name, media, param,
    says_first,
};
use crate::contact::card::{Card, Property, escape, split, unescape};

/// Names already written, for what may stand only once in 3.0.
#[derive(Default)]
pub(in super::super) struct Seen {
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
pub(in super::super) fn for_version(
    property: &Property,
    card: &Card,
    version: Version,
    seen: &mut Seen,
) -> Option<Property> {
    match version {
        Version::V3 => for_v3(property, card, seen),
        Version::V4 => for_v4(property),
    }
}

/// A property to write beside this one, for readers of `version`; `written` is what [`for_version`] made of it.
pub(in super::super) fn companion(
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
pub(in super::super) fn demanded(card: &Card, version: Version) -> Vec<Property> {
    let mut made = Vec::new();
    let formatted = card.first("FN");
    if formatted.is_none() {
        made.push(Property::new("FN", escape(&made_formatted(&card.properties))).with(MADE, "1"));
    }
    if version == Version::V3 && card.first("N").is_none() {
        made.push(match made_name(&card.properties) {
            Some(value) => Property::new("N", value).with(MADE, "1"),
            None => Property::new("N", ";;;;").with(MADE, "1"),
        });
    }
    made
}

fn for_v3(property: &Property, card: &Card, seen: &mut Seen) -> Option<Property> {
    let mut changed = match property.name.as_str() {
        "FN" => std::mem::replace(&mut seen.formatted, true).then(|| under_other_name(property)),
        "N" if std::mem::replace(&mut seen.name, true) => Some(under_other_name(property)),
        _ if is_undecoded(property) => None,
        "N" if is_nothing(property) => {
            made_name(&card.properties).map(|value| Property { value, ..property.clone() }.with(MADE, &property.value))
        }
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

fn under_other_name(property: &Property) -> Property {
    let spelled = property.spelling.as_ref().unwrap_or(&property.name);
    Property { spelling: Some(format!("{OTHER}{spelled}")), ..property.clone() }
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
    // One that is said to be an address twice stays one.
    let number = property.value.strip_prefix("tel:").filter(|number| !number.starts_with("tel:"))?;
    let says = |name: &str| property.params.iter().filter(|param| param.name.eq_ignore_ascii_case(name)).count();
    // Nor one whose own parameters could be taken for ours when it is read.
    if says("VALUE") > 1 || says(TEL_VALUE) > 0 {
        return None;
    }
    let at = property.params.iter().position(|param| is_uri_under("VALUE", param))?;
    let mut changed = Property { value: number.to_owned(), ..property.clone() };
    changed.params.get_mut(at)?.name.insert_str(0, "X-");
    Some(changed)
}

/// Without a year, 3.0 has only Apple's way: 1604.
pub(super) fn date_v3(property: &Property) -> Option<Property> {
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
pub(super) fn date_v4(property: &Property) -> Option<Property> {
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
pub(super) fn geo_uri(property: &Property) -> Option<Property> {
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
pub(super) fn bare_uri(property: &Property) -> Option<Property> {
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
        changed.params.push(param(MADE, "VALUE"));
        changed
    })
}

pub(super) fn is_elsewhere(property: &Property) -> bool {
    media::is_media(&property.name) && property.media.is_none() && is_uri(&property.value) && !is_undecoded(property)
}
