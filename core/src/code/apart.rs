//! Pictures read in a process of its own: a decoder that loops for ever, eats the stack or the memory takes nothing with it but
//! itself, and the next picture gets a new one.
//!
//! The process is the program itself, called with one argument ([`ARGUMENT`]) upon which it does nothing but [`serve`]. It is
//! started for the first picture, stays for the next ones, and ends with its [`Reader`] or with the program. Picture and answer
//! go through pipes, each with its length in front (four bytes, little-endian), the picture also with a byte that says how
//! closely it is to be looked at; the answer is JSON.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::scan::{LONGEST_FILE, Scanned, glance, scan};
use crate::error::{Error, Result};

/// What the program is called with to read pictures.
pub const ARGUMENT: &str = "--read-pictures";

/// A photo of 48 megapixels without a code takes a tenth of this on a slow machine; who waits longer thinks it has hung.
const PATIENCE: Duration = Duration::from_secs(10);
/// A process whose caller is gone ends itself.
const PATIENCE_OF_ITS_OWN: Duration = Duration::from_secs(30);
/// The answer for a picture full of the largest codes is shorter.
const LONGEST_ANSWER: usize = 16 * 1024 * 1024;

/// How closely a picture is looked at: the byte in front of it.
#[derive(Clone, Copy)]
enum Look {
    Whole = 0,
    Glance = 1,
}

/// What a worker answers: the codes, or a reason of [`scan`].
#[derive(Serialize, Deserialize)]
enum Answer {
    Codes(Vec<Scanned>),
    Unreadable(String),
}

/// Reads pictures in a process of its own.
pub struct Reader {
    program: PathBuf,
    argument: OsString,
    patience: Duration,
    worker: Option<Worker>,
}

impl Reader {
    /// `program` is one that serves when it is called with [`ARGUMENT`]; nothing is started yet.
    pub fn new(program: PathBuf) -> Reader {
        Reader::with(program, ARGUMENT, PATIENCE)
    }

    /// A program that is called otherwise, or waited for less long.
    pub fn with(program: PathBuf, argument: impl Into<OsString>, patience: Duration) -> Reader {
        Reader { program, argument: argument.into(), patience, worker: None }
    }

    /// The codes in a picture, as [`scan`] finds them; files and pasted pictures alike.
    ///
    /// [`Error::Unreadable`] with a reason of [`scan`], or `too_slow` (10 seconds), `broken_picture` (the process died of it, or
    /// answered nonsense), `no_reader` (the program could not be started).
    pub fn read(&mut self, picture: &[u8]) -> Result<Vec<Scanned>> {
        self.look(Look::Whole, picture)
    }

    /// The codes in a camera's frame (JPEG), as [`glance`] finds them. Errors as [`Reader::read`].
    pub fn glance(&mut self, frame: &[u8]) -> Result<Vec<Scanned>> {
        self.look(Look::Glance, frame)
    }

    fn look(&mut self, look: Look, picture: &[u8]) -> Result<Vec<Scanned>> {
        if picture.len() > LONGEST_FILE {
            return Err(unreadable("too_large"));
        }
        let mut worker = match self.worker.take().and_then(Worker::if_alive) {
            Some(worker) => worker,
            None => Worker::start(&self.program, &self.argument).map_err(|_| unreadable("no_reader"))?,
        };
        // One that did not answer well is dropped, and ended with that.
        let answer = worker.ask(look, picture, self.patience)?;
        self.worker = Some(worker);
        match answer {
            Answer::Codes(codes) => Ok(codes),
            Answer::Unreadable(reason) => Err(unreadable(known(&reason))),
        }
    }
}

impl Reader {
    /// As [`Reader::read`], of a file; errors name it, and are `not_found`, `denied` or `io` where it can't be read at all.
    pub fn read_file(&mut self, path: &Path) -> Result<Vec<Scanned>> {
        let file = || path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let picture = contents(path).map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::NotFound => "not_found",
                io::ErrorKind::PermissionDenied => "denied",
                io::ErrorKind::IsADirectory => "not_a_picture",
                _ => "io",
            };
            Error::Unreadable { file: file(), reason }
        })?;
        self.read(&picture).map_err(|error| match error {
            Error::Unreadable { reason, .. } => Error::Unreadable { file: file(), reason },
            other => other,
        })
    }
}

/// One byte more than a picture may have tells that it is too long.
fn contents(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LONGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn known(reason: &str) -> &'static str {
    let all = ["not_a_picture", "heic", "too_large"];
    all.into_iter().find(|known| *known == reason).unwrap_or("broken_picture")
}

