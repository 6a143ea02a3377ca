//! Pictures: decoded whole, and their formats' own ends and checksums looked at.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::error::LimitErrorKind;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::findings::Findings;
use super::types::{Details, Place, State, Unit};
use crate::contact::photo;

/// A picture is decoded up to this size in bytes; what the best phones take has a tenth.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;
/// What its decoder may take, in bytes: some sixty million pixels.
const DECODING: u64 = 256 * 1024 * 1024;
/// So many zeros behind each other are no pixels of a compressed picture.
const HOLE: usize = 512;

/// Answers what state a whole picture of this format is in.
pub(super) fn look(bytes: &[u8], found: &mut Findings) -> State {
    let format = photo::media_type(bytes).trim_start_matches("image/").to_owned();
    let (width, height) = photo::dimensions(bytes).unwrap_or_default();
    found.count(1, Unit::Pictures);
    found.details = Details::Picture { format: format.clone(), width, height };
    match format.as_str() {
        "png" => png(bytes, found),
        "jpeg" => return jpeg(bytes, found),
        "gif" => gif(bytes, found),
        "webp" => webp(bytes, found),
        "bmp" => {
            let said = number(bytes, 2);
            if said > bytes.len() as u64 {
                found.damage(Place::Byte(bytes.len() as u64), "no_end", "");
            }
            decode(bytes, found);
            // Nothing but its length is checked.
            return State::Readable;
        }
        _ => {
            found.unjudged(Place::File, "not_decoded", &format);
            return State::Unknown;
        }
    }
    decode(bytes, found);
    State::Complete
}

/// As [`look`] for a picture that is known to be a JPEG, whatever stands around it.
pub(super) fn jpeg(bytes: &[u8], found: &mut Findings) -> State {
    segments(bytes, found);
    decode(bytes, found);
    State::Complete
}

fn decode(bytes: &[u8], found: &mut Findings) {
    if found.is_damaged() {
        return;
    }
    match catch_unwind(AssertUnwindSafe(|| decoded(bytes))) {
        Ok(Ok(())) => {}
        Ok(Err(ImageError::Limits(error))) if error.kind() != LimitErrorKind::DimensionError => {
            found.unjudged(Place::File, "too_large", "");
        }
        Ok(Err(ImageError::Limits(_))) => found.unjudged(Place::File, "too_large", ""),
        Ok(Err(ImageError::Unsupported(error))) => found.unjudged(Place::File, "not_decoded", &error.to_string()),
        Ok(Err(error)) => found.damage(Place::File, "broken_picture", &error.to_string()),
        Err(_) => found.damage(Place::File, "broken_picture", ""),
    }
}

fn decoded(bytes: &[u8]) -> Result<(), ImageError> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING);
    reader.limits(limits);
    let is_gif = reader.format() == Some(ImageFormat::Gif);
    let decoder = reader.into_decoder()?;
    if decoder.total_bytes() > DECODING {
        return Err(ImageError::Limits(image::error::LimitError::from_kind(LimitErrorKind::InsufficientMemory)));
    }
    if is_gif {
        drop(decoder);
        return frames(bytes);
    }
    DynamicImage::from_decoder(decoder).map(drop)
}

/// Every frame of a moving picture.
fn frames(bytes: &[u8]) -> Result<(), ImageError> {
    use image::AnimationDecoder;
    const MOST_BYTES: u64 = 4 * 1024 * 1024 * 1024;
    let decoder = image::codecs::gif::GifDecoder::new(Cursor::new(bytes))?;
    let mut left = MOST_BYTES;
    for frame in decoder.into_frames() {
        let used = frame?.buffer().len() as u64;
        left = left.checked_sub(used).ok_or_else(|| {
            ImageError::Limits(image::error::LimitError::from_kind(LimitErrorKind::InsufficientMemory))
        })?;
    }
    Ok(())
}

fn number(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, |four| u64::from(u32::from_le_bytes(four)))
}

/// What stands behind the picture's end.
fn behind(bytes: &[u8], end: usize, found: &mut Findings) {
    let rest = bytes.get(end..).unwrap_or_default();
    if rest.len() >= HOLE && rest.iter().all(|byte| *byte == 0) {
        found.damage(Place::Byte(end as u64), "zeros", "");
    } else if !rest.is_empty() {
        found.notice(Place::Byte(end as u64), "trailing_bytes", &rest.len().to_string());
    }
}

/// Chunks and their checksums (PNG, second edition, 5.3).
fn png(bytes: &[u8], found: &mut Findings) {
    let mut at = 8;
    loop {
        let length = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes);
        let Some(length) = length.and_then(|length| usize::try_from(length).ok()) else {
            return found.damage(Place::Byte(at as u64), "no_end", "");
        };
        let end = at.saturating_add(8).saturating_add(length);
        let (Some(body), Some(sum)) = (bytes.get(at + 4..end), bytes.get(end..end.saturating_add(4))) else {
            return found.damage(Place::Byte(at as u64), "no_end", "");
        };
        if crc32fast::hash(body).to_be_bytes() != sum {
            return found.damage(Place::Byte(at as u64), "bad_checksum", "");
        }
        at = end + 4;
        if body.starts_with(b"IEND") {
            return behind(bytes, at, found);
        }
    }
}

