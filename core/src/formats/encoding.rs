//! Character encodings of files: what they are written in, decoding as a stream, and CP932 with a list of what does
//! not fit.

use std::io::{self, ErrorKind, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    CoderResult, Decoder, EUC_JP, EncoderResult, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1252,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Charset {
    #[default]
    Utf8,
    Utf8Bom,
    /// Windows' Shift_JIS.
    Cp932,
    Utf16Le,
    Utf16Be,
    EucJp,
    Iso2022Jp,
    Cp1252,
}

impl Charset {
    pub(crate) fn encoding(self) -> &'static Encoding {
        match self {
            Charset::Utf8 | Charset::Utf8Bom => UTF_8,
            Charset::Cp932 => SHIFT_JIS,
            Charset::Utf16Le => UTF_16LE,
            Charset::Utf16Be => UTF_16BE,
            Charset::EucJp => EUC_JP,
            Charset::Iso2022Jp => ISO_2022_JP,
            Charset::Cp1252 => WINDOWS_1252,
        }
    }
}

/// How many bytes of a file are worth looking at; more do not make the guess better.
pub const SAMPLE: usize = 256 * 1024;

/// What a file is written in, by its first bytes (at best [`SAMPLE`] or the whole): byte order mark, then valid UTF-8, then
/// UTF-16 by its NULs, then the most plausible of CP932, EUC-JP, ISO-2022-JP and Windows-1252 over the sample as a whole.
pub fn guess(first: &[u8]) -> Charset {
    match first {
        [0xef, 0xbb, 0xbf, ..] => return Charset::Utf8Bom,
        [0xff, 0xfe, ..] => return Charset::Utf16Le,
        [0xfe, 0xff, ..] => return Charset::Utf16Be,
        _ => {}
    }
    if let Some(charset) = without_mark(first) {
        return charset;
    }
    if first.is_ascii() && is_escaped_jis(first) {
        return Charset::Iso2022Jp;
    }
    if is_utf8(first) { Charset::Utf8 } else { guess_old(first) }
}

/// What bytes are written in that are no Unicode, by their looks alone: ISO-2022-JP, Windows-1252, CP932 or EUC-JP.
pub(crate) fn guess_old(sample: &[u8]) -> Charset {
    if is_escaped_jis(sample) {
        Charset::Iso2022Jp
    } else if is_latin(sample) {
        Charset::Cp1252
    } else {
        most_plausible(sample)
    }
}

/// ISO-2022-JP hides in seven bits: only its escape sequences show it.
pub(super) fn is_escaped_jis(bytes: &[u8]) -> bool {
    memchr::memchr_iter(0x1b, bytes).any(|at| matches!(bytes.get(at + 1..at + 3), Some(b"$B" | b"$@" | b"(I" | b"(J")))
}

/// UTF-16 without a mark: commas, digits and line ends have a NUL at every other byte, always on the same side.
fn without_mark(first: &[u8]) -> Option<Charset> {
    let first = first.get(..first.len().min(4096)).unwrap_or_default();
    let nuls = |parity: usize| first.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    let enough = |many: usize, few: usize| many >= 2 && many > 8 * few && many * 50 > first.len();
    if enough(odd, even) {
        Some(Charset::Utf16Le)
    } else if enough(even, odd) {
        Some(Charset::Utf16Be)
    } else {
        None
    }
}

/// Valid, cut off at the end, or with so few slips among so many good characters that it can be nothing else.
fn is_utf8(first: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in first.utf8_chunks() {
        good += chunk.valid().chars().filter(|ch| !ch.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    let cut_off = std::str::from_utf8(first).err().is_none_or(|error| error.error_len().is_none());
    cut_off || good > 20 * bad
}

/// Accented letters stand alone or in twos among plain ones; Japanese bytes stand together and mostly below 0xC0. The
/// detector alone, asked for Japan, sees half-width kana in `Außenstelle`.
fn is_latin(first: &[u8]) -> bool {
    let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let (mut accents, mut others) = (0usize, 0usize);
    let mut at = 0;
    while let Some(rest) = first.get(at..).filter(|rest| !rest.is_empty()) {
        let run = rest.iter().take_while(|byte| !byte.is_ascii()).count();
        let (before, after) = (letter(at.checked_sub(1).and_then(|at| first.get(at))), letter(rest.get(run)));
        let accented = rest.iter().take(run).all(|byte| *byte >= 0xc0);
        match (run, accented) {
            (0, _) => {}
            (1, true) if before || after => accents += 1,
            (2, true) if before && after => accents += 2,
            _ => others += run,
        }
        at += run.max(1);
    }
    accents > 4 * others
}

fn most_plausible(first: &[u8]) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(first, true);
    let guessed = detector.guess(Some(b"jp"), Utf8Detection::Deny);
    let candidates = [(SHIFT_JIS, Charset::Cp932), (EUC_JP, Charset::EucJp), (WINDOWS_1252, Charset::Cp1252)];
    if let Some((_, charset)) = candidates.iter().find(|(encoding, _)| *encoding == guessed) {
        return *charset;
    }
    let lost = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(first);
        text.chars().filter(|ch| *ch == char::REPLACEMENT_CHARACTER).count()
    };
    candidates.into_iter().min_by_key(|(encoding, _)| lost(encoding)).map_or(Charset::Cp932, |(_, charset)| charset)
}

