//! What the user typed, understood.

use super::SearchEntry;

/// Words that all must be found, each in any field or in the one it names (`会社:`, `group:` …).
pub struct Query {}

impl Query {
    /// Understands everything; what has no words (blanks, a filter without a value) is empty.
    pub fn parse(words: &str) -> Query {
        let _ = words;
        todo!()
    }

    /// Nothing is asked for: every contact fits.
    pub fn is_empty(&self) -> bool {
        todo!()
    }

    /// Whether one contact outside an index fits (the trash).
    pub fn fits(&self, entry: &SearchEntry) -> bool {
        let _ = entry;
        todo!()
    }
}
