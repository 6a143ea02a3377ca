//! Files that are whole and files that are damaged in every way a disk, a line or a hand damages them: the whole ones are never
//! called damaged, and damage that can be seen is never ok.
//!
//! `cargo test --test inspect -- --nocapture` prints the table.

mod good;
mod hostile;
mod locked;
mod real;
#[path = "../support/xls.rs"]
#[allow(dead_code, reason = "each test uses its part")]
mod xls;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::ControlFlow;

use enishi_core::inspect::{Inspected, Kind, State, inspect, inspect_from};
use good::Good;

pub fn look(bytes: &[u8]) -> Inspected {
    let length = bytes.len() as u64;
    let inspected =
        inspect_from(Cursor::new(bytes), length, &mut |_| ControlFlow::Continue(())).expect("memory can be read");
    assert_eq!((inspected.bytes, inspected.sha256.len()), (length, 64), "every byte was read");
    assert_eq!(inspected.found.ok, inspected.found.state.is_ok());
    inspected
}

/// A damage, the file it makes, and whether anybody could see it.
struct Damaged {
    how: &'static str,
    bytes: Vec<u8>,
    seen: bool,
}

fn damaged(good: &Good) -> Vec<Damaged> {
    let length = good.bytes.len();
    let mut all = Vec::new();
    let cut = |how, at: usize| {
        let bytes = good.bytes[..at].to_vec();
        let seen = is_seen(good, &bytes);
        Damaged { how, bytes, seen }
    };
    all.extend((1..10).map(|tenth| cut("cut at tenths", length * tenth / 10)));
    all.extend(
        [1, 2, 3, 5, 17].into_iter().filter(|less| *less < length).map(|less| cut("cut near the end", length - less)),
    );
    all.extend(borders(good).into_iter().map(|at| cut("cut at records", at)));
    if length > 6_000 {
        for (from, to) in [(length / 2, length / 2 + 2_048), (length / 3 / 512 * 512, length / 3 / 512 * 512 + 2_048)] {
            let mut bytes = good.bytes.clone();
            bytes[from..to].fill(0);
            all.push(Damaged { how: "2 KB of zeros", bytes, seen: !matches!(good.name, "bmp") });
        }
        let mut bytes = good.bytes.clone();
        bytes.truncate(length - 1_024);
        bytes.resize(length, 0);
        all.push(Damaged { how: "zeros at the end", bytes, seen: !matches!(good.name, "bmp" | "xls") });
    }
    all.push(Damaged { how: "all zeros", bytes: vec![0; length], seen: true });
    all.push(Damaged { how: "empty", bytes: Vec::new(), seen: true });
    all
}

/// Where records end, in formats that a cut there leaves as good as they were.
fn borders(good: &Good) -> Vec<usize> {
    let record: &[u8] = match good.name {
        "tsv, UTF-16" | "vcard, UTF-16" => return Vec::new(),
        name if name.starts_with("vcard") => b"END:VCARD\r\n",
        name if name.starts_with("mbox") => b"\r\n\r\nFrom taro",
        "ics" => b"END:VEVENT\r\n",
        name if name.starts_with("talk") => b"\n",
        name if name.starts_with("csv") || name == "official chat" => b"\n",
        _ => return Vec::new(),
    };
    let behind = if good.kind == Kind::Mbox { 4 } else { record.len() };
    let ends: Vec<usize> = memchr::memmem::find_iter(&good.bytes, record).map(|at| at + behind).collect();
    let some = ends.len() / 4;
    ends.into_iter().step_by(some.max(1)).filter(|at| *at < good.bytes.len()).collect()
}

