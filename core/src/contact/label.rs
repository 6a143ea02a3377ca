//! Labels of phones, mails, addresses and the like: codes of ours, TYPE parameters of vCard, `X-ABLabel`s of Apple.

use super::card::{Card, Param, Property, escape, unescape};

/// Codes that stand in vCard as TYPE parameters, with the values written for them.
const BY_TYPE: [(&str, &[&str]); 9] = [
    ("work", &["WORK"]),
    ("home", &["HOME"]),
    ("mobile", &["CELL"]),
    ("work_fax", &["WORK", "FAX"]),
    ("home_fax", &["HOME", "FAX"]),
    ("fax", &["FAX"]),
    ("main", &["MAIN"]),
    ("pager", &["PAGER"]),
    ("other", &["OTHER"]),
];

/// Codes and Apple's words for them (`_$!<HomeFAX>!$_`). The first spelling is the one written.
const BY_APPLE: [(&str, &str); 28] = [
    ("work", "Work"),
    ("home", "Home"),
    ("mobile", "Mobile"),
    ("work_fax", "WorkFAX"),
    ("home_fax", "HomeFAX"),
    ("main", "Main"),
    ("pager", "Pager"),
    ("other", "Other"),
    ("other", "OtherFAX"),
    ("homepage", "HomePage"),
    ("anniversary", "Anniversary"),
    ("birthday", "Birthday"),
    ("spouse", "Spouse"),
    ("partner", "Partner"),
    ("child", "Child"),
    ("child", "Son"),
    ("child", "Daughter"),
    ("parent", "Parent"),
    ("mother", "Mother"),
    ("father", "Father"),
    ("sibling", "Sibling"),
    ("brother", "Brother"),
    ("sister", "Sister"),
    ("friend", "Friend"),
    ("manager", "Manager"),
    ("assistant", "Assistant"),
    ("colleague", "Colleague"),
    ("school", "School"),
];

/// TYPE values of RELATED (RFC 6350 §6.6.6) that are called otherwise here.
const RELATED: [(&str, &str); 2] = [("co-worker", "colleague"), ("sweetheart", "partner")];

/// The label of a phone, mail, URL or address: the user's words in `X-ABLabel` before TYPE parameters.
pub(crate) fn of(card: &Card, property: &Property) -> String {
    match apple(card, property) {
        Some(text) => text,
        None => from_types(property),
    }
}

/// The label in the `X-ABLabel` beside a grouped property, built-in words as codes.
pub(crate) fn apple(card: &Card, property: &Property) -> Option<String> {
    let at = apple_at(card, property)?;
    let text = unescape(&card.properties.get(at)?.value);
    let text = text.trim();
    let word = text.strip_prefix("_$!<").and_then(|rest| rest.strip_suffix(">!$_"));
    match word {
        Some(word) => {
            let known = BY_APPLE.iter().find(|(_, apple)| apple.eq_ignore_ascii_case(word));
            Some(known.map_or(word, |(code, _)| code).to_owned())
        }
        None if text.is_empty() => None,
        None => Some(text.to_owned()),
    }
}

/// Where the `X-ABLabel` of a property stands.
pub(crate) fn apple_at(card: &Card, property: &Property) -> Option<usize> {
    let group = property.group.as_deref()?;
    card.properties.iter().position(|other| {
        other.name == "X-ABLABEL" && other.group.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(group))
    })
}

/// All TYPE values, also those that a 4.0 writer put into one quoted list.
pub(crate) fn types(property: &Property) -> impl Iterator<Item = &str> {
    property
        .params
        .iter()
        .filter(|param| param.name.eq_ignore_ascii_case("TYPE"))
        .flat_map(|param| param.values.iter())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

fn from_types(property: &Property) -> String {
    let (mut work, mut home, mut fax, mut other) = (false, false, false, false);
    let mut exact = "";
    let mut own = "";
    for value in types(property) {
        let is = |word: &str| value.eq_ignore_ascii_case(word);
        if is("WORK") {
            work = true;
        } else if is("HOME") {
            home = true;
        } else if is("FAX") {
            fax = true;
        } else if is("CELL") || is("MOBILE") || is("IPHONE") {
            exact = "mobile";
        } else if is("PAGER") {
            exact = "pager";
        } else if is("MAIN") {
            exact = "main";
        } else if is("OTHER") {
            other = true;
        } else if value.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-")) {
            own = value.get(2..).unwrap_or_default();
        }
    }
    let code = match (fax, work, home) {
        (true, true, _) => "work_fax",
        (true, false, true) => "home_fax",
        (true, false, false) => "fax",
        (false, ..) if !exact.is_empty() => exact,
        (false, true, _) => "work",
        (false, false, true) => "home",
        (false, false, false) if other => "other",
        (false, false, false) => own,
    };
    code.to_owned()
}

