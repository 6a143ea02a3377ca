//! Making ready what is to be restored, beside the book. Where that is guarded and its key at hand, nothing comes to the disk in
//! clear: what brings no passphrase of its own is written under the key of the present book at once.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::Staging;
use crate::archive::{self, Opened, PackedFile, Passphrase};
use crate::book::backups::{attachments_of, put, reseal, told};
use crate::book::{OnProgress, Phase};
use crate::checklist::day::Day;
use crate::error::{Error, Result};
use crate::guard::{self, BookKey};
use crate::store::{self, FIRST, Header, InMemory, expect_none, header, header_of, look_at, opens};

/// The largest book that is taken over memory: about half a million people with photos.
const MOST_HELD: u64 = 1 << 30;
/// The settings are a few lines.
const MOST_SETTINGS: u64 = 1 << 20;

pub(super) struct Taken {
    /// Opens what was made ready, where it is guarded.
    pub key: Option<BookKey>,
    /// How that key comes wrapped.
    pub wrapped: Option<Vec<u8>>,
    pub settings: Option<Vec<u8>>,
}

/// Everything of an archive. `present` is the key of the present book.
pub(super) fn archive(
    archive: &mut Opened,
    passphrase: Option<&Passphrase>,
    present: Option<&BookKey>,
    staging: &Staging,
    progress: &mut OnProgress<'_>,
) -> Result<Taken> {
    let (mut settings, mut clear) = (None, None);
    let (mut ready, mut wrapped) = (None, None);
    let total = archive.total();
    let take = &mut |file: &PackedFile, content: &mut dyn Read| {
        match file.name.as_str() {
            // The caller's; no file of them is to stand beside the book.
            archive::SETTINGS => settings = Some(settings_of(file, content)?),
            archive::BOOK => {
                let mut first = Vec::with_capacity(FIRST);
                content.take(FIRST as u64).read_to_end(&mut first)?;
                let is_guarded = matches!(header_of(&first), Ok(Header::Book { guarded: true, .. }));
                if let Some(present) = present.filter(|_| !is_guarded) {
                    clear = Some(in_memory(file, &first, content)?);
                    ready = Some(present.clone());
                } else {
                    put(&mut first.chain(content), &staging.book(), None)?;
                    (ready, wrapped) = key_of(&staging.book(), passphrase, present)?;
                }
            }
            // The book comes before all others.
            _ => put(content, &staging.files().join(&file.name), ready.as_ref())?,
        }
        Ok(())
    };
    archive.unpack(take, &mut |done| told(progress, Phase::Reading, done, total))?;
    if let (Some(book), Some(present)) = (clear, present) {
        book.write(&staging.book(), present, &mut || told(progress, Phase::Comparing, 0, 0))?;
    }
    Ok(Taken { key: ready, wrapped, settings })
}

/// A plain backup with the attachments that stand beside it.
pub(super) fn backup(
    file: &Path,
    passphrase: Option<&Passphrase>,
    present: Option<&BookKey>,
    staging: &Staging,
    progress: &mut OnProgress<'_>,
) -> Result<Taken> {
    let (key, wrapped) = key_of(file, passphrase, present)?;
    let ready = match (&key, present) {
        (None, Some(present)) => {
            expect_none(look_at(file, None)?.0.file_integrity()?)?;
            let step = &mut || told(progress, Phase::Reading, 0, 0);
            store::rewrite(file, None, &staging.book(), Some(present), step)?;
            Some(present.clone())
        }
        _ => {
            let step = &mut |done, total| told(progress, Phase::Reading, done, total);
            store::snapshot(file, key.as_ref(), &staging.book(), step)?;
            key.clone()
        }
    };
    let step = &mut || told(progress, Phase::Reading, 0, 0);
    reseal(&attachments_beside(file), key.as_ref(), &staging.attachments(), ready.as_ref(), step)?;
    Ok(Taken { key: ready, wrapped, settings: None })
}

/// Where the attachments of a backup stand.
fn attachments_beside(file: &Path) -> PathBuf {
    let beside = attachments_of(file);
    if !beside.is_dir()
        && let Some(stem) = file.file_stem().and_then(|stem| stem.to_str())
        && let Some((stem, day)) = stem.split_at_checked(stem.len().saturating_sub(10))
        && Day::parse(day).is_some()
    {
        // Daily copies share one folder.
        return file.with_file_name(format!("{}.{}", stem.trim_end_matches('-'), archive::ATTACHMENTS));
    }
    beside
}

/// The key of a guarded file, and how it is wrapped: the one at hand where that opens it, else the one that the passphrase unwraps
/// or the recovery key is.
fn key_of(
    file: &Path,
    passphrase: Option<&Passphrase>,
    present: Option<&BookKey>,
) -> Result<(Option<BookKey>, Option<Vec<u8>>)> {
    if !matches!(header(file)?, Header::Book { guarded: true, .. }) {
        return Ok((None, None));
    }
    let wrapped = guard::of_file(file)?;
    if let Some(present) = present.filter(|present| opens(file, present)) {
        return Ok((Some(present.clone()), wrapped));
    }
    let passphrase = passphrase.ok_or(Error::PassphraseNeeded)?;
    Ok((Some(crate::book::guard::opened(file, wrapped.as_deref(), passphrase)?.key), wrapped))
}

fn in_memory(file: &PackedFile, first: &[u8], rest: &mut dyn Read) -> Result<InMemory> {
    if file.bytes > MOST_HELD {
        return Err(Error::Invalid { field: "file".to_owned(), reason: "too_large" });
    }
    InMemory::read(first, rest, file.bytes)
}

fn settings_of(file: &PackedFile, content: &mut dyn Read) -> Result<Vec<u8>> {
    if file.bytes > MOST_SETTINGS {
        return Err(Error::Damaged { detail: "settings of such a size are none".to_owned() });
    }
    let mut settings = Vec::new();
    content.read_to_end(&mut settings)?;
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_for_memory_is_refused_before_it_is_read() {
        let file = |bytes| PackedFile { name: archive::BOOK.to_owned(), bytes, sha256: String::new() };
        let refused = in_memory(&file(MOST_HELD + 1), b"", &mut std::io::empty()).map(drop);
        assert!(matches!(refused, Err(Error::Invalid { reason: "too_large", .. })), "{refused:?}");
        let refused = settings_of(&file(MOST_SETTINGS + 1), &mut std::io::empty());
        assert!(matches!(refused, Err(Error::Damaged { .. })), "{refused:?}");
    }
}
