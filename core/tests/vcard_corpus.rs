//! The vCard files that come with calcard, from many programs: what is read of each is counted (golden), and what leaves
//! the book again is compared with what came.
//!
//! Cargo is asked where the crate lies; under wine there is no cargo to ask, and bytes are read there as everywhere.
#![cfg(unix)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use enishi_core::Error;
use enishi_core::book::{Book, Existing, ExportFormat, ExportWhat, ImportOptions, List, Sort};
use enishi_core::contact::ContactId;
use enishi_core::contact::card::Card;
use enishi_core::formats::Incoming;
use enishi_core::formats::vcard::Version;
use support::Place;
use support::vcard::{cards, compare, placeless, read, troubles, written};

#[test]
fn corpus_counts_are_golden() {
    let mut out = String::new();
    let mut all = [0; 3];
    for path in files() {
        let bytes = std::fs::read(&path).expect("a fixture can be read");
        let found = read(&bytes);
        let (groups, people): (Vec<Incoming>, Vec<Incoming>) =
            cards(&found).into_iter().partition(|incoming| is_group(&incoming.card));
        let mut reasons: BTreeMap<&str, u32> = BTreeMap::new();
        let mut lost = 0;
        for trouble in troubles(&found) {
            *reasons.entry(trouble.reason).or_default() += 1;
            lost += usize::from(trouble.lost && trouble.reason == "empty");
        }
        let counted = top_level_begins(&bytes);
        assert_eq!(people.len() + groups.len() + lost, counted, "{path:?}: every card is read or told as empty");
        let properties: usize = people.iter().map(|incoming| incoming.card.properties.len()).sum();
        write!(out, "{} {} contacts, {properties} properties", name(&path), people.len()).expect("a string takes it");
        if !groups.is_empty() {
            write!(out, ", {} groups", groups.len()).expect("a string takes it");
        }
        for (reason, count) in reasons {
            write!(out, ", {reason} {count}").expect("a string takes it");
        }
        out.push('\n');
        for (sum, count) in all.iter_mut().zip([people.len(), properties, groups.len()]) {
            *sum += count;
        }
    }
    let [contacts, properties, groups] = all;
    writeln!(out, "all {contacts} contacts, {properties} properties, {groups} groups").expect("a string takes it");
    compare(&golden("corpus.txt"), out.as_bytes());
}

#[test]
fn no_character_of_the_corpus_is_lost() {
    const LOST: char = '\u{fffd}';
    for path in files() {
        let bytes = std::fs::read(&path).expect("a fixture can be read");
        // One file was broken before it came into the corpus and says so in sound UTF-8.
        let given = std::str::from_utf8(&bytes).map_or(0, |text| text.matches(LOST).count());
        let cards = cards(&read(&bytes));
        let values = cards.iter().flat_map(|incoming| &incoming.card.properties).map(|property| &property.value);
        assert_eq!(values.map(|value| value.matches(LOST).count()).sum::<usize>(), given, "{path:?}");
    }
}

/// Through the book's own doors, in both versions: name, group, parameters, order and value of every property.
#[test]
fn every_property_of_the_corpus_leaves_the_book_as_it_came() {
    let place = Place::new();
    let book = place.open();
    let came = fill(&book);
    let mut differing = Vec::new();
    for (format, version) in [(ExportFormat::Vcard3, "3.0"), (ExportFormat::Vcard4, "4.0")] {
        let ids = came.iter().map(|(id, _, _)| *id).collect();
        let target = place.folder.path().join("out.vcf");
        book.export(&target, format, &ExportWhat::Contacts(ids), &mut |_| ControlFlow::Continue(()))
            .expect("the export runs");
        let left = cards(&read(&std::fs::read(&target).expect("it is there")));
        assert_eq!(left.len(), came.len(), "as many leave as came");
        for ((_, file, before), after) in came.iter().zip(&left) {
            let (before, mut after) = (placeless(&before.card).properties, placeless(&after.card).properties);
            // The book gives everybody a UID, and groups to those whom a card of a group names.
            for added in ["UID", "CATEGORIES"] {
                if !before.iter().any(|property| property.name == added) {
                    after.retain(|property| property.name != added);
                }
            }
            for (before, after) in before.iter().zip(&after).filter(|(before, after)| before != after) {
                differing.push(format!("{file} as {version}:\n  {before:?}\n  {after:?}"));
            }
            if before.len() != after.len() {
                differing.push(format!("{file} as {version}: {} properties, now {}", before.len(), after.len()));
            }
        }
    }
    assert!(differing.is_empty(), "{} differences:\n{}", differing.len(), differing.join("\n"));
}

