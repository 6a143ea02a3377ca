use std::path::{Path, PathBuf};
use std::sync::mpsc;

use enishi_core::book::{BackupPlace, ExportFormat, ImportOptions, List, Phase, Sort};
use enishi_core::contact::edit::Edit;
use tauri::async_runtime::block_on;
use tempfile::TempDir;

use super::*;
use crate::contract::{BackupFailure, BookState, Theme};
use crate::desk::Clip;

/// A desktop that notes what it is told.
#[derive(Clone, Default)]
struct Noted(Arc<Mutex<Vec<String>>>);

impl Noted {
    fn note(&self, what: String) {
        self.0.lock().expect("nobody panics holding it").push(what);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("nobody panics holding it"))
    }
}

impl Desk for Noted {
    fn tell(&self, signal: Signal) {
        self.note(match signal {
            Signal::Changed(changed) => format!("changed {:?}", changed.verb),
            other => format!("{other:?}"),
        });
    }

    fn dress(&self, settings: &Settings, words: &'static Words) {
        self.note(format!("{:?} {}", settings.theme, words.menu_undo));
    }

    fn open(&self, address: &str) -> Answer<()> {
        self.note(address.to_owned());
        Ok(())
    }

    fn open_file(&self, file: &Path) -> Answer<()> {
        self.note(file.to_string_lossy().into_owned());
        Ok(())
    }

    fn show_file(&self, file: &Path) -> Answer<()> {
        self.note(format!("folder of {}", file.display()));
        Ok(())
    }

    fn copy_picture(&self, png: &[u8]) -> Answer<()> {
        self.note(format!("a picture of {} bytes", png.len()));
        Ok(())
    }

    fn clipboard(&self) -> Answer<Clip> {
        Ok(Clip::default())
    }

    fn full_screen(&self, on: bool) {
        self.note(format!("full screen {on}"));
    }

    fn quit(&self) {}
}

struct NoPicker;

impl Picker for NoPicker {
    fn contacts(&self, _words: &Words) -> Option<Vec<PathBuf>> {
        None
    }

    fn picture(&self, _words: &Words) -> Option<PathBuf> {
        None
    }

    fn pictures(&self, _words: &Words) -> Option<Vec<PathBuf>> {
        None
    }

    fn code(&self, _words: &Words, _name: &str, _extension: &str) -> Option<PathBuf> {
        None
    }

    fn attachments(&self, _words: &Words) -> Option<Vec<PathBuf>> {
        None
    }

    fn template(&self, _words: &Words) -> Option<PathBuf> {
        None
    }

    fn incoming(&self, _words: &Words) -> Option<PathBuf> {
        None
    }

    fn save(&self, _words: &Words, _name: &str, _extension: &str) -> Option<PathBuf> {
        None
    }

    fn folder(&self, _words: &Words) -> Option<PathBuf> {
        None
    }

    fn problems(&self, _words: &Words, _extension: &str) -> Option<PathBuf> {
        None
    }

    fn export(&self, _words: &Words, _format: ExportFormat) -> Option<PathBuf> {
        None
    }
}

fn app(folder: &Path) -> (App, Noted) {
    let (app, noted) = starting(folder);
    app.open();
    (app, noted)
}

