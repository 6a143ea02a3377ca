//! The files the user chose or dropped, and what was pasted, kept here under a token: the window never names a path.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use enishi_core::book::Held;
use enishi_core::code::payload::Payload;
use enishi_core::formats;
use enishi_core::formats::encoding::{Charset, SAMPLE};
use enishi_core::invite::link;

use crate::contract::{Pasted, Picked, ReadCode, Wanted};
use crate::desk::Clip;
use crate::failure::{Answer, Failure};

/// Older ones are forgotten.
const KEPT: usize = 16;
/// In bytes; whoever copies more has a file to save it to.
const LONGEST_TEXT: usize = 16 * 1024 * 1024;
const LARGEST_TEXT: u64 = 1024 * 1024;
const LARGEST_PICTURE: u64 = 64 * 1024 * 1024;

#[derive(Default)]
pub struct Picks(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: u32,
    picks: Vec<Pick>,
}

struct Pick {
    token: String,
    files: Vec<PathBuf>,
    /// What was pasted: it stands in no file, so that it comes to no disk.
    held: Option<Arc<[u8]>>,
}

impl Picks {
    pub fn keep(&self, files: Vec<PathBuf>) -> Picked {
        self.keep_in(files, None)
    }

    /// What lies on the clipboard; `None` where nothing of it is wanted, `not_pasted` where contacts are.
    pub fn keep_clip(&self, name: &str, clip: Clip, wanted: Wanted) -> Answer<Option<Pasted>> {
        let Clip { files, text, picture } = clip;
        if !files.is_empty() {
            return Ok(Some(Pasted::Files { picked: self.keep(files) }));
        }
        if let Some(text) = text.as_deref().filter(|text| wanted != Wanted::Contacts && link::find(text).is_some()) {
            return Ok(Some(Pasted::Code { code: Box::new(read_text_code(text, name)) }));
        }
        let text = text.filter(|text| wanted != Wanted::Pictures && !text.trim().is_empty());
        let picture = picture.filter(|_| wanted != Wanted::Contacts);
        match (text, picture) {
            (Some(text), _) => self.keep_text(name, &text).map(|picked| Some(Pasted::Text { picked })),
            (None, Some(picture)) => Ok(Some(Pasted::Picture { picked: self.keep_bytes(name, &picture) })),
            (None, None) if wanted == Wanted::Contacts => Err(unreadable(name, "not_pasted")),
            (None, None) => Ok(None),
        }
    }

    /// A pasted text. `not_pasted` where it holds no contacts, `pasted_too_large` beyond 16 MB.
    fn keep_text(&self, name: &str, text: &str) -> Answer<Picked> {
        if text.len() > LONGEST_TEXT {
            return Err(unreadable(name, "pasted_too_large"));
        }
        let first = text.as_bytes().get(..SAMPLE).unwrap_or(text.as_bytes());
        if formats::detect(first, Some(Charset::Utf8)).is_none() {
            return Err(unreadable(name, "not_pasted"));
        }
        Ok(self.keep_bytes(name, text.as_bytes()))
    }

    fn keep_bytes(&self, name: &str, bytes: &[u8]) -> Picked {
        self.keep_in(vec![PathBuf::from(name)], Some(bytes.into()))
    }

    fn keep_in(&self, files: Vec<PathBuf>, held: Option<Arc<[u8]>>) -> Picked {
        let names = files.iter().map(|file| file_name(file)).collect();
        let bytes = match &held {
            Some(bytes) => bytes.len() as u64,
            None => files.iter().map(|file| length(file, 3)).sum(),
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        let token = kept.last.to_string();
        kept.picks.push(Pick { token: token.clone(), files, held });
        if kept.picks.len() > KEPT {
            kept.picks.remove(0);
        }
        Picked { token, names, bytes }
    }

    /// Everything picked, and pasted copies with it.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).picks.clear();
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
        Ok(self.to_read(token)?.0)
    }

    /// The same, and what stands behind them where that was pasted.
    pub fn to_read(&self, token: &str) -> Answer<(Vec<PathBuf>, Option<Held>)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pick = kept.picks.iter().find(|pick| pick.token == token);
        let pick = pick.ok_or_else(|| Failure::Missing { what: "file".to_owned(), id: token.to_owned() })?;
        let path = pick.files.first().cloned().unwrap_or_default();
        Ok((pick.files.clone(), pick.held.clone().map(|bytes| Held { path, bytes })))
    }

    /// The bytes of one of the pictures behind a token, counted from 0, with its name; as [`read_picture`].
    pub fn picture(&self, token: &str, at: usize) -> Answer<(PathBuf, Arc<[u8]>)> {
        let (files, held) = self.to_read(token)?;
        let missing = || Failure::Missing { what: "file".to_owned(), id: token.to_owned() };
        let file = files.into_iter().nth(at).ok_or_else(missing)?;
        let bytes = match held {
            Some(Held { bytes, .. }) => bytes,
            None => read_picture(&file)?.into(),
        };
        Ok((file, bytes))
    }
}

/// The bytes of a picture, if it is not absurdly large; whether it is one, the book says.
pub fn read_picture(file: &Path) -> Answer<Vec<u8>> {
    let unreadable = |reason| unreadable(&file_name(file), reason);
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

/// A text as if a code had said it.
pub fn read_text_code(text: &str, from: &str) -> ReadCode {
    let payload = Payload::of(text.as_bytes(), Some(Charset::Utf8), None);
    // What holds a secret goes no further than this.
    let bytes = if payload.said.is_secret() { String::new() } else { STANDARD.encode(text) };
    ReadCode { from: from.to_owned(), bytes, payload, part: None }
}

/// A file of an Enishi invite by its name.
pub fn is_invite(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(link::EXTENSION))
}

