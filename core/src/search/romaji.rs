//! Kana typed in Latin letters, in Hepburn, Kunrei or as an input method takes it.
//!
//! The rules, beside the table of syllables:
//! - an unfinished syllable at the end matches its completions: `tak` finds たか, たき … and たっき;
//! - ん is `n`, `nn` or `n'`, and `m` before `b`, `m` and `p`;
//! - っ is its consonant doubled, before `ch` also `t`;
//! - a long o (う, お or ー after o) may be `u`, `o`, `-`, `h` before a consonant or at the end, or left out: `satou`, `satoo`,
//!   `satō`, `satoh`; a long u (う or ー after u) may be left out: `yuko`; ー is `-`, its vowel again, or left out.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Kana and their spellings.
pub(super) const SYLLABLES: &[(&str, &[&str])] = &[
    ("あ", &["a"]),
    ("い", &["i"]),
    ("う", &["u", "wu"]),
    ("え", &["e"]),
    ("お", &["o"]),
    ("か", &["ka"]),
    ("き", &["ki"]),
    ("く", &["ku"]),
    ("け", &["ke"]),
    ("こ", &["ko"]),
    ("が", &["ga"]),
    ("ぎ", &["gi"]),
    ("ぐ", &["gu"]),
    ("げ", &["ge"]),
    ("ご", &["go"]),
    ("さ", &["sa"]),
    ("し", &["shi", "si"]),
    ("す", &["su"]),
    ("せ", &["se"]),
    ("そ", &["so"]),
    ("ざ", &["za"]),
    ("じ", &["ji", "zi"]),
    ("ず", &["zu"]),
    ("ぜ", &["ze"]),
    ("ぞ", &["zo"]),
    ("た", &["ta"]),
    ("ち", &["chi", "ti"]),
    ("つ", &["tsu", "tu"]),
    ("て", &["te"]),
    ("と", &["to"]),
    ("だ", &["da"]),
    ("ぢ", &["ji", "di", "zi"]),
    ("づ", &["zu", "du", "dzu"]),
    ("で", &["de"]),
    ("ど", &["do"]),
    ("な", &["na"]),
    ("に", &["ni"]),
    ("ぬ", &["nu"]),
    ("ね", &["ne"]),
    ("の", &["no"]),
    ("は", &["ha"]),
    ("ひ", &["hi"]),
    ("ふ", &["fu", "hu"]),
    ("へ", &["he"]),
    ("ほ", &["ho"]),
    ("ば", &["ba"]),
    ("び", &["bi"]),
    ("ぶ", &["bu"]),
    ("べ", &["be"]),
    ("ぼ", &["bo"]),
    ("ぱ", &["pa"]),
    ("ぴ", &["pi"]),
    ("ぷ", &["pu"]),
    ("ぺ", &["pe"]),
    ("ぽ", &["po"]),
    ("ま", &["ma"]),
    ("み", &["mi"]),
    ("む", &["mu"]),
    ("め", &["me"]),
    ("も", &["mo"]),
    ("や", &["ya"]),
    ("ゆ", &["yu"]),
    ("よ", &["yo"]),
    ("ら", &["ra"]),
    ("り", &["ri"]),
    ("る", &["ru"]),
    ("れ", &["re"]),
    ("ろ", &["ro"]),
    ("わ", &["wa"]),
    ("ゐ", &["wi", "i"]),
    ("ゑ", &["we", "e"]),
    ("を", &["wo", "o"]),
    ("ん", &["nn", "n'", "n"]),
    ("ゔ", &["vu"]),
    ("ぁ", &["xa", "la"]),
    ("ぃ", &["xi", "li"]),
    ("ぅ", &["xu", "lu"]),
    ("ぇ", &["xe", "le"]),
    ("ぉ", &["xo", "lo"]),
    ("ゃ", &["xya", "lya"]),
    ("ゅ", &["xyu", "lyu"]),
    ("ょ", &["xyo", "lyo"]),
    ("っ", &["xtsu", "xtu", "ltsu", "ltu"]),
    ("ゎ", &["xwa", "lwa"]),
    ("ゕ", &["xka", "ka"]),
    ("ゖ", &["xke", "ke", "ga"]),
    ("きゃ", &["kya"]),
    ("きゅ", &["kyu"]),
    ("きょ", &["kyo"]),
    ("ぎゃ", &["gya"]),
    ("ぎゅ", &["gyu"]),
    ("ぎょ", &["gyo"]),
    ("しゃ", &["sha", "sya"]),
    ("しゅ", &["shu", "syu"]),
    ("しょ", &["sho", "syo"]),
    ("しぇ", &["she", "sye"]),
    ("じゃ", &["ja", "zya", "jya"]),
    ("じゅ", &["ju", "zyu", "jyu"]),
    ("じょ", &["jo", "zyo", "jyo"]),
    ("じぇ", &["je", "zye", "jye"]),
    ("ちゃ", &["cha", "tya", "cya"]),
    ("ちゅ", &["chu", "tyu", "cyu"]),
    ("ちょ", &["cho", "tyo", "cyo"]),
    ("ちぇ", &["che", "tye", "cye"]),
    ("ぢゃ", &["ja", "dya", "zya"]),
    ("ぢゅ", &["ju", "dyu", "zyu"]),
    ("ぢょ", &["jo", "dyo", "zyo"]),
    ("つぁ", &["tsa"]),
    ("つぃ", &["tsi"]),
    ("つぇ", &["tse"]),
    ("つぉ", &["tso"]),
    ("てぃ", &["ti", "thi"]),
    ("てゅ", &["tyu", "thu"]),
    ("でぃ", &["di", "dhi"]),
    ("でゅ", &["dyu", "dhu"]),
    ("とぅ", &["tu", "twu"]),
    ("どぅ", &["du", "dwu"]),
    ("にゃ", &["nya"]),
    ("にゅ", &["nyu"]),
    ("にょ", &["nyo"]),
    ("ひゃ", &["hya"]),
    ("ひゅ", &["hyu"]),
    ("ひょ", &["hyo"]),
    ("びゃ", &["bya"]),
    ("びゅ", &["byu"]),
    ("びょ", &["byo"]),
    ("ぴゃ", &["pya"]),
    ("ぴゅ", &["pyu"]),
    ("ぴょ", &["pyo"]),
    ("ふぁ", &["fa"]),
    ("ふぃ", &["fi"]),
    ("ふぇ", &["fe"]),
    ("ふぉ", &["fo"]),
    ("ふゅ", &["fyu"]),
    ("みゃ", &["mya"]),
    ("みゅ", &["myu"]),
    ("みょ", &["myo"]),
    ("りゃ", &["rya"]),
    ("りゅ", &["ryu"]),
    ("りょ", &["ryo"]),
    ("いぇ", &["ye"]),
    ("うぃ", &["wi"]),
    ("うぇ", &["we"]),
    ("うぉ", &["wo"]),
    ("くぁ", &["kwa"]),
    ("くぃ", &["kwi"]),
    ("くぇ", &["kwe"]),
    ("くぉ", &["kwo"]),
    ("ぐぁ", &["gwa"]),
    ("ゔぁ", &["va"]),
    ("ゔぃ", &["vi"]),
    ("ゔぇ", &["ve"]),
    ("ゔぉ", &["vo"]),
];

