//! What the shell tells the window without being asked, on its way to every listening page.

use std::io::Write;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use serde_json::Value;

#[derive(Default)]
pub struct Hub(Mutex<Vec<Sender<String>>>);

impl Hub {
    pub fn tell(&self, what: &Value) {
        let text = what.to_string();
        self.0.lock().expect("BUG: nobody panics holding it").retain(|page| page.send(text.clone()).is_ok());
    }

    /// Streams to one page (server-sent events) until it goes away.
    pub fn listen(&self, mut page: impl Write) -> std::io::Result<()> {
        let (sender, told) = channel();
        // Before it is told that somebody listens: what happens from then on must not be lost.
        self.0.lock().expect("BUG: nobody panics holding it").push(sender);
        page.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n: here\n\n",
        )?;
        page.flush()?;
        for text in told {
            write!(page, "data: {text}\n\n")?;
            page.flush()?;
        }
        Ok(())
    }
}
