//! A closer look at two people who share enough, but not their name.

use super::super::fields::{Fields, Labelled};
use super::super::name::is_japanese;
use super::super::phone;
use super::super::sound::sound;
use super::{Reason, compact, hash};
use crate::search::fold;

/// Mailboxes that belong to whoever is there.
const SHARED_MAILBOXES: [&str; 16] = [
    "info", "office", "mail", "contact", "sales", "support", "admin", "shop", "order", "staff", "eigyo", "soumu",
    "jimu", "jinji", "keiri", "uketsuke",
];

/// How what two cards are called fits together.
#[derive(PartialEq, Eq)]
enum Names {
    Same,
    /// One says less, sounds like the other in other kanji, has another family name with the same given name, or can't be
    /// compared: kanji that nobody reads beside Latin letters.
    Perhaps,
    Different,
}

/// What a close look at somebody takes, as hashes; 0 for nothing. Small, because a whole book may have to be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Near {
    company: bool,
    family: u64,
    given: u64,
    whole: u64,
    /// 0 where nobody knows.
    sound: u64,
    given_sound: u64,
    japanese: bool,
    has_kanji: bool,
    mobiles: Box<[u64]>,
    /// Mail addresses that are nobody else's.
    mails: Box<[u64]>,
}

/// Whether two contacts who share `reasons`, but not their name, are likely one: a name in another writing; or something of
/// one's own in common (a mobile phone, a mail address that is no `info@`) and a name that can have become the other's.
/// Companies that share two things are.
pub fn are_one(reasons: &[Reason], one: &Near, other: &Near) -> bool {
    if reasons.contains(&Reason::Name) {
        return true;
    }
    let share = |ones: &[u64], others: &[u64]| ones.iter().any(|value| others.contains(value));
    match names(one, other) {
        Names::Same => true,
        Names::Perhaps => share(&one.mobiles, &other.mobiles) || share(&one.mails, &other.mails),
        Names::Different => one.company,
    }
}

impl Near {
    pub fn of(fields: &Fields) -> Near {
        let unsplit = fields.family_name.is_empty() && fields.given_name.is_empty();
        let (family, given) = if unsplit {
            let shown = fields.display_name.trim();
            shown.split_once([' ', '\u{3000}']).unwrap_or((shown, ""))
        } else {
            (fields.family_name.as_str(), fields.given_name.as_str())
        };
        let heard = |reading: &str, name: &str| sound(if reading.trim().is_empty() { name } else { reading });
        let readings = format!("{} {}", fields.family_reading, fields.given_reading);
        let whole = format!("{family} {given}");
        let japanese = is_japanese(&whole);
        Near {
            company: fields.kind == super::Kind::Company,
            sound: hash(&heard(&readings, &whole)),
            given_sound: hash(&heard(&fields.given_reading, given)),
            japanese,
            has_kanji: japanese && sound(&compact(&whole)).is_empty(),
            family: hash(&compact(family)),
            given: hash(&compact(given)),
            whole: hash(&compact(&whole)),
            mobiles: mobiles(fields),
            mails: own_mails(fields),
        }
    }
}

fn names(one: &Near, other: &Near) -> Names {
    let equal = |one: u64, other: u64| one != 0 && one == other;
    if one.whole == 0 || other.whole == 0 {
        return Names::Perhaps;
    }
    if one.whole == other.whole {
        return Names::Same;
    }
    if equal(one.sound, other.sound) {
        let in_other_kanji = one.has_kanji && other.has_kanji;
        return if in_other_kanji { Names::Perhaps } else { Names::Same };
    }
    let says_less = one.family == other.family && (one.given == 0 || other.given == 0);
    let unread = (one.sound == 0 || other.sound == 0) && one.japanese != other.japanese;
    let both_given = equal(one.given, other.given);
    let both_given_heard = equal(one.given_sound, other.given_sound) && !(one.has_kanji && other.has_kanji);
    if says_less || unread || both_given || both_given_heard { Names::Perhaps } else { Names::Different }
}

fn mobiles(fields: &Fields) -> Box<[u64]> {
    let phones = fields.phones.iter().map(|entry| (entry, phone::digits(&entry.value)));
    phones.filter(|(entry, digits)| is_mobile(entry, digits)).map(|(_, digits)| hash(&digits)).collect()
}

/// Of Japan's numbers the beginning tells, of others only the label.
fn is_mobile(entry: &Labelled, digits: &str) -> bool {
    let japanese = !digits.starts_with('+');
    let begins = ["090", "080", "070"].iter().any(|begin| digits.starts_with(begin));
    !digits.is_empty() && if japanese { begins } else { entry.label == "mobile" }
}

fn own_mails(fields: &Fields) -> Box<[u64]> {
    let mails = fields.emails.iter().map(|entry| fold(entry.value.trim()));
    let own = |mail: &String| mail.split_once('@').is_some_and(|(local, _)| !SHARED_MAILBOXES.contains(&local));
    mails.filter(own).map(|mail| hash(&mail)).collect()
}
