//! Spreadsheets: every shown sheet is read to its end by the reader of the imports.

use std::io::{self, Read, Seek, SeekFrom};

use super::findings::Findings;
use super::table::names_columns;
use super::types::{Details, Place, Sheet, Unit};
use crate::formats::csv::Row;
use crate::formats::sheet::Workbook;

/// Reads all sheets.
pub(super) fn look<R: Read + Seek>(input: R, found: &mut Findings) {
    let mut book = match Workbook::open(input) {
        Ok(book) => book,
        Err(refused) => {
            return match refused.0 {
                "locked" => found.locked(Place::File),
                "empty" => found.empty(),
                reason @ ("too_large" | "office") => found.unjudged(Place::File, reason, ""),
                reason => found.damage(Place::File, reason, ""),
            };
        }
    };
    let (mut sheets, mut rows_below_headers) = (Vec::new(), 0);
    for name in book.sheets() {
        let (mut rows, mut columns, mut headers, mut zeros) = (0u64, 0u64, false, 0u64);
        let ended = book.rows(&name, &mut |row: &Row| {
            if row.is_blank() {
                return;
            }
            rows += 1;
            columns = columns.max(row.len() as u64);
            if rows == 1 {
                headers = row.len() > 1 && names_columns(&row.cells().map(str::to_owned).collect::<Vec<_>>());
            }
            if row.cells().any(|cell| cell.contains('\0')) {
                zeros = if zeros == 0 { row.number } else { zeros };
            }
        });
        if zeros > 0 {
            found.damage(Place::Row(zeros), "zeros", &name);
        }
        if let Err(refused) = ended {
            let place = Place::Sheet(name.clone());
            match refused.0 {
                "rest_left" => found.unjudged(place, "too_large", ""),
                _ => found.damage(place, "broken_sheet", ""),
            }
        }
        rows_below_headers += rows - u64::from(headers);
        sheets.push(Sheet { name, rows, columns });
    }
    if sheets.iter().all(|sheet| sheet.rows == 0) {
        found.empty();
    }
    found.count(rows_below_headers, Unit::Rows);
    found.details = Details::Sheets { sheets };
}

/// Sectors that the table of an OLE compound file ([MS-CFB]) says are used, and that the file is too short for.
pub(super) fn is_cut<R: Read + Seek>(input: &mut R) -> io::Result<bool> {
    let length = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(0))?;
    let mut header = [0; 512];
    if input.read_exact(&mut header).is_err() {
        return Ok(true);
    }
    let size: u64 = match header.get(30) {
        Some(9) => 512,
        Some(12) => 4096,
        _ => return Ok(true),
    };
    let long = |bytes: &[u8]| bytes.try_into().map(u32::from_le_bytes).unwrap_or(u32::MAX);
    let holders = header.get(76..).unwrap_or_default().chunks_exact(4).map(long);
    let (mut last, mut before) = (0u64, 0u64);
    for holder in holders.take_while(|holder| *holder < 0xffff_fffa) {
        let at = (u64::from(holder) + 1) * size;
        if at >= length {
            return Ok(true);
        }
        input.seek(SeekFrom::Start(at))?;
        let mut table = Vec::new();
        Read::take(&mut *input, size).read_to_end(&mut table)?;
        for (nth, next) in (0u64..).zip(table.chunks_exact(4).map(long)) {
            // Anything but free.
            if next != u32::MAX {
                last = last.max(before + nth);
            }
        }
        before += size / 4;
    }
    // The last sector need not be full.
    Ok((last + 1) * size >= length)
}
