//! `cargo xtask bindings`: the page's door, generated from the shell's contract.

use crate::Done;
use crate::process::{cargo, pass, say};

pub fn bindings(arguments: &[String]) -> Done {
    match arguments {
        [] => {
            say("Writing ui/src/backend/bindings.ts");
            pass(&mut generator(false))
        }
        [only] if only == "--check" => check(),
        _ => Err("`bindings [--check]`".to_owned()),
    }
}

pub fn check() -> Done {
    pass(&mut generator(true))
}

fn generator(check: bool) -> std::process::Command {
    let mut command = cargo();
    command.args(["test", "--quiet", "-p", "enishi", "bindings"]);
    if !check {
        command.env("UPDATE_BINDINGS", "1");
    }
    command
}
