//! The files of backups once they are in a run: opened again, sealed, handed on, and looked at now and then.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::access::Register;
use super::attached::{hashed, name_of};
use super::backups::{refuse_own, told};
use super::home::Standing;
use super::medium::medium;
use super::runs::{current, encode, load, refused};
use super::{Book, Changed, Moved, OnProgress, Phase, place};
use crate::archive::{self, Part, Passphrase, read_back};
use crate::checklist::facts::{Checked, CheckedHow, Facts, Medium, SavedFile, Sealed, Seen};
use crate::checklist::kind::StepKind;
use crate::checklist::run::{Mark, Run};
use crate::checklist::template::Text;
use crate::error::{Error, Result};
use crate::inspect::{self, Inspected};
use crate::record::{RecordId, RecordKind};
use crate::time::Moment;

/// A file in the backup of a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct SavedCopy {
    pub run: RecordId,
    pub run_name: String,
    pub step: String,
    pub row: String,
    pub label: Text,
    pub file: u32,
    pub name: String,
    /// Stays on this side: no path crosses to the page.
    #[serde(skip)]
    pub path: PathBuf,
    pub bytes: u64,
    pub medium: Option<Medium>,
    /// The last time it was found the same, or was put there.
    pub looked_at: Moment,
    pub checked: Option<Checked>,
    /// It is to be looked at again.
    pub due: bool,
}

/// What a look at saved files found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct CheckedCopies {
    /// Those that were looked at.
    pub copies: Vec<SavedCopy>,
    pub changed: Changed,
}

impl SavedCopy {
    /// It was not found changed, nor missing, the last time it was looked at.
    pub fn is_sound(&self) -> bool {
        match self.checked {
            Some(Checked { how: CheckedHow::Same, .. }) | None => true,
            Some(Checked { how: CheckedHow::Changed | CheckedHow::Unreachable, .. }) => false,
        }
    }
}

impl Book {
    /// Opens a file of a backup again where it stands, with a password that is kept nowhere, and keeps what is found, for every
    /// file of the row with the same bytes. Allowed in a step that is done, too. A sealed copy without its passphrase is only
    /// compared.
    ///
    /// [`Error::Unreadable`] as of [`Book::attach`]; [`Error::Invalid`] of `password` with `wrong` or `not_locked`;
    /// [`Error::Conflict`] with the file's name where its bytes are not those that were put there; [`Error::Cancelled`]. Then
    /// everything stays as it was.
    pub fn open_copy(
        &self,
        id: RecordId,
        step: &str,
        row: &str,
        file: u32,
        password: Option<&str>,
        progress: &mut OnProgress<'_>,
    ) -> Result<Moved> {
        let was = self.saved(id, step, row, file, Run::may_open)?;
        let path = PathBuf::from(&was.path);
        let found = opened(&was, &path, password, progress)?;
        let lies_on = medium(&path);
        self.with_step(id, step, false, |tx, run, at, world| {
            let seen = found.map(|found| Seen::of(&found.found, password.is_some(), tx.at));
            run.open_copy(at, row, &was, (seen, lies_on), world, tx.at).map_err(refused)
        })
    }

    /// Writes an encrypted copy of a file that was opened and is whole: an age file with a passphrase, which `age -d` opens,
    /// too. It is made beside the target, opened again and compared with the original before it takes its name, and stands in
    /// the row then. Nothing of it is left on an error.
    ///
    /// `progress` hears bytes sealed ([`Phase::Writing`]), read back ([`Phase::Comparing`]), then [`Phase::Saving`].
    /// [`Error::Invalid`] of `file` with `not_ok` (damaged, locked, not opened yet …) or `sealed`, and of `target` with
    /// `the_original`, or as of [`Book::back_up_to`]; [`Error::Conflict`] where the original is not what was put there.
    #[expect(clippy::too_many_arguments, reason = "a file is named by run, step, row and number")]
    pub fn seal_copy(
        &self,
        id: RecordId,
        step: &str,
        row: &str,
        file: u32,
        target: &Path,
        passphrase: &Passphrase,
        progress: &mut OnProgress<'_>,
    ) -> Result<Moved> {
        let was = self.saved(id, step, row, file, Run::may_attach)?;
        let seen = whole(&was)?;
        let target = std::path::absolute(target)?;
        refuse_own(&self.path, &target)?;
        refuse_original(Path::new(&was.path), &target)?;
        let part = Part::beside(&target)?;
        let back = sealed(&was, part.path(), passphrase, progress)?;
        told(progress, Phase::Saving, 0, 0)?;
        self.with_step(id, step, false, |tx, run, at, world| {
            let copy = SavedFile {
                id: 0,
                name: name_of(&target),
                path: target.to_string_lossy().into_owned(),
                bytes: back.bytes,
                sha256: back.sha256,
                taken_at: tx.at,
                lies_on: Some(medium(&target)),
                seen: Some(seen),
                sealed: Some(Sealed { of: back.of }),
                checked: None,
            };
            run.attach_copy(at, row, copy, world, tx.at).map_err(refused)?;
            // The last thing that may fail before the run says so.
            part.put_in_place(&target)
        })
    }

