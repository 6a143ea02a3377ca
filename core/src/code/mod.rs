//! Codes that hand a contact over from screen to phone and back: QR codes, drawn and read.
//!
//! [`scan`](scan::scan) finds them in a picture.

pub mod scan;
