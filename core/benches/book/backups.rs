//! Goal 12: a backup, which is opened, checked and counted, against copying the file and against SQLite's own check of it.

use std::ops::ControlFlow;
use std::path::Path;

use super::daily::Filled;
use super::import::{forget, open};
use super::table::Line;
use super::turns::{Runner, by_turns, timed};
use super::{Options, limits};

pub fn measure(folder: &Path, filled: &Filled, options: &Options, lines: &mut Vec<Line>) {
    let book = open(&filled.path);
    let (target, plain) = (folder.join("backup.book"), folder.join("copy.book"));
    let backup = || {
        forget(&target);
        timed(|| book.back_up_to(&target, &mut |_| ControlFlow::Continue(())).expect("a backup")).0
    };
    backup();
    let [copy, check, ours] = by_turns(
        options.rounds,
        [
            Runner::timed(|| limits::copy(&filled.path, &plain)),
            Runner::timed(|| limits::check(&plain)),
            Runner::timed(backup),
        ],
    );
    let contacts = filled.contacts;
    let all = copy.mul_f64(2.2) + check;
    lines.push(Line::times(12, contacts, "backup — 2.2 × copy and fsync, and SQLite's check", all, ours, 1.0));
    forget(&target);
    forget(&plain);
}
