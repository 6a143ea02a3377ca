//! What a file is, by its content and never by its name's ending.

use std::io::Read;

use super::encoding::{self, Charset, Decoding};
use super::{Detected, Format, csv, ldif, mecard};
use crate::contact::photo;

/// What the first bytes say, written in `charset` if the user says so (at best [`encoding::SAMPLE`] or the whole file); `None`: no contacts in here, see [`why_not`].
pub fn detect(first: &[u8], charset: Option<Charset>) -> Option<Detected> {
    detect_as(first, charset, &csv::How::default())
}

/// As [`detect`], where somebody knows better what the columns of a table are.
pub fn detect_as(first: &[u8], charset: Option<Charset>, table: &csv::How) -> Option<Detected> {
    if let Some(dialect) = sheet(first) {
        return Some(Detected { format: Format::Sheet, encoding: Charset::Utf8, dialect: dialect.to_owned() });
    }
    let encoding = charset.unwrap_or_else(|| encoding::guess(first));
    let text = text(first, encoding);
    match foreign(first) {
        // NULs and noise among cards are trouble of theirs, and no reason to refuse the others; so are a few in a table.
        Some("binary") if begins_with_card(first) => {}
        Some("binary") if matches!(charset, Some(Charset::Utf16Le | Charset::Utf16Be)) => {}
        Some("binary") if has_few_nuls(first) => return csv_table(&text, encoding, table),
        Some(_) => return None,
        None => {}
    }
    if let Some(dialect) = vcard_version(&text) {
        return Some(Detected { format: Format::Vcard, encoding, dialect: dialect.to_owned() });
    }
    if let Some(dialect) = mecard::is(&text) {
        return Some(Detected { format: Format::Mecard, encoding, dialect: dialect.to_owned() });
    }
    if ldif::is(&text) {
        return Some(Detected { format: Format::Ldif, encoding, dialect: "ldif".to_owned() });
    }
    csv_table(&text, encoding, table)
}

fn csv_table(text: &str, encoding: Charset, how: &csv::How) -> Option<Detected> {
    let dialect = csv::recognise(text, how)?;
    Some(Detected { format: Format::Csv, encoding, dialect: dialect.to_owned() })
}

/// Why [`detect`] answered `None`: `empty`, `office` (a text or a slide show), `pdf`, `picture`, `zip`, `binary`, `no_header` (a table whose headers we don't know), `not_contacts`.
pub fn why_not(first: &[u8]) -> &'static str {
    if let Some(reason) = foreign(first) {
        return reason;
    }
    let text = text(first, encoding::guess(first));
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let tabular = |delimiter: char| lines.len() > 1 && lines.iter().filter(|line| line.contains(delimiter)).count() > 1;
    match lines.as_slice() {
        [] => "empty",
        _ if [',', '\t', ';'].into_iter().any(tabular) => "no_header",
        _ => "not_contacts",
    }
}

/// A spreadsheet, or what a spreadsheet behind a password looks like.
fn sheet(first: &[u8]) -> Option<&'static str> {
    match first {
        [b'P', b'K', 3 | 5, ..] if memchr::memmem::find(first, b"xl/").is_some() => Some("xlsx"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("xls"),
        _ => None,
    }
}

/// A kind of file that no reader takes.
fn foreign(first: &[u8]) -> Option<&'static str> {
    let holds = |word: &[u8]| memchr::memmem::find(first, word).is_some();
    match first {
        [] => Some("empty"),
        [b'P', b'K', 3 | 5, ..] if holds(b"[Content_Types].xml") || holds(b"mimetype") => Some("office"),
        [b'P', b'K', 3 | 5, ..] => Some("zip"),
        [b'%', b'P', b'D', b'F', ..] => Some("pdf"),
        _ if photo::media_type(first).starts_with("image/") && first.contains(&0) => Some("picture"),
        _ => is_binary(first).then_some("binary"),
    }
}

/// NULs that are not those of UTF-16.
fn is_binary(first: &[u8]) -> bool {
    let sixteen = matches!(encoding::guess(first), Charset::Utf16Le | Charset::Utf16Be);
    !sixteen && first.contains(&0)
}

