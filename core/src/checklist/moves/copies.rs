//! Files in the rows of a backup: put there, opened again, looked at.

use super::{Allowed, Refusal};
use crate::checklist::facts::{Checked, Facts, Medium, Saved, SavedFile, Seen, World, Wrong};
use crate::checklist::run::{Deed, Run};
use crate::time::Moment;

impl Run {
    /// Puts a file into a row of a backup.
    pub fn attach_copy(&mut self, at: usize, row: &str, file: SavedFile, world: &World, now: Moment) -> Allowed {
        self.may_attach(at, world)?;
        let name = file.name.clone();
        self.saved_mut(at)?.attach(row, file).map_err(of_file)?;
        self.begin(at);
        self.note(at, Deed::Attached, &name, now);
        Ok(())
    }

    /// Files may be put into its rows.
    pub fn may_attach(&self, at: usize, world: &World) -> Allowed {
        self.may_change(at, world)
    }

    /// Its files may be opened again: in a step that is done, too, where that changes no fact but tells what it rests on.
    pub fn may_open(&self, at: usize, world: &World) -> Allowed {
        if self.is_settled(at) { Ok(()) } else { self.may_change(at, world) }
    }

    /// A file of a backup.
    pub fn copy(&self, at: usize, row: &str, file: u32) -> Result<&SavedFile, Refusal> {
        let found = match self.steps.get(at).map(|step| &step.facts) {
            Some(Facts::Backup(saved)) => saved.file(row, file),
            Some(_) | None => return Err(no_backup()),
        };
        found.ok_or_else(|| unknown_file(file))
    }

    /// A file was opened and is still the one that was put there; see [`Saved::opened`]. `was` is what it was taken for.
    pub fn open_copy(
        &mut self,
        at: usize,
        row: &str,
        was: &SavedFile,
        (seen, lies_on): (Option<Seen>, Medium),
        world: &World,
        now: Moment,
    ) -> Allowed {
        self.may_open(at, world)?;
        if self.copy(at, row, was.id)?.sha256 != was.sha256 {
            return Err(unknown_file(was.id));
        }
        self.saved_mut(at)?.opened(row, was.id, seen, lies_on, now).map_err(of_file)?;
        self.begin(at);
        Ok(())
    }

    /// Notes how a file was found; nothing where it is another one by now.
    pub fn check_copy(&mut self, step: &str, row: &str, was: (u32, &str), checked: Checked) -> bool {
        let Ok(at) = self.find(step) else { return false };
        let file = self.saved_mut(at).ok().and_then(|saved| saved.file_mut(row, was.0));
        match file.filter(|file| file.sha256 == was.1) {
            Some(file) => {
                file.checked = Some(checked);
                true
            }
            None => false,
        }
    }

    fn saved_mut(&mut self, at: usize) -> Result<&mut Saved, Refusal> {
        match self.steps.get_mut(at).map(|step| &mut step.facts) {
            Some(Facts::Backup(saved)) => Ok(saved),
            Some(_) | None => Err(no_backup()),
        }
    }
}

fn no_backup() -> Refusal {
    Refusal::Invalid { field: "file".to_owned(), reason: "no_backup" }
}

fn unknown_file(file: u32) -> Refusal {
    Refusal::Unknown { what: "file", id: file.to_string() }
}

fn of_file(wrong: Wrong) -> Refusal {
    match wrong {
        Wrong::Value(reason) => Refusal::Invalid { field: "file".to_owned(), reason },
        Wrong::Gate(missing) | Wrong::LastAdmin(missing) => Refusal::GateClosed(missing),
    }
}
