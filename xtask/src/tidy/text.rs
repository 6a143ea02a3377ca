//! What no file says.

use super::{Finding, Rule, Source};

pub const RULES: &[Rule] = &[
    Rule { name: "no paths or addresses of one machine", find: machine },
    Rule { name: "the lock file of npm records no one's own registry", find: registry },
];

/// Put together from pieces, so that this very file doesn't say them.
fn machine_paths() -> Vec<String> {
    [("/wo", "rk/"), ("/ro", "ot/"), ("/home/", "user/"), ("file:", "///tmp")]
        .iter()
        .map(|(first, second)| format!("{first}{second}"))
        .collect()
}

fn machine(sources: &[Source]) -> Vec<Finding> {
    let paths = machine_paths();
    all_lines(sources, |line| {
        let path = paths.iter().find(|path| {
            line.match_indices(path.as_str()).any(|(at, _)| {
                !line[..at]
                    .chars()
                    .next_back()
                    .is_some_and(|it| it.is_alphanumeric() || matches!(it, '/' | '.' | '-' | '_' | '}'))
            })
        })?;
        Some(format!("{path}… exists on one machine only"))
    })
}

fn registry(sources: &[Source]) -> Vec<Finding> {
    let locks: Vec<&Source> =
        sources.iter().filter(|source| source.ends_with(&["package-lock.json", ".npmrc"])).collect();
    let mut found = Vec::new();
    for source in locks {
        for (index, line) in source.text.lines().enumerate() {
            let foreign = line.split_once("://").filter(|_| line.contains("\"resolved\"") || line.contains("registry"));
            if foreign.is_some_and(|(_, host)| !host.starts_with("registry.npmjs.org/")) {
                found.push(Finding { path: source.path.clone(), line: index + 1, what: line.trim().to_owned() });
            }
        }
    }
    found
}

fn all_lines(sources: &[Source], test: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in sources {
        for (index, line) in source.text.lines().enumerate() {
            if let Some(what) = test(line) {
                found.push(Finding { path: source.path.clone(), line: index + 1, what });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::count;
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_found_in_any_file() {
        let path = &machine_paths()[0];
        assert_eq!(count(machine, "README.md", &format!("see {path}main/x")), 1);
        assert_eq!(count(machine, "README.md", &format!("see teams/home{path}x and addresses[+work]")), 0);
    }

    #[test]
    fn another_registry_in_the_lock_file_is_found() {
        let ours = "  \"resolved\": \"https://registry.npmjs.org/x/-/x-1.tgz\",";
        assert_eq!(count(registry, "ui/package-lock.json", ours), 0);
        assert_eq!(count(registry, "ui/package-lock.json", &ours.replace("npmjs.org", "example.jp")), 1);
    }
}
