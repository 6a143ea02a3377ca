//! How a token travels: as a link, and as a line of text that survives chat programs.

/// Opens Enishi.
pub const SCHEME: &str = "enishi";
const LINK: &str = "enishi://invite/";
/// Begins the line of text; `]` ends it.
const LINE: &str = "[enishi:";
/// The end of an invite file's name.
pub const EXTENSION: &str = "enishi-invite";

pub fn link(token: &str) -> String {
    format!("{LINK}{token}")
}

/// One line that programs may break, quote and indent: what stands between its brackets is read without blanks.
pub fn line(token: &str) -> String {
    format!("{LINE}{token}]")
}

/// The token in a text: behind `enishi://invite/`, or between the brackets of a line, whatever stands around it. `None` where there is
/// neither; whether the token is any good is another question.
pub fn find(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (line, link) = (lower.find(LINE), lower.find(LINK));
    match (line, link) {
        (Some(at), _) if link.is_none_or(|link| at < link) => {
            let inside = text.get(at + LINE.len()..)?.split(']').next()?;
            // Quotation marks of mails, blanks, and what cannot be seen.
            Some(inside.chars().filter(|ch| !is_between(*ch)).collect())
        }
        (_, Some(at)) => {
            let behind = text.get(at + LINK.len()..)?;
            Some(behind.chars().take_while(|ch| is_token(*ch)).collect())
        }
        (Some(_) | None, None) => None,
    }
}

fn is_between(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '>' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn is_token(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_')
}
