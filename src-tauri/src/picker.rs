//! Asking for files: the system's dialogs in the product, a script in the end-to-end build.

use std::path::PathBuf;
use std::sync::Mutex;

use enishi_core::book::ExportFormat;
use enishi_core::invite::link;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};

use crate::words::Words;

/// Every method waits for the user: never called in the window's own thread. `None` when nothing was chosen.
pub trait Picker: Send + Sync {
    /// Files with contacts to bring in.
    fn contacts(&self, words: &Words) -> Option<Vec<PathBuf>>;
    fn picture(&self, words: &Words) -> Option<PathBuf>;
    /// Pictures with codes.
    fn pictures(&self, words: &Words) -> Option<Vec<PathBuf>>;
    /// Where to write the picture of a code or a sheet of them.
    fn code(&self, words: &Words, name: &str, extension: &str) -> Option<PathBuf>;
    /// Files of any kind, to stand beside a step.
    fn attachments(&self, words: &Words) -> Option<Vec<PathBuf>>;
    /// A template to bring in.
    fn template(&self, words: &Words) -> Option<PathBuf>;
    /// An archive or a backup to restore.
    fn incoming(&self, words: &Words) -> Option<PathBuf>;
    /// Where to write something else, by a name without its extension.
    fn save(&self, words: &Words, name: &str, extension: &str) -> Option<PathBuf>;
    /// A folder to write several files into.
    fn folder(&self, words: &Words) -> Option<PathBuf>;
    /// Where to write what an import had problems with.
    fn problems(&self, words: &Words, extension: &str) -> Option<PathBuf>;
    /// Where to write an export.
    fn export(&self, words: &Words, format: ExportFormat) -> Option<PathBuf>;
}

/// The system's dialogs, one at a time: asked again while one is open, nothing is chosen.
pub struct Native<R: Runtime> {
    app: AppHandle<R>,
    open: Mutex<()>,
}

impl<R: Runtime> Native<R> {
    pub fn new(app: AppHandle<R>) -> Native<R> {
        Native { app, open: Mutex::new(()) }
    }

    fn ask<T>(&self, ask: impl FnOnce(FileDialogBuilder<R>) -> Option<T>) -> Option<T> {
        let _open = self.open.try_lock().ok()?;
        let dialog = self.app.dialog().file();
        ask(match self.app.get_webview_window(crate::window::LABEL) {
            Some(window) => dialog.set_parent(&window),
            None => dialog,
        })
    }
}

impl<R: Runtime> Picker for Native<R> {
    fn contacts(&self, words: &Words) -> Option<Vec<PathBuf>> {
        self.ask(|dialog| {
            dialog
                .set_title(words.menu_dialog_import)
                .add_filter(
                    words.menu_dialog_contacts,
                    &["vcf", "vcard", "csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ldif", "ldi"],
                )
                .add_filter(words.menu_dialog_all_files, &["*"])
                .blocking_pick_files()
        })
        .map(|files| files.into_iter().filter_map(path).collect())
    }

    fn picture(&self, words: &Words) -> Option<PathBuf> {
        self.ask(|dialog| {
            dialog
                .set_title(words.menu_dialog_photo)
                .add_filter(words.menu_dialog_pictures, &["jpg", "jpeg", "png", "webp", "gif", "bmp"])
                .blocking_pick_file()
        })
        .and_then(path)
    }

    fn pictures(&self, words: &Words) -> Option<Vec<PathBuf>> {
        self.ask(|dialog| {
            dialog
                .set_title(words.menu_dialog_codes)
                .add_filter(words.menu_dialog_pictures, &["jpg", "jpeg", "png", "webp", link::EXTENSION])
                .blocking_pick_files()
        })
        .map(|files| files.into_iter().filter_map(path).collect())
    }

    fn code(&self, words: &Words, name: &str, extension: &str) -> Option<PathBuf> {
        let name = format!("{}.{extension}", plain(name));
        self.ask(|dialog| {
            dialog
                .set_title(words.menu_dialog_code)
                .set_file_name(name)
                .add_filter(extension.to_uppercase(), &[extension])
                .blocking_save_file()
        })
        .and_then(path)
        .map(|target| named(target, extension))
    }

    fn attachments(&self, words: &Words) -> Option<Vec<PathBuf>> {
        self.ask(|dialog| dialog.set_title(words.menu_dialog_attach).blocking_pick_files())
            .map(|files| files.into_iter().filter_map(path).collect())
    }

    fn template(&self, words: &Words) -> Option<PathBuf> {
        self.ask(|dialog| {
            dialog
                .set_title(words.menu_dialog_template)
                .add_filter(words.menu_dialog_template_kind, &["toml"])
                .blocking_pick_file()
        })
        .and_then(path)
    }

    fn incoming(&self, words: &Words) -> Option<PathBuf> {
        self.ask(|dialog| {
            dialog
                .set_title(words.menu_dialog_restore)
                .add_filter(words.menu_dialog_restore_kind, &["enishi", "book"])
                .add_filter(words.menu_dialog_all_files, &["*"])
                .blocking_pick_file()
        })
        .and_then(path)
    }

