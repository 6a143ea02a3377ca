//! Tables of text: rows and cells counted twice, once by the reader of the imports and once by quotes and line ends alone.

use std::collections::BTreeMap;
use std::io::{self, Read};

use memchr::{memchr, memchr3};

use super::days;
use super::findings::Findings;
use super::source::Watched;
use super::text::Decoded;
use super::types::{Details, Kind, Place, Unit};
use crate::checklist::day::Day;
use crate::formats::csv::{Records, Row};
use crate::formats::encoding::Charset;

/// Different widths of rows that are told apart; a file with more is no table.
const WIDTHS: usize = 64;
/// Rows among which the headers stand.
const EARLY: usize = 64;
/// Troubles of one sort that are told singly.
const TOLD: u64 = 20;
/// What a file of a LINE official account begins with, and the headers of its messages.
const CHAT: [&str; 2] = ["アカウント名", "送信者タイプ"];
/// The columns of its headers: who wrote, under what name, on which day.
const CHAT_DAY: usize = 2;

/// Reads a table to its end. Answers whether it is a chat of a LINE official account.
pub(super) fn look(input: &mut dyn Read, charset: Charset, delimiter: u8, found: &mut Findings) -> io::Result<Kind> {
    let mut counted = Counted { text: Decoded::new(Watched::new(input), charset), scan: Scan::new(delimiter) };
    let mut table = Table::default();
    let mut records = Records::new(&mut counted, delimiter);
    let mut row = Row::default();
    while records.next(&mut row)? {
        table.take(&row, found);
    }
    let Counted { text, scan } = &mut counted;
    text.input().drain()?;
    let is_utf16 = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
    text.input().tell(is_utf16, found);
    told_of_text(text, found);
    scan.end(table.is_whole().then_some(table.rows_in_all), found);
    table.end(scan, found);
    if table.is_chat {
        found.count(table.messages, Unit::Messages);
        found.details = Details::Talk { charset, messages: table.messages, days: table.days };
        return Ok(Kind::LineChat);
    }
    let has_headers = table.header.as_ref().is_some_and(|header| names_columns(header));
    let rows = table.rows - u64::from(has_headers && table.rows > 0);
    let (delimiter, columns) = (char::from(delimiter), table.mode() as u64);
    found.count(rows, Unit::Rows);
    found.details = Details::Table { charset, delimiter, rows, columns, ragged: table.ragged(), has_headers };
    Ok(Kind::Csv)
}

/// What the decoder could not make sense of.
pub(super) fn told_of_text<R: Read>(text: &Decoded<R>, found: &mut Findings) {
    match text.broken_at {
        Some(at) if text.half => found.damage(Place::Byte(at), "half_character", ""),
        Some(at) => found.damage(Place::Byte(at), "bad_bytes", ""),
        None => {}
    }
}

/// Text on its way to the reader, counted as it goes by.
struct Counted<'a> {
    text: Decoded<Watched<&'a mut dyn Read>>,
    scan: Scan,
}

