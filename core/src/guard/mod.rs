//! The passphrase that guards a book: its key ([`key`]), the key wrapped with the passphrase ([`wrapped`]), and the patience
//! with wrong ones ([`tries`]).
//!
//! A guarded book is encrypted page by page with SQLCipher 4 (AES-256-CBC and HMAC-SHA-512), under a random key. The passphrase
//! only unwraps that key, so that changing it rewrites a few hundred bytes and not the book. The *recovery key* is the key
//! itself in letters: with it a book opens without its passphrase, and without the wrapped key.
//!
//! The first 112 bytes of a guarded book stay as SQLite writes them: the file's header and the head of the schema's first page.
//! They say that it is a book of ours, its version and its length, and nothing of what it holds.

mod key;
mod tries;
mod wrapped;

pub use key::{BookKey, RecoveryKey};
pub(crate) use key::{HEADER, RESERVED};
pub(crate) use tries::{forgive, note_wrong, wait_ms};
pub(crate) use wrapped::{SIDECAR, append, of_file, put_at_side, put_beside, strip, unwrap, wrap};

/// Characters that a passphrase has to have at least (NIST SP 800-63B-4, 3.1.1.2, allows eight beside another factor; whoever
/// guesses here has the file and the time that scrypt takes).
pub const SHORTEST: usize = 8;
