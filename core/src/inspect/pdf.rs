//! PDF (ISO 32000): every object that the table of references names is there, every stream decodes, and the pages that are found
//! are as many as the file says.

use std::collections::HashSet;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use flate2::read::ZlibDecoder;
use lopdf::xref::{XrefEntry, XrefRecovery};
use lopdf::{DecompressError, Dictionary, Document, Error, LoadOptions, Object, ObjectId, Stream};
use memchr::memmem;

use super::findings::Findings;
use super::picture;
use super::types::{Details, Place, State, Unit, Weight};

/// A PDF is held in memory, once as it stands and once in pieces.
pub(super) const LARGEST: u64 = 128 * 1024 * 1024;
/// What one stream may unfold to where it has to be held, in bytes.
const LARGEST_STREAM: usize = 64 * 1024 * 1024;
/// What all streams may unfold to, in bytes.
const LARGEST_UNFOLDED: u64 = 2 * 1024 * 1024 * 1024;
/// So many zeros between objects, or in a text, are a hole.
const HOLE: usize = 16;
/// So many in what is compressed.
const HOLE_IN_STREAM: usize = 512;
const DEEPEST: usize = 256;
/// Problems of one sort that are told singly.
const TOLD: usize = 50;

/// Reads the whole file. `password` opens one that is encrypted; without one, only those that need none open.
pub(super) fn look(bytes: &[u8], password: Option<&str>, found: &mut Findings) {
    let tail = bytes.get(bytes.len().saturating_sub(1024)..).unwrap_or_default();
    if memmem::find(tail, b"%%EOF").is_none() {
        found.damage(Place::Byte(bytes.len() as u64), "no_end", "");
    }
    let options = LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: Some(LARGEST_STREAM / 4),
        ..LoadOptions::default()
    };
    let loaded = catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(bytes, options)));
    let document = match loaded {
        Ok(Ok(document)) => document,
        Ok(Err(Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_))) => {
            return found.locked(Place::File);
        }
        Ok(Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. }))) => {
            return found.unjudged(Place::File, "bomb", "");
        }
        Ok(Err(error)) => return found.damage(Place::File, "bad_references", &error.to_string()),
        Err(_) => return found.damage(Place::File, "bad_references", ""),
    };
    if document.is_encrypted() {
        return found.locked(Place::File);
    }
    match document.xref_recovery {
        None => {}
        Some(XrefRecovery::OffsetCorrected) => found.notice(Place::File, "bad_references", "offset"),
        Some(_) => found.damage(Place::File, "bad_references", ""),
    }
    objects(&document, found);
    holes(bytes, found);
    let (pages, drawn) = pages(&document, found);
    let looked = catch_unwind(AssertUnwindSafe(|| streams(&document, &drawn, found)));
    let (streams, pictures) = looked.unwrap_or_else(|_| {
        found.damage(Place::File, "bad_stream", "");
        (0, 0)
    });
    if pages == 0 && !found.is_damaged() {
        found.damage(Place::File, "lost_page", "");
    }
    found.count(pages, Unit::Pages);
    found.details = Details::Pdf { pages, streams, pictures };
}

/// What the table of references names and is not there.
fn objects(document: &Document, found: &mut Findings) {
    let there: HashSet<u32> = document.objects.keys().map(|(number, _)| *number).collect();
    let encrypt =
        document.encryption_state.as_ref().and_then(|state| state.encrypt_object_id()).map(|(number, _)| number);
    let entries = document.reference_table.entries.iter();
    let lost = entries.filter(|(number, entry)| match entry {
        // Careless writers name what isn't there at the file's first byte.
        XrefEntry::Normal { offset, .. } => *offset > 0 && !there.contains(number) && Some(**number) != encrypt,
        XrefEntry::Compressed { .. } => !there.contains(number),
        XrefEntry::Free | XrefEntry::UnusableFree => false,
    });
    for (number, _) in lost.take(TOLD) {
        found.damage(Place::Object(*number), "lost_object", "");
    }
}

