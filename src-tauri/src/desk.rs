//! What the commands need of the desktop around them, whatever runtime it runs on.

use enishi_core::book::{Changed, Due};
use tauri::{AppHandle, Runtime};
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
    fn quit(&self);
}

/// The desktop behind a running Tauri app.
pub struct Native<R: Runtime> {
    pub app: AppHandle<R>,
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
            return crate::picker::note(std::path::Path::new(&file), address);
        }
        tauri_plugin_opener::open_url(address, None::<&str>).map_err(|_| Failure::NoProgram {})
    }

    fn quit(&self) {
        self.app.exit(0);
    }
}
