//! A file that is written whole or not at all: beside its place under another name, then renamed.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::error::{Error, Result};

/// Nobody writes at one for so long: left by a process that was killed.
const STALE: Duration = Duration::from_secs(60 * 60);

const ENDING: &str = ".part";

/// How many this process has made.
static MADE: AtomicU32 = AtomicU32::new(0);

/// A new file beside its place, gone again unless it was put there.
pub(crate) struct Part {
    path: Option<PathBuf>,
}

impl Part {
    /// An empty file `.NAME.….part` in the folder of `target`. Files that an earlier process left of the same target are
    /// cleared away.
    pub fn beside(target: &Path) -> Result<Part> {
        let name = target.file_name().ok_or_else(not_writable)?;
        let mut begin = OsString::from(".");
        begin.push(name);
        begin.push(".");
        let mut file = begin.clone();
        file.push(format!("{}-{}{ENDING}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed)));
        let path = target.with_file_name(file);
        let made = match create(&path) {
            // Of a process that had our number and was killed.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                fs::remove_file(&path)?;
                create(&path)
            }
            other => other,
        };
        let made = made.map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput | ErrorKind::InvalidFilename => {
                not_writable()
            }
            _ => error.into(),
        })?;
        clear_stale(&path, &begin, &made);
        Ok(Part { path: Some(path) })
    }

    pub fn path(&self) -> &Path {
        self.path.as_deref().expect("BUG: a part has its path until it is put in place")
    }

    /// Renames it to its place, durably; nobody may have it open.
    pub fn put_in_place(mut self, target: &Path) -> Result<()> {
        fs::rename(self.path(), target)?;
        self.path = None;
        sync_folder(target);
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // Nobody else's to read, as long as it is in the making and after.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// How old another file is shows by our own: nobody asks for the time.
fn clear_stale(ours: &Path, begin: &OsString, made: &File) {
    let (Ok(now), Some(folder)) = (made.metadata().and_then(|meta| meta.modified()), ours.parent()) else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let (name, begin) = (name.as_encoded_bytes(), begin.as_encoded_bytes());
        if !name.starts_with(begin) || !name.ends_with(ENDING.as_bytes()) || entry.path() == ours {
            continue;
        }
        let written = entry.metadata().and_then(|meta| meta.modified());
        if written.is_ok_and(|written| now.duration_since(written).is_ok_and(|age| age > STALE)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Takes away what others left unfinished whose names begin so, however old it is.
pub(crate) fn clear_unfinished(folder: &Path, begin: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(begin.as_bytes()) && name.ends_with(ENDING.as_bytes()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes new names in the folder of `path` durable, where folders can be synced.
pub(crate) fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
    {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = path;
}

fn not_writable() -> Error {
    Error::Invalid { field: "target".to_owned(), reason: "not_writable" }
}
