//! A closer look at two people who share enough, but not their name.

use super::super::fields::{Fields, Labelled};
use super::super::name::is_japanese;
use super::super::phone;
use super::super::sound::sound;
use super::{Reason, compact};
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

/// Whether two contacts who share `reasons`, but not their name, are likely one: a name in another writing; or something of
/// one's own in common (a mobile phone, a mail address that is no `info@`) and a name that can have become the other's.
/// Companies that share two things are.
pub fn are_one(reasons: &[Reason], one: &Fields, other: &Fields) -> bool {
    if reasons.contains(&Reason::Name) {
        return true;
    }
    match names(&Called::of(one), &Called::of(other)) {
        Names::Same => true,
        Names::Perhaps => share_a_mobile(one, other) || share_own_mail(one, other),
        Names::Different => one.kind == super::Kind::Company,
    }
}

/// What a person is called, folded.
struct Called {
    family: String,
    given: String,
    whole: String,
    /// Empty where nobody knows.
    sound: String,
    given_sound: String,
    japanese: bool,
}

impl Called {
    fn of(fields: &Fields) -> Called {
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
        Called {
            sound: heard(&readings, &whole),
            given_sound: heard(&fields.given_reading, given),
            japanese: is_japanese(&whole),
            family: compact(family),
            given: compact(given),
            whole: compact(&whole),
        }
    }

    fn has_kanji(&self) -> bool {
        self.japanese && sound(&self.whole).is_empty()
    }
}

fn names(one: &Called, other: &Called) -> Names {
    let equal = |one: &str, other: &str| !one.is_empty() && one == other;
    if one.whole.is_empty() || other.whole.is_empty() {
        return Names::Perhaps;
    }
    if one.whole == other.whole {
        return Names::Same;
    }
    if equal(&one.sound, &other.sound) {
        let in_other_kanji = one.has_kanji() && other.has_kanji();
        return if in_other_kanji { Names::Perhaps } else { Names::Same };
    }
    let says_less = one.family == other.family && (one.given.is_empty() || other.given.is_empty());
    let unread = (one.sound.is_empty() || other.sound.is_empty()) && one.japanese != other.japanese;
    let both_given = equal(&one.given, &other.given);
    let both_given_heard = equal(&one.given_sound, &other.given_sound) && !(one.has_kanji() && other.has_kanji());
    if says_less || unread || both_given || both_given_heard { Names::Perhaps } else { Names::Different }
}

fn share_a_mobile(one: &Fields, other: &Fields) -> bool {
    let mobiles = |fields: &Fields| -> Vec<String> {
        let phones = fields.phones.iter().map(|entry| (entry, phone::digits(&entry.value)));
        phones.filter(|(entry, digits)| is_mobile(entry, digits)).map(|(_, digits)| digits).collect()
    };
    let theirs = mobiles(other);
    mobiles(one).iter().any(|mobile| theirs.contains(mobile))
}

/// Of Japan's numbers the beginning tells, of others only the label.
fn is_mobile(entry: &Labelled, digits: &str) -> bool {
    let japanese = !digits.starts_with('+');
    let begins = ["090", "080", "070"].iter().any(|begin| digits.starts_with(begin));
    !digits.is_empty() && if japanese { begins } else { entry.label == "mobile" }
}

fn share_own_mail(one: &Fields, other: &Fields) -> bool {
    let mails = |fields: &Fields| -> Vec<String> {
        let mails = fields.emails.iter().map(|entry| fold(entry.value.trim()));
        let own = |mail: &String| mail.split_once('@').is_some_and(|(local, _)| !SHARED_MAILBOXES.contains(&local));
        mails.filter(own).collect()
    };
    let theirs = mails(other);
    mails(one).iter().any(|mail| theirs.contains(mail))
}
