//! The file system inside of an XLS ([MS-CFB]): streams by name, cut into sectors that lie anywhere in the file.
//!
//! Nothing that the file says of itself is believed. A chain of sectors is followed in memory first, and each sector may stand in it
//! once; then its sectors are read in the order of the file, in one pass.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use super::super::NotASheet;
use super::bytes::{long, short};

/// Of a file with the usual sectors; the format itself ends there.
const LARGEST_FILE: u64 = 2 * 1024 * 1024 * 1024;
/// Sectors of the directory; each names four streams or more.
const DIRECTORY: usize = 4_096;
/// Sectors of the table of small sectors.
const MINI_TABLE: usize = 4_096;
/// A stream shorter than this lies in small sectors.
const MINI_STREAM: u64 = 4_096;
const MINI_SECTOR: u64 = 64;
/// Numbers from here on are no sectors: the end of a chain, free ones.
const NO_SECTOR: u32 = 0xffff_fffa;
const END: u32 = 0xffff_fffe;
const HEADER: usize = 512;
const STREAM: u8 = 2;
const SHORT_GAP: u64 = 64 * 1024;

pub(super) struct Compound<'a, R> {
    input: &'a mut R,
    /// Bytes of a sector.
    sector: usize,
    /// How many there are in the file, the header's own left out.
    sectors: usize,
    /// The sector after each.
    table: Vec<u32>,
    entries: Vec<Entry>,
    mini_table: u32,
}

struct Entry {
    name: String,
    kind: u8,
    first: u32,
    bytes: u64,
}

