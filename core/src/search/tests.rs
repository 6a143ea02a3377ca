//! The index held against the oracle, and what search means by example.

use proptest::prelude::*;

use super::oracle;
use super::{Index, Query, SearchEntry, Standing, matches};
use crate::contact::fields::{Address, Date, Fields, Labelled};
use crate::contact::reading::{section_of, sort_key};
use crate::contact::{ContactId, GroupId, Side};

#[derive(Clone, Debug)]
struct Person {
    id: ContactId,
    fields: Fields,
    groups: Vec<String>,
}

impl Person {
    fn entry(&self) -> SearchEntry {
        let groups: Vec<GroupId> = self.groups.iter().map(|name| GroupId(name.len() as i64)).collect();
        let standing =
            Standing { id: self.id, side: Side::Partner, own: false, hidden: self.id.0 % 7 == 0, groups: &groups };
        SearchEntry::of(standing, &sort_key(&self.fields), &self.fields, &self.groups)
    }
}

fn labelled(values: &[&str]) -> Vec<Labelled> {
    values.iter().map(|value| Labelled { label: String::new(), value: (*value).into() }).collect()
}

fn person(family: &str, given: &str, family_reading: &str, given_reading: &str) -> Fields {
    Fields {
        display_name: format!("{family} {given}"),
        family_name: family.into(),
        given_name: given.into(),
        family_reading: family_reading.into(),
        given_reading: given_reading.into(),
        ..Fields::default()
    }
}

/// 髙橋 美咲, whom every example looks for.
fn misaki() -> Fields {
    Fields {
        company: "株式会社高砂製作所".into(),
        company_reading: "タカサゴセイサクショ".into(),
        department: "購買部".into(),
        title: "課長".into(),
        phones: labelled(&["072-671-3390", "+81-90-3271-8854"]),
        emails: labelled(&["m.takahashi@takasago.example"]),
        addresses: vec![Address {
            postal: "569-0071".into(),
            text: "〒569-0071 大阪府高槻市城北町2-4-18 高砂ビル3階".into(),
            ..Address::default()
        }],
        dates: vec![Date {
            year: Some(1990),
            month: Some(4),
            day: Some(12),
            text: "19900412".into(),
            ..Date::default()
        }],
        note: "納品は毎月10日まで。\n見本帳は渡邊さん宛て。".into(),
        ..person("髙橋", "美咲", "たかはし", "みさき")
    }
}

#[test]
fn every_way_to_type_a_word_finds_it() {
    let groups = ["年賀状".to_owned()];
    let entry = |fields: &Fields| {
        let standing =
            Standing { id: ContactId(1), side: Side::Partner, own: false, hidden: false, groups: &[GroupId(1)] };
        SearchEntry::of(standing, b"", fields, &groups)
    };
    let found = [
        "高",
        "髙橋",
        "高橋",
        "たかはし",
        "タカハシ",
        "ﾀｶﾊｼ",
        "takahashi",
        "TAKAHASI",
        "taka",
        "tak",
        "高橋美咲",
        "髙橋　美咲",
        "たかはしみさき",
        "takahashimisaki",
        "takasagoseisakusyo",
        "takasagoseisakusho",
        "高砂",
        "購買 課長",
        "美咲 高砂 072",
        "0726713390",
        "072-671",
        "3390",
        "8854",
        "09032718854",
        "090-3271",
        "+81 90 3271 8854",
        "+819032718854",
        "８１-90",
        "5690071",
        "569-0071",
        "渡辺",
        "渡邉",
        "大阪府高槻市",
        "takasago.example",
        "1990-04-12",
        "19900412",
        "年賀",
        "会社:高砂",
        "会社： 高砂",
        "company:takasago",
        "グループ:年賀",
        "group:年賀状",
        "電話:3390",
        "メール:takahashi",
        "住所:大阪",
        "メモ:見本",
        "名前:高橋",
        "読み:takasago",
        "会社:",
        "毎月10日まで。",
        "",
    ];
    for typed in found {
        assert!(Query::parse(typed).fits(&entry(&misaki())), "{typed} finds her");
        assert!(oracle::fits(typed, &misaki(), &groups), "{typed} by the oracle");
    }
    let missed = [
        "t",
        "高橋 鈴木",
        "takahasho",
        "会社:高橋",
        "電話:高",
        "グループ:高",
        "メモ:takahashi",
        "名前:高砂",
        "橋美咲",
        "かはしみさき",
        "0726713391",
        "まで。見本帳",
    ];
    for typed in missed {
        let plain_letter = typed == "t";
        assert_eq!(Query::parse(typed).fits(&entry(&misaki())), plain_letter, "{typed}");
        assert_eq!(oracle::fits(typed, &misaki(), &groups), plain_letter, "{typed} by the oracle");
    }
}

