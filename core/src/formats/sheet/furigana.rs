//! Excel's furigana: what was typed to get the kanji of a cell, kept in the runs `rPh` of the shared texts (ECMA-376 part 1,
//! §18.4.6).

use std::collections::HashMap;
use std::io::{BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

const PART: &str = "xl/sharedStrings.xml";

/// The reading of each text that has one. The same text with different readings (`東`: あずま, ひがし) has none here: a cell can't
/// be told from another one by its text. `None` where there are no shared texts or they can't be read.
pub(super) fn read(input: &mut (impl Read + Seek)) -> Option<HashMap<String, String>> {
    let mut archive = ZipArchive::new(&mut *input).ok()?;
    let name = archive.file_names().flatten().find(|name| name.eq_ignore_ascii_case(PART))?.into_owned();
    let part = archive.by_name(&name).ok()?;
    let mut xml = Reader::from_reader(BufReader::new(part));
    let mut found: HashMap<String, Option<String>> = HashMap::new();
    let (mut buffer, mut item) = (Vec::new(), Item::default());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Eof => break,
            Event::Start(start) => item.open(start.local_name().as_ref()),
            Event::End(end) if item.close(end.local_name().as_ref()) => {
                let Item { text, reading, .. } = std::mem::take(&mut item);
                keep(&mut found, text, reading);
            }
            Event::Text(text) => item.push(&text),
            Event::GeneralRef(reference) => {
                if let Ok(Some(ch)) = reference.resolve_char_ref() {
                    item.push(ch.encode_utf8(&mut [0; 4]));
                } else if let Some(text) = quick_xml::escape::resolve_predefined_entity(&reference) {
                    item.push(text);
                }
            }
            _ => {}
        }
    }
    Some(found.into_iter().filter_map(|(text, reading)| Some((text, reading?))).collect())
}

fn keep(found: &mut HashMap<String, Option<String>>, text: String, reading: String) {
    if reading.is_empty() {
        return;
    }
    found
        .entry(text)
        .and_modify(|known| {
            if known.as_deref() != Some(&reading) {
                *known = None;
            }
        })
        .or_insert(Some(reading));
}

/// One `si`: its text, and the readings of its parts in order with the text between them that needs none.
#[derive(Default)]
struct Item {
    text: String,
    reading: String,
    in_item: bool,
    in_reading: bool,
    in_text: bool,
}

impl Item {
    fn open(&mut self, name: &str) {
        match name {
            "si" => *self = Item { in_item: true, ..Item::default() },
            "rPh" => self.in_reading = true,
            "t" => self.in_text = true,
            _ => {}
        }
    }

    /// True at the item's end.
    fn close(&mut self, name: &str) -> bool {
        match name {
            "rPh" => self.in_reading = false,
            "t" => self.in_text = false,
            "si" => return std::mem::take(&mut self.in_item),
            _ => {}
        }
        false
    }

    fn push(&mut self, text: &str) {
        if !self.in_text {
            return;
        }
        if self.in_reading { self.reading.push_str(text) } else { self.text.push_str(text) }
    }
}
