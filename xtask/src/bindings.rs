//! `cargo xtask bindings`: the page's door, generated from the shell's contract.

use crate::Done;
use crate::process::{cargo, pass, say};
use crate::test::FEATURES;

/// What compares them.
const SUITE: &str = "the_committed_bindings_are_fresh";

pub fn bindings(arguments: &[String]) -> Done {
    let mut test = cargo();
    // Chosen by its name among all, so that nothing is built twice with other features.
    test.args(["test", "--quiet", "--workspace", "--features", FEATURES, "--tests", "--", SUITE]);
    match arguments {
        [] => {
            say("Writing ui/src/backend/bindings.ts");
            pass(test.env("UPDATE_BINDINGS", "1"))
        }
        [only] if only == "--check" => pass(&mut test),
        _ => Err("`bindings [--check]`".to_owned()),
    }
}
