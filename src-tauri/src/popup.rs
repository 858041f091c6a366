//! The popup: there while a call rings or a colleague offers one, never taking the keyboard.

use crate::state::Shell;
use crate::texts;
use reo_phone::{Phase, Snapshot};
use tauri::{AppHandle, LogicalPosition, Manager, WebviewUrl, WebviewWindowBuilder};

const POPUP: &str = "popup";
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 200.0;
const MARGIN: f64 = 16.0;

/// Shows or removes the popup as `snapshot` demands. On the main thread.
pub fn follow(app: &AppHandle, snapshot: &Snapshot) {
    let result = match (is_wanted(snapshot), app.get_webview_window(POPUP)) {
        (true, None) => create(app),
        (false, Some(popup)) => popup.destroy(),
        _ => Ok(()),
    };
    if let Err(error) = result {
        tracing::warn!(%error, "the incoming-call popup could not be shown or removed");
    }
}

/// Something waits for the agent's yes or no, or says that an accepted call is on its way.
fn is_wanted(snapshot: &Snapshot) -> bool {
    snapshot.transfer_offer.is_some() || snapshot.calls.iter().any(|call| call.phase == Phase::Incoming)
}

/// `resizable(false)` would force a height of its own on GTK, so the size is fixed by its bounds.
fn create(app: &AppHandle) -> tauri::Result<()> {
    let language = app.state::<Shell>().current_settings().language;
    let corner = corner(app);
    WebviewWindowBuilder::new(app, POPUP, WebviewUrl::App("popup.html".into()))
        .title(texts::text(language, "popupTitle"))
        .inner_size(WIDTH, HEIGHT)
        .min_inner_size(WIDTH, HEIGHT)
        .max_inner_size(WIDTH, HEIGHT)
        .position(corner.x, corner.y)
        .decorations(false)
        .always_on_top(true)
        .visible_on_all_workspaces(true)
        .skip_taskbar(true)
        .focused(false)
        .focusable(false)
        .accept_first_mouse(true)
        .build()?;
    Ok(())
}

/// Bottom right of the monitor under the pointer; top right on macOS, where notifications live there.
fn corner(app: &AppHandle) -> LogicalPosition<f64> {
    let under_pointer =
        app.cursor_position().and_then(|pointer| app.monitor_from_point(pointer.x, pointer.y)).ok().flatten();
    let Some(monitor) = under_pointer.or_else(|| app.primary_monitor().ok().flatten()) else {
        return LogicalPosition::new(MARGIN, MARGIN);
    };
    let scale = monitor.scale_factor();
    let area = monitor.work_area();
    let origin = area.position.to_logical::<f64>(scale);
    let size = area.size.to_logical::<f64>(scale);
    let x = origin.x + size.width - WIDTH - MARGIN;
    let y =
        if cfg!(target_os = "macos") { origin.y + MARGIN } else { origin.y + size.height - HEIGHT - MARGIN };
    LogicalPosition::new(x, y)
}
