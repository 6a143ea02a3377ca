//! LDIF (RFC 2849), the address books of Thunderbird, Mozilla's older programs and directories.

mod card;
mod entries;
mod send_back;
mod write;

use std::collections::{HashMap, HashSet};
use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;

pub use self::send_back::send_back;
pub use self::write::Writer;

use self::card::Made;
use self::entries::{Entries, Entry};
use super::encoding::{Charset, Decoding, guess};
use super::{Found, Incoming, Sink, Trouble, shortened};
use crate::contact::card::{Property, escape};

/// What is read of one file; 100,000 people without photos take about a fifth.
const LONGEST: u64 = 256 * 1024 * 1024;

/// Members of groups that are looked for.
const MEMBERS: usize = 1_000_000;

/// Reads the people of one file in their order. Entries of groups (`groupOfNames`) give their members the group; a member the
/// file does not hold is told.
///
/// `charset` is what unencoded bytes are taken for: RFC 2849 wants UTF-8, some programs write the system's. Troubles: `empty` (an
/// entry that says nothing about anybody, lost), `bad_base64`, `bad_date`, `bad_charset`, `no_value` (a line without a colon, left out), `url_value` (a value that
/// stands in another file, left out), `change_record` (a deletion or modification instead of a person, lost), `unknown_member`, `too_long` (what stands in an entry behind
/// 10,000 values, of a group 200,000, or in a value behind 16 MB, left out),
/// `rest_left` (what stands behind the first 256 MB, lost). An error is only ever one of `input` itself.
pub fn read(input: &mut dyn Read, charset: Option<Charset>, sink: &mut Sink<'_>) -> io::Result<()> {
    let (bytes, longer) = text(input, charset)?;
    let (groups, mut unknown) = groups(&bytes);
    for entry in Entries::of(&bytes) {
        if take(&entry, &groups, &mut unknown, sink).is_break() {
            return Ok(());
        }
    }
    let mut unknown: Vec<(String, (String, u64))> = unknown.into_iter().collect();
    unknown.sort_by(|one, other| (one.1.1, &one.0).cmp(&(other.1.1, &other.0)));
    for (member, (group, line)) in unknown {
        let trouble = Trouble { line, name: group, reason: "unknown_member", detail: shortened(&member), lost: false };
        if sink(Found::Trouble(trouble)).is_break() {
            return Ok(());
        }
    }
    if longer {
        let name = String::new();
        let _ = sink(Found::Trouble(Trouble { line: 1, name, reason: "rest_left", detail: String::new(), lost: true }));
    }
    Ok(())
}

/// What is read of the file, as UTF-8, and whether there is more.
fn text(input: &mut dyn Read, charset: Option<Charset>) -> io::Result<(Vec<u8>, bool)> {
    let mut first = Vec::new();
    Read::take(&mut *input, super::encoding::SAMPLE as u64).read_to_end(&mut first)?;
    let charset = charset.unwrap_or_else(|| guess(&first));
    let mut decoding = Decoding::new(Cursor::new(first).chain(input), charset);
    let mut text = Vec::new();
    Read::take(&mut decoding, LONGEST).read_to_end(&mut text)?;
    Ok((text, decoding.read(&mut [0])? > 0))
}

/// The text begins like LDIF: a version or a distinguished name, behind comments.
pub(super) fn is(text: &str) -> bool {
    let mut lines = text.lines().map(|line| line.trim_start_matches('\u{feff}'));
    let first = lines.find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    let Some((name, value)) = first.split_once(':') else { return false };
    match name.to_ascii_lowercase().as_str() {
        "dn" => value.starts_with(':') || value.contains('='),
        "version" => value.trim() == "1" && text.lines().any(|line| line.to_ascii_lowercase().starts_with("dn:")),
        _ => false,
    }
}

/// The names of the groups that each member belongs to, by distinguished name; and every member with the group and line it is
/// named at.
type Groups = HashMap<String, Vec<String>>;
type Named = HashMap<String, (String, u64)>;

fn groups(bytes: &[u8]) -> (Groups, Named) {
    let (mut groups, mut named, mut count) = (Groups::new(), Named::new(), 0);
    for entry in Entries::of(bytes).filter(is_group) {
        let name = entry.text("cn").unwrap_or_default();
        for member in entry.values.iter().filter(|value| matches!(&*value.name, "member" | "uniquemember")) {
            count += 1;
            if count > MEMBERS {
                return (groups, named);
            }
            let member = distinguished(&member.text());
            let of = groups.entry(member.clone()).or_default();
            if of.last() != Some(&name) {
                of.push(name.clone());
            }
            named.entry(member).or_insert_with(|| (name.clone(), entry.line));
        }
    }
    (groups, named)
}

fn is_group(entry: &Entry<'_>) -> bool {
    let classes = entry.values.iter().filter(|value| value.name == "objectclass");
    let mut classes = classes.map(|class| class.text().to_ascii_lowercase());
    classes.any(|class| matches!(&*class, "groupofnames" | "groupofuniquenames"))
}

/// A distinguished name as it is compared: case and gaps around its parts aside.
fn distinguished(name: &str) -> String {
    let parts: Vec<String> = name.split(',').map(|part| part.trim().to_lowercase()).collect();
    parts.join(",")
}

fn take(entry: &Entry<'_>, groups: &Groups, unknown: &mut Named, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let (line, dn) = (entry.line, entry.text("dn").unwrap_or_default());
    let found = |name: &str, reason, detail: &str, lost| {
        Found::Trouble(Trouble { line, name: name.to_owned(), reason, detail: shortened(detail), lost })
    };
    if is_group(entry) {
        return ControlFlow::Continue(());
    }
    if let Some(change) = entry.text("changetype").filter(|change| !change.eq_ignore_ascii_case("add")) {
        return sink(found(&dn, "change_record", &change, true));
    }
    let member = distinguished(&dn);
    unknown.remove(&member);
    let Some(Made { mut card, media, name, doubts }) = card::of(entry) else {
        return sink(found(&dn, "empty", &dn, true));
    };
    if let Some(names) = groups.get(&member) {
        // Several entries may make one group.
        let mut said = HashSet::new();
        let names: Vec<String> = names.iter().filter(|name| said.insert(*name)).map(|name| escape(name)).collect();
        card.properties.push(Property::new("CATEGORIES", names.join(",")));
    }
    let place = u32::try_from(line).unwrap_or(u32::MAX);
    for property in &mut card.properties {
        property.place = place;
    }
    for (reason, detail) in &doubts {
        sink(found(&name, reason, detail, false))?;
    }
    sink(Found::Card(Box::new(Incoming { card, media, line, raw: None })))
}

#[cfg(test)]
mod tests;
