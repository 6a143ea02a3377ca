//! What the user typed, understood.

use super::SearchEntry;
use super::fold::fold;
use super::grams::Grams;
use super::pattern::{Plain, Spelled, Ways};
use super::romaji;
use super::values::{Tag, Tags, digits, is_of_a_number};
use crate::contact::phone;

/// Words that all must be found, each in any field or in the one it names (`会社:`, `group:` …).
///
/// A word is found where its folded form stands; in a name also over its spaces (`田中太郎` in 田中 太郎, from the
/// beginning); a number in phone numbers and postal codes whatever separates the digits; two Latin letters or more also as
/// romaji where kana stand.
pub struct Query {
    pub(super) words: Vec<Word>,
}

pub(super) struct Word {
    pub alternatives: Vec<Alternative>,
}

/// Where the text of an entry ends within its block, in bytes.
pub(super) trait TextEnd {
    fn text_end(&self) -> usize;
}

impl TextEnd for usize {
    fn text_end(&self) -> usize {
        *self
    }
}

/// One way to find a word.
pub(super) struct Alternative {
    /// Only in these fields.
    pub tags: Tags,
    pub pattern: Pattern,
}

pub(super) enum Pattern {
    Plain(Box<Plain>),
    Spelled(Spelled),
    /// At the beginning of a name, over its spaces.
    Spaced(Spelled),
}

/// Words beyond these are left out, so that a pasted page is no burden.
const MOST_WORDS: usize = 16;
const MOST_LETTERS: usize = 120;

const FILTERS: &[(&[Tag], &[&str])] = &[
    (&[Tag::Name, Tag::Reading, Tag::Nickname], &["名前", "氏名", "name"]),
    (&[Tag::Reading, Tag::CompanyReading], &["読み", "よみ", "ふりがな", "reading"]),
    (&[Tag::Company, Tag::CompanyReading], &["会社", "会社名", "company"]),
    (&[Tag::Department], &["部署", "department", "dept"]),
    (&[Tag::Title], &["役職", "title"]),
    (&[Tag::Phone], &["電話", "電話番号", "携帯", "tel", "phone"]),
    (&[Tag::Email], &["メール", "mail", "email", "e-mail"]),
    (&[Tag::Url], &["url", "web", "ウェブ"]),
    (&[Tag::Id], &["id", "line", "ライン"]),
    (&[Tag::Address, Tag::Postal], &["住所", "郵便番号", "address"]),
    (&[Tag::Date], &["日付", "誕生日", "date", "birthday"]),
    (&[Tag::Relation], &["関係", "relation"]),
    (&[Tag::Note], &["メモ", "備考", "note", "memo"]),
    (&[Tag::Group], &["グループ", "group"]),
    (&[Tag::Custom], &["項目", "custom"]),
];

impl Query {
    /// Understands everything; what has no words (blanks, a filter without a value) is empty.
    pub fn parse(words: &str) -> Query {
        let folded = fold(words);
        let typed = typed_words(&folded);
        Query { words: typed.iter().map(|(tags, word)| Word::new(word, *tags)).collect() }
    }

    /// Nothing is asked for: every contact fits.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A word is asked of certain fields.
    pub(crate) fn names_fields(&self) -> bool {
        let mut first = self.words.iter().filter_map(|word| word.alternatives.first());
        first.any(|alternative| alternative.tags != Tags::ALL)
    }

    /// Whether one contact outside an index fits (the trash).
    pub fn fits(&self, entry: &SearchEntry) -> bool {
        let ends = [entry.text().len()];
        self.words.iter().all(|word| word.find(entry.text(), &ends, 1, None) == 1)
    }
}

impl Word {
    fn new(word: &str, tags: Tags) -> Word {
        let mut alternatives = vec![Alternative { tags, pattern: Pattern::Plain(Box::new(Plain::new(word))) }];
        let mut also = |within: Tags, pattern: &dyn Fn() -> Pattern| {
            let tags = tags.and(within);
            if !tags.is_empty() {
                alternatives.push(Alternative { tags, pattern: pattern() });
            }
        };
        if word.chars().nth(1).is_some() {
            also(Tags::NAMES, &|| Pattern::Spaced(Spelled::plain(word)));
        }
        if is_number(word) {
            // Where the separators were left out, and without the country's code.
            let (digits, national) = (digits(word), phone::digits(word));
            for (number, within) in [(&digits, Tags::DIGITS), (&national, Tags::of(&[Tag::Phone]))] {
                let said = number.is_empty() || number == word;
                if !said && (*number != digits || within == Tags::DIGITS) {
                    also(within, &|| Pattern::Plain(Box::new(Plain::new(number))));
                }
            }
        }
        if let Some(letters) = romaji::letters(word) {
            also(Tags::ALL, &|| Pattern::Spelled(Spelled::romaji(&letters)));
            also(Tags::NAMES, &|| Pattern::Spaced(Spelled::romaji(&letters)));
        }
        Word { alternatives }
    }