impl Read for Counted<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.text.read(room)?;
        self.scan.feed(room.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Rows as the reader hands them over.
#[derive(Default)]
struct Table {
    rows_in_all: u64,
    /// How many rows that say something have so many cells, and which was the first and the last of them.
    widths: BTreeMap<usize, Width>,
    /// The first rows that say something: their numbers and widths.
    early: Vec<(u64, usize)>,
    /// Rows from the first of the most frequent width on.
    rows: u64,
    header: Option<Vec<String>>,
    last: Option<(u64, usize)>,
    too_long: u64,
    /// Rows that the reader took apart because they were too long for it.
    given_up: u64,
    is_chat: bool,
    in_chat: bool,
    messages: u64,
    days: u64,
    day: Option<Day>,
}

struct Width {
    rows: u64,
    first: u64,
    /// Its first row, as far as it may be headers.
    cells: Vec<String>,
}

impl Table {
    fn take(&mut self, row: &Row, found: &mut Findings) {
        self.rows_in_all = row.number;
        self.given_up += u64::from(row.bad_quote);
        if row.too_long {
            self.too_long += 1;
            if self.too_long <= TOLD {
                found.notice(Place::Row(row.number), "too_long", "");
            }
        }
        if row.is_blank() {
            return;
        }
        let width = row.len();
        self.last = Some((row.number, width));
        if self.early.len() < EARLY {
            self.early.push((row.number, width));
        }
        if self.widths.len() < WIDTHS || self.widths.contains_key(&width) {
            let new = || Width { rows: 0, first: row.number, cells: row.cells().take(200).map(shown).collect() };
            self.widths.entry(width).or_insert_with(new).rows += 1;
        }
        self.chat(row, found);
    }

    fn chat(&mut self, row: &Row, found: &mut Findings) {
        let first = row.get(0).trim();
        if self.is_chat && self.in_chat {
            self.messages += 1;
            let day = days::numbers(row.get(CHAT_DAY).trim_start_matches('\''));
            if let Some(day) = day {
                found.day(day);
                self.days += u64::from(self.day != Some(day));
                self.day = Some(day);
            } else if self.messages <= TOLD {
                found.notice(Place::Row(row.number), "bad_date", row.get(CHAT_DAY));
            }
        } else if row.number == 1 {
            self.is_chat = first == CHAT[0];
        } else {
            self.in_chat = first == CHAT[1];
        }
    }

    /// The reader took every row as it stands.
    fn is_whole(&self) -> bool {
        self.too_long == 0 && self.given_up == 0
    }

    /// The most frequent width; of two the wider.
    fn mode(&self) -> usize {
        self.widths.iter().max_by_key(|(width, seen)| (seen.rows, **width)).map_or(0, |(width, _)| *width)
    }

    /// Where the table begins: the first row of the most frequent width.
    fn from(&self) -> u64 {
        self.widths.get(&self.mode()).map_or(0, |seen| seen.first)
    }

    /// Rows that stand before the table and say something about it.
    fn preface(&self) -> u64 {
        let from = self.from();
        self.early.iter().filter(|(number, _)| *number < from).count() as u64
    }

    /// Rows of other widths within the table.
    fn ragged(&self) -> u64 {
        let others = self.widths.iter().filter(|(width, _)| **width != self.mode());
        others.map(|(_, seen)| seen.rows).sum::<u64>().saturating_sub(self.preface())
    }

    fn end(&mut self, scan: &Scan, found: &mut Findings) {
        let mode = self.mode();
        let all = self.widths.values().map(|seen| seen.rows).sum::<u64>();
        self.rows = all.saturating_sub(self.preface());
        self.header = self.widths.get_mut(&mode).map(|seen| std::mem::take(&mut seen.cells));
        let ragged = self.ragged();
        let Some((last, width)) = self.last else { return found.empty() };
        if width < mode && ragged == 1 {
            found.damage(Place::Row(last), "cut_row", "");
        } else if ragged > 0 {
            let from = self.from();
            let mut early = self.early.iter().filter(|(number, width)| *number > from && *width != mode);
            let first = early.next().map_or(last, |(number, _)| *number);
            found.notice(Place::Row(first), "ragged", &ragged.to_string());
        }
        if scan.is_last_cell_bare && width == mode {
            found.damage(Place::Row(last), "cut_row", "");
        }
        if self.is_chat && !self.in_chat {
            found.damage(Place::File, "cut_row", CHAT[1]);
        }
    }
}

fn shown(cell: &str) -> String {
    cell.chars().take(40).collect()
}

/// Texts that differ, none of them a number, a date or an address of mail.
pub(super) fn names_columns(cells: &[String]) -> bool {
    let is_value = |cell: &str| {
        let cell = cell.trim().trim_start_matches('\'');
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        cell.contains('@') || (digits * 2 > cell.chars().count() && digits > 1)
    };
    let named: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let mut different = named.clone();
    different.sort_unstable();
    different.dedup();
    !named.is_empty() && !named.iter().any(|cell| is_value(cell)) && different.len() * 10 >= named.len() * 9
}

/// Where a table stands between two bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    CellBegins,
    Bare,
    Quoted,
    /// Behind a quote within quotes: the end of the cell, or the first of two.
    Quote,
    /// Behind a CR.
    Return,
}

