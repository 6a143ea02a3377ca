//! The core beside its limits, by turns in one run: `cargo xtask bench [SIZES…] [--only GOALS] [--rounds N] [--verbose]`.
//!
//! Every goal is a ratio, because machines differ and drift. `--write DIR` only writes the measuring files, for holding
//! other programs against this one.

#[path = "../corpus/mod.rs"]
mod corpus;
mod files;
mod search;
mod table;
mod turns;

use std::path::PathBuf;
use std::process::ExitCode;

use table::Line;

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
    let options = match Options::parse(std::env::args().skip(1)) {
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
    table::print_head();
    lines.iter().for_each(Line::print);
    // Nothing fails here: a machine under load is no fault of the code.
    ExitCode::SUCCESS
}

fn measure(options: &Options) -> Vec<Line> {
    let mut lines = Vec::new();
    for size in &options.sizes {
        if options.wants(&[4, 5]) {
            search::measure(*size, options, &mut lines);
        }
    }
    if let (Some(small), Some(big)) = (options.sizes.iter().min(), options.sizes.iter().max()) {
        if options.wants(&[14]) {
            search::growth((*big / 10).max(*small), *big, options, &mut lines);
        }
    }
    lines
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