/// The same by a reader of this test's own, which knows content lines and nothing else: the lines of 3.0 and 4.0 files
/// stand in what is written in their version, in their order. Those that are written in another way are listed with the
/// reason; that they come back as they were is what the test above says.
#[test]
fn corpus_lines_that_are_written_in_another_way_are_golden() {
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut lines = 0;
    for path in files() {
        let bytes = std::fs::read(&path).expect("a fixture can be read");
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        for (given, incoming) in content(text).iter().zip(&cards(&read(&bytes))) {
            let Some(version) = version(given) else { continue };
            let out = written(incoming, version);
            let out = content(&out).remove(0);
            let mut left = out.iter();
            for (at, line) in given.iter().enumerate().filter(|(_, line)| line.name != "VERSION") {
                lines += 1;
                let rest = left.as_slice();
                if left.by_ref().any(|other| line.stands_in(other)) {
                    continue;
                }
                left = rest.iter();
                let reason = line.reason(version, &given[..at], &out);
                let reason = reason.unwrap_or_else(|| panic!("{path:?}: {line:?} is lost from {out:#?}"));
                reasons.entry(reason).or_default().push(name(&path));
            }
        }
    }
    let count: usize = reasons.values().map(Vec::len).sum();
    let mut out = format!("{count} of {lines} lines are written in another way, and come back as they were\n");
    for (reason, places) in reasons {
        writeln!(out, "{} {reason}: {}", places.len(), places.join(" ")).expect("a string takes it");
    }
    compare(&golden("corpus-lines.txt"), out.as_bytes());
}

fn version(lines: &[Line]) -> Option<Version> {
    match lines.iter().find(|line| line.name == "VERSION")?.value.trim() {
        "3.0" => Some(Version::V3),
        "4.0" => Some(Version::V4),
        _ => None,
    }
}

/// One content line, taken apart after RFC 6350 §3.3.
#[derive(Clone, PartialEq, Debug)]
struct Line {
    group: Option<String>,
    name: String,
    params: Vec<(String, Vec<String>)>,
    value: String,
}

/// The lines of each card.
fn content(text: &str) -> Vec<Vec<Line>> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\r\n", "\n").replace("\r\n", "\n").replace('\r', "\n");
    let text = text.replace("\n ", "").replace("\n\t", "");
    let mut cards = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if line.trim().eq_ignore_ascii_case("BEGIN:VCARD") {
            cards.push(Vec::new());
        } else if let (Some(card), Some(line)) = (cards.last_mut(), Line::of(line)) {
            card.push(line);
        }
    }
    cards
}

impl Line {
    /// What says how the bytes are written (`CHARSET`, `ENCODING`, the way a picture is put) is the writer's own; what the
    /// writer adds for readers of its version may be there.
    fn stands_in(&self, written: &Line) -> bool {
        let picture = (self.bytes(), written.bytes());
        let same = match &picture {
            (Some(given), Some(written)) => given == written,
            (None, None) => self.value == written.value,
            _ => false,
        };
        let own = ["CHARSET", "ENCODING"];
        let of_picture = ["TYPE", "VALUE", "MEDIATYPE"];
        let kept = |(name, _): &&(String, Vec<String>)| {
            let is = |all: &[&str]| all.iter().any(|one| name.eq_ignore_ascii_case(one));
            let about_bytes = is(&own) || (picture.0.is_some() && is(&of_picture));
            !about_bytes && !name.starts_with("X-ENISHI-")
        };
        let given: Vec<_> = self.params.iter().filter(kept).collect();
        let mut params: Vec<_> = written.params.iter().filter(kept).collect();
        let prefers = |(name, values): &&(String, Vec<String>)| {
            (name == "PREF" && values == &["1"]) || (name == "TYPE" && values == &["pref"])
        };
        let made = written.params.iter().any(|(name, values)| name == "X-ENISHI-MADE" && values == &["VALUE"]);
        if params.len() == given.len() + 1 && (made || params.last().is_some_and(prefers)) {
            params.pop();
        }
        (&self.group, &self.name) == (&written.group, &written.name) && given == params && same
    }

