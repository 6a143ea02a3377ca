//! Dates that may lack parts, in the many ways people and programs write them.

use chrono::NaiveDate;

/// Year, month and day as far as they are known; never all missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Parts {
    pub year: Option<i32>,
    pub month: Option<u32>,
    pub day: Option<u32>,
}

/// First years of the Japanese eras by their kanji, their two-kanji name and their Latin letter.
const ERAS: [(&str, char, i32); 5] =
    [("令和", 'R', 2019), ("平成", 'H', 1989), ("昭和", 'S', 1926), ("大正", 'T', 1912), ("明治", 'M', 1868)];

/// Apple writes this year where a birthday has none.
const APPLE_NO_YEAR: i32 = 1604;

/// Reads `1990-04-12`, `19900412`, `1990/4/12`, `1990年4月12日`, `昭和55年4月12日`, `S55.4.12`, `--04-12`, `--0412`,
/// `4月12日`, `---12`, `1990-04`, `1990`, each also with a time behind (RFC 6350 §4.3.1, ISO 8601, Japanese custom).
/// `None` for anything else and for days that no calendar has. The year 1604 means "no year" (Apple).
/// Dates like `4/12/1990` mean different days in different countries and are not read.
pub fn parse(text: &str) -> Option<Parts> {
    let folded: String = text.trim().chars().map(ascii).collect();
    let text = without_time(&folded);
    let parts = dashed(text).or_else(|| japanese(text)).or_else(|| separated(text)).or_else(|| compact(text))?;
    let year = parts.year.filter(|year| *year != APPLE_NO_YEAR);
    let parts = Parts { year, ..parts };
    parts.is_possible().then_some(parts)
}

impl Parts {
    fn new(year: Option<i32>, month: Option<u32>, day: Option<u32>) -> Parts {
        Parts { year, month, day }
    }

    fn is_possible(&self) -> bool {
        // A leap year stands in for an unknown one: 29 February may be anybody's birthday.
        let (year, month) = (self.year.unwrap_or(2000), self.month.unwrap_or(1));
        *self != Parts::default()
            && self.year.is_none_or(|year| (1..=9999).contains(&year))
            && NaiveDate::from_ymd_opt(year, month, self.day.unwrap_or(1)).is_some()
    }

