//! The core beside its limits, by turns in one run: `cargo xtask bench [SIZES…] [--only GOALS] [--rounds N] [--verbose]`.
//!
//! Every goal is a ratio, because machines differ and drift. `--write DIR` only writes the measuring files, for holding
//! other programs against this one.

mod backups;
mod codes;
#[path = "../corpus/mod.rs"]
mod corpus;
mod daily;
mod duplicates;
mod files;
mod import;
mod inspect;
mod limits;
mod search;
mod table;
mod turns;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use table::{Line, Measured};

/// As in the programs that are measured here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// With `--only`: what has no goal.
const NO_GOAL: u32 = 0;

pub struct Options {
    sizes: Vec<usize>,
    /// Goals to measure; all when empty.
    only: Vec<u32>,
    pub rounds: usize,
    /// Every single query, not only the worst.
    pub verbose: bool,
    /// Searches for these words and for nothing else.
    pub words: Vec<String>,
    write: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // The child process whose memory is measured.
    if let [import, vcards, book] = arguments.as_slice()
        && import == "--import"
    {
        import::child(Path::new(vcards), Path::new(book));
        return ExitCode::SUCCESS;
    }
    // The limit alone, for looking at it with other tools.
    if let [limit, vcards, database] = arguments.as_slice()
        && limit == "--limit"
    {
        limits::split_and_insert(Path::new(vcards), Path::new(database));
        return ExitCode::SUCCESS;
    }
    let options = match Options::parse(arguments.into_iter()) {
        Ok(options) => options,
        Err(wrong) => {
            eprintln!("{wrong}\nbench [SIZES…] [--only 4,5] [--rounds N] [--verbose] [--words WORDS] [--write DIR]");
            return ExitCode::from(2);
        }
    };
    if let Some(folder) = &options.write {
        return match options.sizes.iter().try_for_each(|size| files::write(folder, *size)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    let lines = measure(&options);
    let mut measured = Vec::new();
    if options.wants(&[NO_GOAL]) {
        codes::measure(&options, &folder(), &mut measured);
    }
    table::print_head();
    lines.iter().for_each(Line::print);
    measured.iter().for_each(Measured::print);
    // Nothing fails here: a machine under load is no fault of the code.
    ExitCode::SUCCESS
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    std::fs::create_dir_all(&folder).expect("a folder for measuring");
    folder
}

fn measure(options: &Options) -> Vec<Line> {
    let folder = folder();
    let mut lines = Vec::new();
    let (Some(small), Some(big)) = (options.sizes.first().copied(), options.sizes.last().copied()) else {
        return lines;
    };
    if options.wants(&[1, 3]) {
        let times: Vec<_> =
            options.sizes.iter().map(|size| (*size, import::measure(&folder, *size, options, &mut lines))).collect();
        times.windows(2).for_each(|two| import::growth(two[0], two[1], &mut lines));
    }
    if options.wants(&[4, 5]) {
        options.sizes.iter().for_each(|size| search::measure(*size, options, &mut lines));
    }
    if options.wants(&[7, 10, 11, 12, 13, 15]) {
        books(&folder, options, &mut lines);
    }
    if options.wants(&[14]) && small < big {
        search::growth((big / 10).max(small), big, options, &mut lines);
    }
    if options.wants(&[15]) {
        import::cancel(&folder, big, &mut lines);
    }
    if options.wants(&[16]) {
        options.sizes.iter().for_each(|size| inspect::measure(&folder, *size, options, &mut lines));
    }
    lines.sort_by_key(|line| (line.goal, line.contacts));
    lines
}

fn books(folder: &Path, options: &Options, lines: &mut Vec<Line>) {
    let books: Vec<daily::Filled> = options.sizes.iter().map(|size| daily::Filled::new(folder, *size)).collect();
    if let [small, .., big] = books.as_slice()
        && options.wants(&[7])
    {
        daily::pages(small, big, options, lines);
    }
    for book in &books {
        if options.wants(&[15]) {
            daily::first_key(book, options, lines);
        }
        if options.wants(&[10]) {
            duplicates::measure(book, options, lines);
        }
        if options.wants(&[11]) {
            daily::export(folder, book, options, lines);
        }
        if options.wants(&[12]) {
            backups::measure(folder, book, options, lines);
        }
        if options.wants(&[13]) {
            daily::edits(folder, book, options, lines);
        }
    }
}

impl Options {
    fn parse(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options {
            sizes: Vec::new(),
            only: Vec::new(),
            rounds: turns::ROUNDS,
            verbose: false,
            words: Vec::new(),
            write: None,
        };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                // Cargo says this to every bench.
                "--bench" => {}
                "--verbose" => options.verbose = true,
                "--rounds" => options.rounds = value()?.parse().map_err(|_| "--rounds needs a number".to_owned())?,
                "--words" => options.words.push(value()?),
                "--write" => options.write = Some(value()?.into()),
                "--only" => {
                    let goals: Result<_, _> = value()?.split(',').map(str::parse).collect();
                    options.only = goals.map_err(|_| "--only needs goals' numbers".to_owned())?;
                }
                size => options.sizes.push(size.parse().map_err(|_| format!("{size} is no size"))?),
            }
        }
        if options.sizes.is_empty() {
            options.sizes = vec![1000, 10_000, 100_000];
        }
        options.sizes.sort_unstable();
        Ok(options)
    }

    fn wants(&self, goals: &[u32]) -> bool {
        self.only.is_empty() || goals.iter().any(|goal| self.only.contains(goal))
    }
}
