//! Making ready what is to be restored, beside the book. Where that is guarded, nothing comes to the disk in clear: what brings no
//! passphrase of its own is written under the key of the present book at once.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::Staging;
use crate::archive::{self, Opened, Passphrase};
use crate::book::backups::{attachments_of, put, reseal, told};
use crate::book::{OnProgress, Phase};
use crate::checklist::day::Day;
use crate::error::{Error, Result};
use crate::guard::{self, BookKey};
use crate::store::{self, Header, expect_none, header, header_of, look_at, opens};

/// The largest book that is taken over memory: some millions of contacts.
const MOST_HELD: u64 = 1 << 30;

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
    let total = archive.total();
    let take = &mut |name: &str, content: &mut dyn Read| {
        match name {
            // The caller's; no file of them is to stand beside the book.
            archive::SETTINGS => settings = Some(held(content, MOST_HELD)?),
            archive::BOOK if present.is_some() => {
                let bytes = held(content, MOST_HELD)?;
                match header_of(&bytes)? {
                    Header::Book { guarded: true, .. } => put(&mut bytes.as_slice(), &staging.book(), None)?,
                    Header::Book { guarded: false, .. } | Header::Nothing => clear = Some(bytes),
                }
            }
            // Those of a guarded book are sealed in the archive, too.
            _ => put(content, &staging.files().join(name), present.filter(|_| clear.is_some()))?,
        }
        Ok(())
    };
    archive.unpack(take, &mut |done| told(progress, Phase::Reading, done, total))?;
    if let (Some(bytes), Some(present)) = (clear, present) {
        store::write_held(bytes, &staging.book(), present, &mut || told(progress, Phase::Comparing, 0, 0))?;
        return Ok(Taken { key: Some(present.clone()), wrapped: None, settings });
    }
    let (key, wrapped) = key_of(&staging.book(), passphrase, present)?;
    Ok(Taken { key, wrapped, settings })
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

/// All of it, in memory.
fn held(content: &mut dyn Read, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    content.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Error::Invalid { field: "file".to_owned(), reason: "too_large" });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_for_memory_is_refused() {
        let of = |bytes| held(&mut std::io::repeat(7).take(bytes), 10);
        assert_eq!(of(10).expect("all of it").len(), 10);
        assert!(matches!(of(11), Err(Error::Invalid { reason: "too_large", .. })));
    }
}
