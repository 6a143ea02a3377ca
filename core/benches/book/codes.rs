//! Without a goal of the product: a code drawn and read back; codes read out of a camera's frame and of a photo, beside the unpacking of the same JPEG alone.

use std::path::Path;
use std::time::Duration;

use enishi_core::book::CodeRequest;
use enishi_core::code::content::{Format, Pick, Preset};
use enishi_core::code::draw::{Code, Level, QUIET_ZONE};
use enishi_core::code::payload::Payload;
use enishi_core::code::scan::{Scanned, glance, scan};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

use super::table::Measured;
use super::turns::{Runner, by_turns};
use super::{Options, import};

const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:髙﨑;邊𠮷;;;\r\nFN:髙﨑 邊𠮷\r\nX-PHONETIC-LAST-NAME:たかさき\r\n\
X-PHONETIC-FIRST-NAME:べきち\r\nORG:株式会社髙砂製作所;営業部\r\nTITLE:課長\r\nTEL;TYPE=CELL:090-1234-5678\r\n\
EMAIL;TYPE=WORK:takasaki@example.co.jp\r\nEND:VCARD\r\n";

/// A card's code, turned by a fifth of a right angle, before something that is neither even nor plain; JPEG with quality 85.
fn photo(width: u32, height: u32, module_px: f32) -> Vec<u8> {
    let code = Code::of(CARD.as_bytes(), Level::M).expect("it fits");
    let (sin, cos) = (std::f32::consts::FRAC_PI_2 / 5.0).sin_cos();
    let modules = code.size_with_quiet_zone() as f32;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (right, down) =
            ((x as f32 - width as f32 * 0.45) / module_px, (y as f32 - height as f32 * 0.5) / module_px);
        let (column, row) = (right * cos + down * sin + modules / 2.0, down * cos - right * sin + modules / 2.0);
        let on_plate = module_px > 0.0 && column >= 0.0 && row >= 0.0 && column < modules && row < modules;
        let module = |at: f32| (at as usize).checked_sub(QUIET_ZONE).filter(|at| *at < code.size());
        let is_dark = matches!((module(column), module(row)), (Some(column), Some(row)) if code.dark(column, row));
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)).wrapping_mul(3_266_489_917) >> 28;
        // Lit from the left, with things in it.
        let ground = 210 - 110 * x / width - grain - if (x / 97 + y / 61) % 5 == 0 { 60 } else { 0 };
        let light = match (on_plate, is_dark) {
            (true, true) => 25 + grain,
            (true, false) => 225 - 90 * x / width - grain,
            (false, _) => ground,
        };
        let light = u8::try_from(light.min(255)).expect("below 256");
        Rgb([light, light, light.saturating_sub(12)])
    });
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 85).encode_image(&picture).expect("a picture is written");
    jpeg
}

/// What a key press costs in the dialog of a code, from the contact in the book to the picture that was read back. A frame's budget
/// of 50 ms stands beside it.
fn shown(options: &Options, folder: &Path, lines: &mut Vec<Measured>) {
    let folder = tempfile::tempdir_in(folder).expect("a folder");
    let book = import::open(&folder.path().join("codes.book"));
    let card = Payload::of(CARD.as_bytes(), None, None).card.expect("a card");
    let id = book.add_received(&card, "").expect("added").id.expect("somebody");
    let request = CodeRequest { format: Format::Vcard, pick: Pick::Preset(Preset::Card), level: Level::M };
    for (what, room) in
        [("a code with its self-check, in 700 pixels", 700), ("the same on a full screen of 2000", 2_000)]
    {
        assert!(book.code(id, &request, room).is_ok_and(|shown| shown.picture.is_some()), "{what}");
        let [ours] = by_turns(options.rounds, [Runner::of(|| book.code(id, &request, room))]);
        lines.push(Measured { what: format!("{what}, beside 50 ms"), limit: Duration::from_millis(50), ours });
    }
}

pub fn measure(options: &Options, folder: &Path, lines: &mut Vec<Measured>) {
    shown(options, folder, lines);
    type Read = fn(&[u8]) -> enishi_core::Result<Vec<Scanned>>;
    let pictures: [(&str, Vec<u8>, Read, usize); 5] = [
        ("a code in a frame of 1280 × 720, beside unpacking it", photo(1280, 720, 7.0), glance, 1),
        ("no code in such a frame", photo(1280, 720, 0.0), glance, 0),
        ("a code in a photo of 12 million pixels, beside unpacking it", photo(4000, 3000, 16.0), scan, 1),
        ("a small code in such a photo", photo(4000, 3000, 5.0), scan, 1),
        ("no code in such a photo", photo(4000, 3000, 0.0), scan, 0),
    ];
    for (what, picture, read, codes) in pictures {
        assert_eq!(read(&picture).expect("a picture").len(), codes, "{what}");
        let unpacked = || image::load_from_memory(&picture).expect("a picture").width();
        let [limit, ours]: [Duration; 2] =
            by_turns(options.rounds, [Runner::of(unpacked), Runner::of(|| read(&picture).expect("a picture").len())]);
        lines.push(Measured { what: what.to_owned(), limit, ours });
    }
}
