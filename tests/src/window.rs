//! The real window: the app under Xvfb, driven through WebKitWebDriver. Needs the app built with `e2e`, `webkit2gtk-driver`,
//! `xvfb` and `dbus`.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use crate::place::{Place, program};

/// How long anything may take to appear on a busy machine before it counts as missing.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running app with a driver at its page.
pub struct Window {
    driver: Driver,
    client: Client,
    words: Map<String, Value>,
    picks: PathBuf,
}

/// The driver in a process group of its own, so that nothing of it outlives the test: killing the driver alone would leave
/// the app and the screen behind.
struct Driver {
    child: Child,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        // Whatever has ended already can't be killed, and needn't.
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

impl Window {
    /// Starts the app on the place's book, with a screen, a session bus and a home of its own.
    pub async fn open(place: &Place, language: &str) -> Window {
        Window::open_with(place, language, &[]).await
    }

    /// The same with arguments, as the system hands links over. Where the place has a folder `clipboard`, that is what lies on it.
    pub async fn open_with(place: &Place, language: &str, arguments: &[&str]) -> Window {
        let port = free_port();
        let picks = place.folder().join("picks");
        let home = |name: &str| place.folder().join("home").join(name);
        let mut command = Command::new("xvfb-run");
        command
            .args(["-a", "-s", "-screen 0 1280x900x24", "dbus-run-session", "--", "WebKitWebDriver"])
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("LANG", if language == "ja" { "ja_JP.UTF-8" } else { "en_GB.UTF-8" })
            .env_remove("LC_ALL")
            .env_remove("LANGUAGE")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("XDG_DATA_HOME", home("data"))
            .env("XDG_CONFIG_HOME", home("config"))
            .env("XDG_CACHE_HOME", home("cache"))
            .env("ENISHI_BOOK", place.book())
            .env("ENISHI_PICKS", &picks)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .process_group(0);
        let clipboard = place.folder().join("clipboard");
        if clipboard.is_dir() {
            command.env("ENISHI_CLIPBOARD", clipboard);
        }
        let child = command.spawn().expect("xvfb-run is installed: `cargo xtask test` does it");
        let driver = Driver { child };
        let client = connect(port, arguments).await;
        Window { driver, client, words: words(language), picks }
    }

    /// Starts the program a second time in the same session, as a click on a link does, and waits until it has handed that over.
    pub fn start_again(&self, arguments: &[&str]) {
        let first = self.app().expect("the app runs");
        let environment = std::fs::read(format!("/proc/{first}/environ")).expect("the app's environment");
        let mut command = Command::new(program("enishi"));
        command.args(arguments).env_clear().stdin(Stdio::null()).stdout(Stdio::null());
        for pair in environment.split(|byte| *byte == 0) {
            if let Some((name, value)) = String::from_utf8_lossy(pair).split_once('=') {
                command.env(name, value);
            }
        }
        assert!(command.status().expect("it starts").success(), "the second one ends by itself");
    }

    /// The number of the app's process.
    fn app(&self) -> Option<u32> {
        let group = self.driver.child.id().to_string();
        let listed = Command::new("ps").args(["-eo", "pid=,pgid=,args="]).output().ok()?;
        let program = program("enishi").display().to_string();
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        listed.lines().find_map(|line| {
            let mut words = line.split_whitespace();
            let (pid, of) = (words.next()?, words.next()?);
            (of == group && words.next()?.ends_with(&program)).then(|| pid.parse().ok())?
        })
    }

