//! The desktop draws the title bar, in its own colours.

use tauri::{Manager, Runtime, WebviewWindow, WebviewWindowBuilder};

pub fn frame<'a, R: Runtime, M: Manager<R>>(builder: WebviewWindowBuilder<'a, R, M>) -> WebviewWindowBuilder<'a, R, M> {
    builder
}

pub fn caption<R: Runtime>(_window: &WebviewWindow<R>, _dark: bool) {}
