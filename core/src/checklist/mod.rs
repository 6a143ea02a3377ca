//! Checklists: templates as data, and runs of them. Pure: the time and the register are handed in.

pub mod day;
pub mod facts;
pub mod kind;
pub mod moves;
pub mod renumber;
pub mod run;
pub mod shipped;
pub mod status;
pub mod template;

#[cfg(test)]
mod tests;
