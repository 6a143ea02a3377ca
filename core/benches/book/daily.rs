//! Goals 7, 11, 13 and 15: opening, paging, changing one contact, the first search, and writing everything out.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use enishi_core::book::{Book, Entity, ExportFormat, ExportWhat, List, Sort};
use enishi_core::contact::ContactId;
use enishi_core::contact::edit::Edit;

use super::import::{forget, import, open};
use super::limits::Commits;
use super::table::Line;
use super::turns::{Runner, by_turns, timed};
use super::{Options, files, limits};

/// Rows that a window asks for at once.
const PAGE: u32 = 100;

/// A book with so many people in it, closed.
pub struct Filled {
    pub contacts: usize,
    pub path: PathBuf,
}

impl Filled {
    pub fn new(folder: &Path, contacts: usize) -> Filled {
        let path = folder.join(format!("{contacts}.book"));
        forget(&path);
        let vcards = files::vcards(folder, contacts).expect("a corpus");
        import(&open(&path), &vcards);
        Filled { contacts, path }
    }

    /// Opening it and asking for the first page; closing it is not counted.
    fn first_page(&self) -> Duration {
        let (time, book) = timed(|| {
            let book = open(&self.path);
            page(&book, 0);
            book
        });
        drop(book);
        time
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        forget(&self.path);
    }
}

/// Goal 7: a page soon after opening, the next one at once, and hardly slower in a big book.
pub fn pages(small: &Filled, big: &Filled, options: &Options, lines: &mut Vec<Line>) {
    let [few, many] =
        by_turns(options.rounds * 3, [Runner::timed(|| small.first_page()), Runner::timed(|| big.first_page())]);
    let contacts = big.contacts;
    lines.push(Line::times(7, contacts, "opening and first page — 3 ms", Duration::from_millis(3), many, 1.0));
    lines.push(Line::times(7, contacts, format!("the same, against {} people", small.contacts), few, many, 2.5));
    let (small_book, big_book) = (open(&small.path), open(&big.path));
    // Pages that both books have, one after the other.
    let pages = (small.contacts as u32 / PAGE).clamp(1, 10);
    let turn = |book| {
        let mut at = 0;
        move || {
            at = (at + 1) % pages;
            page(book, at * PAGE)
        }
    };
    let [few, many] = by_turns(options.rounds * 3, [Runner::of(turn(&small_book)), Runner::of(turn(&big_book))]);
    lines.push(Line::times(7, contacts, "next page — 0.2 ms", Duration::from_micros(200), many, 1.0));
    lines.push(Line::times(7, contacts, format!("the same, against {} people", small.contacts), few, many, 1.5));
}

/// Goal 13: editing, deleting and restoring one contact, each durable when it is answered.
pub fn edits(folder: &Path, filled: &Filled, options: &Options, lines: &mut Vec<Line>) {
    let book = open(&filled.path);
    book.prepare_search().expect("an index");
    let mut commits = Commits::new(&folder.join("commits.db"));
    let ids = book.ids(List::All, Sort::Reading, 0, 64).expect("ids");
    let mut turn = 0usize;
    let mut next = || {
        turn += 1;
        (turn, ids[turn % ids.len()])
    };
    let next = std::cell::RefCell::new(&mut next);
    let one = |change: &dyn Fn(usize, ContactId)| {
        let (turn, id) = (next.borrow_mut())();
        timed(|| change(turn, id)).0
    };
    let note = |turn: usize| vec![Edit { field: "note".into(), value: format!("{turn} 度目のメモ") }];
    let trash = |id: ContactId| {
        book.trash(&[Entity::Contact(id)]).expect("a trashed contact");
    };
    let restore = |id: ContactId| {
        book.restore(&[Entity::Contact(id)]).expect("a restored contact");
    };
    let [commit, edit, delete, again] = by_turns(
        options.rounds * 8,
        [
            Runner::timed(|| commits.commit()),
            Runner::timed(|| {
                one(&|turn, id| {
                    book.edit(id, &note(turn)).expect("an edit");
                })
            }),
            Runner::timed(|| {
                let (_, id) = (next.borrow_mut())();
                let time = timed(|| trash(id)).0;
                restore(id);
                time
            }),
            Runner::timed(|| {
                let (_, id) = (next.borrow_mut())();
                trash(id);
                timed(|| restore(id)).0
            }),
        ],
    );
    for (what, time) in [("edit", edit), ("delete", delete), ("restore", again)] {
        lines.push(Line::times(
            13,
            filled.contacts,
            format!("{what} one contact — one commit with fsync"),
            commit,
            time,
            2.0,
        ));
    }
}

/// Goal 11: writing everything out as vCard.
pub fn export(folder: &Path, filled: &Filled, options: &Options, lines: &mut Vec<Line>) {
    let book = open(&filled.path);
    let (out, other) = (folder.join("out.vcf"), folder.join("limit.out"));
    let write = || {
        let all = ExportWhat::List(List::All);
        let report = book.export(&out, ExportFormat::Vcard3, &all, &mut |_| ControlFlow::Continue(()));
        assert_eq!(report.expect("an export").written as usize, filled.contacts);
    };
    write();
    let [limit, ours] = by_turns(
        options.rounds,
        [Runner::timed(|| limits::read_and_write(&filled.path, &out, &other)), Runner::timed(|| timed(write).0)],
    );
    let _ = std::fs::remove_file(&out);
    let what = "export of vCard 3.0 — reading all rows and writing the file";
    lines.push(Line::times(11, filled.contacts, what, limit, ours, 1.5));
}

/// Goal 15: the first key press. A window needs about a second from its start to its first picture; the index is built
/// meanwhile.
pub fn first_key(filled: &Filled, options: &Options, lines: &mut Vec<Line>) {
    const UNTIL_SEEN: Duration = Duration::from_secs(1);
    let [built, ours] = by_turns(
        options.rounds,
        [
            Runner::timed(|| {
                let book = open(&filled.path);
                timed(|| book.prepare_search().expect("an index")).0
            }),
            Runner::timed(|| {
                let book = open(&filled.path);
                page(&book, 0);
                std::thread::scope(|scope| {
                    scope.spawn(|| book.prepare_search());
                    std::thread::sleep(UNTIL_SEEN);
                    timed(|| book.search("た", List::All, 0, PAGE).expect("hits")).0
                })
            }),
        ],
    );
    eprintln!("{} people: the search index of a book is built in {:.2} s", filled.contacts, built.as_secs_f64());
    let tenth = Duration::from_millis(100);
    let what = "first key press, a second after opening — 0.1 s";
    lines.push(Line::times(15, filled.contacts, what, tenth, ours, 1.0));
}

fn page(book: &Book, offset: u32) -> usize {
    book.list(List::All, Sort::Reading, offset, PAGE).expect("a page").rows.len()
}
