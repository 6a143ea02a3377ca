//! Cards to print: a PDF of A4 pages with ten cards each, name and company in type beside a code.
//!
//! The page is that of the ten-up business card paper sold in Japan: cards of 91 × 55 mm, two beside each other and
//! five below, edge to edge; margins of 14 mm left and right and 11 mm above and below. Pure: no files, no clock, no
//! randomness; the same cards give the same bytes.

mod card;
mod face;
mod fit;
mod modules;

use krilla::Document;
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use super::draw::{Code, PRINTED_MODULE_MM, QUIET_ZONE};
use crate::{Error, Result};
use card::{HEIGHT_MM, Laid, WIDTH_MM};
use face::{Face, Lacks};
use fit::Step;

/// Cards on one page.
pub const A_PAGE: usize = COLUMNS * ROWS;
/// A module should be printed no smaller than this (mm): [`PRINTED_MODULE_MM`].
pub const GOAL_MM: f32 = PRINTED_MODULE_MM as f32;
/// The largest version of a code whose modules reach [`GOAL_MM`] on a card; a denser one is better handed over as a file.
pub const LARGEST_VERSION: u8 = 31;

const COLUMNS: usize = 2;
const ROWS: usize = 5;
const PAGE_MM: (f32, f32) = (210.0, 297.0);
const MARGIN_MM: (f32, f32) = (14.0, 11.0);

/// The code's dark side, unless its modules would be smaller than [`GOAL_MM`].
const SIDE_MM: f32 = 31.0;
/// The code's side with its quiet zone, at most.
const LARGEST_SIDE_MM: f32 = 50.0;
/// What a printer of 600 dots an inch can tell apart: modules of whole dots all print alike.
const DOT_MM: f32 = 25.4 / 600.0;

/// Crop marks stand outside the cards, this far from them, and are this long and this wide.
const MARK_MM: (f32, f32, f32) = (2.0, 5.0, 0.1);
/// The trademark line's baseline, from the lower edge of the page.
const TRADEMARK_MM: f32 = 5.5;
const TRADEMARK: [Step; 1] = [Step { lines: 1, size: (5.5, 4.0) }];

/// What stands on one card. Empty texts take no room.
#[derive(Debug, Clone)]
pub struct Printed {
    pub name: String,
    /// Printed small above the name, unless it is the same.
    pub reading: String,
    pub company: String,
    pub department: String,
    pub title: String,
    /// Phones, mail addresses and the like, each a line, with whatever word stands before it.
    pub lines: Vec<String>,
    pub code: Code,
}

/// The words of a sheet, in the reader's language.
#[derive(Debug, Clone)]
pub struct Words {
    /// The document's title.
    pub title: String,
    /// The line at the foot of every page.
    pub trademark: String,
    /// The document's language, as RFC 3066 writes it (`ja`, `en`).
    pub language: String,
}

/// Where to cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guides {
    /// For perforated paper.
    None,
    /// For plain paper: hairlines in the page's margins at every cut, none on the cards.
    CropMarks,
}

/// A printed sheet, with what a careful app says about it before somebody prints a hundred of them.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub pdf: Vec<u8>,
    pub pages: u32,
    /// Each card's edge of a module in millimetres, below [`GOAL_MM`] where its code is too dense.
    pub module_mm: Vec<f32>,
    /// Characters that the typeface lacks, in order; each is drawn as 〓 and stays itself in the PDF's text.
    pub missing: Vec<char>,
    /// Characters with a variation selector (another form of the same kanji) that are drawn in the standard form.
    pub plain: Vec<String>,
    /// Cards (counted from 0) of which some text is so long that it ends in an ellipsis.
    pub cut: Vec<usize>,
}

/// The edge of a module, in millimetres, that a code of so many modules a side gets on a card.
pub fn module_mm(modules: usize) -> f32 {
    let modules = modules.max(1) as f32;
    let dots = |mm: f32| (mm / DOT_MM + 1e-3).floor();
    let goal = (GOAL_MM / DOT_MM).ceil();
    let most = LARGEST_SIDE_MM / (modules + 2.0 * QUIET_ZONE as f32);
    let whole = dots(SIDE_MM / modules).max(goal).min(dots(most));
    if whole >= goal { whole * DOT_MM } else { most }
}

