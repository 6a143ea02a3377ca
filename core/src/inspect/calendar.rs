//! Calendars (RFC 5545): components that are opened and closed, the events and to-dos among them, and their days.

use std::io::{self, Read};

use super::days;
use super::findings::Findings;
use super::source::Watched;
use super::text::{Decoded, Lines};
use super::types::{Details, Place, Unit};
use crate::formats::encoding::Charset;

/// What is looked at of a line; an attachment may stand in one.
const LONGEST: usize = 64 * 1024;
/// Components within each other; a calendar has three.
const DEEPEST: usize = 32;

/// Reads a calendar to its end: it is complete when every component is closed and nothing stands behind the last.
pub(super) fn look(input: &mut dyn Read, charset: Charset, found: &mut Findings) -> io::Result<()> {
    let is_utf16 = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
    let mut calendar = Calendar::default();
    let mut lines = Lines::new(Decoded::new(Watched::new(input), charset), LONGEST);
    while let Some(line) = lines.next()? {
        if line.begins {
            calendar.line(line.bytes, line.number, found);
        }
    }
    let text = lines.input();
    text.input().drain()?;
    text.input().tell(is_utf16, found);
    super::table::told_of_text(text, found);
    calendar.end(found);
    Ok(())
}

#[derive(Default)]
struct Calendar {
    /// Names of the components that are open, and the line of each.
    open: Vec<(String, u64)>,
    calendars: u64,
    /// Events and to-dos opened, and closed.
    events: [u64; 2],
    todos: [u64; 2],
    too_deep: bool,
}

impl Calendar {
    fn line(&mut self, line: &[u8], number: u64, found: &mut Findings) {
        if line.is_empty() || matches!(line.first(), Some(b' ' | b'\t')) {
            return;
        }
        let head = line.split(|byte| matches!(byte, b':' | b';')).next().unwrap_or_default();
        let value = || {
            let from = line.iter().position(|byte| *byte == b':').map_or(line.len(), |at| at + 1);
            String::from_utf8_lossy(line.get(from..).unwrap_or_default()).trim().to_owned()
        };
        let is = |name: &[u8]| head.eq_ignore_ascii_case(name);
        if is(b"BEGIN") {
            self.begin(value().to_ascii_uppercase(), number, found);
        } else if is(b"END") {
            self.close(&value().to_ascii_uppercase(), number, found);
        } else if self.open.is_empty() && !line.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
            found.damage(Place::Line(number), "outside", &String::from_utf8_lossy(line));
        } else if (is(b"DTSTART") || is(b"DUE"))
            && self.open.last().is_some_and(|(name, _)| matches!(name.as_str(), "VEVENT" | "VTODO" | "VJOURNAL"))
        {
            match days::run_together(&value()) {
                Some(day) => found.day(day),
                None => found.notice(Place::Line(number), "bad_date", &value()),
            }
        }
    }

    fn begin(&mut self, name: String, number: u64, found: &mut Findings) {
        self.calendars += u64::from(name == "VCALENDAR");
        self.events[0] += u64::from(name == "VEVENT");
        self.todos[0] += u64::from(name == "VTODO");
        if self.open.len() < DEEPEST {
            self.open.push((name, number));
        } else if !std::mem::replace(&mut self.too_deep, true) {
            found.damage(Place::Line(number), "too_deep", "");
        }
    }

    fn close(&mut self, name: &str, number: u64, found: &mut Findings) {
        self.events[1] += u64::from(name == "VEVENT");
        self.todos[1] += u64::from(name == "VTODO");
        match self.open.last() {
            Some((open, _)) if open == name => drop(self.open.pop()),
            // What was begun within it was never closed.
            Some((open, from)) if self.open.iter().any(|(open, _)| open == name) => {
                found.damage(Place::Line(*from), "no_end", open);
                while self.open.pop().is_some_and(|(open, _)| open != name) {}
            }
            Some(_) | None => found.damage(Place::Line(number), "no_begin", name),
        }
    }

    fn end(mut self, found: &mut Findings) {
        if let Some((name, number)) = self.open.pop() {
            found.damage(Place::Line(number), "no_end", &name);
        }
        let [(events, events_closed), (todos, todos_closed)] = [self.events, self.todos].map(|it| (it[0], it[1]));
        if (events, todos) != (events_closed, todos_closed) && !found.is_damaged() {
            found.damage(
                Place::File,
                "counts_differ",
                &format!("{} / {}", events + todos, events_closed + todos_closed),
            );
        }
        found.count(events_closed + todos_closed, Unit::Events);
        found.details = Details::Calendar { events: events_closed, todos: todos_closed };
        if self.calendars == 0 {
            found.damage(Place::File, "no_begin", "VCALENDAR");
        }
    }
}
