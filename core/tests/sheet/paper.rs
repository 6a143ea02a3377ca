//! A page on paper: what poppler draws of a PDF, measured in millimetres.

use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Stdio};

use image::{GrayImage, ImageFormat};

const COLUMNS: usize = 2;
const CARD_MM: (f64, f64) = (91.0, 55.0);
/// A letter's or module's ink, not the grey at its edge.
const INK: u8 = 128;
/// Between a code and the text beside it there is more white than between any two columns of either.
const GAP_MM: f64 = 1.2;

/// The upper left corner of a page's card, from the measures of the paper.
pub fn corner_mm(at: usize) -> (f64, f64) {
    (14.0 + CARD_MM.0 * (at % COLUMNS) as f64, 11.0 + CARD_MM.1 * (at / COLUMNS) as f64)
}

pub struct Paper {
    picture: GrayImage,
    dpi: f64,
}

/// Where a code's dark modules are, in millimetres of the page.
#[derive(Debug)]
pub struct Place {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    /// White to its left, up to text or the card's edge.
    pub free_left: f64,
}

impl Paper {
    pub fn print(pdf: &[u8], page: usize, dpi: u32) -> Self {
        Self::print_by("pdftoppm", pdf, page, dpi)
    }

    /// Drawn by cairo, which shows every seam: it gives each pixel the part of it that a path covers.
    pub fn print_by_cairo(pdf: &[u8], page: usize, dpi: u32) -> Self {
        Self::print_by("pdftocairo", pdf, page, dpi)
    }

    fn print_by(program: &str, pdf: &[u8], page: usize, dpi: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = written(pdf, folder.path());
        let (page, dpi_text) = (page.to_string(), dpi.to_string());
        let out = folder.path().join("page");
        let drawn = Command::new(program)
            .args(["-png", "-gray", "-singlefile", "-f", &page, "-l", &page, "-r", &dpi_text])
            .args([&file, &out])
            .status();
        assert!(drawn.expect("poppler's programs (Debian: poppler-utils)").success());
        let picture = image::open(out.with_extension("png")).expect("a page").into_luma8();
        Self { picture, dpi: f64::from(dpi) }
    }

    pub fn png(&self) -> Vec<u8> {
        let mut png = Cursor::new(Vec::new());
        self.picture.write_to(&mut png, ImageFormat::Png).expect("a picture");
        png.into_inner()
    }

    /// One card, cut out.
    pub fn card(&self, at: usize) -> Self {
        let (left, top) = corner_mm(at);
        let (x, y) = (self.pixel(left), self.pixel(top));
        let (width, height) = (self.pixel(CARD_MM.0), self.pixel(CARD_MM.1));
        Self { picture: image::imageops::crop_imm(&self.picture, x, y, width, height).to_image(), dpi: self.dpi }
    }

