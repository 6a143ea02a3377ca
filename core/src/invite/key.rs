//! Keys: the book's own, with which it signs, and those of partners.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// The book's own key (Ed25519, RFC 8032): lives in the book and moves with it.
pub struct OwnKey(SigningKey);

/// The public key of whoever signed a card.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PublicKey(pub [u8; PublicKey::SIZE]);

impl OwnKey {
    /// From its 32 secret bytes.
    pub fn of(secret: &[u8; 32]) -> OwnKey {
        OwnKey(SigningKey::from_bytes(secret))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl PublicKey {
    pub const SIZE: usize = 32;

    /// Strictly: neither weak keys nor other spellings of a signature pass (RFC 8032 §5.1.7 leaves room for both).
    pub fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }

    /// What two people can read to each other: 64 bits of the key's SHA-256 in four groups.
    pub fn fingerprint(&self) -> String {
        let hash = Sha256::digest(self.0);
        let groups: Vec<String> =
            hash.chunks(2).take(4).map(|pair| pair.iter().map(|byte| format!("{byte:02X}")).collect()).collect();
        groups.join(" ")
    }

    /// As a card keeps it.
    pub fn parse(text: &str) -> Option<PublicKey> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(PublicKey)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}
