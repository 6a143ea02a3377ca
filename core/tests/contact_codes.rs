//! Codes of contacts and cards that were read, on a real book.

mod support;

use std::ops::ControlFlow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use enishi_core::Error;
use enishi_core::book::{Book, CodeFile, CodeRequest, MOST_CARDS, Printing, Progress, Refused};
use enishi_core::code::content::{Format, Pick, Preset};
use enishi_core::code::draw::{Advice, Level};
use enishi_core::code::payload::Payload;
use enishi_core::code::scan::scan;
use enishi_core::contact::card::Card;
use enishi_core::contact::duplicates::Reason;
use enishi_core::contact::{ContactId, Side};

use support::{Place, add, edit};

fn nishida(book: &Book) -> ContactId {
    add(
        book,
        &[
            ("family_name", "西田"),
            ("given_name", "健太"),
            ("family_reading", "にしだ"),
            ("given_reading", "けんた"),
            ("company", "西田紙工"),
            ("phones[+mobile]", "080-5316-0427"),
            ("emails[+]", "nishidashiko@mail.example"),
        ],
    )
}

fn request(format: Format, preset: Preset) -> CodeRequest {
    CodeRequest { format, pick: Pick::Preset(preset), level: Level::M }
}

fn card_of(text: &str) -> Card {
    Payload::of(text.as_bytes(), None, None).card.expect("a card")
}

const READ: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:西田;健太;;;\r\nFN:西田 健太\r\nX-PHONETIC-LAST-NAME:にしだ\r\n\
X-PHONETIC-FIRST-NAME:けんた\r\nORG:株式会社ニシダ紙工\r\nTITLE:専務取締役\r\nTEL;TYPE=CELL:080-5316-0427\r\n\
EMAIL:k.nishida@nishida-shiko.example\r\nEND:VCARD\r\n";

#[test]
fn the_picture_that_is_shown_says_what_was_chosen() {
    let desk = Place::new();
    let book = desk.open();
    let id = nishida(&book);
    let shown = book.code(id, &request(Format::Vcard, Preset::Card), 600).expect("a code");
    let picture = shown.picture.expect("a picture");
    assert_eq!((shown.refused, picture.advice, shown.own), (None, Advice::Good, false));
    assert_eq!(shown.missing, Vec::<String>::new());
    assert!(picture.side_px <= 600 && picture.side_px.is_multiple_of(picture.module_px), "{picture:?}");
    let png = STANDARD.decode(&picture.png).expect("base64");
    let codes = scan(&png).expect("a picture");
    let [code] = codes.as_slice() else { panic!("{codes:?}") };
    assert_eq!(code.bytes.len(), shown.bytes as usize);
    let said = Payload::of(&code.bytes, code.charset, None);
    let brought = book.received_beside(&said.card.expect("a card"), id).expect("beside");
    assert!(
        brought.iter().all(|field| field.after == field.here),
        "it says nothing else than the contact: {brought:?}"
    );
}

#[test]
fn what_cannot_be_shown_says_why() {
    let desk = Place::new();
    let book = desk.open();
    let id = nishida(&book);
    let shown = book.code(id, &request(Format::Link, Preset::Line), 600).expect("an answer");
    assert_eq!((shown.refused, shown.picture, shown.has_link), (Some(Refused::Empty), None, false));
    let long = "あ".repeat(1_200);
    book.edit(id, &[edit("company", &long)]).expect("edited");
    let shown = book.code(id, &request(Format::Vcard, Preset::Card), 600).expect("an answer");
    assert_eq!((shown.refused, shown.picture), (Some(Refused::TooLong), None));
    let saved = book.code_file(id, &request(Format::Vcard, Preset::Card), CodeFile::Svg);
    assert!(matches!(saved, Err(Error::Invalid { reason: "too_long", .. })), "{saved:?}");
    let nobody = book.code(ContactId(99), &request(Format::Vcard, Preset::Card), 600);
    assert!(matches!(nobody, Err(Error::Missing { what: "contact", .. })));
}

#[test]
fn a_saved_picture_has_at_most_the_chosen_size() {
    let desk = Place::new();
    let book = desk.open();
    let id = nishida(&book);
    for side_px in [10, 300, 1_200] {
        let png = book.code_file(id, &request(Format::Mecard, Preset::Card), CodeFile::Png { side_px }).expect("saved");
        let (width, height) = enishi_core::contact::photo::dimensions(&png).expect("a picture");
        assert_eq!(width, height);
        assert!(width <= side_px.max(80), "{width} for {side_px}");
    }
}

#[test]
fn an_incomplete_card_says_what_a_business_card_should() {
    let desk = Place::new();
    let book = desk.open();
    let id = add(&book, &[("family_name", "西村"), ("own", "true")]);
    let shown = book.code(id, &request(Format::Vcard, Preset::Card), 600).expect("a code");
    assert_eq!(
        (shown.own, shown.missing),
        (true, ["reading", "company", "phones", "emails"].map(str::to_owned).to_vec())
    );
}

