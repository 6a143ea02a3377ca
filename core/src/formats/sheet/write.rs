//! Writing a table as an XLSX workbook of one sheet: all cells are texts, so that phones and postal codes keep their zeros and
//! nothing is ever run.

use std::borrow::Cow;
use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::time::Moment;

/// Characters that a cell holds, as Excel counts them: UTF-16 units.
const LONGEST_CELL: usize = 32_767;
/// Rows of a sheet with that of the headers.
const ROWS: u32 = 1_048_576;

/// Writes row by row: what is written waits in a nameless file of the system's temporary folder, memory does not grow.
pub struct Writer {
    book: Workbook,
    sheet: Worksheet,
    text: Format,
    row: u32,
}

impl Writer {
    /// Begins with the headers, bold and standing still; `now` is noted as the moment the file was made.
    pub fn new(headers: &[String], now: Moment) -> io::Result<Writer> {
        let mut book = Workbook::new();
        let mut properties = DocProperties::new();
        if let Ok(made) = ExcelDateTime::from_timestamp(now.0.div_euclid(1000)) {
            properties = properties.set_creation_datetime(&made);
        }
        book.set_properties(&properties);
        let mut sheet = book.new_worksheet_with_constant_memory().map_err(failed)?;
        // `@`: what is typed into the table later stays text too.
        let text = Format::new().set_num_format("@");
        sheet.set_name("連絡先").and_then(|sheet| sheet.set_freeze_panes(1, 0)).map_err(failed)?;
        let bold = Format::new().set_num_format("@").set_bold();
        for (at, header) in (0..).zip(headers) {
            sheet
                .set_column_format(at, &text)
                .and_then(|sheet| sheet.set_column_width(at, 16))
                .and_then(|sheet| sheet.write_string_with_format(0, at, header, &bold))
                .map_err(failed)?;
        }
        Ok(Writer { book, sheet, text, row: 0 })
    }

    /// One row. Cells must be [`fitting`]; an error where the sheet is full.
    pub fn row(&mut self, cells: &[String]) -> io::Result<()> {
        self.row += 1;
        if self.row >= ROWS {
            return Err(io::Error::other("a sheet holds 1,048,575 contacts"));
        }
        for (at, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                self.sheet.write_string_with_format(self.row, at, cell, &self.text).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Packs the workbook into `out`.
    pub fn finish(mut self, out: impl Write + Send) -> io::Result<()> {
        self.book.push_worksheet(self.sheet);
        self.book.save_to_writer(out).map_err(failed)
    }
}

/// The text as far as a cell holds it: 32,767 characters without what XML can't say.
pub fn fitting(cell: &str) -> Cow<'_, str> {
    let said = |ch: char| !ch.is_control() || matches!(ch, '\n' | '\t');
    let short = cell.len() <= LONGEST_CELL;
    if short && cell.chars().all(said) {
        return Cow::Borrowed(cell);
    }
    let mut left = LONGEST_CELL;
    let fits = |ch: &char| {
        let fits = ch.len_utf16() <= left;
        left = left.saturating_sub(ch.len_utf16());
        fits
    };
    Cow::Owned(cell.chars().filter(|ch| said(*ch)).take_while(fits).collect())
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}
