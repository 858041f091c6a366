//! The popup: there while a call rings, a colleague offers one, or a CRM page asks something while the agent looks
//! elsewhere; never taking the keyboard.

use crate::state::Shell;
use crate::texts;
use reo_phone::{Phase, Snapshot};
use std::sync::atomic::Ordering;
use tauri::{AppHandle, LogicalPosition, Manager, WebviewUrl, WebviewWindowBuilder};

const POPUP: &str = "popup";
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 200.0;
const MARGIN: f64 = 16.0;

/// Shows or removes the popup as phone and door demand. On the main thread.
pub fn follow(app: &AppHandle) {
    let result = match (title(app), app.get_webview_window(POPUP)) {
        (Some(title), None) => create(app, &title),
        (Some(title), Some(popup)) => popup.set_title(&title),
        (None, Some(popup)) => popup.destroy(),
        (None, None) => Ok(()),
    };
    if let Err(error) = result {
        tracing::warn!(%error, "the popup could not be shown or removed");
    }
}

/// The same a moment later, from wherever: no window can be made in the midst of another one's event.
pub fn follow_soon(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let handle = app.clone();
        if let Err(error) = app.run_on_main_thread(move || follow(&handle)) {
            tracing::debug!(%error, "the popup follows no more");
        }
    });
}

/// What the popup is there for, in words; `None` when it is not wanted.
fn title(app: &AppHandle) -> Option<String> {
    let shell = app.state::<Shell>();
    let rings = rings(&shell.engine.snapshot().borrow());
    let asks = !shell.bridge.view().borrow().asks.is_empty();
    let key = title_key(rings, asks, shell.has_focus.load(Ordering::SeqCst))?;
    Some(texts::text(shell.current_settings().language, key))
}

/// A call comes first; what a page asks is seen in the main window by an agent who looks there.
const fn title_key(rings: bool, asks: bool, main_has_focus: bool) -> Option<&'static str> {
    match (rings, asks, main_has_focus) {
        (true, ..) => Some("popupTitle"),
        (false, true, false) => Some("askTitle"),
        (false, ..) => None,
    }
}

/// Something waits for the agent's yes or no, or says that an accepted call is on its way.
fn rings(snapshot: &Snapshot) -> bool {
    snapshot.transfer_offer.is_some() || snapshot.calls.iter().any(|call| call.phase == Phase::Incoming)
}

/// `resizable(false)` would force a height of its own on GTK, so the size is fixed by its bounds.
fn create(app: &AppHandle, title: &str) -> tauri::Result<()> {
    let corner = corner(app);
    WebviewWindowBuilder::new(app, POPUP, WebviewUrl::App("popup.html".into()))
        .title(title)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;

    #[test]
    fn a_question_of_a_page_is_shown_while_the_agent_looks_elsewhere_and_no_call_rings() {
        assert_eq!(title_key(false, true, false), Some("askTitle"));
        assert_eq!(title_key(false, true, true), None);
        assert_eq!(title_key(true, true, true), Some("popupTitle"));
        assert_eq!(title_key(false, false, false), None);
    }

    #[test]
    fn what_the_popup_is_there_for_is_worded_in_both_languages() {
        for key in ["popupTitle", "askTitle"] {
            assert_ne!(texts::text(Some(Language::Vi), key), key);
            assert_ne!(texts::text(Some(Language::En), key), key);
        }
    }
}
