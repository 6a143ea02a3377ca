//! As much HTTP as one browser on this machine needs: a thread for every connection, one request on each.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// Longer requests are refused; the longest is a photo as JSON numbers.
const LIMIT: usize = 128 * 1024 * 1024;

pub struct Request {
    pub method: String,
    /// Without the query.
    pub path: String,
    pub query: String,
    pub body: String,
    pub stream: TcpStream,
}

pub struct Answer {
    pub status: u16,
    pub kind: String,
    pub headers: Vec<(&'static str, &'static str)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
        Answer { status, kind: kind.to_owned(), headers: Vec::new(), body: body.into() }
    }

    pub fn json(status: u16, body: String) -> Answer {
        Answer::new(status, "application/json", body)
    }
}

/// Serves for ever; who answers gets the connection when it answers `None`.
pub fn listen(listener: &TcpListener, answer: impl Fn(Request) -> Option<(TcpStream, Answer)> + Send + Sync + 'static) {
    let answer = Arc::new(answer);
    for stream in listener.incoming().flatten() {
        let answer = answer.clone();
        std::thread::spawn(move || {
            // A browser that goes away before its answer is no fault.
            if let Ok(Some(request)) = read(stream)
                && let Some((stream, answer)) = answer(request)
            {
                drop(write(stream, &answer));
            }
        });
    }
}

fn read(stream: TcpStream) -> std::io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    if length > LIMIT {
        return Ok(None);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Request { method, path, query, body: String::from_utf8_lossy(&body).into_owned(), stream }))
}

fn write(mut stream: TcpStream, answer: &Answer) -> std::io::Result<()> {
    let mut head = format!(
        "HTTP/1.1 {} \r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n",
        answer.status,
        answer.kind,
        answer.body.len()
    );
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(&answer.body)?;
    stream.flush()
}
