//! What a code says: parts of a contact as a vCard that phones read, as MECARD, or a link alone.
//!
//! The vCard is a 3.0 without folding, charset parameters and pictures, with both `N` and `FN` (phones build the name from `N`) and
//! readings as `X-PHONETIC-*`. Of a name in one piece that piece stands in `N`.

use icu_normalizer::DecomposingNormalizer;
use serde::{Deserialize, Serialize};

use super::line;
use crate::contact::Kind;
use crate::contact::card::escape;
use crate::contact::date;
use crate::contact::fields::{Address, Date, Fields, Labelled};
use crate::formats::encoding::encode_cp932;

/// How the parts are written.
///
/// The types of this room carry another name into the window, where there are no rooms.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename = "CodeFormat", rename_all = "snake_case")]
pub enum Format {
    /// vCard 3.0 in UTF-8: what smartphones read.
    #[default]
    Vcard,
    /// MECARD in UTF-8: shorter, and says less.
    Mecard,
    /// MECARD in Shift_JIS, readings in half-width katakana, company and title as a note: for feature phones.
    FeaturePhone,
    /// One link of LINE or LINE WORKS, and nothing else.
    Link,
}

/// A choice of parts that suits an occasion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename = "CodePreset", rename_all = "snake_case")]
pub enum Preset {
    /// 名刺: name, company, up to two phones, one mail, one address.
    #[default]
    Card,
    /// 電話だけ: name and the mobile number, or the first one.
    Phone,
    /// LINE を交換: name, company, LINE and LINE WORKS.
    Line,
}

/// Which parts go in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename = "CodePick", rename_all = "snake_case", tag = "by", content = "of")]
pub enum Pick {
    Preset(Preset),
    /// By key; the name always goes in, and what the contact doesn't have is passed over. A list's name (`phones`) takes all of it.
    Parts(Vec<String>),
}

/// Something of a contact that a code can say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename = "CodePart")]
pub struct Part {
    /// `name`, `company`, `phones[0]`, `emails[0]`, `addresses[0]`, `ids[0]`, `urls[0]`, `dates[0]`.
    pub key: String,
    /// The field's name as in [`crate::book::Contact`].
    pub field: String,
    /// The entry's label, where it has one.
    pub label: String,
    /// What it says, as it is shown: of a name also its reading, of a company also department and title.
    pub texts: Vec<String>,
    /// What it costs in bytes; the name's has in it what every card begins and ends with.
    pub bytes: u32,
    pub taken: bool,
}

/// What a code will say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Content {
    /// Everything that could go in, in order.
    pub parts: Vec<Part>,
    /// What goes in; empty where nothing was taken ([`Format::Link`] without a link).
    pub bytes: Vec<u8>,
    /// Characters that Shift_JIS does not have, each once; a 〓 stands for them.
    pub unfit: Vec<char>,
}

/// The keys that a contact's parts have; see [`Part::key`].
pub const FIELDS: [&str; 8] = ["name", "company", "phones", "emails", "addresses", "ids", "urls", "dates"];

/// Puts together what a code of this contact says.
pub fn content(fields: &Fields, format: Format, pick: &Pick) -> Content {
    let mut writing = Writing::new(fields, format);
    if format == Format::Link {
        return writing.link(pick);
    }
    let keys: Vec<String> = match pick {
        Pick::Preset(preset) => preset.keys(fields),
        Pick::Parts(keys) => keys.clone(),
    };
    writing.name(true);
    writing.company(wants(&keys, "company", None));
    for (at, phone) in fields.phones.iter().enumerate() {
        let text = writing.phone(phone);
        writing.entry(&keys, "phones", at, &phone.label, &phone.value, &text);
    }
    for (at, mail) in fields.emails.iter().enumerate() {
        let text = writing.typed("EMAIL", "", &mail.value);
        writing.entry(&keys, "emails", at, &mail.label, &mail.value, &text);
    }
    for (at, address) in fields.addresses.iter().enumerate() {
        let text = writing.address(address);
        writing.entry(&keys, "addresses", at, &address.label, &address.text, &text);
    }
    for (at, id) in fields.ids.iter().enumerate() {
        let text = writing.id(id);
        writing.entry(&keys, "ids", at, &id.label, &id.value, &text);
    }
    for (at, url) in fields.urls.iter().enumerate() {
        let text = writing.url(&url.value);
        writing.entry(&keys, "urls", at, &url.label, &url.value, &text);
    }
    for (at, date) in fields.dates.iter().enumerate() {
        if date.label == "birthday"
            && let Some(text) = writing.birthday(date)
        {
            writing.entry(&keys, "dates", at, &date.label, &date.text, &text);
        }
    }
    writing.finish()
}

