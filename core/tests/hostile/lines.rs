//! Long lines, many lines, many columns, and characters that are none.

use super::*;

#[test]
fn one_endless_line_costs_itself_and_no_memory_in_a_table() {
    for (name, head, tail) in [
        ("a.csv", "氏名,電話番号,メモ\r\n大江 俊介,1,\r\n,2,", "\r\n宮﨑 智子,3,\r\n"),
        ("a.tsv", "氏名\t電話番号\tメモ\n大江 俊介\t1\t\n\t2\t", "\n宮﨑 智子\t3\t\n"),
    ] {
        let (done, everybody) = check(name, 120, |place| written(place, name, head, b"x", long() / 3, tail));
        assert_eq!(reasons(&done), ["too_long"]);
        assert!(
            everybody.contains(&"大江 俊介".to_owned()) && everybody.contains(&"宮﨑 智子".to_owned()),
            "{everybody:?}"
        );
        assert!(everybody.iter().all(|name| name.len() < 10_000), "no name is longer than a list can show");
    }
}

#[test]
fn a_table_that_is_but_one_line_says_that_it_has_no_headers() {
    let (done, everybody) = check("one line", 120, |place| written(place, "a.csv", "", b"x", long(), ""));
    assert_refused(&done, "not_contacts");
    assert_eq!(everybody, [""; 0]);
}

#[test]
fn an_unclosed_quote_before_endless_lines_costs_its_own_row() {
    let head = "氏名,メモ\n大江 俊介,\n\"伊藤,x\n";
    let (done, everybody) =
        check("unclosed quote", 120, |place| written(place, "a.csv", head, b"\n", long() / 16, "宮﨑 智子,\n"));
    assert_eq!(reasons(&done), ["bad_quote"]);
    assert_eq!(everybody.len(), 3, "{everybody:?}");
}

#[test]
fn one_endless_line_costs_itself_and_no_memory_in_vcards() {
    let card = |name: &str, note: &str| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\n{note}");
    let folded = ["x".repeat(1_000).as_bytes(), b"\r\n "].concat();
    for filler in [&b"x"[..], &folded] {
        let head = card("大江 俊介", "NOTE:");
        let tail = format!("\r\nTEL:1\r\nEND:VCARD\r\n{}END:VCARD\r\n", card("宮﨑 智子", ""));
        let (done, everybody) = check("vcard", 250, |place| written(place, "a.vcf", &head, filler, long(), &tail));
        assert_eq!(reasons(&done), ["too_long"]);
        assert_eq!(everybody, ["大江 俊介", "宮﨑 智子"]);
    }
}

#[test]
fn endless_small_lines_outside_and_inside_of_cards_fill_no_memory() {
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:大江 俊介\n";
    for (what, head, filler) in [
        ("properties", card, &b"X-A:1\n"[..]),
        ("no properties", card, b"x\n"),
        ("ends", "", b"END:VCARD\n"),
        ("begins", "", b"BEGIN:VCARD\n"),
    ] {
        let tail = format!("\nEND:VCARD\n{card}END:VCARD\n");
        let (done, everybody) = check(what, 250, |place| {
            written(place, "a.vcf", &format!("{card}END:VCARD\n{head}"), filler, long() / 24, &tail)
        });
        assert!(done.is_ok() && everybody.contains(&"大江 俊介".to_owned()), "{what}: {done:?}");
    }
}

#[test]
fn one_endless_line_costs_itself_and_bounded_memory_in_ldif() {
    let head = "dn: cn=a\ncn: 大江 俊介\ndescription: ";
    let (done, everybody) = check("ldif", 700, |place| written(place, "a.ldif", head, b"x", long(), "\n\n"));
    // Beyond 256 MB the rest is left, too.
    assert_eq!(reasons(&done).first(), Some(&"too_long"));
    assert_eq!(everybody, ["大江 俊介"]);
    let (done, everybody) = check("ldif, folded", 700, |place| {
        let head = format!("{head}{}", "x".repeat(16 * MB));
        written(place, "a.ldif", &head, b"\n x", long() / 16, "\n\n")
    });
    assert_eq!(reasons(&done), ["too_long"]);
    assert_eq!(everybody, ["大江 俊介"]);
}

#[test]
fn an_ldif_entry_of_endless_values_is_cut() {
    for filler in ["a: b\n", "x\n", "member: cn=a\n"] {
        let what = format!("ldif of {filler:?}");
        let head = "dn: cn=a\ncn: 大江 俊介\n";
        let (done, everybody) =
            check(&what, 700, |place| written(place, "a.ldif", head, filler.as_bytes(), long() / 16, "\n\n"));
        assert!(done.is_ok(), "{done:?}");
        assert_eq!(everybody, ["大江 俊介"]);
    }
}

#[test]
fn one_endless_mecard_costs_itself_and_bounded_memory() {
    let head = "MECARD:N:大江,俊介;TEL:1;;\nMECARD:N:伊藤;NOTE:";
    let tail = ";;\nMECARD:N:宮﨑,智子;TEL:2;;\n";
    let (done, everybody) = check("mecard", 250, |place| written(place, "a.txt", head, b"x", long(), tail));
    if long() < 32 * MB {
        assert_eq!(reasons(&done), ["too_long"]);
        assert_eq!(everybody, ["大江 俊介", "宮﨑 智子"]);
    } else {
        assert_eq!(reasons(&done), ["too_long", "rest_left"]);
        assert_eq!(everybody, ["大江 俊介"]);
    }
}

