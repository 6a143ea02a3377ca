//! The one window: its place and size, its theme, what may be dropped on it and where it may go (nowhere).

use tauri::webview::NewWindowResponse;
use tauri::window::Color;
use tauri::{
    AppHandle, DragDropEvent, Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window,
    WindowEvent,
};

use crate::app::App;
use crate::contract::{Drag, Settings, Theme};
use crate::desk::Signal;
use crate::platform;

pub const LABEL: &str = "main";

const SIZE: (f64, f64) = (1280.0, 800.0);
const SMALLEST: (f64, f64) = (480.0, 560.0);

/// What stands before the page has painted, and the title bar of Windows: `--paper-side` and `--ink` of both themes.
pub const PAPER: Color = Color(0xf3, 0xef, 0xe6, 0xff);
pub const DARK_PAPER: Color = Color(0x16, 0x14, 0x11, 0xff);
#[cfg_attr(not(windows), expect(dead_code, reason = "only the title bar of Windows takes colours"))]
pub const INK: Color = Color(0x21, 0x1d, 0x17, 0xff);
#[cfg_attr(not(windows), expect(dead_code, reason = "only the title bar of Windows takes colours"))]
pub const DARK_INK: Color = Color(0xec, 0xe6, 0xd9, 0xff);

pub fn open<R: Runtime>(app: &AppHandle<R>, settings: &Settings) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Enishi")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .center()
        .visible(false)
        .theme(theme(settings))
        .background_color(match settings.theme {
            Theme::Dark => DARK_PAPER,
            Theme::Light | Theme::System => PAPER,
        })
        // What is typed stands in the book and nowhere else.
        .general_autofill_enabled(false)
        // For the button that takes a copied table; the page is ours alone.
        .enable_clipboard_access()
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_document_title_changed(|window, title| {
            let _ = window.set_title(if title.is_empty() { "Enishi" } else { &title });
        });
    let window = platform::frame(builder).build()?;
    platform::caption(&window, is_dark(&window, settings));
    window.show()
}

/// Theme of the title bar and of the page's `prefers-color-scheme`.
pub fn dress<R: Runtime>(app: &AppHandle<R>, settings: &Settings) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if let Err(error) = window.set_theme(theme(settings)) {
        crate::log(&format!("the theme was not set: {error}"));
    }
    platform::caption(&window, is_dark(&window, settings));
}

/// The system went from light to dark or back; a theme of the user's own stays.
fn dressed_by_system<R: Runtime>(window: &Window<R>) {
    if let (Some(app), Some(window)) = (window.try_state::<App>(), window.get_webview_window(LABEL)) {
        platform::caption(&window, is_dark(&window, &app.settings()));
    }
}

fn is_dark<R: Runtime>(window: &WebviewWindow<R>, settings: &Settings) -> bool {
    match settings.theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => window.theme().is_ok_and(|theme| theme == tauri::Theme::Dark),
    }
}

/// Brings the window before the user's eyes.
pub fn focus<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

pub fn happened<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    match event {
        WindowEvent::DragDrop(drag) => dragged(window, drag),
        WindowEvent::ThemeChanged(_) => dressed_by_system(window),
        _ => {}
    }
}

/// Dropped files become a token; the page never sees a path.
fn dragged<R: Runtime>(window: &Window<R>, drag: &DragDropEvent) {
    let Some(app) = window.try_state::<App>() else { return };
    let app = app.inner().clone();
    match drag {
        DragDropEvent::Enter { paths, .. } if !paths.is_empty() => app.desk().tell(Signal::Drag(Drag::Over)),
        DragDropEvent::Drop { paths, .. } => {
            let paths = paths.clone();
            app.desk().tell(Signal::Drag(Drag::Leave));
            tauri::async_runtime::spawn_blocking(move || {
                if !paths.is_empty() {
                    let picked = app.picks().keep(paths);
                    app.desk().tell(Signal::FilesDropped(picked));
                }
            });
        }
        DragDropEvent::Leave => app.desk().tell(Signal::Drag(Drag::Leave)),
        _ => {}
    }
}

fn theme(settings: &Settings) -> Option<tauri::Theme> {
    match settings.theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}

/// The page stays on its own address; everything else is opened by the system, through [`crate::links`].
fn is_ours(url: &Url) -> bool {
    let own = matches!(
        (url.scheme(), url.host_str()),
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    );
    let blank = url.as_str() == "about:blank";
    let dev = cfg!(debug_assertions) && url.host_str() == Some("localhost");
    own || blank || dev
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_never_leaves_the_app() {
        let goes = |url: &str| is_ours(&Url::parse(url).expect("a url"));
        assert!(goes("tauri://localhost/index.html"));
        assert!(goes("http://tauri.localhost/"));
        assert!(!goes("https://example.jp/"));
        assert!(!goes("file:///etc/passwd"));
        assert!(!goes("https://tauri.localhost.example.jp/"));
    }
}
