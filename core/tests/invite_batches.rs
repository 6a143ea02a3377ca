//! Two hundred people invited in one go, twice: one batch, drafts that a mail program opens, a sheet that can be read.

mod support;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use enishi_core::book::{BatchMade, BatchPlace, BatchRequest, Book, InviteFilter, InviteMark, Printing};
use enishi_core::code::scan::scan;
use enishi_core::contact::ContactId;
use enishi_core::invite::message::{InviteTexts, Language};
use enishi_core::invite::token::{SHORT, Token};
use enishi_core::invite::{Expiry, InviteState, link};
use mail_parser::{MessageParser, MimeHeaders};
use support::{Place, add, assert_sound, edit, id};

fn own(book: &Book) -> ContactId {
    add(
        book,
        &[
            ("family_name", "山田"),
            ("given_name", "太郎"),
            ("company", "縁商店"),
            ("phones[+mobile]", "090-0000-1111"),
            ("emails[+work]", "yamada@enishi.example.jp"),
            ("own", "true"),
        ],
    )
}

/// Every fifth speaks English, every seventh has no mail address.
fn people(book: &Book, count: usize) -> Vec<ContactId> {
    let one = |at: usize| {
        let (family, mail) = (format!("取引先{at}"), format!("partner{at}@example.jp"));
        let mut pairs = vec![("family_name", family.as_str()), ("company", "青葉設計")];
        if !at.is_multiple_of(7) {
            pairs.push(("emails[+work]", mail.as_str()));
        }
        if at.is_multiple_of(5) {
            pairs.push(("language", "en"));
        }
        add(book, &pairs)
    };
    (1..=count).map(one).collect()
}

fn request(contacts: &[ContactId]) -> BatchRequest {
    BatchRequest {
        contacts: contacts.to_vec(),
        expiry: Expiry::Week,
        enishi: true,
        name: "年末のご挨拶".to_owned(),
        texts: InviteTexts::shipped(),
    }
}

fn place_in(folder: &Path) -> BatchPlace {
    BatchPlace {
        folder: folder.to_owned(),
        language: Language::Ja,
        printing: Printing {
            copies: 1,
            crop_marks: true,
            title: "招待カード".to_owned(),
            trademark: "QRコードは株式会社デンソーウェーブの登録商標です。".to_owned(),
            language: "ja".to_owned(),
        },
        sheet_name: "招待カード".to_owned(),
        table_name: "招待一覧".to_owned(),
    }
}

fn make(book: &Book, request: &BatchRequest, folder: &Path) -> BatchMade {
    book.make_batch(request, &place_in(folder), &mut |_| ControlFlow::Continue(())).expect("a batch")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut some: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|it| it == extension)).collect();
    some.sort();
    some
}

#[test]
fn two_hundred_invited_twice_are_one_batch_without_duplicates() {
    let place = Place::new();
    let book = place.open();
    own(&book);
    let contacts = people(&book, 200);
    let out = place.folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    let first = make(&book, &request(&contacts), &out);
    assert_eq!((first.made, first.again, first.without_mail.len()), (200, 0, 28));
    let second = make(&book, &request(&contacts), &out);
    assert_eq!((second.made, second.again), (0, 200));
    assert_eq!((first.batch, &first.ids), (second.batch, &second.ids));
    assert_ne!(first.folder, second.folder, "what was written stays");
    assert_eq!(second.changed.change, None, "nothing is changed by it");
    let page = book.invites(&InviteFilter::default(), 0, 1000).expect("a page");
    assert_eq!((page.counts.all, page.counts.drafted, page.batches.len()), (200, 200, 1));
    assert_eq!((page.batches[0].name.as_str(), page.batches[0].count), ("年末のご挨拶", 200));

    // 172 drafts, 400 pictures, 200 texts, one sheet, one table.
    let kinds = ["eml", "png", "txt", "pdf", "csv"].map(|kind| files(&first.path, kind).len());
    assert_eq!((kinds, first.files), ([172, 400, 200, 1, 1], 774));
    let other = ["eml", "png", "txt", "csv"].map(|kind| files(&second.path, kind));
    let same = other.iter().flatten().all(|path| {
        let there = first.path.join(path.file_name().expect("a name"));
        std::fs::read(path).expect("a file") == std::fs::read(there).expect("the same one")
    });
    assert!(same, "the second time the same is written");

    drafts_open_with_the_right_parts(&first.path);
    #[cfg(target_os = "linux")]
    the_sheet_is_read_at_300_dpi(&first.path, &book);
    assert_sound(&book);
}

