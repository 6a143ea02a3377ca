//! File dialogs, answered beforehand by the test.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use enishi_app::picker::Picker;
use enishi_app::words::Words;
use enishi_core::book::ExportFormat;

#[derive(Clone, Default)]
pub struct Picks(Arc<Mutex<VecDeque<Vec<PathBuf>>>>);

impl Picks {
    /// The next dialog is answered with these; none of them means that the user cancels.
    pub fn answer_next(&self, paths: Vec<PathBuf>) {
        self.0.lock().expect("BUG: nobody panics holding it").push_back(paths);
    }

    fn next(&self) -> Option<Vec<PathBuf>> {
        let paths = self.0.lock().expect("BUG: nobody panics holding it").pop_front()?;
        (!paths.is_empty()).then_some(paths)
    }
}

pub struct Queue(pub Picks);

impl Picker for Queue {
    fn contacts(&self, _words: &Words) -> Option<Vec<PathBuf>> {
        self.0.next()
    }

    fn picture(&self, _words: &Words) -> Option<PathBuf> {
        self.0.next()?.pop()
    }

    fn pictures(&self, _words: &Words) -> Option<Vec<PathBuf>> {
        self.0.next()
    }

    fn code(&self, _words: &Words, _name: &str, _extension: &str) -> Option<PathBuf> {
        self.0.next()?.pop()
    }

    fn attachments(&self, _words: &Words) -> Option<Vec<PathBuf>> {
        self.0.next()
    }

    fn template(&self, _words: &Words) -> Option<PathBuf> {
        self.0.next()?.pop()
    }

    fn incoming(&self, _words: &Words) -> Option<PathBuf> {
        self.0.next()?.pop()
    }

    fn save(&self, _words: &Words, _name: &str, _extension: &str) -> Option<PathBuf> {
        self.0.next()?.pop()
    }

    fn folder(&self, _words: &Words) -> Option<PathBuf> {
        self.0.next()?.pop()
    }

    fn problems(&self, _words: &Words, _extension: &str) -> Option<PathBuf> {
        self.0.next()?.pop()
    }

    fn export(&self, _words: &Words, _format: ExportFormat) -> Option<PathBuf> {
        self.0.next()?.pop()
    }
}
