//! The columns of tables: taken for what their headers say, for what the user says, and remembered.

mod support;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use enishi_core::Error;
use enishi_core::book::{
    Book, ColumnChoice, Contact, ExportFormat, ExportWhat, ImportOptions, ImportReport, List, Looked, LookedTable,
    Reading, Sort,
};
use enishi_core::formats::csv::Delimiter;
use support::{Place, assert_sound};

fn choice(header: &str, target: &str) -> ColumnChoice {
    ColumnChoice { header: header.to_owned(), nth: 0, target: target.to_owned() }
}

fn said(choices: &[(&str, &str)]) -> Reading {
    let columns = choices.iter().map(|(header, target)| choice(header, target)).collect();
    Reading { columns: Some(columns), ..Reading::default() }
}

fn import(book: &Book, file: &Path, reading: &Reading) -> enishi_core::Result<ImportReport> {
    let options = ImportOptions { reading: reading.clone(), ..ImportOptions::default() };
    book.import(&[file.to_owned()], &options, &mut |_| ControlFlow::Continue(()))
}

fn look(book: &Book, file: &Path, reading: &Reading) -> Looked {
    book.look(&[file.to_owned()], reading).expect("a look").remove(0)
}

fn table(book: &Book, file: &Path, reading: &Reading) -> LookedTable {
    look(book, file, reading).table.expect("a table")
}

/// Header and target of each column.
fn told(table: &LookedTable) -> Vec<(&str, &str)> {
    table.columns.iter().map(|column| (&*column.header, &*column.target)).collect()
}

fn everybody(book: &Book) -> Vec<Contact> {
    let rows = book.list(List::All, Sort::Newest, 0, 100).expect("a list").rows;
    rows.iter().rev().map(|row| book.contact(row.id).expect("a contact")).collect()
}

/// Imports the file twice: with what the user says, and again as it is remembered, which must change nothing.
#[track_caller]
fn people(name: &str, bytes: &[u8], reading: &Reading) -> Vec<Contact> {
    let place = Place::new();
    let book = place.open();
    let file = place.file(name, bytes);
    let report = import(&book, &file, reading).expect("the import runs");
    assert_eq!((report.read, report.failed), (report.added, 0), "everybody is new: {report:?}");
    let people = everybody(&book);
    let again = import(&book, &file, &Reading { columns: None, ..reading.clone() }).expect("it runs again");
    assert_eq!((again.added, again.updated, again.failed), (0, 0, 0), "nothing is new: {again:?}");
    assert_eq!(everybody(&book), people);
    assert_sound(&book);
    people
}

fn one_field<'a>(contact: &'a Contact, label: &str) -> Option<&'a str> {
    contact.custom.iter().find(|field| field.label == label).map(|field| &*field.value)
}

const FUDEMAME: &str = "フリガナ,氏名,旧姓,性別,生年月日,郵便番号,住所１,住所２,電話番号\r\n\
    ﾀｶﾊｼ ﾏﾅﾌﾞ,髙橋　学,,男,1974/02/15,604-0857,京都府京都市中京区少将井町230,トキワビル 5F,075-253-0901\r\n\
    ﾔﾏﾀﾞ ﾊﾅｺ,山田　花子,佐藤,女,,510-0074,三重県四日市市鵜の森1丁目4-28 ユマニテクプラザ,,059-000-0001\r\n";

#[test]
fn a_table_as_address_programs_write_it_comes_in_parted_and_with_readings_in_hiragana() {
    let people = people("fudemame.csv", FUDEMAME.as_bytes(), &Reading::default());
    let [takahashi, yamada] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!((&*takahashi.family_name, &*takahashi.given_name), ("髙橋", "学"));
    assert_eq!((&*takahashi.family_reading, &*takahashi.given_reading), ("たかはし", "まなぶ"));
    let home = takahashi.addresses.first().expect("an address");
    assert_eq!((&*home.postal, &*home.region), ("604-0857", "京都府"));
    assert_eq!((&*home.city, &*home.street, &*home.building), ("京都市中京区", "少将井町230", "トキワビル 5F"));
    let home = yamada.addresses.first().expect("an address");
    assert_eq!((&*home.city, &*home.street, &*home.building), ("四日市市", "鵜の森1丁目4-28", "ユマニテクプラザ"));
    assert_eq!(one_field(yamada, "旧姓"), Some("佐藤"), "what nobody knows is kept");
}

