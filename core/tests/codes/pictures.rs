//! How codes are met: on screens, in files, in front of a camera.

use std::f32::consts::TAU;

use enishi_core::code::draw::{Code, QUIET_ZONE};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// As the app draws it, 4 pixels a module.
    Clean,
    /// Its white plate on a page that is nearly black.
    OnNearlyBlack,
    /// 3 pixels a module, enlarged to 125 % as screens do it.
    At125Percent,
    /// Saved as JPEG with quality 50.
    Jpeg50,
    /// By 7° to 45°.
    Turned,
    /// Photographed from 20° aside and four plates away, 6 pixels a module, and blurred over one module: nineteen of twenty parts of
    /// a point's light fall within its width.
    BlurredAndTilted,
    /// As bad as it gets: 4 pixels a module, two and a half plates away, and a point is one module wide where it has half of its light.
    OutOfFocus,
}

pub const KINDS: [Kind; 7] = [
    Kind::Clean,
    Kind::OnNearlyBlack,
    Kind::At125Percent,
    Kind::Jpeg50,
    Kind::Turned,
    Kind::BlurredAndTilted,
    Kind::OutOfFocus,
];

/// How many deviations of a Gaussian hold nineteen of twenty parts of it.
const NEARLY_ALL: f32 = 3.92;
/// How many it is wide at half of its height: 2 √(2 ln 2).
const HALF_HEIGHT: f32 = 2.355;

impl Kind {
    /// Which share has to be read.
    pub fn least(self) -> f64 {
        match self {
            Kind::Clean | Kind::OnNearlyBlack | Kind::At125Percent | Kind::Jpeg50 | Kind::Turned => 1.0,
            Kind::BlurredAndTilted | Kind::OutOfFocus => 0.95,
        }
    }

    /// The other program reads these, too; of codes out of focus it misses half, which says nothing about the codes.
    pub fn is_for_others(self) -> bool {
        self != Kind::OutOfFocus
    }

    /// How often the other program may look, each time at another angle: of turned codes it misses one in some hundred at any one,
    /// whatever their size (1 of 1,000 at four pixels a module, 3 at six), and a hand does not hold still.
    pub fn looks(self) -> u64 {
        if self == Kind::Turned { 2 } else { 1 }
    }

    /// A file with the code in it; `seed` decides angles and places.
    pub fn picture(self, code: &Code, seed: u64) -> Vec<u8> {
        let chance = |which: u32, below: f32| (seed.rotate_left(which * 13) % 4096) as f32 / 4096.0 * below;
        let plate = plate(code, 4);
        match self {
            Kind::Clean => png(plate),
            Kind::OnNearlyBlack => {
                let mut page = GrayImage::from_pixel(plate.width() + 300, plate.height() + 200, Luma([0x14]));
                imageops::replace(&mut page, &plate, chance(1, 300.0) as i64, chance(2, 200.0) as i64);
                png(page)
            }
            Kind::At125Percent => {
                let plate = self::plate(code, 3);
                let larger = |side: u32| side * 5 / 4;
                png(imageops::resize(&plate, larger(plate.width()), larger(plate.height()), FilterType::Triangle))
            }
            Kind::Jpeg50 => {
                let mut jpeg = Vec::new();
                JpegEncoder::new_with_quality(&mut jpeg, 50).encode_image(&plate).expect("a picture is written");
                jpeg
            }
            Kind::Turned => {
                png(seen(&plate, (7.0 + chance(3, 38.0)).to_radians(), &Camera { tilt: 0.0, ..Camera::default() }))
            }
            Kind::BlurredAndTilted => {
                let blurred = imageops::blur(&self::plate(code, 6), 6.0 / NEARLY_ALL);
                png(seen(&blurred, chance(4, 0.3), &Camera { towards: chance(5, TAU), away: 4.0, ..Camera::default() }))
            }
            Kind::OutOfFocus => {
                let blurred = imageops::blur(&plate, 4.0 / HALF_HEIGHT);
                png(seen(&blurred, chance(4, 0.3), &Camera { towards: chance(5, TAU), ..Camera::default() }))
            }
        }
    }
}

/// Where it stands: how far aside and in which direction (radians), and how many plates away.
struct Camera {
    tilt: f32,
    towards: f32,
    away: f32,
}

impl Default for Camera {
    fn default() -> Camera {
        Camera { tilt: 20f32.to_radians(), towards: 0.0, away: 2.5 }
    }
}

fn plate(code: &Code, px: usize) -> GrayImage {
    let side = u32::try_from(code.size_with_quiet_zone() * px).expect("small");
    let module = |at: u32| (at as usize / px).checked_sub(QUIET_ZONE).filter(|at| *at < code.size());
    GrayImage::from_fn(side, side, |x, y| {
        let is_dark = matches!((module(x), module(y)), (Some(x), Some(y)) if code.dark(x, y));
        Luma([if is_dark { 0 } else { 255 }])
    })
}

/// The plate turned by `turn` (radians) on a page of light grey, as a camera sees it.
fn seen(plate: &GrayImage, turn: f32, Camera { tilt, towards, away }: &Camera) -> GrayImage {
    let side = plate.width() as f32;
    let room = (side * 1.5) as u32;
    let away = away * side;
    GrayImage::from_fn(room, room, |x, y| {
        let (x, y) = (x as f32 + 0.5 - room as f32 / 2.0, y as f32 + 0.5 - room as f32 / 2.0);
        // Along the direction of the tilt and across it; the plate's plane is met by the ray through this pixel.
        let (along, across) = (x * towards.cos() + y * towards.sin(), y * towards.cos() - x * towards.sin());
        let along = along * away / (away * tilt.cos() - along * tilt.sin());
        let across = across * (1.0 + along * tilt.sin() / away);
        let (x, y) = (along * towards.cos() - across * towards.sin(), along * towards.sin() + across * towards.cos());
        let (x, y) = (x * turn.cos() + y * turn.sin(), y * turn.cos() - x * turn.sin());
        Luma([between(plate, x + side / 2.0 - 0.5, y + side / 2.0 - 0.5)])
    })
}

/// The light at a place between pixels; grey beside the plate.
fn between(plate: &GrayImage, x: f32, y: f32) -> u8 {
    let at = |x: f32, y: f32| {
        let inside = x >= 0.0 && y >= 0.0 && x < plate.width() as f32 && y < plate.height() as f32;
        f32::from(if inside { plate.get_pixel(x as u32, y as u32).0[0] } else { 230 })
    };
    let (left, top) = (x.floor(), y.floor());
    let (right, below) = (x - left, y - top);
    let upper = at(left, top) * (1.0 - right) + at(left + 1.0, top) * right;
    let lower = at(left, top + 1.0) * (1.0 - right) + at(left + 1.0, top + 1.0) * right;
    (upper * (1.0 - below) + lower * below).round() as u8
}

fn png(picture: GrayImage) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut out, ImageFormat::Png).expect("a picture is written");
    out.into_inner()
}
