//! Age files behind a passphrase: what is in one is looked at as if it stood alone.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use super::findings::Findings;
use super::source::{Origin, PIECE};
use super::types::{Kind, Place, State};
use super::{Fits, Looked, whole};
use crate::archive::{Passphrase, unsealed};
use crate::book::Progress;
use crate::error::Error;

/// Whatever can be read from any place.
trait Bytes: Read + Seek {}
impl<T: Read + Seek> Bytes for T {}

/// Hash and bytes are those of the file, all else is told of what is in it. An age file within is locked.
pub(super) fn look<R: Read + Seek>(origin: &mut Origin<'_, '_, R>, password: &str) -> io::Result<Looked> {
    let (sha256, bytes) = origin.finish()?;
    let told = |found, fits| Ok(Looked { found, sha256: sha256.clone(), bytes, fits });
    let locked = || {
        let mut found = Findings::default();
        found.locked(Place::File);
        found.report(Kind::Unknown, State::Locked)
    };
    let damaged = |reason: &'static str| {
        let mut found = Findings::default();
        found.damage(Place::File, reason, "");
        found.report(Kind::Unknown, State::Damaged)
    };
    let Ok(passphrase) = Passphrase::new(password) else { return told(locked(), Fits::Wrong) };
    origin.again();
    origin.seek(SeekFrom::Start(0))?;
    let unsealed = unsealed(BufReader::with_capacity(PIECE, &mut *origin), &passphrase);
    let mut inside = match unsealed {
        Ok(inside) => inside,
        Err(error) => {
            return match error {
                _ if origin.is_stopped() => Err(io::Error::other("stopped")),
                // No passphrase opens what is sealed for somebody's key.
                Error::WrongPassphrase | Error::NotAnArchive => told(locked(), Fits::Wrong),
                _ => told(damaged("unreadable"), Fits::Opens),
            };
        }
    };
    let silent = &mut |_: Progress| ControlFlow::Continue(());
    let inner: &mut dyn Bytes = &mut inside;
    let mut within = Origin::new(inner, bytes, silent);
    let looked = whole(&mut within, None);
    let broken = within.failed.is_some();
    drop(within);
    drop(inside);
    match looked {
        _ if origin.is_stopped() => Err(io::Error::other("stopped")),
        // Every piece of it is proven by its own checksum.
        _ if broken => told(damaged("bad_checksum"), Fits::Opens),
        Ok(looked) => told(looked.found, Fits::Opens),
        Err(error) => Err(error),
    }
}
