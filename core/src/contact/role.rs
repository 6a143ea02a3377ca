//! What each property of a card is in the product's words; reading and editing share it, so they cannot disagree.

use super::card::{Card, Layer, Property};

/// Fields that a card says once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Single {
    DisplayName,
    Name,
    /// `N` again in kana (RFC 9554 §2.3).
    NameInKana,
    FamilyReading,
    GivenReading,
    SortString,
    /// `SOUND;X-IRMC-N` of Japanese phones.
    Sound,
    Company,
    CompanyInKana,
    CompanyReading,
    Honorific,
    Nickname,
    Title,
    Language,
    Kind,
    /// `X-ABShowAs`
    ShowAs,
    Uid,
    Photo,
}

/// Fields that a card says any number of times.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Many {
    Phones,
    Emails,
    Urls,
    Ids,
    Addresses,
    Dates,
    Relations,
    Custom,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    Single(Single),
    Many(Many),
    Note,
    Categories,
    /// Serves other properties or programs; not shown by itself.
    Bookkeeping,
    Unknown,
}

const SINGLES: usize = Single::Photo as usize + 1;

/// Where the properties stand that a card says once; the user's own word wins over a synced one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Places([Option<usize>; SINGLES]);

impl Places {
    pub(crate) fn of(card: &Card) -> Places {
        let mut places = Places::default();
        for (at, property) in card.properties.iter().enumerate() {
            if let Role::Single(single) = role(property) {
                places.offer(single, at, property, card);
            }
        }
        places
    }

    /// Takes the place unless it is taken; false when the property repeats what the user already says elsewhere.
    pub(crate) fn offer(&mut self, single: Single, at: usize, property: &Property, card: &Card) -> bool {
        let Some(place) = self.0.get_mut(single as usize) else { return false };
        let taken = place.and_then(|taken| card.properties.get(taken));
        match (taken.map(|taken| &taken.layer), &property.layer) {
            (None, _) | (Some(Layer::Synced(_)), Layer::Own) => {
                *place = Some(at);
                true
            }
            (Some(Layer::Own), Layer::Synced(_)) => true,
            (Some(Layer::Own), Layer::Own) | (Some(Layer::Synced(_)), Layer::Synced(_)) => false,
        }
    }

    pub(crate) fn at(&self, single: Single) -> Option<usize> {
        self.0.get(single as usize).copied().flatten()
    }

    pub(crate) fn find<'a>(&self, card: &'a Card, single: Single) -> Option<&'a Property> {
        card.properties.get(self.at(single)?)
    }
}

/// The role of one property, from its name and parameters alone.
pub(crate) fn role(property: &Property) -> Role {
    match property.name.as_str() {
        "FN" => Role::Single(Single::DisplayName),
        "N" if in_kana(property) => Role::Single(Single::NameInKana),
        "N" => Role::Single(Single::Name),
        "X-PHONETIC-LAST-NAME" => Role::Single(Single::FamilyReading),
        "X-PHONETIC-FIRST-NAME" => Role::Single(Single::GivenReading),
        "SORT-STRING" => Role::Single(Single::SortString),
        "SOUND" if property.media.is_none() && is_irmc(property) => Role::Single(Single::Sound),
        "ORG" if in_kana(property) => Role::Single(Single::CompanyInKana),
        "ORG" => Role::Single(Single::Company),
        "X-PHONETIC-ORG" => Role::Single(Single::CompanyReading),
        "X-ENISHI-HONORIFIC" => Role::Single(Single::Honorific),
        "NICKNAME" => Role::Single(Single::Nickname),
        "TITLE" => Role::Single(Single::Title),
        "LANG" => Role::Single(Single::Language),
        "KIND" => Role::Single(Single::Kind),
        "X-ABSHOWAS" => Role::Single(Single::ShowAs),
        "UID" => Role::Single(Single::Uid),
        "PHOTO" if property.media.is_some() => Role::Single(Single::Photo),
        "TEL" => Role::Many(Many::Phones),
        "EMAIL" => Role::Many(Many::Emails),
        "URL" => Role::Many(Many::Urls),
        "IMPP" | "X-SOCIALPROFILE" | "SOCIALPROFILE" => Role::Many(Many::Ids),
        name if messenger(name).is_some() => Role::Many(Many::Ids),
        "ADR" => Role::Many(Many::Addresses),
        "BDAY"
        | "ANNIVERSARY"
        | "X-ANNIVERSARY"
        | "X-EVOLUTION-ANNIVERSARY"
        | "X-KADDRESSBOOK-X-ANNIVERSARY"
        | "X-ABDATE"
        | "X-ENISHI-DATE" => Role::Many(Many::Dates),
        "RELATED" | "X-ABRELATEDNAMES" => Role::Many(Many::Relations),
        name if relative(name).is_some() => Role::Many(Many::Relations),
        "X-ENISHI-FIELD" | "X-CSV-COLUMN" => Role::Many(Many::Custom),
        "NOTE" => Role::Note,
        "CATEGORIES" => Role::Categories,
        "BEGIN" | "END" | "VERSION" | "PRODID" | "REV" | "X-ABLABEL" | "X-ABADR" | "X-ENISHI-SIDE" | "X-ENISHI-OWN"
        | "X-ENISHI-FOLLOWS" | "X-ENISHI-TAKEN" => Role::Bookkeeping,
        _ => Role::Unknown,
    }
}

/// The label code of a messenger that has a property of its own.
pub(crate) fn messenger(name: &str) -> Option<&'static str> {
    Some(match name {
        "X-LINE" => "line",
        "X-LINE-WORKS" => "line_works",
        "X-SKYPE" | "X-SKYPE-USERNAME" => "skype",
        "X-JABBER" => "jabber",
        "X-GOOGLE-TALK" => "google_talk",
        "X-AIM" => "aim",
        "X-ICQ" => "icq",
        "X-MSN" => "msn",
        "X-YAHOO" => "yahoo",
        "X-QQ" => "qq",
        "X-GADUGADU" => "gadugadu",
        "X-TWITTER" => "twitter",
        _ => return None,
    })
}

/// The label code of a relation that has a property of its own.
pub(crate) fn relative(name: &str) -> Option<&'static str> {
    Some(match name {
        "X-SPOUSE" | "X-EVOLUTION-SPOUSE" | "X-KADDRESSBOOK-X-SPOUSENAME" => "spouse",
        "X-MANAGER" | "X-EVOLUTION-MANAGER" | "X-KADDRESSBOOK-X-MANAGERSNAME" => "manager",
        "X-ASSISTANT" | "X-EVOLUTION-ASSISTANT" | "X-KADDRESSBOOK-X-ASSISTANTSNAME" => "assistant",
        _ => return None,
    })
}

fn in_kana(property: &Property) -> bool {
    property.params.iter().any(|param| param.name.eq_ignore_ascii_case("PHONETIC"))
}

fn is_irmc(property: &Property) -> bool {
    property.has_type("X-IRMC-N") || property.params.iter().any(|param| param.name.eq_ignore_ascii_case("X-IRMC-N"))
}
