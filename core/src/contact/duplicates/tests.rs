use super::super::fields::{Fields, Labelled};
use super::super::{name, phone};
use super::*;

fn person(family: &str, given: &str, reading: &str, company: &str, phones: &str, mails: &str) -> Fields {
    let (family_reading, given_reading) = reading.split_once(' ').unwrap_or((reading, ""));
    let list = |words: &str| -> Vec<Labelled> {
        words.split_whitespace().map(|value| Labelled { label: String::new(), value: value.to_owned() }).collect()
    };
    Fields {
        display_name: name::display(family, given),
        family_name: family.into(),
        given_name: given.into(),
        family_reading: family_reading.into(),
        given_reading: given_reading.into(),
        company: company.into(),
        phones: list(phones),
        emails: list(mails),
        ..Fields::default()
    }
}

fn company(called: &str, phones: &str, mails: &str) -> Fields {
    Fields { kind: Kind::Company, display_name: called.into(), ..person("", "", "", called, phones, mails) }
}

fn record(id: usize, fields: &Fields) -> Record {
    let phones = fields.phones.iter().map(|entry| (Reason::Phone, hash(&phone::digits(&entry.value))));
    let mails = fields.emails.iter().map(|entry| (Reason::Mail, hash(&fold(&entry.value))));
    let reading = name::display(&fields.family_reading, &fields.given_reading);
    let id = ContactId(i64::try_from(id).expect("few"));
    Recorder::default().record(
        id,
        fields.kind,
        &fields.display_name,
        &reading,
        &fields.company,
        phones.chain(mails).collect(),
    )
}

/// The pairs among these, by their places.
fn found(all: &[Fields]) -> Vec<(i64, i64, Vec<Reason>)> {
    let records: Vec<Record> = all.iter().enumerate().map(|(at, fields)| record(at, fields)).collect();
    let at = |id: ContactId| &all[usize::try_from(id.0).expect("an index")];
    let pairs = candidates(&records).into_iter();
    let pairs = pairs.filter(|pair| are_one(&pair.reasons, &Near::of(at(pair.first)), &Near::of(at(pair.second))));
    pairs.map(|pair| (pair.first.0, pair.second.0, pair.reasons)).collect()
}

#[track_caller]
fn are_duplicates(one: Fields, other: Fields, reasons: &[Reason]) {
    assert_eq!(found(&[one, other]), [(0, 1, reasons.to_vec())]);
}

#[track_caller]
fn are_two(one: Fields, other: Fields) {
    assert_eq!(found(&[one, other]), []);
}

#[test]
fn twins_in_one_company_are_two_people() {
    let twin = |given, reading| person("佐藤", given, reading, "株式会社青空", "03-1234-5678", "info@aozora.example");
    are_two(twin("翔太", "さとう しょうた"), twin("健太", "さとう けんた"));
}

#[test]
fn father_and_son_with_one_landline_are_two_people() {
    let at_home = |given| person("山田", given, "", "山田商店", "0465-22-1111", "yamada@home.example");
    are_two(at_home("太郎"), at_home("一郎"));
    are_two(person("山田", "太郎", "", "", "0465-22-1111", ""), person("山田", "一郎", "", "", "0465-22-1111", ""));
}

#[test]
fn colleagues_at_one_switchboard_are_two_people() {
    let of = |family, given| person(family, given, "", "㈱青空", "03-1234-5678", "info@aozora.example");
    are_two(of("田中", "太郎"), of("鈴木", "一郎"));
    are_two(of("田中", "花子"), of("鈴木", "花子"));
    are_two(of("佐藤", ""), of("佐藤", "健太"));
    let heard = |given| person("佐藤", given, "さとう ひろし", "青空", "03-1234-5678", "");
    are_two(heard("浩"), heard("博"));
    are_two(of("Smith", "John"), of("田中", "太郎"));
    let unsplit = |name: &str| Fields { display_name: name.into(), ..of("", "") };
    are_two(unsplit("田中太郎"), unsplit("鈴木一郎"));
}

#[test]
fn who_moved_to_another_company_is_found_by_name_and_mobile() {
    are_duplicates(
        person("髙橋", "健", "たかはし けん", "青空商店", "090-1111-2222", "ken@aozora.example"),
        person("高橋", "健", "タカハシ ケン", "若葉物産", "+81-90-1111-2222", "k.takahashi@wakaba.example"),
        &[Reason::Phone, Reason::Name, Reason::Reading],
    );
}

