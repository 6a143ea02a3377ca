//! Exports: what a format holds comes back from it in another book, what it can't hold is told by field.

mod support;

use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use enishi_core::book::{Book, ExportFormat, ExportReport, ExportWhat, ImportOptions, List};
use support::people::{everybody, people_without};
use support::{Place, add, assert_sound, edit};

fn import(book: &Book, file: &Path) {
    let report = book
        .import(&[file.to_owned()], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()))
        .expect("the import runs");
    assert_eq!((report.added, report.failed), (report.read, 0), "everybody is new and comes in: {report:?}");
}

fn export(place: &Place, book: &Book, format: ExportFormat, name: &str) -> (PathBuf, ExportReport) {
    let target = place.folder.path().join(name);
    let what = ExportWhat::List(List::All);
    let report = book.export(&target, format, &what, &mut |_| ControlFlow::Continue(())).expect("exported");
    (target, report)
}

fn lost(report: &ExportReport) -> Vec<(&str, u32)> {
    report.lost.iter().map(|lost| (lost.field.as_str(), lost.count)).collect()
}

/// The people of the sample, and one whose texts are hard to write.
fn filled(place: &Place) -> Book {
    let book = place.open();
    import(&book, &Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/sample-ja.vcf"));
    let id = add(&book, &[("family_name", "=1+1"), ("given_name", "'=2"), ("phones[+mobile]", "+81-90-0000-0000")]);
    book.edit(id, &[edit("note", "一行目\n\"二\", 三;\n@SUM(A1)"), edit("title", "部長 ")]).expect("edited");
    book
}

/// Everybody of the file stands in a new book.
fn elsewhere(file: &Path) -> (Place, Book) {
    let place = Place::new();
    let book = place.open();
    import(&book, file);
    assert_sound(&book);
    (place, book)
}

/// The book as our own table, which holds everything but photos and unknown fields.
fn table(place: &Place, book: &Book) -> String {
    let (file, _) = export(place, book, ExportFormat::CsvUtf8, "all.csv");
    std::fs::read_to_string(file).expect("the table")
}

#[test]
fn a_workbook_holds_what_our_own_table_holds() {
    let place = Place::new();
    let book = filled(&place);
    let (file, report) = export(&place, &book, ExportFormat::Xlsx, "all.xlsx");
    let people = everybody(&book);
    assert_eq!(report.written as usize, people.len());
    let photos = people.iter().filter(|person| person.photo.is_some()).count();
    assert!(photos > 0, "the sample has photos");
    assert_eq!(lost(&report), [("photo", u32::try_from(photos).expect("few")), ("unknown", 1)]);
    let (there, other) = elsewhere(&file);
    assert_eq!(table(&there, &other), table(&place, &book));
}

#[test]
fn a_workbook_has_a_standing_bold_row_of_headers_and_texts_alone() {
    let place = Place::new();
    let (file, _) = export(&place, &filled(&place), ExportFormat::Xlsx, "all.xlsx");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(file).expect("the file")).expect("a packed file");
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains("ySplit=\"1\"") && sheet.contains("state=\"frozen\""), "the headers stand still");
    assert!(part("xl/styles.xml").contains("<b/>"));
    assert!(!sheet.contains("<v>") && !sheet.contains("<f>"), "no cell is a number or a formula");
    assert!(sheet.contains(">+81-90-0000-0000<") && sheet.contains(">=1+1<"), "texts need no guard");
}

#[test]
fn a_text_longer_than_a_cell_is_cut_and_told() {
    let place = Place::new();
    let book = place.open();
    add(&book, &[("family_name", "田中"), ("note", &"あ".repeat(40_000))]);
    let (file, report) = export(&place, &book, ExportFormat::Xlsx, "all.xlsx");
    assert_eq!(lost(&report), [("note", 1)]);
    let (_there, other) = elsewhere(&file);
    assert_eq!(everybody(&other).first().map(|person| person.note.chars().count()), Some(32_767));
}

/// The fields that LDIF has names for, and the groups.
fn held_by_ldif(book: &Book) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    for person in everybody(book) {
        let mut said = vec![
            person.display_name,
            person.family_name,
            person.given_name,
            person.family_reading,
            person.given_reading,
            person.nickname,
            person.company,
            person.company_reading,
            person.department,
            person.title,
            person.note,
            person.language,
            format!("{:?}", person.photo),
        ];
        said.extend(person.phones.iter().map(|phone| phone.value.clone()));
        said.extend(person.emails.iter().map(|mail| mail.value.clone()));
        said.extend(person.groups.iter().map(|group| group.name.clone()));
        let birthday = person.dates.iter().find(|date| date.label == "birthday");
        said.push(format!("{:?}", birthday.map(|date| (date.year, date.month, date.day))));
        all.push(said);
    }
    all.sort();
    all
}

