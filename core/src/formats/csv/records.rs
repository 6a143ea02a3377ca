//! Rows of cells out of a stream of UTF-8 text. Forgiving: a quote that is never closed costs its own row, not the rest of
//! the file.

use std::io::{self, Read};

use memchr::{memchr, memchr3};

/// The cells of one row.
#[derive(Clone, Default)]
pub(crate) struct Row {
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Of a spreadsheet: the furigana of cells, and the cells that were numbers (a zero in front is lost there).
    readings: Vec<(usize, String)>,
    numbers: Vec<usize>,
    /// The row's number in the file, from 1, blank rows and headers counted as a spreadsheet counts them.
    pub number: u64,
    /// A quote was opened and never closed: the row's line was taken as it stands.
    pub bad_quote: bool,
    /// The row's line went on beyond what a row may have: its end was passed over.
    pub too_long: bool,
    /// There were NULs in it; they are gone.
    pub nuls: bool,
}

impl Row {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let cell = self.ends.get(at).and_then(|end| self.text.get(start..*end)).unwrap_or_default();
        std::str::from_utf8(cell).unwrap_or_default()
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.trim().is_empty())
    }

    /// How the cell is pronounced, where its program says so.
    pub(super) fn reading(&self, at: usize) -> &str {
        let reading = self.readings.iter().find(|(cell, _)| *cell == at);
        reading.map(|(_, reading)| reading.as_str()).unwrap_or_default()
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        self.numbers.contains(&at)
    }

    /// Puts a text into this cell, behind all that are there.
    pub(crate) fn put(&mut self, at: usize, cell: &str, reading: Option<&str>, number: bool) {
        while self.ends.len() < at {
            self.end_cell();
        }
        self.text.extend_from_slice(cell.as_bytes());
        self.end_cell();
        self.readings.extend(reading.map(|reading| (at, reading.to_owned())));
        self.numbers.extend(number.then_some(at));
    }

    /// There is room for more cells.
    pub(crate) fn has_room(&self) -> bool {
        self.text.len() < LONGEST_ROW
    }

    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.readings.clear();
        self.numbers.clear();
        self.bad_quote = false;
        self.too_long = false;
        self.nuls = false;
    }

    /// NULs are no text: some programs fill their cells up with them.
    fn drop_nuls(&mut self) {
        self.nuls = memchr(0, &self.text).is_some();
        if !self.nuls {
            return;
        }
        let (mut from, mut text) = (0, Vec::with_capacity(self.text.len()));
        for end in &mut self.ends {
            let cell = self.text.get(from..*end).unwrap_or_default();
            from = *end;
            text.extend(cell.iter().copied().filter(|byte| *byte != 0));
            *end = text.len();
        }
        self.text = text;
    }

    fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }
}

pub(crate) struct Records<R> {
    input: R,
    delimiter: u8,
    window: Vec<u8>,
    from: usize,
    ended: bool,
    number: u64,
    runaways: u32,
}

const CHUNK: usize = 128 * 1024;
/// A row longer than this has an unclosed quote.
const LONGEST_ROW: usize = 2 * 1024 * 1024;
/// After some unclosed quotes the file is not given so much rope: reading stays linear.
const LONGEST_ROW_LATER: usize = 8 * 1024;
const PATIENCE: u32 = 8;

enum Scan {
    /// The row ends after so many bytes.
    Row(usize),
    /// More text is needed to tell.
    More,
    /// A quote is open at the end of what there is.
    OpenQuote,
}

impl<R: Read> Records<R> {
    pub(crate) fn new(input: R, delimiter: u8) -> Records<R> {
        Records { input, delimiter, window: Vec::new(), from: 0, ended: false, number: 0, runaways: 0 }
    }

    /// Reads the next row into `row`; false at the end.
    pub(crate) fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        loop {
            let rest = self.window.get(self.from..).unwrap_or_default();
            if rest.is_empty() && self.ended {
                return Ok(false);
            }
            let patient = if self.runaways < PATIENCE { LONGEST_ROW } else { LONGEST_ROW_LATER };
            let used = match scan(rest, self.delimiter, self.ended, row) {
                Scan::Row(used) => used,
                Scan::More if !self.ended && rest.len() < LONGEST_ROW => {
                    self.fill()?;
                    continue;
                }
                Scan::OpenQuote if !self.ended && rest.len() < patient => {
                    self.fill()?;
                    continue;
                }
                Scan::More | Scan::OpenQuote => {
                    let (used, ends) = scan_line(rest, self.delimiter, row);
                    if !ends && !self.ended && rest.len() < LONGEST_ROW {
                        self.fill()?;
                        continue;
                    }
                    self.runaways = self.runaways.saturating_add(1);
                    if !ends && !self.ended {
                        row.too_long = true;
                        self.from += used;
                        self.skip_line()?;
                    }
                    if row.too_long { 0 } else { used }
                }
            };
            self.from += used;
            self.number += 1;
            row.number = self.number;
            row.drop_nuls();
            return Ok(true);
        }
    }

    /// Passes over the rest of the line, however long it is.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let rest = self.window.get(self.from..).unwrap_or_default();
            if let Some(end) = memchr::memchr2(b'\n', b'\r', rest) {
                let both = rest.get(end..end + 2) == Some(b"\r\n");
                self.from += end + if both { 2 } else { 1 };
                return Ok(());
            }
            if self.ended {
                self.from = self.window.len();
                return Ok(());
            }
            self.from = self.window.len();
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.window.drain(..self.from);
        self.from = 0;
        let filled = self.window.len();
        let more = CHUNK.max(filled);
        self.window.resize(filled + more, 0);
        let count = self.input.read(self.window.get_mut(filled..).unwrap_or_default())?;
        self.window.truncate(filled + count);
        self.ended = count == 0;
        Ok(())
    }
}

