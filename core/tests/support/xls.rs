//! XLS files put together from their parts: the records of a workbook, and the compound file around them.

/// Bytes of a sector.
pub const SECTOR: usize = 512;
const FREE: u32 = 0xffff_ffff;
const END: u32 = 0xffff_fffe;
const TABLE: u32 = 0xffff_fffd;
const TABLE_OF_TABLES: u32 = 0xffff_fffc;
/// Sectors of the table that the header has room for.
const IN_HEADER: usize = 109;
const LONGEST: usize = 8_224;

pub const BOF: u16 = 0x0809;
pub const EOF: u16 = 0x000a;
pub const SHARED_TEXTS: u16 = 0x00fc;
pub const CONTINUE: u16 = 0x003c;

pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a record is short");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A workbook's stream in BIFF8: what stands before its sheets, and each sheet's name and records.
pub fn stream(before: &[u8], sheets: &[(&str, Vec<u8>)]) -> Vec<u8> {
    stream_of(0x0600, before, sheets, &|name| {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&[u8::try_from(units.len() / 2).expect("short"), 1][..], &units].concat()
    })
}

pub fn stream_of(version: u16, before: &[u8], sheets: &[(&str, Vec<u8>)], named: &dyn Fn(&str) -> Vec<u8>) -> Vec<u8> {
    let begin = |kind: u16| record(BOF, &shorts(&[version, kind, 0, 0, 0, 0, 0, 0]));
    let named: Vec<Vec<u8>> = sheets.iter().map(|(name, _)| named(name)).collect();
    let mut at = begin(5).len() + before.len() + named.iter().map(|name| 4 + 6 + name.len()).sum::<usize>() + 4;
    let mut stream = [begin(5), before.to_vec()].concat();
    let whole: Vec<Vec<u8>> =
        sheets.iter().map(|(_, records)| [begin(0x10), records.clone(), record(EOF, &[])].concat()).collect();
    for (name, sheet) in named.iter().zip(&whole) {
        let place = u32::try_from(at).expect("short").to_le_bytes();
        stream.extend(record(0x0085, &[&place[..], &[0, 0], name].concat()));
        at += sheet.len();
    }
    stream.extend(record(EOF, &[]));
    stream.extend(whole.concat());
    stream
}

/// The texts that sheets share, cut into records as Excel cuts them: between characters.
pub fn shared(texts: &[&str]) -> Vec<u8> {
    let number = u32::try_from(texts.len()).expect("few").to_le_bytes();
    let mut pieces = vec![[number, number].concat()];
    for text in texts {
        let units: Vec<u16> = text.encode_utf16().collect();
        let head = [&u16::try_from(units.len()).expect("short").to_le_bytes()[..], &[1]].concat();
        if pieces.last().expect("one").len() + 3 > LONGEST {
            pieces.push(Vec::new());
        }
        pieces.last_mut().expect("one").extend(head);
        for unit in units {
            if pieces.last().expect("one").len() + 2 > LONGEST {
                pieces.push(vec![1]);
            }
            pieces.last_mut().expect("one").extend(unit.to_le_bytes());
        }
    }
    let kinds = std::iter::once(SHARED_TEXTS).chain(std::iter::repeat(CONTINUE));
    kinds.zip(pieces).flat_map(|(kind, piece)| record(kind, &piece)).collect()
}

/// A cell that says the shared text of this number.
pub fn cell(row: u16, column: u16, text: u32) -> Vec<u8> {
    record(0x00fd, &[shorts(&[row, column, 0]), text.to_le_bytes().to_vec()].concat())
}

/// A cell that says a text of its own.
pub fn text(row: u16, column: u16, text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(units.len()).expect("short");
    record(0x0204, &[shorts(&[row, column, 0, length]), vec![1], shorts(&units)].concat())
}

pub fn number(row: u16, column: u16, look: u16, number: f64) -> Vec<u8> {
    record(0x0203, &[shorts(&[row, column, look]), number.to_le_bytes().to_vec()].concat())
}

/// Headers and these people, by name and phone.
pub fn people(people: impl Iterator<Item = (u16, String)>) -> Vec<u8> {
    let head = [text(0, 0, "氏名"), text(0, 1, "電話番号")].concat();
    people.fold(head, |mut sheet, (row, name)| {
        sheet.extend(text(row, 0, &name));
        sheet.extend(text(row, 1, &format!("03-{row}")));
        sheet
    })
}

