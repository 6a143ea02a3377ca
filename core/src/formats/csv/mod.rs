//! CSV and TSV, by header synonyms and never by position.

mod cells;
mod dialect;
mod fill;
mod head;
mod header;
mod how;
mod layout;
mod own;
mod records;
mod row;
mod rows;
mod seen;
mod send_back;
mod target;
mod texts;
mod words;
mod write;

use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;

pub(super) use cells::{guarded, unguarded};
pub use dialect::Dialect;
pub use how::{Choice, Delimiter, Headers, How, Remembered};
pub use own::Columns;
pub use rows::{Guard, Rows};
pub use seen::{Seen, SeenColumn, look};
pub(super) use send_back::SendBack;
pub use send_back::send_back;
pub use target::Target;
pub use write::Writer;

use self::layout::Layout;
pub(crate) use self::records::{Records, Row};
pub(super) use self::seen::Looking;
use super::encoding::{self, Charset, Decoding};
use super::{Found, Incoming, Sink, Trouble, shortened};

/// Reads the rows of one file in their order as a stream: memory does not grow with the file.
///
/// `charset` is what the file is written in; `None` looks at it and decides. Delimiter (comma, tab, semicolon), lines before
/// the headers and the dialect are found by the headers; columns that no synonym claims are kept as `X-CSV-COLUMN`. A file
/// without headers we know answers one [`Trouble`] `no_header` and no card. An error is only ever one of `input` itself.
///
/// Rows are counted as a spreadsheet counts them; blank ones are passed over. Troubles: `empty` (a row that says nothing about
/// anybody, lost), `bad_date`, `bad_email`, `bad_quote`, `bad_charset`, `too_many_columns`, `nul`, `too_long` (a line of more than 2 MB or
/// 10,000 fields, cut there; taken, but look at it).
pub fn read(input: &mut dyn Read, charset: Option<Charset>, sink: &mut Sink<'_>) -> io::Result<()> {
    read_as(input, charset, &How::default(), sink)
}

/// Reads as [`read`], where somebody knows better what the columns are.
pub fn read_as(input: &mut dyn Read, charset: Option<Charset>, how: &How, sink: &mut Sink<'_>) -> io::Result<()> {
    let first = first_bytes(input, charset.is_none())?;
    let charset = charset.unwrap_or_else(|| encoding::guess(&first));
    let Some(layout) = layout(&sample(&first, charset), how) else {
        if !first.iter().all(u8::is_ascii_whitespace) {
            let _ = sink(Found::Trouble(no_header(&first, charset)));
        }
        return Ok(());
    };
    let whole = Cursor::new(first).chain(input);
    let mut records = Records::new(Decoding::new(whole, charset), layout.delimiter);
    let mut row = Row::default();
    while records.next(&mut row)? {
        if take_below(&layout, &row, sink).is_break() {
            break;
        }
    }
    Ok(())
}

/// Takes the rows of a spreadsheet as [`read`] does those of a file of text. The same troubles, and `lost_zero` (a phone or
/// postal code that the sheet holds as a number: taken, but look at it).
pub(super) struct Table<'a> {
    /// Rows that wait until the headers are found.
    first: Vec<Row>,
    layout: Option<Layout>,
    how: &'a How,
}

