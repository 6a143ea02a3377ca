//! What a card that was read brings to a contact, field by field, as the user chooses.

use super::super::card::Card;
use super::super::edit::{self, Edit};
use super::super::fields::Fields;
use super::super::role::{Many, Role, role};
use super::unite;
use crate::error::{Error, Result};

/// The fields that [`bring`] knows, in the order in which they are shown. A name is one thing here, and so are both its readings, and a
/// company with its department.
pub const BRINGS: [&str; 14] = [
    "display_name",
    "reading",
    "company",
    "company_reading",
    "title",
    "nickname",
    "phones",
    "emails",
    "addresses",
    "ids",
    "urls",
    "dates",
    "relations",
    "note",
];

/// The contact's card with one field of the card that was read: of what is said once the newer value, in lists and notes what is missing.
/// What the card that was read doesn't say takes nothing away. [`Error::Invalid`] with `unknown_field` for a name not in [`BRINGS`].
pub fn bring(card: &Card, read: &Card, field: &str) -> Result<Card> {
    let said = Fields::of(read);
    let singles: &[(&str, &str)] = match field {
        "display_name" => &[
            ("family_name", &said.family_name),
            ("given_name", &said.given_name),
            // Last: it follows the parts of the name.
            ("display_name", &said.display_name),
        ],
        "reading" => &[("family_reading", &said.family_reading), ("given_reading", &said.given_reading)],
        "company" => &[("company", &said.company), ("department", &said.department)],
        "company_reading" => &[("company_reading", &said.company_reading)],
        "title" => &[("title", &said.title)],
        "nickname" => &[("nickname", &said.nickname)],
        "phones" => return listed(card, read, Role::Many(Many::Phones)),
        "emails" => return listed(card, read, Role::Many(Many::Emails)),
        "addresses" => return listed(card, read, Role::Many(Many::Addresses)),
        "ids" => return listed(card, read, Role::Many(Many::Ids)),
        "urls" => return listed(card, read, Role::Many(Many::Urls)),
        "dates" => return listed(card, read, Role::Many(Many::Dates)),
        "relations" => return listed(card, read, Role::Many(Many::Relations)),
        "note" => return listed(card, read, Role::Note),
        unknown => return Err(Error::Invalid { field: unknown.to_owned(), reason: "unknown_field" }),
    };
    let mut card = card.clone();
    for (field, value) in singles.iter().filter(|(_, value)| !value.trim().is_empty()) {
        edit::apply(&mut card, &Edit { field: (*field).to_owned(), value: (*value).to_owned() })?;
    }
    Ok(card)
}

fn listed(card: &Card, read: &Card, wanted: Role) -> Result<Card> {
    // The labels beside grouped values are bookkeeping.
    let properties = read.properties.iter().filter(|property| {
        let role = role(property);
        role == wanted || role == Role::Bookkeeping
    });
    unite(card, &Card { properties: properties.cloned().collect() }, &[])
}

#[cfg(test)]
mod tests {
    use super::super::tests::{card, lines};
    use super::*;

    #[track_caller]
    fn brought(field: &str) -> Vec<String> {
        let kept =
            card(&["UID:a", "FN:西田 健太", "N:西田;健太;;;", "ORG:西田紙工;製造部", "TEL:080-5316-0427", "NOTE:午前"]);
        let read = card(&[
            "UID:b",
            "FN:西田 健",
            "N:西田;健;;;",
            "X-PHONETIC-LAST-NAME:にしだ",
            "ORG:株式会社ニシダ紙工",
            "TITLE:専務取締役",
            "TEL:+81 80 5316 0427",
            "item1.TEL:075-000-0000",
            "item1.X-ABLABEL:工場",
            "EMAIL:k@nishida.example",
            "NOTE:名刺交換",
        ]);
        let before = lines(&kept);
        let after = lines(&bring(&kept, &read, field).expect("a known field"));
        after.into_iter().filter(|line| !before.contains(line)).collect()
    }

    #[test]
    fn a_field_comes_alone_and_takes_nothing_away() {
        assert_eq!(brought("display_name"), ["FN:西田 健", "N:西田;健;;;"]);
        assert_eq!(brought("reading"), ["X-PHONETIC-LAST-NAME:にしだ"]);
        assert_eq!(
            brought("company"),
            ["ORG:株式会社ニシダ紙工;製造部"],
            "the department that nothing is said about stays"
        );
        assert_eq!(brought("title"), ["TITLE:専務取締役"]);
        assert_eq!(
            brought("phones"),
            ["item1.TEL:075-000-0000", "item1.X-ABLABEL:工場"],
            "the same number in other digits is known"
        );
        assert_eq!(brought("emails"), ["EMAIL:k@nishida.example"]);
        assert_eq!(brought("note"), ["NOTE:名刺交換"]);
        for nothing in ["addresses", "ids", "urls", "dates", "relations", "nickname", "company_reading"] {
            assert_eq!(brought(nothing), Vec::<String>::new(), "{nothing}");
        }
        let unknown = bring(&Card::default(), &Card::default(), "uid").expect_err("no such field");
        assert!(matches!(unknown, Error::Invalid { reason: "unknown_field", .. }));
    }
}
