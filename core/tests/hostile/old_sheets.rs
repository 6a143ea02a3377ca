//! XLS files whose inner file system or records lie.

use super::support::fuzzed::xls::{
    self, CONTINUE, Compound, SECTOR, SHARED_TEXTS, cell, compound, record, shared, stream, text,
};
use super::*;

const MANY: u16 = 900;

/// Nine hundred people in some hundred sectors.
fn many() -> Compound {
    compound(&stream(&[], &[("名簿", xls::people((1..=MANY).map(|row| (row, format!("大江 {row}")))))]))
}

/// The two people of `sheet` and what is asked between them.
fn two(between: Vec<u8>) -> Vec<u8> {
    let person = |row, name: &str| [text(row, 0, name), text(row, 1, "1")].concat();
    let head = [text(0, 0, "氏名"), text(0, 1, "電話番号")].concat();
    [head, person(1, "大江 俊介"), between, person(2, "宮﨑 智子")].concat()
}

#[test]
fn a_loop_or_a_cut_among_the_sectors_of_an_old_sheet_gives_what_stood_before() {
    for (what, next) in [
        ("a loop", 3),
        ("a step back", 0),
        ("itself", 60),
        ("a free sector", 0xffff_ffff),
        ("an end", 0xffff_fffe),
        ("far out", 9_999_999),
    ] {
        let (done, everybody) = check(what, 100, |place| {
            let mut file = many();
            file.link(60, next);
            place.file("a.xls", file.bytes)
        });
        assert_eq!(reasons(&done), ["damaged"], "{what}");
        assert!((100..usize::from(MANY)).contains(&everybody.len()), "{what}: {}", everybody.len());
    }
}

#[test]
fn loops_in_the_directory_and_the_tables_of_an_old_sheet_are_walked_once() {
    let (done, everybody) = check("a directory that goes on in itself", 100, |place| {
        let mut file = many();
        file.link(file.directory, file.directory);
        place.file("a.xls", file.bytes)
    });
    assert_eq!((reasons(&done).len(), everybody.len()), (0, usize::from(MANY)));
    let (done, everybody) = check("a directory in the midst of the stream", 100, |place| {
        let mut file = many();
        file.link(file.directory, 7);
        place.file("a.xls", file.bytes)
    });
    assert_eq!((reasons(&done).len(), everybody.len()), (0, usize::from(MANY)));
    // 68: the chain of sectors beyond the header's room for the table; each leads to the next, and the table's own to itself.
    for start in [0u32, 5, 100, 0xffff_0000] {
        let (_, everybody) = check("a table that goes on in the stream", 100, |place| {
            let mut file = many();
            file.bytes[68..72].copy_from_slice(&start.to_le_bytes());
            place.file("a.xls", file.bytes)
        });
        assert_eq!(everybody.len(), usize::from(MANY), "{start}: the table in the header goes before");
    }
    let mini = |next: u32| {
        move |place: &Place| {
            let mut file = xls::small(&stream(&[], &[("名簿", two(Vec::new()))]));
            let table = file.bytes.len() - SECTOR;
            file.bytes[table + 4..table + 8].copy_from_slice(&next.to_le_bytes());
            place.file("a.xls", file.bytes)
        }
    };
    let (done, everybody) = check("small sectors", 100, mini(2));
    assert_eq!((reasons(&done).len(), everybody.len()), (0, 2));
    for next in [0, 1, 0xffff_ffff, 0x7fff_ffff] {
        let (done, everybody) = check("small sectors in a circle", 100, mini(next));
        assert_eq!((reasons(&done), everybody.len()), (vec!["damaged"], 1), "{next:x}");
    }
}

#[test]
fn an_old_sheet_cut_anywhere_is_damaged_or_gives_what_is_left() {
    let whole = many().bytes;
    for cut in (0..whole.len()).step_by(SECTOR * 24 - 7) {
        let what = format!("cut at {cut}");
        let (done, _) = check(&what, 100, |place| place.file("a.xls", &whole[..cut]));
        match &done {
            Err(Error::Unreadable { reason, .. }) => {
                assert!(matches!(*reason, "damaged" | "empty"), "{what}: {reason}");
            }
            _ => assert_eq!(reasons(&done), ["damaged"], "{what}"),
        }
    }
    for length in [5_000, 60_000] {
        let noise = (0..length).scan(1u32, |state, _| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some(state.to_be_bytes()[0])
        });
        let noise: Vec<u8> = whole[..8].iter().copied().chain(noise).collect();
        let (done, _) = check("noise", 100, |place| place.file("a.xls", &noise));
        assert_refused(&done, "damaged");
        let (done, _) = check("noise for a workbook", 100, |place| place.file("a.xls", compound(&noise[8..]).bytes));
        assert_refused(&done, "damaged");
    }
}

