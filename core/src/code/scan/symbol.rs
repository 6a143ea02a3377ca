//! From the modules of one code to its bytes (ISO/IEC 18004): error correction by rxing, the segments here.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6, ISO_8859_7,
    ISO_8859_8, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15, ISO_8859_16, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254, WINDOWS_1256,
};
use rxing::common::BitMatrix;
use rxing::common::reedsolomon::{PredefinedGenericGF, ReedSolomonDecoder};
use rxing::qrcode::decoder::{BitMatrixParser, DataBlock};

use super::Part;
use crate::formats::encoding::Charset;

/// What one code holds.
pub struct Symbol {
    pub bytes: Vec<u8>,
    pub charset: Option<Charset>,
    pub part: Option<Part>,
}

/// Reads a code from its modules, as they are or mirrored.
pub fn read(modules: &BitMatrix) -> Option<Symbol> {
    let (version, words) = codewords(modules).or_else(|| codewords(&mirrored(modules)))?;
    segments(version, &words)
}

fn mirrored(modules: &BitMatrix) -> BitMatrix {
    let mut mirrored = modules.clone();
    for (x, y) in (0..modules.height()).flat_map(|y| (0..modules.width()).map(move |x| (x, y))) {
        mirrored.set_bool(y, x, modules.get(x, y));
    }
    mirrored
}

/// The version and the corrected data codewords.
fn codewords(modules: &BitMatrix) -> Option<(u32, Vec<u8>)> {
    let mut parser = BitMatrixParser::new(modules.clone()).ok()?;
    let version = parser.readVersion().ok()?;
    let level = parser.readFormatInformation().ok()?.getErrorCorrectionLevel();
    let all = parser.readCodewords().ok()?;
    let corrector = ReedSolomonDecoder::new(PredefinedGenericGF::QrCodeField256.into());
    let mut words = Vec::new();
    for block in DataBlock::getDataBlocks(&all, version, level).ok()? {
        let data = block.getNumDataCodewords() as usize;
        let mut block = block.getCodewords().to_vec();
        let redundant = i32::try_from(block.len().checked_sub(data)?).ok()?;
        corrector.decode(&mut block, redundant).ok()?;
        words.extend_from_slice(block.get(..data)?);
    }
    Some((version.getVersionNumber(), words))
}

/// Bytes with what they are written in, where the code says so.
struct Segment {
    bytes: Vec<u8>,
    encoding: Option<&'static Encoding>,
    /// Kanji mode means Shift_JIS whatever was declared before.
    is_kanji: bool,
}

/// Section 7.4: modes, counts and data, until the terminator or the end. `None` for a mode that does not exist and for data
/// that ends too early, which error correction lets through once in a blue moon.
fn segments(version: u32, words: &[u8]) -> Option<Symbol> {
    let mut bits = Bits { words, at: 0 };
    let (mut all, mut part, mut declared, mut is_gs1) = (Vec::new(), None, None, false);
    while let Some(mode @ 1..) = bits.take(4) {
        let size = size_of_count(mode, version);
        let (bytes, encoding) = match mode {
            0b0001 => (digits(&mut bits, size)?, None),
            0b0010 => (letters(&mut bits, size, is_gs1)?, None),
            0b0100 => (bytes(&mut bits, size)?, declared),
            0b1000 => (kanji(&mut bits, size)?, Some(SHIFT_JIS)),
            0b0011 => {
                let (index, count, parity) = (bits.take(4)?, bits.take(4)? + 1, bits.take(8)?);
                let small = |number: usize| u8::try_from(number).ok();
                part = Some(Part { index: small(index)?, count: small(count)?, parity: small(parity)? });
                continue;
            }
            0b0111 => {
                declared = assigned(eci(&mut bits)?);
                continue;
            }
            0b0101 | 0b1001 => {
                is_gs1 = true;
                if mode == 0b1001 {
                    // An application's number, which says nothing here.
                    bits.take(8)?;
                }
                continue;
            }
            _ => return None,
        };
        all.push(Segment { bytes, encoding, is_kanji: mode == 0b1000 });
    }
    let (bytes, charset) = together(all);
    Some(Symbol { bytes, charset, part })
}

/// Table 3: how many bits the number of characters has.
fn size_of_count(mode: usize, version: u32) -> u32 {
    let by_version = |small, middle, large| match version {
        ..=9 => small,
        10..=26 => middle,
        _ => large,
    };
    match mode {
        0b0001 => by_version(10, 12, 14),
        0b0010 => by_version(9, 11, 13),
        0b0100 => by_version(8, 16, 16),
        _ => by_version(8, 10, 12),
    }
}

fn digits(bits: &mut Bits<'_>, size: u32) -> Option<Vec<u8>> {
    let mut left = bits.take(size)?;
    let mut text = String::new();
    while left > 0 {
        let width = left.min(3);
        let number = bits.take(u32::try_from(1 + 3 * width).ok()?)?;
        text.push_str(&format!("{number:0width$}"));
        left -= width;
    }
    Some(text.into_bytes())
}

fn letters(bits: &mut Bits<'_>, size: u32, is_gs1: bool) -> Option<Vec<u8>> {
    const ALL: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut left = bits.take(size)?;
    let mut text = Vec::new();
    while left > 1 {
        let two = bits.take(11)?;
        text.extend([*ALL.get(two / 45)?, *ALL.get(two % 45)?]);
        left -= 2;
    }
    if left == 1 {
        text.push(*ALL.get(bits.take(6)?)?);
    }
    Some(if is_gs1 { separated(&text) } else { text })
}

