//! The main window.

use crate::popup;
use crate::state::{self, Shell};
use std::sync::atomic::Ordering;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent};

const MAIN: &str = "main";

/// Makes the main window.
pub fn create_main(app: &AppHandle) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Reo")
        .inner_size(380.0, 640.0)
        .min_inner_size(340.0, 520.0)
        .build()?;
    Ok(())
}

/// Brings the main window to the front.
pub fn show_main(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the main window could not be shown");
        }
    }
}

/// What the main window does when something happens to it.
pub fn on_event(window: &Window, event: &WindowEvent) {
    if window.label() != MAIN {
        return;
    }
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            leave(window);
        }
        WindowEvent::Focused(focused) => {
            window.state::<Shell>().has_focus.store(*focused, Ordering::SeqCst);
            popup::follow_soon(window.app_handle());
        }
        _ => {}
    }
}

/// Closing the main window leaves the phone running: in the tray, or minimised where there is no tray.
fn leave(window: &Window) {
    let shell = window.state::<Shell>();
    let signed_in = shell.engine.snapshot().borrow().is_signed_in();
    let hidden = match (signed_in, shell.has_tray.load(Ordering::SeqCst)) {
        (false, false) => {
            state::quit(window.app_handle());
            Ok(())
        }
        (_, true) => window.hide(),
        (true, false) => window.minimize(),
    };
    if let Err(error) = hidden {
        tracing::warn!(%error, "the main window could not be hidden");
    }
}
