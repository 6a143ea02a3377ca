//! What keeps a row of a backup shut: what is wrong with its files, then copies, media and numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::kind::Backup;
use super::super::{Lack, Missing};
use super::{Checked, CheckedHow, Saved, SavedFile, SavedRow};
use crate::inspect::State;

/// What may be wrong with a file, the worst first.
const FAULTS: [Lack; 7] =
    [Lack::Damaged, Lack::Changed, Lack::Locked, Lack::Empty, Lack::Unjudged, Lack::Uncounted, Lack::Unopened];

impl Saved {
    pub(in crate::checklist::facts) fn missing(&self, kind: &Backup) -> Vec<Missing> {
        self.rows.iter().filter(|row| row.given_up.is_empty()).flat_map(|row| row.missing(kind.copies)).collect()
    }
}

impl SavedRow {
    /// How many all files hold together, copies counted once; `None` while one isn't counted.
    pub fn counted(&self) -> Option<u64> {
        let count = |files: &Vec<&SavedFile>| files.iter().find_map(|file| file.count());
        self.contents().values().map(count).try_fold(0u64, |sum, count| Some(sum.saturating_add(count?)))
    }

    /// Its files by what is in them.
    fn contents(&self) -> BTreeMap<&str, Vec<&SavedFile>> {
        let mut contents: BTreeMap<&str, Vec<&SavedFile>> = BTreeMap::new();
        for file in &self.files {
            contents.entry(file.content()).or_default().push(file);
        }
        contents
    }

    fn missing(&self, copies: u32) -> Vec<Missing> {
        let lacks = |code, count| Missing::counted(code, &self.label, count);
        if self.files.is_empty() {
            return vec![lacks(Lack::Copies, copies.into())];
        }
        let faults: Vec<Lack> = self.files.iter().filter_map(SavedFile::fault).collect();
        let mut missing = Vec::new();
        for fault in FAULTS {
            let files = faults.iter().filter(|it| **it == fault).count();
            if files > 0 {
                missing.push(lacks(fault, files as u64));
            }
        }
        let (fewer, same) = self.copies(copies);
        if fewer > 0 {
            missing.push(lacks(Lack::Copies, fewer.into()));
        }
        if same {
            missing.push(lacks(Lack::SameMedium, 0));
        }
        let is_open = self.files.iter().any(|file| file.is_in(State::Readable));
        match (self.expected, self.counted()) {
            (None, _) if is_open => missing.push(lacks(Lack::Expected, 0)),
            (Some(expected), Some(counted)) if counted < expected => {
                missing.push(lacks(Lack::Short, expected - counted));
            }
            (Some(expected), Some(counted)) if counted > expected => {
                missing.push(lacks(Lack::Over, counted - expected));
            }
            (None, _) | (Some(_), Some(_) | None) => {}
        }
        missing
    }

    /// How many copies there are too few of all contents together, and whether enough of one lie on too few media.
    fn copies(&self, copies: u32) -> (u32, bool) {
        let (mut fewer, mut same) = (0u32, false);
        for files in self.contents().values() {
            fewer = fewer.saturating_add(copies.saturating_sub(u32::try_from(files.len()).unwrap_or(u32::MAX)));
            let media: BTreeSet<&str> =
                files.iter().filter_map(|file| Some(file.lies_on.as_ref()?.id.as_str())).collect();
            // Where one lies is known once it is opened, which is asked for apart.
            let elsewhere = files.iter().filter(|file| file.lies_on.is_none()).count();
            same |= files.len() >= copies as usize && media.len() + elsewhere < copies as usize;
        }
        (fewer, same)
    }
}

impl SavedFile {
    /// What was counted in it; nothing counts of what isn't whole.
    fn count(&self) -> Option<u64> {
        self.seen.as_ref().filter(|seen| seen.state.is_ok())?.count
    }

    fn fault(&self) -> Option<Lack> {
        if matches!(self.checked, Some(Checked { how: CheckedHow::Changed, .. })) {
            return Some(Lack::Changed);
        }
        let (Some(seen), Some(_)) = (&self.seen, &self.lies_on) else { return Some(Lack::Unopened) };
        match seen.state {
            State::Complete => None,
            State::Readable if seen.count.is_none() => Some(Lack::Uncounted),
            State::Readable => None,
            State::Locked => Some(Lack::Locked),
            State::Damaged => Some(Lack::Damaged),
            State::Empty => Some(Lack::Empty),
            State::Unknown => Some(Lack::Unjudged),
        }
    }
}
