//! Files beside the steps of runs: hashed, in a backup opened and counted, where they stand; never taken into the book.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::backups::told;
use super::medium::medium;
use super::runs::refused;
use super::{Book, Moved, OnProgress, Phase};
use crate::checklist::facts::{SavedFile, Seen};
use crate::checklist::run::Attachment;
use crate::error::{Error, Result};
use crate::inspect;
use crate::record::RecordId;

/// So many bytes are read and hashed at a time.
const PIECE: usize = 1 << 20;

impl Book {
    /// Puts a file into a row of a backup, or beside a step as its proof (without `row`). It stays where it stands.
    ///
    /// In a backup it is opened and what is found is kept, whatever that is: the gate says what is wrong with it. A proof is
    /// hashed. [`Error::Unreadable`] with `not_found`, `denied` or `io`, of a proof `empty`, too; [`Error::Cancelled`].
    pub fn attach(
        &self,
        id: RecordId,
        step: &str,
        row: Option<&str>,
        path: &Path,
        progress: &mut OnProgress<'_>,
    ) -> Result<Moved> {
        match row {
            Some(row) => self.attach_copy(id, step, row, path, progress),
            None => self.attach_proof(id, step, path, progress),
        }
    }

    fn attach_copy(
        &self,
        id: RecordId,
        step: &str,
        row: &str,
        path: &Path,
        progress: &mut OnProgress<'_>,
    ) -> Result<Moved> {
        let path = std::path::absolute(path)?;
        let inspect::Inspected { found, sha256, bytes, .. } = inspect::inspect(&path, progress)?;
        let lies_on = medium(&path);
        self.with_step(id, step, false, |tx, run, at, world| {
            let file = SavedFile {
                id: 0,
                name: name_of(&path),
                path: path.to_string_lossy().into_owned(),
                bytes,
                sha256,
                taken_at: tx.at,
                lies_on: Some(lies_on),
                seen: Some(Seen::of(&found, false, tx.at)),
                sealed: None,
                checked: None,
            };
            run.attach_copy(at, row, file, world, tx.at).map_err(refused)
        })
    }

    fn attach_proof(&self, id: RecordId, step: &str, path: &Path, progress: &mut OnProgress<'_>) -> Result<Moved> {
        let name = name_of(path);
        let unreadable = |reason| Error::Unreadable { file: name.clone(), reason };
        let total = std::fs::metadata(path).map_err(|error| unreadable(why(&error)))?.len();
        let (bytes, sha256) = hashed(path, &name, &mut |done| told(progress, Phase::Reading, done, total))?;
        if bytes == 0 {
            return Err(unreadable("empty"));
        }
        self.with_step(id, step, false, |tx, run, at, _| {
            let proof = Attachment { name, bytes, sha256, at: tx.at };
            run.attach_proof(at, proof, tx.at).map_err(refused)
        })
    }

    /// Takes a proof away from a step.
    pub fn detach(&self, id: RecordId, step: &str, sha256: &str) -> Result<Moved> {
        self.with_step(id, step, false, |_, run, at, _| run.detach_proof(at, sha256).map_err(refused))
    }
}

/// Length and SHA-256 of a file. `told` hears how many bytes were read. [`Error::Unreadable`] with `not_found`, `denied` or `io`.
pub(super) fn hashed(path: &Path, name: &str, told: &mut dyn FnMut(u64) -> Result<()>) -> Result<(u64, String)> {
    let unreadable = |reason| Error::Unreadable { file: name.to_owned(), reason };
    let of_io = |error: io::Error| unreadable(why(&error));
    // A pipe opens for ever.
    if !std::fs::metadata(path).map_err(of_io)?.is_file() {
        return Err(unreadable("io"));
    }
    let mut file = File::open(path).map_err(of_io)?;
    let (mut hash, mut piece, mut done) = (Sha256::new(), vec![0; PIECE], 0u64);
    loop {
        let read = file.read(&mut piece).map_err(of_io)?;
        if read == 0 {
            break;
        }
        hash.update(piece.get(..read).unwrap_or_default());
        done += read as u64;
        told(done)?;
    }
    Ok((done, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

pub(super) fn why(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "not_found",
        ErrorKind::PermissionDenied => "denied",
        _ => "io",
    }
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
