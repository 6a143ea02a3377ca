//! What a book answers. The same shapes go to the command line's JSON and to the window.

use serde::{Deserialize, Serialize};

use crate::contact::fields::{Address, Date, Labelled, Unknown};
use crate::contact::reading::Section;
use crate::contact::{ContactId, GroupId, Kind, Side};
use crate::formats::encoding::Charset;
use crate::time::Moment;

/// Which list of contacts. Hidden and trashed contacts stand only in their own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "list", content = "group")]
pub enum List {
    /// Every contact, the own card too.
    All,
    /// 顧客/取引先: internal and partners together, without the own card.
    People,
    /// 外部: partners only.
    Partners,
    Group(GroupId),
    Hidden,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Reading,
    Company,
    /// Last added first.
    Newest,
}

/// One row of a list: what the row shows, nothing more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Row {
    pub id: ContactId,
    pub kind: Kind,
    pub side: Side,
    pub display_name: String,
    /// Family and given reading with a space, as typed; a company's reading.
    pub reading: String,
    pub company: String,
    pub department: String,
    pub title: String,
    /// What the seal shows: one to four characters, legal form skipped; Latin initials.
    pub seal: String,
    /// Photo by content hash (hex), for the `photo:` address; `None` draws the seal.
    pub photo: Option<String>,
    pub own: bool,
    pub hidden: bool,
    /// Registered by somebody else: can be hidden, never deleted.
    pub owner: Option<String>,
    pub section: Section,
}

/// A piece of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Page {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<Row>,
}

/// How many rows stand in each section of a list, in order, empty ones left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct SectionCount {
    pub section: Section,
    pub count: u32,
}

/// Where a query was found: `start` and `len` count Unicode characters of `text`, which is the whole value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Match {
    /// A field's name as in [`Contact`] (`display_name`, `family_reading`, `phones`, `addresses`, `note`, `groups` …).
    pub field: String,
    /// Which entry of a list field; 0 for single fields.
    pub index: u32,
    pub start: u32,
    pub len: u32,
    /// The entry's label, where it has one.
    pub label: String,
    pub text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Hit {
    pub row: Row,
    pub matches: Vec<Match>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Hits {
    pub total: u32,
    pub offset: u32,
    pub hits: Vec<Hit>,
    /// Sections of all hits, in order (reading sort).
    pub sections: Vec<SectionCount>,
    /// How many more the trash holds.
    pub in_trash: u32,
}

/// A contact as shown and as printed by the command line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Contact {
    pub id: ContactId,
    pub uid: String,
    pub kind: Kind,
    pub side: Side,
    pub display_name: String,
    pub family_name: String,
    pub given_name: String,
    pub family_reading: String,
    pub given_reading: String,
    pub honorific: String,
    pub nickname: String,
    pub company: String,
    pub company_reading: String,
    pub department: String,
    pub title: String,
    pub phones: Vec<Labelled>,
    pub emails: Vec<Labelled>,
    pub urls: Vec<Labelled>,
    pub ids: Vec<Labelled>,
    pub addresses: Vec<Address>,
    pub dates: Vec<Date>,
    pub relations: Vec<Labelled>,
    pub note: String,
    pub groups: Vec<GroupName>,
    pub custom: Vec<Labelled>,
    pub language: String,
    pub photo: Option<Photo>,
    pub origin: Origin,
    pub hidden: bool,
    pub own: bool,
    /// Registered by somebody else: can be hidden, never deleted.
    pub owner: Option<String>,
    pub trashed_at: Option<Moment>,
    /// Whole days until the trash lets go; `None` outside the trash.
    pub days_left: Option<i64>,
    pub unknown: Vec<Unknown>,
    pub seal: String,
    pub section: Section,
    pub rev: i64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct GroupName {
    pub id: GroupId,
    pub name: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Photo {
    /// Length of the stored picture.
    pub bytes: u32,
    pub sha256: String,
    /// Pixels, orientation not applied; 0 when the picture can't be read.
    pub width: u32,
    pub height: u32,
}

/// Where a contact came from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Origin {
    pub how: How,
    /// File name of the import; empty when typed.
    pub from: String,
    pub at: Moment,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum How {
    Typed,
    Import,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    /// Live, visible members.
    pub count: u32,
}

/// How many contacts stand in each list; what the sidebar shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Counts {
    pub all: u32,
    pub people: u32,
    pub partners: u32,
    pub hidden: u32,
    pub trash: u32,
    pub groups: Vec<Group>,
    pub own: Option<ContactId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "entity", content = "id")]
