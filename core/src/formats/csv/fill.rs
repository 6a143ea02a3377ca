//! A contact into the columns of another program's table. What a column means is looked up where reading looks it up, so that
//! what is written comes back.

use super::dialect::Dialect;
use super::header::{Block, Part, Text};
use super::layout::{AddressColumns, Entry, Layout};
use super::own::joined;
use super::words::Words;
use crate::contact::card::{Card, split, unescape};
use crate::contact::fields::{Address, Date, Fields, Labelled};
use crate::contact::{Kind, name};

/// The cells of one row, without guards.
pub(super) fn cells(
    dialect: Dialect,
    layout: &Layout,
    headers: &[String],
    card: &Card,
    fields: &Fields,
    groups: &[String],
) -> Vec<String> {
    let mut filling = Filling { dialect, layout, cells: vec![String::new(); headers.len()] };
    filling.names(card, fields);
    filling.texts(fields, groups);
    filling.dates(&fields.dates);
    filling.list(Block::Phone, &fields.phones);
    filling.list(Block::Email, &fields.emails);
    filling.list(Block::Url, &fields.urls);
    filling.list(Block::Relation, &fields.relations);
    filling.addresses(&fields.addresses);
    filling.custom(fields);
    filling.habits(fields, headers);
    filling.cells
}

struct Filling<'a> {
    dialect: Dialect,
    layout: &'a Layout,
    cells: Vec<String>,
}

