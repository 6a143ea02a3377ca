//! QR codes: what goes into one ([`content`]), the code and its pictures ([`draw`]).

pub mod content;
pub mod draw;
pub mod line;
