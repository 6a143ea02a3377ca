//! What stands where in the page.

use super::lines::find;
use super::{Finding, Rule, Source};

pub const RULES: &[Rule] = &[
    Rule { name: "@tauri-apps stands in ui/src/backend only", find: backend },
    Rule { name: "colours stand in the tokens only", find: colours },
    Rule { name: "components show and features keep apart", find: layers },
    Rule { name: "words stand in the catalogues only", find: words },
];

/// The one file that names colours, sizes and durations.
const TOKENS: &str = "ui/src/styles/tokens.css";

fn page(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources
        .iter()
        .filter(|source| source.within(&["ui/src/"]) && source.ends_with(&[".ts", ".svelte", ".css", ".js", ".html"]))
}

fn backend(sources: &[Source]) -> Vec<Finding> {
    page(sources)
        .filter(|source| !source.within(&["ui/src/backend/"]))
        .flat_map(|source| {
            find(source, |line| {
                let door = line.contains("@tauri-apps") || line.contains("__TAURI");
                door.then(|| "the backend's door is ui/src/backend".to_owned())
            })
        })
        .collect()
}

fn colours(sources: &[Source]) -> Vec<Finding> {
    page(sources)
        .filter(|source| source.path != TOKENS && !source.is_test())
        .flat_map(|source| {
            find(source, |line| raw_colour(line).map(|colour| format!("raw colour {colour}; name it in the tokens")))
        })
        .collect()
}

fn raw_colour(line: &str) -> Option<String> {
    const FUNCTIONS: &[&str] = &["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "lab(", "lch(", "hwb("];
    if let Some(function) = FUNCTIONS.iter().find(|function| starts_word(line, function)) {
        return Some(format!("{function}…)"));
    }
    hexadecimal(line).or_else(|| named(line))
}

/// Is there a place where the word stands and does not end a longer one (`rgb(` but not `my-rgb(`)?
fn starts_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '-' || before == '_')
    })
}

/// `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa` where a value stands: after a colon, a quote, a bracket or a space.
fn hexadecimal(line: &str) -> Option<String> {
    for (at, _) in line.match_indices('#') {
        let value_before = line[..at]
            .chars()
            .next_back()
            .is_some_and(|before| matches!(before, ':' | ' ' | '"' | '\'' | '(' | ',' | '`'));
        let digits: String =
            line[at + 1..].chars().take_while(|it| it.is_alphanumeric() || *it == '-' || *it == '_').collect();
        let is_colour = matches!(digits.len(), 3 | 4 | 6 | 8) && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        // `#add` at the start of a rule is an element's id.
        let is_selector = line.trim_end().ends_with('{') && !line[..at].contains(':');
        if value_before && is_colour && !is_selector {
            return Some(format!("#{digits}"));
        }
    }
    None
}

/// `color: white` and the like.
fn named(line: &str) -> Option<String> {
    const PROPERTIES: &[&str] =
        &["color", "background", "fill", "stroke", "border", "outline", "shadow", "background-color"];
    const NAMES: &[&str] =
        &["white", "black", "red", "green", "blue", "gray", "grey", "orange", "yellow", "brown", "silver", "crimson"];
    let (property, value) = line.split_once(':')?;
    let property = property.trim();
    if !PROPERTIES.iter().any(|known| property.ends_with(known)) || property.contains([' ', '(', '"']) {
        return None;
    }
    let mut parts = value.split([' ', ';', ',', '(', ')']);
    parts.find(|part| NAMES.contains(part)).map(str::to_owned)
}

fn layers(sources: &[Source]) -> Vec<Finding> {
    page(sources)
        .filter(|source| !source.is_test())
        .flat_map(|source| {
            let room = source.path.split('/').nth(2).unwrap_or_default();
            let feature = source.path.split('/').nth(3).unwrap_or_default().to_owned();
            find(source, move |line| {
                let from = imported(line)?;
                match room {
                    // Addresses of pictures are no calls.
                    "components" if from.contains("/backend") && !names_only(line, &["photoUrl"]) => {
                        Some("a component never calls the backend".to_owned())
                    }
                    "components" if from.contains("/features/") || from.contains("/screens/") => {
                        Some("a component knows no feature".to_owned())
                    }
                    "features" if from.contains("/screens/") => Some("a feature knows no screen".to_owned()),
                    "features" => {
                        let other = from.split("/features/").nth(1)?.split('/').next()?;
                        (other != feature).then(|| format!("a feature does not import another ({other})"))
                    }
                    _ => None,
                }
            })
        })
        .collect()
}

