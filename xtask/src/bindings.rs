//! `cargo xtask bindings`: the page's door, generated from the shell's contract.

use crate::Done;
use crate::process::{cargo, pass, say};
use crate::test::WITHOUT_WINDOWS;

pub fn bindings(arguments: &[String]) -> Done {
    let mut test = cargo();
    // The suite that compares them, with the features of the other suites so that nothing is built twice.
    test.args(["test", "--quiet", "--workspace", "--features", WITHOUT_WINDOWS, "--test", "bindings"]);
    match arguments {
        [] => {
            say("Writing ui/src/backend/bindings.ts");
            pass(test.env("UPDATE_BINDINGS", "1"))
        }
        [only] if only == "--check" => pass(&mut test),
        _ => Err("`bindings [--check]`".to_owned()),
    }
}
