//! Codes that hand a contact over from screen to phone and back: QR codes, drawn and read.
//!
//! [`scan`](scan::scan) finds them in a picture, [`apart::Reader`] does so in a process of its own, and
//! [`payload::Payload`] is what a code says.

pub mod apart;
pub mod payload;
pub mod scan;
