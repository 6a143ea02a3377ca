//! A few contacts side by side, and a chunk of such blocks with what their texts hold.

use super::grams::{BLOCKS, Grams};
use super::index::{SearchEntry, Standing};
use super::query::TextEnd;
use crate::contact::reading::{Section, section_of};
use crate::contact::{ContactId, GroupId, Side};

/// Contacts in a block when it is made.
const FULL: usize = 16;
/// Contacts in a block before it is cut in two.
pub(super) const MOST: usize = 32;

/// Contacts that follow one another in reading order, packed.
#[derive(Default)]
pub(super) struct Block {
    pub text: String,
    keys: Vec<u8>,
    groups: Vec<GroupId>,
    entries: Vec<Held>,
}

/// One contact of a block: where its text, key and groups end. Everything that a hit needs, side by side.
pub(super) struct Held {
    id: ContactId,
    text_end: u32,
    key_end: u32,
    groups_end: u32,
    section: Section,
    side: Side,
    own: bool,
    hidden: bool,
}

/// At most 64 blocks in reading order.
pub(super) struct Chunk {
    /// Its name, as long as it lives.
    pub serial: u32,
    pub blocks: Vec<Block>,
    pub grams: Grams,
}

impl TextEnd for Held {
    fn text_end(&self) -> usize {
        self.text_end as usize
    }
}

impl Block {
    pub fn push(&mut self, entry: &SearchEntry) {
        self.text.push_str(entry.text());
        self.keys.extend_from_slice(&entry.sort_key);
        self.groups.extend_from_slice(&entry.groups);
        let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.entries.push(Held {
            id: entry.id,
            text_end: end(self.text.len()),
            key_end: end(self.keys.len()),
            groups_end: end(self.groups.len()),
            section: section_of(&entry.sort_key),
            side: entry.side,
            own: entry.own,
            hidden: entry.hidden,
        });
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn ids(&self) -> impl Iterator<Item = ContactId> {
        self.entries.iter().map(|entry| entry.id)
    }

    pub fn standing(&self, at: usize) -> Standing<'_> {
        let held = &self.entries[at];
        let groups = &self.groups[self.start(at, |held| held.groups_end)..held.groups_end as usize];
        Standing { id: held.id, side: held.side, own: held.own, hidden: held.hidden, groups }
    }

    /// Sort key and id: where a contact stands in reading order.
    pub fn place(&self, at: usize) -> (&[u8], ContactId) {
        let held = &self.entries[at];
        (&self.keys[self.start(at, |held| held.key_end)..held.key_end as usize], held.id)
    }

    pub fn section(&self, at: usize) -> Section {
        self.entries[at].section
    }

    /// Where each contact's text ends.
    pub fn ends(&self) -> &[Held] {
        &self.entries
    }

    /// Takes it apart again.
    pub fn entries(&self) -> Vec<SearchEntry> {
        (0..self.len())
            .map(|at| {
                let text = &self.text[self.start(at, |held| held.text_end)..self.entries[at].text_end as usize];
                SearchEntry::again(self.standing(at), self.place(at).0, text)
            })
            .collect()
    }

    pub fn memory(&self) -> usize {
        size_of::<Block>()
            + self.text.capacity()
            + self.keys.capacity()
            + self.groups.capacity() * size_of::<GroupId>()
            + self.entries.capacity() * size_of::<Held>()
    }

    fn of(entries: &[SearchEntry]) -> Block {
        let mut block = Block::default();
        for entry in entries {
            block.push(entry);
        }
        block.shrink();
        block
    }

    fn start(&self, at: usize, end: impl Fn(&Held) -> u32) -> usize {
        at.checked_sub(1).and_then(|before| self.entries.get(before)).map_or(0, |held| end(held) as usize)
    }

    fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.groups.shrink_to_fit();
        self.entries.shrink_to_fit();
    }
}

impl Chunk {
    /// Takes up to a chunk's worth of what `entries` gives, in its order, over `scratch`; `None` when it gives nothing.
    pub fn take(serial: u32, entries: &mut impl Iterator<Item = SearchEntry>, scratch: &mut Grams) -> Option<Chunk> {
        scratch.reset();
        let mut blocks: Vec<Block> = Vec::new();
        while blocks.len() < BLOCKS {
            let mut block = Block::default();
            for entry in entries.by_ref().take(FULL) {
                block.push(&entry);
            }
            if block.len() == 0 {
                break;
            }
            scratch.add(blocks.len(), &block.text);
            block.shrink();
            blocks.push(block);
        }
        (!blocks.is_empty()).then(|| Chunk { serial, blocks, grams: scratch.shrunk() })
    }

    /// The block and place of a contact that is in here.
    pub fn find(&self, id: ContactId) -> Option<(usize, usize)> {
        let mut blocks = self.blocks.iter().enumerate();
        blocks.find_map(|(at, block)| Some((at, block.ids().position(|held| held == id)?)))
    }

    /// Takes a contact out. What only its text held stays noted of its block: looking in vain once costs less than noting
    /// the whole block anew.
    pub fn remove(&mut self, block: usize, at: usize) {
        let mut entries = self.blocks[block].entries();
        entries.remove(at);
        if entries.is_empty() {
            self.blocks.remove(block);
            self.grams.shift_down(block);
        } else {
            self.blocks[block] = Block::of(&entries);
        }
    }

    /// Puts a contact in where it belongs. False: there is no room left, the chunk has to be cut in two before.
    pub fn insert(&mut self, entry: &SearchEntry) -> bool {
        let after = |block: &Block| block.place(0) <= (entry.sort_key.as_slice(), entry.id);
        let block = self.blocks.partition_point(after).saturating_sub(1);
        let Some(home) = self.blocks.get(block) else { return false };
        if home.len() >= MOST && self.blocks.len() >= BLOCKS {
            return false;
        }
        let mut entries = home.entries();
        let at = entries.partition_point(|held| held.place() <= entry.place());
        entries.insert(at, entry.clone());
        if entries.len() > MOST {
            let (first, second) = entries.split_at(MOST / 2);
            self.blocks.insert(block + 1, Block::default());
            self.grams.shift_up(block + 1);
            self.put(block, first);
            self.put(block + 1, second);
        } else {
            self.blocks[block] = Block::of(&entries);
            self.grams.add(block, entry.text());
        }
        true
    }

    pub fn ids(&self) -> impl Iterator<Item = ContactId> {
        self.blocks.iter().flat_map(Block::ids)
    }

    pub fn memory(&self) -> usize {
        self.grams.memory() + self.blocks.iter().map(Block::memory).sum::<usize>()
    }

    fn put(&mut self, block: usize, entries: &[SearchEntry]) {
        self.blocks[block] = Block::of(entries);
        self.grams.clear(block);
        self.grams.add(block, &self.blocks[block].text);
    }
}
