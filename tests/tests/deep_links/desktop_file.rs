//! The desktop file that the packages install, as their bundler writes it.

use anyhow::{Context, Result, ensure};
use reo_tests::desktop::program;
use reo_tests::screen::Screen;
use std::path::Path;

const NAME: &str = "Reo.desktop";

/// Installs the program for one screen and makes it the one for each kind of link.
pub async fn install(screen: &Screen) -> Result<()> {
    let folder = screen.home().join("data/applications");
    std::fs::create_dir_all(&folder)?;
    let kinds = kinds()?;
    std::fs::write(folder.join(NAME), filled_in(&kinds)?)?;
    for kind in &kinds {
        let chosen = screen.command("gio").args(["mime", kind, NAME]).status().await?;
        ensure!(chosen.success(), "Reo cannot be chosen for {kind}: {chosen}");
    }
    Ok(())
}

/// The kinds of links that the packages name.
fn kinds() -> Result<Vec<String>> {
    let config: serde_json::Value = serde_json::from_str(&shell_file("tauri.conf.json")?)?;
    let schemes = config["plugins"]["deep-link"]["desktop"]["schemes"].as_array().context("no schemes")?;
    for package in ["deb", "rpm"] {
        let template = &config["bundle"]["linux"][package]["desktopTemplate"];
        ensure!(template == "reo.desktop", "the .{package} has another desktop file: {template}");
    }
    let schemes = schemes.iter().filter_map(serde_json::Value::as_str);
    Ok(schemes.map(|scheme| format!("x-scheme-handler/{scheme}")).collect())
}

fn filled_in(kinds: &[String]) -> Result<String> {
    let values = [
        ("{{name}}", "Reo".to_owned()),
        ("{{comment}}", "Reo".to_owned()),
        ("{{categories}}", "Utility;".to_owned()),
        ("{{icon}}", "reo-desktop".to_owned()),
        ("{{exec}}", program("reo-desktop").display().to_string()),
        ("{{mime_type}}", kinds.join(";")),
    ];
    let template = shell_file("reo.desktop")?;
    let file = values.iter().fold(template, |text, (place, value)| text.replace(place, value));
    let named = format!("\nMimeType={};\n", kinds.join(";"));
    ensure!(file.contains(&named) && !file.contains("{{"), "the desktop file is not filled in:\n{file}");
    Ok(file)
}

fn shell_file(name: &str) -> Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri").join(name);
    std::fs::read_to_string(&path).with_context(|| path.display().to_string())
}
