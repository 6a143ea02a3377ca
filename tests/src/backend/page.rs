//! The built page, served as the app would: with its content security policy, as far as it holds in a browser.

use std::path::{Component, Path};

use super::http::Answer;

/// The app's own policy with the loopback server in the place of IPC and the photo scheme.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
                      img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

pub fn file(folder: &Path, path: &str) -> Answer {
    let relative = Path::new(path.trim_start_matches('/'));
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let relative = if relative.as_os_str().is_empty() { Path::new("index.html") } else { relative };
    match std::fs::read(folder.join(relative)) {
        Ok(bytes) if inside => {
            let mut answer = Answer::new(200, kind(relative), bytes);
            answer.headers.push(("Content-Security-Policy", POLICY));
            answer
        }
        Ok(_) | Err(_) => Answer::new(404, "text/plain", ""),
    }
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
