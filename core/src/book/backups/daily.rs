//! Daily copies: `backups/enishi-2026-11-28.book` beside the book and, where the user chose one, in a second place.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::attachments::listed;
use super::{BackedUp, told};
use crate::archive::{self, Contents, generations};
use crate::book::{Book, OnProgress, Phase, place};
use crate::checklist::day::Day;
use crate::error::{Error, Result};
use crate::guard::{self, BookKey};
use crate::store::{VERSION, look_at};
use crate::time::Moment;

/// A copy of today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DailyBackup {
    pub backup: BackedUp,
    /// Made just now; otherwise it was there and could be opened and counted.
    pub made: bool,
    /// Older copies that went for it.
    pub dropped: u32,
}

/// What became of today's copies. A place that failed is tried again with the next call; the other one doesn't suffer.
#[derive(Debug)]
pub struct DailyBackups {
    /// In `backups/` beside the book.
    pub beside: Result<DailyBackup>,
    /// In the user's second place; [`Error::Missing`] of `folder` while its drive is away.
    pub second: Option<Result<DailyBackup>>,
}

/// Where a daily copy stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum BackupPlace {
    Beside,
    Second,
}

/// How a daily copy was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum BackupState {
    /// Opened and counted.
    Readable,
    /// Opened, counted and every page of it checked.
    Sound,
    Damaged,
    /// Made by a newer Enishi.
    TooNew,
    /// Guarded, by another key than the one at hand.
    Locked,
    /// No book, or one that can't be read just now.
    Unreadable,
}

/// One daily copy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct DailyCopy {
    /// Stays on this side: no path crosses to the page.
    #[serde(skip)]
    pub path: PathBuf,
    pub name: String,
    pub place: BackupPlace,
    pub day: Day,
    /// When its file was written, as the file system says.
    pub made_at: Option<Moment>,
    pub bytes: u64,
    pub state: BackupState,
    /// What is wrong with it, technical English.
    pub detail: String,
    /// Of one that could be opened.
    pub contents: Option<Contents>,
}

impl Book {
    /// `backups/` beside the book.
    pub fn backups_folder(&self) -> PathBuf {
        folder_beside(&self.path)
    }

    /// Makes today's copies where they are missing, beside the book and in the second place. To be called at the start, and
    /// again now and then: a drive that comes back gets its copy then, and a new day its own.
    pub fn daily_backups(&self, second: Option<&Path>, progress: &mut OnProgress<'_>) -> DailyBackups {
        let today = self.today();
        let ours = self.backups_folder();
        let beside = self.daily_backup(&ours, today, progress);
        let elsewhere = |folder: &&Path| place::resolved(&folder.join("x")) != place::resolved(&ours.join("x"));
        let second = second.filter(elsewhere).map(|folder| self.daily_backup(folder, today, progress));
        DailyBackups { beside, second }
    }

    /// Makes the copy of this day in a folder where it is missing there, and then drops those that
    /// [`generations::to_drop`] says; nothing is dropped for a copy that could not be made and proved. Attachments go into one
    /// folder for all copies, from which nothing is taken.
    ///
    /// Only the folder beside the book is made; any other that is not there is [`Error::Missing`] of `folder`, so that the copy
    /// for a drive that is away doesn't land on another. Other errors as of [`Book::back_up_to`].
    pub fn daily_backup(&self, folder: &Path, today: Day, progress: &mut OnProgress<'_>) -> Result<DailyBackup> {
        let folder = std::path::absolute(folder)?;
        if folder == self.backups_folder() {
            std::fs::create_dir_all(&folder)?;
        } else if !folder.is_dir() {
            return Err(Error::Missing { what: "folder", id: folder.display().to_string() });
        }
        // Copies from before the book was guarded, of a drive that was away then.
        let step = &mut || told(progress, Phase::Comparing, 0, 0);
        crate::book::guard::follow(&self.path, self.store.key(), &folder, step)?;
        let target = folder.join(format!("{}-{today}.book", stem(&self.path)));
        let attachments = attachments_in(&self.path, &folder);
        if let Ok(contents) = look_at(&target, self.store.key()).and_then(|(copy, _)| copy.contents()) {
            let count = u32::try_from(listed(&attachments)?.len()).unwrap_or(u32::MAX);
            let bytes = std::fs::metadata(&target)?.len();
            let backup = BackedUp { path: target, bytes, contents, attachments: count };
            return Ok(DailyBackup { backup, made: false, dropped: 0 });
        }
        super::refuse_own(&self.path, &target)?;
        let backup = self.copy_into(&target, &attachments, progress)?;
        Ok(DailyBackup { backup, made: true, dropped: self.drop_old(&folder, today) })
    }

    /// One that can't be taken away is tried again tomorrow.
    fn drop_old(&self, folder: &Path, today: Day) -> u32 {
        let copies = days(&self.path, folder);
        let days: Vec<Day> = copies.iter().map(|(day, _)| *day).collect();
        let gone = generations::to_drop(&days, today);
        let dropped = copies.iter().filter(|(day, path)| gone.contains(day) && std::fs::remove_file(path).is_ok());
        u32::try_from(dropped.count()).unwrap_or(u32::MAX)
    }
}