impl<'a> Table<'a> {
    pub(super) fn new(how: &'a How) -> Table<'a> {
        Table { first: Vec::new(), layout: None, how }
    }

    pub(super) fn push(&mut self, row: &Row, sink: &mut Sink<'_>) -> ControlFlow<()> {
        match &self.layout {
            Some(layout) => take_below(layout, row, sink),
            None => {
                self.first.push(row.clone());
                if self.first.len() < head::PREFACE { ControlFlow::Continue(()) } else { self.settle(sink) }
            }
        }
    }

    /// Must be called behind the last row.
    pub(super) fn end(mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        if self.layout.is_some() {
            return ControlFlow::Continue(());
        }
        self.settle(sink)
    }

    fn settle(&mut self, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let first = std::mem::take(&mut self.first);
        let found = head::in_rows(&first, self.how).filter(|found| found.head.tells());
        let Some(layout) = found.map(|found| found.layout(self.how)) else {
            let Some(shown) = first.iter().find(|row| !row.is_blank()) else { return ControlFlow::Break(()) };
            let detail = shortened(&shown.cells().collect::<Vec<_>>().join(" "));
            let trouble = Trouble { line: 1, name: String::new(), reason: "no_header", detail, lost: true };
            sink(Found::Trouble(trouble))?;
            return ControlFlow::Break(());
        };
        for row in &first {
            take_below(&layout, row, sink)?;
        }
        self.layout = Some(layout);
        ControlFlow::Continue(())
    }
}

/// How much the rows look like a table of contacts: the known columns of the best header row, 0 for not at all.
pub(super) fn likeness(rows: &[Row]) -> usize {
    rows.iter().map(|row| head::score(row, &How::default())).max().unwrap_or(0)
}

/// Takes what stands below the headers.
fn take_below(layout: &Layout, row: &Row, sink: &mut Sink<'_>) -> ControlFlow<()> {
    if row.number <= layout.header_row || row.is_blank() {
        return ControlFlow::Continue(());
    }
    take(layout, row, sink)
}

/// The dialect of a text that begins like a table of contacts: `google`, `google-old`, `outlook-ja`, `outlook-en`, `outlook-com`,
/// `google-outlook`, `thunderbird`, `eight`, `atena-shokunin`, `hagaki-design-kit`, `windows-live-mail`, `enishi`, else `csv`.
pub(super) fn recognise(text: &str, how: &How) -> Option<&'static str> {
    layout(text, how).map(|layout| layout.dialect)
}

/// The columns of a text that holds contacts.
fn layout(text: &str, how: &How) -> Option<Layout> {
    head::in_text(text, how).filter(|found| found.head.tells()).map(|found| found.layout(how))
}

/// Where a file is ASCII for so long, it is so to the end or near enough.
const LONGEST_SAMPLE: usize = 8 * 1024 * 1024;

/// The beginning of the file, long enough to see what it is written in.
fn first_bytes(input: &mut dyn Read, guessing: bool) -> io::Result<Vec<u8>> {
    let mut first = Vec::new();
    loop {
        let before = first.len();
        let count = Read::take(&mut *input, encoding::SAMPLE as u64).read_to_end(&mut first)?;
        let new = first.get(before..).unwrap_or_default();
        if count < encoding::SAMPLE || !guessing || !new.is_ascii() || first.len() >= LONGEST_SAMPLE {
            return Ok(first);
        }
    }
}

fn sample(first: &[u8], charset: Charset) -> String {
    let mut text = Vec::new();
    let first = first.get(..first.len().min(encoding::SAMPLE)).unwrap_or_default();
    // Memory is never unreadable.
    let _ = Decoding::new(first, charset).read_to_end(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn take(layout: &Layout, row: &Row, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let line = row.number;
    let trouble = |name: &str, reason, detail: &str, lost| {
        Found::Trouble(Trouble { line, name: name.to_owned(), reason, detail: shortened(detail), lost })
    };
    let Some(mut made) = row::card(layout, row) else {
        return sink(trouble("", "empty", &row.cells().collect::<Vec<_>>().join(" "), true));
    };
    if let Some(cell) = row.cells().find(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) {
        made.doubts.push(("bad_charset", cell.to_owned()));
    }
    let raw = (!made.doubts.is_empty()).then(|| raw(row, layout.delimiter));
    for (reason, detail) in &made.doubts {
        sink(trouble(&made.name, reason, detail, false))?;
    }
    sink(Found::Card(Box::new(Incoming { card: made.card, media: Vec::new(), line, raw })))
}

/// The row as a line of its own.
fn raw(row: &Row, delimiter: u8) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(row.cells());
    writer.into_inner().unwrap_or_default()
}

fn no_header(first: &[u8], charset: Charset) -> Trouble {
    let text = sample(first, charset);
    let detail = shortened(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default());
    Trouble { line: 1, name: String::new(), reason: "no_header", detail, lost: true }
}

#[cfg(test)]
mod tests;
