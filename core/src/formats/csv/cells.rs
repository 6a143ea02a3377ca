//! What people and programs put into one cell: whole names, whole addresses, several values, their dates, guards.

use super::header::Block;
use crate::contact::{date, name};

/// Between several values in one cell (Google).
pub(super) const SEVERAL: &str = ":::";

/// A whole name in its parts; without a gap it stays whole.
pub(super) struct Parted<'a> {
    pub family: String,
    pub given: String,
    pub honorific: Option<&'a str>,
    pub rest: String,
}

pub(super) fn parted(whole: &str, may_end_in_honorific: bool) -> Parted<'_> {
    let mut words: Vec<&str> = whole.split_whitespace().collect();
    let last = words.last().copied().filter(|last| may_end_in_honorific && words.len() > 1 && name::is_honorific(last));
    if last.is_some() {
        words.pop();
    }
    let rest = if last.is_some() { words.join(" ") } else { whole.to_owned() };
    let (family, given) = match words.as_slice() {
        [] | [_] => (String::new(), String::new()),
        [first, given @ ..] if name::is_japanese(whole) => ((*first).to_owned(), given.join(" ")),
        [given @ .., last] => ((*last).to_owned(), given.join(" ")),
    };
    Parted { family, given, honorific: last, rest }
}

/// The text is the two parts put together in either order, gaps aside.
pub(super) fn same_letters(text: &str, family: &str, given: &str) -> bool {
    if family.is_empty() && given.is_empty() {
        return false;
    }
    let letters: String = text.split_whitespace().collect();
    let both = |first: &str, second: &str| {
        let parts = first.split_whitespace().chain(second.split_whitespace());
        letters == parts.collect::<String>()
    };
    both(family, given) || both(given, family)
}

/// Several values in one cell: Google's ` ::: `, and `;` between mails or whole phone numbers.
pub(super) fn several(block: Block, cell: &str) -> Vec<&str> {
    if cell.contains(SEVERAL) {
        return cell.split(SEVERAL).filter(|value| !value.trim().is_empty()).collect();
    }
    let digits = |text: &str| text.chars().filter(|ch| ch.is_numeric()).count();
    let whole = |value: &&str| match block {
        Block::Email => value.contains('@'),
        Block::Phone => digits(value) >= 6,
        Block::Url | Block::Id | Block::Date | Block::Relation | Block::Custom | Block::Address => false,
    };
    for separator in [';', ',', '\n'] {
        let values: Vec<&str> = cell.split(separator).collect();
        if values.len() > 1 && values.iter().all(whole) {
            return values;
        }
    }
    vec![cell]
}

/// Group names in one cell; in `google`'s tables its own groups and marks are left out.
pub(super) fn groups(cell: &str, google: bool) -> Vec<&str> {
    let names: Vec<&str> =
        if cell.contains(SEVERAL) { cell.split(SEVERAL).collect() } else { cell.split([';', '；']).collect() };
    let names = names.into_iter().map(str::trim);
    let names = names.map(|name| if google { name.trim_start_matches("* ").trim() } else { name });
    names
        .filter(|name| !(name.is_empty() || google && matches!(*name, "myContacts" | "My Contacts" | "starred")))
        .collect()
}

/// What programs write where a date is unset: `00/0/0`, `0.0.00`, `0000-00-00`.
pub(super) fn is_no_date(text: &str) -> bool {
    text.contains('0') && text.len() >= 5 && text.chars().all(|ch| matches!(ch, '0' | '/' | '.' | '-'))
}

/// `4/12/1990` of American programs; of others only where one number can be no month.
pub(super) fn western(text: &str, american: bool) -> Option<date::Parts> {
    let day = text.split([' ', 'T']).next()?;
    let mut numbers = day.split(['/', '.', '-']).map(|number| number.parse::<u32>().ok());
    let (first, second, year) = (numbers.next()??, numbers.next()??, numbers.next()??);
    if numbers.next().is_some() || !(1000..=9999).contains(&year) {
        return None;
    }
    let (month, day) = match (first, second) {
        (13.., month) => (month, first),
        (month, 13..) => (month, second),
        (same, other) if american || same == other => (same, other),
        _ => return None,
    };
    date::parse(&format!("{year:04}-{month:02}-{day:02}"))
}

/// `〒100-0005 東京都…`
pub(super) fn postal_first(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix('〒') else { return ("", text) };
    let end =
        rest.find(|ch: char| !(ch.is_numeric() || matches!(ch, '-' | '－' | '‐' | '−' | ' '))).unwrap_or(rest.len());
    let (postal, address) = rest.split_at_checked(end).unwrap_or((rest, ""));
    (postal.trim(), address.trim())
}

/// The prefecture that an address begins with, and the rest.
pub(super) fn prefecture_first(text: &str) -> (&str, &str) {
    const SHORT: [&str; 4] = ["東京都", "北海道", "大阪府", "京都府"];
    const LONG: [&str; 43] = [
        "青森県",
        "岩手県",
        "宮城県",
        "秋田県",
        "山形県",
        "福島県",
        "茨城県",
        "栃木県",
        "群馬県",
        "埼玉県",
        "千葉県",
        "神奈川県",
        "新潟県",
        "富山県",
        "石川県",
        "福井県",
        "山梨県",
        "長野県",
        "岐阜県",
        "静岡県",
        "愛知県",
        "三重県",
        "滋賀県",
        "兵庫県",
        "奈良県",
        "和歌山県",
        "鳥取県",
        "島根県",
        "岡山県",
        "広島県",
        "山口県",
        "徳島県",
        "香川県",
        "愛媛県",
        "高知県",
        "福岡県",
        "佐賀県",
        "長崎県",
        "熊本県",
        "大分県",
        "宮崎県",
        "鹿児島県",
        "沖縄県",
    ];
    let found = SHORT.iter().chain(&LONG).find(|prefecture| text.starts_with(**prefecture));
    let (region, rest) = text.split_at_checked(found.map_or(0, |found| found.len())).unwrap_or(("", text));
    (region, rest.trim_start())
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
pub(in super::super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_run(rest.trim_start_matches('\'')) => rest,
        Some(_) | None => cell,
    }
}

/// The cell with an apostrophe before it, where a spreadsheet would run it.
pub(in super::super) fn guarded(cell: &str) -> String {
    if is_run(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_owned() }
}

/// A spreadsheet would take the cell for a formula.
pub(super) fn is_run(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}
