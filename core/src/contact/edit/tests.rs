use proptest::prelude::*;

use super::super::Kind;
use super::super::card::{Card, Param, Property, escape};
use super::super::fields::Fields;
use super::{Edit, apply};
use crate::error::Error;

fn card(lines: &str) -> Card {
    let mut properties = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (head, value) = line.split_once(':').expect("a line has a colon");
        let mut words = head.split(';');
        let name = words.next().unwrap_or_default();
        let (group, name) = match name.split_once('.') {
            Some((group, name)) => (Some(group.to_owned()), name),
            None => (None, name),
        };
        let params = words.map(|word| match word.split_once('=') {
            Some((name, values)) => {
                Param { name: name.to_owned(), values: values.split(',').map(str::to_owned).collect() }
            }
            None => Param { name: "TYPE".to_owned(), values: vec![word.to_owned()] },
        });
        properties.push(Property {
            group,
            spelling: (name.to_uppercase() != name).then(|| name.to_owned()),
            params: params.collect(),
            ..Property::new(&name.to_uppercase(), value)
        });
    }
    Card { properties }
}

fn lines(card: &Card) -> String {
    let mut out = String::new();
    for property in &card.properties {
        if let Some(group) = &property.group {
            out += &format!("{group}.");
        }
        out += property.spelling.as_ref().unwrap_or(&property.name);
        for param in &property.params {
            out += &format!(";{}={}", param.name, param.values.join(","));
        }
        out += &format!(":{}\n", property.value);
    }
    out
}

fn edit(field: &str, value: &str) -> Edit {
    Edit { field: field.to_owned(), value: value.to_owned() }
}

#[track_caller]
fn check(before: &str, field: &str, value: &str, after: &str) {
    let mut card = card(before);
    apply(&mut card, &edit(field, value)).expect("the edit is good");
    let wanted: String = after.lines().map(|line| format!("{}\n", line.trim())).filter(|line| line != "\n").collect();
    assert_eq!(lines(&card), wanted, "{field} = {value}");
}

#[track_caller]
fn check_refused(before: &str, field: &str, value: &str, reason: &str) {
    let mut edited = card(before);
    let answer = apply(&mut edited, &edit(field, value));
    assert!(matches!(&answer, Err(Error::Invalid { reason: said, .. }) if *said == reason), "{field}: {answer:?}");
    assert_eq!(edited, card(before), "a refused edit leaves the card alone");
}

const APPLE: &str = "
    FN:山田 太郎
    N:山田;太郎;;;
    X-PHONETIC-LAST-NAME:やまだ
    ORG:株式会社青葉;営業部
    item1.TEL;type=pref:090-1234-5678
    item1.X-ABLabel:_$!<Mobile>!$_
    TEL;type=WORK;type=FAX;type=pref:03-3210-0001
    item2.TEL:03-3210-0002
    item2.X-ABLabel:倉庫
    item3.ADR;type=WORK:;第一ビル;丸の内1-1;千代田区;東京都;100-0005;日本
    item3.X-ABADR:jp
    X-CUSTOM;X=Y:a;b\\;c";

#[test]
fn the_view_understands_apples_labels_and_groups() {
    let fields = Fields::of(&card(APPLE));
    let phones: Vec<_> = fields.phones.iter().map(|phone| (phone.label.as_str(), phone.value.as_str())).collect();
    assert_eq!(phones, [("mobile", "090-1234-5678"), ("work_fax", "03-3210-0001"), ("倉庫", "03-3210-0002")]);
    assert_eq!(fields.addresses[0].text, "〒100-0005 東京都千代田区丸の内1-1 第一ビル");
    assert_eq!((fields.company.as_str(), fields.department.as_str()), ("株式会社青葉", "営業部"));
    let unknown: Vec<_> =
        fields.unknown.iter().map(|unknown| (unknown.name.as_str(), unknown.value.as_str())).collect();
    assert_eq!(unknown, [("X-CUSTOM", "a;b\\;c")]);
}

