//! The headers of a table: where they stand, and what each is taken for.

use super::cells::unguarded;
use super::header::{self, Column, Text};
use super::how::{Delimiter, How};
use super::layout::Layout;
use super::records::{Records, Row};
use super::target::Target;

/// Columns that are told by their headers; those behind are kept as they are.
const KNOWN: usize = 2_000;
/// Rows that may stand before the headers.
pub(super) const PREFACE: usize = 30;

/// The headers of one table.
pub(super) struct Head {
    pub dialect: &'static str,
    pub keys: Vec<String>,
    pub columns: Vec<HeadColumn>,
}

pub(super) struct HeadColumn {
    /// As it stands; of a column without one its number, from 1.
    pub header: String,
    pub target: Target,
    /// The user says so, or said so before.
    pub chosen: bool,
    /// The number that the header carries (0 for none).
    pub number: u32,
}

impl HeadColumn {
    pub(super) fn meaning(&self) -> Option<Column> {
        self.target.column
    }

    /// It says something about somebody.
    fn tells(&self) -> bool {
        match self.target.column {
            Some(Column::LabelOf(_) | Column::Service | Column::Ignore) | None => false,
            Some(_) => true,
        }
    }
}

impl Head {
    pub(super) fn of(row: &Row, how: &How) -> Head {
        let header = |(at, cell): (usize, &str)| match unguarded(cell.trim()) {
            "" => (at + 1).to_string(),
            header => header.to_owned(),
        };
        Head::named(row.cells().enumerate().map(header).collect(), how)
    }

    /// Of a table without headers: its columns are called by their numbers.
    fn numbered(width: usize, how: &How) -> Head {
        Head::named((1..=width).map(|number| number.to_string()).collect(), how)
    }

    fn named(headers: Vec<String>, how: &How) -> Head {
        let keys: Vec<String> = headers.iter().map(|header| header::key(header)).collect();
        let chosen = how.chosen(&keys);
        let column = |(at, ((header, key), said)): (usize, ((String, &String), Option<Target>))| {
            let guess = if at < KNOWN { header::column(key) } else { None };
            let (guess, number) = guess.map_or((None, 0), |(column, number)| (Some(column), number));
            match said {
                // Another meaning doesn't belong to the values of the header's number.
                Some(target) => {
                    let number = if target.column == guess { number } else { 0 };
                    HeadColumn { header, target, chosen: true, number }
                }
                None => HeadColumn { header, target: Target { column: guess, mends: false }, chosen: false, number },
            }
        };
        let mut columns: Vec<HeadColumn> = headers.into_iter().zip(&keys).zip(chosen).enumerate().map(column).collect();
        settle(&keys, &mut columns);
        let dialect = dialect(&keys);
        if dialect == "csv" {
            // A table of no program we know: there is none that it should go back to as it was.
            for column in columns.iter_mut().filter(|column| !column.chosen) {
                column.target.mends = match column.target.column {
                    Some(Column::Text(Text::Company)) => false,
                    Some(_) | None => column.target.mending().is_some(),
                };
            }
        }
        Head { dialect, keys, columns }
    }

    /// Some column says something.
    pub(super) fn tells(&self) -> bool {
        self.columns.iter().any(HeadColumn::tells)
    }
}

/// Where the headers of a table stand.
pub(super) struct Found {
    pub head: Head,
    /// From 1; 0 for a table without headers.
    pub row: u64,
    pub delimiter: u8,
}

impl Found {
    pub(super) fn layout(&self, how: &How) -> Layout {
        Layout::made(&self.head, self.row, self.delimiter, how)
    }
}

/// Looks for the headers in the beginning of a text; `None` where it is no table. They may be headers we don't know:
/// see [`Head::tells`].
pub(super) fn in_text(text: &str, how: &How) -> Option<Found> {
    let delimiters: Vec<Delimiter> = how.delimiter.map_or_else(|| Delimiter::ALL.to_vec(), |one| vec![one]);
    let tables = delimiters.into_iter().map(|delimiter| {
        let mut records = Records::new(text.as_bytes(), delimiter.byte());
        let (mut row, mut rows) = (Row::default(), Vec::new());
        while rows.len() < PREFACE && records.next(&mut row).unwrap_or(false) {
            rows.push(row.clone());
        }
        (delimiter.byte(), rows)
    });
    let tables: Vec<(u8, Vec<Row>)> = tables.collect();
    find(&tables.iter().map(|(delimiter, rows)| (*delimiter, rows.as_slice())).collect::<Vec<_>>(), how)
}

/// Looks for the headers among the first rows of a spreadsheet, as [`in_text`].
pub(super) fn in_rows(rows: &[Row], how: &How) -> Option<Found> {
    find(&[(b',', rows)], how)
}

