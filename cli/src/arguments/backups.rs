//! What may be typed about backups.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{Id, number};

#[derive(Args, Debug)]
pub struct Archive {
    /// `NAME.enishi`
    pub out: PathBuf,
    /// Seal it with the passphrase that this file holds in its first and only line
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// The app's settings, to go into it
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Restore {
    /// Numbers of contacts in the trash; or one archive or backup
    #[arg(required = true, value_name = "ID… | FILE")]
    pub what: Vec<PathBuf>,
    /// Merge it into the book: people by their UID, of two states the one changed last; `undo` takes it back
    #[arg(long, conflicts_with = "replace")]
    pub merge: bool,
    /// Put it in the place of the book, which is kept beside it under a dated name
    #[arg(long)]
    pub replace: bool,
    /// Open and check the file, tell what is in it and what would change; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The passphrase of a sealed archive, in the first and only line of this file
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Write the app's settings that the archive holds to this file
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
}

/// What is to be brought back.
pub enum Restored<'a> {
    Contacts(Vec<Id>),
    File(&'a Path),
}

impl Restore {
    /// Numbers are contacts, unless something is said that goes with a file alone.
    pub fn named(&self) -> Result<Restored<'_>, &'static str> {
        let of_file =
            self.merge || self.replace || self.dry_run || self.passphrase_file.is_some() || self.settings.is_some();
        let ids: Result<Vec<Id>, _> = self.what.iter().map(|id| number(id)).collect();
        match (ids, self.what.as_slice()) {
            (Ok(ids), _) if !of_file => Ok(Restored::Contacts(ids)),
            (_, [file]) => Ok(Restored::File(file)),
            (_, _) => Err("either numbers of contacts, or one archive or backup"),
        }
    }
}

#[derive(Subcommand, Debug)]
pub enum Backups {
    /// List the copies, the newest first, each opened and counted
    List(Places),
    /// The same, and every page of each is checked
    Check(Places),
    /// Make today's copies where they are missing, as the app does on the first start of a day
    Daily(Places),
}

#[derive(Args, Debug)]
pub struct Places {
    /// A second place beside the book's own `backups` folder
    #[arg(long, value_name = "FOLDER")]
    pub second: Option<PathBuf>,
}
