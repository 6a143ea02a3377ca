//! Codes that hand a contact over from screen to phone and back: QR codes, drawn and read.
//!
//! [`scan`](scan::scan) finds them in a picture, and
//! [`payload::Payload`] is what a code says.

pub mod payload;
pub mod scan;
