//! The one form that all spellings of a text share: what is typed and what is stored are compared in it.

use std::sync::LazyLock;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::variants;

/// Marks in [`SIMPLE`]: this character can't be folded on its own.
const LOOK_CLOSER: u16 = 0;

/// What every character below U+10000 folds to where that does not depend on its neighbours.
static SIMPLE: LazyLock<Box<[u16]>> = LazyLock::new(|| {
    let mut table = vec![LOOK_CLOSER; 0x10000];
    let latin = 0x20..0x7f;
    let japanese = [0x3000..0x3099, 0x309b..0x30fc, 0x30fd..0x3100, 0x4e00..0xa000, 0xff01..0xff5f];
    for code in japanese.into_iter().flatten().chain(latin) {
        let mut folded = String::new();
        let Some(plain) = char::from_u32(code) else { continue };
        fold_closely(plain.encode_utf8(&mut [0; 4]), &mut folded);
        let mut chars = folded.chars();
        if let (Some(only), None) = (chars.next(), chars.next())
            && let (Ok(from), Ok(to)) = (usize::try_from(code), u16::try_from(u32::from(only)))
        {
            table[from] = to;
        }
    }
    for (to, forms) in variants::groups() {
        for form in forms {
            if let (Ok(from), Ok(to)) = (u16::try_from(u32::from(form)), u16::try_from(u32::from(to))) {
                table[usize::from(from)] = to;
            }
        }
    }
    table.into_boxed_slice()
});

/// Kanji outside the Basic Multilingual Plane that are forms of another (`𠮷`).
static RARE: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let all = variants::groups().flat_map(|(to, forms)| forms.map(move |form| (form, to)));
    all.filter(|(form, _)| u32::from(*form) > 0xffff).collect()
});

/// NFKC, lower case, katakana as hiragana, kanji variants as their common form, dashes as `-`, wave dashes as `~`, line
/// breaks and other controls as spaces; variation selectors and other invisible characters are left out.
///
/// Folding twice changes nothing. Never for display and never stored as somebody's name.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// [`fold`], appended to what `out` holds already.
pub fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    for ch in text.chars() {
        match simple(ch) {
            Some(folded) => out.push(folded),
            None if ch == 'ー' => push_long_vowel(out, start),
            None => {
                out.truncate(start);
                return fold_closely(text, out);
            }
        }
    }
}

/// A character with where it came from: `start..end` counts the original's characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Folded {
    pub ch: char,
    pub start: u32,
    pub end: u32,
}

/// [`fold`] that remembers for every character which characters of the original it stands for.
pub(super) fn fold_with_places(text: &str) -> Vec<Folded> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let cut = |at: usize| chars.get(at).map_or(text.len(), |(byte, _)| *byte);
    let mut places = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        // Takes in what follows as long as the two folded together are something else than side by side (`カ` and `ﾞ`).
        let mut end = at + 1;
        while end < chars.len()
            && simple(chars[end].1).is_none()
            && fold(&text[cut(at)..cut(end + 1)])
                != fold(&text[cut(at)..cut(end)]) + &fold(&text[cut(end)..cut(end + 1)])
        {
            end += 1;
        }
        let (start, stop) = (at as u32, end as u32);
        places.extend(fold(&text[cut(at)..cut(end)]).chars().map(|ch| Folded { ch, start, end: stop }));
        at = end;
    }
    join_dashes(&mut places);
    let whole = fold(text);
    if places.iter().map(|folded| folded.ch).ne(whole.chars()) {
        // Marks reordered over more than one letter: only the whole is certain.
        return whole.chars().map(|ch| Folded { ch, start: 0, end: chars.len() as u32 }).collect();
    }
    places
}

fn simple(ch: char) -> Option<char> {
    let folded = *SIMPLE.get(u32::from(ch) as usize)?;
    if folded == LOOK_CLOSER { None } else { char::from_u32(u32::from(folded)) }
}

fn fold_closely(text: &str, out: &mut String) {
    let visible: String = text.chars().filter(|ch| !is_invisible(*ch)).collect();
    let start = out.len();
    for ch in ComposingNormalizerBorrowed::new_nfkc().normalize(&visible).chars() {
        for lower in ch.to_lowercase() {
            match fold_one(lower) {
                'ー' => push_long_vowel(out, start),
                folded => out.push(folded),
            }
        }
    }
}

