//! Codes of the book's contacts: put together, drawn, and read back before they are shown.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::change::missing;
use super::contacts::fields_of;
use super::{Book, OnProgress, Phase, Progress};
use crate::code::content::{Content, Format, Part, Pick, content};
use crate::code::draw::{Advice, Code, Level};
use crate::code::line;
use crate::code::scan::scan;
use crate::code::sheet;
use crate::contact::fields::Fields;
use crate::contact::{ContactId, Kind};
use crate::error::{Error, Result};

/// What a code is to say, and how.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct CodeRequest {
    pub format: Format,
    pub pick: Pick,
    pub level: Level,
}

/// A contact's code, as the window shows it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ShownCode {
    pub name: String,
    pub company: String,
    pub seal: String,
    pub kind: Kind,
    pub photo: Option<String>,
    pub own: bool,
    /// Everything that could go in, with what it costs.
    pub parts: Vec<Part>,
    /// A link of LINE or LINE WORKS is there: [`Format::Link`] has something to say.
    pub has_link: bool,
    /// What goes in.
    pub bytes: u32,
    /// Characters that Shift_JIS doesn't have.
    pub unfit: Vec<String>,
    /// What a business card should say and this contact doesn't: `reading`, `company`, `phones`, `emails`.
    pub missing: Vec<String>,
    /// `None` where there is no code to show.
    pub picture: Option<CodePicture>,
    /// Why there is none.
    pub refused: Option<Refused>,
}

/// A picture that was read back and says exactly what it should.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct CodePicture {
    /// A PNG in base64.
    pub png: String,
    /// The picture's edge in pixels, and a module's.
    pub side_px: u32,
    pub module_px: u32,
    /// 1 to 40.
    pub version: u8,
    /// The level it has, which may be better than the one asked for.
    pub level: Level,
    pub advice: Advice,
    /// The edge in millimetres with the quiet zone, printed at 0.33 mm a module.
    pub printed_mm: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// Nothing was taken, or the contact has no such link.
    Empty,
    /// More than a code holds.
    TooLong,
    /// Read back, the picture does not say what it should.
    NotReadBack,
}

/// A picture to be saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CodeFile {
    /// With an edge of at most this many pixels, whole ones a module.
    Png {
        side_px: u32,
    },
    Svg,
}

/// How a sheet of cards is printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Printing {
    /// How often each card stands on it; 0 counts as 1.
    pub copies: u32,
    /// Hairlines outside the cards to cut along, for paper that isn't perforated.
    pub crop_marks: bool,
    /// The document's title, the line at the foot of every page, and the language of both (`ja`, `en`).
    pub title: String,
    pub trademark: String,
    pub language: String,
}

/// A sheet of cards, and what there is to tell about it.
#[derive(Clone, PartialEq, Debug)]
pub struct MadeSheet {
    pub pdf: Vec<u8>,
    pub told: ToldSheet,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ToldSheet {
    pub pages: u32,
    pub cards: u32,
    /// The edge of the smallest printed module, in millimetres.
    pub module_mm: f32,
    /// It is smaller than 0.33 mm somewhere: phones will have trouble.
    pub is_dense: bool,
    /// Characters that the typeface lacks; a 〓 stands for each.
    pub missing: Vec<String>,
    /// Names of those on whose card some text ends in an ellipsis, because it is too long.
    pub shortened: Vec<String>,
    /// Names of those who are not on it: their code would be empty or hold too much.
    pub left_out: Vec<String>,
}

impl Book {
    /// The code of a contact outside the trash ([`Error::Missing`] otherwise), as large as fits into a square of `room_px` pixels.
    /// It is read back from the picture before it is answered.
    pub fn code(&self, id: ContactId, request: &CodeRequest, room_px: u32) -> Result<ShownCode> {
        let (fields, own) = self.speaker(id)?;
        let content = content(&fields, request.format, &request.pick);
        let drawn = draw(&content.bytes, request.level, |code| code.module_px(room_px as usize));
        let (picture, refused) = match drawn {
            Ok(drawn) => (Some(drawn.shown()), None),
            Err(refused) => (None, Some(refused)),
        };
        let Content { parts, bytes, unfit } = content;
        Ok(ShownCode {
            name: fields.display_name.clone(),
            company: fields.company.clone(),
            seal: super::derive::derived(&fields).seal,
            kind: fields.kind,
            photo: fields.photo.map(|photo| photo.hex()),
            own,
            parts,
            has_link: fields.urls.iter().any(|url| line::is_link(&url.value)),
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            unfit: unfit.into_iter().map(String::from).collect(),
            missing: unsaid(&fields),
            picture,
            refused,
        })
    }

