//! The commands: each asks one thing of the book and answers with what the screen shows.

pub mod access;
pub mod backups;
pub mod changes;
pub mod codes;
pub mod contacts;
pub mod duplicates;
pub mod files;
pub mod groups;
pub mod invites;
pub mod lock;
pub mod runs;
pub mod search;
pub mod state;
pub mod trash;