/// Not so many as a program's own file has.
fn has_few_nuls(first: &[u8]) -> bool {
    memchr::memchr_iter(0, first).count() * 10 < first.len()
}

/// The first line that says anything begins a card.
fn begins_with_card(first: &[u8]) -> bool {
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first).trim_ascii_start();
    let line = first.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    line.trim_ascii_end().eq_ignore_ascii_case(b"BEGIN:VCARD")
}

fn text(first: &[u8], charset: Charset) -> String {
    let mut text = Vec::new();
    // Memory is never unreadable.
    let _ = Decoding::new(first, charset).read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// The version that the first card claims; 3.0 where it claims none.
fn vcard_version(text: &str) -> Option<&'static str> {
    let mut lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    lines.find(|line| {
        let begin = line.rsplit('.').next().unwrap_or(line);
        begin.split_whitespace().collect::<String>().eq_ignore_ascii_case("BEGIN:VCARD")
    })?;
    let said = lines.take(200).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("VERSION").then(|| value.trim())
    });
    Some(match said {
        Some("2.1") => "vcard-2.1",
        Some("4.0") => "vcard-4.0",
        Some(_) | None => "vcard-3.0",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(first: &[u8], format: Format, dialect: &str) {
        let detected = detect(first, None).unwrap_or_else(|| panic!("{}", why_not(first)));
        assert_eq!((detected.format, detected.dialect.as_str()), (format, dialect));
    }

    #[test]
    fn a_file_is_known_by_its_content() {
        check(b"BEGIN:VCARD\r\nVERSION:2.1\r\nN:a\r\nEND:VCARD", Format::Vcard, "vcard-2.1");
        check(b"junk\n\nbegin:vcard\nFN:a\nversion:4.0\n", Format::Vcard, "vcard-4.0");
        check(b"BEGIN:VCARD\nEND:VCARD\n", Format::Vcard, "vcard-3.0");
        check("氏名,電話番号\n山田,1\n".as_bytes(), Format::Csv, "csv");
        check("氏名\t電話番号\n山田\t1\n".as_bytes(), Format::Csv, "csv");
        check("氏名,電話番号\n山田\0,1\n".as_bytes(), Format::Csv, "csv");
        check(b"MECARD:N:a;TEL:1;;", Format::Mecard, "mecard");
        check(b"BIZCARD:N:a;B:1;;", Format::Mecard, "bizcard");
        check(b"version: 1\n\ndn: cn=a\ncn: a\n", Format::Ldif, "ldif");
        check(b"PK\x03\x04\x14\0[Content_Types].xml\0xl/workbook.xml", Format::Sheet, "xlsx");
        check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::Sheet, "xls");
        let utf16: Vec<u8> = "BEGIN:VCARD\nVERSION:3.0\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&utf16, Format::Vcard, "vcard-3.0");
        check(b"\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:a\0b\r\nEND:VCARD\r\n", Format::Vcard, "vcard-3.0");
    }

    #[track_caller]
    fn check_refused(first: &[u8], reason: &str) {
        assert_eq!(detect(first, None), None);
        assert_eq!(why_not(first), reason);
    }

    #[test]
    fn a_file_without_contacts_says_what_it_is() {
        check_refused(b"", "empty");
        check_refused(b" \r\n\r\n", "empty");
        check_refused(b"PK\x03\x04\x14\0[Content_Types].xml\0word/document.xml", "office");
        check_refused(b"PK\x03\x04\x14\0photo.jpg", "zip");
        check_refused(b"%PDF-1.7", "pdf");
        check_refused(b"\xff\xd8\xff\xe0\0\x10JFIF", "picture");
        check_refused(b"SQLite format 3\0", "binary");
        check_refused(b"\0\x01blob\nBEGIN:VCARD\nEND:VCARD\n", "binary");
        check_refused(b"lunch;price\nsoba;900\n", "no_header");
        check_refused("拝啓 時下ますます".as_bytes(), "not_contacts");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes_are_told_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = detect(&bytes, None);
            let _ = why_not(&bytes);
        }
    }
}
