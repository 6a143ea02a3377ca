//! The command line as its users meet it: a process with arguments, an answer and an exit code.

mod checklists;
mod codes;
mod commands;
mod inspected;
mod side_by_side;
mod support;
