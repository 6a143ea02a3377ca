//! The page reaches up under the title bar; the traffic lights stand in its sidebar.

use tauri::{LogicalPosition, Manager, Runtime, TitleBarStyle, WebviewWindow, WebviewWindowBuilder};

/// Centred in the strip that the page keeps free for them (`--h-titlebar`, 38 px).
const LIGHTS: LogicalPosition<f64> = LogicalPosition { x: 13.0, y: 20.0 };

pub fn frame<'a, R: Runtime, M: Manager<R>>(builder: WebviewWindowBuilder<'a, R, M>) -> WebviewWindowBuilder<'a, R, M> {
    builder.title_bar_style(TitleBarStyle::Overlay).hidden_title(true).traffic_light_position(LIGHTS)
}

pub fn caption<R: Runtime>(_window: &WebviewWindow<R>, _dark: bool) {}
