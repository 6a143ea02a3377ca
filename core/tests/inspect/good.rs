//! Files as services and programs save them, every one of them whole.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{EUC_JP, SHIFT_JIS};
use enishi_core::inspect::{Kind, State};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use zip::write::SimpleFileOptions;

use crate::xls;

/// A whole file, and what has to be said of it.
pub struct Good {
    pub name: &'static str,
    pub kind: Kind,
    pub state: State,
    /// What there is to count.
    pub count: u64,
    pub bytes: Vec<u8>,
}

const FAMILY: [&str; 8] = ["山田", "佐藤", "鈴木", "髙橋", "田中", "渡辺", "伊藤", "中村"];
const GIVEN: [&str; 7] = ["太郎", "花子", "美咲", "健一", "翔", "陽菜", "蓮"];

fn person(nth: usize) -> (String, String) {
    (format!("{} {}", FAMILY[nth % 8], GIVEN[nth % 7]), format!("090-{:04}-{:04}", nth * 7 % 10_000, nth * 13 % 10_000))
}

pub fn all() -> Vec<Good> {
    let good = |name, kind, state, count, bytes| Good { name, kind, state, count, bytes };
    use State::{Complete, Readable};
    vec![
        good("csv, UTF-8", Kind::Csv, Readable, 120, table(120, ',', false, "\r\n").into_bytes()),
        good("csv, BOM and quotes", Kind::Csv, Readable, 120, marked(&table(120, ',', true, "\r\n"))),
        good("csv, CP932", Kind::Csv, Readable, 150, SHIFT_JIS.encode(&table(150, ',', true, "\r\n")).0.into_owned()),
        good(
            "csv, EUC-JP",
            Kind::Csv,
            Readable,
            150,
            EUC_JP.encode(&table(150, ',', false, "\n").replace('髙', "高")).0.into_owned(),
        ),
        good("tsv, UTF-16", Kind::Csv, Readable, 90, utf16(&table(90, '\t', false, "\r\n"))),
        good("csv, semicolons", Kind::Csv, Readable, 110, table(110, ';', false, "\n").into_bytes()),
        good("csv, texts of lines", Kind::Csv, Readable, 60, notes(60).into_bytes()),
        good("vcard 3.0", Kind::Vcard, Readable, 60, cards(60).into_bytes()),
        good("vcard with photos", Kind::Vcard, Readable, 8, photo_cards(8).into_bytes()),
        good("vcard 2.1, CP932", Kind::Vcard, Readable, 60, old_cards(60)),
        good("vcard, UTF-16", Kind::Vcard, Readable, 40, utf16(&cards(40))),
        good("ics", Kind::Ics, Complete, 45, calendar(40, 5).into_bytes()),
        good("eml, plain", Kind::Eml, Readable, 1, plain_mail(1, 120).into_bytes()),
        good("eml, ISO-2022-JP", Kind::Eml, Readable, 1, jis_mail()),
        good("eml, base64", Kind::Eml, Readable, 1, base64_mail().into_bytes()),
        good("eml, multipart", Kind::Eml, Complete, 1, mail(7).into_bytes()),
        good("eml, mail in mail", Kind::Eml, Complete, 1, forwarded().into_bytes()),
        good("mbox", Kind::Mbox, Readable, 12, mailbox(12, false).into_bytes()),
        good("mbox, multipart", Kind::Mbox, Readable, 9, mailbox(9, true).into_bytes()),
        good("pdf", Kind::Pdf, Complete, 6, pdf(6)),
        good("pdf, JPEG in it", Kind::Pdf, Complete, 2, pdf_with_picture()),
        good("zip", Kind::Zip, Complete, 4, archive(false)),
        good("zip, stored", Kind::Zip, Complete, 4, archive(true)),
        good("zip, CP932 names", Kind::Zip, Complete, 2, japanese_names()),
        good("xlsx", Kind::Xlsx, Complete, 200, workbook(200)),
        good("xls", Kind::Xls, Readable, 120, old_workbook(120)),
        good("talk", Kind::LineTalk, Readable, 150, talk(150).into_bytes()),
        good("talk, English", Kind::LineTalk, Readable, 80, english_talk(80).into_bytes()),
        good("official chat", Kind::LineChat, Readable, 70, chat(70).into_bytes()),
        good("png", Kind::Picture, Complete, 1, picture(image::ImageFormat::Png)),
        good("jpeg", Kind::Picture, Complete, 1, picture(image::ImageFormat::Jpeg)),
        good("gif", Kind::Picture, Complete, 1, picture(image::ImageFormat::Gif)),
        good("webp", Kind::Picture, Complete, 1, picture(image::ImageFormat::WebP)),
        good("bmp", Kind::Picture, Readable, 1, picture(image::ImageFormat::Bmp)),
    ]
}

