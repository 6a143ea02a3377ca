//! Templates, runs, services and rights.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use enishi_core::checklist::day::Day;
use enishi_core::contact::edit::Edit;
use enishi_core::record::RecordId;

use super::{Id, edit};

#[derive(Subcommand, Debug)]
pub enum Template {
    /// List the templates that come with Enishi, and your own
    List,
    /// Check a template file; a mistake is told with its line and key
    Check { file: PathBuf },
    /// Write a template to a file
    Export {
        /// A shipped one's name, or the number of one of your own
        id: String,
        out: PathBuf,
    },
    /// Take a template file as one of your own
    Import { file: PathBuf },
}

#[derive(Subcommand, Debug)]
pub enum Run {
    /// Start a run of a template
    Start(Start),
    /// List runs, unfinished ones first
    List,
    /// How a run stands: every step with its state and its gate
    Status { run: RecordId },
    /// Enter facts of a step, put files beside it, and move it on
    Step(Step),
    /// Open a file of a backup again, or make an encrypted copy of it
    Copy(Copy),
}

#[derive(Args, Debug)]
pub struct Start {
    /// A shipped template's name, or the number of one of your own
    pub template: String,
    #[command(flatten)]
    pub about: About,
    /// What the run is called; otherwise as the template has it
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct About {
    /// What it is about, by its name
    #[arg(long, value_name = "TEXT")]
    pub subject: Option<String>,
    /// Whom it is about
    #[arg(long, value_name = "ID")]
    pub contact: Option<Id>,
    /// Which service it is about
    #[arg(long, value_name = "ID")]
    pub service: Option<RecordId>,
}

#[derive(Args, Debug)]
pub struct Step {
    pub run: RecordId,
    /// The step's name in the template
    pub step: String,
    #[arg(value_enum)]
    pub to: To,
    /// Why it is skipped, reopened or was done before its turn; whom one waits for
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// A fact, such as `chosen=partner`, `basic-fee.owed=12000`, `1.done=true`, `step.note=TEXT`; taken before the step is moved
    #[arg(long, value_name = "KEY=VALUE", value_parser = edit)]
    pub set: Vec<Edit>,
    /// A file that proves the step; with `ROW=FILE` a copy in that row of a backup, which is opened and counted
    #[arg(long, value_name = "F")]
    pub file: Vec<String>,
    /// The subject's name, where a point of no return asks for it
    #[arg(long, value_name = "NAME")]
    pub type_name: Option<String>,
    /// It had happened on this day, before its turn (`done` only)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub already_done: Option<Day>,
}

#[derive(Args, Debug)]
pub struct Copy {
    pub run: RecordId,
    /// The step's name in the template
    pub step: String,
    /// The row's name in the step
    pub row: String,
    /// The file's number in the row
    pub file: u32,
    #[command(subcommand)]
    pub what: CopyDeed,
}

#[derive(Subcommand, Debug)]
pub enum CopyDeed {
    /// Open it where it stands
    Open {
        /// A file of one line with the password of its lock
        #[arg(long, value_name = "F")]
        password_file: Option<PathBuf>,
    },
    /// Write an encrypted copy of it, read back afterwards, and put that into the row
    Seal {
        /// `NAME.age`
        out: PathBuf,
        /// A file of one line with the passphrase
        #[arg(long, value_name = "F")]
        passphrase_file: PathBuf,
    },
}

#[derive(Subcommand, Debug)]
pub enum Copies {
    /// List them, and when they were looked at last
    List,
    /// Look whether they are where they were, and the same. Exit code 1 where one is not
    Check {
        /// Only those that are due
        #[arg(long)]
        due: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum To {
    Doing,
    Waiting,
    Done,
    Skipped,
    Reopen,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text} is no day such as 2026-11-28"))
}

#[derive(Subcommand, Debug)]
pub enum Service {
    /// Note a service: `--set name=…`, `kind`, `identifier`, `plan`, `contract_number`, `renewal`, `partner`, `last_login`,
    /// `reversibility` (recoverable, final), `recovery`, `note`
    Add {
        #[arg(long, required = true, value_name = "FIELD=VALUE", value_parser = edit)]
        set: Vec<Edit>,
    },
    /// List services with how many have rights and what they break
    List,
    /// Take services out of a CSV file
    Import { file: PathBuf },
    /// Write services to a CSV file
    Export { out: PathBuf },
}

#[derive(Subcommand, Debug)]
pub enum Access {
    /// Note a right of a contact, or of somebody named by `--set name=…`
    Add {
        /// The service
        service: RecordId,
        #[arg(long, value_name = "ID")]
        contact: Option<Id>,
        /// `role`, `admin` (true, false), `since`, `second_factor`, `review`, `note`, `name`
        #[arg(long, value_name = "FIELD=VALUE", value_parser = edit)]
        set: Vec<Edit>,
    },
    /// List rights, of one contact or one service or all
    List {
        #[arg(long, value_name = "ID", conflicts_with = "service")]
        contact: Option<Id>,
        #[arg(long, value_name = "ID")]
        service: Option<RecordId>,
    },
    /// Take rights out of a CSV file
    Import { file: PathBuf },
    /// Write rights to a CSV file
    Export { out: PathBuf },
}