fn find(tables: &[(u8, &[Row])], how: &How) -> Option<Found> {
    let found = |(delimiter, row): (u8, &Row)| Found { head: Head::of(row, how), row: row.number, delimiter };
    if how.header_row == Some(0) {
        let width = |rows: &[Row]| rows.iter().map(Row::len).max().unwrap_or(0);
        let (delimiter, rows) =
            tables.iter().rev().max_by_key(|(_, rows)| width(rows)).filter(|(_, rows)| width(rows) > 0)?;
        return Some(Found { head: Head::numbered(width(rows), how), row: 0, delimiter: *delimiter });
    }
    let asked = |row: &&Row| how.header_row.is_none_or(|number| row.number == u64::from(number));
    let rows = || tables.iter().flat_map(|(delimiter, rows)| rows.iter().filter(asked).map(|row| (*delimiter, row)));
    if how.choices.is_none() && !how.remembered.is_empty() {
        let keys = |row: &Row| Head::of(row, &How::default()).keys;
        if let Some(known) = rows().find(|(_, row)| !row.is_blank() && how.remembered_of(&keys(row)).is_some()) {
            return Some(found(known));
        }
    }
    let mut best: Option<(usize, (u8, &Row))> = None;
    for (delimiter, row) in rows() {
        let score = score(row, how);
        if score > 0 && best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, (delimiter, row)));
        }
    }
    if let Some((_, row)) = best {
        return Some(found(row));
    }
    // A table is several rows of several cells; its headers are the first of the fullest.
    let filled = |row: &Row| row.cells().filter(|cell| !cell.trim().is_empty()).count();
    let is_table = |(_, rows): &&(u8, &[Row])| rows.iter().filter(|row| filled(row) > 1).count() > 1;
    let fullest = |(_, rows): &&(u8, &[Row])| rows.iter().map(filled).max().unwrap_or(0);
    let (delimiter, rows) = tables.iter().filter(is_table).rev().max_by_key(fullest)?;
    let row = rows.iter().filter(asked).rev().max_by_key(|row| filled(row))?;
    Some(found((*delimiter, row)))
}

/// How much a row looks like headers: known columns, if one of them says who it is about. 0 for none.
pub(super) fn score(row: &Row, how: &How) -> usize {
    let head = Head::of(row, how);
    let known: Vec<&HeadColumn> = head.columns.iter().filter(|column| column.meaning().is_some()).collect();
    let tells = |column: &&HeadColumn| match column.meaning() {
        Some(Column::Text(text)) => matches!(
            text,
            Text::Name
                | Text::DisplayName
                | Text::Family
                | Text::Given
                | Text::Company
                | Text::Nickname
                | Text::Reading
        ),
        Some(Column::Phone(_) | Column::Email(_)) => true,
        Some(_) | None => false,
    };
    let enough = known.len() >= 2 || (known.len() == 1 && row.len() == 1);
    let said = known.iter().any(|column| column.chosen && column.tells());
    // Real headers do not repeat a text, and are not half unknown words beside one known by chance.
    if said || (enough && known.iter().any(tells)) { known.len() } else { 0 }
}

/// Headers that mean different things in different company.
fn settle(keys: &[String], columns: &mut [HeadColumn]) {
    let has = |columns: &[HeadColumn], text: Text| {
        columns.iter().any(|column| column.target.column == Some(Column::Text(text)))
    };
    let job_title = has(columns, Text::Title);
    let (family, given) = (has(columns, Text::Family), has(columns, Text::Given));
    let year = has(columns, Text::BirthYear) || has(columns, Text::BirthMonth);
    for (key, column) in keys.iter().zip(columns) {
        let Some(Column::Text(text)) = &mut column.target.column else { continue };
        if column.chosen {
            continue;
        }
        *text = match *text {
            Text::PrefixOrTitle if job_title => Text::Prefix,
            Text::PrefixOrTitle => Text::Title,
            Text::Name if family && !given && matches!(key.as_str(), "名前" | "name") => Text::Given,
            Text::Name if given => Text::DisplayName,
            Text::GivenReading if key.starts_with("名前") && !family => Text::Reading,
            Text::Birthday if year => Text::BirthDay,
            other => other,
        };
    }
}

fn dialect(keys: &[String]) -> &'static str {
    let has = |key: &str| keys.iter().any(|other| other == key);
    if has("enishiid") {
        "enishi"
    } else if has("groupmembership") || (has("yominame") && has("givennameyomi")) {
        "google-old"
    } else if has("phoneticfirstname") && (has("labels") || has("fileas")) {
        "google"
    } else if has("電子メールアドレス") && has("番地(会社)") {
        "outlook-ja"
    } else if has("surnameyomi") && has("givenyomi") {
        "outlook-com"
    } else if has("internetfreebusy") && has("homeaddress") {
        "google-outlook"
    } else if has("businessstreet") && has("emailaddress") {
        "outlook-en"
    } else if (has("primaryemail") && has("screenname")) || (has("別のメールアドレス") && has("スクリーンネーム"))
    {
        "thunderbird"
    } else if (has("email(preferred)") || has("メールアドレス(優先)")) && (has("blogfeed") || has("ブログフィード"))
    {
        "kaddressbook"
    } else if keys.iter().any(|key| key.starts_with("eightでつながっている")) {
        "eight"
    } else if has("自宅〒") && has("姓かな") {
        "atena-shokunin"
    } else if has("デザインキット住所id") || (has("氏名(姓)") && has("郵便番号(自宅欄)")) {
        "hagaki-design-kit"
    } else if has("電子メールアドレス") && has("勤務先の郵便番号") {
        "windows-live-mail"
    } else {
        "csv"
    }
}
