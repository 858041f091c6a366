//! What the windows share: the handles of engine and door, and the settings file.

use crate::settings;
use reo_bridge::Bridge;
use reo_engine::Engine;
use reo_phone::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::Manager;

/// The shell's own state; call state lives in the engine alone.
pub struct Shell {
    /// The phone.
    pub engine: Engine,
    /// The door for CRM pages.
    pub bridge: Bridge,
    /// The agent's settings.
    pub settings: Mutex<settings::File>,
    /// Whether a tray icon stands, so that a closed window can be found again.
    pub has_tray: AtomicBool,
    /// Whether the agent has the main window before them.
    pub has_focus: AtomicBool,
    quitting: AtomicBool,
}

impl Shell {
    /// With nothing shown yet.
    pub fn new(engine: Engine, bridge: Bridge, settings: settings::File) -> Self {
        Self {
            engine,
            bridge,
            settings: Mutex::new(settings),
            has_tray: AtomicBool::new(false),
            has_focus: AtomicBool::new(false),
            quitting: AtomicBool::new(false),
        }
    }

    /// A copy of the settings as they stand.
    pub fn current_settings(&self) -> settings::Settings {
        self.settings.lock().unwrap_or_else(std::sync::PoisonError::into_inner).current().clone()
    }
}

/// Hands a command to the phone. One that it cannot take any more (it is shutting down) is only logged.
pub fn send(engine: &Engine, command: Command) {
    if let Err(error) = engine.command(command) {
        tracing::warn!(%error, "a command was not taken");
    }
}

/// Takes leave of the CRM pages, signs out, both bounded in time, and ends the program. Once.
pub fn quit(app: &tauri::AppHandle) {
    let shell = app.state::<Shell>();
    if shell.quitting.swap(true, Ordering::SeqCst) {
        return;
    }
    let (bridge, engine) = (shell.bridge.clone(), shell.engine.clone());
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        bridge.shutdown().await;
        engine.shutdown().await;
        app.exit(0);
    });
}
