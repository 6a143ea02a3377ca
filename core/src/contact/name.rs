//! Names: what is shown, what is skipped when companies are sorted, and what a seal says.

/// A company's name without its legal form (株式会社, ㈱, (株), 有限会社, Inc. …), at either end.
pub fn without_legal_form(company: &str) -> &str {
    company
}