#[test]
fn a_look_tells_every_column_with_its_first_values() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("fudemame.csv", FUDEMAME);
    let table = table(&book, &file, &Reading::default());
    assert_eq!(
        told(&table),
        [
            ("フリガナ", "reading+hiragana"),
            ("氏名", "name"),
            ("旧姓", "custom"),
            ("性別", "custom"),
            ("生年月日", "birthday"),
            ("郵便番号", "address.postal"),
            ("住所１", "address.whole+parts"),
            ("住所２", "address.building"),
            ("電話番号", "phone"),
        ]
    );
    assert_eq!((table.width, table.header_row, table.delimiter), (9, 1, Some(Delimiter::Comma)));
    assert!(table.tells && !table.remembered);
    let samples = |at: usize| table.columns.get(at).map(|column| column.samples.clone()).expect("a column");
    assert_eq!(samples(3), ["男", "女"]);
    assert_eq!(samples(2), ["佐藤"]);
}

#[test]
fn what_the_user_says_about_columns_counts_more_than_their_headers() {
    let text = "Person in charge,Firm,Tel,Tel,Mail,Where,Since,Memo\n\
                Miller Anna,㈱高砂製作所,072-671-3390,090-0000-0001,anna@example.com,大阪府高槻市芝生町1-1,2019,x\n";
    let reading = Reading {
        columns: Some(vec![
            choice("person in charge", "name"),
            choice("Firm", "company+legal_form"),
            ColumnChoice { nth: 1, ..choice("Tel", "phone.mobile") },
            choice("Where", "address.work.whole+parts"),
            choice("Since", "note"),
            choice("Mail", "ignore"),
        ]),
        ..Reading::default()
    };
    let people = people("odd.csv", text.as_bytes(), &reading);
    let [anna] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!((&*anna.family_name, &*anna.company), ("Anna", "株式会社高砂製作所"));
    let phones: Vec<(&str, &str)> = anna.phones.iter().map(|phone| (&*phone.label, &*phone.value)).collect();
    assert_eq!(phones, [("", "072-671-3390"), ("mobile", "090-0000-0001")]);
    let work = anna.addresses.first().expect("an address");
    assert_eq!((&*work.label, &*work.region, &*work.city, &*work.street), ("work", "大阪府", "高槻市", "芝生町1-1"));
    assert_eq!(anna.note, "2019\nx", "two columns for one note");
    assert_eq!(anna.emails, [], "left out, for the user said so");
}

#[test]
fn several_columns_for_one_text_are_joined_in_their_order() {
    let text = "姓,名,所在1,所在2,棟,役割1,役割2,連絡1,連絡2\n\
                大江,俊介,京都府京都市,中京区少将井町230,トキワビル,部長,技師長,072-671-3390,090-0000-0001\n";
    let people = people(
        "joined.csv",
        text.as_bytes(),
        &said(&[
            ("所在1", "address.whole+parts"),
            ("所在2", "address.whole"),
            ("棟", "address.building"),
            ("役割1", "title"),
            ("役割2", "title"),
            ("連絡1", "phone"),
            ("連絡2", "phone"),
        ]),
    );
    let [ohe] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!(ohe.title, "部長 技師長");
    assert_eq!(ohe.phones.len(), 2, "a list gets one more");
    let home = ohe.addresses.first().expect("an address");
    assert_eq!((&*home.region, &*home.city, &*home.building), ("京都府", "京都市 中京区", "トキワビル"));
}

#[test]
fn a_table_without_headers_we_know_is_refused_until_somebody_says_what_it_is() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("who.csv", "担当さん;会社さま;番号\n大江俊介;高砂製作所;072-671-3390\n小野 妹子;斑鳩;\n");
    let refused = import(&book, &file, &Reading::default());
    assert!(matches!(refused, Err(Error::Unreadable { reason: "no_header", .. })), "{refused:?}");
    let table = table(&book, &file, &Reading::default());
    assert_eq!(told(&table), [("担当さん", "custom"), ("会社さま", "custom"), ("番号", "custom")]);
    assert!(!table.tells);

    let reading = said(&[("担当さん", "name"), ("番号", "phone.work")]);
    let first = look(&book, &file, &reading).first;
    assert_eq!(first.first().map(|one| (&*one.name, &*one.phone)), Some(("大江俊介", "072-671-3390")));
    assert_eq!(import(&book, &file, &reading).expect("it runs").added, 2);
    let people = everybody(&book);
    let names: Vec<(&str, &str)> = people.iter().map(|one| (&*one.family_name, &*one.display_name)).collect();
    assert_eq!(names, [("", "大江俊介"), ("小野", "小野 妹子")], "no name is parted by a guess");
    assert_eq!(people.first().and_then(|one| one_field(one, "会社さま")), Some("高砂製作所"));
}

