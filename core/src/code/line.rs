//! Links of LINE and LINE WORKS, by their hosts.

/// Hosts whose links add a friend, open an official account or a LINE WORKS profile; their subdomains too.
const HOSTS: [&str; 6] = ["line.me", "lin.ee", "line.biz", "worksmobile.com", "works.do", "line-works.com"];

/// The link leads to LINE or LINE WORKS: `https://line.me/ti/p/…`, `https://lin.ee/…`, `line://…`.
pub fn is_link(url: &str) -> bool {
    let url = url.trim();
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    if scheme.eq_ignore_ascii_case("line") {
        return !rest.is_empty();
    }
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return false;
    }
    // What stands before an `@` is no host, whatever it looks like.
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let host = authority.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    HOSTS.iter().any(|known| host == *known || host.strip_suffix(known).is_some_and(|sub| sub.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_known_by_their_host_and_not_by_what_looks_like_it() {
        for link in [
            "https://line.me/ti/p/abcDEF",
            " https://lin.ee/xYz ",
            "HTTPS://LINE.ME/R/ti/p/@enishi",
            "https://liff.line.me/1-a",
            "https://line.worksmobile.com/r/jp/ti/p/x",
            "line://ti/p/abc",
        ] {
            assert!(is_link(link), "{link}");
        }
        for other in [
            "https://line.me.evil.example/ti/p/a",
            "https://online.me/",
            "https://line.me@evil.example/",
            "https://evil.example/line.me",
            "https://evil.example?https://line.me/",
            "line.me/ti/p/a",
            "line://",
            "javascript://line.me/",
        ] {
            assert!(!is_link(other), "{other}");
        }
    }
}
