//! Writing LDIF (RFC 2849) as Thunderbird keeps it: people as `mozillaAbPersonAlpha`, groups as `groupOfNames` behind them.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::card;
use super::entries::Entries;
use crate::contact::card::Card;
use crate::contact::fields::{Address, Fields, Labelled};
use crate::contact::photo;

/// Bytes of the longest line (RFC 2849, note 2: implementations should fold at 76).
const LONGEST_LINE: usize = 76;

/// Writes one file entry by entry.
pub struct Writer<W> {
    out: W,
    /// Distinguished names, none twice: groups name their members by them.
    names: Vec<String>,
    taken: HashSet<String>,
    /// The places of each group's members in `names`.
    groups: BTreeMap<String, Vec<usize>>,
}

impl<W: Write> Writer<W> {
    pub fn new(mut out: W) -> io::Result<Writer<W>> {
        out.write_all(b"version: 1\n")?;
        Ok(Writer { out, names: Vec::new(), taken: HashSet::new(), groups: BTreeMap::new() })
    }

    /// One contact with the names of its groups and the bytes of its photo; answers what reading makes of the entry. `number`
    /// tells two people of one name and mail address apart.
    pub fn person(
        &mut self,
        fields: &Fields,
        groups: &[String],
        photo: Option<&[u8]>,
        number: i64,
    ) -> io::Result<Card> {
        let name = self.distinguished(fields, number);
        for group in groups {
            self.groups.entry(group.clone()).or_default().push(self.names.len());
        }
        let mut entry = Lines::default();
        entry.put("dn", name.as_bytes());
        self.names.push(name);
        for class in ["top", "person", "organizationalPerson", "inetOrgPerson", "mozillaAbPersonAlpha"] {
            entry.put("objectclass", class.as_bytes());
        }
        entry.person(fields, photo);
        self.out.write_all(b"\n")?;
        self.out.write_all(&entry.0)?;
        let made = Entries::of(&entry.0).next().and_then(|entry| card::of(&entry));
        Ok(made.map(|made| made.card).unwrap_or_default())
    }

    /// Must be called behind the last person: writes the groups.
    pub fn finish(mut self) -> io::Result<()> {
        for (group, members) in &self.groups {
            let mut entry = Lines::default();
            entry.put("dn", format!("cn={}", escaped(group)).as_bytes());
            entry.put("objectclass", b"top");
            entry.put("objectclass", b"groupOfNames");
            entry.put("cn", group.as_bytes());
            for member in members.iter().filter_map(|at| self.names.get(*at)) {
                entry.put("member", member.as_bytes());
            }
            self.out.write_all(b"\n")?;
            self.out.write_all(&entry.0)?;
        }
        self.out.flush()
    }

    fn distinguished(&mut self, fields: &Fields, number: i64) -> String {
        let mut name = format!("cn={}", escaped(&fields.display_name));
        if let Some(mail) = fields.emails.first() {
            name = format!("{name},mail={}", escaped(&mail.value));
        }
        if !self.taken.insert(super::distinguished(&name)) {
            name = format!("{name},uid={number}");
            self.taken.insert(super::distinguished(&name));
        }
        name
    }
}

/// An attribute's value inside a distinguished name (RFC 4514 §2.4).
fn escaped(value: &str) -> String {
    let value = value.trim().replace(['\r', '\n', '\0'], " ");
    let mut out = String::with_capacity(value.len());
    for (at, ch) in value.char_indices() {
        if matches!(ch, ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=') || (at == 0 && ch == '#') {
            out.push('\\');
        }
        out.push(ch);
    }
    out
}

/// The lines of one entry.
#[derive(Default)]
struct Lines(Vec<u8>);

impl Lines {
    /// One value, in base64 where it is no SAFE-STRING, folded.
    fn put(&mut self, name: &str, value: &[u8]) {
        let mut line = name.as_bytes().to_vec();
        if is_safe(value) {
            line.extend_from_slice(b": ");
            line.extend_from_slice(value);
        } else {
            line.extend_from_slice(b":: ");
            line.extend_from_slice(STANDARD.encode(value).as_bytes());
        }
        let (first, mut rest) = line.split_at(line.len().min(LONGEST_LINE));
        self.0.extend_from_slice(first);
        while !rest.is_empty() {
            let (next, later) = rest.split_at(rest.len().min(LONGEST_LINE - 1));
            self.0.extend_from_slice(b"\n ");
            self.0.extend_from_slice(next);
            rest = later;
        }
        self.0.push(b'\n');
    }

    fn text(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() {
            self.put(name, value.trim().as_bytes());
        }
    }

