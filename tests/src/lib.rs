//! What the suites share: folders with a book in them, named people, the built programs. The suites themselves go through
//! the product's doors only: the core's `Book`, the command line as a process, the window.

pub mod backend;
pub mod cli;
pub mod deeds;
pub mod people;
pub mod place;
#[cfg(all(feature = "window", unix))]
pub mod window;