/// Zeros that stand in no stream.
fn holes(bytes: &[u8], found: &mut Findings) {
    let mut at = 0;
    let mut check = |from: usize, to: usize| {
        if let Some(hole) = picture::zeros(bytes.get(from..to).unwrap_or_default(), HOLE) {
            found.damage(Place::Byte((from + hole) as u64), "zeros", "");
        }
    };
    let (opens, closes) = (memmem::Finder::new("stream"), memmem::Finder::new("endstream"));
    while let Some(open) = bytes.get(at..).and_then(|rest| opens.find(rest)) {
        check(at, at + open);
        let from = at + open + b"stream".len();
        at = bytes
            .get(from..)
            .and_then(|rest| closes.find(rest))
            .map_or(bytes.len(), |end| from + end + b"endstream".len());
    }
    check(at, bytes.len());
}

/// Walks the tree of pages and counts them; answers what is drawn on them, too, and says where it leads nowhere or back, and where it says another number.
fn pages(document: &Document, found: &mut Findings) -> (u64, HashSet<ObjectId>) {
    let mut drawn = HashSet::new();
    let root = document.catalog().and_then(|catalog| catalog.get(b"Pages")).and_then(Object::as_reference);
    let Ok(root) = root else {
        found.damage(Place::File, "lost_page", "");
        return (0, drawn);
    };
    let (mut pages, mut seen, mut open) = (0u64, HashSet::from([root]), vec![(root, 0usize)]);
    while let Some((id, depth)) = open.pop() {
        let Ok(node) = document.get_dictionary(id) else {
            found.damage(Place::Object(id.0), "lost_page", "");
            continue;
        };
        let Ok(kids) = node.get_deref(b"Kids", document).and_then(Object::as_array) else {
            pages += 1;
            drawn.extend(contents(document, node, pages, found));
            continue;
        };
        if depth >= DEEPEST {
            found.damage(Place::Object(id.0), "too_deep", "");
            continue;
        }
        for kid in kids.iter().rev() {
            match kid.as_reference() {
                Ok(kid) if seen.insert(kid) => open.push((kid, depth + 1)),
                Ok(kid) => found.damage(Place::Object(kid.0), "circle", ""),
                Err(_) => found.damage(Place::Object(id.0), "lost_page", ""),
            }
        }
    }
    let said = document.get_dictionary(root).and_then(|root| root.get_deref(b"Count", document));
    if let Some(said) = said.and_then(Object::as_i64).ok().filter(|said| u64::try_from(*said) != Ok(pages)) {
        found.damage(Place::File, "counts_differ", &format!("{pages} / {said}"));
    }
    (pages, drawn)
}

/// What is on a page has to be there.
fn contents(document: &Document, page: &Dictionary, number: u64, found: &mut Findings) -> Vec<ObjectId> {
    let is_there = |id: &ObjectId| document.get_object(*id).and_then(Object::as_stream).is_ok();
    let references = |objects: &[Object]| objects.iter().filter_map(|it| it.as_reference().ok()).collect::<Vec<_>>();
    let wanted = match page.get(b"Contents") {
        Ok(Object::Array(all)) => references(all),
        Ok(Object::Reference(id)) => match document.get_object(*id) {
            Ok(Object::Array(all)) => references(all),
            Ok(_) | Err(_) => vec![*id],
        },
        Ok(_) | Err(_) => Vec::new(),
    };
    if let Some(lost) = wanted.iter().find(|id| !is_there(id)) {
        found.damage(Place::Page(number), "lost_object", &lost.0.to_string());
    }
    wanted
}

/// Decodes every stream; answers how many there are, and how many of them are pictures.
fn streams(document: &Document, drawn: &HashSet<ObjectId>, found: &mut Findings) -> (u64, u64) {
    let (mut streams, mut pictures, mut left) = (0, 0, LARGEST_UNFOLDED);
    let was_encrypted = document.was_encrypted();
    for (id @ (number, _), object) in &document.objects {
        let Ok(stream) = object.as_stream() else { continue };
        streams += 1;
        let is_picture = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
        pictures += u64::from(is_picture);
        let is_text = drawn.contains(id) || stream.dict.has_type(b"Metadata");
        match decoded(stream, is_text, was_encrypted, &mut left) {
            Ok(()) => {}
            Err((reason, Weight::Unjudged)) => {
                found.unjudged(Place::Object(*number), reason, "");
                if left == 0 {
                    break;
                }
            }
            Err((reason, Weight::Notice)) => found.notice(Place::Object(*number), reason, ""),
            Err((reason, Weight::Damage | Weight::Locked)) => found.damage(Place::Object(*number), reason, ""),
        }
    }
    (streams, pictures)
}

