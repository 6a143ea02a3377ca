//! Text into a width: smaller, then on more lines, then cut.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;

use super::face::{Face, Line, clusters};

/// A try at a text: on at most so many lines, from the first size down to the second, in points.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub lines: usize,
    pub size: (f32, f32),
}

/// A text as it will be printed.
#[derive(Debug, Clone, Default)]
pub struct Fitted {
    pub lines: Vec<Line>,
    /// In points.
    pub size: f32,
    /// The end of the text is gone, an ellipsis stands for it.
    pub cut: bool,
}

/// Sizes are tried in steps of so many points.
const FINER: f32 = 0.25;
const ELLIPSIS: &str = "…";

/// Fits a text into `width` points by the first step and size that takes it. Words are broken only
/// where the last step takes it in no other way.
pub fn fit(face: &Face, text: &str, width: f32, tracking: f32, steps: &[Step]) -> Fitted {
    let text = one_line(text);
    if text.is_empty() {
        return Fitted::default();
    }
    let measured = Measured::new(face, &text, tracking);
    let (good, all): (Vec<Place>, Vec<Place>) = (places(&text, Breaks::Good), places(&text, Breaks::InsideWords));
    let last = steps.last().map(|&step| (step, &all));
    for (step, places) in steps.iter().map(|&step| (step, &good)).chain(last) {
        let mut size = step.size.0;
        while size >= step.size.1 - 1e-3 {
            if let Some(parts) = split(&measured, places, width / size, step.lines) {
                let lines = parts.iter().map(|part| face.line(part, tracking)).collect();
                return Fitted { lines, size, cut: false };
            }
            size -= FINER;
        }
    }
    match steps.last() {
        Some(last) => cut(face, &text, width, last),
        None => Fitted::default(),
    }
}

/// Line breaks, tabs and repeated blanks become one blank; an ideographic space stays what it is.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.trim().chars() {
        let blank = character == ' ' || character.is_control();
        match (blank, line.ends_with(' ')) {
            (true, true) => {}
            (true, false) => line.push(' '),
            (false, _) => line.push(character),
        }
    }
    line
}

/// Where a line may end, with the price of doing so.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: usize,
    price: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breaks {
    /// Between words, as far as they can be told.
    Good,
    /// Anywhere.
    InsideWords,
}

fn places(text: &str, breaks: Breaks) -> Vec<Place> {
    let mut prices = vec![f32::INFINITY; text.len() + 1];
    match breaks {
        Breaks::Good => {}
        Breaks::InsideWords => clusters(text).for_each(|(at, _)| offer(&mut prices, at, BETWEEN_LETTERS)),
    }
    // A mail address goes on before its signs, so that the next line shows that it does.
    for (at, sign) in text.match_indices(['@', '.', '_']) {
        let within = |next: Option<char>| next.is_some_and(|next| next.is_ascii_alphanumeric());
        if within(text[..at].chars().next_back()) && within(text[at + 1..].chars().next()) {
            offer(&mut prices, at, if sign == "@" { 0.02 } else { 0.2 });
        }
    }
    for at in LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default()).segment_str(text) {
        let before = text[..at].chars().next_back();
        let after = text[at..].chars().next();
        if let (Some(before), Some(after)) = (before, after) {
            let price = price(before, after);
            if breaks == Breaks::InsideWords || price < INSIDE_A_WORD {
                offer(&mut prices, at, price);
            }
        }
    }
    prices
        .into_iter()
        .enumerate()
        .filter(|&(at, price)| at > 0 && at < text.len() && price.is_finite())
        .map(|(at, price)| Place { at, price })
        .chain([Place { at: text.len(), price: 0.0 }])
        .collect()
}

const INSIDE_A_WORD: f32 = 1.0;
const BETWEEN_LETTERS: f32 = 4.0;

fn offer(prices: &mut [f32], at: usize, price: f32) {
    if let Some(before) = prices.get_mut(at) {
        *before = before.min(price);
    }
}

/// A blank is the best place to end a line; the middle of a word in katakana the worst.
fn price(before: char, after: char) -> f32 {
    if before.is_whitespace() || matches!(before, '・' | '、' | '。' | ',' | '/') {
        return 0.0;
    }
    // Of a phone number or a mail address.
    if before == '-' {
        return INSIDE_A_WORD;
    }
    match (Script::of(before), Script::of(after)) {
        (Script::Katakana, Script::Katakana) => INSIDE_A_WORD,
        (Script::Hiragana, Script::Hiragana) | (Script::Other, Script::Other) => 0.4,
        (Script::Kanji, Script::Kanji) => 0.1,
        (Script::Katakana | Script::Hiragana | Script::Kanji | Script::Other, _) => 0.03,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Other,
}

impl Script {
    fn of(character: char) -> Self {
        match character {
            '\u{3041}'..='\u{309F}' => Self::Hiragana,
            '\u{30A0}'..='\u{30FF}' | '\u{FF66}'..='\u{FF9F}' => Self::Katakana,
            '々' | '〆' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
                Self::Kanji
            }
            _ => Self::Other,
        }
    }
}

/// A text with the way to each of its bytes, so that the width of any part is one subtraction.
struct Measured<'a> {
    text: &'a str,
    tracking: f32,
    /// Em before each byte, with tracking behind every character.
    before: Vec<f32>,
}

impl<'a> Measured<'a> {
    fn new(face: &Face, text: &'a str, tracking: f32) -> Self {
        let mut before = vec![0.0; text.len() + 1];
        for glyph in &face.line(text, tracking).glyphs {
            for later in before.iter_mut().skip(glyph.text_range.end) {
                *later += glyph.x_advance;
            }
        }
        if let Some(end) = before.last_mut() {
            *end += tracking;
        }
        Self { text, tracking, before }
    }