    /// The bytes of a picture to be saved or copied, read back like the one that is shown. [`Error::Invalid`] of `code` with `empty`, `too_long` or
    /// `not_read_back` where there is none.
    pub fn code_file(&self, id: ContactId, request: &CodeRequest, file: CodeFile) -> Result<Vec<u8>> {
        Ok(file.bytes(self.drawn(id, request, file)?))
    }

    /// The same with what there is to tell about it: bytes, version and pixels a module.
    pub fn drawn(&self, id: ContactId, request: &CodeRequest, file: CodeFile) -> Result<Drawn> {
        let (fields, _) = self.speaker(id)?;
        let content = content(&fields, request.format, &request.pick);
        let module_px = |code: &Code| file.module_px(code);
        draw(&content.bytes, request.level, module_px).map_err(Refused::error)
    }

    /// Cards with codes to print, ten a page (91 × 55 mm on A4), in the order of the ids; every code is read back first.
    /// [`Error::Missing`] for a contact that is gone or in the trash, [`Error::Invalid`] of `cards` with `no_cards` where nobody has a code or
    /// `too_many` beyond [`MOST_CARDS`], [`Error::Cancelled`].
    pub fn code_sheet(
        &self,
        ids: &[ContactId],
        request: &CodeRequest,
        printing: &Printing,
        progress: &mut OnProgress<'_>,
    ) -> Result<MadeSheet> {
        let copies = printing.copies.max(1) as usize;
        if ids.len().saturating_mul(copies) > MOST_CARDS {
            return Err(Error::Invalid { field: "cards".to_owned(), reason: "too_many" });
        }
        let (mut cards, mut left_out) = (Vec::new(), Vec::new());
        for (done, id) in (0u64..).zip(ids) {
            if progress(Progress { phase: Phase::Writing, done, total: ids.len() as u64 }).is_break() {
                return Err(Error::Cancelled);
            }
            let (fields, _) = self.speaker(*id)?;
            let content = content(&fields, request.format, &request.pick);
            match draw(&content.bytes, request.level, |_| CHECKED_PX) {
                Ok(drawn) => {
                    let card = printed(fields, &content, drawn.code);
                    cards.extend(std::iter::repeat_n(card, copies));
                }
                Err(_) => left_out.push(fields.display_name),
            }
        }
        laid_out(&cards, printing, left_out)
    }

    /// What a contact outside the trash says, and whether it is the own card.
    fn speaker(&self, id: ContactId) -> Result<(Fields, bool)> {
        self.store.read(|db| {
            let row = db.contact(id)?.filter(|row| row.state.trashed_at.is_none()).ok_or_else(|| missing(id))?;
            Ok((fields_of(&row.card)?, row.state.own))
        })
    }
}

impl CodeFile {
    pub(super) fn module_px(self, code: &Code) -> usize {
        match self {
            CodeFile::Png { side_px } => code.module_px(side_px as usize),
            CodeFile::Svg => CHECKED_PX,
        }
    }

