//! XLS, as Excel wrote it until 2003: BIFF5 and BIFF8 ([MS-XLS]) in a compound file.
//!
//! Our own reader: calamine lays each sheet out in memory from its first cell to its last one, copies a text for every cell that
//! names it, and follows a chain of sectors in a circle without end. Here the workbook's stream is held once, and beside it eight
//! bytes for a cell and for a text; cells are made when their row is asked for.

mod bytes;
mod compound;
mod numbers;
mod records;

use std::collections::HashMap;
use std::io::{Read, Seek};

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};
use encoding_rs::Encoding;

use self::bytes::{byte, float, short};
use self::compound::Compound;
use self::records::{Flow, Place, Record, records};
use super::{COLUMNS, NotASheet};

/// The workbook's own stream; without its pictures, all that a sheet of this format can hold takes half.
const LARGEST: u64 = 128 * 1024 * 1024;
/// Shared texts; the fullest of sheets with a text of its own in every second cell.
const TEXTS: usize = 8 * 1024 * 1024;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const LOCKED: u16 = 0x002f;
const CODE_PAGE: u16 = 0x0042;
const FROM_1904: u16 = 0x0022;
const FORMAT: u16 = 0x041e;
const CELL_FORMAT: u16 = 0x00e0;
const SHEET: u16 = 0x0085;
const SHARED_TEXTS: u16 = 0x00fc;
const NUMBER: u16 = 0x0203;
const PACKED: u16 = 0x027e;
const PACKED_ROW: u16 = 0x00bd;
const TEXT: u16 = 0x0204;
const RICH_TEXT: u16 = 0x00d6;
const SHARED_TEXT: u16 = 0x00fd;
const FORMULA: u16 = 0x0006;
const FORMULA_TEXT: u16 = 0x0207;
const TRUTH: u16 = 0x0205;

/// Visible, and a sheet of cells.
const SHOWN: (u8, u8) = (0, 0);

/// A workbook, its stream as it stands.
pub(super) struct Xls {
    stream: Vec<u8>,
    /// Texts are UTF-16 and some are shared: BIFF8.
    unicode: bool,
    code_page: &'static Encoding,
    texts: Vec<Place>,
    /// Of each look a cell may have: it shows days.
    days: Vec<bool>,
    from_1904: bool,
    sheets: Vec<Sheet>,
}

struct Sheet {
    name: String,
    from: usize,
    /// Where its records end; not whole where they break off.
    end: usize,
    whole: bool,
}

/// Where a cell's record stands; a record of several numbers is one.
struct At {
    row: u16,
    column: u16,
    record: u32,
}

impl Xls {
    pub(super) fn open(input: &mut (impl Read + Seek)) -> Result<Xls, NotASheet> {
        let mut file = Compound::open(input)?;
        if file.has("EncryptedPackage") {
            return Err(NotASheet("locked"));
        }
        let found = match file.stream("Workbook", LARGEST)? {
            Some(stream) => Some(stream),
            None => file.stream("Book", LARGEST)?,
        };
        let other = ["WordDocument", "PowerPoint Document"].into_iter().any(|name| file.has(name));
        let stream = found.ok_or(NotASheet(if other { "office" } else { "damaged" }))?;
        Xls::of(stream)
    }

    fn of(stream: Vec<u8>) -> Result<Xls, NotASheet> {
        let first = Record::at(&stream, 0).filter(|record| record.kind == BOF).ok_or(NotASheet("damaged"))?;
        let mut book = Xls {
            unicode: first.short(0) == Some(0x0600),
            stream: Vec::new(),
            code_page: encoding_rs::WINDOWS_1252,
            texts: Vec::new(),
            days: Vec::new(),
            from_1904: false,
            sheets: Vec::new(),
        };
        let (mut formats, mut looks, mut sheets) = (HashMap::new(), Vec::new(), Vec::new());
        for record in records(&stream, first.end()) {
            match record.kind {
                LOCKED => return Err(NotASheet("locked")),
                CODE_PAGE => book.code_page = record.short(0).and_then(code_page).unwrap_or(book.code_page),
                FROM_1904 => book.from_1904 = record.short(0) == Some(1),
                FORMAT => {
                    let shown = if book.unicode { unicode(&stream, &record, 2) } else { book.format(record.data) };
                    formats.extend(record.short(0).zip(shown).map(|(number, words)| (number, numbers::is_day(&words))));
                }
                CELL_FORMAT => looks.push(record.short(2).unwrap_or(0)),
                SHEET => sheets.extend(book.sheet(record.data)),
                SHARED_TEXTS => book.texts = shared_texts(&stream, &record)?,
                EOF => break,
                _ => {}
            }
        }
        let is_day = |look: &u16| formats.get(look).copied().unwrap_or_else(|| numbers::is_day_by_number(*look));
        book.days = looks.iter().map(is_day).collect();
        book.sheets = bounded(&stream, sheets);
        if book.sheets.iter().all(|sheet| sheet.end == 0) {
            return Err(NotASheet("damaged"));
        }
        book.stream = stream;
        Ok(book)
    }

