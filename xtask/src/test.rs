//! `cargo xtask test`: installs what is missing, passes everything, and says how many.

use std::process::Command;

use crate::process::{cargo, pass, say};
use crate::tally::{Tally, cargo_tests};
use crate::{Done, chromium, cross, setup, tidy, ui};

/// One set of features for every build of the tests, so that nothing is built twice: the app with scripted pickers, and
/// the suites that need a screen.
pub const FEATURES: &str = "enishi/e2e,enishi-tests/window";
/// The module of the tests that need a screen.
const IN_THE_WINDOW: &str = "in_the_window::";

/// Everything that CI asks.
pub fn everything(arguments: &[String]) -> Done {
    if !arguments.is_empty() {
        return Err("`test` takes no arguments; for one test use cargo, or npm in ui/".to_owned());
    }
    setup::components()?;
    let mut wanted = vec![setup::BUILD, setup::CODES, setup::PAPER, setup::WINDOW, setup::CHROMIUM];
    if cross::possible() {
        wanted.push(setup::CROSS);
    }
    setup::packages(&wanted)?;
    ui::install()?;
    chromium::install()?;

    let mut tally = Tally::default();
    form(&mut tally);
    ui::checks(&mut tally);
    page_and_code(&mut tally);
    if cfg!(target_os = "linux") {
        // Chosen by name and not as a target of its own, for which cargo would build half of everything with other features.
        let window = &mut cargo_test(&["--tests", "--", IN_THE_WINDOW, "--test-threads=1"]);
        tally.count("End to end in the real window", window, cargo_tests);
        chromium::tests(&mut tally);
    } else {
        say("The tests in the real window and in Chromium run on Linux only");
    }
    if cross::possible() {
        tally.check("Windows: core and command line", cross::check_core);
    }
    tally.close()
}

/// What a developer runs before a commit: no windows, no other systems.
pub fn quick(arguments: &[String]) -> Done {
    if !arguments.is_empty() {
        return Err("`check` takes no arguments".to_owned());
    }
    setup::components()?;
    setup::packages(&[setup::BUILD, setup::CODES, setup::PAPER])?;
    ui::install()?;
    let mut tally = Tally::default();
    form(&mut tally);
    ui::checks(&mut tally);
    page_and_code(&mut tally);
    tally.close()
}

fn form(tally: &mut Tally) {
    tally.check("Rust: form (rustfmt)", || pass(cargo().args(["fmt", "--all", "--check"])));
    tidy::count(tally);
}

/// The page first, because the app takes it in when it is built.
fn page_and_code(tally: &mut Tally) {
    tally.check("UI: build", ui::build);
    tally.check("Rust: lint (clippy)", || {
        let lint = ["clippy", "--workspace", "--all-targets", "--features", FEATURES, "--", "-D", "warnings"];
        pass(cargo().args(lint))
    });
    tally.check("Rust: build", || {
        pass(cargo().args(["build", "--workspace", "--bins", "--tests", "--features", FEATURES]))
    });
    tally.count("Rust: tests", &mut cargo_test(&["--", "--skip", IN_THE_WINDOW]), cargo_tests);
}

fn cargo_test(more: &[&str]) -> Command {
    let mut command = cargo();
    command.args(["test", "--workspace", "--no-fail-fast", "--features", FEATURES]).args(more);
    command
}