    /// Why the line is written in another way.
    fn reason(&self, version: Version, before: &[Line], written: &[Line]) -> Option<&'static str> {
        let parts = self.value.split(';').count();
        let again = before.iter().any(|line| line.name == self.name);
        let goes_on = |line: &Line| line.value.starts_with(&format!("{}\\n", self.value));
        if self.params.iter().any(|(name, _)| name == "ENCODING") && self.bytes().is_none() {
            return Some("quoted-printable is decoded");
        }
        match (version, self.name.as_str()) {
            (Version::V3, "N" | "FN") if again => Some("only one stands in 3.0, the others under X-ENISHI"),
            (Version::V3, "N") if self.value.trim_matches(';').is_empty() => Some("an empty N shows FN on phones"),
            (Version::V3, "N") if parts > 5 => Some("3.0 has five components"),
            (Version::V3, "ADR") if parts > 7 => Some("3.0 has seven components"),
            (Version::V3, "ANNIVERSARY") => Some("3.0 knows Apple's X-ABDATE only"),
            _ if written.iter().any(goes_on) => Some("its line break was not escaped"),
            _ => None,
        }
    }

    /// The bytes of a picture or sound that stands in the line.
    fn bytes(&self) -> Option<Vec<u8>> {
        let encoded = self.params.iter().any(|(name, values)| {
            let base64 = |value: &String| ["b", "base64"].iter().any(|word| value.eq_ignore_ascii_case(word));
            ["ENCODING", "TYPE"].iter().any(|word| name.eq_ignore_ascii_case(word)) && values.iter().any(base64)
        });
        let text = match self.value.split_once("base64") {
            Some((head, rest)) if head.starts_with("data:") => rest.trim_start_matches(['\\', ',']),
            _ if encoded => &self.value,
            _ => return None,
        };
        let text: String = text.chars().filter(|ch| !ch.is_whitespace() && *ch != '=').collect();
        // Bits behind the last byte mean nothing.
        let settings = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
        let padding = settings.with_decode_padding_mode(DecodePaddingMode::Indifferent);
        GeneralPurpose::new(&base64::alphabet::STANDARD, padding).decode(text).ok()
    }

    fn of(text: &str) -> Option<Line> {
        let (head, value) = text.split_at(unquoted(text, ':').next()?);
        let mut pieces = parted(head, ';').into_iter();
        let name = pieces.next()?;
        let (group, name) = match name.split_once('.') {
            Some((group, name)) => (Some(group.to_owned()), name),
            None => (None, name),
        };
        if name.eq_ignore_ascii_case("END") {
            return None;
        }
        let params = pieces.filter(|piece| !piece.is_empty()).map(|piece| {
            let (name, values) = piece.split_once('=').unwrap_or(("TYPE", piece));
            // `TYPE="work,voice"` is met and means two.
            let values = if name.eq_ignore_ascii_case("TYPE") { values.replace('"', "") } else { values.to_owned() };
            let values = parted(&values, ',').into_iter().map(bare).collect();
            (name.to_owned(), values)
        });
        Some(Line { group, name: name.to_owned(), params: params.collect(), value: value[1..].to_owned() })
    }
}

/// Without quotes, and with those that only RFC 6868 can put into one.
fn bare(value: &str) -> String {
    let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    quoted.unwrap_or(value).replace("^'", "\"")
}