/// The daily copies of the book at `book`, the newest first, each opened and counted, guarded ones with this key; `second` as for
/// [`Book::daily_backups`]. A place that isn't there has none. The book itself is not touched: this is asked when it can't be
/// opened, too.
pub fn daily_copies(book: &Path, second: Option<&Path>, key: Option<&BookKey>) -> Vec<DailyCopy> {
    let mut copies = listed_copies(book, second);
    let ours = Ours::of(book, key);
    copies.iter_mut().for_each(|copy| copy.look(&ours, false));
    copies
}

/// The same, and every page of each is checked, and what is stored twice in it held together. Takes about as long as reading all
/// of them. `progress` hears copies done and in all; [`Error::Cancelled`].
pub fn check_daily_copies(
    book: &Path,
    second: Option<&Path>,
    key: Option<&BookKey>,
    progress: &mut OnProgress<'_>,
) -> Result<Vec<DailyCopy>> {
    let mut copies = listed_copies(book, second);
    let ours = Ours::of(book, key);
    let total = copies.len() as u64;
    for (done, copy) in (0..).zip(&mut copies) {
        told(progress, Phase::Comparing, done, total)?;
        copy.look(&ours, true);
    }
    Ok(copies)
}

/// The key at hand, and how it is wrapped beside the book.
struct Ours<'a> {
    key: Option<&'a BookKey>,
    wrapped: Option<Vec<u8>>,
}

impl<'a> Ours<'a> {
    fn of(book: &Path, key: Option<&'a BookKey>) -> Ours<'a> {
        let wrapped = key.and_then(|_| guard::of_file(book).ok().flatten());
        Ours { key, wrapped }
    }

    /// The copy says that it has our key: that it doesn't open is its own fault.
    fn is_of(&self, copy: &Path) -> bool {
        self.wrapped.is_some() && guard::of_file(copy).is_ok_and(|wrapped| wrapped == self.wrapped)
    }
}

/// The daily copies of a book in both places.
pub(in crate::book) fn days_beside(book: &Path, second: Option<&Path>) -> Vec<PathBuf> {
    let folders = [Some(folder_beside(book)), second.map(Path::to_owned)];
    folders.into_iter().flatten().flat_map(|folder| days(book, &folder)).map(|(_, path)| path).collect()
}

/// Where a folder of daily copies keeps the attachments of all of them.
pub(in crate::book) fn attachments_in(book: &Path, folder: &Path) -> PathBuf {
    folder.join(format!("{}.{}", stem(book), archive::ATTACHMENTS))
}

/// As their names tell them.
fn listed_copies(book: &Path, second: Option<&Path>) -> Vec<DailyCopy> {
    let mut copies = Vec::new();
    let places = [(BackupPlace::Beside, Some(folder_beside(book))), (BackupPlace::Second, second.map(Into::into))];
    for (place, folder) in places {
        for (day, path) in folder.map(|folder| days(book, &folder)).unwrap_or_default() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let about = std::fs::metadata(&path).ok();
            let bytes = about.as_ref().map_or(0, |about| about.len());
            let made_at = about.and_then(|about| about.modified().ok()).and_then(Moment::of);
            let (state, detail, contents) = (BackupState::Unreadable, String::new(), None);
            copies.push(DailyCopy { path, name, place, day, made_at, bytes, state, detail, contents });
        }
    }
    copies.sort_by(|one, other| other.day.cmp(&one.day).then_with(|| (one.place as u8).cmp(&(other.place as u8))));
    copies
}

/// `backups/` beside a book.
pub(in crate::book) fn folder_beside(book: &Path) -> PathBuf {
    book.with_file_name("backups")
}

/// The name of a book's file without its ending.
fn stem(book: &Path) -> String {
    book.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Copies of a book in a folder, by their names.
fn days(book: &Path, folder: &Path) -> Vec<(Day, PathBuf)> {
    let stem = stem(book);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let day = |name: &str| Day::parse(name.strip_prefix(&stem)?.strip_prefix('-')?.strip_suffix(".book")?);
    let found = entries.filter_map(|entry| Some((day(entry.file_name().to_str()?)?, entry.path())));
    found.filter(|(_, path)| path.is_file()).collect()
}

impl DailyCopy {
    /// It could be restored.
    pub fn is_whole(&self) -> bool {
        match self.state {
            BackupState::Readable | BackupState::Sound => true,
            BackupState::Damaged | BackupState::TooNew | BackupState::Locked | BackupState::Unreadable => false,
        }
    }

    /// What is wrong with one copy stops nothing.
    fn look(&mut self, ours: &Ours<'_>, closely: bool) {
        let looked = look_at(&self.path, ours.key).and_then(|(copy, version)| {
            let contents = copy.contents()?;
            let problems = match closely {
                true if version == VERSION => copy.integrity()?,
                true => copy.file_integrity()?,
                false => Vec::new(),
            };
            Ok((contents, problems))
        });
        match looked {
            Ok((contents, problems)) => {
                self.contents = Some(contents);
                self.state = match (problems.first(), closely) {
                    (Some(problem), _) => {
                        self.detail.clone_from(problem);
                        BackupState::Damaged
                    }
                    (None, true) => BackupState::Sound,
                    (None, false) => BackupState::Readable,
                };
            }
            Err(error) => {
                self.detail = error.to_string();
                self.state = match error {
                    Error::Damaged { .. } => BackupState::Damaged,
                    Error::TooNew { .. } => BackupState::TooNew,
                    Error::Locked if ours.is_of(&self.path) => BackupState::Damaged,
                    Error::Locked => BackupState::Locked,
                    _ => BackupState::Unreadable,
                };
            }
        }
    }
}
