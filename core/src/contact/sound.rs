//! How a name sounds, however it is written: `Taro Tanaka`, `TANAKA Tarou` and たなか たろう are one.

use std::collections::HashMap;

use crate::search::{fold, in_latin};

/// A reading or a Latin name in one Latin form: long vowels and marks left out, Kunrei as Hepburn, the words in the order of
/// the alphabet, because nobody knows which of two Latin words is the family name. Empty where nothing but kanji is said.
pub(super) fn sound(text: &str) -> String {
    Sounds::default().of(text)
}

/// The same for many names, whose words repeat.
#[derive(Default)]
pub(super) struct Sounds(HashMap<String, String>);

impl Sounds {
    /// See [`sound`].
    pub fn of(&mut self, text: &str) -> String {
        let latin = in_latin(&fold(text));
        if latin.chars().any(|ch| ch.is_alphanumeric() && !unmarked(ch).is_ascii()) {
            return String::new();
        }
        let parts = latin.split(|ch: char| ch.is_whitespace() || matches!(ch, ',' | '.' | '・'));
        for word in parts.clone() {
            if !self.0.contains_key(word) {
                self.0.insert(word.to_owned(), plain(word));
            }
        }
        let mut words: Vec<&str> = parts.filter_map(|word| self.0.get(word)).map(String::as_str).collect();
        words.sort_unstable();
        words.concat()
    }
}

/// Spellings that are the same in another way of writing Japanese in Latin letters, in the order they are put right.
const ALIKE: [(&str, &str); 25] = [
    ("sya", "sha"),
    ("syu", "shu"),
    ("syo", "sho"),
    ("tya", "cha"),
    ("tyu", "chu"),
    ("tyo", "cho"),
    ("zya", "ja"),
    ("zyu", "ju"),
    ("zyo", "jo"),
    ("jya", "ja"),
    ("jyu", "ju"),
    ("jyo", "jo"),
    ("tch", "cch"),
    ("cchi", "tti"),
    ("tsu", "tu"),
    ("shi", "si"),
    ("chi", "ti"),
    ("hu", "fu"),
    ("zi", "ji"),
    ("di", "ji"),
    ("du", "zu"),
    ("mb", "nb"),
    ("mp", "np"),
    ("mm", "nm"),
    ("ou", "o"),
];

fn plain(word: &str) -> String {
    let mut plain: String = word.chars().map(unmarked).filter(|ch| ch.is_alphanumeric()).collect();
    for (from, to) in ALIKE {
        if plain.contains(from) {
            plain = plain.replace(from, to);
        }
    }
    let mut out = String::with_capacity(plain.len());
    let mut letters = plain.chars().peekable();
    while let Some(letter) = letters.next() {
        let long = matches!(letter, 'o' | 'u') && out.ends_with(letter);
        // `Satoh`, `Ohno`
        let held = letter == 'h' && out.ends_with('o') && letters.peek().is_none_or(|next| !"aiueoy".contains(*next));
        if !long && !held {
            out.push(letter);
        }
    }
    out
}

fn unmarked(ch: char) -> char {
    match ch {
        'ā' | 'â' => 'a',
        'ī' | 'î' => 'i',
        'ū' | 'û' => 'u',
        'ē' | 'ê' => 'e',
        'ō' | 'ô' => 'o',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_sounds_the_same_in_every_writing() {
        for forms in [
            ["たなか たろう", "Taro Tanaka", "TANAKA Tarō"],
            ["サトウ ジュン", "satoh jyun", "Sato, Jun"],
            ["おおの しんいち", "Ohno Shin'ichi", "oono siniti"],
            ["ほんだ きっぺい", "Honda Kippei", "kippei honda"],
            ["ほったん まつした", "HOTTAN Matsushita", "matusita hottan"],
            ["なんば じゅんぺい", "Namba Jumpei", "nanba zyunpei"],
        ] {
            for form in forms {
                assert_eq!(sound(form), sound(forms[0]), "{form}");
                assert_ne!(sound(form), "", "{form}");
            }
        }
        assert_ne!(sound("たなか たろう"), sound("たなか じろう"));
        assert_eq!(sound("田中 太郎"), "", "nobody knows how kanji are read");
    }
}
