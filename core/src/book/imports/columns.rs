//! What the columns of tables are taken for: said for this import, or remembered of an earlier one.

use super::files::{Pace, Source};
use crate::book::change::Ties;
use crate::book::{Book, ColumnChoice, Held, Reading, Verb};
use crate::error::{Error, Result};
use crate::formats::csv::{self, Choice, Headers, Remembered, Target};
use crate::formats::encoding::Charset;
use crate::store::Db;

/// Bytes in which a table has its headers.
const HEAD: u64 = 8 * 1024 * 1024;

/// How files are read: what the user says about this import, and what the book remembers.
#[derive(Clone, Default)]
pub(super) struct How {
    pub charset: Option<Charset>,
    pub sheet: Option<String>,
    pub table: csv::How,
    pub held: Option<Held>,
}

impl How {
    /// [`Error::Invalid`] for a column that is taken for something there is not.
    pub fn of(reading: &Reading, remembered: Remembered) -> Result<How> {
        let choice = |choice: &ColumnChoice| {
            let unknown = || Error::Invalid { field: choice.target.clone(), reason: "unknown_target" };
            let target = Target::parse(&choice.target).ok_or_else(unknown)?;
            Ok(Choice { header: choice.header.clone(), nth: choice.nth, target })
        };
        let choices = reading.columns.as_ref().map(|columns| columns.iter().map(choice).collect::<Result<Vec<_>>>());
        let table = csv::How {
            delimiter: reading.delimiter,
            header_row: reading.header_row,
            choices: choices.transpose()?,
            remembered,
            restore_zeros: reading.restore_zeros,
        };
        Ok(How { charset: reading.charset, sheet: reading.sheet.clone(), table, held: reading.held.clone() })
    }
}

impl Book {
    pub(super) fn how(&self, reading: &Reading) -> Result<How> {
        How::of(reading, self.store.read(remembered)?)
    }

    /// Keeps what was said about the columns of these files for the next time; where nothing was, forgets what was kept.
    pub(super) fn remember(&self, sources: &[Source], how: &How) -> Result<()> {
        if how.table.choices.is_none() {
            return Ok(());
        }
        let mut said = Vec::new();
        for source in sources {
            let Some(seen) = source.table(how, &Pace::up_to(HEAD))? else { continue };
            said.extend(seen.headers.map(|headers| (headers, written(&seen.said()))));
        }
        self.change(Verb::Import, Ties::default(), |tx| {
            tx.keep = true;
            for (headers, columns) in &said {
                match columns.as_str() {
                    "" => tx.db.delete_mapping(&headers.0)?,
                    columns => tx.db.put_mapping(&headers.0, columns)?,
                }
            }
            Ok(())
        })?;
        Ok(())
    }
}

fn remembered(db: &Db) -> Result<Remembered> {
    // What a newer program said and this one doesn't know goes by the header.
    let all = db.mappings()?.into_iter();
    Ok(all.map(|(headers, columns)| (Headers(headers), read(&columns).flatten().collect())).collect())
}

fn written(said: &[(usize, Target)]) -> String {
    said.iter().map(|(at, target)| format!("{at}={}", target.code())).collect::<Vec<_>>().join(" ")
}

/// `None` for what can't be read.
fn read(columns: &str) -> impl Iterator<Item = Option<(usize, Target)>> {
    columns.split(' ').map(|said| {
        let (at, code) = said.split_once('=')?;
        Some((at.parse().ok()?, Target::parse(code)?))
    })
}

/// Mappings that say something this program doesn't know.
pub(in crate::book) fn check(db: &Db) -> Result<Vec<String>> {
    let all = db.mappings()?;
    let unread = all.iter().filter(|(_, columns)| read(columns).any(|said| said.is_none()));
    Ok(unread.map(|_| "a mapping of columns cannot be read".to_owned()).collect())
}
