//! What a column can be taken for, each with a stable code: what a user chooses, what a look tells, what a book remembers.
//!
//! `family_name`, `phone.mobile`, `address.home.postal` …; `custom` keeps the column as a field under its own header, `ignore`
//! leaves it out. Some have a second form that mends what stands in the cells: `company+legal_form` (㈱ → 株式会社),
//! `reading+hiragana`, `address.work.whole+parts` (parted into prefecture, city, street and building where that is sure).

use super::header::{Block, Column, Part, Text};

/// What a column is taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// `None`: a field of its own.
    pub(super) column: Option<Column>,
    pub(super) mends: bool,
}

const TEXTS: [(Text, &str); 25] = [
    (Text::Name, "name"),
    (Text::Family, "family_name"),
    (Text::Given, "given_name"),
    (Text::Reading, "reading"),
    (Text::FamilyReading, "family_reading"),
    (Text::GivenReading, "given_reading"),
    (Text::DisplayName, "display_name"),
    (Text::Honorific, "honorific"),
    (Text::Nickname, "nickname"),
    (Text::Middle, "middle_name"),
    (Text::Prefix, "prefix"),
    (Text::Suffix, "suffix"),
    (Text::Company, "company"),
    (Text::CompanyReading, "company_reading"),
    (Text::Department, "department"),
    (Text::Title, "title"),
    (Text::Birthday, "birthday"),
    (Text::BirthYear, "birth_year"),
    (Text::BirthMonth, "birth_month"),
    (Text::BirthDay, "birth_day"),
    (Text::Groups, "groups"),
    (Text::Note, "note"),
    (Text::Kind, "kind"),
    (Text::Language, "language"),
    (Text::Uid, "uid"),
];

const PHONES: [&str; 10] = ["", "mobile", "work", "home", "main", "work_fax", "home_fax", "fax", "pager", "other"];
/// Known by their headers, not offered.
const RARE_PHONES: [&str; 9] =
    ["assistant", "部門", "直通", "自動車電話", "コールバック", "ISDN", "無線電話", "テレックス", "TTY/TDD"];
const EMAILS: [&str; 5] = ["", "work", "home", "mobile", "other"];
const URLS: [&str; 4] = ["", "work", "home", "other"];
const IDS: [&str; 4] = ["", "line", "line_works", "skype"];
const DATES: [&str; 3] = ["", "anniversary", "card_exchanged"];
const RELATIONS: [&str; 5] = ["", "spouse", "child", "manager", "assistant"];
const PLACES: [&str; 4] = ["", "work", "home", "other"];

const PARTS: [(Part, &str); 9] = [
    (Part::Whole, "whole"),
    (Part::Postal, "postal"),
    (Part::Region, "region"),
    (Part::City, "city"),
    (Part::Street, "street"),
    (Part::Building, "building"),
    (Part::Country, "country"),
    (Part::Box, "box"),
    (Part::Third, "third"),
];

const LABELS: [(Block, &str); 8] = [
    (Block::Phone, "phone"),
    (Block::Email, "email"),
    (Block::Url, "url"),
    (Block::Id, "id"),
    (Block::Date, "date"),
    (Block::Relation, "relation"),
    (Block::Custom, "custom"),
    (Block::Address, "address"),
];

impl Target {
    /// Kept as a field under its own header.
    pub(super) const CUSTOM: Target = Target { column: None, mends: false };

    /// The target that this code stands for.
    pub fn parse(code: &str) -> Option<Target> {
        Target::every().find(|target| target.code() == code)
    }

    /// Those that a user may choose, in the order in which they are offered.
    pub fn offered() -> impl Iterator<Item = Target> {
        Target::every().filter(|target| match target.column {
            Some(Column::Text(text)) => text != Text::Uid,
            Some(Column::Phone(label)) => !RARE_PHONES.contains(&label),
            Some(Column::Address(_, part)) => part != Part::Third,
            Some(Column::LabelOf(_) | Column::Service | Column::Custom) => false,
            Some(_) | None => true,
        })
    }

