//! The window's memory: one JSON file, replaced whole, read with patience.

use std::io::Write;
use std::path::Path;

use serde_json::Value;

use crate::contract::Settings;
use crate::failure::{Answer, Failure};

/// What the file remembers.
pub fn load(file: &Path) -> Settings {
    std::fs::read(file).map_or_else(|_| Settings::default(), |bytes| parse(&bytes))
}

/// Whatever can't be understood, one setting or all of them, is as it was at first.
pub fn parse(bytes: &[u8]) -> Settings {
    let Ok(Value::Object(saved)) = serde_json::from_slice(bytes) else { return Settings::default() };
    let mut settings = Settings::default();
    for (key, value) in saved {
        let Ok(Value::Object(mut with)) = serde_json::to_value(&settings) else { continue };
        with.insert(key, value);
        if let Ok(better) = serde_json::from_value(Value::Object(with)) {
            settings = better;
        }
    }
    settings
}

/// Replaces the file in one step, so that a crash leaves the old or the new one.
pub fn save(file: &Path, settings: &Settings) -> Answer<()> {
    let text = serde_json::to_vec_pretty(settings).expect("BUG: settings are plain data");
    replace(file, &text).map_err(|error| Failure::Storage { detail: error.to_string() })
}

/// Writes a small file whole or not at all, folders made on the way.
pub fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let aside = file.with_extension("json.new");
    let mut new = std::fs::File::create(&aside)?;
    new.write_all(bytes)?;
    new.sync_all()?;
    drop(new);
    std::fs::rename(&aside, file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Language, Theme};

    fn loaded(text: &str) -> Settings {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("settings.json");
        std::fs::write(&file, text).expect("the file is written");
        load(&file)
    }

    #[test]
    fn saved_settings_come_back() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("深い").join("settings.json");
        let settings = Settings { language: Some(Language::En), list_width: 412, ..Settings::default() };
        save(&file, &settings).expect("settings are saved, folders made on the way");
        assert_eq!(load(&file), settings);
    }

    #[test]
    fn one_bad_setting_does_not_cost_the_others() {
        let settings = loaded(r#"{ "theme": "dark", "language": "tlh", "list_width": 300, "future": 1 }"#);
        assert_eq!(settings.theme, Theme::Dark);
        assert_eq!(settings.list_width, 300);
        assert_eq!(settings.language, None, "a language nobody speaks here is as if it were never set");
    }

    #[test]
    fn a_broken_or_missing_file_gives_first_settings() {
        assert_eq!(loaded("{ not json"), Settings::default());
        assert_eq!(load(Path::new("/nowhere/settings.json")), Settings::default());
    }
}
