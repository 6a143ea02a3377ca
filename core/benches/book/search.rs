//! Goals 4, 5 and 14: searching, against one reading of the folded text and against SQLite's `LIKE`.

use std::time::Duration;

use enishi_core::contact::ContactId;
use enishi_core::contact::Side;
use enishi_core::contact::fields::Fields;
use enishi_core::contact::reading::sort_key;
use enishi_core::formats::{Found, vcard};
use enishi_core::search::{Index, Query, SearchEntry, Standing};
use rusqlite::Connection;

use super::Options;
use super::corpus::{People, SEED, vcard3};
use super::table::Line;
use super::turns::{Runner, by_turns, timed};

/// What people type: a letter, names in every script, phones, words of notes, several words, filters, and nobody's name.
const QUERIES: [&str; 36] = [
    "田",
    "の",
    "a",
    "1",
    "龍",
    "田中",
    "髙橋",
    "勅使河原",
    "龍馬",
    "佐藤太郎",
    "たなか",
    "ﾀﾅｶ",
    "すずき",
    "さとうたろう",
    "ta",
    "tan",
    "tanaka",
    "satou",
    "yamada",
    "shoji",
    "xyzzy",
    "0901",
    "1234",
    "5678",
    "09012345678",
    "+81-90",
    "東京",
    "年賀状",
    "ゴルフ",
    "example",
    "1990-04",
    "商事 田中",
    "佐藤 京都",
    "会社:東和",
    "グループ:年賀状",
    "メモ:ゴルフ 山本",
];
/// Asked of `LIKE` too, which knows no more than what stands there.
const LIKE: [&str; 6] = ["田", "田中", "たなか", "東京", "1234", "年賀状"];

pub fn measure(contacts: usize, options: &Options, lines: &mut Vec<Line>) {
    let rounds = options.rounds;
    let (build, index) = timed(|| build(contacts));
    let bytes: usize = index.texts().map(str::len).sum();
    eprintln!(
        "search {contacts}: {:.1} MB of text, {:.1} MB in all; reading the cards and building took {:.2} s",
        bytes as f64 / 1e6,
        index.memory() as f64 / 1e6,
        build.as_secs_f64()
    );
    let (mut worst_first, mut worst_all) = (None::<Line>, None::<Line>);
    let asked: Vec<&str> = options.words.iter().map(String::as_str).collect();
    for words in if asked.is_empty() { QUERIES.as_slice() } else { &asked } {
        let [read, first, all] = by_turns(
            rounds,
            [
                Runner::of(|| read_all(&index)),
                Runner::of(|| index.first(&Query::parse(words), 100, |_| true)),
                Runner::of(|| index.find(&Query::parse(words), |held| !held.hidden)),
            ],
        );
        let hits = index.find(&Query::parse(words), |_| true).ids.len();
        // A tenth of a reading, and never above a millisecond.
        let allowed = (read / 10).min(Duration::from_millis(1));
        let first = Line::times(
            4,
            contacts,
            format!("first 100 of {hits}: {words} — 1/10 of one reading"),
            allowed,
            first,
            1.0,
        );
        let all = Line::times(5, contacts, format!("all {hits}: {words} — one reading"), read, all, 2.5);
        if options.verbose {
            first.print();
            all.print();
        }
        keep_worst(&mut worst_first, first);
        keep_worst(&mut worst_all, all);
    }
    lines.extend(worst_first);
    lines.extend(worst_all);
    if asked.is_empty() {
        lines.push(against_like(contacts, rounds, &index));
    }
}

/// Goal 14: four digits of a phone number in a small and in a big book.
pub fn growth(small: usize, big: usize, options: &Options, lines: &mut Vec<Line>) {
    let (small_index, big_index) = (build(small), build(big));
    let numbers = ["1234", "5678", "9012", "3456"];
    let ask = |index: &Index| numbers.map(|number| index.first(&Query::parse(number), 100, |_| true).len());
    let [few, many] = by_turns(options.rounds, [Runner::of(|| ask(&small_index)), Runner::of(|| ask(&big_index))]);
    lines.push(Line::times(14, big, format!("four digits, against {small} people"), few, many, 3.0));
}

fn keep_worst(worst: &mut Option<Line>, line: Line) {
    if worst.as_ref().is_none_or(|worst| line.ratio / line.allowed > worst.ratio / worst.allowed) {
        *worst = Some(line);
    }
}

/// Goal 5's second half, as a share of the time that `LIKE` needs.
fn against_like(contacts: usize, rounds: usize, index: &Index) -> Line {
    let connection = Connection::open_in_memory().expect("SQLite opens in memory");
    connection
        .execute_batch("CREATE TABLE person (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT; BEGIN")
        .expect("a table");
    for text in index.texts().flat_map(|block| block.split('\u{1}')).filter(|text| !text.is_empty()) {
        connection.execute("INSERT INTO person (text) VALUES (?1)", [text]).expect("a row");
    }
    connection.execute_batch("COMMIT").expect("rows");
    let mut worst = None;
    for words in LIKE {
        let pattern = format!("%{words}%");
        let mut like = connection.prepare("SELECT count(*) FROM person WHERE text LIKE ?1").expect("a query");
        let [like, ours] = by_turns(
            rounds,
            [
                Runner::of(|| like.query_row([&pattern], |row| row.get::<_, u32>(0)).expect("a count")),
                Runner::of(|| index.find(&Query::parse(words), |_| true)),
            ],
        );
        let allowed = if words.chars().count() == 1 { 1.0 / 5.0 } else { 1.0 / 10.0 };
        keep_worst(
            &mut worst,
            Line::times(5, contacts, format!("all hits: {words} — SQLite's LIKE"), like, ours, allowed),
        );
    }
    worst.expect("there are queries")
}

fn read_all(index: &Index) -> u64 {
    let mut sum = 0u64;
    for text in index.texts() {
        let mut words = text.as_bytes().chunks_exact(8);
        for word in words.by_ref() {
            sum = sum.wrapping_add(u64::from_le_bytes(word.try_into().expect("eight bytes")));
        }
        sum += words.remainder().iter().map(|byte| u64::from(*byte)).sum::<u64>();
    }
    sum
}

fn build(contacts: usize) -> Index {
    let mut entries = Vec::with_capacity(contacts);
    let mut card = Vec::new();
    for (mut person, id) in People::new(SEED).take(contacts).zip(1..) {
        card.clear();
        person.photo = None;
        vcard3(&person, &mut card);
        vcard::read(&mut card.as_slice(), None, &mut |found| {
            if let Found::Card(incoming) = found {
                let fields = Fields::of(&incoming.card);
                let standing =
                    Standing { id: ContactId(id), side: Side::Partner, own: false, hidden: false, groups: &[] };
                entries.push(SearchEntry::of(standing, &sort_key(&fields), &fields, &person.groups));
            }
            std::ops::ControlFlow::Continue(())
        })
        .expect("bytes in memory are read");
    }
    let (time, index) = timed(|| Index::build(entries));
    eprintln!("search {contacts}: the index alone took {:.3} s", time.as_secs_f64());
    index
}
