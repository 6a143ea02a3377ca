//! Our own layout of a table: Japanese headers, numbered blocks as wide as the widest contact, recognised again on import by the
//! column `Enishi ID`.

use super::cells::SEVERAL;
use super::dialect::Dialect;
use super::words::Words;
use crate::contact::Kind;
use crate::contact::date::Parts;
use crate::contact::fields::{Address, Date, Fields, Labelled};

/// How many columns each block needs; shown every contact before the first row is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Columns {
    phones: usize,
    emails: usize,
    addresses: usize,
    urls: usize,
    ids: usize,
    dates: usize,
    relations: usize,
    custom: usize,
    /// Both together in one contact.
    ids_and_custom: usize,
}

impl Columns {
    /// Makes room for this contact.
    pub fn see(&mut self, fields: &Fields) {
        let widest = |so_far: &mut usize, now: usize| *so_far = (*so_far).max(now);
        widest(&mut self.phones, fields.phones.len());
        widest(&mut self.emails, fields.emails.len());
        widest(&mut self.addresses, fields.addresses.len());
        widest(&mut self.urls, fields.urls.len());
        widest(&mut self.ids, fields.ids.len());
        widest(&mut self.dates, birthday_first(&fields.dates).1.len());
        widest(&mut self.relations, fields.relations.len());
        widest(&mut self.custom, fields.custom.len());
        widest(&mut self.ids_and_custom, fields.ids.len() + fields.custom.len());
    }

    /// The headers of another program's table.
    pub(super) fn headers_of(&self, dialect: Dialect) -> Vec<String> {
        if dialect == Dialect::Enishi {
            return self.headers();
        }
        let mut headers = dialect.headers();
        if dialect == Dialect::Google {
            let mut block = |name: &str, count: usize, parts: &[&str]| {
                for number in 1..=count {
                    headers.extend(parts.iter().map(|part| format!("{name} {number} - {part}")));
                }
            };
            block("E-mail", self.emails, &["Label", "Value"]);
            block("Phone", self.phones, &["Label", "Value"]);
            let address = [
                "Label",
                "Formatted",
                "Street",
                "City",
                "PO Box",
                "Region",
                "Postal Code",
                "Country",
                "Extended Address",
            ];
            block("Address", self.addresses, &address);
            block("Relation", self.relations, &["Label", "Value"]);
            block("Website", self.urls, &["Label", "Value"]);
            block("Event", self.dates, &["Label", "Value"]);
            block("Custom Field", self.ids_and_custom, &["Label", "Value"]);
        }
        headers
    }

    fn headers(&self) -> Vec<String> {
        let mut headers: Vec<String> =
            ["姓", "名", "姓(ふりがな)", "名(ふりがな)", "表示名", "敬称", "ニックネーム", "種別"]
                .into_iter()
                .chain(["会社名", "会社名(ふりがな)", "部署", "役職"])
                .map(str::to_owned)
                .collect();
        let mut block = |name: &str, count: usize, parts: &[&str]| {
            for number in 1..=count {
                headers.extend(parts.iter().map(|part| format!("{name}{number}{part}")));
            }
        };
        block("電話", self.phones, &[" 種類", ""]);
        block("メール", self.emails, &[" 種類", ""]);
        let address = [" 種類", " 郵便番号", " 都道府県", " 市区町村", " 町名・番地", " 建物", " 国"];
        block("住所", self.addresses, &address);
        block("URL", self.urls, &[" 種類", ""]);
        block("ID", self.ids, &[" 種類", ""]);
        headers.push("誕生日".to_owned());
        let mut block = |name: &str, count: usize, label: &str| {
            for number in 1..=count {
                headers.extend([format!("{name}{number}{label}"), format!("{name}{number}")]);
            }
        };
        block("日付", self.dates, " 種類");
        block("関係", self.relations, " 種類");
        block("項目", self.custom, " 名前");
        headers.extend(["言語", "グループ", "メモ", "Enishi ID"].map(str::to_owned));
        headers
    }
}

pub(super) fn cells(fields: &Fields, groups: &[String], columns: &Columns) -> Vec<String> {
    let kind = match fields.kind {
        Kind::Person => "個人",
        Kind::Company => "会社",
    };
    let texts = [
        &fields.family_name,
        &fields.given_name,
        &fields.family_reading,
        &fields.given_reading,
        &fields.display_name,
        &fields.honorific,
        &fields.nickname,
        kind,
        &fields.company,
        &fields.company_reading,
        &fields.department,
        &fields.title,
    ];
    let mut cells: Vec<String> = texts.into_iter().map(str::to_owned).collect();
    block(&mut cells, &fields.phones, columns.phones, Words::Places);
    block(&mut cells, &fields.emails, columns.emails, Words::Places);
    for number in 0..columns.addresses {
        cells.extend(fields.addresses.get(number).map_or_else(Default::default, address));
    }
    block(&mut cells, &fields.urls, columns.urls, Words::Places);
    block(&mut cells, &fields.ids, columns.ids, Words::Services);
    let (birthday, others) = birthday_first(&fields.dates);
    cells.push(birthday.map(written).unwrap_or_default());
    let others: Vec<Labelled> =
        others.iter().map(|date| Labelled { label: date.label.clone(), value: written(date) }).collect();
    block(&mut cells, &others, columns.dates, Words::Dates);
    block(&mut cells, &fields.relations, columns.relations, Words::Relations);
    block(&mut cells, &fields.custom, columns.custom, Words::Custom);
    cells.extend([
        fields.language.clone(),
        joined(groups),
        fields.note.clone(),
        fields.uid.clone().unwrap_or_default(),
    ]);
    cells
}

fn block(cells: &mut Vec<String>, entries: &[Labelled], width: usize, words: Words) {
    for number in 0..width {
        let entry = entries.get(number);
        cells.push(entry.map(|entry| words.word(&entry.label).to_owned()).unwrap_or_default());
        cells.push(entry.map(|entry| entry.value.clone()).unwrap_or_default());
    }
}

fn address(address: &Address) -> [String; 7] {
    let Address { label, postal, region, city, street, building, country, text } = address;
    let label = Words::Places.word(label);
    let in_parts = [postal, region, city, street, building].iter().any(|part| !part.is_empty());
    let street = if in_parts { street } else { text };
    [label, postal, region, city, street, building, country].map(str::to_owned)
}

/// The birthday has a column of its own where it stands first, so that the order of dates comes back.
fn birthday_first(dates: &[Date]) -> (Option<&Date>, &[Date]) {
    match dates {
        [first, others @ ..] if first.label == "birthday" => (Some(first), others),
        others => (None, others),
    }
}

fn written(date: &Date) -> String {
    let written = Parts { year: date.year, month: date.month, day: date.day }.written();
    if written.is_empty() { date.text.clone() } else { written }
}

/// Group names in one cell, by `;` or, where a name has one, by ` ::: `.
pub(super) fn joined(groups: &[String]) -> String {
    if groups.iter().any(|name| name.contains([';', '；']) || name.contains(SEVERAL)) {
        return groups.iter().map(|name| format!("{name} {SEVERAL} ")).collect();
    }
    groups.join(";")
}
