//! What bringing files in and taking contacts out is asked and answers.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{FieldChange, List};
use crate::contact::ContactId;
use crate::contact::duplicates::Reason;
use crate::contact::mend::Mending;
use crate::formats::csv::Delimiter;
use crate::formats::encoding::Charset;

/// What to do with people already there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Existing {
    /// Newer values take over, missing ones are added, nothing is taken away.
    #[default]
    Update,
    Skip,
    Add,
    /// As [`ImportOptions::decisions`] says for each of whom something would change.
    Ask,
}

/// What is to become of somebody who is there already and would change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    #[default]
    Update,
    Skip,
    /// Is another person.
    Add,
}

/// What was decided for the card or row that begins at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Decision {
    /// Which file in the order in which they are read, from 0.
    pub file: u32,
    pub line: u64,
    pub then: Decided,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ImportOptions {
    pub existing: Existing,
    /// Registered by somebody else: their contacts can be hidden, never deleted.
    pub shared_by: Option<String>,
    /// Take everyone as own staff; otherwise partners, unless the mail domain is the own card's.
    pub internal: bool,
    /// Count only; nothing is written.
    pub dry_run: bool,
    pub reading: Reading,
    /// With [`Existing::Ask`]: what was decided for single people.
    pub decisions: Vec<Decision>,
    /// And for all others.
    pub rest: Decided,
    /// Take every proposed mending, but where something else is chosen.
    pub mend_all: bool,
    pub mendings: Vec<ChosenMending>,
}

/// What was chosen for a problem: see [`ImportProblem`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ChosenMending {
    pub file: u32,
    pub line: u64,
    pub reason: String,
    pub detail: String,
    pub then: Mending,
}

/// How files are to be read, where the user knows better than a look at them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Reading {
    /// What texts are written in; `None` looks at each file and decides.
    pub charset: Option<Charset>,
    /// The sheet of a spreadsheet; `None`, or one that a workbook does not have, takes the first that looks like contacts.
    pub sheet: Option<String>,
    /// Phones and postal codes that a spreadsheet keeps as numbers get back the zeros they lost in front.
    pub restore_zeros: bool,
    /// What stands between the cells of a table; `None` looks.
    pub delimiter: Option<Delimiter>,
    /// The row of a table's headers, from 1, or 0 for one without, whose columns are then called `1`, `2` …; `None` looks.
    pub header_row: Option<u32>,
    /// What columns are, where it is not what their headers say; kept in the book when an import has run; an empty list
    /// makes it forget. `None` takes what it kept about the same headers.
    pub columns: Option<Vec<ColumnChoice>>,
    /// What stands behind one of the named files, which then need not be there.
    #[serde(skip)]
    pub held: Option<Held>,
}

/// What was pasted or typed in and stands in no file, so that nothing of it comes to the disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// As it is named among the files.
    pub path: PathBuf,
    pub bytes: Arc<[u8]>,
}

/// What the user takes one column of a table for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ColumnChoice {
    pub header: String,
    /// Which of several columns with this header, from 0.
    pub nth: u32,
    /// A code of [`crate::formats::csv::Target`].
    pub target: String,
}

/// What a file is, before anything is brought in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Looked {
    pub name: String,
    /// Its format or the program it comes from: see [`crate::formats::Detected`].
    pub dialect: String,
    /// What it is read as; `None` where the format itself says.
    pub charset: Option<Charset>,
    /// The sheets of a workbook and the one that is read.
    pub sheets: Vec<String>,
    pub sheet: Option<String>,
    /// The first contacts in it, as they would come in.
    pub first: Vec<Sample>,
    /// Some characters of these can't be read: the charset is wrong or the file damaged.
    pub garbled: bool,
    /// Of a file that is a table.
    pub table: Option<LookedTable>,
}

/// A table, before anything is brought in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct LookedTable {
    /// Of a text.
    pub delimiter: Option<Delimiter>,
    /// From 1; 0 for none.
    pub header_row: u32,
    /// The columns are read as the user said before about the same headers.
    pub remembered: bool,
    /// Some column says something about somebody: it can be imported.
    pub tells: bool,
    /// How many columns there are.
    pub width: u32,
    /// The first of them, see [`crate::formats::csv::Seen`].
    pub columns: Vec<LookedColumn>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct LookedColumn {
    /// Its header; without one its number, from 1.
    pub header: String,
    /// Which of several columns with this header, from 0.
    pub nth: u32,
    /// What it is taken for: a code of [`crate::formats::csv::Target`].
    pub target: String,
    /// The user says so, or said so before.
    pub chosen: bool,
    /// Its first different values; none where the rows looked at have none.
    pub samples: Vec<String>,
}

