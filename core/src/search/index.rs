//! The index: chunks of blocks of contacts, in reading order.

use std::collections::HashMap;

use super::Query;
use super::block::Chunk;
use super::grams::{BLOCKS, Grams};
use super::query::Sieve;
use super::values::put_text;
use crate::contact::fields::Fields;
use crate::contact::reading::Section;
use crate::contact::{ContactId, GroupId, Side};

/// What decides in which lists a contact stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing<'a> {
    pub id: ContactId,
    pub side: Side,
    pub own: bool,
    pub hidden: bool,
    pub groups: &'a [GroupId],
}

/// One contact's folded text, ready for the index. Costs some microseconds to make, on any thread.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SearchEntry {
    pub(super) id: ContactId,
    pub(super) side: Side,
    pub(super) own: bool,
    pub(super) hidden: bool,
    pub(super) groups: Vec<GroupId>,
    pub(super) sort_key: Vec<u8>,
    text: String,
}

/// All contacts that fit a query, in reading order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    pub ids: Vec<ContactId>,
    /// How many stand in each section, in order, empty ones left out.
    pub sections: Vec<(Section, u32)>,
}

/// The folded text of many contacts in reading order (by sort key, then id).
#[derive(Default)]
pub struct Index {
    chunks: Vec<Chunk>,
    /// The serial of the chunk that holds a contact.
    homes: HashMap<ContactId, u32>,
    next_serial: u32,
}

/// Chunks that one thread looks through alone: a thread more costs as much as some of them.
const ALONE: usize = 8;
/// More threads would wait for the same memory.
const THREADS: usize = 4;

impl Found {
    fn count(&mut self, section: Section, more: u32) {
        match self.sections.last_mut() {
            Some((last, count)) if *last == section => *count += more,
            _ => self.sections.push((section, more)),
        }
    }

    fn append(&mut self, part: Found) {
        self.ids.extend(part.ids);
        for (section, more) in part.sections {
            self.count(section, more);
        }
    }
}

impl SearchEntry {
    /// `group_names` are the names of `standing.groups`, in their order.
    pub fn of(standing: Standing<'_>, sort_key: &[u8], fields: &Fields, group_names: &[String]) -> SearchEntry {
        let mut text = String::with_capacity(512);
        put_text(fields, group_names, &mut text);
        SearchEntry::again(standing, sort_key, &text)
    }

    pub(super) fn again(standing: Standing<'_>, sort_key: &[u8], text: &str) -> SearchEntry {
        let Standing { id, side, own, hidden, groups } = standing;
        let (groups, sort_key, text) = (groups.to_vec(), sort_key.to_vec(), text.to_owned());
        SearchEntry { id, side, own, hidden, groups, sort_key, text }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn place(&self) -> (&[u8], ContactId) {
        (&self.sort_key, self.id)
    }
}

impl Index {
    /// Takes entries in any order; in reading order it needs no second pass.
    pub fn build(entries: impl IntoIterator<Item = SearchEntry>) -> Index {
        let mut index = Index::default();
        let mut last: (Vec<u8>, ContactId) = (Vec::new(), ContactId(i64::MIN));
        let mut late = Vec::new();
        let mut in_order = entries.into_iter().filter_map(|entry| {
            if entry.place() < (last.0.as_slice(), last.1) {
                late.push(entry);
                return None;
            }
            last.0.clone_from(&entry.sort_key);
            last.1 = entry.id;
            Some(entry)
        });
        index.append(&mut in_order);
        // Few find their places one by one; many are sorted, which takes the room of all once more.
        if late.len() < 1000 {
            late.into_iter().for_each(|entry| index.insert(entry));
        } else {
            index.merge(late);
        }
        index
    }

    /// Puts together what was built of parts that follow one another in reading order.
    pub fn of_parts(parts: impl IntoIterator<Item = Index>) -> Index {
        let mut whole = Index::default();
        for part in parts {
            for mut chunk in part.chunks {
                chunk.serial = whole.next_serial;
                whole.next_serial += 1;
                whole.homes.extend(chunk.ids().map(|id| (id, chunk.serial)));
                whole.chunks.push(chunk);
            }
        }
        whole
    }

