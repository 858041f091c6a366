//! The page of one agent, in a browser of its own.

use anyhow::Result;
use reo_tests::peers::chromium::Chromium;
use reo_tests::peers::page::CrmPage;
use std::ops::Deref;

/// A CRM page with the client in it; its methods are those of [`CrmPage`].
pub struct Page {
    browser: Chromium,
    page: CrmPage,
    address: String,
}

impl Deref for Page {
    type Target = CrmPage;

    fn deref(&self) -> &CrmPage {
        &self.page
    }
}

impl Page {
    /// Opens it. Nobody is signed in.
    pub async fn open(browser: Chromium, address: String) -> Result<Self> {
        let page = CrmPage::open(browser.clone(), &address).await?;
        Ok(Self { browser, page, address })
    }

    /// Forgets everything, as a page does.
    pub async fn reload(&self) -> Result<()> {
        self.browser.open(&self.address).await
    }

    /// Closes the browser; the page was told nothing that was not asked about.
    pub async fn close(self) -> Result<()> {
        self.is_told_nothing_else().await?;
        self.browser.close().await
    }
}
