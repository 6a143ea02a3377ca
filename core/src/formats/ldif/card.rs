//! One entry to one card, by the names of attributes: `inetOrgPerson` (RFC 2798) and Thunderbird's own.

use super::entries::{Entry, Value};
use crate::contact::card::{Card, MediaHash, Property, escape};
use crate::contact::{date, label, name, photo};
use crate::formats::dated;

/// What became of an entry.
pub(super) struct Made {
    pub card: Card,
    pub media: Vec<(MediaHash, Vec<u8>)>,
    pub name: String,
    /// Reason and offending text of what was taken with a doubt or left out.
    pub doubts: Vec<(&'static str, String)>,
}

/// The card of an entry; `None` when it says nothing about anybody.
pub(super) fn of(entry: &Entry<'_>) -> Option<Made> {
    let mut making = Making { entry, made: Made::empty(entry), used: vec![false; entry.values.len()] };
    for value in ["dn", "objectclass", "changetype", "modifytimestamp", "mozillausehtmlmail"] {
        making.skip(value);
    }
    making.names();
    making.organisation();
    making.birthday();
    for (at, value) in entry.values.iter().enumerate() {
        if !making.used.get(at).copied().unwrap_or(true) {
            making.value(value);
        }
    }
    making.address("work", ["street", "mozillaworkstreet2", "l", "st", "postalcode", "c"]);
    let home = ["street", "street2", "localityname", "state", "postalcode", "countryname"];
    making.address("home", home.map(|part| ["mozillahome", part].concat()).each_ref().map(String::as_str));
    making.unknown();
    let made = making.made;
    (!made.card.properties.is_empty()).then_some(made)
}

impl Made {
    fn empty(entry: &Entry<'_>) -> Made {
        let mut doubts = entry.troubles.clone();
        let broken = entry.values.iter().filter(|value| value.name != "jpegphoto").map(Value::text);
        doubts
            .extend(broken.filter(|text| text.contains(char::REPLACEMENT_CHARACTER)).map(|text| ("bad_charset", text)));
        Made { card: Card::default(), media: Vec::new(), name: String::new(), doubts }
    }
}

struct Making<'a> {
    entry: &'a Entry<'a>,
    made: Made,
    used: Vec<bool>,
}

