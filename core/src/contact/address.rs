//! Addresses: the parts of `ADR` and the whole on one line.

use super::card::{Card, Property, split, unescape};
use super::fields::Address;
use super::{label, name};

/// The components of `ADR` in order (RFC 6350 §6.3.1); RFC 9554's further ones only repeat them.
pub(crate) const POST_OFFICE_BOX: usize = 0;
pub(crate) const BUILDING: usize = 1;
pub(crate) const STREET: usize = 2;
pub(crate) const CITY: usize = 3;
pub(crate) const REGION: usize = 4;
pub(crate) const POSTAL: usize = 5;
pub(crate) const COUNTRY: usize = 6;

/// The parts of one `ADR` and its text: the sender's own (`LABEL`) or put together in the country's order.
pub(crate) fn of(card: &Card, property: &Property) -> Address {
    let parts = split(&property.value, ';');
    let part = |at: usize| parts.get(at).map(|part| one_line(&unescape(part))).unwrap_or_default();
    let mut address = Address {
        label: label::of(card, property),
        postal: part(POSTAL),
        region: part(REGION),
        city: part(CITY),
        street: part(STREET),
        building: part(BUILDING),
        country: part(COUNTRY),
        text: String::new(),
    };
    let given = property.param("LABEL").next().map(one_line).filter(|text| !text.is_empty());
    address.text = given.unwrap_or_else(|| text(&address, &part(POST_OFFICE_BOX)));
    address
}

/// The address says something.
pub(crate) fn is_filled(property: &Property) -> bool {
    property.value.chars().any(|ch| ch != ';' && ch != ',' && !ch.is_whitespace())
        || property.param("LABEL").next().is_some()
}

fn text(address: &Address, post_office_box: &str) -> String {
    let Address { postal, region, city, street, building, country, .. } = address;
    let home =
        country.is_empty() || matches!(country.to_lowercase().as_str(), "日本" | "日本国" | "japan" | "jp" | "jpn");
    if home && [region, city, street, building].into_iter().any(|part| name::is_japanese(part)) {
        let mut out = String::new();
        if !postal.is_empty() {
            let mark = if postal.starts_with('〒') { "" } else { "〒" };
            out.extend([mark, postal, " "]);
        }
        out.extend([region.as_str(), city, street]);
        for part in [building, post_office_box] {
            if !part.is_empty() && !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(part);
        }
        return out.trim_end().to_owned();
    }
    let town =
        [city.as_str(), region, postal].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let lines = [street.as_str(), building, post_office_box, &town, country];
    lines.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Line breaks inside a part become spaces.
fn one_line(text: &str) -> String {
    if !text.contains(['\n', '\r']) {
        return text.trim().to_owned();
    }
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
