//! What may be typed.

pub mod backups;
pub mod checklists;
pub mod invites;
pub mod lock;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use enishi_core::book::{CodeRequest, ColumnChoice, Existing, ExportFormat};
use enishi_core::code::content::{FIELDS, Format, Pick, Preset};
use enishi_core::code::draw::Level;
use enishi_core::contact::ContactId;
use enishi_core::contact::edit::Edit;
use enishi_core::formats::csv::{Delimiter, Target};
use enishi_core::formats::encoding::Charset;
use enishi_core::time::Moment;

/// Enishi's address book on the command line.
///
/// Works on the same book as the app. While the app's window is open, everything that reads works as ever; what writes answers
/// `open_elsewhere`. Exit codes: 0 done, 1 something failed, 2 wrong usage. The JSON of every command is described in
/// cli/README.md.
#[derive(Parser, Debug)]
#[command(name = "enishi-cli", version, max_term_width = 100)]
pub struct Arguments {
    /// The book; the app's own by default
    #[arg(long, global = true, value_name = "PATH")]
    pub book: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Take this as the present moment: RFC 3339 (2026-11-22T09:00:00+09:00) or milliseconds since 1970
    #[arg(long, global = true, value_name = "MOMENT", value_parser = moment, allow_negative_numbers = true)]
    pub at: Option<Moment>,
    /// The passphrase or the recovery key of a locked book, in the first and only line of this file
    #[arg(long, global = true, value_name = "FILE")]
    pub unlock_file: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Bring in vCard, CSV, Excel, LDIF and MECARD files, and folders of them
    Import(Import),
    /// List contacts by reading
    List(List),
    /// Search every field; several words must all be found
    Search(Search),
    /// Show one contact
    Show { id: Id },
    /// Change fields of one contact, all in one step
    Edit(Edits),
    /// Move contacts into the trash
    Trash(Ids),
    /// Bring contacts back from the trash, or the book from an archive or a backup
    Restore(backups::Restore),
    /// Hide contacts from every list
    Hide(Ids),
    /// Show hidden contacts again
    Unhide(Ids),
    /// Delete contacts in the trash for good
    Purge(Purge),
    /// Take the last change back
    Undo,
    /// Do the change taken back last once more
    Redo,
    /// Take a whole import back
    UndoImport {
        /// The `import_id` that the import answered
        import_id: i64,
    },
    /// List changes, the newest first; of one contact, field by field
    Changes {
        id: Option<Id>,
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u32,
    },
    /// Find people who likely stand in the book twice
    Duplicates,
    /// Make one contact of two; the other goes into the trash
    Merge(Merge),
    /// Remember that two contacts are two people, so that `duplicates` leaves them out
    Different(Different),
    /// Write contacts, all but the hidden ones unless told otherwise, to a vCard, CSV, Excel or LDIF file
    Export(Export),
    /// Draw the QR code of a contact, read back before it is written
    Qr(Qr),
    /// Print cards with QR codes: a PDF of A4 pages, ten cards of 91 × 55 mm each
    QrSheet(QrSheet),
    /// Read QR codes in pictures: PNG, JPEG, WebP
    QrRead(QrRead),
    /// Templates of checklists
    #[command(subcommand)]
    Template(checklists::Template),
    /// Runs of checklists: leaving a service, handing an account over, a member of staff leaving
    #[command(subcommand)]
    Run(checklists::Run),
    /// The files in the backups of runs
    #[command(subcommand)]
    Copies(checklists::Copies),
    /// Services the business has an account with
    #[command(subcommand)]
    Service(checklists::Service),
    /// Who has which right in which service
    #[command(subcommand)]
    Access(checklists::Access),
    /// Invites: the own card handed over, those of others taken, and addresses that services issue
    #[command(subcommand)]
    Invite(invites::Invite),
    /// What the register and the runs break today
    Rules,
    /// Copy the book to a file, opened, checked and counted afterwards; its attachments to `NAME.attachments` beside it
    Backup {
        /// `NAME.book`
        out: PathBuf,
    },
    /// Write everything into one file `NAME.enishi`, read back afterwards, to keep elsewhere or to move to another computer
    Archive(backups::Archive),
    /// The daily copies that the app makes
    #[command(subcommand)]
    Backups(backups::Backups),
    /// The passphrase that locks the book, which is encrypted then, and its copies with it
    #[command(subcommand)]
    Lock(lock::Lock),
    /// Open backup files, prove what can be proven, and count what is in them
    ///
    /// By content: CSV, XLSX, XLS, vCard, ICS, EML, MBOX, PDF, ZIP, LINE talks, pictures. Needs no book. Exit code 1 when a file is
    /// not whole.
    Inspect {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Check the whole book: the file, what is derived from it, and what hangs together
    Check,
}

#[derive(Args, Debug)]
pub struct Import {
    /// Files and folders; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What to do with people who are already there
    #[arg(long, value_enum, default_value_t = AlreadyThere::Update)]
    pub existing: AlreadyThere,
    /// Mark them as registered by this person: they can be hidden here, never deleted
    #[arg(long, value_name = "NAME")]
    pub shared_by: Option<String>,
    /// Take everyone as own staff
    #[arg(long)]
    pub internal: bool,
    /// Count only; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take every mending that is proposed for what looks wrong
    #[arg(long)]
    pub mend: bool,
    /// Write the rows and cards that did not come in to this file, each with the reason, to be mended and imported again
    #[arg(long, value_name = "OUT")]
    pub failed: Option<PathBuf>,
    /// With --failed: those too that were taken with a doubt
    #[arg(long, requires = "failed")]
    pub doubts: bool,
    /// What the files are written in, where Enishi takes it for something else
    #[arg(long, value_enum, value_name = "CHARSET")]
    pub read_as: Option<ReadAs>,
    /// The sheet of a spreadsheet
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Give phones and postal codes that a spreadsheet keeps as numbers the zeros back that they lost in front
    #[arg(long)]
    pub restore_zeros: bool,
    /// What a column of a table is, such as `担当=name` or `Tel2=phone.mobile`; again with the same header for the next column of
    /// that name. Kept in the book and used again for tables with the same headers; a wrong TARGET answers all there are
    #[arg(long, value_name = "HEADER=TARGET", value_parser = mapping)]
    pub map: Vec<(String, Target)>,
    /// Go by the headers alone and forget what was said about them before
    #[arg(long, conflicts_with = "map")]
    pub forget_map: bool,
    /// What stands between the cells of a table
    #[arg(long, value_enum)]
    pub delimiter: Option<Between>,
    /// The row of a table's headers; 0 for a table without any, whose columns are then called 1, 2 …
    #[arg(long, value_name = "N")]
    pub header_row: Option<u32>,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum Between {
    Comma,
    Tab,
    Semicolon,
}

impl Between {
    pub fn delimiter(self) -> Delimiter {
        match self {
            Between::Comma => Delimiter::Comma,
            Between::Tab => Delimiter::Tab,
            Between::Semicolon => Delimiter::Semicolon,
        }
    }
}

impl Import {
    /// What is said about columns; `None` leaves it to what the book knows.
    pub fn columns(&self) -> Option<Vec<ColumnChoice>> {
        let mut columns: Vec<ColumnChoice> = Vec::new();
        for (header, target) in &self.map {
            let before = columns.iter().filter(|column| column.header == *header).count();
            let nth = u32::try_from(before).unwrap_or(u32::MAX);
            columns.push(ColumnChoice { header: header.clone(), nth, target: target.code() });
        }
        (self.forget_map || !columns.is_empty()).then_some(columns)
    }
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum ReadAs {
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "cp932")]
    Cp932,
    #[value(name = "euc-jp")]
    EucJp,
    #[value(name = "iso-2022-jp")]
    Iso2022Jp,
    #[value(name = "utf-16le")]
    Utf16Le,
    #[value(name = "utf-16be")]
    Utf16Be,
    #[value(name = "cp1252")]
    Cp1252,
}

impl ReadAs {
    pub fn charset(self) -> Charset {
        match self {
            ReadAs::Utf8 => Charset::Utf8,
            ReadAs::Cp932 => Charset::Cp932,
            ReadAs::EucJp => Charset::EucJp,
            ReadAs::Iso2022Jp => Charset::Iso2022Jp,
            ReadAs::Utf16Le => Charset::Utf16Le,
            ReadAs::Utf16Be => Charset::Utf16Be,
            ReadAs::Cp1252 => Charset::Cp1252,
        }
    }
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum AlreadyThere {
    /// Newer values take over, nothing is taken away
    Update,
    /// Leave them as they are
    Skip,
    /// Add them a second time
    Add,
}

#[derive(Args, Debug)]
pub struct List {
    /// What is in the trash
    #[arg(long, conflicts_with = "hidden")]
    pub trash: bool,
    /// What is hidden
    #[arg(long)]
    pub hidden: bool,
    #[arg(long, value_name = "N", default_value_t = u32::MAX, hide_default_value = true)]
    pub limit: u32,
}

#[derive(Args, Debug)]
pub struct Search {
    #[arg(required = true)]
    pub words: Vec<String>,
    #[arg(long, value_name = "N", default_value_t = u32::MAX, hide_default_value = true)]
    pub limit: u32,
}

#[derive(Args, Debug)]
pub struct Edits {
    pub id: Id,
    /// A field and its new value, such as `title=部長`, `phones[0].value=03-1234-5678`, `emails[+work]=a@example.jp`, `groups[+]=顧客`
    #[arg(long, required = true, value_name = "FIELD=VALUE", value_parser = edit)]
    pub set: Vec<Edit>,
}

#[derive(Args, Debug)]
pub struct Ids {
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<Id>,
}

#[derive(Args, Debug)]
pub struct Merge {
    /// The contact that stays
    pub keep: Id,
    /// The contact whose values come in beside
    pub other: Id,
    /// Fields of which the other's value is taken, such as `company`, `photo` or `side`
    #[arg(long, value_name = "FIELD", num_args = 1..)]
    pub take: Vec<String>,
}

#[derive(Args, Debug)]
pub struct Different {
    pub one: Id,
    pub other: Id,
    /// Forget it again: they may be one after all
    #[arg(long)]
    pub forget: bool,
}

#[derive(Args, Debug)]
#[group(required = true)]
pub struct Purge {
    #[arg(value_name = "ID", conflicts_with = "due")]
    pub ids: Vec<Id>,
    /// Everything that has been in the trash for 30 days
    #[arg(long)]
    pub due: bool,
}

#[derive(Args, Debug)]
pub struct Qr {
    /// The contact, and the picture: `NAME.png` or `NAME.svg`; with --own the picture alone
    #[arg(required = true, num_args = 1..=2, value_names = ["ID", "OUT"])]
    pub what: Vec<PathBuf>,
    /// The own card
    #[arg(long)]
    pub own: bool,
    #[command(flatten)]
    pub says: QrSays,
    /// The edge of a PNG in pixels, at most
    #[arg(long, value_name = "PIXELS", default_value_t = 800)]
    pub size: u32,
}

impl Qr {
    /// Whose code (`None`: the own card's), and where it is written.
    pub fn named(&self) -> Result<(Option<Id>, &Path), &'static str> {
        match (self.what.as_slice(), self.own) {
            ([out], true) => Ok((None, out)),
            ([id, out], false) => Ok((Some(number(id)?), out)),
            ([_, _], true) => Err("either an ID or --own"),
            _ => Err("an ID (or --own) and the picture have to be named"),
        }
    }
}

#[derive(Args, Debug)]
pub struct QrSheet {
    /// The contacts, and behind them the sheet: `NAME.pdf`
    #[arg(required = true, num_args = 1.., value_name = "ID… OUT")]
    pub what: Vec<PathBuf>,
    #[command(flatten)]
    pub says: QrSays,
    /// How often each card stands on the sheet
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub copies: u32,
    /// Hairlines outside the cards to cut along
    #[arg(long)]
    pub crop_marks: bool,
}

impl QrSheet {
    /// Whose cards, and where they are written.
    pub fn named(&self) -> Result<(Vec<ContactId>, &Path), &'static str> {
        let (out, ids) = self.what.split_last().filter(|(_, ids)| !ids.is_empty()).ok_or("no contact is named")?;
        let ids = ids.iter().map(|id| number(id).map(|Id(id)| id)).collect::<Result<_, _>>()?;
        Ok((ids, out))
    }
}