/// One row by RFC 4180; a quote inside an unquoted cell is text, text behind a closing quote belongs to the cell.
fn scan(bytes: &[u8], delimiter: u8, ended: bool, row: &mut Row) -> Scan {
    row.clear();
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            match quoted(bytes, at + 1, ended, row) {
                Some(after) => at = after,
                None => return Scan::OpenQuote,
            }
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(length) = memchr3(delimiter, b'\n', b'\r', rest) else {
            if !ended {
                return Scan::More;
            }
            row.text.extend_from_slice(rest);
            row.end_cell();
            return Scan::Row(bytes.len());
        };
        row.text.extend_from_slice(rest.get(..length).unwrap_or_default());
        row.end_cell();
        at += length + 1;
        match (rest.get(length), bytes.get(at)) {
            (Some(b'\r'), Some(b'\n')) => return Scan::Row(at + 1),
            (Some(b'\r'), None) if !ended => return Scan::More,
            (Some(b'\r' | b'\n'), _) => return Scan::Row(at),
            _ => {}
        }
    }
}

/// The text between quotes from `at` on, doubled quotes made single; where it goes on behind the closing one.
fn quoted(bytes: &[u8], mut at: usize, ended: bool, row: &mut Row) -> Option<usize> {
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = memchr(b'"', rest)?;
        row.text.extend_from_slice(rest.get(..length).unwrap_or_default());
        at += length + 1;
        match bytes.get(at) {
            Some(b'"') => {
                row.text.push(b'"');
                at += 1;
            }
            None if !ended => return None,
            Some(_) | None => return Some(at),
        }
    }
}

/// One line as it stands, quotes around cells taken off: how many bytes it takes, and whether its end is there.
fn scan_line(bytes: &[u8], delimiter: u8, row: &mut Row) -> (usize, bool) {
    row.clear();
    row.bad_quote = true;
    let end = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
    let line = bytes.get(..end).unwrap_or_default();
    // A line without an end is cut where a character ends.
    let line = line.get(..line.len().min(LONGEST_ROW)).unwrap_or_default();
    for cell in line.split(|byte| *byte == delimiter) {
        let cell = cell.strip_prefix(b"\"").unwrap_or(cell);
        let cell = cell.strip_suffix(b"\"").unwrap_or(cell);
        row.text.extend_from_slice(String::from_utf8_lossy(cell).as_bytes());
        row.end_cell();
    }
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => (end + 2, true),
        (Some(_), _) => (end + 1, true),
        (None, _) => (end, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut records = Records::new(text.as_bytes(), b',');
        let (mut row, mut all) = (Row::default(), Vec::new());
        while records.next(&mut row).expect("memory can be read") {
            all.push(row.cells().map(str::to_owned).collect());
        }
        all
    }

    #[track_caller]
    fn check(text: &str, rows: &[&[&str]]) {
        let wanted: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        assert_eq!(read(text), wanted, "{text}");
    }

    #[test]
    fn quotes_and_line_ends_are_read_as_spreadsheets_write_them() {
        check("a,b\r\nc,d\n", &[&["a", "b"], &["c", "d"]]);
        check("a,b\rc,d", &[&["a", "b"], &["c", "d"]]);
        check("\"a\"\"b\",\"c\r\nd\",\"\"\n", &[&["a\"b", "c\r\nd", ""]]);
        check("a\"b,5\" pipe\n", &[&["a\"b", "5\" pipe"]]);
        check("\"a\"b,c\n", &[&["ab", "c"]]);
        check("a,\n\nb", &[&["a", ""], &[""], &["b"]]);
        check("", &[]);
        check("a,\"b\"", &[&["a", "b"]]);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_row_only() {
        check("a,b\n\"c,d\ne,f\ng,h\n", &[&["a", "b"], &["c", "d"], &["e", "f"], &["g", "h"]]);
        check("a,\"b", &[&["a", "b"]]);
    }

    #[test]
    fn a_line_without_end_is_cut_and_costs_no_other_row() {
        for quote in ["", "\""] {
            let long = "x".repeat(3 * LONGEST_ROW);
            let text = format!("a,b\r\nc,{quote}{long}\r\ne,f\r\n");
            let mut records = Records::new(text.as_bytes(), b',');
            let (mut row, mut first, mut cut) = (Row::default(), Vec::new(), Vec::new());
            while records.next(&mut row).expect("memory can be read") {
                first.push(row.get(0).to_owned());
                cut.push(row.too_long);
            }
            assert_eq!(first, ["a", "c", "e"]);
            assert_eq!(cut, [false, true, false]);
        }
    }

    #[test]
    fn long_rows_stay_whole_after_many_unclosed_quotes() {
        let long = "x".repeat(3 * LONGEST_ROW_LATER);
        let mut text = "\"open,1\n".repeat(9);
        text.push_str(&" \n".repeat(LONGEST_ROW));
        text.push_str(&format!("c,{long}\n"));
        let last = read(&text).pop().expect("a row");
        assert_eq!(last.iter().map(String::len).collect::<Vec<_>>(), [1, long.len()]);
    }

    proptest! {
        #[test]
        fn any_text_gives_rows_and_ends(text in "[a\",\r\n漢]{0,60}") {
            let rows = read(&text);
            prop_assert!(rows.len() <= text.len());
        }

        #[test]
        fn written_rows_are_read_back(rows in prop::collection::vec(prop::collection::vec("[a\",\r\n漢 ]{0,8}", 2..5), 0..6)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("memory can be written");
            }
            let text = String::from_utf8(writer.into_inner().expect("memory can be written")).expect("UTF-8");
            prop_assert_eq!(read(&text), rows);
        }
    }
}
