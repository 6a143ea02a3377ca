//! Numbers, and which of them are days.

use super::bytes::{float, long};

/// A number in four bytes ([MS-XLS] 2.5.122): thirty bits of a whole number or of a float's upper half, and whether it is a
/// hundred times itself.
pub(super) fn packed(bytes: &[u8], at: usize) -> Option<f64> {
    let bits = long(bytes, at)?;
    let number =
        if bits & 2 != 0 { f64::from(bits.cast_signed() >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    Some(if bits & 1 != 0 { number / 100.0 } else { number })
}

/// What a formula came to, where that is a number.
pub(super) fn result(bytes: &[u8], at: usize) -> Option<f64> {
    float(bytes, at).filter(|number| number.to_bits() >> 48 != 0xffff)
}

/// The formats that need no words: days and times, in Japan those of the calendar of eras too.
pub(super) fn is_day_by_number(format: u16) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45 | 47 | 50..=58)
}

/// What a format's words show is a day or a time of day: `yyyy/m/d`, `ggge"年"m"月"`. Lengths of time (`[h]:mm`) are not.
pub(super) fn is_day(format: &str) -> bool {
    let mut chars = format.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '"' => drop(chars.by_ref().find(|ch| *ch == '"')),
            // The next one stands for itself, for its width, or fills the cell.
            '\\' | '_' | '*' => drop(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|ch| *ch != ']').collect();
                let length = |unit| !inner.is_empty() && inner.chars().all(|ch| ch.eq_ignore_ascii_case(&unit));
                if ['h', 'm', 's'].into_iter().any(length) {
                    return false;
                }
            }
            ';' => return false,
            'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_shows_a_day_is_told_from_one_that_shows_a_number() {
        let days =
            ["yyyy/m/d", "ggge\"年\"m\"月\"d\"日\"", "[$-411]ge.m.d;@", "h:mm AM/PM", "\\d*-dd", "[Red]d-mmm-yy"];
        for format in days {
            assert!(is_day(format), "{format}");
        }
        let numbers = [
            "General",
            "G/標準",
            "0.00E+00",
            "[h]:mm:ss",
            "#,##0\" days\"",
            "\\Y0",
            "#,##0_d",
            "0;d",
            "[Magenta]0",
            "@",
            "\"d",
        ];
        for format in numbers {
            assert!(!is_day(format), "{format}");
        }
    }

    #[test]
    fn numbers_in_four_bytes_are_whole_or_hundredths_or_floats() {
        let whole = |number: i32, hundredth: bool| ((number << 2) | 2 | i32::from(hundredth)).to_le_bytes();
        assert_eq!(packed(&whole(312_345_678, false), 0), Some(312_345_678.0));
        assert_eq!(packed(&whole(-5, false), 0), Some(-5.0));
        assert_eq!(packed(&whole(1_250, true), 0), Some(12.5));
        let float = u32::try_from(2.5f64.to_bits() >> 32).expect("half") & !3;
        assert_eq!(packed(&float.to_le_bytes(), 0), Some(2.5));
        assert_eq!(packed(&[1, 2, 3], 0), None);
    }
}
