//! The bodies of parts as they are coded for the way (RFC 2045), checked and not kept.

use memchr::memrchr;

/// A body that is read line by line.
pub(super) enum Coded {
    /// As it stands; `shifted` where ISO-2022-JP has not come back to ASCII.
    Plain {
        shifted: bool,
    },
    Quoted {
        open: bool,
    },
    Base64(Base64),
}

impl Coded {
    pub fn line(&mut self, bytes: &[u8], begins: bool, ends: bool) {
        match self {
            Coded::Plain { shifted } => {
                if begins {
                    *shifted = false;
                }
                let escape = memrchr(0x1b, bytes).and_then(|at| bytes.get(at + 1..at + 3));
                if let Some(escape) = escape {
                    *shifted = matches!(escape, b"$B" | b"$@" | b"(I");
                }
            }
            // A soft break needs the line that follows it; one that ends in half of a byte has lost its end.
            Coded::Quoted { open } => {
                let tail = bytes.get(bytes.len().saturating_sub(2)..).unwrap_or_default();
                let half = matches!(tail, [b'=', byte] if byte.is_ascii_hexdigit());
                *open = !ends && (tail.last() == Some(&b'=') || half);
            }
            Coded::Base64(base64) => base64.line(bytes, ends),
        }
    }

    /// Whether the body ended as it should; true for what can't tell.
    pub fn is_whole(&self) -> bool {
        match self {
            Coded::Plain { shifted } => !shifted,
            Coded::Quoted { open } => !open,
            Coded::Base64(base64) => base64.is_whole(),
        }
    }
}

/// Base64 (RFC 4648) over several lines.
#[derive(Default)]
pub(super) struct Base64 {
    signs: u64,
    padding: u64,
    broken: bool,
    blank_line: bool,
    /// What follows is no part of it: a list's words below a text.
    over: bool,
    /// Such words are allowed.
    is_text: bool,
}

impl Base64 {
    pub fn of(is_text: bool) -> Base64 {
        Base64 { is_text, ..Base64::default() }
    }

    fn line(&mut self, bytes: &[u8], ends: bool) {
        let line = bytes.trim_ascii();
        if line.is_empty() {
            self.blank_line |= ends && self.signs > 0;
            return;
        }
        if self.is_text && self.blank_line && self.is_whole() {
            self.over = true;
        }
        if self.over || self.broken {
            return;
        }
        for byte in line {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if self.padding == 0 => self.signs += 1,
                b'=' => self.padding += 1,
                b' ' | b'\t' => {}
                _ => {
                    self.broken = true;
                    return;
                }
            }
        }
    }

    fn is_whole(&self) -> bool {
        !self.broken && self.padding <= 2 && (self.signs + self.padding).is_multiple_of(4)
    }
}

/// The last bytes of a file are the beginning of a character of UTF-8 whose end is missing.
pub(in crate::inspect) fn is_half_utf8(tail: &[u8]) -> bool {
    let error = (0..tail.len()).find_map(|from| match std::str::from_utf8(tail.get(from..)?) {
        // The first bytes may be the rest of a character that began before.
        Err(error) if error.valid_up_to() == 0 && error.error_len().is_some() => None,
        other => Some(other),
    });
    error.and_then(Result::err).is_some_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], is_text: bool, whole: bool) {
        let mut coded = Coded::Base64(Base64::of(is_text));
        lines.iter().for_each(|line| coded.line(line.as_bytes(), true, true));
        assert_eq!(coded.is_whole(), whole, "{lines:?}");
    }

    #[test]
    fn base64_is_whole_by_fours() {
        check(&["AAAA", "AA=="], false, true);
        check(&["AAAA", "AA="], false, false);
        check(&["AAA"], false, false);
        check(&["AA!A"], false, false);
        check(&["AA==", "AAAA"], false, false);
        check(&["AAAA", "", "-- a list"], true, true);
        check(&["AAAA", "", "-- a list"], false, false);
    }

    #[test]
    fn half_a_character_is_seen() {
        assert!(is_half_utf8(b"abc\xe3"));
        assert!(is_half_utf8(b"ab\xe3\x81"));
        assert!(!is_half_utf8("abあ".as_bytes()));
        assert!(!is_half_utf8("a\u{3042}\n".as_bytes()));
        assert!(!is_half_utf8(&[0x81, 0x82, b'\n', b'\n']));
    }
}
