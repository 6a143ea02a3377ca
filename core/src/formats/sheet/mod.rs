//! Spreadsheets: XLSX and the older XLS, read as tables by their headers like any CSV.
//!
//! calamine opens the new ones. Beside it stand what it does not do: Excel's own furigana ([`furigana`]) and a limit on what a
//! packed file unfolds to ([`packed`]). The old ones have a reader of their own ([`xls`]).

mod furigana;
mod packed;
mod write;
mod xls;

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::panic::AssertUnwindSafe;

pub use write::{Writer, fitting};

use calamine::{DataType, Reader, SheetType, SheetVisible, Xlsx};

use self::xls::Xls;
use super::csv::{self, Row};
use super::{Found, SaidOf, Sink, Trouble};

/// Why a spreadsheet can't be opened: `locked` (a password), `too_large` (unfolds to more than we hold), `office` (a text or a
/// slide show of the same years as XLS), `empty` (no sheet that is shown), `damaged`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotASheet(pub &'static str);

/// Columns that are looked at; a table of contacts has some dozens.
const COLUMNS: u32 = 1_024;
/// Text that one sheet may say, as much as it may unfold to: a short file can name the same long text in every cell.
const LARGEST_TEXT: usize = 512 * 1024 * 1024;

/// An opened spreadsheet.
pub struct Workbook<R: Read + Seek> {
    book: Book<R>,
    readings: HashMap<String, String>,
}

enum Book<R: Read + Seek> {
    Xlsx(Box<Xlsx<R>>),
    Xls(Xls),
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
            return Ok(Workbook { book: Book::Xls(Xls::open(&mut input)?), readings: HashMap::new() });
        }
        packed::check(&mut input)?;
        let readings = furigana::read(&mut input).unwrap_or_default();
        input.seek(SeekFrom::Start(0)).map_err(damaged)?;
        // What it stumbles over is a damaged file.
        let book = std::panic::catch_unwind(AssertUnwindSafe(|| Xlsx::new(input))).map_err(|_| NotASheet("damaged"))?;
        let book = book.map_err(|_| NotASheet("damaged"))?;
        let book = Workbook { book: Book::Xlsx(Box::new(book)), readings };
        if book.sheets().is_empty() { Err(NotASheet("empty")) } else { Ok(book) }
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
            Book::Xls(book) => book.sheets().map(str::to_owned).collect(),
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

    /// Hands over the rows of one sheet in their order, blank ones left out that the file leaves out; `Err` where it breaks off.
    pub(crate) fn rows(&mut self, sheet: &str, take: &mut dyn FnMut(&Row)) -> Result<(), NotASheet> {
        self.each(sheet, &mut |row| {
            take(row);
            true
        })
    }

    /// What one sheet is as a table; `None` where it is none.
    pub fn look(&mut self, sheet: &str, how: &csv::How) -> Option<csv::Seen> {
        let mut looking = csv::Looking::new(how);
        // Of a sheet that is damaged, what stands before.
        let _ = self.each(sheet, &mut |row| looking.push(row));
        looking.end()
    }

    /// Reads the contacts of one sheet. Troubles as those of [`csv::read`], and `lost_zero`, `damaged` (the sheet ends in the
    /// middle; what stood before is taken) and `rest_left` (it says more than we take).
    pub fn read(&mut self, sheet: &str, how: &csv::How, sink: &mut Sink<'_>) {
        let mut table = csv::Table::new(how);
        let mut stopped = false;
        let mut watched = |found: Found| {
            let went_on = sink(found);
            stopped |= went_on.is_break();
            went_on
        };
        let mut said_something = false;
        let whole = self.each(sheet, &mut |row| {
            said_something |= !row.is_blank();
            table.push(row, &mut watched).is_continue()
        });
        let _ = table.end(&mut watched);
        // Where there is nothing in it, that is to be said.
        let reason = whole.err().map(|NotASheet(reason)| reason).or((!said_something).then_some("no_header"));
        if let Some(reason) = reason.filter(|_| !stopped) {
            let lost = matches!(reason, "rest_left" | "no_header");
            let _ =
                sink(Found::Trouble(Trouble { line: 1, name: sheet.to_owned(), reason, detail: String::new(), lost }));
        }
    }

    /// Hands over the rows of a sheet in order, until `take` answers false.
    fn each(&mut self, sheet: &str, take: &mut dyn FnMut(&Row) -> bool) -> Result<(), NotASheet> {
        let mut rows = Rows { row: Row::default(), text_left: LARGEST_TEXT, wanted: true, take };
        let ended = self.fill(sheet, &mut rows);
        rows.end();
        ended
    }

    fn fill(&mut self, sheet: &str, rows: &mut Rows<'_>) -> Result<(), NotASheet> {
        let damaged = NotASheet("damaged");
        match &mut self.book {
            Book::Xls(book) => {
                let mut whole = book.is_whole(sheet);
                for (at, cell) in book.cells(sheet) {
                    if !rows.begin(at) {
                        return Ok(());
                    }
                    if rows.has_place(at) {
                        match cell.read() {
                            Some((value, reading)) => rows.put(at, &value, Some(reading.as_str()))?,
                            None => whole = false,
                        }
                    }
                }
                if whole { Ok(()) } else { Err(damaged) }
            }
            Book::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(|_| damaged)?;
                loop {
                    let next = &mut cells;
                    // A cell's name that is no name (`AStSSSSSSSr`) overflows there.
                    let cell = std::panic::catch_unwind(AssertUnwindSafe(move || next.next_cell()));
                    let Some(cell) = cell.map_err(|_| damaged)?.map_err(|_| damaged)? else { return Ok(()) };
                    let (at, value) = (cell.get_position(), cell.get_value());
                    if !rows.begin(at) {
                        return Ok(());
                    }
                    if rows.has_place(at) {
                        let reading = value.get_string().and_then(|text| self.readings.get(text));
                        rows.put(at, value, reading.map(String::as_str))?;
                    }
                }
            }
        }
    }
}

/// Rows looked at to tell whether a sheet holds contacts.
const FIRST: usize = 30;

/// Rows as they are made of one cell after the other.
struct Rows<'a> {
    row: Row,
    text_left: usize,
    /// More rows are.
    wanted: bool,
    take: &'a mut dyn FnMut(&Row) -> bool,
}

impl Rows<'_> {
    /// Begins a new row where the cell stands in one; false when no more are wanted.
    fn begin(&mut self, (at, _): (u32, u32)) -> bool {
        let number = u64::from(at) + 1;
        if number != self.row.number {
            self.end();
            self.row.clear();
            self.row.number = number;
        }
        self.wanted
    }

    fn end(&mut self) {
        if self.wanted && self.row.number > 0 {
            self.wanted = (self.take)(&self.row);
        }
    }

    /// A cell before the last one belongs to a damaged file.
    fn has_place(&mut self, (_, column): (u32, u32)) -> bool {
        if column >= COLUMNS || (column as usize) < self.row.len() {
            return false;
        }
        self.row.too_long |= !self.row.has_room();
        self.row.has_room()
    }

    fn put(&mut self, (_, column): (u32, u32), value: &impl DataType, reading: Option<&str>) -> Result<(), NotASheet> {
        let reading = reading.filter(|reading| !reading.is_empty());
        let said = value.get_string().map_or(0, str::len) + reading.map_or(0, str::len);
        self.text_left = self.text_left.checked_sub(said).ok_or(NotASheet("rest_left"))?;
        put(&mut self.row, column as usize, value, reading);
        Ok(())
    }
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

#[cfg(test)]
mod tests;
