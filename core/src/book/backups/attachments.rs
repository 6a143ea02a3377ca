//! The folder of large attachments beside a book: `enishi.attachments` of `enishi.book`. A file in it never changes.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::archive::{self, Part};
use crate::error::Result;

const PIECE: usize = 256 * 1024;
/// Folders within folders; ours are flat.
const DEPTH: usize = 8;

/// Where a book's attachments stand, or those of a backup.
pub(in crate::book) fn attachments_of(book: &Path) -> PathBuf {
    book.with_extension(archive::ATTACHMENTS)
}

pub(in crate::book) struct AttachedFile {
    pub path: PathBuf,
    /// Below the folder, with `/` between its parts.
    pub relative: String,
    pub bytes: u64,
}

/// Every file of the folder in the order of their names; no folder has none. Links, and what has a name that not every system
/// can have, is none of ours.
pub(in crate::book) fn listed(folder: &Path) -> Result<Vec<AttachedFile>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        gather(folder, "", DEPTH, &mut files)?;
    }
    files.sort_by(|one, other| one.relative.cmp(&other.relative));
    Ok(files)
}

fn gather(folder: &Path, below: &str, depth: usize, files: &mut Vec<AttachedFile>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let relative = if below.is_empty() { name } else { format!("{below}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 0 {
            gather(&entry.path(), &relative, depth - 1, files)?;
        } else if kind.is_file() && archive::attachment(&relative).is_some() {
            files.push(AttachedFile { path: entry.path(), relative, bytes: entry.metadata()?.len() });
        }
    }
    Ok(())
}

/// Copies to `to` what it doesn't have yet of `from`, each file durably and read back; takes nothing away there. Answers how
/// many files `from` has.
pub(in crate::book) fn mirror(from: &Path, to: &Path, told: &mut dyn FnMut() -> Result<()>) -> Result<u32> {
    let files = listed(from)?;
    for file in &files {
        let target = to.join(&file.relative);
        if fs::metadata(&target).is_ok_and(|there| there.is_file() && there.len() == file.bytes) {
            continue;
        }
        told()?;
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let part = Part::beside(&target)?;
        copy(&file.path, part.path())?;
        if !same(&file.path, part.path())? {
            return Err(crate::error::Error::Damaged { detail: "an attachment was not copied whole".to_owned() });
        }
        part.put_in_place(&target)?;
    }
    Ok(u32::try_from(files.len()).unwrap_or(u32::MAX))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut out = File::options().write(true).open(to)?;
    let mut from = File::open(from)?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece)?;
        let bytes = piece.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        out.write_all(bytes)?;
    }
    out.sync_all()?;
    Ok(())
}

fn same(one: &Path, other: &Path) -> Result<bool> {
    let (one, other) = (File::open(one)?, File::open(other)?);
    let (mut ours, mut theirs) = (Vec::with_capacity(PIECE), Vec::with_capacity(PIECE));
    loop {
        ours.clear();
        theirs.clear();
        (&one).take(PIECE as u64).read_to_end(&mut ours)?;
        (&other).take(PIECE as u64).read_to_end(&mut theirs)?;
        if ours != theirs {
            return Ok(false);
        }
        if ours.is_empty() {
            return Ok(true);
        }
    }
}
