//! macOS from Linux: zig (from PyPI) stands in for Apple's C compiler; enough for `cargo check`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{BUILD_STD, debian_cargo};
use crate::process::{pass, program, say, target};
use crate::{Done, setup};

const TARGET: &str = "aarch64-apple-darwin";
const ZIGLANG: &str = "ziglang==0.15.2";
const VENV: setup::Packages =
    setup::Packages { why: "to fetch zig, the C compiler for macOS", names: &["python3", "python3-venv"] };

pub fn check() -> Done<Command> {
    let folder = target().join("cross").join("zig");
    let (cc, ar) = (folder.join("cc"), folder.join("ar"));
    if !cc.is_file() {
        setup::packages(&[VENV])?;
        say("Installing zig (the C compiler for macOS)");
        let venv = folder.join("venv");
        pass(program("/usr/bin/python3").args(["-m", "venv"]).arg(&venv))?;
        pass(program(venv.join("bin").join("pip")).args(["install", "--quiet", ZIGLANG]))?;
        let python = venv.join("bin").join("python");
        write_program(&ar, &format!("#!/bin/sh\nexec '{}' -m ziglang ar \"$@\"\n", python.display()))?;
        write_program(&cc, &wrapper(&python))?;
    }
    let mut cargo = debian_cargo();
    cargo
        .args(["check", "--target", TARGET, BUILD_STD])
        .env("CC_aarch64_apple_darwin", cc)
        .env("AR_aarch64_apple_darwin", ar)
        .env("SDKROOT", "/nonexistent")
        .env("MACOSX_DEPLOYMENT_TARGET", "11.0");
    Ok(cargo)
}

/// Takes away the words that only Apple's compiler understands.
fn wrapper(python: &Path) -> String {
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
exec '{}' -m ziglang cc -target aarch64-macos "${{kept[@]}}"
"#,
        python.display()
    )
}

fn write_program(path: &PathBuf, text: &str) -> Done {
    let written = std::fs::write(path, text);
    written.map_err(|error| format!("{}: {error}", path.display()))?;
    pass(program("chmod").arg("+x").arg(path))
}