fn marked(text: &str) -> Vec<u8> {
    [b"\xef\xbb\xbf", text.as_bytes()].concat()
}

fn utf16(text: &str) -> Vec<u8> {
    [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
}

pub fn table(rows: usize, delimiter: char, quoted: bool, end: &str) -> String {
    let mut out = String::new();
    let cell = |text: &str| if quoted { format!("\"{text}\"") } else { text.to_owned() };
    let mut row = |cells: [&str; 4]| {
        let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        out += &(cells.join(&delimiter.to_string()) + end);
    };
    row(["氏名", "会社名", "電話番号", "メールアドレス"]);
    for nth in 0..rows {
        let (name, phone) = person(nth);
        row([&name, &format!("株式会社高砂第{nth}製作所"), &phone, &format!("member{nth}@example.jp")]);
    }
    out
}

fn notes(rows: usize) -> String {
    let mut out = "件名,本文,日付\r\n".to_owned();
    for nth in 0..rows {
        let _ = write!(out, "お知らせ{nth},\"一行目、\"\"{nth}\"\"\r\n二行目, 三つ\",2026/01/{:02}\r\n", nth % 28 + 1);
    }
    out
}

pub fn cards(count: usize) -> String {
    let mut out = String::new();
    for nth in 0..count {
        let (name, phone) = person(nth);
        let _ = write!(
            out,
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nN:{};;;;\r\nTEL;TYPE=CELL:{phone}\r\nNOTE:とても長い覚え書きがここに続き、\r\n 折り返して次の行へ。\r\nEND:VCARD\r\n",
            name.replace(' ', ";")
        );
    }
    out
}

fn photo_cards(count: usize) -> String {
    let photo = STANDARD.encode(picture(image::ImageFormat::Jpeg));
    let folded: Vec<&str> = photo.as_bytes().chunks(74).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    let photo = folded.join("\r\n ");
    let card = |nth| {
        let (name, _) = person(nth);
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nN:{name};;;;\r\nPHOTO;ENCODING=b;TYPE=JPEG:{photo}\r\nEND:VCARD\r\n"
        )
    };
    (0..count).map(card).collect()
}

fn old_cards(count: usize) -> Vec<u8> {
    let card = |nth: usize| {
        let (name, phone) = person(nth);
        let text = format!(
            "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=SHIFT_JIS:{};;;\r\nSOUND;X-IRMC-N;CHARSET=SHIFT_JIS:ﾔﾏﾀﾞ;ﾀﾛｳ;;;\r\nTEL;CELL:{phone}\r\nEND:VCARD\r\n",
            name.replace(' ', ";")
        );
        SHIFT_JIS.encode(&text).0.into_owned()
    };
    (0..count).flat_map(card).collect()
}

fn calendar(events: usize, todos: usize) -> String {
    let mut out = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//JA\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n".to_owned();
    for nth in 0..events {
        let _ = write!(
            out,
            "BEGIN:VEVENT\r\nUID:{nth}@example.jp\r\nDTSTART;TZID=Asia/Tokyo:202609{:02}T100000\r\nSUMMARY:定例会議 第{nth}回\r\nBEGIN:VALARM\r\nTRIGGER:-PT10M\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\n",
            nth % 28 + 1
        );
    }
    for nth in 0..todos {
        let _ = write!(
            out,
            "BEGIN:VTODO\r\nUID:t{nth}\r\nDUE;VALUE=DATE:2026100{}\r\nSUMMARY:請求書\r\nEND:VTODO\r\n",
            nth % 9 + 1
        );
    }
    out + "END:VCALENDAR\r\n"
}

fn headers(nth: usize) -> String {
    format!(
        "From: Taro <taro@example.jp>\r\nTo: Hanako <hanako@example.jp>\r\nSubject: No. {nth}\r\nDate: Mon, {} Sep 2026 10:00:00 +0900\r\nMessage-ID: <{nth}@example.jp>\r\nMIME-Version: 1.0\r\n",
        nth % 28 + 1
    )
}