fn drafts_open_with_the_right_parts(folder: &Path) {
    let mut tokens = BTreeSet::new();
    for (at, path) in files(folder, "eml").iter().enumerate() {
        let bytes = std::fs::read(path).expect("a draft");
        let mail = MessageParser::default().parse(&bytes).expect("a mail");
        assert_eq!(mail.header_raw("X-Unsent").map(str::trim), Some("1"));
        for none in ["Date", "Message-ID", "From"] {
            assert!(mail.header_raw(none).is_none(), "{none} is the mail program's");
        }
        let to = mail.to().and_then(|to| to.first()).expect("a recipient");
        let number: usize = to.name().expect("a name").trim_start_matches("取引先").parse().expect("a number");
        assert_eq!(to.address(), Some(format!("partner{number}@example.jp").as_str()));
        let english = number.is_multiple_of(5);
        let subject = if english {
            "Contact details of 山田 太郎"
        } else {
            "縁商店 山田 太郎の連絡先をお送りします"
        };
        assert_eq!(mail.subject(), Some(subject), "draft {at}");
        let body = mail.body_text(0).expect("a text");
        let greeting = if english { format!("Hello 取引先{number},") } else { format!("取引先{number} 様") };
        assert!(body.contains(&greeting), "{body}");
        tokens.insert(link::find(&body).expect("the line of text"));
        let names: Vec<&str> = mail.attachments().filter_map(|part| part.attachment_name()).collect();
        assert_eq!(names, ["contact.vcf", "contact-qr.png", "enishi-qr.png"]);
        let parts: Vec<_> = mail.attachments().map(|part| part.contents().to_vec()).collect();
        assert!(parts[0].starts_with(b"BEGIN:VCARD") && parts[0].ends_with(b"END:VCARD\r\n"));
        let said = |png: &[u8]| String::from_utf8(scan(png).expect("read").remove(0).bytes).expect("text");
        if at < 3 {
            assert!(said(&parts[1]).starts_with("BEGIN:VCARD"));
            assert_eq!(link::find(&said(&parts[2])), link::find(&body));
        }
        assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
    }
    assert_eq!(tokens.len(), 172, "a number of one's own for each");
}

#[cfg(target_os = "linux")]
fn the_sheet_is_read_at_300_dpi(folder: &Path, book: &Book) {
    let sheet = files(folder, "pdf").remove(0);
    let pages = tempfile::tempdir().expect("a folder");
    let drawn = std::process::Command::new("pdftoppm")
        .args(["-png", "-gray", "-r", "300", "-f", "1", "-l", "2"])
        .args([sheet.as_path(), &pages.path().join("page")])
        .status();
    assert!(drawn.expect("poppler's programs (Debian: poppler-utils)").success());
    let mut read = BTreeSet::new();
    let mut cards = 0;
    for page in files(pages.path(), "png") {
        for code in scan(&std::fs::read(page).expect("a page")).expect("read") {
            let text = String::from_utf8(code.bytes).expect("text");
            match link::find(&text) {
                Some(token) => drop(read.insert(token)),
                None => cards += usize::from(text.starts_with("BEGIN:VCARD")),
            }
        }
    }
    assert_eq!((read.len(), cards), (10, 10), "ten people on two pages, each with both codes");
    let of_book: BTreeSet<String> = book
        .invites(&InviteFilter::default(), 0, 1000)
        .expect("a page")
        .rows
        .iter()
        .map(|row| link::find(&book.invite(row.id, Language::Ja).expect("there").link).expect("a token"))
        .collect();
    assert!(read.is_subset(&of_book));
}

#[test]
fn whoever_has_an_open_invite_keeps_it_and_others_join_the_batch() {
    let place = Place::new();
    let book = place.open();
    let me = own(&book);
    let contacts = people(&book, 6);
    let folder = place.folder.path();
    let first = make(&book, &request(&contacts[..4]), folder);
    let second = make(&book, &request(&contacts), folder);
    assert_eq!((second.made, second.again, second.batch), (2, 4, first.batch));
    book.mark_invites(&first.ids[..2], InviteMark::Sent).expect("sent");
    book.mark_invites(&first.ids[2..3], InviteMark::Accepted).expect("accepted");
    // The own card changes: drafts hand the new one over, sent ones are replaced, and who accepted is invited anew.
    book.edit(me, &[edit("company", "縁商会")]).expect("changed");
    let third = make(&book, &request(&contacts), folder);
    assert_eq!((third.made, third.again), (3, 3));
    let state = |at: usize| book.invite(first.ids[at], Language::Ja).expect("there").row.state;
    let states: Vec<InviteState> = (0..4).map(state).collect();
    use InviteState::{Accepted, Drafted, Revoked};
    assert_eq!(states, [Revoked, Revoked, Accepted, Drafted]);
    book.undo().expect("undone");
    assert_eq!(state(0), InviteState::Sent);
    assert_sound(&book);
}