impl Making<'_> {
    fn skip(&mut self, name: &str) {
        for (value, used) in self.entry.values.iter().zip(&mut self.used) {
            *used |= value.name == name;
        }
    }

    /// The first value of the first of these attributes that says something; it is spoken for then.
    fn first(&mut self, names: &[&str]) -> String {
        self.find(|value| value.options.is_empty() && names.contains(&&*value.name))
    }

    fn find(&mut self, wanted: impl Fn(&Value<'_>) -> bool) -> String {
        for (value, used) in self.entry.values.iter().zip(&mut self.used) {
            if !*used && wanted(value) {
                *used = true;
                let text = value.text();
                if !text.is_empty() {
                    return text;
                }
            }
        }
        String::new()
    }

    /// How an attribute is pronounced: `sn;lang-ja;phonetic`.
    fn phonetic(&mut self, names: &[&str]) -> String {
        self.find(|value| names.contains(&&*value.name) && value.options.iter().any(|option| option == "phonetic"))
    }

    fn push(&mut self, name: &str, value: &str) -> usize {
        if !value.is_empty() {
            self.made.card.properties.push(Property::new(name, escape(&value.replace("\r\n", "\n"))));
        }
        self.made.card.properties.len()
    }

    fn labelled(&mut self, name: &str, label: &str, value: &str) {
        let before = self.made.card.properties.len();
        if self.push(name, value) > before {
            label::set(&mut self.made.card, before, label);
        }
    }

    fn names(&mut self) {
        let (family, given) = (self.first(&["sn", "surname"]), self.first(&["givenname", "gn"]));
        let shown = self.first(&["displayname"]);
        let common = self.first(&["cn", "commonname"]);
        let shown = [shown, common, name::display(&family, &given)].into_iter().find(|text| !text.is_empty());
        let shown = shown.unwrap_or_default();
        self.push("FN", &shown);
        if !family.is_empty() || !given.is_empty() {
            let value = format!("{};{};;;", escape(&family), escape(&given));
            self.made.card.properties.push(Property::new("N", value));
        }
        self.made.name = shown;
        let (family, given) = (self.phonetic(&["sn", "surname"]), self.phonetic(&["givenname", "gn"]));
        self.push("X-PHONETIC-LAST-NAME", &family);
        self.push("X-PHONETIC-FIRST-NAME", &given);
        let nickname = self.first(&["mozillanickname", "xmozillanickname"]);
        self.push("NICKNAME", &nickname);
    }

    fn organisation(&mut self) {
        let (company, reading) = (self.first(&["o", "company", "organizationname"]), self.phonetic(&["o", "company"]));
        let unit = self.first(&["ou", "department", "orgunit", "departmentnumber"]);
        if !company.is_empty() || !unit.is_empty() {
            let unit = if unit.is_empty() { unit } else { format!(";{}", escape(&unit)) };
            self.made.card.properties.push(Property::new("ORG", format!("{}{unit}", escape(&company))));
        }
        self.push("X-PHONETIC-ORG", &reading);
        let title = self.first(&["title"]);
        self.push("TITLE", &title);
    }

    fn birthday(&mut self) {
        let mut number = |name| self.first(&[name]).parse::<u32>().ok().filter(|number| *number > 0);
        let (year, month, day) = (number("birthyear"), number("birthmonth"), number("birthday"));
        let year = year.and_then(|year| i32::try_from(year).ok());
        let written = date::Parts { year, month, day }.written();
        if written.is_empty() {
            return;
        }
        let (property, is_date) = dated(Property::new("BDAY", ""), date::parse(&written), &written);
        if !is_date {
            self.made.doubts.push(("bad_date", written));
        }
        self.made.card.properties.push(property);
    }

    fn value(&mut self, value: &Value<'_>) {
        let text = value.text();
        match &*value.name {
            "mail" | "mozillasecondemail" | "mozillathirdemail" => {
                self.push("EMAIL", &text);
            }
            "telephonenumber" => self.labelled("TEL", "work", &text),
            "homephone" => self.labelled("TEL", "home", &text),
            "mobile" | "cellphone" | "mobiletelephonenumber" => self.labelled("TEL", "mobile", &text),
            "facsimiletelephonenumber" | "fax" => self.labelled("TEL", "fax", &text),
            "pager" | "pagerphone" => self.labelled("TEL", "pager", &text),
            "mozillaworkurl" | "workurl" => self.url("work", &text),
            "mozillahomeurl" | "homeurl" => self.url("home", &text),
            "labeleduri" | "url" => self.url("", text.split(' ').next().unwrap_or_default()),
            "description" | "notes" | "comment" => {
                self.push("NOTE", &text);
            }
            "nsaimid" | "mozillaaimscreenname" | "_aimscreenname" => self.identifier("aim", &text),
            "preferredlanguage" => {
                self.push("LANG", &text);
            }
            "jpegphoto" => self.photo(&value.bytes),
            _ => return,
        }
        let at = self.entry.values.iter().position(|other| std::ptr::eq(other, value));
        if let Some(used) = at.and_then(|at| self.used.get_mut(at)) {
            *used = true;
        }
    }

    fn url(&mut self, label: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let at = self.made.card.properties.len();
        self.made.card.properties.push(Property::new("URL", value.replace('\\', "\\\\")));
        if !label.is_empty() {
            label::set(&mut self.made.card, at, label);
        }
    }

    fn identifier(&mut self, service: &str, value: &str) {
        let edit = crate::contact::edit::Edit { field: format!("ids[+{service}]"), value: value.to_owned() };
        // Only an over-long value is refused; it is kept under its own name then.
        if !value.is_empty() && crate::contact::edit::apply(&mut self.made.card, &edit).is_err() {
            self.push("X-ENISHI-FIELD", value);
        }
    }

    fn photo(&mut self, bytes: &[u8]) {
        if bytes.is_empty() || self.made.card.first("PHOTO").is_some() {
            return;
        }
        let hash = MediaHash::of(bytes);
        let kind = photo::media_type(bytes).rsplit('/').next().unwrap_or_default().to_uppercase();
        let property = Property { media: Some(hash), ..Property::new("PHOTO", "") };
        self.made.card.properties.push(property.with("ENCODING", "b").with("TYPE", &kind));
        self.made.media.push((hash, bytes.to_vec()));
    }

    /// Street, second line, city, prefecture, postal code, country.
    fn address(&mut self, label: &str, names: [&str; 6]) {
        let [street, second, city, region, postal, country] = names.map(|name| match name {
            "street" => self.first(&["street", "streetaddress", "postaladdress", "mozillaworkstreet"]),
            "c" => self.first(&["c", "co", "countryname"]),
            "l" => self.first(&["l", "locality"]),
            "st" => self.first(&["st", "region"]),
            other => self.first(&[other]),
        });
        let parts = [String::new(), second, street, city, region, postal, country];
        if parts.iter().take(6).all(String::is_empty) {
            return;
        }
        let at = self.made.card.properties.len();
        let value = parts.map(|part| escape(&part)).join(";");
        self.made.card.properties.push(Property::new("ADR", value));
        label::set(&mut self.made.card, at, label);
    }

    /// What no attribute above claims is kept by its name, in order.
    fn unknown(&mut self) {
        let nobody = self.made.card.properties.is_empty();
        for (at, value) in self.entry.values.iter().enumerate() {
            let text = value.text();
            if nobody || self.used.get(at).copied().unwrap_or(true) || text.is_empty() {
                continue;
            }
            let header: Vec<&str> =
                std::iter::once(&*value.name).chain(value.options.iter().map(String::as_str)).collect();
            let property = Property::new("X-CSV-COLUMN", escape(&text.replace("\r\n", "\n")));
            self.made.card.properties.push(property.with("HEADER", &header.join(";")));
        }
    }
}
