//! Cards as the field writes them, by origin: `tests/golden/vcard/*.vcf` beside what is read from each (`.cards`) and
//! what is written for it (`.v3.out`, `.v4.out`). `cargo xtask golden --update` writes these anew.

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use enishi_core::contact::card::Property;
use enishi_core::formats::Found;
use enishi_core::formats::vcard::Version;
use support::vcard::{cards, compare, placeless, read, write};

#[test]
fn golden_files_are_read_and_written_as_they_were() {
    let mut inputs = 0;
    for path in files() {
        inputs += 1;
        let bytes = std::fs::read(&path).expect("a golden file can be read");
        let found = read(&bytes);
        compare(&path.with_extension("cards"), described(&found).as_bytes());
        for (version, extension) in [(Version::V3, "v3.out"), (Version::V4, "v4.out")] {
            let mut out = Vec::new();
            for incoming in cards(&found) {
                write(&incoming, version, &mut out);
            }
            compare(&path.with_extension(extension), &out);
        }
    }
    assert!(inputs >= 15, "the golden files are there");
}

#[test]
fn golden_cards_come_back_the_same_from_both_versions() {
    for path in files() {
        let found = read(&std::fs::read(&path).expect("a golden file can be read"));
        for incoming in cards(&found) {
            for version in [Version::V3, Version::V4] {
                let mut out = Vec::new();
                write(&incoming, version, &mut out);
                let text = String::from_utf8(out.clone()).expect("what is written is UTF-8");
                let again = cards(&read(&out));
                let [again] = &again[..] else { panic!("one card from {text}, found {again:?}") };
                assert_eq!(placeless(&again.card), placeless(&incoming.card), "{path:?} as {version:?}:\n{text}");
                assert_eq!(again.media, incoming.media, "the bytes of {path:?} survive {version:?}");
            }
        }
    }
}

#[test]
fn golden_output_keeps_every_line_within_75_octets() {
    for path in files() {
        for incoming in cards(&read(&std::fs::read(&path).expect("a golden file can be read"))) {
            for version in [Version::V3, Version::V4] {
                let mut out = Vec::new();
                write(&incoming, version, &mut out);
                let text = std::str::from_utf8(&out).expect("what is written is UTF-8");
                assert!(text.ends_with("END:VCARD\r\n"));
                for line in text.split_terminator("\r\n") {
                    assert!(line.len() <= 75, "{} octets: {line}", line.len());
                    assert!(!line.contains(['\r', '\n']), "every line ends in CRLF: {line:?}");
                }
            }
        }
    }
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/vcard");
    let entries = std::fs::read_dir(folder).expect("the golden files are there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "vcf"));
    files.sort();
    files
}

fn described(found: &[Found]) -> String {
    let mut out = String::new();
    for one in found {
        match one {
            Found::Trouble(trouble) => {
                let lost = if trouble.lost { " (lost)" } else { "" };
                let (line, reason, name, detail) = (trouble.line, trouble.reason, &trouble.name, &trouble.detail);
                writeln!(out, "! {line} {reason}{lost} [{name}] {detail}").expect("a string takes it");
            }
            Found::Card(incoming) => {
                let raw =
                    incoming.raw.as_ref().map_or(String::new(), |raw| format!(", {} source bytes kept", raw.len()));
                writeln!(out, "card at {}{raw}", incoming.line).expect("a string takes it");
                for property in &incoming.card.properties {
                    out.push_str(&described_property(property));
                }
            }
        }
    }
    out
}

fn described_property(property: &Property) -> String {
    let mut out = format!("{:>5} ", property.place);
    if let Some(group) = &property.group {
        out.push_str(&format!("{group}."));
    }
    out.push_str(&property.name);
    if let Some(spelling) = &property.spelling {
        out.push_str(&format!(" ({spelling})"));
    }
    for param in &property.params {
        out.push_str(&format!(" {}={:?}", param.name, param.values));
    }
    match property.media {
        Some(hash) => out.push_str(&format!(" = media {hash:?}\n")),
        None => out.push_str(&format!(" = {}\n", property.value)),
    }
    out
}
