//! The folder of large attachments beside a book: `enishi.attachments` of `enishi.book`. A file in it never changes. Those of a
//! guarded book are age files (`NAME.age`) under a secret that comes from its key.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::archive::{self, HEAD, Part, Passphrase, sealing_at_once, unsealed};
use crate::error::{Error, Result};
use crate::guard::BookKey;

/// The ending of one that is sealed.
const SEALED: &str = ".age";

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
        keep(file, to, told)?;
    }
    Ok(u32::try_from(files.len()).unwrap_or(u32::MAX))
}

/// One file as it is.
fn keep(file: &AttachedFile, to: &Path, told: &mut dyn FnMut() -> Result<()>) -> Result<()> {
    let target = to.join(&file.relative);
    let is_there = fs::metadata(&target).is_ok_and(|there| there.is_file() && there.len() == file.bytes);
    // Sealed by another key it has the same length.
    if is_there && (!file.relative.ends_with(SEALED) || same(&file.path, &target)?) {
        return Ok(());
    }
    told()?;
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = Part::beside(&target)?;
    copy(&file.path, part.path())?;
    if !same(&file.path, part.path())? {
        return Err(Error::Damaged { detail: "an attachment was not copied whole".to_owned() });
    }
    part.put_in_place(&target)
}

/// Copies all of one folder to another one under another key, or under none, each durably and read back; the same folder loses
/// the former ones. With the same key on both sides only what stands there in clear is sealed, and with none it is [`mirror`].
pub(in crate::book) fn reseal(
    from: &Path,
    key: Option<&BookKey>,
    to: &Path,
    new_key: Option<&BookKey>,
    told: &mut dyn FnMut() -> Result<()>,
) -> Result<()> {
    if key == new_key && (key.is_none() || from == to) {
        return if from == to { Ok(()) } else { mirror(from, to, told).map(drop) };
    }
    for file in listed(from)? {
        let is_sealed = file.relative.ends_with(SEALED) && head(&mut File::open(&file.path)?)? == HEAD;
        // Done before a kill, copied from the book when that was guarded already, or of another key, which is let be.
        if is_sealed && new_key.is_some() && (from == to || key.is_none() || key == new_key) {
            if from != to {
                keep(&file, to, told)?;
            }
            continue;
        }
        let sealed = file.relative.strip_suffix(SEALED).filter(|_| is_sealed && key.is_some() && key != new_key);
        let plain = sealed.unwrap_or(&file.relative);
        let target = to.join(if new_key.is_some() { format!("{plain}{SEALED}") } else { plain.to_owned() });
        if target == file.path {
            continue;
        }
        told()?;
        let mut input = match reading(&file.path, key.filter(|_| sealed.is_some())) {
            // Somebody else's age file, or of a former key.
            Err(Error::WrongPassphrase | Error::NotAnArchive) => {
                if from != to {
                    keep(&file, to, told)?;
                }
                continue;
            }
            other => other?,
        };
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let part = Part::beside(&target)?;
        let written = poured(&mut *input, File::options().write(true).open(part.path())?, new_key)?;
        drop(input);
        if hash_of(&mut *reading(part.path(), new_key)?, &mut io::sink())? != written {
            return Err(Error::Damaged { detail: "an attachment was not written whole".to_owned() });
        }
        part.put_in_place(&target)?;
        if from == to {
            fs::remove_file(&file.path)?;
        }
    }
    Ok(())
}

/// Writes one file that comes from elsewhere, in new folders where it needs some: durably, and sealed with a key unless it is
/// already.
pub(in crate::book) fn put(from: &mut dyn Read, target: &Path, key: Option<&BookKey>) -> Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut target = target.as_os_str().to_owned();
    let first = head(from)?;
    let is_sealed = target.as_encoded_bytes().ends_with(SEALED.as_bytes()) && first == HEAD;
    let key = key.filter(|_| !is_sealed);
    if key.is_some() {
        target.push(SEALED);
    }
    poured(&mut first.chain(from), File::create_new(target)?, key).map(drop)
}

/// The first bytes of a file: those of a sealed one are [`HEAD`].
fn head(from: &mut dyn Read) -> Result<Vec<u8>> {
    let mut first = Vec::with_capacity(HEAD.len());
    from.take(HEAD.len() as u64).read_to_end(&mut first)?;
    Ok(first)
}

fn reading(path: &Path, key: Option<&BookKey>) -> Result<Box<dyn Read>> {
    let file = BufReader::with_capacity(PIECE, File::open(path)?);
    Ok(match key {
        Some(key) => Box::new(unsealed(file, &secret(key)?)?),
        None => Box::new(file),
    })
}

/// Writes it durably, sealed with a key; answers the hash of what went in.
fn poured(from: &mut dyn Read, out: File, key: Option<&BookKey>) -> Result<[u8; 32]> {
    let mut out = BufWriter::with_capacity(PIECE, out);
    let hash = match key {
        Some(key) => {
            let mut sealed = sealing_at_once(out, &secret(key)?)?;
            let hash = hash_of(from, &mut sealed)?;
            out = sealed.finish()?;
            hash
        }
        None => hash_of(from, &mut out)?,
    };
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(hash)
}

/// Copies, and hashes what is copied.
fn hash_of(from: &mut dyn Read, to: &mut dyn Write) -> Result<[u8; 32]> {
    let (mut hash, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        let read = from.read(&mut piece)?;
        let bytes = piece.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(hash.finalize().into());
        }
        hash.update(bytes);
        to.write_all(bytes)?;
    }
}

fn secret(key: &BookKey) -> Result<Passphrase> {
    Passphrase::new(&key.of_attachments())
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