    pub(super) fn sheets(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|sheet| sheet.name.as_str())
    }

    /// The sheet is there, and its records don't break off.
    pub(super) fn is_whole(&self, sheet: &str) -> bool {
        self.sheets.iter().any(|known| known.name == sheet && known.whole)
    }

    /// The cells of a sheet, each with its row and column.
    pub(super) fn cells(&self, sheet: &str) -> impl Iterator<Item = ((u32, u32), Cell<'_>)> {
        let sheet = self.sheets.iter().find(|known| known.name == sheet);
        let places = sheet.map(|sheet| self.places(sheet)).unwrap_or_default();
        places.into_iter().flat_map(move |At { row, column, record }| {
            let record = Record::at(&self.stream, record as usize);
            record.into_iter().flat_map(move |record| {
                let count = if record.kind == PACKED_ROW { record.data.len().saturating_sub(6) / 6 } else { 1 };
                let columns = u32::from(column)..;
                let each = move |(column, nth)| ((u32::from(row), column), Cell { book: self, record, nth });
                columns.zip(0..count).map(each)
            })
        })
    }

    /// Its cells in order: programs other than Excel write them in any.
    fn places(&self, sheet: &Sheet) -> Vec<At> {
        let mut cells = Vec::new();
        let mut depth = 0u32;
        let mut formula = None;
        for record in records(&self.stream, sheet.from).take_while(|record| record.end() <= sheet.end) {
            let place = record.short(0).zip(record.short(2));
            match record.kind {
                BOF => depth += 1,
                EOF => depth = depth.saturating_sub(1),
                // A chart on the sheet has cells of its own.
                _ if depth > 1 => {}
                FORMULA => formula = place,
                NUMBER | PACKED | PACKED_ROW | TEXT | RICH_TEXT | SHARED_TEXT | FORMULA_TEXT | TRUTH => {}
                _ => continue,
            }
            let text_is_next =
                record.kind == FORMULA && short(record.data, 12) == Some(0xffff) && byte(record.data, 6) == Some(0);
            let place = if record.kind == FORMULA_TEXT { formula.take() } else { place };
            let is_cell = !matches!(record.kind, BOF | EOF) && depth <= 1 && !text_is_next;
            let begins = record.end() - record.data.len() - 4;
            if let Some((row, column)) = place.filter(|_| is_cell)
                && let Ok(record) = u32::try_from(begins)
                && u32::from(column) < COLUMNS
            {
                cells.push(At { row, column, record });
            }
        }
        // What stands at the same place twice is what was written last.
        cells.sort_by_key(|cell| (cell.row, cell.column));
        cells.dedup_by(|later, earlier| {
            let same = (later.row, later.column) == (earlier.row, earlier.column);
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        cells
    }

    fn number(&self, look: u16, number: f64) -> Data {
        if self.days.get(usize::from(look)).copied().unwrap_or(false) {
            return Data::DateTime(ExcelDateTime::new(number, ExcelDateTimeType::DateTime, self.from_1904));
        }
        Data::Float(number)
    }

    fn text(&self, record: &Record<'_>, at: usize) -> Option<String> {
        if self.unicode {
            return unicode(&self.stream, record, at);
        }
        let length = usize::from(record.short(at)?);
        let text = record.data.get(at + 2..)?;
        Some(self.code_page.decode_without_bom_handling(text.get(..length)?).0.into_owned())
    }

    /// The words of a format in BIFF5, where their length takes one byte.
    fn format(&self, data: &[u8]) -> Option<String> {
        let length = usize::from(byte(data, 2)?);
        Some(self.code_page.decode_without_bom_handling(data.get(3..3 + length)?).0.into_owned())
    }

    /// Where a sheet begins and what it is called, if it is shown.
    fn sheet(&self, data: &[u8]) -> Option<(usize, String)> {
        let from = usize::try_from(bytes::long(data, 0)?).ok()?;
        if (byte(data, 4)? & 3, byte(data, 5)?) != SHOWN {
            return None;
        }
        let length = usize::from(byte(data, 6)?);
        let name = if self.unicode {
            let units: Vec<u16> = match byte(data, 7)? & 1 {
                0 => data.get(8..)?.iter().take(length).map(|byte| u16::from(*byte)).collect(),
                _ => data.get(8..)?.chunks_exact(2).take(length).filter_map(|unit| short(unit, 0)).collect(),
            };
            String::from_utf16_lossy(&units)
        } else {
            let name = data.get(7..)?;
            self.code_page.decode_without_bom_handling(name.get(..length).unwrap_or(name)).0.into_owned()
        };
        Some((from, name.replace('\0', "")))
    }
}

/// One cell, not read yet.
pub(super) struct Cell<'a> {
    book: &'a Xls,
    record: Record<'a>,
    /// Which number of a record of several.
    nth: usize,
}

