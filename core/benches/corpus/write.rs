//! People as files: vCard 3.0 and 4.0, CSV in UTF-8 with BOM and in CP932.

use std::io::{self, Write};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use encoding_rs::SHIFT_JIS;

use super::people::Person;

/// Octets on a line of a vCard (RFC 2426 §2.6, RFC 6350 §3.2).
const LINE: usize = 75;

const COLUMNS: [&str; 21] = [
    "姓",
    "名",
    "せい",
    "めい",
    "会社名",
    "かいしゃめい",
    "部署",
    "役職",
    "電話1",
    "電話2",
    "電話3",
    "メール1",
    "メール2",
    "郵便番号",
    "都道府県",
    "市区町村",
    "番地",
    "建物",
    "誕生日",
    "メモ",
    "グループ",
];

pub fn vcard3(person: &Person, out: &mut Vec<u8>) {
    vcard(person, false, out);
}

pub fn vcard4(person: &Person, out: &mut Vec<u8>) {
    vcard(person, true, out);
}

/// Rows under Japanese headers.
pub struct Csv<W: Write> {
    rows: csv::Writer<W>,
    cp932: bool,
}

impl<W: Write> Csv<W> {
    /// UTF-8 with a byte order mark, or CP932.
    pub fn new(mut file: W, cp932: bool) -> io::Result<Csv<W>> {
        if !cp932 {
            file.write_all("\u{feff}".as_bytes())?;
        }
        let mut csv =
            Csv { rows: csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file), cp932 };
        csv.put(&COLUMNS)?;
        Ok(csv)
    }

    pub fn row(&mut self, person: &Person) -> io::Result<()> {
        let phone = |at: usize| person.phones.get(at).map_or("", |(phone, _)| phone.as_str());
        let email = |at: usize| person.emails.get(at).map_or("", String::as_str);
        let groups = person.groups.join(";");
        self.put(&[
            &person.family,
            &person.given,
            &person.family_kana,
            &person.given_kana,
            &person.company,
            &person.company_kana,
            &person.department,
            &person.title,
            phone(0),
            phone(1),
            phone(2),
            email(0),
            email(1),
            &person.postal,
            &person.region,
            &person.city,
            &person.street,
            &person.building,
            &person.birthday,
            &person.note,
            &groups,
        ])
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.rows.flush()
    }

    fn put(&mut self, values: &[&str; 21]) -> io::Result<()> {
        for value in values {
            if self.cp932 {
                self.rows.write_field(SHIFT_JIS.encode(value).0)?;
            } else {
                self.rows.write_field(value)?;
            }
        }
        Ok(self.rows.write_record(None::<&[u8]>)?)
    }
}

fn vcard(person: &Person, four: bool, out: &mut Vec<u8>) {
    let esc = escaped;
    let kind = |kind: &str| if four { format!(";TYPE={}", kind.to_lowercase()) } else { format!(";TYPE={kind}") };
    let (family, given) = (esc(&person.family), esc(&person.given));
    let (family_kana, given_kana) = (esc(&person.family_kana), esc(&person.given_kana));
    let mut line = |text: &str| fold(text, out);
    line("BEGIN:VCARD");
    line(if four { "VERSION:4.0" } else { "VERSION:3.0" });
    line(&format!("UID:{}{}", if four { "urn:uuid:" } else { "" }, person.uid));
    line(&format!("FN:{family} {given}"));
    let sort_as = if four { format!(";SORT-AS=\"{family_kana},{given_kana}\"") } else { String::new() };
    line(&format!("N{sort_as}:{family};{given};;;"));
    line(&format!("X-PHONETIC-LAST-NAME:{family_kana}"));
    line(&format!("X-PHONETIC-FIRST-NAME:{given_kana}"));
    if !person.company.is_empty() {
        line(&format!("ORG:{};{}", esc(&person.company), esc(&person.department)));
        line(&format!("X-PHONETIC-ORG:{}", esc(&person.company_kana)));
        line(&format!("TITLE:{}", esc(&person.title)));
    }
    for (phone, phone_kind) in &person.phones {
        line(&format!("TEL{}:{}", kind(phone_kind), esc(phone)));
    }
    for (at, email) in person.emails.iter().enumerate() {
        line(&format!("EMAIL{}:{}", kind(if at == 0 { "WORK" } else { "HOME" }), esc(email)));
    }
    let home = kind(if person.company.is_empty() { "HOME" } else { "WORK" });
    let (building, street) = (esc(&person.building), esc(&person.street));
    line(&format!(
        "ADR{home}:;{building};{street};{};{};{};日本",
        esc(&person.city),
        esc(&person.region),
        person.postal
    ));
    if !person.birthday.is_empty() {
        let birthday = if four { person.birthday.replace('-', "") } else { person.birthday.clone() };
        line(&format!("BDAY:{birthday}"));
    }
    if !person.note.is_empty() {
        line(&format!("NOTE:{}", esc(&person.note)));
    }
    if !person.groups.is_empty() {
        line(&format!("CATEGORIES:{}", person.groups.iter().map(|group| esc(group)).collect::<Vec<_>>().join(",")));
    }
    if let Some(photo) = &person.photo {
        let start = if four { "PHOTO:data:image/jpeg;base64," } else { "PHOTO;ENCODING=b;TYPE=JPEG:" };
        line(&format!("{start}{}", BASE64_STANDARD.encode(photo)));
    }
    line(&format!("REV:{}", person.revised));
    line("END:VCARD");
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace(',', "\\,").replace(';', "\\;")
}

/// One content line, cut where no character is.
fn fold(text: &str, out: &mut Vec<u8>) {
    let mut width = 0;
    for ch in text.chars() {
        if width + ch.len_utf8() > LINE {
            out.extend_from_slice(b"\r\n ");
            width = 1;
        }
        width += ch.len_utf8();
        out.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}