#[test]
fn a_table_without_any_headers_is_read_by_the_numbers_of_its_columns() {
    let reading = Reading { header_row: Some(0), ..said(&[("1", "name"), ("3", "email"), ("2", "company")]) };
    let place = Place::new();
    let book = place.open();
    let file = place.file("bare.tsv", "大江 俊介\t高砂製作所\tohe@example.jp\n小野 妹子\t\tono@example.jp\n");
    assert_eq!(import(&book, &file, &reading).expect("it runs").added, 2);
    let people = everybody(&book);
    assert_eq!(people.first().map(|one| (&*one.given_name, &*one.company)), Some(("俊介", "高砂製作所")));
    let again = table(&book, &file, &Reading { header_row: Some(0), ..Reading::default() });
    assert!(!again.remembered, "a table without headers can't be recognised");
}

#[test]
fn the_same_headers_are_recognised_the_next_time_and_can_be_left_to_themselves_again() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("a.csv", "挨拶文,担当,番号\n大江 俊介,営業1,072-671-3390\n");
    let reading = said(&[("担当", "name"), ("番号", "phone.work")]);
    let dry = ImportOptions { reading: reading.clone(), dry_run: true, ..ImportOptions::default() };
    book.import(std::slice::from_ref(&file), &dry, &mut |_| ControlFlow::Continue(())).expect("it runs");
    assert!(!table(&book, &file, &Reading::default()).remembered, "a preview keeps nothing");

    import(&book, &file, &reading).expect("it runs");
    let bytes = place.bytes();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("1=name 2=phone.work"), "no header and no value stands in what is kept");
    drop(book);

    let book = place.open();
    let other = place.file("b.csv", "これは前書き\n 挨拶文,担 当,番号\n佐藤 花子,総務,03-0000-0001\n");
    let known = table(&book, &other, &Reading::default());
    assert!(known.remembered && known.tells);
    assert_eq!((known.header_row, known.columns.iter().filter(|column| column.chosen).count()), (2, 2));
    let report = import(&book, &other, &Reading::default()).expect("it runs");
    assert_eq!(report.added, 1);
    assert_eq!(everybody(&book).last().map(|one| one.display_name.clone()), Some("総務".to_owned()));
    assert_sound(&book);

    let sent_back = place.file("c.csv", "挨拶文,担当,番号,理由 (Enishi)\n佐藤 花子,総務,03-0000-0001,b.csv:2\n");
    assert!(table(&book, &sent_back, &Reading::default()).remembered, "the reason's column changes no headers");

    let nothing = Reading { columns: Some(Vec::new()), ..Reading::default() };
    let dropped = table(&book, &other, &nothing);
    assert!(!dropped.remembered && !dropped.tells);
    assert!(table(&book, &other, &Reading::default()).remembered, "a look forgets nothing");
    let vcard = place.file("c.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:x\nEND:VCARD\n");
    let options = ImportOptions { reading: said(&[]), ..ImportOptions::default() };
    book.import(&[vcard], &options, &mut |_| ControlFlow::Continue(())).expect("it runs");
    assert!(table(&book, &other, &Reading::default()).remembered, "another file's import forgets nothing of it");
}

#[test]
fn an_import_left_to_itself_forgets_what_was_said_about_its_headers() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("a.csv", "氏名,番号\n大江 俊介,072-671-3390\n");
    import(&book, &file, &said(&[("番号", "phone.work")])).expect("it runs");
    assert!(table(&book, &file, &Reading::default()).remembered);
    import(&book, &file, &said(&[])).expect("it runs");
    assert!(!table(&book, &file, &Reading::default()).remembered);
}

