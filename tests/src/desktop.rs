//! The desktop phone under WebDriver, on a screen and with a sound server of the test's own.

use crate::process::{Process, free_port, until};
use crate::screen::Screen;
use anyhow::{Context, Result};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a control may take to appear.
const PATIENCE: Duration = Duration::from_secs(15);

/// By the title of the main window, for xdotool.
const MAIN_WINDOW: &str = "^Reo$";

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

    /// The same with a control that may not be ready yet: it is clicked once it is.
    pub async fn click_when_enabled(&self, id: &str) -> Result<()> {
        until(&format!("{id} to be enabled"), PATIENCE, || async {
            self.find(id).await?.is_enabled().await.ok()?.then_some(())
        })
        .await?;
        self.click(id).await
    }

    /// Presses a key while Ctrl is down, wherever the keyboard is.
    pub async fn press_ctrl(&self, key: char) -> Result<()> {
        let control = char::from(Key::Control);
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: control });
        self.client.perform_actions(keys).await.with_context(|| format!("pressing Ctrl+{key}"))
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

    /// Waits until this stands in a control, be it in a part that there is no room to show: WebDriver's text leaves that out.
    pub async fn wait_for_content(&self, id: &str, words: &str) -> Result<()> {
        until(&format!("`{words}` in {id}"), PATIENCE, || async {
            let content = self.find(id).await?.prop("textContent").await.ok()??;
            content.contains(words).then_some(())
        })
        .await
    }

    /// Waits until an attribute of a control has this value.
    pub async fn wait_for_attribute(&self, id: &str, name: &str, value: &str) -> Result<()> {
        until(&format!("{name}={value} at {id}"), PATIENCE, || async {
            (self.find(id).await?.attr(name).await.ok()?? == value).then_some(())
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

    /// Scrolls a control to where it can be seen.
    pub async fn scroll_to(&self, id: &str) -> Result<()> {
        let element = serde_json::to_value(self.wait_for(id).await?)?;
        self.client.execute("arguments[0].scrollIntoView({ block: 'center' })", vec![element]).await?;
        Ok(())
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

    /// Ends the program as the end of the desktop session does, and waits until its windows are gone from `screen`.
    pub async fn quit(&self, screen: &Screen) -> Result<()> {
        let windows = || screen.output("xdotool", &["search", "--name", MAIN_WINDOW]);
        let id = screen.output("xdotool", &["search", "--name", MAIN_WINDOW, "getwindowpid"]).await?;
        let id = Pid::from_raw(id.trim().parse().context("whose window is it?")?).context("no process")?;
        kill_process(id, Signal::TERM)?;
        until("the end of the program", PATIENCE, || async {
            windows().await.ok()?.trim().is_empty().then_some(())
        })
        .await
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
