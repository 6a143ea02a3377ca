//! The key of a guarded book, and how it looks on paper.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes at the start of a guarded file that stay in clear; a multiple of AES' block.
pub(crate) const HEADER: u32 = 112;
/// Bytes that SQLCipher keeps at the end of every page for its nonce and its code: what byte 20 of the header says.
pub(crate) const RESERVED: u8 = 80;

const ROOT: usize = 16;
/// Letters of a recovery key: 128 bits of key and 12 to see a slip by.
const LETTERS: usize = 28;
const GROUP: usize = 4;

/// What opens a guarded book. Random, 128 bits; wiped from the memory when dropped, never shown but as [`RecoveryKey`].
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct BookKey([u8; ROOT]);

/// A [`BookKey`] to be written on paper: A–Z and 2–7 (RFC 4648, section 6) in groups of four.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryKey(String);

impl BookKey {
    /// From bytes that nobody can guess, see [`crate::edge::Edge::new_secret`].
    pub fn new(secret: [u8; 32]) -> BookKey {
        let mut root = [0; ROOT];
        root.iter_mut().zip(secret).for_each(|(to, from)| *to = from);
        BookKey(root)
    }

    pub fn recovery(&self) -> RecoveryKey {
        let mut bytes = self.0.to_vec();
        bytes.extend(check(&self.0));
        let mut text = BASE32_NOPAD.encode(&bytes);
        bytes.zeroize();
        text.truncate(LETTERS);
        RecoveryKey(text)
    }

    /// Reads what somebody typed from paper: small letters, wide ones, spaces and any dashes are forgiven, 0, 1 and 8 are read as
    /// O, I and B. `None` for what is no recovery key or has a slip in it.
    pub fn from_recovery(typed: &str) -> Option<BookKey> {
        let mut letters = String::with_capacity(LETTERS + GROUP);
        for ch in typed.chars().filter_map(letter) {
            letters.push(ch?);
        }
        if letters.len() != LETTERS {
            return None;
        }
        // 28 letters are 17 bytes and a half; the decoder wants whole ones.
        letters.push('A');
        let half = BASE32_NOPAD.decode(letters.as_bytes()).ok();
        letters.zeroize();
        let mut bytes = half?;
        let root: Option<[u8; ROOT]> = bytes.get(..ROOT).and_then(|root| root.try_into().ok());
        let told: Option<[u8; 2]> = bytes.get(ROOT..).and_then(|rest| rest.first_chunk().copied());
        bytes.zeroize();
        let (root, told) = (root?, told?);
        (check(&root) == told).then_some(BookKey(root))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<BookKey> {
        bytes.try_into().ok().map(BookKey)
    }

    /// SQLCipher's raw key and salt in hex (32 and 16 bytes).
    pub(crate) fn of_database(&self) -> Zeroizing<String> {
        self.derived::<48>(b"enishi book 1")
    }

    /// What attachments are sealed with, in hex.
    pub(crate) fn of_attachments(&self) -> Zeroizing<String> {
        self.derived::<32>(b"enishi attachments 1")
    }

    /// HKDF-SHA-256 (RFC 5869).
    fn derived<const LENGTH: usize>(&self, what: &[u8]) -> Zeroizing<String> {
        let mut bytes = [0; LENGTH];
        Hkdf::<Sha256>::new(None, &self.0).expand(what, &mut bytes).expect("BUG: so few bytes can be had");
        let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        bytes.zeroize();
        Zeroizing::new(hex)
    }
}

/// The first twelve bits of the key's hash, in two bytes.
fn check(root: &[u8; ROOT]) -> [u8; 2] {
    let hash = Sha256::new().chain_update(b"enishi recovery 1").chain_update(root).finalize();
    [hash.first().copied().unwrap_or_default(), hash.get(1).copied().unwrap_or_default() & 0xF0]
}

/// A typed character as a letter of the key; nothing for what separates, `Some(None)` for what can't stand in a key.
fn letter(ch: char) -> Option<Option<char>> {
    let ch = match ch {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(ch) - 0xfee0).unwrap_or(ch),
        other => other,
    };
    match ch.to_ascii_uppercase() {
        ' ' | '\u{3000}' | '\t' | '\n' | '\r' | '-' | '‐' | '‑' | '–' | '—' | '−' | 'ー' | '_' | '.' => None,
        '0' => Some(Some('O')),
        '1' => Some(Some('I')),
        '8' => Some(Some('B')),
        upper @ ('A'..='Z' | '2'..='7') => Some(Some(upper)),
        _ => Some(None),
    }
}

impl RecoveryKey {
    /// Seven groups of four.
    pub fn groups(&self) -> Vec<String> {
        let letters: Vec<char> = self.0.chars().collect();
        letters.chunks(GROUP).map(|group| group.iter().collect()).collect()
    }
}

impl fmt::Display for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.groups().join("-"))
    }
}

impl fmt::Debug for BookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookKey")
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_on_paper_is_read_however_it_is_typed() {
        let key = BookKey::new([0xA5; 32]);
        let shown = key.recovery().to_string();
        assert_eq!(key.recovery().groups().len(), 7, "{shown}");
        let wide: String =
            shown.chars().map(|ch| char::from_u32(u32::from(ch) + 0xfee0).expect("a wide letter")).collect();
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', "　"), shown.replace('-', ""), wide] {
            assert!(BookKey::from_recovery(&typed).as_ref() == Some(&key), "{typed}");
        }
    }

    #[test]
    fn a_passphrase_is_no_recovery_key() {
        for typed in ["", "correct horse battery staple", "さくらの木の下で", &"A".repeat(28), &"A".repeat(60)]
        {
            assert!(BookKey::from_recovery(typed).is_none(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn every_key_comes_back_from_paper(secret in any::<[u8; 32]>()) {
            let key = BookKey::new(secret);
            let typed = key.recovery().to_string();
            prop_assert!(BookKey::from_recovery(&typed) == Some(key));
        }

        /// Twelve bits see all but one in 4096 slips; of 28 × 31 single ones none may pass for this key unseen by chance twice.
        #[test]
        fn a_slip_is_seen(secret in any::<[u8; 32]>()) {
            const ALL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
            let key = BookKey::new(secret);
            let letters: Vec<char> = key.recovery().to_string().chars().filter(|ch| *ch != '-').collect();
            let mut unseen = 0;
            for at in 0..letters.len() {
                for other in ALL.chars().filter(|other| *other != letters[at]) {
                    let mut slip = letters.clone();
                    slip[at] = other;
                    let slip: String = slip.into_iter().collect();
                    unseen += u32::from(BookKey::from_recovery(&slip).is_some());
                }
            }
            prop_assert!(unseen <= 6, "{unseen} of 868 slips pass");
        }
    }

    #[test]
    fn different_keys_make_different_databases() {
        let (one, other) = (BookKey::new([1; 32]), BookKey::new([2; 32]));
        assert_ne!(one.of_database(), other.of_database());
        assert_eq!(one.of_database().len(), 96);
        assert_eq!(format!("{one:?}"), "BookKey", "never shown");
    }
}
