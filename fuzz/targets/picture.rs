#![no_main]

#[path = "../../core/tests/support/fuzzed.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod fuzzed;

// A panic inside of the libraries that look for codes is caught where they are called; only what comes out is a find.
libfuzzer_sys::fuzz_target!(init: drop(std::panic::take_hook()), |bytes: &[u8]| fuzzed::any_picture(bytes));
