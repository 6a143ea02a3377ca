//! What is told about an inspected file.

use serde::{Deserialize, Serialize};

use crate::checklist::day::Day;
use crate::formats::encoding::Charset;
use crate::time::Moment;

/// What a file is, by its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename = "InspectedKind", rename_all = "snake_case")]
pub enum Kind {
    /// A table of text; its delimiter stands in the details.
    Csv,
    Xlsx,
    Xls,
    Vcard,
    Ics,
    /// One message (RFC 5322).
    Eml,
    /// Messages one behind the other (RFC 4155).
    Mbox,
    Pdf,
    Zip,
    /// A talk as LINE's app saves it.
    LineTalk,
    /// A chat of a LINE official account, a CSV of its own kind.
    LineChat,
    Picture,
    /// Text of no kind above.
    Text,
    /// Nothing we know.
    Unknown,
}

/// How much of a file is proven.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The format proves its own end, and all of it was read.
    Complete,
    /// All of it was read, but the format can't tell whether more should follow: a file cut where a record ends looks like this.
    Readable,
    /// Behind a password.
    Locked,
    /// Something is missing or broken; the problems say what.
    Damaged,
    /// There is nothing in it.
    Empty,
    /// Not a kind that can be judged, or too large or too hostile to be.
    Unknown,
}

impl State {
    /// Complete or readable.
    pub fn is_ok(self) -> bool {
        match self {
            State::Complete | State::Readable => true,
            State::Locked | State::Damaged | State::Empty | State::Unknown => false,
        }
    }
}

/// One inspected file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Inspected {
    /// As it was named by the caller.
    pub path: String,
    #[serde(flatten)]
    pub found: Report,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    pub bytes: u64,
    /// When the file system says it was written last.
    pub modified: Option<Moment>,
}

/// What its bytes say, whatever file they lie in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Report {
    pub kind: Kind,
    pub state: State,
    /// The state is complete or readable.
    pub ok: bool,
    /// What there is to count, `None` where nothing could be.
    pub count: Option<Count>,
    /// First and last day of what is dated in it.
    pub span: Option<Span>,
    pub details: Details,
    /// The first [`MOST_PROBLEMS`], in the order of the file.
    pub problems: Vec<Problem>,
    /// How many problems there are in all.
    pub problem_count: u64,
}

/// Problems that are listed; the others are counted.
pub const MOST_PROBLEMS: usize = 100;
/// Members of an archive that are listed; the others are inspected all the same.
pub const MOST_MEMBERS: usize = 1_000;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Count {
    pub number: u64,
    pub unit: Unit,
}

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Of a table, without its headers.
    Rows,
    Cards,
    /// Events and to-dos of a calendar.
    Events,
    Messages,
    Pages,
    /// Files in an archive, folders not counted.
    Entries,
    /// Frames of a moving picture are one.
    Pictures,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Span {
    pub first: Day,
    pub last: Day,
}

impl Span {
    /// Makes room for one more day.
    pub(super) fn widen(span: &mut Option<Span>, day: Day) {
        let Span { first, last } = span.unwrap_or(Span { first: day, last: day });
        *span = Some(Span { first: first.min(day), last: last.max(day) });
    }
}

/// What is special to a kind.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Details {
    #[default]
    Nothing,
    Table {
        charset: Charset,
        /// `,`, `;` or a tab.
        delimiter: char,
        /// Rows that say something, the headers among them and what stands before them left out.
        rows: u64,
        columns: u64,
        /// Rows with fewer or more cells than most.
        ragged: u64,
        /// The first row names the columns and is not counted.
        has_headers: bool,
    },
    Sheets {
        /// Sheets that are shown.
        sheets: Vec<Sheet>,
    },
    Cards {
        /// Pictures, sounds and keys in the cards that decode.
        media: u64,
    },
    Calendar {
        events: u64,
        todos: u64,
    },
    Mail {
        messages: u64,
        attachments: u64,
        /// Attachments of which every byte decodes.
        decoded: u64,
        /// Messages whose last boundary is there.
        proven: u64,
    },
    Pdf {
        pages: u64,
        streams: u64,
        pictures: u64,
    },
    Archive {
        entries: u64,
        folders: u64,
        /// Bytes of all that is in it, unpacked.
        unpacked: u64,
        members: Vec<Member>,
        /// Of all members, those too that are not listed.
        #[serde(skip)]
        inside: Inside,
    },
    Talk {
        charset: Charset,
        messages: u64,
        days: u64,
    },
    Picture {
        format: String,
        width: u32,
        height: u32,
    },
}

impl Details {
    /// The same without the list of an archive's members.
    pub fn without_members(&self) -> Details {
        match self {
            Details::Archive { entries, folders, unpacked, .. } => Details::Archive {
                entries: *entries,
                folders: *folders,
                unpacked: *unpacked,
                members: Vec::new(),
                inside: Inside::default(),
            },
            other => other.clone(),
        }
    }
}

/// What the members of an archive hold together, deeper ones too.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Inside {
    /// Nothing that is counted.
    #[default]
    Nothing,
    /// All that is counted are rows, or cards, or messages, or events.
    Alike(Count),
    /// Counts of several units, or of pages or pictures.
    Mixed,
}

impl Inside {
    pub fn alike(self) -> Option<Count> {
        match self {
            Inside::Alike(count) => Some(count),
            Inside::Nothing | Inside::Mixed => None,
        }
    }

    /// Of one file that is no archive.
    pub(super) fn of(count: Option<Count>) -> Inside {
        match count {
            None => Inside::Nothing,
            Some(count) => match count.unit {
                Unit::Rows | Unit::Cards | Unit::Messages | Unit::Events => Inside::Alike(count),
                Unit::Pages | Unit::Entries | Unit::Pictures => Inside::Mixed,
            },
        }
    }

    pub(super) fn and(self, other: Inside) -> Inside {
        match (self, other) {
            (Inside::Nothing, it) | (it, Inside::Nothing) => it,
            (Inside::Alike(one), Inside::Alike(other)) if one.unit == other.unit => {
                Inside::Alike(Count { number: one.number.saturating_add(other.number), unit: one.unit })
            }
            (Inside::Alike(_) | Inside::Mixed, Inside::Alike(_) | Inside::Mixed) => Inside::Mixed,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Sheet {
    pub name: String,
    /// Rows that say something, the headers among them.
    pub rows: u64,
    pub columns: u64,
}

/// A file within an archive; deeper ones stand behind their own archive as `outer.zip/inner.csv`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Member {
    pub path: String,
    pub bytes: u64,
    pub kind: Kind,
    pub state: State,
    pub count: Option<Count>,
    pub span: Option<Span>,
}

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Problem {
    /// Within an archive, the member it stands in.
    pub member: Option<String>,
    pub place: Place,
    /// A stable code; see [`super`].
    pub reason: String,
    /// The offending text, shortened; empty where there is none.
    pub detail: String,
    /// What it makes of the file.
    pub weight: Weight,
}

/// Where a problem stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(tag = "of", content = "at", rename_all = "snake_case")]
pub enum Place {
    File,
    /// Bytes from the beginning, from 0.
    Byte(u64),
    /// From 1.
    Line(u64),
    /// Of a table, as a spreadsheet counts; from 1.
    Row(u64),
    /// From 1.
    Page(u64),
    /// From 1.
    Message(u64),
    /// The number of a PDF's object.
    Object(u32),
    Sheet(String),
    Entry(String),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Worth knowing; the file is as good as it was.
    Notice,
    /// It can't be judged.
    Unjudged,
    Locked,
    Damage,
}
