//! What a typed word may look like in a text, and how it is found there.

use std::collections::BTreeMap;

use memchr::arch::all::packedpair::HeuristicFrequencyRank;
use memchr::memmem::{Finder, FinderBuilder};

use super::grams::{Gram, Grams, each_gram};
use super::romaji::Standing;
use super::values::Tag;

/// A text that stands as it is.
pub(super) struct Plain {
    pub text: String,
    finder: Finder<'static>,
    grams: Vec<Gram>,
}

/// One of many texts, as a deterministic automaton without cycles: state 0 begins, and every step leads to a higher state.
pub(super) struct Spelled {
    states: Vec<State>,
    /// All steps, by the state they start from.
    steps: Vec<Step>,
    /// Where to look: the first step or two of every way, as text.
    heads: Vec<Head>,
}

#[derive(Default)]
struct State {
    /// Everything asked for was there; what follows is of no matter.
    done: bool,
    next: Vec<(char, usize)>,
}

struct Step {
    ch: char,
    to: usize,
    /// The steps before this one, with what both together look like; the first steps have none.
    before: Vec<Before>,
    /// For first steps: the character itself, and how it looks at the beginning of a name.
    first: Option<(Gram, [SpacedGrams; 2])>,
}

struct Before {
    step: usize,
    grams: SpacedGrams,
}

/// Two characters side by side, or with spaces between them.
#[derive(Clone, Copy)]
struct SpacedGrams {
    beside: Gram,
    apart: [Gram; 2],
}

struct Head {
    finder: Finder<'static>,
    len: usize,
    state: usize,
    /// The step whose mask says where the head may be.
    step: usize,
}

/// Masks of a [`Spelled`] over the blocks of one chunk.
#[derive(Default)]
pub(super) struct Ways {
    /// Per step: blocks in which some way may have come so far.
    plain: Vec<u64>,
    /// The same from the beginning of a name, without and with a space on the way.
    joined: Vec<u64>,
    spaced: Vec<u64>,
}

impl Plain {
    pub fn new(text: &str) -> Plain {
        let mut grams = Vec::new();
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) => grams.push(Gram::one(only)),
            _ => each_gram(text, &mut |gram| grams.push(gram)),
        }
        // The longest say the most.
        grams.reverse();
        Plain { text: text.to_owned(), finder: finder(text), grams }
    }

    /// The blocks that may hold it.
    pub fn blocks(&self, grams: &Grams) -> u64 {
        let mut blocks = u64::MAX;
        for gram in &self.grams {
            blocks &= grams.row(*gram);
            if blocks == 0 {
                break;
            }
        }
        blocks
    }

    /// Where it stands in `text` at or after the byte `from`.
    pub fn find(&self, text: &str, from: usize) -> Option<usize> {
        let rest = text.as_bytes().get(from..)?;
        self.finder.find(rest).map(|at| from + at)
    }
}

impl Spelled {
    /// A word of [`super::romaji::letters`].
    pub fn romaji(letters: &str) -> Spelled {
        Spelled::new(vec![Standing::START], |standings| {
            let done = standings.iter().any(|standing| standing.is_done(letters));
            let mut next: BTreeMap<char, Vec<Standing>> = BTreeMap::new();
            if !done {
                for standing in standings {
                    standing.next(letters, &mut |ch, to| next.entry(ch).or_default().push(to));
                }
            }
            for to in next.values_mut() {
                to.sort_unstable();
                to.dedup();
            }
            (done, next.into_iter().collect())
        })
    }

    /// A text as it stands, for finding it over the spaces of a name.
    pub fn plain(text: &str) -> Spelled {
        Spelled::new(text.to_owned(), |left| {
            let mut chars = left.chars();
            match chars.next() {
                Some(first) => (false, vec![(first, chars.as_str().to_owned())]),
                None => (true, Vec::new()),
            }
        })
    }

    fn new<S: Ord + Clone>(start: S, explore: impl Fn(&S) -> (bool, Vec<(char, S)>)) -> Spelled {
        let mut names: BTreeMap<S, usize> = BTreeMap::from([(start.clone(), 0)]);
        let (mut found, mut states) = (vec![start], Vec::new());
        while let Some(state) = found.get(states.len()).cloned() {
            let (done, next) = explore(&state);
            let next = next.into_iter().map(|(ch, to)| {
                let name = *names.entry(to.clone()).or_insert_with(|| {
                    found.push(to);
                    found.len() - 1
                });
                (ch, name)
            });
            states.push(State { done, next: next.collect() });
        }
        let states = in_order(states);
        let steps = steps(&states);
        let heads = heads(&states, &steps);
        Spelled { states, steps, heads }
    }

