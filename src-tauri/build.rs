//! Tauri's own build step, and the words of menus and dialogs as constants from the window's catalogues.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

type Catalogue = BTreeMap<String, serde_json::Value>;

fn main() {
    // A fresh checkout has no built page yet; checks and tests need none.
    std::fs::create_dir_all(Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist")).expect("ui/dist can be made");
    tauri_build::build();
    let messages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/messages");
    let words = words(&catalogue(&messages.join("ja.json")), &catalogue(&messages.join("en.json")));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    std::fs::write(out.join("words.rs"), words).expect("the words can be written to OUT_DIR");
}

fn catalogue(file: &Path) -> Catalogue {
    println!("cargo::rerun-if-changed={}", file.display());
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// One struct with a field for each key that begins with `menu_`, and its value in each language.
fn words(ja: &Catalogue, en: &Catalogue) -> String {
    let keys: Vec<&String> = ja.keys().filter(|key| key.starts_with("menu_")).collect();
    let mut out = String::from("/// The native words of one language.\npub struct Words {\n");
    for key in &keys {
        writeln!(out, "    pub {key}: &'static str,").expect("a String takes everything");
    }
    out.push_str("}\n");
    for (name, catalogue) in [("JA", ja), ("EN", en)] {
        writeln!(out, "pub const {name}: Words = Words {{").expect("a String takes everything");
        for key in &keys {
            let word = catalogue.get(*key).and_then(|value| value.as_str());
            let word = word.unwrap_or_else(|| panic!("{key} is missing in {name}"));
            writeln!(out, "    {key}: {word:?},").expect("a String takes everything");
        }
        out.push_str("};\n");
    }
    out
}
