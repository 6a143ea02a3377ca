#![no_main]

use std::panic::{catch_unwind, set_hook, take_hook};
use std::sync::Once;

#[path = "../../core/tests/support/fuzzed.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod fuzzed;

static QUIET: Once = Once::new();

// What the libraries behind the inspection panic about is caught there, and is no find: libFuzzer's hook, which ends at the
// first panic whether it is caught or not, makes way. A panic that gets past the reader happens again with its words.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    QUIET.call_once(|| set_hook(Box::new(|_| {})));
    if catch_unwind(|| fuzzed::any_inspect(bytes)).is_err() {
        let _ = take_hook();
        fuzzed::any_inspect(bytes);
        std::process::abort();
    }
});
