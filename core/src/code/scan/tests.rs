use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgba, RgbaImage, imageops};
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, QrSegmentMode, Version};

use super::*;

const CARD: &str =
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:髙﨑;邊𠮷;;;\r\nFN:髙﨑 邊𠮷\r\nTEL;TYPE=CELL:09012345678\r\nEND:VCARD\r\n";

fn code(bytes: &[u8]) -> QrCode {
    QrCode::encode_binary(bytes, QrCodeEcc::Medium).expect("it fits")
}

fn of_segments(segments: &[QrSegment]) -> QrCode {
    QrCode::encode_segments(segments, QrCodeEcc::Medium).expect("it fits")
}

/// So many pixels a module, with a quiet zone of four modules.
fn drawn(code: &QrCode, px: i32) -> GrayImage {
    let side = u32::try_from((code.size() + 8) * px).expect("positive");
    GrayImage::from_fn(side, side, |x, y| {
        let module = |at: u32| i32::try_from(at).expect("small") / px - 4;
        Luma([if code.get_module(module(x), module(y)) { 0 } else { 255 }])
    })
}

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    written(picture, ImageFormat::Png)
}

fn written(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    picture.into().write_to(&mut out, format).expect("a picture can be written");
    out.into_inner()
}

#[track_caller]
fn one(picture: &[u8]) -> Scanned {
    let codes = scan(picture).expect("a picture");
    let [code] = codes.as_slice() else { panic!("{} codes", codes.len()) };
    code.clone()
}

#[track_caller]
fn check(picture: &[u8], text: &str) {
    assert_eq!(String::from_utf8_lossy(&one(picture).bytes), text);
}

#[test]
fn a_code_is_read_from_every_kind_of_file() {
    let picture = drawn(&code(CARD.as_bytes()), 4);
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        check(&written(picture.clone(), format), CARD);
    }
}

#[test]
fn corners_are_told_in_the_code_s_own_order_and_in_pixels_of_the_picture() {
    let picture = drawn(&code(b"enishi"), 5);
    let side = picture.width() as f32;
    let corners = one(&png(picture.clone())).corners;
    let (near, far) = (20.0, side - 20.0);
    let close = |corners: [[f32; 2]; 4], wanted: [[f32; 2]; 4]| {
        for (corner, wanted) in corners.iter().zip(wanted) {
            let apart = (corner[0] - wanted[0]).hypot(corner[1] - wanted[1]);
            assert!(apart < 4.0, "{corners:?} is not {wanted:?}");
        }
    };
    close(corners, [[near, near], [far, near], [far, far], [near, far]]);
    let turned = one(&png(imageops::rotate90(&picture))).corners;
    close(turned, [[far, near], [far, far], [near, far], [near, near]]);
}

#[test]
fn a_code_is_read_large_small_turned_mirrored_and_light_on_dark() {
    let card = code(CARD.as_bytes());
    for px in [1, 2, 3, 9, 30] {
        check(&png(drawn(&card, px)), CARD);
    }
    let picture = drawn(&card, 4);
    check(&png(imageops::rotate180(&picture)), CARD);
    check(&png(imageops::flip_horizontal(&picture)), CARD);
    let mut negative = picture;
    imageops::invert(&mut negative);
    check(&png(negative), CARD);
}

#[test]
fn a_code_without_a_ground_is_read_whatever_its_colour() {
    let picture = drawn(&code(CARD.as_bytes()), 4);
    for ink in [0, 255] {
        let clear = RgbaImage::from_fn(picture.width(), picture.height(), |x, y| {
            Rgba([ink, ink, ink, u8::MAX - picture.get_pixel(x, y).0[0]])
        });
        check(&png(clear), CARD);
    }
}

