//! The passphrase of a sealed archive or a guarded book.

use std::fmt;

use age::secrecy::SecretString;
use icu_normalizer::ComposingNormalizer;

use crate::error::{Error, Result};

/// What an archive is sealed with, or a book guarded. Wiped from the memory when it is dropped; never written, never shown.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// A passphrase as it was typed, or as a file of one line gives it; the line break at its end is no part of it. Two
    /// spellings of one text (が as one or as two characters) are one passphrase. [`Error::Invalid`] of `passphrase` with
    /// `empty` where nothing but space is left.
    pub fn new(typed: &str) -> Result<Passphrase> {
        let typed = typed.strip_suffix('\n').unwrap_or(typed);
        let typed = typed.strip_suffix('\r').unwrap_or(typed);
        if typed.trim().is_empty() {
            return Err(Error::Invalid { field: "passphrase".to_owned(), reason: "empty" });
        }
        let composed = ComposingNormalizer::new_nfc().normalize(typed).into_owned();
        Ok(Passphrase(SecretString::from(composed)))
    }

    /// As it was typed.
    pub(crate) fn text(&self) -> &str {
        use age::secrecy::ExposeSecret;
        self.0.expose_secret()
    }

    pub(super) fn secret(&self) -> SecretString {
        self.0.clone()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}
