//! Printed sheets as other programs see them: drawn by poppler, read by zbarimg and by us.
#![cfg(target_os = "linux")]

mod paper;

use enishi_core::code::draw::{Code, Level, PRINTED_MODULE_MM, QUIET_ZONE};
use enishi_core::code::scan::scan;
use enishi_core::code::sheet::{Guides, Printed, Words, sheet};
use paper::{Paper, corner_mm};

const TRADEMARK: &str = "QRコードは株式会社デンソーウェーブの登録商標です。";

fn words() -> Words {
    Words { title: "名刺 10枚".into(), trademark: TRADEMARK.into(), language: "ja".into() }
}

fn vcard(name: &str, bytes: usize) -> Vec<u8> {
    let mut text = format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEND:VCARD\r\n");
    let digits = (0..bytes).map(|at| char::from(b'0' + (at * 7 % 10) as u8));
    text.extend(digits.take(bytes.saturating_sub(text.len())));
    text.into_bytes()
}

fn card(name: &str, reading: &str, code_bytes: usize) -> Printed {
    Printed {
        name: name.into(),
        reading: reading.into(),
        company: "株式会社高砂製作所".into(),
        department: "営業部".into(),
        title: "課長".into(),
        lines: vec!["携帯 090-1234-5678".into(), "tanaka@takasago.example".into()],
        code: Code::of(&vcard(name, code_bytes), Level::M).expect("it fits"),
    }
}

/// What the ten codes hold: versions 6 to 16.
const BYTES: [usize; 10] = [104, 140, 180, 213, 251, 287, 331, 362, 412, 450];

fn ten() -> Vec<Printed> {
    [
        ("田中 太郎", "たなか たろう"),
        ("髙﨑 邊", "たかさき あたり"),
        ("佐々木 希", "ささき のぞみ"),
        ("林 彅", "はやし なぎ"),
        ("鄧 小梅", "とう しょうばい"),
        ("小鳥遊 六花", "たかなし りっか"),
        ("勅使河原 龍之介", "てしがわら りゅうのすけ"),
        ("山田 花子", "やまだ はなこ"),
        ("Maria García", "マリア・ガルシア"),
        ("葛\u{E0101}城 一郎", "かつらぎ いちろう"),
    ]
    .into_iter()
    .zip(BYTES)
    .map(|((name, reading), bytes)| card(name, reading, bytes))
    .collect()
}

/// Everything as long as it can be, with codes from the smallest to the largest.
fn extremes() -> Vec<Printed> {
    let long = "寿限無寿限無五劫のすりきれ海砂利水魚の水行末雲来末風来末食う寝る処に住む処";
    let latin = "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Sr.";
    let texts = [("", ""), ("林", "林"), (long, "じゅげむじゅげむごこうのすりきれかいじゃりすいぎょ"), (latin, "")];
    let sizes = [5, 450, 666, 1_370, 2_331];
    sizes
        .into_iter()
        .flat_map(|bytes| texts.map(|(name, reading)| (name, reading, bytes)))
        .enumerate()
        .map(|(at, (name, reading, bytes))| Printed {
            name: name.into(),
            reading: reading.into(),
            company: ["", long, "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch Railway"][at % 3].into(),
            department: ["", "地域医療連携推進本部 医療福祉支援センター 入退院支援室 患者相談窓口"][at % 2].into(),
            title: "統括副責任者 兼 事務局次長".repeat(at % 3),
            lines: vec!["jugemu.gokounosurikire_kaijarisuigyo@kaiinmeibo.example".into(); [0, 2, 12][at % 3]],
            code: Code::of(&vec![b'7'; bytes], Level::M).expect("it fits"),
        })
        .collect()
}

#[test]
fn every_code_of_a_sheet_printed_at_300_dpi_is_read() {
    let cards = ten();
    let wanted: Vec<Vec<u8>> = cards.iter().zip(BYTES).map(|(card, bytes)| vcard(&card.name, bytes)).collect();
    let printed = sheet(&cards, &words(), Guides::CropMarks).expect("a sheet");
    let page = Paper::print(&printed.pdf, 1, 300);
    let ours: Vec<Vec<u8>> = scan(&page.png()).expect("a picture").into_iter().map(|code| code.bytes).collect();
    assert_eq!(ours, wanted, "by our own reader, all on one page, in order");
    for (at, wanted) in wanted.iter().enumerate() {
        assert_eq!(&page.card(at).zbarimg(), wanted, "by zbarimg, card {at}");
    }
}

#[test]
fn text_comes_out_of_the_pdf_as_typed_and_in_the_order_of_reading() {
    let cards = ten();
    let printed = sheet(&cards, &words(), Guides::CropMarks).expect("a sheet");
    for (at, card) in cards.iter().enumerate() {
        let (reading, name) = (card.reading.as_str(), card.name.as_str());
        let person = if name.starts_with("Maria") {
            vec![reading, name, "課長", "営業部"]
        } else {
            vec!["営業部 課長", reading, name]
        };
        let wanted =
            [&["株式会社高砂製作所"], person.as_slice(), &["携帯 090-1234-5678", "tanaka@takasago.example"]].concat();
        assert_eq!(paper::text_of_card(&printed.pdf, at), wanted, "card {at}");
    }
    let all = paper::text(&printed.pdf);
    assert_eq!(all.last().map(String::as_str), Some(TRADEMARK), "at the foot of the page");
}

