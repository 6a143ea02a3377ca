//! Names of files in an archive. Whatever else stands there is refused before anything is written.

pub(crate) const BOOK: &str = "book";
pub(crate) const SETTINGS: &str = "settings.json";
pub(crate) const ATTACHMENTS: &str = "attachments";
pub(super) const MANIFEST: &str = "manifest.json";

/// Bytes that a name may have.
const LONGEST: usize = 1_000;

/// The name in an archive of a file below the attachments' folder; `None` for one that could not be unpacked everywhere.
pub(crate) fn attachment(relative: &str) -> Option<String> {
    is_plain(relative).then(|| format!("{ATTACHMENTS}/{relative}"))
}

/// A name that an archive may hold beside its manifest.
pub(super) fn is_expected(name: &str) -> bool {
    match name.strip_prefix(ATTACHMENTS) {
        Some(rest) => rest.strip_prefix('/').is_some_and(is_plain),
        None => name == BOOK || name == SETTINGS,
    }
}

/// A relative path that leads nowhere else and means the same on every system: no `..`, no drives, no streams, no devices.
fn is_plain(path: &str) -> bool {
    path.len() <= LONGEST && path.split('/').all(is_plain_part)
}

fn is_plain_part(part: &str) -> bool {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind).is_some_and(|rest| rest.chars().count() == 1 && !rest.starts_with(char::is_alphabetic))
    };
    let is_device = DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt");
    let strange = |ch: char| ch.is_control() || matches!(ch, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    !part.is_empty() && !part.contains(strange) && !part.ends_with(['.', ' ']) && !is_device && part.len() <= 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_lead_nowhere_else_are_taken() {
        let cases = [
            ("book", true),
            ("settings.json", true),
            ("attachments/証明.pdf", true),
            ("attachments/ab/cd.bin", true),
            ("attachments", false),
            ("attachments/", false),
            ("attachmentsx/a", false),
            ("attachments/../book", false),
            ("attachments/./a", false),
            ("attachments//a", false),
            ("attachments/a\\..\\..\\b", false),
            ("attachments/C:evil", false),
            ("attachments/a:stream", false),
            ("attachments/NUL.txt", false),
            ("attachments/com1", false),
            ("attachments/ends.", false),
            ("attachments/zero\0", false),
            ("../book", false),
            ("/etc/passwd", false),
            ("Book", false),
            ("book-wal", false),
            ("", false),
        ];
        for (name, taken) in cases {
            assert_eq!(is_expected(name), taken, "{name:?}");
        }
    }
}
