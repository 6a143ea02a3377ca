//! Enishi's window: a thin shell around `enishi-core`.
//!
//! [`run`] is the product. [`equip`] is everything of it that needs no window of its own: the commands, the state and the
//! photos, on any runtime; the tests answer a page in a browser with it.

pub mod app;
mod backups;
pub mod commands;
pub mod contract;
pub mod desk;
pub mod failure;
mod housekeeping;
mod links;
mod menu;
pub mod photo;
pub mod picked;
pub mod picker;
mod platform;
mod progress;
mod settings;
mod shelf;
mod window;
pub mod words;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tauri::webview::{PermissionKind, PermissionResponse};
use tauri::{App as TauriApp, AppHandle, Manager, RunEvent, Runtime, Webview};

use enishi_core::code::apart;

use crate::app::{App, Start, system_edge};
use crate::contract::Language;
use crate::picker::Picker;

/// Makes the picker once the app is there; [`native_picker`] in the product.
pub type PickerMaker<R> = Box<dyn FnOnce(&AppHandle<R>) -> Box<dyn Picker> + Send>;

/// The app without menu, window and system dialogs, on a plain builder: its commands over the book that `start` names.
pub fn equip<R: Runtime>(builder: tauri::Builder<R>, start: Start, picker: PickerMaker<R>) -> tauri::Builder<R> {
    let contract = contract::contract::<R>();
    builder
        .invoke_handler(contract.invoke_handler())
        .register_asynchronous_uri_scheme_protocol(photo::SCHEME, photo::serve)
        .setup(move |tauri| {
            contract.mount_events(tauri);
            let desk = Box::new(desk::Native::new(tauri.handle().clone()));
            let app = App::new(start, desk, picker(tauri.handle()));
            tauri.manage(app.clone());
            let opening = app.clone();
            tauri::async_runtime::spawn_blocking(move || opening.open());
            housekeeping::prepare(app);
            Ok(())
        })
}

pub fn native_picker<R: Runtime>() -> PickerMaker<R> {
    Box::new(|app| Box::new(picker::Native::new(app.clone())))
}

/// Starts the window and stays until the user leaves.
///
/// Called to read pictures ([`enishi_core::code::apart`]), it does that and nothing else.
pub fn run() {
    if apart::is_asked() {
        // Whoever asked is gone when the pipes are.
        let _ = apart::serve();
        return;
    }
    match start() {
        Ok(start) => match build(start) {
            Ok(tauri) => tauri.run(ended),
            Err(error) => fail(&format!("Enishi could not start: {error}")),
        },
        Err(usage) => fail(&usage),
    }
}

/// One line for whoever started the program from a terminal. Never a name, an address or a path of the user's.
pub(crate) fn log(line: &str) {
    eprintln!("enishi: {line}");
}

fn build(start: Start) -> tauri::Result<TauriApp> {
    let picker = product_picker();
    equip(tauri::Builder::new(), start, picker)
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            window::focus(app);
            opened_with(app, arguments.into_iter().skip(1).map(Into::into), Path::new(&folder));
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(window_memory())
        .on_menu_event(|app, event| match event.id().as_ref() {
            menu::QUIT => app.exit(0),
            item => menu::chosen(app, item),
        })
        .on_window_event(window::happened)
        .on_permission_request(permitted)
        .build(tauri::generate_context!())
}

/// The camera while codes are read with it; microphone, place and the rest never.
fn permitted<R: Runtime>(webview: Webview<R>, kind: PermissionKind) -> PermissionResponse {
    let app = webview.try_state::<App>();
    match kind {
        PermissionKind::Camera if app.is_some_and(|app| app.camera_is_on()) => PermissionResponse::Allow,
        _ => PermissionResponse::Deny,
    }
}

fn window_memory<R: Runtime>() -> tauri::plugin::TauriPlugin<R> {
    use tauri_plugin_window_state::{Builder, StateFlags};
    Builder::new().with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED).build()
}

