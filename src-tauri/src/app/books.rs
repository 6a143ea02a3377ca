//! Opening, closing and replacing the book, and the lock that a passphrase puts on it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLockWriteGuard};
use std::time::{Duration, Instant};

use enishi_core::archive::Passphrase;
use enishi_core::book::{self, Guarded, Guarding, OnProgress, Preview, Problems, Progress, Replaced};
use enishi_core::guard::{BookKey, RecoveryKey};
use tokio::sync::Notify;

use super::{App, Running, in_background};
use crate::contract::{AppState, LockChanged, Platform, Restored, Unlocked};
use crate::failure::{Answer, Failure};
use crate::picked;
use crate::progress::Reporter;
use crate::settings;
use crate::shelf::Shelf;

/// How long whoever still reads the book that is to be replaced may take to end.
const RELEASE: Duration = Duration::from_secs(10);

/// What the shell knows of the own book's passphrase.
#[derive(Default)]
pub(super) struct Lock {
    /// Of a guarded book that was unlocked, until it is locked.
    key: Mutex<Option<BookKey>>,
    /// A new one that the user is writing down.
    made: Mutex<Option<BookKey>>,
    /// Told when the book was unlocked.
    unlocked: Notify,
}

impl App {
    /// Opens the own book; may wait for another program. Once, at the start.
    pub fn open(&self) {
        let shelf = self.open_own();
        self.put(shelf);
        self.0.opened.send_replace(true);
    }

    /// Leaves the open book for the sample book, or for the own one again.
    pub async fn reopen(&self, sample: bool) -> Answer<AppState> {
        self.opened().await;
        let app = self.clone();
        in_background(move || {
            let mut shelf = app.put_away();
            if sample {
                // Whoever closes the sample book again is asked.
                app.set_key(None);
            }
            *shelf = if sample { Shelf::open_sample(&app.0.start) } else { app.open_own() };
            Ok(())
        })
        .await?;
        crate::housekeeping::prepare(self.clone());
        self.state().await
    }

    /// Puts what was opened to be restored in the own book's place, and opens that; an own book that could not be replaced is
    /// opened again as it was.
    pub async fn replace(&self, with_settings: bool) -> Answer<Restored> {
        self.opened().await;
        let app = self.clone();
        let (kept, contents) = in_background(move || {
            let incoming = app.backing().incoming().take();
            let incoming = incoming.ok_or(Failure::Missing { what: "file".to_owned(), id: "incoming".to_owned() })?;
            let settings = incoming.settings().filter(|_| with_settings).map(settings::parse);
            let start = &app.0.start;
            let mut shelf = app.put_away();
            let replaced = incoming.replace(&start.book, &(start.edge)(), RELEASE);
            if let Ok(Replaced { key, .. }) = &replaced {
                app.set_key(key.clone());
            }
            *shelf = app.open_own();
            drop(shelf);
            let Replaced { kept, contents, .. } = replaced?;
            if let Some(settings) = settings {
                app.save_settings(settings);
            }
            Ok((kept.as_deref().map(picked::file_name), contents))
        })
        .await?;
        crate::housekeeping::prepare(self.clone());
        Ok(Restored { state: self.state().await?, kept, contents })
    }

    pub async fn state(&self) -> Answer<AppState> {
        let app = self.clone();
        in_background(move || {
            Ok(AppState {
                settings: app.settings().clone(),
                system_language: app.0.start.system_language,
                platform: Platform::HERE,
                book: app.0.shelf.read().unwrap_or_else(PoisonError::into_inner).state(&app.0.start),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            })
        })
        .await
    }

    /// A new key for the own book, to be written down before it is set.
    pub fn make_key(&self) -> RecoveryKey {
        let key = BookKey::new((self.0.start.edge)().new_secret());
        let shown = key.recovery();
        *self.made() = Some(key);
        shown
    }

    /// Guards the own book with the key that was made.
    pub async fn set_lock(
        &self,
        passphrase: Passphrase,
        progress: impl FnMut(Progress) + Send + 'static,
    ) -> Answer<LockChanged> {
        let made = self.made().clone();
        let key = made.ok_or(Failure::Missing { what: "key".to_owned(), id: "made".to_owned() })?;
        let changed = self.turn(progress, move |app, how, step| {
            let start = &app.0.start;
            // Before: whatever comes of it, a book that has this key then is opened with it. Others take no notice.
            app.set_key(Some(key.clone()));
            Ok(book::set_guard(&start.book, &(start.edge)(), &key, &passphrase, how, step)?)
        });
        let changed = changed.await?;
        *self.made() = None;
        Ok(changed)
    }

    /// Takes the passphrase off the own book; whoever asks has to know it.
    pub async fn remove_lock(
        &self,
        present: Passphrase,
        progress: impl FnMut(Progress) + Send + 'static,
    ) -> Answer<LockChanged> {
        let known = self.known(present).await?;
        self.turn(progress, move |app, how, step| {
            let start = &app.0.start;
            let guarded = book::take_off_guard(&start.book, &(start.edge)(), &known, how, step)?;
            app.set_key(None);
            Ok(guarded)
        })
        .await
    }

