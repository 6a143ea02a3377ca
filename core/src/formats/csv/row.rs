//! One row to one card.

use std::borrow::Cow;

use super::cells::{
    groups, is_no_date, parted, postal_first, prefecture_first, same_letters, several, unguarded, western,
};
use super::header::{Block, Part, Text};
use super::layout::{AddressColumns, Entry, Layout, is_unset};
use super::records::Row;
use super::texts;
use crate::contact::card::{Card, Property, escape};
use crate::contact::{date, label, name, spelling, town};
use crate::formats::dated;

/// What became of a row.
pub(super) struct Made {
    pub card: Card,
    pub name: String,
    /// Reason and offending text of what was taken with a doubt.
    pub doubts: Vec<(&'static str, String)>,
}

/// The card of a row; `None` when the row says nothing about anybody.
pub(super) fn card(layout: &Layout, row: &Row) -> Option<Made> {
    let made = texts::made(layout, row);
    let mut making = Making { layout, row, made: &made, card: Card::default(), doubts: Vec::new() };
    let name = making.names();
    making.birthday();
    making.lists();
    for address in &layout.addresses {
        making.address(address);
    }
    making.rest();
    let Making { mut card, mut doubts, .. } = making;
    if layout.dialect == "enishi" {
        // A date in words and a mail without @ were doubted when they came in the first time.
        doubts.retain(|(reason, _)| !matches!(*reason, "bad_date" | "bad_email"));
    }
    // A running number in front of nothing is no contact.
    if card.properties.iter().all(|property| property.name == "X-CSV-COLUMN") {
        return None;
    }
    let place = u32::try_from(row.number).unwrap_or(u32::MAX);
    for property in &mut card.properties {
        property.place = place;
    }
    Some(Made { card, name, doubts })
}

/// How many digits are left of a Japanese number, from and to, when a spreadsheet took the zeros in front: phones have ten or
/// eleven digits with one zero in front, postal codes seven with up to two.
const PHONE: (usize, usize) = (9, 10);
const POSTAL: (usize, usize) = (5, 6);

/// Properties that one row may become, as with a vCard; cells beyond are passed over.
const PROPERTIES: usize = 10_000;

struct Making<'a> {
    layout: &'a Layout,
    row: &'a Row,
    made: &'a [(usize, String)],
    card: Card,
    doubts: Vec<(&'static str, String)>,
}

impl<'a> Making<'a> {
    fn cell(&self, at: usize) -> &'a str {
        unguarded(self.row.get(at)).trim()
    }

