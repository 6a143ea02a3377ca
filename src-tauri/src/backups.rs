//! What the shell keeps about backups of the own book: the second place, what of today's copies failed, and what is about to
//! be restored.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use enishi_core::book::{
    BackupPlace, Book, DailyBackups, Incoming, OnProgress, check_daily_copies, daily_copies, lie_apart,
};

use crate::app::App;
use crate::contract::{BackupFailure, Backups, SecondPlace};
use crate::desk::Signal;
use crate::failure::{Answer, Failure};
use crate::settings;

#[derive(Default)]
pub struct Backing {
    /// Beside the settings; without one the second place is forgotten at the end.
    file: Option<PathBuf>,
    second: Mutex<Option<PathBuf>>,
    failed: Mutex<Vec<BackupFailure>>,
    incoming: Mutex<Option<Incoming>>,
}

impl Backing {
    pub fn new(settings: Option<&Path>) -> Backing {
        let file = settings.map(|settings| settings.with_file_name("second-place.json"));
        let read = |file: &PathBuf| serde_json::from_slice(&std::fs::read(file).ok()?).ok();
        Backing { second: Mutex::new(file.as_ref().and_then(read)), file, ..Backing::default() }
    }

    pub fn second(&self) -> Option<PathBuf> {
        self.second.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Written down before it holds.
    pub fn set_second(&self, folder: Option<PathBuf>) -> Answer<()> {
        let mut second = self.second.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &self.file {
            let text = serde_json::to_vec(&folder).map_err(|_| unwritable("no_unicode"))?;
            settings::replace(file, &text).map_err(|_| Failure::ReadOnly {})?;
        }
        *second = folder;
        // What was wrong with the former one says nothing of this one.
        self.failed().retain(|failed| failed.place == BackupPlace::Beside);
        Ok(())
    }

    pub fn failed(&self) -> MutexGuard<'_, Vec<BackupFailure>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Held for as long as it is worked with.
    pub fn incoming(&self) -> MutexGuard<'_, Option<Incoming>> {
        self.incoming.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// How the backups stand; each copy is opened and counted.
    pub fn backups(&self) -> Backups {
        let (second, key) = (self.backing().second(), self.key());
        self.backups_of(daily_copies(self.own_book(), second.as_deref(), key.as_ref()))
    }

    /// The same, and every page of each copy is checked.
    pub fn check_backups(&self, progress: &mut OnProgress<'_>) -> enishi_core::Result<Backups> {
        let (second, key) = (self.backing().second(), self.key());
        let copies = check_daily_copies(self.own_book(), second.as_deref(), key.as_ref(), progress)?;
        Ok(self.backups_of(copies))
    }

    fn backups_of(&self, rows: Vec<enishi_core::book::DailyCopy>) -> Backups {
        let own = self.own_book();
        let second = self.backing().second().map(|folder| SecondPlace {
            there: folder.is_dir(),
            own_drive: lie_apart(own, &folder),
            path: folder.to_string_lossy().into_owned(),
        });
        let folder = own.with_file_name("backups").to_string_lossy().into_owned();
        let failed = self.backing().failed().clone();
        Backups { rows, folder, second, failed, sample: self.is_sample() }
    }

    /// Makes today's copies where they are missing, and tells the window when what failed is other than before. Answers what
    /// failed; [`enishi_core::Error::Cancelled`] changes nothing of what is known.
    pub fn make_daily(&self, book: &Book, progress: &mut OnProgress<'_>) -> enishi_core::Result<Vec<BackupFailure>> {
        let DailyBackups { beside, second } = book.daily_backups(self.backing().second().as_deref(), progress);
        let beside = beside.err().map(|error| (BackupPlace::Beside, error));
        let second = second.and_then(Result::err).map(|error| (BackupPlace::Second, error));
        let failed: Vec<_> = beside.into_iter().chain(second).collect();
        if failed.iter().any(|(_, error)| matches!(error, enishi_core::Error::Cancelled)) {
            return Err(enishi_core::Error::Cancelled);
        }
        let failure =
            |(place, error): (BackupPlace, enishi_core::Error)| BackupFailure { place, failure: error.into() };
        let failed: Vec<BackupFailure> = failed.into_iter().map(failure).collect();
        let before = std::mem::replace(&mut *self.backing().failed(), failed.clone());
        if before != failed {
            self.desk().tell(Signal::Backup(failed.clone()));
        }
        Ok(failed)
    }
}

fn unwritable(reason: &str) -> Failure {
    Failure::Invalid { field: "folder".to_owned(), reason: reason.to_owned() }
}
