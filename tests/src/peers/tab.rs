//! A tab of a browser.

use crate::peers::chromium::BrowserEar;
use anyhow::{Context, Result};
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};

/// Of pictures, in pixels.
const WIDTH: u32 = 1200;
/// Their heights, in pixels.
const SHORTEST: u32 = 600;
const TALLEST: u32 = 6000;

/// One tab. A WebDriver session works in one at a time, so that whoever uses a tab has the session to themselves.
#[derive(Clone)]
pub struct Tab {
    session: Arc<Mutex<Client>>,
    window: WindowHandle,
}

impl Tab {
    /// The tab that the session works in.
    pub(super) async fn present(client: Client) -> Result<Self> {
        let window = client.window().await?;
        Ok(Self { session: Arc::new(Mutex::new(client)), window })
    }

    /// Another one beside it.
    pub async fn beside(&self) -> Result<Self> {
        let window = self.client().await?.new_window(true).await?.handle;
        Ok(Self { session: self.session.clone(), window })
    }

    /// Shows a page.
    pub async fn open(&self, address: &str) -> Result<()> {
        Ok(self.client().await?.goto(address).await?)
    }

    /// Shows the page of before.
    pub async fn back(&self) -> Result<()> {
        Ok(self.client().await?.back().await?)
    }

    /// Loads the page anew.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.client().await?.refresh().await?)
    }

    /// Runs a script in the page and gives what it returns; a promise is waited for.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let ran = self.client().await?.execute(script, arguments).await;
        ran.with_context(|| format!("`{script}` in the page"))
    }

    /// The user's answer to the question whether the site that is shown may reach programs on this computer:
    /// `granted` or `denied`.
    pub async fn set_loopback(&self, state: &str) -> Result<()> {
        let body = json!({ "descriptor": { "name": "loopback-network" }, "state": state });
        self.client().await?.issue_cmd(SetPermission(body.to_string())).await?;
        Ok(())
    }

    /// Chooses a file of this computer's in the page's field.
    pub async fn choose_file(&self, field: &str, file: &Path) -> Result<()> {
        let field = self.client().await?.find(Locator::Css(field)).await?;
        Ok(field.send_keys(&file.display().to_string()).await?)
    }

    /// All of the page, as PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        let client = self.client().await?;
        client.set_window_size(WIDTH, SHORTEST).await?;
        let height = client.execute("return document.documentElement.scrollHeight", vec![]).await?;
        let height = height.as_u64().and_then(|height| u32::try_from(height).ok()).unwrap_or_default();
        client.set_window_size(WIDTH, height.clamp(SHORTEST, TALLEST)).await?;
        Ok(client.screenshot().await?)
    }

    /// An ear on what the page plays, from now on; the page has `ear.js` in it.
    pub const fn ear(&self) -> BrowserEar<'_> {
        BrowserEar::new(self)
    }

    /// Closes it. The last tab of a browser takes the browser along.
    pub async fn close(self) -> Result<()> {
        Ok(self.client().await?.close_window().await?)
    }

    async fn client(&self) -> Result<MutexGuard<'_, Client>> {
        let client = self.session.lock().await;
        client.switch_to_window(self.window.clone()).await?;
        Ok(client)
    }
}

/// "Set permission" of the Permissions specification.
#[derive(Debug)]
struct SetPermission(String);

impl WebDriverCompatibleCommand for SetPermission {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/permissions", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.clone()))
    }
}
