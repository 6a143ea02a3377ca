//! ZIP: every entry is unpacked into nothing, so that its checksum is proven, and looked at on the way.

mod directory;

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::SHIFT_JIS;
use zip::read::ZipReadOptions;
use zip::result::ZipError;
use zip::{ZipArchive, read::ZipFile};

use super::findings::{Findings, shortened};
use super::kind::{Guess, guess};
use super::sheet;
use super::source::{beginning, fill};
use super::types::{Details, Inside, Kind, MOST_MEMBERS, Member, Place, Report, Span, State, Unit};

/// Archives within each other that are opened.
const DEEPEST: u32 = 3;
/// What may be unpacked in all, in bytes: this much, and for every byte that is packed so many.
const UNPACKED: u64 = 512 * 1024 * 1024;
const UNPACKED_PER_BYTE: u64 = 250;
const MOST_UNPACKED: u64 = 64 * 1024 * 1024 * 1024;
/// A member that has to be held as a whole (a PDF, a spreadsheet, a picture, an archive) is only proven by its checksum beyond this.
const HELD: u64 = 64 * 1024 * 1024;
/// A directory of more bytes than this is not read.
const LARGEST_DIRECTORY: u64 = 64 * 1024 * 1024;

/// How far unpacking may go, for an archive and all within it.
pub(super) struct Rope<'p> {
    left: u64,
    depth: u32,
    password: Option<&'p str>,
    /// The password does not fit.
    pub refused: bool,
    /// It did fit somewhere.
    pub opened: bool,
    /// Entries behind the old lock, which a wrong password fits once in 256 times, that did not unpack.
    doubtful: Vec<String>,
}

