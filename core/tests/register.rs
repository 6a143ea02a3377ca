//! Services and rights: kept, undone, thrown away, and their rules.

mod support;

use enishi_core::access::Rule;
use enishi_core::book::{Book, Entity, List};
use enishi_core::contact::ContactId;
use enishi_core::record::{RecordId, RecordKind};
use support::{Place, assert_sound, edit, edits, names, sato, tanaka};

fn service(book: &Book, name: &str) -> RecordId {
    book.add_service(&[edit("name", name), edit("kind", "LINE公式アカウント")]).expect("a service").0
}

fn admin(book: &Book, service: RecordId, contact: ContactId) -> RecordId {
    book.add_access(service, Some(contact), &edits(&[("role", "管理者"), ("admin", "true")])).expect("a right").0
}

fn rules(book: &Book) -> Vec<Rule> {
    book.rules().expect("rules").into_iter().map(|broken| broken.rule).collect()
}

#[test]
fn a_service_is_kept_edited_undone_thrown_away_and_brought_back_whole() {
    let place = Place::new();
    let book = place.open();
    let who = tanaka(&book);
    let id = service(&book, "西村製本の公式アカウント");
    admin(&book, id, who);
    book.edit_service(id, &edits(&[("plan", "ライト"), ("renewal", "2027-03-31"), ("reversibility", "final")]))
        .expect("edited");
    for (field, value, reason) in [
        ("name", " ", "empty"),
        ("renewal", "来月", "no_day"),
        ("reversibility", "maybe", "no_option"),
        ("password", "x", "unknown"),
    ] {
        let refused = book.edit_service(id, &[edit("plan", "x"), edit(field, value)]).expect_err("refused");
        assert_eq!(refused.details()["reason"], reason);
    }
    assert_eq!(book.service(id).expect("there").service.plan, "ライト", "a refused edit changes nothing");
    book.undo().expect("undone");
    assert_eq!(book.service(id).expect("there").service.plan, "");
    book.redo().expect("redone");
    let before = book.service(id).expect("there");
    book.trash(&[Entity::Record(id)]).expect("thrown away");
    assert!(book.services().expect("a list").is_empty() && book.accesses_of(who).expect("rights").is_empty());
    let entry = book.trash_entries().expect("the trash").remove(0);
    assert_eq!((entry.record, entry.name.as_str()), (Some(RecordKind::Service), "西村製本の公式アカウント"));
    drop(book);
    let book = place.open();
    book.restore(&[Entity::Record(id)]).expect("brought back");
    assert_eq!(book.service(id).expect("there"), before, "with everybody's rights");
    book.undo().expect("the restoring");
    book.purge(&[Entity::Record(id)]).expect("for good");
    assert_eq!(book.service(id).expect_err("gone").code(), "missing");
    assert!(!String::from_utf8_lossy(&place.bytes()).contains("西村製本の公式アカウント"), "no trace of it");
    assert_sound(&book);
}

#[test]
fn undoing_the_adding_of_a_service_is_refused_while_a_right_hangs_on_it() {
    let place = Place::new();
    let book = place.open();
    let who = tanaka(&book);
    let (id, added) = book.add_service(&[edit("name", "ココナラ")]).expect("a service");
    admin(&book, id, who);
    assert_eq!(book.undo_change(added.change.expect("a change")).expect_err("refused").code(), "conflict");
    book.undo().expect("the right first");
    book.undo().expect("then the service");
    assert!(book.services().expect("a list").is_empty());
    assert_sound(&book);
}

#[test]
fn the_rules_follow_the_register_as_it_is_today() {
    let place = Place::new();
    let book = place.open();
    let (one, other) = (tanaka(&book), sato(&book));
    let id = service(&book, "公式アカウント");
    assert_eq!(rules(&book), [Rule::NoAdmin]);
    let right = admin(&book, id, one);
    assert_eq!(rules(&book), [Rule::OneAdmin]);
    admin(&book, id, other);
    assert_eq!(rules(&book), []);
    book.edit_access(right, &[edit("admin", "false")]).expect("edited");
    assert_eq!(rules(&book), [Rule::OneAdmin]);
    book.undo().expect("undone");
    for name in ["三浦", "青木"] {
        book.add_access(id, None, &edits(&[("name", name), ("admin", "true")]))
            .expect("somebody who isn't in the book");
    }
    assert_eq!(rules(&book), [Rule::ManyAdmins]);
    book.edit_access(right, &[edit("review", "2026-11-22")]).expect("edited");
    assert_eq!(rules(&book), [Rule::Review, Rule::ManyAdmins]);
    book.edit_access(right, &[edit("review", "2026-11-23")]).expect("not yet");
    // 365 days after the last login, told 30 days before.
    book.edit_service(id, &[edit("last_login", "2025-12-23")]).expect("edited");
    assert_eq!(rules(&book), [Rule::ManyAdmins], "31 days are left");
    book.edit_service(id, &[edit("last_login", "2025-12-22")]).expect("edited");
    assert_eq!(rules(&book), [Rule::Inactive, Rule::ManyAdmins]);
    assert_eq!(book.rules().expect("rules").first().map(|it| it.days), Some(30));
    // Who is in the trash and still has rights.
    book.trash(&[Entity::Contact(one)]).expect("thrown away");
    let broken = book.rules().expect("rules");
    let leaver = broken.iter().find(|it| it.rule == Rule::Leaver).expect("told");
    assert_eq!((leaver.contact, leaver.names.as_slice()), (Some(one), &["公式アカウント".to_owned()][..]));
    assert!(!rules(&book).contains(&Rule::ManyAdmins), "who left is no administrator");
}

