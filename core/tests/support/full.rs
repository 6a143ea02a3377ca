//! A book with something of everything.

use std::ops::ControlFlow;
use std::path::Path;

use enishi_core::book::{Book, Go, ImportOptions, NewSubject, OnProgress, StepMove};
use enishi_core::contact::ContactId;

use super::{Place, T, add, contact, edit, edits, sato, tanaka};

pub fn go_on() -> Box<OnProgress<'static>> {
    Box::new(|_| ControlFlow::Continue(()))
}

/// People with photo, groups, history, in the trash, hidden, own, told apart; an import; services, a right, a template, runs;
/// attachments.
pub fn fill(place: &Place, book: &Book) {
    let (tanaka, sato) = (tanaka(book), sato(book));
    place.set_clock(T.plus_days(1));
    book.set_photo(tanaka, Some(&picture(120))).expect("a photo");
    book.edit(tanaka, &edits(&[("title", "部長"), ("groups[+]", "得意先")])).expect("edited");
    book.edit(sato, &[edit("own", "true"), edit("side", "internal")]).expect("own");
    let gone = add(book, &[("family_name", "去る"), ("groups[+]", "得意先")]);
    let other = add(book, &[("family_name", "田中"), ("given_name", "太郎"), ("note", "同姓同名")]);
    book.set_different(tanaka, other, true).expect("two people");
    book.hide(&[other]).expect("hidden");
    let file = place.file("名刺.vcf", vcards(1..6));
    book.import(&[file], &ImportOptions::default(), &mut *go_on()).expect("imported");
    place.set_clock(T.plus_days(2));
    book.trash(&[contact(gone)]).expect("in the trash");
    book.edit(tanaka, &[edit("note", "撤回される")]).expect("edited");
    book.undo().expect("undone");
    records(place, book, tanaka);
    let attachments = place.path().with_extension("attachments");
    std::fs::create_dir_all(attachments.join("ab")).expect("a folder");
    std::fs::write(attachments.join("証明.pdf"), vec![7; 100_000]).expect("an attachment");
    std::fs::write(attachments.join("ab").join("2.bin"), b"two").expect("another");
}

fn records(place: &Place, book: &Book, tanaka: ContactId) {
    let (service, _) =
        book.add_service(&[edit("name", "LINE WORKS"), edit("identifier", "aozora")]).expect("a service");
    book.add_access(service, Some(tanaka), &[edit("role", "管理者"), edit("admin", "true")]).expect("a right");
    book.copy_template("blank", "自分のひな型").expect("a template");
    let subject = NewSubject::Contact { id: tanaka };
    let (run, _) = book.start_run("staff-leaves", &subject, "田中さんの退職").unwrap_or_else(|_| {
        book.start_run("blank", &NewSubject::Text { name: "鍵".to_owned() }, "鍵の返却").expect("a run")
    });
    let step = book.run_status(run).expect("a status").steps.first().expect("a step").id.clone();
    place.set_clock(T.plus_days(3));
    let go = Some(Go::Waiting { on: "総務".to_owned() });
    book.move_step(run, &step, &StepMove { set: vec![edit("step.note", "棚の2段目")], go, ..StepMove::default() })
        .expect("moved");
}

pub fn vcards(numbers: std::ops::Range<u32>) -> String {
    let card = |number| {
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:card-{number}\r\nN:取込;{number};;;\r\nFN:取込 {number}\r\nTEL:03-5550-{number:04}\r\nX-STRANGE;A=b:c;d\\;e\r\nEND:VCARD\r\n"
        )
    };
    numbers.map(card).collect()
}

pub fn picture(shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([shade, x as u8 * 3, y as u8 * 3]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// Files of a folder, without the lock's and the shared memory's, which say nothing.
pub fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.ends_with(".lock") && !name.ends_with("-shm") && !name.ends_with("-wal"));
    names.sort();
    names
}
