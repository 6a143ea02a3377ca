//! Everything that is stored beside a card and can be rebuilt from it.

use crate::contact::card::{Card, MediaHash, unescape};
use crate::contact::fields::Fields;
use crate::contact::{Kind, name, phone, reading};
use crate::error::{Error, Result};
use crate::search;
use crate::store::{Derived, Key, KeyKind};

/// What lists and rules need of the card.
pub(super) fn derived(fields: &Fields) -> Derived {
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
    let mut keys = vec![uid_of(uid)];
    for entry in &fields.phones {
        keys.push(Key { kind: KeyKind::Phone, value: phone::digits(&entry.value) });
    }
    for entry in &fields.emails {
        keys.push(Key { kind: KeyKind::Mail, value: mail_key(&entry.value) });
    }
    keys.retain(|key| !key.value.is_empty());
    keys.sort();
    keys.dedup();
    keys
}

/// vCard 4.0 writes `urn:uuid:` before what 3.0 writes bare.
pub(super) fn uid_of(uid: &str) -> Key {
    let uid = uid.trim().to_lowercase();
    let value = uid.strip_prefix("urn:uuid:").map(str::to_owned).unwrap_or(uid);
    Key { kind: KeyKind::Uid, value }
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

/// A mail address as it is found again.
pub(super) fn mail_of(mail: &str) -> Key {
    Key { kind: KeyKind::Mail, value: mail_key(mail) }
}

fn mail_key(mail: &str) -> String {
    search::fold(mail.trim())
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
    texts.extend(keys("", &Fields::of(card)).into_iter().map(|key| key.value));
    texts.sort();
    texts.dedup();
    texts.into_iter().map(String::into_bytes).collect()
}
