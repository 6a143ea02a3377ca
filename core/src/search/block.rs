//! A few contacts side by side, and a chunk of such blocks with what their texts hold.

use super::grams::{BLOCKS, Grams};
use super::index::{SearchEntry, Standing};
use crate::contact::{ContactId, GroupId, Side};

/// Contacts in a block when it is made.
const FULL: usize = 16;
/// Contacts in a block before it is cut in two.
pub(super) const MOST: usize = 32;

/// Contacts that follow one another in reading order, packed.
#[derive(Default)]
pub(super) struct Block {
    pub text: String,
    /// Where each contact's text ends.
    pub ends: Vec<u32>,
    keys: Vec<u8>,
    groups: Vec<GroupId>,
    entries: Vec<Held>,
}

/// One contact of a block: where its key and groups end.
struct Held {
    id: ContactId,
    key_end: u32,
    groups_end: u32,
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

impl Block {
    pub fn push(&mut self, entry: &SearchEntry) {
        self.text.push_str(entry.text());
        self.keys.extend_from_slice(&entry.sort_key);
        self.groups.extend_from_slice(&entry.groups);
        let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.ends.push(end(self.text.len()));
        self.entries.push(Held {
            id: entry.id,
            key_end: end(self.keys.len()),
            groups_end: end(self.groups.len()),
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

    /// Takes it apart again.
    pub fn entries(&self) -> Vec<SearchEntry> {
        (0..self.len())
            .map(|at| {
                let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
                let text = &self.text[start..self.ends[at] as usize];
                SearchEntry::again(self.standing(at), self.place(at).0, text)
            })
            .collect()
    }

    pub fn memory(&self) -> usize {
        size_of::<Block>()
            + self.text.capacity()
            + self.ends.capacity() * size_of::<u32>()
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
        self.ends.shrink_to_fit();
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

    /// Takes a contact out.
    pub fn remove(&mut self, block: usize, at: usize) {
        let mut entries = self.blocks[block].entries();
        entries.remove(at);
        if entries.is_empty() {
            self.blocks.remove(block);
            self.grams.shift_down(block);
        } else {
            self.put(block, &entries);
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
            self.put(block, &entries);
        }
        true
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
