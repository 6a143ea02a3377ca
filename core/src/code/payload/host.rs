//! Whom a browser asks that is given an address: the host after all the tricks that make it look like another.
//!
//! As in the URL standard of the WHATWG (section 3.5, host parsing), as far as `http` and `https` go.

use std::net::{Ipv4Addr, Ipv6Addr};

use icu_normalizer::uts46::Uts46MapperBorrowed;

use super::percent_decoded;

/// A name longer than this is none (RFC 1035, section 2.3.4).
const LONGEST: usize = 253;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Host {
    pub ascii: String,
    /// With letters of other scripts; as `ascii` where there are none.
    pub spelled: String,
}

/// The host in what stands behind `http:` or `https:`; `None` where a browser would not open it.
pub fn of(rest: &str) -> Option<Host> {
    // As many slashes as there are, and backslashes count as such.
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    // Whatever stands before the last `@` is a user's name.
    let place = authority.rsplit('@').next()?;
    if let Some(address) = place.strip_prefix('[') {
        let (address, port) = address.split_once(']')?;
        let address = address.parse::<Ipv6Addr>().ok()?.to_string();
        (port.is_empty() || is_port(port.strip_prefix(':')?)).then_some(())?;
        return Some(Host { ascii: format!("[{address}]"), spelled: format!("[{address}]") });
    }
    let (name, port) = place.split_once(':').unwrap_or((place, ""));
    is_port(port).then_some(())?;
    if name.is_empty() || name.len() > 4 * LONGEST {
        return None;
    }
    // Wide letters, capitals and ideographic full stops become what they stand for (UTS 46).
    let spelled: String = Uts46MapperBorrowed::new().map_normalize(percent_decoded(name).chars()).collect();
    let ascii = spelled.split('.').map(label).collect::<Option<Vec<_>>>()?.join(".");
    let ascii = ascii.strip_suffix('.').map_or(ascii.as_str(), |name| name).to_owned();
    if ascii.is_empty() || ascii.len() > LONGEST || !ascii.chars().all(may_stand_in_a_host) {
        return None;
    }
    let last = ascii.rsplit('.').next().unwrap_or_default();
    if number(last).is_some() || last.bytes().all(|byte| byte.is_ascii_digit()) {
        let ascii = address(&ascii)?.to_string();
        return Some(Host { spelled: ascii.clone(), ascii });
    }
    let spelled = spelled.strip_suffix('.').unwrap_or(&spelled).to_owned();
    Some(Host { ascii, spelled })
}

fn is_port(text: &str) -> bool {
    text.is_empty() || text.parse::<u16>().is_ok()
}

fn may_stand_in_a_host(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(ch)
}

/// An address of four numbers, or of fewer of which the last fills the rest; in hexadecimal and octal, too.
fn address(name: &str) -> Option<Ipv4Addr> {
    let parts: Vec<&str> = name.split('.').collect();
    let (last, front) = parts.split_last()?;
    let left = 4usize.checked_sub(front.len())?;
    let mut bits = number(last).filter(|last| *last < 1 << (8 * left))?;
    for (at, part) in front.iter().enumerate() {
        bits |= number(part).filter(|part| *part < 256)? << (8 * (3 - at));
    }
    Some(Ipv4Addr::from(u32::try_from(bits).ok()?))
}

fn number(text: &str) -> Option<u64> {
    let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    match (hexadecimal, text.strip_prefix('0')) {
        (Some(""), _) => Some(0),
        (Some(digits), _) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u64::from_str_radix(digits, 16).ok()
        }
        (None, Some("")) => Some(0),
        (None, Some(digits)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => u64::from_str_radix(digits, 8).ok(),
        (None, None) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

/// One part of a name in ASCII (RFC 3492 and RFC 5891, section 4.4).
fn label(text: &str) -> Option<String> {
    if text.is_ascii() {
        return Some(text.to_owned());
    }
    Some(format!("xn--{}", punycode(text)?))
}

/// RFC 3492, section 6.3, with the parameters of section 5.
fn punycode(text: &str) -> Option<String> {
    const BASE: u32 = 36;
    let basic: String = text.chars().filter(char::is_ascii).collect();
    let mut done = u32::try_from(basic.len()).ok()?;
    let (mut out, begun) = (basic.clone(), done);
    if begun > 0 {
        out.push('-');
    }
    let (mut least, mut delta, mut bias) = (128u32, 0u32, 72u32);
    let total = u32::try_from(text.chars().count()).ok()?;
    while done < total {
        let next = text.chars().map(u32::from).filter(|point| *point >= least).min()?;
        delta = delta.checked_add((next - least).checked_mul(done + 1)?)?;
        least = next;
        for point in text.chars().map(u32::from) {
            if point < least {
                delta = delta.checked_add(1)?;
            }
            if point != least {
                continue;
            }
            let (mut rest, mut at) = (delta, BASE);
            loop {
                let threshold = at.saturating_sub(bias).clamp(1, 26);
                if rest < threshold {
                    break;
                }
                out.push(digit(threshold + (rest - threshold) % (BASE - threshold))?);
                rest = (rest - threshold) / (BASE - threshold);
                at += BASE;
            }
            out.push(digit(rest)?);
            bias = adapted(delta, done + 1, done == begun);
            delta = 0;
            done += 1;
        }
        delta = delta.checked_add(1)?;
        least += 1;
    }
    Some(out)
}

fn digit(value: u32) -> Option<char> {
    b"abcdefghijklmnopqrstuvwxyz0123456789".get(value as usize).map(|byte| char::from(*byte))
}

fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut steps = 0;
    while delta > 455 {
        delta /= 35;
        steps += 36;
    }
    steps + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rest: &str, wanted: &str) {
        assert_eq!(of(rest).map(|host| host.ascii).as_deref(), Some(wanted), "{rest}");
    }

    #[test]
    fn the_host_is_the_one_that_a_browser_asks() {
        check("//example.jp/a@b", "example.jp");
        check("//EXAMPLE.jp:8443?x", "example.jp");
        check("//bank.example@evil.example/", "evil.example");
        check("//bank.example:443@evil.example", "evil.example");
        check("//a@b@evil.example#@bank.example", "evil.example");
        check("//evil.example\\@bank.example", "evil.example");
        check("/\\evil.example/", "evil.example");
        check("evil.example", "evil.example");
        check("//bank%2eexample", "bank.example");
        check("//ｅｖｉｌ。example", "evil.example");
        check("//example.jp./", "example.jp");
        check("//[::1]:80/", "[::1]");
    }

    #[test]
    fn numbers_are_addresses_in_any_writing() {
        for text in ["//127.0.0.1", "//2130706433", "//0x7f.1", "//0177.0.0.01", "//127.1", "//０x7f000001"] {
            check(text, "127.0.0.1");
        }
        assert_eq!(of("//1.2.3.4.5"), None);
        assert_eq!(of("//256.1.1.1"), None);
    }

    #[test]
    fn letters_that_look_alike_are_told_apart_in_ascii() {
        // Cyrillic а; known answers of RFC 3492 and of browsers.
        check("//аpple.com", "xn--pple-43d.com");
        check("//bücher.example", "xn--bcher-kva.example");
        check("//日本語。jp", "xn--wgv71a119e.jp");
        check("//他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye");
        assert_eq!(of("//日本語.jp").map(|host| host.spelled).as_deref(), Some("日本語.jp"));
    }

    #[test]
    fn what_no_browser_opens_has_no_host() {
        for text in
            ["", "//", "///?", "//a b", "//exa<mple", "//example.jp:port", "//[::1", "//%00", "//.", "//a%2fb", "//:80"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