fn plain_mail(nth: usize, lines: usize) -> String {
    let body = "いつもお世話になっております。次回の打合せの件でご連絡いたしました。\r\n".repeat(lines);
    headers(nth) + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + &body
}

fn jis_mail() -> Vec<u8> {
    let body = encoding_rs::ISO_2022_JP.encode(&"お見積りの件、承知いたしました。\r\n".repeat(200)).0.into_owned();
    let head = headers(3) + "Content-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n";
    [head.into_bytes(), body].concat()
}

fn wrapped(bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    text.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned() + "\r\n").collect()
}

fn base64_mail() -> String {
    headers(4)
        + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + &wrapped("本文です。\r\n".repeat(300).as_bytes())
}

fn mail(nth: usize) -> String {
    headers(nth)
        + "Content-Type: multipart/mixed; boundary=\"=_outer\"\r\n\r\nThis is a message of several parts.\r\n\
           --=_outer\r\nContent-Type: multipart/alternative;\r\n boundary=inner\r\n\r\n\
           --inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E6=9C=AC=E6=96=87=\r\n=E3=81=A7=E3=81=99\r\n\
           --inner\r\nContent-Type: text/html\r\n\r\n<p>a</p>\r\n--inner--\r\n\
           --=_outer\r\nContent-Type: image/jpeg; name=\"a.jpg\"\r\nContent-Disposition: attachment; filename=\"a.jpg\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + &wrapped(&picture(image::ImageFormat::Jpeg))
        + "\r\n--=_outer--\r\n"
}

fn forwarded() -> String {
    headers(9)
        + "Content-Type: multipart/mixed; boundary=fwd\r\n\r\n--fwd\r\nContent-Type: text/plain\r\n\r\nsee below\r\n--fwd\r\nContent-Type: message/rfc822\r\n\r\n"
        + &mail(8)
        + "--fwd--\r\n"
}

pub fn mailbox(count: usize, parts: bool) -> String {
    let mut out = String::new();
    for nth in 0..count {
        let body = if parts { mail(nth) } else { plain_mail(nth, 12) + ">From here on\r\nFrom now on it is text.\r\n" };
        let _ = write!(out, "From taro@example.jp Mon Sep {:02} 10:00:00 2026\r\n{body}\r\n", nth % 28 + 1);
    }
    out
}

fn talk(messages: usize) -> String {
    let mut out = "[LINE] 花子とのトーク履歴\r\n保存日時：2026/08/21 11:59\r\n".to_owned();
    for nth in 0..messages {
        if nth % 10 == 0 {
            let _ = write!(out, "\r\n2025/{:02}/{:02}(金)\r\n", nth / 10 % 12 + 1, nth % 28 + 1);
        }
        let text = match nth % 5 {
            0 => "[スタンプ]".to_owned(),
            1 => "\"一行目\n二行目です\"".to_owned(),
            _ => format!("見積の件、{nth}番の商品でお願いします。"),
        };
        let _ = write!(out, "{:02}:{:02}\t{}\t{text}\r\n", nth % 24, nth % 60, FAMILY[nth % 2]);
    }
    out
}

fn english_talk(messages: usize) -> String {
    let mut out = "[LINE] Chat history with Hanako\nSaved on: 9/25/2026, 7:30 PM\n".to_owned();
    for nth in 0..messages {
        if nth % 10 == 0 {
            let _ = write!(out, "\nFri, 9/{}/2026\n", nth / 10 + 1);
        }
        let _ = writeln!(out, "{}:{:02} AM\tHanako\tAbout order {nth}, as promised", nth % 12 + 1, nth % 60);
    }
    out
}

fn chat(messages: usize) -> String {
    let mut out = "アカウント名,青葉商店\r\nタイムゾーン,'+09:00\r\nダウンロード日時,2026/09/15 14:34\r\n送信者タイプ,送信者名,送信日,送信時刻,内容\r\n".to_owned();
    for nth in 0..messages {
        let who = if nth % 2 == 0 { "User" } else { "Account" };
        let _ = write!(
            out,
            "{who},花子,2025/09/{:02},14:24:{:02},\"注文{nth}です\r\nよろしく\"\r\n",
            nth % 28 + 1,
            nth % 60
        );
    }
    out
}

