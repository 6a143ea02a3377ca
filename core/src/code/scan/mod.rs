//! Codes in pictures: QR codes (ISO/IEC 18004), several in one, turned, tilted, blurred, small, light on dark.
//!
//! A picture is looked at in several sizes, from the cheapest on, until every corner mark that was seen belongs to a code
//! that was read. In each size two finders look, rxing's and then rqrr's, on the picture and on its negative; what they
//! cut out is read here ([`symbol`]), because the bytes of a code matter and neither hands them out as they stand.

mod find;
mod grey;
mod symbol;

use image::DynamicImage;
use serde::{Deserialize, Serialize};

use self::find::Found;
use self::grey::Grey;
use crate::contact::photo;
use crate::error::{Error, Result};
use crate::formats::encoding::Charset;

/// A picture file is read up to this length in bytes; what a phone takes has a fifth of it.
pub const LONGEST_FILE: usize = 64 * 1024 * 1024;

/// Pixels that a picture may have; the best phones take 108 million.
pub const MOST_PIXELS: u64 = 120_000_000;

/// Pixels of the size in which a picture is looked at first: codes that fill a part of a photo are large enough in it.
const FIRST_LOOK: usize = 2_000_000;
/// Pixels of the size in which it is looked at last: enough for a sheet of codes photographed with twelve megapixels.
const CLOSEST_LOOK: usize = 13_000_000;
/// Pictures up to so many pixels are also looked at in twice their size.
const SMALL: usize = 700_000;
/// Up to so many corner marks the second finder looks, too, which takes every pair of them in its hand.
const FEW: usize = 60;

/// A code that was read in a picture.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Scanned {
    /// What it holds, byte by byte; characters of kanji mode are Shift_JIS.
    pub bytes: Vec<u8>,
    /// What the code says that its bytes are written in (ECI, or kanji mode); `None` when it says nothing.
    pub charset: Option<Charset>,
    /// Its corners in pixels of the picture (orientation applied), in the order of the code's own: the corner between the
    /// two others that have marks, the one to its right, the one without a mark, the last.
    pub corners: [[f32; 2]; 4],
    /// Set where one text was spread over several codes and not all of them stand in the picture.
    pub part: Option<Part>,
}

/// Which piece of a text that was spread over several codes (ISO/IEC 18004, structured append).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Part {
    /// From 0.
    pub index: u8,
    /// How many there are, 1 to 16.
    pub count: u8,
    /// The same in all of them.
    pub parity: u8,
}

/// All codes in a picture (PNG, JPEG, WebP), by rows from the top and in them from the left; none is no error.
///
/// A text that was spread over several codes is one, where all of them are there. [`Error::Unreadable`] with `not_a_picture`,
/// `heic` or `too_large` ([`LONGEST_FILE`], [`MOST_PIXELS`]). Takes seconds and half a gigabyte at worst; a
/// picture made to do harm may keep it busy for longer, see [`super::apart`].
pub fn scan(picture: &[u8]) -> Result<Vec<Scanned>> {
    let picture = open(picture)?;
    let mut codes = look(&Grey::of(&picture, u8::MAX));
    if codes.is_empty() && picture.color().has_alpha() {
        // A light code without a ground was made for a dark one.
        codes = look(&Grey::of(&picture, 0));
    }
    Ok(in_order(joined(codes)))
}

/// As [`scan`], with one look only: for frames of a camera, where the next one is there before a closer look is over.
pub fn glance(frame: &[u8]) -> Result<Vec<Scanned>> {
    let picture = Grey::of(&open(frame)?, u8::MAX);
    let factor = to(FIRST_LOOK, picture.pixels());
    let mut seen = Seen::default();
    let resized = picture.resized(factor);
    if !seen.look_by_rxing(&resized, factor).is_all {
        seen.look_by_rxing(&resized.negative(), factor);
    }
    Ok(in_order(joined(seen.codes)))
}

fn open(picture: &[u8]) -> Result<DynamicImage> {
    let unreadable = |reason| Error::Unreadable { file: String::new(), reason };
    if picture.len() > LONGEST_FILE {
        return Err(unreadable("too_large"));
    }
    if photo::dimensions(picture).is_some_and(|(width, height)| u64::from(width) * u64::from(height) > MOST_PIXELS) {
        return Err(unreadable("too_large"));
    }
    photo::open(picture).map_err(unreadable)
}

fn look(picture: &Grey) -> Vec<Scanned> {
    let mut seen = Seen::default();
    // Nothing is looked at in a larger size than this, if the picture is not small.
    let closest = to(CLOSEST_LOOK, picture.pixels());
    let picture = picture.resized(closest);
    for Size { factor, sharpened } in sizes(picture.pixels()) {
        let mut resized = picture.resized(factor);
        if sharpened {
            resized = resized.sharpened();
        }
        let negative = resized.negative();
        if seen.look(&[resized, negative], factor * closest) || seen.most_marks > find::CROWD {
            break;
        }
    }
    seen.codes
}

/// What makes a picture at most so large.
fn to(wanted: usize, pixels: usize) -> f32 {
    (wanted as f32 / pixels.max(1) as f32).sqrt().min(1.0)
}

/// How large a picture is looked at, beside its own size.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Size {
    factor: f32,
    sharpened: bool,
}

