//! macOS from Linux: zig (from PyPI) stands in for Apple's C compiler; enough for `cargo check`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{BUILD_STD, debian_cargo};
use crate::process::{pass, program, say, target};
use crate::{Done, setup};

const TARGET: &str = "aarch64-apple-darwin";
const ZIGLANG: &str = "ziglang==0.15.2";
/// A header of Apple's that zig doesn't have.
const COMMON_RANDOM: &str = include_str!("common_random.h");
const VENV: setup::Packages =
    setup::Packages { why: "to fetch zig, the C compiler for macOS", names: &["python3", "python3-venv"] };

pub fn check() -> Done<Command> {
    let folder = target().join("cross").join("zig");
    let (cc, ar) = (folder.join("cc"), folder.join("ar"));
    let venv = folder.join("venv");
    let python = venv.join("bin").join("python");
    if !ar.is_file() {
        setup::packages(&[VENV])?;
        say("Installing zig (the C compiler for macOS)");
        pass(program("/usr/bin/python3").args(["-m", "venv"]).arg(&venv))?;
        pass(program(venv.join("bin").join("pip")).args(["install", "--quiet", ZIGLANG]))?;
        write_program(&ar, &format!("#!/bin/sh\nexec '{}' -m ziglang ar \"$@\"\n", python.display()))?;
    }
    let include = folder.join("include");
    write_headers(&include.join("CommonCrypto"))?;
    write_program(&cc, &wrapper(&python, &include))?;
    let openssl = super::openssl_headers()?;
    let mut cargo = debian_cargo();
    cargo
        // On a Mac SQLCipher is built with the system's cryptography, whose headers zig doesn't have: here with those of the
        // other provider it knows, which nobody links.
        .env("OPENSSL_INCLUDE_DIR", &openssl)
        .env("OPENSSL_LIB_DIR", &openssl)
        .env("LIBSQLITE3_FLAGS", "-DSQLCIPHER_OMIT_LOG_DEVICE")
        .args(["check", "--target", TARGET, BUILD_STD])
        .env("CC_aarch64_apple_darwin", cc)
        .env("AR_aarch64_apple_darwin", ar)
        .env("SDKROOT", "/nonexistent")
        .env("MACOSX_DEPLOYMENT_TARGET", "11.0");
    Ok(cargo)
}

/// Takes away the words that only Apple's compiler understands.
fn wrapper(python: &Path, include: &Path) -> String {
    format!(
        r#"#!/bin/bash
kept=()
while [ $# -gt 0 ]; do
  case "$1" in
    --target=*|-mmacosx-version-min=*) ;;
    -arch|-isysroot|-target) shift ;;
    *) kept+=("$1") ;;
  esac
  shift
done
exec '{}' -m ziglang cc -target aarch64-macos -isystem '{}' "${{kept[@]}}"
"#,
        python.display(),
        include.display()
    )
}

fn write_headers(folder: &Path) -> Done {
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(folder.join("CommonCryptoError.h"), ""))
        .and_then(|()| std::fs::write(folder.join("CommonRandom.h"), COMMON_RANDOM));
    written.map_err(|error| format!("{}: {error}", folder.display()))
}

fn write_program(path: &PathBuf, text: &str) -> Done {
    let written = std::fs::write(path, text);
    written.map_err(|error| format!("{}: {error}", path.display()))?;
    pass(program("chmod").arg("+x").arg(path))
}