    /// `1990-04-12`, `1990-04`, `1990`, `--04-12`, `--04`, `---12`.
    pub fn written(&self) -> String {
        match (self.year, self.month, self.day) {
            (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
            (Some(year), None, _) => format!("{year:04}"),
            (None, Some(month), Some(day)) => format!("--{month:02}-{day:02}"),
            (None, Some(month), None) => format!("--{month:02}"),
            (None, None, Some(day)) => format!("---{day:02}"),
            (None, None, None) => String::new(),
        }
    }
}

/// Full-width digits and signs as their ASCII twins.
fn ascii(ch: char) -> char {
    match ch {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(ch as u32 - 0xfee0).unwrap_or(ch),
        '−' | '‐' | '–' => '-',
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Cuts `T10:22:00Z` or ` 0:00:00` behind a date.
fn without_time(text: &str) -> &str {
    let digits_before = |at: usize| text.get(..at).is_some_and(|date| date.ends_with(|ch: char| ch.is_ascii_digit()));
    let cut = text.char_indices().find(|&(at, ch)| {
        let clock = text.get(at + ch.len_utf8()..).is_some_and(|rest| rest.starts_with(|ch: char| ch.is_ascii_digit()));
        (ch == 'T' || ch == ' ') && clock && digits_before(at)
    });
    match cut {
        Some((at, _)) => text.get(..at).unwrap_or(text),
        None => text,
    }
}

/// `--0412`, `--04-12`, `--04`, `---12`
fn dashed(text: &str) -> Option<Parts> {
    if let Some(day) = text.strip_prefix("---") {
        return Some(Parts::new(None, None, Some(two(day)?)));
    }
    let rest = text.strip_prefix("--")?;
    match rest.split_once(['-', '/']) {
        Some((month, day)) => Some(Parts::new(None, Some(short(month)?), Some(short(day)?))),
        None if rest.len() == 4 => Some(Parts::new(None, Some(two(rest.get(..2)?)?), Some(two(rest.get(2..)?)?))),
        None => Some(Parts::new(None, Some(two(rest)?), None)),
    }
}

/// `1990年4月12日`, `昭和55年4月12日`, `4月12日`, `平成元年`
fn japanese(text: &str) -> Option<Parts> {
    let (year, rest) = match text.split_once('年') {
        Some((year, rest)) => (Some(japanese_year(year.trim())?), rest.trim()),
        None => (None, text),
    };
    let (month, rest) = match rest.split_once('月') {
        Some((month, rest)) => (Some(short(month.trim())?), rest.trim()),
        None => (None, rest),
    };
    let day = match rest.strip_suffix('日') {
        Some(day) => Some(short(day.trim())?),
        None if rest.is_empty() => None,
        None => return None,
    };
    (year.is_some() || month.is_some()).then(|| Parts::new(year, month, day))
}

fn japanese_year(text: &str) -> Option<i32> {
    let Some((name, _, first)) = ERAS.iter().find(|(name, ..)| text.starts_with(name)) else {
        return four(text);
    };
    let number = text.strip_prefix(name)?.trim();
    let count = if number == "元" { 1 } else { i32::try_from(short(number)?).ok()? };
    first.checked_add(count)?.checked_sub(1)
}

/// `1990-04-12`, `1990/4/12`, `1990.4.12`, `1990-04`, `S55.4.12`
fn separated(text: &str) -> Option<Parts> {
    let separator = text.chars().find(|ch| matches!(ch, '-' | '/' | '.'))?;
    let mut pieces = text.split(separator);
    let (year, month) = (pieces.next()?.trim(), short(pieces.next()?.trim())?);
    let day = match pieces.next() {
        Some(day) => Some(short(day.trim())?),
        None => None,
    };
    if pieces.next().is_some() {
        return None;
    }
    let letter = year.chars().next()?.to_ascii_uppercase();
    let year = match ERAS.iter().find(|(_, era, _)| *era == letter) {
        Some((.., first)) => first + i32::try_from(short(year.get(1..)?)?).ok()? - 1,
        None => four(year)?,
    };
    Some(Parts::new(Some(year), Some(month), day))
}

/// `19900412`, `1990`
fn compact(text: &str) -> Option<Parts> {
    match text.len() {
        8 => Some(Parts::new(Some(four(text.get(..4)?)?), Some(two(text.get(4..6)?)?), Some(two(text.get(6..)?)?))),
        4 => Some(Parts::new(Some(four(text)?), None, None)),
        _ => None,
    }
}

fn four(text: &str) -> Option<i32> {
    digits(text, 4..=4).and_then(|number| i32::try_from(number).ok())
}

fn two(text: &str) -> Option<u32> {
    digits(text, 2..=2)
}

fn short(text: &str) -> Option<u32> {
    digits(text, 1..=2)
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    (length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, written: &str) {
        assert_eq!(parse(text).map(|parts| parts.written()).unwrap_or_default(), written, "{text}");
    }

    #[test]
    fn dates_are_read_in_every_spelling_of_the_field() {
        for text in [
            "19960415",
            "1996-04-15",
            "1996/4/15",
            "1996.04.15",
            "１９９６／０４／１５",
            "1996年4月15日",
            "平成8年4月15日",
            "H8.4.15",
            "1996-04-15T10:22:00Z",
            "19960415T102200Z",
            "1996/04/15 0:00:00",
            " 1996-04-15 ",
        ] {
            check(text, "1996-04-15");
        }
        check("昭和元年12月25日", "1926-12-25");
        check("令和6年", "2024");
        check("1996-04", "1996-04");
        check("1996", "1996");
    }

    #[test]
    fn dates_without_a_year_keep_month_and_day() {
        for text in ["--0412", "--04-12", " --04-12", "4月12日", "1604-04-12", "16040412", "--4/12"] {
            check(text, "--04-12");
        }
        check("---12", "---12");
        check("--04", "--04");
        check("--02-29", "--02-29");
    }

    #[test]
    fn what_is_no_date_stays_text() {
        for text in [
            "",
            "00/0/0",
            "0.0.00",
            "circa 1800",
            "T102200Z",
            "1996-13-01",
            "1997-02-29",
            "4/12/1990",
            "1996-04-15-1",
            "年月日",
            "９",
            "0000-01-01",
            "1604",
        ] {
            check(text, "");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic_and_written_dates_are_read_back(text in "[0-9年月日/.TSHR元昭和 -]{0,14}|.{0,20}") {
            if let Some(parts) = parse(&text) {
                prop_assert_eq!(parse(&parts.written()), Some(parts));
            }
        }
    }
}