#[test]
fn a_married_name_is_found_by_the_mobile_and_another_sign() {
    let her = |family, mail| person(family, "花子", "", "青空", "090-1111-2222", mail);
    are_duplicates(her("佐藤", ""), her("田中", ""), &[Reason::Phone, Reason::Company]);
    let moved = |family, company| person(family, "花子", "", company, "090-1111-2222", "hanako@mail.example");
    are_duplicates(moved("佐藤", "青空"), moved("田中", "若葉"), &[Reason::Mail, Reason::Phone]);
    are_two(person("佐藤", "花子", "", "", "090-1111-2222", ""), person("田中", "花子", "", "", "090-1111-2222", ""));
}

#[test]
fn a_name_in_latin_letters_is_the_reading_of_the_other() {
    let kanji = person("佐藤", "純", "さとう じゅん", "青空", "03-1234-5678", "");
    are_duplicates(
        kanji.clone(),
        person("SATOH", "Jun", "", "", "03-1234-5678", ""),
        &[Reason::Phone, Reason::Reading],
    );
    are_two(kanji, person("Sato", "Ken", "", "青空", "03-1234-5678", ""));
    let unread = person("田中", "太郎", "", "", "090-1111-2222", "taro@aozora.example");
    let latin = person("Tanaka", "Taro", "", "", "090-1111-2222", "taro@aozora.example");
    are_duplicates(unread, latin.clone(), &[Reason::Mail, Reason::Phone]);
    let turned = Fields { display_name: "TANAKA Taro".into(), ..latin.clone() };
    are_duplicates(latin, turned, &[Reason::Mail, Reason::Phone, Reason::Name]);
}

#[test]
fn a_name_in_kana_is_the_reading_of_the_other() {
    let kanji = person("安藤", "真由美", "アンドウ マユミ", "テクノ建設", "06-4334-1132", "");
    let kana = person("あんどう", "まゆみ", "", "テクノ建設", "070-0000-1692", "");
    are_duplicates(kanji.clone(), kana.clone(), &[Reason::Reading, Reason::Company]);
    are_duplicates(
        kana,
        person("アンドウ", "マユミ", "", "テクノ建設", "", ""),
        &[Reason::Name, Reason::Reading, Reason::Company],
    );
    are_two(kanji, person("アンドウ", "マユコ", "", "テクノ建設", "06-4334-1132", ""));
}

#[test]
fn nobody_is_a_duplicate_by_what_they_are_called_alone() {
    let of = |company, phone| person("佐藤", "健", "さとう けん", company, phone, "");
    are_two(of("青空", "03-1111-1111"), of("若葉", "03-2222-2222"));
    are_duplicates(
        of("株式会社青空", "03-1111-1111"),
        of("青空（株）", "03-2222-2222"),
        &[Reason::Name, Reason::Reading, Reason::Company],
    );
    are_two(company("青空㈱", "", ""), company("株式会社青空", "", ""));
}

#[test]
fn a_company_is_no_duplicate_of_its_people() {
    let the_company = company("株式会社青空", "03-1234-5678", "info@aozora.example");
    let card = |name: &str| person(name, "", "", "青空", "03-1234-5678", "info@aozora.example");
    are_two(the_company.clone(), card("田中"));
    are_duplicates(
        the_company,
        Fields { kind: Kind::Person, ..card("㈱青空") },
        &[Reason::Mail, Reason::Phone, Reason::Name],
    );
}

#[test]
fn less_of_a_name_is_enough_with_something_of_ones_own() {
    let one = |given| person("佐藤", given, "", "青空", "090-1111-2222", "");
    are_duplicates(one(""), one("健"), &[Reason::Phone, Reason::Company]);
}

#[test]
fn a_switchboard_of_thousands_does_not_grow_with_their_square() {
    let many = 20_000;
    let all: Vec<Record> = (0..many)
        .map(|at| {
            // Everybody stands there twice.
            let given = format!("{}", at / 2);
            record(at, &person("佐藤", &given, "", "青空", "03-1234-5678", "info@aozora.example"))
        })
        .collect();
    assert_eq!(candidates(&all).len(), many / 2);
    let one = person("佐藤", "健", "", "青空", "03-1234-5678", "");
    let alike: Vec<Record> = (0..many).map(|at| record(at, &one)).collect();
    assert_eq!(candidates(&alike).len(), many - 1, "each beside the first");
}