    fn every() -> impl Iterator<Item = Target> {
        let texts = TEXTS.into_iter().map(|(text, _)| Column::Text(text));
        let phones = PHONES.into_iter().chain(RARE_PHONES).map(Column::Phone);
        let reach = EMAILS.into_iter().map(Column::Email).chain(URLS.into_iter().map(Column::Url));
        let addresses = PLACES.into_iter().flat_map(|place| PARTS.into_iter().map(move |(part, _)| (place, part)));
        let addresses = addresses.map(|(place, part)| Column::Address(place, part));
        let rest = IDS.into_iter().map(Column::Id).chain(DATES.into_iter().map(Column::Date));
        let rest = rest.chain(RELATIONS.into_iter().map(Column::Relation));
        let labels =
            LABELS.into_iter().map(|(block, _)| Column::LabelOf(block)).chain([Column::Service, Column::Custom]);
        let all = texts.chain(phones).chain(reach).chain(addresses).chain(rest).chain(labels);
        let forms = all.flat_map(|column| {
            let target = Target { column: Some(column), mends: false };
            let mending = target.mending().map(|_| Target { mends: true, ..target });
            std::iter::once(target).chain(mending)
        });
        forms.chain([Target::CUSTOM, Target { column: Some(Column::Ignore), mends: false }])
    }

    /// What its second form does, as its code says.
    pub(super) fn mending(self) -> Option<&'static str> {
        match self.column? {
            Column::Text(Text::Reading | Text::FamilyReading | Text::GivenReading | Text::CompanyReading) => {
                Some("hiragana")
            }
            Column::Text(Text::Company) => Some("legal_form"),
            Column::Address(_, Part::Whole) => Some("parts"),
            _ => None,
        }
    }

    /// Its stable code.
    pub fn code(self) -> String {
        let code = self.column.map_or_else(|| "custom".to_owned(), code_of);
        match self.mending() {
            Some(mending) if self.mends => format!("{code}+{mending}"),
            Some(_) | None => code,
        }
    }
}

fn code_of(column: Column) -> String {
    let labelled = |kind: &str, label: &str| if label.is_empty() { kind.to_owned() } else { format!("{kind}.{label}") };
    match column {
        Column::Text(text) => {
            TEXTS.iter().find(|(other, _)| *other == text).map(|(_, code)| *code).unwrap_or_default().to_owned()
        }
        Column::Phone(label) => labelled("phone", label),
        Column::Email(label) => labelled("email", label),
        Column::Url(label) => labelled("url", label),
        Column::Id(label) => labelled("id", label),
        Column::Date(label) => labelled("date", label),
        Column::Relation(label) => labelled("relation", label),
        Column::Address(label, part) => {
            let part = PARTS.iter().find(|(other, _)| *other == part).map(|(_, code)| *code).unwrap_or_default();
            format!("{}.{part}", labelled("address", label))
        }
        Column::LabelOf(block) => {
            let block = LABELS.iter().find(|(other, _)| *other == block).map(|(_, code)| *code).unwrap_or_default();
            format!("label.{block}")
        }
        Column::Service => "label.service".to_owned(),
        Column::Custom => "custom.value".to_owned(),
        Column::Ignore => "ignore".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::head::Head;
    use super::super::how::How;
    use super::super::records::Row;
    use super::*;

    #[test]
    fn every_target_has_a_code_of_its_own_that_leads_back_to_it() {
        let all: Vec<Target> = Target::every().collect();
        let codes: HashSet<String> = all.iter().map(|target| target.code()).collect();
        assert_eq!(codes.len(), all.len());
        for target in all {
            assert_eq!(Target::parse(&target.code()), Some(target), "{}", target.code());
        }
        assert_eq!(Target::parse("phone+hiragana"), None);
        assert_eq!(Target::parse("Family_name"), None);
        assert_eq!(Target::parse(""), None);
    }

    #[test]
    fn whatever_a_header_is_taken_for_has_a_code() {
        let mut row = Row::default();
        let headers = "姓,Title,電話,TEL直通,コールバック,住所3,Phone 1 - Label,IM 1 - Service,項目1,配偶者,血液型";
        for (at, header) in headers.split(',').enumerate() {
            row.put(at, header, None, false);
        }
        for column in Head::of(&row, &How::default()).columns {
            assert_eq!(Target::parse(&column.target.code()), Some(column.target), "{}", column.header);
        }
    }
}
