//! The people.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{RgbImage, imageops};

use super::random::Random;
use super::words;

pub const PHOTO_BYTES: usize = 20 << 10;
/// So many people are remembered for being entered once more.
const REMEMBERED: usize = 2000;

#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Who it is: the same number for somebody entered once more.
    pub who: u32,
    pub uid: String,
    pub family: String,
    pub given: String,
    pub family_kana: String,
    pub given_kana: String,
    pub company: String,
    pub company_kana: String,
    pub department: String,
    pub title: String,
    /// As typed, with `CELL` or `WORK`.
    pub phones: Vec<(String, &'static str)>,
    pub emails: Vec<String>,
    pub postal: String,
    pub region: String,
    pub city: String,
    pub street: String,
    pub building: String,
    /// `1990-04-12` or nothing.
    pub birthday: String,
    pub note: String,
    pub groups: Vec<String>,
    pub photo: Option<Vec<u8>>,
    /// `20261122T101500Z`
    pub revised: String,
    /// The digits of the phones in their groups, for spelling them differently.
    numbers: Vec<([String; 3], &'static str)>,
}

/// All the people there are, one after the other, without end.
pub struct People {
    random: Random,
    /// People so far, those entered once more counted once.
    so_far: u32,
    remembered: Vec<Person>,
    lists: Lists,
    /// A photo without its padding.
    picture: Vec<u8>,
}

struct Lists {
    families: Vec<(&'static str, &'static str)>,
    /// The first family name is the most common one by far.
    family_weights: Vec<u32>,
    given: Vec<(&'static str, &'static str)>,
    roots: Vec<(&'static str, &'static str)>,
    trades: Vec<(&'static str, &'static str)>,
    romaji: Vec<(&'static str, &'static str)>,
    departments: Vec<&'static str>,
    titles: Vec<&'static str>,
    places: Vec<&'static str>,
    buildings: Vec<&'static str>,
    groups: Vec<&'static str>,
}

impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        let mut person =
            if !self.remembered.is_empty() && self.random.percent(4) { self.again() } else { self.fresh() };
        let random = &mut self.random;
        person.uid = uuid(random);
        person.phones = person.numbers.iter().map(|(groups, kind)| (spelled(random, groups), *kind)).collect();
        if random.percent(20) {
            person.family_kana = katakana(&person.family_kana);
            person.given_kana = katakana(&person.given_kana);
        }
        person.revised = format!(
            "2026{:02}{:02}T{:02}{:02}00Z",
            random.number(1, 11),
            random.number(1, 29),
            random.number(0, 24),
            random.number(0, 60)
        );
        if self.remembered.len() < REMEMBERED {
            self.remembered.push(person.clone());
        } else if random.percent(10) {
            let at = random.number(0, REMEMBERED as u32) as usize;
            self.remembered[at] = person.clone();
        }
        Some(person)
    }
}

impl People {
    pub fn new(seed: u64) -> People {
        People { random: Random::new(seed), so_far: 0, remembered: Vec::new(), lists: Lists::new(), picture: picture() }
    }

    fn fresh(&mut self) -> Person {
        self.so_far += 1;
        let (random, lists) = (&mut self.random, &self.lists);
        let (family, family_kana) = lists.families[random.weighted(&lists.family_weights)];
        let (given, given_kana) = *random.pick(&lists.given);
        let mut person = Person {
            who: self.so_far,
            family: family.into(),
            given: given.into(),
            family_kana: family_kana.into(),
            given_kana: given_kana.into(),
            ..Person::default()
        };
        if random.percent(75) {
            let ((root, root_kana), (trade, trade_kana)) = (*random.pick(&lists.roots), *random.pick(&lists.trades));
            let (before, after, _) = words::FORMS[random.weighted(&words::FORMS.map(|(_, _, weight)| weight))];
            person.company = format!("{before}{root}{trade}{after}");
            person.company_kana = format!("{root_kana}{trade_kana}");
            person.department = (*random.pick(&lists.departments)).into();
            person.title = (*random.pick(&lists.titles)).into();
        }
        person.numbers = (0..=random.weighted(&[5, 3, 2])).map(|_| number(random)).collect();
        let (family_latin, given_latin) = (lists.latin(family_kana), lists.latin(given_kana));
        let domain = random.pick(&words::DOMAINS);
        person.emails = vec![format!("{family_latin}.{given_latin}{}@{domain}", random.number(0, 10_000))];
        if random.percent(30) {
            let initial = given_latin.get(..1).unwrap_or_default();
            person.emails.push(format!("{initial}{family_latin}{}@home.example.com", random.number(0, 100_000)));
        }
        self.settle(&mut person);
        self.describe(&mut person);
        person
    }

    /// Where somebody lives.
    fn settle(&mut self, person: &mut Person) {
        let random = &mut self.random;
        let mut place = random.pick(&self.lists.places).split('/').map(str::to_owned);
        let mut part = || place.next().unwrap_or_default();
        (person.postal, person.region, person.city) = (part(), part(), part());
        let (block, house, door) = (random.number(1, 10), random.number(1, 31), random.number(1, 41));
        person.street = format!("{}{block}-{house}-{door}", part());
        if random.percent(66) {
            let building = random.pick(&self.lists.buildings);
            person.building = format!("{building}{}0{}号室", random.number(1, 21), random.number(1, 10));
        }
    }

