//! What a book answers. The same shapes go to the command line's JSON and to the window.

use serde::{Deserialize, Serialize};

use crate::contact::fields::{Address, Date, Labelled, Unknown};
use crate::contact::reading::Section;
use crate::contact::{ContactId, GroupId, Kind, Side};
use crate::record::{RecordId, RecordKind};
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
    /// Display name, company and photo follow this partner's own card.
    pub follows: Option<Follows>,
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

/// What a partner's own card says; the view shows it unless the user has a spelling of their own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Follows {
    /// Of the partner's key, in four groups.
    pub fingerprint: String,
    /// The date of their card.
    pub since: Moment,
    pub display_name: String,
    pub company: String,
    pub photo: Option<Photo>,
    pub own_display_name: bool,
    pub own_company: bool,
    pub own_photo: bool,
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
    /// Somebody's invite; `from` is their name.
    Invite,
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
    Record(RecordId),
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct TrashEntry {
    pub entity: Entity,
    pub name: String,
    /// Of a contact.
    pub kind: Option<Kind>,
    /// Of a service, a right, a template, a run or an invite.
    pub record: Option<RecordKind>,
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
    /// Services, rights, templates, runs or invites.
    pub records: bool,
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
    /// Two contacts are known to be two people.
    Different,
    /// They may be one again.
    ForgetDifferent,
    AddService,
    EditService,
    AddAccess,
    EditAccess,
    /// Services or rights out of a file.
    ImportRegister,
    AddTemplate,
    EditTemplate,
    StartRun,
    AddInvite,
    EditInvite,
    /// Sent, accepted, revoked.
    MarkInvite,
    /// Somebody's invite was taken.
    TakeInvite,
    /// What a step of a run did to the register; not undone, the step is reopened.
    Step,
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
