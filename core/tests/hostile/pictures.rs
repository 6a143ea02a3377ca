//! Pictures made to keep a reader of codes busy, to fill the memory or to bring it down.

use std::io::Write;
use std::time::Instant;

use enishi_core::Error;
use enishi_core::code::scan::{Scanned, scan};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, GrayImage, ImageEncoder, ImageFormat, Luma};

use super::{alone, forget_peak, memory};

/// Looks for codes, and holds less than `most` MB more than before doing so. Prints the time; no test asserts one.
#[track_caller]
fn look(what: &str, most: usize, picture: &[u8]) -> enishi_core::Result<Vec<Scanned>> {
    let _alone = alone();
    forget_peak();
    let (before, began) = (memory("VmRSS"), Instant::now());
    let found = scan(picture);
    let peak = memory("VmHWM").saturating_sub(before);
    let count = found.as_ref().map(Vec::len);
    eprintln!("{what}: {} bytes, {peak} MB, {:.1?}: {count:?}", picture.len(), began.elapsed());
    assert!(peak < most, "{what} held {peak} MB");
    found
}

#[track_caller]
fn check_empty(what: &str, most: usize, picture: &[u8]) {
    assert_eq!(look(what, most, picture).expect("a picture"), [], "{what}");
}

#[track_caller]
fn check_refused(what: &str, wanted: &str, picture: &[u8]) {
    let answer = look(what, 60, picture);
    assert!(matches!(&answer, Err(Error::Unreadable { reason, .. }) if *reason == wanted), "{what}: {answer:?}");
}

fn png(picture: &GrayImage) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = PngEncoder::new(&mut out);
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::L8).expect("written");
    out
}

/// A PNG of one bit a pixel whose rows are all alike, without ever holding it.
fn striped(width: u32, height: u32) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([1, 0, 0, 0, 0]);
    let mut pressed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let row = [&[0], vec![0b1010_0110; width.div_ceil(8) as usize].as_slice()].concat();
    for _ in 0..height {
        pressed.write_all(&row).expect("memory takes everything");
    }
    let body = pressed.finish().expect("memory takes everything");
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &head), chunk(*b"IDAT", &body), chunk(*b"IEND", b"")].concat()
}

fn chunk(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [&kind, body].concat();
    let length = u32::try_from(body.len()).expect("short").to_be_bytes();
    [length.as_slice(), &named, &crc32fast::hash(&named).to_be_bytes()].concat()
}

/// Always the same noise.
fn noise(width: u32, height: u32, grain: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        let cell = u64::from(y / grain) << 32 | u64::from(x / grain);
        let mixed = (cell ^ 0x5bd1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Luma([(mixed >> 56) as u8])
    })
}

/// Corner marks of codes beside each other, `px` pixels a module.
fn marks(width: u32, height: u32, px: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        let (x, y) = (x / px % 9, y / px % 9);
        let from_edge = x.min(y).min(6u32.saturating_sub(x)).min(6u32.saturating_sub(y));
        let is_dark = x < 7 && y < 7 && from_edge != 1;
        Luma([if is_dark { 0 } else { 255 }])
    })
}

#[test]
fn pictures_that_unpack_to_more_than_any_memory_are_refused_by_their_size() {
    check_refused("a bomb as PNG", "too_large", &striped(29_999, 29_999));
    check_refused("a taller one", "too_large", &striped(8, 40_000));
    // Nearly the largest that WebP knows (VP8L: fourteen bits a side), with nothing behind its head.
    let webp = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\xfe\xbf\xff\x0f\0\0\0\0\0\0\0\0\0";
    check_refused("a bomb as WebP", "too_large", webp);
}

#[test]
fn a_picture_as_large_as_is_taken_is_looked_at_in_bounded_memory() {
    check_refused("300 million pixels", "too_large", &striped(17_000, 17_000));
    check_empty("120 million pixels", 600, &striped(12_000, 10_000));
}

#[test]
fn odd_sizes_are_looked_at() {
    for (width, height) in [(1, 1), (1, 40), (40, 1), (39, 41), (20_000, 1), (1, 20_000), (20_000, 3), (7, 9_000)] {
        check_empty(&format!("{width} × {height}"), 100, &png(&GrayImage::from_pixel(width, height, Luma([128]))));
        check_empty(&format!("{width} × {height}, noise"), 100, &png(&noise(width, height, 1)));
    }
}

#[test]
fn noise_in_any_grain_says_nothing() {
    for grain in [1, 2, 3, 5, 8] {
        check_empty(&format!("noise, {grain} pixels"), 300, &png(&noise(1200, 900, grain)));
    }
}

#[test]
fn pages_full_of_corner_marks_say_nothing() {
    for px in [1, 2, 4, 9] {
        check_empty(&format!("marks, {px} pixels a module"), 500, &png(&marks(1600, 1200, px)));
    }
    for px in [1, 2, 3] {
        check_empty(&format!("marks on twelve million pixels, {px} a module"), 700, &png(&marks(4000, 3000, px)));
    }
}

#[test]
fn cut_and_damaged_pictures_are_refused_or_looked_at() {
    let whole = marks(60, 60, 2);
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let mut out = std::io::Cursor::new(Vec::new());
        whole.write_to(&mut out, format).expect("written");
        let out = out.into_inner();
        for part in 1..20 {
            let _ = scan(&out[..out.len() * part / 20]);
            let mut damaged = out.clone();
            let at = out.len() * part / 20;
            damaged[at] ^= 0xff;
            let _ = scan(&damaged);
        }
    }
    check_refused("garbage", "not_a_picture", &noise(100, 100, 1).into_raw());
}