    fn save(&self, words: &Words, name: &str, extension: &str) -> Option<PathBuf> {
        self.ask(|dialog| {
            dialog
                .set_title(words.menu_dialog_save)
                .set_file_name(format!("{}.{extension}", plain(name)))
                .add_filter(extension.to_uppercase(), &[extension])
                .blocking_save_file()
        })
        .and_then(path)
        .map(|target| named(target, extension))
    }

    fn folder(&self, words: &Words) -> Option<PathBuf> {
        self.ask(|dialog| dialog.set_title(words.menu_dialog_folder).blocking_pick_folder()).and_then(path)
    }

    fn problems(&self, words: &Words, extension: &str) -> Option<PathBuf> {
        let name = format!("{}.{extension}", words.menu_dialog_problems_name);
        self.ask(|dialog| {
            dialog
                .set_title(words.menu_dialog_problems)
                .set_file_name(name)
                .add_filter(words.menu_dialog_contacts, &[extension])
                .blocking_save_file()
        })
        .and_then(path)
        .map(|target| named(target, extension))
    }

    fn export(&self, words: &Words, format: ExportFormat) -> Option<PathBuf> {
        let (kind, extension) = match format {
            ExportFormat::Vcard3 | ExportFormat::Vcard4 => (words.menu_dialog_vcard, "vcf"),
            ExportFormat::CsvUtf8
            | ExportFormat::CsvUtf8Bom
            | ExportFormat::CsvCp932
            | ExportFormat::CsvGoogle
            | ExportFormat::CsvOutlookJa
            | ExportFormat::CsvOutlookEn
            | ExportFormat::CsvThunderbird => (words.menu_dialog_csv, "csv"),
            ExportFormat::Xlsx => (words.menu_dialog_xlsx, "xlsx"),
            ExportFormat::Ldif => (words.menu_dialog_ldif, "ldif"),
        };
        let name = format!("{}.{extension}", words.menu_dialog_file_name);
        self.ask(|dialog| {
            dialog
                .set_title(words.menu_dialog_export)
                .set_file_name(name)
                .add_filter(kind, &[extension])
                .blocking_save_file()
        })
        .and_then(path)
        .map(|target| named(target, extension))
    }
}

/// A contact may be called what no file can be.
fn plain(name: &str) -> String {
    let name: String = name.chars().map(|ch| if is_of_file_names(ch) { ch } else { ' ' }).collect();
    name.trim_matches([' ', '.']).to_owned()
}

fn is_of_file_names(ch: char) -> bool {
    !ch.is_control() && !matches!(ch, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

/// The name with the extension, where none was typed.
fn named(target: PathBuf, extension: &str) -> PathBuf {
    if target.extension().is_none() { target.with_extension(extension) } else { target }
}

fn path(chosen: FilePath) -> Option<PathBuf> {
    chosen.into_path().ok()
}

#[cfg(feature = "e2e")]
pub use scripted::{Scripted, note};

#[cfg(feature = "e2e")]
mod scripted {
    use std::io::Write;
    use std::path::Path;

    use super::*;
    use crate::failure::{Answer, Failure};

    /// Answers every dialog with the next line of a file: paths separated by tabs, or an empty line for "cancelled".
    pub struct Scripted {
        file: PathBuf,
    }

    impl Scripted {
        pub fn new(file: PathBuf) -> Scripted {
            Scripted { file }
        }

        fn next(&self) -> Option<Vec<PathBuf>> {
            let text = std::fs::read_to_string(&self.file).ok()?;
            let (line, rest) = text.split_once('\n').unwrap_or((&text, ""));
            std::fs::write(&self.file, rest).ok()?;
            (!line.is_empty()).then(|| line.split('\t').map(PathBuf::from).collect())
        }
    }

    impl Picker for Scripted {
        fn contacts(&self, _words: &Words) -> Option<Vec<PathBuf>> {
            self.next()
        }

        fn picture(&self, _words: &Words) -> Option<PathBuf> {
            self.next()?.pop()
        }

        fn pictures(&self, _words: &Words) -> Option<Vec<PathBuf>> {
            self.next()
        }

        fn code(&self, _words: &Words, _name: &str, _extension: &str) -> Option<PathBuf> {
            self.next()?.pop()
        }

        fn attachments(&self, _words: &Words) -> Option<Vec<PathBuf>> {
            self.next()
        }

        fn template(&self, _words: &Words) -> Option<PathBuf> {
            self.next()?.pop()
        }

        fn incoming(&self, _words: &Words) -> Option<PathBuf> {
            self.next()?.pop()
        }

        fn save(&self, _words: &Words, _name: &str, _extension: &str) -> Option<PathBuf> {
            self.next()?.pop()
        }

        fn folder(&self, _words: &Words) -> Option<PathBuf> {
            self.next()?.pop()
        }

        fn problems(&self, _words: &Words, _extension: &str) -> Option<PathBuf> {
            self.next()?.pop()
        }

        fn export(&self, _words: &Words, _format: ExportFormat) -> Option<PathBuf> {
            self.next()?.pop()
        }
    }

    /// Notes an address that would have been opened.
    pub fn note(file: &Path, address: &str) -> Answer<()> {
        std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(file)
            .and_then(|mut file| writeln!(file, "{address}"))
            .map_err(|error| Failure::Internal { detail: error.to_string() })
    }
}