/// What is in it.
pub fn read_invite(file: &Path) -> Answer<ReadCode> {
    let payload = Payload::of_invite_file(&read_text(file)?);
    Ok(ReadCode { from: file_name(file), bytes: String::new(), payload, part: None })
}

/// The text of a file that is no larger than a template may be.
pub fn read_text(file: &Path) -> Answer<String> {
    let name = file_name(file);
    let bytes = match std::fs::metadata(file).map(|meta| meta.len()) {
        Ok(0) => return Err(unreadable(&name, "empty")),
        Ok(length) if length > LARGEST_TEXT => return Err(unreadable(&name, "too_large")),
        Ok(_) => std::fs::read(file).map_err(|_| unreadable(&name, "io"))?,
        Err(_) => return Err(unreadable(&name, "not_found")),
    };
    let text = String::from_utf8(bytes).map_err(|_| unreadable(&name, "io"))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn unreadable(file: &str, reason: &str) -> Failure {
    Failure::Unreadable { file: file.to_owned(), reason: reason.to_owned() }
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
    fn a_pasted_table_is_kept_in_memory_until_it_is_forgotten() {
        let picks = Picks::default();
        let table = "氏名\t電話番号\n高橋 実\t03-1111-2222\n";
        let picked = picks.keep_text("クリップボード", table).expect("a table");
        assert_eq!((picked.names.as_slice(), picked.bytes), (&["クリップボード".to_owned()][..], table.len() as u64));
        let (files, held) = picks.to_read(&picked.token).expect("its name");
        let held = held.expect("what was pasted");
        assert!(files == [held.path.clone()] && &*held.bytes == table.as_bytes());
        assert!(!held.path.exists(), "in no file");
        let picture = picks.keep_bytes("クリップボード", b"\x89PNG");
        assert_eq!(&*picks.picture(&picture.token, 0).expect("a picture").1, b"\x89PNG");
        for _ in 0..KEPT {
            picks.keep(Vec::new());
        }
        assert!(picks.to_read(&picked.token).is_err());
        let again = picks.keep_text("クリップボード", table).expect("a table");
        picks.forget();
        assert!(picks.files(&again.token).is_err(), "locked: nothing is left");
    }

    #[test]
    fn a_text_without_contacts_and_one_too_long_are_refused() {
        let refused = |text: &str| match Picks::default().keep_text("クリップボード", text) {
            Err(Failure::Unreadable { reason, .. }) => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused("拝啓 時下ますます"), "not_pasted");
        assert_eq!(refused(""), "not_pasted");
        assert_eq!(refused(&"x".repeat(LONGEST_TEXT + 1)), "pasted_too_large");
    }

    #[test]
    fn of_the_clipboard_files_come_first_and_a_table_before_the_picture_of_it() {
        let table = "氏名\t電話番号\n高橋 実\t03-1111-2222\n".to_owned();
        let kept = |files: &[&str], text: Option<&str>, picture: Option<&[u8]>, wanted| {
            let clip = Clip {
                files: files.iter().map(PathBuf::from).collect(),
                text: text.map(str::to_owned),
                picture: picture.map(<[u8]>::to_vec),
            };
            match Picks::default().keep_clip("クリップボード", clip, wanted) {
                Ok(Some(Pasted::Files { picked })) => format!("files {}", picked.names.join(" ")),
                Ok(Some(Pasted::Text { picked })) => format!("text {}", picked.bytes),
                Ok(Some(Pasted::Picture { picked })) => format!("picture {}", picked.bytes),
                Ok(Some(Pasted::Code { code })) => format!("{:?}", code.payload.said),
                Ok(None) => "nothing".to_owned(),
                Err(failure) => format!("{failure:?}"),
            }
        };
        let picture: &[u8] = b"12345";
        let (text, everything) = (Some(table.as_str()), Some(picture));
        assert_eq!(kept(&["a.vcf"], Some("a.vcf"), everything, Wanted::Anything), "files a.vcf");
        assert_eq!(kept(&[], text, everything, Wanted::Anything), format!("text {}", table.len()));
        assert_eq!(kept(&[], text, everything, Wanted::Pictures), "picture 5");
        assert_eq!(kept(&[], Some(" \n"), everything, Wanted::Anything), "picture 5");
        assert_eq!(kept(&[], text, None, Wanted::Pictures), "nothing");
        assert!(kept(&[], None, everything, Wanted::Contacts).contains("not_pasted"));
        assert_eq!(kept(&[], None, None, Wanted::Anything), "nothing");
        // An invite in a text is asked about wherever it is pasted, but where contacts are wanted.
        let invite = Some("招待です [enishi:AAAA]");
        assert!(kept(&[], invite, everything, Wanted::Anything).starts_with("Invite"));
        assert!(kept(&[], invite, None, Wanted::Pictures).starts_with("Invite"));
        assert!(kept(&[], invite, None, Wanted::Contacts).contains("not_pasted"));
        assert!(kept(&[], Some("拝啓"), everything, Wanted::Anything).contains("not_pasted"));
    }

    #[test]
    fn a_folder_counts_what_is_in_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("a.vcf"), b"12").expect("written");
        std::fs::write(folder.path().join("b.csv"), b"345").expect("written");
        assert_eq!(Picks::default().keep(vec![folder.path().to_owned()]).bytes, 5);
    }
}
