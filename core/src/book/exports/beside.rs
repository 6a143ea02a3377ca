//! A file that is written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A new file beside the target, gone again unless it was put in the target's place.
pub(in crate::book) struct Beside {
    pub file: File,
    path: Option<PathBuf>,
}

impl Beside {
    pub fn create(target: &Path) -> Result<Beside> {
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

    pub fn put_in_place(mut self, target: &Path) -> Result<()> {
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
