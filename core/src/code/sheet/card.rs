//! One card: what stands where.
//!
//! Text on the left, the code on the right, equal margins at both edges. The text stands in up to three groups —
//! company, person, ways to reach them — of which the first is level with the code's upper edge and the last with its
//! lower one; what doesn't fit between them grows out evenly, and then becomes smaller.

use super::face::{Face, Line};
use super::fit::{Fitted, Step, fit, one_line};
use super::{Printed, module_mm, points};
use crate::code::draw::QUIET_ZONE;

pub const WIDTH_MM: f32 = 91.0;
pub const HEIGHT_MM: f32 = 55.0;
/// From the card's edge to text and to the code's dark modules.
pub const MARGIN_MM: f32 = 6.0;
/// No text beyond it, up and down.
const UPPER_MARGIN_MM: f32 = 5.0;
/// Between text and code, if the quiet zone isn't wider.
const GAP_MM: f32 = 4.0;

const NAME: [Step; 3] = [
    Step { lines: 1, size: (17.0, 13.0) },
    Step { lines: 2, size: (14.0, 10.0) },
    Step { lines: 3, size: (10.0, 7.0) },
];
const READING: [Step; 2] = [Step { lines: 1, size: (6.0, 5.0) }, Step { lines: 2, size: (5.0, 4.5) }];
const COMPANY: [Step; 3] =
    [Step { lines: 1, size: (8.5, 7.5) }, Step { lines: 2, size: (8.0, 6.0) }, Step { lines: 3, size: (6.0, 5.0) }];
const ROLE: [Step; 3] =
    [Step { lines: 1, size: (6.5, 6.0) }, Step { lines: 2, size: (6.5, 5.5) }, Step { lines: 3, size: (5.5, 5.0) }];
const REACH: [Step; 2] = [Step { lines: 1, size: (6.5, 5.5) }, Step { lines: 2, size: (6.0, 5.0) }];

/// In em: from the baseline to the upper edge of kanji, and to their lower one.
const ABOVE: f32 = 0.84;
const BELOW: f32 = 0.08;
/// The same of capitals and figures.
const CAPITAL: f32 = 0.785;
/// Between the lines of one text, in em.
const LEADING: f32 = 0.42;
/// Between the characters of a name in kanji, in em; less than what readers of PDFs take for a blank.
const NAME_TRACKING: f32 = 0.06;
const READING_TRACKING: f32 = 0.08;

/// Gaps in points.
const READING_TO_NAME: f32 = 3.0;
const ROLE_TO_NAME: f32 = 6.0;
const BETWEEN_ROLES: f32 = 2.6;
const BETWEEN_REACH: f32 = 3.0;
const BETWEEN_GROUPS: f32 = 9.0;
/// Text that would be higher than its card becomes smaller by no more than this; then lines at its end go.
const SMALLEST_SCALE: f32 = 0.78;

/// A card as it will be drawn, in points from its upper left corner.
pub struct Laid {
    pub texts: Vec<Placed>,
    pub code: Square,
    /// Some text ends in an ellipsis.
    pub cut: bool,
}

pub struct Placed {
    pub line: Line,
    pub x: f32,
    pub baseline: f32,
    pub size: f32,
}

/// The code's dark part.
pub struct Square {
    pub x: f32,
    pub y: f32,
    pub module: f32,
}

/// A line of text with the gap above it, in points.
struct Row {
    line: Line,
    size: f32,
    gap: f32,
}

pub fn lay(face: &Face, card: &Printed) -> Laid {
    let modules = card.code.size() as f32;
    let module = points(module_mm(card.code.size()));
    let side = module * modules;
    let middle = points(HEIGHT_MM) / 2.0;
    let code = Square { x: points(WIDTH_MM - MARGIN_MM) - side, y: middle - side / 2.0, module };
    let width = code.x - points(GAP_MM).max(module * QUIET_ZONE as f32) - points(MARGIN_MM);
    let (texts, cut) = texts(face, card, width, side);
    Laid { texts, code, cut }
}

fn texts(face: &Face, card: &Printed, width: f32, side: f32) -> (Vec<Placed>, bool) {
    let limit = points(HEIGHT_MM - 2.0 * UPPER_MARGIN_MM);
    let mut cut = false;
    let company = rows(fit(face, &card.company, width, 0.0, &COMPANY), 0.0, &mut cut);
    let person = person(face, card, width, &mut cut);
    let mut lines = card.lines.iter().map(|line| one_line(line)).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    loop {
        let reach = alike(face, &lines, width, &REACH, (BETWEEN_REACH, BETWEEN_REACH), &mut cut);
        let groups: Vec<&[Row]> =
            [&company, &person, &reach].into_iter().filter(|group| !group.is_empty()).map(Vec::as_slice).collect();
        let scale = (limit / least_height(&groups)).min(1.0);
        if scale >= SMALLEST_SCALE || lines.is_empty() {
            return (place(&groups, scale, side), cut);
        }
        cut = true;
        shorten(&mut lines);
    }
}