/// Lays cards out in their order, row by row, on as many pages as they need.
///
/// # Errors
///
/// `Invalid` with `no_cards` for none at all, with `unprintable` if the PDF cannot be written (text that is no text).
pub fn sheet(cards: &[Printed], words: &Words, guides: Guides) -> Result<Sheet> {
    if cards.is_empty() {
        return Err(Error::Invalid { field: "cards".into(), reason: "no_cards" });
    }
    let face = Face::bundled();
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(words.title.clone()).language(words.language.clone()));
    let mut cut = Vec::new();
    for (number, page_cards) in cards.chunks(A_PAGE).enumerate() {
        let laid: Vec<Laid> = page_cards.iter().map(|card| card::lay(face, card)).collect();
        cut.extend(laid.iter().enumerate().filter(|(_, card)| card.cut).map(|(at, _)| number * A_PAGE + at));
        draw_page(&mut document, face, page_cards, &laid, words, guides)?;
    }
    let pdf = document.finish().map_err(|_| unprintable())?;
    let lacks = lacks(face, cards, words);
    Ok(Sheet {
        pdf,
        pages: cards.chunks(A_PAGE).map(|_| 1).sum(),
        module_mm: cards.iter().map(|card| module_mm(card.code.size())).collect(),
        missing: lacks.missing.into_iter().collect(),
        plain: lacks.plain.into_iter().collect(),
        cut,
    })
}

fn unprintable() -> Error {
    Error::Invalid { field: "cards".into(), reason: "unprintable" }
}

fn lacks(face: &Face, cards: &[Printed], words: &Words) -> Lacks {
    let mut lacks = Lacks::default();
    for card in cards {
        for text in [&card.name, &card.reading, &card.company, &card.department, &card.title] {
            face.check(text, &mut lacks);
        }
        card.lines.iter().for_each(|line| face.check(line, &mut lacks));
    }
    face.check(&words.trademark, &mut lacks);
    lacks
}

fn draw_page(
    document: &mut Document,
    face: &Face,
    cards: &[Printed],
    laid: &[Laid],
    words: &Words,
    guides: Guides,
) -> Result<()> {
    let settings = PageSettings::from_wh(points(PAGE_MM.0), points(PAGE_MM.1)).ok_or_else(unprintable)?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for (at, (card, laid)) in cards.iter().zip(laid).enumerate() {
        let corner = (points(column_mm(at % COLUMNS)), points(row_mm(at / COLUMNS)));
        draw_card(&mut surface, face, corner, laid, &card.code);
    }
    draw_trademark(&mut surface, face, &words.trademark);
    match guides {
        Guides::None => {}
        Guides::CropMarks => draw_marks(&mut surface, cards.len()),
    }
    surface.finish();
    page.finish();
    Ok(())
}

fn draw_card(surface: &mut Surface<'_>, face: &Face, corner: (f32, f32), laid: &Laid, code: &Code) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill::default()));
    for text in &laid.texts {
        let at = Point::from_xy(corner.0 + text.x, corner.1 + text.baseline);
        surface.draw_glyphs(at, &text.line.glyphs, face.font(), &text.line.text, text.size, false);
    }
    if let Some(path) = code_path(code) {
        let (x, y, module) = (corner.0 + laid.code.x, corner.1 + laid.code.y, laid.code.module);
        surface.push_transform(&Transform::from_row(module, 0.0, 0.0, module, x, y));
        surface.draw_path(&path);
        surface.pop();
    }
}

/// All dark modules as one path, in modules, so that no reader of the PDF can draw a seam between two of them.
fn code_path(code: &Code) -> Option<Path> {
    let mut path = PathBuilder::new();
    for block in modules::blocks(code) {
        let (x, y) = (block.x as f32, block.y as f32);
        path.push_rect(Rect::from_xywh(x, y, block.width as f32, block.height as f32)?);
    }
    path.finish()
}

/// Below the first column, level with its text and clear of the crop marks.
fn draw_trademark(surface: &mut Surface<'_>, face: &Face, text: &str) {
    let fitted = fit::fit(face, text, points(WIDTH_MM - 2.0 * card::MARGIN_MM), 0.0, &TRADEMARK);
    let at = Point::from_xy(points(column_mm(0) + card::MARGIN_MM), points(PAGE_MM.1 - TRADEMARK_MM));
    for line in &fitted.lines {
        surface.draw_glyphs(at, &line.glyphs, face.font(), &line.text, fitted.size, false);
    }
}

