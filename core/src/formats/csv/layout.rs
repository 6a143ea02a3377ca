//! The columns of one file: found header row, delimiter, dialect, and which columns belong together.

use super::cells::unguarded;
use super::header::{self, Block, Column, PARTS, Part, TEXTS, Text};
use super::records::{Records, Row};
use super::words::Words;

/// How the columns of a file are read.
pub(super) struct Layout {
    pub delimiter: u8,
    /// The row of the headers, from 1; what stands before is a preface.
    pub header_row: u64,
    pub dialect: &'static str,
    /// The columns of each text, in order.
    pub texts: [Vec<usize>; TEXTS],
    pub lists: Vec<Entry>,
    pub addresses: Vec<AddressColumns>,
    /// Columns that nothing else claims, with their headers.
    pub left: Vec<(usize, String)>,
    pub width: usize,
    /// Put back the zero that a spreadsheet's number lost in front.
    pub restore_zeros: bool,
}

/// A column of a list, with the column that holds its label.
pub(super) struct Entry {
    pub block: Block,
    pub value: usize,
    pub label: &'static str,
    pub label_column: Option<usize>,
    pub service_column: Option<usize>,
    number: u32,
}

#[derive(Default)]
pub(super) struct AddressColumns {
    pub label: &'static str,
    pub label_column: Option<usize>,
    parts: [Option<usize>; PARTS],
    number: u32,
}

impl AddressColumns {
    pub(super) fn part(&self, part: Part) -> Option<usize> {
        self.parts.get(part as usize).copied().flatten()
    }
}

/// Columns that are told by their headers; those behind are kept as they are.
const KNOWN: usize = 2_000;
/// Rows that may stand before the headers.
pub(super) const PREFACE: usize = 30;

impl Layout {
    /// Looks for the headers in the beginning of a file; `None` where there are none we know.
    pub(super) fn find(text: &str) -> Option<Layout> {
        let mut best: Option<(usize, Layout)> = None;
        for delimiter in [b',', b'\t', b';'] {
            let mut records = Records::new(text.as_bytes(), delimiter);
            let mut row = Row::default();
            for _ in 0..PREFACE {
                if !records.next(&mut row).unwrap_or(false) {
                    break;
                }
                let score = score(&row);
                if score > 0 && best.as_ref().is_none_or(|(most, _)| score > *most) {
                    best = Some((score, Layout::of(&row, delimiter)));
                }
            }
        }
        best.map(|(_, layout)| layout)
    }

    /// Looks for the headers among the first rows of a spreadsheet.
    pub(super) fn find_in(rows: &[Row]) -> Option<Layout> {
        let best = rows.iter().rev().max_by_key(|row| score(row)).filter(|row| score(row) > 0)?;
        Some(Layout::of(best, b','))
    }

    /// The columns of these headers.
    pub(super) fn of(row: &Row, delimiter: u8) -> Layout {
        let keys: Vec<String> = row.cells().map(header::key).collect();
        let mut columns: Vec<Option<(Column, u32)>> = keys.iter().take(KNOWN).map(|key| header::column(key)).collect();
        columns.resize(keys.len(), None);
        settle(&keys, &mut columns);
        let mut layout = Layout {
            delimiter,
            header_row: row.number,
            dialect: dialect(&keys),
            texts: Default::default(),
            lists: Vec::new(),
            addresses: Vec::new(),
            left: Vec::new(),
            width: row.len(),
            restore_zeros: false,
        };
        for (at, column) in columns.iter().enumerate() {
            let placed = column.is_some_and(|(column, number)| layout.place(at, column, number));
            if !placed && !keys.get(at).is_none_or(|key| key.is_empty()) {
                layout.left.push((at, unguarded(row.get(at).trim()).to_owned()));
            }
        }
        for (at, column) in columns.iter().enumerate() {
            if let Some((column, number)) = column {
                layout.attach(at, *column, *number, row);
            }
        }
        layout
    }

    /// Gives the column its place; false where it is taken or the column only serves others.
    fn place(&mut self, at: usize, column: Column, number: u32) -> bool {
        let mut list = |block, label| {
            self.lists.push(Entry { block, value: at, label, label_column: None, service_column: None, number });
            true
        };
        match column {
            Column::Text(text) => {
                let many = matches!(text, Text::Department | Text::Note | Text::Groups);
                match self.texts.get_mut(text as usize) {
                    Some(columns) if many || columns.is_empty() => {
                        columns.push(at);
                        true
                    }
                    Some(_) | None => false,
                }
            }
            Column::Phone(label) => list(Block::Phone, label),
            Column::Email(label) => list(Block::Email, label),
            Column::Url(label) => list(Block::Url, label),
            Column::Id(label) => list(Block::Id, label),
            Column::Date(label) => list(Block::Date, label),
            Column::Relation(label) => list(Block::Relation, label),
            Column::Custom => list(Block::Custom, ""),
            Column::Address(label, part) => self.place_address(at, label, part, number),
            // A label whose value is missing is kept like any unknown column: see `attach`.
            Column::LabelOf(_) | Column::Service | Column::Ignore => true,
        }
    }

