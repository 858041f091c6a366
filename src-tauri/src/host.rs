//! What the web UI may call.

use crate::settings::Settings;
use crate::state::{self, Shell};
use crate::{tray, window};
use reo_engine::Devices;
use reo_phone::{Command, Snapshot};
use tauri::{AppHandle, State};

/// Hands a command to the phone. Its outcome is seen in the snapshot.
#[tauri::command]
pub fn command(shell: State<'_, Shell>, command: Command) {
    state::send(&shell.engine, command);
}

/// The phone as it is now.
#[tauri::command]
pub fn snapshot(shell: State<'_, Shell>) -> Snapshot {
    (**shell.engine.snapshot().borrow()).clone()
}

/// The sound devices of this computer.
#[tauri::command]
pub fn devices(shell: State<'_, Shell>) -> Devices {
    (**shell.engine.devices().borrow()).clone()
}

/// The agent's settings.
#[tauri::command]
pub fn settings(shell: State<'_, Shell>) -> Settings {
    shell.current_settings()
}

/// Takes new settings; they hold at once. `false` when they could not be written to disk.
#[tauri::command]
pub fn save_settings(app: AppHandle, shell: State<'_, Shell>, settings: Settings) -> bool {
    state::send(&shell.engine, settings.choose_audio());
    state::send(&shell.engine, settings.set_call_waiting());
    if let Some(base) = &settings.base {
        shell.bridge.know_base(base.clone());
    }
    let saved = shell.settings.lock().unwrap_or_else(std::sync::PoisonError::into_inner).replace(settings);
    tray::refresh(&app);
    saved.inspect_err(|error| tracing::warn!(%error, "the settings could not be saved")).is_ok()
}

/// Brings up the main window.
#[tauri::command]
pub fn show_main_window(app: AppHandle) {
    window::show_main(&app);
}
