//! The typeface of printed cards: characters to glyphs.
//!
//! BIZ UDPGothic has neither kerning nor positions, so that one character is one glyph and its width; nothing has to be
//! shaped. What it lacks is drawn as a geta (〓), as Japanese printers do, and stays itself in the PDF's text.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_segmenter::GraphemeClusterSegmenter;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::{Charmap, MapVariant};
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

/// BIZ UDPGothic Regular 1.05, SIL Open Font License 1.1; see `core/assets/fonts/OFL.txt`.
static FILE: &[u8] = include_bytes!("../../../assets/fonts/BIZUDPGothic-Regular.ttf");

const GETA: char = '〓';

/// The typeface, read once.
pub struct Face {
    font: Font,
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units_per_em: f32,
}

/// One line of text as glyphs.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// In em.
    pub width: f32,
}

/// What the typeface could not draw as written.
#[derive(Debug, Clone, Default)]
pub struct Lacks {
    /// Drawn as 〓.
    pub missing: BTreeSet<char>,
    /// With a variation selector that the typeface doesn't know: drawn in the standard form.
    pub plain: BTreeSet<String>,
}

impl Face {
    /// The bundled typeface.
    pub fn bundled() -> &'static Face {
        static FACE: LazyLock<Face> = LazyLock::new(|| {
            let file = FontRef::new(FILE).expect("BUG: the bundled typeface can be read");
            let font = Font::new(FILE.into(), 0).expect("BUG: the bundled typeface can be read");
            Face {
                charmap: file.charmap(),
                metrics: file.glyph_metrics(Size::unscaled(), LocationRef::default()),
                units_per_em: font.units_per_em(),
                font,
            }
        });
        &FACE
    }

    /// What a PDF is told of it.
    pub fn font(&self) -> Font {
        self.font.clone()
    }

    /// A line of text with `tracking` (in em) between its characters, none after the last.
    pub fn line(&self, text: &str, tracking: f32) -> Line {
        let mut glyphs: Vec<KrillaGlyph> = Vec::new();
        for (from, cluster) in clusters(text) {
            for glyph in self.cluster(cluster, &mut Lacks::default()) {
                let advance = self.advance(glyph) + tracking;
                let range = from..from + cluster.len();
                glyphs.push(KrillaGlyph::new(GlyphId::new(glyph.to_u32()), advance, 0.0, 0.0, 0.0, range, None));
            }
        }
        if let Some(last) = glyphs.last_mut() {
            last.x_advance -= tracking;
        }
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
        Line { text: text.to_owned(), glyphs, width }
    }

    /// In em, without tracking.
    pub fn width(&self, text: &str) -> f32 {
        self.line(text, 0.0).width
    }

    /// Adds to `lacks` what the typeface cannot draw of a text.
    pub fn check(&self, text: &str, lacks: &mut Lacks) {
        for (_, cluster) in clusters(text) {
            self.cluster(cluster, lacks);
        }
    }

    /// The glyphs of what a reader takes for one character; one geta where any part of it is lacking.
    fn cluster(&self, cluster: &str, lacks: &mut Lacks) -> Vec<skrifa::GlyphId> {
        let composed = composed(cluster);
        let mut characters = composed.chars().peekable();
        let mut glyphs = Vec::with_capacity(1);
        let mut whole = true;
        while let Some(character) = characters.next() {
            if is_unseen(character) {
                continue;
            }
            let selector = characters.next_if(|&next| is_selector(next));
            match self.glyph(character, selector) {
                Some((glyph, as_written)) => {
                    glyphs.push(glyph);
                    if let Some(selector) = selector.filter(|_| !as_written) {
                        lacks.plain.insert([character, selector].iter().collect());
                    }
                }
                None => {
                    whole = false;
                    lacks.missing.insert(character);
                }
            }
        }
        if whole { glyphs } else { self.charmap.map(GETA).into_iter().collect() }
    }

    /// A glyph, and whether it is the very form that a variation selector asks for.
    fn glyph(&self, character: char, selector: Option<char>) -> Option<(skrifa::GlyphId, bool)> {
        let standard = self.charmap.map(character).filter(|glyph| glyph.to_u32() != 0);
        let Some(selector) = selector else { return Some((standard?, true)) };
        match self.charmap.map_variant(character, selector) {
            Some(MapVariant::Variant(glyph)) => Some((glyph, true)),
            Some(MapVariant::UseDefault) => Some((standard?, true)),
            None => Some((standard?, false)),
        }
    }

    fn advance(&self, glyph: skrifa::GlyphId) -> f32 {
        self.metrics.advance_width(glyph).unwrap_or(self.units_per_em) / self.units_per_em
    }
}

