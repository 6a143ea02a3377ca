//! The records that a workbook's stream is made of, and texts that go on from one record into the next.

use super::bytes::{byte, long, short};

/// What goes on in the record before.
const CONTINUE: u16 = 0x003c;
/// Records that one text may go on in; the longest one Excel writes takes sixteen.
const PIECES: u32 = 64;

#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
    /// Where its data begin in the stream.
    at: usize,
}

impl<'a> Record<'a> {
    /// The record that begins here; `None` at the stream's end or where it breaks off.
    pub fn at(stream: &'a [u8], at: usize) -> Option<Record<'a>> {
        let (kind, length) = (short(stream, at)?, short(stream, at + 2)?);
        let at = at + 4;
        Some(Record { kind, data: stream.get(at..at + usize::from(length))?, at })
    }

    pub fn end(&self) -> usize {
        self.at + self.data.len()
    }

    pub fn short(&self, at: usize) -> Option<u16> {
        short(self.data, at)
    }

    pub fn long(&self, at: usize) -> Option<u32> {
        long(self.data, at)
    }
}

/// The records from one on.
pub(super) fn records(stream: &[u8], from: usize) -> impl Iterator<Item = Record<'_>> {
    let first = Record::at(stream, from);
    std::iter::successors(first, |record| Record::at(stream, record.end()))
}

/// What is read next: a place in the data of a record, and what is left of them.
#[derive(Clone, Copy)]
pub(super) struct Place {
    at: u32,
    left: u16,
}

/// Reads on from a place, into the records that go on with it.
pub(super) struct Flow<'a> {
    stream: &'a [u8],
    at: usize,
    end: usize,
    pieces: u32,
}

/// A text of the table that all sheets share.
pub(super) struct Text {
    pub text: String,
    /// How it is pronounced, where Excel noted that.
    pub reading: String,
}

impl<'a> Flow<'a> {
    pub fn from(stream: &'a [u8], record: &Record<'_>) -> Flow<'a> {
        Flow { stream, at: record.at, end: record.end(), pieces: 0 }
    }

    pub fn from_place(stream: &'a [u8], place: Place) -> Flow<'a> {
        let at = place.at as usize;
        Flow { stream, at, end: at + usize::from(place.left), pieces: 0 }
    }

    /// Where the next text of the shared ones begins; `None` behind the last.
    pub fn next_text(&mut self) -> Option<Place> {
        self.pieces = 0;
        while self.left() == 0 {
            self.piece()?;
        }
        Some(Place { at: u32::try_from(self.at).ok()?, left: u16::try_from(self.left()).ok()? })
    }

    /// Passes over a shared text; `None` where it breaks off.
    pub fn skip_shared(&mut self) -> Option<()> {
        let head = self.head()?;
        self.units(head.units, head.wide, &mut |_| {})?;
        self.skip(head.runs * 4)?;
        self.skip(head.beside)
    }

    /// XLUnicodeRichExtendedString ([MS-XLS] 2.5.293).
    pub fn shared(&mut self) -> Option<Text> {
        let head = self.head()?;
        let text = self.text(head.units, head.wide)?;
        let reading = self.skip(head.runs * 4).filter(|()| head.beside > 0).and_then(|()| self.reading());
        Some(Text { text, reading: reading.unwrap_or_default() })
    }

    pub fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > self.left() {
            bytes -= self.left();
            self.piece()?;
        }
        self.at += bytes;
        Some(())
    }

    /// A text whose length stands before it, in two bytes, and then whether its characters have two.
    pub fn unicode(&mut self) -> Option<String> {
        let units = usize::from(self.short()?);
        let wide = self.next_byte()? & 1 != 0;
        self.text(units, wide)
    }

    /// ExtRst ([MS-XLS] 2.5.86), as far as the reading.
    fn reading(&mut self) -> Option<String> {
        if self.short()? != 1 {
            return None;
        }
        // Its size, a font, how it is shown, how many runs, and its length once more.
        self.skip(2 + 4 + 2 + 2)?;
        let units = usize::from(self.short()?);
        let mut reading = Vec::new();
        for _ in 0..units {
            reading.push(self.short()?);
        }
        Some(String::from_utf16_lossy(&reading))
    }

    fn head(&mut self) -> Option<Head> {
        let units = usize::from(self.short()?);
        let flags = self.next_byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.short()?) } else { 0 };
        let beside = if flags & 4 != 0 { self.long()? as usize } else { 0 };
        Some(Head { units, wide: flags & 1 != 0, runs, beside })
    }

    fn text(&mut self, units: usize, wide: bool) -> Option<String> {
        let mut text = Vec::with_capacity(units);
        self.units(units, wide, &mut |unit| text.push(unit))?;
        Some(String::from_utf16_lossy(&text))
    }

    /// Characters of one byte or two; each record that goes on with them says anew which.
    fn units(&mut self, mut units: usize, mut wide: bool, take: &mut dyn FnMut(u16)) -> Option<()> {
        while units > 0 {
            let size = if wide { 2 } else { 1 };
            let here = units.min(self.left() / size);
            let bytes = self.stream.get(self.at..self.at + here * size)?;
            if wide {
                bytes.chunks_exact(2).filter_map(|unit| short(unit, 0)).for_each(&mut *take);
            } else {
                bytes.iter().for_each(|byte| take(u16::from(*byte)));
            }
            self.at += here * size;
            units -= here;
            if units > 0 {
                self.piece()?;
                wide = self.next_byte()? & 1 != 0;
            }
        }
        Some(())
    }

    fn left(&self) -> usize {
        self.end - self.at
    }

    /// Goes on in the next record.
    fn piece(&mut self) -> Option<()> {
        self.pieces += 1;
        let next = Record::at(self.stream, self.end)?;
        if next.kind != CONTINUE || self.pieces > PIECES {
            return None;
        }
        (self.at, self.end) = (next.at, next.end());
        Some(())
    }

    fn next_byte(&mut self) -> Option<u8> {
        while self.left() == 0 {
            self.piece()?;
        }
        let next = byte(self.stream, self.at)?;
        self.at += 1;
        Some(next)
    }

    fn short(&mut self) -> Option<u16> {
        let low = self.next_byte()?;
        Some(u16::from_le_bytes([low, self.next_byte()?]))
    }

    fn long(&mut self) -> Option<u32> {
        let low = self.short()?;
        Some(u32::from(self.short()?) << 16 | u32::from(low))
    }
}

struct Head {
    units: usize,
    wide: bool,
    /// Changes of its look, of four bytes each.
    runs: usize,
    /// Bytes of what is noted beside it.
    beside: usize,
}