    /// What zbarimg reads: one code.
    pub fn zbarimg(&self) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("card.png");
        std::fs::write(&file, self.png()).expect("a picture");
        let read = Command::new("zbarimg")
            .args(["--quiet", "--raw", "--oneshot", "-Sbinary", "-Sdisable", "-Sqr.enable"])
            .arg(&file)
            .stderr(Stdio::null())
            .output();
        read.expect("zbarimg (Debian: zbar-tools)").stdout
    }

    pub fn grey(&self, x_mm: f64, y_mm: f64) -> u8 {
        self.picture.get_pixel(self.pixel(x_mm), self.pixel(y_mm)).0[0]
    }

    /// Something dark within a fifth of a millimetre.
    pub fn has_ink(&self, x_mm: f64, y_mm: f64) -> bool {
        let near = |mm: f64| self.pixel(mm - 0.2)..=self.pixel(mm + 0.2);
        near(y_mm).any(|y| near(x_mm).any(|x| self.picture.get_pixel(x, y).0[0] < INK))
    }

    /// A card's edges are white, so far inwards.
    pub fn is_white_around(&self, at: usize, mm: f64) -> bool {
        let (left, top) = corner_mm(at);
        let (right, bottom) = (left + CARD_MM.0, top + CARD_MM.1);
        // A crop mark's own width beside a corner doesn't count.
        let edge = 0.2;
        let white = |x: (f64, f64), y: (f64, f64)| {
            (self.pixel(y.0)..self.pixel(y.1))
                .all(|y| (self.pixel(x.0)..self.pixel(x.1)).all(|x| self.picture.get_pixel(x, y).0[0] >= INK))
        };
        white((left + edge, right - edge), (top + edge, top + mm))
            && white((left + edge, right - edge), (bottom - mm, bottom - edge))
            && white((left + edge, left + mm), (top + edge, bottom - edge))
            && white((right - mm, right - edge), (top + edge, bottom - edge))
    }

    /// A card's code: what is dark from the right, up to the first gap.
    pub fn code(&self, at: usize) -> Place {
        let (card_left, card_top) = corner_mm(at);
        let rows = self.pixel(card_top + 0.5)..self.pixel(card_top + CARD_MM.1 - 0.5);
        let columns = self.pixel(card_left + 0.5)..self.pixel(card_left + CARD_MM.0 - 0.5);
        let width = self.picture.width() as usize;
        let row = |y: u32| &self.picture.as_raw()[y as usize * width..][..width];
        let mut inked = vec![false; width];
        for y in rows.clone() {
            inked.iter_mut().zip(row(y)).for_each(|(inked, &grey)| *inked |= grey < INK);
        }
        let dark_columns: Vec<u32> = columns.clone().filter(|&x| inked[x as usize]).collect();
        let gap = (GAP_MM * self.dpi / 25.4) as u32;
        let begins =
            (1..dark_columns.len()).rev().find(|&at| dark_columns[at] - dark_columns[at - 1] > gap).unwrap_or_default();
        let (left, right) = (dark_columns[begins], *dark_columns.last().expect("a code"));
        let before = if begins == 0 { columns.start } else { dark_columns[begins - 1] + 1 };
        let dark_rows: Vec<u32> =
            rows.filter(|&y| row(y)[left as usize..=right as usize].iter().any(|&grey| grey < INK)).collect();
        let mm = |pixel: u32| f64::from(pixel) * 25.4 / self.dpi;
        Place {
            left: mm(left),
            right: mm(right + 1),
            top: mm(*dark_rows.first().expect("a code")),
            bottom: mm(dark_rows.last().expect("a code") + 1),
            free_left: mm(left - before),
        }
    }

    fn pixel(&self, mm: f64) -> u32 {
        (mm * self.dpi / 25.4).round() as u32
    }
}

/// The lines of text on one card.
pub fn text_of_card(pdf: &[u8], at: usize) -> Vec<String> {
    // At 254 dpi a millimetre is ten pixels.
    let (left, top) = corner_mm(at);
    let tenths = |mm: f64| ((mm * 10.0).round() as u32).to_string();
    let crop = ["-r", "254", "-x", &tenths(left), "-y", &tenths(top), "-W", "910", "-H", "550"];
    lines(&ask(pdf, "pdftotext", &crop, &["-"]))
}

/// All lines of text, in the order in which they were written.
pub fn text(pdf: &[u8]) -> Vec<String> {
    lines(&ask(pdf, "pdftotext", &["-raw"], &["-"]))
}

pub fn info(pdf: &[u8]) -> String {
    let told = ask(pdf, "pdfinfo", &[], &[]);
    told.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect()
}

pub fn fonts(pdf: &[u8]) -> String {
    ask(pdf, "pdffonts", &[], &[])
}

fn lines(text: &str) -> Vec<String> {
    text.split(['\n', '\u{C}']).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn ask(pdf: &[u8], program: &str, before: &[&str], after: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(pdf, folder.path());
    let told = Command::new(program).args(before).arg(&file).args(after).output();
    String::from_utf8(told.expect("poppler's programs (Debian: poppler-utils)").stdout).expect("UTF-8")
}

fn written(pdf: &[u8], folder: &Path) -> std::path::PathBuf {
    let file = folder.join("sheet.pdf");
    std::fs::write(&file, pdf).expect("a file");
    file
}
