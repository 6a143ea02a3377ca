//! The window's real commands for a page in a browser: the shell on Tauri's mock runtime over a real book, its IPC answered
//! through a loopback server. Nothing of the backend is written a second time here.
//!
//! `POST /invoke` takes `{cmd, args}`; `GET /events` streams what the shell tells; `/photo/…` are the pictures; `/test/…` is the
//! tests' own: it answers the next file dialog, drops files, chooses menu items, and tells what went over IPC.

mod http;
mod hub;
mod page;
mod picks;

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use enishi_app::app::{App, Start};
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets};
use tauri::webview::InvokeRequest;
use tauri::{Listener, Manager, RunEvent, WebviewWindow, WebviewWindowBuilder};

use http::{Answer, Request};
use hub::Hub;
use picks::{Picks, Queue};

/// What the shell tells the window without being asked.
const EVENTS: [&str; 7] = ["changed", "menu", "files_dropped", "drag", "due", "link_opened", "backup"];

/// What the server needs for every answer.
struct Backend {
    window: WebviewWindow<MockRuntime>,
    hub: Arc<Hub>,
    picks: Picks,
    page: PathBuf,
    /// Of the books, in milliseconds.
    clock: Arc<AtomicI64>,
    /// Every command with the length of its answer.
    calls: Mutex<Vec<Value>>,
}

/// Serves until the process ends; tells the address once it listens.
pub fn serve(start: Start, page: PathBuf, clock: Arc<AtomicI64>, listening: impl FnOnce(&str) + Send + 'static) {
    let (hub, picks) = (Arc::new(Hub::default()), Picks::default());
    let channels = hub.clone();
    let builder = mock_builder().channel_interceptor(move |_webview, callback, index, body| {
        channels.tell(&json!({ "channel": callback.0, "index": index, "message": value(body) }));
        true
    });
    let answers = picks.clone();
    let builder = enishi_app::equip(builder, start, Box::new(move |_| Box::new(Queue(answers))));
    let app = builder.build(mock_context(noop_assets())).expect("the shell is built on the mock runtime");
    for event in EVENTS {
        let hub = hub.clone();
        app.listen_any(event, move |told| {
            let payload: Value = serde_json::from_str(told.payload()).unwrap_or(Value::Null);
            hub.tell(&json!({ "event": event, "payload": payload }));
        });
    }
    let mut listening = Some(listening);
    app.run(move |handle, event| {
        let (RunEvent::Ready, Some(listening)) = (event, listening.take()) else { return };
        let window =
            WebviewWindowBuilder::new(handle, "main", Default::default()).build().expect("a mock window opens");
        let server = TcpListener::bind("127.0.0.1:0").expect("a free port on this machine");
        listening(&format!("http://{}", server.local_addr().expect("a bound socket has an address")));
        let (hub, picks, page, clock) = (hub.clone(), picks.clone(), page.clone(), clock.clone());
        let backend = Backend { window, hub, picks, page, clock, calls: Mutex::default() };
        std::thread::spawn(move || http::listen(&server, move |request| backend.answer(request)));
    });
}

impl Backend {
    /// `None` when the connection is kept for what will be told later.
    fn answer(&self, request: Request) -> Option<(TcpStream, Answer)> {
        let Request { method, path, query, body, stream } = request;
        let answer = match (method.as_str(), path.as_str()) {
            ("GET", "/events") => {
                // Ends when the page goes away.
                drop(self.hub.listen(stream));
                return None;
            }
            ("POST", "/invoke") => {
                let (status, answer) = self.invoke(&body);
                Answer::json(status, answer)
            }
            ("POST", test) if test.starts_with("/test/") => {
                Answer::json(200, self.test(test.trim_start_matches("/test/"), &body).to_string())
            }
            ("GET", photo) if photo.starts_with("/photo/") => self.photo(photo.trim_start_matches("/photo"), &query),
            // Browsers ask for it on their own.
            ("GET", "/favicon.ico") => Answer::new(204, "image/x-icon", ""),
            ("GET", file) => page::file(&self.page, file),
            _ => Answer::new(405, "text/plain", ""),
        };
        Some((stream, answer))
    }

    fn photo(&self, path: &str, query: &str) -> Answer {
        let (head, bytes) = enishi_app::photo::answer(&self.window.state::<App>(), path, query).into_parts();
        let kind = head.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("text/plain");
        Answer::new(head.status.as_u16(), kind, bytes)
    }

    /// A command, as the window would call it.
    fn invoke(&self, body: &str) -> (u16, String) {
        let Ok(asked) = serde_json::from_str::<Value>(body) else { return (400, "\"not JSON\"".to_owned()) };
        let command = asked["cmd"].as_str().unwrap_or_default().to_owned();
        let request = InvokeRequest {
            cmd: command.clone(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().expect("BUG: the app's own address is an address"),
            body: InvokeBody::Json(asked["args"].clone()),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        let (status, answer) = match get_ipc_response(&self.window, request) {
            Ok(body) => (200, value(&body).to_string()),
            Err(failure) => (400, failure.to_string()),
        };
        let call = json!({ "command": command, "args": asked["args"], "status": status, "bytes": answer.len() });
        self.calls.lock().expect("BUG: nobody panics holding it").push(call);
        (status, answer)
    }

    /// What only tests ask for.
    fn test(&self, what: &str, body: &str) -> Value {
        let asked: Value = serde_json::from_str(body).unwrap_or(Value::Null);
        let paths = || -> Vec<PathBuf> {
            asked.as_array().into_iter().flatten().filter_map(|path| path.as_str().map(PathBuf::from)).collect()
        };
        match what {
            "pick" => self.picks.answer_next(paths()),
            "drop" => {
                let picked = self.window.state::<App>().picks().keep(paths());
                self.hub.tell(&json!({ "event": "files_dropped", "payload": picked }));
            }
            // As if the system had opened the app with a link or a file.
            "open" => {
                let arguments = paths().into_iter().map(PathBuf::into_os_string);
                self.window.state::<App>().opened_with(arguments, std::path::Path::new("/"));
            }
            "tell" => self.hub.tell(&asked),
            // So many milliseconds have passed.
            "later" => drop(self.clock.fetch_add(asked.as_i64().unwrap_or_default(), Ordering::Relaxed)),
            "calls" => {
                let calls = std::mem::take(&mut *self.calls.lock().expect("BUG: nobody panics holding it"));
                return Value::Array(calls);
            }
            unknown => return json!({ "unknown": unknown }),
        }
        Value::Null
    }
}

fn value(body: &InvokeResponseBody) -> Value {
    match body {
        InvokeResponseBody::Json(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        InvokeResponseBody::Raw(bytes) => json!(bytes),
    }
}
