//! The native menus. Choosing an item tells the window; what it means there is the window's to judge.
//!
//! Undo, redo, select all and delete have no native key on Windows and Linux: there a menu would take the key away from a
//! text field and from the input method. The window listens to these keys itself.

use tauri::menu::{AboutMetadata, Menu, MenuItem as Item, PredefinedMenuItem as Predefined, Submenu};
use tauri::{AppHandle, Manager, Runtime};

use crate::app::App;
use crate::contract::MenuItem;
use crate::desk::Signal;
use crate::words::Words;

/// Sets the menu for the first time, and again when the language changes.
pub fn translate<R: Runtime>(app: &AppHandle<R>, words: &'static Words) {
    let handle = app.clone();
    let done = app.run_on_main_thread(move || {
        let set = build(&handle, words).and_then(|menu| handle.set_menu(menu));
        if let Err(error) = set {
            crate::log(&format!("the menu was not set: {error}"));
        }
    });
    if let Err(error) = done {
        crate::log(&format!("the menu was not set: {error}"));
    }
}

/// Tells the window which item was chosen.
pub fn chosen<R: Runtime>(app: &AppHandle<R>, id: &str) {
    let Ok(item) = serde_json::from_value::<MenuItem>(serde_json::Value::from(id)) else { return };
    if let Some(state) = app.try_state::<App>() {
        state.desk().tell(Signal::Menu(item));
    }
}

struct Maker<'a, R: Runtime> {
    app: &'a AppHandle<R>,
    words: &'static Words,
}

fn build<R: Runtime>(app: &AppHandle<R>, words: &'static Words) -> tauri::Result<Menu<R>> {
    let maker = Maker { app, words };
    let menu = Menu::new(app)?;
    if cfg!(target_os = "macos") {
        menu.append(&maker.application()?)?;
    }
    menu.append(&maker.file()?)?;
    menu.append(&maker.edit()?)?;
    menu.append(&maker.view()?)?;
    if cfg!(target_os = "macos") {
        menu.append(&maker.window()?)?;
    } else {
        menu.append(&maker.help()?)?;
    }
    Ok(menu)
}

