//! Phone numbers as digits.

/// The national digits of a number: full-width and decorated spellings agree, `+81 90-1234-5678` and
/// `+81 (0)90 …` become `09012345678`. Other countries keep their code behind `+`; an extension
/// (`内線`, `ext`, `;ext=`) is left out. Text without a digit gives an empty answer.
pub fn digits(text: &str) -> String {
    let mut out = String::with_capacity(16);
    let mut international = false;
    let text = text.trim_start();
    let text =
        text.get(..4).filter(|start| start.eq_ignore_ascii_case("tel:")).map_or(text, |_| text.get(4..).unwrap_or(""));
    for ch in text.chars() {
        match ch {
            '0'..='9' => out.push(ch),
            '０'..='９' => out.push(narrow(ch)),
            '+' | '＋' if out.is_empty() => international = true,
            '内' | ';' | '；' | 'e' | 'E' | 'x' | 'X' | 'ｅ' | '#' | '＃' | '→' if !out.is_empty() => break,
            _ => {}
        }
    }
    if !international {
        // 010 is Japan's prefix for calls abroad; calls to Japan by it do not exist inside Japan.
        return out;
    }
    match out.strip_prefix("81") {
        Some(rest) if !rest.is_empty() => {
            let rest = rest.strip_prefix('0').unwrap_or(rest);
            format!("0{rest}")
        }
        Some(_) | None if out.is_empty() => out,
        Some(_) | None => format!("+{out}"),
    }
}

fn narrow(ch: char) -> char {
    char::from_u32(ch as u32 - 0xfee0).unwrap_or(ch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_number_has_one_run_of_digits_however_it_is_written() {
        for text in [
            "090-1234-5678",
            "09012345678",
            "(090)1234-5678",
            "０９０－１２３４－５６７８",
            "+81-90-1234-5678",
            "+81 (0)90 1234 5678",
            "＋８１ ９０ １２３４ ５６７８",
            "tel:+81-90-1234-5678",
            "090.1234.5678 内線 12",
            "090-1234-5678;ext=5",
            "090-1234-5678 ext. 5",
            "090ー1234ー5678",
        ] {
            assert_eq!(digits(text), "09012345678", "{text}");
        }
    }

    #[test]
    fn other_countries_keep_their_code() {
        assert_eq!(digits("+1 (212) 555-0100"), "+12125550100");
        assert_eq!(digits("+49 30 123456"), "+4930123456");
        assert_eq!(digits("03-3210-0001"), "0332100001");
        assert_eq!(digits("なし"), "");
        assert_eq!(digits("+"), "");
    }

    proptest! {
        #[test]
        fn digits_are_stable_and_never_panic(text in ".{0,30}") {
            let once = digits(&text);
            prop_assert!(once.chars().all(|ch| ch.is_ascii_digit() || ch == '+'));
            prop_assert_eq!(digits(&once), once);
        }
    }
}