#[test]
fn the_orientation_that_a_camera_notes_is_applied() {
    let picture = drawn(&code(b"enishi"), 6);
    let mut page = GrayImage::from_pixel(picture.width() * 2, picture.height(), Luma([255]));
    imageops::replace(&mut page, &picture, 0, 0);
    let jpeg = written(page, ImageFormat::Jpeg);
    let tiff = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = u16::try_from(tiff.len() + 2).expect("short").to_be_bytes();
    let turned = [&jpeg[..2], &[0xff, 0xe1], &length, tiff, &jpeg[2..]].concat();
    let corners = one(&turned).corners;
    let side = picture.width() as f32;
    assert!(corners.iter().all(|corner| corner[0] < side && corner[1] < side), "above and not beside: {corners:?}");
    assert!(corners[0][0] > corners[3][0], "and turned clockwise: {corners:?}");
}

#[test]
fn several_codes_come_by_rows_and_each_once() {
    let texts = ["a", "b", "c", "d", "e", "e"];
    let mut page = GrayImage::from_pixel(700, 500, Luma([255]));
    for (at, text) in texts.iter().enumerate() {
        let (column, row) = (at % 3, at / 3);
        // Not quite on one line.
        let (x, y) = (20 + 220 * column, 20 + 230 * row + 9 * (2 - column));
        imageops::replace(&mut page, &drawn(&code(text.as_bytes()), 5), x as i64, y as i64);
    }
    let read: Vec<String> = scan(&png(page))
        .expect("a picture")
        .iter()
        .map(|code| String::from_utf8_lossy(&code.bytes).into_owned())
        .collect();
    assert_eq!(read, texts);
}

#[test]
fn a_small_code_beside_a_large_one_on_a_large_page_is_read_too() {
    let mut page = GrayImage::from_pixel(3000, 4000, Luma([250]));
    imageops::replace(&mut page, &drawn(&code(b"large"), 40), 100, 100);
    imageops::replace(&mut page, &drawn(&code(CARD.as_bytes()), 3), 2000, 3000);
    let codes = scan(&png(page)).expect("a picture");
    let read: Vec<String> = codes.iter().map(|code| String::from_utf8_lossy(&code.bytes).into_owned()).collect();
    assert_eq!(read, ["large", CARD]);
}

#[test]
fn bytes_stay_as_they_are_in_every_mode() {
    let shift_jis: &[u8] = &[0x94, 0x5c, 0x93, 0x6f, 0x81, 0x5b];
    let eci = |number| QrSegment::make_eci(number);
    let kanji = |packed: &[u16]| {
        let bits = packed.iter().flat_map(|pair| (0..13).rev().map(move |bit| pair >> bit & 1 == 1)).collect();
        QrSegment::new(QrSegmentMode::Kanji, packed.len(), bits)
    };
    // 点茗, the standard's own example.
    let tenmei = kanji(&[0x0d9f, 0x1aaa]);
    let bytes = QrSegment::make_bytes;
    let cases: [(Vec<QrSegment>, &[u8], Option<Charset>); 9] = [
        (vec![bytes(shift_jis)], shift_jis, None),
        (vec![eci(20), bytes(shift_jis)], shift_jis, Some(Charset::Cp932)),
        (vec![eci(26), bytes("能登".as_bytes())], "能登".as_bytes(), Some(Charset::Utf8)),
        (
            vec![QrSegment::make_numeric("0012"), bytes("能".as_bytes()), QrSegment::make_alphanumeric("A:%")],
            "0012能A:%".as_bytes(),
            None,
        ),
        (vec![tenmei.clone(), bytes(b";")], b"\x93\x5f\xe4\xaa;", Some(Charset::Cp932)),
        (vec![bytes(b"\xb1;"), tenmei.clone()], b"\xb1;\x93\x5f\xe4\xaa", Some(Charset::Cp932)),
        (vec![bytes("𠮷".as_bytes()), tenmei], "𠮷点茗".as_bytes(), Some(Charset::Utf8)),
        (vec![eci(25), bytes(b"\x80\xfd"), QrSegment::make_numeric("7")], "能7".as_bytes(), Some(Charset::Utf8)),
        (vec![eci(899), bytes(&[0, 255, 7])], &[0, 255, 7], None),
    ];
    for (segments, wanted, charset) in cases {
        let read = one(&png(drawn(&of_segments(&segments), 4)));
        assert_eq!((read.bytes.as_slice(), read.charset), (wanted, charset));
    }
}

