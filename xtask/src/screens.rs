//! `cargo xtask screens`: pictures of every screen from the sample book, refused where the page has faults.

use crate::process::{cargo, pass, say};
use crate::test::FEATURES;
use crate::{Done, chromium, setup, ui};

pub fn screens(names: &[String]) -> Done {
    setup::packages(&[setup::BUILD, setup::CHROMIUM])?;
    ui::install()?;
    chromium::install()?;
    say("Building the page and its backend");
    ui::build()?;
    pass(cargo().args(["build", "--workspace", "--bins", "--tests", "--features", FEATURES]))?;
    let page = ui::build_for_browser()?;
    say("Taking the pictures");
    pass(chromium::node(&page).arg(chromium::script("screens.mjs")).args(names))
}
