//! `cargo xtask codes`: a thousand codes in pictures of every kind, read by the core and by another program.

use crate::process::{cargo, pass, say};
use crate::{Done, setup};

pub fn codes(arguments: &[String]) -> Done {
    if !arguments.is_empty() {
        return Err("`codes` takes no arguments".to_owned());
    }
    setup::packages(&[setup::CODES])?;
    say("Building optimised, then reading 1,000 codes (some minutes)");
    let test = ["test", "--release", "-p", "enishi-core", "--test", "codes", "--", "--nocapture"];
    pass(cargo().args(test).env("ENISHI_CODES", "1000"))
}
