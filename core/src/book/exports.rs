//! Taking contacts out.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};

use super::contacts::fields_of;
use super::derive::decode;
use super::{Book, ExportFormat, ExportReport, ExportWhat, OnProgress, Phase, Progress, Sort, Unfit};
use crate::contact::ContactId;
use crate::contact::card::MediaHash;
use crate::contact::fields::Fields;
use crate::error::{Error, Result};
use crate::formats::csv::{self, Columns};
use crate::formats::encoding::Charset;
use crate::formats::vcard::{self, Version};
use crate::store::{Db, Outgoing};

/// Contacts between two words of progress.
const STEP: usize = 256;
/// Places told in full where a character doesn't fit.
const UNFIT: usize = 1_000;
/// Bytes gathered before they are handed on and written.
const BUFFER: usize = 256 * 1024;
/// Batches between the threads.
const BATCHES: usize = 4;

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
        if super::place::resolved(target) == super::place::resolved(&self.path) {
            return Err(Error::Invalid { field: "target".to_owned(), reason: "is_the_book" });
        }
        let beside = Beside::create(target)?;
        let report = self.store.read(|db| {
            let ids = match what {
                ExportWhat::List(list) => db.list_ids(*list, Sort::Reading, 0, u32::MAX)?,
                ExportWhat::Contacts(ids) => ids.clone(),
            };
            let mut told = Told { total: ids.len() as u64, progress };
            let out = BufWriter::with_capacity(BUFFER, &beside.file);
            match format {
                ExportFormat::Vcard3 => write_vcards(db, &ids, Version::V3, out, &mut told),
                ExportFormat::Vcard4 => write_vcards(db, &ids, Version::V4, out, &mut told),
                ExportFormat::CsvUtf8 => write_table(db, &ids, Charset::Utf8, out, &mut told),
                ExportFormat::CsvUtf8Bom => write_table(db, &ids, Charset::Utf8Bom, out, &mut told),
                ExportFormat::CsvCp932 => write_table(db, &ids, Charset::Cp932, out, &mut told),
            }
        })?;
        beside.put_in_place(target)?;
        Ok(report)
    }
}

/// Reads in this thread and writes in another; between them stands a channel of few, small batches.
fn write_vcards(
    db: &Db,
    ids: &[ContactId],
    version: Version,
    out: impl Write + Send,
    told: &mut Told<'_, '_>,
) -> Result<ExportReport> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(BATCHES);
        let writing = scope.spawn(move || write_batches(&receive, version, out));
        let (mut batch, mut bytes) = (Vec::new(), 0);
        let mut leaving = db.leaving()?;
        for (at, id) in ids.iter().enumerate() {
            told.step(at)?;
            let Some(one) = leaving.contact(*id)? else { continue };
            bytes += one.card.len() + one.media.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
            batch.push(one);
            if bytes >= BUFFER {
                bytes = 0;
                // The other side hangs up only with an error of its own, which is answered below.
                if send.send(std::mem::take(&mut batch)).is_err() {
                    break;
                }
            }
        }
        let _ = send.send(batch);
        drop(send);
        let written = writing.join().map_err(|_| Error::Storage("BUG: writing vCards panicked".to_owned()))??;
        Ok(ExportReport { written, ..ExportReport::default() })
    })
}

fn write_batches(receive: &Receiver<Vec<Outgoing>>, version: Version, mut out: impl Write) -> Result<u32> {
    let (mut written, mut text) = (0, Vec::new());
    for one in receive.iter().flatten() {
        let Outgoing { card, groups, media } = one;
        let mut find = |hash: &MediaHash| {
            let found = media.iter().find(|(known, _)| known == hash);
            found.map(|(_, bytes)| bytes.clone())
        };
        text.clear();
        vcard::write(&decode(&card)?, version, &groups, &mut find, &mut text);
        out.write_all(&text)?;
        written += 1;
    }
    out.flush()?;
    Ok(written)
}

/// Looks at everybody twice: how many columns there must be is known at the end of the first time.
fn write_table(
    db: &Db,
    ids: &[ContactId],
    charset: Charset,
    out: impl Write,
    told: &mut Told<'_, '_>,
) -> Result<ExportReport> {
    told.total *= 2;
    let mut columns = Columns::default();
    for (at, id) in ids.iter().enumerate() {
        told.step(at)?;
        if let Some(row) = db.contact(*id)? {
            columns.see(&fields_of(&row.card)?);
        }
    }
    let mut report = ExportReport::default();
    let mut writer = csv::Writer::new(out, charset, columns)?;
    for (at, id) in ids.iter().enumerate() {
        told.step(ids.len() + at)?;
        let Some(row) = db.contact(*id)? else { continue };
        let card = decode(&row.card)?;
        let fields = Fields::of(&card);
        report.left_out += u32::from(csv::leaves_out(&card, &fields));
        let groups: Vec<String> = db.live_groups_of(*id)?.into_iter().map(|group| group.name).collect();
        writer.write(&fields, &groups, &mut |header, character| {
            report.unfit_count += 1;
            if report.unfit.len() < UNFIT {
                report.unfit.push(Unfit {
                    id: *id,
                    name: fields.display_name.clone(),
                    field: header.to_owned(),
                    character: character.to_string(),
                });
            }
        })?;
        report.written += 1;
    }
    writer.finish()?;
    Ok(report)
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

/// A new file beside the target, gone again unless it was put in the target's place.
struct Beside {
    file: File,
    path: Option<PathBuf>,
}

impl Beside {
    fn create(target: &Path) -> Result<Beside> {
        let not_writable = || Error::Invalid { field: "target".to_owned(), reason: "not_writable" };
        let name = target.file_name().ok_or_else(not_writable)?.to_string_lossy().into_owned();
        for number in 0..100 {
            let path = target.with_file_name(format!(".{name}.{number}.part"));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok(Beside { file, path: Some(path) }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == io::ErrorKind::StorageFull => return Err(Error::DiskFull),
                Err(_) => break,
            }
        }
        Err(not_writable())
    }

    fn put_in_place(mut self, target: &Path) -> Result<()> {
        self.file.sync_all()?;
        let path = self.path.take().expect("BUG: a file is put in place once");
        if let Err(error) = fs::rename(&path, target) {
            let _ = fs::remove_file(&path);
            return Err(error.into());
        }
        sync_folder(target);
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

/// Makes the new name durable, where folders can be synced.
fn sync_folder(target: &Path) {
    if let Some(folder) = target.parent()
        && let Ok(folder) = File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
    {
        let _ = folder.sync_all();
    }
}