#[test]
fn ldif_carries_people_with_readings_photos_and_groups_to_another_book() {
    let place = Place::new();
    let book = filled(&place);
    let (file, report) = export(&place, &book, ExportFormat::Ldif, "all.ldif");
    let bytes = std::fs::read(&file).expect("the file");
    assert!(bytes.is_ascii(), "what is not ASCII is base64");
    assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 76), "lines are folded");
    let (_there, other) = elsewhere(&file);
    assert_eq!(held_by_ldif(&other), held_by_ldif(&book));
    let told: Vec<&str> = lost(&report).into_iter().map(|(field, _)| field).collect();
    for field in ["phones", "emails", "photo", "groups", "note", "family_reading", "company"] {
        assert!(!told.contains(&field), "{field} is held: {told:?}");
    }
    assert!(told.contains(&"unknown"), "what LDIF has no name for is told: {told:?}");
}

#[test]
fn two_people_of_one_name_keep_their_own_groups_in_ldif() {
    let place = Place::new();
    let book = place.open();
    add(&book, &[("family_name", "田中"), ("phones[+]", "1"), ("groups[+]", "得意先")]);
    add(&book, &[("family_name", "田中"), ("phones[+]", "2"), ("groups[+]", "町内会, 北")]);
    let (file, _) = export(&place, &book, ExportFormat::Ldif, "all.ldif");
    let (_there, other) = elsewhere(&file);
    assert_eq!(held_by_ldif(&other), held_by_ldif(&book));
}

#[test]
fn what_ldif_has_no_name_for_is_counted() {
    let place = Place::new();
    let book = place.open();
    let card = [
        ("family_name", "田中"),
        ("honorific", "様"),
        ("phones[+main]", "03-0000-0001"),
        ("ids[+line]", "tanaka"),
        ("custom[+血液型]", "A"),
        ("dates[+anniversary]", "2001-02-03"),
        ("relations[+spouse]", "花子"),
    ];
    add(&book, &card);
    add(&book, &card[..2]);
    let (_, report) = export(&place, &book, ExportFormat::Ldif, "all.ldif");
    let expected =
        [("name_affixes", 2), ("custom", 1), ("dates", 1), ("ids", 1), ("phones.label", 1), ("relations", 1)];
    assert_eq!(lost(&report), expected);
    assert_eq!(report.left_out, 2);
}

/// Exports, imports into another book, and compares all that the report does not name; answers the file and what it names.
#[track_caller]
fn there_and_back(format: ExportFormat, dialect: &str) -> (Vec<u8>, Vec<(String, u32)>) {
    let place = Place::new();
    let book = filled(&place);
    let (file, report) = export(&place, &book, format, "all.csv");
    let bytes = std::fs::read(&file).expect("the file");
    let detected = enishi_core::formats::detect(&bytes, None).expect("known by its headers");
    assert_eq!(detected.dialect, dialect);
    let told: Vec<(String, u32)> = report.lost.iter().map(|lost| (lost.field.clone(), lost.count)).collect();
    let fields: Vec<&str> = told.iter().map(|(field, _)| field.as_str()).collect();
    let (_there, other) = elsewhere(&file);
    let (here, there) = (people_without(&book, &fields), people_without(&other, &fields));
    for (one, other) in here.iter().zip(&there) {
        assert_eq!(other, one, "{format:?}: what the report does not name comes back; told: {fields:?}");
    }
    assert_eq!(here.len(), there.len());
    (bytes, told)
}

/// The headers as cells, without byte order mark.
fn headers(bytes: &[u8]) -> Vec<String> {
    let (text, ..) = match std::str::from_utf8(bytes) {
        Ok(_) => encoding_rs::UTF_8.decode(bytes),
        Err(_) => encoding_rs::SHIFT_JIS.decode(bytes),
    };
    let line = text.lines().next().expect("a first line").to_owned();
    line.split(',').map(|header| header.trim_matches('"').to_owned()).collect()
}

/// The headers that the program itself writes, from a file made after its own.
fn golden_headers(name: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/csv").join(name);
    headers(&std::fs::read(file).expect("the golden file"))
}

fn fields(told: &[(String, u32)]) -> Vec<&str> {
    let mut fields: Vec<&str> = told.iter().map(|(field, _)| field.as_str()).collect();
    fields.sort_unstable();
    fields
}