impl Preset {
    fn keys(self, fields: &Fields) -> Vec<String> {
        let listed = |field: &str, at: usize| format!("{field}[{at}]");
        let some = |field: &'static str, places: Vec<usize>| places.into_iter().map(move |at| listed(field, at));
        let mut keys = vec!["name".to_owned()];
        match self {
            Preset::Card => {
                keys.push("company".to_owned());
                keys.extend(some("phones", spoken(fields, 2)));
                keys.extend(some("emails", first(&fields.emails)));
                keys.extend(some("addresses", business(&fields.addresses)));
            }
            Preset::Phone => {
                let mobile = fields.phones.iter().position(|phone| phone.label == "mobile");
                keys.extend(some("phones", mobile.map_or_else(|| spoken(fields, 1), |at| vec![at])));
            }
            Preset::Line => {
                keys.push("company".to_owned());
                let line = |id: &Labelled| matches!(id.label.as_str(), "line" | "line_works");
                keys.extend(some("ids", places(&fields.ids, line)));
                keys.extend(some("urls", places(&fields.urls, |url| line::is_link(&url.value))));
            }
        }
        keys
    }
}

/// The first numbers that somebody answers.
fn spoken(fields: &Fields, most: usize) -> Vec<usize> {
    let answered = |phone: &Labelled| !matches!(phone.label.as_str(), "fax" | "work_fax" | "home_fax" | "pager");
    places(&fields.phones, answered).into_iter().take(most).collect()
}

fn places<T>(entries: &[T], wanted: impl Fn(&T) -> bool) -> Vec<usize> {
    entries.iter().enumerate().filter(|(_, entry)| wanted(entry)).map(|(at, _)| at).collect()
}

fn first(entries: &[Labelled]) -> Vec<usize> {
    entries.iter().take(1).enumerate().map(|(at, _)| at).collect()
}

/// The company's address before one at home.
fn business(addresses: &[Address]) -> Vec<usize> {
    let work = addresses.iter().position(|address| address.label == "work");
    work.or_else(|| addresses.iter().position(|address| address.label != "home")).into_iter().collect()
}

fn wants(keys: &[String], field: &str, at: Option<usize>) -> bool {
    keys.iter().any(|key| match at {
        None => key == field,
        Some(at) => key == field || *key == format!("{field}[{at}]"),
    })
}

struct Writing<'a> {
    fields: &'a Fields,
    format: Format,
    content: Content,
    /// What feature phones have no field for.
    note: Vec<String>,
}

