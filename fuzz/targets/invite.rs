#![no_main]

#[path = "../../core/tests/support/fuzzed.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod fuzzed;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzed::any_invite(bytes));
