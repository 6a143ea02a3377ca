//! CSV and TSV, by header synonyms and never by position.