impl<'a> Writing<'a> {
    fn new(fields: &'a Fields, format: Format) -> Writing<'a> {
        Writing { fields, format, content: Content::default(), note: Vec::new() }
    }

    fn is_vcard(&self) -> bool {
        self.format == Format::Vcard
    }

    fn name(&mut self, taken: bool) {
        let fields = self.fields;
        let shown = fields.display_name.trim();
        let company = fields.kind == Kind::Company;
        let (family, given) = match (fields.family_name.as_str(), fields.given_name.as_str()) {
            ("", "") => (shown, ""),
            both => both,
        };
        let (family_reading, given_reading) = if company {
            (fields.company_reading.as_str(), "")
        } else {
            (fields.family_reading.as_str(), fields.given_reading.as_str())
        };
        let text = if self.is_vcard() {
            let mut lines = String::from("BEGIN:VCARD\r\nVERSION:3.0\r\n");
            if company {
                lines.push_str(&format!("N:;;;;\r\nFN:{0}\r\nORG:{0}\r\nX-ABShowAs:COMPANY\r\n", escape(shown)));
                lines.push_str(&self.typed("X-PHONETIC-ORG", "", family_reading));
            } else {
                let name = format!("N:{};{};;;\r\nFN:{}\r\n", escape(family), escape(given), escape(shown));
                lines.push_str(&name);
                lines.push_str(&self.typed("X-PHONETIC-LAST-NAME", "", family_reading));
                lines.push_str(&self.typed("X-PHONETIC-FIRST-NAME", "", given_reading));
            }
            lines
        } else {
            let pair = |family: &str, given: &str| {
                let family = guard(family);
                if given.is_empty() { family } else { format!("{family},{}", guard(given)) }
            };
            let mut text = format!("MECARD:N:{};", pair(family, given));
            if !family_reading.is_empty() || !given_reading.is_empty() {
                let reading = pair(&self.kana(family_reading), &self.kana(given_reading));
                text.push_str(&format!("SOUND:{reading};"));
            }
            text
        };
        let reading = [family_reading, given_reading].join(" ").trim().to_owned();
        self.part("name", "display_name", "", &[shown.to_owned(), reading], &text, taken);
    }

    fn company(&mut self, taken: bool) {
        let Fields { kind, company, company_reading, department, title, .. } = self.fields;
        let company_only = *kind == Kind::Company;
        let company = if company_only { "" } else { company.as_str() };
        let texts = [company, department, title].map(str::to_owned);
        let mut text = String::new();
        if self.is_vcard() {
            if !company.is_empty() || !department.is_empty() {
                let unit = if department.is_empty() { String::new() } else { format!(";{}", escape(department)) };
                text.push_str(&format!("ORG:{}{unit}\r\n", escape(company)));
            }
            if !company_only {
                text.push_str(&self.typed("X-PHONETIC-ORG", "", company_reading));
            }
            text.push_str(&self.typed("TITLE", "", title));
        } else if self.format == Format::FeaturePhone {
            let said: Vec<String> = texts.iter().filter(|text| !text.is_empty()).cloned().collect();
            if !said.is_empty() {
                text.push_str(&format!("NOTE:{};", guard(&said.join(" "))));
            }
        } else {
            let unit = [company, department].join(" ");
            text.push_str(&self.typed("ORG", "", unit.trim()));
            text.push_str(&self.typed("TITLE", "", title));
        }
        self.part("company", "company", "", &texts, &text, taken);
    }

    fn phone(&self, phone: &Labelled) -> String {
        let kind = match phone.label.as_str() {
            "work" | "main" => "WORK",
            "home" => "HOME",
            "mobile" => "CELL",
            "work_fax" => "WORK,FAX",
            "home_fax" => "HOME,FAX",
            "fax" => "FAX",
            "pager" => "PAGER",
            _ => "",
        };
        self.typed("TEL", kind, &phone.value)
    }

    fn address(&self, address: &Address) -> String {
        let Address { postal, region, city, street, building, country, text, .. } = address;
        let mut slots = ["", building, street, city, region, postal, country];
        if slots.iter().all(|part| part.is_empty()) {
            slots[2] = text;
        }
        if !self.is_vcard() {
            return format!("ADR:{};", slots.map(guard).join(","));
        }
        let kind = match address.label.as_str() {
            "work" => ";TYPE=WORK",
            "home" => ";TYPE=HOME",
            _ => "",
        };
        format!("ADR{kind}:{}\r\n", slots.map(escape).join(";"))
    }

    /// Phones of today show `IMPP` with the service that Apple's way names.
    fn id(&self, id: &Labelled) -> String {
        let service = match id.label.as_str() {
            "line" => "LINE",
            "line_works" => "LINE WORKS",
            other => other,
        };
        if self.is_vcard() {
            let service: String = service.chars().filter(|ch| !matches!(ch, '"' | ';' | ':' | ',')).collect();
            let service = if service.is_empty() { "IM".to_owned() } else { service };
            return format!("IMPP;X-SERVICE-TYPE={service}:x-apple:{}\r\n", escape(&id.value));
        }
        format!("NOTE:{};", guard(format!("{service} {}", id.value).trim()))
    }

    fn url(&self, url: &str) -> String {
        // An address is no text: in vCard nothing in it is escaped (RFC 2426, 3.6.8).
        if self.is_vcard() { format!("URL:{}\r\n", one_line(url)) } else { self.typed("URL", "", url) }
    }

    fn birthday(&self, date: &Date) -> Option<String> {
        let parts = date::parse(&date.text)?;
        let (year, month, day) = (date.year.or(parts.year), date.month?, date.day?);
        Some(match (self.is_vcard(), year) {
            (true, Some(year)) => format!("BDAY:{year:04}-{month:02}-{day:02}\r\n"),
            (true, None) => format!("BDAY;X-APPLE-OMIT-YEAR=1604:1604-{month:02}-{day:02}\r\n"),
            (false, Some(year)) => format!("BDAY:{year:04}{month:02}{day:02};"),
            (false, None) => return None,
        })
    }

    /// One line of a vCard or field of a MECARD; nothing for an empty value.
    fn typed(&self, name: &str, kind: &str, value: &str) -> String {
        let value = value.trim();
        match (value.is_empty(), self.is_vcard(), kind) {
            (true, ..) => String::new(),
            (false, true, "") => format!("{name}:{}\r\n", escape(value)),
            (false, true, kind) => format!("{name};TYPE={kind}:{}\r\n", escape(value)),
            (false, false, _) => format!("{name}:{};", guard(value)),
        }
    }

    fn kana(&self, reading: &str) -> String {
        let katakana = katakana(reading);
        if self.format == Format::FeaturePhone { half_width(&katakana) } else { katakana }
    }

    fn entry(&mut self, keys: &[String], field: &str, at: usize, label: &str, shown: &str, text: &str) {
        let taken = wants(keys, field, Some(at));
        self.part(&format!("{field}[{at}]"), field, label, &[shown.to_owned()], text, taken);
    }

    fn part(&mut self, key: &str, field: &str, label: &str, texts: &[String], text: &str, taken: bool) {
        let texts: Vec<String> = texts.iter().filter(|text| !text.is_empty()).cloned().collect();
        if text.is_empty() || (texts.is_empty() && key != "name") {
            return;
        }
        let encoded = self.encoded(text, taken);
        let frame = if key == "name" { self.end().len() } else { 0 };
        let bytes = u32::try_from(encoded.len() + frame).unwrap_or(u32::MAX);
        if taken {
            // A phone that reads MECARD takes one note.
            match text.strip_prefix("NOTE:").filter(|_| !self.is_vcard()) {
                Some(note) => self.note.push(note.trim_end_matches(';').to_owned()),
                None => self.content.bytes.extend_from_slice(&encoded),
            }
        }
        let (key, field, label) = (key.to_owned(), field.to_owned(), label.to_owned());
        self.content.parts.push(Part { key, field, label, texts, bytes, taken });
    }

    fn encoded(&mut self, text: &str, taken: bool) -> Vec<u8> {
        if self.format != Format::FeaturePhone {
            return text.as_bytes().to_vec();
        }
        let mut bytes = Vec::new();
        let unfit = &mut self.content.unfit;
        encode_cp932(text, &mut bytes, |ch| {
            if taken && !unfit.contains(&ch) {
                unfit.push(ch);
            }
        });
        bytes
    }

    fn end(&self) -> &'static str {
        if self.is_vcard() { "END:VCARD\r\n" } else { ";" }
    }

