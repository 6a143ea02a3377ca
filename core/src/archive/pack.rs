//! Writing an archive.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::PathBuf;

use age::stream::StreamWriter as Sealing;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::manifest::{Manifest, PackedFile, hex, seal};
use super::names::MANIFEST;
use super::passphrase::Passphrase;
use super::sealed::sealing;
use crate::error::{Error, Result};

/// So many bytes go through the hash, the packing and the sealing at a time.
const PIECE: usize = 256 * 1024;
/// Where nothing packs better than this, a reader can refuse what claims to; see [`super::unpack`].
const TIGHTEST: u64 = 100;
/// Smaller files can't do harm, however they are packed.
const SMALL: u64 = 1 << 20;
/// Above this the ZIP needs its longer numbers.
const LONG: u64 = 0xF000_0000;

/// One file that goes into an archive.
pub(crate) struct Source {
    pub name: String,
    pub bytes: Bytes,
}

pub(crate) enum Bytes {
    File(PathBuf),
    Held(Vec<u8>),
}

#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Packed {
    Done,
    /// Something packed better than a reader would believe; it has to be packed again with `stored`.
    TooTight,
}

/// Writes all of it into a file, durably; fills in the manifest's list of files. `told` hears how many bytes were read.
pub(crate) fn pack(
    out: File,
    passphrase: Option<&Passphrase>,
    manifest: &mut Manifest,
    sources: &[Source],
    stored: bool,
    told: &mut dyn FnMut(u64) -> Result<()>,
) -> Result<Packed> {
    let out = Out { to: Sealed::new(BufWriter::with_capacity(PIECE, out), passphrase)?, written: 0 };
    let mut zip = Counted { zip: ZipWriter::new_stream(out), piece: vec![0; PIECE], read: 0 };
    manifest.files.clear();
    for source in sources {
        let length = match &source.bytes {
            Bytes::File(path) => std::fs::metadata(path)?.len(),
            Bytes::Held(bytes) => bytes.len() as u64,
        };
        let before = zip.written();
        let file = match &source.bytes {
            Bytes::File(path) => zip.add(&source.name, &mut File::open(path)?, length, stored, told)?,
            Bytes::Held(bytes) => zip.add(&source.name, &mut bytes.as_slice(), length, stored, told)?,
        };
        if !stored && file.bytes > SMALL && zip.written().saturating_sub(before).saturating_mul(TIGHTEST) < file.bytes {
            return Ok(Packed::TooTight);
        }
        manifest.files.push(file);
    }
    let json = manifest.to_json();
    zip.add(MANIFEST, &mut json.as_slice(), json.len() as u64, stored, told)?;
    zip.zip.set_comment(seal(&json)).map_err(of_zip)?;
    let out = zip.zip.finish().map_err(of_zip)?.into_inner();
    out.to.finish()?.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    Ok(Packed::Done)
}

struct Counted {
    zip: ZipWriter<zip::write::StreamWriter<Out>>,
    piece: Vec<u8>,
    read: u64,
}

impl Counted {
    fn add(
        &mut self,
        name: &str,
        from: &mut dyn Read,
        length: u64,
        stored: bool,
        told: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<PackedFile> {
        let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let level = (!stored).then_some(2);
        let options = SimpleFileOptions::default().compression_method(method).compression_level(level);
        self.zip.start_file(name, options.large_file(length >= LONG)).map_err(of_zip)?;
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        loop {
            let read = from.read(&mut self.piece)?;
            let piece = self.piece.get(..read).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            hash.update(piece);
            self.zip.write_all(piece)?;
            bytes += read as u64;
            self.read += read as u64;
            told(self.read)?;
        }
        self.zip.flush()?;
        Ok(PackedFile { name: name.to_owned(), bytes, sha256: hex(&hash.finalize()) })
    }

    fn written(&self) -> u64 {
        self.zip.get_ref().map_or(0, |out| out.get_ref().written)
    }
}

/// Counts what goes out.
struct Out {
    to: Sealed,
    written: u64,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Sealed {
    Open(BufWriter<File>),
    Sealed(Box<Sealing<BufWriter<File>>>),
}

impl Sealed {
    fn new(out: BufWriter<File>, passphrase: Option<&Passphrase>) -> Result<Sealed> {
        let Some(passphrase) = passphrase else { return Ok(Sealed::Open(out)) };
        Ok(Sealed::Sealed(Box::new(sealing(out, passphrase)?)))
    }

    fn finish(self) -> io::Result<BufWriter<File>> {
        match self {
            Sealed::Open(out) => Ok(out),
            Sealed::Sealed(out) => out.finish(),
        }
    }
}

impl Write for Sealed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sealed::Open(out) => out.write(bytes),
            Sealed::Sealed(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn of_zip(error: zip::result::ZipError) -> Error {
    match error {
        zip::result::ZipError::Io(error) => error.into(),
        other => Error::Storage(other.to_string()),
    }
}
