//! Contacts as the rows of a table that goes out, whatever file it becomes.

use super::cells::is_run;
use super::dialect::Dialect;
use super::fill;
use super::how::How;
use super::layout::Layout;
use super::own::{self, Columns};
use super::records::Row;
use super::row;
use crate::contact::card::Card;
use crate::contact::fields::Fields;

/// Which cells get an apostrophe in front, so that a spreadsheet doesn't run them; reading takes it off again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guard {
    /// All that a spreadsheet would run; in other programs' tables not what is but a number (`+81-3-0000-0000`), since they would
    /// keep the apostrophe.
    Runnable,
    /// None but those where reading would take an apostrophe off that is the contact's own: the file says that cells are texts.
    Own,
}

/// The layout of one table.
pub struct Rows {
    dialect: Dialect,
    columns: Columns,
    headers: Vec<String>,
    layout: Layout,
    guard: Guard,
}

impl Rows {
    /// A table with room for every contact that `columns` has seen.
    pub fn new(dialect: Dialect, columns: Columns, guard: Guard) -> Rows {
        let headers = columns.headers_of(dialect);
        let layout = Layout::of(&row_of(&headers, 1), b',', &How::default());
        Rows { dialect, columns, headers, layout, guard }
    }

    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// One contact with the names of its groups, a cell for each header.
    pub fn cells(&self, card: &Card, fields: &Fields, groups: &[String]) -> Vec<String> {
        let mut cells = match self.dialect {
            Dialect::Enishi => own::cells(fields, groups, &self.columns),
            other => fill::cells(other, &self.layout, &self.headers, card, fields, groups),
        };
        for cell in &mut cells {
            let guarded = match self.guard {
                Guard::Runnable => self.dialect == Dialect::Enishi || !is_number(cell),
                Guard::Own => cell.starts_with('\''),
            };
            if guarded && is_run(cell.trim_start_matches('\'')) {
                cell.insert(0, '\'');
            }
        }
        cells
    }

    /// What reading makes of such a row.
    pub fn read_back(&self, cells: &[String]) -> Card {
        row::card(&self.layout, &row_of(cells, 2)).map(|made| made.card).unwrap_or_default()
    }
}

/// A phone number and the like: whatever a spreadsheet makes of it, it is no more than a number.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or_default();
    !digits.is_empty() && digits.chars().all(|ch| ch.is_ascii_digit() || matches!(ch, ' ' | '-' | '(' | ')' | '.'))
}

fn row_of(cells: &[String], number: u64) -> Row {
    let mut row = Row::default();
    row.number = number;
    for (at, cell) in cells.iter().enumerate() {
        row.put(at, cell, None, false);
    }
    row
}
