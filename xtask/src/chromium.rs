//! The pages in Chromium over the real backend: their tests and their pictures. Playwright drives Debian's Chromium.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{program, root, target, which};
use crate::tally::{Tally, node_tests};
use crate::{Done, setup, ui};

fn folder() -> PathBuf {
    root().join("tests").join("chromium")
}

pub fn install() -> Done {
    setup::npm(&folder(), "to drive Chromium in tests")
}

pub fn tests(tally: &mut Tally) {
    let page = match ui::build_for_browser() {
        Ok(page) => page,
        Err(message) => return tally.check("The page for a browser", || Err(message)),
    };
    let mut command = node(&page);
    // Two files at once, each with a browser and a backend of its own; the longest is the first by its name.
    // A page that hangs ends its test, and not the whole run: the longest takes a minute.
    let how = ["--test", "--test-reporter=spec", "--test-concurrency=2", "--test-timeout=600000"];
    command.args(how).arg(folder().join("suite"));
    tally.count("The page in Chromium over the real backend", &mut command, node_tests);
}

/// Node with what the scripts need to know: where Chromium, the page and the built backend are.
pub fn node(page: &Path) -> Command {
    let mut command = program("node");
    command.env("NO_COLOR", "1").env("ENISHI_PAGE", page).env("ENISHI_BACKEND", target().join("debug").join("backend"));
    if let Some(chromium) = setup::BROWSERS.into_iter().find_map(which) {
        command.env("ENISHI_CHROMIUM", chromium);
    }
    command
}

pub fn script(name: &str) -> PathBuf {
    folder().join(name)
}
