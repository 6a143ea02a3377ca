//! Which files an import reads.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::SystemTime;

use super::columns::How;
use crate::book::Held;
use crate::error::{Error, Result};
use crate::formats::encoding::Charset;
use crate::formats::sheet::{NotASheet, Workbook};
use crate::formats::{self, Detected, Format, SaidOf, Sink, csv, encoding};

/// A file with contacts in it.
pub(super) struct Source {
    pub path: PathBuf,
    /// Its name without folders, as it stands in the report.
    pub name: String,
    pub bytes: u64,
    pub format: Format,
    pub dialect: String,
    pub charset: Charset,
    /// When it was written last.
    modified: Option<SystemTime>,
    /// What it holds, where that stands in no file.
    held: Option<Arc<[u8]>>,
}

impl Source {
    fn new(
        path: &Path,
        bytes: u64,
        modified: Option<SystemTime>,
        detected: Detected,
        held: Option<Arc<[u8]>>,
    ) -> Source {
        let Detected { format, dialect, encoding: charset } = detected;
        Source { path: path.to_owned(), name: file_name(path), bytes, format, dialect, charset, modified, held }
    }

    /// Reads what it holds until the sink breaks off, or somebody stops it.
    pub fn read(&self, how: &How, pace: &Pace, sink: &mut Sink<'_>) -> Result<()> {
        let mut input = self.open(pace)?;
        // The readers look further than the file's beginning for what it is written in.
        let done = match self.format {
            Format::Vcard => formats::vcard::read(&mut input, how.charset, sink),
            Format::Csv => csv::read_as(&mut input, how.charset, &how.table, sink),
            Format::Ldif => formats::ldif::read(&mut input, how.charset, sink),
            Format::Mecard => formats::mecard::read(&mut input, how.charset, sink),
            Format::Sheet => return self.read_sheet(how, pace, sink),
        };
        done.map_err(|error| from_io(&self.path, &error))
    }

    /// It still is what it was when the import looked at it.
    pub fn is_unchanged(&self) -> Result<bool> {
        if self.held.is_some() {
            return Ok(true);
        }
        let meta = fs::metadata(&self.path).map_err(|error| from_io(&self.path, &error))?;
        Ok(meta.len() == self.bytes && meta.modified().ok() == self.modified)
    }

    /// Writes those of its rows or cards for which `said` has something, as [`crate::book::Book::save_problems`] says.
    pub fn send_back(&self, how: &How, column: &str, said: &mut SaidOf<'_>, out: &mut dyn Write) -> Result<u32> {
        if self.format == Format::Sheet {
            let pace = Pace::default();
            let mut book = self.workbook(&pace)?;
            let Some(sheet) = chosen(&mut book, how) else { return Ok(0) };
            return Ok(book.send_back(&sheet, &how.table, column, said, out)?);
        }
        let mut input = self.content()?;
        let written = match self.format {
            Format::Vcard => formats::vcard::send_back(&mut input, how.charset, self.charset, said, out),
            Format::Ldif => formats::ldif::send_back(&mut input, how.charset, said, out),
            Format::Mecard => formats::mecard::send_back(&mut input, how.charset, said, out),
            Format::Csv | Format::Sheet => csv::send_back(&mut input, how.charset, &how.table, column, said, out),
        };
        Ok(written?)
    }

    /// A packed file is gone through several times: how far its sheet is read can't be told before the end.
    fn read_sheet(&self, how: &How, pace: &Pace, sink: &mut Sink<'_>) -> Result<()> {
        let counted = pace.bytes_read.load(Ordering::Relaxed);
        let mut book = self.workbook(pace)?;
        if let Some(sheet) = chosen(&mut book, how) {
            book.read(&sheet, &how.table, sink);
        }
        pace.bytes_read.store(counted + self.bytes, Ordering::Relaxed);
        Ok(())
    }

