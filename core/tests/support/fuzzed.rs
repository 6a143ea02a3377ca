//! What must hold for any bytes at all, one function a reader: the fuzzer (`fuzz/`) calls them with what it makes up, the
//! tests with what it has found.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use enishi_core::code::payload::{Payload, Said};
use enishi_core::code::scan::scan;
use enishi_core::contact::card::{Card, Property, split, unescape};
use enishi_core::contact::fields::Fields;
use enishi_core::formats::encoding::Charset;
use enishi_core::formats::sheet::Workbook;
use enishi_core::formats::vcard::{self, Version};
use enishi_core::formats::{Found, Incoming, csv, detect, ldif, mecard};
use enishi_core::inspect::{Report, Weight, inspect_from};
use enishi_core::invite::key::{OwnKey, PublicKey};
use enishi_core::invite::token::{LARGE, Number, SHORT, Token, VERSION};
use enishi_core::invite::{card, link};
use enishi_core::time::Moment;
use qrcodegen::{QrCode, QrCodeEcc};

#[path = "xls.rs"]
pub mod xls;

type Check = fn(&[u8]);

/// By name, as `cargo xtask fuzz` takes it and as the folders in `tests/golden/fuzz` are called.
pub const TARGETS: [(&str, Check); 10] = [
    ("csv", any_csv),
    ("inspect", any_inspect),
    ("invite", any_invite),
    ("ldif", any_ldif),
    ("mecard", any_mecard),
    ("payload", any_payload),
    ("picture", any_picture),
    ("vcard", any_vcard),
    ("xls", any_xls),
    ("xlsx", any_xlsx),
];

/// Every card is told as fields and comes back the same from both versions.
pub fn any_vcard(bytes: &[u8]) {
    for incoming in read(bytes, vcard::read) {
        for version in [Version::V3, Version::V4] {
            let out = written(&incoming, version);
            let again = read(&out, vcard::read);
            let [again] = again.as_slice() else {
                panic!("one card, not {}: {}", again.len(), String::from_utf8_lossy(&out));
            };
            let text = String::from_utf8_lossy(&out);
            assert_eq!(placeless(&again.card), placeless(&incoming.card), "{version:?}: {text}");
            assert_eq!(again.media, incoming.media, "{version:?}: {text}");
        }
    }
}

/// Character set, delimiter, preface and headers are guessed.
pub fn any_csv(bytes: &[u8]) {
    detect(bytes, None);
    each_is_written(&read(bytes, csv::read));
    let seen = csv::look(&mut &*bytes, None, &csv::How::default()).expect("memory can be read");
    // The columns taken for whatever there is, one after the other.
    let targets = csv::Target::offered().skip(bytes.len() % 7).step_by(5);
    let columns = seen.into_iter().flat_map(|seen| seen.columns);
    let choice = |(column, target): (csv::SeenColumn, csv::Target)| csv::Choice {
        header: column.header,
        nth: column.nth,
        target,
    };
    let how = csv::How { choices: Some(columns.zip(targets).map(choice).collect()), ..csv::How::default() };
    let mut people = Vec::new();
    csv::read_as(&mut &*bytes, None, &how, &mut |found| gather(&mut people, found)).expect("memory can be read");
    each_is_written(&people);
}

pub fn any_ldif(bytes: &[u8]) {
    detect(bytes, None);
    each_is_written(&read(bytes, ldif::read));
}

pub fn any_mecard(bytes: &[u8]) {
    detect(bytes, None);
    each_is_written(&read(bytes, mecard::read));
}

/// What a code says, whatever the bytes are taken for.
pub fn any_payload(bytes: &[u8]) {
    const CHARSETS: [Option<Charset>; 5] =
        [None, Some(Charset::Utf8), Some(Charset::Cp932), Some(Charset::Cp1252), Some(Charset::Utf16Be)];
    for charset in CHARSETS {
        let payload = Payload::of(bytes, charset, None);
        match (&payload.said, &payload.card) {
            (Said::Card { .. }, Some(card)) => {
                each_is_written(&[Incoming { card: card.clone(), ..Incoming::default() }]);
            }
            (Said::Card { .. }, None) => panic!("a card is handed on"),
            (Said::Url { host, .. }, None) => assert!(!host.is_empty() && host.is_ascii(), "{host}"),
            (Said::Otpauth { .. }, None) => {
                let parameters = payload.text.split_once('?').map(|(_, parameters)| parameters).unwrap_or_default();
                for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
                    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
                    let is_open = ["issuer", "algorithm", "digits", "period", "counter"].contains(&name.as_str());
                    assert!(is_open || parameter.ends_with("***"), "{parameter}");
                }
            }
            (_, card) => assert_eq!(*card, None),
        }
    }
}

