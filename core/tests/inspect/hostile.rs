//! Files that were made to do harm end with a word, in bounded time and memory.
//!
//! `ENISHI_HOSTILE_MB=2048 cargo test --test inspect hostile -- --nocapture --test-threads 1` makes the long ones as long as one likes.

use std::fs;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use enishi_core::inspect::{Kind, Report, State, inspect_from};
use zip::write::SimpleFileOptions;

use crate::good::{self, zipped};

const MB: usize = 1024 * 1024;

fn long() -> usize {
    std::env::var("ENISHI_HOSTILE_MB").ok().and_then(|text| text.parse().ok()).unwrap_or(12) * MB
}

/// One at a time, so that each has the memory for itself.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Megabytes; 0 where the system does not say.
fn memory(name: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<usize>().ok()).unwrap_or(0) / 1024
}

/// How long this thread was at work: others on the machine do not count. Zero where the system does not say.
fn work() -> Duration {
    let said = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(said.split_whitespace().next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}

#[track_caller]
fn check_from(what: &str, most: usize, input: impl Read + Seek, length: usize) -> Report {
    let _ = fs::write("/proc/self/clear_refs", "5");
    let (before, began, worked) = (memory("VmRSS"), Instant::now(), work());
    let told = inspect_from(input, length as u64, &mut |_| ControlFlow::Continue(())).expect("it is read").found;
    let (peak, took) = (memory("VmHWM").saturating_sub(before), began.elapsed());
    let first = told.problems.first().map(|problem| (problem.reason.as_str(), &problem.place));
    eprintln!("{what}: {} MB in {took:.1?}, {peak} MB held: {:?} {:?}, {first:?}", length / MB, told.kind, told.state);
    // Beside other tests, the memory is not its own.
    if std::env::var_os("ENISHI_HOSTILE_MB").is_some() {
        assert!(peak < most, "{what} held {peak} MB");
    }
    let bound = Duration::from_secs(60) + Duration::from_secs(1) * u32::try_from(length / MB).expect("short");
    let worked = work() - worked;
    assert!(worked < bound, "{what} worked for {worked:?}");
    told
}

#[track_caller]
fn check(what: &str, bytes: &[u8]) -> Report {
    let _alone = alone();
    check_from(what, 400, Cursor::new(bytes), bytes.len())
}

fn reasons(told: &Report) -> Vec<&str> {
    told.problems.iter().map(|problem| problem.reason.as_str()).collect()
}

/// One piece over and over, between a beginning and an end: as long as one likes, and never in memory.
struct Endless {
    head: Vec<u8>,
    piece: Vec<u8>,
    times: usize,
    at: usize,
}

impl Endless {
    fn new(head: &[u8], piece: &[u8], length: usize) -> Endless {
        Endless { head: head.to_vec(), piece: piece.to_vec(), times: length / piece.len(), at: 0 }
    }

    fn length(&self) -> usize {
        self.head.len() + self.piece.len() * self.times
    }
}

impl Read for Endless {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < room.len() && self.at < self.length() {
            let rest = match self.at.checked_sub(self.head.len()) {
                None => &self.head[self.at..],
                Some(at) => &self.piece[at % self.piece.len()..],
            };
            let count = rest.len().min(room.len() - filled);
            room[filled..filled + count].copy_from_slice(&rest[..count]);
            self.at += count;
            filled += count;
        }
        Ok(filled)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Start(at) => self.at = usize::try_from(at).expect("short"),
            other => panic!("what is streamed is not sought in: {other:?}"),
        }
        Ok(self.at as u64)
    }
}

#[track_caller]
fn check_endless(what: &str, head: &[u8], piece: &[u8]) -> Report {
    let _alone = alone();
    let endless = Endless::new(head, piece, long());
    let length = endless.length();
    check_from(what, 100, endless, length)
}

