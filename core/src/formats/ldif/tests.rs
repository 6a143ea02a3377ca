use super::*;
use crate::contact::fields::Fields;

fn found(bytes: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut sink = |one| {
        found.push(one);
        ControlFlow::Continue(())
    };
    read(&mut &*bytes, None, &mut sink).expect("memory is readable");
    found
}

fn people(bytes: &[u8]) -> Vec<Fields> {
    let cards = found(bytes).into_iter().filter_map(|found| match found {
        Found::Card(incoming) => Some(Fields::of(&incoming.card)),
        Found::Trouble(_) => None,
    });
    cards.collect()
}

fn reasons(bytes: &[u8]) -> Vec<(u64, &'static str)> {
    let troubles = found(bytes).into_iter().filter_map(|found| match found {
        Found::Trouble(trouble) => Some((trouble.line, trouble.reason)),
        Found::Card(_) => None,
    });
    troubles.collect()
}

/// 大江 俊介, 高砂製作所
const OHE: &str = "\
version: 1

# exported
dn:: Y249IOWkp+axnyDkv4rku4ssbWFpbD1vaGVAZXhhbXBsZS5qcA==
objectclass: top
objectclass: person
objectclass: mozillaAbPersonAlpha
givenName:: 5L+K5LuL
sn:: 5aSn5rGf
sn;lang-ja;phonetic:: 44GK44GK44GI
cn:: 5aSn5rGfIOS/iuS7iw==
mail: ohe@example.jp
mozillaSecondEmail: shunsuke@example.com
telephoneNumber: 072-671-3390
mobile: 090-1234-
 5678
o:: 6auY56CC6KO95L2c5omA
mozillaHomeStreet: 1-2-3
mozillaHomePostalCode: 569-0001
birthyear: 1974
birthmonth: 2
birthday: 15
mozillaCustom1: A-17

dn: cn=Friends
objectclass: groupOfNames
cn: Friends
member:: Y249IOWkp+axnyDkv4rku4ssbWFpbD1vaGVAZXhhbXBsZS5qcA==
member: cn=Nobody,mail=nobody@example.jp
";

#[test]
fn thunderbirds_entry_gives_a_person_with_everything_and_the_group() {
    let people = people(OHE.as_bytes());
    let [person] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!((&*person.display_name, &*person.family_name, &*person.given_name), ("大江 俊介", "大江", "俊介"));
    assert_eq!(person.family_reading, "おおえ");
    assert_eq!(person.company, "高砂製作所");
    let phones: Vec<(&str, &str)> = person.phones.iter().map(|phone| (&*phone.label, &*phone.value)).collect();
    assert_eq!(phones, [("work", "072-671-3390"), ("mobile", "090-1234-5678")]);
    assert_eq!(person.emails.len(), 2);
    let home = person.addresses.first().expect("an address");
    assert_eq!((&*home.label, &*home.postal, &*home.street), ("home", "569-0001", "1-2-3"));
    let birthday = person.dates.first().expect("a birthday");
    assert_eq!((birthday.year, birthday.month, birthday.day), (Some(1974), Some(2), Some(15)));
    assert_eq!(person.categories, ["Friends"]);
    let custom: Vec<(&str, &str)> = person.custom.iter().map(|field| (&*field.label, &*field.value)).collect();
    assert_eq!(custom, [("mozillacustom1", "A-17")]);
}

#[test]
fn a_member_that_the_file_does_not_hold_is_told() {
    assert_eq!(reasons(OHE.as_bytes()), [(25, "unknown_member")]);
}

#[test]
fn urls_deletions_and_broken_values_are_told_and_the_rest_comes_in() {
    let text = "dn: cn=a\ncn: a\njpegPhoto:< file:///etc/passwd\ntitle:: ###\nno colon\n\n\
                dn: cn=b\nchangetype: delete\n\ndn: cn=c\nobjectclass: person\n\ndn: cn=d\r\ncn: d\r\nmail: d@example.jp\r\n";
    let people = people(text.as_bytes());
    let names: Vec<&str> = people.iter().map(|person| &*person.display_name).collect();
    assert_eq!(names, ["a", "d"]);
    let expected = [(1, "url_value"), (1, "bad_base64"), (1, "no_value"), (7, "change_record"), (10, "empty")];
    assert_eq!(reasons(text.as_bytes()), expected);
}

#[test]
fn a_directory_written_in_the_systems_charset_is_decoded() {
    let (bytes, _, _) =
        encoding_rs::SHIFT_JIS.encode("dn: cn=宮﨑\ncn: 宮﨑 智子\no: 宮﨑商店\ndescription: 毎週の配達は火曜日です\n");
    let people = people(&bytes);
    assert_eq!(people.first().map(|person| &*person.display_name), Some("宮﨑 智子"));
}

#[test]
fn ldif_is_known_by_its_first_line() {
    assert!(is("version: 1\n\ndn: cn=a\n"));
    assert!(is("# comment\n\ndn: cn=a,o=b\ncn: a\n"));
    assert!(is("dn:: Y249YQ==\n"));
    assert!(!is("dn: x\n"));
    assert!(!is("name,mail\n"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let _ = found(&bytes);
        let _ = found(&[b"dn: cn=a\ncn:: ".as_slice(), &bytes].concat());
    }
}