impl<'p> Rope<'p> {
    /// For a file of so many bytes.
    pub fn new(bytes: u64, password: Option<&'p str>) -> Rope<'p> {
        let left = UNPACKED.saturating_add(bytes.saturating_mul(UNPACKED_PER_BYTE)).min(MOST_UNPACKED);
        Rope { left, depth: 0, password, refused: false, opened: false, doubtful: Vec::new() }
    }
}

/// Reads the whole archive; answers what it is: a spreadsheet of today is one, too.
pub(super) fn look<R: Read + Seek>(input: &mut R, rope: &mut Rope<'_>, found: &mut Findings) -> io::Result<Kind> {
    let Some(end) = directory::read(input, found)? else { return Ok(Kind::Zip) };
    if end.bytes > LARGEST_DIRECTORY {
        found.unjudged(Place::File, "too_large", "");
        return Ok(Kind::Zip);
    }
    input.seek(SeekFrom::Start(0))?;
    let reader = &mut *input;
    let opened = catch_unwind(AssertUnwindSafe(move || ZipArchive::new(reader)));
    let Ok(Ok(mut archive)) = opened else {
        let said = opened.ok().and_then(Result::err).map(|error| error.to_string()).unwrap_or_default();
        found.damage(Place::File, "bad_directory", &said);
        return Ok(Kind::Zip);
    };
    if archive.offset() > 0 && end.begins_as_one {
        // The directory of an archive within this one: its own is lost.
        found.damage(Place::File, "no_directory", "");
    }
    if archive.len() as u64 != end.entries && !archive.has_duplicate_names() {
        found.damage(Place::File, "counts_differ", &format!("{} / {}", archive.len(), end.entries));
    }
    if archive.has_overlapping_entries().unwrap_or(false) {
        found.unjudged(Place::File, "bomb", "");
        return Ok(Kind::Zip);
    }
    let is_sheet = archive.index_for_name("xl/workbook.xml").is_some();
    let mut counted = Contents::default();
    for at in 0..archive.len() {
        if !entry(&mut archive, at, is_sheet, rope, &mut counted, found) {
            break;
        }
    }
    drop(archive);
    for name in std::mem::take(&mut rope.doubtful) {
        let place = Place::Entry(shortened(&name));
        if rope.opened {
            found.damage(place, "bad_entry", "");
        } else {
            rope.refused = true;
            found.locked(place);
        }
    }
    if is_sheet {
        if !found.is_damaged() {
            input.seek(SeekFrom::Start(0))?;
            sheet::look(&mut *input, found);
        }
        return Ok(Kind::Xlsx);
    }
    if counted.entries + counted.folders == 0 && end.entries == 0 {
        found.empty();
    }
    found.count(counted.entries, Unit::Entries);
    if let Some(Span { first, last }) = counted.span {
        found.day(first);
        found.day(last);
    }
    let Contents { entries, folders, unpacked, members, inside, .. } = counted;
    found.details = Details::Archive { entries, folders, unpacked, members, inside };
    Ok(Kind::Zip)
}

#[derive(Default)]
struct Contents {
    entries: u64,
    folders: u64,
    unpacked: u64,
    members: Vec<Member>,
    span: Option<Span>,
    inside: Inside,
}

/// Unpacks one entry; false where no more are to be.
fn entry<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    at: usize,
    is_sheet: bool,
    rope: &mut Rope<'_>,
    counted: &mut Contents,
    found: &mut Findings,
) -> bool {
    let Ok(about) = archive.by_index_data(at) else {
        found.damage(Place::File, "bad_directory", "");
        return true;
    };
    let (name, is_folder, is_locked) = (name(about.name_raw()), about.is_dir(), about.encrypted());
    let place = || Place::Entry(shortened(&name));
    if is_folder {
        counted.folders += 1;
    } else {
        counted.entries += 1;
    }
    let is_aes = is_locked && archive.get_aes_verification_key_and_salt(at).is_ok_and(|key| key.is_some());
    if is_locked && rope.password.is_none() {
        found.locked(place());
        return true;
    }
    let passwords = if is_locked { spellings(rope.password.unwrap_or_default()) } else { vec![None] };
    // An old lock takes a wrong password once in 256 times: of several, the one that unpacks.
    let thorough = passwords.len() > 1;
    let fitting = passwords.iter().find(|password| fits(archive, at, password.as_deref(), thorough));
    let fitting = fitting.or_else(|| passwords.iter().find(|password| fits(archive, at, password.as_deref(), false)));
    let Some(password) = fitting else {
        rope.refused = true;
        found.locked(place());
        return true;
    };
    let options = ZipReadOptions::new().password(password.as_deref());
    let opened = catch_unwind(AssertUnwindSafe(|| archive.by_index_with_options(at, options)));
    let mut packed = match opened {
        Ok(Ok(packed)) => packed,
        Ok(Err(ZipError::UnsupportedArchive(said))) => {
            found.unjudged(place(), "unsupported", said);
            return true;
        }
        Ok(Err(ZipError::CompressionMethodNotSupported(_))) => {
            found.unjudged(place(), "unsupported", "");
            return true;
        }
        Ok(Err(error)) => {
            found.damage(place(), "bad_entry", &error.to_string());
            return true;
        }
        Err(_) => {
            found.damage(place(), "bad_entry", "");
            return true;
        }
    };
    let mut unpacking = Unpacking { packed: &mut packed, left: &mut rope.left, unpacked: 0, is_over: false };
    let (depth, inner) = (rope.depth, rope.password);
    let looked = if is_sheet || is_folder {
        io::copy(&mut unpacking, &mut io::sink()).map(|_| None)
    } else {
        member(&mut unpacking, depth, inner)
    };
    let (unpacked, is_over) = (unpacking.unpacked, unpacking.is_over);
    counted.unpacked += unpacked;
    if is_over {
        found.unjudged(place(), "bomb", "");
        return false;
    }
    match looked {
        Ok(report) => {
            rope.opened |= is_locked;
            if let Some(report) = report {
                counted.take(name, unpacked, &report, found);
            }
        }
        Err(_) if is_locked && !is_aes => rope.doubtful.push(name),
        Err(error) => found.damage(place(), "bad_entry", &error.to_string()),
    }
    true
}

/// Whether a password opens an entry; `thorough` unpacks it, too.
fn fits<R: Read + Seek>(archive: &mut ZipArchive<R>, at: usize, password: Option<&[u8]>, thorough: bool) -> bool {
    let options = ZipReadOptions::new().password(password);
    let unpacks = |packed: ZipFile<'_, R>| io::copy(&mut packed.take(UNPACKED), &mut io::sink()).is_ok();
    let tried = catch_unwind(AssertUnwindSafe(|| match archive.by_index_with_options(at, options) {
        Err(ZipError::InvalidPassword) => false,
        Ok(packed) if thorough => unpacks(packed),
        Ok(_) | Err(_) => true,
    }));
    tried.unwrap_or(false)
}