    /// Birthday, note, groups and photo.
    fn describe(&mut self, person: &mut Person) {
        let random = &mut self.random;
        if random.percent(60) {
            let (year, month, day) = (random.number(1940, 2013), random.number(1, 13), random.number(1, 29));
            person.birthday = format!("{year}-{month:02}-{day:02}");
        }
        let length = *random.pick(&[0, 0, 20, 60, 120, 200]);
        while person.note.chars().count() < length {
            let sentence = random.pick(&words::SENTENCES);
            person.note.push_str(sentence);
        }
        person.note = person.note.chars().take(length).collect();
        for _ in 0..random.weighted(&[3, 4, 2, 1]) {
            let group = (*random.pick(&self.lists.groups)).to_owned();
            if !person.groups.contains(&group) {
                person.groups.push(group);
            }
        }
        if random.percent(5) {
            person.photo = Some(self.photo());
        }
    }

    /// Somebody who is there already, entered once more with two things different.
    fn again(&mut self) -> Person {
        let mut person = self.random.pick(&self.remembered).clone();
        person.photo = None;
        let first = self.random.number(0, 5);
        for change in [first, (first + self.random.number(1, 5)) % 5] {
            match change {
                0 => person.emails = person.emails.first().map(|email| email.to_uppercase()).into_iter().collect(),
                1 => person.numbers.truncate(1),
                2 => person.company = person.company.replace("株式会社", "(株)"),
                3 => {
                    for (new, old) in [("高", "髙"), ("崎", "﨑"), ("斎", "齋"), ("渡辺", "渡邉")] {
                        person.family = person.family.replace(new, old);
                    }
                }
                _ => {
                    person.note.clear();
                    person.birthday.clear();
                }
            }
        }
        person
    }

    /// A picture with a comment of random bytes in it: every photo is another one, and all are of one size.
    fn photo(&mut self) -> Vec<u8> {
        let padding = PHOTO_BYTES - self.picture.len() - 4;
        let length = u16::try_from(padding + 2).expect("a JPEG comment holds 64 KB");
        let (start, rest) = self.picture.split_at(2);
        let comment = self.random.bytes(padding);
        [start, &[0xff, 0xfe], &length.to_be_bytes(), &comment, rest].concat()
    }
}

impl Lists {
    fn new() -> Lists {
        let families = pairs(words::FAMILIES);
        let family_weights = (0..families.len() as u32).map(|rank| 60_000 / (rank + 6)).collect();
        let split = |words: &'static str| words.split_whitespace().collect();
        Lists {
            families,
            family_weights,
            given: pairs(words::GIVEN),
            roots: pairs(words::ROOTS),
            trades: pairs(words::TRADES),
            romaji: words::ROMAJI.split_whitespace().filter_map(|pair| pair.split_at_checked(3)).collect(),
            departments: split(words::DEPARTMENTS),
            titles: split(words::TITLES),
            places: split(words::PLACES),
            buildings: split(words::BUILDINGS),
            groups: split(words::GROUPS),
        }
    }

    fn latin(&self, kana: &str) -> String {
        let letter = |ch: char| {
            let found = self.romaji.iter().find(|(kana, _)| kana.starts_with(ch));
            found.map_or("", |(_, latin)| *latin)
        };
        kana.chars().map(letter).collect()
    }
}

/// `田中たなか`: a name ends where its reading in hiragana begins.
fn pairs(words: &'static str) -> Vec<(&'static str, &'static str)> {
    let hiragana = |ch: char| ('ぁ'..='ん').contains(&ch) || ch == 'ー';
    let pair = |word: &'static str| {
        let chars: Vec<(usize, char)> = word.char_indices().collect();
        if chars.iter().all(|(_, ch)| hiragana(*ch)) {
            // A name in hiragana stands there twice.
            return word.split_at(word.len() / 2);
        }
        let last = chars.iter().rposition(|(_, ch)| !hiragana(*ch)).unwrap_or(0);
        word.split_at(chars.get(last + 1).map_or(word.len(), |(at, _)| *at))
    };
    words.split_whitespace().map(pair).collect()
}

fn number(random: &mut Random) -> ([String; 3], &'static str) {
    let last = format!("{:04}", random.number(0, 10_000));
    let share = random.number(0, 10);
    let (area, middle, kind) = if share < 5 {
        (*random.pick(&["090", "080", "070"]), random.number(1000, 10_000), "CELL")
    } else if share < 8 {
        (*random.pick(&["03", "06"]), random.number(3000, 7000), "WORK")
    } else {
        (*random.pick(&["045", "052", "075", "078", "092", "011", "022"]), random.number(200, 999), "WORK")
    };
    ([area.to_owned(), middle.to_string(), last], kind)
}

/// One of the ways in which people write a number down.
fn spelled(random: &mut Random, [area, middle, last]: &[String; 3]) -> String {
    match random.number(0, 100) {
        0..60 => format!("{area}-{middle}-{last}"),
        60..75 => format!("{area}{middle}{last}"),
        75..85 => format!("({area}){middle}-{last}"),
        85..97 => format!("+81-{}-{middle}-{last}", &area[1..]),
        _ => {
            let wide =
                |ch: char| if ch.is_ascii_digit() { char::from_u32(ch as u32 + 0xfee0).unwrap_or(ch) } else { ch };
            format!("{area}-{middle}-{last}").chars().map(wide).collect()
        }
    }
}

fn katakana(text: &str) -> String {
    let up = |ch: char| if ('ぁ'..='ゖ').contains(&ch) { char::from_u32(ch as u32 + 0x60).unwrap_or(ch) } else { ch };
    text.chars().map(up).collect()
}

fn uuid(random: &mut Random) -> String {
    let (high, low) = (random.next(), random.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

fn picture() -> Vec<u8> {
    let noise = Random::new(1).bytes(40 * 40 * 3);
    let small = RgbImage::from_raw(40, 40, noise).expect("40 × 40 pixels of three bytes");
    let picture = imageops::resize(&small, 240, 240, imageops::FilterType::Triangle);
    let mut bytes = Cursor::new(Vec::new());
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 60)).expect("a picture becomes a JPEG");
    bytes.into_inner()
}