/// One contact of a file, to judge by eye whether it is read right.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Sample {
    pub name: String,
    pub reading: String,
    pub company: String,
    pub phone: String,
    pub email: String,
}

/// `read = added + updated + skipped + failed`, always.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ImportReport {
    pub read: u32,
    pub added: u32,
    pub updated: u32,
    pub skipped: u32,
    pub failed: u32,
    /// The first 1,000, in the order of the files.
    pub problems: Vec<ImportProblem>,
    /// How many problems there were in all.
    pub problem_count: u32,
    pub import_id: Option<i64>,
}

/// Somebody in a file, as the preview of an import tells.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Coming {
    /// Empty for a card without a name, a company, a mail or a phone.
    pub name: String,
    pub company: String,
    /// Names of the fields that would change, for one that would be updated; as in [`Contact`].
    pub fields: Vec<String>,
    /// Who is likely the same, for one that would be added.
    pub alike: Option<Alike>,
}

/// Somebody who is likely the same as a person in a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Alike {
    pub name: String,
    pub company: String,
    /// In the book already, and not another row of the files.
    pub in_book: bool,
    /// What they share, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// What would become of somebody in a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Added,
    Updated,
    /// Left as they are: nothing new, or found in the trash, or not told apart.
    Skipped,
}

/// A piece of the people in a preview.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ComingPage {
    pub total: u32,
    /// How many of all of them have an [`Alike`]; they come first.
    pub alike: u32,
    pub offset: u32,
    pub people: Vec<Coming>,
}

/// Somebody who is there already and about whom a file says something else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Asked {
    /// The place, as in [`Decision`] and as it is shown.
    pub file: u32,
    pub line: u64,
    pub place: String,
    /// The contact that is there.
    pub id: ContactId,
    pub name: String,
    pub company: String,
    /// What an update would change, long texts shortened.
    pub changes: Vec<FieldChange>,
}

/// A piece of those who are there already.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct AskedPage {
    pub total: u32,
    pub offset: u32,
    pub people: Vec<Asked>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ImportProblem {
    /// `name.vcf:12`
    pub place: String,
    pub name: String,
    /// A stable code: [`crate::formats::Trouble`]'s, or `in_trash`, `ambiguous`.
    pub reason: String,
    pub detail: String,
    /// The card or row did not come in.
    pub lost: bool,
    /// The place again, as [`ChosenMending`] names it: the file in the order in which they are read, from 0, and the line.
    pub file: u32,
    pub line: u64,
    /// A value or row that can be mended.
    pub mendable: bool,
    /// What is surely better than leaving it as it is.
    pub proposal: Option<Mending>,
    /// What becomes of it, by the options.
    pub taken: Mending,
}

/// What was saved of an import's problems.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct SavedProblems {
    /// The names of the files, the one asked for first; others where several files had problems.
    pub files: Vec<String>,
    /// Rows and cards.
    pub written: u32,
}

/// Where long work stands. `total` is 0 while unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Progress {
    pub phase: Phase,
    pub done: u64,
    pub total: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Bytes of the files read.
    Reading,
    /// The last step, which can't be cancelled any more.
    Saving,
    /// Contacts written.
    Writing,
    /// Contacts compared with each other, each counted twice: when read, and when looked at closely.
    Comparing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    Vcard3,
    Vcard4,
    CsvUtf8,
    CsvUtf8Bom,
    CsvCp932,
    Xlsx,
    Ldif,
    /// Google Contacts' own table, UTF-8.
    CsvGoogle,
    /// Japanese Outlook's, CP932.
    CsvOutlookJa,
    /// English Outlook's, UTF-8 with byte order mark.
    CsvOutlookEn,
    /// Thunderbird's, UTF-8.
    CsvThunderbird,
}

/// What to export; hidden and trashed contacts only when named by id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "what", content = "of")]
pub enum ExportWhat {
    List(List),
    Contacts(Vec<ContactId>),
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ExportReport {
    pub written: u32,
    /// Characters that the encoding can't hold, the first 1,000 places.
    pub unfit: Vec<Unfit>,
    pub unfit_count: u32,
    /// Contacts of whom the format does not hold all: a photo, a middle name, fields without a column. 0 for vCards.
    pub left_out: u32,
    /// What is missing of them, by field, the most frequent first.
    pub lost: Vec<Lost>,
}

/// Something that a format can't hold, found by reading what was written and comparing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Lost {
    /// A field's name as in [`Contact`]; `phones.label` and the like where only the label is missing, `middle_name`, `name_affixes`.
    pub field: String,
    /// Contacts in whom it is not whole.
    pub count: u32,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Unfit {
    pub id: ContactId,
    pub name: String,
    /// The column's header.
    pub field: String,
    pub character: String,
}
