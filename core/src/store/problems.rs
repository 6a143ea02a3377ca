//! Where an import's problems wait to be saved: a nameless database of SQLite's own, on the disk once it grows, gone with it.

use rusqlite::{Connection, Rows, params};

use crate::error::Result;

/// One problem with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ProblemRow {
    pub source: usize,
    pub line: u64,
    pub reason: String,
    pub detail: String,
    /// Nothing of the card or row came in.
    pub out: bool,
}

pub(crate) struct Problems(Connection);

impl Problems {
    pub fn begin() -> Result<Problems> {
        let db = Connection::open("")?;
        db.execute_batch(
            "PRAGMA journal_mode = OFF;
             CREATE TABLE problem (
               source INTEGER NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, out INTEGER NOT NULL
             ) STRICT;
             BEGIN",
        )?;
        Ok(Problems(db))
    }

    pub fn add(&self, problem: &ProblemRow) -> Result<()> {
        let ProblemRow { source, line, reason, detail, out } = problem;
        let (source, line) = (number(*source as u64), number(*line));
        self.0
            .prepare_cached("INSERT INTO problem (source, line, reason, detail, out) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![source, line, reason, detail, out])?;
        Ok(())
    }

    /// The sources that have any, with `only_out` any of what did not come in.
    pub fn sources(&self, only_out: bool) -> Result<Vec<usize>> {
        let mut statement =
            self.0.prepare("SELECT DISTINCT source FROM problem WHERE out OR NOT ?1 ORDER BY source")?;
        let sources = statement.query_map([only_out], |row| row.get::<_, i64>(0))?;
        sources.map(|source| Ok(usize::try_from(source?).unwrap_or(usize::MAX))).collect()
    }

    /// Those of one source by line, as they are asked for. With `only_out` only lines of which nothing came in.
    pub fn by_line<T>(
        &self,
        source: usize,
        only_out: bool,
        read: impl FnOnce(&mut ByLine<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut statement = self.0.prepare(
            "SELECT source, line, reason, detail, out FROM problem WHERE source = ?1 AND (out OR NOT ?2) ORDER BY line, rowid",
        )?;
        let rows = statement.query(params![number(source as u64), only_out])?;
        read(&mut ByLine { rows, waiting: None })
    }
}

pub(crate) struct ByLine<'a> {
    rows: Rows<'a>,
    waiting: Option<ProblemRow>,
}

impl ByLine<'_> {
    /// The next one that stands at or before this line.
    pub fn until(&mut self, line: u64) -> Result<Option<ProblemRow>> {
        if self.waiting.is_none() {
            self.waiting = match self.rows.next()? {
                Some(row) => Some(ProblemRow {
                    source: usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX),
                    line: row.get::<_, i64>(1)?.unsigned_abs(),
                    reason: row.get(2)?,
                    detail: row.get(3)?,
                    out: row.get(4)?,
                }),
                None => return Ok(None),
            };
        }
        Ok(self.waiting.take_if(|problem| problem.line <= line))
    }
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