fn sizes(pixels: usize) -> Vec<Size> {
    let first = to(FIRST_LOOK, pixels);
    let mut factors = vec![first];
    if first < 1.0 {
        factors.push(1.0);
    }
    factors.push(first / 2.0);
    if pixels <= SMALL {
        factors.push(2.0);
    }
    let mut sizes: Vec<Size> = factors.into_iter().map(|factor| Size { factor, sharpened: false }).collect();
    sizes.push(Size { factor: first, sharpened: true });
    sizes
}

/// How many corner marks were seen, and whether all of them so far belong to codes that were read.
struct Looked {
    marks: usize,
    is_all: bool,
}

#[derive(Default)]
struct Seen {
    codes: Vec<Scanned>,
    most_marks: usize,
}

impl Seen {
    /// Lets both finders look at a picture and its negative; true when all was found that there is.
    fn look(&mut self, both: &[Grey; 2], factor: f32) -> bool {
        let mut few = [true; 2];
        for (grey, few) in both.iter().zip(&mut few) {
            let looked = self.look_by_rxing(grey, factor);
            if looked.is_all {
                return true;
            }
            *few = looked.marks <= FEW;
        }
        for (grey, _) in both.iter().zip(few).filter(|(_, few)| *few) {
            let (found, marks) = find::safely(find::by_rqrr, grey);
            self.add(found, factor);
            if self.is_all(marks) {
                return true;
            }
        }
        false
    }

    fn look_by_rxing(&mut self, grey: &Grey, factor: f32) -> Looked {
        let (found, marks) = find::safely(find::by_rxing, grey);
        self.add(found, factor);
        Looked { marks, is_all: self.is_all(marks) }
    }

    /// Takes what was found in a resized picture and stands in no place where a code was read already.
    fn add(&mut self, found: Vec<Found>, factor: f32) {
        for Found { symbol, corners } in found {
            let corners = corners.map(|corner| corner.map(|at| at / factor));
            if self.codes.iter().any(|known| is_within(middle(&corners), &known.corners)) {
                continue;
            }
            let symbol::Symbol { bytes, charset, part } = symbol;
            self.codes.push(Scanned { bytes, charset, corners, part });
        }
    }

    /// Every three marks that a finder saw belong to a code that was read.
    fn is_all(&mut self, marks: usize) -> bool {
        self.most_marks = self.most_marks.max(marks);
        !self.codes.is_empty() && self.most_marks < 3 * (self.codes.len() + 1)
    }
}

fn middle(corners: &[[f32; 2]; 4]) -> [f32; 2] {
    let sum = corners.iter().fold([0.0, 0.0], |sum, corner| [sum[0] + corner[0], sum[1] + corner[1]]);
    sum.map(|sum| sum / 4.0)
}

/// The point lies on one side of all four edges.
fn is_within(point: [f32; 2], corners: &[[f32; 2]; 4]) -> bool {
    let next = corners.iter().cycle().skip(1);
    let sides = corners
        .iter()
        .zip(next)
        .map(|(from, to)| (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]));
    let sides: Vec<f32> = sides.collect();
    sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0)
}

/// Puts the pieces of a text together where all of them are there; the corners are those of the first.
fn joined(codes: Vec<Scanned>) -> Vec<Scanned> {
    let (mut whole, mut pieces): (Vec<Scanned>, Vec<Scanned>) =
        codes.into_iter().partition(|code| code.part.is_none_or(|part| part.count == 1));
    whole.iter_mut().for_each(|code| code.part = None);
    pieces.sort_by_key(|code| code.part.map(|part| (part.parity, part.count, part.index)));
    let same = |one: &Scanned, other: &Scanned| {
        one.part.map(|part| (part.parity, part.count)) == other.part.map(|part| (part.parity, part.count))
    };
    for group in pieces.chunk_by(same) {
        let indexes = group.iter().filter_map(|code| code.part).map(|part| usize::from(part.index));
        let count = group.first().and_then(|code| code.part).map_or(0, |part| usize::from(part.count));
        match group {
            [first, ..] if indexes.eq(0..count) => whole.push(Scanned {
                bytes: group.iter().flat_map(|code| &code.bytes).copied().collect(),
                charset: group.iter().find_map(|code| code.charset),
                corners: first.corners,
                part: None,
            }),
            _ => whole.extend_from_slice(group),
        }
    }
    whole
}

/// By rows from the top, in a row from the left. Codes stand in one row when the middle of one is beside another.
fn in_order(mut codes: Vec<Scanned>) -> Vec<Scanned> {
    let place = |code: &Scanned| middle(&code.corners);
    codes.sort_by(|one, other| place(one)[1].total_cmp(&place(other)[1]));
    let mut rows: Vec<Vec<Scanned>> = Vec::new();
    for code in codes {
        let bottom = |first: &Scanned| place(first)[1] + height(first) / 2.0;
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| place(&code)[1] < bottom(first)) => row.push(code),
            Some(_) | None => rows.push(vec![code]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| place(one)[0].total_cmp(&place(other)[0]));
    }
    rows.into_iter().flatten().collect()
}

fn height(code: &Scanned) -> f32 {
    let rows = code.corners.iter().map(|corner| corner[1]);
    rows.clone().fold(f32::MIN, f32::max) - rows.fold(f32::MAX, f32::min)
}

#[cfg(test)]
mod tests;
