//! Age files behind a passphrase (<https://age-encryption.org/v1>, scrypt): whole archives, and single files.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::iter;
use std::path::Path;

use age::stream::{StreamReader, StreamWriter};
use sha2::{Digest, Sha256};

use super::manifest::{damaged, hex};
use super::passphrase::Passphrase;
use super::unpack::of_reading;
use crate::error::{Error, Result};

/// What every age file begins with.
pub(crate) const HEAD: &[u8] = b"age-encryption.org/v1\n";
/// scrypt with N = 2^17, r = 8, p = 1: 128 MB and about half a second (OWASP's choice). Fixed, so that a file from a fast
/// computer can be opened on a slow one.
const WORK: u8 = 17;
/// The most work for a passphrase that is taken on: N = 2^20, 1 GB of memory and some seconds.
const MOST_WORK: u8 = 20;
/// So many bytes go through the hash and the sealing at a time.
const PIECE: usize = 256 * 1024;

pub(crate) fn sealing<W: Write>(out: W, passphrase: &Passphrase) -> Result<StreamWriter<W>> {
    sealing_with(out, passphrase, WORK)
}

/// The same with a secret that nobody can guess anyway, which needs no work.
pub(crate) fn sealing_at_once<W: Write>(out: W, secret: &Passphrase) -> Result<StreamWriter<W>> {
    sealing_with(out, secret, 1)
}

fn sealing_with<W: Write>(out: W, passphrase: &Passphrase, work: u8) -> Result<StreamWriter<W>> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.secret());
    recipient.set_work_factor(work);
    let encryptor = age::Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(|error| Error::Storage(error.to_string()))?;
    Ok(encryptor.wrap_output(out)?)
}

/// What is in an age file. [`Error::WrongPassphrase`]; [`Error::NotAnArchive`] for one that a passphrase doesn't open;
/// [`Error::Damaged`] where its head is. What follows is proven piece by piece as it is read.
pub(crate) fn unsealed<R: BufRead>(file: R, passphrase: &Passphrase) -> Result<StreamReader<R>> {
    let mut identity = age::scrypt::Identity::new(passphrase.secret());
    identity.set_max_work_factor(MOST_WORK);
    let unsealing = age::Decryptor::new_buffered(file).map_err(of_age)?;
    unsealing.decrypt(iter::once(&identity as &dyn age::Identity)).map_err(of_age)
}

/// Seals what `from` gives into a file, durably; answers the SHA-256 of what went in, in hex. `told` hears how many bytes that
/// was so far.
pub(crate) fn seal(
    from: &mut dyn Read,
    out: File,
    passphrase: &Passphrase,
    told: &mut dyn FnMut(u64) -> Result<()>,
) -> Result<String> {
    let mut out = sealing(BufWriter::with_capacity(PIECE, out), passphrase)?;
    let hash = poured(from, &mut out, told)?;
    out.finish()?.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    Ok(hash)
}

/// What [`seal`] wrote.
pub(crate) struct ReadBack {
    /// SHA-256 of what is in it, in hex.
    pub of: String,
    /// SHA-256 of the file itself.
    pub sha256: String,
    pub bytes: u64,
}

/// Opens a sealed file again and reads all of it. `told` hears how many bytes came out so far.
pub(crate) fn read_back(
    path: &Path,
    passphrase: &Passphrase,
    told: &mut dyn FnMut(u64) -> Result<()>,
) -> Result<ReadBack> {
    let mut file = Hashed { input: File::open(path)?, hash: Sha256::new(), bytes: 0 };
    let mut inside = unsealed(BufReader::with_capacity(PIECE, &mut file), passphrase)?;
    let of = poured(&mut inside, &mut io::sink(), told).map_err(|error| match error {
        Error::Storage(detail) => damaged(&detail),
        other => other,
    })?;
    drop(inside);
    io::copy(&mut file, &mut io::sink())?;
    Ok(ReadBack { of, sha256: hex(&file.hash.finalize()), bytes: file.bytes })
}

/// Copies, and answers the SHA-256 of what was copied, in hex.
fn poured(from: &mut dyn Read, to: &mut dyn Write, told: &mut dyn FnMut(u64) -> Result<()>) -> Result<String> {
    let (mut hash, mut piece, mut done) = (Sha256::new(), vec![0; PIECE], 0u64);
    loop {
        let read = from.read(&mut piece)?;
        let bytes = piece.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(bytes);
        to.write_all(bytes)?;
        done += read as u64;
        told(done)?;
    }
}

/// Hashes and counts what is read of a file.
struct Hashed {
    input: File,
    hash: Sha256,
    bytes: u64,
}

impl Read for Hashed {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(room)?;
        self.hash.update(room.get(..read).unwrap_or_default());
        self.bytes += read as u64;
        Ok(read)
    }
}

fn of_age(error: age::DecryptError) -> Error {
    use age::DecryptError;
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => Error::WrongPassphrase,
        // Sealed for somebody's key and not with a passphrase.
        DecryptError::NoMatchingKeys => Error::NotAnArchive,
        DecryptError::ExcessiveWork { .. } => damaged("the passphrase would take too long"),
        DecryptError::Io(error) => of_reading(error),
        DecryptError::InvalidHeader | DecryptError::InvalidMac | DecryptError::UnknownFormat => {
            damaged("the head of the sealed file is broken")
        }
        other => Error::Damaged { detail: other.to_string() },
    }
}
