//! Talks as LINE's app saves them: a text of days, and under each its messages.

use std::io::{self, Read};

use super::days;
use super::findings::Findings;
use super::source::Watched;
use super::text::{Decoded, Lines};
use super::types::{Details, Place, Unit};
use crate::checklist::day::Day;
use crate::formats::encoding::Charset;

/// What is looked at of a line.
const LONGEST: usize = 16 * 1024;
/// What the first lines say, by the app's language.
const HEADERS: [&str; 4] = ["トーク履歴", "Chat history", "聊天記錄", "聊天记录"];
const SAVED: [&str; 4] = ["保存日時", "Saved on", "儲存日期", "保存日期"];

/// The first lines of a text look like a talk.
pub(super) fn is(text: &str) -> bool {
    let lines = || text.lines().map(|line| line.trim_start_matches('\u{feff}')).take(400);
    let has_head = lines().take(3).any(|line| {
        let of_line = line.starts_with("[LINE]") && HEADERS.iter().any(|header| line.contains(header));
        of_line || SAVED.iter().any(|saved| line.starts_with(saved))
    });
    let has_days = lines().any(|line| day(line).is_some());
    let messages = lines().filter(|line| message(line).is_some_and(|shape| shape == Shape::Tabs)).count();
    let spaced = lines().filter(|line| message(line).is_some()).count();
    (has_head && (has_days || messages == 0)) || (has_days && messages > 0) || (has_days && spaced > 2)
}

pub(super) fn look(input: &mut dyn Read, charset: Charset, found: &mut Findings) -> io::Result<()> {
    let is_utf16 = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
    let mut talk = Talk::default();
    let mut lines = Lines::new(Decoded::new(Watched::new(input), charset), LONGEST);
    while let Some(line) = lines.next()? {
        if line.begins {
            talk.line(&String::from_utf8_lossy(line.bytes), line.number);
        } else {
            talk.goes_on(line.bytes);
        }
        talk.ends = line.ends;
    }
    let text = lines.input();
    text.input().drain()?;
    text.input().tell(is_utf16, found);
    super::table::told_of_text(text, found);
    if let (Some(first), Some(last)) = talk.span {
        found.day(first);
        found.day(last);
    }
    // A text of several lines stands in quotes.
    if let Some(from) = talk.quote.filter(|_| talk.runs_on || !talk.ends) {
        found.damage(Place::Line(from), "open_quote", "");
    } else if talk.is_cut_short() {
        found.damage(Place::Line(talk.last_number), "cut_row", &talk.last);
    }
    if talk.messages == 0 {
        found.empty();
    }
    found.count(talk.messages, Unit::Messages);
    found.details = Details::Talk { charset, messages: talk.messages, days: talk.days };
    Ok(())
}

#[derive(Default)]
struct Talk {
    messages: u64,
    days: u64,
    span: (Option<Day>, Option<Day>),
    /// The line of the last message, if it opened a quote and has not closed it.
    quote: Option<u64>,
    /// The last message goes on in further lines.
    runs_on: bool,
    ends: bool,
    tabbed: u64,
    last: String,
    last_number: u64,
}

impl Talk {
    fn line(&mut self, line: &str, number: u64) {
        let line = line.trim_start_matches('\u{feff}');
        if let Some(day) = day(line) {
            let (first, last) = self.span;
            self.span = (first.min(Some(day)).or(Some(day)), last.max(Some(day)));
            self.days += 1;
            self.quote = None;
        } else if let Some(shape) = message(line).filter(|_| self.days > 0) {
            self.messages += 1;
            self.tabbed += u64::from(shape == Shape::Tabs);
            self.runs_on = false;
            let text = line.splitn(3, '\t').nth(2).unwrap_or_default();
            self.quote = (text.starts_with('"') && !closes(text.get(1..).unwrap_or_default())).then_some(number);
        } else {
            self.runs_on = true;
            self.goes_on(line.as_bytes());
        }
        self.last = line.chars().take(40).collect();
        self.last_number = number;
    }

    fn goes_on(&mut self, bytes: &[u8]) {
        if bytes.last() == Some(&b'"') {
            self.quote = None;
        }
    }

    /// The last line has no end and is no more than a time: all others of such a talk have a sender behind it.
    fn is_cut_short(&self) -> bool {
        let is_time = message(&self.last).is_none() && time(&self.last).is_some_and(|rest| rest.trim().is_empty());
        !self.ends && self.tabbed > 0 && is_time
    }
}

fn closes(text: &str) -> bool {
    text.trim_end().ends_with('"')
}

/// `2025/04/18(金)`, `2024.01.15 Monday`, `Fri, 9/25/2026`.
fn day(line: &str) -> Option<Day> {
    let line = line.trim();
    if line.len() > 40 || line.contains('\t') {
        return None;
    }
    if let Some(day) = days::numbers(line) {
        let rest = line.trim_start_matches(|ch: char| ch.is_ascii_digit() || matches!(ch, '/' | '.' | '-'));
        let is_weekday =
            rest.is_empty() || rest.starts_with(['(', '（', ' ']) && !rest.chars().any(|ch| ch.is_ascii_digit());
        return is_weekday.then_some(day);
    }
    let (weekday, date) = line.split_once(", ")?;
    let mut numbers = date.split('/');
    let (month, day, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let is_weekday = weekday.len() == 3 && weekday.bytes().all(|byte| byte.is_ascii_alphabetic());
    days::of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).filter(|_| is_weekday)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Tabs,
    Spaces,
}

/// A line that begins a message: a time, and behind it a sender.
fn message(line: &str) -> Option<Shape> {
    match time(line)?.chars().next()? {
        '\t' => Some(Shape::Tabs),
        ' ' => Some(Shape::Spaces),
        _ => None,
    }
}

/// What stands behind `7:18`, `22:05`, `7:18 AM`, `午後10:05`.
fn time(line: &str) -> Option<&str> {
    let line = ["午前", "午後", "上午", "下午"].iter().find_map(|half| line.strip_prefix(half)).unwrap_or(line);
    let (hour, rest) = line.split_once(':').filter(|(hour, _)| matches!(hour.len(), 1 | 2))?;
    let minute = rest.get(..2)?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = rest.get(2..).filter(|_| is_number(hour) && is_number(minute))?;
    let half = [" AM", " PM", " am", " pm", "AM", "PM"].iter().find_map(|half| rest.strip_prefix(half));
    Some(half.unwrap_or(rest))
}