#[test]
fn romaji_is_taken_in_every_spelling() {
    for (kana, spellings) in [
        ("しんいち", &["shinichi", "shin'ichi", "sinniti", "shinn"][..]),
        ("おおの", &["ono", "oono", "ohno", "ōno", "ôno"]),
        ("さとう", &["sato", "satou", "satoh", "satō", "satoo", "sat"]),
        ("ようこ", &["yoko", "youko", "yohko", "yōko", "yo"]),
        ("ゆうこ", &["yuko", "yuuko", "yūko"]),
        ("おおさか", &["osaka", "oosaka", "ohsaka"]),
        ("いのうえ", &["inoue", "ino"]),
        ("ほっかいどう", &["hokkaido", "hokkaidou", "hokka", "hok", "hokk"]),
        ("まっちゃ", &["matcha", "maccha", "mattya", "matc"]),
        ("ほんま", &["homma", "honma"]),
        ("なんば", &["namba", "nanba"]),
        ("つちや", &["tsuchiya", "tutiya", "tsu", "ts", "tuti"]),
        ("ふじもと", &["fujimoto", "huzimoto", "fuj"]),
        ("じゅん", &["jun", "zyun", "jyun", "ju"]),
        ("しょうじ", &["shoji", "syouzi", "shouji", "shōji", "sh", "sy"]),
        ("らーめん", &["ramen", "ra-men", "raamen"]),
        ("しすてむ", &["sisutemu", "shisutemu"]),
        ("てぃー", &["ti", "thi", "ti-"]),
        ("づか", &["zuka", "duka"]),
    ] {
        for spelling in spellings {
            let fields = Fields { note: kana.into(), ..Fields::default() };
            let standing = Standing { id: ContactId(1), side: Side::Partner, own: false, hidden: false, groups: &[] };
            assert!(Query::parse(spelling).fits(&SearchEntry::of(standing, b"", &fields, &[])), "{spelling} is {kana}");
            assert!(oracle::fits(spelling, &fields, &[]), "{spelling} is {kana} by the oracle");
        }
    }
}

#[test]
fn a_match_covers_what_was_found_as_it_was_typed() {
    let check = |typed: &str, expected: &[(&str, u32, &str)]| {
        let groups = ["取引先".to_owned(), "年賀状".to_owned()];
        let found = matches(&Query::parse(typed), &misaki(), &groups);
        let shown: Vec<(&str, u32, String)> = found
            .iter()
            .map(|m| (m.field.as_str(), m.index, m.text.chars().skip(m.start as usize).take(m.len as usize).collect()))
            .collect();
        let expected: Vec<(&str, u32, String)> = expected.iter().map(|(f, i, t)| (*f, *i, (*t).to_owned())).collect();
        assert_eq!(shown, expected, "{typed}");
    };
    check("高橋", &[("display_name", 0, "髙橋")]);
    check("高橋美", &[("display_name", 0, "髙橋 美")]);
    check(
        "taka",
        &[("family_reading", 0, "たか"), ("company_reading", 0, "タカ"), ("emails", 0, "taka"), ("emails", 0, "taka")],
    );
    check("たかはしみ", &[("family_reading", 0, "たかはし"), ("given_reading", 0, "み")]);
    check("06713", &[]);
    check("6713390", &[("phones", 0, "671-3390")]);
    check("09032", &[("phones", 1, "+81-90-32")]);
    check("8190", &[("phones", 1, "81-90")]);
    check("5690071", &[("addresses", 0, "569-0071")]);
    check("渡辺", &[("note", 0, "渡邊")]);
    check("年賀", &[("groups", 1, "年賀")]);
    check("会社:高 砂製", &[("company", 0, "高砂製")]);
    check("1990-04", &[("dates", 0, "1990-04")]);
}