#[test]
fn a_card_that_was_read_finds_who_it_is_about() {
    let desk = Place::new();
    let book = desk.open();
    let id = nishida(&book);
    add(&book, &[("family_name", "別"), ("given_name", "人"), ("company", "株式会社ニシダ紙工")]);
    let namesake = add(&book, &[("family_name", "西田"), ("given_name", "健太"), ("company", "みどり屋")]);
    let received = book.received(&card_of(READ)).expect("received");
    let alike: Vec<_> = received.alike.iter().map(|alike| (alike.row.id, alike.likely)).collect();
    assert_eq!(
        alike,
        [(id, true), (namesake, false)],
        "the one with the same mobile first, who shares a company not at all"
    );
    assert_eq!(received.alike[0].reasons, [Reason::Phone, Reason::Name, Reason::Reading]);
    assert!(!received.in_trash);
}

#[test]
fn chosen_fields_come_in_as_one_change_and_nothing_is_lost() {
    let desk = Place::new();
    let book = desk.open();
    let id = nishida(&book);
    let card = card_of(READ);
    let brought = book.received_beside(&card, id).expect("beside");
    let new: Vec<&str> =
        brought.iter().filter(|field| field.after != field.here).map(|field| field.field.as_str()).collect();
    assert_eq!(new, ["company", "title", "emails"]);
    let take = ["company".to_owned(), "emails".to_owned()];
    book.update_received(&card, id, &take).expect("updated");
    let now = book.contact(id).expect("there");
    assert_eq!((now.company.as_str(), now.title.as_str()), ("株式会社ニシダ紙工", ""), "only what was chosen");
    let mails: Vec<&str> = now.emails.iter().map(|mail| mail.value.as_str()).collect();
    assert_eq!(mails, ["nishidashiko@mail.example", "k.nishida@nishida-shiko.example"]);
    let again = book.update_received(&card, id, &take).expect("once more");
    assert_eq!(again.change, None, "it says nothing new");
    book.undo().expect("undone");
    assert_eq!(book.contact(id).expect("there").company, "西田紙工");
    let unknown = book.update_received(&card, id, &["uid".to_owned()]);
    assert!(matches!(unknown, Err(Error::Invalid { reason: "unknown_field", .. })));
}

#[test]
fn somebody_new_is_added_with_everything_and_where_it_came_from() {
    let desk = Place::new();
    let book = desk.open();
    let text = READ.replace("END:VCARD", "UID:abc\r\nX-STRANGE:1\r\nCATEGORIES:得意先\r\nEND:VCARD");
    let added = book.add_received(&card_of(&text), "IMG_2031.jpg").expect("added");
    let contact = book.contact(added.id.expect("somebody")).expect("there");
    assert_eq!((contact.side, contact.uid.as_str()), (Side::Partner, "abc"));
    assert_eq!((contact.origin.from.as_str(), contact.groups.len(), contact.unknown.len()), ("IMG_2031.jpg", 1, 1));
    let received = book.received(&card_of(&text)).expect("received");
    assert_eq!(received.alike[0].reasons, [], "the very same card");
    let second = book.add_received(&card_of(&text), "カメラ").expect("somebody else, says the user");
    assert_ne!(book.contact(second.id.expect("somebody")).expect("there").uid, "abc", "no two have one UID");
    book.undo().expect("undone");
    book.undo().expect("undone");
    assert_eq!(book.counts().expect("counts").all, 0);
    assert!(book.check().expect("checked").ok);
}

#[test]
fn the_same_card_in_the_trash_is_said() {
    let desk = Place::new();
    let book = desk.open();
    let card = card_of(&READ.replace("END:VCARD", "UID:abc\r\nEND:VCARD"));
    let id = book.add_received(&card, "").expect("added").id.expect("somebody");
    book.trash(&[enishi_core::book::Entity::Contact(id)]).expect("trashed");
    let received = book.received(&card).expect("received");
    assert_eq!((received.in_trash, received.alike.len()), (true, 0));
}

#[test]
fn a_sheet_tells_its_progress_is_cancelled_and_has_an_end() {
    let place = Place::new();
    let book = place.open();
    let ids = [nishida(&book), add(&book, &[("family_name", "西村")])];
    let request = request(Format::Vcard, Preset::Card);
    let printing = |copies| Printing {
        copies,
        crop_marks: true,
        title: "名刺".to_owned(),
        trademark: "QRコード".to_owned(),
        language: "ja".to_owned(),
    };
    let mut steps = Vec::new();
    let mut note = |step: Progress| {
        steps.push((step.done, step.total));
        ControlFlow::Continue(())
    };
    let made = book.code_sheet(&ids, &request, &printing(6), &mut note).expect("a sheet");
    assert_eq!((made.told.cards, made.told.pages, steps), (12, 2, vec![(0, 2), (1, 2)]));
    let cancelled = book.code_sheet(&ids, &request, &printing(1), &mut |_| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(Error::Cancelled)));
    let copies = u32::try_from(MOST_CARDS).expect("few");
    let more = book.code_sheet(&ids, &request, &printing(copies), &mut |_| ControlFlow::Continue(()));
    assert!(matches!(more, Err(Error::Invalid { reason: "too_many", .. })));
}
