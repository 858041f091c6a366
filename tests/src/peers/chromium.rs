//! Chromium with pages in it, driven by WebDriver.

use crate::peers::tab::Tab;
use crate::process::{Process, free_port, until};
use crate::voice::{Ear, pcm};
use anyhow::{Context, Result, ensure};
use fantoccini::{Client, ClientBuilder};
use serde_json::json;
use std::ops::Deref;
use std::path::Path;
use std::time::Duration;
use tokio::process::Command;

/// Rate of [`BrowserEar`], in samples a second.
const HEARD_RATE: u32 = 16_000;

/// A browser with a home of its own; it and its driver end with this value. Its methods are those of its first tab.
pub struct Chromium {
    client: Client,
    first: Tab,
    _driver: Process,
    home: tempfile::TempDir,
}

impl Deref for Chromium {
    type Target = Tab;

    fn deref(&self) -> &Tab {
        &self.first
    }
}

/// How a browser is to be.
#[derive(Debug, Default)]
pub struct Browser<'a> {
    /// What its microphone plays again and again (WAV).
    pub voice: Option<&'a Path>,
    /// A PEM file with a certificate authority that it trusts besides those that it knows.
    pub authority: Option<&'a Path>,
    /// What else it is told at the start.
    pub arguments: Vec<String>,
}

impl Browser<'_> {
    /// Starts it.
    pub async fn start(self) -> Result<Chromium> {
        let home = tempfile::tempdir()?;
        if let Some(authority) = self.authority {
            trust(home.path(), authority).await?;
        }
        let port = free_port()?;
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}")).stdout(std::process::Stdio::null());
        // Chromium looks for authorities that were added in its home, and leaves files behind when it is killed.
        driver.env("HOME", home.path()).env("TMPDIR", home.path());
        let driver = Process::start(driver)?;
        let client = connect(port, self.arguments(home.path())).await?;
        let first = Tab::present(client.clone()).await?;
        Ok(Chromium { client, first, _driver: driver, home })
    }

    fn arguments(&self, home: &Path) -> Vec<String> {
        let always = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--autoplay-policy=no-user-gesture-required",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            "--allow-loopback-in-peer-connection",
        ];
        let voice = self.voice.map(|voice| format!("--use-file-for-fake-audio-capture={}", voice.display()));
        let profile = format!("--user-data-dir={}", home.join("profile").display());
        let mut arguments: Vec<String> = always.map(str::to_owned).into();
        arguments.extend(voice.into_iter().chain([profile]).chain(self.arguments.iter().cloned()));
        arguments
    }
}

impl Chromium {
    /// Starts one; its microphone plays `voice` (WAV) again and again, and it trusts the certificate authority in the
    /// PEM file `authority` besides those that it knows.
    pub async fn start(voice: &Path, authority: Option<&Path>) -> Result<Self> {
        Browser { voice: Some(voice), authority, ..Browser::default() }.start().await
    }

    /// A folder that lives as long as the browser.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Closes the browser.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}

/// What a page plays, gathered as it comes: mono, -1 to 1.
pub struct BrowserEar<'a> {
    tab: &'a Tab,
    heard: Vec<f32>,
}

impl<'a> BrowserEar<'a> {
    pub(super) const fn new(tab: &'a Tab) -> Self {
        Self { tab, heard: Vec::new() }
    }
}

impl Ear for BrowserEar<'_> {
    async fn heard(&mut self) -> Result<Vec<f32>> {
        use base64::Engine;
        let text = self.tab.run("return window.ear.take()", vec![]).await?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(text.as_str().context("no text")?)?;
        self.heard.extend(pcm(&bytes));
        Ok(self.heard.clone())
    }

    fn rate(&self) -> u32 {
        HEARD_RATE
    }
}

/// Puts an authority among those that programs of this home trust.
async fn trust(home: &Path, authority: &Path) -> Result<()> {
    let store = home.join(".pki/nssdb");
    std::fs::create_dir_all(&store)?;
    let store = format!("sql:{}", store.display());
    certutil(&["-N", "--empty-password", "-d", &store]).await?;
    let authority = authority.display().to_string();
    certutil(&["-A", "-t", "C,,", "-n", "the authority of a test", "-d", &store, "-i", &authority]).await
}

async fn certutil(arguments: &[&str]) -> Result<()> {
    let status = Command::new("certutil").args(arguments).status().await.context("certutil")?;
    ensure!(status.success(), "certutil {arguments:?}: {status}");
    Ok(())
}

async fn connect(port: u16, arguments: Vec<String>) -> Result<Client> {
    let options = json!({ "binary": "/usr/bin/chromium", "args": arguments });
    let capabilities = serde_json::Map::from_iter([("goog:chromeOptions".to_owned(), options)]);
    let capabilities = &capabilities;
    until("a browser", Duration::from_secs(30), || async move {
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        builder.capabilities(capabilities.clone());
        builder.connect(&format!("http://127.0.0.1:{port}")).await.ok()
    })
    .await
}
