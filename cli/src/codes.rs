//! QR codes. Pictures are read in a process of its own: this program, called with one argument.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use enishi_core::Error;
use enishi_core::code::apart::Reader;
use enishi_core::code::payload::{Payload, Said};
use enishi_core::code::scan::Scanned;
use enishi_core::formats::encoding::Charset;
use serde_json::{Value, json};

use crate::arguments::{QrRead, ReadAs};
use crate::commands::{Ended, Ending};
use crate::failed::{described, sentence};
use crate::output::Output;

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
