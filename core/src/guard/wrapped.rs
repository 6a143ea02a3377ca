//! The key of a book wrapped with its passphrase: an age file (scrypt) that holds a version and the key. It stands beside the
//! book that is in use (`enishi.book.key`), and at the end of every copy, behind SQLite's last page, so that a copy is one file.
//! SQLite reads as many pages as the header says and takes no notice of what follows; nobody ever writes to a copy.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use zeroize::Zeroize;

use super::key::BookKey;
use crate::archive::{HEAD, Part, Passphrase, sealing, unsealed};
use crate::beside::named;
use crate::error::{Error, Result};

/// What follows the book's name in the name of its key's file.
pub(crate) const SIDECAR: &str = ".key";

const VERSION: u8 = 1;
/// A copy's last bytes: the wrapped key, filled up, its length, and this mark.
const MARK: &[u8; 12] = b"enishi key 1";
const BLOCK: usize = 1024;
const LENGTH: usize = 4;
const ROOM: usize = BLOCK - MARK.len() - LENGTH;

/// Takes about half a second, as every opening does.
pub(crate) fn wrap(key: &BookKey, passphrase: &Passphrase) -> Result<Vec<u8>> {
    let mut out = sealing(Vec::new(), passphrase)?;
    out.write_all(&[VERSION])?;
    out.write_all(key.bytes())?;
    Ok(out.finish()?)
}

/// [`Error::WrongPassphrase`], [`Error::Damaged`], [`Error::TooNew`].
pub(crate) fn unwrap(wrapped: &[u8], passphrase: &Passphrase) -> Result<BookKey> {
    let broken = || Error::Damaged { detail: "the wrapped key cannot be read".to_owned() };
    let mut inside = match unsealed(wrapped, passphrase) {
        Ok(inside) => inside,
        Err(Error::WrongPassphrase) => return Err(Error::WrongPassphrase),
        Err(_) => return Err(broken()),
    };
    let mut bytes = Vec::with_capacity(64);
    inside.by_ref().take(64).read_to_end(&mut bytes).map_err(|_| broken())?;
    let key = match bytes.split_first() {
        Some((&VERSION, key)) => BookKey::from_bytes(key).ok_or_else(broken),
        Some((&found, _)) => Err(Error::TooNew { found: found.into(), known: VERSION.into() }),
        None => Err(broken()),
    };
    bytes.zeroize();
    key
}