/// Segments up to the end of the picture (ITU-T T.81, annex B).
fn segments(bytes: &[u8], found: &mut Findings) {
    let (mut at, mut flat) = (2, true);
    loop {
        // Any number of FF stands before a marker.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(0xff), Some(marker)) = (bytes.get(at), bytes.get(at + 1)) else {
            let reason = if at >= bytes.len() { "no_end" } else { "broken_picture" };
            return found.damage(Place::Byte(at as u64), reason, "");
        };
        match marker {
            0xd9 => return behind(bytes, at + 2, found),
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let length = bytes.get(at + 2..at + 4).and_then(|two| two.try_into().ok()).map(u16::from_be_bytes);
                let Some(length) = length.map(usize::from).filter(|length| *length >= 2) else {
                    return found.damage(Place::Byte(at as u64), "no_end", "");
                };
                let segment = bytes.get(at + 4..at + 2 + length).unwrap_or_default();
                if *marker == 0xc4 {
                    note_codes(segment, &mut flat);
                }
                at += 2 + length;
                if *marker == 0xda {
                    let end = scan_end(bytes, at);
                    hole(bytes, at, end, flat, found);
                    at = end;
                }
            }
        }
    }
}

/// Of the tables of codes (DHT): whether the code of zeros alone is that of a flat area, in all of them.
fn note_codes(mut segment: &[u8], flat: &mut bool) {
    while let Some((_, rest)) = segment.split_first() {
        let count: usize = rest.iter().take(16).map(|count| usize::from(*count)).sum();
        *flat &= rest.get(16).is_some_and(|first| first & 0x0f == 0);
        segment = rest.get(16 + count..).unwrap_or_default();
    }
}

/// Where the coded pixels end: at the next marker that is none of theirs.
fn scan_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(0xff, rest)) {
        at += found;
        match bytes.get(at + 1) {
            Some(0 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => break,
        }
    }
    bytes.len()
}

fn hole(bytes: &[u8], from: usize, to: usize, may_be_flat: bool, found: &mut Findings) {
    if may_be_flat {
        return;
    }
    if let Some(at) = zeros(bytes.get(from..to).unwrap_or_default(), HOLE) {
        found.damage(Place::Byte((from + at) as u64), "zeros", "");
    }
}

/// Where so many zeros stand behind each other.
pub(super) fn zeros(bytes: &[u8], many: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| memchr::memchr(0, rest)) {
        let from = at + start;
        let run = bytes.get(from..).unwrap_or_default().iter().take_while(|byte| **byte == 0).count();
        if run >= many {
            return Some(from);
        }
        at = from + run;
    }
    None
}

/// Blocks up to the trailer (GIF89a, 17 to 27).
fn gif(bytes: &[u8], found: &mut Findings) {
    let colours = |flags: Option<&u8>| match flags {
        Some(flags) if flags & 0x80 != 0 => 3 << ((flags & 7) + 1),
        Some(_) | None => 0,
    };
    let mut at = 13 + colours(bytes.get(10));
    loop {
        at += match bytes.get(at) {
            Some(0x3b) => return behind(bytes, at + 1, found),
            Some(0x21) => 2,
            Some(0x2c) => 11 + colours(bytes.get(at + 9)),
            Some(_) => return found.damage(Place::Byte(at as u64), "broken_picture", ""),
            None => return found.damage(Place::Byte(at as u64), "no_end", ""),
        };
        loop {
            match bytes.get(at) {
                Some(0) => break,
                Some(length) => at += 1 + usize::from(*length),
                None => return found.damage(Place::Byte(at as u64), "no_end", ""),
            }
        }
        at += 1;
    }
}

/// Chunks of RIFF, whose length stands in front.
fn webp(bytes: &[u8], found: &mut Findings) {
    let end = usize::try_from(number(bytes, 4)).unwrap_or(usize::MAX).saturating_add(8);
    if end > bytes.len() {
        return found.damage(Place::Byte(bytes.len() as u64), "no_end", "");
    }
    let mut at = 12;
    while let Some(name) = bytes.get(at..at + 4).filter(|_| at + 8 <= end) {
        let length = usize::try_from(number(bytes, at + 4)).unwrap_or(usize::MAX);
        let to = at.saturating_add(8).saturating_add(length);
        if to > end {
            return found.damage(Place::Byte(at as u64), "no_end", "");
        }
        if matches!(name, b"VP8 " | b"VP8L" | b"ALPH") {
            hole(bytes, at + 8, to, false, found);
        }
        at = to + length % 2;
    }
    behind(bytes, end + end % 2, found);
}