/// The app before its book is open.
fn starting(folder: &Path) -> (App, Noted) {
    let start = Start {
        book: folder.join("縁.book"),
        settings: Some(folder.join("settings.json")),
        system_language: Language::Ja,
        edge: Arc::new(system_edge),
        reader: PathBuf::new(),
    };
    let noted = Noted::default();
    let app = App::new(start, Box::new(noted.clone()), Box::new(NoPicker));
    (app, noted)
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn state(app: &App) -> BookState {
    block_on(app.state()).expect("the state can always be told").book
}

fn add(app: &App, name: &str) -> Answer<Changed> {
    let edits = [Edit { field: "family_name".into(), value: name.into() }];
    block_on(app.change(move |book| book.add(&edits)))
}

#[test]
fn the_first_start_makes_an_empty_book_and_the_second_finds_it_filled() {
    let folder = folder();
    let (first, _) = app(folder.path());
    assert!(matches!(state(&first), BookState::Open { empty: true, sample: false, .. }));
    add(&first, "田中").expect("a contact is added");
    first.close();
    let (second, _) = app(folder.path());
    assert!(matches!(state(&second), BookState::Open { empty: false, sample: false, .. }));
}

#[test]
fn a_book_that_cannot_be_opened_is_a_state_and_can_be_tried_again() {
    let folder = folder();
    let file = folder.path().join("縁.book");
    std::fs::write(&file, "BEGIN:VCARD\r\nEND:VCARD\r\n").expect("the file is written");
    let (app, _) = app(folder.path());
    assert!(matches!(state(&app), BookState::Failed { failure: Failure::NotABook {}, .. }));
    assert_eq!(add(&app, "田中"), Err(Failure::NotABook {}), "every command says why");
    assert_eq!(std::fs::read(&file).expect("still there"), b"BEGIN:VCARD\r\nEND:VCARD\r\n", "the file is not touched");

    std::fs::remove_file(&file).expect("the file is removed");
    let state = block_on(app.reopen(false)).expect("the state is told").book;
    assert!(matches!(state, BookState::Open { empty: true, .. }));
}

#[test]
fn two_windows_on_one_book_the_second_is_told() {
    let folder = folder();
    let (first, _) = app(folder.path());
    let (second, _) = app(folder.path());
    assert!(matches!(state(&second), BookState::Failed { failure: Failure::OpenElsewhere {}, .. }));
    add(&first, "田中").expect("the first goes on");
}

#[test]
fn the_window_is_told_at_once_that_its_book_is_still_being_opened() {
    let folder = folder();
    let (app, _) = starting(folder.path());
    assert!(matches!(state(&app), BookState::Opening { .. }), "nothing waits for the book");
    let early = app.clone();
    let asked = std::thread::spawn(move || add(&early, "田中"));
    app.open();
    block_on(app.opened());
    asked.join().expect("the asking thread ends").expect("whoever asked too early was answered all the same");
    assert!(matches!(state(&app), BookState::Open { .. }));
}

#[test]
fn the_people_of_a_preview_are_told_page_by_page_until_they_are_in() {
    let folder = folder();
    let (app, _) = app(folder.path());
    let file = folder.path().join("people.vcf");
    let cards: String =
        (0..100).map(|at| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:人{at}\r\nEND:VCARD\r\n")).collect();
    std::fs::write(&file, cards).expect("the file is written");
    let files = vec![file];
    let work = app.work(|_| (), move |book, step| book.preview(&files, &ImportOptions::default(), step));
    app.keep_preview(block_on(work).expect("looked at"));
    let page = app.preview_people(Fate::Added, 90, 24);
    assert_eq!((page.total, page.people.len()), (100, 10));
    block_on(app.reopen(true)).expect("the sample opens");
    assert_eq!(app.preview_people(Fate::Added, 0, 24).total, 0, "another book, another preview");
}

#[test]
fn the_sample_book_is_visited_and_left_and_filled_once() {
    let folder = folder();
    let (app, _) = app(folder.path());
    add(&app, "田中").expect("a contact is added");
    for _ in 0..2 {
        let state = block_on(app.reopen(true)).expect("the sample opens").book;
        assert!(matches!(state, BookState::Open { sample: true, empty: false, .. }), "{state:?}");
        let counts = block_on(app.ask(|book| book.counts())).expect("counts");
        assert_eq!(counts.all, 60);
        assert!(counts.own.is_some(), "the sample's first card is the own one");
        assert_eq!(counts.people - counts.partners, 5, "the other five of the shop are internal");
        let undone = block_on(app.change(|book| book.undo()));
        assert!(matches!(undone, Err(Failure::Nothing { .. })), "the filling is not the user's to undo: {undone:?}");
        let back = block_on(app.reopen(false)).expect("the own book opens again").book;
        assert!(matches!(back, BookState::Open { sample: false, .. }));
        assert_eq!(block_on(app.ask(|book| book.counts())).expect("counts").all, 1);
    }
}

#[test]
fn undo_reaches_back_to_the_start_of_the_window() {
    let folder = folder();
    let (before, _) = app(folder.path());
    add(&before, "田中").expect("a contact is added");
    before.close();
    let (app, _) = app(folder.path());
    assert!(matches!(block_on(app.change(|book| book.undo())), Err(Failure::Nothing { .. })));
    add(&app, "佐藤").expect("a contact is added");
    block_on(app.change(|book| book.undo())).expect("this one is of this window");
}

#[test]
fn every_change_is_told_to_the_window() {
    let folder = folder();
    let (app, noted) = app(folder.path());
    add(&app, "田中").expect("a contact is added");
    assert_eq!(noted.take(), ["changed Some(Add)"]);
}

#[test]
fn settings_are_remembered_and_a_new_language_dresses_the_window_at_once() {
    let folder = folder();
    let (first, noted) = app(folder.path());
    let settings = Settings { language: Some(Language::En), theme: Theme::Dark, ..Settings::default() };
    first.save_settings(settings.clone());
    assert_eq!(noted.take(), ["Dark &Undo"]);
    first.save_settings(Settings { list_width: 400, ..settings.clone() });
    assert!(noted.take().is_empty(), "a width dresses nothing");
    first.close();
    let (second, _) = app(folder.path());
    assert_eq!(*second.settings(), Settings { list_width: 400, ..settings });
}

#[test]
fn long_work_is_alone_and_ends_when_it_is_cancelled() {
    let folder = folder();
    let (app, _) = app(folder.path());
    let (started, starts) = mpsc::channel();
    let worker = app.clone();
    let work = std::thread::spawn(move || {
        block_on(worker.work(
            |_| (),
            move |_, step| {
                started.send(()).expect("the test waits");
                let still = Progress { phase: Phase::Reading, done: 0, total: 1 };
                while step(still).is_continue() {
                    std::thread::yield_now();
                }
                Err::<(), _>(enishi_core::Error::Cancelled)
            },
        ))
    });
    starts.recv().expect("the work starts");
    let second = block_on(app.work(|_| (), |_, _| Ok(())));
    assert_eq!(second, Err(Failure::Busy {}));
    app.cancel();
    assert_eq!(work.join().expect("the worker ends"), Err(Failure::Cancelled {}));
    assert_eq!(block_on(app.work(|_| (), |_, _| Ok(()))), Ok(()), "the place is free again");
}

#[test]
fn a_photo_is_served_whole_and_small_and_nothing_else_is() {
    let folder = folder();
    let (app, _) = app(folder.path());
    block_on(app.reopen(true)).expect("the sample opens");
    let page = block_on(app.ask(|book| book.list(List::All, Sort::Reading, 0, 60))).expect("a page");
    let hash = page.rows.iter().find_map(|row| row.photo.clone()).expect("the sample has photos");
    let whole = crate::photo::answer(&app, &format!("/{hash}"), "");
    let small = crate::photo::answer(&app, &format!("/{hash}"), "size=72");
    assert_eq!((whole.status().as_u16(), small.status().as_u16()), (200, 200));
    assert!(small.body().len() < whole.body().len());
    assert!(small.headers()["cache-control"].to_str().is_ok_and(|value| value.contains("immutable")));
    let again = crate::photo::answer(&app, &format!("/{hash}"), "size=72");
    assert_eq!(again.body(), small.body());
    for (path, query) in [("/x", ""), ("/../縁.book", ""), (&*format!("/{hash}"), "size=9999")] {
        assert_eq!(crate::photo::answer(&app, path, query).status().as_u16(), 400, "{path} {query}");
    }
    let unknown = crate::photo::answer(&app, &format!("/{}", "0".repeat(64)), "size=72");
    assert_eq!(unknown.status().as_u16(), 404);
}

#[test]
fn an_import_of_a_file_that_is_gone_is_told() {
    let folder = folder();
    let (app, _) = app(folder.path());
    let files = vec![folder.path().join("gone.vcf")];
    let report = block_on(app.work(|_| (), move |book, step| book.import(&files, &ImportOptions::default(), step)));
    assert!(matches!(report, Err(Failure::Unreadable { .. })), "{report:?}");
}

fn go_on(_: Progress) -> std::ops::ControlFlow<()> {
    std::ops::ControlFlow::Continue(())
}

#[test]
fn a_second_place_that_is_away_is_told_once_and_gets_its_copy_when_it_is_back() {
    let folder = folder();
    let drive = folder.path().join("drive");
    let (first, noted) = app(folder.path());
    first.backing().set_second(Some(drive.clone())).expect("written down");
    let daily = || {
        block_on(first.ask({
            let app = first.clone();
            move |book| app.make_daily(book, &mut go_on)
        }))
    };
    noted.take();
    let failed = daily().expect("the book is open");
    assert!(
        matches!(failed.as_slice(), [BackupFailure { place: BackupPlace::Second, failure: Failure::Missing { what, .. } }] if what == "folder"),
        "{failed:?}"
    );
    daily().expect("the book is open");
    assert_eq!(noted.take().len(), 1, "told when it is news");
    let backups = first.backups();
    assert_eq!((backups.rows.len(), backups.failed), (1, failed));
    assert!(backups.second.is_some_and(|second| !second.there));

    std::fs::create_dir(&drive).expect("the drive is put in");
    let stopped = block_on(first.ask({
        let app = first.clone();
        move |book| app.make_daily(book, &mut |_| std::ops::ControlFlow::Break(()))
    }));
    assert_eq!(stopped, Err(Failure::Cancelled {}));
    assert!(noted.take().is_empty() && first.backups().failed.len() == 1, "to stop it is no news of a place");
    assert_eq!(daily().expect("the book is open"), []);
    assert_eq!(noted.take(), ["Backup([])"], "well again");
    assert_eq!(first.backups().rows.len(), 2);
    first.close();
    let (second, _) = app(folder.path());
    assert_eq!(second.backing().second(), Some(drive), "remembered");
    second.backing().set_second(None).expect("written down");
    assert_eq!(second.backups().rows.len(), 1, "its copies are no longer ours to show");
}

#[test]
fn a_damaged_book_is_replaced_by_a_copy_and_kept_beside() {
    let folder = folder();
    let book = folder.path().join("縁.book");
    let (first, _) = app(folder.path());
    block_on(first.ask(|book| book.fill_with_sample().map(|_| ()))).expect("filled");
    let held = block_on(first.ask(|book| book.contents())).expect("counted");
    let archive = folder.path().join("all.enishi");
    let settings = serde_json::to_vec(&Settings { list_width: 444, ..Settings::default() }).expect("plain data");
    block_on(first.ask({
        let archive = archive.clone();
        move |book| {
            let extras = enishi_core::book::Extras { app: "test", settings: Some(&settings) };
            book.archive_to(&archive, None, &extras, &mut go_on)
        }
    }))
    .expect("archived");
    first.close();
    std::fs::write(&book, b"SQLite format 3\0 and then nothing").expect("damaged");

    let (second, _) = app(folder.path());
    assert!(second.book().is_err(), "it can't be opened");
    let incoming =
        enishi_core::book::Incoming::open(&archive, None, None, second.own_book(), &mut go_on).expect("opened");
    *second.backing().incoming() = Some(incoming);
    let restored = block_on(second.replace(true)).expect("replaced");
    assert!(matches!(restored.state.book, BookState::Open { empty: false, .. }), "{:?}", restored.state.book);
    assert_eq!(restored.contents, held);
    assert_eq!(second.settings().list_width, 444, "its settings came with it");
    let kept = restored.kept.expect("the damaged one is kept");
    let bytes = std::fs::read(folder.path().join(kept)).expect("beside the book");
    assert_eq!(bytes, b"SQLite format 3\0 and then nothing");
    let again = block_on(second.replace(false));
    assert!(matches!(again, Err(Failure::Missing { .. })), "nothing is left to restore: {again:?}");
}

fn phrase(text: &str) -> enishi_core::archive::Passphrase {
    enishi_core::archive::Passphrase::new(text).expect("something typed")
}

#[test]
fn a_locked_book_answers_nothing_until_it_is_unlocked() {
    let folder = folder();
    let (first, _) = app(folder.path());
    block_on(first.ask(|book| book.fill_with_sample().map(|_| ()))).expect("filled");
    let none = block_on(first.set_lock(phrase("さくらの木の下で"), |_| ()));
    assert!(matches!(none, Err(Failure::Missing { .. })), "a key has to be made and shown first: {none:?}");
    let paper = first.make_key().to_string();
    let set = block_on(first.set_lock(phrase("さくらの木の下で"), |_| ())).expect("set");
    assert!(matches!(set.state.book, BookState::Open { guarded: true, .. }), "{:?}", set.state.book);

    // Long work is not cut off.
    let (running, begun) = (first.clone(), mpsc::channel());
    let (go, wait) = mpsc::channel::<()>();
    let work = std::thread::spawn(move || {
        block_on(running.work(
            |_| (),
            move |_, _| {
                begun.0.send(()).expect("heard");
                wait.recv().expect("told to go on");
                Ok(())
            },
        ))
    });
    begun.1.recv().expect("it runs");
    assert!(matches!(block_on(first.lock()), Err(Failure::Busy {})));
    go.send(()).expect("heard");
    work.join().expect("ended").expect("done");

    let locked = block_on(first.lock()).expect("locked");
    assert!(matches!(locked.book, BookState::Locked { recovery_only: false, wait_ms: 0, .. }), "{:?}", locked.book);
    assert!(first.key().is_none(), "its key is forgotten");
    assert!(matches!(block_on(first.ask(|book| book.counts())), Err(Failure::Locked {})));
    assert!(matches!(block_on(first.unlock(phrase("さくらの木の上で"))), Err(Failure::WrongPassphrase {})));
    let open = block_on(first.unlock(phrase(&paper.to_lowercase()))).expect("opened with the key on paper");
    assert!(open.with_recovery && matches!(open.state.book, BookState::Open { empty: false, .. }));

    // The sample book is nobody's to lock; whoever closes it is asked for the passphrase of the own one.
    let sample = block_on(first.reopen(true)).expect("the sample");
    assert!(matches!(sample.book, BookState::Open { sample: true, guarded: true, .. }), "{:?}", sample.book);
    assert!(matches!(block_on(first.lock()).expect("not locked").book, BookState::Open { sample: true, .. }));
    let own = block_on(first.reopen(false)).expect("the own one");
    assert!(matches!(own.book, BookState::Locked { .. }), "{:?}", own.book);
    block_on(first.unlock(phrase("さくらの木の下で"))).expect("opened");
    first.close();

    let (second, _) = app(folder.path());
    let state = block_on(second.state()).expect("told");
    assert!(matches!(state.book, BookState::Locked { .. }), "at the next start: {:?}", state.book);
    block_on(second.unlock(phrase("さくらの木の下で"))).expect("opened");
    let wrong = block_on(second.remove_lock(phrase("さくらの木の上で"), |_| ()));
    assert!(matches!(wrong, Err(Failure::WrongPassphrase {})), "{wrong:?}");
    let removed = block_on(second.remove_lock(phrase("さくらの木の下で"), |_| ())).expect("removed");
    assert!(matches!(removed.state.book, BookState::Open { guarded: false, empty: false, .. }));
    assert!(matches!(block_on(second.lock()).expect("nothing to lock").book, BookState::Open { .. }));
}
