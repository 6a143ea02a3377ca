//! QR codes: what goes into one ([`content`]), the code and its pictures ([`draw`]); and back: [`scan`](scan::scan) finds codes in
//! a picture, [`apart::Reader`] does so in a process of its own, and [`payload::Payload`] is what a code says.

pub mod apart;
pub mod content;
pub mod draw;
pub mod line;
pub mod payload;
pub mod scan;