#[test]
fn long_files_are_read_in_little_memory() {
    let told = check_endless("mbox", b"", good::mailbox(40, true).as_bytes());
    assert_eq!((told.kind, told.state), (Kind::Mbox, State::Readable), "{:?}", told.problems);
    let told =
        check_endless("mbox of one message", good::mailbox(1, false).as_bytes(), b"a line of text as any other\r\n");
    assert_eq!(told.count.map(|count| count.number), Some(1));
    let told = check_endless("csv", "氏名,電話\r\n".as_bytes(), "山田,090\r\n佐藤,03\r\n".as_bytes());
    assert_eq!((told.kind, told.state), (Kind::Csv, State::Readable), "{:?}", told.problems);
    let told = check_endless("vcard", b"", good::cards(50).as_bytes());
    assert_eq!((told.kind, told.state), (Kind::Vcard, State::Readable), "{:?}", told.problems);
    let event = "BEGIN:VEVENT\r\nDTSTART:20260101\r\nEND:VEVENT\r\n";
    let told = check_endless("ics without end", b"BEGIN:VCALENDAR\r\n", event.as_bytes());
    assert_eq!((told.kind, told.state), (Kind::Ics, State::Damaged));
}

#[test]
fn one_line_without_end_is_read() {
    let told = check_endless("csv of one row", "氏名,電話\r\n".as_bytes(), b"abcdefg,");
    assert_eq!(told.kind, Kind::Csv);
    let told = check_endless("csv of one open cell", "氏名,電話\r\na,b\r\n\"".as_bytes(), b"abcdefg,\r\n");
    assert_eq!((told.state, reasons(&told).contains(&"open_quote")), (State::Damaged, true), "{:?}", told.problems);
    let told = check_endless("vcard of one note", b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:a\r\nNOTE:", b"abcdefgh");
    assert_eq!((told.kind, told.state), (Kind::Vcard, State::Damaged));
    let mail = b"From: a@example.jp\r\nTo: b@example.jp\r\nSubject: a\r\n\r\n";
    assert_eq!(check_endless("mail of one line", mail, b"abcdefgh").state, State::Readable);
    let told = check_endless("mail of one header", b"From: a@example.jp\r\nTo: b@example.jp\r\nSubject: ", b"abcdefgh");
    assert_eq!((told.kind, told.state), (Kind::Eml, State::Damaged));
    let talk = "[LINE] 花子とのトーク履歴\r\n保存日時：2026/08/21 11:59\r\n\r\n2025/04/18(金)\r\n10:00\t花子\t";
    assert_eq!(check_endless("talk of one message", talk.as_bytes(), b"abcdefgh").kind, Kind::LineTalk);
    let ics = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTACH:";
    assert_eq!(check_endless("ics of one line", ics, b"abcdefgh").state, State::Damaged);
    assert!(!check_endless("text of one line", b"", b"abcdefgh").ok);
    assert!(!check_endless("zeros", b"", &[0; 4096]).ok);
}

#[test]
fn parts_within_parts_without_end_are_left() {
    let head = "From: a@example.jp\r\nTo: b@example.jp\r\nSubject: a\r\n";
    let part = |nth: usize| format!("Content-Type: multipart/mixed; boundary=b{nth}\r\n\r\n--b{nth}\r\n");
    let parts: String = (0..50_000).map(part).collect();
    let told = check("deep parts", (head.to_owned() + &parts).as_bytes());
    assert_eq!((told.kind, told.ok), (Kind::Eml, false));
    assert!(reasons(&told).contains(&"too_deep"));
    let mails = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    assert!(!check("mails in mails", (head.to_owned() + &mails).as_bytes()).ok);
    let ics = "BEGIN:VCALENDAR\r\n".to_owned() + &"BEGIN:VEVENT\r\n".repeat(200_000);
    assert!(!check("events in events", ics.as_bytes()).ok);
}

fn bomb(entries: usize) -> Vec<u8> {
    let one = zipped(&[("0", vec![b'x'; 64 * MB])], SimpleFileOptions::default());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for nth in 0..entries {
        let mut one = zip::ZipArchive::new(Cursor::new(&one)).expect("an archive");
        let entry = one.by_index(0).expect("an entry");
        zip.raw_copy_file_rename(entry, nth.to_string()).expect("room");
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn bombs_are_refused() {
    let flat = bomb(40);
    let told = check("bomb", &flat);
    assert_eq!((told.kind, told.state, told.problems[0].reason.as_str()), (Kind::Zip, State::Unknown, "bomb"));
    let nested = zipped(&[("a.zip", flat.clone()), ("b.zip", flat)], SimpleFileOptions::default());
    assert_eq!(check("bomb in an archive", &nested).state, State::Unknown);
    // Every entry of the directory leads to the same bytes.
    let mut overlapping = zipped(&[("aa", vec![7; 100_000]), ("bb", vec![7; 100_000])], SimpleFileOptions::default());
    let second = memchr::memmem::rfind(&overlapping, b"PK\x01\x02").expect("a directory");
    overlapping[second + 42..second + 46].fill(0);
    assert!(!check("overlapping entries", &overlapping).ok);
}

#[test]
fn archives_in_archives_are_opened_so_deep_and_no_deeper() {
    let mut archive = zipped(&[("a.csv", good::table(5, ',', false, "\n").into_bytes())], SimpleFileOptions::default());
    for _ in 0..40 {
        archive = zipped(
            &[("a.zip", archive.clone()), ("b.zip", archive)]
                .map(|(name, bytes)| (name, bytes[..bytes.len().min(100_000)].to_vec())),
            SimpleFileOptions::default(),
        );
    }
    let told = check("archives in archives", &archive);
    assert!(matches!(told.kind, Kind::Zip));
    assert!(reasons(&told).contains(&"too_deep"), "{:?}", told.problems);
}

fn raw_pdf(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (nth, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", nth + 1).bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

#[test]
fn pages_are_counted_and_not_believed() {
    let catalog = "<< /Type /Catalog /Pages 2 0 R >>".to_owned();
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_owned();
    let tree = |kids: &str, count: u64| format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>");
    let told = check("one page", &raw_pdf(&[catalog.clone(), tree("3 0 R", 1), page.clone()]));
    assert_eq!((told.kind, told.state), (Kind::Pdf, State::Complete), "{:?}", told.problems);
    let told = check("a billion pages", &raw_pdf(&[catalog.clone(), tree("3 0 R", 1_000_000_000), page.clone()]));
    assert_eq!((told.state, reasons(&told)), (State::Damaged, vec!["counts_differ"]));
    let many = "3 0 R ".repeat(1_000_000);
    let told = check("one page a million times", &raw_pdf(&[catalog.clone(), tree(&many, 1_000_000), page.clone()]));
    assert!(!told.ok);
    let told = check("pages in a circle", &raw_pdf(&[catalog.clone(), tree("2 0 R", 1), page]));
    assert!(reasons(&told).contains(&"circle"));
    let deep = (2..20_000).map(|nth| tree(&format!("{} 0 R", nth + 1), 1));
    let told = check("a deep tree", &raw_pdf(&std::iter::once(catalog.clone()).chain(deep).collect::<Vec<_>>()));
    assert!(!told.ok);
    let nested = "[".repeat(1_000_000);
    assert!(!check("nested arrays", &raw_pdf(&[catalog.clone(), nested])).ok);
    let long = "<< /Length 99999999999 >>\nstream\nabc\nendstream".to_owned();
    assert!(check("a stream that says too much", &raw_pdf(&[catalog, tree("", 0), long])).problem_count > 0);
}

#[test]
fn declared_sizes_are_not_believed() {
    let mut png = good::picture(image::ImageFormat::Png);
    png[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    let sum = crc32fast::hash(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    assert!(!check("a picture of great size", &png).ok);
    let mut bmp = good::picture(image::ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[0xff, 0xff, 0xff, 0x0f, 0xff, 0xff, 0xff, 0x0f]);
    assert!(!check("a bitmap of great size", &bmp).ok);
    let mut gif = good::picture(image::ImageFormat::Gif);
    gif[6..10].fill(0xff);
    check("a moving picture of great size", &gif);
    let mut zip = good::archive(false);
    let entry = memchr::memmem::find(&zip, b"PK\x01\x02").expect("a directory");
    zip[entry + 20..entry + 28].fill(0xfe);
    assert!(!check("an entry of great size", &zip).ok);
    let mut zip = good::archive(false);
    let end = zip.len() - 22;
    zip[end + 8..end + 20].fill(0xfe);
    assert!(!check("a directory of great size", &zip).ok);
}
