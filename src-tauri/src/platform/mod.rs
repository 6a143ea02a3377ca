//! What a window needs of one system and not of the others.

#[cfg_attr(target_os = "macos", path = "macos.rs")]
#[cfg_attr(target_os = "windows", path = "windows.rs")]
#[cfg_attr(not(any(target_os = "macos", target_os = "windows")), path = "linux.rs")]
mod here;

pub use here::{caption, frame};