#[test]
fn many_mecards_are_read_in_the_time_of_their_number() {
    let (done, _) = check("mecards", 250, |place| written(place, "a.txt", "MECARD:N:a;;\n", b"MECARD:;;\n", MB, ""));
    assert_eq!(done.expect("the import runs").added, 1);
}

#[test]
fn a_hundred_thousand_columns_leave_the_people_as_they_are() {
    let headers: String = (0..100_000).map(|number| format!(",{number}列")).collect();
    let (done, everybody) = check("100,000 columns", 250, |place| {
        let row = ",x".repeat(100_000);
        place.file("a.csv", format!("氏名,電話番号{headers}\n大江 俊介,1{row}\n宮﨑 智子,2{row}\n"))
    });
    assert!(reasons(&done).contains(&"too_long"), "{:?}", reasons(&done));
    assert_eq!(everybody, ["大江 俊介", "宮﨑 智子"]);
}

#[test]
fn a_hundred_thousand_numbered_columns_are_told_apart_in_time() {
    let headers: String =
        (1..12_000).map(|number| format!(",Phone {number} - Value,Address {number} - Street")).collect();
    let (done, everybody) =
        check("numbered columns", 250, |place| place.file("a.csv", format!("Name{headers}\n大江 俊介,1\n")));
    assert!(done.is_ok(), "{done:?}");
    assert_eq!(everybody, ["大江 俊介"]);
}

#[test]
fn nuls_in_a_table_are_taken_out_and_told() {
    let table = "氏名,ふりがな,電話番号\n大江 俊介,おおえ しゅんすけ,1\n宮\0﨑 智子\0,\0,2\n\0\0,\0,\n";
    let (done, everybody) = check("NULs", 100, |place| place.file("a.csv", table));
    assert_eq!(reasons(&done), ["nul"]);
    assert_eq!(everybody, ["大江 俊介", "宮﨑 智子"]);
}

#[test]
fn half_of_utf_16_is_read_as_far_as_it_goes() {
    let table = "氏名,電話番号\r\n大江 俊介,1\r\n宮﨑 智子,2\r\n";
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:大江 俊介\r\nTEL:1\r\nEND:VCARD\r\n";
    let ldif = "dn: cn=a\r\ncn: 大江 俊介\r\ntelephoneNumber: 1\r\n\r\n";
    let mecard = "MECARD:N:大江,俊介;TEL:1;;\r\n";
    for (name, text) in [("a.csv", table), ("a.vcf", card), ("a.ldif", ldif), ("a.txt", mecard)] {
        for (mark, little) in [(true, true), (true, false), (false, true), (false, false)] {
            let units = mark.then_some(0xfeffu16).into_iter().chain(text.encode_utf16());
            let whole: Vec<u8> =
                units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
            let lone = if little { 0xd842u16.to_le_bytes() } else { 0xd842u16.to_be_bytes() };
            let space = if little { [b' ', 0] } else { [0, b' '] };
            let ends: [&[u8]; 4] = [&[], &[0x41], &lone, &[lone, space].concat()];
            for end in ends {
                let what = format!("UTF-16 {name} {mark} {little} {end:?}");
                let (_, everybody) = check(&what, 100, |place| place.file(name, [&whole, end].concat()));
                assert!(everybody.contains(&"大江 俊介".to_owned()), "{what}: {everybody:?}");
            }
        }
    }
}

/// Cancels at the first word that something is read, however far the next contact is.
#[test]
fn a_cancel_is_heard_in_the_middle_of_an_endless_line() {
    let _alone = alone();
    for (name, head, filler) in [
        ("a.csv", "氏名,電話番号\n大江,1\n", &b"x"[..]),
        ("b.csv", "氏名,電話番号\n大江,1\n\"", b"\n"),
        ("a.vcf", "BEGIN:VCARD\nFN:a\nNOTE:", b"x"),
        ("b.vcf", "BEGIN:VCARD\nFN:a\nEND:VCARD\n", b"x\n"),
        ("a.ldif", "dn: cn=a\ncn: a\ndescription: ", b"x"),
        ("a.txt", "MECARD:N:a;NOTE:", b"x"),
    ] {
        let place = Place::new();
        let book = place.open();
        tanaka(&book);
        let path = written(&place, name, head, filler, 2 * long(), "");
        let mut asked = None;
        let done = book.import(&[path], &ImportOptions::default(), &mut |progress| {
            if progress.done == 0 {
                return ControlFlow::Continue(());
            }
            asked.get_or_insert_with(Instant::now);
            ControlFlow::Break(())
        });
        eprintln!("cancelled {name} within {:.1?}", asked.map(|asked| asked.elapsed()).unwrap_or_default());
        assert!(matches!(done, Err(Error::Cancelled)), "{name}: {done:?}");
        assert_eq!(names(&book, List::All), ["田中 太郎"], "{name}: the book is as it was");
        assert_sound(&book);
    }
}
