//! Whether a page reaches Reo at all: what the browser's user has decided, how the page was loaded, whether Reo runs; and what
//! the page then does. The CRM hosts the scripts itself, so that they are there in any case.

use crate::office::{AGENT, CRM, Office, PROVIDER, is_signed_in};
use anyhow::{Context, Result};
use reo_model::Extension;
use reo_tests::peers::page::CrmPage;
use reo_tests::peers::site::{Site, SiteFile};
use serde_json::{Value, json};

const DIALOG: &str = "document.querySelector('reo-dialog')";

/// The CRM's sites, and what they have up.
struct Sites {
    office: Office,
    /// By plain http from the internet.
    plain: Site,
    /// By plain http from the company's own network.
    inside: Site,
}

impl Sites {
    async fn open() -> Result<Self> {
        let (plain, inside) = (Site::plain([]).await?, Site::plain([]).await?);
        let office = Office::open_among(&[(&plain, "public"), (&inside, "local")]).await?;
        let sites = Self { office, plain, inside };
        for site in sites.all() {
            site.put(hosted()?).await;
            site.put(provider()?).await;
        }
        Ok(sites)
    }

    const fn all(&self) -> [&Site; 3] {
        [&self.office.site, &self.plain, &self.inside]
    }

    /// From now on the pages have these options.
    async fn choose(&self, options: &Value) -> Result<()> {
        for site in self.all() {
            site.put(self.office.pages_with_scripts("", "crm/custom.js", options.clone())?).await;
        }
        Ok(())
    }

    /// Opens the page of one of the sites.
    async fn page(&self, site: &Site) -> Result<CrmPage> {
        CrmPage::open(self.office.browser.beside().await?, &site.at(CRM)).await
    }

    /// The provider's scripts, where the page looks for them.
    fn provider(&self) -> String {
        format!("{}/provider", self.office.site.at(PROVIDER))
    }
}

/// The folder of scripts, as a CRM hosts it.
fn hosted() -> Result<Vec<SiteFile>> {
    let files = [
        "/js/embed/jquery.min.js",
        "/js/embed/jssip-3.2.10.js",
        "/js/embed/init-3.0.7.js",
        "/js/embed/web.push.js",
        "/js/embed/cs_const.js",
        "/js/embed/cs_voice.js",
    ];
    files.map(SiteFile::embed).into_iter().collect()
}

/// Stands in for the provider's host.
fn provider() -> Result<Vec<SiteFile>> {
    let file = |name: &str, path| SiteFile::read(&format!("crm/provider/{name}"), path);
    Ok(vec![
        file("jquery.min.js", "/provider/js/embed/jquery.min.js")?,
        file("jssip-3.2.10.js", "/provider/js/embed/jssip-3.2.10.js")?,
        file("init-3.0.7.js", "/provider/js/embed/init-3.0.7.js")?,
        file("web.push.js", "/provider/js/embed/web.push.js")?,
        file("cs_const.js", "/provider/js/embed/cs_const.js")?,
        file("cs_voice.js", "/provider/js/embed/cs_voice.js")?,
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_reaches_reo_or_says_why_not_or_falls_back_to_the_provider() -> Result<()> {
    let mut sites = Sites::open().await?;
    let fallback = json!({ "provider": sites.provider() });
    sites.choose(&json!({})).await?;
    reaches(&sites, &sites.office.site, true).await.context("https, allowed")?;
    // The control stays with the page that has just gone, lest a reload loses it.
    reaches(&sites, &sites.inside, false).await.context("plain http, from within")?;
    says(&sites, &sites.plain, "REO_INSECURE_PAGE").await.context("plain http")?;
    sites.choose(&fallback).await?;
    falls_back(&sites, &sites.plain).await.context("plain http")?;

    sites.office.browser.set_loopback("denied").await?;
    falls_back(&sites, &sites.office.site).await.context("https, denied")?;
    sites.choose(&json!({})).await?;
    says(&sites, &sites.office.site, "REO_PERMISSION_DENIED").await.context("https, denied")?;
    is_quiet(&sites).await.context("without a dialog")?;

    gets_no_scripts(&sites, &sites.office.site).await.context("https, denied")?;
    gets_no_scripts(&sites, &sites.plain).await.context("plain http")?;

    sites.office.browser.set_loopback("granted").await?;
    sites.office.phone.stop().await;
    sites.choose(&fallback).await?;
    falls_back(&sites, &sites.office.site).await.context("not running")?;
    sites.choose(&json!({})).await?;
    comes_later(&mut sites).await.context("not running at first")?;
    sites.office.close().await
}

async fn reaches(sites: &Sites, site: &Site, controls: bool) -> Result<()> {
    let page = sites.page(site).await?;
    is_signed_in(&page, controls).await?;
    assert!(page.value(DIALOG).await?.is_null());
    page.close().await
}

/// The page is told, and so is the user.
async fn says(sites: &Sites, site: &Site, code: &str) -> Result<()> {
    let page = sites.page(site).await?;
    page.is_told(&[&[format!("csInitError {code}")]]).await?;
    page.until(&format!("{DIALOG}.shadowRoot.querySelector('[role=dialog]').innerText.length > 40")).await?;
    page.close().await
}

/// The user is not told where the page wants to do that itself.
async fn is_quiet(sites: &Sites) -> Result<()> {
    sites.choose(&json!({ "dialog": false })).await?;
    let page = sites.page(&sites.office.site).await?;
    page.is_told(&[&["csInitError REO_PERMISSION_DENIED"]]).await?;
    assert!(page.value(DIALOG).await?.is_null());
    page.close().await
}

/// Where the page has its scripts from Reo, nothing of the old interface is there.
async fn gets_no_scripts(sites: &Sites, site: &Site) -> Result<()> {
    site.put(sites.office.pages("crm/custom.js", json!({}))?).await;
    let page = sites.page(site).await?;
    assert_eq!(page.value("[typeof csInit, typeof csVoice]").await?, json!(["undefined", "undefined"]));
    page.close().await
}

/// The page works with the provider's own scripts, as it did before it knew Reo.
async fn falls_back(sites: &Sites, site: &Site) -> Result<()> {
    let page = sites.page(site).await?;
    page.is_told(&[&["csInitComplete"]]).await?;
    let office = &sites.office;
    let token = office.sim.token(&Extension::from(AGENT));
    let init = format!("csInit {} {}", token.expose(), office.sim.ready_line().domain);
    let scripts = ["jssip-3.2.10.js", "init-3.0.7.js", "web.push.js", "cs_const.js", "cs_voice.js"];
    let loaded: Vec<Value> = scripts.into_iter().chain([init.as_str()]).map(Value::from).collect();
    assert_eq!(page.value("provider").await?, Value::from(loaded));
    page.calls("provider.length = 0; csCallout('0912345678', '12')").await?;
    page.is_told(&[&["showCalloutInfo 0912345678"]]).await?;
    assert_eq!(page.value("provider").await?, json!(["csCallout 0912345678 12"]));
    assert!(page.value(DIALOG).await?.is_null());
    page.close().await
}

/// Reo is started while the page waits; it goes on by itself.
async fn comes_later(sites: &mut Sites) -> Result<()> {
    let page = sites.page(&sites.office.site).await?;
    page.is_told(&[&["csInitError REO_NOT_RUNNING"]]).await?;
    let link = format!("{DIALOG}.shadowRoot.querySelector('a').getAttribute('href')");
    assert_eq!(page.value(&link).await?, "reo://open");
    sites.office.phone.start_again().await?;
    is_signed_in(&page, true).await?;
    page.until(&format!("{DIALOG} === null")).await
}
