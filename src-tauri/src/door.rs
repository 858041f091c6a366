//! The door for CRM pages: how it starts, what the windows ask of it, and what it wishes of them.

use crate::options::Options;
use crate::settings::Settings;
use crate::state::Shell;
use crate::{forward, popup, window};
use reo_bridge::{Bridge, BridgeCommand, BridgeConfig, BridgeView, StartError, Wish};
use reo_engine::Engine;
use std::path::PathBuf;
use tauri::{AppHandle, State};
use tokio::sync::broadcast::error::RecvError;

/// Starts the door; on the runtime that it is to live in.
///
/// # Errors
/// See [`StartError`].
pub async fn start(
    engine: &Engine,
    data_dir: PathBuf,
    options: &Options,
    settings: &Settings,
) -> Result<Bridge, StartError> {
    let mut config = BridgeConfig::new(engine.clone());
    config.data_dir = Some(data_dir);
    config.policy.clone_from(&options.policy);
    config.known_base = options.base.clone().or_else(|| settings.base.clone());
    if !options.bridge_port.is_empty() {
        config.ports.clone_from(&options.bridge_port);
    }
    Bridge::start(config).await
}

/// Starts to carry the door's views to the windows, and to grant its wishes; ends with the door.
pub fn follow(app: &AppHandle, bridge: &Bridge) {
    tauri::async_runtime::spawn(views(app.clone(), bridge.clone()));
    tauri::async_runtime::spawn(wishes(app.clone(), bridge.clone()));
}

async fn views(app: AppHandle, bridge: Bridge) {
    let mut views = bridge.view();
    loop {
        let view = views.borrow_and_update().clone();
        forward::emit(&app, "bridge", &*view);
        let handle = app.clone();
        let followed = app.run_on_main_thread(move || popup::follow(&handle));
        if followed.is_err() || views.changed().await.is_err() {
            return;
        }
    }
}

async fn wishes(app: AppHandle, bridge: Bridge) {
    let mut wishes = bridge.wishes();
    loop {
        match wishes.recv().await {
            // A page asks for it where the agent has clicked.
            Ok(Wish::ShowWindow) => window::show_main(&app),
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Hands a command to the door. Its outcome is seen in the view.
#[tauri::command]
pub fn bridge(shell: State<'_, Shell>, command: BridgeCommand) {
    if let Err(error) = shell.bridge.command(command) {
        tracing::warn!(%error, "a command for the door was not taken");
    }
}

/// The door as it is now.
#[tauri::command]
pub fn bridge_view(shell: State<'_, Shell>) -> BridgeView {
    (**shell.bridge.view().borrow()).clone()
}
