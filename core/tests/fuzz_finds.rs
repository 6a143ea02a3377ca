//! What `cargo xtask fuzz` has found, by target in `tests/golden/fuzz`: none of it may happen again.

mod support;

use std::path::Path;

use support::fuzzed::TARGETS;

#[test]
fn what_the_fuzzer_has_found_does_not_happen_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/fuzz");
    for (name, check) in TARGETS {
        let finds = std::fs::read_dir(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut count = 0;
        for find in finds {
            let path = find.expect("a readable folder").path();

            check(&std::fs::read(&path).expect("a find can be read"));
            count += 1;
        }
        assert!(count > 0, "{name}: the inputs are there");
    }
}