    /// Fills `ways`; answers the blocks in which it may stand anywhere.
    pub fn blocks(&self, grams: &Grams, ways: &mut Ways) -> u64 {
        ways.plain.clear();
        let mut blocks = 0;
        for step in &self.steps {
            let mask = match &step.first {
                Some((gram, _)) => grams.row(*gram),
                None => over(&step.before, &ways.plain, |pair| grams.row(pair.beside)),
            };
            ways.plain.push(mask);
            if self.states[step.to].done {
                blocks |= mask;
            }
        }
        blocks
    }

    /// The blocks in which it may stand at the beginning of a name, over at least one space.
    pub fn spaced_blocks(&self, grams: &Grams, ways: &mut Ways) -> u64 {
        ways.joined.clear();
        ways.spaced.clear();
        let apart = |pair: &SpacedGrams| {
            let [left, right] = pair.apart;
            match grams.row(left) {
                0 => 0,
                row => row & grams.row(right),
            }
        };
        let mut blocks = 0;
        for step in &self.steps {
            let (joined, spaced) = match &step.first {
                Some((_, names)) => (
                    names.iter().fold(0, |mask, pair| mask | grams.row(pair.beside)),
                    names.iter().fold(0, |mask, pair| mask | apart(pair)),
                ),
                None => (
                    over(&step.before, &ways.joined, |pair| grams.row(pair.beside)),
                    over(&step.before, &ways.joined, apart)
                        | over(&step.before, &ways.spaced, |pair| grams.row(pair.beside) | apart(pair)),
                ),
            };
            ways.joined.push(joined);
            ways.spaced.push(spaced);
            if self.states[step.to].done {
                blocks |= spaced;
            }
        }
        blocks
    }

    /// Shows the bytes where it stands in `text`, each way for itself, going on where `show` says; a block is left out for
    /// the ways that are not in it.
    pub fn find(&self, text: &str, within: Option<(&Ways, usize)>, mut show: impl FnMut(usize) -> usize) {
        for head in &self.heads {
            if let Some((ways, block)) = within
                && ways.plain.get(head.step).is_some_and(|mask| mask & 1 << block == 0)
            {
                continue;
            }
            let mut from = 0;
            while let Some(at) = text.as_bytes().get(from..).and_then(|rest| head.finder.find(rest)) {
                let at = from + at;
                let rest = text.get(at + head.len..).unwrap_or_default();
                from = if self.reads(head.state, rest.chars()).is_some() { show(at) } else { at + 1 };
            }
        }
    }

    /// Shows every name in `text` that it stands at the beginning of, spaces not counted, by the byte of its tag.
    pub fn find_spaced(&self, text: &str, mut show: impl FnMut(usize) -> usize) {
        for at in memchr::memchr2_iter(Tag::Name as u8, Tag::Reading as u8, text.as_bytes()) {
            let name = text.get(at + 1..).unwrap_or_default();
            if self.reads(0, name.chars().filter(|ch| *ch != ' ')).is_some() {
                show(at);
            }
        }
    }

    /// How many characters it takes to have read it all from the beginning of `text`.
    pub fn reads_from_start(&self, text: impl Iterator<Item = char>) -> Option<usize> {
        self.reads(0, text)
    }

    fn reads(&self, from: usize, text: impl Iterator<Item = char>) -> Option<usize> {
        let (mut state, mut count) = (&self.states[from], 0);
        let mut text = text;
        while !state.done {
            let ch = text.next()?;
            let (_, to) = state.next.iter().find(|(step, _)| *step == ch)?;
            state = &self.states[*to];
            count += 1;
        }
        Some(count)
    }
}

