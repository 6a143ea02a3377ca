//! Files beside the steps of runs: hashed where they stand, never taken into the book.

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::runs::refused;
use super::{Book, Moved, OnProgress, Phase, Progress};
use crate::checklist::facts::SavedFile;
use crate::checklist::run::Attachment;
use crate::error::{Error, Result};
use crate::record::RecordId;

/// So many bytes are read and hashed at a time.
const PIECE: usize = 1 << 20;

impl Book {
    /// Puts a file into a row of a backup, or beside a step as its proof (without `row`). It is hashed where it stands and stays
    /// there. [`Error::Unreadable`] with `not_found`, `denied`, `empty` or `io`.
    pub fn attach(
        &self,
        id: RecordId,
        step: &str,
        row: Option<&str>,
        path: &Path,
        progress: &mut OnProgress<'_>,
    ) -> Result<Moved> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (bytes, sha256) = hashed(path, &name, progress)?;
        self.with_step(id, step, false, |tx, run, at, world| {
            let Some(row) = row else {
                let proof = Attachment { name, bytes, sha256, at: tx.at };
                return run.attach_proof(at, proof, tx.at).map_err(refused);
            };
            let file = SavedFile {
                id: 0,
                medium: medium(path),
                path: path.to_string_lossy().into_owned(),
                name,
                bytes,
                sha256,
                taken_at: tx.at,
                count: None,
                confirmed: false,
            };
            run.attach_copy(at, row, file, world, tx.at).map_err(refused)
        })
    }

    /// Takes a proof away from a step.
    pub fn detach(&self, id: RecordId, step: &str, sha256: &str) -> Result<Moved> {
        self.with_step(id, step, false, |_, run, at, _| run.detach_proof(at, sha256).map_err(refused))
    }
}

fn hashed(path: &Path, name: &str, progress: &mut OnProgress<'_>) -> Result<(u64, String)> {
    let unreadable = |reason| Error::Unreadable { file: name.to_owned(), reason };
    let of_io = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => unreadable("not_found"),
        std::io::ErrorKind::PermissionDenied => unreadable("denied"),
        _ => unreadable("io"),
    };
    let mut file = File::open(path).map_err(of_io)?;
    let meta = file.metadata().map_err(of_io)?;
    if !meta.is_file() {
        return Err(unreadable("io"));
    }
    let (mut hash, mut piece, mut done) = (Sha256::new(), vec![0; PIECE], 0u64);
    loop {
        let read = file.read(&mut piece).map_err(of_io)?;
        if read == 0 {
            break;
        }
        hash.update(piece.get(..read).unwrap_or_default());
        done += read as u64;
        let step = Progress { phase: Phase::Reading, done, total: meta.len() };
        if progress(step) == ControlFlow::Break(()) {
            return Err(Error::Cancelled);
        }
    }
    if done == 0 {
        return Err(unreadable("empty"));
    }
    Ok((done, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// The drive, the volume or the cloud's folder that a file lies on, as far as its path tells; empty otherwise.
fn medium(path: &Path) -> String {
    let parts: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let is_cloud = |part: &&String| {
        ["OneDrive", "Dropbox", "Google Drive", "GoogleDrive", "iCloud Drive", "Box"]
            .iter()
            .any(|cloud| part.strip_prefix(cloud).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
    };
    if let Some(cloud) = parts.iter().find(is_cloud) {
        return cloud.clone();
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["/", "Volumes" | "mnt", volume, _, ..] | ["/", "media", _, volume, _, ..] => (*volume).to_owned(),
        [drive, ..] if drive.ends_with(':') => (*drive).to_owned(),
        _ => String::new(),
    }
}
