//! What search means, as plainly as it can be said: every value of every contact is folded and looked through. Slow, and
//! written without a line of the index, so that both can be held against each other.

use super::fold;
use super::romaji::SYLLABLES;
use crate::contact::fields::{Address, Fields};
use crate::contact::phone;

/// Whether a contact fits what was typed.
pub(super) fn fits(typed: &str, fields: &Fields, groups: &[String]) -> bool {
    let values = values(fields, groups);
    let mut filter = None;
    let mut words: Vec<(Option<String>, String)> = Vec::new();
    for word in fold(typed).split_whitespace() {
        let own = word.split_once(':').filter(|(name, _)| FILTERS.iter().any(|(known, _)| fold(known) == *name));
        if let Some((name, value)) = own {
            filter = Some(name.to_owned());
            if !value.is_empty() {
                words.push((filter.take(), value.to_owned()));
            }
            continue;
        }
        match words.last_mut() {
            Some((_, before))
                if filter.is_none()
                    && before.starts_with('+')
                    && numeric(before)
                    && numeric(word)
                    && !word.starts_with('+') =>
            {
                before.push_str(word);
            }
            _ => words.push((filter.take(), word.to_owned())),
        }
    }
    words.iter().all(|(filter, word)| {
        let allowed = |field: &str| match filter {
            None => true,
            Some(name) => FILTERS.iter().any(|(known, fields)| fold(known) == *name && fields.contains(&field)),
        };
        values.iter().any(|(field, text)| allowed(field) && word_fits(word, field, text))
    })
}

/// Names of filters and of the fields below that they let through.
const FILTERS: &[(&str, &[&str])] = &[
    ("会社", &["company", "company_reading"]),
    ("company", &["company", "company_reading"]),
    ("グループ", &["group"]),
    ("group", &["group"]),
    ("電話", &["phone"]),
    ("メール", &["email"]),
    ("住所", &["address", "postal"]),
    ("メモ", &["note"]),
    ("名前", &["name", "reading", "nickname"]),
    ("読み", &["reading", "company_reading"]),
    ("部署", &["department"]),
];

fn values(fields: &Fields, groups: &[String]) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("name", fields.display_name.clone()),
        ("name", format!("{} {}", fields.family_name, fields.given_name)),
        ("reading", format!("{} {}", fields.family_reading, fields.given_reading)),
        ("nickname", fields.nickname.clone()),
        ("honorific", fields.honorific.clone()),
        ("company", fields.company.clone()),
        ("company_reading", fields.company_reading.clone()),
        ("department", fields.department.clone()),
        ("title", fields.title.clone()),
        ("note", fields.note.clone()),
    ];
    values.extend(fields.phones.iter().map(|phone| ("phone", phone.value.clone())));
    values.extend(fields.emails.iter().map(|email| ("email", email.value.clone())));
    values.extend(fields.urls.iter().map(|url| ("url", url.value.clone())));
    values.extend(fields.ids.iter().map(|id| ("id", id.value.clone())));
    values.extend(fields.relations.iter().map(|relation| ("relation", relation.value.clone())));
    values.extend(fields.custom.iter().map(|custom| ("custom", custom.value.clone())));
    for Address { postal, region, city, street, building, country, text, .. } in &fields.addresses {
        values.extend([text, region, city, street, building, country, postal].map(|part| ("address", part.clone())));
        values.push(("postal", only_digits(&fold(postal))));
    }
    for date in &fields.dates {
        values.push(("date", date.text.clone()));
        let parts = (date.year, date.month, date.day);
        if let (Some(year), Some(month), Some(day)) = parts {
            values.push(("date", format!("{year:04}-{month:02}-{day:02}")));
        }
        if let (None, Some(month), Some(day)) = parts {
            values.push(("date", format!("--{month:02}-{day:02}")));
        }
        if let (Some(year), Some(month), None) = parts {
            values.push(("date", format!("{year:04}-{month:02}")));
        }
    }
    values.extend(groups.iter().map(|group| ("group", group.clone())));
    values
}