/// By the first byte: the words of a code, pixels, or a file as it is.
/// As a text with an invite somewhere in it, as a token, as claims that somebody signed, and as the card in them.
pub fn any_invite(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let found = link::find(&text).unwrap_or_default();
    for text in [&*text, &found] {
        for longest in [SHORT, LARGE] {
            if let Ok(token) = Token::parse(text, longest) {
                assert_eq!(Token::parse(text, LARGE).as_ref(), Ok(&token));
            }
        }
    }
    let _ = Token::read(bytes, LARGE);
    let key = OwnKey::of(&[9; 32]);
    let head = [b"jp.enishi.invite".as_slice(), &[VERSION], &key.public().0, bytes].concat();
    let signed = [&[VERSION], key.public().0.as_slice(), &key.sign(&head), bytes].concat();
    if let Ok(token) = Token::read(&signed, LARGE) {
        assert_eq!(token.key, key.public());
        let _ = token.check(Moment(0));
        any_card_of_an_invite(&token.card);
    }
    any_card_of_an_invite(bytes);
}

fn any_card_of_an_invite(bytes: &[u8]) {
    let Some(read) = card::read(bytes) else { return };
    let token = Token { key: PublicKey([3; 32]), created: 5, expires: None, number: Number([1; 8]), card: Vec::new() };
    let new = card::newcomer(&read.card, &token, 7);
    assert!(card::was_invited(&new) && card::taken(&new, &token) == Some(7));
    let again = card::follow(&new, &read.card, &Token { number: Number([2; 8]), ..token }, 8);
    assert_eq!(Fields::of(&again).display_name, Fields::of(&new).display_name, "the same card changes nothing");
    assert!(card::following(&card::unfollow(&again)).is_none());
    let out = card::outgoing(again);
    assert!(out.properties.iter().all(|property| !property.name.starts_with("X-ENISHI-")));
}

pub fn any_picture(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    match first {
        0 => any_code(rest),
        1 => any_pixels(rest),
        _ => {
            let _ = scan(bytes);
        }
    }
}

/// A well drawn code with these data words: whatever they mean, it is found and read or refused.
fn any_code(words: &[u8]) {
    let (version, room) = [(1, 16), (2, 28), (10, 216)][words.len() % 3];
    let padding = [0xec, 0x11].into_iter().cycle();
    let words: Vec<u8> = words.iter().copied().chain(padding).take(room).collect();
    let code = QrCode::encode_codewords(qrcodegen::Version::new(version), QrCodeEcc::Medium, &words, None);
    let side = u32::try_from(code.size() + 8).expect("positive") * 3;
    let module = |at: u32| i32::try_from(at / 3).expect("small") - 4;
    let dark = |x, y| code.get_module(module(x), module(y));
    assert!(scan(&grey(side, side, dark)).expect("a picture").len() <= 1);
}

/// Rows of modules, each three pixels wide, in as many columns as the first byte says.
fn any_pixels(bytes: &[u8]) {
    let Some((columns, bits)) = bytes.split_first() else { return };
    let columns = usize::from(columns % 64) + 1;
    let rows = (bits.len() * 8).div_ceil(columns).min(200);
    let dark = |x: u32, y: u32| {
        let at = y as usize / 3 * columns + x as usize / 3;
        bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    };
    let side = |modules: usize| u32::try_from(modules.max(1) * 3).expect("small");
    let _ = scan(&grey(side(columns), side(rows), dark));
}

fn grey(width: u32, height: u32, dark: impl Fn(u32, u32) -> bool) -> Vec<u8> {
    let pixels = image::GrayImage::from_fn(width, height, |x, y| image::Luma([if dark(x, y) { 0 } else { 255 }]));
    let mut out = Cursor::new(Vec::new());
    image::DynamicImage::from(pixels).write_to(&mut out, image::ImageFormat::Bmp).expect("memory takes everything");
    out.into_inner()
}

/// A workbook whose shared texts and first sheet are these bytes, up to the first NUL and behind it.
pub fn any_xlsx(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (texts, sheet) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    any_workbook(packed(texts, sheet));
}

