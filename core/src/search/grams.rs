//! Which blocks of a chunk hold which characters side by side: what rules blocks out before their text is read.

/// As many blocks as a mask has bits.
pub(super) const BLOCKS: usize = 64;

/// A small piece of text: one character, two side by side, three Latin letters or digits, or four digits or hyphens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gram {
    /// By its hash: two grams with the same one only cost a look into the text.
    Hashed(u32),
    /// Four digits by their number.
    Digits(u16),
}

/// For every gram the blocks that hold it. Never forgets a gram that is there.
#[derive(Default)]
pub(super) struct Grams {
    /// Open addressing; an empty slot has key 0.
    slots: Vec<Slot>,
    used: usize,
    /// By number of four digits; empty until the first.
    digits: Vec<u64>,
    /// While many texts are added: what was said of which block lately, so that it isn't said again.
    lately: Vec<u64>,
}

/// As many as fit into the fastest memory.
const LATELY: usize = 2048;
/// No gram of any block.
const NOTHING: u64 = u64::MAX;

#[derive(Clone, Copy, Default)]
struct Slot {
    key: u32,
    /// The mask in halves, so that a slot is twelve bytes.
    low: u32,
    high: u32,
}

impl Gram {
    pub fn one(ch: char) -> Gram {
        hashed(one(ch))
    }

    pub fn two(first: char, second: char) -> Gram {
        hashed(two(first, second))
    }

    /// Four digits and hyphens: what dates and house numbers are told apart by.
    fn number(bytes: [u8; 4]) -> Gram {
        hashed(u64::from(u32::from_be_bytes(bytes)) | 1 << 44)
    }

    fn three(bytes: [u8; 3]) -> Gram {
        let [first, second, third] = bytes.map(u64::from);
        hashed(first << 16 | second << 8 | third | 1 << 43)
    }
}

/// A gram by itself: no other one has its number.
fn one(ch: char) -> u64 {
    u64::from(u32::from(ch))
}

fn two(first: char, second: char) -> u64 {
    one(first) << 21 | one(second) | 1 << 42
}

