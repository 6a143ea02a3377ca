//! Texts out of more than one cell, or out of one that is mended.

use super::cells::unguarded;
use super::header::Text;
use super::layout::Layout;
use super::records::Row;
use crate::contact::spelling;

/// Texts that are not a cell as it stands: joined from several columns, or mended.
pub(super) fn made(layout: &Layout, row: &Row) -> Vec<(usize, String)> {
    // Each of these is told cell by cell.
    const APART: [Text; 3] = [Text::Department, Text::Note, Text::Groups];
    const ONE: [Text; 7] =
        [Text::Uid, Text::Kind, Text::Language, Text::Birthday, Text::BirthYear, Text::BirthMonth, Text::BirthDay];
    let is = |texts: &[Text], at: usize| texts.iter().any(|text| *text as usize == at);
    let texts = layout.texts.iter().enumerate().filter(|(at, _)| !is(&APART, *at) && !is(&ONE, *at));
    let made = texts.filter(|(_, columns)| columns.len() > 1 || columns.iter().any(|at| layout.mends.contains(at)));
    let join = |(text, columns): (usize, &Vec<usize>)| {
        let mend = if text == Text::Company as usize { spelling::with_legal_form } else { spelling::hiragana };
        let cells = columns.iter().filter_map(|at| {
            let cell = unguarded(row.get(*at)).trim();
            (!cell.is_empty()).then(|| if layout.mends.contains(at) { mend(cell) } else { cell.to_owned() })
        });
        (text, cells.collect::<Vec<_>>().join(" "))
    };
    made.map(join).collect()
}
