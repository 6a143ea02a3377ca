//! Addresses for other programs, built from what a contact says and never taken as they are: only `mailto:`, `tel:`,
//! `http:` and `https:` leave this room.

use tauri::Url;

use crate::contract::Action;
use crate::failure::{Answer, Failure};

/// The address that does `action` with `value`; [`Failure::Invalid`] for a value that isn't one of its kind.
pub fn address(action: Action, value: &str) -> Answer<String> {
    let address = match action {
        Action::Mail => mail(value),
        Action::Call => call(value),
        Action::Map => map(value),
        Action::Web => web(value),
    };
    address.ok_or_else(|| Failure::Invalid { field: "value".to_owned(), reason: "bad_value".to_owned() })
}

/// RFC 6068: everything but letters, digits and a few marks is percent-encoded, so no header can be smuggled in.
fn mail(value: &str) -> Option<String> {
    let value = value.trim();
    let (local, domain) = value.rsplit_once('@')?;
    let strange = |ch: char| ch.is_whitespace() || ch.is_control();
    if local.is_empty() || domain.is_empty() || value.chars().any(strange) {
        return None;
    }
    Some(format!("mailto:{}@{}", encoded(local), encoded(domain)))
}

/// A message to be written, with its subject and text (RFC 6068 §2): lines end in `%0D%0A`.
pub fn message(address: &str, subject: &str, body: &str) -> Answer<String> {
    let to = if address.is_empty() { "mailto:".to_owned() } else { self::address(Action::Mail, address)? };
    let body = body.replace("\r\n", "\n").replace('\n', "\r\n");
    let whole = format!("{to}?subject={}&body={}", encoded(subject), encoded(&body));
    // Windows hands no longer address over.
    if cfg!(windows) && whole.len() > 2_000 { Ok(format!("{to}?subject={}", encoded(subject))) } else { Ok(whole) }
}

/// RFC 3966: digits and a leading plus; full-width ones too. What follows the number (an extension) is left out.
fn call(value: &str) -> Option<String> {
    let mut number = String::new();
    for ch in value.trim().chars() {
        match ch {
            '0'..='9' => number.push(ch),
            '０'..='９' => number.extend(char::from_u32(u32::from(ch) - u32::from('０') + u32::from('0'))),
            '+' | '＋' if number.is_empty() => number.push('+'),
            ' ' | '\u{3000}' | '-' | '(' | ')' | '.' | '/' | '（' | '）' => {}
            '‐'..='―' | '−' | 'ー' | '－' => {}
            _ => break,
        }
    }
    (number.trim_start_matches('+').len() >= 3).then(|| format!("tel:{number}"))
}

fn map(value: &str) -> Option<String> {
    let place = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!place.is_empty()).then(|| format!("https://www.google.com/maps/search/?api=1&query={}", encoded(&place)))
}

fn web(value: &str) -> Option<String> {
    let value = value.trim();
    let url = match Url::parse(value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        // `example.jp:8080/x` parses with `example.jp` as its scheme: a dot tells it from a real one.
        Ok(url) if !url.scheme().contains('.') => return None,
        // `\\server` and `/etc` are paths and no hosts.
        Ok(_) | Err(_) if value.starts_with(['/', '\\']) => return None,
        Ok(_) | Err(_) => Url::parse(&format!("https://{value}")).ok()?,
    };
    // `https://bank.example@evil.example` shows one host and opens another.
    let plain = url.username().is_empty() && url.password().is_none();
    (plain && url.host_str().is_some_and(|host| !host.is_empty())).then(|| url.into())
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'+' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    // A plus stands for a space in a query and for itself in an address; encoded it is right in both.
    out.replace('+', "%2B")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opens(action: Action, value: &str) -> Option<String> {
        address(action, value).ok()
    }

    #[test]
    fn a_mail_address_becomes_mailto_and_smuggles_nothing() {
        assert_eq!(opens(Action::Mail, " yamada@example.jp "), Some("mailto:yamada@example.jp".into()));
        assert_eq!(opens(Action::Mail, "a+b@example.jp"), Some("mailto:a%2Bb@example.jp".into()));
        assert_eq!(
            opens(Action::Mail, "a?bcc=x@example.jp"),
            Some("mailto:a%3Fbcc%3Dx@example.jp".into()),
            "a question mark must not start headers"
        );
        for bad in ["", "yamada", "@example.jp", "a@", "a b@example.jp", "a@b\r\nBcc: c@d"] {
            assert_eq!(opens(Action::Mail, bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_number_is_called_by_its_digits() {
        assert_eq!(opens(Action::Call, "03-1234-5678"), Some("tel:0312345678".into()));
        assert_eq!(opens(Action::Call, "＋８１（９０）１２３４−５６７８"), Some("tel:+819012345678".into()));
        assert_eq!(opens(Action::Call, "03-1234-5678 内線 12"), Some("tel:0312345678".into()));
        assert_eq!(opens(Action::Call, "110"), Some("tel:110".into()));
        for bad in ["", "なし", "+", "12", "javascript:1234567"] {
            assert_eq!(opens(Action::Call, bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_address_is_looked_up_on_a_map() {
        let url = opens(Action::Map, "東京都千代田区 1-1&x=1").expect("an address");
        assert!(url.starts_with("https://www.google.com/maps/search/?api=1&query=%E6%9D%B1"), "{url}");
        assert!(!url.contains("&x="), "the address must stay one parameter: {url}");
        assert_eq!(opens(Action::Map, " \n "), None);
    }

    #[test]
    fn only_the_web_is_opened_as_a_page() {
        assert_eq!(opens(Action::Web, "https://example.jp/名簿"), Some("https://example.jp/%E5%90%8D%E7%B0%BF".into()));
        assert_eq!(opens(Action::Web, "www.example.jp"), Some("https://www.example.jp/".into()));
        assert_eq!(opens(Action::Web, "example.jp:8080/a"), Some("https://example.jp:8080/a".into()));
        assert_eq!(opens(Action::Web, "HTTP://EXAMPLE.JP"), Some("http://example.jp/".into()));
        let bad = [
            "",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "smb://server/share",
            "\\\\server\\share",
            "https://bank.example@evil.example/",
            "mailto:a@b.c",
            "ms-settings:privacy",
        ];
        for bad in bad {
            assert_eq!(opens(Action::Web, bad), None, "{bad:?}");
        }
    }
}
