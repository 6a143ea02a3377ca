//! What the commands need of the desktop around them, whatever runtime it runs on.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use arboard::{Clipboard, ImageData};
use enishi_core::book::{Changed, Due};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use tauri::{AppHandle, Manager, Runtime};
use tauri_specta::Event;

use crate::contract::{
    BackupEvent, BackupFailure, ChangedEvent, Drag, DueEvent, FilesDropped, LinkOpened, MenuChosen, MenuItem, Picked,
    Settings,
};
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
    /// So many links that the app was opened with wait for the page.
    LinkOpened(u32),
    Backup(Vec<BackupFailure>),
}

/// What another program put on the clipboard; several at once, as a table that brings a picture of itself.
#[derive(Default, Debug)]
pub struct Clip {
    pub files: Vec<PathBuf>,
    pub text: Option<String>,
    /// As PNG.
    pub picture: Option<Vec<u8>>,
}

pub trait Desk: Send + Sync {
    fn tell(&self, signal: Signal);
    /// Gives menu and window the theme and the language of the settings.
    fn dress(&self, settings: &Settings, words: &'static Words);
    /// Opens an address built by [`crate::links`] in the system's program.
    fn open(&self, address: &str) -> Answer<()>;
    /// Opens a file of the user's own in the system's program for it.
    fn open_file(&self, file: &Path) -> Answer<()>;
    /// Shows a file in its folder.
    fn show_file(&self, file: &Path) -> Answer<()>;
    /// Puts a PNG on the clipboard.
    fn copy_picture(&self, png: &[u8]) -> Answer<()>;
    /// Never called in the window's own thread: whoever copied may take a while to hand it over.
    fn clipboard(&self) -> Answer<Clip>;
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
            Signal::LinkOpened(waiting) => LinkOpened(waiting).emit(&self.app),
            Signal::Backup(failed) => BackupEvent(failed).emit(&self.app),
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

    fn show_file(&self, file: &Path) -> Answer<()> {
        #[cfg(feature = "e2e")]
        if let Some(note) = std::env::var_os("ENISHI_OPENED") {
            return crate::picker::note(Path::new(&note), &format!("folder of {}", file.display()));
        }
        tauri_plugin_opener::reveal_item_in_dir(file).map_err(|_| Failure::NoProgram {})
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

    fn clipboard(&self) -> Answer<Clip> {
        #[cfg(feature = "e2e")]
        if let Some(folder) = std::env::var_os("ENISHI_CLIPBOARD") {
            return Ok(copied_into(Path::new(&folder)));
        }
        let mut clipboard = Clipboard::new().map_err(|_| Failure::ClipboardUnread {})?;
        let files = clipboard.get().file_list().unwrap_or_default();
        let text = clipboard.get_text().ok();
        let picture = clipboard.get_image().ok().as_ref().and_then(png);
        Ok(Clip { files, text, picture })
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

fn png(picture: &ImageData<'_>) -> Option<Vec<u8>> {
    let (width, height) = (u32::try_from(picture.width).ok()?, u32::try_from(picture.height).ok()?);
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
    encoder.write_image(&picture.bytes, width, height, ExtendedColorType::Rgba8).ok()?;
    Some(png)
}

/// The clipboard of a test in a browser: files of these names in a folder.
#[cfg(feature = "e2e")]
fn copied_into(folder: &Path) -> Clip {
    let read = |name| std::fs::read(folder.join(name)).ok();
    let text = |name| read(name).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let files = text("files").unwrap_or_default().lines().map(PathBuf::from).collect();
    Clip { files, text: text("text"), picture: read("picture") }
}
