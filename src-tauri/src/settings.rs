//! The agent's settings: a small JSON file, replaced as a whole so that a full disk cannot tear it.

use reo_phone::Command;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use ts_rs::TS;

/// What is remembered between runs. No secret: the token is not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct Settings {
    /// `vi` or `en`; `None` follows the system.
    pub language: Option<Language>,
    /// Microphone; `None` follows the system's default.
    pub input: Option<String>,
    /// Loudspeaker or headset; `None` follows the system's default.
    pub output: Option<String>,
    /// The base address of the last sign-in.
    pub base: Option<String>,
    /// The domain of the last sign-in.
    pub domain: Option<String>,
    /// A second call is shown while one is up; else its caller hears busy.
    pub call_waiting: bool,
}

/// A language of the UI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Language {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl Settings {
    /// The command that makes the phone use the chosen sound devices.
    pub fn choose_audio(&self) -> Command {
        Command::ChooseAudio { input: self.input.clone(), output: self.output.clone() }
    }

    /// The command that makes the phone show a second call, or not.
    pub const fn set_call_waiting(&self) -> Command {
        Command::SetCallWaiting { on: self.call_waiting }
    }
}

/// The settings with the file that holds them.
pub struct File {
    path: PathBuf,
    current: Settings,
}

impl File {
    /// Reads `settings.json` in `folder`; a missing or broken file gives the defaults.
    pub fn open(folder: &Path) -> Self {
        let path = folder.join("settings.json");
        let current = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(%error, "the settings file is broken; starting with the defaults");
                Settings::default()
            }),
            Err(_) => Settings::default(),
        };
        Self { path, current }
    }

    /// The settings as they stand.
    pub const fn current(&self) -> &Settings {
        &self.current
    }

    /// Takes and saves new settings. They count for this run even when they cannot be saved.
    ///
    /// # Errors
    /// When the file cannot be written; the old file is then still whole.
    pub fn replace(&mut self, settings: Settings) -> io::Result<()> {
        self.current = settings;
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let draft = self.path.with_extension("json.new");
        fs::write(&draft, serde_json::to_vec_pretty(&self.current)?)?;
        fs::rename(draft, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_a_restart_and_a_broken_file_does_not_stop_the_start() {
        let folder = std::env::temp_dir().join(format!("reo-settings-{}", std::process::id()));
        let wanted = Settings { language: Some(Language::En), call_waiting: true, ..Settings::default() };
        let mut file = File::open(&folder);
        assert_eq!(file.current(), &Settings::default());
        file.replace(wanted.clone()).unwrap();
        assert_eq!(File::open(&folder).current(), &wanted);
        fs::write(folder.join("settings.json"), "{ not json").unwrap();
        assert_eq!(File::open(&folder).current(), &Settings::default());
        fs::remove_dir_all(folder).unwrap();
    }
}