#[test]
fn readings_come_from_the_first_source_that_has_them() {
    let reading = |lines: &str| {
        let fields = Fields::of(&card(lines));
        format!("{}|{}", fields.family_reading, fields.given_reading)
    };
    let sound = "N:山田;太郎\nSOUND;X-IRMC-N:ﾔﾏﾀﾞ;ﾀﾛｳ;;;";
    assert_eq!(reading(sound), "ﾔﾏﾀﾞ|ﾀﾛｳ");
    assert_eq!(reading("N:山田;太郎\nSOUND;X-IRMC-N:ﾔﾏﾀﾞ ﾀﾛｳ;;;;"), "ﾔﾏﾀﾞ|ﾀﾛｳ");
    assert_eq!(reading(&format!("{sound}\nSORT-STRING:やまだ たろう")), "やまだ|たろう");
    assert_eq!(reading("N;SORT-AS=やまだ,たろう:山田;太郎"), "やまだ|たろう");
    assert_eq!(reading("N;SORT-AS=Yamada,Taro:山田;太郎"), "Yamada|Taro");
    assert_eq!(reading("N;SORT-AS=Smith,Anna:Smith;Anna"), "|", "a Latin sort text says nothing new of a Latin name");
    assert_eq!(reading(&format!("X-PHONETIC-LAST-NAME:ヤマダ\n{sound}")), "ヤマダ|ﾀﾛｳ");
    assert_eq!(reading("N:山田;太郎\nN;PHONETIC=script;SCRIPT=Kana:やまだ;たろう"), "やまだ|たろう");
}

#[test]
fn dates_know_apples_missing_year_and_keep_their_text() {
    let dates = Fields::of(&card(
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09
        item1.X-ABDATE:2020-04-01
        item1.X-ABLabel:_$!<Anniversary>!$_
        X-ENISHI-DATE;LABEL=card_exchanged:2024-04-18
        ANNIVERSARY;VALUE=text:circa 1800",
    ))
    .dates;
    let told: Vec<_> = dates.iter().map(|date| (date.label.as_str(), date.year, date.month, date.day)).collect();
    assert_eq!(
        told,
        [
            ("birthday", None, Some(5), Some(9)),
            ("anniversary", Some(2020), Some(4), Some(1)),
            ("card_exchanged", Some(2024), Some(4), Some(18)),
            ("anniversary", None, None, None),
        ]
    );
    assert_eq!(dates[3].text, "circa 1800");
}

#[test]
fn a_card_with_only_a_company_is_a_company() {
    let kind = |lines: &str| Fields::of(&card(lines)).kind;
    assert_eq!(kind("ORG:株式会社青葉"), Kind::Company);
    assert_eq!(kind("FN:株式会社青葉\nN:;;;;\nORG:株式会社青葉;"), Kind::Company);
    assert_eq!(kind("FN:青葉商店\nKIND:org"), Kind::Company);
    assert_eq!(kind("FN:青葉\nN:山田;太郎\nORG:青葉\nX-ABShowAs:COMPANY"), Kind::Company);
    assert_eq!(kind("FN:山田\nORG:株式会社青葉"), Kind::Person);
    assert_eq!(kind("N:山田\nORG:株式会社青葉"), Kind::Person);
    assert_eq!(kind("FN:青葉"), Kind::Person);
}

#[test]
fn a_contact_without_a_name_is_known_by_what_it_has() {
    let shown = |lines: &str| Fields::of(&card(lines)).display_name;
    assert_eq!(shown("N:山田;太郎"), "山田 太郎");
    assert_eq!(shown("N:Smith;Anna"), "Anna Smith");
    assert_eq!(shown("EMAIL:info@example.jp\nTEL:03-3210-0001"), "info@example.jp");
    assert_eq!(shown(""), "");
}

#[test]
fn a_composed_display_name_follows_and_a_chosen_one_stays() {
    check("FN:山田 太郎\nN:山田;太郎;;;様", "family_name", "佐藤", "FN:佐藤 太郎\nN:佐藤;太郎;;;様");
    check("FN:山田太郎\nN:山田;太郎;;;", "family_name", "佐藤", "FN:佐藤太郎\nN:佐藤;太郎;;;");
    check("FN:Anna M. Smith\nN:Smith;Anna;M.;;", "family_name", "Jones", "FN:Anna M. Jones\nN:Jones;Anna;M.;;");
    check("FN:たろちゃん\nN:山田;太郎;;;", "family_name", "佐藤", "FN:たろちゃん\nN:佐藤;太郎;;;");
    check("FN:株式会社青葉\nORG:株式会社青葉", "company", "株式会社若葉", "FN:株式会社若葉\nORG:株式会社若葉");
    check("FN:山田\nN:山田;;;;", "family_name", "", "");
    check("FN:太郎 山田\nN:山田;太郎;;;", "kind", "company", "FN:太郎 山田\nN:山田;太郎;;;\nKIND:org");
}

