//! Contacts as the rows of a table that goes out, whatever file it becomes.

use super::cells::is_run;
use super::layout::Layout;
use super::own::{self, Columns};
use super::records::Row;
use super::row;
use crate::contact::card::Card;
use crate::contact::fields::Fields;

/// Which cells get an apostrophe in front, so that a spreadsheet doesn't run them; reading takes it off again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guard {
    /// All that a spreadsheet would run.
    Runnable,
    /// None but those where reading would take an apostrophe off that is the contact's own: the file says that cells are texts.
    Own,
}

/// The layout of one table.
pub struct Rows {
    columns: Columns,
    headers: Vec<String>,
    layout: Layout,
    guard: Guard,
}

impl Rows {
    /// A table with room for every contact that `columns` has seen.
    pub fn new(columns: Columns, guard: Guard) -> Rows {
        let headers = columns.headers();
        let layout = Layout::of(&row_of(&headers, 1), b',');
        Rows { columns, headers, layout, guard }
    }

    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// One contact with the names of its groups, a cell for each header.
    pub fn cells(&self, fields: &Fields, groups: &[String]) -> Vec<String> {
        let mut cells = own::cells(fields, groups, &self.columns);
        for cell in &mut cells {
            if is_run(cell.trim_start_matches('\'')) && (self.guard == Guard::Runnable || cell.starts_with('\'')) {
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

fn row_of(cells: &[String], number: u64) -> Row {
    let mut row = Row::default();
    row.number = number;
    for (at, cell) in cells.iter().enumerate() {
        row.put(at, cell, None, false);
    }
    row
}
