//! The people of a book, to be compared with those of another.

use enishi_core::book::{Book, Contact, List, Sort};
use enishi_core::contact::fields::Labelled;

pub fn everybody(book: &Book) -> Vec<Contact> {
    let rows = book.list(List::All, Sort::Reading, 0, 1000).expect("a list").rows;
    rows.iter().map(|row| book.contact(row.id).expect("a contact")).collect()
}

/// The people of a book as our own table has them, sorted, without the fields in `none`.
pub fn people_without(book: &Book, none: &[&str]) -> Vec<String> {
    let clear = |mut person: Contact| {
        // A name in one piece stands where the family's does in tables that have no other place for it.
        if person.given_name.is_empty() && person.family_name == person.display_name {
            person.family_name.clear();
        }
        let no = |field: &str| none.contains(&field);
        let said = |field: &str, text: String| if no(field) { String::new() } else { text };
        let labels = |field: &str, entries: Vec<(String, String)>| {
            let mut all: Vec<String> = entries
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(label, value)| if no(&format!("{field}.label")) { value } else { format!("{label}:{value}") })
                .collect();
            all.sort();
            if no(field) { String::new() } else { all.join(" / ") }
        };
        let listed = |entries: &[Labelled]| {
            entries.iter().map(|entry| (entry.label.clone(), entry.value.clone())).collect::<Vec<_>>()
        };
        let addresses = person.addresses.iter().map(|a| {
            let parts = [&a.postal, &a.region, &a.city, &a.street, &a.building, &a.country];
            (a.label.clone(), parts.map(String::as_str).join("|"))
        });
        let dates = person.dates.iter();
        let dates = dates.map(|d| (d.label.clone(), format!("{:?}-{:?}-{:?}", d.year, d.month, d.day)));
        [
            format!("{:?}", person.kind),
            person.display_name,
            person.family_name,
            person.given_name,
            said("family_reading", person.family_reading),
            said("given_reading", person.given_reading),
            said("name_affixes", person.honorific),
            said("nickname", person.nickname),
            person.company,
            said("company_reading", person.company_reading),
            person.department,
            person.title,
            labels("phones", listed(&person.phones)),
            labels("emails", listed(&person.emails)),
            labels("urls", listed(&person.urls)),
            labels("addresses", addresses.collect()),
            labels("dates", dates.collect()),
            labels("relations", listed(&person.relations)),
            said("note", person.note.trim_end().to_owned()),
            said("groups", person.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join(";")),
        ]
        .join("\n")
    };
    let mut all: Vec<String> = everybody(book).into_iter().map(clear).collect();
    all.sort();
    all
}

/// Messengers and fields of the user's own, which tables of other programs have under other names.
pub fn own_fields(book: &Book) -> Vec<String> {
    let one = |person: Contact| {
        let all = person.ids.iter().chain(&person.custom);
        let mut all: Vec<String> = all.map(|entry| format!("{}:{}", entry.label, entry.value)).collect();
        all.sort();
        format!("{}: {}", person.display_name, all.join(" / "))
    };
    let mut all: Vec<String> = everybody(book).into_iter().map(one).collect();
    all.sort();
    all
}