/// A compound file with one stream, `Workbook`.
pub struct Compound {
    pub bytes: Vec<u8>,
    /// Where the table of sectors begins; it is in one piece.
    pub table: usize,
    /// The sector of the directory.
    pub directory: u32,
}

impl Compound {
    /// Says that `next` comes after this sector.
    pub fn link(&mut self, sector: u32, next: u32) {
        let at = self.table + sector as usize * 4;
        self.bytes[at..at + 4].copy_from_slice(&next.to_le_bytes());
    }
}

pub fn compound(stream: &[u8]) -> Compound {
    packed("Workbook", stream, stream.len().max(4_096))
}

/// With a stream of this name, said to be so long.
pub fn packed(name: &str, stream: &[u8], said: usize) -> Compound {
    laid_out(name, stream, stream.len().max(4_096).div_ceil(SECTOR), said)
}

fn laid_out(name: &str, stream: &[u8], data: usize, said: usize) -> Compound {
    let (mut tables, mut more) = (1, 0);
    while tables * 128 < data + 1 + tables + more {
        tables += 1;
        more = tables.saturating_sub(IN_HEADER).div_ceil(127);
    }
    let directory = u32::try_from(data).expect("short");
    let first_table = directory + 1;
    let first_more = first_table + u32::try_from(tables).expect("short");
    let mut links: Vec<u32> = (1..directory).chain([END, END]).collect();
    links.extend(std::iter::repeat_n(TABLE, tables).chain(std::iter::repeat_n(TABLE_OF_TABLES, more)));
    links.resize(tables * 128, FREE);
    let holders: Vec<u32> = (first_table..first_more).collect();
    let (in_header, beyond) = holders.split_at(holders.len().min(IN_HEADER));

    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.resize(24, 0);
    header.extend(shorts(&[0x3e, 3, 0xfffe, 9, 6, 0, 0, 0, 0, 0]));
    let longs = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    let next = if more == 0 { END } else { first_more };
    let number = |count: usize| u32::try_from(count).expect("short");
    header.extend(longs(&[number(tables), directory, 0, 4_096, END, 0, next, number(more)]));
    let mut bytes = header;
    bytes.extend(longs(in_header));
    bytes.resize(SECTOR, 0xff);
    bytes.extend(stream);
    bytes.resize(SECTOR * (1 + data), 0);
    bytes.extend(entry("Root Entry", 5, END, 0));
    bytes.extend(entry(name, 2, 0, number(said)));
    bytes.resize(SECTOR * (2 + data), 0);
    let table = bytes.len();
    bytes.extend(longs(&links));
    for (nth, part) in beyond.chunks(127).enumerate() {
        let mut part = part.to_vec();
        part.resize(127, FREE);
        let last = nth + 1 == more;
        part.push(if last { END } else { first_more + number(nth) + 1 });
        bytes.extend(longs(&part));
    }
    Compound { bytes, table, directory }
}

/// A stream of less than 4,096 bytes in small sectors.
pub fn small(stream: &[u8]) -> Compound {
    assert!(stream.len() < 4_096, "a small stream");
    let data = stream.len().div_ceil(SECTOR);
    let mut packed = laid_out("Workbook", stream, data, stream.len());
    let sectors = u32::try_from(stream.len().div_ceil(64)).expect("short");
    // The table of small sectors behind all others, in the last place of the table of sectors that is free.
    let holder = u32::try_from(packed.bytes.len() / SECTOR - 1).expect("short");
    let mut links: Vec<u8> = (1..sectors).chain([END]).flat_map(u32::to_le_bytes).collect();
    links.resize(SECTOR, 0xff);
    packed.bytes.extend(links);
    packed.link(holder, END);
    packed.bytes[60..64].copy_from_slice(&holder.to_le_bytes());
    packed.bytes[64..68].copy_from_slice(&1u32.to_le_bytes());
    let root = SECTOR * (1 + packed.directory as usize);
    packed.bytes[root + 116..root + 120].copy_from_slice(&0u32.to_le_bytes());
    packed.bytes[root + 120..root + 124].copy_from_slice(&u32::try_from(data * SECTOR).expect("short").to_le_bytes());
    packed
}

fn entry(name: &str, kind: u8, first: u32, bytes: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(entry.len() + 2).expect("short");
    entry.resize(64, 0);
    entry.extend(length.to_le_bytes());
    entry.extend([kind, 1]);
    entry.extend([0xff; 12]);
    entry.resize(116, 0);
    entry.extend(first.to_le_bytes());
    entry.extend(bytes.to_le_bytes());
    entry.resize(128, 0);
    entry
}