    /// How many contacts it holds.
    pub fn len(&self) -> usize {
        self.homes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.homes.is_empty()
    }

    /// Takes the contact `id` out, and puts `entry` (of the same id) in, where it belongs in reading order.
    pub fn replace(&mut self, id: ContactId, entry: Option<SearchEntry>) {
        self.remove(id);
        if let Some(entry) = entry {
            self.insert(entry);
        }
    }

    /// [`Index::replace`] for many; for a good part of the book, this is as fast as building anew.
    pub fn replace_many(&mut self, changes: Vec<(ContactId, Option<SearchEntry>)>) {
        if changes.len() < 64 || changes.len() * 50 < self.len() {
            for (id, entry) in changes {
                self.replace(id, entry);
            }
            return;
        }
        let last: HashMap<ContactId, Option<SearchEntry>> = changes.into_iter().collect();
        for id in last.keys() {
            self.homes.remove(id);
        }
        self.merge(last.into_values().flatten().collect());
    }

    /// Everything that fits and that `keep` lets through. Where much has to be looked at, several threads look.
    pub fn find(&self, query: &Query, keep: impl Fn(&Standing<'_>) -> bool + Sync) -> Found {
        let (first, rest) = self.chunks.split_at(self.chunks.len().min(ALONE));
        let (mut found, looked) = found_in(first, query, &keep);
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        if rest.is_empty() || threads == 1 || looked * 4 < first.len() * BLOCKS {
            found.append(found_in(rest, query, &keep).0);
            return found;
        }
        std::thread::scope(|scope| {
            let mut parts = rest.chunks(rest.len().div_ceil(threads));
            let own = parts.next().unwrap_or_default();
            let others: Vec<_> = parts.map(|part| scope.spawn(|| found_in(part, query, &keep).0)).collect();
            found.append(found_in(own, query, &keep).0);
            for part in others {
                match part.join() {
                    Ok(part) => found.append(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        found
    }

    /// The first `limit` of [`Index::find`], without looking at the rest.
    pub fn first(&self, query: &Query, limit: usize, keep: impl Fn(&Standing<'_>) -> bool) -> Vec<ContactId> {
        let mut ids = Vec::new();
        if limit > 0 {
            each(&self.chunks, query, |standing, _| {
                if keep(standing) {
                    ids.push(standing.id);
                }
                ids.len() < limit
            });
        }
        ids
    }

    /// Bytes held, for measuring.
    pub fn memory(&self) -> usize {
        let homes = self.homes.capacity() * (size_of::<(ContactId, u32)>() + 1);
        homes + self.chunks.iter().map(Chunk::memory).sum::<usize>()
    }

    /// The folded texts, block by block, for measuring how long one reading of them takes.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.chunks.iter().flat_map(|chunk| &chunk.blocks).map(|block| block.text.as_str())
    }

    fn remove(&mut self, id: ContactId) {
        let Some(serial) = self.homes.remove(&id) else { return };
        let Some(at) = self.chunks.iter().position(|chunk| chunk.serial == serial) else { return };
        let chunk = &mut self.chunks[at];
        if let Some((block, entry)) = chunk.find(id) {
            chunk.remove(block, entry);
            if chunk.blocks.is_empty() {
                self.chunks.remove(at);
            }
        }
    }

    fn insert(&mut self, entry: SearchEntry) {
        let after = |chunk: &Chunk| chunk.blocks[0].place(0) <= entry.place();
        let at = self.chunks.partition_point(after).saturating_sub(1);
        let Some(chunk) = self.chunks.get_mut(at) else { return self.append(&mut std::iter::once(entry)) };
        if chunk.insert(&entry) {
            self.homes.insert(entry.id, chunk.serial);
        } else {
            self.cut_in_two(at);
            self.insert(entry);
        }
    }

    fn cut_in_two(&mut self, at: usize) {
        let mut tail = self.chunks.split_off(at);
        let rest = tail.split_off(1);
        let mut entries: Vec<SearchEntry> =
            tail.iter().flat_map(|chunk| &chunk.blocks).flat_map(|block| block.entries()).collect();
        let second = entries.split_off(entries.len() / 2);
        self.append(&mut entries.into_iter());
        self.append(&mut second.into_iter());
        self.chunks.extend(rest);
    }

    /// Puts what comes in reading order after everything there is.
    fn append(&mut self, entries: &mut impl Iterator<Item = SearchEntry>) {
        let mut scratch = Grams::scratch();
        while let Some(chunk) = Chunk::take(self.next_serial, entries, &mut scratch) {
            self.homes.extend(chunk.ids().map(|id| (id, chunk.serial)));
            self.chunks.push(chunk);
            self.next_serial += 1;
        }
    }

    /// Brings in many at once, leaving out those that `homes` no longer knows.
    fn merge(&mut self, mut new: Vec<SearchEntry>) {
        new.sort_by(|a, b| a.place().cmp(&b.place()));
        let homes = std::mem::take(&mut self.homes);
        let chunks = std::mem::take(&mut self.chunks);
        let mut new = new.into_iter().peekable();
        let mut old = chunks
            .into_iter()
            .flat_map(|chunk| chunk.blocks)
            .flat_map(|block| block.entries())
            .filter(|entry| homes.contains_key(&entry.id))
            .peekable();
        let mut both = std::iter::from_fn(|| match (old.peek(), new.peek()) {
            (Some(a), Some(b)) if a.place() <= b.place() => old.next(),
            (Some(_), None) => old.next(),
            (_, _) => new.next(),
        });
        self.append(&mut both);
    }
}

/// What fits in these chunks, and how many blocks were looked into.
fn found_in(chunks: &[Chunk], query: &Query, keep: &impl Fn(&Standing<'_>) -> bool) -> (Found, usize) {
    let mut found = Found::default();
    let looked = each(chunks, query, |standing, section| {
        if keep(standing) {
            found.ids.push(standing.id);
            found.count(section, 1);
        }
        true
    });
    (found, looked)
}

/// Shows what fits in reading order with its section, until `show` answers false; answers how many blocks were looked into.
fn each(chunks: &[Chunk], query: &Query, mut show: impl FnMut(&Standing<'_>, Section) -> bool) -> usize {
    let mut looked = 0;
    let mut sieves: Vec<Vec<Sieve>> = query.words.iter().map(|_| Vec::new()).collect();
    let mut order: Vec<usize> = (0..query.words.len()).collect();
    for chunk in chunks {
        let mut blocks = if chunk.blocks.len() < 64 { (1 << chunk.blocks.len()) - 1 } else { u64::MAX };
        let mut rarity = [0; 32];
        for (at, (word, sieves)) in query.words.iter().zip(&mut sieves).enumerate() {
            let own = word.blocks(&chunk.grams, sieves);
            rarity[at % 32] = own.count_ones();
            blocks &= own;
            if blocks == 0 {
                break;
            }
        }
        if blocks == 0 {
            continue;
        }
        looked += blocks.count_ones() as usize;
        order.sort_by_key(|at| rarity[at % 32]);
        while blocks != 0 {
            let at = blocks.trailing_zeros() as usize;
            blocks &= blocks - 1;
            let block = &chunk.blocks[at];
            let mut found = if block.len() < 64 { (1 << block.len()) - 1 } else { u64::MAX };
            for word in &order {
                found = query.words[*word].find(&block.text, block.ends(), found, Some((&sieves[*word], at)));
                if found == 0 {
                    break;
                }
            }
            while found != 0 {
                let entry = found.trailing_zeros() as usize;
                found &= found - 1;
                if !show(&block.standing(entry), block.section(entry)) {
                    return looked;
                }
            }
        }
    }
    looked
}