#[test]
fn an_edit_changes_its_own_property_only() {
    check(
        "X-A:1\nTEL;TYPE=HOME,VOICE:1\nX-B:2\ntel;type=cell:2\nX-C:3",
        "phones[1].value",
        "3;4",
        "X-A:1\nTEL;TYPE=HOME,VOICE:1\nX-B:2\ntel;type=cell:3\\;4\nX-C:3",
    );
    check("N:山\\", "given_name", "太郎", "N:山\\\\;太郎;;;");
    check("TEL;TYPE=HOME,VOICE:1", "phones[0].label", "work_fax", "TEL;TYPE=WORK,FAX,VOICE:1");
    check("TEL;type=pref;type=HOME;type=VOICE:1", "phones[0].label", "mobile", "TEL;type=pref;type=cell;type=VOICE:1");
    check("TEL;TYPE=HOME:1", "phones[0].label", "倉庫", "item1.TEL:1\nitem1.X-ABLabel:倉庫");
    check("item4.TEL:1\nitem4.X-ABLabel:倉庫", "phones[0].label", "work", "item4.TEL;TYPE=WORK:1");
    check("item4.TEL:1\nitem4.X-ABLabel:倉庫\nX-A:1", "phones[0].value", "", "X-A:1");
    check("TEL:1\nNOTE:a", "phones[+work]", "2", "TEL:1\nTEL;TYPE=WORK:2\nNOTE:a");
    check(
        "ADR;TYPE=WORK;LABEL=そのまま:box;b;s;c;r;p;日本",
        "addresses[0].city",
        "千代田区",
        "ADR;TYPE=WORK:box;b;s;千代田区;r;p;日本",
    );
    check("ADR:;;s;;;;", "addresses[0].street", "", "");
    check("NOTE:a\nX-A:1\nNOTE:b", "note", "c\nd", "NOTE:c\\nd\nX-A:1");
    check("ORG:青葉;営業部;一課", "department", "総務部", "ORG:青葉;総務部");
    check("ORG:青葉;営業部;一課", "company", "若葉", "ORG:若葉;営業部;一課");
    check("N:山田;太郎;;;様", "honorific", "先生", "N:山田;太郎;;;先生");
    check("N:山田;太郎;;;様", "honorific", "", "N:山田;太郎;;;");
    check("N:山田;太郎;;;様", "honorific", "社長", "N:山田;太郎;;;\nX-ENISHI-HONORIFIC:社長");
}

#[test]
fn readings_of_other_programs_are_covered_and_kept() {
    check(
        "N:山田;太郎\nSORT-STRING:やまた たろう",
        "family_reading",
        "やまだ",
        "N:山田;太郎\nX-PHONETIC-LAST-NAME:やまだ\nSORT-STRING:やまた たろう",
    );
    check(
        "N:山田;太郎\nSORT-STRING:やまだ たろう",
        "family_reading",
        "",
        "N:山田;太郎\nX-PHONETIC-LAST-NAME:\nSORT-STRING:やまだ たろう",
    );
}

#[test]
fn dates_ids_and_relations_are_written_where_other_programs_look() {
    check("", "dates[+birthday]", "1990年4月12日", "BDAY:1990-04-12");
    check("", "dates[+card_exchanged]", "2024-04-18", "X-ENISHI-DATE;LABEL=card_exchanged:2024-04-18");
    check("BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09", "dates[0].value", "--05-10", "BDAY:--05-10");
    check("BDAY;VALUE=date:1990-04-12", "dates[0]", "春ごろ", "BDAY;VALUE=text:春ごろ");
    check("BDAY:1990-04-12", "dates[0].label", "anniversary", "ANNIVERSARY:1990-04-12");
    check("", "ids[+line]", "yamada.t", "X-LINE:yamada.t");
    check("", "ids[+line_works]", "yamada@aoba", "X-LINE-WORKS:yamada@aoba");
    check("", "ids[+skype]", "yamada", "IMPP:skype:yamada");
    check("IMPP;X-SERVICE-TYPE=Skype:skype:a", "ids[0].value", "b", "IMPP;X-SERVICE-TYPE=Skype:skype:b");
    check("", "relations[+spouse]", "花子", "item1.X-ABRELATEDNAMES:花子\nitem1.X-ABLabel:_$!<Spouse>!$_");
    check("RELATED;TYPE=spouse;VALUE=text:花子", "relations[0].label", "friend", "RELATED;VALUE=text;TYPE=friend:花子");
    check("", "custom[+血液型]", "A", "X-ENISHI-FIELD;LABEL=血液型:A");
    check("", "kind", "company", "KIND:org");
    check("ORG:青葉", "kind", "person", "ORG:青葉\nKIND:individual");
}