pub enum Entity {
    Contact(ContactId),
    Group(GroupId),
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct TrashEntry {
    pub entity: Entity,
    pub name: String,
    /// `None` for a group.
    pub kind: Option<Kind>,
    pub seal: String,
    pub photo: Option<String>,
    /// Names of the groups it was in.
    pub groups: Vec<String>,
    /// Members, for a group.
    pub members: u32,
    pub trashed_at: Moment,
    pub days_left: i64,
}

/// A piece of the trash.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct TrashPage {
    pub total: u32,
    pub offset: u32,
    pub entries: Vec<TrashEntry>,
}

/// What is due to leave the trash for good: shown first, gone 24 hours later.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Due {
    /// How many are due now.
    pub count: u32,
    /// The first three of them.
    pub entries: Vec<TrashEntry>,
    /// When the user was first shown them; `None` until then.
    pub shown_at: Option<Moment>,
    /// When they go by themselves: 24 hours after they were shown. `None` before that and where only the user may act.
    pub goes_at: Option<Moment>,
    /// The clock went back or leapt more than 45 days: they go by the user's own click only.
    pub by_hand_only: bool,
    /// Nothing is due yet, and this many things fall due within `soon_days` days (announced at 7, 1 and 0 days).
    pub soon: u32,
    pub soon_days: i64,
}

/// What a change touched, so that the window reloads that and nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Changed {
    /// The entry in the list of changes; `None` when nothing had to change.
    pub change: Option<i64>,
    pub verb: Option<Verb>,
    pub contacts: bool,
    pub groups: bool,
    pub trash: bool,
    /// Things touched.
    pub count: u32,
    /// The first thing's name, for the toast.
    pub name: String,
    /// The contact made or touched, when it is one.
    pub id: Option<ContactId>,
    /// Names left alone because they were edited since (undoing an import).
    pub left_alone: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Add,
    Edit,
    Photo,
    Trash,
    Restore,
    Hide,
    Unhide,
    Purge,
    Import,
    UndoImport,
    AddGroup,
    RenameGroup,
    JoinGroup,
    LeaveGroup,
    Merge,
    Undo,
    Redo,
}

/// One entry of the list of changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Change {
    pub id: i64,
    pub at: Moment,
    pub verb: Verb,
    /// The verb of the change that an undo or redo reverted.
    pub of: Option<Verb>,
    pub count: u32,
    /// Up to three names of what it touched, as they are called now.
    pub names: Vec<String>,
    pub import: Option<i64>,
    /// Already taken back.
    pub undone: bool,
    /// What it did to the contact asked for; empty in the list of all changes.
    pub fields: Vec<FieldChange>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct FieldChange {
    /// A field's name as in [`Contact`]; list fields give the whole list, one entry a line.
    pub field: String,
    pub before: String,
    pub after: String,
}

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
    pub offset: u32,
    pub people: Vec<Coming>,
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

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct CheckReport {
    pub ok: bool,
    pub contacts: u32,
    pub trashed: u32,
    pub groups: u32,
    pub changes: u32,
    /// What is not as it should be, technical English.
    pub problems: Vec<String>,
}

/// Said when a book is opened; nothing is stopped by it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "warning")]
pub enum Warning {
    /// In a folder that a cloud service copies away and back (OneDrive, iCloud Drive, Dropbox, Google Drive, Box).
    CloudFolder { service: String },
}