#[test]
fn hits_stand_in_reading_order_with_their_sections() {
    let book = [("渡辺", "わたなべ"), ("阿部", "あべ"), ("加藤", "かとう"), ("安藤", "あんどう"), ("高", "")];
    let people = book.iter().zip(1..).map(|((family, reading), id)| Person {
        id: ContactId(id),
        fields: person(family, "太", reading, ""),
        groups: vec![],
    });
    let index = Index::build(people.map(|person| person.entry()));
    let found = index.find(&Query::parse("太"), |_| true);
    assert_eq!(found.ids, [2, 4, 3, 1, 5].map(ContactId));
    let expected = [(1, 2), (2, 1), (10, 1), (12, 1)];
    assert_eq!(found.sections.iter().map(|(section, count)| (*section as u8, *count)).collect::<Vec<_>>(), expected);
    assert_eq!(index.first(&Query::parse("太"), 2, |held| held.id.0 != 2), [4, 3].map(ContactId));
    assert_eq!(index.find(&Query::parse(" "), |_| true).ids.len(), 5, "nothing asked for, nobody left out");
}

/// Small alphabets, so that words are found, and found nearly.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[たかなしょうおっんーち]{1,5}",
        2 => "[タカナシｶﾅﾞ]{1,4}",
        3 => "[田中高髙橋辺邊]{1,3}",
        2 => "[tankaosh]{1,6}",
        2 => "[0-3]{1,6}",
        1 => "[ 　.:@+\\-]{1,2}",
        1 => "\\PC{0,3}",
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn phone() -> impl Strategy<Value = String> {
    prop_oneof![
        "0[0-3]{1,3}-[0-3]{2,4}-[0-3]{4}",
        "\\+81-[0-3]{2}-[0-3]{4}",
        "\\+1[0-3]{4}",
        "０[０-３]{5}",
        "[0-3]{4} 内線[0-3]",
        text()
    ]
}

fn fields() -> impl Strategy<Value = Fields> {
    let names = (text(), text(), text(), text(), text(), any::<bool>());
    let lists = (
        prop::collection::vec(phone(), 0..3),
        prop::collection::vec(text(), 0..2),
        prop::option::of(("[0-3]{3}-?[0-3]{4}|", text())),
    );
    (names, lists, text(), text()).prop_map(
        |((family, given, reading, given_reading, company, shown), lists, note, date)| {
            let (phones, emails, address) = lists;
            let entry = |value: String| Labelled { label: String::new(), value };
            let display_name = if shown { format!("{family} {given}").trim().to_owned() } else { given.clone() };
            let address = address.map(|(postal, text)| Address {
                text: format!("{postal} {text}"),
                postal,
                ..Address::default()
            });
            Fields {
                display_name,
                family_name: family,
                given_name: given,
                family_reading: reading,
                given_reading,
                company_reading: company.clone(),
                company,
                phones: phones.into_iter().map(entry).collect(),
                emails: emails.into_iter().map(entry).collect(),
                addresses: address.into_iter().collect(),
                dates: vec![Date { text: date, ..Date::default() }],
                note,
                ..Fields::default()
            }
        },
    )
}

fn query() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        3 => text(),
        3 => "(t|k|n|s|h|sh|ch|ts|o|a|u|ta|ka|na|shi|si|ti|kk|n'|oo|ou|ō|-|cho|sho|syo){1,4}",
        2 => "[0-3]{1,5}",
        1 => "\\+?81-?[0-3]{1,4}",
        1 => "[0-3]{2}-[0-3]{1,3}",
        1 => "(会社|電話|名前|メモ|グループ|住所|group|読み):[田中たかtak0-3]{0,2}",
    ];
    prop::collection::vec(word, 1..3).prop_map(|words| words.join(" "))
}

#[derive(Clone, Debug)]
enum Act {
    Put(i64, Box<Fields>, Option<String>),
    Remove(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => (0i64..60, fields(), prop::option::of(text())).prop_map(|(id, fields, group)| Act::Put(id, Box::new(fields), group)),
        1 => (0i64..60).prop_map(Act::Remove),
    ];
    prop::collection::vec(act, 1..50)
}

/// Does the same to the index and to a plain list.
fn act(index: &mut Index, book: &mut Vec<Person>, acts: Vec<Act>, together: bool) {
    let mut changes = Vec::new();
    for act in acts {
        let (id, person) = match act {
            Act::Put(id, fields, group) => {
                let groups = group.filter(|name| !name.is_empty()).into_iter().collect();
                (ContactId(id), Some(Person { id: ContactId(id), fields: *fields, groups }))
            }
            Act::Remove(id) => (ContactId(id), None),
        };
        book.retain(|held| held.id != id);
        changes.push((id, person.as_ref().map(Person::entry)));
        book.extend(person);
    }
    if together {
        // Said over and over, so that the many are brought in at once.
        let many = changes.iter().cloned().cycle().take(changes.len() * 64).collect::<Vec<_>>();
        let again = many.into_iter().skip(changes.len() * 63);
        index.replace_many(changes.iter().cloned().cycle().take(changes.len() * 63).chain(again).collect());
    } else {
        for (id, entry) in changes {
            index.replace(id, entry);
        }
    }
    book.sort_by_cached_key(|person| (sort_key(&person.fields), person.id));
}

