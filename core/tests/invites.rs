//! Invites: made, handed over, opened, taken and answered between two books, and what becomes of them in the register.

mod support;

use std::ops::ControlFlow;

use enishi_core::Error;
use enishi_core::book::{
    Book, Entity, How, InviteAsk, InviteCodeKind, InviteFilter, InviteMark, InviteRow, Opened, Stand, TakeInvite,
};
use enishi_core::code::scan::scan;
use enishi_core::contact::ContactId;
use enishi_core::invite::message::Language;
use enishi_core::invite::token::InviteCode;
use enishi_core::invite::{Expiry, InviteKind, InviteState, link};
use enishi_core::record::{RecordId, RecordKind};
use enishi_core::time::Moment;
use support::{Place, T, add, assert_sound, edit, edits, id, tanaka};

const HOUR: i64 = 3_600_000;
const PICTURE: &[u8] = include_bytes!("support/picture.png");

fn own(book: &Book, family: &str, given: &str, mail: &str) -> ContactId {
    add(
        book,
        &[
            ("family_name", family),
            ("given_name", given),
            ("company", "縁商店株式会社"),
            ("phones[+mobile]", "090-0000-1111"),
            ("emails[+work]", mail),
            ("note", "社外秘のメモ"),
            ("own", "true"),
        ],
    )
}

fn ask(link: &str) -> InviteAsk {
    InviteAsk { token: link::find(link).expect("a token in it"), file: false }
}

/// The link of a new invite for nobody in particular.
fn invited(book: &Book, expiry: Expiry) -> (RecordId, InviteAsk) {
    let made = book.new_invites(&[], expiry, true).expect("an invite");
    let view = book.invite(made.ids[0], Language::Ja).expect("there");
    (made.ids[0], ask(&view.link))
}

fn row(book: &Book, id: RecordId) -> InviteRow {
    book.invite(id, Language::Ja).expect("there").row
}

fn rows(book: &Book, filter: &InviteFilter) -> Vec<InviteRow> {
    book.invites(filter, 0, 1000).expect("a page").rows
}

