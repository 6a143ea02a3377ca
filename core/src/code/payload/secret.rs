//! Codes that hold secrets. What is read of them is whom they are for; the secret itself stays behind.

use super::{Said, percent_decoded, without};
use crate::formats::mecard;

/// What stands for a secret.
const MASK: &str = "***";

/// What of a one-time password's address may be seen (the Key URI format of Google Authenticator); anything else may be the
/// secret under another name.
const OPEN_PARAMETERS: [&str; 5] = ["issuer", "algorithm", "digits", "period", "counter"];
/// What of a network's code may be seen: kind, name, hidden, and how one signs in.
const OPEN_FIELDS: [&str; 6] = ["T", "S", "H", "E", "A", "PH2"];

/// What it is for, and the text with a mask over every secret; `None` for a text that is none of these.
pub fn read(text: &str) -> Option<(Said, String)> {
    otpauth(text).or_else(|| wifi(text))
}

/// `otpauth://totp/Issuer:account?secret=…&issuer=…`, and the `otpauth-migration:` of a whole list of them.
fn otpauth(text: &str) -> Option<(Said, String)> {
    let single = without(text, "otpauth:");
    let rest = single.or_else(|| without(text, "otpauth-migration:"))?;
    let path_end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (path, query) = rest.split_at_checked(path_end)?;
    let label = path.trim_start_matches('/').split_once('/').map(|(_, label)| label).unwrap_or_default();
    let label = percent_decoded(label);
    let (mut issuer, account) = label
        .split_once(':')
        .map_or((String::new(), label.trim()), |(issuer, account)| (issuer.trim().to_owned(), account.trim()));
    let mut shown: Vec<String> = Vec::new();
    let query = query.trim_start_matches('?').split('#').next().unwrap_or_default();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let is_open = OPEN_PARAMETERS.iter().any(|open| name.eq_ignore_ascii_case(open));
        if name.eq_ignore_ascii_case("issuer") && !value.is_empty() {
            issuer = percent_decoded(&value.replace('+', " "));
        }
        // A name without a value may itself be the secret.
        shown.push(match (is_open, value) {
            (true, value) => format!("{name}={value}"),
            (false, "") => MASK.to_owned(),
            (false, _) => format!("{name}={MASK}"),
        });
    }
    let scheme = if single.is_some() { "otpauth" } else { "otpauth-migration" };
    let path = if single.is_some() { path } else { "//offline" };
    let masked = format!("{scheme}:{path}{}{}", if shown.is_empty() { "" } else { "?" }, shown.join("&"));
    let account = if single.is_some() { account.to_owned() } else { String::new() };
    Some((Said::Otpauth { issuer, account }, masked))
}

/// `WIFI:T:WPA;S:name;P:key;;`, escaped as a MECARD is.
fn wifi(text: &str) -> Option<(Said, String)> {
    let fields = mecard::values(text, "WIFI:")?;
    let value = |wanted: &str| {
        let found = fields.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let security = Some(value("T")).filter(|kind| !kind.is_empty()).unwrap_or_else(|| "nopass".to_owned());
    let shown: String = fields
        .iter()
        .map(|(name, value)| match OPEN_FIELDS.contains(&name.as_str()) {
            true => format!("{name}:{};", mecard::escaped(value)),
            // What looks like a name may be a piece of a key that was not escaped.
            false if name == "P" => format!("P:{MASK};"),
            false => format!("{MASK};"),
        })
        .collect();
    Some((Said::Wifi { ssid: value("S"), security }, format!("WIFI:{shown};")))
}
