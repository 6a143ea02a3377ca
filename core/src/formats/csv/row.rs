//! One row to one card.

use std::borrow::Cow;

use super::header::{Block, Part, Text};
use super::layout::{AddressColumns, Entry, Layout};
use super::records::Row;
use crate::contact::card::{Card, Param, Property, escape};
use crate::contact::{date, label, name};

/// What became of a row.
pub(super) struct Made {
    pub card: Card,
    pub name: String,
    /// Reason and offending text of what was taken with a doubt.
    pub doubts: Vec<(&'static str, String)>,
}

/// Between several values in one cell (Google).
pub(super) const SEVERAL: &str = ":::";

/// The card of a row; `None` when the row says nothing about anybody.
pub(super) fn card(layout: &Layout, row: &Row) -> Option<Made> {
    let mut making = Making { layout, row, card: Card::default(), doubts: Vec::new() };
    let name = making.names();
    making.birthday();
    making.lists();
    for address in &layout.addresses {
        making.address(address);
    }
    making.rest();
    let Making { mut card, doubts, .. } = making;
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

struct Making<'a> {
    layout: &'a Layout,
    row: &'a Row,
    card: Card,
    doubts: Vec<(&'static str, String)>,
}

impl<'a> Making<'a> {
    fn cell(&self, at: usize) -> &'a str {
        unguarded(self.row.get(at)).trim()
    }

    fn text(&self, text: Text) -> &'a str {
        self.texts(text).next().unwrap_or_default()
    }