fn parted(text: &str, separator: char) -> Vec<&str> {
    let mut from = 0;
    let mut parts = Vec::new();
    for at in unquoted(text, separator) {
        parts.push(&text[from..at]);
        from = at + 1;
    }
    parts.push(&text[from..]);
    parts
}

fn unquoted(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.char_indices().filter_map(move |(at, ch)| {
        quoted ^= ch == '"';
        (ch == wanted && !quoted).then_some(at)
    })
}

/// Imports the whole corpus; answers who has which id.
fn fill(book: &Book) -> Vec<(ContactId, String, Incoming)> {
    let options = ImportOptions { existing: Existing::Add, ..ImportOptions::default() };
    let mut came = Vec::new();
    let mut last = None;
    for path in files() {
        let read: Vec<Incoming> = cards(&read(&std::fs::read(&path).expect("a fixture can be read")));
        let people: Vec<Incoming> = read.into_iter().filter(|incoming| !is_group(&incoming.card)).collect();
        match book.import(std::slice::from_ref(&path), &options, &mut |_| ControlFlow::Continue(())) {
            Ok(report) => assert_eq!(report.added as usize, people.len(), "{path:?}: {report:?}"),
            Err(Error::Unreadable { .. }) => assert!(people.is_empty(), "{path:?} holds contacts"),
            Err(other) => panic!("{path:?}: {other}"),
        }
        let mut ids = book.ids(List::All, Sort::Reading, 0, u32::MAX).expect("a list");
        ids.sort_unstable();
        ids.retain(|id| last.is_none_or(|last| *id > last));
        assert_eq!(ids.len(), people.len(), "{path:?}");
        last = ids.last().copied().or(last);
        came.extend(ids.into_iter().zip(people).map(|(id, incoming)| (id, name(&path), incoming)));
    }
    came
}

fn is_group(card: &Card) -> bool {
    card.properties.iter().any(|property| {
        matches!(property.name.as_str(), "KIND" | "X-ADDRESSBOOKSERVER-KIND")
            && property.value.eq_ignore_ascii_case("group")
    }) && (card.first("FN").or_else(|| card.first("N"))).is_some_and(|name| !name.value.trim().is_empty())
}

/// Lines that open a card and stand in none: counted here on bytes, by nothing that the reader does.
fn top_level_begins(bytes: &[u8]) -> usize {
    let (mut count, mut depth, mut agent) = (0, 0, false);
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')) {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii_end();
        let lower = line.to_ascii_lowercase();
        if lower.starts_with(b"begin:vcard") {
            if agent {
                depth += 1;
            } else {
                count += 1;
            }
        } else if lower.starts_with(b"agent") && lower.ends_with(b":begin:vcard") {
            depth += 1;
        } else if lower.starts_with(b"end:vcard") && depth > 0 {
            depth -= 1;
        }
        if !line.is_empty() {
            agent = lower.starts_with(b"agent") && lower.ends_with(b":");
        }
    }
    count
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/vcard").join(name)
}

fn name(path: &Path) -> String {
    path.file_name().expect("a file").to_string_lossy().into_owned()
}

fn files() -> Vec<PathBuf> {
    let folder = calcard().join("resources/vcard");
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("the fixtures of calcard, {folder:?}: {error}"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "vcf"));
    assert!(files.len() >= 240, "{folder:?} holds {} fixtures only", files.len());
    files.sort();
    files
}

/// Where cargo keeps the calcard that the core is built with.
fn calcard() -> PathBuf {
    let cargo = || Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let about = cargo().arg("-vV").output().expect("cargo runs");
    let about = String::from_utf8(about.stdout).expect("cargo speaks UTF-8");
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo knows its host");
    let metadata = cargo()
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("cargo speaks JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let calcard = packages.iter().find(|package| package["name"] == "calcard").expect("the core is built with calcard");
    let manifest = Path::new(calcard["manifest_path"].as_str().expect("a path"));
    manifest.parent().expect("a folder").to_owned()
}
