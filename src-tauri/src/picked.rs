//! The files the user chose or dropped, kept here under a token: the window never names a path.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::contract::Picked;
use crate::failure::{Answer, Failure};

/// Older ones are forgotten.
const KEPT: usize = 16;
const LARGEST_PICTURE: u64 = 64 * 1024 * 1024;

#[derive(Default)]
pub struct Picks(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: u32,
    picks: Vec<(String, Vec<PathBuf>)>,
}

impl Picks {
    pub fn keep(&self, files: Vec<PathBuf>) -> Picked {
        let names = files.iter().map(|file| file_name(file)).collect();
        let bytes = files.iter().map(|file| length(file, 3)).sum();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        let token = kept.last.to_string();
        kept.picks.push((token.clone(), files));
        if kept.picks.len() > KEPT {
            kept.picks.remove(0);
        }
        Picked { token, names, bytes }
    }

    /// The one file behind a token.
    pub fn only_file(&self, token: &str) -> Answer<PathBuf> {
        let mut files = self.files(token)?;
        match (files.pop(), files.is_empty()) {
            (Some(file), true) => Ok(file),
            _ => Err(Failure::Invalid { field: "token".to_owned(), reason: "bad_value".to_owned() }),
        }
    }

    pub fn files(&self, token: &str) -> Answer<Vec<PathBuf>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.picks
            .iter()
            .find(|(of, _)| of == token)
            .map(|(_, files)| files.clone())
            .ok_or_else(|| Failure::Missing { what: "file".to_owned(), id: token.to_owned() })
    }
}

/// The bytes of a picture, if it is not absurdly large; whether it is one, the book says.
pub fn read_picture(file: &Path) -> Answer<Vec<u8>> {
    let unreadable = |reason: &str| Failure::Unreadable { file: file_name(file), reason: reason.to_owned() };
    let of_io = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => unreadable("not_found"),
        std::io::ErrorKind::PermissionDenied => unreadable("denied"),
        _ => unreadable("io"),
    };
    match std::fs::metadata(file).map_err(of_io)?.len() {
        0 => Err(unreadable("empty")),
        length if length > LARGEST_PICTURE => Err(unreadable("too_large")),
        _ => std::fs::read(file).map_err(of_io),
    }
}

pub fn file_name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

fn length(path: &Path, depth: u8) -> u64 {
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_file() => meta.len(),
        Ok(meta) if meta.is_dir() && depth > 0 => std::fs::read_dir(path)
            .map(|entries| entries.flatten().map(|entry| length(&entry.path(), depth - 1)).sum())
            .unwrap_or(0),
        Ok(_) | Err(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_gives_the_files_back_and_an_unknown_one_does_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("名刺.vcf");
        std::fs::write(&file, b"1234").expect("the file is written");
        let picks = Picks::default();
        let picked = picks.keep(vec![file.clone()]);
        assert_eq!((picked.names.as_slice(), picked.bytes), (&["名刺.vcf".to_owned()][..], 4));
        assert_eq!(picks.files(&picked.token), Ok(vec![file]));
        assert!(picks.files("another").is_err());
    }

    #[test]
    fn a_folder_counts_what_is_in_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("a.vcf"), b"12").expect("written");
        std::fs::write(folder.path().join("b.csv"), b"345").expect("written");
        assert_eq!(Picks::default().keep(vec![folder.path().to_owned()]).bytes, 5);
    }
}
