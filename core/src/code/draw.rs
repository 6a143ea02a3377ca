//! A QR code (ISO/IEC 18004, model 2) and its pictures: dark on white, 4 modules of quiet zone, whole pixels a module.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};

/// White modules on every side (ISO/IEC 18004, 9.1).
pub const QUIET_ZONE: usize = 4;
/// The edge of a printed module that phones read without trouble, in millimetres.
pub const PRINTED_MODULE_MM: f64 = 0.33;
/// The longest side of a picture that is written, in pixels.
const LARGEST_PX: usize = 8_192;

/// How much of a code may be dirty or torn, at least: about 7, 15, 25 or 30 %.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub enum Level {
    L,
    #[default]
    M,
    Q,
    H,
}

/// How well phones read a code, by its size.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// Up to version 12: at the first try.
    Good,
    /// Up to version 16: older phones need a large picture.
    Dense,
    /// Up to version 20: on a screen and held still.
    Hard,
    /// Above that: better to leave something out.
    TooDense,
}

/// The modules of one code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    size: usize,
    dark: Vec<bool>,
    level: Level,
}

impl Code {
    /// The smallest code that holds these bytes, in byte mode and without ECI, at `level` or better where that costs no room.
    /// `None` beyond what a code of version 40 holds.
    pub fn of(bytes: &[u8], level: Level) -> Option<Code> {
        let code = QrCode::encode_binary(bytes, level.into()).ok()?;
        let size = usize::try_from(code.size()).ok()?;
        let at = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
        let dark = (0..size * size).map(|module| code.get_module(at(module % size), at(module / size))).collect();
        Some(Code { size, dark, level: Level::from(code.error_correction_level()) })
    }

    /// 1 to 40.
    pub fn version(&self) -> u8 {
        u8::try_from(self.size.saturating_sub(17) / 4).unwrap_or(u8::MAX)
    }

    /// The level it has: the one asked for, or a better one.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Modules a side, without the quiet zone.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Modules a side, with the quiet zone.
    pub fn size_with_quiet_zone(&self) -> usize {
        self.size + 2 * QUIET_ZONE
    }

    /// The module in column `x` and row `y` is dark; there are none outside.
    pub fn dark(&self, x: usize, y: usize) -> bool {
        x < self.size && self.dark.get(y * self.size + x).copied().unwrap_or_default()
    }

    pub fn advice(&self) -> Advice {
        match self.version() {
            ..=12 => Advice::Good,
            13..=16 => Advice::Dense,
            17..=20 => Advice::Hard,
            _ => Advice::TooDense,
        }
    }

    /// The edge of the printed code with its quiet zone, in millimetres, at [`PRINTED_MODULE_MM`].
    pub fn printed_mm(&self) -> f64 {
        self.size_with_quiet_zone() as f64 * PRINTED_MODULE_MM
    }

    /// The most pixels a module can have in a square of `room` pixels; 1 where not even that fits.
    pub fn module_px(&self, room: usize) -> usize {
        (room.min(LARGEST_PX) / self.size_with_quiet_zone()).max(1)
    }

    /// A PNG in shades of grey with `module_px` pixels a module.
    pub fn png(&self, module_px: usize) -> Vec<u8> {
        let module_px = module_px.clamp(1, LARGEST_PX / self.size_with_quiet_zone());
        let side = self.size_with_quiet_zone() * module_px;
        let mut pixels = Vec::with_capacity(side * side);
        for y in 0..self.size_with_quiet_zone() {
            let row = (0..self.size_with_quiet_zone()).flat_map(|x| {
                let dark = x >= QUIET_ZONE && y >= QUIET_ZONE && self.dark(x - QUIET_ZONE, y - QUIET_ZONE);
                std::iter::repeat_n(if dark { 0 } else { 0xff }, module_px)
            });
            let from = pixels.len();
            pixels.extend(row);
            for _ in 1..module_px {
                pixels.extend_from_within(from..from + side);
            }
        }
        let mut png = Vec::new();
        let side = u32::try_from(side).unwrap_or(u32::MAX);
        PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up)
            .write_image(&pixels, side, side, ExtendedColorType::L8)
            .expect("BUG: grey pixels of a known size are always written");
        png
    }

    /// An SVG of one unit a module, black on a white plate.
    pub fn svg(&self) -> String {
        let side = self.size_with_quiet_zone();
        let mut path = String::new();
        for y in 0..self.size {
            let mut x = 0;
            while x < self.size {
                let run = (x..self.size).take_while(|x| self.dark(*x, y)).count();
                if run > 0 {
                    path.push_str(&format!("M{},{}h{run}v1h-{run}z", x + QUIET_ZONE, y + QUIET_ZONE));
                }
                x += run.max(1);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0,0h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>\n"
        )
    }
}