    fn person(&mut self, fields: &Fields, photo: Option<&[u8]>) {
        let texts = [
            ("givenName", &fields.given_name),
            ("sn", &fields.family_name),
            ("givenName;lang-ja;phonetic", &fields.given_reading),
            ("sn;lang-ja;phonetic", &fields.family_reading),
            ("cn", &fields.display_name),
            ("mozillaNickname", &fields.nickname),
        ];
        texts.into_iter().for_each(|(name, value)| self.text(name, value));
        for (at, mail) in fields.emails.iter().enumerate() {
            self.text(if at == 0 { "mail" } else { "mozillaSecondEmail" }, &mail.value);
        }
        fields.ids.iter().filter(|id| id.label == "aim").for_each(|id| self.text("nsAIMid", &id.value));
        fields.phones.iter().for_each(|phone| self.text(phone_name(&phone.label), &phone.value));
        self.addresses(&fields.addresses);
        let texts = [
            ("title", &fields.title),
            ("ou", &fields.department),
            ("o", &fields.company),
            ("o;lang-ja;phonetic", &fields.company_reading),
            ("preferredLanguage", &fields.language),
        ];
        texts.into_iter().for_each(|(name, value)| self.text(name, value));
        fields.urls.iter().for_each(|url| self.text(url_name(&url.label), &url.value));
        if let Some(date) = fields.dates.iter().find(|date| date.label == "birthday") {
            let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
            self.text("birthyear", &date.year.map(|year| year.to_string()).unwrap_or_default());
            self.text("birthmonth", &number(date.month));
            self.text("birthday", &number(date.day));
        }
        fields.custom.iter().for_each(|field| self.custom(field));
        self.text("description", &fields.note);
        if let Some(bytes) = photo.filter(|bytes| photo::media_type(bytes) == "image/jpeg") {
            self.put("jpegPhoto", bytes);
        }
    }

    /// Thunderbird's four fields of one's own; others have no name that an attribute may have.
    fn custom(&mut self, field: &Labelled) {
        let name = ["mozillaCustom1", "mozillaCustom2", "mozillaCustom3", "mozillaCustom4"];
        if let Some(name) = name.into_iter().find(|name| name.eq_ignore_ascii_case(&field.label)) {
            self.text(name, &field.value);
        }
    }

    /// One address at work and one at home; those of neither kind take the place that is left.
    fn addresses(&mut self, addresses: &[Address]) {
        let labelled = |label| addresses.iter().position(|address| address.label == label);
        let (mut work, mut home) = (labelled("work"), labelled("home"));
        let others = addresses.iter().enumerate().filter(|(at, _)| work != Some(*at) && home != Some(*at));
        for (at, _) in others.collect::<Vec<_>>() {
            let place = if work.is_none() { &mut work } else { &mut home };
            place.get_or_insert(at);
        }
        let at_work = ["street", "mozillaWorkStreet2", "l", "st", "postalCode", "c"];
        let at_home = ["Street", "Street2", "LocalityName", "State", "PostalCode", "CountryName"];
        let at_home = at_home.map(|part| format!("mozillaHome{part}"));
        for (place, names) in [(work, at_work), (home, at_home.each_ref().map(String::as_str))] {
            let Some(address) = place.and_then(|at| addresses.get(at)) else { continue };
            let Address { postal, region, city, street, building, country, text, .. } = address;
            let in_parts = [postal, region, city, street, building].iter().any(|part| !part.is_empty());
            let street = if in_parts { street } else { text };
            for (name, value) in names.into_iter().zip([street, building, city, region, postal, country]) {
                self.text(name, value);
            }
        }
    }
}

fn phone_name(label: &str) -> &'static str {
    match label {
        "home" => "homePhone",
        "mobile" => "mobile",
        "fax" | "work_fax" | "home_fax" => "facsimileTelephoneNumber",
        "pager" => "pager",
        _ => "telephoneNumber",
    }
}

fn url_name(label: &str) -> &'static str {
    match label {
        "work" => "mozillaWorkUrl",
        "home" => "mozillaHomeUrl",
        _ => "labeledURI",
    }
}

/// SAFE-STRING of RFC 2849: ASCII without NUL and line ends, not beginning with a space, a colon or `<`, and not ending with a
/// space (note 8).
fn is_safe(value: &[u8]) -> bool {
    value.iter().all(|byte| matches!(byte, 1..=9 | 11 | 12 | 14..=127))
        && !matches!(value.first(), Some(b' ' | b':' | b'<'))
        && value.last() != Some(&b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, value: &str) -> String {
        let mut lines = Lines::default();
        lines.put(name, value.as_bytes());
        String::from_utf8(lines.0).expect("ASCII")
    }

    #[test]
    fn what_is_not_safe_is_base64() {
        assert_eq!(written("cn", "Anna"), "cn: Anna\n");
        assert_eq!(written("cn", ""), "cn: \n");
        for value in [" a", ":a", "<a", "a ", "a\nb", "a\rb", "a\0b", "大江"] {
            assert_eq!(written("cn", value), format!("cn:: {}\n", STANDARD.encode(value)), "{value:?}");
        }
    }

    #[test]
    fn lines_are_folded_at_76_bytes() {
        for length in [70, 71, 72, 73, 74, 75, 147, 148, 149, 500] {
            let value = "x".repeat(length);
            let text = written("cn", &value);
            assert!(text.lines().all(|line| line.len() <= LONGEST_LINE), "{length}");
            assert!(text.lines().skip(1).all(|line| line.starts_with(' ') && line.len() > 1), "{length}");
            assert_eq!(text.replace("\n ", "").trim_end(), format!("cn: {value}"), "{length}");
        }
    }

    #[test]
    fn a_distinguished_name_keeps_its_signs_apart() {
        assert_eq!(escaped("#A+B, \"C\" \\ <D>; e=f"), "\\#A\\+B\\, \\\"C\\\" \\\\ \\<D\\>\\; e\\=f");
    }
}