#[test]
fn a_purged_person_takes_the_rights_along() {
    let place = Place::new();
    let book = place.open();
    let who = tanaka(&book);
    let id = service(&book, "ココナラ");
    admin(&book, id, who);
    book.trash(&[Entity::Contact(who)]).expect("thrown away");
    book.purge(&[Entity::Contact(who)]).expect("for good");
    assert!(book.accesses().expect("rights").is_empty());
    assert!(names(&book, List::All).is_empty());
    assert_sound(&book);
}

#[test]
fn the_same_role_isnt_noted_twice_and_somebody_has_to_be_named() {
    let place = Place::new();
    let book = place.open();
    let who = tanaka(&book);
    let id = service(&book, "ココナラ");
    admin(&book, id, who);
    let refused =
        |contact, edits: &[_]| book.add_access(id, contact, edits).expect_err("refused").details()["reason"].clone();
    assert_eq!(refused(Some(who), &edits(&[("role", "管理者")])), "exists");
    assert_eq!(refused(None, &[]), "empty");
    assert_eq!(book.add_access(RecordId(99), Some(who), &[]).expect_err("no service").code(), "missing");
}

#[test]
fn a_bank_card_is_told_from_other_numbers() {
    use enishi_core::access::has_card_number;
    for card in
        ["4111 1111 1111 1111", "暗証 4111-1111-1111-1111 です", "４１１１１１１１１１１１１１１１", "378282246310005"]
    {
        assert!(has_card_number(card), "{card}");
    }
    for other in
        ["4111 1111 1111 1112", "090-1234-5678", "0000 0000 0000 0000", "4111.1111.1111.1111", "12345678901234567890"]
    {
        assert!(!has_card_number(other), "{other}");
    }
}

#[test]
fn tables_of_services_and_rights_come_in_and_go_out_the_same() {
    use enishi_core::book::RegisterTable::{Access, Services};
    let place = Place::new();
    let book = place.open();
    let who = tanaka(&book);
    let table = "サービス名,種類,更新日,余り\r\n公式アカウント,LINE,2027-03-31,x\r\n=1+1,表計算,,\r\n銀行,,来月,\r\n,種類だけ,,\r\n";
    let (report, changed) = book.import_register(Services, "a.csv", table.as_bytes()).expect("read");
    assert_eq!((report.read, report.added, report.failed), (4, 2, 2));
    let told: Vec<_> = report.problems.iter().map(|it| (it.row, it.field.as_str(), it.reason.as_str())).collect();
    assert_eq!(told, [(4, "renewal", "no_day"), (5, "name", "empty")]);
    assert_eq!(changed.count, 2, "one change for all");
    let rights =
        "service,person,role,admin\n公式アカウント,田中 太郎,管理者,○\n公式アカウント,三浦,担当,\nない,三浦,担当,\n";
    let (report, _) = book.import_register(Access, "b.csv", rights.as_bytes()).expect("read");
    assert_eq!((report.added, report.failed), (2, 1));
    let held = book.accesses_of(who).expect("rights");
    assert!(held.len() == 1 && held[0].held.access.admin, "somebody of the book is known by the name");
    // The same again changes nothing.
    for (what, table) in [(Services, table), (Access, rights)] {
        let (report, changed) = book.import_register(what, "a.csv", table.as_bytes()).expect("read");
        assert_eq!((report.added, report.updated, report.skipped, changed.change), (0, 0, 2, None));
    }
    for what in [Services, Access] {
        let out = book.export_register(what).expect("written");
        assert!(out.starts_with("\u{feff}".as_bytes()));
        let (report, _) = book.import_register(what, "c.csv", &out).expect("read");
        assert_eq!((report.read, report.skipped), (2, 2), "{}", String::from_utf8_lossy(&out));
    }
    let out = String::from_utf8(book.export_register(Services).expect("written")).expect("UTF-8");
    assert!(out.contains("'=1+1"), "a spreadsheet runs nothing: {out}");
    assert_eq!(book.import_register(Services, "d.csv", b"a,b\n1,2\n").expect_err("no header").code(), "unreadable");
    book.undo().expect("the whole table at once");
    assert!(book.accesses().expect("rights").is_empty());
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode("サービス名,プラン\n高木製作所のページ,無料\n");
    let (report, _) = book.import_register(Services, "e.csv", &cp932).expect("read");
    assert_eq!(report.added, 1);
    assert!(book.services().expect("a list").iter().any(|row| row.service.name == "高木製作所のページ"));
    assert_sound(&book);
}
