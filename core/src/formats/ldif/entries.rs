//! Entries of attributes and values out of the bytes of a file (RFC 2849, "Formal Syntax Definition of LDIF").

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::is_group;

/// One record: lines between blank ones.
pub(super) struct Entry<'a> {
    /// Where it begins, from 1.
    pub line: u64,
    pub values: Vec<Value<'a>>,
    /// Reason and text of lines that could not be taken.
    pub troubles: Vec<(&'static str, String)>,
}

pub(super) struct Value<'a> {
    /// Lower case, without options.
    pub name: String,
    /// `lang-ja`, `phonetic`, `binary`, in lower case (RFC 4512 §2.5.2).
    pub options: Vec<String>,
    pub bytes: Cow<'a, [u8]>,
}

/// Values of one entry, and of one that says it is a person; lines that could not be taken, bytes of a value.
const VALUES: usize = 200_000;
const OF_A_PERSON: usize = 10_000;
const TROUBLES: usize = 100;
const LONGEST_VALUE: usize = 16 * 1024 * 1024;

impl Value<'_> {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).trim().to_owned()
    }
}

impl Entry<'_> {
    /// The first value of an attribute without options.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let value = self.values.iter().find(|value| value.name == name && value.options.is_empty());
        value.map(Value::text).filter(|text| !text.is_empty())
    }
}

pub(super) struct Entries<'a> {
    rest: &'a [u8],
    line: u64,
}

impl<'a> Entries<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Entries<'a> {
        Entries { rest: bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes), line: 0 }
    }

    /// What was not read yet, and the number of the last line that was.
    pub(super) fn rest(&self) -> (&'a [u8], u64) {
        (self.rest, self.line)
    }

    /// The next line of the file without its end.
    fn line(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr::memchr2(b'\n', b'\r', self.rest).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.strip_prefix(b"\r\n").or(rest.get(1..)).unwrap_or_default();
        self.line += 1;
        Some(line)
    }

    /// The next line with everything that is folded behind it: each such line begins with one space.
    fn whole_line(&mut self) -> Option<Cow<'a, [u8]>> {
        let mut whole = Cow::Borrowed(self.line()?);
        while self.rest.first() == Some(&b' ') {
            let Some(more) = self.line() else { break };
            // One longer than that is not taken.
            if whole.len() <= LONGEST_VALUE {
                whole.to_mut().extend_from_slice(more.get(1..).unwrap_or_default());
            }
        }
        Some(whole)
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let mut entry = Entry { line: 0, values: Vec::new(), troubles: Vec::new() };
        loop {
            let at = self.line + 1;
            let line = self.whole_line();
            let over = line.as_ref().is_none_or(|line| line.trim_ascii().is_empty());
            match line {
                _ if over && !entry.values.is_empty() => return Some(entry.shortened()),
                None => return None,
                Some(_) if over => {}
                Some(line) if line.first() == Some(&b'#') => {}
                Some(line) => {
                    entry.take(line);
                    if entry.line == 0 && !entry.values.is_empty() {
                        entry.line = at;
                    }
                    entry.drop_version();
                }
            }
        }
    }
}

impl<'a> Entry<'a> {
    fn take(&mut self, line: Cow<'a, [u8]>) {
        if self.values.len() >= VALUES || line.len() > LONGEST_VALUE {
            let shown = line.get(..line.len().min(80)).unwrap_or_default();
            return self.trouble("too_long", String::from_utf8_lossy(shown).into_owned());
        }
        let Some(colon) = memchr::memchr(b':', &line) else {
            // A dash parts the steps of a modification.
            if line.trim_ascii() != b"-" {
                self.trouble("no_value", String::from_utf8_lossy(&line).into_owned());
            }
            return;
        };
        let (described, value) = split(line, colon);
        let mut parts = described.split(';').map(|part| part.trim().to_ascii_lowercase());
        let name = parts.next().unwrap_or_default();
        let options = parts.collect();
        let bytes = match value.first() {
            Some(b':') => match decoded(value.get(1..).unwrap_or_default()) {
                Some(bytes) => Cow::Owned(bytes),
                None => return self.trouble("bad_base64", name),
            },
            // Another file is never opened.
            Some(b'<') => return self.trouble("url_value", name),
            _ => value,
        };
        self.values.push(Value { name, options, bytes });
    }

    fn shortened(mut self) -> Entry<'a> {
        if self.values.len() > OF_A_PERSON && !is_group(&self) {
            self.values.truncate(OF_A_PERSON);
            self.trouble("too_long", self.text("dn").unwrap_or_default());
        }
        self
    }

    fn trouble(&mut self, reason: &'static str, detail: String) {
        if self.troubles.len() < TROUBLES {
            self.troubles.push((reason, detail));
        }
    }

    /// `version: 1` stands before the first entry and belongs to none.
    fn drop_version(&mut self) {
        if let [version] = self.values.as_slice()
            && version.name == "version"
        {
            self.values.clear();
            self.line = 0;
        }
    }
}

fn split(line: Cow<'_, [u8]>, colon: usize) -> (String, Cow<'_, [u8]>) {
    let name = String::from_utf8_lossy(line.get(..colon).unwrap_or_default()).into_owned();
    let value = match line {
        Cow::Borrowed(line) => Cow::Borrowed(line.get(colon + 1..).unwrap_or_default()),
        Cow::Owned(line) => Cow::Owned(line.get(colon + 1..).unwrap_or_default().to_vec()),
    };
    (name, value)
}

fn decoded(value: &[u8]) -> Option<Vec<u8>> {
    let letters: Vec<u8> = value.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(letters).ok()
}
