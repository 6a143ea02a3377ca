//! `cargo xtask bench`: the core beside its limits, by turns in one run; `bench wizard`: the wizard at its largest, in Chromium.

use crate::process::{cargo, pass, say, target};
use crate::{Done, chromium, setup, ui};

pub fn bench(arguments: &[String]) -> Done {
    if arguments == ["wizard"] {
        return wizard();
    }
    say("Building optimised, then measuring (leave the machine alone meanwhile)");
    pass(cargo().args(["bench", "-p", "enishi-core", "--bench", "book", "--"]).args(arguments))
}

fn wizard() -> Done {
    setup::packages(&[setup::BUILD, setup::CHROMIUM])?;
    ui::install()?;
    chromium::install()?;
    say("Building optimised, then measuring (leave the machine alone meanwhile)");
    ui::build()?;
    pass(cargo().args(["build", "--release", "-p", "enishi-tests", "--bin", "backend", "--features", "enishi/e2e"]))?;
    let page = ui::build_for_browser()?;
    let backend = target().join("release").join("backend");
    pass(chromium::node(&page).env("ENISHI_BACKEND", backend).arg(chromium::script("bench.mjs")))
}
