//! The page: its packages, its checks, its build.

use std::path::PathBuf;
use std::process::Command;

use crate::process::{pass, root};
use crate::tally::{Tally, vitest};
use crate::{Done, setup};

pub fn folder() -> PathBuf {
    root().join("ui")
}

pub fn install() -> Done {
    setup::npm(&folder(), "to build and check the page")
}

/// An npm script of the page.
pub fn script(name: &str) -> Command {
    let mut command = setup::npm_program("npm");
    command.args(["run", "--silent", name]).current_dir(folder()).env("NO_COLOR", "1");
    command
}

pub fn build() -> Done {
    pass(&mut script("build"))
}

pub fn checks(tally: &mut Tally) {
    tally.check("UI: types and markup (svelte-check)", || pass(&mut script("check")));
    tally.check("UI: lint (ESLint)", || pass(&mut script("lint")));
    tally.count("UI: tests (Vitest)", &mut script("test"), vitest);
}
