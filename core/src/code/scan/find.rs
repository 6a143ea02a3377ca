//! Where codes stand in a picture, and which of their modules are dark: by two libraries, one after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::{BitGrid, PreparedImage};
use rxing::common::{BitMatrix, DetectorRXingResult, HybridBinarizer};
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{Binarizer, Luma8Source};

use super::grey::Grey;
use super::symbol::{self, Symbol};

/// Sets of three marks that are tried in one picture, the most plausible first.
const SETS: usize = 6000;
/// So many corner marks stand in no honest picture. Beyond them nothing is tried: time and memory grow with their square.
pub const CROWD: usize = 2000;
/// rqrr copies the picture for every pair of marks that it tries: it gets small ones only.
const PIXELS_FOR_RQRR: usize = 4_000_000;

/// A code as it stands in the picture that was searched.
pub struct Found {
    pub symbol: Symbol,
    pub corners: [[f32; 2]; 4],
}

/// What was found, and how many corner marks were seen.
pub type Finder = fn(&Grey) -> (Vec<Found>, usize);

/// Both libraries index freely: a panic of theirs is a picture in which nothing was found.
pub fn safely(finder: Finder, picture: &Grey) -> (Vec<Found>, usize) {
    catch_unwind(AssertUnwindSafe(|| finder(picture))).unwrap_or_default()
}

/// Finds codes by their three marks and straightens them by their alignment patterns.
pub fn by_rxing(picture: &Grey) -> (Vec<Found>, usize) {
    let Some(dark) = darkness(picture) else { return Default::default() };
    let lines = lines_like_marks(&dark);
    if lines > 10 * CROWD {
        return (Vec::new(), lines);
    }
    let mut marks = FindFinderPatterns(&dark, true, 0);
    let count = marks.len();
    if count > CROWD {
        return (Vec::new(), count);
    }
    let (mut found, mut used) = (Vec::new(), Vec::new());
    for set in GenerateFinderPatternSets(&mut marks).into_iter().take(SETS) {
        if [set.bl, set.tl, set.tr].iter().any(|mark| used.contains(mark)) {
            continue;
        }
        let sampled = catch_unwind(AssertUnwindSafe(|| SampleQR(&dark, &set)));
        let Ok(Ok(sampled)) = sampled else { continue };
        let Some(symbol) = symbol::read(sampled.getBits()) else { continue };
        used.extend([set.bl, set.tl, set.tr]);
        let [top_left, top_right, bottom_left, bottom_right] = sampled.getPoints() else { continue };
        let corners = [top_left, top_right, bottom_right, bottom_left].map(|point| [point.x, point.y]);
        found.push(Found { symbol, corners });
    }
    (found, count)
}

/// How many lines, of every third row, go through something like a mark: dark, light, three times dark, light, dark. A mark
/// has as many as one of its modules has pixels.
fn lines_like_marks(dark: &BitMatrix) -> usize {
    let mut count = 0;
    for y in (0..dark.height()).step_by(3) {
        let (mut runs, mut run, mut last) = ([0u32; 5], 0u32, false);
        for is_dark in (0..dark.width()).map(|x| dark.get(x, y)).chain([false]) {
            if is_dark == last {
                run += 1;
                continue;
            }
            runs = [runs[1], runs[2], runs[3], runs[4], run];
            let [first, second, middle, fourth, fifth] = runs;
            let is_close = |one: u32| 2 * one <= middle && 6 * one >= middle;
            count += usize::from(last && first > 0 && [first, second, fourth, fifth].into_iter().all(is_close));
            (run, last) = (1, is_dark);
        }
    }
    count
}

/// Finds codes by connected areas and fits the grid to the timing patterns; thresholds differ, too.
pub fn by_rqrr(picture: &Grey) -> (Vec<Found>, usize) {
    if picture.pixels() > PIXELS_FOR_RQRR {
        return Default::default();
    }
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let light = picture.light();
    let at = |x, y| light.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut prepared = PreparedImage::prepare_from_greyscale(width, height, at);
    let mut found = Vec::new();
    let grids = prepared.detect_grids();
    let marks = 3 * grids.len();
    for grid in &grids {
        let Some(symbol) = bits_of(&grid.grid).as_ref().and_then(symbol::read) else { continue };
        let corners = grid.bounds.map(|point| [point.x as f32, point.y as f32]);
        found.push(Found { symbol, corners });
    }
    (found, marks)
}

/// The dark pixels, each compared with those around it: light need not be even.
fn darkness(picture: &Grey) -> Option<BitMatrix> {
    let source = Luma8Source::new_with_slice(picture.light(), picture.width(), picture.height()).ok()?;
    HybridBinarizer::new(source).get_black_matrix().ok().cloned()
}

fn bits_of(grid: &impl BitGrid) -> Option<BitMatrix> {
    let size = u32::try_from(grid.size()).ok()?;
    let mut bits = BitMatrix::new(size, size).ok()?;
    for (x, y) in (0..size).flat_map(|y| (0..size).map(move |x| (x, y))) {
        bits.set_bool(x, y, grid.bit(y as usize, x as usize));
    }
    Some(bits)
}
