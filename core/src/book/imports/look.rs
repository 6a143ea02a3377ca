//! What files are, before anything is brought in: format, charset, sheet, and the first contacts to judge by eye.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::columns::How;
use super::files::{self, Pace, Source, chosen};
use crate::book::{Book, Looked, LookedColumn, LookedTable, Reading, Sample};
use crate::contact::fields::{Fields, Labelled};
use crate::error::Result;
use crate::formats::csv::{Seen, SeenColumn};
use crate::formats::{Format, Found};

/// Files looked at; of a folder with more of them the others are alike.
const FILES: usize = 20;
/// Bytes of each, however far apart its first contacts are.
const BYTES: u64 = 8 * 1024 * 1024;
/// Contacts shown of each.
const SHOWN: usize = 3;

impl Book {
    /// Looks at the first files, in the order in which [`Book::import`] reads them. Errors as there, but for a text in which nobody is
    /// found: it may only have to be told how it is to be read (`dialect` is `text` where it isn't a table either).
    pub fn look(&self, paths: &[PathBuf], reading: &Reading) -> Result<Vec<Looked>> {
        let how = self.how(reading)?;
        files::gather_to_look(paths, &how)?.iter().take(FILES).map(|source| look_at(source, &how)).collect()
    }
}

fn look_at(source: &Source, how: &How) -> Result<Looked> {
    let (mut sheets, mut sheet, mut charset, mut table) = (Vec::new(), None, None, None);
    let mut dialect = source.dialect.clone();
    let mut first = Vec::new();
    let mut take = |found| {
        if let Found::Card(incoming) = found {
            first.push(sample(&Fields::of(&incoming.card)));
        }
        if first.len() < SHOWN { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    if source.format == Format::Sheet {
        let pace = Pace::default();
        let mut book = source.workbook(&pace)?;
        sheets = book.sheets();
        sheet = chosen(&mut book, how);
        if let Some(sheet) = &sheet {
            table = book.look(sheet, &how.table);
            book.read(sheet, &how.table, &mut take);
        }
    } else {
        charset = Some(source.charset);
        table = source.table(how, &Pace::up_to(BYTES))?;
        if let Some(table) = &table {
            dialect = table.dialect.to_owned();
        }
        source.read(how, &Pace::up_to(BYTES), &mut take)?;
    }
    let garbled = first.iter().any(is_garbled);
    let table = table.map(told);
    Ok(Looked { name: source.name.clone(), dialect, charset, sheets, sheet, first, garbled, table })
}

fn told(seen: Seen) -> LookedTable {
    let Seen { header_row, delimiter, remembered, tells, columns, width, .. } = seen;
    let column = |column: SeenColumn| LookedColumn {
        header: column.header,
        nth: column.nth,
        target: column.target.code(),
        chosen: column.chosen,
        samples: column.samples,
    };
    LookedTable { delimiter, header_row, remembered, tells, width, columns: columns.into_iter().map(column).collect() }
}

fn sample(fields: &Fields) -> Sample {
    let value = |list: &[Labelled]| list.first().map(|entry| entry.value.clone()).unwrap_or_default();
    let reading = [&*fields.family_reading, &*fields.given_reading].join(" ").trim().to_owned();
    Sample {
        name: fields.display_name.clone(),
        reading: if reading.is_empty() { fields.company_reading.clone() } else { reading },
        company: fields.company.clone(),
        phone: value(&fields.phones),
        email: value(&fields.emails),
    }
}

fn is_garbled(sample: &Sample) -> bool {
    let Sample { name, reading, company, phone, email } = sample;
    [name, reading, company, phone, email].iter().any(|text| text.contains(char::REPLACEMENT_CHARACTER))
}