    fn place_address(&mut self, at: usize, label: &'static str, part: Part, number: u32) -> bool {
        let same = |address: &AddressColumns| address.label == label && address.number == number;
        if !self.addresses.iter().any(same) {
            self.addresses.push(AddressColumns { label, number, ..AddressColumns::default() });
        }
        let address = self.addresses.iter_mut().find(|address| same(address));
        match address.and_then(|address| address.parts.get_mut(part as usize)) {
            Some(place @ None) => {
                *place = Some(at);
                true
            }
            Some(Some(_)) | None => false,
        }
    }

    /// Ties a label's column to the value of the same number.
    fn attach(&mut self, at: usize, column: Column, number: u32, row: &Row) {
        let place = match column {
            Column::LabelOf(Block::Address) => {
                let address =
                    self.addresses.iter_mut().find(|address| address.label.is_empty() && address.number == number);
                address.map(|address| &mut address.label_column)
            }
            Column::LabelOf(block) => {
                let entry = self.lists.iter_mut().find(|entry| entry.block == block && entry.number == number);
                entry.map(|entry| &mut entry.label_column)
            }
            Column::Service => {
                let entry = self.lists.iter_mut().find(|entry| entry.block == Block::Id && entry.number == number);
                entry.map(|entry| &mut entry.service_column)
            }
            _ => return,
        };
        match place {
            Some(place) => *place = Some(at),
            None => self.left.push((at, row.get(at).trim().to_owned())),
        }
    }

    /// Months stand before days in this file (`4/12/1990`).
    pub(super) fn is_american(&self) -> bool {
        matches!(
            self.dialect,
            "outlook-en" | "outlook-com" | "google-outlook" | "google" | "google-old" | "thunderbird"
        )
    }

    /// A column of Eight's that stands for one of the user's tags: the card has it where `1` stands.
    pub(super) fn is_tag(&self, header: &str, cell: &str) -> bool {
        let own = ["Eightでつながっている人", "再データ化中の名刺", "'?'を含んだデータ"];
        self.dialect == "eight" && cell == "1" && !own.contains(&header)
    }

    /// A cell that its program writes where nothing was said.
    pub(super) fn is_unset(&self, header: &str, cell: &str) -> bool {
        self.dialect.contains("outlook")
            && matches!(
                (header, cell),
                ("性別", "指定なし")
                    | ("プライベート", "False" | "オフ")
                    | ("秘密度" | "優先度", "標準")
                    | ("Gender", "Unspecified")
                    | ("Private", "False")
                    | ("Sensitivity" | "Priority", "Normal")
                    | ("イニシャル" | "Initials", _)
            )
    }
}

impl Block {
    pub(super) fn words(self) -> Words {
        match self {
            Block::Phone | Block::Email | Block::Url | Block::Address => Words::Places,
            Block::Id => Words::Services,
            Block::Date => Words::Dates,
            Block::Relation => Words::Relations,
            Block::Custom => Words::Custom,
        }
    }
}

/// How much a row looks like headers: known columns, if one of them says who it is about. 0 for none.
pub(super) fn score(row: &Row) -> usize {
    let keys: Vec<String> = row.cells().map(header::key).collect();
    let known: Vec<Column> = keys.iter().filter_map(|key| header::column(key)).map(|(column, _)| column).collect();
    let tells = |column: &Column| match column {
        Column::Text(text) => matches!(
            text,
            Text::Name
                | Text::DisplayName
                | Text::Family
                | Text::Given
                | Text::Company
                | Text::Nickname
                | Text::Reading
        ),
        Column::Phone(_) | Column::Email(_) => true,
        _ => false,
    };
    let enough = known.len() >= 2 || (known.len() == 1 && row.len() == 1);
    // Real headers do not repeat a text, and are not half unknown words beside one known by chance.
    if enough && known.iter().any(tells) { known.len() } else { 0 }
}

/// Headers that mean different things in different company.
fn settle(keys: &[String], columns: &mut [Option<(Column, u32)>]) {
    let has = |columns: &[Option<(Column, u32)>], text: Text| {
        columns.iter().flatten().any(|(column, _)| *column == Column::Text(text))
    };
    let job_title = has(columns, Text::Title);
    let (family, given) = (has(columns, Text::Family), has(columns, Text::Given));
    let year = has(columns, Text::BirthYear) || has(columns, Text::BirthMonth);
    for (key, column) in keys.iter().zip(columns) {
        let Some((Column::Text(text), _)) = column else { continue };
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
