//! Drafts of mails (RFC 5322, MIME): opened by a mail program, they are a message to be sent, with whoever sends it and when still open.
//!
//! `X-Unsent: 1` makes Outlook open one for writing. There is no Date, Message-ID or From: the program that sends it writes those.

use mail_builder::headers::Header;
use mail_builder::headers::address::Address;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;

/// A mail to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft<'a> {
    /// Name and address of whom it goes to.
    pub to: Option<(&'a str, &'a str)>,
    pub subject: &'a str,
    pub body: &'a str,
    pub files: Vec<Attached<'a>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attached<'a> {
    pub name: &'a str,
    /// `image/png`, `text/vcard` …
    pub kind: &'static str,
    pub bytes: &'a [u8],
}

/// The draft as the content of an `.eml` file.
pub fn draft(draft: &Draft<'_>) -> Vec<u8> {
    let mut out = b"X-Unsent: 1\r\nMIME-Version: 1.0\r\n".to_vec();
    if let Some((name, address)) = draft.to {
        let name = (!name.is_empty()).then_some(name);
        header(&mut out, "To", Address::new_address(name, address));
    }
    header(&mut out, "Subject", Text::new(draft.subject));
    let mut parts = vec![MimePart::new("text/plain; charset=utf-8", draft.body)];
    for file in &draft.files {
        parts.push(MimePart::new(file.kind, file.bytes).attachment(file.name));
    }
    // The boundary is ours, so that the same draft gives the same bytes.
    let kind = mail_builder::headers::content_type::ContentType::new("multipart/mixed").attribute("boundary", BOUNDARY);
    MimePart::new(kind, parts).write_part(&mut out);
    out
}

/// `=_` stands in no encoded part (RFC 2045 §6.7).
const BOUNDARY: &str = "=_enishi-draft-7f3a";

fn header(out: &mut Vec<u8>, name: &str, value: impl Header) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    value.write_header(out, name.len() + 2);
}
