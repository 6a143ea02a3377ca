//! Reading an archive, and believing nothing of it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Seek};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::ZipArchive;
use zip::result::ZipError;

use super::manifest::{LONGEST, Manifest, PackedFile, damaged, hex, seal};
use super::names::{BOOK, MANIFEST};
use super::passphrase::Passphrase;
use super::sealed::{HEAD, unsealed};
use crate::error::{Error, Result};

const PIECE: usize = 256 * 1024;
/// A file may unfold to so many times its packed bytes, and this much more: ours stay below 100 (see [`super::pack`]), a bomb
/// needs a thousand.
const TIGHTEST: u64 = 128;
const SMALL: u64 = 2 << 20;

/// What a file is, by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Found {
    /// A database: a backup as it is, or some other.
    Book,
    Archive {
        sealed: bool,
    },
}

/// [`Error::NotAnArchive`] for what is neither; [`Error::Unreadable`] with `not_found`, `denied` or `io`.
pub(crate) fn found(path: &Path) -> Result<Found> {
    let unreadable = |reason| Error::Unreadable { file: shown(path), reason };
    let of_io = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => unreadable("not_found"),
        ErrorKind::PermissionDenied => unreadable("denied"),
        _ => unreadable("io"),
    };
    // Windows opens no folder, and a pipe opens for ever.
    if !std::fs::metadata(path).map_err(of_io)?.is_file() {
        return Err(Error::NotAnArchive);
    }
    let mut first = Vec::with_capacity(32);
    File::open(path).map_err(of_io)?.take(32).read_to_end(&mut first).map_err(of_io)?;
    match first.as_slice() {
        it if it.starts_with(b"SQLite format 3\0") => Ok(Found::Book),
        it if it.starts_with(HEAD) => Ok(Found::Archive { sealed: true }),
        it if it.starts_with(b"PK\x03\x04") => Ok(Found::Archive { sealed: false }),
        _ => Err(Error::NotAnArchive),
    }
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

trait Bytes: Read + Seek {}
impl<T: Read + Seek> Bytes for T {}

/// An archive with its manifest read; its files are not believed yet.
pub(crate) struct Opened {
    zip: ZipArchive<Box<dyn Bytes>>,
    pub manifest: Manifest,
}

impl Opened {
    /// [`Error::PassphraseNeeded`] and [`Error::WrongPassphrase`] for a sealed one, [`Error::NotAnArchive`] for another ZIP,
    /// [`Error::TooNew`], [`Error::Damaged`].
    pub fn open(path: &Path, passphrase: Option<&Passphrase>) -> Result<Opened> {
        let Found::Archive { sealed } = found(path)? else { return Err(Error::NotAnArchive) };
        let file = BufReader::with_capacity(PIECE, File::open(path)?);
        let bytes: Box<dyn Bytes> = match (sealed, passphrase) {
            (false, _) => Box::new(file),
            (true, None) => return Err(Error::PassphraseNeeded),
            (true, Some(passphrase)) => Box::new(BufReader::with_capacity(PIECE, unsealed(file, passphrase)?)),
        };
        let mut zip = ZipArchive::new(bytes).map_err(of_zip)?;
        let json = manifest_bytes(&mut zip)?;
        let manifest = Manifest::parse(&json)?;
        if zip.comment() != seal(&json).as_bytes() {
            return Err(damaged("the manifest is not the one that was written"));
        }
        let expected: BTreeSet<&[u8]> =
            manifest.files.iter().map(|file| file.name.as_bytes()).chain([MANIFEST.as_bytes()]).collect();
        let there: BTreeSet<&[u8]> = zip.file_names_raw().collect();
        if there != expected || zip.len() != expected.len() {
            return Err(damaged("the files in it are not those of its manifest"));
        }
        Ok(Opened { zip, manifest })
    }

    /// Bytes of all its files, unpacked.
    pub fn total(&self) -> u64 {
        self.manifest.files.iter().fold(0, |sum, file| sum.saturating_add(file.bytes))
    }

    /// Reads every file, the book first, and compares length and hash with the manifest. `take` is given each one with its
    /// content, reads all of that, and keeps nothing of it should this fail; `told` hears how many bytes were read.
    pub fn unpack(&mut self, take: &mut Take<'_>, told: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
        let mut done = 0;
        let (book, others): (Vec<_>, Vec<_>) = self.manifest.files.iter().partition(|file| file.name == BOOK);
        for file in book.into_iter().chain(others) {
            let packed = self.zip.by_name(&file.name).map_err(of_zip)?;
            bounded(file, packed.compressed_size(), packed.is_file())?;
            let (hash, left) = (Sha256::new(), file.bytes);
            let mut content = Content { packed, hash, left, done: &mut done, told: &mut *told, failed: None };
            let taken = take(file, &mut content);
            if let Some(error) = content.failed {
                return Err(error);
            }
            let is_read = content.left == 0;
            if is_read && hex(&content.hash.finalize()) != file.sha256 {
                return Err(damaged("a file is not what was packed"));
            }
            taken?;
            if !is_read {
                return Err(damaged("a file is shorter than it says"));
            }
        }
        Ok(())
    }
}

/// Takes a file of an archive: what the manifest says of it, and its content.
pub(crate) type Take<'a> = dyn FnMut(&PackedFile, &mut dyn Read) -> Result<()> + 'a;

/// A file of an archive while it is read: no longer than the manifest says, and hashed.
struct Content<'a, R> {
    packed: R,
    hash: Sha256,
    left: u64,
    done: &'a mut u64,
    told: &'a mut dyn FnMut(u64) -> Result<()>,
    /// Why reading ended.
    failed: Option<Error>,
}

impl<R: Read> Content<'_, R> {
    fn next(&mut self, room: &mut [u8]) -> Result<usize> {
        let read = self.packed.read(room).map_err(of_reading)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| damaged("a file is longer than it says"))?;
        self.hash.update(room.get(..read).unwrap_or_default());
        let before = *self.done;
        *self.done += read as u64;
        // However small the pieces are in which it is taken.
        if read == 0 || before / PIECE as u64 != *self.done / PIECE as u64 {
            (self.told)(*self.done)?;
        }
        Ok(read)
    }
}

impl<R: Read> Read for Content<'_, R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.next(room).map_err(|error| {
            self.failed = Some(error);
            io::Error::other("the archive can't be read")
        })
    }
}

/// What a file says it unfolds to has to be possible without a bomb.
fn bounded(file: &PackedFile, packed: u64, is_file: bool) -> Result<()> {
    if !is_file || file.bytes > packed.saturating_mul(TIGHTEST).saturating_add(SMALL) {
        return Err(damaged("a file unfolds to more than can be believed"));
    }
    Ok(())
}

fn manifest_bytes(zip: &mut ZipArchive<Box<dyn Bytes>>) -> Result<Vec<u8>> {
    let file = match zip.by_name(MANIFEST) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Err(Error::NotAnArchive),
        Err(other) => return Err(of_zip(other)),
    };
    let mut json = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut json).map_err(of_reading)?;
    if json.len() as u64 > LONGEST { Err(damaged("the manifest is too long")) } else { Ok(json) }
}

fn of_zip(error: ZipError) -> Error {
    match error {
        ZipError::Io(error) => of_reading(error),
        other => Error::Damaged { detail: other.to_string() },
    }
}

/// What the layers of an archive find wrong comes as an error of reading.
pub(super) fn of_reading(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof | ErrorKind::InvalidInput | ErrorKind::Other => {
            Error::Damaged { detail: error.to_string() }
        }
        _ => error.into(),
    }
}