impl<R: Runtime> Maker<'_, R> {
    fn application(&self) -> tauri::Result<Submenu<R>> {
        let (app, words) = (self.app, self.words);
        let menu = Submenu::new(app, "Enishi", true)?;
        menu.append(&Predefined::about(app, Some(words.menu_about), Some(about(app)))?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&self.item(MenuItem::Settings, words.menu_settings, Some("CmdOrCtrl+,"))?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&Predefined::services(app, Some(words.menu_services))?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&Predefined::hide(app, Some(words.menu_hide))?)?;
        menu.append(&Predefined::hide_others(app, Some(words.menu_hide_others))?)?;
        menu.append(&Predefined::show_all(app, Some(words.menu_show_all))?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&Predefined::quit(app, Some(&label(words.menu_quit)))?)?;
        Ok(menu)
    }

    fn file(&self) -> tauri::Result<Submenu<R>> {
        let (app, words) = (self.app, self.words);
        let menu = self.submenu(words.menu_file)?;
        menu.append(&self.item(MenuItem::NewContact, words.menu_new_contact, Some("CmdOrCtrl+N"))?)?;
        menu.append(&self.item(MenuItem::NewGroup, words.menu_new_group, Some("CmdOrCtrl+Shift+N"))?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&self.item(MenuItem::Import, words.menu_import, Some("CmdOrCtrl+O"))?)?;
        menu.append(&self.item(MenuItem::Export, words.menu_export, Some("CmdOrCtrl+Shift+E"))?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&self.item(MenuItem::ShowCode, words.menu_show_code, Some("CmdOrCtrl+Shift+K"))?)?;
        menu.append(&self.item(MenuItem::ReadCode, words.menu_read_code, Some("CmdOrCtrl+Shift+O"))?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&self.item(MenuItem::StartRun, words.menu_start_run, Some("CmdOrCtrl+Shift+L"))?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&self.item(MenuItem::LockNow, words.menu_lock, Some("CmdOrCtrl+L"))?)?;
        menu.append(&Predefined::separator(app)?)?;
        if cfg!(target_os = "macos") {
            menu.append(&Predefined::close_window(app, Some(words.menu_close_window))?)?;
        } else {
            menu.append(&self.item(MenuItem::Settings, words.menu_settings, Some("CmdOrCtrl+,"))?)?;
            menu.append(&Predefined::separator(app)?)?;
            menu.append(&Item::with_id(app, QUIT, label(words.menu_quit), true, Some("CmdOrCtrl+Q"))?)?;
        }
        Ok(menu)
    }

    fn edit(&self) -> tauri::Result<Submenu<R>> {
        let (app, words) = (self.app, self.words);
        let menu = self.submenu(words.menu_edit)?;
        menu.append(&self.shared(MenuItem::Undo, words.menu_undo, "Z")?)?;
        menu.append(&self.shared(MenuItem::Redo, words.menu_redo, if MACOS { "Shift+Z" } else { "Y" })?)?;
        menu.append(&Predefined::separator(app)?)?;
        // GTK has no such items of its own; there the keys work all the same.
        if !cfg!(target_os = "linux") {
            menu.append(&Predefined::cut(app, Some(&label(words.menu_cut)))?)?;
            menu.append(&Predefined::copy(app, Some(&label(words.menu_copy)))?)?;
            menu.append(&Predefined::paste(app, Some(&label(words.menu_paste)))?)?;
        }
        menu.append(&self.item(MenuItem::Delete, words.menu_delete, None)?)?;
        menu.append(&self.shared(MenuItem::SelectAll, words.menu_select_all, "A")?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&self.item(MenuItem::Find, words.menu_find, Some("CmdOrCtrl+F"))?)?;
        Ok(menu)
    }

    fn view(&self) -> tauri::Result<Submenu<R>> {
        let (app, words) = (self.app, self.words);
        let menu = self.submenu(words.menu_view)?;
        menu.append(&self.item(MenuItem::Home, words.menu_home, Some("CmdOrCtrl+1"))?)?;
        menu.append(&self.item(MenuItem::OwnCard, words.menu_own_card, None)?)?;
        menu.append(&self.item(MenuItem::Services, words.menu_register, Some("CmdOrCtrl+3"))?)?;
        menu.append(&self.item(MenuItem::Templates, words.menu_templates, Some("CmdOrCtrl+4"))?)?;
        menu.append(&self.item(MenuItem::Invites, words.menu_invites, Some("CmdOrCtrl+5"))?)?;
        menu.append(&self.item(MenuItem::Backups, words.menu_backups, None)?)?;
        menu.append(&self.item(MenuItem::Changes, words.menu_changes, Some("CmdOrCtrl+Shift+H"))?)?;
        menu.append(&self.item(MenuItem::Duplicates, words.menu_duplicates, Some("CmdOrCtrl+Shift+D"))?)?;
        menu.append(&self.item(MenuItem::Trash, words.menu_trash, None)?)?;
        menu.append(&Predefined::separator(app)?)?;
        menu.append(&self.item(
            MenuItem::ZoomIn,
            words.menu_zoom_in,
            Some(if MACOS { "Cmd+Plus" } else { "Ctrl+=" }),
        )?)?;
        menu.append(&self.item(MenuItem::ZoomOut, words.menu_zoom_out, Some("CmdOrCtrl+-"))?)?;
        menu.append(&Predefined::separator(app)?)?;
        let languages = self.submenu(words.menu_language)?;
        languages.append(&self.item(MenuItem::LanguageJa, words.menu_language_ja, None)?)?;
        languages.append(&self.item(MenuItem::LanguageEn, words.menu_language_en, None)?)?;
        menu.append(&languages)?;
        if cfg!(target_os = "macos") {
            menu.append(&Predefined::separator(app)?)?;
            menu.append(&Predefined::fullscreen(app, Some(words.menu_fullscreen))?)?;
        }
        Ok(menu)
    }

    fn window(&self) -> tauri::Result<Submenu<R>> {
        let menu = self.submenu(self.words.menu_window)?;
        menu.append(&Predefined::minimize(self.app, Some(self.words.menu_minimize))?)?;
        menu.append(&Predefined::maximize(self.app, Some(self.words.menu_zoom_window))?)?;
        Ok(menu)
    }

    fn help(&self) -> tauri::Result<Submenu<R>> {
        let menu = self.submenu(self.words.menu_help)?;
        menu.append(&Predefined::about(self.app, Some(&label(self.words.menu_about)), Some(about(self.app)))?)?;
        Ok(menu)
    }

    fn submenu(&self, word: &str) -> tauri::Result<Submenu<R>> {
        Submenu::new(self.app, label(word), true)
    }

    fn item(&self, item: MenuItem, word: &str, key: Option<&str>) -> tauri::Result<Item<R>> {
        Item::with_id(self.app, id(item), label(word), true, key)
    }

    /// An item whose key belongs to text fields first. On Windows the key is only written beside it.
    fn shared(&self, item: MenuItem, word: &str, key: &str) -> tauri::Result<Item<R>> {
        if MACOS {
            self.item(item, word, Some(&format!("Cmd+{key}")))
        } else if cfg!(target_os = "windows") {
            self.item(item, &format!("{word}\tCtrl+{key}"), None)
        } else {
            self.item(item, word, None)
        }
    }
}

const MACOS: bool = cfg!(target_os = "macos");

/// The one item that the window isn't asked about.
pub const QUIT: &str = "quit";

fn id(item: MenuItem) -> String {
    let id = serde_json::to_value(item).expect("BUG: a menu item is a plain name");
    id.as_str().expect("BUG: a menu item is a plain name").to_owned()
}

/// macOS has no access keys: `ファイル(&F)` is ファイル there.
fn label(word: &str) -> String {
    if !MACOS {
        return word.to_owned();
    }
    without_access_key(word)
}

fn without_access_key(word: &str) -> String {
    match word.split_once("(&") {
        Some((before, after)) => before.to_owned() + after.split_once(')').map_or(after, |(_, rest)| rest),
        None => word.replace('&', ""),
    }
}

fn about<R: Runtime>(app: &AppHandle<R>) -> AboutMetadata<'static> {
    AboutMetadata {
        name: Some("Enishi".to_owned()),
        version: Some(app.package_info().version.to_string()),
        license: Some("MIT OR Apache-2.0".to_owned()),
        ..AboutMetadata::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_loses_its_access_key_where_there_are_none() {
        assert_eq!(without_access_key("ファイル(&F)"), "ファイル");
        assert_eq!(without_access_key("読み込む(&I)…"), "読み込む…");
        assert_eq!(without_access_key("&File"), "File");
        assert_eq!(without_access_key("Zoom"), "Zoom");
    }

    #[test]
    fn an_item_is_known_by_the_name_the_window_hears() {
        assert_eq!(id(MenuItem::NewContact), "new-contact");
        assert_eq!(id(MenuItem::LanguageJa), "language-ja");
    }
}
