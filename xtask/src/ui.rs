//! The page: its packages, its checks, its build.

use std::path::PathBuf;
use std::process::Command;

use crate::process::{pass, root, target};
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

/// The same page for a plain browser: it asks the server it came from instead of Tauri. Answers where it lies.
pub fn build_for_browser() -> Done<PathBuf> {
    let page = target().join("page");
    let mut vite = setup::npm_program("npm");
    vite.args(["run", "--silent", "build", "--", "--emptyOutDir", "--outDir"]).arg(&page);
    pass(vite.current_dir(folder()).env("VITE_ENISHI_BACKEND", "."))?;
    Ok(page)
}

pub fn checks(tally: &mut Tally) {
    tally.check("UI: types and markup (svelte-check)", || pass(&mut script("check")));
    tally.check("UI: lint (ESLint)", || pass(&mut script("lint")));
    tally.count("UI: tests (Vitest)", &mut script("test"), vitest);
}
