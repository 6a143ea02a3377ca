//! `cargo xtask cross`: from Linux, the whole app checked for Windows and macOS; the command line and the core's tests run
//! under wine. rustup's toolchain stays as it is: Debian's `rustc-web` has the sources to build std for other systems.

mod macos;
mod wine;

use std::path::PathBuf;
use std::process::Command;

use crate::process::{ask, pass, program, say, target, which};
use crate::{Done, setup, ui};

const BUILD_STD: &str = "-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test";
const WINDOWS: &str = "x86_64-pc-windows-gnu";
const MINGW: &str = "x86_64-w64-mingw32";

/// Only Debian has the toolchain for it.
pub fn possible() -> bool {
    cfg!(target_os = "linux")
        && which("apt-get").is_some()
        && std::fs::read_to_string("/etc/os-release").is_ok_and(|text| text.contains("ID=debian"))
}

pub fn cross(arguments: &[String]) -> Done {
    if !possible() {
        return Err("checks for other systems are made on Debian".to_owned());
    }
    let wanted = |system: &str| arguments.is_empty() || arguments.iter().any(|word| word == system);
    if let Some(unknown) = arguments.iter().find(|word| !["windows", "wine", "macos"].contains(&word.as_str())) {
        return Err(format!("`cross [windows|wine|macos]`, not {unknown}"));
    }
    setup::packages(&[setup::BUILD, setup::CROSS, setup::WINE])?;
    if wanted("windows") || wanted("macos") {
        ui::install()?;
        ui::build()?;
    }
    if wanted("windows") {
        say("Windows: the whole app");
        pass(windows("check").args(["-p", "enishi", "--features", "tauri/custom-protocol"]))?;
    }
    if wanted("wine") {
        say("Windows: the command line and the core's tests, under wine");
        let wine = wine::Wine::prepare()?;
        let mut tests = windows("test");
        pass(wine.environment(tests.args(["-p", "enishi-core", "-p", "enishi-cli", "--no-fail-fast"])))?;
    }
    if wanted("macos") {
        say("macOS: the whole app");
        pass(macos::check()?.args(["-p", "enishi", "--features", "tauri/custom-protocol"]))?;
    }
    Ok(())
}

/// The part of it that every test run does. Nothing is linked, so that Debian's headers of OpenSSL do: building it for Windows
/// takes longer than all the rest.
pub fn check_core() -> Done {
    let openssl = openssl_headers()?;
    // A folder of its own: what links OpenSSL is built otherwise.
    let folder = target().join("cross-check");
    let of_windows = |name: &str| format!("{}_OPENSSL_{name}", WINDOWS.to_uppercase().replace('-', "_"));
    let mut check = windows("check");
    check
        .env("CARGO_TARGET_DIR", folder)
        .env(of_windows("NO_VENDOR"), "1")
        .env(of_windows("STATIC"), "1")
        .env(of_windows("INCLUDE_DIR"), &openssl)
        .env(of_windows("LIB_DIR"), &openssl);
    pass(check.args(["-p", "enishi-core", "-p", "enishi-cli"]))
}

/// Debian's headers of OpenSSL, which stand in two folders, without those of its C library beside them.
fn openssl_headers() -> Done<PathBuf> {
    let folder = target().join("cross").join("openssl");
    let to = folder.join("openssl");
    pass(program("mkdir").arg("-p").arg(&to))?;
    let machine = ask(program("gcc").arg("-print-multiarch")).unwrap_or_default();
    for from in ["/usr/include/openssl".to_owned(), format!("/usr/include/{}/openssl", machine.trim())] {
        pass(program("cp").arg("-r").arg(format!("{from}/.")).arg(&to))?;
    }
    Ok(folder)
}

fn windows(command: &str) -> Command {
    let mut cargo = debian_cargo();
    cargo
        .args([command, "--target", WINDOWS, BUILD_STD])
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", format!("{MINGW}-gcc"))
        .env("CC_x86_64_pc_windows_gnu", format!("{MINGW}-gcc"))
        .env("AR_x86_64_pc_windows_gnu", format!("{MINGW}-ar"));
    cargo
}

/// Debian's cargo and rustc, without what the cargo that runs us has put into the environment.
fn debian_cargo() -> Command {
    let mut cargo = program("/usr/bin/cargo");
    let inherited: Vec<_> = std::env::vars_os().map(|(name, _)| name).collect();
    for name in inherited {
        let text = name.to_string_lossy();
        let keep = text == "CARGO_HOME" || text == "CARGO_NET_OFFLINE" || text.starts_with("CARGO_REGISTRIES");
        let ours = text.starts_with("CARGO") || text.starts_with("RUST") || text == "LD_LIBRARY_PATH";
        if ours && !keep {
            cargo.env_remove(name);
        }
    }
    cargo
        .env("PATH", "/usr/bin:/usr/sbin:/bin")
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTDOC", "/usr/bin/rustdoc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", target().join("cross"));
    cargo
}