/// Whether a cut shows, told by other means than those under test.
fn is_seen(good: &Good, cut: &[u8]) -> bool {
    let whole = &good.bytes;
    match good.kind {
        Kind::Csv | Kind::LineChat => table_is_seen(good, cut),
        Kind::Vcard => {
            let text = String::from_utf8_lossy(cut).replace('\0', "");
            let says_end = text.trim_end().ends_with("END:VCARD");
            let half = good.name == "vcard, UTF-16" && cut.len() % 2 == 1;
            !says_end || half
        }
        // A header, a boundary or Base64 in the middle shows; text doesn't.
        Kind::Eml | Kind::Mbox => {
            let at = memchr::memmem::rfind(cut, b"MIME-Version").unwrap_or(0);
            let body = memchr::memmem::find(&cut[at..], b"\r\n\r\n");
            let is_plain = matches!(good.name, "eml, plain" | "mbox");
            let half_utf8 = std::str::from_utf8(cut).is_err_and(|error| error.error_len().is_none());
            match (good.name, body) {
                (_, None) => false,
                ("eml, ISO-2022-JP", _) => {
                    let last = memchr::memrchr(0x1b, cut).and_then(|at| cut.get(at..at + 3));
                    last == Some(b"\x1b$B".as_slice())
                }
                ("eml, base64", Some(body)) => {
                    let signs = cut[at + body..].iter().filter(|byte| !byte.is_ascii_whitespace()).count();
                    !signs.is_multiple_of(4)
                }
                ("mbox, multipart", _) => !cut.trim_ascii_end().ends_with(b"--=_outer--"),
                _ if is_plain => half_utf8,
                _ => {
                    memchr::memmem::rfind(cut, b"--=_outer--").is_none()
                        || good.name == "eml, mail in mail" && memchr::memmem::rfind(cut, b"--fwd--").is_none()
                }
            }
        }
        Kind::LineTalk => {
            let half = std::str::from_utf8(cut).is_err();
            // A text of several lines that was opened and not closed; one line alone that begins with a quote may be meant so.
            let last = memchr::memrchr(b'\t', cut).map_or(&b""[..], |at| &cut[at + 1..]);
            let may_be_meant = last.ends_with(b"\n") && memchr::memchr_iter(b'\n', last).count() == 1;
            half || (last.starts_with(b"\"") && memchr::memrchr(b'"', last) == Some(0) && !may_be_meant)
        }
        Kind::Ics => memchr::memmem::rfind(cut, b"END:VCALENDAR").is_none(),
        Kind::Picture if good.name == "png" => cut.len() < whole.len(),
        Kind::Picture | Kind::Pdf | Kind::Zip | Kind::Xlsx => {
            // What a PDF has behind its last word is a line break.
            good.kind != Kind::Pdf || memchr::memmem::rfind(cut, b"%%EOF").is_none()
        }
        // A sector may be half full of nothing.
        Kind::Xls => whole.len() - cut.len() >= 512,
        Kind::Text | Kind::Unknown => true,
    }
}

/// By the csv crate: a quote is open, a character is half, a row is shorter than all others.
fn table_is_seen(good: &Good, cut: &[u8]) -> bool {
    let delimiter = if good.name.starts_with("tsv") {
        b'\t'
    } else if good.name.ends_with("semicolons") {
        b';'
    } else {
        b','
    };
    let utf16 = good.name == "tsv, UTF-16";
    let text: Vec<u8> = if utf16 {
        let units = cut[2..].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        String::from_utf16_lossy(&units.collect::<Vec<_>>()).into_bytes()
    } else if good.name == "csv, CP932" {
        let (text, _, lost) = encoding_rs::SHIFT_JIS.decode(cut);
        if lost {
            return true;
        }
        text.into_owned().into_bytes()
    } else if good.name == "csv, EUC-JP" {
        let (text, _, lost) = encoding_rs::EUC_JP.decode(cut);
        if lost {
            return true;
        }
        text.into_owned().into_bytes()
    } else {
        if std::str::from_utf8(cut).is_err() {
            return true;
        }
        cut.to_vec()
    };
    if utf16 && cut.len() % 2 == 1 {
        return true;
    }
    let quotes = text.iter().filter(|byte| **byte == b'"').count();
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(text.as_slice());
    let widths: Vec<usize> = reader.byte_records().map(|row| row.map_or(0, |row| row.len())).collect();
    // Rows before the headers of a chat are shorter.
    let most = widths.iter().copied().max().unwrap_or(0);
    let last = widths.last().copied().unwrap_or(0);
    quotes % 2 == 1 || last < most
}

