//! The command line as its users meet it: a process with arguments, an answer and an exit code.

mod backups;
mod checklists;
mod codes;
mod commands;
mod copies;
mod inspected;
mod invites;
mod lock;
mod side_by_side;
mod support;
