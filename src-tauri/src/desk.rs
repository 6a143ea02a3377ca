//! What the commands need of the desktop around them, whatever runtime it runs on.

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use arboard::{Clipboard, ImageData};
use enishi_core::book::{Changed, Due};
use tauri::{AppHandle, Manager, Runtime};
use tauri_specta::Event;

use crate::contract::{ChangedEvent, Drag, DueEvent, FilesDropped, MenuChosen, MenuItem, Picked, Settings};
use crate::failure::{Answer, Failure};
use crate::words::Words;

/// Something the window is told without having asked.
#[derive(Clone, Debug)]
pub enum Signal {
    Changed(Changed),
    Menu(MenuItem),
    FilesDropped(Picked),
    Drag(Drag),
    Due(Due),
}

pub trait Desk: Send + Sync {
    fn tell(&self, signal: Signal);
    /// Gives menu and window the theme and the language of the settings.
    fn dress(&self, settings: &Settings, words: &'static Words);
    /// Opens an address built by [`crate::links`] in the system's program.
    fn open(&self, address: &str) -> Answer<()>;
    /// Opens a file of the user's own in the system's program for it.
    fn open_file(&self, file: &Path) -> Answer<()>;
    /// Puts a PNG on the clipboard.
    fn copy_picture(&self, png: &[u8]) -> Answer<()>;
    fn full_screen(&self, on: bool);
    fn quit(&self);
}

/// The desktop behind a running Tauri app.
pub struct Native<R: Runtime> {
    pub app: AppHandle<R>,
    /// Kept while the app runs: on Linux a clipboard is what a program hands out, and ends with it.
    pub clipboard: Mutex<Option<Clipboard>>,
}

impl<R: Runtime> Native<R> {
    pub fn new(app: AppHandle<R>) -> Native<R> {
        Native { app, clipboard: Mutex::new(None) }
    }
}

impl<R: Runtime> Desk for Native<R> {
    fn tell(&self, signal: Signal) {
        let told = match signal {
            Signal::Changed(changed) => ChangedEvent(changed).emit(&self.app),
            Signal::Menu(item) => MenuChosen(item).emit(&self.app),
            Signal::FilesDropped(picked) => FilesDropped(picked).emit(&self.app),
            Signal::Drag(drag) => drag.emit(&self.app),
            Signal::Due(due) => DueEvent(due).emit(&self.app),
        };
        if let Err(error) = told {
            crate::log(&format!("an event was lost: {error}"));
        }
    }

    fn dress(&self, settings: &Settings, words: &'static Words) {
        crate::window::dress(&self.app, settings);
        crate::menu::translate(&self.app, words);
    }

    fn open(&self, address: &str) -> Answer<()> {
        #[cfg(feature = "e2e")]
        if let Some(file) = std::env::var_os("ENISHI_OPENED") {
            return crate::picker::note(Path::new(&file), address);
        }
        tauri_plugin_opener::open_url(address, None::<&str>).map_err(|_| Failure::NoProgram {})
    }

    fn open_file(&self, file: &Path) -> Answer<()> {
        #[cfg(feature = "e2e")]
        if let Some(note) = std::env::var_os("ENISHI_OPENED") {
            return crate::picker::note(Path::new(&note), &file.to_string_lossy());
        }
        tauri_plugin_opener::open_path(file, None::<&str>).map_err(|_| Failure::NoProgram {})
    }

    fn copy_picture(&self, png: &[u8]) -> Answer<()> {
        let failed = |_| Failure::Clipboard {};
        let picture = image::load_from_memory(png).map_err(|_| Failure::Clipboard {})?.into_rgba8();
        let (width, height) = picture.dimensions();
        let picture =
            ImageData { width: width as usize, height: height as usize, bytes: Cow::Owned(picture.into_raw()) };
        let mut clipboard = self.clipboard.lock().unwrap_or_else(PoisonError::into_inner);
        let mut open = match clipboard.take() {
            Some(open) => open,
            None => Clipboard::new().map_err(failed)?,
        };
        open.set_image(picture).map_err(failed)?;
        *clipboard = Some(open);
        Ok(())
    }

    fn full_screen(&self, on: bool) {
        if let Some(window) = self.app.get_webview_window(crate::window::LABEL) {
            let _ = window.set_fullscreen(on);
        }
    }

    fn quit(&self) {
        self.app.exit(0);
    }
}
