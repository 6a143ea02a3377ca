//! Spreadsheets: XLSX and the older XLS, read as tables by their headers like any CSV.
//!
//! calamine opens them. Beside it stand what it does not do: Excel's own furigana ([`furigana`]), a limit on what a packed
//! file unfolds to ([`packed`]), and a guard around its XLS reader.

mod furigana;
mod packed;
mod write;

use std::collections::HashMap;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;

pub use write::{Writer, fitting};

use calamine::{Cell, Data, DataRef, DataType, Reader, SheetType, SheetVisible, Xls, Xlsx};

use super::csv::{self, Row};
use super::{Found, SaidOf, Sink, Trouble};

/// Why a spreadsheet can't be opened: `locked` (a password), `too_large` (unfolds to more than we hold), `damaged`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotASheet(pub &'static str);

/// Columns that are looked at; a table of contacts has some dozens.
const COLUMNS: u32 = 1_024;
/// An XLS is held in memory.
const LARGEST_XLS: u64 = 128 * 1024 * 1024;

/// An opened spreadsheet.
pub struct Workbook<R: Read + Seek> {
    book: Book<R>,
    readings: HashMap<String, String>,
}

enum Book<R: Read + Seek> {
    Xlsx(Box<Xlsx<R>>),
    Xls(Vec<(String, calamine::Range<Data>)>),
}

impl<R: Read + Seek> Workbook<R> {
    /// Opens a spreadsheet by its content.
    ///
    /// What it unfolds to is counted before anything is kept: at most 512 MB, so that a small file can't fill the memory.
    pub fn open(mut input: R) -> Result<Workbook<R>, NotASheet> {
        let mut magic = [0; 4];
        let damaged = |_| NotASheet("damaged");
        input.read_exact(&mut magic).map_err(damaged)?;
        input.seek(SeekFrom::Start(0)).map_err(damaged)?;
        if magic == OLD {
            return Ok(Workbook { book: Book::Xls(old(input)?), readings: HashMap::new() });
        }
        packed::check(&mut input)?;
        let readings = furigana::read(&mut input).unwrap_or_default();
        input.seek(SeekFrom::Start(0)).map_err(damaged)?;
        // What it stumbles over is a damaged file.
        let book = std::panic::catch_unwind(AssertUnwindSafe(|| Xlsx::new(input))).map_err(|_| NotASheet("damaged"))?;
        let book = book.map_err(|_| NotASheet("damaged"))?;
        Ok(Workbook { book: Book::Xlsx(Box::new(book)), readings })
    }

    /// The names of its sheets, hidden ones and those without cells left out.
    pub fn sheets(&self) -> Vec<String> {
        match &self.book {
            Book::Xlsx(book) => {
                let shown = book
                    .sheets_metadata()
                    .iter()
                    .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet);
                shown.map(|sheet| sheet.name.clone()).collect()
            }
            Book::Xls(sheets) => sheets.iter().map(|(name, _)| name.clone()).collect(),
        }
    }

    /// The first sheet that looks like a table of contacts, else the first.
    pub fn likely(&mut self) -> Option<String> {
        let sheets = self.sheets();
        let like = sheets.iter().find(|sheet| self.likeness(sheet) > 0);
        like.or(sheets.first()).cloned()
    }

    /// Writes those rows of one sheet for which `said` has something, with their headers, as CSV: see [`csv::send_back`].
    pub fn send_back(
        &mut self,
        sheet: &str,
        how: &csv::How,
        column: &str,
        said: &mut SaidOf<'_>,
        out: &mut dyn Write,
    ) -> io::Result<u32> {
        let mut back = csv::SendBack::new(how, column, out)?;
        let mut done = Ok(());
        // Where the sheet ends in the middle, what stood before was read.
        let _ = self.each(sheet, &mut |row| {
            done = back.push(row, said);
            done.is_ok()
        });
        done?;
        back.end(said)
    }

    fn likeness(&mut self, sheet: &str) -> usize {
        let mut first = Vec::new();
        // A sheet that can't be read looks like nothing.
        let _ = self.each(sheet, &mut |row| {
            first.push(row.clone());
            first.len() < FIRST
        });
        csv::likeness(&first)
    }

    /// What one sheet is as a table; `None` where it is none.
    pub fn look(&mut self, sheet: &str, how: &csv::How) -> Option<csv::Seen> {
        let mut looking = csv::Looking::new(how);
        // Of a sheet that is damaged, what stands before.
        let _ = self.each(sheet, &mut |row| looking.push(row));
        looking.end()
    }

    /// Reads the contacts of one sheet. Troubles as those of [`csv::read`], and `lost_zero` and `damaged` (the sheet ends in the
    /// middle; what stood before is taken).
    pub fn read(&mut self, sheet: &str, how: &csv::How, sink: &mut Sink<'_>) {
        let mut table = csv::Table::new(how);
        let mut went_on = ControlFlow::Continue(());
        let whole = self.each(sheet, &mut |row| {
            went_on = table.push(row, sink);
            went_on.is_continue()
        });
        if went_on.is_continue() && table.end(sink).is_continue() && whole.is_err() {
            let name = sheet.to_owned();
            let trouble = Trouble { line: 1, name, reason: "damaged", detail: String::new(), lost: false };
            let _ = sink(Found::Trouble(trouble));
        }
    }

    /// Hands over the rows of a sheet in order, until `take` answers false.
    fn each(&mut self, sheet: &str, take: &mut dyn FnMut(&Row) -> bool) -> Result<(), NotASheet> {
        let mut row = Row::default();
        match &mut self.book {
            Book::Xls(sheets) => {
                let found = sheets.iter().find(|(name, _)| name == sheet).ok_or(NotASheet("damaged"))?;
                let (top, left) = found.1.start().unwrap_or_default();
                for (at, cells) in found.1.rows().enumerate() {
                    row.clear();
                    row.number = u64::from(top) + at as u64 + 1;
                    for (column, cell) in cells.iter().enumerate().take(COLUMNS as usize) {
                        put(&mut row, left as usize + column, cell, None);
                    }
                    if !take(&row) {
                        return Ok(());
                    }
                }
                Ok(())
            }
            Book::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(|_| NotASheet("damaged"))?;
                let ended = loop {
                    let next = &mut cells;
                    // A cell's name that is no name (`AStSSSSSSSr`) overflows there.
                    let cell = std::panic::catch_unwind(AssertUnwindSafe(move || next.next_cell()));
                    match cell.map_err(|_| NotASheet("damaged"))? {
                        Ok(Some(cell)) if step(&mut row, &cell, &self.readings, take) => {}
                        Ok(Some(_)) => return Ok(()),
                        Ok(None) => break Ok(()),
                        Err(_) => break Err(NotASheet("damaged")),
                    }
                };
                if row.number > 0 {
                    take(&row);
                }
                ended
            }
        }
    }
}