impl From<Level> for QrCodeEcc {
    fn from(level: Level) -> QrCodeEcc {
        match level {
            Level::L => QrCodeEcc::Low,
            Level::M => QrCodeEcc::Medium,
            Level::Q => QrCodeEcc::Quartile,
            Level::H => QrCodeEcc::High,
        }
    }
}

impl From<QrCodeEcc> for Level {
    fn from(level: QrCodeEcc) -> Level {
        match level {
            QrCodeEcc::Low => Level::L,
            QrCodeEcc::Medium => Level::M,
            QrCodeEcc::Quartile => Level::Q,
            QrCodeEcc::High => Level::H,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: usize) -> Code {
        Code::of(&vec![b'a'; bytes], Level::M).expect("it fits")
    }

    #[test]
    fn the_version_follows_the_bytes_and_the_advice_the_version() {
        // The capacities of byte mode at level M (ISO/IEC 18004, table 7).
        for (bytes, version, advice) in [
            (14, 1, Advice::Good),
            (287, 12, Advice::Good),
            (288, 13, Advice::Dense),
            (450, 16, Advice::Dense),
            (451, 17, Advice::Hard),
            (666, 20, Advice::Hard),
            (667, 21, Advice::TooDense),
            (2_331, 40, Advice::TooDense),
        ] {
            let code = code(bytes);
            assert_eq!((code.version(), code.advice()), (version, advice), "{bytes} bytes");
        }
        assert_eq!(Code::of(&[b'a'; 2_332], Level::M), None, "more than any code holds");
        assert!(Code::of(&[b'a'; 2_953], Level::L).is_some());
    }

    #[test]
    fn a_picture_has_whole_pixels_and_four_white_modules_around() {
        let code = code(100);
        let module = code.module_px(500);
        let picture = image::load_from_memory(&code.png(module)).expect("a picture").to_luma8();
        let side = code.size_with_quiet_zone() * module;
        assert_eq!((picture.width() as usize, picture.height() as usize), (side, side));
        assert!(side <= 500 && side + code.size_with_quiet_zone() > 500, "as large as fits: {side}");
        for (x, y, pixel) in picture.enumerate_pixels() {
            let (x, y) = (x as usize / module, y as usize / module);
            let inside = |at: usize| (QUIET_ZONE..QUIET_ZONE + code.size()).contains(&at);
            let dark = inside(x) && inside(y) && code.dark(x - QUIET_ZONE, y - QUIET_ZONE);
            assert_eq!(pixel.0[0], if dark { 0 } else { 0xff }, "at {x}, {y}");
        }
    }

    #[test]
    fn a_vector_picture_says_the_same_modules() {
        let code = code(60);
        let svg = code.svg();
        let path = svg.split("d=\"").nth(2).and_then(|rest| rest.split('"').next()).expect("its path");
        let mut drawn = vec![false; code.size() * code.size()];
        for run in path.split('M').skip(1) {
            let (place, rest) = run.split_once('h').expect("a run");
            let (x, y) = place.split_once(',').expect("a place");
            let number = |text: &str| text.parse::<usize>().expect("a number");
            let (x, y) = (number(x) - QUIET_ZONE, number(y) - QUIET_ZONE);
            for x in x..x + number(rest.split('v').next().expect("its length")) {
                drawn[y * code.size() + x] = true;
            }
        }
        assert_eq!(drawn, code.dark);
    }
}