/// Pixels without order: nothing in them packs well.
pub fn picture(format: image::ImageFormat) -> Vec<u8> {
    let mut seed = 7u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    };
    let pixels = image::RgbImage::from_fn(96, 80, |_, _| image::Rgb([next(), next(), next()]));
    let mut out = Cursor::new(Vec::new());
    image::DynamicImage::from(pixels).write_to(&mut out, format).expect("memory takes everything");
    out.into_inner()
}

fn pages(document: &mut Document, count: usize, resources: &Dictionary, content: &dyn Fn(usize) -> Vec<u8>) {
    let tree = document.new_object_id();
    let mut kids = Vec::new();
    for nth in 0..count {
        let mut stream = Stream::new(dictionary! {}, content(nth));
        stream.compress().expect("deflate");
        let stream = document.add_object(stream);
        let page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => stream, "Resources" => resources.clone(), "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] };
        kids.push(Object::Reference(document.add_object(page)));
    }
    let count = i64::try_from(count).expect("few");
    document
        .objects
        .insert(tree, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut out = Vec::new();
    document.save_to(&mut out).expect("memory takes everything");
    out
}

pub fn pdf_document(count: usize) -> Document {
    let mut document = Document::with_version("1.5");
    let content = |page: usize| {
        let mut text = String::new();
        for nth in 0..300 {
            let _ = writeln!(
                text,
                "BT /F1 {} Tf {} {} Td ({}) Tj ET",
                nth % 9 + 8,
                nth * 37 % 500,
                nth * 91 % 800,
                nth * 7919 + page
            );
        }
        text.into_bytes()
    };
    pages(&mut document, count, &dictionary! {}, &content);
    document
}

pub fn pdf(count: usize) -> Vec<u8> {
    saved(pdf_document(count))
}

fn pdf_with_picture() -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let about = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 96, "Height" => 80, "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "Filter" => "DCTDecode" };
    let picture = document.add_object(Stream::new(about, picture(image::ImageFormat::Jpeg)));
    let resources = dictionary! { "XObject" => dictionary! { "P" => picture } };
    pages(&mut document, 2, &resources, &|_| b"q 200 0 0 200 100 100 cm /P Do Q\n".repeat(50));
    saved(document)
}

pub fn zipped(files: &[(&str, Vec<u8>)], options: zip::write::FileOptions<'_, '_, ()>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, options).expect("an entry");
        zip.write_all(bytes).expect("memory takes everything");
    }
    zip.finish().expect("an archive").into_inner()
}

pub fn archive(stored: bool) -> Vec<u8> {
    let method = if stored { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
    let options = SimpleFileOptions::default().compression_method(method);
    let inner = zipped(&[("deep/cards.vcf", cards(5).into_bytes())], options);
    let files = [
        ("members.csv", table(80, ',', false, "\r\n").into_bytes()),
        ("mail/box.mbox", mailbox(3, true).into_bytes()),
        ("photo.jpg", picture(image::ImageFormat::Jpeg)),
        ("inner.zip", inner),
    ];
    zipped(&files, options)
}

/// Names in CP932 without a word about it, as Windows in Japan packs.
fn japanese_names() -> Vec<u8> {
    let files = [("AAAA.csv", table(60, ',', false, "\r\n").into_bytes()), ("BBBB.vcf", cards(20).into_bytes())];
    let mut bytes = zipped(&files, SimpleFileOptions::default());
    for (name, japanese) in [(b"AAAA", "名簿"), (b"BBBB", "連絡")] {
        let japanese = SHIFT_JIS.encode(japanese).0.into_owned();
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, name).collect();
        for at in places {
            bytes[at..at + 4].copy_from_slice(&japanese);
        }
    }
    bytes
}

fn workbook(rows: u32) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(["氏名", "会社名", "電話番号"]) {
        sheet.write(0, column, header).expect("a cell");
    }
    for row in 0..rows {
        let (name, phone) = person(row as usize);
        sheet.write(row + 1, 0, format!("{name}{row}")).expect("a cell");
        sheet.write(row + 1, 1, format!("会社{}", row * 7919)).expect("a cell");
        sheet.write(row + 1, 2, phone).expect("a cell");
    }
    book.save_to_buffer().expect("memory takes everything")
}

fn old_workbook(rows: u16) -> Vec<u8> {
    let sheet = xls::people((1..=rows).map(|row| (row, format!("{} {row}", FAMILY[usize::from(row) % 8]))));
    xls::compound(&xls::stream(&[], &[("名簿", sheet)])).bytes
}