    /// Leaves the app as its user does, and answers when it has given its book back.
    pub async fn quit(mut self) {
        // The page goes away under the call: its answer says nothing.
        let _ = self.run("window.__TAURI_INTERNALS__.invoke('quit')").await;
        for _ in 0..300 {
            if self.client.source().await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let _ = self.client.clone().close().await;
        let _ = self.driver.child.try_wait();
    }

    /// The words of the window for a key, blanks filled.
    pub fn word(&self, key: &str) -> String {
        self.words[key].as_str().unwrap_or_else(|| panic!("{key} is a message")).to_owned()
    }

    /// The next file dialog is answered with this file.
    pub fn pick(&self, file: &Path) {
        std::fs::write(&self.picks, format!("{}\n", file.display())).expect("the script of the dialogs is written");
    }

    /// The catalogue of a language.
    pub fn words_of(language: &str) -> Map<String, Value> {
        words(language)
    }

    /// Waits until a script in the page answers as wanted.
    pub async fn until_script(&self, what: &str, script: &str, wanted: impl Fn(&Value) -> bool) {
        for _ in 0..PATIENCE.as_millis() / 50 {
            if self.run(script).await.is_ok_and(|value| wanted(&value)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("waited in vain until {what}; the window says: {}", self.text().await);
    }

    pub async fn run(&self, script: &str) -> Result<Value, fantoccini::error::CmdError> {
        self.client.execute(script, Vec::new()).await
    }

    /// Waits for an element; the message says for what.
    pub async fn find(&self, what: &str, xpath: &str) -> Element {
        let wait = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await;
        match wait {
            Ok(element) => element,
            Err(error) => panic!("{what} did not appear ({error}); the window says: {}", self.text().await),
        }
    }

    /// The button with these words.
    pub async fn button(&self, words: &str) -> Element {
        let named = format!("(normalize-space(.)={0} or @aria-label={0} or @title={0})", quoted(words));
        self.find(&format!("the button {words}"), &format!("//button[{named}]")).await
    }

    pub async fn click(&self, words: &str) {
        self.button(words).await.click().await.expect("the button can be clicked");
    }

    /// Waits until the window shows these words somewhere.
    pub async fn shows(&self, words: &str) {
        self.until(&format!("the window shows {words}"), |text| text.contains(words)).await;
    }

    pub async fn shows_not(&self, words: &str) {
        self.until(&format!("the window does not show {words}"), |text| !text.contains(words)).await;
    }

    /// Waits until the whole text of the window is as wanted.
    pub async fn until(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        let mut text = String::new();
        for _ in 0..PATIENCE.as_millis() / 50 {
            text = self.text().await;
            if wanted(&text) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("waited in vain until {what}; the window says: {text}");
    }

    pub async fn text(&self) -> String {
        let script = "return document.body.innerText + ' ' + [...document.querySelectorAll('input, textarea')].map((field) => field.value).join(' ')";
        self.run(script).await.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Types into what has the focus.
    pub async fn type_here(&self, text: &str) {
        let field = self.client.active_element().await.expect("something has the focus");
        field.send_keys(text).await.expect("the focused element takes keys");
    }

    pub async fn press(&self, key: Key) {
        self.type_here(&String::from(char::from(key))).await;
    }

    /// Replaces what a field says as an input method would: the driver's own keys know no characters beyond the basic plane.
    pub async fn fill(&self, field: &Element, text: &str) {
        let script = "const [field, text] = arguments; field.focus(); \
                      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, text); \
                      field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }));";
        let arguments = vec![serde_json::to_value(field).expect("an element is a reference"), json!(text)];
        self.client.execute(script, arguments).await.expect("the field is filled");
    }
}

async fn connect(port: u16, arguments: &[&str]) -> Client {
    let mut capabilities = Map::new();
    capabilities
        .insert("webkitgtk:browserOptions".to_owned(), json!({ "binary": program("enishi"), "args": arguments }));
    let address = format!("http://127.0.0.1:{port}");
    let mut last = String::new();
    for _ in 0..PATIENCE.as_millis() / 100 {
        match ClientBuilder::new(HttpConnector::new()).capabilities(capabilities.clone()).connect(&address).await {
            Ok(client) => return client,
            Err(error) => last = error.to_string(),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the driver did not answer: {last}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}

fn words(language: &str) -> Map<String, Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/messages").join(format!("{language}.json"));
    let text = std::fs::read_to_string(&file).expect("the catalogue is there");
    serde_json::from_str(&text).expect("the catalogue is a JSON object")
}

/// A text in XPath; none of our words has both kinds of quotes.
fn quoted(words: &str) -> String {
    if words.contains('\'') { format!("\"{words}\"") } else { format!("'{words}'") }
}
