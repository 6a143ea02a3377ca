//! `cargo xtask golden --update`: the golden files written anew; a plain test run only compares.

use crate::Done;
use crate::process::{cargo, pass, program, say};

pub fn golden(arguments: &[String]) -> Done {
    if arguments != ["--update"] {
        return Err("`golden --update` writes them anew; `cargo xtask test` compares".to_owned());
    }
    say("Writing the golden files");
    let mut command = cargo();
    command.args(["test", "-p", "enishi-core", "-p", "enishi-cli", "-p", "enishi-tests", "golden"]);
    pass(command.env("UPDATE_GOLDEN", "1").env("INSTA_UPDATE", "always"))?;
    say("What changed (read it before you commit)");
    pass(program("git").args(["status", "--short"]))
}
