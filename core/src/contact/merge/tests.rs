use super::*;
use crate::contact::card::MediaHash;
use proptest::prelude::*;

pub(super) fn card(lines: &[&str]) -> Card {
    let property = |line: &&str| {
        let (head, value) = line.split_once(':').expect("name:value");
        let (name, params) = head.split_once(';').unwrap_or((head, ""));
        let (group, name) = name.split_once('.').map_or((None, name), |(group, name)| (Some(group.to_owned()), name));
        let mut property = Property { group, ..Property::new(name, value) };
        for param in params.split(';').filter(|param| !param.is_empty()) {
            let (name, value) = param.split_once('=').expect("name=value");
            property = property.with(name, value);
        }
        property
    };
    Card { properties: lines.iter().map(property).collect() }
}

pub(super) fn lines(card: &Card) -> Vec<String> {
    let line = |property: &Property| {
        let group = property.group.as_ref().map(|group| format!("{group}.")).unwrap_or_default();
        format!("{group}{}:{}", property.name, property.value)
    };
    card.properties.iter().map(line).collect()
}

#[test]
fn newer_values_take_over_and_missing_ones_are_added() {
    let mut old = card(&["FN:田中 太郎", "N:田中;太郎;;;", "TITLE:課長", "TEL;TYPE=CELL:090-1234-5678", "X-FOO:1"]);
    let new =
        card(&["FN:田中 太郎", "N:田中;;;;様", "TITLE:部長", "TEL:+81 90 1234 5678", "TEL:03-1111-2222", "X-FOO:2"]);
    assert!(merge(&mut old, &new));
    assert_eq!(
        lines(&old),
        ["FN:田中 太郎", "N:田中;太郎;;;様", "TITLE:部長", "TEL:090-1234-5678", "X-FOO:2", "TEL:03-1111-2222"]
    );
}

#[test]
fn nothing_is_taken_away_by_a_card_that_says_less() {
    let mut old = card(&["FN:田中 太郎", "ORG:青空商店;営業部", "NOTE:展示会で会った", "BDAY:1980-01-02"]);
    let before = old.clone();
    assert!(!merge(&mut old, &card(&["FN:田中 太郎", "ORG:青空商店", "NOTE:", "NOTE:展示会", "TITLE: "])));
    assert_eq!(old, before);
}

#[test]
fn labels_come_along_under_a_free_group_name() {
    let mut old = card(&["item1.TEL:03-1", "item1.X-ABLABEL:本社"]);
    let new = card(&["item1.TEL:03-2", "item1.X-ABLABEL:支店", "item2.URL:https://a.example/"]);
    assert!(merge(&mut old, &new));
    assert_eq!(
        lines(&old),
        [
            "item1.TEL:03-1",
            "item1.X-ABLABEL:本社",
            "item2.TEL:03-2",
            "item2.X-ABLABEL:支店",
            "item3.URL:https://a.example/"
        ]
    );
    let labels: Vec<String> = Fields::of(&old).phones.into_iter().map(|phone| phone.label).collect();
    assert_eq!(labels, ["本社", "支店"]);
}

#[test]
fn a_field_or_date_of_one_name_has_one_value() {
    let mut old =
        card(&["X-ENISHI-FIELD;LABEL=好物:羊羹", "X-ENISHI-DATE;LABEL=card_exchanged:2020-01-01", "BDAY:1980-01-02"]);
    let new =
        card(&["X-ENISHI-FIELD;LABEL=好物:煎餅", "X-ENISHI-DATE;LABEL=card_exchanged:2026-01-01", "BDAY:1980-01-03"]);
    assert!(merge(&mut old, &new));
    assert_eq!(lines(&old), ["X-ENISHI-FIELD:煎餅", "X-ENISHI-DATE:2026-01-01", "BDAY:1980-01-03"]);
}

#[track_caller]
fn says_nothing_new(old: &[&str], new: &[&str]) {
    let mut merged = card(old);
    let differs = merge(&mut merged, &card(new));
    assert_eq!(lines(&merged), lines(&card(old)));
    assert!(!differs);
}