#[test]
fn what_cannot_be_taken_is_refused_with_its_reason() {
    check_refused(APPLE, "shoe_size", "27", "unknown_field");
    check_refused(APPLE, "phones", "1", "unknown_field");
    check_refused(APPLE, "phones[x]", "1", "unknown_field");
    check_refused(APPLE, "phones[0].city", "1", "unknown_field");
    check_refused(APPLE, "phones[3]", "1", "no_such_entry");
    check_refused(APPLE, "kind", "robot", "bad_value");
    check_refused(APPLE, "language", "日本語", "bad_value");
    check_refused(APPLE, "emails[+]", "yamada", "bad_email");
    check_refused(APPLE, "title", &"長".repeat(4_001), "too_long");
}

fn any_card() -> impl Strategy<Value = Card> {
    let known = prop::sample::select(vec![
        "FN",
        "N",
        "ORG",
        "TITLE",
        "NICKNAME",
        "NOTE",
        "TEL",
        "EMAIL",
        "URL",
        "ADR",
        "BDAY",
        "ANNIVERSARY",
        "X-ABDATE",
        "IMPP",
        "X-LINE",
        "RELATED",
        "X-SPOUSE",
        "X-ABRELATEDNAMES",
        "X-ABLABEL",
        "X-PHONETIC-LAST-NAME",
        "SORT-STRING",
        "SOUND",
        "LANG",
        "KIND",
        "X-ABSHOWAS",
        "X-ENISHI-FIELD",
        "X-CSV-COLUMN",
        "X-ENISHI-DATE",
        "CATEGORIES",
        "X-OTHER",
        "GEO",
        "X-ENISHI-HONORIFIC",
    ]);
    let param = (
        prop::sample::select(vec!["TYPE", "type", "LABEL", "SORT-AS", "VALUE", "X-IRMC-N", "PHONETIC", "X-FOO"]),
        prop::collection::vec("home|WORK|fax|CELL|pref|text|[あ-お,]{1,3}", 1..3),
    )
        .prop_map(|(name, values)| Param { name: name.to_owned(), values });
    let value = "[あ-お漢字a-z 0-9@,;:.\\\\n-]{0,12}|org|individual|COMPANY|1990-04-12|skype:a|;;a;b;c;d;e";
    let property = (prop::option::of("item[12]"), known, prop::collection::vec(param, 0..3), value);
    let property =
        property.prop_map(|(group, name, params, value)| Property { group, params, ..Property::new(name, value) });
    prop::collection::vec(property, 0..12).prop_map(|properties| Card { properties })
}

/// The names of the properties that an edit of this field may touch.
fn may_touch(field: &str) -> &'static [&'static str] {
    match field {
        "display_name" => &["FN"],
        "family_name" | "given_name" => &["N", "FN"],
        "family_reading" => &["X-PHONETIC-LAST-NAME"],
        "given_reading" => &["X-PHONETIC-FIRST-NAME"],
        "honorific" => &["X-ENISHI-HONORIFIC", "N"],
        "nickname" => &["NICKNAME"],
        "company" => &["ORG", "FN"],
        "department" => &["ORG"],
        "company_reading" => &["X-PHONETIC-ORG"],
        "title" => &["TITLE"],
        "language" => &["LANG"],
        "note" => &["NOTE"],
        other => panic!("BUG: {other}"),
    }
}

fn single(fields: &Fields, field: &str) -> String {
    match field {
        "display_name" => &fields.display_name,
        "family_name" => &fields.family_name,
        "given_name" => &fields.given_name,
        "family_reading" => &fields.family_reading,
        "given_reading" => &fields.given_reading,
        "honorific" => &fields.honorific,
        "nickname" => &fields.nickname,
        "company" => &fields.company,
        "department" => &fields.department,
        "company_reading" => &fields.company_reading,
        "title" => &fields.title,
        "language" => &fields.language,
        "note" => &fields.note,
        other => panic!("BUG: {other}"),
    }
    .clone()
}

fn rest(card: &Card, but: &[&str]) -> Vec<Property> {
    card.properties.iter().filter(|property| !but.contains(&property.name.as_str())).cloned().collect()
}

fn list(fields: &Fields, name: &str) -> Vec<(String, String)> {
    let labelled = match name {
        "phones" => &fields.phones,
        "emails" => &fields.emails,
        "urls" => &fields.urls,
        "ids" => &fields.ids,
        "relations" => &fields.relations,
        "custom" => &fields.custom,
        _ => return fields.dates.iter().map(|date| (date.label.clone(), date.text.clone())).collect(),
    };
    labelled.iter().map(|entry| (entry.label.clone(), entry.value.clone())).collect()
}

