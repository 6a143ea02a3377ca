//! `cargo xtask run`: from a fresh machine to the open window.

use crate::process::{cargo, pass, say};
use crate::{Done, setup, ui};

pub fn run(arguments: &[String]) -> Done {
    let (mine, app) = match arguments.iter().position(|word| word == "--") {
        Some(place) => (&arguments[..place], &arguments[place + 1..]),
        None => (arguments, &[][..]),
    };
    if let Some(unknown) = mine.iter().find(|word| *word != "--release") {
        return Err(format!("unknown option {unknown}; `run [--release] [-- ARGS]`"));
    }
    setup::packages(&[setup::BUILD])?;
    ui::install()?;
    say("Building the page");
    ui::build()?;
    say("Building and opening the app (the first time takes some minutes)");
    let mut command = cargo();
    command.args(["run", "-p", "enishi", "--features", "tauri/custom-protocol"]).args(mine).arg("--").args(app);
    pass(&mut command)
}