/// Longer words are no names: they are only looked for as they stand.
const LONGEST: usize = 40;

/// A folded word as letters of romaji, with `ō` as `oo`; nothing if it holds anything else or fewer than two letters.
pub(super) fn letters(word: &str) -> Option<String> {
    let mut letters = String::with_capacity(word.len() + 4);
    for ch in word.chars() {
        match ch {
            'a'..='z' | '\'' | '-' => letters.push(ch),
            'ā' | 'â' => letters.push_str("aa"),
            'ī' | 'î' => letters.push_str("ii"),
            'ū' | 'û' => letters.push_str("uu"),
            'ē' | 'ê' => letters.push_str("ee"),
            'ō' | 'ô' => letters.push_str("oo"),
            _ => return None,
        }
    }
    let count = letters.bytes().filter(u8::is_ascii_lowercase).count();
    let begins = letters.starts_with(|first: char| first.is_ascii_lowercase());
    (begins && count >= 2 && letters.len() <= LONGEST).then_some(letters)
}

/// Where the reader of a word stands: so many letters are used up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Standing {
    pub used: usize,
    /// The vowel just read, which may be long; 0 for none.
    vowel: u8,
    /// What is still to come of a syllable of two kana.
    rest: &'static str,
    /// After っ whose consonant is still to come.
    doubled: bool,
}

impl Standing {
    pub const START: Standing = Standing::after(0, 0);

