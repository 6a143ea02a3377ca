//! `cargo xtask bundle`: the installers of this system, unsigned.

use crate::process::{pass, program, say, target};
use crate::{Done, setup, ui};

/// Installed apart from the page's packages: its platform packages break `npm ci` elsewhere.
const TAURI_CLI: &str = "@tauri-apps/cli@2.12.2";

pub fn bundle(arguments: &[String]) -> Done {
    setup::packages(&[setup::BUILD])?;
    ui::install()?;
    ui::build()?;
    let tools = target().join("tools");
    std::fs::create_dir_all(&tools).map_err(|error| format!("{}: {error}", tools.display()))?;
    say("Installing Tauri's command line (it makes the installers)");
    let install = ["install", "--no-audit", "--no-fund", "--no-save", "--prefix"];
    pass(setup::npm_program("npm").args(install).arg(&tools).arg(TAURI_CLI))?;
    let kinds = if cfg!(windows) {
        "nsis,msi"
    } else if cfg!(target_os = "macos") {
        "dmg,app"
    } else {
        "deb"
    };
    say(&format!("Building the installers ({kinds})"));
    let tauri = tools.join("node_modules").join("@tauri-apps").join("cli").join("tauri.js");
    pass(program("node").arg(tauri).args(["build", "--bundles", kinds]).args(arguments))?;
    println!("\nThey are in {}", target().join("release").join("bundle").display());
    Ok(())
}
