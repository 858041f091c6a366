//! What the tests begin with: a desk at a contact centre, its door for CRM pages shut, and a browser beside the phone.

use anyhow::{Context, Result};
use reo_model::Extension;
use reo_sim::{CallState, CallView, Sim, SimConfig};
use reo_tests::desk::Desk;
use reo_tests::desktop::Desktop;
use reo_tests::peers::chromium::{Browser, Chromium};
use reo_tests::peers::page::CrmPage;
use reo_tests::peers::site::{Authority, Site, SiteFile};
use reo_tests::process::free_port;
use reo_tests::pulse::Layout;
use reo_tests::voice::Voice;
use serde_json::json;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Duration;

pub const AGENT: &str = "5000";
/// The CRM's name in the browser, and what its page calls itself.
const CRM: &str = "crm.example";
pub const NAME: &str = "New CRM";

const PATIENCE: Duration = Duration::from_secs(20);

/// The contact centre, the browser and the desk, whose methods it has.
pub struct Office {
    pub sim: Sim,
    pub browser: Chromium,
    pub site: Site,
    desk: Desk,
    /// What the phone is started with.
    arguments: Vec<String>,
    _voice: tempfile::TempDir,
}

impl Deref for Office {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl DerefMut for Office {
    fn deref_mut(&mut self) -> &mut Desk {
        &mut self.desk
    }
}

impl Office {
    /// The agent is signed in; no page is open. Pictures of the screen go to a folder of that name.
    pub async fn open(name: &str) -> Result<Self> {
        let voice = tempfile::tempdir()?;
        let says = Some(Voice::Customer.write(voice.path())?);
        let sim = Sim::start(SimConfig { voice: says, ..SimConfig::default() }).await?;
        let port = free_port()?;
        let number = port.to_string();
        let door = ["--bridge-port", number.as_str()];
        let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crm-desktop").join(name);
        let mut desk = Desk::set_up_with(&sim, &pictures, Layout::Headset, &door).await?;
        desk.sign_in(&sim, AGENT).await?;
        let (browser, site) = browser_at(port).await?;
        let ca = sim.ready_line().ca.display().to_string();
        let arguments = ["--ca", &ca].into_iter().chain(door).map(str::to_owned).collect();
        Ok(Self { sim, browser, site, desk, arguments, _voice: voice })
    }

    /// The same with the door open and the CRM's page let in, for whatever is ticked when the agent says nothing else.
    pub async fn with_page(name: &str) -> Result<(Self, CrmPage)> {
        let mut office = Self::open(name).await?;
        office.opens_the_door().await?;
        let page = office.page().await?;
        office.is_asked("pair").await?;
        office.agrees().await?;
        page.until("phone.state.type === 'open' && phone.controlling").await?;
        office.desktop.click("settings-button").await?;
        office.desktop.wait_until_gone("settings").await?;
        Ok((office, page))
    }

    /// The agent switches the door on. The settings stay on the screen.
    pub async fn opens_the_door(&mut self) -> Result<()> {
        self.desktop.click("settings-button").await?;
        self.desktop.wait_for_attribute("door-state", "data-door", "closed").await?;
        self.desktop.click("door-open").await?;
        self.desktop.wait_for_attribute("door-state", "data-door", "open").await?;
        self.desktop.scroll_to("door-state").await?;
        self.picture("door-open").await
    }

    /// The origin of the CRM's page.
    pub fn origin(&self) -> String {
        self.site.at(CRM)
    }

    /// Opens the CRM's page in a tab of its own.
    pub async fn page(&self) -> Result<CrmPage> {
        CrmPage::open(self.browser.beside().await?, &self.origin()).await
    }

    /// Waits for the CRM's question of this kind in the window, the only one there.
    pub async fn is_asked(&mut self, kind: &str) -> Result<()> {
        self.desktop.wait_for_attribute("ask", "data-kind", kind).await?;
        assert_eq!(self.desktop.text("ask-origin").await?, self.origin());
        self.picture(&format!("asks-{kind}")).await
    }

    /// The agent says yes, as soon as the question takes it.
    pub async fn agrees(&self) -> Result<()> {
        self.desktop.click_when_enabled("ask-agree").await?;
        self.desktop.wait_until_gone("ask").await
    }

    /// Waits until the call is so at the contact centre.
    pub async fn call_is(&self, id: u64, state: CallState) -> Result<CallView> {
        let waited =
            tokio::time::timeout(PATIENCE, self.sim.call_until(id, |call| call.state == state)).await;
        waited.with_context(|| format!("never {state:?}: {:?}", self.sim.call(id)))?.context("no such call")
    }

    /// The program is ended, as at the end of the day.
    pub async fn quits(&self) -> Result<()> {
        self.desktop.quit(&self.screen).await
    }

    /// It is started again, with what it kept.
    pub async fn starts_again(&mut self) -> Result<()> {
        let server = self.pulse.server();
        self.desk.desktop = Desktop::start(&self.desk.screen, &server, &self.arguments).await?;
        Ok(())
    }

    /// The page signs its agent in.
    pub async fn is_signed_in_by(&self, page: &CrmPage) -> Result<()> {
        let account = json!({
            "domain": self.sim.ready_line().domain.as_str(),
            "token": self.sim.token(&Extension::from(AGENT)).expose(),
        });
        page.run("return phone.signIn(arguments[0])", vec![account]).await?;
        page.until("phone.snapshot.ready").await
    }

    /// Closes everything.
    pub async fn close(self) -> Result<()> {
        self.browser.close().await?;
        self.desk.clear().await?;
        self.sim.shutdown().await;
        Ok(())
    }
}

/// A browser, and the CRM's site, whose page looks for the phone at this port.
async fn browser_at(port: u16) -> Result<(Chromium, Site)> {
    let page = SiteFile::read("crm/new.html", "/")?
        .with("{scripts}", "")
        .with("{ports}", &json!([port]).to_string());
    let files = [page, SiteFile::read("crm/new.js", "/new.js")?, SiteFile::embed("/sdk/reo.js")?];
    let authority = Authority::of(&[CRM])?;
    let site = Site::secure(files, &authority).await?;
    let arguments = vec!["--host-resolver-rules=MAP *.example 127.0.0.1".to_owned()];
    let browser = Browser { authority: Some(authority.pem()), arguments, ..Browser::default() };
    Ok((browser.start().await?, site))
}

/// The page does something that may take the agent's word; what came of it is awaited by [`outcome`].
pub async fn tries(page: &CrmPage, what: &str) -> Result<()> {
    let script = format!(
        "crm.outcome = null;
        {what}.then(() => 'done', (error) => error.code).then((outcome) => {{ crm.outcome = outcome; }});"
    );
    page.calls(&script).await
}

/// Waits for what came of it: `done`, or the code of an error.
pub async fn outcome(page: &CrmPage, wanted: &str) -> Result<()> {
    page.until("crm.outcome !== null").await?;
    assert_eq!(page.value("crm.outcome").await?, wanted);
    Ok(())
}