#[test]
fn googles_table_carries_everybody_to_another_book() {
    let (bytes, told) = there_and_back(ExportFormat::CsvGoogle, "google");
    assert_eq!(fields(&told), ["company_reading", "language", "photo", "unknown"]);
    let (headers, golden) = (headers(&bytes), golden_headers("google.csv"));
    assert_eq!(headers.first_chunk::<17>(), golden.first_chunk::<17>());
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(headers.contains(&"Phone 2 - Value".to_owned()) && headers.contains(&"Custom Field 1 - Label".to_owned()));
    assert!(text.contains(",Mobile,+81-90-0000-0000,"), "a number is no danger and stands as it is");
    assert!(text.contains(",'=1+1,"), "a formula is guarded");
    assert!(text.contains("* myContacts"));
}

#[test]
fn japanese_outlooks_table_carries_everybody_to_another_book() {
    let (bytes, told) = there_and_back(ExportFormat::CsvOutlookJa, "outlook-ja");
    let lost = [
        "custom",
        "dates",
        "emails.label",
        "ids",
        "nickname",
        "phones.label",
        "photo",
        "relations",
        "unknown",
        "urls.label",
    ];
    assert_eq!(fields(&told), lost);
    assert_eq!(headers(&bytes), golden_headers("outlook-ja.csv"));
    assert_eq!(headers(&bytes).len(), 95);
    assert!(bytes.starts_with(b"\"") && bytes.ends_with(b"\"\r\n"), "every cell stands in quotes");
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&bytes);
    assert!(!broken, "CP932");
    assert!(text.contains("\"00/0/0\"") && text.contains("\"指定なし\"") && text.contains("\"SMTP\""));
}

#[test]
fn english_outlooks_table_carries_everybody_to_another_book() {
    let (bytes, told) = there_and_back(ExportFormat::CsvOutlookEn, "outlook-en");
    assert!(fields(&told).contains(&"family_reading"), "English Outlook has no readings: {told:?}");
    assert!(!fields(&told).contains(&"phones") && !fields(&told).contains(&"emails"), "{told:?}");
    assert!(bytes.starts_with(b"\xef\xbb\xbf\"Title\",\"First Name\""));
    let headers = headers(&bytes);
    assert_eq!(headers.len(), 92);
    let theirs = golden_headers("outlook-en.csv");
    assert!(theirs.iter().all(|header| headers.contains(header)), "{theirs:?}");
}

#[test]
fn thunderbirds_table_carries_everybody_to_another_book() {
    let (bytes, told) = there_and_back(ExportFormat::CsvThunderbird, "thunderbird");
    assert!(fields(&told).contains(&"groups"), "Thunderbird's table has no lists: {told:?}");
    assert!(!fields(&told).contains(&"phones") && !fields(&told).contains(&"addresses"), "{told:?}");
    assert_eq!(headers(&bytes), golden_headers("thunderbird.csv"));
    assert_eq!(headers(&bytes).len(), 37);
}

#[test]
fn a_selection_is_written_alone_and_in_its_order() {
    let place = Place::new();
    let book = place.open();
    let one = add(&book, &[("family_name", "阿部")]);
    add(&book, &[("family_name", "伊藤")]);
    let three = add(&book, &[("family_name", "上田")]);
    let target = place.folder.path().join("out.csv");
    let what = ExportWhat::Contacts(vec![three, one]);
    book.export(&target, ExportFormat::CsvThunderbird, &what, &mut |_| ControlFlow::Continue(())).expect("exported");
    let text = std::fs::read_to_string(&target).expect("the file");
    let names: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(names, ["上田", "阿部"]);
}

/// A file of another program: brought in, written as that program would, brought in again.
#[test]
fn the_programs_own_files_come_back_as_they_were() {
    let formats = [
        (ExportFormat::CsvGoogle, "google.csv"),
        (ExportFormat::CsvOutlookJa, "outlook-ja.csv"),
        (ExportFormat::CsvOutlookEn, "outlook-en.csv"),
        (ExportFormat::CsvThunderbird, "thunderbird.csv"),
    ];
    for (format, name) in formats {
        let place = Place::new();
        let book = place.open();
        import(&book, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/csv").join(name));
        let (file, report) = export(&place, &book, format, "again.csv");
        assert_eq!(lost(&report), [], "{name}");
        let (_there, other) = elsewhere(&file);
        assert_eq!(people_without(&other, &[]), people_without(&book, &[]), "{name}");
    }
}