/// What an import line imports from.
fn imported(line: &str) -> Option<&str> {
    let after = line.split_once(" from ").map(|(_, after)| after).or_else(|| line.trim().strip_prefix("import "))?;
    let after = after.trim_start();
    let quote = after.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    after[1..].split(quote).next()
}

/// Does the line import types, or nothing but these names?
fn names_only(line: &str, names: &[&str]) -> bool {
    let inner = line.split_once('{').and_then(|(_, after)| after.split_once('}')).map(|(inner, _)| inner);
    line.contains("import type") || inner.is_some_and(|inner| inner.split(',').all(|name| names.contains(&name.trim())))
}

/// Japanese letters in code are words for a person; one alone is a letter (of the rail).
fn words(sources: &[Source]) -> Vec<Finding> {
    page(sources)
        .filter(|source| source.ends_with(&[".ts", ".svelte"]) && !source.is_test())
        .filter(|source| !source.within(&["ui/src/i18n/"]))
        .flat_map(|source| {
            find(source, |line| {
                let japanese = |it: &char| matches!(it, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
                let letters: Vec<char> = line.chars().collect();
                let word = letters.windows(2).find(|pair| pair.iter().all(japanese))?;
                Some(format!("{}…: words belong into ui/messages", word.iter().collect::<String>()))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::count;
    use super::*;

    #[test]
    fn the_backend_named_outside_its_door_is_found() {
        let text = "import { invoke } from '@tauri-apps/api/core';";
        assert_eq!(count(backend, "ui/src/features/list/state.svelte.ts", text), 1);
        assert_eq!(count(backend, "ui/src/backend/index.ts", text), 0);
    }

    #[test]
    fn raw_colours_are_found_in_every_spelling() {
        for raw in [
            "  color: #fff;",
            "  background: rgb(0 0 0 / 50%);",
            "  border: 1px solid #1a2b3c;",
            "<path fill=\"#b33\" />",
            "  color: white;",
            "const ink = 'hsl(20 10% 10%)';",
        ] {
            assert_eq!(count(colours, "ui/src/components/Seal.svelte", raw), 1, "{raw}");
        }
    }

    #[test]
    fn what_only_looks_like_a_colour_is_left_alone() {
        for fine in [
            "{#each rows as row}",
            "#add {",
            "  color: var(--ink);",
            "  background: transparent;",
            "href=\"#main\"",
            "{#if added}",
            "  box-shadow: var(--shadow-1);",
            "const black = 1;",
        ] {
            assert_eq!(count(colours, "ui/src/components/Seal.svelte", fine), 0, "{fine}");
        }
        assert_eq!(count(colours, TOKENS, "--ink: #221f1a;"), 0, "the tokens are where colours stand");
    }

    #[test]
    fn imports_across_the_layers_are_found() {
        let door = "import { commands } from '../backend';";
        assert_eq!(count(layers, "ui/src/components/Button.svelte", door), 1);
        assert_eq!(
            count(layers, "ui/src/features/list/List.svelte", "import X from '../../features/edit/X.svelte';"),
            1
        );
        assert_eq!(
            count(layers, "ui/src/features/list/List.svelte", "import X from '$lib/features/list/X.svelte';"),
            0
        );
        assert_eq!(count(layers, "ui/src/screens/Trash.svelte", "import X from '../features/trash/X.svelte';"), 0);
    }

    #[test]
    fn japanese_words_in_code_are_found() {
        assert_eq!(count(words, "ui/src/features/list/List.svelte", "<p>連絡先</p>"), 1);
        assert_eq!(count(words, "ui/src/components/sections.ts", "a: 'あ', ka: 'か',"), 0, "letters of the rail");
        assert_eq!(count(words, "ui/src/features/list/List.svelte", "<!-- 連絡先 --><p>{m.list_title()}</p>"), 0);
        assert_eq!(count(words, "ui/src/features/list/list.test.ts", "const name = '田中';"), 0);
    }
}
