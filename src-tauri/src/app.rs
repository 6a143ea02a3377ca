//! The app's edge: the clock, new identifiers, and everything the commands share.

mod books;

use std::collections::VecDeque;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use enishi_core::book::{AskedPage, Book, Changed, ComingPage, Fate, Preview, Problems, Progress};
use enishi_core::code::apart::Reader;
use enishi_core::code::scan::Scanned;
use enishi_core::edge::Edge;
use enishi_core::invite::link;
use enishi_core::record::RecordId;
use enishi_core::time::Moment;
use tokio::sync::watch;

use crate::backups::Backing;
use crate::contract::{Language, Made, ReadCode, Settings};
use crate::desk::{Desk, Signal};
use crate::failure::{Answer, Failure};
use crate::photo::Thumbnails;
use crate::picked::{self, Picks};
use crate::picker::Picker;
use crate::settings;
use crate::shelf::Shelf;
use crate::words::{self, Words};

/// More links than this wait for nobody.
const LINKS: usize = 16;
/// How long settings rest before they are written down.
const SETTLED: Duration = Duration::from_millis(300);

/// The state behind every command. Cheap to clone: work in other threads takes its own.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    start: Start,
    shelf: RwLock<Shelf>,
    settings: Mutex<Settings>,
    picks: Picks,
    thumbnails: Thumbnails,
    picker: Box<dyn Picker>,
    desk: Box<dyn Desk>,
    /// Turns true when the first book is open, or known not to open.
    opened: watch::Sender<bool>,
    /// Settings changed since they were last written down.
    unsaved: AtomicBool,
    /// The last look at files to bring in.
    preview: Mutex<Preview>,
    /// The problems of that, or of the import that came last.
    problems: Mutex<Problems>,
    /// Raised to cancel the import or export that is running; `None` when none is.
    work: Mutex<Option<Arc<AtomicBool>>>,
    /// Raised to end everybody's looking for duplicates.
    look: Mutex<Arc<AtomicBool>>,
    /// Reads the frames of the camera while that is in use.
    camera: Mutex<Option<Reader>>,
    /// The sheet that was saved last.
    saved: Mutex<Option<PathBuf>>,
    /// Links and invite files that the app was opened with, until the page takes them.
    links: Mutex<VecDeque<ReadCode>>,
    backing: Backing,
    lock: books::Lock,
}

/// What the outside gives the app at its start.
#[derive(Clone)]
pub struct Start {
    /// The user's own book; made when it is missing.
    pub book: PathBuf,
    /// Where the window's memory is kept; `None` forgets it at the end.
    pub settings: Option<PathBuf>,
    pub system_language: Language,
    /// Gives every book its clock and identifiers.
    pub edge: Arc<dyn Fn() -> Edge + Send + Sync>,
    /// The program that reads pictures when it is called with [`enishi_core::code::apart::ARGUMENT`]: this very one.
    pub reader: PathBuf,
}

/// The system's clock, its time zone, its randomness, and UUIDs of version 7.
pub fn system_edge() -> Edge {
    Edge::new(now, || uuid::Uuid::now_v7().to_string(), secret).in_zone(offset)
}

/// Without the system's randomness no key and no number is safe: there is nothing to go on with.
fn secret() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    bytes
}

/// A link of ours, whatever follows.
fn is_link(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case(link::SCHEME))
}

/// How far this computer's clocks are ahead of UTC at a moment.
fn offset(at: Moment) -> i64 {
    let there = chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default().with_timezone(&chrono::Local);
    i64::from(there.offset().local_minus_utc()) * 1000
}

fn now() -> Moment {
    Moment(chrono::Utc::now().timestamp_millis())
}

impl App {
    pub(crate) fn new(start: Start, desk: Box<dyn Desk>, picker: Box<dyn Picker>) -> App {
        let settings = start.settings.as_deref().map(settings::load).unwrap_or_default();
        let backing = Backing::new(start.settings.as_deref());
        let shelf = Shelf::Opening { path: start.book.clone() };
        App(Arc::new(Inner {
            start,
            shelf: RwLock::new(shelf),
            settings: Mutex::new(settings),
            picks: Picks::default(),
            thumbnails: Thumbnails::default(),
            picker,
            desk,
            opened: watch::Sender::new(false),
            unsaved: AtomicBool::new(false),
            preview: Mutex::default(),
            problems: Mutex::default(),
            work: Mutex::new(None),
            look: Mutex::default(),
            camera: Mutex::new(None),
            saved: Mutex::new(None),
            links: Mutex::default(),
            backing,
            lock: books::Lock::default(),
        }))
    }

    /// Waits until [`App::open`] has done its work.
    pub async fn opened(&self) {
        // The sender lives in this very app.
        let _ = self.0.opened.subscribe().wait_for(|opened| *opened).await;
    }

