//! The typed view of a card, computed and never stored.

use serde::{Deserialize, Serialize};

use super::card::{Card, MediaHash, Property, split, unescape};
use super::role::{self, Many, Places, Role, Single};
use super::{Kind, address, date, identifier, label, name, phonetic};

/// What a card says, in the product's words. Empty text where the card says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fields {
    pub kind: Kind,
    pub display_name: String,
    pub family_name: String,
    pub given_name: String,
    pub family_reading: String,
    pub given_reading: String,
    pub honorific: String,
    pub nickname: String,
    pub company: String,
    pub company_reading: String,
    pub department: String,
    pub title: String,
    pub phones: Vec<Labelled>,
    pub emails: Vec<Labelled>,
    pub urls: Vec<Labelled>,
    /// Messenger and LINE / LINE WORKS identifiers.
    pub ids: Vec<Labelled>,
    pub addresses: Vec<Address>,
    pub dates: Vec<Date>,
    pub relations: Vec<Labelled>,
    pub note: String,
    /// Custom fields: unmapped CSV columns and fields the user named.
    pub custom: Vec<Labelled>,
    pub language: String,
    pub photo: Option<MediaHash>,
    /// Properties without a place above, as name and raw value; kept and exported as they came.
    pub unknown: Vec<Unknown>,
    /// `CATEGORIES` in order; memberships live in the book, the card only keeps their order.
    pub categories: Vec<String>,
    pub uid: Option<String>,
    /// The key of the partner whose card the synced values follow.
    pub follows: Option<String>,
    /// One-time numbers of invites that were taken, each with the key that signed it.
    pub taken: Vec<String>,
}

/// A value with its label: a code or the user's own text; empty where there is none. Codes: `work`, `home`, `mobile`,
/// `fax`, `work_fax`, `home_fax`, `main`, `pager`, `other`; URLs also `homepage`; ids: `line`, `line_works`, `skype`, `jabber`,
/// `google_talk` and other services' names; relations: `spouse`, `partner`, `child`, `parent`, `mother`, `father`, `sibling`,
/// `brother`, `sister`, `friend`, `manager`, `assistant`, `colleague`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Labelled {
    pub label: String,
    pub value: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Address {
    pub label: String,
    pub postal: String,
    /// 都道府県
    pub region: String,
    /// 市区町村
    pub city: String,
    /// 町名・番地
    pub street: String,
    pub building: String,
    pub country: String,
    /// The whole address on one line, as given or put together in the address's own order.
    pub text: String,
}

/// A date that may lack parts (RFC 6350 §4.3.1), always with the text it came from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Date {
    /// `birthday`, `anniversary`, `card_exchanged`, or the user's own text.
    pub label: String,
    pub year: Option<i32>,
    pub month: Option<u32>,
    pub day: Option<u32>,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Unknown {
    pub name: String,
    pub value: String,
}

impl Fields {
    /// Reads a card. Of fields said twice the first one counts, the user's own before a synced one; readings come from
    /// `X-PHONETIC-*`, else `SORT-STRING` or `SORT-AS`, else `SOUND;X-IRMC-N`, else a name in kana (RFC 9554).
    pub fn of(card: &Card) -> Fields {
        let mut fields = Fields::default();
        let mut places = Places::default();
        for (at, property) in card.properties.iter().enumerate() {
            match role::role(property) {
                Role::Single(single) => {
                    if !places.offer(single, at, property, card) {
                        fields.unknown.push(unknown(property));
                    }
                }
                Role::Many(many) => fields.push(many, card, property),
                Role::Note => fields.push_note(property),
                Role::Categories => fields.push_categories(property),
                Role::Bookkeeping => fields.push_bookkeeping(property),
                Role::Unknown => fields.unknown.push(unknown(property)),
            }
        }
        fields.read_singles(card, &places);
        fields
    }

    /// Adds one entry to the list that it belongs to.
    pub(super) fn push(&mut self, many: Many, card: &Card, property: &Property) {
        if !is_entry(many, property) {
            return;
        }
        match many {
            Many::Phones => self.phones.push(labelled(label::of(card, property), phone(property))),
            Many::Emails => self.emails.push(labelled(label::of(card, property), plain(property))),
            Many::Urls => self.urls.push(labelled(label::of(card, property), plain(property))),
            Many::Ids => self.ids.push(identifier::of(card, property)),
            Many::Addresses => self.addresses.push(address::of(card, property)),
            Many::Dates => self.dates.push(date_of(card, property)),
            Many::Relations => {
                let label = role::relative(&property.name).map(str::to_owned);
                let label = label.unwrap_or_else(|| label::of_relation(card, property));
                self.relations.push(labelled(label, plain(property)));
            }
            Many::Custom => {
                let name = if property.name == "X-CSV-COLUMN" { "HEADER" } else { "LABEL" };
                let label = property.param(name).next().unwrap_or_default().to_owned();
                self.custom.push(labelled(label, plain(property)));
            }
        }
    }

    fn push_bookkeeping(&mut self, property: &Property) {
        match property.name.as_str() {
            "X-ENISHI-FOLLOWS" => self.follows = Some(property.value.clone()),
            "X-ENISHI-TAKEN" => self.taken.push(property.value.clone()),
            _ => {}
        }
    }

    fn push_note(&mut self, property: &Property) {
        let text = unescape(&property.value);
        if self.note.is_empty() {
            self.note = text;
        } else if !text.is_empty() {
            self.note.push('\n');
            self.note.push_str(&text);
        }
    }

    fn push_categories(&mut self, property: &Property) {
        for value in split(&property.value, ',') {
            let name = unescape(value).trim().to_owned();
            if !name.is_empty() && !self.categories.contains(&name) {
                self.categories.push(name);
            }
        }
    }