/// The number of a contact, among arguments of which the last one is a file.
fn number(id: &Path) -> Result<Id, &'static str> {
    id.to_str().and_then(|id| id.parse().ok()).ok_or("ID has to be the number of a contact")
}

/// What a code says.
#[derive(Args, Debug)]
pub struct QrSays {
    /// What goes in beside the name: `company`, `phones`, `emails`, `addresses`, `ids`, `urls`, `dates`, or one of several (`phones[0]`)
    #[arg(long, value_name = "FIELD", value_delimiter = ',', conflicts_with = "preset")]
    pub fields: Vec<String>,
    /// A choice of fields for an occasion
    #[arg(long, value_enum, default_value_t = QrPreset::Card)]
    pub preset: QrPreset,
    #[arg(long, value_enum, default_value_t = QrFormat::Vcard)]
    pub format: QrFormat,
    /// How much of the code may be dirty: about 7, 15, 25 or 30 %
    #[arg(long, value_enum, ignore_case = true, default_value_t = QrLevel::M)]
    pub level: QrLevel,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum QrPreset {
    Card,
    Phone,
    Line,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum QrFormat {
    Vcard,
    Mecard,
    /// MECARD in Shift_JIS, for feature phones
    FeaturePhone,
    /// The contact's link of LINE or LINE WORKS alone
    Link,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum QrLevel {
    L,
    M,
    Q,
    H,
}

impl QrSays {
    pub fn request(&self) -> CodeRequest {
        let pick = match (self.fields.as_slice(), self.preset) {
            ([], QrPreset::Card) => Pick::Preset(Preset::Card),
            ([], QrPreset::Phone) => Pick::Preset(Preset::Phone),
            ([], QrPreset::Line) => Pick::Preset(Preset::Line),
            (fields, _) => Pick::Parts(fields.to_vec()),
        };
        let format = match self.format {
            QrFormat::Vcard => Format::Vcard,
            QrFormat::Mecard => Format::Mecard,
            QrFormat::FeaturePhone => Format::FeaturePhone,
            QrFormat::Link => Format::Link,
        };
        let level = match self.level {
            QrLevel::L => Level::L,
            QrLevel::M => Level::M,
            QrLevel::Q => Level::Q,
            QrLevel::H => Level::H,
        };
        CodeRequest { format, pick, level }
    }

    /// A field that no contact has.
    pub fn unknown(&self) -> Option<&str> {
        let known = |field: &&String| FIELDS.contains(&field.split('[').next().unwrap_or_default());
        self.fields.iter().find(|field| !known(field)).map(String::as_str)
    }
}

#[derive(Args, Debug)]
pub struct QrRead {
    #[arg(required = true, value_name = "IMAGE")]
    pub images: Vec<PathBuf>,
    /// What the codes are written in, where Enishi takes it for something else
    #[arg(long, value_enum, value_name = "CHARSET")]
    pub read_as: Option<ReadAs>,
}

#[derive(Args, Debug)]
pub struct Export {
    /// `NAME.vcf`, `NAME.csv`, `NAME.xlsx` or `NAME.ldif`
    pub out: PathBuf,
    /// Write these contacts alone, in this order, hidden or not
    #[arg(long, value_name = "ID", value_delimiter = ',', conflicts_with_all = ["group", "partners", "hidden"])]
    pub ids: Vec<Id>,
    /// Write the members of this group alone
    #[arg(long, value_name = "NAME", conflicts_with_all = ["partners", "hidden"])]
    pub group: Option<String>,
    /// Write partners alone
    #[arg(long, conflicts_with = "hidden")]
    pub partners: bool,
    /// Write what is hidden
    #[arg(long)]
    pub hidden: bool,
    /// Version of the vCards
    #[arg(long, value_enum)]
    pub version: Option<Version>,
    /// Whose CSV file
    #[arg(long, value_enum)]
    pub dialect: Option<Dialect>,
    /// Encoding of a CSV file in Enishi's own dialect
    #[arg(long, value_enum)]
    pub encoding: Option<Encoding>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum Dialect {
    /// Enishi's own, which holds the most
    Enishi,
    /// Google Contacts
    Google,
    /// Outlook in Japanese (CP932); characters that don't fit are listed
    OutlookJa,
    /// Outlook in English
    OutlookEn,
    Thunderbird,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum Version {
    #[value(name = "3.0")]
    V3,
    #[value(name = "4.0")]
    V4,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum Encoding {
    #[value(name = "utf-8")]
    Utf8,
    /// For Excel
    #[value(name = "utf-8-bom")]
    Utf8Bom,
    /// For old Windows programs; characters that don't fit are listed
    #[value(name = "cp932")]
    Cp932,
}

/// A contact's number as typed.
#[derive(Clone, Copy, Debug)]
pub struct Id(pub ContactId);

impl std::str::FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Id, Self::Err> {
        text.parse().map(|id| Id(ContactId(id)))
    }
}

impl AlreadyThere {
    pub fn existing(self) -> Existing {
        match self {
            AlreadyThere::Update => Existing::Update,
            AlreadyThere::Skip => Existing::Skip,
            AlreadyThere::Add => Existing::Add,
        }
    }
}

impl Export {
    /// The format by the file's extension; a sentence for options that don't go with it.
    pub fn format(&self) -> Result<ExportFormat, &'static str> {
        let extension = self.out.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
        match (extension.as_deref(), self.version, self.dialect, self.encoding) {
            (Some("vcf" | "vcard"), version, None, None) => Ok(match version {
                Some(Version::V4) => ExportFormat::Vcard4,
                Some(Version::V3) | None => ExportFormat::Vcard3,
            }),
            (Some("csv"), None, None | Some(Dialect::Enishi), encoding) => Ok(match encoding {
                Some(Encoding::Utf8) | None => ExportFormat::CsvUtf8,
                Some(Encoding::Utf8Bom) => ExportFormat::CsvUtf8Bom,
                Some(Encoding::Cp932) => ExportFormat::CsvCp932,
            }),
            (Some("csv"), None, Some(Dialect::Google), None) => Ok(ExportFormat::CsvGoogle),
            (Some("csv"), None, Some(Dialect::OutlookJa), None) => Ok(ExportFormat::CsvOutlookJa),
            (Some("csv"), None, Some(Dialect::OutlookEn), None) => Ok(ExportFormat::CsvOutlookEn),
            (Some("csv"), None, Some(Dialect::Thunderbird), None) => Ok(ExportFormat::CsvThunderbird),
            (Some("xlsx"), None, None, None) => Ok(ExportFormat::Xlsx),
            (Some("ldif"), None, None, None) => Ok(ExportFormat::Ldif),
            (Some("csv"), None, Some(_), Some(_)) => {
                Err("--encoding goes with Enishi's own dialect; the others have theirs")
            }
            (Some("csv" | "xlsx" | "ldif"), Some(_), ..) => Err("--version goes with a .vcf file"),
            (Some("vcf" | "vcard" | "xlsx" | "ldif"), _, Some(_), _) => Err("--dialect goes with a .csv file"),
            (Some("vcf" | "vcard" | "xlsx" | "ldif"), _, _, Some(_)) => Err("--encoding goes with a .csv file"),
            _ => Err("the file's name must end in .vcf, .csv, .xlsx or .ldif"),
        }
    }
}

fn moment(text: &str) -> Result<Moment, String> {
    if let Ok(ms) = text.parse() {
        return Ok(Moment(ms));
    }
    chrono::DateTime::parse_from_rfc3339(text)
        .map(|moment| Moment(moment.timestamp_millis()))
        .map_err(|_| "neither RFC 3339 nor milliseconds".to_owned())
}

fn mapping(text: &str) -> Result<(String, Target), String> {
    let (header, code) = text.rsplit_once('=').ok_or("must be HEADER=TARGET")?;
    let unknown = || {
        let all: Vec<String> = Target::offered().map(Target::code).collect();
        format!("there is no target {code}. There are: {}", all.join(", "))
    };
    Ok((header.to_owned(), Target::parse(code).ok_or_else(unknown)?))
}

fn edit(text: &str) -> Result<Edit, String> {
    match text.split_once('=') {
        Some((field, value)) if !field.is_empty() => Ok(Edit { field: field.to_owned(), value: value.to_owned() }),
        Some(_) | None => Err("must be FIELD=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_moment_is_a_date_with_time_or_milliseconds() {
        assert_eq!(moment("1970-01-01T09:00:01+09:00"), Ok(Moment(1000)));
        assert_eq!(moment("-5"), Ok(Moment(-5)));
        assert!(moment("yesterday").is_err());
    }

    #[test]
    fn only_the_first_equals_sign_divides() {
        assert_eq!(edit("note=a=b"), Ok(Edit { field: "note".into(), value: "a=b".into() }));
        assert_eq!(edit("title="), Ok(Edit { field: "title".into(), value: String::new() }));
        assert!(edit("title").is_err());
    }
}
