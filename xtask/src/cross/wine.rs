//! wine 8 lacks one library that Rust's std asks for; a shim of one function takes its place.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::MINGW;
use crate::Done;
use crate::process::{ask, pass, program, target};

const SHIM: &str = include_str!("process_prng.c");

/// A wine of the project's own.
pub struct Wine {
    folder: PathBuf,
}

impl Wine {
    /// Made at the first use.
    pub fn prepare() -> Done<Wine> {
        let wine = Wine { folder: target().join("cross").join("wine") };
        let shim = wine.folder.join("drive_c").join("windows").join("system32").join("bcryptprimitives.dll");
        if !shim.is_file() {
            std::fs::create_dir_all(&wine.folder).map_err(|error| format!("{}: {error}", wine.folder.display()))?;
            pass(wine.environment(program(wine_program()).args(["wineboot", "--init"])))?;
            build_shim(&wine.folder, &shim)?;
        }
        Ok(wine)
    }

    /// What a cargo command builds for Windows then runs in this wine.
    pub fn environment<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("WINEPREFIX", &self.folder)
            .env("WINEDEBUG", "-all")
            .env("WINEARCH", "win64")
            .env("WINEDLLOVERRIDES", "mscoree,mshtml=")
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", wine_program())
    }
}

/// Debian's 64-bit wine stands beside the path.
fn wine_program() -> &'static str {
    if ask(program("wine").arg("--version")).is_some() { "wine" } else { "/usr/lib/wine/wine64" }
}

fn build_shim(folder: &Path, shim: &Path) -> Done {
    let source = folder.join("process_prng.c");
    std::fs::write(&source, SHIM).map_err(|error| format!("{}: {error}", source.display()))?;
    pass(program(format!("{MINGW}-gcc")).args(["-shared", "-O1", "-o"]).arg(shim).arg(&source).arg("-ladvapi32"))
}