fn reason(error: &Error) -> String {
    error.details()["reason"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn two_books_exchange_cards_both_ways_and_a_later_card_is_shown_before_it_is_taken() {
    let (here, there) = (Place::new(), Place::new());
    let (mine, theirs) = (here.open(), there.open());
    let my_card = own(&mine, "山田", "太郎", "yamada@enishi.example.jp");
    own(&theirs, "高橋", "花子", "takahashi@aoba.example.jp");

    let (sent, invite) = invited(&mine, Expiry::Week);
    mine.mark_invites(&[sent], InviteMark::Sent).expect("sent");
    let opened = theirs.open_invite(&invite).expect("opened");
    assert_eq!((opened.code, opened.name.as_str()), (InviteCode::Ok, "山田 太郎"));
    assert_eq!(opened.stand, Stand::New);
    assert_eq!(opened.expires, Some(Moment(T.0 + 7 * 24 * HOUR)));
    assert!(!opened.lines.iter().any(|line| line.text.contains("社外秘")), "what is private stays: {:?}", opened.lines);

    let taken = theirs.take_invite(&invite, &TakeInvite::New, &[]).expect("taken");
    let partner = theirs.contact(id(&taken)).expect("a partner");
    let follows = partner.follows.clone().expect("it follows their card");
    assert_eq!((partner.display_name.as_str(), partner.company.as_str()), ("山田 太郎", "縁商店株式会社"));
    assert_eq!((follows.display_name.as_str(), follows.own_display_name), ("山田 太郎", false));
    assert_eq!((partner.origin.how, partner.origin.from.as_str()), (How::Invite, "山田 太郎"));
    assert_eq!(partner.phones[0].value, "090-0000-1111");

    // The one-time number was taken.
    match theirs.open_invite(&invite).expect("opened again").stand {
        Stand::Used { contact: Some(contact), at, .. } => assert_eq!((contact.id, at), (partner.id, T)),
        other => panic!("{other:?}"),
    }
    let again = theirs.take_invite(&invite, &TakeInvite::New, &[]).expect_err("a replay");
    assert_eq!(reason(&again), "used");

    // Answered with the same number, both sides have each other.
    let answer = theirs.answer_invite(&invite).expect("an answer");
    let answer_again = theirs.answer_invite(&invite).expect("the same answer");
    assert_eq!(answer.ids, answer_again.ids);
    let back = ask(&theirs.invite(answer.ids[0], Language::Ja).expect("there").line);
    let opened = mine.open_invite(&back).expect("opened");
    assert_eq!(opened.answers.as_ref().map(|row| row.id), Some(sent));
    let taken = mine.take_invite(&back, &TakeInvite::New, &[]).expect("taken");
    let accepted = row(&mine, sent);
    assert_eq!((accepted.state, accepted.contact), (InviteState::Accepted, taken.id));
    mine.undo().expect("undone");
    assert_eq!(row(&mine, sent).state, InviteState::Sent, "with what it did to the register");
    mine.redo().expect("redone");

    // A later card of the same key.
    here.set_clock(Moment(T.0 + HOUR));
    there.set_clock(Moment(T.0 + HOUR));
    theirs.edit(partner.id, &[edit("display_name", "山田のたろさん")]).expect("an own spelling");
    mine.edit(my_card, &edits(&[("company", "縁商会株式会社"), ("phones[+work]", "03-9999-0000")])).expect("changed");
    let (_, later) = invited(&mine, Expiry::Never);
    let Stand::Same { contact, brought, older } = theirs.open_invite(&later).expect("opened").stand else {
        panic!("the key is known")
    };
    assert_eq!((contact.id, older), (partner.id, false));
    let changes: Vec<_> = brought.iter().map(|it| (it.field.as_str(), it.here.as_str(), it.read.as_str())).collect();
    assert_eq!(changes, [("company", "縁商店株式会社", "縁商会株式会社")]);
    assert_eq!(theirs.contact(partner.id).expect("there").company, "縁商店株式会社", "nothing changes by looking");
    let refused = theirs.take_invite(&later, &TakeInvite::New, &[]).expect_err("somebody follows this key");
    assert_eq!(reason(&refused), "same_key");
    theirs.take_invite(&later, &TakeInvite::Update(partner.id), &["phones".to_owned()]).expect("updated");
    let now = theirs.contact(partner.id).expect("there");
    let follows = now.follows.expect("still");
    assert_eq!((now.display_name.as_str(), now.company.as_str()), ("山田のたろさん", "縁商会株式会社"));
    assert_eq!((follows.display_name.as_str(), follows.own_display_name), ("山田 太郎", true));
    assert_eq!(now.phones.len(), 2);
    theirs.edit(partner.id, &[edit("display_name", "")]).expect("their spelling again");
    assert_eq!(theirs.contact(partner.id).expect("there").display_name, "山田 太郎");

    // An older card that was under way is no news.
    let (_, first) = {
        here.set_clock(Moment(T.0 + HOUR / 2));
        invited(&mine, Expiry::Never)
    };
    let Stand::Same { older, .. } = theirs.open_invite(&first).expect("opened").stand else { panic!("known") };
    assert!(older);
    let refused = theirs.take_invite(&first, &TakeInvite::Update(partner.id), &[]).expect_err("older");
    assert_eq!(reason(&refused), "older");
    assert_sound(&mine);
    assert_sound(&theirs);
}

#[test]
fn a_card_of_another_key_warns_and_is_taken_over_only_when_it_is_said() {
    let (here, forger, there) = (Place::new(), Place::new(), Place::new());
    let (mine, forged, theirs) = (here.open(), forger.open(), there.open());
    own(&mine, "山田", "太郎", "yamada@enishi.example.jp");
    own(&forged, "山田", "太郎", "YAMADA@enishi.example.jp");
    let (_, invite) = invited(&mine, Expiry::Week);
    let partner = id(&theirs.take_invite(&invite, &TakeInvite::New, &[]).expect("taken"));
    let (_, false_one) = invited(&forged, Expiry::Week);
    let opened = theirs.open_invite(&false_one).expect("opened");
    assert_eq!(opened.code, InviteCode::Ok, "it is signed well, by somebody else");
    assert!(matches!(&opened.stand, Stand::OtherKey { contact, .. } if contact.id == partner), "{:?}", opened.stand);
    for how in [TakeInvite::Into(partner), TakeInvite::Update(partner)] {
        let refused = theirs.take_invite(&false_one, &how, &[]).expect_err("not without being told");
        assert_eq!(reason(&refused), "other_key");
    }
    assert_eq!(theirs.contact(partner).expect("there").follows.expect("as before").fingerprint, {
        theirs.open_invite(&invite).expect("opened").fingerprint
    });
    theirs.take_invite(&false_one, &TakeInvite::NewKey(partner), &[]).expect("the user trusts it");
    let follows = theirs.contact(partner).expect("there").follows.expect("another");
    assert_eq!(follows.fingerprint, opened.fingerprint);
    theirs.undo().expect("undone");
    let separate = id(&theirs.take_invite(&false_one, &TakeInvite::New, &[]).expect("as somebody else"));
    assert_ne!(separate, partner);
    assert_sound(&theirs);
}

#[test]
fn who_is_merged_into_another_leaves_them_whom_they_follow_and_what_was_taken() {
    let (here, there) = (Place::new(), Place::new());
    let (mine, theirs) = (here.open(), there.open());
    let my_card = own(&mine, "山田", "太郎", "yamada@enishi.example.jp");
    let (_, invite) = invited(&mine, Expiry::Week);
    let taken = id(&theirs.take_invite(&invite, &TakeInvite::New, &[]).expect("taken"));
    let kept = add(&theirs, &[("family_name", "山田"), ("given_name", "太郎"), ("phones[+work]", "03-1111-2222")]);
    theirs.merge(kept, taken, &[]).expect("merged");

    let contact = theirs.contact(kept).expect("there");
    let follows = contact.follows.expect("it follows the card that the other one followed");
    assert_eq!((follows.company.as_str(), follows.own_display_name), ("縁商店株式会社", false));
    assert_eq!(contact.display_name, "山田 太郎");
    let numbers: Vec<_> = contact.phones.iter().map(|phone| phone.value.as_str()).collect();
    assert_eq!(numbers, ["03-1111-2222", "090-0000-1111"]);
    let again = theirs.take_invite(&invite, &TakeInvite::New, &[]).expect_err("a replay");
    assert_eq!(reason(&again), "used", "though who took it is in the trash");
    theirs.purge(&[Entity::Contact(taken)]).expect("for good");
    assert_eq!(reason(&theirs.take_invite(&invite, &TakeInvite::New, &[]).expect_err("a replay")), "used");

    // Their next card finds the one who stayed.
    here.set_clock(Moment(T.0 + HOUR));
    there.set_clock(Moment(T.0 + HOUR));
    mine.edit(my_card, &[edit("company", "縁商会株式会社")]).expect("changed");
    let (_, newer) = invited(&mine, Expiry::Week);
    let stand = theirs.open_invite(&newer).expect("opened").stand;
    assert!(matches!(&stand, Stand::Same { contact, older: false, .. } if contact.id == kept), "{stand:?}");
    theirs.take_invite(&newer, &TakeInvite::Update(kept), &[]).expect("taken");
    assert_eq!(theirs.contact(kept).expect("there").company, "縁商会株式会社");
    assert_sound(&theirs);
}

#[test]
fn own_invites_and_bad_ones_are_told_apart_and_change_nothing() {
    let (here, there) = (Place::new(), Place::new());
    let (mine, theirs) = (here.open(), there.open());
    own(&mine, "山田", "太郎", "yamada@enishi.example.jp");
    let (_, invite) = invited(&mine, Expiry::Day);
    assert_eq!(mine.open_invite(&invite).expect("opened").stand, Stand::Own);
    assert_eq!(reason(&mine.take_invite(&invite, &TakeInvite::New, &[]).expect_err("one's own")), "own");

    let refused = |ask: &InviteAsk, code: InviteCode| {
        let opened: Opened = theirs.open_invite(ask).expect("told");
        assert_eq!(opened.code, code);
        let error = theirs.take_invite(ask, &TakeInvite::New, &[]).expect_err("refused");
        assert_eq!(reason(&error), code.code());
        opened
    };
    let mut altered = invite.clone();
    altered.token.replace_range(200..201, if &altered.token[200..201] == "A" { "B" } else { "A" });
    assert_eq!(refused(&altered, InviteCode::Altered).name, "", "nothing is said of what nobody signed");
    refused(&InviteAsk { token: String::new(), file: false }, InviteCode::NotAnInvite);
    there.set_clock(Moment(T.0 + 24 * HOUR + 999));
    assert_eq!(theirs.open_invite(&invite).expect("opened").code, InviteCode::Ok, "its last second");
    there.set_clock(Moment(T.0 + 24 * HOUR + 1000));
    assert_eq!(refused(&invite, InviteCode::Expired).name, "山田 太郎", "who it was from is told");
    there.set_clock(Moment(T.0 - 11 * 60 * 1000));
    refused(&invite, InviteCode::NotYet);
    assert!(theirs.counts().expect("counts").all == 0);
}

#[test]
fn an_existing_contact_follows_from_now_on_and_no_longer_when_the_user_says_so() {
    let (here, there) = (Place::new(), Place::new());
    let (mine, theirs) = (here.open(), there.open());
    let me = own(&mine, "田中", "太郎", "tanaka@aozora.example.jp");
    mine.set_photo(me, Some(PICTURE)).expect("a photo");
    let partner = tanaka(&theirs);
    let made = mine.new_invites(&[], Expiry::Never, true).expect("an invite");
    let view = mine.invite(made.ids[0], Language::Ja).expect("there");
    assert!(view.larger, "a photo has no room in a link");
    let file = String::from_utf8(mine.invite_file(made.ids[0]).expect("a file")).expect("text");
    let file = InviteAsk { token: link::find(&file).expect("a token"), file: true };
    let opened = theirs.open_invite(&file).expect("opened");
    assert!(opened.photo.as_deref().is_some_and(|photo| photo.starts_with("data:image/")));
    assert_eq!(opened.alike.first().map(|it| it.row.id), Some(partner), "known by mail and name");
    let as_link = theirs.open_invite(&InviteAsk { file: false, ..file.clone() }).expect("opened");
    assert_eq!(as_link.code, InviteCode::Oversized);

    let card = own(&theirs, "高橋", "花子", "takahashi@aoba.example.jp");
    let refused = theirs.take_invite(&file, &TakeInvite::Into(card), &[]).expect_err("the own card follows nobody");
    assert_eq!(reason(&refused), "own");
    theirs.take_invite(&file, &TakeInvite::Into(partner), &[]).expect("taken");
    let now = theirs.contact(partner).expect("there");
    let follows = now.follows.clone().expect("it follows");
    assert!(now.photo.is_some() && follows.photo == now.photo && !follows.own_photo);
    assert_eq!((now.company.as_str(), follows.company.as_str()), ("株式会社青空商店", "縁商店株式会社"));
    assert!(follows.own_company && !follows.own_display_name, "an own spelling stays, an equal one follows");
    assert_eq!(now.note, "展示会で会った");
    // A short card says nothing of the photo: it stays.
    let (_, short) = invited(&mine, Expiry::Never);
    theirs.take_invite(&short, &TakeInvite::Update(partner), &[]).expect("updated");
    assert_eq!(theirs.contact(partner).expect("there").photo, now.photo);
    theirs.set_photo(partner, Some(include_bytes!("support/other.png"))).expect("an own photo beside theirs");
    let own_photo = theirs.contact(partner).expect("there");
    assert!(own_photo.photo != now.photo && own_photo.follows.expect("still").photo == now.photo);
    theirs.set_photo(partner, None).expect("theirs again");
    assert_eq!(theirs.contact(partner).expect("there").photo, now.photo);

    // What leaves the book says each thing once, and nothing of whom it follows.
    let out = there.folder.path().join("out.vcf");
    let all = enishi_core::book::ExportWhat::Contacts(vec![partner]);
    theirs
        .export(&out, enishi_core::book::ExportFormat::Vcard3, &all, &mut |_| ControlFlow::Continue(()))
        .expect("exported");
    let text = std::fs::read_to_string(&out).expect("a file");
    assert_eq!(text.matches("\r\nFN").count(), 1, "{text}");
    assert_eq!((text.matches("\r\nORG").count(), text.contains("X-ENISHI-")), (1, false), "{text}");

    theirs.edit(partner, &[edit("follows", "")]).expect("no longer");
    let after = theirs.contact(partner).expect("there");
    assert_eq!((after.follows, after.company, after.photo), (None, now.company, now.photo));
    theirs.undo().expect("undone");
    assert!(theirs.contact(partner).expect("there").follows.is_some());
    assert_sound(&theirs);
}

#[test]
fn invites_are_listed_marked_thrown_away_and_brought_back() {
    let place = Place::new();
    let book = place.open();
    assert_eq!(book.new_invites(&[], Expiry::Week, false).expect_err("no own card").code(), "missing");
    own(&book, "山田", "太郎", "yamada@enishi.example.jp");
    let partner = tanaka(&book);
    let made = book.new_invites(&[partner], Expiry::Today, false).expect("an invite");
    let (any, _) = invited(&book, Expiry::Never);
    let invite = made.ids[0];
    assert_eq!(row(&book, invite).state, InviteState::Drafted);
    assert_eq!(row(&book, invite).recipient, "田中 太郎");
    let expires = book.invite(invite, Language::Ja).expect("there").expires_at.expect("a moment");
    assert_eq!(expires, Moment(T.0 + 24 * HOUR - 1000), "the last second of today");
    book.edit_invite(invite, &edits(&[("expiry", "24h"), ("enishi", "true"), ("note", "展示会")])).expect("a draft");
    book.mark_invites(&[invite, any], InviteMark::Sent).expect("sent");
    let refused = book.edit_invite(invite, &[edit("expiry", "never")]).expect_err("it is on its way");
    assert_eq!(reason(&refused), "sent");
    let filter = |state| InviteFilter { state: Some(state), ..InviteFilter::default() };
    assert_eq!(rows(&book, &filter(InviteState::Sent)).len(), 2);
    let found = InviteFilter { query: "青空 ﾃﾝｼﾞｶｲ".to_owned(), ..InviteFilter::default() };
    assert_eq!(rows(&book, &found).len(), 0, "kana is no kanji");
    let found = InviteFilter { query: "青空 展示会".to_owned(), ..InviteFilter::default() };
    assert_eq!(rows(&book, &found).iter().map(|row| row.id).collect::<Vec<_>>(), [invite]);
    let of_contact = InviteFilter { contact: Some(partner), ..InviteFilter::default() };
    assert_eq!(rows(&book, &of_contact).len(), 1);

    place.set_clock(Moment(T.0 + 24 * HOUR + 1000));
    let page = book.invites(&InviteFilter::default(), 0, 10).expect("a page");
    assert_eq!((page.counts.all, page.counts.expired, page.counts.sent), (2, 1, 1), "it expires by itself");
    let refused = book.mark_invites(&[invite], InviteMark::Accepted).expect_err("too late today");
    assert_eq!(reason(&refused), "expired");
    book.edit_invite(invite, &[edit("accepted", "2026-11-22")]).expect("it was accepted in time");
    assert_eq!(row(&book, invite).state, InviteState::Accepted);
    book.mark_invites(&[any], InviteMark::Revoked).expect("revoked");
    assert_eq!(row(&book, any).state, InviteState::Revoked);
    book.undo().expect("undone");
    assert_eq!(row(&book, any).state, InviteState::Sent);

    let before = row(&book, invite);
    book.trash(&[Entity::Record(invite)]).expect("thrown away");
    assert_eq!(rows(&book, &InviteFilter::default()).len(), 1);
    let entry = book.trash_entries().expect("the trash").remove(0);
    assert_eq!((entry.record, entry.name.as_str()), (Some(RecordKind::Invite), "田中 太郎"));
    book.restore(&[Entity::Record(invite)]).expect("brought back");
    assert_eq!(row(&book, invite), before);
    // With the person their invites go for good, and no trace stays.
    book.trash(&[Entity::Contact(partner)]).expect("thrown away");
    assert_eq!(row(&book, invite).recipient, "田中 太郎", "a name stays while the person lies in the trash");
    book.purge(&[Entity::Contact(partner)]).expect("for good");
    assert_eq!(rows(&book, &InviteFilter::default()).len(), 1);
    assert_eq!(book.invite(invite, Language::Ja).expect_err("gone").code(), "missing");
    assert!(!String::from_utf8_lossy(&place.bytes()).contains("田中 太郎"));
    assert_sound(&book);
}

#[test]
fn the_books_key_moves_with_it_and_is_made_once() {
    let place = Place::new();
    let book = place.open();
    own(&book, "山田", "太郎", "yamada@enishi.example.jp");
    let (_, first) = invited(&book, Expiry::Never);
    drop(book);
    let moved = Place::new();
    std::fs::copy(place.path(), moved.path()).expect("a copy of the file");
    let book = moved.open();
    let (_, second) = invited(&book, Expiry::Never);
    assert_eq!(book.open_invite(&first).expect("opened").stand, Stand::Own);
    let elsewhere = Place::new();
    let other = elsewhere.open();
    let prints: Vec<_> = [first, second].iter().map(|it| other.open_invite(it).expect("opened").fingerprint).collect();
    assert_eq!(prints[0], prints[1]);
    assert_ne!(prints[0], "");
}

#[test]
fn codes_of_an_invite_say_what_they_should() {
    let place = Place::new();
    let book = place.open();
    own(&book, "山田", "太郎", "yamada@enishi.example.jp");
    let (invite, said) = invited(&book, Expiry::Week);
    let read = |kind| {
        let file = enishi_core::book::CodeFile::Png { side_px: 900 };
        let png = book.invite_code_file(invite, kind, file).expect("a picture");
        String::from_utf8(scan(&png).expect("read").remove(0).bytes).expect("text")
    };
    assert_eq!(ask(&read(InviteCodeKind::Enishi)), said);
    assert!(read(InviteCodeKind::Card).starts_with("BEGIN:VCARD"), "any phone takes the card");
    let none = book.invite_code(invite, InviteCodeKind::Url, 300).expect_err("it is no service's");
    assert_eq!(reason(&none), "empty");
}

fn service(book: &Book) -> RecordId {
    book.add_service(&[edit("name", "西村製本の公式アカウント")]).expect("a service").0
}

#[test]
fn an_address_of_a_service_runs_out_is_told_and_is_issued_anew() {
    let place = Place::new();
    let book = place.open();
    let (of, partner) = (service(&book), tanaka(&book));
    for (url, why) in [("", "no_url"), ("ftp://x", "no_url"), ("https://a b", "no_url")] {
        let refused = book.add_service_invite(of, Some(partner), &[edit("url", url)]).expect_err("no address");
        assert_eq!(reason(&refused), why);
    }
    let url = "https://manager.line.biz/invitation/abc";
    let pairs = edits(&[("url", url), ("role", "管理者")]);
    let (first, _) = book.add_service_invite(of, Some(partner), &pairs).expect("kept");
    let made = row(&book, first);
    assert_eq!((made.kind, made.days_left), (InviteKind::Service, Some(0)), "to be taken up today");
    assert_eq!(book.service(of).expect("there").invites, vec![made.clone()]);
    assert!(book.deadlines().expect("deadlines").iter().any(|it| it.invite == Some(first)), "told before");
    place.set_clock(Moment(T.0 + 24 * HOUR));
    assert_eq!(row(&book, first).state, InviteState::Expired);
    let broken = book.rules().expect("rules");
    assert!(broken.iter().any(|it| it.invite == Some(first)), "and behind: {broken:?}");
    let (second, _) = book.reissue_invite(first, "https://manager.line.biz/invitation/def").expect("issued anew");
    let view = book.invite(second, Language::Ja).expect("there");
    assert_eq!(view.former.map(|row| row.id), Some(first));
    assert_eq!(book.invite(first, Language::Ja).expect("there").later.map(|row| row.id), Some(second));
    assert!(view.text.contains("https://manager.line.biz/invitation/def") && view.text.contains("西村製本"));
    assert!(!book.rules().expect("rules").iter().any(|it| it.invite.is_some()), "it is replaced");
    let (third, _) = book.reissue_invite(second, "https://manager.line.biz/invitation/ghi").expect("once more");
    assert_eq!(row(&book, second).state, InviteState::Revoked, "it could still be taken up");
    book.mark_invites(&[third], InviteMark::Accepted).expect("accepted");
    assert_eq!(reason(&book.reissue_invite(third, url).expect_err("taken up")), "accepted");
    book.trash(&[Entity::Record(of)]).expect("the service");
    book.purge(&[Entity::Record(of)]).expect("for good");
    assert!(rows(&book, &InviteFilter::default()).is_empty(), "with its invitations");
    assert_sound(&book);
}