impl Contents {
    fn take(&mut self, path: String, bytes: u64, report: &Report, found: &mut Findings) {
        found.take_member(&path, report);
        if let Some(Span { first, last }) = report.span {
            Span::widen(&mut self.span, first);
            Span::widen(&mut self.span, last);
        }
        let mut add = |member: Member| {
            if self.members.len() < MOST_MEMBERS {
                self.members.push(member);
            }
        };
        let Report { kind, state, count, span, .. } = *report;
        self.inside = self.inside.and(match &report.details {
            Details::Archive { inside, .. } => *inside,
            _ => Inside::of(count),
        });
        if let Details::Archive { members, .. } = &report.details {
            for inner in members {
                add(Member { path: format!("{path}/{}", inner.path), ..inner.clone() });
            }
        }
        add(Member { path, bytes, kind, state, count, span });
    }
}

/// Looks at what an entry holds, and reads it to its end; an error is one of its packing.
fn member(input: &mut dyn Unpack, depth: u32, password: Option<&str>) -> io::Result<Option<Report>> {
    let (first, is_all) = beginning(input)?;
    let guess = guess(&first, is_all);
    let mut found = Findings::default();
    let held = matches!(guess, Guess::Zip | Guess::Compound | Guess::Pdf | Guess::Picture);
    let (kind, whole) = if held {
        let mut bytes = first;
        fill(input, &mut bytes, usize::try_from(HELD).unwrap_or(usize::MAX))?;
        if io::copy(input, &mut io::sink())? > 0 {
            found.notice(Place::File, "too_large", "");
            (Kind::Unknown, State::Unknown)
        } else if guess == Guess::Zip {
            if depth + 1 >= DEEPEST {
                found.notice(Place::File, "too_deep", "");
                (Kind::Zip, State::Unknown)
            } else {
                let mut rope = Rope { depth: depth + 1, left: input.left(), ..Rope::new(0, password) };
                let before = rope.left;
                let kind = look(&mut Cursor::new(bytes), &mut rope, &mut found)?;
                input.spend(before - rope.left);
                (kind, State::Complete)
            }
        } else {
            super::held(guess, &bytes, None, &mut found)
        }
    } else {
        let mut whole = Cursor::new(first).chain(&mut *input);
        super::streamed(guess, &mut whole, &mut found)?
    };
    io::copy(input, &mut io::sink())?;
    Ok(Some(found.report(kind, whole)))
}

/// An entry as it is unpacked, as far as the rope reaches.
trait Unpack: Read {
    fn left(&self) -> u64;
    fn spend(&mut self, bytes: u64);
}

struct Unpacking<'a, 'z, R: Read> {
    packed: &'a mut ZipFile<'z, R>,
    left: &'a mut u64,
    unpacked: u64,
    is_over: bool,
}

impl<R: Read> Read for Unpacking<'_, '_, R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let packed = &mut *self.packed;
        let read = catch_unwind(AssertUnwindSafe(|| packed.read(room)));
        let count = read.map_err(|_| io::Error::other("the library panicked"))??;
        self.unpacked += count as u64;
        match self.left.checked_sub(count as u64) {
            Some(left) => *self.left = left,
            None => {
                self.is_over = true;
                return Err(io::Error::other("unpacks to too much"));
            }
        }
        Ok(count)
    }
}

impl<R: Read> Unpack for Unpacking<'_, '_, R> {
    fn left(&self) -> u64 {
        *self.left
    }

    fn spend(&mut self, bytes: u64) {
        *self.left = self.left.saturating_sub(bytes);
    }
}

/// A name as it was meant: in UTF-8, or as Windows in Japan wrote it.
fn name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => SHIFT_JIS.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// A password in the bytes of UTF-8, and in those that older programs in Japan make of it.
fn spellings(password: &str) -> Vec<Option<Vec<u8>>> {
    let mut spellings = vec![Some(password.as_bytes().to_vec())];
    if !password.is_ascii() {
        spellings.push(Some(SHIFT_JIS.encode(password).0.into_owned()));
    }
    spellings
}
