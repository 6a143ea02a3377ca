//! Pictures read in a process of its own. This program is both sides: called without a word it tests, called with one it is
//! a worker, good or bad. Hence its own `main`.
#![expect(clippy::print_stdout, reason = "it prints what every test prints")]

use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use enishi_core::Error;
use enishi_core::code::apart::{ARGUMENT, Reader, serve};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use qrcodegen::{QrCode, QrCodeEcc};

/// Enough for a slow machine to start a process and read a code.
const LONG: Duration = Duration::from_secs(60);

const TESTS: [(&str, fn()); 7] = [
    ("codes_come_from_the_process_as_from_here", codes_come_from_the_process_as_from_here),
    ("what_is_no_picture_leaves_the_process_alive", what_is_no_picture_leaves_the_process_alive),
    ("a_process_that_hangs_is_ended", a_process_that_hangs_is_ended),
    ("a_process_that_takes_nothing_is_ended", a_process_that_takes_nothing_is_ended),
    ("a_process_that_dies_of_a_picture_is_replaced", a_process_that_dies_of_a_picture_is_replaced),
    ("nonsense_is_no_answer", nonsense_is_no_answer),
    ("a_program_that_is_not_there_is_told", a_program_that_is_not_there_is_told),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some(ARGUMENT) => return if serve().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE },
        Some("--hang") => {
            take_a_picture();
            wait_for_ever()
        }
        Some("--take-nothing") => wait_for_ever(),
        Some("--die") => {
            take_a_picture();
            std::process::abort()
        }
        Some("--die-of-one") => return die_of_one(),
        Some("--nonsense") => return answer(b"nonsense"),
        Some("--endless") => return say(&u32::MAX.to_le_bytes()),
        Some("--cut") => return say(&[9, 0, 0, 0, b'{']),
        Some(_) | None => {}
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let chosen = TESTS.iter().filter(|(name, _)| filter.is_none_or(|filter| name.contains(filter.as_str())));
    let mut failed = 0;
    println!();
    for (name, test) in chosen.clone() {
        let passed = std::panic::catch_unwind(test).is_ok();
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        failed += usize::from(!passed);
    }
    let (passed, left_out) = (chosen.clone().count() - failed, TESTS.len() - chosen.count());
    let result = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {result}. {passed} passed; {failed} failed; 0 ignored; 0 measured; {left_out} filtered out"
    );
    ExitCode::from(u8::from(failed > 0))
}

fn take_a_picture() {
    let mut length = [0; 4];
    std::io::stdin().read_exact(&mut length).expect("a length");
    let mut picture = vec![0; u32::from_le_bytes(length) as usize];
    std::io::stdin().read_exact(&mut picture).expect("a picture");
}

fn wait_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}

/// A picture of one byte, behind the one that says how to look at it, is its death; all others are answered.
fn die_of_one() -> ExitCode {
    let mut length = [0; 4];
    while std::io::stdin().read_exact(&mut length).is_ok() {
        let mut picture = vec![0; u32::from_le_bytes(length) as usize];
        std::io::stdin().read_exact(&mut picture).expect("a picture");
        if picture.len() == 2 {
            std::process::abort();
        }
        answer(br#"{"Codes":[]}"#);
    }
    ExitCode::SUCCESS
}

fn answer(text: &[u8]) -> ExitCode {
    let length = u32::try_from(text.len()).expect("short");
    say(&[&length.to_le_bytes(), text].concat())
}

fn say(bytes: &[u8]) -> ExitCode {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).expect("a pipe");
    ExitCode::SUCCESS
}

fn reader(argument: &str, patience: Duration) -> Reader {
    Reader::with(std::env::current_exe().expect("this program"), argument, patience)
}

fn picture(text: &str) -> Vec<u8> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).expect("it fits");
    let side = u32::try_from((code.size() + 8) * 4).expect("positive");
    let at = |at: u32| i32::try_from(at / 4).expect("small") - 4;
    let drawn = GrayImage::from_fn(side, side, |x, y| Luma([if code.get_module(at(x), at(y)) { 0 } else { 255 }]));
    let mut out = std::io::Cursor::new(Vec::new());
    DynamicImage::from(drawn).write_to(&mut out, ImageFormat::Png).expect("a picture can be written");
    out.into_inner()
}

#[track_caller]
fn check_refused(reader: &mut Reader, picture: &[u8], wanted: &str) {
    let answer = reader.read(picture);
    assert!(matches!(&answer, Err(Error::Unreadable { reason, .. }) if *reason == wanted), "{wanted}: {answer:?}");
}

fn codes_come_from_the_process_as_from_here() {
    let mut reader = reader(ARGUMENT, LONG);
    for text in ["first", "second", "third"] {
        let picture = picture(text);
        let codes = reader.read(&picture).expect("a picture");
        assert_eq!(codes, enishi_core::code::scan::scan(&picture).expect("a picture"));
        assert_eq!(codes.first().map(|code| code.bytes.as_slice()), Some(text.as_bytes()));
        assert_eq!(reader.glance(&picture).expect("a picture"), codes);
    }
}

fn what_is_no_picture_leaves_the_process_alive() {
    let mut reader = reader(ARGUMENT, LONG);
    check_refused(&mut reader, b"", "not_a_picture");
    check_refused(&mut reader, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic");
    check_refused(&mut reader, &vec![0; 65 * 1024 * 1024], "too_large");
    assert_eq!(reader.read(&picture("then")).expect("a picture").len(), 1);
}

fn a_process_that_hangs_is_ended() {
    let begun = Instant::now();
    let mut reader = reader("--hang", Duration::from_millis(300));
    check_refused(&mut reader, b"picture", "too_slow");
    check_refused(&mut reader, b"another", "too_slow");
    assert!(begun.elapsed() < LONG, "nobody waits for it");
}

fn a_process_that_takes_nothing_is_ended() {
    // More than any pipe holds.
    check_refused(&mut reader("--take-nothing", Duration::from_millis(300)), &vec![7; 8 * 1024 * 1024], "too_slow");
}

fn a_process_that_dies_of_a_picture_is_replaced() {
    check_refused(&mut reader("--die", LONG), b"picture", "broken_picture");
    let mut reader = reader("--die-of-one", LONG);
    assert_eq!(reader.read(b"good").expect("an answer"), []);
    check_refused(&mut reader, b"!", "broken_picture");
    assert_eq!(reader.read(b"good again").expect("an answer of the next one"), []);
}

fn nonsense_is_no_answer() {
    for argument in ["--nonsense", "--endless", "--cut"] {
        check_refused(&mut reader(argument, LONG), b"picture", "broken_picture");
    }
}

fn a_program_that_is_not_there_is_told() {
    check_refused(&mut Reader::new("nowhere/there".into()), b"picture", "no_reader");
}