/// The label of a relation: `X-ABLabel`, else the TYPE of RELATED.
pub(crate) fn of_relation(card: &Card, property: &Property) -> String {
    apple(card, property).unwrap_or_else(|| {
        let first = types(property).find(|value| !value.is_empty()).unwrap_or_default().to_lowercase();
        RELATED.iter().find(|(vcard, _)| *vcard == first).map_or(first, |(_, code)| (*code).to_owned())
    })
}

/// The TYPE under which RELATED writes a relation that vCard knows (RFC 6350 §6.6.6).
pub(crate) fn related_type(label: &str) -> Option<&str> {
    match RELATED.iter().find(|(_, code)| *code == label) {
        Some((vcard, _)) => Some(vcard),
        None => ["spouse", "child", "parent", "sibling", "friend"].into_iter().find(|code| *code == label),
    }
}

/// Gives the property at `at` the label `label`: as TYPE where vCard knows the code, else in an `X-ABLabel` beside it.
pub(crate) fn set(card: &mut Card, at: usize, label: &str) {
    let typed = BY_TYPE.iter().find(|(code, _)| *code == label).map(|(_, values)| *values);
    if let Some(property) = card.properties.get_mut(at) {
        retype(property, typed.unwrap_or_default());
    }
    set_apple(card, at, if typed.is_some() { "" } else { label });
}

/// Writes, changes or (empty) removes the `X-ABLabel` beside the property at `at`.
pub(crate) fn set_apple(card: &mut Card, at: usize, label: &str) {
    let Some(property) = card.properties.get(at) else { return };
    let beside = apple_at(card, property);
    let group = property.group.clone();
    if label.is_empty() {
        if let Some(beside) = beside {
            card.properties.remove(beside);
        }
        return;
    }
    let value = apple_word(label);
    if let Some(label) = beside.and_then(|beside| card.properties.get_mut(beside)) {
        label.value = value;
        return;
    }
    let group = group.unwrap_or_else(|| fresh_group(card));
    if let Some(property) = card.properties.get_mut(at) {
        property.group = Some(group.clone());
    }
    let mut beside = Property::new("X-ABLABEL", value);
    beside.spelling = Some("X-ABLabel".to_owned());
    beside.group = Some(group);
    card.properties.insert(at + 1, beside);
}

/// A label as `X-ABLabel` writes it: Apple's word for a code, anything else as it is.
pub(crate) fn apple_word(label: &str) -> String {
    let built_in = BY_APPLE.iter().find(|(code, _)| *code == label);
    built_in.map_or_else(|| escape(label), |(_, apple)| format!("_$!<{apple}>!$_"))
}

/// Replaces the TYPE values that make a label and keeps the others (`pref`, `voice`, `internet` …).
fn retype(property: &mut Property, values: &[&str]) {
    let lower = types(property).any(|value| value.chars().any(|ch| ch.is_ascii_lowercase()));
    let mut place = None;
    for (at, param) in property.params.iter_mut().enumerate() {
        if param.name.eq_ignore_ascii_case("TYPE") {
            let before = param.values.len();
            for value in &mut param.values {
                if value.contains(',') {
                    *value = value.split(',').filter(|part| !makes_label(part)).collect::<Vec<_>>().join(",");
                }
            }
            param.values.retain(|value| !value.is_empty() && !makes_label(value));
            if param.values.len() != before && place.is_none() {
                place = Some((at, param.name.clone()));
            }
        }
    }
    let (at, name) = place.unwrap_or((property.params.len(), "TYPE".to_owned()));
    let values = values.iter().map(|value| if lower { value.to_lowercase() } else { (*value).to_owned() });
    let values: Vec<String> = values.collect();
    match property.params.get_mut(at) {
        Some(param) if param.name.eq_ignore_ascii_case("TYPE") => {
            param.values.splice(0..0, values);
        }
        Some(_) | None if values.is_empty() => {}
        Some(_) | None => property.params.push(Param { name, values }),
    }
    property.params.retain(|param| !param.values.is_empty() || !param.name.eq_ignore_ascii_case("TYPE"));
}

fn makes_label(value: &str) -> bool {
    const WORDS: [&str; 9] = ["WORK", "HOME", "FAX", "CELL", "MOBILE", "IPHONE", "PAGER", "MAIN", "OTHER"];
    let value = value.trim();
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(value))
        || value.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"))
}

/// `itemN`, one higher than any in the card.
fn fresh_group(card: &Card) -> String {
    let number = |group: &str| group.to_ascii_lowercase().strip_prefix("item")?.parse::<u32>().ok();
    let highest = card.properties.iter().filter_map(|property| number(property.group.as_deref()?)).max();
    format!("item{}", highest.unwrap_or(0).saturating_add(1))
}
