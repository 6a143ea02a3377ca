//! The columns of one file and which of them belong together.

use super::cells::is_no_date;
use super::head::Head;
use super::header::{Block, Column, PARTS, Part, TEXTS, Text};
use super::how::How;
use super::records::Row;
use super::words::Words;

/// How the columns of a file are read.
pub(super) struct Layout {
    pub delimiter: u8,
    /// The row of the headers, from 1; what stands before is a preface. 0 for none.
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
    /// Columns whose cells are mended: see [`Target`].
    pub mends: Vec<usize>,
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
    parts: [Vec<usize>; PARTS],
    number: u32,
}

impl AddressColumns {
    /// The columns of one part, in order; more than one only where the user says so.
    pub(super) fn parts(&self, part: Part) -> &[usize] {
        self.parts.get(part as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn part(&self, part: Part) -> Option<usize> {
        self.parts(part).first().copied()
    }
}

impl Layout {
    /// The columns of these headers.
    pub(super) fn of(row: &Row, delimiter: u8, how: &How) -> Layout {
        Layout::made(&Head::of(row, how), row.number, delimiter, how)
    }

    pub(super) fn made(head: &Head, header_row: u64, delimiter: u8, how: &How) -> Layout {
        let mut layout = Layout {
            delimiter,
            header_row,
            dialect: head.dialect,
            texts: Default::default(),
            lists: Vec::new(),
            addresses: Vec::new(),
            left: Vec::new(),
            width: head.columns.len(),
            restore_zeros: how.restore_zeros,
            mends: Vec::new(),
        };
        let mut placed = vec![false; head.columns.len()];
        // What the user says comes beside what the headers say, and takes nothing from it.
        for said in [false, true] {
            for (at, column) in head.columns.iter().enumerate().filter(|(_, column)| column.chosen == said) {
                let done = column.meaning().is_some_and(|meaning| layout.place(at, meaning, column.number, said));
                if let Some(place) = placed.get_mut(at) {
                    *place = done;
                }
                if done && column.target.mends {
                    layout.mends.push(at);
                }
            }
        }
        layout.in_order();
        for (at, column) in head.columns.iter().enumerate() {
            let tied = column.meaning().is_none_or(|meaning| layout.attach(at, meaning, column.number));
            if !tied || placed.get(at) == Some(&false) {
                layout.left.push((at, column.header.clone()));
            }
        }
        layout
    }

    /// Everything in the order of the columns.
    fn in_order(&mut self) {
        self.texts.iter_mut().for_each(|columns| columns.sort_unstable());
        self.lists.sort_by_key(|entry| entry.value);
        for address in &mut self.addresses {
            address.parts.iter_mut().for_each(|columns| columns.sort_unstable());
        }
        self.addresses.sort_by_key(|address| address.parts.iter().flatten().min().copied());
    }

    /// Gives the column its place; false where it is taken or the column only serves others. What the user `said` stands beside
    /// others.
    fn place(&mut self, at: usize, column: Column, number: u32, said: bool) -> bool {
        let mut list = |block, label| {
            self.lists.push(Entry { block, value: at, label, label_column: None, service_column: None, number });
            true
        };
        match column {
            Column::Text(text) => {
                let many = said || matches!(text, Text::Department | Text::Note | Text::Groups);
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
            Column::Address(label, part) => self.place_address(at, label, part, number, said),
            // A label whose value is missing is kept like any unknown column: see `attach`.
            Column::LabelOf(_) | Column::Service | Column::Ignore => true,
        }
    }

    fn place_address(&mut self, at: usize, label: &'static str, part: Part, number: u32, said: bool) -> bool {
        let same = |address: &AddressColumns| address.label == label && address.number == number;
        if !self.addresses.iter().any(same) {
            self.addresses.push(AddressColumns { label, number, ..AddressColumns::default() });
        }
        let address = self.addresses.iter_mut().find(|address| same(address));
        match address.and_then(|address| address.parts.get_mut(part as usize)) {
            Some(columns) if said || columns.is_empty() => {
                columns.push(at);
                true
            }
            Some(_) | None => false,
        }
    }

    /// Ties a label's column to the value of the same number; false where there is none.
    fn attach(&mut self, at: usize, column: Column, number: u32) -> bool {
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
            _ => return true,
        };
        match place {
            Some(place) => {
                *place = Some(at);
                true
            }
            None => false,
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
}

/// A cell that its program writes where nothing was said.
pub(super) fn is_unset(dialect: &str, header: &str, cell: &str) -> bool {
    is_no_date(cell)
        || dialect.contains("outlook")
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