#[test]
fn whole_files_are_never_called_damaged_and_damage_that_shows_is_never_ok() {
    let mut table: BTreeMap<(Kind, &str), BTreeMap<State, u32>> = BTreeMap::new();
    let (mut files, mut wrong) = (0, Vec::new());
    let mut note = |kind, how, state| {
        files += 1;
        *table.entry((kind, how)).or_default().entry(state).or_default() += 1;
    };
    for good in good::all() {
        let told = look(&good.bytes).found;
        note(good.kind, "whole", told.state);
        let counted = told.count.map(|count| count.number);
        if (told.kind, told.state, counted) != (good.kind, good.state, Some(good.count)) || !told.problems.is_empty() {
            wrong.push(format!(
                "{} is whole: {:?} {:?} {counted:?} {:?}",
                good.name, told.kind, told.state, told.problems
            ));
        }
        for Damaged { how, bytes, seen } in damaged(&good) {
            let told = look(&bytes).found;
            note(good.kind, how, told.state);
            if seen && told.ok {
                wrong.push(format!(
                    "{}, {how}, {} of {} bytes: {:?}",
                    good.name,
                    bytes.len(),
                    good.bytes.len(),
                    told.state
                ));
            }
        }
    }
    for ((kind, how), states) in &table {
        let states: Vec<String> = states.iter().map(|(state, count)| format!("{state:?} {count}")).collect();
        eprintln!("{:<10} {how:<18} {}", format!("{kind:?}"), states.join(", "));
    }
    eprintln!("{files} files");
    assert!(wrong.is_empty(), "{} of {files}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(files >= 300, "{files}");
}

#[test]
fn a_name_says_nothing_about_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let endings = ["csv", "pdf", "zip", "txt", "jpg", "vcf", "exe"];
    for (good, ending) in good::all().into_iter().zip(endings.iter().cycle()) {
        let path = folder.path().join(format!("file.{ending}"));
        std::fs::write(&path, &good.bytes).expect("room");
        let told = inspect(&path, &mut |_| ControlFlow::Continue(())).expect("a file");
        assert_eq!((told.found.kind, told.found.state), (good.kind, good.state), "{} as {ending}", good.name);
        assert_eq!(told.path, path.to_string_lossy());
        assert!(told.modified.is_some_and(|at| at.0 > 0));
    }
}

#[test]
fn days_and_details_are_told() {
    let all = good::all();
    let of = |name: &str| look(&all.iter().find(|good| good.name == name).expect("a file").bytes).found;
    let span = |name: &str| of(name).span.map(|span| (span.first.to_string(), span.last.to_string()));
    let days = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
    assert_eq!(span("ics"), days("2026-09-01", "2026-10-05"));
    assert_eq!(span("mbox"), days("2026-09-01", "2026-09-12"));
    assert_eq!(span("official chat"), days("2025-09-01", "2025-09-28"));
    assert_eq!(span("talk, English"), days("2026-09-01", "2026-09-08"));
    let details = |name: &str| serde_json::to_value(of(name).details).expect("plain data");
    let told = details("csv, CP932");
    assert_eq!((&told["charset"], &told["columns"], &told["has_headers"]), (&"cp932".into(), &4.into(), &true.into()));
    let told = details("mbox, multipart");
    assert_eq!((&told["attachments"], &told["decoded"], &told["proven"]), (&9.into(), &9.into(), &9.into()));
    let told = details("ics");
    assert_eq!((&told["events"], &told["todos"]), (&40.into(), &5.into()));
    let told = details("zip");
    let members = told["members"].as_array().expect("members");
    let paths: Vec<&str> = members.iter().filter_map(|member| member["path"].as_str()).collect();
    assert_eq!(paths, ["members.csv", "mail/box.mbox", "photo.jpg", "inner.zip/deep/cards.vcf", "inner.zip"]);
    assert_eq!(members[3]["count"], serde_json::json!({ "number": 5, "unit": "cards" }));
    let told = details("zip, CP932 names");
    assert_eq!(told["members"][0]["path"], "名簿.csv");
}

#[test]
fn inspecting_can_be_cancelled() {
    for good in good::all() {
        let mut left = 1;
        let ended = inspect_from(Cursor::new(&good.bytes), good.bytes.len() as u64, &mut |_| {
            left -= 1;
            if left < 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(matches!(ended, Err(enishi_core::Error::Cancelled)), "{}", good.name);
    }
}

#[test]
fn what_is_no_file_is_said() {
    let unreadable = |path: &std::path::Path| match inspect(path, &mut |_| ControlFlow::Continue(())) {
        Err(enishi_core::Error::Unreadable { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(unreadable(&folder.path().join("nothing.csv")), "not_found");
    assert_eq!(unreadable(folder.path()), "io");
}
