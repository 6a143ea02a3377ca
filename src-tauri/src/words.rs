//! The words of menus and dialogs, generated from the window's catalogues (keys that begin with `menu_`).

use crate::contract::Language;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

pub fn of(language: Language) -> &'static Words {
    match language {
        Language::Ja => &JA,
        Language::En => &EN,
    }
}