fn hashed(value: u64) -> Gram {
    let mixed = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Gram::Hashed(((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32)
}

/// Shows the grams of a text of more than one character, as they are found in a text that holds it; the longest last.
pub(super) fn each_gram(text: &str, show: &mut impl FnMut(Gram)) {
    let mut chars = text.chars();
    let mut before = chars.next();
    for ch in chars {
        // What ends a value is of no use: nothing that is typed reaches over it.
        if let Some(before) = before.filter(|_| ch >= ' ') {
            show(Gram::two(before, ch));
        }
        before = Some(ch);
    }
    each_long_gram(text, show);
}

/// The grams of three characters and more; Latin letters, digits and hyphens alone make them.
fn each_long_gram(text: &str, show: &mut impl FnMut(Gram)) {
    // The last three, where they were Latin letters or digits; and how many digits in a row.
    let (mut alnum, mut run, mut digits, mut number) = ([0u8; 3], 0u32, 0u32, 0u16);
    let (mut spelled, mut length) = ([0u8; 4], 0u32);
    for byte in text.bytes() {
        if byte.is_ascii_digit() || byte == b'-' {
            spelled = [spelled[1], spelled[2], spelled[3], byte];
            length += 1;
            if length >= 4 && spelled.contains(&b'-') {
                show(Gram::number(spelled));
            }
        } else {
            length = 0;
        }
        if !byte.is_ascii_alphanumeric() {
            (run, digits) = (0, 0);
            continue;
        }
        alnum = [alnum[1], alnum[2], byte];
        run += 1;
        if !byte.is_ascii_digit() {
            digits = 0;
        } else {
            digits += 1;
            number = number % 1000 * 10 + u16::from(byte - b'0');
            if digits >= 4 {
                show(Gram::Digits(number));
            }
        }
        // Three digits are everywhere: they would rule nothing out.
        if run >= 3 && digits < 3 {
            show(Gram::three(alnum));
        }
    }
}

impl Grams {
    /// The blocks that hold a gram, one bit each, and now and then one that does not.
    pub fn row(&self, gram: Gram) -> u64 {
        match gram {
            Gram::Digits(number) => self.digits.get(usize::from(number)).copied().unwrap_or(0),
            Gram::Hashed(key) => self.find(key.max(1)).map_or(0, |slot| slot.mask()),
        }
    }

    /// Says that a block holds every gram of `text`, and every character of it.
    pub fn add(&mut self, block: usize, text: &str) {
        let bit = 1 << block;
        let mut before = None;
        for ch in text.chars() {
            // Two that were said side by side were said each.
            let pair = before.filter(|_| ch >= ' ').map(|before| two(before, ch));
            if pair.is_none_or(|pair| self.say(pair, block)) {
                self.say(one(ch), block);
            }
            before = Some(ch);
        }
        each_long_gram(text, &mut |gram| self.put(gram, bit));
    }

    /// Puts one or two characters, unless that was done lately, and answers whether it wasn't.
    fn say(&mut self, gram: u64, block: usize) -> bool {
        let said = gram | (block as u64) << 48;
        let place = (gram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize % LATELY;
        match self.lately.get_mut(place) {
            Some(lately) if *lately == said => return false,
            Some(lately) => *lately = said,
            None => {}
        }
        self.put(hashed(gram), 1 << block);
        true
    }

    /// Forgets everything about a block.
    pub fn clear(&mut self, block: usize) {
        self.each_mask(|mask| mask & !(1 << block));
    }

    /// Makes room for a new block before `block`.
    pub fn shift_up(&mut self, block: usize) {
        let below = (1 << block) - 1;
        self.each_mask(|mask| mask & below | (mask & !below) << 1);
    }

    /// Takes a block out; those after it move down.
    pub fn shift_down(&mut self, block: usize) {
        let below = (1u64 << block) - 1;
        self.each_mask(|mask| mask & below | (mask >> 1) & !below);
    }

    /// The same grams in as little memory as they need.
    pub fn shrunk(&self) -> Grams {
        let mut small = Grams { digits: self.digits.clone(), ..Grams::default() };
        small.make_room(self.used);
        for slot in self.slots.iter().filter(|slot| slot.key != 0 && slot.mask() != 0) {
            small.put_hashed(slot.key, slot.mask());
        }
        small
    }

    /// For adding many texts.
    pub fn scratch() -> Grams {
        Grams { lately: vec![NOTHING; LATELY], ..Grams::default() }
    }

    /// Empties it and keeps its memory.
    pub fn reset(&mut self) {
        self.slots.fill(Slot::default());
        self.used = 0;
        self.digits.fill(0);
        self.lately.fill(NOTHING);
    }

    pub fn memory(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>() + self.digits.capacity() * size_of::<u64>()
    }

    fn put(&mut self, gram: Gram, bits: u64) {
        match gram {
            Gram::Hashed(key) => self.put_hashed(key.max(1), bits),
            Gram::Digits(number) => {
                if self.digits.is_empty() {
                    self.digits = vec![0; 10_000];
                }
                if let Some(mask) = self.digits.get_mut(usize::from(number)) {
                    *mask |= bits;
                }
            }
        }
    }

    fn put_hashed(&mut self, key: u32, bits: u64) {
        if (self.used + 1) * 8 > self.slots.len() * 7 {
            self.make_room(self.used * 2 + 64);
        }
        let mut at = home(key, self.slots.len());
        loop {
            let slot = &mut self.slots[at];
            if slot.key == key || slot.key == 0 {
                self.used += usize::from(slot.key == 0);
                *slot = Slot::new(key, slot.mask() | bits);
                return;
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
    }

    fn find(&self, key: u32) -> Option<&Slot> {
        if self.slots.is_empty() {
            return None;
        }
        let (wrapped, onward) = self.slots.split_at_checked(home(key, self.slots.len()))?;
        let slot = onward.iter().chain(wrapped).find(|slot| slot.key == key || slot.key == 0)?;
        (slot.key == key).then_some(slot)
    }

    /// Room for `count` grams, an eighth and a bit of it free.
    fn make_room(&mut self, count: usize) {
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); count * 5 / 4 + 8]);
        self.used = 0;
        for slot in old.iter().filter(|slot| slot.key != 0) {
            self.put_hashed(slot.key, slot.mask());
        }
    }

    fn each_mask(&mut self, change: impl Fn(u64) -> u64) {
        for slot in self.slots.iter_mut().filter(|slot| slot.key != 0) {
            *slot = Slot::new(slot.key, change(slot.mask()));
        }
        for mask in &mut self.digits {
            *mask = change(*mask);
        }
    }
}

impl Slot {
    fn new(key: u32, mask: u64) -> Slot {
        Slot { key, low: mask as u32, high: (mask >> 32) as u32 }
    }

    fn mask(&self) -> u64 {
        u64::from(self.high) << 32 | u64::from(self.low)
    }
}

/// Where the search for a key begins.
fn home(key: u32, slots: usize) -> usize {
    ((u64::from(key) * slots as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_block_is_never_ruled_out_that_holds_the_text(
            texts in prop::collection::vec("[a-c0-2あい田]{0,12}", 1..20),
            at in any::<prop::sample::Index>(),
            from in 0usize..6,
            len in 1usize..6,
            out in any::<prop::sample::Index>(),
        ) {
            let mut grams = Grams::default();
            for (block, text) in texts.iter().enumerate() {
                grams.add(block, text);
            }
            let gone = out.index(texts.len());
            grams.shift_up(gone);
            grams.shift_down(gone);
            let grams = grams.shrunk();
            let block = at.index(texts.len());
            let piece: String = texts[block].chars().skip(from).take(len).collect();
            for ch in piece.chars() {
                prop_assert!(grams.row(Gram::one(ch)) & 1 << block != 0);
            }
            each_gram(&piece, &mut |gram| assert!(grams.row(gram) & 1 << block != 0, "{gram:?} of {piece}"));
        }

        #[test]
        fn blocks_move_with_their_bits(count in 2usize..30, out in any::<prop::sample::Index>()) {
            let name = |block: usize| char::from_u32(0x4e00 + block as u32).expect("a kanji");
            let mut grams = Grams::default();
            for block in 0..count {
                grams.add(block, &name(block).to_string());
            }
            let out = out.index(count);
            grams.shift_down(out);
            for block in (0..count).filter(|block| *block != out) {
                let now = if block > out { block - 1 } else { block };
                prop_assert_eq!(grams.row(Gram::one(name(block))), 1 << now);
            }
            grams.shift_up(out);
            grams.add(out, "新");
            prop_assert_eq!(grams.row(Gram::one('新')), 1 << out);
            grams.clear(out);
            prop_assert_eq!(grams.row(Gram::one('新')), 0);
        }
    }
}