    pub async fn change_passphrase(&self, present: Passphrase, passphrase: Passphrase) -> Answer<()> {
        let known = self.known(present).await?;
        let app = self.clone();
        in_background(move || {
            let _running = Running::begin(&app.0)?;
            let second = app.backing().second();
            book::change_passphrase(app.own_book(), &known, &passphrase, second.as_deref())?;
            Ok(())
        })
        .await
    }

    /// The key that a passphrase or recovery key gives.
    async fn known(&self, secret: Passphrase) -> Answer<BookKey> {
        self.opened().await;
        let app = self.clone();
        in_background(move || Ok(book::unlock(app.own_book(), &(app.0.start.edge)(), &secret)?.key)).await
    }

    /// Closes a guarded book and forgets its key and what was shown of it. Long work is not cut off: [`Failure::Busy`].
    pub async fn lock(&self) -> Answer<AppState> {
        self.opened().await;
        let app = self.clone();
        in_background(move || {
            // Before the look at the book: it is closed while its passphrase is set or taken off.
            let _running = Running::begin(&app.0)?;
            if !app.is_guarded() {
                return Ok(());
            }
            app.set_key(None);
            *app.made() = None;
            *app.backing().incoming() = None;
            app.picks().forget();
            app.close_and_wait();
            let shelf = app.open_own();
            app.put(shelf);
            Ok(())
        })
        .await?;
        self.state().await
    }

    /// Opens the locked book with its passphrase or its recovery key.
    pub async fn unlock(&self, secret: Passphrase) -> Answer<Unlocked> {
        self.opened().await;
        let app = self.clone();
        let with_recovery = in_background(move || {
            if !matches!(*app.0.shelf.read().unwrap_or_else(PoisonError::into_inner), Shelf::Locked { .. }) {
                // Asked twice.
                return Ok(false);
            }
            let opened = book::unlock(app.own_book(), &(app.0.start.edge)(), &secret)?;
            let mut shelf = app.0.shelf.write().unwrap_or_else(PoisonError::into_inner);
            if matches!(*shelf, Shelf::Locked { .. }) {
                app.set_key(Some(opened.key));
                *shelf = app.open_own();
            }
            Ok(opened.with_recovery)
        })
        .await?;
        self.0.lock.unlocked.notify_one();
        crate::housekeeping::prepare(self.clone());
        Ok(Unlocked { state: self.state().await?, with_recovery })
    }

    /// Returns when the book was unlocked.
    pub async fn unlocked(&self) {
        self.0.lock.unlocked.notified().await;
    }

    /// The open book is the user's own, and guarded.
    pub fn is_guarded(&self) -> bool {
        self.0.shelf.read().unwrap_or_else(PoisonError::into_inner).is_guarded()
    }

    pub fn key(&self) -> Option<BookKey> {
        self.0.lock.key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_key(&self, key: Option<BookKey>) {
        *self.0.lock.key.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }

    /// Brings the own book into its other form while nobody has it open, and opens it again, whatever came of it.
    async fn turn(
        &self,
        progress: impl FnMut(Progress) + Send + 'static,
        turn: impl FnOnce(&App, &Guarding<'_>, &mut OnProgress<'_>) -> Answer<Guarded> + Send + 'static,
    ) -> Answer<LockChanged> {
        self.opened().await;
        let app = self.clone();
        let Guarded { copies, left } = in_background(move || {
            let running = Running::begin(&app.0)?;
            // Nobody waits for the shelf meanwhile: who asks is told that there is no book now.
            app.close_and_wait();
            let mut reporter = Reporter::new(running.cancelled.clone(), progress);
            let second = app.backing().second();
            let how = Guarding { second: second.as_deref(), wait: RELEASE };
            let turned = turn(&app, &how, &mut |step| reporter.report(step));
            let shelf = app.open_own();
            app.put(shelf);
            turned
        })
        .await?;
        crate::housekeeping::prepare(self.clone());
        Ok(LockChanged { state: self.state().await?, copies, left })
    }

    /// Closes the book and waits for whoever still reads it, a daily copy perhaps: it has its key, and holds the book's lock.
    fn close_and_wait(&self) {
        let open = self.book().ok().map(|book| Arc::downgrade(&book));
        drop(self.close_book());
        let begun = Instant::now();
        while open.as_ref().is_some_and(|book| book.strong_count() > 0) && begun.elapsed() < RELEASE {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn made(&self) -> MutexGuard<'_, Option<BookKey>> {
        self.0.lock.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open_own(&self) -> Shelf {
        Shelf::open_own(&self.0.start, self.key().as_ref())
    }

    fn put(&self, shelf: Shelf) {
        *self.0.shelf.write().unwrap_or_else(PoisonError::into_inner) = shelf;
    }

    /// Ends all work on the open book and closes it: it gives its lock back before another is opened.
    fn put_away(&self) -> RwLockWriteGuard<'_, Shelf> {
        self.cancel();
        self.close_book()
    }

    fn close_book(&self) -> RwLockWriteGuard<'_, Shelf> {
        self.cancel_look();
        self.keep_preview(Preview::default());
        self.keep_problems(Problems::default());
        let mut shelf = self.0.shelf.write().unwrap_or_else(PoisonError::into_inner);
        *shelf = Shelf::Closed;
        self.0.thumbnails.forget();
        shelf
    }
}
