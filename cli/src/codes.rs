//! QR codes, drawn, printed and read. Pictures are read in a process of its own: this program, called with one argument.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use enishi_core::Error;
use enishi_core::book::{Book, CodeFile, MadeSheet, Printing};
use enishi_core::code::apart::Reader;
use enishi_core::code::payload::{Payload, Said};
use enishi_core::code::scan::Scanned;
use enishi_core::formats::encoding::Charset;
use serde_json::{Value, json};

use crate::arguments::{Id, Qr, QrRead, QrSays, QrSheet, ReadAs};
use crate::commands::{Ended, Ending};
use crate::failed::{Failed, described, sentence};
use crate::output::Output;
use crate::progress::Meter;

/// Draws one contact's code.
pub fn draw(book: &Book, what: &Qr, output: &mut Output) -> Ending {
    let (id, out) = what.named().map_err(Failed::Usage)?;
    let extension = out.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    let file = match extension.as_deref() {
        Some("png") => CodeFile::Png { side_px: what.size },
        Some("svg") => CodeFile::Svg,
        _ => return Err(Failed::Usage("OUT has to end in .png or .svg")),
    };
    check(&what.says)?;
    let own = || book.counts().map(|counts| counts.own);
    let id = match id {
        Some(Id(id)) => id,
        None => own()?.ok_or(Error::Missing { what: "contact", id: "own".to_owned() })?,
    };
    let drawn = book.drawn(id, &what.says.request(), file)?;
    let (bytes, version, module_px) = (drawn.bytes.len(), drawn.code.version(), drawn.module_px);
    let picture = match file {
        CodeFile::Png { .. } => drawn.png,
        CodeFile::Svg => drawn.code.svg().into_bytes(),
    };
    book.save(out, &picture)?;
    output.answer(
        || json!({ "bytes": bytes, "version": version, "module_px": module_px }),
        || format!("{bytes} bytes, version {version}, {module_px} pixels a module"),
    )?;
    Ok(Ended::Done)
}

/// Prints cards; those whose code would hold too much are told, and exit 1 says so.
pub fn print(book: &Book, what: &QrSheet, output: &mut Output) -> Ending {
    let (ids, out) = what.named().map_err(Failed::Usage)?;
    check(&what.says)?;
    let printing = Printing {
        copies: what.copies,
        crop_marks: what.crop_marks,
        title: "QR cards".to_owned(),
        trademark: "QR Code is a registered trademark of DENSO WAVE INCORPORATED.".to_owned(),
        language: "en".to_owned(),
    };
    let mut meter = Meter::new();
    let MadeSheet { pdf, told } =
        book.code_sheet(&ids, &what.says.request(), &printing, &mut |step| meter.step(step))?;
    book.save(out, &pdf)?;
    let human = || {
        let mut text = format!("{} cards on {} pages, modules of {:.2} mm\n", told.cards, told.pages, told.module_mm);
        for name in &told.left_out {
            let _ = writeln!(text, "left out, too much for a code: {name}");
        }
        text
    };
    output.answer(|| json!(told), human)?;
    Ok(if told.left_out.is_empty() { Ended::Done } else { Ended::WithFailures })
}

fn check(says: &QrSays) -> Result<(), Failed> {
    match says.unknown() {
        Some(field) => Err(Error::Invalid { field: field.to_owned(), reason: "unknown_field" }.into()),
        None => Ok(()),
    }
}

/// Each picture is answered as soon as it is read; one that can't be read does not stop the others.
pub fn read(what: &QrRead, output: &mut Output) -> Ending {
    let mut reader = Reader::new(std::env::current_exe().map_err(Error::from)?);
    let chosen = what.read_as.map(ReadAs::charset);
    let mut ended = Ended::Done;
    for path in &what.images {
        let file = path.to_string_lossy();
        match reader.read_file(path) {
            Ok(codes) => {
                let codes: Vec<Code> = codes.into_iter().map(|scanned| Code::of(scanned, chosen)).collect();
                let as_json = || json!({ "file": file, "codes": codes.iter().map(Code::json).collect::<Vec<_>>() });
                output.answer(as_json, || human(&file, &codes))?;
            }
            Err(error) => {
                ended = Ended::WithFailures;
                let as_json = || json!({ "file": file, "error": described(&error) });
                output.answer(as_json, || format!("{file}: {}", sentence(&error)))?;
            }
        }
    }
    Ok(ended)
}

struct Code {
    scanned: Scanned,
    payload: Payload,
}

impl Code {
    fn of(scanned: Scanned, chosen: Option<Charset>) -> Code {
        Code { payload: Payload::of(&scanned.bytes, scanned.charset, chosen), scanned }
    }

    fn json(&self) -> Value {
        let Code { scanned, payload } = self;
        let bytes = (!payload.said.is_secret()).then(|| STANDARD.encode(&scanned.bytes));
        let mut code = json!({
            "kind": payload.said.code(),
            "text": payload.text,
            "charset": payload.charset,
            "bytes": bytes,
            "corners": scanned.corners,
        });
        if let Said::Url { host, .. } = &payload.said {
            code["host"] = host.as_str().into();
        }
        if let Some(part) = scanned.part {
            code["part"] = json!(part);
        }
        code
    }
}

fn human(file: &str, codes: &[Code]) -> String {
    if codes.is_empty() {
        return format!("{file}: no code\n");
    }
    let mut out = String::new();
    for Code { payload, .. } in codes {
        let _ = writeln!(out, "{file}: {}", payload.said.code());
        for line in payload.text.lines() {
            // Whoever made the code has no say over this terminal.
            let line: String = line.chars().map(|ch| if ch.is_control() { ' ' } else { ch }).collect();
            let _ = writeln!(out, "    {line}");
        }
    }
    out
}