/// One piece of a text that is spread over several codes.
fn piece(index: u8, count: u8, parity: u8, bytes: &[u8]) -> QrCode {
    // No mode of the library's: the header is laid in front of the first segment's own.
    let header = (u32::from(index) << 12) | (u32::from(count - 1) << 8) | u32::from(parity);
    let mut words: Vec<bool> = (0..4).rev().map(|bit| 0b0011 >> bit & 1 == 1).collect();
    words.extend((0..16).rev().map(|bit| header >> bit & 1 == 1));
    words.extend((0..4).rev().map(|bit| 0b0100 >> bit & 1 == 1));
    words.extend((0..8).rev().map(|bit| bytes.len() >> bit & 1 == 1));
    words.extend(bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)));
    words.extend([false; 4]);
    words.resize(words.len().div_ceil(8) * 8, false);
    let words: Vec<u8> =
        words.chunks(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit))).collect();
    let room = 28; // Version 2 at level M.
    assert!(words.len() <= room, "a short piece");
    let padding = [0xec, 0x11].into_iter().cycle();
    let all: Vec<u8> = words.into_iter().chain(padding).take(room).collect();
    QrCode::encode_codewords(Version::new(2), QrCodeEcc::Medium, &all, None)
}

#[test]
fn a_text_spread_over_several_codes_is_one_where_all_are_there() {
    let pieces =
        [piece(0, 3, 7, b"BEGIN:VCARD\r\n"), piece(1, 3, 7, b"FN:\xe9\xab"), piece(2, 3, 7, b"\x99\r\nEND:VCARD")];
    let page = |order: &[usize]| {
        let mut page = GrayImage::from_pixel(800, 260, Luma([255]));
        for (place, at) in order.iter().enumerate() {
            imageops::replace(&mut page, &drawn(&pieces[*at], 6), 10 + 240 * place as i64, 10);
        }
        png(page)
    };
    check(&page(&[2, 0, 1]), "BEGIN:VCARD\r\nFN:髙\r\nEND:VCARD");
    let parts: Vec<_> = scan(&page(&[2, 0])).expect("a picture").iter().map(|code| code.part).collect();
    let part = |index| Some(Part { index, count: 3, parity: 7 });
    assert_eq!(parts, [part(2), part(0)], "by their place");
}

#[test]
fn a_glance_sees_what_stands_before_the_camera() {
    let mut picture = drawn(&code(CARD.as_bytes()), 5);
    let seen = |picture: &GrayImage| glance(&written(picture.clone(), ImageFormat::Jpeg)).expect("a picture");
    assert_eq!(seen(&picture).first().map(|code| code.bytes.as_slice()), Some(CARD.as_bytes()));
    imageops::invert(&mut picture);
    assert_eq!(seen(&picture).len(), 1, "light on dark, too");
    assert_eq!(seen(&GrayImage::from_pixel(300, 200, Luma([200]))), []);
}

#[track_caller]
fn check_refused(bytes: &[u8], wanted: &str) {
    let answer = scan(bytes);
    assert!(matches!(&answer, Err(Error::Unreadable { reason, .. }) if *reason == wanted), "{answer:?}");
}

#[test]
fn what_is_no_picture_is_refused_and_a_picture_without_codes_is_empty() {
    check_refused(b"", "not_a_picture");
    check_refused(b"BEGIN:VCARD", "not_a_picture");
    check_refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic");
    check_refused(&vec![0; LONGEST_FILE + 1], "too_large");
    assert_eq!(scan(&png(GrayImage::from_pixel(300, 200, Luma([200])))).expect("a picture"), []);
}