/// Rows looked at to tell whether a sheet holds contacts.
const FIRST: usize = 30;

/// Begins a new row where the cell stands in one, and puts it there.
fn step(
    row: &mut Row,
    cell: &Cell<DataRef<'_>>,
    readings: &HashMap<String, String>,
    take: &mut dyn FnMut(&Row) -> bool,
) -> bool {
    let (at, column) = cell.get_position();
    let number = u64::from(at) + 1;
    if number != row.number {
        if row.number > 0 && !take(row) {
            return false;
        }
        row.clear();
        row.number = number;
    }
    // A cell before the last one belongs to a damaged file.
    if column < COLUMNS && column as usize >= row.len() {
        if !row.has_room() {
            row.too_long = true;
            return true;
        }
        let value = cell.get_value();
        let reading = value.get_string().and_then(|text| readings.get(text));
        put(row, column as usize, value, reading.map(String::as_str));
    }
    true
}

fn put(row: &mut Row, at: usize, value: &impl DataType, reading: Option<&str>) {
    if let Some(text) = value.get_string() {
        return row.put(at, text, reading, false);
    }
    if let Some(moment) = value.get_datetime().filter(|moment| moment.is_datetime()) {
        let (year, month, day, ..) = moment.to_ymd_hms_milli();
        return row.put(at, &format!("{year:04}-{month:02}-{day:02}"), None, false);
    }
    if let Some(text) = value.get_datetime_iso() {
        return row.put(at, text, None, false);
    }
    if let Some(truth) = value.get_bool() {
        return row.put(at, if truth { "TRUE" } else { "FALSE" }, None, false);
    }
    match value.as_f64().filter(|number| number.is_finite()) {
        // The shortest text that gives the same number; whole numbers have no point.
        Some(number) => row.put(at, &number.to_string(), None, true),
        None => row.put(at, "", None, false),
    }
}

/// The first bytes of an OLE compound file: XLS, and XLSX behind a password.
const OLD: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// The sheets of an XLS, whole.
fn old(mut input: impl Read) -> Result<Vec<(String, calamine::Range<Data>)>, NotASheet> {
    let mut bytes = Vec::new();
    input.by_ref().take(LARGEST_XLS + 1).read_to_end(&mut bytes).map_err(|_| NotASheet("damaged"))?;
    if bytes.len() as u64 > LARGEST_XLS {
        return Err(NotASheet("too_large"));
    }
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(&bytes, &encrypted).is_some() {
        return Err(NotASheet("locked"));
    }
    // Twenty years of programs wrote this format and its reader indexes into it: whatever it stumbles over is a damaged file.
    let opened = std::panic::catch_unwind(|| {
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::XlsError::Password => NotASheet("locked"),
            _ => NotASheet("damaged"),
        })?;
        let shown = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
        let shown: Vec<String> = shown.map(|sheet| sheet.name.clone()).collect();
        Ok(book.worksheets().into_iter().filter(|(name, _)| shown.contains(name)).collect())
    });
    opened.unwrap_or(Err(NotASheet("damaged")))
}

#[cfg(test)]
mod tests;
