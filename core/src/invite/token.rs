//! The token: what a signed invite is made of.
//!
//! One byte of version, 32 of the signer's public key, 64 of the signature, then the claims as a CBOR array (RFC 8949): created and
//! expires in seconds of UTC (`null` for never), the one-time number, the card as vCard 3.0. Signed are [`DOMAIN`], version, key and
//! claims. As text it is base64url without padding (RFC 4648 §5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use serde::{Deserialize, Serialize};

use super::key::{OwnKey, PublicKey};
use crate::time::Moment;

/// What this Enishi signs.
pub const VERSION: u8 = 1;
/// Nothing signed for another purpose passes for an invite.
const DOMAIN: &[u8] = b"jp.enishi.invite";
/// A card in a link, a code or a line of text has at most so many bytes.
pub const SHORT: usize = 350;
/// A card in a file has, photo and all.
pub const LARGE: usize = 256 * 1024;
const HEAD: usize = 1 + PublicKey::SIZE + 64;
/// What the claims add to the card.
const CLAIMS: usize = 64;
/// How far ahead of this computer's clock that of the sender may be, in seconds.
pub const CLOCK_GAP: i64 = 10 * 60;

/// The number by which an invite is taken once: 8 bytes that nobody can guess.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Number(pub [u8; 8]);

/// What an invite says, signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub key: PublicKey,
    /// Seconds of UTC since 1970.
    pub created: i64,
    /// The last second in which it can be taken; `None` for never.
    pub expires: Option<i64>,
    pub number: Number,
    /// vCard 3.0.
    pub card: Vec<u8>,
}

/// Why an invite can't be taken, or that it can.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InviteCode {
    Ok,
    /// What is signed isn't what stands there: altered, cut short, or forged.
    Altered,
    Expired,
    /// Made later than this computer's clock says it is.
    NotYet,
    /// Of an Enishi that this one doesn't know yet.
    UnknownVersion,
    /// More than an invite may hold.
    Oversized,
    NotAnInvite,
}

impl InviteCode {
    /// A stable word, as in JSON.
    pub fn code(self) -> &'static str {
        match self {
            InviteCode::Ok => "ok",
            InviteCode::Altered => "altered",
            InviteCode::Expired => "expired",
            InviteCode::NotYet => "not_yet",
            InviteCode::UnknownVersion => "unknown_version",
            InviteCode::Oversized => "oversized",
            InviteCode::NotAnInvite => "not_an_invite",
        }
    }
}

/// A moment in the seconds of a token.
pub fn seconds(at: Moment) -> i64 {
    at.0.div_euclid(1000)
}

impl Number {
    /// From its 16 hexadecimal digits.
    pub fn parse(hex: &str) -> Option<Number> {
        let whole = hex.len() == 16 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        whole.then(|| u64::from_str_radix(hex, 16).ok().map(|number| Number(number.to_be_bytes()))).flatten()
    }

    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Token {
    /// Signed, as bytes: the content of an invite's file.
    pub fn signed(&self, key: &OwnKey) -> Vec<u8> {
        let claims = self.claims();
        let signature = key.sign(&message(VERSION, &key.public(), &claims));
        let mut out = Vec::with_capacity(HEAD + claims.len());
        out.push(VERSION);
        out.extend_from_slice(&key.public().0);
        out.extend_from_slice(&signature);
        out.extend_from_slice(&claims);
        out
    }

    fn claims(&self) -> Vec<u8> {
        let claims = Value::Array(vec![
            Value::Integer(self.created.into()),
            self.expires.map_or(Value::Null, |last| Value::Integer(last.into())),
            Value::Bytes(self.number.0.to_vec()),
            Value::Bytes(self.card.clone()),
        ]);
        let mut out = Vec::new();
        ciborium::into_writer(&claims, &mut out).expect("BUG: a Vec takes everything");
        out
    }

    /// Reads bytes whose card has at most `longest`; answers what is wrong with them otherwise. Whether it has expired is another
    /// question: [`Token::check`].
    pub fn read(bytes: &[u8], longest: usize) -> Result<Token, InviteCode> {
        let (version, rest) = bytes.split_first().ok_or(InviteCode::NotAnInvite)?;
        if *version != VERSION {
            return Err(InviteCode::UnknownVersion);
        }
        if bytes.len() > HEAD + CLAIMS + longest {
            return Err(InviteCode::Oversized);
        }
        let (key, rest) = rest.split_first_chunk().ok_or(InviteCode::Altered)?;
        let (signature, claims) = rest.split_first_chunk().ok_or(InviteCode::Altered)?;
        let key = PublicKey(*key);
        if !key.has_signed(&message(*version, &key, claims), signature) {
            return Err(InviteCode::Altered);
        }
        let token = Token::claimed(key, claims).ok_or(InviteCode::Altered)?;
        if token.card.len() > longest { Err(InviteCode::Oversized) } else { Ok(token) }
    }

    /// The same from text. One that isn't base64url was altered on its way.
    pub fn parse(text: &str, longest: usize) -> Result<Token, InviteCode> {
        if text.is_empty() {
            return Err(InviteCode::NotAnInvite);
        }
        if text.len() > (HEAD + CLAIMS + longest).div_ceil(3) * 4 {
            return Err(InviteCode::Oversized);
        }
        Token::read(&URL_SAFE_NO_PAD.decode(text).map_err(|_| InviteCode::Altered)?, longest)
    }

    fn claimed(key: PublicKey, mut claims: &[u8]) -> Option<Token> {
        let value = ciborium::de::from_reader_with_recursion_limit(&mut claims, 4).ok()?;
        let Value::Array(parts) = value else { return None };
        let [created, expires, Value::Bytes(number), Value::Bytes(card)] = <[Value; 4]>::try_from(parts).ok()? else {
            return None;
        };
        let seconds = |value: &Value| i64::try_from(value.as_integer()?).ok();
        let expires = match &expires {
            Value::Null => None,
            other => Some(seconds(other)?),
        };
        let number = Number(number.try_into().ok()?);
        claims.is_empty().then_some(Token { key, created: seconds(&created)?, expires, number, card })
    }

    /// Whether it can be taken now: through the whole of its last second, and from [`CLOCK_GAP`] before the sender's clock said.
    pub fn check(&self, now: Moment) -> InviteCode {
        let now = seconds(now);
        if self.created.saturating_sub(CLOCK_GAP) > now {
            InviteCode::NotYet
        } else if self.expires.is_some_and(|last| now > last) {
            InviteCode::Expired
        } else {
            InviteCode::Ok
        }
    }
}

/// Bytes of a token as text.
pub fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn message(version: u8, key: &PublicKey, claims: &[u8]) -> Vec<u8> {
    [DOMAIN, &[version], &key.0, claims].concat()
}