#[test]
fn lengths_and_counts_of_an_old_sheet_are_not_believed() {
    let huge = record(
        0x0200,
        &[0u32, u32::MAX, 0, 0xffff].iter().flat_map(|number| number.to_le_bytes()).take(14).collect::<Vec<u8>>(),
    );
    let texts = |said: u32| {
        let mut texts = shared(&["宮﨑 智子"]);
        texts[4..8].copy_from_slice(&said.to_le_bytes());
        texts[8..12].copy_from_slice(&said.to_le_bytes());
        texts
    };
    for (what, before, between) in [
        ("huge dimensions", Vec::new(), huge),
        ("a cell far away", Vec::new(), [text(65_535, 255, "x"), text(65_534, 65_535, "x")].concat()),
        ("a number of shared texts", texts(u32::MAX), cell(3, 0, 0)),
        ("no shared texts, it says", texts(0), cell(3, 0, 0)),
        ("numbers up to a column before", Vec::new(), record(0x00bd, &[5, 0, 9, 0, 1, 2, 3, 4, 5, 6, 2, 0])),
    ] {
        let (done, everybody) =
            check(what, 100, |place| place.file("a.xls", compound(&stream(&before, &[("名簿", two(between))])).bytes));
        assert!(done.is_ok(), "{what}: {done:?}");
        for name in ["大江 俊介", "宮﨑 智子"] {
            assert!(everybody.contains(&name.to_owned()), "{what}: {everybody:?}");
        }
    }
    let (done, everybody) = check("a text that is not there", 100, |place| {
        place.file("a.xls", compound(&stream(&shared(&["a"]), &[("名簿", two(cell(1, 2, 77)))])).bytes)
    });
    assert_eq!((reasons(&done), everybody.len()), (vec!["damaged"], 2));
    let (done, _) = check("a stream of 4 GB", 100, |place| {
        let two = stream(&[], &[("名簿", two(Vec::new()))]);
        place.file("a.xls", xls::packed("Workbook", &two, 0xffff_ffff).bytes)
    });
    assert_refused(&done, "too_large");
}

#[test]
fn endless_records_of_an_old_sheet_are_gone_through_once() {
    let empty = |kind: u16, size: usize| record(kind, &[]).repeat(size / 4);
    let size = long().min(100 * MB);
    let begins = record(xls::BOF, &[0, 6, 0x10, 0]);
    for (what, before, between) in [
        ("texts that go on in nothing", [shared(&["a"]), empty(CONTINUE, size)].concat(), Vec::new()),
        (
            "a text that goes on in nothing",
            [record(SHARED_TEXTS, &[0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1]), empty(CONTINUE, size)].concat(),
            Vec::new(),
        ),
        ("empty records", empty(0x1234, size / 2), empty(0x00fd, size / 2)),
        ("charts in charts", Vec::new(), [begins.repeat(size / 16), record(xls::EOF, &[]).repeat(size / 16)].concat()),
        (
            "looks",
            [record(0x00e0, &[0; 4]).repeat(size / 16), record(0x041e, &[0; 5]).repeat(size / 18)].concat(),
            Vec::new(),
        ),
    ] {
        let (done, everybody) = check(what, 2 * size / MB + 100, |place| {
            place.file("a.xls", compound(&stream(&before, &[("名簿", two(between))])).bytes)
        });
        assert!(done.is_ok(), "{what}: {done:?}");
        assert_eq!(everybody, ["大江 俊介", "宮﨑 智子"], "{what}");
    }
    let (done, _) = check("more texts than cells", 250, |place| {
        let texts = [&[0; 8][..], &[0, 0, 0].repeat(2_700)].concat();
        let more = record(CONTINUE, &[0, 0, 0].repeat(2_700)).repeat(3_200);
        let before = [record(SHARED_TEXTS, &texts), more].concat();
        place.file("a.xls", compound(&stream(&before, &[("名簿", two(Vec::new()))])).bytes)
    });
    assert_refused(&done, "too_large");
}

#[test]
fn sheets_of_an_old_workbook_that_lie_in_one_another_are_read_once() {
    let cells = xls::people((1..=MANY).map(|row| (row, format!("大江 {row}"))));
    let mut whole = stream(&[], &[("名簿", cells.clone())]);
    let at = whole.len() - cells.len() - 4 - 20;
    let sheets: Vec<u8> = (0..20_000u32)
        .flat_map(|nth| {
            let place = u32::try_from(at).expect("short") + 20_000 * 14 + nth % 2;
            record(0x0085, &[&place.to_le_bytes()[..], &[0, 0, 2, 0, b'a', b'b']].concat())
        })
        .collect();
    // Behind the workbook's own beginning.
    whole.splice(20..20, sheets.iter().copied().take(20_000 * 14).collect::<Vec<u8>>());
    // The one sheet of before begins elsewhere now.
    let (done, everybody) = check("sheets upon sheets", 100, |place| place.file("a.xls", compound(&whole).bytes));
    assert!(done.is_ok() && everybody.len() <= usize::from(MANY), "{done:?}");
}

#[test]
fn a_text_that_every_cell_names_costs_itself_once() {
    let long_text = "あ".repeat(32_767);
    let rows = u16::try_from((long() / (4 * MB)).min(60_000)).expect("rows of an old sheet");
    let (done, everybody) = check("one text in many cells", 250, |place| {
        let rows = (3..rows + 3).flat_map(|row| (0..40).flat_map(move |column| cell(row, column, 0)));
        let rows: Vec<u8> = rows.collect();
        place.file(
            "a.xls",
            compound(&stream(&shared(&[&long_text]), &[("名簿", [two(Vec::new()), rows].concat())])).bytes,
        )
    });
    assert!(reasons(&done).contains(&"too_long"), "{done:?}");
    assert!(everybody.contains(&"大江 俊介".to_owned()) && everybody.contains(&"宮﨑 智子".to_owned()));
}
