//! A browser phone: JsSIP in Chromium.

use crate::peers::chromium::{BrowserEar, Chromium};
use crate::peers::site::{Site, SiteFile};
use crate::process::until;
use anyhow::Result;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// A page with a phone in it. Chromium ends with this value.
pub struct BrowserPhone {
    browser: Chromium,
    _site: Site,
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
        let site = Site::plain([
            SiteFile::read("jssip-phone.html", "/")?,
            SiteFile::read("dist/jssip-phone.js", "/jssip-phone.js")?,
            SiteFile::read("recorder.js", "/recorder.js")?,
        ]);
        let site = site.await?;
        let browser = Chromium::start(voice, None).await?;
        browser.open(&site.at("localhost")).await?;
        Ok(Self { browser, _site: site })
    }

    /// Registers and waits until it is.
    pub async fn register(&self, with: &Registration<'_>) -> Result<()> {
        let arguments = json!({
            "server": with.server, "user": with.user, "domain": with.domain,
            "password": with.password, "codec": with.codec,
        });
        self.browser.run("return window.phone.start(arguments[0])", vec![arguments]).await?;
        self.wait_for("registered").await
    }

    /// Runs `phone.<action>` of the page.
    pub async fn run(&self, action: &str) -> Result<Value> {
        self.browser.run(&format!("return window.phone.{action}"), vec![]).await
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

    /// An ear on what it plays.
    pub fn ear(&self) -> BrowserEar<'_> {
        self.browser.ear()
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
        self.browser.close().await
    }
}