fn unreadable(reason: &'static str) -> Error {
    Error::Unreadable { file: String::new(), reason }
}

struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Worker {
    fn start(program: &Path, argument: &OsString) -> io::Result<Worker> {
        let mut command = Command::new(program);
        command.arg(argument).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        #[cfg(windows)]
        {
            // CREATE_NO_WINDOW: no console flashes up.
            std::os::windows::process::CommandExt::creation_flags(&mut command, 0x0800_0000);
        }
        let mut child = command.spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(input), Some(output)) => Ok(Worker { child, input, output }),
            _ => unreachable!("BUG: both are pipes"),
        }
    }

    /// It may have been ended by somebody else since the last picture.
    fn if_alive(mut self) -> Option<Worker> {
        matches!(self.child.try_wait(), Ok(None)).then_some(self)
    }

    fn ask(&mut self, look: Look, picture: &[u8], patience: Duration) -> Result<Answer> {
        let Worker { child, input, output } = self;
        let (done, waiting) = mpsc::channel();
        let answer = std::thread::scope(|scope| {
            // Even the picture may not be taken off our hands.
            scope.spawn(move || done.send(exchange(input, output, look, picture)));
            waiting.recv_timeout(patience).map_err(|_| {
                // Its pipes end with it, and then the thread does.
                let _ = child.kill();
                unreadable("too_slow")
            })
        })?;
        let bytes = answer.map_err(|_| unreadable("broken_picture"))?;
        serde_json::from_slice(&bytes).map_err(|_| unreadable("broken_picture"))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that has ended already needs neither.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn exchange(input: &mut impl Write, output: &mut impl Read, look: Look, picture: &[u8]) -> io::Result<Vec<u8>> {
    send(input, &[&[look as u8], picture])?;
    receive(output, LONGEST_ANSWER)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// This very program was called to read pictures and nothing else.
pub fn is_asked() -> bool {
    std::env::args_os().nth(1).is_some_and(|argument| argument == ARGUMENT)
}

/// The other side: answers pictures from standard input on standard output until there are no more.
///
/// Ends the process where one picture takes longer than any reader waits. Errors are those of the pipes.
pub fn serve() -> io::Result<()> {
    let (begun, watched) = mpsc::channel::<bool>();
    std::thread::spawn(move || {
        let mut is_busy = false;
        loop {
            let next = match is_busy {
                true => watched.recv_timeout(PATIENCE_OF_ITS_OWN).map_err(|_| true),
                false => watched.recv().map_err(|_| false),
            };
            match next {
                Ok(now) => is_busy = now,
                Err(true) => std::process::exit(1),
                Err(false) => return,
            }
        }
    });
    let busy = |now| {
        // The watching thread lives as long as this one.
        let _ = begun.send(now);
    };
    answer_all(&mut io::stdin().lock(), &mut io::stdout().lock(), &busy)
}

fn answer_all(input: &mut impl Read, output: &mut impl Write, busy: &dyn Fn(bool)) -> io::Result<()> {
    while let Some(asked) = receive(input, LONGEST_FILE + 1)? {
        let (look, picture) = asked.split_first().ok_or(io::ErrorKind::InvalidData)?;
        busy(true);
        let found = if *look == Look::Glance as u8 { glance(picture) } else { scan(picture) };
        let answer = match found {
            Ok(codes) => Answer::Codes(codes),
            Err(Error::Unreadable { reason, .. }) => Answer::Unreadable(reason.to_owned()),
            Err(other) => Answer::Unreadable(other.code().to_owned()),
        };
        busy(false);
        send(output, &[&serde_json::to_vec(&answer)?])?;
    }
    Ok(())
}

fn send(to: &mut impl Write, parts: &[&[u8]]) -> io::Result<()> {
    let length = u32::try_from(parts.iter().map(|part| part.len()).sum::<usize>());
    to.write_all(&length.map_err(|_| io::ErrorKind::InvalidInput)?.to_le_bytes())?;
    parts.iter().try_for_each(|part| to.write_all(part))?;
    to.flush()
}

/// What comes next; `None` at the end. Something longer than `longest` is no length but nonsense.
fn receive(from: &mut impl Read, longest: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read(&mut length)? {
        0 => return Ok(None),
        4 => {}
        some => from.read_exact(length.get_mut(some..).unwrap_or_default())?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > longest {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    // Memory is taken as it comes, not as it is announced.
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(Some(bytes)) }
}
