//! Services and rights as CSV: a header row of English names or Japanese words, in any order, UTF-8 or CP932.

use std::io::Read;

use super::csv::{guarded, unguarded};
use super::encoding::{Decoding, guess};

/// Columns of services, each with the word that a Japanese table may have.
pub const SERVICE: [(&str, &str); 11] = [
    ("name", "サービス名"),
    ("kind", "種類"),
    ("identifier", "ID"),
    ("plan", "プラン"),
    ("contract_number", "契約番号"),
    ("renewal", "更新日"),
    ("partner", "販売パートナー"),
    ("last_login", "最終ログイン"),
    ("reversibility", "復元"),
    ("recovery", "復旧方法"),
    ("note", "メモ"),
];

/// Columns of rights.
pub const ACCESS: [(&str, &str); 8] = [
    ("service", "サービス名"),
    ("person", "氏名"),
    ("role", "役割"),
    ("admin", "管理者"),
    ("since", "開始日"),
    ("second_factor", "2段階認証の端末"),
    ("review", "見直し日"),
    ("note", "メモ"),
];

/// Columns of a batch of invites.
pub const INVITES: [(&str, &str); 7] = [
    ("name", "氏名"),
    ("company", "会社名"),
    ("email", "メール"),
    ("issued", "発行日"),
    ("expires", "有効期限"),
    ("link", "Enishi の招待リンク"),
    ("file", "ファイル名"),
];

/// In bytes; a business has a few hundred rows.
const LARGEST: u64 = 16 * 1024 * 1024;

/// A row that was read: its number as a spreadsheet shows it, and its cells by column.
pub struct Line {
    pub row: u64,
    pub cells: Vec<(&'static str, String)>,
}

/// Reads a table. Columns that nobody knows are passed over; `None` where none of the headers is known.
pub fn read(bytes: &[u8], columns: &[(&'static str, &'static str)]) -> Option<Vec<Line>> {
    let mut text = String::new();
    Decoding::new(bytes, guess(bytes)).take(LARGEST).read_to_string(&mut text).ok()?;
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut rows = reader.records();
    let headers = rows.next()?.ok()?;
    let known = |header: &str| {
        let header = header.trim();
        columns.iter().find(|(name, word)| name.eq_ignore_ascii_case(header) || *word == header).map(|(name, _)| *name)
    };
    let places: Vec<Option<&'static str>> = headers.iter().map(known).collect();
    if places.iter().all(Option::is_none) {
        return None;
    }
    let mut lines = Vec::new();
    for (row, number) in rows.flatten().zip(2..) {
        let cells = places.iter().zip(row.iter());
        let cells: Vec<_> =
            cells.filter_map(|(name, cell)| Some(((*name)?, unguarded(cell).trim().to_owned()))).collect();
        if cells.iter().any(|(_, cell)| !cell.is_empty()) {
            lines.push(Line { row: number, cells });
        }
    }
    Some(lines)
}

/// Writes a table that spreadsheets open: UTF-8 with a byte order mark, cells guarded that they would run.
pub fn write(columns: &[(&'static str, &'static str)], rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    let headers: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let written = writer.write_record(&headers).and_then(|()| {
        rows.iter().try_for_each(|row| writer.write_record(row.iter().map(|cell| guarded(cell)).collect::<Vec<_>>()))
    });
    written.expect("BUG: memory takes every row");
    writer.into_inner().expect("BUG: memory takes every row")
}