    pub(super) fn bytes(self, drawn: Drawn) -> Vec<u8> {
        match self {
            CodeFile::Png { .. } => drawn.png,
            CodeFile::Svg => drawn.code.svg().into_bytes(),
        }
    }
}

impl Refused {
    pub(super) fn error(self) -> Error {
        let reason = match self {
            Refused::Empty => "empty",
            Refused::TooLong => "too_long",
            Refused::NotReadBack => "not_read_back",
        };
        Error::Invalid { field: "code".to_owned(), reason }
    }
}

/// The pixels a module of the picture by which a vector picture or a printed one is read back.
pub(super) const CHECKED_PX: usize = 4;

/// So many cards are printed at once, 200 pages: nobody feeds a printer with more, and the PDF stays small enough to be opened.
pub const MOST_CARDS: usize = 2_000;

/// A code that was read back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn {
    pub code: Code,
    /// What it says.
    pub bytes: Vec<u8>,
    pub module_px: usize,
    pub png: Vec<u8>,
}

impl Drawn {
    pub(super) fn shown(self) -> CodePicture {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        CodePicture {
            png: STANDARD.encode(&self.png),
            side_px: small(self.code.size_with_quiet_zone() * self.module_px),
            module_px: small(self.module_px),
            version: self.code.version(),
            level: self.code.level(),
            advice: self.code.advice(),
            printed_mm: self.code.printed_mm(),
        }
    }
}

/// Draws a code and reads the picture back: it has to hold one code that says just these bytes.
pub(super) fn draw(bytes: &[u8], level: Level, module_px: impl Fn(&Code) -> usize) -> Result<Drawn, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    let code = Code::of(bytes, level).ok_or(Refused::TooLong)?;
    let module_px = module_px(&code);
    let png = code.png(module_px);
    match scan(&png).unwrap_or_default().as_slice() {
        [read] if read.bytes == bytes => Ok(Drawn { code, bytes: bytes.to_vec(), module_px, png }),
        _ => Err(Refused::NotReadBack),
    }
}

/// Cards on paper, with what there is to tell about them.
pub(super) fn laid_out(cards: &[sheet::Printed], printing: &Printing, left_out: Vec<String>) -> Result<MadeSheet> {
    let words = sheet::Words {
        title: printing.title.clone(),
        trademark: printing.trademark.clone(),
        language: printing.language.clone(),
    };
    let guides = if printing.crop_marks { sheet::Guides::CropMarks } else { sheet::Guides::None };
    let made = sheet::sheet(cards, &words, guides)?;
    let mut shortened: Vec<String> =
        made.cut.iter().filter_map(|at| cards.get(*at)).map(|card| card.name.clone()).collect();
    shortened.dedup();
    let module_mm = made.module_mm.iter().copied().fold(f32::INFINITY, f32::min);
    let told = ToldSheet {
        pages: made.pages,
        cards: u32::try_from(cards.len()).unwrap_or(u32::MAX),
        module_mm,
        is_dense: module_mm < sheet::GOAL_MM - 0.001,
        missing: made.missing.into_iter().map(String::from).collect(),
        shortened,
        left_out,
    };
    Ok(MadeSheet { pdf: made.pdf, told })
}

/// What stands in type beside the code: phones and mails that are in it.
pub(super) fn printed(fields: Fields, content: &Content, code: Code) -> sheet::Printed {
    let person = fields.kind == Kind::Person;
    let taken = content.parts.iter().filter(|part| part.taken && matches!(part.field.as_str(), "phones" | "emails"));
    let lines = taken.flat_map(|part| part.texts.iter().cloned()).collect();
    let reading = [fields.family_reading, fields.given_reading].join(" ").trim().to_owned();
    sheet::Printed {
        reading: if person { reading } else { fields.company_reading },
        company: if person { fields.company } else { String::new() },
        name: fields.display_name,
        department: fields.department,
        title: fields.title,
        lines,
        code,
    }
}

fn unsaid(fields: &Fields) -> Vec<String> {
    let person = fields.kind == Kind::Person;
    let reading = if person { &fields.family_reading } else { &fields.company_reading };
    let japanese = crate::contact::name::is_japanese(&fields.display_name);
    let all = [
        ("reading", japanese && reading.is_empty()),
        ("company", person && fields.company.is_empty()),
        ("phones", fields.phones.is_empty()),
        ("emails", fields.emails.is_empty()),
    ];
    all.into_iter().filter(|(_, lacks)| *lacks).map(|(field, _)| field.to_owned()).collect()
}
