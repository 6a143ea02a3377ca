//! Rows that did not come in whole, as they stand in their table, with a column for the reason behind them.

use std::io::{self, Cursor, Read, Write};

use super::cells::is_run;
use super::how::How;
use super::records::{Records, Row};
use super::{first_bytes, head, header, sample};
use crate::formats::SaidOf;
use crate::formats::encoding::{self, Charset, Decoding};

/// Writes those rows of a file of text for which `said` has something, see [`SendBack`]. Answers how many.
pub fn send_back(
    input: &mut dyn Read,
    charset: Option<Charset>,
    how: &How,
    column: &str,
    said: &mut SaidOf<'_>,
    out: &mut dyn Write,
) -> io::Result<u32> {
    let first = first_bytes(input, charset.is_none())?;
    let charset = charset.unwrap_or_else(|| encoding::guess(&first));
    let found = head::in_text(&sample(&first, charset), how).filter(|found| found.head.tells());
    let delimiter = found.as_ref().map_or(b',', |found| found.delimiter);
    let mut records = Records::new(Decoding::new(Cursor::new(first).chain(input), charset), delimiter);
    let mut back = SendBack::new(how, column, out)?;
    back.header_row = found.map(|found| found.row);
    let mut row = Row::default();
    while records.next(&mut row)? {
        back.row(&row, said)?;
    }
    back.end(said)
}

/// Writes rows with their headers and the reason as CSV, UTF-8 with byte order mark, as Excel opens it. Cells that a spreadsheet
/// would run are guarded; reading takes the guard off, and passes over the column of the reason by its header.
pub(in crate::formats) struct SendBack<'a> {
    out: &'a mut dyn Write,
    how: &'a How,
    column: &'a str,
    /// `None` until it was found among the first rows.
    header_row: Option<u64>,
    /// Rows that wait until the headers are found.
    first: Vec<Row>,
    sought: bool,
    width: usize,
    /// Columns of reasons of an earlier time.
    old: Vec<usize>,
    written: u32,
}

impl<'a> SendBack<'a> {
    pub fn new(how: &'a How, column: &'a str, out: &'a mut dyn Write) -> io::Result<SendBack<'a>> {
        out.write_all(b"\xef\xbb\xbf")?;
        Ok(SendBack {
            out,
            how,
            column,
            header_row: None,
            first: Vec::new(),
            sought: false,
            width: 0,
            old: Vec::new(),
            written: 0,
        })
    }

    /// A row of a spreadsheet; the headers are looked for among the first.
    pub fn push(&mut self, row: &Row, said: &mut SaidOf<'_>) -> io::Result<()> {
        if self.sought {
            return self.row(row, said);
        }
        self.first.push(row.clone());
        if self.first.len() < head::PREFACE { Ok(()) } else { self.seek(said) }
    }

    /// Must be called behind the last row; answers how many were written.
    pub fn end(mut self, said: &mut SaidOf<'_>) -> io::Result<u32> {
        self.seek(said)?;
        Ok(self.written)
    }

    fn seek(&mut self, said: &mut SaidOf<'_>) -> io::Result<()> {
        self.sought = true;
        let first = std::mem::take(&mut self.first);
        if self.header_row.is_none() {
            let found = head::in_rows(&first, self.how).filter(|found| found.head.tells());
            self.header_row = found.map(|found| found.row);
        }
        first.iter().try_for_each(|row| self.row(row, said))
    }

    fn row(&mut self, row: &Row, said: &mut SaidOf<'_>) -> io::Result<()> {
        let header_row = self.header_row.unwrap_or(0);
        if row.number == header_row {
            self.width = row.len();
            let keys = row.cells().map(header::key).enumerate();
            self.old = keys.filter(|(_, key)| header::is_reason(key)).map(|(at, _)| at).collect();
        } else if row.is_blank() {
            return Ok(());
        }
        // What is said of the file as a whole stands at its first line.
        let said = said(row.number)?;
        if row.number == header_row {
            return self.write(row, self.column);
        }
        match said {
            Some(reason) if row.number > header_row => {
                self.written += 1;
                self.write(row, &reason)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The cells under the headers, the reason, and cells that have no header.
    fn write(&mut self, row: &Row, reason: &str) -> io::Result<()> {
        let width = if self.width == 0 { row.len() } else { self.width };
        let mut line = ::csv::WriterBuilder::new();
        let mut line = line.terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
        let mut put =
            |cell: &str| if is_run(cell) { line.write_field(format!("'{cell}")) } else { line.write_field(cell) };
        for at in (0..width).filter(|at| !self.old.contains(at)) {
            put(row.get(at)).map_err(io::Error::other)?;
        }
        put(reason).map_err(io::Error::other)?;
        for at in width..row.len() {
            put(row.get(at)).map_err(io::Error::other)?;
        }
        line.write_record(None::<&[u8]>).map_err(io::Error::other)?;
        let line = line.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        self.out.write_all(&line)
    }
}