impl Cell<'_> {
    /// What it says, and how that is pronounced; `None` where its record is damaged.
    pub(super) fn read(&self) -> Option<(Data, String)> {
        let Cell { book, record, nth } = self;
        let data = record.data;
        let value = match record.kind {
            NUMBER => book.number(record.short(4)?, float(data, 6)?),
            PACKED => book.number(record.short(4)?, numbers::packed(data, 6)?),
            PACKED_ROW => book.number(record.short(4 + nth * 6)?, numbers::packed(data, 6 + nth * 6)?),
            SHARED_TEXT => {
                let place = book.texts.get(usize::try_from(record.long(6)?).ok()?)?;
                let shared = Flow::from_place(&book.stream, *place).shared()?;
                return Some((Data::String(shared.text), shared.reading));
            }
            TEXT | RICH_TEXT => Data::String(book.text(record, 6)?),
            FORMULA_TEXT => Data::String(book.text(record, 0)?),
            TRUTH if byte(data, 7)? == 0 => Data::Bool(byte(data, 6)? != 0),
            FORMULA => match numbers::result(data, 6) {
                Some(number) => book.number(record.short(4)?, number),
                None if byte(data, 6)? == 1 => Data::Bool(byte(data, 8)? != 0),
                None => Data::Empty,
            },
            _ => Data::Empty,
        };
        Some((value, String::new()))
    }
}

/// Where each sheet ends. One that begins within another, or where none can, has nothing and is not whole: no record is read
/// for two of them.
fn bounded(stream: &[u8], sheets: Vec<(usize, String)>) -> Vec<Sheet> {
    let mut order: Vec<(usize, String, usize)> =
        sheets.into_iter().zip(0..).map(|((from, name), nth)| (from, name, nth)).collect();
    order.sort_by_key(|(from, ..)| *from);
    let (mut bounded, mut free) = (Vec::new(), 0);
    for (from, name, nth) in order {
        let begins = Record::at(stream, from).is_some_and(|record| record.kind == BOF);
        if from < free || !begins {
            bounded.push((nth, Sheet { name, from, end: 0, whole: false }));
            continue;
        }
        let (mut depth, mut end, mut whole) = (0u32, from, false);
        for record in records(stream, from) {
            end = record.end();
            match record.kind {
                BOF => depth += 1,
                EOF => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                whole = true;
                break;
            }
        }
        free = end;
        bounded.push((nth, Sheet { name, from, end, whole }));
    }
    bounded.sort_by_key(|(nth, _)| *nth);
    bounded.into_iter().map(|(_, sheet)| sheet).collect()
}

/// Where each shared text begins. How many there are is counted, not believed; those behind a damaged one are not there.
fn shared_texts(stream: &[u8], record: &Record<'_>) -> Result<Vec<Place>, NotASheet> {
    let mut flow = Flow::from(stream, record);
    let mut texts = Vec::new();
    if flow.skip(8).is_none() {
        return Ok(texts);
    }
    while let Some(place) = flow.next_text() {
        if texts.len() == TEXTS {
            return Err(NotASheet("too_large"));
        }
        texts.push(place);
        if flow.skip_shared().is_none() {
            break;
        }
    }
    Ok(texts)
}

fn unicode(stream: &[u8], record: &Record<'_>, at: usize) -> Option<String> {
    let mut flow = Flow::from(stream, record);
    flow.skip(at)?;
    flow.unicode()
}

/// What texts are written in before BIFF8; `None` for what nobody here ever saw.
fn code_page(number: u16) -> Option<&'static Encoding> {
    let label: &[u8] = match number {
        932 | 10001 => b"shift_jis",
        874 => b"windows-874",
        936 => b"gbk",
        949 => b"euc-kr",
        950 => b"big5",
        1250 => b"windows-1250",
        1251 => b"windows-1251",
        1253 => b"windows-1253",
        1254 => b"windows-1254",
        1255 => b"windows-1255",
        1256 => b"windows-1256",
        1257 => b"windows-1257",
        1258 => b"windows-1258",
        10000 | 32768 => b"macintosh",
        65001 => b"utf-8",
        _ => return None,
    };
    Encoding::for_label(label)
}
