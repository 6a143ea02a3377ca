//! Goal 16: opening a saved file, proving and counting it, against parsing it once.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use enishi_core::formats::vcard;
use enishi_core::inspect::{Kind, State, inspect};

use super::corpus::{Csv, People, SEED};
use super::table::Line;
use super::turns::{Runner, by_turns};
use super::{Options, files};

/// Of the table, in bytes, for 100,000 people; fewer for fewer.
const TABLE: usize = 100 * 1024 * 1024;

pub fn measure(folder: &Path, contacts: usize, options: &Options, lines: &mut Vec<Line>) {
    let vcards = files::vcards(folder, contacts).expect("a corpus");
    let table = table(folder, contacts).expect("a table");
    let [parsed, ours] = by_turns(
        options.rounds,
        [Runner::of(|| parse_cards(&vcards)), Runner::of(|| look(&vcards, Kind::Vcard, contacts as u64))],
    );
    lines.push(Line::times(16, contacts, "inspection of vCards — parsing them once", parsed, ours, 2.0));
    let rows = parse_table(&table);
    let [parsed, ours] =
        by_turns(options.rounds, [Runner::of(|| parse_table(&table)), Runner::of(|| look(&table, Kind::Csv, rows))]);
    lines.push(Line::times(16, contacts, "inspection of a CSV — parsing it once", parsed, ours, 2.0));
}

fn look(path: &Path, kind: Kind, count: u64) {
    let told = inspect(path, &mut |_| ControlFlow::Continue(())).expect("a file").found;
    assert_eq!((told.kind, told.state), (kind, State::Readable), "{:?}", told.problems);
    assert_eq!(told.count.map(|count| count.number), Some(count));
}

fn parse_cards(path: &Path) {
    let mut file = File::open(path).expect("a file");
    vcard::read(&mut file, None, &mut |_| ControlFlow::Continue(())).expect("a file");
}

/// By the field's library, the cells of every row laid out as texts.
fn parse_table(path: &Path) -> u64 {
    let file = BufReader::with_capacity(1 << 20, File::open(path).expect("a file"));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let (mut row, mut rows) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut row).expect("a row") {
        rows += 1;
    }
    rows
}

fn table(folder: &Path, contacts: usize) -> std::io::Result<PathBuf> {
    let path = folder.join(format!("{contacts}.long.csv"));
    if !path.exists() {
        let size = TABLE / 100_000 * contacts;
        let mut out = Csv::new(BufWriter::with_capacity(1 << 20, File::create(&path)?), false)?;
        let mut people = People::new(SEED);
        while path.metadata()?.len() < size as u64 {
            for person in people.by_ref().take(1_000) {
                out.row(&person)?;
            }
        }
        out.finish()?;
    }
    Ok(path)
}
