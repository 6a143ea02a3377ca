//! Archives and backups without a book: what stands in an archive ([`manifest`]), how it is packed and opened, what is believed
//! of a foreign one, and which daily copies are kept ([`generations`]).
//!
//! An archive (`.enishi`) is a ZIP with `manifest.json`, `book` (the whole SQLite file), `settings.json` where the caller gave
//! some, and `attachments/…`. Sealed with a passphrase it is an age file (<https://age-encryption.org/v1>, scrypt) around that
//! ZIP, so that it can be opened without Enishi, too: `age -d`, then any ZIP program, then any SQLite.
//!
//! Nothing of an archive is believed: names are ours or plain paths below `attachments/` ([`names`]), sizes are bounded by what
//! the packed bytes can hold, every file has to have the hash that the manifest says, and nothing may be there beside.

pub mod generations;
mod manifest;
mod names;
mod pack;
mod part;
mod passphrase;
mod sealed;
mod unpack;

pub use manifest::{Contents, Manifest, PackedFile, VERSION};
pub(crate) use names::{ATTACHMENTS, BOOK, SETTINGS, attachment};
pub(crate) use pack::{Bytes, Packed, Source, pack};
pub(crate) use part::{Part, clear_unfinished, sync_folder};
pub use passphrase::Passphrase;
pub(crate) use sealed::{HEAD, ReadBack, read_back, seal, sealing, sealing_at_once, unsealed};
pub(crate) use unpack::{Found, Opened, found};
