//! Identifiers of messengers: properties of their own, and `IMPP` with scheme or service (RFC 4770).

use super::card::{Card, Property};
use super::fields::{Labelled, labelled, plain};
use super::{label, role};

/// Services that are recognised by the scheme of an `IMPP` address.
const SCHEMES: [(&str, &str); 11] = [
    ("skype", "skype"),
    ("xmpp", "jabber"),
    ("aim", "aim"),
    ("icq", "icq"),
    ("msnim", "msn"),
    ("ymsgr", "yahoo"),
    ("gtalk", "google_talk"),
    ("qq", "qq"),
    ("line", "line"),
    ("sip", "sip"),
    ("irc", "irc"),
];

/// An `IMPP` address as its scheme (with the colon; empty where it is not a messenger's) and the rest.
pub(crate) fn scheme(value: &str) -> (&str, &str) {
    match value.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("x-apple") || service(scheme).is_some() => {
            (value.get(..=scheme.len()).unwrap_or_default(), rest)
        }
        Some(_) | None => ("", value),
    }
}

fn service(scheme: &str) -> Option<&'static str> {
    SCHEMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(scheme)).map(|(_, service)| *service)
}

/// The scheme under which `IMPP` writes a service that has one.
pub(crate) fn scheme_of(label: &str) -> Option<&'static str> {
    SCHEMES.iter().find(|(_, service)| *service == label).map(|(scheme, _)| *scheme)
}

/// A messenger's identifier with its service as label.
pub(super) fn of(card: &Card, property: &Property) -> Labelled {
    let text = plain(property);
    if let Some(code) = role::messenger(&property.name) {
        return labelled(code.to_owned(), text);
    }
    let (scheme, rest) = if property.name == "IMPP" { scheme(&text) } else { ("", text.as_str()) };
    let named = property.param("X-SERVICE-TYPE").chain(property.param("SERVICE-TYPE")).next();
    let named = named.map(|name| {
        let code = name.to_lowercase();
        match code.as_str() {
            "line" | "skype" | "jabber" | "aim" | "icq" | "msn" | "yahoo" | "qq" => code,
            "line works" => "line_works".to_owned(),
            _ => name.to_owned(),
        }
    });
    let label = named
        .or_else(|| service(scheme.trim_end_matches(':')).map(str::to_owned))
        .or_else(|| label::apple(card, property))
        .unwrap_or_else(|| match property.name.as_str() {
            "IMPP" => label::of(card, property),
            _ => label::types(property)
                .find(|kind| !kind.eq_ignore_ascii_case("pref"))
                .unwrap_or_default()
                .to_lowercase(),
        });
    labelled(label, rest.to_owned())
}