    /// Where a file of a backup stands, as far as anybody knows. [`Error::Missing`].
    pub fn copy_path(&self, id: RecordId, step: &str, row: &str, file: u32) -> Result<PathBuf> {
        self.saved(id, step, row, file, |_, _, _| Ok(())).map(|file| PathBuf::from(file.path))
    }

    /// Every file in a backup of every run outside the trash, ended ones too, but for steps that are skipped.
    pub fn copies(&self) -> Result<Vec<SavedCopy>> {
        let now = self.edge.now();
        Ok(listed(&self.standing()?, now).into_iter().map(|(copy, _)| copy).collect())
    }

    /// Looks whether saved files are where they were and the same, of those that are due or of all, and notes it; that is no
    /// move of the run, and nothing to undo. Cancelled, it keeps what was found until then, and answers that.
    ///
    /// `progress` hears bytes ([`Phase::Comparing`]).
    pub fn check_copies(&self, due_only: bool, progress: &mut OnProgress<'_>) -> Result<CheckedCopies> {
        let mut chosen = listed(&self.standing()?, self.edge.now());
        chosen.retain(|(copy, _)| copy.due || !due_only);
        let total = chosen.iter().fold(0u64, |sum, (copy, _)| sum.saturating_add(copy.bytes));
        let (mut looked, mut before) = (Vec::new(), 0u64);
        for (copy, sha256) in chosen {
            let step = &mut |done| told(progress, Phase::Comparing, before.saturating_add(done).min(total), total);
            let how = match step(0).and_then(|()| compared(&copy, &sha256, step)) {
                Ok(how) => how,
                Err(Error::Cancelled) => break,
                Err(other) => return Err(other),
            };
            before = before.saturating_add(copy.bytes);
            looked.push((copy, sha256, Checked { at: self.edge.now(), how }));
        }
        let touched = self.note_checked(&looked)?;
        let now = self.edge.now();
        let copies = listed(&self.standing()?, now).into_iter().map(|(copy, _)| copy);
        let is_looked = |copy: &SavedCopy| looked.iter().any(|(it, ..)| it.is_same(copy));
        let copies = copies.filter(is_looked).collect();
        Ok(CheckedCopies { copies, changed: Changed { records: touched, ..Changed::default() } })
    }

    /// Writes down how files were found, all in one transaction; answers whether anything was written.
    fn note_checked(&self, looked: &[(SavedCopy, String, Checked)]) -> Result<bool> {
        if looked.is_empty() {
            return Ok(false);
        }
        self.store.write(|db| {
            let mut touched = false;
            for row in db.live_records(RecordKind::Run)? {
                let of_run: Vec<_> = looked.iter().filter(|(copy, ..)| copy.run == row.id).collect();
                if of_run.is_empty() {
                    continue;
                }
                let mut run = current(db, &row)?;
                let mut noted = false;
                for (copy, sha256, checked) in of_run {
                    noted |= run.check_copy(&copy.step, &copy.row, (copy.file, sha256), *checked);
                }
                if noted {
                    db.update_body(row.id, &run.name, &encode(&run))?;
                    touched = true;
                }
            }
            Ok((touched, touched))
        })
    }

    /// A file of a backup, where `may` allows what is meant with it: asked before the work, and once more after it.
    fn saved(&self, id: RecordId, step: &str, row: &str, file: u32, may: May) -> Result<SavedFile> {
        let today = self.today();
        self.store.read(|db| {
            let run = load(db, id)?;
            let at = run.find(step).map_err(refused)?;
            may(&run, at, &Register::of(db)?.world(today)).map_err(refused)?;
            run.copy(at, row, file).map_err(refused).cloned()
        })
    }
}

type May = fn(&Run, usize, &crate::checklist::facts::World) -> Result<(), crate::checklist::moves::Refusal>;

impl SavedCopy {
    fn is_same(&self, other: &SavedCopy) -> bool {
        (self.run, self.file, &self.step, &self.row) == (other.run, other.file, &other.step, &other.row)
    }
}