/// Counts rows by quotes and line ends, whatever their length.
struct Scan {
    delimiter: u8,
    at: At,
    rows: u64,
    /// The row has begun.
    begun: bool,
    quote_opened_in: u64,
    /// Cells without quotes around them: in the rows before, and in this one.
    bare_before: u64,
    bare: u64,
    rows_by_crlf: u64,
    /// All cells of all rows but the very last one stand in quotes.
    is_last_cell_bare: bool,
}

impl Scan {
    fn new(delimiter: u8) -> Scan {
        Scan {
            delimiter,
            at: At::CellBegins,
            rows: 0,
            begun: false,
            quote_opened_in: 0,
            bare_before: 0,
            bare: 0,
            rows_by_crlf: 0,
            is_last_cell_bare: false,
        }
    }

    fn feed(&mut self, mut bytes: &[u8]) {
        while let Some((first, rest)) = bytes.split_first() {
            if self.at == At::Return {
                self.at = At::CellBegins;
                if *first == b'\n' {
                    self.rows_by_crlf += 1;
                    bytes = rest;
                    continue;
                }
            }
            self.begun = true;
            match self.at {
                At::Quoted => match memchr(b'"', bytes) {
                    Some(end) => {
                        self.at = At::Quote;
                        bytes = bytes.get(end + 1..).unwrap_or_default();
                    }
                    None => return,
                },
                At::Quote if *first == b'"' => {
                    self.at = At::Quoted;
                    bytes = rest;
                }
                At::CellBegins if *first == b'"' => {
                    self.at = At::Quoted;
                    self.quote_opened_in = self.rows + 1;
                    bytes = rest;
                }
                At::CellBegins | At::Bare | At::Quote | At::Return => {
                    let Some(end) = memchr3(self.delimiter, b'\n', b'\r', bytes) else {
                        self.bare += u64::from(self.at == At::CellBegins);
                        self.at = At::Bare;
                        return;
                    };
                    self.bare += u64::from(self.at == At::CellBegins);
                    self.at = At::CellBegins;
                    match bytes.get(end) {
                        Some(b'\r') => {
                            self.row();
                            self.at = At::Return;
                        }
                        Some(b'\n') => self.row(),
                        _ => {}
                    }
                    bytes = bytes.get(end + 1..).unwrap_or_default();
                }
            }
        }
    }

    fn row(&mut self) {
        self.rows += 1;
        self.begun = false;
        self.bare_before += self.bare;
        self.bare = 0;
    }

    fn end(&mut self, rows_read: Option<u64>, found: &mut Findings) {
        if self.at == At::Quoted {
            return found.damage(Place::Row(self.quote_opened_in), "open_quote", "");
        }
        if self.at == At::Return && self.rows_by_crlf > 0 && self.rows_by_crlf + 1 == self.rows {
            found.damage(Place::Row(self.rows), "half_line_end", "");
        }
        // The file ends behind a delimiter: an empty cell.
        let ends_empty = self.begun && self.at == At::CellBegins;
        self.is_last_cell_bare = self.begun && self.rows > 1 && self.bare_before == 0 && (self.bare > 0 || ends_empty);
        let rows = self.rows + u64::from(self.begun);
        if let Some(read) = rows_read.filter(|read| rows != *read && !found.is_damaged()) {
            found.damage(Place::File, "counts_differ", &format!("{rows} / {read}"));
        }
    }
}