/// What a reader takes for one character each, with its place.
pub fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(text).collect();
    let mut from = 0;
    ends.into_iter().filter_map(move |to| {
        let cluster = text.get(from..to).filter(|cluster| !cluster.is_empty());
        let place = from;
        from = to;
        cluster.map(|cluster| (place, cluster))
    })
}

/// か and a combining ゛ as が. A character alone is never touched: composing would turn the compatibility form of 神 in a
/// name into the common one.
fn composed(cluster: &str) -> String {
    let mut characters = cluster.chars();
    let alone = characters.next().is_none() || characters.next().is_none();
    if alone || cluster.chars().any(is_selector) {
        return cluster.to_owned();
    }
    ComposingNormalizerBorrowed::new_nfc().normalize(cluster).into_owned()
}

/// Forms of kanji (U+FE00 to U+FE0D, U+E0100 to U+E01EF); not the two that only say "as text" or "as a picture".
fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0D}' | '\u{E0100}'..='\u{E01EF}')
}

/// Takes no place in print.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
                | '\u{2066}'..='\u{2069}' | '\u{FE0E}' | '\u{FE0F}' | '\u{FEFF}'
        )
        || is_selector(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(text: &str) -> (String, Vec<String>) {
        let mut lacks = Lacks::default();
        Face::bundled().check(text, &mut lacks);
        (lacks.missing.into_iter().collect(), lacks.plain.into_iter().collect())
    }

    #[test]
    fn the_typeface_has_the_rare_kanji_of_names() {
        let (missing, plain) = lacks("髙﨑邊邉彅鄧德濵栁神㈱①ｱ々〆ヶ〜～éñőż");
        assert_eq!(missing, "", "drawn as written");
        assert!(plain.is_empty());
    }

    #[test]
    fn what_the_typeface_lacks_is_named_once() {
        assert_eq!(lacks("𠮷田 한 😀 𠮷野").0, "한😀𠮷");
    }

    #[test]
    fn the_form_of_a_kanji_that_a_selector_asks_for_is_drawn_or_its_lack_told() {
        let face = Face::bundled();
        let drawn = |text: &str| face.line(text, 0.0).glyphs.first().map(|glyph| glyph.glyph_id);
        assert_ne!(drawn("櫛\u{E0101}"), drawn("櫛"), "the typeface has both");
        assert_eq!(lacks("葛\u{E0101}城 櫛\u{E0101}"), (String::new(), Vec::new()));
        assert_eq!(drawn("田\u{E0105}"), drawn("田"));
        assert_eq!(lacks("田\u{E0105}").1, ["田\u{E0105}"], "no such form in the typeface");
    }

    #[test]
    fn a_lacking_character_is_one_geta_and_keeps_its_text() {
        let face = Face::bundled();
        let family = face.line("👨\u{200D}👩\u{200D}👧", 0.0);
        assert_eq!(family.glyphs.len(), 1, "a family is one picture");
        let geta = face.line("〓", 0.0);
        assert_eq!(family.glyphs.first().map(|g| g.glyph_id), geta.glyphs.first().map(|g| g.glyph_id));
        assert_eq!(family.text, "👨\u{200D}👩\u{200D}👧");
    }

    #[test]
    fn a_mark_of_its_own_is_composed_but_a_compatibility_kanji_stays() {
        assert_eq!(composed("か\u{3099}"), "が");
        assert_eq!(composed("\u{FA19}"), "\u{FA19}", "神 in the old form");
    }

    #[test]
    fn tracking_stands_between_characters_only() {
        let face = Face::bundled();
        let (close, wide) = (face.line("山田", 0.0), face.line("山田", 0.1));
        assert!((wide.width - close.width - 0.1).abs() < 1e-4, "one gap, none after the last");
    }
}
