//! Standard output, for people or for programs.

use std::io::{BufWriter, Result, StdoutLock, Write};

use serde_json::Value;

pub struct Output {
    pub json: bool,
    to: BufWriter<StdoutLock<'static>>,
}

impl Output {
    pub fn new(json: bool) -> Output {
        Output { json, to: BufWriter::new(std::io::stdout().lock()) }
    }

    /// One answer in the form that was asked for.
    pub fn answer(&mut self, json: impl FnOnce() -> Value, human: impl FnOnce() -> String) -> Result<()> {
        if self.json { writeln!(self.to, "{}", json()) } else { self.text(&human()) }
    }

    /// A text for people, with one line break at its end.
    pub fn text(&mut self, text: &str) -> Result<()> {
        match text.trim_end() {
            "" => Ok(()),
            text => writeln!(self.to, "{text}"),
        }
    }

    /// A piece of a long JSON answer.
    pub fn raw(&mut self, piece: &str) -> Result<()> {
        self.to.write_all(piece.as_bytes())
    }

    pub fn flush(&mut self) -> Result<()> {
        self.to.flush()
    }
}
