//! Codes that hand a contact over from screen to phone and back: QR codes, drawn and read.
//!
//! [`content`] puts together what a code says, [`draw::Code`] is the code with its pictures, [`sheet`] prints cards with codes.
//! [`scan`](scan::scan) finds codes in a picture, [`apart::Reader`] does so in a process of its own, and [`payload::Payload`] is
//! what a code says.

pub mod apart;
pub mod content;
pub mod draw;
pub mod line;
pub mod payload;
pub mod scan;
pub mod sheet;
