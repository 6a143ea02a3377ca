//! Goals 1, 3 and 15: bringing a file in, what that costs in memory, and giving it up halfway.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use enishi_core::book::{Access, Book, ImportOptions, Phase};
use enishi_core::edge::Edge;
use enishi_core::time::Moment;

use super::table::Line;
use super::turns::{Runner, by_turns, timed};
use super::{Options, files, limits};

/// Goal 3: megabytes over an idle process, whatever the size.
const MEMORY: f64 = 64.0;

/// Goal 1; answers the time for goal 3's growth.
pub fn measure(folder: &Path, contacts: usize, options: &Options, lines: &mut Vec<Line>) -> Duration {
    let vcards = files::vcards(folder, contacts).expect("a corpus");
    let (book, database) = (folder.join("import.book"), folder.join("limit.db"));
    let rounds = if contacts >= 100_000 { options.rounds } else { options.rounds * 2 - 1 };
    let [limit, ours] = by_turns(
        rounds,
        [
            Runner::timed(|| limits::split_and_insert(&vcards, &database)),
            Runner::timed(|| {
                forget(&book);
                let book = open(&book);
                timed(|| assert_eq!(import(&book, &vcards) as usize, contacts)).0
            }),
        ],
    );
    forget(&book);
    lines.push(Line::times(1, contacts, "import of vCard 3.0 — splitting and one-blob insert", limit, ours, 2.0));
    lines.push(memory(folder, contacts, &vcards));
    ours
}

/// Goal 3's first half.
pub fn growth(small: (usize, Duration), big: (usize, Duration), lines: &mut Vec<Line>) {
    let what = format!("import, against {} people", small.0);
    lines.push(Line::times(3, big.0, what, small.1, big.1, 11.0));
}

/// Goal 15: how long the answer to a cancel takes, wherever it comes.
pub fn cancel(folder: &Path, contacts: usize, lines: &mut Vec<Line>) {
    let vcards = files::vcards(folder, contacts).expect("a corpus");
    let path = folder.join("cancel.book");
    forget(&path);
    let book = open(&path);
    let mut worst = Duration::ZERO;
    for share in [0.02, 0.5, 0.98, 2.0] {
        let mut asked = None;
        let answer = book.import(std::slice::from_ref(&vcards), &ImportOptions::default(), &mut |progress| {
            let here = match progress.phase {
                Phase::Reading => progress.done as f64 >= progress.total as f64 * share,
                // The last moment at which a cancel is heard.
                Phase::Writing | Phase::Saving | Phase::Comparing => true,
            };
            if here {
                asked = Some(Instant::now());
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        assert!(answer.is_err_and(|error| error.code() == "cancelled"), "a cancel is heard");
        worst = worst.max(asked.map_or(Duration::ZERO, |asked| asked.elapsed()));
        assert_eq!(book.counts().expect("counts").all, 0, "a cancelled import leaves nothing");
    }
    drop(book);
    forget(&path);
    lines.push(Line::times(
        15,
        contacts,
        "cancelled import, slowest answer — one second",
        Duration::from_secs(1),
        worst,
        1.0,
    ));
}

/// What the child process does: opens a book, says how much memory it took so far, imports, and says it again.
pub fn child(vcards: &Path, path: &Path) {
    let book = open(path);
    let before = high_water();
    import(&book, vcards);
    let after = high_water();
    #[expect(clippy::print_stdout, reason = "the parent process reads this")]
    {
        println!("{before} {after}");
    }
}

pub fn open(path: &Path) -> Book {
    let next = AtomicU64::new(0);
    let uid = move || format!("measured-{}", next.fetch_add(1, Ordering::Relaxed));
    let edge = Edge::new(|| Moment(1_795_000_000_000), uid, || [7; 32]);
    Book::open(path, edge, Access::Write { wait: Duration::ZERO }).expect("a book")
}

pub fn import(book: &Book, vcards: &Path) -> u32 {
    let files = [vcards.to_owned()];
    let report = book.import(&files, &ImportOptions::default(), &mut |_| ControlFlow::Continue(()));
    report.expect("an import").added
}

/// Removes a book with everything beside it.
pub fn forget(book: &Path) {
    for ending in ["", "-wal", "-shm", ".lock"] {
        let mut path = book.as_os_str().to_owned();
        path.push(ending);
        let _ = std::fs::remove_file(PathBuf::from(path));
    }
}

fn memory(folder: &Path, contacts: usize, vcards: &Path) -> Line {
    let book = folder.join("memory.book");
    forget(&book);
    let program = std::env::current_exe().expect("this program");
    let said = Command::new(program).arg("--import").arg(vcards).arg(&book).output().expect("a child process");
    forget(&book);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let mut numbers = said.split_whitespace().map(|kilobytes| kilobytes.parse::<f64>().unwrap_or(0.0) / 1024.0);
    let (before, after) = (numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(f64::MAX));
    Line {
        goal: 3,
        contacts,
        what: format!("import, peak memory over idle ({before:.0} MB) — {MEMORY} MB"),
        limit: format!("{MEMORY:.0} MB"),
        ours: format!("{:.1} MB", after - before),
        ratio: (after - before) / MEMORY,
        allowed: 1.0,
    }
}

/// The most memory this process ever held, in kilobytes (Linux).
fn high_water() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or(0)
}
