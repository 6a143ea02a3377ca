//! Making two cards of one person into one.

use super::super::card::{Card, Layer, Property, split};
use super::super::edit::{self, Edit};
use super::super::fields::Fields;
use super::super::name::without_legal_form;
use super::super::role::{Places, Role, Single, role};
use super::{Merge, components_over, is_told_by_others, key, organisation_over};
use crate::error::{Error, Result};
use crate::search::fold;

/// The fields of which one value has to be chosen, as [`super::super::edit`] calls them; `photo` beside them.
pub const CHOICES: [&str; 14] = [
    "kind",
    "family_name",
    "given_name",
    "family_reading",
    "given_reading",
    "honorific",
    "nickname",
    "company",
    "company_reading",
    "department",
    "title",
    "language",
    "photo",
    // Last: it follows the parts of the name.
    "display_name",
];

/// `keep` with everything that `other` says beside it.
///
/// Of fields that a card says once, `keep`'s value stays, or else `other`'s comes in; a reading, department or title only where
/// it belongs to the same name or company. Lists are united without doubles, notes stand one below the other, and properties
/// without a place of their own are kept of both. Fields named in `take` (see [`CHOICES`]) are what `other` says, even if that is nothing;
/// [`Error::Invalid`] with `unknown_field` for any other name. UID and `CATEGORIES` stay `keep`'s.
pub fn unite(keep: &Card, other: &Card, take: &[String]) -> Result<Card> {
    if let Some(unknown) = take.iter().find(|field| !CHOICES.contains(&field.as_str())) {
        return Err(Error::Invalid { field: unknown.clone(), reason: "unknown_field" });
    }
    let mut card = keep.clone();
    // What follows a partner's own card there is a plain value here.
    let mut plain = other.clone();
    plain.properties.iter_mut().for_each(|property| property.layer = Layer::Own);
    let (mine, theirs) = (Fields::of(keep), Fields::of(other));
    let fits = Fits {
        family: same_or_none(&mine.family_name, &theirs.family_name),
        given: same_or_none(&mine.given_name, &theirs.given_name),
        company: same_or_none(without_legal_form(&mine.company), without_legal_form(&theirs.company)),
    };
    let mut merge = Merge { card: &mut card, newer: &plain, renamed: Vec::new() };
    let says_name = |at: &usize| plain.properties.get(*at).is_some_and(|property| is_told_by_others(role(property)));
    let (names, others): (Vec<usize>, Vec<usize>) = (0..plain.properties.len()).partition(says_name);
    for at in others.into_iter().chain(names) {
        merge.beside(at, &fits);
    }
    for field in CHOICES.iter().filter(|field| take.iter().any(|taken| taken == *field)) {
        take_over(&mut card, &plain, &theirs, field)?;
    }
    Ok(card)
}

/// What of the other card belongs to a name or company that this one has too.
struct Fits {
    family: bool,
    given: bool,
    company: bool,
}

impl Fits {
    fn allow(&self, single: Single) -> bool {
        match single {
            Single::FamilyReading => self.family,
            Single::GivenReading => self.given,
            Single::NameInKana | Single::SortString | Single::Sound => self.family && self.given,
            Single::CompanyInKana | Single::CompanyReading | Single::Title => self.company,
            _ => true,
        }
    }
}

fn same_or_none(mine: &str, theirs: &str) -> bool {
    mine.trim().is_empty() || fold(mine.trim()) == fold(theirs.trim())
}

impl Merge<'_> {
    /// Brings in one property of the other card, taking nothing away.
    fn beside(&mut self, at: usize, fits: &Fits) {
        let newer = self.newer;
        let Some(property) = newer.properties.get(at) else { return };
        if property.value.trim().is_empty() && property.media.is_none() {
            return;
        }
        match role(property) {
            Role::Bookkeeping | Role::Categories | Role::Single(Single::Uid) => {}
            Role::Single(single) => self.single_beside(single, at, property, fits),
            Role::Many(many) => {
                let value = key(many, newer, property);
                let mut there = self.card.properties.iter().filter(|other| role(other) == Role::Many(many));
                if !there.any(|other| key(many, self.card, other) == value) {
                    self.add(property);
                }
            }
            Role::Note => {
                let text = |property: &Property| super::unescape(&property.value).trim().to_owned();
                let said = text(property);
                let mut notes = self.card.properties.iter().filter(|other| role(other) == Role::Note);
                if !notes.any(|note| text(note).contains(&said)) {
                    self.add(property);
                }
            }
            Role::Unknown => self.add_unless_equal(property),
        }
    }

    fn single_beside(&mut self, single: Single, at: usize, property: &Property, fits: &Fits) {
        let newer = self.newer;
        if Places::of(newer).at(single) != Some(at) {
            self.add_unless_equal(property);
            return;
        }
        let Some(place) = Places::of(self.card).at(single) else {
            if fits.allow(single) && !self.is_shown(single, property) {
                self.add(property);
            }
            return;
        };
        let Some(old) = self.card.properties.get_mut(place).filter(|old| old.layer == Layer::Own) else { return };
        let value = match single {
            // A name that changed takes no given or middle name of the other along.
            Single::Name if fits.family && fits.given => components_over(&property.value, &old.value),
            Single::Company if fits.company => organisation_over(&property.value, &old.value),
            _ if old.value.trim().is_empty() && old.media.is_none() => property.value.clone(),
            _ => return,
        };
        if split(&value, ';') != split(&old.value, ';') {
            edit::with_display_name(self.card, |card| {
                if let Some(old) = card.properties.get_mut(place) {
                    old.value = value;
                }
            });
        }
    }
}

