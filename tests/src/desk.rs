//! An agent's desk: a screen with a tray, a headset, and the desktop phone.

use crate::desktop::Desktop;
use crate::process::until;
use crate::pulse::{Layout, PulseDaemon};
use crate::screen::Screen;
use crate::tray::{TrayIcon, TrayPlace};
use anyhow::{Context, Result};
use reo_model::Extension;
use reo_sim::Sim;
use std::path::{Path, PathBuf};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(15);

/// A desk of one agent's own: nothing of it is shared with another one.
pub struct Desk {
    /// The phone.
    pub desktop: Desktop,
    /// The screen that it is on.
    pub screen: Screen,
    /// The place for its tray icon.
    pub tray: TrayPlace,
    /// The sound devices.
    pub pulse: PulseDaemon,
    pictures: PathBuf,
    picture_count: u32,
}

impl Desk {
    /// Sets up a desk at a contact centre; pictures of the screen go to `pictures`. The phone shows the sign-in page.
    pub async fn set_up(sim: &Sim, pictures: &Path, devices: Layout) -> Result<Self> {
        Self::set_up_with(sim, pictures, devices, &[]).await
    }

    /// The same with more arguments for the phone.
    pub async fn set_up_with(sim: &Sim, pictures: &Path, devices: Layout, more: &[&str]) -> Result<Self> {
        let screen = Screen::start().await?;
        let tray = TrayPlace::start(screen.bus_address()).await?;
        let pulse = PulseDaemon::start_with(devices)?;
        write_settings(&screen, sim)?;
        let ca = sim.ready_line().ca.display().to_string();
        let arguments: Vec<String> = ["--ca", &ca].iter().chain(more).map(|&text| text.to_owned()).collect();
        let desktop = Desktop::start(&screen, &pulse.server(), &arguments).await?;
        Ok(Self { desktop, screen, tray, pulse, pictures: pictures.to_owned(), picture_count: 0 })
    }

    /// Signs in through the window and waits until the phone is ready for calls.
    pub async fn sign_in(&mut self, sim: &Sim, extension: &str) -> Result<()> {
        let token = sim.token(&Extension::from(extension));
        self.picture("sign-in").await?;
        self.desktop.fill("sign-in-token", token.expose()).await?;
        self.desktop.click("sign-in-button").await?;
        let shown = self.desktop.wait_for_text("extension", |text| text.contains(extension)).await;
        shown.context("signing in")?;
        registered(sim, extension).await?;
        self.desktop.wait_for("dial-field").await?;
        self.picture("ready").await
    }

    /// The phone's tray icon.
    pub async fn tray_icon(&self) -> Result<TrayIcon> {
        self.tray.first_icon(PATIENCE).await
    }

    /// Saves a picture of the screen under the next number.
    pub async fn picture(&mut self, name: &str) -> Result<()> {
        self.desktop.painted().await?;
        self.picture_count += 1;
        let file = self.pictures.join(format!("{:02}-{name}.png", self.picture_count));
        self.screen.picture(&file).await.map(drop)
    }

    /// Ends the phone, and the rest with it.
    pub async fn clear(self) -> Result<()> {
        self.desktop.close().await
    }
}

/// What somebody has set before: Vietnamese, and which contact centre.
fn write_settings(screen: &Screen, sim: &Sim) -> Result<()> {
    let ready = sim.ready_line();
    let settings = serde_json::json!({ "language": "vi", "base": ready.base, "domain": ready.domain });
    let folder = screen.home().join("config/app.reo.phone");
    std::fs::create_dir_all(&folder)?;
    Ok(std::fs::write(folder.join("settings.json"), settings.to_string())?)
}

/// Waits until a SIP user has registered.
pub async fn registered(sim: &Sim, user: &str) -> Result<()> {
    until(format!("a registration of {user}"), Duration::from_secs(30), || async {
        let mut events = sim.events(0).into_iter();
        events.any(|event| event.event == "sip.registered" && event.facts["agent"] == user).then_some(())
    })
    .await
}
