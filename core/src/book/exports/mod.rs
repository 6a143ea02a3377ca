//! Taking contacts out.

mod beside;
mod ldif;
mod losses;
mod tables;
mod vcards;

use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

pub(super) use self::beside::Beside;
use super::{Book, ExportFormat, ExportReport, ExportWhat, OnProgress, Phase, Progress, Sort};
use crate::error::{Error, Result};
use crate::formats::csv::Dialect;
use crate::formats::encoding::Charset;
use crate::formats::vcard::Version;

/// Contacts between two words of progress.
const STEP: usize = 256;
/// Bytes gathered before they are handed on and written.
const BUFFER: usize = 256 * 1024;

impl Book {
    /// Writes contacts to a file, in reading order or in the order they are named; those that are gone are left out.
    ///
    /// Writes beside the target first and renames, so that an existing file survives a failure and a cancel
    /// ([`Error::Cancelled`]). [`Error::Invalid`] of `target` with `is_the_book`, or `not_writable` where no file can be
    /// made there; [`Error::DiskFull`].
    pub fn export(
        &self,
        target: &Path,
        format: ExportFormat,
        what: &ExportWhat,
        progress: &mut OnProgress<'_>,
    ) -> Result<ExportReport> {
        self.refuse_own_file(target)?;
        let beside = Beside::create(target)?;
        let report = self.store.read(|db| {
            let ids = match what {
                ExportWhat::List(list) => db.list_ids(*list, Sort::Reading, 0, u32::MAX)?,
                ExportWhat::Contacts(ids) => ids.clone(),
            };
            let mut told = Told { total: ids.len() as u64, progress };
            let out = BufWriter::with_capacity(BUFFER, &beside.file);
            let csv = |dialect, charset, out, told: &mut _| tables::write_csv(db, &ids, dialect, charset, out, told);
            let other = |dialect: Dialect, out, told: &mut _| csv(dialect, dialect.charset(), out, told);
            match format {
                ExportFormat::Vcard3 => vcards::write(db, &ids, Version::V3, out, &mut told),
                ExportFormat::Vcard4 => vcards::write(db, &ids, Version::V4, out, &mut told),
                ExportFormat::CsvUtf8 => csv(Dialect::Enishi, Charset::Utf8, out, &mut told),
                ExportFormat::CsvUtf8Bom => csv(Dialect::Enishi, Charset::Utf8Bom, out, &mut told),
                ExportFormat::CsvCp932 => csv(Dialect::Enishi, Charset::Cp932, out, &mut told),
                ExportFormat::CsvGoogle => other(Dialect::Google, out, &mut told),
                ExportFormat::CsvOutlookJa => other(Dialect::OutlookJa, out, &mut told),
                ExportFormat::CsvOutlookEn => other(Dialect::OutlookEn, out, &mut told),
                ExportFormat::CsvThunderbird => other(Dialect::Thunderbird, out, &mut told),
                ExportFormat::Ldif => ldif::write(db, &ids, out, &mut told),
                ExportFormat::Xlsx => tables::write_xlsx(db, &ids, self.edge.now(), out, &mut told),
            }
        })?;
        beside.put_in_place(target)?;
        Ok(report)
    }

    /// Writes something that was made of the book, such as a picture, in the same way and with the same errors.
    pub fn save(&self, target: &Path, bytes: &[u8]) -> Result<()> {
        self.refuse_own_file(target)?;
        let mut beside = Beside::create(target)?;
        beside.file.write_all(bytes)?;
        beside.put_in_place(target)
    }

    /// The book is no place to write to.
    pub(super) fn refuse_own_file(&self, target: &Path) -> Result<()> {
        if super::place::resolved(target) == super::place::resolved(&self.path) {
            return Err(Error::Invalid { field: "target".to_owned(), reason: "is_the_book" });
        }
        Ok(())
    }
}

/// The caller's progress.
struct Told<'a, 'b> {
    total: u64,
    progress: &'a mut OnProgress<'b>,
}

impl Told<'_, '_> {
    fn step(&mut self, done: usize) -> Result<()> {
        if !done.is_multiple_of(STEP) {
            return Ok(());
        }
        match (self.progress)(Progress { phase: Phase::Writing, done: done as u64, total: self.total }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Cancelled),
        }
    }
}