    fn texts(&self, text: Text) -> impl Iterator<Item = &'a str> {
        let columns = self.layout.texts.get(text as usize).map(Vec::as_slice).unwrap_or_default();
        columns.iter().map(|at| self.cell(*at)).filter(|cell| !cell.is_empty())
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
            if name::without_legal_form(whole) != whole && (company.is_empty() || company == whole) {
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
        let (mut family, mut given) = (self.text(Text::FamilyReading), self.text(Text::GivenReading));
        let whole = self.text(Text::Reading);
        if family.is_empty() && given.is_empty() && !whole.is_empty() {
            (family, given) = whole.split_once([' ', '\u{3000}']).unwrap_or((whole, ""));
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
        self.push("X-PHONETIC-ORG", self.text(Text::CompanyReading));
        self.push("TITLE", self.text(Text::Title));
    }

    fn lists(&mut self) {
        for entry in &self.layout.lists {
            let cell = self.cell(entry.value);
            if cell.is_empty() {
                continue;
            }
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
        let mut property = match label {
            "birthday" => Property::new("BDAY", ""),
            "anniversary" => Property::new("ANNIVERSARY", ""),
            other => Property::new("X-ENISHI-DATE", "").with("LABEL", other),
        };
        match date::parse(text).or_else(|| western(text, self.layout.is_american())) {
            Some(parts) => property.value = parts.written(),
            None => {
                self.doubts.push(("bad_date", text.to_owned()));
                property.params.push(Param { name: "VALUE".to_owned(), values: vec!["text".to_owned()] });
                property.value = escape(text);
            }
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

    fn address(&mut self, columns: &AddressColumns) {
        let part = |part| columns.part(part).map(|at| self.cell(at)).unwrap_or_default();
        let whole = part(Part::Whole);
        let (mut postal, mut region, mut street) = (part(Part::Postal), part(Part::Region), part(Part::Street));
        let city = part(Part::City);
        if street.is_empty() && (!city.is_empty() || !region.is_empty()) {
            street = whole;
        } else if street.is_empty() {
            let (post, rest) = postal_first(whole);
            if postal.is_empty() {
                postal = post;
            }
            (region, street) = prefecture_first(rest);
        }
        let building = [part(Part::Building), part(Part::Third)].into_iter().filter(|line| !line.is_empty());
        let building = building.collect::<Vec<_>>().join(" ");
        let postal = postal.trim_start_matches('〒').trim();
        let parts = [part(Part::Box), &building, street, city, region, postal, part(Part::Country)];
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
        let groups: Vec<String> = self.texts(Text::Groups).flat_map(groups).map(escape).collect();
        if !groups.is_empty() {
            self.card.properties.push(Property::new("CATEGORIES", groups.join(",")));
        }
        self.push("LANG", self.text(Text::Language));
        self.push("UID", self.text(Text::Uid));
        for (at, header) in &self.layout.left {
            let cell = self.cell(*at);
            if !cell.is_empty() && !self.layout.is_unset(header, cell) && !is_no_date(cell) {
                let property = Property::new("X-CSV-COLUMN", escape(&cell.replace("\r\n", "\n")));
                self.card.properties.push(property.with("HEADER", header));
            }
        }
        for at in self.layout.width..self.row.len() {
            let cell = self.cell(at);
            if !cell.is_empty() {
                self.doubts.push(("too_many_columns", cell.to_owned()));
                let header = (at + 1).to_string();
                self.card.properties.push(Property::new("X-CSV-COLUMN", escape(cell)).with("HEADER", &header));
            }
        }
        if self.row.bad_quote {
            self.doubts.push(("bad_quote", self.row.get(0).to_owned()));
        }
    }
}

/// A whole name in its parts; without a gap it stays whole.
struct Parted<'a> {
    family: String,
    given: String,
    honorific: Option<&'a str>,
    rest: String,
}

fn parted(whole: &str, may_end_in_honorific: bool) -> Parted<'_> {
    let mut words: Vec<&str> = whole.split_whitespace().collect();
    let last = words.last().copied().filter(|last| may_end_in_honorific && words.len() > 1 && name::is_honorific(last));
    if last.is_some() {
        words.pop();
    }
    let rest = if last.is_some() { words.join(" ") } else { whole.to_owned() };
    let (family, given) = match words.as_slice() {
        [] | [_] => (String::new(), String::new()),
        [first, given @ ..] if name::is_japanese(whole) => ((*first).to_owned(), given.join(" ")),
        [given @ .., last] => ((*last).to_owned(), given.join(" ")),
    };
    Parted { family, given, honorific: last, rest }
}

/// The text is the two parts put together in either order, gaps aside.
fn same_letters(text: &str, family: &str, given: &str) -> bool {
    if family.is_empty() && given.is_empty() {
        return false;
    }
    let letters: String = text.split_whitespace().collect();
    let both = |first: &str, second: &str| {
        let parts = first.split_whitespace().chain(second.split_whitespace());
        letters == parts.collect::<String>()
    };
    both(family, given) || both(given, family)
}

/// Several values in one cell: Google's ` ::: `, and `;` between mails or whole phone numbers.
fn several(block: Block, cell: &str) -> Vec<&str> {
    if cell.contains(SEVERAL) {
        return cell.split(SEVERAL).filter(|value| !value.trim().is_empty()).collect();
    }
    let digits = |text: &str| text.chars().filter(|ch| ch.is_numeric()).count();
    let whole = |value: &&str| match block {
        Block::Email => value.contains('@'),
        Block::Phone => digits(value) >= 6,
        Block::Url | Block::Id | Block::Date | Block::Relation | Block::Custom | Block::Address => false,
    };
    for separator in [';', ',', '\n'] {
        let values: Vec<&str> = cell.split(separator).collect();
        if values.len() > 1 && values.iter().all(whole) {
            return values;
        }
    }
    vec![cell]
}

/// Group names in one cell; Google's own groups and its marks are left out.
fn groups(cell: &str) -> Vec<&str> {
    let names: Vec<&str> =
        if cell.contains(SEVERAL) { cell.split(SEVERAL).collect() } else { cell.split([';', '；']).collect() };
    let names = names.into_iter().map(|name| name.trim().trim_start_matches("* ").trim());
    names.filter(|name| !name.is_empty() && !matches!(*name, "myContacts" | "starred")).collect()
}

/// What programs write where a date is unset: `00/0/0`, `0.0.00`, `0000-00-00`.
fn is_no_date(text: &str) -> bool {
    text.contains('0') && text.len() >= 5 && text.chars().all(|ch| matches!(ch, '0' | '/' | '.' | '-'))
}

/// `4/12/1990` of American programs; of others only where one number can be no month.
fn western(text: &str, american: bool) -> Option<date::Parts> {
    let day = text.split([' ', 'T']).next()?;
    let mut numbers = day.split(['/', '.', '-']).map(|number| number.parse::<u32>().ok());
    let (first, second, year) = (numbers.next()??, numbers.next()??, numbers.next()??);
    if numbers.next().is_some() || !(1000..=9999).contains(&year) {
        return None;
    }
    let (month, day) = match (first, second) {
        (13.., month) => (month, first),
        (month, 13..) => (month, second),
        (same, other) if american || same == other => (same, other),
        _ => return None,
    };
    date::parse(&format!("{year:04}-{month:02}-{day:02}"))
}

/// `〒100-0005 東京都…`
fn postal_first(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix('〒') else { return ("", text) };
    let end =
        rest.find(|ch: char| !(ch.is_numeric() || matches!(ch, '-' | '－' | '‐' | '−' | ' '))).unwrap_or(rest.len());
    let (postal, address) = rest.split_at_checked(end).unwrap_or((rest, ""));
    (postal.trim(), address.trim())
}

/// The prefecture that an address begins with, and the rest.
fn prefecture_first(text: &str) -> (&str, &str) {
    const SHORT: [&str; 4] = ["東京都", "北海道", "大阪府", "京都府"];
    const LONG: [&str; 43] = [
        "青森県",
        "岩手県",
        "宮城県",
        "秋田県",
        "山形県",
        "福島県",
        "茨城県",
        "栃木県",
        "群馬県",
        "埼玉県",
        "千葉県",
        "神奈川県",
        "新潟県",
        "富山県",
        "石川県",
        "福井県",
        "山梨県",
        "長野県",
        "岐阜県",
        "静岡県",
        "愛知県",
        "三重県",
        "滋賀県",
        "兵庫県",
        "奈良県",
        "和歌山県",
        "鳥取県",
        "島根県",
        "岡山県",
        "広島県",
        "山口県",
        "徳島県",
        "香川県",
        "愛媛県",
        "高知県",
        "福岡県",
        "佐賀県",
        "長崎県",
        "熊本県",
        "大分県",
        "宮崎県",
        "鹿児島県",
        "沖縄県",
    ];
    let found = SHORT.iter().chain(&LONG).find(|prefecture| text.starts_with(**prefecture));
    let (region, rest) = text.split_at_checked(found.map_or(0, |found| found.len())).unwrap_or(("", text));
    (region, rest.trim_start())
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_run(rest.trim_start_matches('\'')) => rest,
        Some(_) | None => cell,
    }
}

/// A spreadsheet would take the cell for a formula.
pub(super) fn is_run(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}
