//! A browser phone: JsSIP in Chromium, driven by WebDriver.

use crate::process::{Process, free_port, until};
use crate::voice::{Ear, pcm};
use anyhow::{Context, Result};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use tokio::process::Command;

/// Rate of [`BrowserPhone::take_heard`], in samples a second.
pub const HEARD_RATE: u32 = 16_000;

/// A page with a phone in it. Chromium and its driver end with this value.
pub struct BrowserPhone {
    client: Client,
    _driver: Process,
    _profile: tempfile::TempDir,
}

/// How the phone registers.
pub struct Registration<'a> {
    /// `ws://…`.
    pub server: &'a str,
    /// User part.
    pub user: &'a str,
    /// SIP domain.
    pub domain: &'a str,
    /// Digest password.
    pub password: &'a str,
    /// The only codec to offer and answer, or all.
    pub codec: Option<&'a str>,
}

impl BrowserPhone {
    /// Opens the page; its microphone plays `voice` (WAV) again and again.
    pub async fn open(voice: &Path) -> Result<Self> {
        let page = serve_pages().await?;
        let profile = tempfile::tempdir()?;
        let port = free_port()?;
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}")).stdout(std::process::Stdio::null());
        let driver = Process::start(driver)?;
        let client = connect(port, profile.path(), voice).await?;
        client.goto(&format!("{page}/jssip-phone.html")).await?;
        Ok(Self { client, _driver: driver, _profile: profile })
    }

    /// Registers and waits until it is.
    pub async fn register(&self, with: &Registration<'_>) -> Result<()> {
        let arguments = json!({
            "server": with.server, "user": with.user, "domain": with.domain,
            "password": with.password, "codec": with.codec,
        });
        self.client.execute("return window.phone.start(arguments[0])", vec![arguments]).await?;
        self.wait_for("registered").await
    }

    /// Runs `phone.<action>` of the page.
    pub async fn run(&self, action: &str) -> Result<Value> {
        let script = format!("return window.phone.{action}");
        self.client.execute(&script, vec![]).await.with_context(|| format!("phone.{action}"))
    }

    /// What has happened, as the page wrote it down.
    pub async fn log(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.run("log").await?)?)
    }

    /// Waits for an entry of the log that begins with `entry`.
    pub async fn wait_for(&self, entry: &str) -> Result<()> {
        let has = |log: &[String]| log.iter().any(|line| line.starts_with(entry));
        let found = until("an entry of the browser's log", Duration::from_secs(15), || async {
            self.log().await.ok().filter(|log| has(log)).map(|_| ())
        });
        match found.await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(format!("no `{entry}` in {:?}", self.log().await?))),
        }
    }

    /// What was heard since the last call of this, at [`HEARD_RATE`], mono, -1 to 1.
    pub async fn take_heard(&self) -> Result<Vec<f32>> {
        use base64::Engine;
        let text = self.run("takeHeard()").await?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(text.as_str().context("no text")?)?;
        Ok(pcm(&bytes))
    }

    /// An ear on what it plays.
    pub const fn ear(&self) -> BrowserEar<'_> {
        BrowserEar { phone: self, heard: Vec::new() }
    }

    /// Forgets what has happened so far.
    pub async fn forget(&self) -> Result<()> {
        self.run("log.splice(0)").await.map(drop)
    }

    /// The codec that it hears, e.g. `audio/opus`.
    pub async fn codec(&self) -> Result<String> {
        let codec = self.run("usedCodec()").await?;
        Ok(codec.as_str().unwrap_or_default().to_owned())
    }

    /// Closes the browser.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}

/// What the browser plays, gathered as it comes.
pub struct BrowserEar<'a> {
    phone: &'a BrowserPhone,
    heard: Vec<f32>,
}

impl Ear for BrowserEar<'_> {
    async fn heard(&mut self) -> Result<Vec<f32>> {
        self.heard.extend(self.phone.take_heard().await?);
        Ok(self.heard.clone())
    }

    fn rate(&self) -> u32 {
        HEARD_RATE
    }
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

/// Serves the pages on a free port of loopback and gives their address.
async fn serve_pages() -> Result<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).with_context(|| name.to_owned());
    let pages = [
        ("/jssip-phone.html", "text/html", read("jssip-phone.html")?),
        ("/jssip-phone.js", "text/javascript", read("dist/jssip-phone.js")?),
        ("/recorder.js", "text/javascript", read("recorder.js")?),
    ];
    let mut router = Router::new();
    for (path, kind, text) in pages {
        router = router.route(path, get(move || async move { ([(CONTENT_TYPE, kind)], text.clone()) }));
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}
