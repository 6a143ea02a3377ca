//! `cargo xtask bench`: the core beside its limits, by turns in one run.

use crate::Done;
use crate::process::{cargo, pass, say};

pub fn bench(arguments: &[String]) -> Done {
    say("Building optimised, then measuring (leave the machine alone meanwhile)");
    pass(cargo().args(["bench", "-p", "enishi-core", "--bench", "book", "--"]).args(arguments))
}
