//! A desk at a contact centre, and what is done to it with links.

use anyhow::{Context, Result, ensure};
use reo_sim::{Sim, SimConfig};
use reo_tests::desk::Desk;
use reo_tests::desktop::program;
use reo_tests::process::until;
use reo_tests::pulse::Layout;
use reo_tests::shift::AGENT;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Duration;

/// The number in the links, and as the window shows it.
pub const NUMBER: &str = "0912345678";
pub const SHOWN: &str = "0912 345 678";

const PATIENCE: Duration = Duration::from_secs(20);

/// The contact centre and the desk, whose methods it has.
pub struct Linked {
    pub sim: Sim,
    desk: Desk,
}

impl Deref for Linked {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl DerefMut for Linked {
    fn deref_mut(&mut self) -> &mut Desk {
        &mut self.desk
    }
}

impl Linked {
    /// The phone, started with `arguments`, shows the sign-in page. Pictures go to a folder of this name.
    pub async fn start_with(name: &str, arguments: &[&str]) -> Result<Self> {
        let sim = Sim::start(SimConfig::default()).await?;
        let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("links").join(name);
        let desk = Desk::set_up_with(&sim, &pictures, Layout::Headset, arguments).await?;
        Ok(Self { sim, desk })
    }

    pub async fn sign_in(&mut self) -> Result<()> {
        self.desk.sign_in(&self.sim, AGENT).await
    }

    /// Opens a link as any program does, by way of the desktop.
    pub async fn click_link(&self, link: &str) -> Result<()> {
        let status = self.screen.command("gio").args(["open", link]).status().await?;
        ensure!(status.success(), "the desktop does not know what to do with {link}: {status}");
        Ok(())
    }

    /// Starts the program once more, which must hand the link over and end.
    pub async fn start_again_with(&self, link: &str) -> Result<()> {
        let mut again = self.screen.command(program("reo-desktop"));
        let status = tokio::time::timeout(PATIENCE, again.arg(link).status()).await;
        let status = status.context("a second instance runs on")??;
        ensure!(status.success(), "the second instance ended with {status}");
        Ok(())
    }

    /// Pastes into the number field.
    pub async fn paste(&self, text: &str) -> Result<()> {
        self.desktop.wait_for("dial-field").await?;
        let script = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
            const paste = { clipboardData: data, bubbles: true, cancelable: true };
            const field = document.querySelector('[data-testid=dial-field]');
            return !field.dispatchEvent(new ClipboardEvent('paste', paste));";
        let taken = self.desktop.client().execute(script, vec![text.into()]).await?;
        ensure!(taken == true, "the field left the pasted text to the browser");
        Ok(())
    }

    pub async fn field_becomes(&self, text: &str) -> Result<()> {
        until(format!("`{text}` in the number field"), PATIENCE, || async {
            let field = self.desktop.find("dial-field").await?;
            (field.prop("value").await.ok()?? == text).then_some(())
        })
        .await
    }

    /// Waits until this stands among what the link said beside the number. WebDriver's text leaves out what a chip clips.
    pub async fn facts_hold(&self, text: &str) -> Result<()> {
        until(format!("`{text}` below the number field"), PATIENCE, || async {
            let facts = self.desktop.find("link-facts").await?;
            facts.prop("textContent").await.ok()??.contains(text).then_some(())
        })
        .await
    }

    pub async fn field_has_the_keyboard(&self) -> Result<()> {
        until("the keyboard in the number field", PATIENCE, || async {
            let script =
                "return document.hasFocus() && document.activeElement?.dataset.testid === 'dial-field'";
            (self.desktop.client().execute(script, vec![]).await.ok()? == true).then_some(())
        })
        .await
    }

    pub async fn dialled(&self, number: &str) -> Result<()> {
        until(format!("a call to {number}"), PATIENCE, || async {
            self.sim.calls().iter().any(|call| call.number.expose() == number).then_some(())
        })
        .await
    }

    pub async fn window_is(&self, visible: bool) -> Result<()> {
        until(format!("a main window with visible = {visible}"), PATIENCE, || async {
            let found = self.screen.output("xdotool", &["search", "--onlyvisible", "--name", "^Reo$"]).await;
            (found.ok()?.trim().is_empty() != visible).then_some(())
        })
        .await
    }

    pub async fn end(self) -> Result<()> {
        self.desk.clear().await?;
        self.sim.shutdown().await;
        Ok(())
    }
}