    /// Answers a question to the book in a thread of its own.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Book) -> enishi_core::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.opened().await;
        let book = self.book()?;
        in_background(move || question(&book).map_err(Failure::from)).await
    }

    /// Changes the book in a thread of its own and tells the window what was touched.
    pub async fn change(
        &self,
        act: impl FnOnce(&Book) -> enishi_core::Result<Changed> + Send + 'static,
    ) -> Answer<Changed> {
        let changed = self.ask(act).await?;
        self.tell_changed(&changed);
        Ok(changed)
    }

    /// The same for what makes something.
    pub async fn make(
        &self,
        act: impl FnOnce(&Book) -> enishi_core::Result<(RecordId, Changed)> + Send + 'static,
    ) -> Answer<Made> {
        let (id, changed) = self.ask(act).await?;
        self.tell_changed(&changed);
        Ok(Made { id, changed })
    }

    /// Long work with progress; one at a time, ended early by [`App::cancel`].
    pub async fn work<T: Send + 'static>(
        &self,
        progress: impl FnMut(Progress) + Send + 'static,
        work: impl FnOnce(&Book, &mut enishi_core::book::OnProgress<'_>) -> enishi_core::Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.opened().await;
        let book = self.book()?;
        self.toil(progress, move |step| work(&book, step)).await
    }

    /// The same for what needs no open book.
    pub async fn toil<T: Send + 'static>(
        &self,
        progress: impl FnMut(Progress) + Send + 'static,
        work: impl FnOnce(&mut enishi_core::book::OnProgress<'_>) -> enishi_core::Result<T> + Send + 'static,
    ) -> Answer<T> {
        let running = Running::begin(&self.0)?;
        in_background(move || {
            let mut reporter = crate::progress::Reporter::new(running.cancelled.clone(), progress);
            work(&mut |step| reporter.report(step)).map_err(Failure::from)
        })
        .await
    }

    /// Looking through the whole book with progress, beside other work; ended early by [`App::cancel_look`].
    pub async fn look<T: Send + 'static>(
        &self,
        progress: impl FnMut(Progress) + Send + 'static,
        look: impl FnOnce(&Book, &mut enishi_core::book::OnProgress<'_>) -> enishi_core::Result<T> + Send + 'static,
    ) -> Answer<T> {
        let cancelled = self.0.look.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut reporter = crate::progress::Reporter::new(cancelled, progress);
        self.ask(move |book| look(book, &mut |step| reporter.report(step))).await
    }

    pub fn cancel_look(&self) {
        // Who looks after this has a flag of their own.
        std::mem::take(&mut *self.0.look.lock().unwrap_or_else(PoisonError::into_inner)).store(true, Ordering::Relaxed);
    }

    pub fn cancel(&self) {
        if let Some(cancelled) = self.0.work.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            cancelled.store(true, Ordering::Relaxed);
        }
    }

    pub fn book(&self) -> Answer<Arc<Book>> {
        self.0.shelf.read().unwrap_or_else(PoisonError::into_inner).book()
    }

    /// Takes the settings over at once and dresses menu and window by them; they are written down when the hand has rested for a
    /// moment, and at the end.
    pub fn save_settings(&self, settings: Settings) {
        let before = std::mem::replace(&mut *self.settings(), settings.clone());
        if before.language != settings.language || before.theme != settings.theme {
            self.0.desk.dress(&settings, self.words());
        }
        if !self.0.unsaved.swap(true, Ordering::AcqRel) {
            let app = self.clone();
            tauri::async_runtime::spawn(async move {
                tokio::time::sleep(SETTLED).await;
                let _ = in_background(move || app.write_settings()).await;
            });
        }
    }

    fn write_settings(&self) -> Answer<()> {
        if !self.0.unsaved.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let settings = self.settings().clone();
        let saved = match &self.0.start.settings {
            Some(file) => settings::save(file, &settings),
            None => Ok(()),
        };
        if saved.is_err() {
            crate::log("the settings were not written");
        }
        saved
    }

    pub fn settings(&self) -> MutexGuard<'_, Settings> {
        self.0.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The native words in the language of the window.
    pub fn words(&self) -> &'static Words {
        let language = self.settings().language;
        words::of(language.unwrap_or(self.0.start.system_language))
    }

    /// Keeps who would come in, until the next preview or the import.
    pub fn keep_preview(&self, preview: Preview) {
        *self.0.preview.lock().unwrap_or_else(PoisonError::into_inner) = preview;
    }

    pub fn preview_people(&self, fate: Fate, offset: u32, limit: u32) -> ComingPage {
        self.0.preview.lock().unwrap_or_else(PoisonError::into_inner).people(fate, offset, limit)
    }

    /// Keeps what was said about files, until the next preview or import.
    pub fn keep_problems(&self, problems: Problems) {
        *self.problems() = problems;
    }

    pub fn problems(&self) -> MutexGuard<'_, Problems> {
        self.0.problems.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn preview_asked(&self, offset: u32, limit: u32) -> AskedPage {
        self.0.preview.lock().unwrap_or_else(PoisonError::into_inner).asked(offset, limit)
    }

    /// Reads pictures in a process of its own, which ends with it.
    pub fn new_reader(&self) -> Reader {
        Reader::new(self.0.start.reader.clone())
    }

    pub fn begin_camera(&self) {
        *self.camera() = Some(self.new_reader());
    }

    pub fn end_camera(&self) {
        *self.camera() = None;
    }

    pub fn camera_is_on(&self) -> bool {
        // Held while a frame is read, and then it is on.
        self.0.camera.try_lock().map_or(true, |reader| reader.is_some())
    }

    /// The codes in a frame; none while the camera is not in use.
    pub fn read_frame(&self, frame: &[u8]) -> Answer<Vec<Scanned>> {
        match self.camera().as_mut() {
            Some(reader) => reader.glance(frame).map_err(Failure::from),
            None => Ok(Vec::new()),
        }
    }

    fn camera(&self) -> MutexGuard<'_, Option<Reader>> {
        self.0.camera.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn keep_saved(&self, file: PathBuf) {
        *self.0.saved.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    }

    pub fn saved(&self) -> Option<PathBuf> {
        self.0.saved.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the app was called with: links and invite files are kept for the page, which is told. The rest is passed over.
    pub fn opened_with(&self, arguments: impl IntoIterator<Item = OsString>, folder: &Path) {
        let words = self.words();
        for argument in arguments.into_iter().take(LINKS) {
            let file = folder.join(Path::new(&argument));
            let read = match argument.to_str() {
                Some(text) if is_link(text) => Some(picked::read_text_code(text, words.menu_link)),
                // One that can't be read is told as one that is no invite.
                _ if picked::is_invite(&file) => {
                    let empty = || picked::read_text_code(&link::line(""), &picked::file_name(&file));
                    Some(picked::read_invite(&file).unwrap_or_else(|_| empty()))
                }
                _ => None,
            };
            let Some(read) = read else { continue };
            let waiting = {
                let mut links = self.0.links.lock().unwrap_or_else(PoisonError::into_inner);
                if links.len() < LINKS {
                    links.push_back(read);
                }
                u32::try_from(links.len()).unwrap_or(u32::MAX)
            };
            self.0.desk.tell(Signal::LinkOpened(waiting));
        }
    }

    /// The link that waits longest.
    pub fn take_link(&self) -> Option<ReadCode> {
        self.0.links.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// The open book is the sample's.
    pub fn is_sample(&self) -> bool {
        let shelf = self.0.shelf.read().unwrap_or_else(PoisonError::into_inner);
        matches!(*shelf, Shelf::Open { sample: true, .. })
    }

    /// Where the user's own book stands, or will.
    pub fn own_book(&self) -> &Path {
        &self.0.start.book
    }

    pub fn backing(&self) -> &Backing {
        &self.0.backing
    }

    pub fn picks(&self) -> &Picks {
        &self.0.picks
    }

    pub fn thumbnails(&self) -> &Thumbnails {
        &self.0.thumbnails
    }

    pub fn picker(&self) -> &dyn Picker {
        &*self.0.picker
    }

    pub fn desk(&self) -> &dyn Desk {
        &*self.0.desk
    }

    pub fn tell_changed(&self, changed: &Changed) {
        if self.book().is_ok_and(|book| book.search_was_dropped()) {
            crate::housekeeping::prepare(self.clone());
        }
        self.0.desk.tell(Signal::Changed(changed.clone()));
    }

    /// Writes down what isn't yet and gives the book back, at the end.
    pub fn close(&self) {
        let _ = self.write_settings();
        self.cancel();
        self.cancel_look();
        self.end_camera();
        *self.0.shelf.write().unwrap_or_else(PoisonError::into_inner) = Shelf::Closed;
    }
}

/// Runs blocking work beside the window.
pub async fn in_background<T: Send + 'static>(work: impl FnOnce() -> Answer<T> + Send + 'static) -> Answer<T> {
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(fault) => Err(Failure::Internal { detail: fault.to_string() }),
    }
}

/// Holds the one place for long work until it is dropped.
struct Running {
    inner: Arc<Inner>,
    cancelled: Arc<AtomicBool>,
}

impl Running {
    fn begin(inner: &Arc<Inner>) -> Answer<Running> {
        let mut work = inner.work.lock().unwrap_or_else(PoisonError::into_inner);
        if work.is_some() {
            return Err(Failure::Busy {});
        }
        let cancelled = Arc::new(AtomicBool::new(false));
        *work = Some(cancelled.clone());
        Ok(Running { inner: inner.clone(), cancelled })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        *self.inner.work.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests;