type Judged = Result<(), (&'static str, Weight)>;

fn decoded(stream: &Stream, is_text: bool, was_encrypted: bool, left: &mut u64) -> Judged {
    let filters = stream.filters().unwrap_or_default();
    let bad = Err(("bad_stream", Weight::Damage));
    match filters.as_slice() {
        [] if stream.dict.has(b"Filter") => bad,
        [] if is_text && picture::zeros(&stream.content, HOLE).is_some() => Err(("zeros", Weight::Damage)),
        [] => Ok(()),
        [b"FlateDecode" | b"Fl"] => inflated(&stream.content, was_encrypted, left),
        [b"DCTDecode" | b"DCT"] => jpeg(&stream.content),
        [b"JPXDecode" | b"JBIG2Decode"] => match picture::zeros(&stream.content, HOLE_IN_STREAM) {
            Some(_) => Err(("zeros", Weight::Damage)),
            None => Ok(()),
        },
        [b"CCITTFaxDecode" | b"CCF"] | [b"Crypt"] => Ok(()),
        [outer @ .., b"DCTDecode" | b"DCT"] => {
            let mut dict = stream.dict.clone();
            let outer: Vec<Object> = outer.iter().map(|name| Object::Name(name.to_vec())).collect();
            dict.set("Filter", Object::Array(outer));
            dict.remove(b"DecodeParms");
            match unfolded(&Stream::new(dict, stream.content.clone()), left) {
                Ok(bytes) => jpeg(&bytes),
                Err(judged) => Err(judged),
            }
        }
        _ => unfolded(stream, left).map(drop),
    }
}

/// Through the library's own filters, held in memory.
fn unfolded(stream: &Stream, left: &mut u64) -> Result<Vec<u8>, (&'static str, Weight)> {
    let most = usize::try_from(*left).unwrap_or(usize::MAX).min(LARGEST_STREAM);
    match stream.decompressed_content_with_limit(most) {
        Ok(bytes) => {
            *left = left.saturating_sub(bytes.len() as u64);
            Ok(bytes)
        }
        Err(Error::Decompress(
            DecompressError::MemoryLimitExceeded { .. } | DecompressError::TooManyFilters { .. },
        )) => {
            *left = left.saturating_sub(most as u64);
            Err(("bomb", Weight::Unjudged))
        }
        Err(Error::Unimplemented(_)) => Err(("not_decoded", Weight::Notice)),
        Err(_) => Err(("bad_stream", Weight::Damage)),
    }
}

/// Counts what comes out, and keeps none of it. The checksum at the end is looked at, too.
fn inflated(content: &[u8], was_encrypted: bool, left: &mut u64) -> Judged {
    if content.is_empty() {
        return Ok(());
    }
    let mut out = ZlibDecoder::new(content).take(left.saturating_add(1));
    let mut counted = Counted(0);
    let read = io::copy(&mut out, &mut counted);
    let unfolded = counted.0;
    if unfolded > *left {
        *left = 0;
        return Err(("bomb", Weight::Unjudged));
    }
    *left -= unfolded;
    match read {
        // Some that encrypt lose the checksum.
        Err(_) if was_encrypted && unfolded > 0 => Ok(()),
        Err(_) => Err(("bad_stream", Weight::Damage)),
        Ok(_) => Ok(()),
    }
}

struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn jpeg(bytes: &[u8]) -> Judged {
    let mut found = Findings::default();
    if bytes.starts_with(&[0xff, 0xd8]) {
        picture::jpeg(bytes, &mut found);
    } else {
        found.damage(Place::File, "bad_stream", "");
    }
    match found.report(super::Kind::Picture, State::Complete).state {
        State::Damaged => Err(("bad_stream", Weight::Damage)),
        State::Unknown | State::Empty | State::Locked => Err(("not_decoded", Weight::Notice)),
        State::Complete | State::Readable => Ok(()),
    }
}