#[test]
fn many_hits_of_a_big_book_looked_for_by_several_threads_stand_in_reading_order() {
    let readings = ["あべ", "いとう", "かとう", "さとう", "たなか", "わたなべ"];
    let people: Vec<Person> = (0..20_000usize)
        .map(|at| {
            let family = if at % 3 == 0 { "山" } else { "川" };
            let reading = readings[at * 7 % readings.len()];
            Person { id: ContactId(at as i64), fields: person(family, "", reading, ""), groups: vec![] }
        })
        .collect();
    let index = Index::build(people.iter().map(Person::entry));
    let mut expected: Vec<(Vec<u8>, ContactId)> =
        people.iter().filter(|one| one.id.0 % 3 == 0).map(|one| (sort_key(&one.fields), one.id)).collect();
    expected.sort();
    let found = index.find(&Query::parse("山"), |held| held.id.0 % 2 == 0);
    let ids = expected.iter().map(|(_, id)| *id).filter(|id| id.0 % 2 == 0);
    assert!(found.ids.iter().copied().eq(ids), "every hit once, in its place");
    assert!(found.sections.is_sorted_by(|one, next| one.0 < next.0), "each section once: {:?}", found.sections);
    assert_eq!(found.sections.iter().map(|(_, count)| *count as usize).sum::<usize>(), found.ids.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_index_answers_what_the_oracle_answers(
        first in acts(),
        then in acts(),
        together in any::<bool>(),
        queries in prop::collection::vec(query(), 1..8),
        limit in 0usize..8,
    ) {
        let (mut index, mut book) = (Index::default(), Vec::new());
        act(&mut index, &mut book, first, false);
        let rebuilt = Index::build(book.iter().rev().map(Person::entry));
        prop_assert_eq!(rebuilt.len(), book.len());
        act(&mut index, &mut book, then, together);
        prop_assert_eq!(index.len(), book.len());
        for typed in queries {
            let query = Query::parse(&typed);
            let expected: Vec<&Person> =
                book.iter().filter(|person| oracle::fits(&typed, &person.fields, &person.groups)).collect();
            let ids: Vec<ContactId> = expected.iter().map(|person| person.id).collect();
            let found = index.find(&query, |_| true);
            prop_assert_eq!(&found.ids, &ids, "{}", typed);
            let count = |section| expected.iter().filter(|person| section_of(&sort_key(&person.fields)) == section).count();
            prop_assert!(found.sections.iter().all(|(section, hits)| count(*section) == *hits as usize));
            prop_assert!(found.sections.is_sorted_by(|a, b| a.0 < b.0));
            let shown: Vec<ContactId> = ids.iter().copied().filter(|id| id.0 % 7 != 0).take(limit).collect();
            prop_assert_eq!(index.first(&query, limit, |held| !held.hidden), shown);
            for person in &book {
                prop_assert_eq!(query.fits(&person.entry()), ids.contains(&person.id), "{} in {:?}", typed, person);
            }
            for person in expected {
                let found = matches(&query, &person.fields, &person.groups);
                prop_assert!(query.is_empty() || !found.is_empty(), "{} has a place in {:?}", typed, person);
                for place in found {
                    prop_assert!(place.len > 0 && (place.start + place.len) as usize <= place.text.chars().count());
                }
            }
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_big_book_is_cut_where_it_grows(ids in prop::collection::vec((0i64..4000, "[か-こ]{1,2}", any::<bool>()), 1500..2500)) {
        let mut index = Index::default();
        let mut book = std::collections::BTreeMap::new();
        for (id, reading, keep) in ids {
            let id = ContactId(id);
            let entry = Person { id, fields: person("山", "", &reading, ""), groups: vec![] }.entry();
            if keep || !book.contains_key(&id) {
                book.insert(id, reading);
                index.replace(id, Some(entry));
            } else {
                book.remove(&id);
                index.replace(id, None);
            }
        }
        let mut expected: Vec<(Vec<u8>, ContactId)> =
            book.iter().map(|(id, reading)| (sort_key(&person("山", "", reading, "")), *id)).collect();
        expected.sort();
        let expected: Vec<ContactId> = expected.into_iter().map(|(_, id)| id).collect();
        prop_assert_eq!(index.find(&Query::parse("山"), |_| true).ids, expected);
    }
}