/// The long vowel mark, or a dash where it was typed for one (`1ー2`).
fn push_long_vowel(out: &mut String, start: usize) {
    let after_digit = out.len() > start && out.ends_with(|last: char| last.is_ascii_digit());
    out.push(if after_digit { '-' } else { 'ー' });
}

/// [`push_long_vowel`] over pieces that were folded apart.
fn join_dashes(places: &mut [Folded]) {
    let mut after_digit = false;
    for place in places {
        if place.ch == 'ー' && after_digit {
            place.ch = '-';
        }
        after_digit = place.ch.is_ascii_digit();
    }
}

fn fold_one(ch: char) -> char {
    match ch {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(u32::from(ch) - 0x60).unwrap_or(ch),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' => '-',
        '\u{301c}' => '~',
        '\u{2018}' | '\u{2019}' => '\'',
        _ if ch.is_control() => ' ',
        '\u{2028}' | '\u{2029}' => ' ',
        _ if u32::from(ch) > 0xffff => RARE.iter().find(|(form, _)| *form == ch).map_or(ch, |(_, to)| *to),
        _ => kanji(ch),
    }
}

/// Kanji variants without the table, which is made with this very function.
fn kanji(ch: char) -> char {
    static FORMS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
        let mut forms: Vec<(char, char)> =
            variants::groups().flat_map(|(to, forms)| forms.map(move |form| (form, to))).collect();
        forms.sort_unstable();
        forms
    });
    match ch {
        '\u{2e80}'..='\u{fffd}' => FORMS
            .binary_search_by_key(&ch, |(form, _)| *form)
            .ok()
            .and_then(|at| FORMS.get(at))
            .map_or(ch, |(_, to)| *to),
        _ => ch,
    }
}

/// Variation selectors (with them the IVS of kanji), joiners, soft hyphens and byte order marks.
fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{ad}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_fold_to_one_text() {
        let same = [
            ["ﾀﾅｶ", "タナカ", "たなか"],
            ["ｶﾞｷﾞｸﾞ", "ガギグ", "か\u{3099}ぎぐ"],
            ["髙﨑", "高崎", "髙\u{e0100}崎"],
            ["渡邊", "渡邉", "渡辺"],
            ["齋藤", "斉藤", "齊藤"],
            ["𠮷野", "吉野", "吉\u{e0101}野"],
            ["ＡＢＣ　１２３", "abc 123", "Abc\u{a0}123"],
            ["０９０ー１２３４", "090‐1234", "090−1234"],
            ["㈱縁", "(株)縁", "（株）縁"],
            ["一行\n二行", "一行 二行", "一行\t二行"],
        ];
        for forms in same {
            for form in forms {
                assert_eq!(fold(form), fold(forms[1]), "{form} is {}", forms[1]);
            }
        }
        assert_ne!(fold("坂本"), fold("阪本"), "two surnames");
        assert_eq!(fold("らーめん"), "らーめん", "a long vowel after a letter is no dash");
    }

    #[test]
    fn a_place_covers_the_voiced_half_width_letter_whole() {
        let places = fold_with_places("株ｶﾞ\u{e0100}社");
        let expected = [('株', 0, 1), ('が', 1, 3), ('社', 4, 5)];
        assert_eq!(places.iter().map(|at| (at.ch, at.start, at.end)).collect::<Vec<_>>(), expected);
    }

    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<String>(),
            "[ぁ-んァ-ヴー]{0,6}",
            "[ｦ-ﾟ]{0,6}",
            "[0-9０-９ー-]{0,6}",
            "[髙高﨑崎邉邊\u{e0100}\u{fe00}\u{3099}\u{309a}\u{301}]{0,4}"
        ];
        prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any_text()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn the_short_way_and_the_long_way_agree(text in any_text()) {
            let mut closely = String::new();
            fold_closely(&text, &mut closely);
            prop_assert_eq!(fold(&text), closely);
        }

        #[test]
        fn places_spell_the_folded_text_in_order(text in any_text()) {
            let places = fold_with_places(&text);
            prop_assert_eq!(places.iter().map(|at| at.ch).collect::<String>(), fold(&text));
            let count = text.chars().count() as u32;
            prop_assert!(places.iter().all(|at| at.start < at.end && at.end <= count));
            prop_assert!(places.windows(2).all(|two| two[0].start <= two[1].start));
        }
    }
}
