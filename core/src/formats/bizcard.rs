//! BIZCARD, a business card in a code: `BIZCARD:N:Sean;X:Owen;T:Title;C:Company;A:Address;B:phone;M:mobile;F:fax;E:mail;;`.
//!
//! Nobody published it; the fields are those that readers of codes agree on, having seen them. Escapes and ends are those of
//! MECARD, and so is the reader: see [`super::mecard`].

use super::mecard::{Making, extension, plain};

/// What every card begins with, whatever its case.
pub(super) const BEGIN: &str = "BIZCARD:";

/// `N` is the given name and `X` the family name; `B`, `M` and `F` the office's phone, the mobile and the fax.
pub(super) fn made(fields: &[(String, String)]) -> Making {
    let mut making = Making::default();
    let text = |wanted: &str| {
        let found = fields.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| plain(value).trim().to_owned()).unwrap_or_default()
    };
    match (text("X"), text("N")) {
        // One of the two alone is the whole name.
        (family, given) if family.is_empty() => making.name_of(given, String::new()),
        (family, given) => making.name_of(family, given),
    }
    for (name, value) in fields {
        making.look_at(value);
        match name.as_str() {
            "N" | "X" => {}
            "T" => making.push("TITLE", &plain(value)),
            "C" => making.push("ORG", &plain(value)),
            "A" => making.address(value),
            "B" => making.typed("TEL", &plain(value), "work"),
            "M" => making.typed("TEL", &plain(value), "cell"),
            "F" => making.typed("TEL", &plain(value), "fax"),
            "E" => making.push("EMAIL", &plain(value)),
            // Whatever else a maker of codes put in is kept under its own name.
            other => making.push(&extension(other, "X-BIZCARD"), &plain(value)),
        }
    }
    making
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::super::{Found, mecard};
    use crate::contact::fields::Fields;

    fn people(text: &str) -> Vec<Fields> {
        let mut people = Vec::new();
        let mut sink = |found| {
            if let Found::Card(incoming) = found {
                people.push(Fields::of(&incoming.card));
            }
            ControlFlow::Continue(())
        };
        mecard::read(&mut text.as_bytes(), None, &mut sink).expect("memory is readable");
        people
    }

    #[test]
    fn a_business_card_gives_name_company_and_every_number() {
        let people = people(
            "BIZCARD:N:花子;X:田中;T:課長;C:株式会社青空\\;大阪;A:大阪市北区1-2;B:0612345678;M:09012345678;F:0612345679;E:a@example.jp;;",
        );
        let [person] = people.as_slice() else { panic!("{people:?}") };
        assert_eq!((person.family_name.as_str(), person.given_name.as_str()), ("田中", "花子"));
        assert_eq!((person.company.as_str(), person.title.as_str()), ("株式会社青空;大阪", "課長"));
        let phones: Vec<(&str, &str)> =
            person.phones.iter().map(|phone| (phone.label.as_str(), phone.value.as_str())).collect();
        assert_eq!(phones, [("work", "0612345678"), ("mobile", "09012345678"), ("fax", "0612345679")]);
        assert_eq!(person.emails.first().map(|mail| mail.value.as_str()), Some("a@example.jp"));
        assert_eq!(person.addresses.first().map(|address| address.text.as_str()), Some("大阪市北区1-2"));
    }

    #[test]
    fn business_cards_and_mecards_stand_in_one_file_and_a_lone_name_is_the_whole_name() {
        let people = people("BIZCARD:N:Sean;X:Owen;;\nMECARD:N:Tanaka;;\nbizcard:N:青空;;\nBIZCARD:;;");
        let names: Vec<&str> = people.iter().map(|person| person.display_name.as_str()).collect();
        assert_eq!(names, ["Sean Owen", "Tanaka", "青空"]);
    }
}
