//! Carries snapshots, events, meters and the device list from the engine to the windows.

use crate::{popup, tray};
use reo_engine::Engine;
use tauri::{AppHandle, Emitter};

/// Starts the carriers; they end with the engine.
pub fn start(app: AppHandle, engine: &Engine) {
    tauri::async_runtime::spawn(snapshots(app.clone(), engine.clone()));
    tauri::async_runtime::spawn(events(app.clone(), engine.clone()));
    tauri::async_runtime::spawn(meters(app.clone(), engine.clone()));
    tauri::async_runtime::spawn(devices(app, engine.clone()));
}

async fn snapshots(app: AppHandle, engine: Engine) {
    let mut snapshots = engine.snapshot();
    loop {
        let snapshot = snapshots.borrow_and_update().clone();
        emit(&app, "snapshot", &*snapshot);
        let handle = app.clone();
        let followed = app.run_on_main_thread(move || {
            popup::follow(&handle);
            tray::follow(&handle, &snapshot);
        });
        if followed.is_err() || snapshots.changed().await.is_err() {
            return;
        }
    }
}

async fn events(app: AppHandle, engine: Engine) {
    let mut events = engine.events();
    while let Some(event) = events.next().await {
        emit(&app, "event", &event);
    }
}

async fn meters(app: AppHandle, engine: Engine) {
    let mut meters = engine.meters();
    while meters.changed().await.is_ok() {
        let now = *meters.borrow_and_update();
        emit(&app, "meters", &now);
    }
}

async fn devices(app: AppHandle, engine: Engine) {
    let mut devices = engine.devices();
    while devices.changed().await.is_ok() {
        let now = devices.borrow_and_update().clone();
        emit(&app, "devices", &*now);
    }
}

/// Tells all windows.
pub fn emit<T: serde::Serialize + Clone>(app: &AppHandle, name: &str, payload: &T) {
    if let Err(error) = app.emit(name, payload.clone()) {
        tracing::warn!(%error, name, "a window could not be told");
    }
}