/// Looks for two bytes that are rare together in Japanese text: of two characters, as far as there are two, since the bytes
/// of one say nothing of the other. Unasked, memchr takes the first bytes of kanji for rare ones.
fn finder(text: &str) -> Finder<'static> {
    struct Only([Option<u8>; 2]);
    impl HeuristicFrequencyRank for Only {
        fn rank(&self, byte: u8) -> u8 {
            match self.0 {
                [Some(first), _] if first == byte => 0,
                [_, Some(second)] if second == byte => 1,
                _ => u8::MAX,
            }
        }
    }
    // A character's last byte tells it apart best.
    let last = |ch: char| ch.encode_utf8(&mut [0; 4]).bytes().next_back();
    let mut chars: Vec<char> = text.chars().collect();
    chars.sort_by_key(|ch| commonness(*ch));
    let first = chars.first().copied().and_then(last);
    let second = chars.iter().copied().filter_map(last).find(|byte| Some(*byte) != first);
    FinderBuilder::new().build_forward_with_ranker(Only([first, second]), text.as_bytes()).into_owned()
}

/// How common characters are in contacts, roughly.
fn commonness(ch: char) -> u8 {
    match ch {
        'a' | 'e' | 'i' | 'o' | 'u' | 'm' | 'p' | 'l' | '.' | '0'..='9' | '-' | '@' => 3,
        'a'..='z' | ' ' | 'ー' | '県' | '市' | '区' | '町' | '年' | '月' | '日' | '会' | '社' | '株' | '式' => {
            2
        }
        'ぁ'..='ん' => 1,
        _ => 0,
    }
}

/// What may have come before a step and goes on over it.
fn over(before: &[Before], ways: &[u64], row: impl Fn(&SpacedGrams) -> u64) -> u64 {
    before.iter().fold(0, |mask, before| match ways[before.step] {
        0 => mask,
        ways => mask | ways & row(&before.grams),
    })
}

/// Renumbers states so that every step leads to a higher one.
fn in_order(states: Vec<State>) -> Vec<State> {
    fn leave(at: usize, states: &[State], seen: &mut [bool], left: &mut Vec<usize>) {
        if !std::mem::replace(&mut seen[at], true) {
            for (_, to) in &states[at].next {
                leave(*to, states, seen, left);
            }
            left.push(at);
        }
    }
    let mut left = Vec::with_capacity(states.len());
    leave(0, &states, &mut vec![false; states.len()], &mut left);
    left.reverse();
    let mut names = vec![0; states.len()];
    for (new, old) in left.iter().enumerate() {
        names[*old] = new;
    }
    let mut ordered: Vec<State> = states.iter().map(|_| State::default()).collect();
    for (old, state) in states.into_iter().enumerate() {
        let next = state.next.into_iter().map(|(ch, to)| (ch, names[to])).collect();
        ordered[names[old]] = State { done: state.done, next };
    }
    ordered
}

fn steps(states: &[State]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut into: Vec<Vec<usize>> = states.iter().map(|_| Vec::new()).collect();
    for (from, state) in states.iter().enumerate() {
        for (ch, to) in &state.next {
            let before = into[from].iter().map(|step| {
                let grams = SpacedGrams::of(steps[*step].ch, *ch);
                Before { step: *step, grams }
            });
            let first = (from == 0).then(|| {
                let names = [Tag::Name, Tag::Reading].map(|tag| SpacedGrams::of(char::from(tag as u8), *ch));
                (Gram::one(*ch), names)
            });
            let step = Step { ch: *ch, to: *to, before: before.collect(), first };
            into[*to].push(steps.len());
            steps.push(step);
        }
    }
    steps
}

fn heads(states: &[State], steps: &[Step]) -> Vec<Head> {
    let mut heads = Vec::new();
    let mut push = |text: &str, state, step| {
        heads.push(Head { finder: finder(text), len: text.len(), state, step });
    };
    for (at, step) in steps.iter().enumerate() {
        if step.first.is_some() {
            if states[step.to].done {
                push(&step.ch.to_string(), step.to, at);
            }
            continue;
        }
        for before in &step.before {
            let first = &steps[before.step];
            if first.first.is_some() {
                push(&format!("{}{}", first.ch, step.ch), step.to, at);
            }
        }
    }
    heads
}

impl SpacedGrams {
    fn of(first: char, second: char) -> SpacedGrams {
        SpacedGrams { beside: Gram::two(first, second), apart: [Gram::two(first, ' '), Gram::two(' ', second)] }
    }
}
