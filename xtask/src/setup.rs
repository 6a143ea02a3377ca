//! What a machine needs before anything can be built: said, then installed.

use std::path::Path;

use crate::Done;
use crate::process::{ask, cargo, pass, program, root, say, which};

/// Debian and Ubuntu packages with what they are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Packages {
    pub why: &'static str,
    pub names: &'static [&'static str],
}

pub const BUILD: Packages = Packages {
    why: "to build and open the app: the system's web view, icons, a C compiler, Japanese letters",
    names: &[
        "libwebkit2gtk-4.1-dev",
        "libayatana-appindicator3-dev",
        "librsvg2-dev",
        "libxdo-dev",
        "libssl-dev",
        "pkg-config",
        "build-essential",
        "file",
        "fonts-noto-cjk",
    ],
};

pub const WINDOW: Packages = Packages {
    why: "to test in the real window: a screen in memory and the web view's driver",
    names: &["webkit2gtk-driver", "xvfb", "xauth", "dbus", "dbus-x11", "at-spi2-core"],
};

pub const CODES: Packages =
    Packages { why: "to read the app's codes with another program than ours: zbarimg", names: &["zbar-tools"] };

pub const CHROMIUM: Packages =
    Packages { why: "to test the pages and to take their pictures: Chromium", names: &["chromium"] };

pub const PAPER: Packages = Packages {
    why: "to test printed sheets: a PDF drawn and its text taken out by poppler",
    names: &["poppler-utils"],
};

/// The programs that drive the page's tests, the first one found.
pub const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

pub const CROSS: Packages = Packages {
    why: "to check for Windows: Debian's Rust with the sources of std, and mingw's C compiler",
    names: &["rustc-web", "rust-web-src", "cargo-web", "gcc-mingw-w64-x86-64"],
};

pub const WINE: Packages =
    Packages { why: "to run the Windows command line and core tests here", names: &["wine64", "wine"] };

/// Installs the packages that are missing, where this is Debian or Ubuntu; elsewhere says what must be there.
pub fn packages(wanted: &[Packages]) -> Done {
    if cfg!(target_os = "linux") {
        return linux(wanted);
    }
    if cfg!(target_os = "macos") {
        return by_hand(
            ask(program("xcode-select").arg("-p")).is_some(),
            &["Xcode's command line tools: xcode-select --install"],
        );
    }
    by_hand(
        webview2() && which("perl").is_some(),
        &[
            "Microsoft Edge WebView2 (part of Windows 11): https://developer.microsoft.com/microsoft-edge/webview2/",
            "Visual Studio Build Tools with \"Desktop development with C++\", if linking fails",
            "Perl, which builds the cryptography of locked books: https://strawberryperl.com/",
        ],
    )
}

/// Node and npm as they must be, or a sentence about it.
pub fn node() -> Done {
    let node = ask(program("node").arg("--version"))
        .ok_or("Node.js is missing: install version 20 or newer from https://nodejs.org/")?;
    if major(&node) < 20 {
        return Err(format!("Node.js {node} is too old: install version 20 or newer from https://nodejs.org/"));
    }
    Ok(())
}

/// The components of Rust that the checks need.
pub fn components() -> Done {
    let missing: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(command, _)| ask(cargo().args([command, "--version"])).is_none())
        .map(|(_, component)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    say(&format!("Installing {} (to check form and lints)", missing.join(", ")));
    pass(program("rustup").args(["component", "add"]).args(missing))
}

/// `npm ci` in a folder, unless its packages are those of the lock file already.
pub fn npm(folder: &Path, why: &str) -> Done {
    node()?;
    let lock =
        std::fs::read(folder.join("package-lock.json")).map_err(|error| format!("package-lock.json: {error}"))?;
    let installed = folder.join("node_modules").join(".installed-lock.json");
    if std::fs::read(&installed).is_ok_and(|before| before == lock) {
        return Ok(());
    }
    let shown = folder.strip_prefix(root()).unwrap_or(folder).display().to_string();
    say(&format!("Installing the packages of {shown} ({why})"));
    let npm_version = ask(npm_program("npm").arg("--version")).unwrap_or_default();
    let mut command = if major(&npm_version) >= 11 {
        npm_program("npm")
    } else {
        println!("   npm {npm_version} is too old for these packages; npm 11 is fetched for this once");
        let mut npx = npm_program("npx");
        npx.args(["--yes", "npm@11"]);
        npx
    };
    pass(command.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))?;
    std::fs::write(&installed, lock).map_err(|error| format!("{}: {error}", installed.display()))
}

/// npm and npx are scripts on Windows.
pub fn npm_program(name: &str) -> std::process::Command {
    if cfg!(windows) { program(format!("{name}.cmd")) } else { program(name) }
}

fn linux(wanted: &[Packages]) -> Done {
    if which("dpkg-query").is_none() || which("apt-get").is_none() {
        println!("This is neither Debian nor Ubuntu: these packages, under your system's names, must be there.");
        for packages in wanted {
            println!("   {}: {}", packages.why, packages.names.join(" "));
        }
        return Ok(());
    }
    let mut missing = Vec::new();
    for packages in wanted {
        let names: Vec<&str> = packages.names.iter().copied().filter(|name| !installed(name)).collect();
        if !names.is_empty() {
            say(&format!("Installing {}", names.join(" ")));
            println!("   {}", packages.why);
            missing.extend(names);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let update = apt(&["update"]);
    let lock = ["-o", "DPkg::Lock::Timeout=900", "install", "-y", "--no-install-recommends"];
    let mut install = lock.to_vec();
    install.extend(missing);
    // An update that fails for one of several sources still lets the others be installed from.
    match (update, apt(&install)) {
        (_, Ok(())) => Ok(()),
        (Err(update), Err(install)) => Err(format!("{update}; {install}")),
        (Ok(()), Err(install)) => Err(install),
    }
}

fn apt(arguments: &[&str]) -> Done {
    let root_user = ask(program("id").arg("-u")).as_deref() == Some("0");
    let mut command = if root_user {
        program("apt-get")
    } else {
        let mut sudo = program("sudo");
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).stdin(std::process::Stdio::inherit());
        sudo
    };
    pass(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn installed(package: &str) -> bool {
    // Any of them will do, wherever it came from.
    if package == "chromium" && BROWSERS.into_iter().any(|browser| which(browser).is_some()) {
        return true;
    }
    ask(program("dpkg-query").args(["-W", "-f=${db:Status-Status}", package])).as_deref() == Some("installed")
}

fn webview2() -> bool {
    const CLIENT: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    [r"HKLM\SOFTWARE\WOW6432Node\", r"HKLM\SOFTWARE\", r"HKCU\Software\"]
        .iter()
        .any(|hive| ask(program("reg").args(["query", &format!("{hive}{CLIENT}"), "/v", "pv"])).is_some())
}

fn by_hand(there: bool, needed: &[&str]) -> Done {
    if there {
        return Ok(());
    }
    Err(format!("please install by hand, then try again:\n   {}", needed.join("\n   ")))
}

fn major(version: &str) -> u32 {
    version.trim_start_matches('v').split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_number_is_read_from_any_version() {
        assert_eq!(major("v20.20.2"), 20);
        assert_eq!(major("11.19.1"), 11);
        assert_eq!(major(""), 0, "a missing program counts as older than any");
    }
}
