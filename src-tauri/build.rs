//! Lists the app's own commands, so that each window can be given only those that it needs.

const COMMANDS: &[&str] = &[
    "command",
    "snapshot",
    "devices",
    "settings",
    "save_settings",
    "show_main_window",
    "bridge",
    "bridge_view",
    "take_link",
    "read_link",
];

fn main() {
    let attributes =
        tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
