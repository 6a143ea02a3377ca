//! The command line beside others that have the book open.

use std::process::Stdio;
use std::time::Duration;

use crate::support::Place;
use enishi_core::book::{Access, Book};
use enishi_core::edge::Edge;
use enishi_core::time::Moment;
use serde_json::json;

/// A book held open for writing, as the window holds it.
fn window(place: &Place) -> Book {
    let edge = Edge::new(|| Moment(1_790_000_000_000), || "w".to_owned(), || [7; 32]);
    Book::open(&place.path("縁.book"), edge, Access::Write { wait: Duration::ZERO }).expect("the book opens")
}

#[test]
fn while_a_window_holds_the_book_reads_work_and_writes_are_refused() {
    let place = Place::with_people();
    let id = place.id("阿部 一郎");
    let open = window(&place);
    assert_eq!(place.done(["list"])["total"], 3);
    assert_eq!(place.done(["search", "あべ"])["total"], 1);
    assert_eq!(place.done(["check"])["ok"], true);
    let refused = place.json(["edit", &id, "--set", "title=部長"]);
    assert_eq!((refused.code, &refused.json), (1, &json!({ "error": { "code": "open_elsewhere" } })));
    drop(open);
    place.done(["edit", &id, "--set", "title=部長"]);
}

#[test]
fn a_second_command_line_waits_for_the_first() {
    let place = Place::with_people();
    let id = place.id("阿部 一郎");
    let start = |note: &str| {
        let mut program = place.program();
        program.args(["edit", &id, "--set", note]).stdout(Stdio::null()).stderr(Stdio::piped());
        program.spawn().expect("the program starts")
    };
    let running: Vec<_> = ["title=一", "department=二", "nickname=三", "note=四"].into_iter().map(start).collect();
    for one in running {
        let ended = one.wait_with_output().expect("the program ends");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    let shown = place.done(["show", &id]);
    let fields = ["title", "department", "nickname", "note"].map(|field| shown[field].clone());
    assert_eq!(fields, ["一", "二", "三", "四"].map(|value| json!(value)), "nobody's edit is lost");
}