/// The wrapped key of a guarded file: at its end, or beside it. `None` where it is in neither place.
pub(crate) fn of_file(book: &Path) -> Result<Option<Vec<u8>>> {
    if let Some(wrapped) = at_the_end(book)? {
        return Ok(Some(wrapped));
    }
    match File::open(named(book, SIDECAR)) {
        Ok(file) => {
            let mut wrapped = Vec::new();
            file.take(ROOM as u64 + 1).read_to_end(&mut wrapped)?;
            Ok((wrapped.starts_with(HEAD) && wrapped.len() <= ROOM).then_some(wrapped))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Puts it beside a book, durably, whole or not at all.
pub(crate) fn put_beside(book: &Path, wrapped: &[u8]) -> Result<()> {
    let place = named(book, SIDECAR);
    let part = Part::beside(&place)?;
    let mut file = OpenOptions::new().write(true).open(part.path())?;
    file.write_all(wrapped)?;
    file.sync_all()?;
    drop(file);
    part.put_in_place(&place)
}

/// Puts it at the end of a copy, in the place of one that is there, in one write; durably.
pub(crate) fn append(copy: &Path, wrapped: &[u8]) -> Result<()> {
    if wrapped.len() > ROOM {
        return Err(Error::Storage("the wrapped key is too long".to_owned()));
    }
    let at = end_of_pages(copy)?;
    let mut block = wrapped.to_vec();
    block.resize(ROOM, 0);
    block.extend(u32::try_from(wrapped.len()).unwrap_or_default().to_be_bytes());
    block.extend(MARK);
    let mut file = OpenOptions::new().write(true).open(copy)?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(&block)?;
    file.sync_all()?;
    Ok(())
}

/// Puts what a copy carries at its end beside it, because it is going to be written.
pub(crate) fn put_at_side(book: &Path) -> Result<()> {
    match at_the_end(book)? {
        Some(wrapped) => {
            put_beside(book, &wrapped)?;
            strip(book)
        }
        None => Ok(()),
    }
}

/// Takes it from the end of a copy that becomes the book.
pub(crate) fn strip(copy: &Path) -> Result<()> {
    let at = end_of_pages(copy)?;
    let file = OpenOptions::new().write(true).open(copy)?;
    if file.metadata()?.len() > at {
        file.set_len(at)?;
        file.sync_all()?;
    }
    Ok(())
}

fn end_of_pages(copy: &Path) -> Result<u64> {
    let length = std::fs::metadata(copy)?.len();
    Ok(if at_the_end(copy)?.is_some() { length - BLOCK as u64 } else { length })
}

fn at_the_end(copy: &Path) -> Result<Option<Vec<u8>>> {
    let mut file = match File::open(copy) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(start) = file.metadata()?.len().checked_sub(BLOCK as u64) else { return Ok(None) };
    let mut block = vec![0; BLOCK];
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(&mut block)?;
    let Some(rest) = block.strip_suffix(MARK) else { return Ok(None) };
    let Some((room, length)) = rest.split_last_chunk::<LENGTH>() else { return Ok(None) };
    let wrapped = usize::try_from(u32::from_be_bytes(*length)).ok().and_then(|length| room.get(..length));
    Ok(wrapped.filter(|wrapped| wrapped.starts_with(HEAD)).map(<[u8]>::to_vec))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: &str) -> Passphrase {
        Passphrase::new(text).expect("a passphrase")
    }

    #[test]
    fn only_the_passphrase_unwraps_the_key_and_every_changed_byte_is_seen() {
        let key = BookKey::new([7; 32]);
        let wrapped = wrap(&key, &phrase("さくらの木の下で")).expect("wrapped");
        assert!(unwrap(&wrapped, &phrase("さくらの木の下で")).expect("unwrapped") == key);
        let wrong = unwrap(&wrapped, &phrase("さくらの木の上で"));
        assert!(matches!(wrong, Err(Error::WrongPassphrase)), "{wrong:?}");
        // Of the head, its code and the sealed bytes one each: every opening takes half a second.
        for at in [30, wrapped.len() - 40, wrapped.len() - 1] {
            let mut changed = wrapped.clone();
            changed[at] ^= 1;
            assert!(unwrap(&changed, &phrase("さくらの木の下で")).is_err(), "byte {at}");
        }
        assert!(matches!(unwrap(b"", &phrase("x")), Err(Error::Damaged { .. })));
    }

    #[test]
    fn a_copy_carries_its_wrapped_key_behind_its_pages() {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = folder.path().join("名簿.book");
        let pages = vec![3; 8192];
        std::fs::write(&copy, &pages).expect("written");
        assert_eq!(of_file(&copy).expect("read"), None);
        let (one, other) = ([HEAD, b"one"].concat(), [HEAD, b"another"].concat());
        append(&copy, &one).expect("appended");
        assert_eq!(of_file(&copy).expect("read").as_deref(), Some(one.as_slice()));
        append(&copy, &other).expect("again");
        assert_eq!(std::fs::metadata(&copy).expect("there").len(), 8192 + 1024, "in the place of the first");
        put_beside(&copy, &one).expect("beside");
        assert_eq!(of_file(&copy).expect("read").as_deref(), Some(other.as_slice()), "its own comes first");
        strip(&copy).expect("stripped");
        strip(&copy).expect("nothing left to strip");
        assert_eq!(std::fs::read(&copy).expect("read"), pages);
        assert_eq!(of_file(&copy).expect("read").as_deref(), Some(one.as_slice()));
        std::fs::write(named(&copy, SIDECAR), b"not a key").expect("written");
        assert_eq!(of_file(&copy).expect("read"), None, "what is no key is none");
    }
}