/// Links and invite files among the arguments of a start wait for the page.
fn opened_with<R: Runtime>(app: &AppHandle<R>, arguments: impl Iterator<Item = OsString>, folder: &Path) {
    if let Some(state) = app.try_state::<App>() {
        state.opened_with(arguments, folder);
    }
}

fn ended(tauri: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::Ready => {
            let app = tauri.state::<App>().inner().clone();
            menu::translate(tauri, app.words());
            let settings = app.settings().clone();
            if let Err(error) = window::open(tauri, &settings) {
                log(&format!("the window did not open: {error}"));
                tauri.exit(1);
            }
            housekeeping::begin(app);
            let here = std::env::current_dir().unwrap_or_default();
            opened_with(tauri, std::env::args_os().skip(1), &here);
        }
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            window::focus(tauri);
            let named = |url: tauri::Url| match url.to_file_path() {
                Ok(file) => file.into_os_string(),
                Err(()) => url.to_string().into(),
            };
            opened_with(tauri, urls.into_iter().map(named), Path::new("/"));
        }
        RunEvent::Exit => tauri.state::<App>().close(),
        _ => {}
    }
}

#[cfg(not(feature = "e2e"))]
fn product_picker() -> PickerMaker<tauri::Wry> {
    native_picker()
}

/// The end-to-end build answers its dialogs from the file named by `ENISHI_PICKS`.
#[cfg(feature = "e2e")]
fn product_picker() -> PickerMaker<tauri::Wry> {
    match std::env::var_os("ENISHI_PICKS") {
        Some(file) => Box::new(move |_| Box::new(picker::Scripted::new(PathBuf::from(file)))),
        None => native_picker(),
    }
}

fn start() -> Result<Start, String> {
    let book = book_path(std::env::args_os().skip(1), std::env::var_os("ENISHI_BOOK"))?;
    Ok(Start {
        book,
        settings: dirs::config_dir().map(|folder| folder.join("jp.enishi.desktop").join("settings.json")),
        system_language: system_language(sys_locale::get_locale().as_deref()),
        edge: Arc::new(system_edge),
        reader: std::env::current_exe().map_err(|_| "this program does not know where it stands".to_owned())?,
    })
}

fn book_path(
    mut arguments: impl Iterator<Item = std::ffi::OsString>,
    named: Option<std::ffi::OsString>,
) -> Result<PathBuf, String> {
    while let Some(argument) = arguments.next() {
        if argument == "--book" {
            return arguments.next().map(PathBuf::from).ok_or_else(|| "--book needs a path".to_owned());
        }
    }
    let default = || enishi_core::book::default_path().ok_or_else(|| "this user has no folder for data".to_owned());
    named.map(PathBuf::from).map_or_else(default, Ok)
}

fn system_language(locale: Option<&str>) -> Language {
    match locale {
        Some(locale) if !locale.to_ascii_lowercase().starts_with("ja") => Language::En,
        // Unknown to the system: the product's first language.
        Some(_) | None => Language::Ja,
    }
}

fn fail(message: &str) {
    log(message);
    std::process::exit(2);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_is_named_by_argument_before_environment() {
        let path = |arguments: &[&str], named: Option<&str>| {
            book_path(arguments.iter().map(Into::into), named.map(Into::into))
        };
        assert_eq!(path(&["--book", "a.book"], Some("b.book")), Ok(PathBuf::from("a.book")));
        assert_eq!(path(&[], Some("b.book")), Ok(PathBuf::from("b.book")));
        assert!(path(&["--book"], None).is_err(), "a path must follow");
    }

    #[test]
    fn the_language_follows_the_system() {
        assert_eq!(system_language(Some("ja-JP")), Language::Ja);
        assert_eq!(system_language(Some("en-GB")), Language::En);
        assert_eq!(system_language(Some("de")), Language::En);
        assert_eq!(system_language(None), Language::Ja);
    }
}