const SINGLES: [&str; 13] = [
    "display_name",
    "family_name",
    "given_name",
    "family_reading",
    "given_reading",
    "honorific",
    "nickname",
    "company",
    "department",
    "company_reading",
    "title",
    "language",
    "note",
];
const LISTS: [&str; 7] = ["phones", "emails", "urls", "ids", "relations", "custom", "dates"];

proptest! {
    #[test]
    fn a_field_reads_back_what_was_set_and_nothing_else_changes(
        before in any_card(),
        field in prop::sample::select(SINGLES.to_vec()),
        value in "[あ-お漢字a-z;,\\\\]{1,8}",
    ) {
        let value = if field == "language" { "ja-JP".to_owned() } else { value };
        let mut card = before.clone();
        apply(&mut card, &edit(field, &value)).expect("the edit is good");
        prop_assert_eq!(single(&Fields::of(&card), field), value);
        prop_assert_eq!(rest(&card, may_touch(field)), rest(&before, may_touch(field)));
        let again = card.clone();
        apply(&mut card, &edit(field, &single(&Fields::of(&again), field))).expect("the edit is good");
        if field != "display_name" {
            prop_assert_eq!(&card, &again, "setting what is there changes no byte");
        }

        apply(&mut card, &edit(field, "")).expect("the edit is good");
        if field != "display_name" {
            prop_assert_eq!(single(&Fields::of(&card), field), "");
        }
        prop_assert_eq!(rest(&card, may_touch(field)), rest(&before, may_touch(field)));
    }

    #[test]
    fn an_entry_reads_back_what_was_set_and_the_others_stay(
        before in any_card(),
        name in prop::sample::select(LISTS.to_vec()),
        number in 0usize..3,
        value in "[あ-お漢字a-z,\\\\]{1,8}",
    ) {
        let value = if name == "emails" { format!("a@{value}") } else { value };
        let entries = list(&Fields::of(&before), name);
        let mut card = before.clone();
        let answer = apply(&mut card, &edit(&format!("{name}[{number}]"), &value));
        if number >= entries.len() {
            prop_assert!(answer.is_err());
            prop_assert_eq!(card, before);
            return Ok(());
        }
        let mut wanted = entries.clone();
        wanted[number].1 = value;
        prop_assert_eq!(list(&Fields::of(&card), name), wanted);
        let changed = card.properties.iter().zip(&before.properties).filter(|(new, old)| new != old).count();
        prop_assert!(card.properties.len() == before.properties.len() && changed <= 1);

        apply(&mut card, &edit(&format!("{name}[{number}]"), "")).expect("the edit is good");
        let mut wanted = entries;
        wanted.remove(number);
        prop_assert_eq!(list(&Fields::of(&card), name), wanted);
    }

    #[test]
    fn a_new_entry_stands_last_with_its_label(
        before in any_card(),
        name in prop::sample::select(LISTS.to_vec()),
        label in "work|home|mobile|倉庫|[か-こ]{1,4}",
        value in "[あ-お漢字]{1,8}",
    ) {
        let value = if name == "emails" { format!("a@{value}") } else { value };
        let mut wanted = list(&Fields::of(&before), name);
        wanted.push((label.clone(), value.clone()));
        let mut card = before.clone();
        apply(&mut card, &edit(&format!("{name}[+{label}]"), &value)).expect("the edit is good");
        prop_assert_eq!(list(&Fields::of(&card), name), wanted);
    }

    #[test]
    fn any_path_and_value_are_taken_or_refused_without_a_panic(
        before in any_card(),
        field in "[a-z_]{0,10}|(phones|addresses|dates)\\[[+0-9a-z]{0,3}\\](\\.[a-z]{0,8})?",
        value in ".{0,12}",
    ) {
        let mut card = before.clone();
        if apply(&mut card, &edit(&field, &value)).is_err() {
            prop_assert_eq!(card, before);
        }
    }

    #[test]
    fn parts_of_a_name_are_read_as_they_were_escaped(family in "[^\\s\\p{Cc}]{1,8}", given in "[^\\s\\p{Cc}]{1,8}") {
        let card = Card { properties: vec![Property::new("N", format!("{};{};;;", escape(&family), escape(&given)))] };
        let fields = Fields::of(&card);
        prop_assert_eq!((fields.family_name, fields.given_name), (family, given));
    }
}

#[test]
fn a_backslash_at_the_end_of_a_company_takes_nothing_of_the_department() {
    let mut card = Card { properties: vec![Property::new("ORG", "\\")] };
    apply(&mut card, &edit("department", "字")).expect("the edit is good");
    let fields = Fields::of(&card);
    assert_eq!((fields.company.as_str(), fields.department.as_str()), ("\\", "字"));
}