    fn text(&self, text: Text) -> &'a str {
        let made = self.made.iter().find(|(other, _)| *other == text as usize);
        made.map_or_else(|| self.texts(text).next().unwrap_or_default(), |(_, made)| made.as_str())
    }

    fn texts(&self, text: Text) -> impl Iterator<Item = &'a str> {
        let columns = self.layout.texts.get(text as usize).map(Vec::as_slice).unwrap_or_default();
        columns.iter().map(|at| self.cell(*at)).filter(|cell| !cell.is_empty())
    }

    fn has(&self, text: Text) -> bool {
        self.layout.texts.get(text as usize).is_some_and(|columns| !columns.is_empty())
    }

    /// What the spreadsheet itself says how the text's cell is pronounced; it says it in katakana.
    fn furigana(&self, text: Text) -> Cow<'a, str> {
        let columns = self.layout.texts.get(text as usize).map(Vec::as_slice).unwrap_or_default();
        let mut readings = columns.iter().map(|at| self.row.reading(*at).trim());
        let reading = readings.find(|reading| !reading.is_empty()).unwrap_or_default();
        if self.layout.dialect == "csv" { Cow::from(spelling::hiragana(reading)) } else { Cow::from(reading) }
    }

    fn push(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.card.properties.push(Property::new(name, escape(value)));
        }
    }

    fn names(&mut self) -> String {
        let mut honorific = Cow::from(self.text(Text::Honorific));
        let (mut prefix, mut suffix) = (self.text(Text::Prefix), self.text(Text::Suffix));
        for part in [&mut suffix, &mut prefix] {
            if honorific.is_empty() && name::is_honorific(part) {
                honorific = Cow::from(std::mem::take(part));
            }
        }
        let (mut family, mut given) = (Cow::from(self.text(Text::Family)), Cow::from(self.text(Text::Given)));
        let middle = self.text(Text::Middle);
        let mut company = self.text(Text::Company);
        let whole = Some(self.text(Text::DisplayName)).filter(|text| !text.is_empty()).unwrap_or(self.text(Text::Name));
        let mut shown = whole.to_owned();
        // Our own tables say what they mean.
        let ours = self.layout.dialect == "enishi";
        if family.is_empty() && given.is_empty() && !whole.is_empty() && !ours {
            let legal = name::without_legal_form(whole) != whole && (company.is_empty() || company == whole);
            // A table with columns for both parts of a name leaves them empty for a company.
            let in_parts = [Text::Family, Text::Given].iter().all(|part| self.has(*part));
            if legal || (in_parts && company == whole) {
                company = whole;
            } else {
                let parted = parted(whole, honorific.is_empty());
                (family, given) = (parted.family.into(), parted.given.into());
                if let Some(said) = parted.honorific {
                    honorific = said.into();
                }
                shown = parted.rest;
            }
        }
        let composed = name::display(&family, &given);
        if shown.is_empty() || (!ours && same_letters(&shown, &family, &given)) {
            shown = if composed.is_empty() { company.to_owned() } else { composed };
        }
        self.push("FN", &shown);
        let parts = [&*family, &*given, middle, prefix, suffix];
        if parts.iter().any(|part| !part.is_empty()) {
            let value = parts.map(escape).join(";");
            self.card.properties.push(Property::new("N", value));
        }
        self.readings(family.is_empty() && given.is_empty() && shown == company);
        self.push("X-ENISHI-HONORIFIC", &honorific);
        self.push("NICKNAME", self.text(Text::Nickname));
        self.organisation(company);
        let person = !(family.is_empty() && given.is_empty()) || shown != company;
        match self.text(Text::Kind).to_lowercase().as_str() {
            "会社" | "法人" | "企業" | "company" | "org" if person || company.is_empty() => {
                self.push("KIND", "org")
            }
            "個人" | "人" | "person" | "individual" if !person => self.push("KIND", "individual"),
            _ => {}
        }
        if shown.is_empty() { self.text(Text::Nickname).to_owned() } else { shown }
    }

    /// Readings of a name; one in a single cell is parted only at a gap.
    fn readings(&mut self, company_only: bool) {
        let (mut family, mut given) =
            (Cow::from(self.text(Text::FamilyReading)), Cow::from(self.text(Text::GivenReading)));
        let whole = Cow::from(self.text(Text::Reading));
        if family.is_empty() && given.is_empty() && whole.is_empty() {
            (family, given) = (self.furigana(Text::Family), self.furigana(Text::Given));
        }
        let whole = if whole.is_empty() { self.furigana(Text::DisplayName) } else { whole };
        let whole = if whole.is_empty() { self.furigana(Text::Name) } else { whole };
        if family.is_empty() && given.is_empty() && !whole.is_empty() {
            let (first, rest) = whole.split_once([' ', '\u{3000}']).unwrap_or((&*whole, ""));
            (family, given) = (first.to_owned().into(), rest.to_owned().into());
        }
        if company_only && self.text(Text::CompanyReading).is_empty() {
            // The only name is the company's, and so is the reading.
            self.push("X-PHONETIC-ORG", [family.trim(), given.trim()].join(" ").trim());
            return;
        }
        self.push("X-PHONETIC-LAST-NAME", family.trim());
        self.push("X-PHONETIC-FIRST-NAME", given.trim());
    }

    fn organisation(&mut self, company: &str) {
        let units: Vec<&str> = self.texts(Text::Department).collect();
        if !company.is_empty() || !units.is_empty() {
            let mut value = escape(company);
            if !units.is_empty() {
                value.push(';');
                value.push_str(&escape(&units.join(" ")));
            }
            self.card.properties.push(Property::new("ORG", value));
        }
        let reading = self.text(Text::CompanyReading);
        let reading = if reading.is_empty() { self.furigana(Text::Company) } else { Cow::from(reading) };
        self.push("X-PHONETIC-ORG", &reading);
        self.push("TITLE", self.text(Text::Title));
    }

    fn lists(&mut self) {
        for entry in &self.layout.lists {
            let cell = self.cell(entry.value);
            if cell.is_empty() {
                continue;
            }
            let cell = &*self.number(cell, entry.block == Block::Phone && self.row.is_number(entry.value), PHONE);
            let label = self.label(entry);
            if self.layout.dialect == "enishi" {
                self.entry(entry.block, &label, cell);
                continue;
            }
            for value in several(entry.block, cell) {
                self.entry(entry.block, &label, value.trim());
            }
        }
    }

    /// The cell, where it is a number that lost its zeros: with them if the user said so, else with a doubt.
    fn number<'b>(&mut self, cell: &'b str, is_number: bool, (from, to): (usize, usize)) -> Cow<'b, str> {
        let lost = is_number && (from..=to).contains(&cell.len()) && !cell.starts_with('0');
        if lost && self.layout.restore_zeros {
            // A postal code of five digits lost two.
            return Cow::from(if to == POSTAL.1 { format!("{cell:0>7}") } else { format!("0{cell}") });
        }
        if lost {
            self.doubts.push(("lost_zero", cell.to_owned()));
        }
        Cow::from(cell)
    }

    fn label(&self, entry: &Entry) -> String {
        let words = entry.block.words();
        let said = [entry.service_column, entry.label_column].into_iter().flatten();
        let said = said.map(|at| words.code(self.cell(at))).find(|label| !label.is_empty());
        said.unwrap_or_else(|| entry.label.to_owned())
    }

    fn entry(&mut self, block: Block, label: &str, value: &str) {
        let at = self.card.properties.len();
        match block {
            Block::Phone => self.push("TEL", value),
            Block::Email => {
                let mail = value.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>')).unwrap_or(value).trim();
                if !mail.contains(['@', '＠']) {
                    self.doubts.push(("bad_email", value.to_owned()));
                }
                self.push("EMAIL", mail);
            }
            Block::Url => self.card.properties.push(Property::new("URL", value.replace('\\', "\\\\"))),
            Block::Id => return self.identifier(label, value),
            Block::Date => return self.date(label, value),
            Block::Relation => {
                self.push("X-ABRELATEDNAMES", value);
                label::set_apple(&mut self.card, at, label);
                return;
            }
            Block::Custom => {
                self.card.properties.push(Property::new("X-ENISHI-FIELD", escape(value)).with("LABEL", label));
                return;
            }
            Block::Address => return,
        }
        if !label.is_empty() && self.card.properties.len() > at {
            label::set(&mut self.card, at, label);
        }
    }

    fn identifier(&mut self, label: &str, value: &str) {
        let edit = crate::contact::edit::Edit { field: format!("ids[+{label}]"), value: value.to_owned() };
        // Only an over-long value is refused; it is kept under its own name then.
        if crate::contact::edit::apply(&mut self.card, &edit).is_err() {
            self.push("X-ENISHI-FIELD", value);
        }
    }

    fn date(&mut self, label: &str, text: &str) {
        if is_no_date(text) {
            return;
        }
        let property = match label {
            "birthday" => Property::new("BDAY", ""),
            "anniversary" => Property::new("ANNIVERSARY", ""),
            other => Property::new("X-ENISHI-DATE", "").with("LABEL", other),
        };
        let read = date::parse(text).or_else(|| western(text, self.layout.is_american()));
        let (property, is_date) = dated(property, read, text);
        if !is_date {
            self.doubts.push(("bad_date", text.to_owned()));
        }
        self.card.properties.push(property);
    }

    fn birthday(&mut self) {
        let whole = self.text(Text::Birthday);
        if !whole.is_empty() {
            self.date("birthday", whole);
            return;
        }
        let number = |text| self.text(text).parse::<u32>().ok().filter(|number| *number > 0);
        let (year, month, day) = (number(Text::BirthYear), number(Text::BirthMonth), number(Text::BirthDay));
        let year = year.and_then(|year| i32::try_from(year).ok());
        let written = date::Parts { year, month, day }.written();
        if !written.is_empty() {
            self.date("birthday", &written);
        }
    }

    /// The cells of one part of an address, joined.
    fn part(&self, columns: &AddressColumns, part: Part) -> Cow<'a, str> {
        match columns.parts(part) {
            [] => Cow::from(""),
            [at] => Cow::from(self.cell(*at)),
            several => {
                let cells = several.iter().map(|at| self.cell(*at)).filter(|cell| !cell.is_empty());
                Cow::from(cells.collect::<Vec<_>>().join(" "))
            }
        }
    }

    fn address(&mut self, columns: &AddressColumns) {
        let [whole, postal, region, city, street, building, third, post_box, country] = [
            Part::Whole,
            Part::Postal,
            Part::Region,
            Part::City,
            Part::Street,
            Part::Building,
            Part::Third,
            Part::Box,
            Part::Country,
        ]
        .map(|part| self.part(columns, part));
        let (mut postal, mut region, mut city, mut street) = (&*postal, &*region, &*city, &*street);
        let lines = [&*building, &*third].into_iter().filter(|line| !line.is_empty());
        let mut building = lines.collect::<Vec<_>>().join(" ");
        let parts = columns.parts(Part::Whole).iter().any(|at| self.layout.mends.contains(at));
        if street.is_empty() {
            street = &whole;
            if city.is_empty() && region.is_empty() {
                let (post, rest) = postal_first(&whole);
                if postal.is_empty() {
                    postal = post;
                }
                (region, street) = prefecture_first(rest);
            }
            if let Some((town, rest)) = town::city_first(region, street).filter(|_| parts && city.is_empty()) {
                (city, street) = (town, rest);
                if building.is_empty() {
                    let (before, last) = town::building_last(rest);
                    (street, building) = (before, last.to_owned());
                }
            }
        }
        let number = columns.part(Part::Postal).is_some_and(|at| self.row.is_number(at));
        let postal = postal.trim_start_matches('〒').trim();
        let postal = self.number(postal, number, POSTAL);
        let parts = [&*post_box, &building, street, city, region, &postal, &country];
        // A country alone is a program's habit, not an address.
        if parts.iter().take(6).all(|part| part.is_empty()) {
            return;
        }
        let value = parts.map(|part| escape(&part.replace("\r\n", "\n"))).join(";");
        let at = self.card.properties.len();
        self.card.properties.push(Property::new("ADR", value));
        let said = columns.label_column.map(|at| Block::Address.words().code(self.cell(at)));
        let label = said.filter(|label| !label.is_empty()).unwrap_or_else(|| columns.label.to_owned());
        if !label.is_empty() {
            label::set(&mut self.card, at, &label);
        }
    }

    fn rest(&mut self) {
        let notes = self.texts(Text::Note).collect::<Vec<_>>().join("\n").replace("\r\n", "\n");
        self.push("NOTE", &notes);
        let google = self.layout.dialect.contains("google");
        let tags = self.layout.left.iter().filter(|(at, header)| self.layout.is_tag(header, self.cell(*at)));
        let groups = self.texts(Text::Groups).flat_map(|cell| groups(cell, google));
        let groups: Vec<String> = groups.chain(tags.map(|(_, header)| header.as_str())).map(escape).collect();
        if !groups.is_empty() {
            self.card.properties.push(Property::new("CATEGORIES", groups.join(",")));
        }
        self.push("LANG", self.text(Text::Language));
        self.push("UID", self.text(Text::Uid));
        for (at, header) in &self.layout.left {
            let cell = self.cell(*at);
            let full = self.card.properties.len() >= PROPERTIES;
            if self.layout.is_tag(header, cell) {
                continue;
            }
            if !cell.is_empty() && !full && !is_unset(self.layout.dialect, header, cell) {
                let property = Property::new("X-CSV-COLUMN", escape(&cell.replace("\r\n", "\n")));
                self.card.properties.push(property.with("HEADER", header));
            }
        }
        for at in self.layout.width..self.row.len() {
            let cell = self.cell(at);
            if !cell.is_empty() && self.card.properties.len() < PROPERTIES {
                self.doubts.push(("too_many_columns", cell.to_owned()));
                let header = (at + 1).to_string();
                self.card.properties.push(Property::new("X-CSV-COLUMN", escape(cell)).with("HEADER", &header));
            }
        }
        if self.row.nuls {
            self.doubts.push(("nul", self.row.get(0).to_owned()));
        }
        if self.row.too_long || self.card.properties.len() >= PROPERTIES {
            self.doubts.push(("too_long", self.row.get(0).to_owned()));
        } else if self.row.bad_quote {
            self.doubts.push(("bad_quote", self.row.get(0).to_owned()));
        }
    }
}