    /// What it is as a table; `None` where it is none.
    pub fn table(&self, how: &How, pace: &Pace) -> Result<Option<csv::Seen>> {
        match self.format {
            Format::Csv => {
                let mut input = self.open(pace)?;
                csv::look(&mut input, how.charset, &how.table).map_err(|error| from_io(&self.path, &error))
            }
            Format::Sheet => {
                let mut book = self.workbook(pace)?;
                Ok(chosen(&mut book, how).and_then(|sheet| book.look(&sheet, &how.table)))
            }
            Format::Vcard | Format::Ldif | Format::Mecard => Ok(None),
        }
    }

    pub fn workbook<'a>(&self, pace: &'a Pace) -> Result<Workbook<Input<'a>>> {
        let unreadable = |NotASheet(reason)| Error::Unreadable { file: self.name.clone(), reason };
        Workbook::open(self.open(pace)?).map_err(unreadable)
    }

    fn open<'a>(&self, pace: &'a Pace) -> Result<Input<'a>> {
        Ok(BufReader::with_capacity(BUFFER, Paced { inner: self.content()?, pace }))
    }

    fn content(&self) -> Result<Content> {
        match &self.held {
            Some(bytes) => Ok(Content::Held(Cursor::new(bytes.clone()))),
            None => File::open(&self.path).map(Content::File).map_err(|error| from_io(&self.path, &error)),
        }
    }
}

/// What is read of a source.
pub(super) enum Content {
    File(File),
    Held(Cursor<Arc<[u8]>>),
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Content::File(file) => file.read(buffer),
            Content::Held(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Content {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Content::File(file) => file.seek(to),
            Content::Held(bytes) => bytes.seek(to),
        }
    }
}

pub(super) type Input<'a> = BufReader<Paced<'a, Content>>;
const BUFFER: usize = 64 * 1024;

/// The sheet that is asked for, else the first that looks like contacts.
pub(super) fn chosen(book: &mut Workbook<Input<'_>>, how: &How) -> Option<String> {
    let asked = how.sheet.clone().filter(|sheet| book.sheets().contains(sheet));
    asked.or_else(|| book.likely())
}

/// Files of a folder that may hold contacts; others in it are passed over.
const ENDINGS: [&str; 10] = ["vcf", "vcard", "csv", "tsv", "txt", "ldif", "ldi", "xlsx", "xlsm", "xls"];
/// How deep folders are looked into.
const DEPTH: usize = 8;

/// The files, and those in the folders, in the order given and by name within a folder. `told` hears before each file that
/// there is more to do, and may end it.
pub(super) fn gather(files: &[PathBuf], how: &How, told: &mut dyn FnMut() -> Result<()>) -> Result<Vec<Source>> {
    gather_by(files, how, contacts, told)
}

/// As [`gather`], and texts of which nobody knows yet whether contacts are in them: what they are written in, or what their
/// columns are, may be said after a look.
pub(super) fn gather_to_look(files: &[PathBuf], how: &How) -> Result<Vec<Source>> {
    let detect = |first: &[u8], how: &How| contacts(first, how).or_else(|reason| some_text(first, how).ok_or(reason));
    gather_by(files, how, detect, &mut || Ok(()))
}

/// What the beginning of a file says, or why it is refused.
type Detect = fn(&[u8], &How) -> std::result::Result<Detected, &'static str>;

fn contacts(first: &[u8], how: &How) -> std::result::Result<Detected, &'static str> {
    formats::detect_as(first, how.charset, &how.table).ok_or_else(|| formats::why_not(first))
}

fn some_text(first: &[u8], how: &How) -> Option<Detected> {
    let text = match formats::why_not(first) {
        "no_header" | "not_contacts" => true,
        "binary" => matches!(how.charset, Some(Charset::Utf16Le | Charset::Utf16Be)),
        _ => false,
    };
    let encoding = how.charset.unwrap_or_else(|| encoding::guess(first));
    text.then(|| Detected { format: Format::Csv, encoding, dialect: "text".to_owned() })
}

fn gather_by(
    files: &[PathBuf],
    how: &How,
    detect: Detect,
    told: &mut dyn FnMut() -> Result<()>,
) -> Result<Vec<Source>> {
    let mut gathering = Gathering { how, told, seen: HashSet::new(), sources: Vec::new() };
    for path in files {
        if path.is_dir() {
            let before = gathering.sources.len();
            gathering.folder(path, DEPTH)?;
            if gathering.sources.len() == before {
                return Err(unreadable(path, "not_contacts"));
            }
        } else {
            (gathering.told)()?;
            gathering.sources.push(source(path, how, detect)?);
        }
    }
    Ok(gathering.sources)
}

