//! `cargo xtask tidy`: a line of code knows its room. Each rule reads the files and answers what stands where it must not.

mod catalogue;
mod lines;
mod page;
mod rust;
mod text;

use std::path::Path;

use crate::Done;
use crate::process::{ask, program, root};
use crate::tally::Tally;

/// A file of the repository with its text.
pub struct Source {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

impl Source {
    fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    fn within(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    /// Tests may do what shipped code may not.
    fn is_test(&self) -> bool {
        self.ends_with(&[".test.ts", ".spec.ts", "/tests.rs"])
            || self.within(&["tests/", "xtask/", "core/benches/", "core/tests/", "cli/tests/", "src-tauri/tests/"])
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub what: String,
}

pub struct Rule {
    pub name: &'static str,
    pub find: fn(&[Source]) -> Vec<Finding>,
}

const RULES: &[&[Rule]] = &[rust::RULES, page::RULES, catalogue::RULES, text::RULES];

pub fn tidy(arguments: &[String]) -> Done {
    if !arguments.is_empty() {
        return Err("`tidy` takes no arguments".to_owned());
    }
    let mut tally = Tally::default();
    count(&mut tally);
    tally.close()
}

/// One check a rule.
pub fn count(tally: &mut Tally) {
    let sources = match sources() {
        Ok(sources) => sources,
        Err(message) => return tally.check("tidy", || Err(message)),
    };
    for rule in RULES.iter().copied().flatten() {
        tally.check(&format!("tidy: {}", rule.name), || {
            let found = (rule.find)(&sources);
            for Finding { path, line, what } in &found {
                println!("{path}:{line}: {what}");
            }
            if found.is_empty() { Ok(()) } else { Err(format!("{} places", found.len())) }
        });
    }
}

/// Every text file that git knows or would take.
fn sources() -> Done<Vec<Source>> {
    let listed = ask(program("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))
        .ok_or("git does not list the files")?;
    let mut paths: Vec<&str> = listed.lines().collect();
    paths.sort_unstable();
    paths.dedup();
    Ok(paths.into_iter().filter_map(|path| read(root(), path)).collect())
}

fn read(root: &Path, path: &str) -> Option<Source> {
    let text = std::fs::read(root.join(path)).ok()?;
    Some(Source { path: path.to_owned(), text: String::from_utf8(text).ok()? })
}

#[cfg(test)]
mod testing {
    use super::{Finding, Source};

    /// What a rule finds in one file of this name.
    pub fn found(find: fn(&[Source]) -> Vec<Finding>, path: &str, text: &str) -> Vec<(usize, String)> {
        let sources = [Source { path: path.to_owned(), text: text.to_owned() }];
        find(&sources).into_iter().map(|finding| (finding.line, finding.what)).collect()
    }

    pub fn count(find: fn(&[Source]) -> Vec<Finding>, path: &str, text: &str) -> usize {
        found(find, path, text).len()
    }
}
