//! `enishi-cli`: the same core without a window. English, with stable codes.

mod arguments;
mod backups;
mod checklists;
mod codes;
mod commands;
mod copies;
mod failed;
mod human;
mod inspected;
mod invites;
mod json;
mod lock;
mod output;
mod progress;

use std::process::ExitCode;

use clap::Parser;
use enishi_core::code::apart;

use crate::arguments::Arguments;
use crate::failed::Failed;
use crate::output::Output;

/// Of all programs of Enishi: half of the reading of a file is making and dropping short texts, and many of them are dropped by another thread
/// than made them, where most systems' allocators wait for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if apart::is_asked() {
        // `qr-read` calls its own program so; see there.
        return if apart::serve().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let arguments = Arguments::parse();
    let mut output = Output::new(arguments.json);
    let ended = commands::run(&arguments, &mut output).and_then(|ended| {
        output.flush()?;
        Ok(ended)
    });
    match ended {
        Ok(commands::Ended::Done) => ExitCode::SUCCESS,
        Ok(commands::Ended::WithFailures) => ExitCode::from(1),
        // Whoever reads our answer has seen enough.
        Err(Failed::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failed) => {
            failed.say(arguments.json);
            ExitCode::from(failed.exit_code())
        }
    }
}