impl<'a, R: Read + Seek> Compound<'a, R> {
    pub(super) fn open(input: &'a mut R) -> Result<Compound<'a, R>, NotASheet> {
        let damaged = || NotASheet("damaged");
        let length = input.seek(SeekFrom::End(0)).map_err(|_| damaged())?;
        if length > LARGEST_FILE {
            return Err(NotASheet("too_large"));
        }
        let mut header = [0; HEADER];
        input.seek(SeekFrom::Start(0)).and_then(|_| input.read_exact(&mut header)).map_err(|_| damaged())?;
        let sector = match short(&header, 30) {
            Some(9) => 512,
            Some(12) => 4_096,
            _ => return Err(damaged()),
        };
        let sectors = usize::try_from(length).unwrap_or(0).saturating_sub(sector).div_ceil(sector);
        let at = |at| long(&header, at).unwrap_or(END);
        let (directory, mini_table) = (at(48), at(60));
        let mut compound = Compound { input, sector, sectors, table: Vec::new(), entries: Vec::new(), mini_table };
        compound.table = compound.table(&header).map_err(|_| damaged())?;
        let directory = compound.chain(directory, DIRECTORY);
        let directory = compound.read(&directory).map_err(|_| damaged())?;
        compound.entries = directory.chunks_exact(128).filter_map(|entry| compound.entry(entry)).collect();
        Ok(compound)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The bytes of a stream, `None` without one; fewer than it should have where its sectors break off.
    pub(super) fn stream(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, NotASheet> {
        let Some(entry) = self.find(name) else { return Ok(None) };
        let (first, bytes) = (entry.first, entry.bytes);
        if bytes > most {
            return Err(NotASheet("too_large"));
        }
        let read = if bytes < MINI_STREAM { self.small(first, bytes) } else { self.large(first, bytes) };
        read.map(Some).map_err(|_| NotASheet("damaged"))
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == STREAM && entry.name.eq_ignore_ascii_case(name))
    }

    fn entry(&self, bytes: &[u8]) -> Option<Entry> {
        let units = bytes.get(..64)?.chunks_exact(2).filter_map(|unit| short(unit, 0)).take_while(|unit| *unit != 0);
        let name = String::from_utf16_lossy(&units.collect::<Vec<_>>());
        let (low, high) = (long(bytes, 120)?, long(bytes, 124)?);
        // The upper half of a length is noise where sectors are small.
        let high = if self.sector == 512 { 0 } else { high };
        let bytes_long = u64::from(high) << 32 | u64::from(low);
        Some(Entry { name, kind: *bytes.get(66)?, first: long(bytes, 116)?, bytes: bytes_long })
    }

    /// What comes after each sector. Which sectors hold the table stands in the header, and beyond its room in a chain of its
    /// own, of which no more is read than a file of this length has.
    fn table(&mut self, header: &[u8]) -> io::Result<Vec<u32>> {
        let per_sector = self.sector / 4;
        let most = self.sectors.div_ceil(per_sector);
        let mut holders: Vec<u32> = longs(header.get(76..).unwrap_or_default()).collect();
        let mut next = long(header, 68).unwrap_or(END);
        for _ in 0..most.div_ceil(per_sector - 1) {
            if next >= NO_SECTOR {
                break;
            }
            let more = self.read(&[next])?;
            holders.extend(longs(&more));
            next = holders.pop().unwrap_or(END);
        }
        holders.retain(|holder| *holder < NO_SECTOR);
        holders.truncate(most);
        Ok(longs(&self.read(&holders)?).collect())
    }

    /// Sectors in the order of what lies in them, as far as they don't lead out of the file or back to where they were.
    fn chain(&self, first: u32, most: usize) -> Vec<u32> {
        let (mut chain, mut next) = (Vec::new(), first);
        let mut seen = vec![false; self.sectors];
        while chain.len() < most
            && let Some(seen) = seen.get_mut(next as usize).filter(|seen| !**seen)
        {
            *seen = true;
            chain.push(next);
            next = self.table.get(next as usize).copied().unwrap_or(END);
        }
        chain
    }

    fn large(&mut self, first: u32, bytes: u64) -> io::Result<Vec<u8>> {
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        let chain = self.chain(first, bytes.div_ceil(self.sector));
        let mut stream = self.read(&chain)?;
        stream.truncate(bytes);
        Ok(stream)
    }

    /// A stream in small sectors: those lie in a stream of their own, which the directory's first entry names.
    fn small(&mut self, first: u32, bytes: u64) -> io::Result<Vec<u8>> {
        let Some(root) = self.entries.first() else { return Ok(Vec::new()) };
        let holders = self.chain(root.first, self.sectors);
        let table = self.chain(self.mini_table, MINI_TABLE);
        let table: Vec<u32> = longs(&self.read(&table)?).collect();
        let (mut pieces, mut seen, mut next) = (Vec::new(), Vec::new(), first);
        while (pieces.len() as u64) < bytes.div_ceil(MINI_SECTOR) && !seen.contains(&next) {
            let at = u64::from(next) * MINI_SECTOR;
            let Some(holder) = holders.get(usize::try_from(at / self.sector as u64).unwrap_or(usize::MAX)) else {
                break;
            };
            pieces.push(self.place(*holder) + at % self.sector as u64);
            seen.push(next);
            next = table.get(next as usize).copied().unwrap_or(END);
        }
        let mut stream = self.pieces(&pieces, MINI_SECTOR as usize)?;
        stream.truncate(usize::try_from(bytes).unwrap_or(usize::MAX));
        Ok(stream)
    }

    fn read(&mut self, sectors: &[u32]) -> io::Result<Vec<u8>> {
        let places: Vec<u64> = sectors.iter().map(|sector| self.place(*sector)).collect();
        self.pieces(&places, self.sector)
    }

    fn place(&self, sector: u32) -> u64 {
        (u64::from(sector) + 1) * self.sector as u64
    }

    /// Pieces of one size from these places, one behind the other. What lies behind the file's end is zeros.
    fn pieces(&mut self, places: &[u64], size: usize) -> io::Result<Vec<u8>> {
        let mut order: Vec<(u64, usize)> = places.iter().copied().zip(0..).collect();
        order.sort_unstable();
        let mut read = vec![0; places.len() * size];
        let mut here = u64::MAX;
        for (place, at) in order {
            // A seek throws away what was read ahead: a short gap is read over.
            match place.checked_sub(here) {
                Some(gap) if gap <= SHORT_GAP => drop(io::copy(&mut self.input.by_ref().take(gap), &mut io::sink())?),
                _ => drop(self.input.seek(SeekFrom::Start(place))?),
            }
            let Some(mut piece) = read.get_mut(at * size..(at + 1) * size) else { continue };
            while !piece.is_empty() {
                match self.input.read(piece) {
                    Ok(0) => break,
                    Ok(count) => piece = piece.get_mut(count..).unwrap_or_default(),
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            here = place + size as u64;
        }
        Ok(read)
    }
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|four| long(four, 0))
}