fn word_fits(word: &str, field: &str, typed: &str) -> bool {
    let text = fold(typed);
    if field == "phone" {
        let forms = [phone::digits(typed), only_digits(&text)];
        let asked = if numeric(word) {
            vec![word.to_owned(), phone::digits(word), only_digits(word)]
        } else {
            vec![word.to_owned()]
        };
        let in_digits =
            forms.iter().any(|form| asked.iter().any(|asked| !asked.is_empty() && form.contains(asked.as_str())));
        return in_digits || (!numeric(&text) && (text.contains(word) || romaji_fits(word, &text)));
    }
    if field == "postal" && numeric(word) && !only_digits(word).is_empty() && text.contains(&only_digits(word)) {
        return true;
    }
    let is_name = field == "name" || field == "reading";
    let joined = text.replace(' ', "");
    text.contains(word)
        || romaji_fits(word, &text)
        || (is_name && (joined.starts_with(word) || letters(word).is_some_and(|word| reads(&joined, &word, None))))
}

fn numeric(text: &str) -> bool {
    text.chars().all(|ch| "0123456789+-()./ ".contains(ch))
}

fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn romaji_fits(word: &str, text: &str) -> bool {
    letters(word).is_some_and(|word| text.char_indices().any(|(at, _)| reads(&text[at..], &word, None)))
}

fn letters(word: &str) -> Option<String> {
    let mut word = word.to_owned();
    for (long, short) in [("ā", "aa"), ("ī", "ii"), ("ū", "uu"), ("ē", "ee"), ("ō", "oo"), ("ô", "oo"), ("û", "uu")]
    {
        word = word.replace(long, short);
    }
    let all = word.chars().all(|ch| ch.is_ascii_lowercase() || ch == '\'' || ch == '-');
    let two = word.chars().filter(char::is_ascii_lowercase).count() >= 2;
    (all && two && word.starts_with(|ch: char| ch.is_ascii_lowercase())).then_some(word)
}

/// The kana at the beginning of `text` can be spelled `word`, as far as that goes.
fn reads(text: &str, word: &str, vowel: Option<char>) -> bool {
    if word.is_empty() {
        return true;
    }
    syllable_reads(text, word)
        || small_tsu_reads(text, word)
        || n_reads(text, word)
        || long_vowel_reads(text, word, vowel)
}

fn syllable_reads(text: &str, word: &str) -> bool {
    SYLLABLES.iter().filter(|(kana, _)| text.starts_with(kana)).any(|(kana, spellings)| {
        spellings.iter().any(|spelling| match word.strip_prefix(spelling) {
            Some(rest) => {
                let vowel = spelling.chars().last().filter(|last| "aiueo".contains(*last));
                reads(&text[kana.len()..], rest, vowel)
            }
            None => spelling.starts_with(word),
        })
    })
}

fn small_tsu_reads(text: &str, word: &str) -> bool {
    let Some(text) = text.strip_prefix('っ') else { return false };
    let letters: Vec<char> = word.chars().collect();
    let consonant = letters[0].is_ascii_lowercase() && !"aiueon".contains(letters[0]);
    match letters.get(1) {
        _ if !consonant => false,
        None => syllable_reads(text, word),
        Some(second) => (*second == letters[0] || word.starts_with("tc")) && reads(text, &word[1..], None),
    }
}

fn n_reads(text: &str, word: &str) -> bool {
    let Some(text) = text.strip_prefix('ん') else { return false };
    ["mb", "mm", "mp"].iter().any(|start| word.starts_with(start)) && reads(text, &word[1..], None)
}

fn long_vowel_reads(text: &str, word: &str, vowel: Option<char>) -> bool {
    let Some(mark) = text.chars().next() else { return false };
    let lengthens = match vowel {
        _ if mark == 'ー' => true,
        Some('o') => mark == 'う' || mark == 'お',
        Some('u') => mark == 'う',
        _ => false,
    };
    if !lengthens {
        return false;
    }
    let text = &text[mark.len_utf8()..];
    let Some(vowel) = vowel else { return word.starts_with('-') && reads(text, &word[1..], None) };
    let said = word.starts_with(vowel) || word.starts_with('-') || (vowel == 'o' && word.starts_with('u'));
    let h = vowel == 'o' && word.starts_with('h') && !word[1..].starts_with(|after: char| "aiueoy".contains(after));
    ((said || h) && reads(text, &word[1..], None)) || (!said && reads(text, word, None))
}