#[test]
fn a_sheet_is_mapped_like_a_text() {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/sheet/meibo.xlsx");
    let place = Place::new();
    let book = place.open();
    let before = table(&book, &golden, &Reading::default());
    assert!(before.columns.iter().any(|column| column.header == "担当" && column.target == "custom"));
    assert_eq!(before.delimiter, None);
    let reading = said(&[("担当", "groups")]);
    import(&book, &golden, &reading).expect("it runs");
    assert!(everybody(&book).iter().any(|one| one.groups.iter().any(|group| group.name == "営業1")));
    assert!(table(&book, &golden, &Reading::default()).remembered);
    let again = import(&book, &golden, &Reading::default()).expect("it runs again");
    assert_eq!((again.added, again.updated), (0, 0), "{again:?}");
}

#[test]
fn headers_like_those_of_other_services_come_in_without_a_word() {
    let line_works = "姓,名,姓(フリガナ),名(フリガナ),ID,個人メールアドレス,External Key\n\
                      大江,俊介,オオエ,シュンスケ,ohe,ohe@example.jp,k1\n";
    let people_of = |text: &str| people("other.csv", text.as_bytes(), &Reading::default());
    let people = people_of(line_works);
    let ohe = people.first().expect("somebody");
    assert_eq!((&*ohe.family_reading, &*ohe.given_reading), ("おおえ", "しゅんすけ"));
    assert_eq!(ohe.emails.first().map(|mail| &*mail.value), Some("ohe@example.jp"));
    assert_eq!(one_field(ohe, "External Key"), Some("k1"));

    let sansan = "会社名,部署名,役職,氏名,e-mail,郵便番号,住所,TEL会社,FAX,携帯電話,URL,名刺交換日,登録番号\n\
                  ㈱高砂製作所,営業部,部長,大江　俊介,ohe@example.jp,569-0823,大阪府高槻市芝生町1-1,072-671-3390,,,,2026/01/05,42\n";
    let people = people_of(sansan);
    let ohe = people.first().expect("somebody");
    assert_eq!((&*ohe.company, &*ohe.given_name), ("㈱高砂製作所", "俊介"), "a company's name is the user's to mend");
    assert_eq!(ohe.addresses.first().map(|address| (&*address.city, &*address.street)), Some(("高槻市", "芝生町1-1")));
    assert_eq!(one_field(ohe, "登録番号"), Some("42"));
}

#[test]
fn our_own_tables_and_those_of_known_programs_stay_as_they_were() {
    let vcard = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:大江;俊介;;;\r\nFN:大江 俊介\r\nX-PHONETIC-LAST-NAME:オオエ\r\n\
                 X-PHONETIC-FIRST-NAME:ｼｭﾝｽｹ\r\nORG:㈱高砂\r\nX-PHONETIC-ORG:タカサゴ\r\n\
                 ADR;TYPE=WORK:;;大阪府高槻市芝生町1-1 高砂ビル;;;;\r\nTEL;TYPE=CELL:090-0000-0001\r\nEND:VCARD\r\n";
    for format in [ExportFormat::CsvUtf8, ExportFormat::CsvOutlookJa, ExportFormat::CsvGoogle, ExportFormat::Xlsx] {
        let place = Place::new();
        let book = place.open();
        import(&book, &place.file("a.vcf", vcard), &Reading::default()).expect("it runs");
        let people = everybody(&book);
        let ending = if format == ExportFormat::Xlsx { "out.xlsx" } else { "out.csv" };
        let out = place.folder.path().join(ending);
        book.export(&out, format, &ExportWhat::List(List::All), &mut |_| ControlFlow::Continue(())).expect("written");
        import(&book, &out, &Reading::default()).expect("it runs");
        assert_eq!(everybody(&book), people, "{format:?}");
    }
}

#[test]
fn a_target_that_there_is_not_is_refused() {
    let place = Place::new();
    let book = place.open();
    let file = place.file("a.csv", "氏名\n大江 俊介\n");
    for wrong in [said(&[("氏名", "nobody")]), said(&[("氏名", "name+hiragana")])] {
        let refused = import(&book, &file, &wrong);
        assert!(matches!(refused, Err(Error::Invalid { reason: "unknown_target", .. })), "{refused:?}");
    }
}
