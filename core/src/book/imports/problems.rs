//! The rows and cards that have problems, saved as a file of their own: to be mended and brought in again.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::columns::How;
use super::files::Source;
use super::place;
use crate::book::exports::Beside;
use crate::book::{Book, ImportProblem, OnProgress, Phase, Progress, SavedProblems};
use crate::error::{Error, Result};
use crate::formats::Format;
use crate::store::{self, ProblemRow};

/// Bytes gathered before they are handed on and written.
const BUFFER: usize = 256 * 1024;

/// What an import, or a look at one, had to say, all of it and with the places. It waits on the disk.
#[derive(Default)]
pub struct Problems {
    rows: Option<store::Problems>,
    files: Arc<[Source]>,
    how: How,
}

/// The words in which problems are saved. For tables the column's header must end in `(Enishi)`, so that it is known again.
pub struct Wording<'a> {
    pub column: &'a str,
    /// The sentence for a problem's stable code.
    pub say: &'a dyn Fn(&str) -> String,
}

impl Problems {
    pub(super) fn of(files: &Arc<[Source]>, how: &How) -> Problems {
        Problems { rows: None, files: Arc::clone(files), how: how.clone() }
    }

    /// A file's name.
    pub(super) fn name(&self, source: usize) -> &str {
        self.files.get(source).map(|file| file.name.as_str()).unwrap_or_default()
    }

    pub(super) fn add(&mut self, source: usize, line: u64, problem: &ImportProblem, out: bool) -> Result<()> {
        let rows = match self.rows.take() {
            Some(rows) => rows,
            None => store::Problems::begin()?,
        };
        let (reason, detail) = (problem.reason.clone(), problem.detail.clone());
        rows.add(&ProblemRow { source, line, reason, detail, out })?;
        self.rows = Some(rows);
        Ok(())
    }
}

impl Book {
    /// Writes the rows and cards that have problems as they stand in their files, each with the reason; with `only_out` those
    /// alone of which nothing came in. Tables become CSV (UTF-8 with byte order mark, guarded as exports are) with a last column
    /// for the reason, the others stay what they are. Read again, the reason is passed over.
    ///
    /// Where several files have problems, the first is written to `target` and each other one beside it under a name of its own.
    /// [`Error::Nothing`] where there is nothing to save, [`Error::Unreadable`] with `changed` for a file that is no more what it was
    /// when it was read; for `target` as [`Book::export`], and `is_source` where it is one of the files themselves.
    pub fn save_problems(
        &self,
        problems: &Problems,
        target: &Path,
        only_out: bool,
        wording: &Wording<'_>,
        progress: &mut OnProgress<'_>,
    ) -> Result<SavedProblems> {
        let nothing = Error::Nothing { what: "save" };
        let Some(rows) = &problems.rows else { return Err(nothing) };
        let sources = rows.sources(only_out)?;
        let invalid = |reason| Error::Invalid { field: "target".to_owned(), reason };
        let resolved = crate::book::place::resolved;
        self.refuse_own_file(target)?;
        if problems.files.iter().any(|file| resolved(&file.path) == resolved(target)) {
            return Err(invalid("is_source"));
        }
        let mut saved = SavedProblems::default();
        for at in sources {
            let Some(file) = problems.files.get(at) else { continue };
            if !file.is_unchanged()? {
                return Err(Error::Unreadable { file: file.name.clone(), reason: "changed" });
            }
            let target = if saved.files.is_empty() { target.to_owned() } else { beside(target, file.format)? };
            let beside = Beside::create(&target)?;
            saved.written += rows.by_line(at, only_out, |rows| {
                let mut said = Said { rows, problems, wording, progress: &mut *progress, done: saved.written };
                said.write(file, &problems.how, &beside.file)
            })?;
            beside.put_in_place(&target)?;
            saved.files.push(target.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
        if saved.files.is_empty() { Err(nothing) } else { Ok(saved) }
    }
}

impl Problems {
    /// What the first file with problems is saved as: the extension of its name. `None` where there is nothing to save.
    pub fn extension(&self, only_out: bool) -> Result<Option<&'static str>> {
        let Some(rows) = &self.rows else { return Ok(None) };
        let first = rows.sources(only_out)?.into_iter().find_map(|at| self.files.get(at));
        Ok(first.map(|file| extension(file.format)))
    }
}

fn extension(format: Format) -> &'static str {
    match format {
        Format::Vcard => "vcf",
        Format::Csv | Format::Sheet => "csv",
        Format::Ldif => "ldif",
        Format::Mecard => "txt",
    }
}

/// A name beside the target that nothing has.
fn beside(target: &Path, format: Format) -> Result<PathBuf> {
    let stem = target.file_stem().unwrap_or_default().to_string_lossy();
    let names = (2..10_000).map(|number| target.with_file_name(format!("{stem}-{number}.{}", extension(format))));
    let free = names.into_iter().find(|path| !path.exists());
    free.ok_or_else(|| Error::Invalid { field: "target".to_owned(), reason: "not_writable" })
}

/// The problems of one file, put into words.
struct Said<'a, 'rows, 'told> {
    rows: &'a mut store::ByLine<'rows>,
    problems: &'a Problems,
    wording: &'a Wording<'a>,
    progress: &'a mut OnProgress<'told>,
    done: u32,
}

impl Said<'_, '_, '_> {
    fn write(&mut self, file: &Source, how: &How, to: &File) -> Result<u32> {
        let mut out = BufWriter::with_capacity(BUFFER, to);
        let (failed, column) = (RefCell::new(None), self.wording.column);
        let mut ask = |line| {
            self.until(line).map_err(|error| {
                *failed.borrow_mut() = Some(error);
                io::ErrorKind::Other.into()
            })
        };
        let written = file.send_back(how, column, &mut ask, &mut out);
        if let Some(error) = failed.into_inner() {
            return Err(error);
        }
        out.flush()?;
        written
    }

    fn until(&mut self, line: u64) -> Result<Option<String>> {
        let mut said = String::new();
        while let Some(problem) = self.rows.until(line)? {
            if !said.is_empty() {
                said.push_str(" / ");
            }
            let place = place(self.problems.name(problem.source), problem.line);
            said.push_str(&format!("{place}: {}", (self.wording.say)(&problem.reason)));
            if !problem.detail.is_empty() {
                said.push_str(&format!(" [{}]", problem.detail));
            }
        }
        if said.is_empty() {
            return Ok(None);
        }
        self.done += 1;
        if self.done.is_multiple_of(256) {
            let step = Progress { phase: Phase::Writing, done: u64::from(self.done), total: 0 };
            if let ControlFlow::Break(()) = (self.progress)(step) {
                return Err(Error::Cancelled);
            }
        }
        Ok(Some(said.replace(['\r', '\n'], " ")))
    }
}