/// At both ends of every cut that the cards of this page need.
fn draw_marks(surface: &mut Surface<'_>, cards: usize) {
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: luma::Color::black().into(),
        width: points(MARK_MM.2),
        ..Stroke::default()
    }));
    let (near, far) = (MARK_MM.0, MARK_MM.0 + MARK_MM.1);
    let mut path = PathBuilder::new();
    let mut line = |from: (f32, f32), to: (f32, f32)| {
        path.move_to(points(from.0), points(from.1));
        path.line_to(points(to.0), points(to.1));
    };
    for x in (0..=cards.min(COLUMNS)).map(column_mm) {
        line((x, row_mm(0) - far), (x, row_mm(0) - near));
        line((x, row_mm(ROWS) + near), (x, row_mm(ROWS) + far));
    }
    for y in (0..=cards.div_ceil(COLUMNS)).map(row_mm) {
        line((column_mm(0) - far, y), (column_mm(0) - near, y));
        line((column_mm(COLUMNS) + near, y), (column_mm(COLUMNS) + far, y));
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn column_mm(column: usize) -> f32 {
    MARGIN_MM.0 + column as f32 * WIDTH_MM
}

fn row_mm(row: usize) -> f32 {
    MARGIN_MM.1 + row as f32 * HEIGHT_MM
}

/// Millimetres in points.
fn points(mm: f32) -> f32 {
    mm * 72.0 / 25.4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::draw::Level;

    fn card(name: &str) -> Printed {
        Printed {
            name: name.into(),
            reading: String::new(),
            company: "髙砂製作所".into(),
            department: String::new(),
            title: String::new(),
            lines: vec!["090-0000-0000".into()],
            code: Code::of(name.as_bytes(), Level::M).expect("it fits"),
        }
    }

    fn words() -> Words {
        Words { title: "名刺".into(), trademark: "QR".into(), language: "ja".into() }
    }

    #[test]
    fn the_same_cards_give_the_same_bytes() {
        let cards: Vec<Printed> =
            ["田中 太郎", "𠮷野 花", "Taro Tanaka"].map(card).into_iter().cycle().take(25).collect();
        let print = || sheet(&cards, &words(), Guides::CropMarks).expect("a sheet").pdf;
        assert!(print() == print(), "no clock, no chance");
    }

    #[test]
    fn what_cannot_be_printed_as_written_is_told() {
        let printed = sheet(&[card("𠮷野 花"), card("田\u{E0105}"), card(&"長い".repeat(99))], &words(), Guides::None);
        let printed = printed.expect("a sheet");
        assert_eq!(
            (printed.missing, printed.plain, printed.cut),
            (vec!['𠮷'], vec!["田\u{E0105}".to_owned()], vec![2])
        );
    }

    #[test]
    fn a_sheet_without_cards_is_refused() {
        let refused = sheet(&[], &words(), Guides::None);
        assert!(matches!(refused, Err(Error::Invalid { reason: "no_cards", .. })));
    }

    /// Modules a side of a version (ISO/IEC 18004).
    fn modules(version: u8) -> usize {
        17 + 4 * usize::from(version)
    }

    #[test]
    fn every_version_up_to_the_largest_reaches_the_goal_and_no_other() {
        for version in 1..=40 {
            let edge = module_mm(modules(version));
            assert_eq!(edge >= GOAL_MM, version <= LARGEST_VERSION, "version {version}: {edge} mm");
            let with_quiet_zone = edge * (modules(version) + 2 * QUIET_ZONE) as f32;
            assert!(with_quiet_zone <= LARGEST_SIDE_MM + 1e-3, "version {version} leaves its card");
        }
    }

    #[test]
    fn up_to_version_30_modules_are_whole_dots_of_a_printer() {
        for version in 1..=30 {
            let dots = module_mm(modules(version)) / DOT_MM;
            assert!((dots - dots.round()).abs() < 1e-3, "version {version}: {dots} dots");
        }
    }
}