/// What is found in a file that is still what was put there; `None` where nothing was looked for.
fn opened(
    was: &SavedFile,
    path: &Path,
    password: Option<&str>,
    progress: &mut OnProgress<'_>,
) -> Result<Option<Inspected>> {
    let hash = |progress: &mut OnProgress<'_>| {
        hashed(path, &was.name, &mut |done| told(progress, Phase::Reading, done, was.bytes.max(done)))
    };
    let (found, sha256) = match password {
        None if was.sealed.is_some() => (None, hash(progress)?.1),
        None => {
            let found = inspect::inspect(path, progress)?;
            let sha256 = found.sha256.clone();
            (Some(found), sha256)
        }
        Some(password) => match inspect::unlock(path, password, progress) {
            Ok(found) => {
                let sha256 = found.sha256.clone();
                (Some(found), sha256)
            }
            // Of another file the password says nothing.
            Err(invalid @ Error::Invalid { .. }) => match hash(progress)?.1 {
                same if same == was.sha256 => return Err(invalid),
                other => (None, other),
            },
            Err(other) => return Err(other),
        },
    };
    if sha256 == was.sha256 { Ok(found) } else { Err(changed(was)) }
}

fn changed(was: &SavedFile) -> Error {
    Error::Conflict { name: was.name.clone() }
}

/// What is known of a file that may be sealed.
fn whole(was: &SavedFile) -> Result<Seen> {
    let invalid = |reason| Err(Error::Invalid { field: "file".to_owned(), reason });
    match &was.seen {
        _ if was.sealed.is_some() => invalid("sealed"),
        Some(seen) if seen.state.is_ok() => Ok(Seen { unlocked: false, ..seen.clone() }),
        Some(_) | None => invalid("not_ok"),
    }
}

fn refuse_original(original: &Path, target: &Path) -> Result<()> {
    let is_same = match (original.canonicalize(), target.canonicalize()) {
        (Ok(original), Ok(target)) => original == target,
        _ => place::resolved(original) == place::resolved(target),
    };
    if is_same { Err(Error::Invalid { field: "target".to_owned(), reason: "the_original" }) } else { Ok(()) }
}

/// Seals a file into `out`, opens that again and compares.
fn sealed(
    was: &SavedFile,
    out: &Path,
    passphrase: &Passphrase,
    progress: &mut OnProgress<'_>,
) -> Result<archive::ReadBack> {
    let unreadable =
        |error: std::io::Error| Error::Unreadable { file: was.name.clone(), reason: super::attached::why(&error) };
    let mut original = File::open(&was.path).map_err(unreadable)?;
    let out_file = File::options().write(true).truncate(true).open(out)?;
    let total = was.bytes;
    let of = archive::seal(&mut original, out_file, passphrase, &mut |done| {
        told(progress, Phase::Writing, done.min(total), total)
    })?;
    if of != was.sha256 {
        return Err(changed(was));
    }
    let back = read_back(out, passphrase, &mut |done| told(progress, Phase::Comparing, done.min(total), total))?;
    if back.of == of {
        Ok(back)
    } else {
        Err(Error::Damaged { detail: "the sealed copy does not hold what was sealed".to_owned() })
    }
}

/// How a file is found where it stood; only a cancel is an error.
fn compared(copy: &SavedCopy, sha256: &str, told: &mut dyn FnMut(u64) -> Result<()>) -> Result<CheckedHow> {
    match hashed(&copy.path, &copy.name, told) {
        Ok((_, there)) if there == sha256 => Ok(CheckedHow::Same),
        Ok(_) => Ok(CheckedHow::Changed),
        Err(Error::Unreadable { .. }) => Ok(CheckedHow::Unreachable),
        Err(other) => Err(other),
    }
}

/// The files of all backups, each with the SHA-256 it has to have, the oldest run first.
pub(super) fn listed(standing: &Standing, now: Moment) -> Vec<(SavedCopy, String)> {
    let mut copies = Vec::new();
    for (id, run) in &standing.runs {
        for (step, progress) in run.template.steps.iter().zip(&run.steps) {
            let (StepKind::Backup(kind), Facts::Backup(saved)) = (&step.kind, &progress.facts) else { continue };
            if matches!(progress.mark, Mark::Skipped { .. }) {
                continue;
            }
            for row in &saved.rows {
                copies.extend(row.files.iter().map(|file| {
                    let copy = SavedCopy {
                        run: *id,
                        run_name: run.name.clone(),
                        step: step.id.clone(),
                        row: row.id.clone(),
                        label: row.label.clone(),
                        file: file.id,
                        name: file.name.clone(),
                        path: PathBuf::from(&file.path),
                        bytes: file.bytes,
                        medium: file.lies_on.clone(),
                        looked_at: file.looked_at(),
                        checked: file.checked,
                        due: file.is_due(kind.recheck_days, now),
                    };
                    (copy, file.sha256.clone())
                }));
            }
        }
    }
    copies
}
