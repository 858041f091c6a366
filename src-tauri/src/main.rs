//! Reo, the desktop phone: windows and tray around the engine. Nothing here holds call state.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod door;
mod forward;
mod host;
mod links;
mod options;
mod popup;
mod settings;
mod state;
mod texts;
mod tray;
mod window;

use anyhow::{Context, Result};
use clap::Parser;
use options::Options;
use reo_engine::{Engine, EngineConfig};
use state::Shell;
use tauri::{Manager, RunEvent};

fn main() -> Result<()> {
    let options = Options::parse();
    start_logging();
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    tauri::async_runtime::set(runtime.handle().clone());
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _folder| {
            links::follow_second_start(app, &arguments);
        }))
        .manage(links::Links::default())
        .invoke_handler(tauri::generate_handler![
            host::command,
            host::snapshot,
            host::devices,
            host::settings,
            host::save_settings,
            host::show_main_window,
            door::bridge,
            door::bridge_view,
            links::take_link,
            links::read_link,
        ])
        .on_window_event(window::on_event)
        .setup(move |app| Ok(set_up(app, &options)?))
        .build(tauri::generate_context!())
        .context("cannot start the windows")?;
    app.run(on_run_event);
    Ok(())
}

fn set_up(app: &mut tauri::App, options: &Options) -> Result<()> {
    let settings = settings::File::open(&app.path().app_config_dir()?);
    let data_dir = app.path().app_data_dir()?;
    let config = EngineConfig {
        extra_ca: options.ca.clone(),
        data_dir: Some(data_dir.clone()),
        input: settings.current().input.clone(),
        output: settings.current().output.clone(),
        ..EngineConfig::default()
    };
    // The engine spawns onto the runtime that it is started in.
    let engine = tauri::async_runtime::block_on(async { Engine::start(config) })?;
    engine.command(settings.current().set_call_waiting())?;
    let start = door::start(&engine, data_dir, options, settings.current());
    let bridge = tauri::async_runtime::block_on(start)?;
    app.manage(Shell::new(engine.clone(), bridge.clone(), settings));
    window::create_main(app.handle())?;
    if let Some(link) = &options.link {
        links::follow(app.handle(), link.expose());
    }
    tray::start(app.handle().clone());
    forward::start(app.handle().clone(), &engine);
    door::follow(app.handle(), &bridge);
    tauri::async_runtime::spawn(quit_on_signal(app.handle().clone()));
    if let Some(account) = options.account()? {
        engine.command(reo_phone::Command::SignIn { account })?;
    }
    Ok(())
}

/// To standard error; `REO_LOG` chooses what. Whole SIP messages carry credentials and stay out in any case.
fn start_logging() {
    let wanted = std::env::var("REO_LOG").unwrap_or_else(|_| "error,reo=info".to_owned());
    let filter = tracing_subscriber::EnvFilter::new(reo_engine::log_directives(&wanted));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Quitting goes through [`state::quit`], which signs out first; nothing else may end the program.
fn on_run_event(app: &tauri::AppHandle, event: RunEvent) {
    match event {
        RunEvent::ExitRequested { api, code: None, .. } => {
            api.prevent_exit();
            state::quit(app);
        }
        // There links come as events, not as arguments.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => urls.iter().for_each(|url| links::follow(app, url.as_str())),
        _ => {}
    }
}

/// The end of the desktop session signs the agent out like quitting by hand.
async fn quit_on_signal(app: tauri::AppHandle) {
    match session_end().await {
        Ok(()) => state::quit(&app),
        Err(error) => tracing::warn!(%error, "the end of the desktop session will not be noticed"),
    }
}

/// Until the desktop session or the terminal ends, or somebody presses Ctrl+C there.
#[cfg(unix)]
async fn session_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = hang_up.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => pressed,
    }
}

/// Until somebody presses Ctrl+C in the terminal.
#[cfg(not(unix))]
async fn session_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
