//! Other programs: started, shown, listened to.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Done;

/// The repository's root, wherever the command was typed.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("BUG: xtask lies in a folder of the repository")
}

pub fn say(what: &str) {
    println!("\n── {what}");
}

/// A program to be run in the repository's root, without a keyboard.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo that runs this very program.
pub fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The command as one would type it.
pub fn words(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Runs to the end, showing everything.
pub fn pass(command: &mut Command) -> Done {
    println!("   {}", words(command));
    let status = command.status().map_err(|error| format!("{}: {error}", words(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", words(command))) }
}

/// What a finished program wrote to standard output, and whether it succeeded.
pub struct Heard {
    pub lines: Vec<String>,
    pub success: bool,
}

/// Runs to the end, showing everything and keeping the lines of standard output.
pub fn hear(command: &mut Command) -> Done<Heard> {
    println!("   {}", words(command));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| format!("{}: {error}", words(command)))?;
    let output = child.stdout.take().expect("BUG: standard output is piped");
    let mut lines = Vec::new();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.map_err(|error| error.to_string())?;
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        println!("{line}");
        lines.push(line);
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    Ok(Heard { lines, success: status.success() })
}

/// What a program answers, silently; `None` when it isn't there or fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first folder of `PATH` with a program of this name.
pub fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = if cfg!(windows) { vec![format!("{name}.exe"), format!("{name}.cmd")] } else { vec![name.to_owned()] };
    std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|candidate| candidate.is_file())
}