/// Reads a file as UTF-8 whatever it is written in. A byte order mark is left out; bytes that mean nothing become U+FFFD.
pub struct Decoding<R> {
    input: R,
    decoder: Decoder,
    /// Bytes of the file that wait to be decoded, from `from` on.
    waiting: Vec<u8>,
    from: usize,
    /// Decoded text that waits to be fetched, from `fetched` on.
    ready: Vec<u8>,
    fetched: usize,
    ended: bool,
    finished: bool,
}

const CHUNK: usize = 64 * 1024;

impl<R: Read> Decoding<R> {
    pub fn new(input: R, charset: Charset) -> Decoding<R> {
        let decoder = charset.encoding().new_decoder_with_bom_removal();
        let (waiting, ready) = (Vec::new(), Vec::new());
        Decoding { input, decoder, waiting, from: 0, ready, fetched: 0, ended: false, finished: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.waiting.resize(CHUNK, 0);
        self.from = 0;
        let count = loop {
            match self.input.read(&mut self.waiting) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.waiting.truncate(count);
        self.ended = count == 0;
        Ok(())
    }

    fn decode(&mut self) -> io::Result<()> {
        self.fetched = 0;
        self.ready.clear();
        while self.ready.is_empty() && !self.finished {
            if self.from == self.waiting.len() && !self.ended {
                self.refill()?;
            }
            self.ready.resize(CHUNK, 0);
            let bytes = self.waiting.get(self.from..).unwrap_or_default();
            let (result, taken, written, _) = self.decoder.decode_to_utf8(bytes, &mut self.ready, self.ended);
            self.from += taken;
            self.ready.truncate(written);
            self.finished = self.ended && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.fetched == self.ready.len() {
            self.decode()?;
        }
        let mut ready = self.ready.get(self.fetched..).unwrap_or_default();
        let count = ready.read(room)?;
        self.fetched += count;
        Ok(count)
    }
}

/// What stands for a character that does not fit: the printers' 〓 (geta).
const DOES_NOT_FIT: &[u8] = &[0x81, 0xac];

/// Appends `text` in CP932 and tells every character that does not fit (𠮷, é, emoji, a variation selector …). A dash or
/// wave of the other mapping (〜 − ‖ ¥) becomes its twin in Windows' table; a variation selector is left out, anything else becomes 〓.
pub fn encode_cp932(text: &str, out: &mut Vec<u8>, mut unfit: impl FnMut(char)) {
    let mut encoder = SHIFT_JIS.new_encoder();
    let twins: String = text.chars().map(windows_twin).collect();
    let mut rest = twins.as_str();
    loop {
        let start = out.len();
        let room = encoder.max_buffer_length_from_utf8_without_replacement(rest.len()).unwrap_or(rest.len() * 2 + 16);
        out.resize(start + room, 0);
        let place = out.get_mut(start..).unwrap_or_default();
        let (result, taken, written) = encoder.encode_from_utf8_without_replacement(rest, place, true);
        out.truncate(start + written);
        rest = rest.get(taken..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => return,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(ch) => {
                unfit(ch);
                if !is_variation_selector(ch) {
                    out.extend_from_slice(DOES_NOT_FIT);
                }
            }
        }
    }
}

fn is_variation_selector(ch: char) -> bool {
    matches!(ch, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Characters that Unicode has twice for one cell of JIS.
fn windows_twin(ch: char) -> char {
    match ch {
        '\u{301c}' => '\u{ff5e}',
        '\u{2212}' => '\u{ff0d}',
        '\u{2016}' => '\u{2225}',
        '\u{2014}' => '\u{2015}',
        '\u{a5}' => '\u{ffe5}',
        '\u{203e}' => '\u{ffe3}',
        '\u{a2}' => '\u{ffe0}',
        '\u{a3}' => '\u{ffe1}',
        '\u{ac}' => '\u{ffe2}',
        '\u{a6}' => '\u{ffe4}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JAPANESE: &str = "姓,名,会社名,電話\r\n山田,太郎,株式会社高砂製作所,03-3210-0001\r\n髙橋,美咲,㈱青葉,\r\n";

    fn written(text: &str, charset: Charset) -> Vec<u8> {
        match charset {
            Charset::Utf8 => text.as_bytes().to_vec(),
            Charset::Utf8Bom => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Charset::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Charset::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Charset::Cp932 | Charset::EucJp | Charset::Iso2022Jp | Charset::Cp1252 => {
                charset.encoding().encode(text).0.into_owned()
            }
        }
    }

    fn read(bytes: &[u8], charset: Charset) -> String {
        let mut text = String::new();
        Decoding::new(bytes, charset).read_to_string(&mut text).expect("memory can be read");
        text
    }

    #[test]
    fn the_encoding_of_a_japanese_file_is_recognised() {
        let charsets = [Charset::Utf8, Charset::Utf8Bom, Charset::Utf16Le, Charset::Utf16Be, Charset::Cp932];
        for charset in charsets.into_iter().chain([Charset::EucJp, Charset::Iso2022Jp]) {
            let text = JAPANESE.replace(['髙', '㈱'], "");
            let bytes = written(&text, charset);
            assert_eq!(guess(&bytes), charset);
            assert_eq!(read(&bytes, charset), text);
        }
        let marked = [b"\xff\xfe".to_vec(), written(JAPANESE, Charset::Utf16Le)].concat();
        assert_eq!(guess(&marked), Charset::Utf16Le);
        assert_eq!(read(&marked, Charset::Utf16Le), JAPANESE);
    }

    #[test]
    fn a_short_file_is_recognised_too() {
        assert_eq!(guess(&written("名前,電話\n林,1\n", Charset::Cp932)), Charset::Cp932);
        assert_eq!(guess(&written("氏名\n鈴木", Charset::EucJp)), Charset::EucJp);
        assert_eq!(guess(&written("ﾔﾏﾀﾞ,ﾀﾛｳ\n", Charset::Cp932)), Charset::Cp932);
        assert_eq!(guess(b"name,phone\n"), Charset::Utf8);
        assert_eq!(guess(b""), Charset::Utf8);
    }

    #[test]
    fn a_latin_file_is_not_taken_for_japanese() {
        let text = "Name,Department\r\nAnna Müller,Außenstelle Zürich\r\nJosé Peña,Café\r\nRenée,Montréal\r\n";
        assert_eq!(guess(&written(text, Charset::Cp1252)), Charset::Cp1252);
        assert_eq!(guess(&written("Name,Ort\r\nHeinz,Außenstelle\r\n", Charset::Cp1252)), Charset::Cp1252);
    }

    #[test]
    fn utf8_survives_a_cut_and_a_slip() {
        let bytes = JAPANESE.as_bytes();
        assert_eq!(guess(&bytes[..bytes.len() - 40]), Charset::Utf8);
        let slipped = [JAPANESE.repeat(3).as_bytes(), b"\x81,ok\n"].concat();
        assert_eq!(guess(&slipped), Charset::Utf8);
        assert!(read(&slipped, Charset::Utf8).ends_with("\u{fffd},ok\n"));
    }

    #[test]
    fn cp932_tells_what_does_not_fit() {
        let mut out = Vec::new();
        let mut unfit = Vec::new();
        encode_cp932("髙﨑①㈱〜−¥𠮷é葛\u{e0100}😀。", &mut out, |ch| unfit.push(ch));
        assert_eq!(unfit, ['𠮷', 'é', '\u{e0100}', '😀']);
        assert_eq!(read(&out, Charset::Cp932), "髙﨑①㈱～－￥〓〓葛〓。");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes_are_guessed_and_decoded_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes, guess(&bytes));
        }

        #[test]
        fn what_fits_in_cp932_comes_back(text in "[ -\\[\\]-}ぁ-んァ-ヶ一-龠｡-ﾟ①-⑳\n]{0,40}") {
            let (mut out, mut fits) = (Vec::new(), true);
            encode_cp932(&text, &mut out, |_| fits = false);
            if fits {
                prop_assert_eq!(read(&out, Charset::Cp932), text);
            }
        }

        #[test]
        fn decoding_does_not_depend_on_where_the_file_is_cut(text in "[a-zぁ-ん漢字😀\n]{0,60}", size in 1usize..9) {
            struct Drops<'a>(&'a [u8], usize);
            impl Read for Drops<'_> {
                fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
                    let count = self.1.min(self.0.len()).min(room.len());
                    let (now, later) = self.0.split_at(count);
                    room[..count].copy_from_slice(now);
                    self.0 = later;
                    Ok(count)
                }
            }
            for charset in [Charset::Utf8, Charset::Utf16Le] {
                let bytes = written(&text, charset);
                let mut decoded = String::new();
                Decoding::new(Drops(&bytes, size), charset).read_to_string(&mut decoded).expect("memory can be read");
                prop_assert_eq!(&decoded, &text);
            }
        }
    }
}
