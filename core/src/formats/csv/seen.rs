//! What a table is, for somebody who is to say what its columns are.

use std::io::{self, Cursor, Read};

use super::head::{self, Found};
use super::how::{Delimiter, Headers, How, numbered};
use super::layout::is_unset;
use super::records::{Records, Row};
use super::target::Target;
use super::{first_bytes, sample};
use crate::formats::encoding::{self, Charset, Decoding};
use crate::formats::shortened;

/// A table as it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// As [`crate::formats::Detected`] has it.
    pub dialect: &'static str,
    /// The row of the headers, from 1; 0 for none.
    pub header_row: u32,
    /// Of a text.
    pub delimiter: Option<Delimiter>,
    /// By which it is recognised; a table without headers can't be.
    pub headers: Option<Headers>,
    /// The columns are read as the user said before about the same headers.
    pub remembered: bool,
    /// Some column says something about somebody.
    pub tells: bool,
    /// The first [`COLUMNS`], in order.
    pub columns: Vec<SeenColumn>,
    /// How many there are in all.
    pub width: u32,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenColumn {
    /// Its header; without one its number, from 1.
    pub header: String,
    /// Which of several columns with this header, from 0.
    pub nth: u32,
    pub target: Target,
    /// The user says so, or said so before.
    pub chosen: bool,
    /// The first different values, at most [`SAMPLES`], shortened.
    pub samples: Vec<String>,
}

/// Columns told of a table.
pub const COLUMNS: usize = 1_024;
/// Values told of a column.
pub const SAMPLES: usize = 3;
/// Rows looked at for values, and bytes of a text.
pub const ROWS: u32 = 5_000;
const BYTES: u64 = 32 * 1024 * 1024;

/// Looks at a text in which a table may stand; `None` where none does. `charset` as in [`super::read`]; an error is only ever one of
/// `input` itself.
pub fn look(input: &mut dyn Read, charset: Option<Charset>, how: &How) -> io::Result<Option<Seen>> {
    let first = first_bytes(input, charset.is_none())?;
    let charset = charset.unwrap_or_else(|| encoding::guess(&first));
    let Some(found) = head::in_text(&sample(&first, charset), how) else { return Ok(None) };
    let mut seen = Seen::of(&found, how);
    seen.delimiter = Some(Delimiter::of(found.delimiter));
    let whole = Cursor::new(first).chain(input.take(BYTES));
    let mut records = Records::new(Decoding::new(whole, charset), found.delimiter);
    let mut row = Row::default();
    for _ in 0..ROWS {
        if !records.next(&mut row)? {
            break;
        }
        seen.take(&row);
    }
    Ok(Some(seen))
}

/// Looks at the rows of a spreadsheet, given one by one.
pub(in crate::formats) struct Looking<'a> {
    how: &'a How,
    first: Vec<Row>,
    seen: Option<Seen>,
    rows: u32,
}

impl<'a> Looking<'a> {
    pub(in crate::formats) fn new(how: &'a How) -> Looking<'a> {
        Looking { how, first: Vec::new(), seen: None, rows: 0 }
    }

    /// Answers whether it wants more.
    pub(in crate::formats) fn push(&mut self, row: &Row) -> bool {
        self.rows += 1;
        match &mut self.seen {
            Some(seen) => seen.take(row),
            None => {
                self.first.push(row.clone());
                if self.first.len() >= head::PREFACE {
                    self.settle();
                    return self.seen.is_some();
                }
            }
        }
        self.rows < ROWS
    }

    pub(in crate::formats) fn end(mut self) -> Option<Seen> {
        if self.seen.is_none() {
            self.settle();
        }
        self.seen
    }

    fn settle(&mut self) {
        let first = std::mem::take(&mut self.first);
        self.seen = head::in_rows(&first, self.how).map(|found| Seen::of(&found, self.how));
        if let Some(seen) = &mut self.seen {
            first.iter().for_each(|row| seen.take(row));
        }
    }
}

impl Seen {
    fn of(found: &Found, how: &How) -> Seen {
        let Found { head, row, .. } = found;
        let columns =
            head.columns.iter().zip(numbered(&head.keys)).take(COLUMNS).map(|(column, (_, nth))| SeenColumn {
                header: column.header.clone(),
                nth,
                target: column.target,
                chosen: column.chosen,
                samples: Vec::new(),
            });
        Seen {
            dialect: head.dialect,
            header_row: u32::try_from(*row).unwrap_or(u32::MAX),
            delimiter: None,
            headers: (*row > 0).then(|| Headers::of(&head.keys)),
            remembered: *row > 0 && how.remembered_of(&head.keys).is_some(),
            tells: head.tells(),
            columns: columns.collect(),
            width: u32::try_from(head.columns.len()).unwrap_or(u32::MAX),
        }
    }

    /// Takes what stands below the headers.
    fn take(&mut self, row: &Row) {
        if row.number <= u64::from(self.header_row) {
            return;
        }
        for (at, column) in self.columns.iter_mut().enumerate().filter(|(_, column)| column.samples.len() < SAMPLES) {
            let cell = row.get(at).trim();
            if !cell.is_empty() && !is_unset(self.dialect, &column.header, cell) {
                let shown = shortened(cell);
                if !column.samples.contains(&shown) {
                    column.samples.push(shown);
                }
            }
        }
    }

    /// What the user said about its columns, to be remembered with [`Seen::headers`].
    pub fn said(&self) -> Vec<(usize, Target)> {
        let chosen = self.columns.iter().enumerate().filter(|(_, column)| column.chosen);
        chosen.map(|(at, column)| (at, column.target)).collect()
    }
}
