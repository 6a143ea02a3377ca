//! Everything that is stored beside a card and can be rebuilt from it.

use crate::contact::card::{Card, MediaHash, unescape};
use crate::contact::fields::Fields;
use crate::contact::{Kind, name, phone, reading};
use crate::error::{Error, Result};
use crate::search;
use crate::store::{Derived, Key, KeyKind};

/// Bytes of a text that a list shows.
const LONGEST: usize = 4 * 1024;

/// What lists and rules need of the card; of texts longer than a list can show, their beginning.
pub(super) fn derived(fields: &Fields) -> Derived {
    let listed = [
        &fields.display_name,
        &fields.family_name,
        &fields.given_name,
        &fields.family_reading,
        &fields.given_reading,
        &fields.company,
        &fields.company_reading,
        &fields.department,
        &fields.title,
    ];
    if listed.iter().any(|text| text.len() > LONGEST) { derived_of(&shortened(fields)) } else { derived_of(fields) }
}

fn shortened(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    for text in [
        &mut fields.display_name,
        &mut fields.family_name,
        &mut fields.given_name,
        &mut fields.family_reading,
        &mut fields.given_reading,
        &mut fields.company,
        &mut fields.company_reading,
        &mut fields.department,
        &mut fields.title,
    ] {
        text.truncate(text.floor_char_boundary(LONGEST));
    }
    fields
}

fn derived_of(fields: &Fields) -> Derived {
    Derived {
        kind: fields.kind,
        display_name: fields.display_name.clone(),
        reading: match fields.kind {
            Kind::Person => name::display(&fields.family_reading, &fields.given_reading),
            Kind::Company => fields.company_reading.clone(),
        },
        company: fields.company.clone(),
        department: fields.department.clone(),
        title: fields.title.clone(),
        seal: name::seal(fields),
        photo: fields.photo,
        sort_key: reading::sort_key(fields),
        company_key: reading::company_sort_key(fields),
    }
}

/// What the contact is found again by, each once and in order.
pub(super) fn keys(uid: &str, fields: &Fields) -> Vec<Key> {
    let mut keys: Vec<Key> =
        key_values(uid, fields).iter().map(|(kind, value)| Key::of(*kind, value.as_bytes())).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The key of a UID.
pub(super) fn uid_of(uid: &str) -> Key {
    Key::of(KeyKind::Uid, bare_uid(uid).as_bytes())
}

/// The key of a mail address.
pub(super) fn mail_of(mail: &str) -> Key {
    Key::of(KeyKind::Mail, mail_value(mail).as_bytes())
}

fn key_values(uid: &str, fields: &Fields) -> Vec<(KeyKind, String)> {
    let mut values = Vec::with_capacity(1 + fields.phones.len() + fields.emails.len());
    values.push((KeyKind::Uid, bare_uid(uid)));
    values.extend(fields.phones.iter().map(|entry| (KeyKind::Phone, phone::digits(&entry.value))));
    values.extend(fields.emails.iter().map(|entry| (KeyKind::Mail, mail_value(&entry.value))));
    values.extend(fields.follows.iter().map(|key| (KeyKind::Partner, key.clone())));
    values.extend(fields.taken.iter().map(|number| (KeyKind::Number, number.clone())));
    values.retain(|(_, value)| !value.is_empty());
    values
}

fn mail_value(mail: &str) -> String {
    search::fold(mail.trim())
}

/// vCard 4.0 writes `urn:uuid:` before what 3.0 writes bare.
fn bare_uid(uid: &str) -> String {
    let uid = uid.trim().to_lowercase();
    uid.strip_prefix("urn:uuid:").map(str::to_owned).unwrap_or(uid)
}

/// Where everybody has a mailbox: having one there too makes nobody a colleague.
const PUBLIC_MAIL: [&str; 24] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.co.jp",
    "yahoo.com",
    "ymail.ne.jp",
    "outlook.com",
    "outlook.jp",
    "hotmail.com",
    "hotmail.co.jp",
    "live.jp",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "ymobile.ne.jp",
    "nifty.com",
    "proton.me",
];

/// The domain that tells who belongs to a business; `None` for mailboxes that anybody can have.
pub(super) fn mail_domain(mail: &str) -> Option<String> {
    let (_, domain) = mail.trim().rsplit_once('@')?;
    let domain = search::fold(domain);
    (!domain.is_empty() && !PUBLIC_MAIL.contains(&domain.as_str())).then_some(domain)
}

/// The name by which people are told apart when they are imported: folded, without spaces.
pub(super) fn name_key(display_name: &str) -> String {
    search::fold(display_name).chars().filter(|ch| !ch.is_whitespace()).collect()
}

/// The media a card refers to.
pub(super) fn media(card: &Card) -> Vec<MediaHash> {
    card.properties.iter().filter_map(|property| property.media).collect()
}

/// A stored card. What the book itself wrote and cannot read is damage.
pub(super) fn decode(bytes: &[u8]) -> Result<Card> {
    Card::decode(bytes).map_err(|_| Error::Damaged { detail: "a card cannot be read".to_owned() })
}

/// The texts that would give a purged contact away, as they stand in the file.
pub(super) fn telling(card: &Card) -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    for property in &card.properties {
        match property.name.as_str() {
            "FN"
            | "N"
            | "NICKNAME"
            | "TEL"
            | "EMAIL"
            | "NOTE"
            | "ADR"
            | "X-PHONETIC-LAST-NAME"
            | "X-PHONETIC-FIRST-NAME" => {
                texts.push(property.value.clone());
                texts.extend(property.value.split(';').map(unescape));
            }
            _ => {}
        }
    }
    let keys = key_values("", &Fields::of(card));
    let hashes: Vec<Key> = keys.iter().map(|(kind, value)| Key::of(*kind, value.as_bytes())).collect();
    texts.extend(keys.into_iter().map(|(_, value)| value));
    texts.sort();
    texts.dedup();
    texts.into_iter().map(String::into_bytes).chain(hashes.iter().map(|key| key.bytes().to_vec())).collect()
}