/// Section 7.4.8.2: a percent sign separates, two of them are one.
fn separated(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first() {
        rest = match (first, behind) {
            (b'%', [b'%', behind @ ..]) => {
                out.push(b'%');
                behind
            }
            (b'%', behind) => {
                out.push(0x1d);
                behind
            }
            (other, behind) => {
                out.push(*other);
                behind
            }
        };
    }
    out
}

fn bytes(bits: &mut Bits<'_>, size: u32) -> Option<Vec<u8>> {
    let count = bits.take(size)?;
    (0..count).map(|_| bits.take(8).and_then(|byte| u8::try_from(byte).ok())).collect()
}

/// Section 7.4.6: thirteen bits for two bytes of Shift_JIS.
fn kanji(bits: &mut Bits<'_>, size: u32) -> Option<Vec<u8>> {
    let count = bits.take(size)?;
    let mut out = Vec::new();
    for _ in 0..count {
        let packed = bits.take(13)?;
        let pair = ((packed / 0xc0) << 8) | (packed % 0xc0);
        let pair = pair + if pair < 0x1f00 { 0x8140 } else { 0xc140 };
        out.extend(u16::try_from(pair).ok()?.to_be_bytes());
    }
    Some(out)
}

/// Section 7.4.2: one to three bytes, the leading ones telling how many.
fn eci(bits: &mut Bits<'_>) -> Option<usize> {
    let first = bits.take(8)?;
    match first {
        0..0x80 => Some(first),
        0x80..0xc0 => Some((first & 0x3f) << 8 | bits.take(8)?),
        0xc0..0xe0 => Some((first & 0x1f) << 16 | bits.take(16)?),
        _ => None,
    }
}

/// AIM's register of extended channel interpretations; what is no character set says nothing.
fn assigned(eci: usize) -> Option<&'static Encoding> {
    Some(match eci {
        1 | 3 | 23 => WINDOWS_1252,
        4 => ISO_8859_2,
        5 => ISO_8859_3,
        6 => ISO_8859_4,
        7 => ISO_8859_5,
        8 => ISO_8859_6,
        9 => ISO_8859_7,
        10 => ISO_8859_8,
        11 => WINDOWS_1254,
        12 => ISO_8859_10,
        13 => WINDOWS_874,
        15 => ISO_8859_13,
        16 => ISO_8859_14,
        17 => ISO_8859_15,
        18 => ISO_8859_16,
        20 => SHIFT_JIS,
        21 => WINDOWS_1250,
        22 => WINDOWS_1251,
        24 => WINDOWS_1256,
        25 => UTF_16BE,
        26 | 27 => UTF_8,
        28 => BIG5,
        29 | 32 => GB18030,
        30 => EUC_KR,
        33 => UTF_16LE,
        _ => return None,
    })
}

/// The segments one behind the other. Where they are written in different ways, or in one that has no name here, all of it is
/// brought into UTF-8.
fn together(segments: Vec<Segment>) -> (Vec<u8>, Option<Charset>) {
    let foreign = |segment: &&Segment| !segment.bytes.is_ascii() || segment.encoding.is_some_and(is_wide);
    let undeclared: Vec<u8> = segments
        .iter()
        .filter(foreign)
        .filter(|segment| segment.encoding.is_none())
        .flat_map(|segment| segment.bytes.iter().copied())
        .collect();
    let mut encodings: Vec<&'static Encoding> = segments.iter().filter_map(|segment| segment.encoding).collect();
    encodings.dedup();
    let plain = || segments.iter().flat_map(|segment| &segment.bytes).copied().collect();
    match encodings.as_slice() {
        [] => return (plain(), None),
        [one] => {
            let by_kanji_alone = segments.iter().all(|segment| segment.encoding.is_none() || segment.is_kanji);
            let fits = undeclared.is_empty() || (by_kanji_alone && std::str::from_utf8(&undeclared).is_err());
            if let Some(charset) = named(one).filter(|_| fits) {
                return (plain(), Some(charset));
            }
        }
        _ => {}
    }
    let guessed = if std::str::from_utf8(&undeclared).is_ok() { UTF_8 } else { SHIFT_JIS };
    let text: String = segments
        .iter()
        .map(|segment| segment.encoding.unwrap_or(guessed).decode_without_bom_handling(&segment.bytes).0)
        .collect();
    (text.into_bytes(), Some(Charset::Utf8))
}

fn is_wide(encoding: &'static Encoding) -> bool {
    encoding == UTF_16BE || encoding == UTF_16LE
}

fn named(encoding: &'static Encoding) -> Option<Charset> {
    let all = [(UTF_8, Charset::Utf8), (SHIFT_JIS, Charset::Cp932), (WINDOWS_1252, Charset::Cp1252)];
    all.into_iter().find(|(known, _)| *known == encoding).map(|(_, charset)| charset)
}

struct Bits<'a> {
    words: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// The next bits as a number, the highest first; `None` where there are not so many.
    fn take(&mut self, count: u32) -> Option<usize> {
        let mut number = 0;
        let mut at = self.at;
        for _ in 0..count {
            let word = self.words.get(at / 8)?;
            number = number << 1 | usize::from(word >> (7 - at % 8) & 1);
            at += 1;
        }
        self.at = at;
        Some(number)
    }
}