/// A whole file where the bytes begin as one, else the workbook's stream in a file that is sound.
pub fn any_xls(bytes: &[u8]) {
    let whole = bytes.starts_with(b"\xd0\xcf\x11\xe0");
    any_workbook(if whole { bytes.to_vec() } else { xls::compound(bytes).bytes });
}

fn any_workbook(bytes: Vec<u8>) {
    let Ok(mut book) = Workbook::open(Cursor::new(bytes)) else { return };
    let mut people = Vec::new();
    if let Some(sheet) = book.likely() {
        book.read(&sheet, &csv::How::default(), &mut |found| gather(&mut people, found));
    }
    each_is_written(&people);
}

/// A saved file, whatever it is: what is told of it hangs together, and cancelling it halfway is answered.
pub fn any_inspect(bytes: &[u8]) {
    let told = inspect_from(Cursor::new(bytes), bytes.len() as u64, &mut |_| ControlFlow::Continue(()));
    let told = told.expect("memory can be read");
    assert_eq!(told.bytes, bytes.len() as u64, "every byte is hashed");
    let Report { state, ok, problems, problem_count, span, .. } = &told.found;
    assert_eq!(*ok, state.is_ok());
    assert!(problems.len() as u64 <= *problem_count);
    let worst = problems.iter().map(|problem| problem.weight).max().unwrap_or(Weight::Notice);
    assert!(!ok || worst == Weight::Notice, "{state:?}: {problems:?}");
    assert!(span.is_none_or(|span| span.first <= span.last));
    let again = inspect_from(Cursor::new(bytes), bytes.len() as u64, &mut |_| ControlFlow::Continue(()));
    assert_eq!(again.expect("memory can be read"), told, "the same bytes are told the same");
}

type Read = fn(
    &mut dyn std::io::Read,
    Option<enishi_core::formats::encoding::Charset>,
    &mut enishi_core::formats::Sink<'_>,
) -> std::io::Result<()>;

fn read(bytes: &[u8], reader: Read) -> Vec<Incoming> {
    let mut people = Vec::new();
    reader(&mut &*bytes, None, &mut |found| gather(&mut people, found)).expect("memory can be read");
    people
}

fn gather(people: &mut Vec<Incoming>, found: Found) -> ControlFlow<()> {
    if let Found::Card(incoming) = found {
        let _ = Fields::of(&incoming.card);
        people.push(*incoming);
    }
    ControlFlow::Continue(())
}

/// What a table or a code says fits into a card, too.
fn each_is_written(people: &[Incoming]) {
    for incoming in people {
        let out = written(incoming, Version::V3);
        assert_eq!(read(&out, vcard::read).len(), 1, "{}", String::from_utf8_lossy(&out));
    }
}

fn written(incoming: &Incoming, version: Version) -> Vec<u8> {
    let properties = incoming.card.all("CATEGORIES");
    let names: Vec<String> = properties.flat_map(|property| split(&property.value, ',')).map(unescape).collect();
    let mut media = |hash: &_| incoming.media.iter().find(|(known, _)| known == hash).map(|(_, bytes)| bytes.clone());
    let mut out = Vec::new();
    vcard::write(&incoming.card, version, &names, &mut media, &mut out);
    out
}

fn placeless(card: &Card) -> Card {
    let properties = card.properties.iter().map(|property| Property { place: 0, ..property.clone() });
    Card { properties: properties.collect() }
}

/// As Excel packs it, but not pressed: the fuzzer sees what it changes.
fn packed(texts: &[u8], sheet: &[u8]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let one = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let related = |all: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>");
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"
    );
    let beside = one("s", "worksheet", "worksheets/sheet1.xml") + &one("t", "sharedStrings", "sharedStrings.xml");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in [
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("_rels/.rels", related(&one("w", "officeDocument", "xl/workbook.xml")).into_bytes()),
        ("xl/workbook.xml", book.into_bytes()),
        ("xl/_rels/workbook.xml.rels", related(&beside).into_bytes()),
        ("xl/sharedStrings.xml", [b"<sst>", texts, b"</sst>"].concat()),
        ("xl/worksheets/sheet1.xml", [b"<worksheet><sheetData>", sheet, b"</sheetData></worksheet>"].concat()),
    ] {
        zip.start_file(name, options).expect("a part");
        zip.write_all(&part).expect("memory takes everything");
    }
    zip.finish().expect("a file").into_inner()
}