#[test]
fn the_same_said_in_other_properties_changes_nothing() {
    says_nothing_new(&["X-CSV-COLUMN;HEADER=趣味:将棋"], &["X-ENISHI-FIELD;LABEL=趣味:将棋"]);
    says_nothing_new(
        &["RELATED;TYPE=spouse;VALUE=text:花子"],
        &["item1.X-ABRELATEDNAMES:花子", "item1.X-ABLABEL:_$!<Spouse>!$_"],
    );
    says_nothing_new(&["item1.X-ABDATE:2001-06-15", "item1.X-ABLABEL:_$!<Anniversary>!$_"], &["ANNIVERSARY:20010615"]);
    says_nothing_new(&["BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-09"], &["BDAY:--05-09"]);
    says_nothing_new(&["X-SOCIALPROFILE;TYPE=twitter:taro"], &["X-TWITTER:taro"]);
    says_nothing_new(
        &["N:表;能", "SOUND;X-IRMC-N=1:ｵﾓﾃ ﾉｳ;;;;"],
        &["N:表;能;;;", "X-PHONETIC-LAST-NAME:ｵﾓﾃ", "X-PHONETIC-FIRST-NAME:ﾉｳ"],
    );
    says_nothing_new(&["NICKNAME:太郎,タロ"], &["NICKNAME:太郎\\, タロ"]);
}

#[test]
fn a_second_name_is_kept_behind_the_first_even_where_the_company_says_that_one() {
    let mut old = card(&["ORG:青空"]);
    let new = card(&["FN:青空", "FN:あおぞら"]);
    assert!(merge(&mut old, &new));
    assert_eq!(lines(&old), ["ORG:青空", "FN:青空", "FN:あおぞら"]);
    assert!(!merge(&mut old, &new));
}

#[test]
fn a_copy_that_lost_characters_on_the_way_takes_nothing_over() {
    says_nothing_new(
        &["FN:Jürgen Müller", "N:Müller;Jürgen;;;", "NOTE:Grüße"],
        &["FN:J〓rgen M〓ller", "N:M〓ller;J〓rgen;;;", "NOTE:Gr〓〓e"],
    );
    says_nothing_new(&["N:渡邊\u{e0102};花;;;"], &["N:渡邊;花;;;"]);
    let mut old = card(&["FN:Jürgen Müller"]);
    assert!(merge(&mut old, &card(&["FN:J〓rgen Maier"])));
}

#[test]
fn a_department_is_one_thing_in_however_many_units() {
    says_nothing_new(&["ORG:青空;営業部;第一課"], &["ORG:青空;営業部 第一課"]);
    says_nothing_new(&["ORG:青空;営業部;第一課"], &["ORG:青空;営業部"]);
    let mut old = card(&["ORG:青空;営業部;第一課"]);
    assert!(merge(&mut old, &card(&["ORG:;総務部"])));
    assert_eq!(lines(&old), ["ORG:青空;総務部"]);
}

#[test]
fn a_newer_photo_takes_over_and_what_follows_a_partner_stays() {
    let photo = |bytes: &[u8]| Property { media: Some(MediaHash::of(bytes)), ..Property::new("PHOTO", "") };
    let mut old = Card { properties: vec![photo(b"old")] };
    let synced = Property { layer: Layer::Synced("k".into()), ..Property::new("TITLE", "社長") };
    old.properties.push(synced.clone());
    let new = Card { properties: vec![photo(b"new"), Property::new("TITLE", "会長")] };
    assert!(merge(&mut old, &new));
    assert_eq!(old.properties, [photo(b"new"), synced, Property::new("TITLE", "会長")]);
}

fn any_card() -> impl Strategy<Value = Card> {
    let names =
        ["FN", "N", "TITLE", "TEL", "EMAIL", "NOTE", "BDAY", "ORG", "X-FOO", "URL", "X-ENISHI-FIELD", "REV", "UID"];
    let property = (prop::sample::select(names.to_vec()), "[あ-え1-3;]{0,4}", prop::option::of("item[1-3]"), 0..3u8)
        .prop_map(|(name, value, group, label)| {
            let property = Property { group, ..Property::new(name, value) };
            if label == 0 { property.with("LABEL", "好物") } else { property }
        });
    prop::collection::vec(property, 0..10).prop_map(|properties| Card { properties })
}

proptest! {
    #[test]
    fn laying_a_card_over_twice_is_laying_it_over_once(old in any_card(), new in any_card()) {
        let mut once = old.clone();
        merge(&mut once, &new);
        let mut twice = once.clone();
        prop_assert!(!merge(&mut twice, &new), "{:?}", lines(&once));
        prop_assert_eq!(twice, once);
    }

    #[test]
    fn what_is_answered_is_whether_it_differs(old in any_card(), new in any_card()) {
        let mut merged = old.clone();
        prop_assert_eq!(merge(&mut merged, &new), merged != old);
    }
}
