//! The desktop phone under WebDriver, on a screen and with a sound server of the test's own.

use crate::process::{Process, free_port, until};
use crate::screen::Screen;
use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a control may take to appear.
const PATIENCE: Duration = Duration::from_secs(15);

/// A running desktop phone.
pub struct Desktop {
    client: Client,
    main_window: fantoccini::wd::WindowHandle,
    _driver: Process,
}

impl Desktop {
    /// Starts `reo-desktop` with `arguments` on `screen`, its sound going to the PulseAudio server `pulse_server`.
    pub async fn start(screen: &Screen, pulse_server: &str, arguments: &[String]) -> Result<Self> {
        let port = free_port()?;
        let mut driver = screen.command("WebKitWebDriver");
        driver
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("PULSE_SERVER", pulse_server);
        let driver = Process::start(driver)?;
        let client = connect(port, arguments).await?;
        let main_window = client.window().await?;
        Ok(Self { client, main_window, _driver: driver })
    }

    /// The WebDriver session.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for the control with this `data-testid` and clicks it.
    pub async fn click(&self, id: &str) -> Result<()> {
        let element = self.wait_for(id).await?;
        element.click().await.with_context(|| format!("clicking {id}"))
    }

    /// Replaces the text of an input field.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let element = self.wait_for(id).await?;
        element.clear().await?;
        Ok(element.send_keys(text).await?)
    }

    /// The text of a control.
    pub async fn text(&self, id: &str) -> Result<String> {
        Ok(self.wait_for(id).await?.text().await?)
    }

    /// Waits until the text of a control satisfies `wanted`.
    pub async fn wait_for_text(&self, id: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
        until(&format!("the right text in {id}"), PATIENCE, || async {
            let text = self.find(id).await?.text().await.ok()?;
            wanted(&text).then_some(text)
        })
        .await
    }

    /// Waits for a control to be on the page.
    pub async fn wait_for(&self, id: &str) -> Result<fantoccini::elements::Element> {
        until(&format!("the control {id}"), PATIENCE, || self.find(id)).await
    }

    /// Waits for a control to be gone from the page.
    pub async fn wait_until_gone(&self, id: &str) -> Result<()> {
        until(&format!("the end of {id}"), PATIENCE, || async { self.find(id).await.is_none().then_some(()) })
            .await
    }

    /// The control, if it is on the page now.
    pub async fn find(&self, id: &str) -> Option<fantoccini::elements::Element> {
        self.client.find(Locator::Css(&format!("[data-testid=\"{id}\"]"))).await.ok()
    }

    /// Waits until what the page shows now has been painted.
    pub async fn painted(&self) -> Result<()> {
        let script =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.client.execute_async(script, vec![]).await.context("waiting for the page to be painted")?;
        Ok(())
    }

    /// Turns to the incoming-call popup, waiting for it to open.
    pub async fn switch_to_popup(&self) -> Result<()> {
        let main = &self.main_window;
        let popup = until("the incoming-call popup", PATIENCE, || async {
            self.client.windows().await.ok()?.into_iter().find(|window| window != main)
        })
        .await?;
        self.client.switch_to_window(popup).await?;
        Ok(())
    }

    /// Whether the popup is open.
    pub async fn has_popup(&self) -> Result<bool> {
        Ok(self.client.windows().await?.len() > 1)
    }

    /// Turns back to the main window.
    pub async fn switch_to_main(&self) -> Result<()> {
        Ok(self.client.switch_to_window(self.main_window.clone()).await?)
    }

    /// Ends the WebDriver session and with it the program.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}

async fn connect(port: u16, arguments: &[String]) -> Result<Client> {
    let options = json!({ "binary": program("reo-desktop"), "args": arguments });
    let capabilities = serde_json::Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
    let capabilities = &capabilities;
    until("a WebDriver session", Duration::from_secs(30), || async move {
        let mut builder = ClientBuilder::new(hyper_connector());
        builder.capabilities(capabilities.clone());
        builder.connect(&format!("http://127.0.0.1:{port}")).await.ok()
    })
    .await
}

fn hyper_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

/// A program of this workspace, beside the test that runs. It must have been built before.
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap_or_default();
    let folder = here.ancestors().find(|folder| folder.join(name).is_file());
    folder.map_or_else(|| Path::new(name).to_owned(), |folder| folder.join(name))
}