/// One line fewer, with an ellipsis for those that went.
fn shorten(lines: &mut Vec<String>) {
    if lines.last().is_some_and(|line| line == "…") {
        lines.pop();
    }
    lines.pop();
    if !lines.is_empty() {
        lines.push("…".to_owned());
    }
}

/// In Japanese what somebody is stands above the name, in Latin letters below it.
fn person(face: &Face, card: &Printed, width: f32, cut: &mut bool) -> Vec<Row> {
    let japanese = !is_latin(&card.name);
    let tracking = if japanese { NAME_TRACKING } else { 0.0 };
    let mut name = Vec::new();
    if one_line(&card.reading) != one_line(&card.name) {
        name.extend(rows(fit(face, &card.reading, width, READING_TRACKING, &READING), ROLE_TO_NAME, cut));
    }
    let gap = if name.is_empty() { ROLE_TO_NAME } else { READING_TO_NAME };
    name.extend(rows(fit(face, &card.name, width, tracking, &NAME), gap, cut));
    let role = alike(face, &roles(face, card, width, japanese), width, &ROLE, (ROLE_TO_NAME, BETWEEN_ROLES), cut);
    let (mut rows, below) = if japanese { (role, name) } else { (name, role) };
    rows.extend(below);
    rows
}

/// Department and title on one line where they fit.
fn roles(face: &Face, card: &Printed, width: f32, japanese: bool) -> Vec<String> {
    let (department, title) = (one_line(&card.department), one_line(&card.title));
    let mut texts = if japanese { vec![department, title] } else { vec![title, department] };
    texts.retain(|text| !text.is_empty());
    let together = texts.join("\u{3000}");
    if japanese && face.width(&together) * ROLE[0].size.0 <= width { vec![together] } else { texts }
}

fn rows(fitted: Fitted, gap: f32, cut: &mut bool) -> Vec<Row> {
    *cut |= fitted.cut;
    let Fitted { lines, size, .. } = fitted;
    let row = |(at, line)| Row { line, size, gap: if at == 0 { gap } else { LEADING * size } };
    lines.into_iter().enumerate().map(row).collect()
}

/// Several texts at one size, that of the longest, with the gap above the first and those between.
fn alike(face: &Face, texts: &[String], width: f32, steps: &[Step], gaps: (f32, f32), cut: &mut bool) -> Vec<Row> {
    let sizes = texts.iter().map(|text| fit(face, text, width, 0.0, steps).size);
    let smallest = sizes.fold(f32::INFINITY, f32::min);
    let capped: Vec<Step> = steps
        .iter()
        .map(|step| Step { size: (step.size.0.min(smallest), step.size.1.min(smallest)), ..*step })
        .collect();
    let mut set = Vec::new();
    for text in texts {
        let gap = if set.is_empty() { gaps.0 } else { gaps.1 };
        set.extend(rows(fit(face, text, width, 0.0, &capped), gap, cut));
    }
    set
}

fn least_height(groups: &[&[Row]]) -> f32 {
    let gaps = groups.len().saturating_sub(1) as f32 * BETWEEN_GROUPS;
    groups.iter().map(|group| height(group)).sum::<f32>() + gaps
}

/// From the upper edge of the first line's letters to the lower edge of the last one's.
fn height(group: &[Row]) -> f32 {
    let Some(last) = group.last() else { return 0.0 };
    baselines(group).last().copied().unwrap_or_default() + below(&last.line) * last.size
}

/// From the upper edge of the first line's letters; the same rhythm for lines in kanji and in Latin letters.
fn baselines(group: &[Row]) -> Vec<f32> {
    let mut baselines = Vec::with_capacity(group.len());
    let mut y = 0.0;
    for (at, row) in group.iter().enumerate() {
        y += if at == 0 { above(&row.line) * row.size } else { row.gap + ABOVE * row.size };
        baselines.push(y);
        y += BELOW * row.size;
    }
    baselines
}

fn place(groups: &[&[Row]], scale: f32, side: f32) -> Vec<Placed> {
    let heights: f32 = groups.iter().map(|group| height(group) * scale).sum();
    let gaps = groups.len().saturating_sub(1) as f32;
    let gap = if gaps > 0.0 { ((side - heights) / gaps).max(BETWEEN_GROUPS * scale) } else { 0.0 };
    let mut y = (points(HEIGHT_MM) - heights - gaps * gap) / 2.0;
    let mut placed = Vec::new();
    for group in groups {
        for (row, baseline) in group.iter().zip(baselines(group)) {
            let (line, size) = (row.line.clone(), row.size * scale);
            placed.push(Placed { line, x: points(MARGIN_MM), baseline: y + baseline * scale, size });
        }
        y += height(group) * scale + gap;
    }
    placed
}

fn above(line: &Line) -> f32 {
    if is_latin(&line.text) { CAPITAL } else { ABOVE }
}

fn below(line: &Line) -> f32 {
    if is_latin(&line.text) { 0.0 } else { BELOW }
}

/// Without kana and kanji.
fn is_latin(text: &str) -> bool {
    text.chars().all(|character| character < '\u{2E80}')
}