/// Makes one field what the other card says.
fn take_over(card: &mut Card, other: &Card, theirs: &Fields, field: &str) -> Result<()> {
    let value = match field {
        "photo" => {
            take_photo(card, other);
            return Ok(());
        }
        "kind" => match theirs.kind {
            super::super::Kind::Person => "person",
            super::super::Kind::Company => "company",
        },
        "family_name" => &theirs.family_name,
        "given_name" => &theirs.given_name,
        "family_reading" => &theirs.family_reading,
        "given_reading" => &theirs.given_reading,
        "honorific" => &theirs.honorific,
        "nickname" => &theirs.nickname,
        "company" => &theirs.company,
        "company_reading" => &theirs.company_reading,
        "department" => &theirs.department,
        "title" => &theirs.title,
        "language" => &theirs.language,
        _ => &theirs.display_name,
    };
    edit::apply(card, &Edit { field: field.to_owned(), value: value.to_owned() })
}

fn take_photo(card: &mut Card, other: &Card) {
    let is_photo = |property: &Property| role(property) == Role::Single(Single::Photo);
    let place = card.properties.iter().position(is_photo).unwrap_or(card.properties.len());
    card.properties.retain(|property| !is_photo(property));
    if let Some(photo) = Places::of(other).find(other, Single::Photo) {
        let photo = Property { group: None, ..photo.clone() };
        card.properties.insert(place.min(card.properties.len()), photo);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{card, lines};
    use super::*;
    use crate::contact::card::MediaHash;

    #[track_caller]
    fn united(keep: &[&str], other: &[&str], take: &[&str]) -> Vec<String> {
        let take: Vec<String> = take.iter().map(|field| (*field).to_owned()).collect();
        lines(&unite(&card(keep), &card(other), &take).expect("united"))
    }

    #[test]
    fn what_one_lacks_the_other_says() {
        let keep = ["UID:a", "FN:田中", "N:田中;;;;", "ORG:㈱青空", "TEL:090-1111-2222", "NOTE:午前"];
        let other = [
            "UID:b",
            "FN:田中 太郎",
            "N:田中;太郎;;;",
            "X-PHONETIC-LAST-NAME:たなか",
            "ORG:株式会社青空;営業部",
            "TITLE:課長",
            "TEL:+81 90 1111 2222",
            "TEL:03-1234-5678",
            "NOTE:酒が好き",
            "X-STRANGE:1",
        ];
        let expected = [
            "UID:a",
            "FN:田中 太郎",
            "N:田中;太郎;;;",
            "ORG:㈱青空;営業部",
            "TEL:090-1111-2222",
            "NOTE:午前",
            "TITLE:課長",
            "TEL:03-1234-5678",
            "NOTE:酒が好き",
            "X-STRANGE:1",
            "X-PHONETIC-LAST-NAME:たなか",
        ];
        assert_eq!(united(&keep, &other, &[]), expected);
        assert_eq!(united(&expected, &other, &[]), expected, "once more brings nothing");
    }

    #[test]
    fn a_reading_and_a_title_stay_with_their_name_and_company() {
        let keep = ["FN:佐藤 花子", "N:佐藤;花子;;;", "ORG:若葉"];
        let other = [
            "FN:田中 花子",
            "N:田中;花子;;;",
            "X-PHONETIC-LAST-NAME:たなか",
            "X-PHONETIC-FIRST-NAME:はなこ",
            "ORG:青空;営業部",
            "TITLE:課長",
        ];
        let expected = ["FN:佐藤 花子", "N:佐藤;花子;;;", "ORG:若葉", "X-PHONETIC-FIRST-NAME:はなこ"];
        assert_eq!(united(&keep, &other, &[]), expected);
    }

    #[test]
    fn what_is_chosen_is_taken_even_if_it_says_nothing() {
        let keep = ["FN:佐藤 花子", "N:佐藤;花子;;;", "ORG:若葉;総務部", "TITLE:主任"];
        let other = ["FN:田中 花子", "N:田中;花子;;;", "ORG:青空"];
        let taken = united(&keep, &other, &["family_name", "company", "title"]);
        assert_eq!(taken, ["FN:田中 花子", "N:田中;花子;;;", "ORG:青空;総務部"]);
        let refused = unite(&card(&keep), &card(&other), &["phones".to_owned()]).expect_err("a list is no choice");
        assert!(matches!(refused, Error::Invalid { ref field, reason: "unknown_field" } if field == "phones"));
    }

    #[test]
    fn the_photo_is_kept_or_taken() {
        let photo = |bytes: &[u8]| Property { media: Some(MediaHash::of(bytes)), ..Property::new("PHOTO", "") };
        let with = |bytes: &[u8]| Card { properties: vec![photo(bytes)] };
        let photos = |one: &Card, other: &Card, take: &[String]| unite(one, other, take).expect("united").properties;
        let take = ["photo".to_owned()];
        assert_eq!(photos(&with(b"a"), &with(b"b"), &[]), [photo(b"a")]);
        assert_eq!(photos(&with(b"a"), &with(b"b"), &take), [photo(b"b")]);
        assert_eq!(photos(&Card::default(), &with(b"b"), &[]), [photo(b"b")]);
        assert_eq!(photos(&with(b"a"), &Card::default(), &take), []);
    }
}