    /// Which entries of a text hold the word, one bit each: entry `n` ends at `ends[n]`. Looks at those in `wanted`;
    /// `within` are the masks of this word's alternatives and the block's number.
    pub fn find(&self, text: &str, ends: &[impl TextEnd], wanted: u64, within: Option<(&[Sieve], usize)>) -> u64 {
        let mut found = 0;
        for (at, alternative) in self.alternatives.iter().enumerate() {
            let sieve = within.and_then(|(sieves, block)| sieves.get(at).map(|sieve| (sieve, block)));
            if sieve.is_some_and(|(sieve, block)| sieve.blocks & 1 << block == 0) {
                continue;
            }
            let ways = sieve.map(|(sieve, block)| (&sieve.ways, block));
            alternative.find(text, ends, wanted, ways, &mut found);
        }
        found
    }

    /// Fills `sieves` for one chunk; answers the blocks that may hold the word.
    pub fn blocks(&self, grams: &Grams, sieves: &mut Vec<Sieve>) -> u64 {
        sieves.resize_with(self.alternatives.len(), Sieve::default);
        let mut blocks = 0;
        for (alternative, sieve) in self.alternatives.iter().zip(sieves) {
            sieve.blocks = match &alternative.pattern {
                Pattern::Plain(plain) => plain.blocks(grams),
                Pattern::Spelled(spelled) => spelled.blocks(grams, &mut sieve.ways),
                Pattern::Spaced(spelled) => spelled.spaced_blocks(grams, &mut sieve.ways),
            };
            blocks |= sieve.blocks;
        }
        blocks
    }
}

/// What the grams of a chunk say about one alternative.
#[derive(Default)]
pub(super) struct Sieve {
    blocks: u64,
    ways: Ways,
}

impl Alternative {
    /// Adds the entries of `wanted` that hold it to `found`.
    fn find(&self, text: &str, ends: &[impl TextEnd], wanted: u64, ways: Option<(&Ways, usize)>, found: &mut u64) {
        let end_of = |entry: usize| ends.get(entry).map_or(text.len(), TextEnd::text_end);
        for (first, last) in runs(wanted & !*found) {
            let begin = first.checked_sub(1).map_or(0, end_of);
            let run = text.get(begin..end_of(last)).unwrap_or_default();
            let mut entry = first;
            // Notes whom a place belongs to, and says where to go on: behind that contact, since once is enough.
            let mut hit = |at: usize| {
                if at < entry.checked_sub(1).map_or(0, end_of).saturating_sub(begin) {
                    entry = first;
                }
                while end_of(entry) - begin <= at && entry < last {
                    entry += 1;
                }
                *found |= 1 << entry;
                end_of(entry) - begin
            };
            match &self.pattern {
                Pattern::Spaced(spelled) => spelled.find_spaced(run, |at| {
                    if self.tags.has(run.as_bytes().get(at).copied().unwrap_or(0)) { hit(at) } else { at + 1 }
                }),
                Pattern::Plain(plain) => {
                    let mut from = 0;
                    while let Some(at) = plain.find(run, from) {
                        from = if self.tags.hold(run, at) { hit(at) } else { at + 1 };
                    }
                }
                Pattern::Spelled(spelled) => {
                    spelled.find(run, ways, |at| if self.tags.hold(run, at) { hit(at) } else { at + 1 });
                }
            }
        }
    }
}

/// The first and last of every row of neighbouring bits.
fn runs(mut bits: u64) -> impl Iterator<Item = (usize, usize)> {
    std::iter::from_fn(move || {
        if bits == 0 {
            return None;
        }
        let first = bits.trailing_zeros();
        let length = (bits >> first).trailing_ones();
        bits &= u64::MAX.checked_shl(first + length).unwrap_or(0);
        Some((first as usize, (first + length - 1) as usize))
    })
}

/// The words with the fields they are looked for in.
fn typed_words(folded: &str) -> Vec<(Tags, String)> {
    let mut words: Vec<(Tags, String)> = Vec::new();
    let mut tags = Tags::ALL;
    let mut typed = folded.split_whitespace().peekable();
    while let Some(word) = typed.next() {
        let (own_tags, word) = match filter(word) {
            // A filter with a space after its colon is for the next word; at the end it is not finished yet.
            Some((filter, "")) => {
                tags = filter;
                continue;
            }
            Some((filter, value)) => (filter, value),
            None => (tags, word),
        };
        tags = Tags::ALL;
        let mut word: String = word.chars().take(MOST_LETTERS).collect();
        // `+81 90 1234 5678` is one number: without its other digits the country's code says nothing.
        while word.starts_with('+') && word.chars().all(is_of_a_number) {
            let Some(more) = typed.next_if(|next| next.chars().all(is_of_a_number) && !next.starts_with('+')) else {
                break;
            };
            word.push_str(more);
        }
        if words.len() < MOST_WORDS {
            words.push((own_tags, word));
        }
    }
    words
}

/// `会社:東和` as its fields and the rest.
fn filter(word: &str) -> Option<(Tags, &str)> {
    let (name, value) = word.split_once(':')?;
    let (tags, _) = FILTERS.iter().find(|(_, names)| names.iter().any(|known| fold(known) == name))?;
    Some((Tags::of(tags), value))
}

/// Written as numbers are, with a digit in it.
fn is_number(word: &str) -> bool {
    word.chars().all(is_of_a_number) && word.contains(|ch: char| ch.is_ascii_digit())
}
