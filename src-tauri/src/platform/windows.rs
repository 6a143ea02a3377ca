//! The native title bar, in the colour of the sidebar below it (Windows 11; older ones keep their own).

use tauri::window::Color;
use tauri::{Manager, Runtime, WebviewWindow, WebviewWindowBuilder};
use windows::Win32::Foundation::COLORREF;
use windows::Win32::Graphics::Dwm::{DWMWA_CAPTION_COLOR, DWMWA_TEXT_COLOR, DWMWINDOWATTRIBUTE, DwmSetWindowAttribute};

use crate::window::{DARK_INK, DARK_PAPER, INK, PAPER};

pub fn frame<'a, R: Runtime, M: Manager<R>>(builder: WebviewWindowBuilder<'a, R, M>) -> WebviewWindowBuilder<'a, R, M> {
    builder
}

pub fn caption<R: Runtime>(window: &WebviewWindow<R>, dark: bool) {
    let (paper, ink) = if dark { (DARK_PAPER, DARK_INK) } else { (PAPER, INK) };
    set(window, DWMWA_CAPTION_COLOR, paper);
    set(window, DWMWA_TEXT_COLOR, ink);
}

#[expect(unsafe_code, reason = "the one call of Windows for this has no safe wrapper")]
fn set<R: Runtime>(window: &WebviewWindow<R>, what: DWMWINDOWATTRIBUTE, Color(red, green, blue, _): Color) {
    let Ok(handle) = window.hwnd() else { return };
    let colour = COLORREF(u32::from_le_bytes([red, green, blue, 0]));
    let size = u32::try_from(size_of::<COLORREF>()).expect("BUG: a colour has four bytes");
    // SAFETY: Windows reads `size` bytes at the address, which are those of `colour`, and keeps neither.
    let done = unsafe { DwmSetWindowAttribute(handle, what, std::ptr::from_ref(&colour).cast(), size) };
    // Older systems don't know these; there the bar keeps the system's colour.
    drop(done);
}
