//! A CRM page that writes down what it is told (`crm.log`).

use crate::peers::tab::Tab;
use crate::process::until;
use anyhow::{Context, Result, ensure};
use reo_model::Redacted;
use serde_json::{Value, json};
use std::ops::Deref;
use std::time::Duration;

/// How long a page may take on a machine that does much else besides.
const PATIENCE: Duration = Duration::from_secs(20);

/// The page in a tab, whose methods it has.
#[derive(Clone)]
pub struct CrmPage {
    tab: Tab,
}

impl Deref for CrmPage {
    type Target = Tab;

    fn deref(&self) -> &Tab {
        &self.tab
    }
}

impl CrmPage {
    /// Opens the page at `address` in this tab.
    pub async fn open(tab: Tab, address: &str) -> Result<Self> {
        tab.open(address).await?;
        Ok(Self { tab })
    }

    /// Calls `csInit`, as a page does when it has been loaded.
    pub async fn init(&self, token: &Redacted<String>, domain: &str) -> Result<()> {
        let arguments = vec![json!(token.expose()), json!(domain)];
        self.run("return csInit(arguments[0], arguments[1])", arguments).await.map(drop)
    }

    /// Calls one of the client's functions.
    pub async fn calls(&self, function: &str) -> Result<()> {
        self.run(function, vec![]).await.map(drop)
    }

    /// What an expression is in the page.
    pub async fn value(&self, expression: &str) -> Result<Value> {
        self.run(&format!("return {expression}"), vec![]).await
    }

    /// Waits until an expression is true in the page.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let is_true = || async { (self.value(expression).await.ok()? == true).then_some(()) };
        let waited = until(expression, PATIENCE, is_true).await;
        waited.with_context(|| format!("the page's `{expression}`"))
    }

    /// Waits for the next events of the page. They come as told, nothing between them: one group after the other, in
    /// any order within a group.
    pub async fn is_told<T: AsRef<str> + std::fmt::Debug>(&self, groups: &[&[T]]) -> Result<()> {
        let count = groups.iter().map(|group| group.len()).sum::<usize>();
        let enough = || async { (self.told().await.ok()?.len() >= count).then_some(()) };
        let waited = until("events", PATIENCE, enough).await;
        let told = self.told().await?;
        waited.with_context(|| format!("told {told:?}, not {groups:?}"))?;
        self.calls(&format!("crm.log.splice(0, {count})")).await?;
        let mut next = told.iter().map(String::as_str);
        for group in groups {
            let mut came: Vec<&str> = next.by_ref().take(group.len()).collect();
            let mut wanted: Vec<&str> = group.iter().map(AsRef::as_ref).collect();
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

    /// Closes its tab.
    pub async fn close(self) -> Result<()> {
        self.tab.close().await
    }

    /// The page was told nothing that nobody asked about.
    pub async fn is_told_nothing_else(&self) -> Result<()> {
        let told = self.told().await?;
        ensure!(told.is_empty(), "told besides: {told:?}");
        Ok(())
    }
}
