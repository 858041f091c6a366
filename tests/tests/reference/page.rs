//! The page of one agent, and what it is told.

use crate::office::PATIENCE;
use anyhow::{Context, Result, ensure};
use reo_model::Redacted;
use reo_tests::peers::chromium::{BrowserEar, Chromium};
use reo_tests::process::until;
use serde_json::{Value, json};

/// A CRM page with the client in it, in a browser of its own.
pub struct Page {
    browser: Chromium,
    address: String,
}

impl Page {
    /// Opens it. Nobody is signed in.
    pub async fn open(browser: Chromium, address: String) -> Result<Self> {
        browser.open(&address).await?;
        Ok(Self { browser, address })
    }

    /// Forgets everything, as a page does.
    pub async fn reload(&self) -> Result<()> {
        self.browser.open(&self.address).await
    }

    /// Calls `csInit`, as a page does when it has been loaded.
    pub async fn init(&self, token: &Redacted<String>, domain: &str) -> Result<()> {
        let arguments = vec![json!(token.expose()), json!(domain)];
        self.browser.run("return csInit(arguments[0], arguments[1])", arguments).await.map(drop)
    }

    /// Calls one of the client's functions.
    pub async fn calls(&self, function: &str) -> Result<()> {
        self.browser.run(function, vec![]).await.map(drop)
    }

    /// What an expression is in the page.
    pub async fn value(&self, expression: &str) -> Result<Value> {
        self.browser.run(&format!("return {expression}"), vec![]).await
    }

    /// Waits until an expression is true in the page.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let is_true = || async { (self.value(expression).await.ok()? == true).then_some(()) };
        let waited = until(expression, PATIENCE, is_true).await;
        waited.with_context(|| format!("the page's `{expression}`"))
    }

    /// Waits for the next events of the page. They come as told, nothing between them: one group after the other, in
    /// any order within a group.
    pub async fn is_told(&self, groups: &[&[&str]]) -> Result<()> {
        let count = groups.iter().map(|group| group.len()).sum::<usize>();
        let enough = || async { (self.told().await.ok()?.len() >= count).then_some(()) };
        let waited = until("events", PATIENCE, enough).await;
        let told = self.told().await?;
        waited.with_context(|| format!("told {told:?}, not {groups:?}"))?;
        self.calls(&format!("crm.log.splice(0, {count})")).await?;
        let mut next = told.iter().map(String::as_str);
        for group in groups {
            let mut came: Vec<&str> = next.by_ref().take(group.len()).collect();
            let mut wanted = group.to_vec();
            came.sort_unstable();
            wanted.sort_unstable();
            ensure!(came == wanted, "told {told:?}, not {groups:?}");
        }
        Ok(())
    }

    /// What the page was told and nobody asked about yet.
    pub async fn told(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.value("crm.log").await?)?)
    }

    /// An ear on what the agent hears.
    pub const fn ear(&self) -> BrowserEar<'_> {
        self.browser.ear()
    }

    /// Closes the browser; the page was told nothing that was not asked about.
    pub async fn close(self) -> Result<()> {
        let told = self.told().await?;
        ensure!(told.is_empty(), "told besides: {told:?}");
        self.browser.close().await
    }
}
