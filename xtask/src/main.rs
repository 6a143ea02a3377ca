//! Enishi's own tools: everything a developer does is one `cargo xtask …`.
//!
//! Knows nothing of the app's code: it installs, builds, checks and runs. Each command is one module.
#![expect(clippy::print_stdout, reason = "talking to the person in the terminal is what these tools do")]

mod bench;
mod bindings;
mod bundle;
mod chromium;
mod codes;
mod cross;
mod fuzz;
mod golden;
mod process;
mod run;
mod screens;
mod setup;
mod tally;
mod test;
mod tidy;
mod ui;

use std::process::ExitCode;

/// What went wrong, in a sentence for the terminal.
type Done<T = ()> = Result<T, String>;

const HELP: &str = "\
cargo xtask COMMAND

  run [--release] [-- ARGS]   installs what is missing, builds the UI and the app, opens it
  test                        installs what is missing, passes every check and test (what CI runs)
  check                       the quick ones: fmt, clippy, tidy, bindings, cargo tests, UI tests; no windows
  tidy                        the rules of the house: what may stand in which room
  bindings [--check]          writes ui/src/backend/bindings.ts from the shell's contract (or compares)
  golden --update             writes the golden files anew, to be read as a diff
  bench [SIZES] [-- ARGS]     measures the core against its limits, by turns; `bench wizard` the wizard in Chromium
  codes                       1,000 codes in pictures of every kind, read by us and by zbarimg; counts what was read
  fuzz --minutes N [TARGET]   the readers of files against what libFuzzer makes up
  screens [NAMES]             writes docs/screens/*.png from the sample book, failing on faults of the page
  cross [windows|wine|macos]  checks the whole app for the other systems, runs command line and core tests under wine
  bundle                      builds the installers of this system
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let done = match command.as_str() {
        "run" => run::run(&rest),
        "test" => test::everything(&rest),
        "check" => test::quick(&rest),
        "tidy" => tidy::tidy(&rest),
        "bindings" => bindings::bindings(&rest),
        "golden" => golden::golden(&rest),
        "bench" => bench::bench(&rest),
        "codes" => codes::codes(&rest),
        "fuzz" => fuzz::fuzz(&rest),
        "screens" => screens::screens(&rest),
        "cross" => cross::cross(&rest),
        "bundle" => bundle::bundle(&rest),
        "" | "help" | "-h" | "--help" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        unknown => {
            eprint!("There is no `{unknown}`.\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask {command}: {message}");
            ExitCode::FAILURE
        }
    }
}