#[test]
fn codes_stand_where_the_card_is_with_modules_that_phones_read() {
    let cards = ten();
    let printed = sheet(&cards, &words(), Guides::None).expect("a sheet");
    let page = Paper::print(&printed.pdf, 1, 600);
    for (at, card) in cards.iter().enumerate() {
        let code = page.code(at);
        let (left, top) = corner_mm(at);
        assert!((code.right - left - 85.0).abs() < 0.06, "card {at}: 6 mm of margin, not {}", code.right - left);
        let middle = (code.top + code.bottom) / 2.0 - top;
        assert!((middle - 27.5).abs() < 0.06, "card {at}: in the middle of its height, not at {middle}");
        let modules = card.code.size() as f64;
        for side in [code.right - code.left, code.bottom - code.top] {
            let module = side / modules;
            assert!(module >= PRINTED_MODULE_MM, "card {at}: {module} mm a module");
            let told = f64::from(printed.module_mm[at]);
            assert!((module - told).abs() < 0.002, "card {at}: {module} mm, told {told}");
        }
        assert!(code.free_left >= QUIET_ZONE as f64 * f64::from(printed.module_mm[at]) - 0.05, "card {at}: quiet zone");
    }
}

#[test]
fn no_length_of_text_leaves_its_card_or_touches_the_code() {
    let cards = extremes();
    let printed = sheet(&cards, &words(), Guides::None).expect("a sheet");
    assert_eq!(printed.pages, 2);
    for page_number in 1..=2 {
        let page = Paper::print(&printed.pdf, page_number, 300);
        for at in 0..10 {
            let card = (page_number - 1) * 10 + at;
            let module = f64::from(printed.module_mm[card]);
            assert!(page.is_white_around(at, 3.0), "card {card}: 3 mm at its edges stay white");
            let code = page.code(at);
            assert!(code.free_left >= QUIET_ZONE as f64 * module - 0.1, "card {card}: {} mm", code.free_left);
            let modules = (code.right - code.left) / module;
            assert!((modules - cards[card].code.size() as f64).abs() < 0.5, "card {card}: nothing grew into its code");
        }
    }
    assert!(!printed.cut.is_empty(), "and what had to go is told");
}

#[test]
fn crop_marks_stand_at_every_cut_and_never_on_a_card() {
    let printed = sheet(&ten(), &words(), Guides::CropMarks).expect("a sheet");
    let page = Paper::print(&printed.pdf, 1, 600);
    for x in [14.0, 105.0, 196.0] {
        assert!(page.has_ink(x, 6.0) && page.has_ink(x, 291.0), "above and below at {x} mm");
    }
    for y in [11.0, 66.0, 121.0, 176.0, 231.0, 286.0] {
        assert!(page.has_ink(9.0, y) && page.has_ink(201.0, y), "left and right at {y} mm");
    }
    assert!((0..10).all(|at| page.is_white_around(at, 5.0)), "a cut beside the mark shows nothing");
    let plain = sheet(&ten(), &words(), Guides::None).expect("a sheet");
    let plain = Paper::print(&plain.pdf, 1, 600);
    assert!(!plain.has_ink(14.0, 6.0) && !plain.has_ink(9.0, 66.0), "perforated paper needs none");
}

#[test]
fn there_is_no_seam_between_modules_at_a_resolution_that_fits_none() {
    let printed = sheet(&ten()[..1], &words(), Guides::None).expect("a sheet");
    let page = Paper::print_by_cairo(&printed.pdf, 1, 217);
    let (code, module) = (page.code(0), f64::from(printed.module_mm[0]));
    let steps = |from: f64| (0..200).map(move |step| from + module * (0.5 + 6.0 * f64::from(step) / 199.0));
    for (x, y) in steps(code.left).map(|x| (x, code.top + module / 2.0)) {
        assert!(page.grey(x, y) < 40, "the upper bar of the mark is black at {x}");
    }
    for (x, y) in steps(code.top).map(|y| (code.left + module / 2.0, y)) {
        assert!(page.grey(x, y) < 40, "the left bar of the mark, of several rectangles, is black at {y}");
    }
}

#[test]
fn cards_fill_as_many_pages_as_they_need() {
    for (cards, pages) in [(1, 1), (10, 1), (11, 2), (30, 3)] {
        let cards: Vec<Printed> = ten().into_iter().cycle().take(cards).collect();
        let printed = sheet(&cards, &words(), Guides::None).expect("a sheet");
        let told = paper::info(&printed.pdf);
        assert_eq!(printed.pages, pages);
        assert!(told.contains(&format!("Pages: {pages}")), "{told}");
        assert!(told.contains("(A4)") && told.contains("Title: 名刺 10枚"), "{told}");
    }
}

#[test]
fn the_typeface_is_embedded_as_the_few_letters_that_are_used() {
    let printed = sheet(&ten(), &words(), Guides::None).expect("a sheet");
    let fonts = paper::fonts(&printed.pdf);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(matches!(rows[..], [row] if row.contains("+BIZUDPGothic-Regular")), "one face, a subset: {fonts}");
    assert!(printed.pdf.len() < 300_000, "{} bytes, where the face alone has four million", printed.pdf.len());
}
