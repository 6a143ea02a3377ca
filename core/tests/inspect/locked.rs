//! Files behind a password.

use std::io::Write;
use std::ops::ControlFlow;

use enishi_core::Error;
use enishi_core::inspect::{Inspected, Kind, State, unlock};
use lopdf::Object;
use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;

use crate::{good, look, xls};

fn opened(bytes: &[u8], password: &str) -> enishi_core::Result<Inspected> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("room");
    unlock(file.path(), password, &mut |_| ControlFlow::Continue(()))
}

#[track_caller]
fn check(kind: Kind, bytes: &[u8], password: &str, count: u64) {
    let told = look(bytes).found;
    assert_eq!((told.kind, told.state, told.ok), (kind, State::Locked, false), "{:?}", told.problems);
    let told = opened(bytes, password).expect("the password fits").found;
    assert_eq!(
        (told.state, told.count.map(|count| count.number)),
        (State::Complete, Some(count)),
        "{:?}",
        told.problems
    );
    let wrong = opened(bytes, "wrong");
    assert!(matches!(&wrong, Err(Error::Invalid { reason: "wrong", .. })), "{wrong:?}");
}

fn files() -> [(&'static str, Vec<u8>); 2] {
    [("a.csv", good::table(50, ',', true, "\r\n").into_bytes()), ("b.vcf", good::cards(20).into_bytes())]
}

#[test]
fn archives_behind_a_password_are_locked_and_open_with_it() {
    let aes = SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "ひみつ99");
    check(Kind::Zip, &good::zipped(&files(), aes), "ひみつ99", 2);
    let old = SimpleFileOptions::default().with_deprecated_encryption(b"open sesame").expect("a password");
    check(Kind::Zip, &good::zipped(&files(), old), "open sesame", 2);
    // As Windows in Japan hands the password on.
    let japanese = encoding_rs::SHIFT_JIS.encode("秘密").0.into_owned();
    let old = SimpleFileOptions::default().with_deprecated_encryption(&japanese).expect("a password");
    check(Kind::Zip, &good::zipped(&files(), old), "秘密", 2);
}

#[test]
fn damage_behind_a_password_shows_once_it_is_open() {
    let aes = SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "a");
    let mut bytes = good::zipped(&files(), aes);
    let at = bytes.len() / 2;
    bytes[at..at + 64].fill(0);
    assert_eq!(look(&bytes).found.state, State::Locked);
    let told = opened(&bytes, "a").expect("the password fits").found;
    assert_eq!(told.state, State::Damaged, "{:?}", told.problems);
}

#[test]
fn what_is_not_locked_needs_no_password() {
    for bytes in [good::archive(false), good::cards(3).into_bytes()] {
        let told = opened(&bytes, "a");
        assert!(matches!(&told, Err(Error::Invalid { reason: "not_locked", .. })), "{told:?}");
    }
}

#[test]
fn encrypted_pdf_is_locked() {
    let mut document = good::pdf_document(3);
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).expect("a key");
    document.encrypt(&state).expect("encrypted");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory takes everything");
    check(Kind::Pdf, &bytes, "user", 3);
}

#[test]
fn a_workbook_behind_a_password_is_locked() {
    let bytes = xls::packed("EncryptedPackage", &[7; 9_000], 9_000).bytes;
    assert_eq!(look(&bytes).found.state, State::Locked);
    // XLS: the record FILEPASS.
    let stream = xls::stream(&xls::record(0x002f, &[1, 0, 1, 0, 1, 0]), &[("a", xls::text(0, 0, "a"))]);
    assert_eq!(look(&xls::compound(&stream).bytes).found.state, State::Locked);
}
