//! Lines of code without their comments, and words in them.

use super::{Finding, Source};

/// Numbered lines without `//` comments and blocks of `/* … */` and `<!-- … -->`. Good enough for rules: a marker
/// inside a text in quotes is taken for a comment, except in addresses (`https://`).
pub fn code(text: &str) -> Vec<(usize, String)> {
    let mut block: Option<&str> = None;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut rest = line;
        let mut kept = String::new();
        while !rest.is_empty() {
            if let Some(end) = block {
                let Some((_, after)) = rest.split_once(end) else { break };
                block = None;
                rest = after;
                continue;
            }
            let starts = [("/*", "*/"), ("<!--", "-->")];
            let next = starts.iter().filter_map(|(start, end)| Some((rest.find(start)?, *start, *end))).min();
            let line_comment = line_comment(rest);
            match next {
                Some((at, start, end)) if line_comment.is_none_or(|comment| at < comment) => {
                    kept.push_str(&rest[..at]);
                    rest = &rest[at + start.len()..];
                    block = Some(end);
                }
                _ => {
                    kept.push_str(&rest[..line_comment.unwrap_or(rest.len())]);
                    break;
                }
            }
        }
        lines.push((index + 1, kept));
    }
    lines
}

fn line_comment(line: &str) -> Option<usize> {
    line.match_indices("//").map(|(at, _)| at).find(|at| !line[..*at].ends_with(':'))
}

/// Does the word stand in the line, not as a part of a longer one?
pub fn has_word(line: &str, word: &str) -> bool {
    let part = |character: Option<char>| character.is_some_and(|it| it.is_alphanumeric() || it == '_');
    line.match_indices(word)
        .any(|(at, _)| !part(line[..at].chars().next_back()) && !part(line[at + word.len()..].chars().next()))
}

/// A finding for every line of code that the test answers a sentence for.
pub fn find(source: &Source, test: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    code(&source.text)
        .into_iter()
        .filter_map(|(line, code)| Some(Finding { path: source.path.clone(), line, what: test(&code)? }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_and_addresses_stay() {
        let kept = code("a // b\n/* c\nd */ e\nsee https://example.jp/x\n<!-- f --> g");
        let kept: Vec<&str> = kept.iter().map(|(_, line)| line.trim()).collect();
        assert_eq!(kept, ["a", "", "e", "see https://example.jp/x", "g"]);
    }

    #[test]
    fn a_word_is_not_found_inside_a_longer_one() {
        assert!(has_word("m.trash_title()", "trash_title"));
        assert!(!has_word("m.trash_title_long()", "trash_title"));
    }
}
