use enishi_core::formats::{Found, vcard};
use std::ops::ControlFlow;
use std::time::Instant;
fn main() {
    let path = std::env::args().nth(1).expect("file");
    let bytes = std::fs::read(&path).expect("read");
    for round in 0..6 {
        let t = Instant::now();
        let (mut cards, mut troubles, mut media) = (0u32, 0u32, 0usize);
        vcard::read(&mut &bytes[..], None, &mut |found| {
            match found {
                Found::Card(c) => {
                    cards += 1;
                    media += c.media.len();
                }
                Found::Trouble(t) => {
                    troubles += 1;
                    if troubles < 5 {
                        eprintln!("{t:?}");
                    }
                }
            }
            ControlFlow::Continue(())
        })
        .expect("io");
        let s = t.elapsed().as_secs_f64();
        let t = Instant::now();
        // the limit: unfolded lines alone
        let mut unfolded: Vec<u8> = Vec::new();
        let mut lines = 0usize;
        let mut sum = 0usize;
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len() - 1);
            let line = &rest[..end];
            rest = &rest[end + 1..];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.first() == Some(&b' ') {
                unfolded.extend_from_slice(&line[1..]);
            } else {
                lines += 1;
                sum += unfolded.len();
                unfolded.clear();
                unfolded.extend_from_slice(line);
            }
        }
        let limit = t.elapsed().as_secs_f64();
        println!(
            "{round}: {cards} cards {media} media {troubles} troubles {s:.3} s = {:.0} cards/s, {:.0} MB/s; lines {lines} {sum} {limit:.3} s, ratio {:.2}",
            f64::from(cards) / s,
            bytes.len() as f64 / s / 1e6,
            s / limit
        );
    }
}
