//! `cargo xtask fuzz --minutes N [TARGET]`: the readers of foreign files against what libFuzzer makes up.
//!
//! Without cargo-fuzz and without a nightly compiler: `fuzz/` is a package of its own, built with the flags that count
//! which branches were reached, for the machine's own target so that build scripts and macros are built without them.

use std::fs;
use std::path::Path;

use crate::Done;
use crate::process::{ask, cargo, pass, program, root, say, target};

/// Name, and where inputs to begin with lie.
const TARGETS: [(&str, &str); 10] = [
    ("vcard", "tests/golden/vcard"),
    ("csv", "tests/golden/csv"),
    ("inspect", "tests/golden/fuzz/inspect"),
    ("invite", "tests/golden/fuzz/invite"),
    ("ldif", "tests/golden/fuzz/ldif"),
    ("mecard", "tests/golden/fuzz/mecard"),
    ("payload", "tests/golden/fuzz/payload"),
    ("picture", "tests/golden/fuzz/picture"),
    ("xls", "tests/golden/fuzz/xls"),
    ("xlsx", "tests/golden/fuzz/xlsx"),
];

const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

pub fn fuzz(arguments: &[String]) -> Done {
    let usage = || {
        "`fuzz --minutes N [TARGET]`, with vcard, csv, inspect, invite, ldif, mecard, payload, picture, xls or xlsx; all without"
            .to_owned()
    };
    let (minutes, wanted) = match arguments {
        [option, minutes] if option == "--minutes" => (minutes, None),
        [option, minutes, target] if option == "--minutes" => (minutes, Some(target)),
        _ => return Err(usage()),
    };
    let minutes: u64 = minutes.parse().map_err(|_| usage())?;
    if wanted.is_some_and(|wanted| !TARGETS.iter().any(|(name, _)| name == wanted)) {
        return Err(usage());
    }
    let host = host()?;
    let built = target().join("fuzz");
    say("Building the fuzzers");
    // With the versions that the app is built with.
    fs::copy(root().join("Cargo.lock"), root().join("fuzz/Cargo.lock"))
        .map_err(|error| format!("Cargo.lock: {error}"))?;
    pass(
        cargo()
            .args(["build", "--release", "--target", &host, "--manifest-path", "fuzz/Cargo.toml"])
            .env("CARGO_TARGET_DIR", &built)
            .env("RUSTFLAGS", FLAGS),
    )?;
    for (name, seeds) in TARGETS {
        if wanted.is_none_or(|wanted| wanted == name) {
            run(&built.join(&host).join("release").join(name), name, seeds, minutes)?;
        }
    }
    Ok(())
}

/// What is found is written to `tests/golden/fuzz`, where the tests read it from then on.
fn run(fuzzer: &Path, name: &str, seeds: &str, minutes: u64) -> Done {
    say(&format!("{name}, {minutes} minutes"));
    let grown = target().join("fuzz/inputs").join(name);
    let finds = root().join("tests/golden/fuzz").join(name);
    for folder in [&grown, &finds] {
        fs::create_dir_all(folder).map_err(|error| format!("{folder:?}: {error}"))?;
    }
    let mut fuzzer = program(fuzzer);
    fuzzer.arg(&grown).args([seeds, &format!("tests/golden/fuzz/{name}")]);
    fuzzer.arg(format!("-artifact_prefix={}/", finds.display()));
    fuzzer.args([&format!("-max_total_time={}", minutes * 60), "-max_len=4096", "-timeout=10", "-rss_limit_mb=1024"]);
    pass(&mut fuzzer).map_err(|failed| format!("{failed}; the input lies in {}", finds.display()))
}

fn host() -> Done<String> {
    let about = ask(cargo().arg("-vV")).ok_or("cargo does not say its version")?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("cargo does not say its host")?.to_owned())
}