#[test]
fn a_preview_says_what_will_be_written() {
    let place = Place::new();
    let book = place.open();
    own(&book);
    let contacts = people(&book, 7);
    let mut asked = request(&contacts);
    asked.texts.ja.body = "{name} {会社}\n{own}".to_owned();
    let seen = book.batch_preview(&asked, 0, Language::Ja).expect("a preview");
    assert_eq!((seen.text.as_str(), seen.unknown), ("取引先1 様 {会社}\n山田 太郎\n", vec!["会社".to_owned()]));
    let english = book.batch_preview(&asked, 4, Language::Ja).expect("a preview");
    assert_eq!(english.language, Language::En);
    assert_eq!(book.batch_preview(&asked, 6, Language::Ja).expect("a preview").mail, "");
    assert!(
        book.invites(&InviteFilter::default(), 0, 9).expect("a page").rows.is_empty(),
        "nothing is made by looking"
    );
    // Nobody can copy an invite that isn't one out of a preview.
    let seen = book.batch_preview(&request(&contacts), 0, Language::Ja).expect("a preview").text;
    assert!(seen.contains("[enishi:…]"), "{seen}");
    assert!(Token::parse(&link::find(&seen).unwrap_or_default(), SHORT).is_err());
    make(&book, &request(&contacts), place.folder.path());
    let there = book.batch_preview(&request(&contacts), 0, Language::Ja).expect("a preview");
    let again = link::find(&there.text).expect("the line of the invite that is there");
    assert!(Token::parse(&again, SHORT).is_ok());
    let there = there.there;
    assert_eq!(there.map(|row| row.recipient), Some("取引先1".to_owned()));
}

#[test]
fn what_is_said_of_an_invite_while_a_batch_is_written_stands() {
    let place = Place::new();
    let book = place.open();
    own(&book);
    let contacts = people(&book, 2);
    let first = make(&book, &request(&contacts), place.folder.path());
    let here = place_in(place.folder.path());
    book.make_batch(&request(&contacts), &here, &mut |_| {
        book.mark_invites(&first.ids[..1], InviteMark::Sent).expect("marked meanwhile");
        ControlFlow::Continue(())
    })
    .expect("a batch");
    assert_eq!(book.invite(first.ids[0], Language::Ja).expect("there").row.state, InviteState::Sent);
}

#[test]
fn a_batch_is_written_whole_or_not_at_all() {
    let place = Place::new();
    let book = place.open();
    own(&book);
    let contacts = people(&book, 5);
    let out = place.folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    let mut steps = 0;
    let cancelled = book.make_batch(&request(&contacts), &place_in(&out), &mut |_| {
        steps += 1;
        if steps > 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(cancelled.expect_err("cancelled").code(), "cancelled");
    assert_eq!(std::fs::read_dir(&out).expect("a folder").count(), 0, "nothing is left behind");
    assert!(book.invites(&InviteFilter::default(), 0, 9).expect("a page").rows.is_empty());
    let nowhere = place_in(&out.join("gone"));
    let refused = book.make_batch(&request(&contacts), &nowhere, &mut |_| ControlFlow::Continue(()));
    assert_eq!(refused.expect_err("no such folder").details()["reason"], "not_writable");
    for (wrong, reason) in [
        (BatchRequest { contacts: Vec::new(), ..request(&contacts) }, "empty"),
        (BatchRequest { contacts: vec![contacts[0]; 2], ..request(&contacts) }, "twice"),
        (BatchRequest { name: " ".to_owned(), ..request(&contacts) }, "empty"),
    ] {
        let refused = book.make_batch(&wrong, &place_in(&out), &mut |_| ControlFlow::Continue(()));
        assert_eq!(refused.expect_err("refused").details()["reason"], reason);
    }
    // Names that no system takes for a file's.
    let strange = add(&book, &[("display_name", "CON/..\\*?<>|\" ."), ("emails[+work]", "a@example.jp")]);
    let made = make(&book, &BatchRequest { name: "a/b:c".to_owned(), ..request(&[strange]) }, &out);
    assert_eq!(made.folder, "a_b_c");
    assert_eq!(made.files, 6);
    assert_eq!(id(&book.trash(&[support::contact(strange)]).expect("thrown away")), strange);
}