impl Filling<'_> {
    /// Puts a text into a cell that is still empty; false where there is none.
    fn put(&mut self, at: usize, text: &str) -> bool {
        match self.cells.get_mut(at) {
            Some(cell) if cell.is_empty() => {
                *cell = text.trim().replace("\r\n", "\n").replace('\n', self.dialect.line_end());
                true
            }
            Some(_) | None => false,
        }
    }

    fn text(&mut self, text: Text, value: &str) -> bool {
        let at = self.layout.texts.get(text as usize).and_then(|columns| columns.first()).copied();
        at.is_some_and(|at| self.put(at, value))
    }

    fn names(&mut self, card: &Card, fields: &Fields) {
        let shown = !self.text(Text::DisplayName, &fields.display_name);
        let nameless = fields.family_name.is_empty() && fields.given_name.is_empty();
        // A name in one piece stands where the family's does, if nowhere else.
        let whole = shown && nameless && fields.kind == Kind::Person && fields.display_name != fields.company;
        self.text(Text::Family, if whole { &fields.display_name } else { &fields.family_name });
        self.text(Text::Given, &fields.given_name);
        let parts = card.first("N").map(|name| split(&name.value, ';')).unwrap_or_default();
        let part = |at: usize| parts.get(at).map(|part| unescape(part).trim().to_owned()).unwrap_or_default();
        let (middle, mut prefix, mut suffix) = (part(2), part(3), part(4));
        for part in [&mut prefix, &mut suffix] {
            if name::is_honorific(part) && *part == fields.honorific {
                part.clear();
            }
        }
        self.text(Text::Middle, &middle);
        if !fields.honorific.is_empty() {
            let _ = self.text(Text::Honorific, &fields.honorific)
                || suffix.is_empty() && self.text(Text::Suffix, &fields.honorific)
                || prefix.is_empty() && self.text(Text::Prefix, &fields.honorific);
        }
        self.text(Text::Prefix, &prefix);
        // Outlook's 敬称 is its suffix.
        let _ = self.text(Text::Suffix, &suffix) || self.text(Text::Honorific, &suffix);
    }

    fn texts(&mut self, fields: &Fields, groups: &[String]) {
        let groups = match self.dialect {
            Dialect::Google => [groups, &["* myContacts".to_owned()]].concat().join(" ::: "),
            Dialect::Enishi | Dialect::OutlookJa | Dialect::OutlookEn | Dialect::Thunderbird => joined(groups),
        };
        let texts = [
            (Text::FamilyReading, &fields.family_reading),
            (Text::GivenReading, &fields.given_reading),
            (Text::Nickname, &fields.nickname),
            (Text::Company, &fields.company),
            (Text::CompanyReading, &fields.company_reading),
            (Text::Department, &fields.department),
            (Text::Title, &fields.title),
            (Text::Note, &fields.note),
            (Text::Language, &fields.language),
            (Text::Groups, &groups),
        ];
        for (text, value) in texts {
            self.text(text, value);
        }
    }

    fn dates(&mut self, dates: &[Date]) {
        let birthday = dates.iter().position(|date| date.label == "birthday");
        let mut others = dates.to_vec();
        if let Some(date) = birthday.and_then(|at| dates.get(at)) {
            let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
            let written = self.dialect.date(date);
            let year = date.year.map(|year| year.to_string()).unwrap_or_default();
            let whole = written.is_some_and(|written| self.birthday(&written));
            let parted = self.text(Text::BirthYear, &year)
                | self.text(Text::BirthMonth, &number(date.month))
                | self.text(Text::BirthDay, &number(date.day));
            if whole || parted {
                others.remove(birthday.unwrap_or_default());
            }
        }
        let others = others
            .iter()
            .filter_map(|date| self.dialect.date(date).map(|value| Labelled { label: date.label.clone(), value }));
        self.list(Block::Date, &others.collect::<Vec<_>>());
    }

    /// The gap before Google's dates without a year is part of them.
    fn birthday(&mut self, written: &str) -> bool {
        let at = self.layout.texts.get(Text::Birthday as usize).and_then(|columns| columns.first());
        let Some(cell) = at.and_then(|at| self.cells.get_mut(*at)) else { return false };
        written.clone_into(cell);
        true
    }

    /// Each value into the column of its label; those without one into what is left of its kind, so that they are not lost.
    fn list(&mut self, block: Block, entries: &[Labelled]) {
        let layout = self.layout;
        let mut free: Vec<&Entry> = layout.lists.iter().filter(|column| column.block == block).collect();
        let mut rest = Vec::new();
        for entry in entries.iter().filter(|entry| !entry.value.trim().is_empty()) {
            match free.iter().position(|column| self.is_labelled(column) || column.label == entry.label) {
                Some(at) => self.put_entry(free.remove(at), entry),
                None => rest.push(entry),
            }
        }
        for entry in rest {
            let places = spare(block, &entry.label).iter();
            let mut places = places.filter_map(|label| free.iter().position(|column| column.label == *label));
            if let Some(at) = places.next() {
                self.put_entry(free.remove(at), entry);
            }
        }
    }

    /// The value says its label in a column of its own. Outlook's kinds of mail are no labels.
    fn is_labelled(&self, column: &Entry) -> bool {
        self.dialect == Dialect::Google && column.label_column.is_some()
    }

    fn put_entry(&mut self, column: &Entry, entry: &Labelled) {
        match self.cells.get_mut(column.value) {
            Some(cell) if column.block == Block::Date => entry.value.clone_into(cell),
            Some(_) | None => {
                self.put(column.value, &entry.value);
            }
        }
        if let Some(at) = column.label_column.filter(|_| self.is_labelled(column)) {
            let label = self.dialect.label(column.block.words(), &entry.label);
            self.put(at, &label);
        }
    }

    fn addresses(&mut self, addresses: &[Address]) {
        let layout = self.layout;
        let mut free: Vec<&AddressColumns> = layout.addresses.iter().collect();
        let mut rest = Vec::new();
        for address in addresses {
            match free.iter().position(|columns| columns.label_column.is_some() || columns.label == address.label) {
                Some(at) => self.put_address(free.remove(at), address),
                None => rest.push(address),
            }
        }
        for address in rest {
            let mut places = ["other", "work", "home"].iter();
            if let Some(at) = places.find_map(|label| free.iter().position(|columns| columns.label == *label)) {
                self.put_address(free.remove(at), address);
            }
        }
    }

    fn put_address(&mut self, columns: &AddressColumns, address: &Address) {
        let Address { label, postal, region, city, street, building, country, text } = address;
        let in_parts = [postal, region, city, street, building].iter().any(|part| !part.is_empty());
        let street = if in_parts { street } else { text };
        let whole = if columns.part(Part::Street).is_some() { text } else { street };
        let parts = [
            (Part::Whole, whole),
            (Part::Postal, postal),
            (Part::Region, region),
            (Part::City, city),
            (Part::Street, street),
            (Part::Building, building),
            (Part::Country, country),
        ];
        for (part, value) in parts {
            if let Some(at) = columns.part(part) {
                self.put(at, value);
            }
        }
        if let Some(at) = columns.label_column {
            let label = self.dialect.label(Words::Places, label);
            self.put(at, &label);
        }
    }

    /// A field that is called like a column came from there. Messengers stand among one's own fields where they have no column.
    fn custom(&mut self, fields: &Fields) {
        let layout = self.layout;
        let mut others = Vec::new();
        for field in &fields.custom {
            let at = layout.left.iter().find(|(_, header)| *header == field.label).map(|(at, _)| *at);
            if !at.is_some_and(|at| self.put(at, &field.value)) {
                others.push(field.clone());
            }
        }
        if layout.lists.iter().any(|column| column.block == Block::Id) {
            self.list(Block::Id, &fields.ids);
        } else {
            others.extend(
                fields
                    .ids
                    .iter()
                    .map(|id| Labelled { label: Words::Services.word(&id.label).to_owned(), value: id.value.clone() }),
            );
        }
        self.list(Block::Custom, &others);
    }

    /// What the program itself would write beside this.
    fn habits(&mut self, fields: &Fields, headers: &[String]) {
        let layout = self.layout;
        if matches!(self.dialect, Dialect::OutlookJa | Dialect::OutlookEn) {
            for column in layout.lists.iter().filter(|column| column.block == Block::Email) {
                let mail = self.cells.get(column.value).cloned().unwrap_or_default();
                if !mail.is_empty() {
                    self.put(column.value + 1, "SMTP");
                    self.put(column.value + 2, &format!("{} ({mail})", fields.display_name));
                }
            }
        }
        for (header, unset) in self.dialect.unset() {
            if let Some(at) = headers.iter().position(|other| other == header) {
                self.put(at, unset);
            }
        }
    }
}

/// Labels of the columns that may take a value whose own has none or is taken.
fn spare(block: Block, label: &str) -> &'static [&'static str] {
    match block {
        Block::Phone if label.contains("fax") => &["fax", "work_fax", "home_fax"],
        Block::Phone => &["", "other", "work", "home", "main"],
        Block::Email | Block::Url | Block::Id => &[""],
        Block::Date | Block::Relation | Block::Custom | Block::Address => &[],
    }
}
