//! Chromium with a page in it, driven by WebDriver.

use crate::process::{Process, free_port, until};
use crate::voice::{Ear, pcm};
use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::Command;

/// Rate of [`Chromium::ear`], in samples a second.
const HEARD_RATE: u32 = 16_000;

/// A browser with a home of its own. It and its driver end with this value.
pub struct Chromium {
    client: Client,
    _driver: Process,
    _home: tempfile::TempDir,
}

impl Chromium {
    /// Starts it; its microphone plays `voice` (WAV) again and again, and it trusts the certificate authority in the
    /// PEM file `authority` besides those that it knows.
    pub async fn start(voice: &Path, authority: Option<&Path>) -> Result<Self> {
        let home = tempfile::tempdir()?;
        if let Some(authority) = authority {
            trust(home.path(), authority).await?;
        }
        let port = free_port()?;
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}")).stdout(std::process::Stdio::null());
        // Chromium looks for authorities that were added in its home, and leaves files behind when it is killed.
        driver.env("HOME", home.path()).env("TMPDIR", home.path());
        let driver = Process::start(driver)?;
        let client = connect(port, &home.path().join("profile"), voice).await?;
        Ok(Self { client, _driver: driver, _home: home })
    }

    /// Shows a page.
    pub async fn open(&self, address: &str) -> Result<()> {
        Ok(self.client.goto(address).await?)
    }

    /// Runs a script in the page and gives what it returns; a promise is waited for.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.client.execute(script, arguments).await.with_context(|| format!("`{script}` in the page"))
    }

    /// An ear on what the page plays, from now on; the page has `ear.js` in it.
    pub const fn ear(&self) -> BrowserEar<'_> {
        BrowserEar { browser: self, heard: Vec::new() }
    }

    /// Closes the browser.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}

/// What the browser plays, gathered as it comes: mono, -1 to 1.
pub struct BrowserEar<'a> {
    browser: &'a Chromium,
    heard: Vec<f32>,
}

impl Ear for BrowserEar<'_> {
    async fn heard(&mut self) -> Result<Vec<f32>> {
        use base64::Engine;
        let text = self.browser.run("return window.ear.take()", vec![]).await?;
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
    certutil(&["-A", "-t", "C,,", "-n", "contact centre", "-d", &store, "-i", &authority]).await
}

async fn certutil(arguments: &[&str]) -> Result<()> {
    let status = Command::new("certutil").args(arguments).status().await.context("certutil")?;
    ensure!(status.success(), "certutil {arguments:?}: {status}");
    Ok(())
}

async fn connect(port: u16, profile: &Path, voice: &Path) -> Result<Client> {
    let arguments = [
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-quic".to_owned(),
        "--autoplay-policy=no-user-gesture-required".to_owned(),
        "--use-fake-ui-for-media-stream".to_owned(),
        "--use-fake-device-for-media-stream".to_owned(),
        "--allow-loopback-in-peer-connection".to_owned(),
        format!("--use-file-for-fake-audio-capture={}", voice.display()),
        format!("--user-data-dir={}", profile.display()),
    ];
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

/// One file of a site.
pub struct SiteFile {
    /// Its path on the site, with a slash first.
    path: &'static str,
    kind: &'static str,
    text: String,
}

impl SiteFile {
    /// A file of the folder `pages`, under its own name.
    pub fn read(file: &str, path: &'static str) -> Result<Self> {
        let kind = if path.ends_with(".js") { "text/javascript" } else { "text/html" };
        let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("pages").join(file);
        let text = std::fs::read_to_string(place).with_context(|| file.to_owned())?;
        Ok(Self { path, kind, text })
    }

    /// The same with one text put in for another.
    #[must_use]
    pub fn with(self, from: &str, to: &str) -> Self {
        Self { text: self.text.replace(from, to), ..self }
    }
}

/// Serves a site on a free port of loopback and gives its address, `http://…` without a slash at the end.
pub async fn serve(files: impl IntoIterator<Item = SiteFile>) -> Result<String> {
    let mut router = Router::new();
    for SiteFile { path, kind, text } in files {
        router = router.route(path, get(move || async move { ([(CONTENT_TYPE, kind)], text.clone()) }));
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}