    const fn after(used: usize, vowel: u8) -> Standing {
        Standing { used, vowel, rest: "", doubled: false }
    }

    /// The word is at its end: everything asked for was there.
    pub fn is_done(&self, letters: &str) -> bool {
        self.used == letters.len() && self.rest.is_empty()
    }

    /// Shows every kana that may follow here, with where one stands after it.
    pub fn next(&self, letters: &str, show: &mut impl FnMut(char, Standing)) {
        if let Some(first) = self.rest.chars().next() {
            let rest = &self.rest[first.len_utf8()..];
            return show(first, Standing { rest, ..*self });
        }
        let left = &letters.as_bytes()[self.used.min(letters.len())..];
        if left.is_empty() {
            return;
        }
        self.syllables(left, show);
        if self.doubled {
            return;
        }
        self.long_vowels(left, show);
        let doubled = match left {
            [first, second, ..] => is_consonant(*first) && (first == second || left.starts_with(b"tc")),
            [last] => is_consonant(*last),
            [] => false,
        };
        if doubled {
            // The last letter stays, for the syllable that っ stands before.
            let used = self.used + usize::from(left.len() > 1);
            show('っ', Standing { doubled: left.len() == 1, ..Standing::after(used, 0) });
        }
        if left[0] == b'm' && matches!(left.get(1), Some(b'b' | b'm' | b'p')) {
            show('ん', Standing::after(self.used + 1, 0));
        }
    }

    fn syllables(&self, left: &[u8], show: &mut impl FnMut(char, Standing)) {
        for (kana, spellings) in SYLLABLES {
            let mut chars = kana.chars();
            let Some(first) = chars.next() else { continue };
            for spelling in *spellings {
                let spelled = spelling.as_bytes();
                let taken = if left.starts_with(spelled) {
                    spelled.len()
                } else if spelled.starts_with(left) {
                    left.len()
                } else {
                    continue;
                };
                let vowel = spelled.last().copied().filter(|last| b"aiueo".contains(last)).unwrap_or(0);
                show(first, Standing { rest: chars.as_str(), ..Standing::after(self.used + taken, vowel) });
            }
        }
    }

    fn long_vowels(&self, left: &[u8], show: &mut impl FnMut(char, Standing)) {
        let next = left[0];
        let longer: &[char] = match self.vowel {
            b'o' => &['う', 'お', 'ー'],
            b'u' => &['う', 'ー'],
            _ => &['ー'],
        };
        for mark in longer {
            let mut step = |taken| show(*mark, Standing::after(self.used + taken, 0));
            if self.vowel == 0 {
                if next == b'-' {
                    step(1);
                }
                continue;
            }
            let says_it = next == self.vowel || next == b'-' || (self.vowel == b'o' && next == b'u');
            let h_says_it =
                self.vowel == b'o' && next == b'h' && left.get(1).is_none_or(|after| !b"aiueoy".contains(after));
            if says_it || h_says_it {
                step(1);
            }
            if !says_it {
                step(0);
            }
        }
    }
}

fn is_consonant(letter: u8) -> bool {
    letter.is_ascii_lowercase() && !b"aiueon".contains(&letter)
}

/// Folded kana in Latin letters, by the first spelling of each syllable (Hepburn); everything else stays as it is.
pub(crate) fn in_latin(kana: &str) -> String {
    static FIRST: LazyLock<HashMap<&str, &str>> =
        LazyLock::new(|| SYLLABLES.iter().filter_map(|(kana, spelled)| Some((*kana, *spelled.first()?))).collect());
    let mut latin = String::with_capacity(kana.len());
    let mut doubled = false;
    let mut rest = kana;
    while let Some(first) = rest.chars().next() {
        let one = first.len_utf8();
        let two = one + rest[one..].chars().next().map_or(0, char::len_utf8);
        let pair = FIRST.get(&rest[..two]).map(|spelled| (*spelled, two));
        let (spelled, used) = pair.or_else(|| Some((*FIRST.get(&rest[..one])?, one))).unwrap_or((&rest[..one], one));
        rest = &rest[used..];
        match first {
            'っ' => doubled = true,
            'ん' => latin.push('n'),
            'ー' => {}
            _ => {
                if std::mem::take(&mut doubled) {
                    latin.extend(spelled.chars().next().filter(char::is_ascii_lowercase));
                }
                latin.push_str(spelled);
            }
        }
    }
    latin
}
