//! Writing rows of cells as a file of text.

use std::io::{self, Write};

use super::dialect::Dialect;
use crate::formats::encoding::{Charset, encode_cp932};

/// Writes one table row by row, lines ending in CRLF.
pub struct Writer<W> {
    out: W,
    charset: Charset,
    quotes: csv::QuoteStyle,
    headers: Vec<String>,
}

impl<W: Write> Writer<W> {
    /// Begins with the headers. `charset` is UTF-8, UTF-8 with byte order mark or CP932; any other is written as UTF-8.
    pub fn new(out: W, dialect: Dialect, charset: Charset, headers: &[String]) -> io::Result<Writer<W>> {
        let quotes = if dialect.quotes_all() { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = Writer { out, charset, quotes, headers: headers.to_vec() };
        if charset == Charset::Utf8Bom {
            writer.out.write_all(b"\xef\xbb\xbf")?;
        }
        writer.row(headers, &mut |_, _| {})?;
        Ok(writer)
    }

    /// One row; `unfit` hears header and character of everything that CP932 can't hold.
    pub fn row(&mut self, cells: &[String], unfit: &mut dyn FnMut(&str, char)) -> io::Result<()> {
        let mut record = csv::ByteRecord::with_capacity(256, cells.len());
        let mut bytes = Vec::new();
        for (cell, header) in cells.iter().zip(&self.headers) {
            bytes.clear();
            if self.charset == Charset::Cp932 {
                encode_cp932(cell, &mut bytes, |ch| unfit(header, ch));
            } else {
                bytes.extend_from_slice(cell.as_bytes());
            }
            record.push_field(&bytes);
        }
        let mut line = csv::WriterBuilder::new();
        let mut line = line.terminator(csv::Terminator::CRLF).quote_style(self.quotes).from_writer(Vec::new());
        line.write_byte_record(&record).map_err(io::Error::other)?;
        let line = line.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        self.out.write_all(&line)
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}