    /// A part without the blanks around it, and its width in em.
    fn part(&self, from: usize, to: usize) -> (&'a str, f32) {
        let text = &self.text[from..to];
        let part = text.trim_start();
        let from = to - part.len();
        let part = part.trim_end();
        let at = |place: usize| self.before.get(place).copied().unwrap_or_default();
        (part, at(from + part.len()) - at(from) - self.tracking)
    }
}

/// The price of the text before a place, and where the line that ends there began.
type Reached = Option<(f32, usize)>;

/// The cheapest way to set a text in lines no wider than `limit` em, on as few lines as possible and never more than
/// `most`: lines of like length, ended at good places.
fn split<'a>(text: &Measured<'a>, places: &[Place], limit: f32, most: usize) -> Option<Vec<&'a str>> {
    // By lines set so far; then by place, the first being the text's begin.
    let mut reached: Vec<Vec<Reached>> = vec![vec![None; places.len() + 1]];
    *reached.first_mut()?.first_mut()? = Some((0.0, 0));
    for lines in 1..=most {
        let row = one_line_more(text, places, limit, reached.last()?);
        let done = row.last()?.is_some();
        reached.push(row);
        if done {
            return walk_back(text, places, &reached, lines);
        }
    }
    None
}

fn one_line_more(text: &Measured<'_>, places: &[Place], limit: f32, before: &[Reached]) -> Vec<Reached> {
    let mut row: Vec<Reached> = vec![None; places.len() + 1];
    for (from, reached) in before.iter().enumerate() {
        let Some((so_far, _)) = *reached else { continue };
        for (place, cell) in places.iter().zip(row.iter_mut().skip(1)).skip(from) {
            let (_, width) = text.part(begin(places, from), place.at);
            if width > limit {
                break;
            }
            let slack = 1.0 - width / limit;
            let total = so_far + place.price + slack * slack;
            if cell.is_none_or(|(cheapest, _)| total < cheapest) {
                *cell = Some((total, from));
            }
        }
    }
    row
}

fn walk_back<'a>(
    text: &Measured<'a>,
    places: &[Place],
    reached: &[Vec<Reached>],
    lines: usize,
) -> Option<Vec<&'a str>> {
    let mut parts = Vec::with_capacity(lines);
    let mut to = places.len();
    for line in (1..=lines).rev() {
        let (_, from) = (*reached.get(line)?.get(to)?)?;
        parts.push(text.part(begin(places, from), begin(places, to)).0);
        to = from;
    }
    parts.reverse();
    Some(parts)
}

/// The text's place that a number of places stands for: its begin, then where each ends.
fn begin(places: &[Place], number: usize) -> usize {
    number.checked_sub(1).and_then(|before| places.get(before)).map_or(0, |place| place.at)
}

/// As much as goes on the lines of the last step at its smallest size, then an ellipsis.
fn cut(face: &Face, text: &str, width: f32, step: &Step) -> Fitted {
    let size = step.size.1;
    let limit = width / size;
    let mut lines: Vec<String> = vec![String::new()];
    for (_, cluster) in clusters(text) {
        let last = lines.len() == step.lines;
        let Some(line) = lines.last_mut() else { break };
        let ending = if last { ELLIPSIS } else { "" };
        if face.width(&format!("{line}{cluster}{ending}")) <= limit {
            line.push_str(cluster);
        } else if last {
            line.push_str(ELLIPSIS);
            break;
        } else {
            lines.push(cluster.to_owned());
        }
    }
    Fitted { lines: lines.iter().map(|line| face.line(line, 0.0)).collect(), size, cut: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 2] = [Step { lines: 1, size: (10.0, 8.0) }, Step { lines: 2, size: (9.0, 6.0) }];

    #[track_caller]
    fn check(text: &str, width: f32, lines: &[&str], size: f32) {
        let fitted = fit(Face::bundled(), text, width, 0.0, &STEPS);
        let texts: Vec<&str> = fitted.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!((texts.as_slice(), fitted.size), (lines, size));
        assert!(fitted.lines.iter().all(|line| line.width * fitted.size <= width + 0.01), "nothing is wider");
    }

    #[test]
    fn what_fits_keeps_its_size() {
        check("山田 太郎", 100.0, &["山田 太郎"], 10.0);
        check("", 100.0, &[], 0.0);
    }

    #[test]
    fn a_little_too_long_becomes_smaller_and_longer_goes_on_two_lines() {
        check("株式会社若葉物産店", 80.0, &["株式会社若葉物産店"], 8.75);
        check("Jonathan Featherstonehaugh", 90.0, &["Jonathan", "Featherstonehaugh"], 8.25);
    }

    #[test]
    fn words_in_katakana_and_mail_addresses_end_lines_at_good_places() {
        check("株式会社コンピューターシステム", 90.0, &["株式会社", "コンピューターシステム"], 8.75);
        check("taro.tanaka@takasago-works.example", 110.0, &["taro.tanaka", "@takasago-works.example"], 7.5);
    }

    #[test]
    fn only_what_no_size_takes_is_cut() {
        let long = "あ".repeat(60);
        let fitted = fit(Face::bundled(), &long, 60.0, 0.0, &STEPS);
        assert!(fitted.cut && fitted.lines.len() == 2 && fitted.size == 6.0);
        assert!(
            fitted.lines.last().is_some_and(|line| line.text.ends_with('…')),
            "the reader sees that more was there"
        );
    }
}