struct Gathering<'a> {
    how: &'a How,
    told: &'a mut dyn FnMut() -> Result<()>,
    /// Folders, and files found in them, as they are called without links: a link may lead back to where it stands, and what
    /// is there by two names is there once.
    seen: HashSet<PathBuf>,
    sources: Vec<Source>,
}

impl Gathering<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) -> Result<()> {
        if !self.is_new(folder) {
            return Ok(());
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
        let entries = entries.map_err(|error| from_io(folder, &error))?;
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
            if hidden {
                continue;
            } else if path.is_dir() {
                if depth > 0 {
                    self.folder(&path, depth - 1)?;
                }
            } else if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
                self.file(&path)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<()> {
        (self.told)()?;
        // A link to nowhere, or to itself.
        if fs::metadata(path).is_err_and(|error| !is_denied(&error)) || !self.is_new(path) {
            return Ok(());
        }
        match source(path, self.how, contacts) {
            Ok(source) => self.sources.push(source),
            // Some other text.
            Err(Error::Unreadable { reason, .. }) if !matches!(reason, "denied" | "io") => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn is_new(&mut self, path: &Path) -> bool {
        self.seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
    }
}

fn is_denied(error: &io::Error) -> bool {
    error.kind() == ErrorKind::PermissionDenied
}

fn source(path: &Path, how: &How, detect: Detect) -> Result<Source> {
    let failed = |error: std::io::Error| from_io(path, &error);
    if let Some(Held { bytes, .. }) = how.held.as_ref().filter(|held| held.path == path) {
        let first = bytes.get(..encoding::SAMPLE).unwrap_or(bytes);
        let detected = detect(first, how).map_err(|reason| unreadable(path, reason))?;
        return Ok(Source::new(path, bytes.len() as u64, None, detected, Some(bytes.clone())));
    }
    // A pipe would be waited for without end, a device read without end.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(unreadable(path, "not_contacts"));
    }
    let mut file = File::open(path).map_err(failed)?;
    let meta = file.metadata().map_err(failed)?;
    let mut first = Vec::new();
    Read::by_ref(&mut file).take(encoding::SAMPLE as u64).read_to_end(&mut first).map_err(failed)?;
    let detected = detect(&first, how).map_err(|reason| unreadable(path, reason))?;
    Ok(Source::new(path, meta.len(), meta.modified().ok(), detected, None))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn unreadable(path: &Path, reason: &'static str) -> Error {
    Error::Unreadable { file: file_name(path), reason }
}

pub(super) fn from_io(path: &Path, error: &std::io::Error) -> Error {
    let reason = match error.kind() {
        ErrorKind::NotFound => "not_found",
        ErrorKind::PermissionDenied => "denied",
        _ => "io",
    };
    unreadable(path, reason)
}

/// How far the files are read, and whether they are to be read on.
#[derive(Default)]
pub(super) struct Pace {
    pub bytes_read: AtomicU64,
    stopped: AtomicBool,
    /// Where a file is taken to end, for a look.
    limit: Option<u64>,
}

impl Pace {
    /// For files of which the first `limit` bytes are enough.
    pub fn up_to(limit: u64) -> Pace {
        Pace { limit: Some(limit), ..Pace::default() }
    }

    /// Whoever reads hears it at the next bytes, however far from the next contact they are.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

pub(super) struct Paced<'a, R> {
    inner: R,
    pace: &'a Pace,
}

impl<R: Read> Read for Paced<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.pace.stopped.load(Ordering::Relaxed) {
            return Err(io::Error::other("stopped"));
        }
        let read = self.pace.bytes_read.load(Ordering::Relaxed);
        let left = self.pace.limit.map_or(u64::MAX, |limit| limit.saturating_sub(read));
        let room = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = self.inner.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.pace.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<R: Seek> Seek for Paced<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