    fn read_singles(&mut self, card: &Card, places: &Places) {
        let text = |single| places.find(card, single).map(plain).unwrap_or_default();
        self.display_name = text(Single::DisplayName);
        self.nickname = list(places.find(card, Single::Nickname));
        self.title = text(Single::Title);
        self.language = text(Single::Language);
        self.uid = places.find(card, Single::Uid).map(plain).filter(|uid| !uid.is_empty());
        self.photo = places.find(card, Single::Photo).and_then(|photo| photo.media);
        if let Some(organisation) = places.find(card, Single::Company) {
            let parts = split(&organisation.value, ';');
            let mut parts = parts.into_iter().map(|part| unescape(part).trim().to_owned());
            self.company = parts.next().unwrap_or_default();
            for unit in parts.filter(|unit| !unit.is_empty()) {
                if !self.department.is_empty() {
                    self.department.push(' ');
                }
                self.department.push_str(&unit);
            }
        }
        let (mut prefix, mut suffix) = (String::new(), String::new());
        if let Some(names) = places.find(card, Single::Name) {
            let parts = split(&names.value, ';');
            let part = |at: usize| parts.get(at).copied().map(component).unwrap_or_default();
            (self.family_name, self.given_name) = (part(0), part(1));
            (prefix, suffix) = (part(3), part(4));
        }
        self.honorific = match places.find(card, Single::Honorific) {
            Some(honorific) => plain(honorific),
            None => [suffix, prefix].into_iter().find(|part| name::is_honorific(part)).unwrap_or_default(),
        };
        (self.family_reading, self.given_reading) = phonetic::of_person(card, places, self);
        self.company_reading = phonetic::of_company(card, places);
        self.kind = self.kind_of(card, places);
        if self.display_name.is_empty() {
            self.display_name = self.known_by();
        }
    }

    fn kind_of(&self, card: &Card, places: &Places) -> Kind {
        let says = |single, word: &str| {
            places.find(card, single).map(|property| property.value.trim().eq_ignore_ascii_case(word))
        };
        if says(Single::ShowAs, "COMPANY") == Some(true) || says(Single::Kind, "org") == Some(true) {
            return Kind::Company;
        }
        let named = !self.family_name.is_empty() || !self.given_name.is_empty();
        let company_only = !named && !self.company.is_empty();
        let shown_as_company = self.display_name.is_empty() || self.display_name == self.company;
        let said_person = says(Single::Kind, "individual") == Some(true);
        if company_only && shown_as_company && !said_person { Kind::Company } else { Kind::Person }
    }

    /// The name put together from the parts of a person's name, or the company's.
    pub(crate) fn composed_name(&self) -> String {
        match self.kind {
            Kind::Person => name::display(&self.family_name, &self.given_name),
            Kind::Company => self.company.clone(),
        }
    }

    /// What a contact can be called whose card has no name to show.
    fn known_by(&self) -> String {
        let person = name::display(&self.family_name, &self.given_name);
        let first = |entries: &[Labelled]| entries.first().map(|entry| entry.value.clone()).unwrap_or_default();
        [
            self.composed_name(),
            person,
            self.nickname.clone(),
            self.company.clone(),
            first(&self.emails),
            first(&self.phones),
        ]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default()
    }
}

/// The property says something, so that it stands in the list; edits count by the same rule.
pub(crate) fn is_entry(many: Many, property: &Property) -> bool {
    match many {
        Many::Addresses => address::is_filled(property),
        Many::Phones | Many::Emails | Many::Urls | Many::Ids | Many::Dates | Many::Relations | Many::Custom => {
            !property.value.trim().is_empty()
        }
    }
}

pub(super) fn labelled(label: String, value: String) -> Labelled {
    Labelled { label, value }
}

fn unknown(property: &Property) -> Unknown {
    let name = property.spelling.as_ref().unwrap_or(&property.name);
    Unknown { name: name.clone(), value: property.value.clone() }
}

pub(super) fn plain(property: &Property) -> String {
    let text = unescape(&property.value);
    let trimmed = text.trim();
    if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
}

/// `TEL;VALUE=uri:tel:+81-90-…` without its scheme.
fn phone(property: &Property) -> String {
    let text = plain(property);
    match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => text.get(4..).unwrap_or_default().to_owned(),
        Some(_) | None => text,
    }
}

/// One component of a structured name: several values in it stand side by side.
pub(super) fn component(value: &str) -> String {
    if value.contains(',') {
        return split(value, ',').into_iter().map(unescape).collect::<Vec<_>>().join(" ").trim().to_owned();
    }
    unescape(value).trim().to_owned()
}

fn list(property: Option<&Property>) -> String {
    let Some(property) = property else { return String::new() };
    let values = split(&property.value, ',').into_iter().map(|value| unescape(value).trim().to_owned());
    values.filter(|value| !value.is_empty()).collect::<Vec<_>>().join(", ")
}

fn date_of(card: &Card, property: &Property) -> Date {
    let text = plain(property);
    let label = match property.name.as_str() {
        "BDAY" => "birthday".to_owned(),
        "X-ENISHI-DATE" => property.param("LABEL").next().unwrap_or_default().to_owned(),
        "X-ABDATE" => label::apple(card, property).unwrap_or_default(),
        _ => "anniversary".to_owned(),
    };
    let is_text = property.param("VALUE").any(|kind| kind.eq_ignore_ascii_case("text"));
    let parts = if is_text { None } else { date::parse(&text) };
    let mut parts = parts.unwrap_or_default();
    let omitted = property.param("X-APPLE-OMIT-YEAR").next().and_then(|year| year.parse().ok());
    if omitted.is_some() && parts.year == omitted {
        parts.year = None;
    }
    Date { label, year: parts.year, month: parts.month, day: parts.day, text }
}