    fn finish(mut self) -> Content {
        if !self.note.is_empty() {
            let note = format!("NOTE:{};", self.note.join(" / "));
            let encoded = self.encoded(&note, true);
            self.content.bytes.extend_from_slice(&encoded);
        }
        let end = self.end();
        self.content.bytes.extend_from_slice(end.as_bytes());
        self.content
    }

    fn link(mut self, pick: &Pick) -> Content {
        let urls = &self.fields.urls;
        let links = places(urls, |url| line::is_link(&url.value));
        let named = links.iter().copied().find(|at| match pick {
            Pick::Preset(_) => false,
            Pick::Parts(keys) => keys.contains(&format!("urls[{at}]")),
        });
        let taken = named.or(links.first().copied());
        for at in links {
            let Some(url) = urls.get(at) else { continue };
            let text = one_line(&url.value);
            self.entry(&[], "urls", at, &url.label, &url.value, &text);
            if taken == Some(at) {
                self.content.bytes = text.into_bytes();
                if let Some(part) = self.content.parts.last_mut() {
                    part.taken = true;
                }
            }
        }
        self.content
    }
}

/// MECARD's own escaping.
fn guard(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    for ch in one_line(text).chars() {
        if matches!(ch, '\\' | ';' | ':' | ',') {
            guarded.push('\\');
        }
        guarded.push(ch);
    }
    guarded
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Readings in MECARD are katakana.
fn katakana(text: &str) -> String {
    let shifted = |ch: char| match ch {
        '\u{3041}'..='\u{3096}' | '\u{309d}' | '\u{309e}' => char::from_u32(u32::from(ch) + 0x60).unwrap_or(ch),
        other => other,
    };
    text.chars().map(shifted).collect()
}

/// Katakana and its marks in the half width that feature phones keep readings in (JIS X 0201).
fn half_width(text: &str) -> String {
    const FULL: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309a}";
    let narrow = |ch: char| match ch {
        '\u{3000}' => ' ',
        '゛' => 'ﾞ',
        '゜' => 'ﾟ',
        'ヮ' => 'ﾜ',
        other => match FULL.chars().position(|full| full == other).and_then(|at| u32::try_from(at).ok()) {
            Some(at) => char::from_u32(0xff61 + at).unwrap_or(other),
            None => other,
        },
    };
    DecomposingNormalizer::new_nfd().normalize(text).chars().map(narrow).collect()
}

#[cfg(test)]
mod tests;
