//! What the tests begin with: a contact centre, pages of its agents, and ears on both sides.

use crate::page::Page;
use anyhow::{Context, Result};
use reo_model::Extension;
use reo_sim::{AgentView, CallView, CalloutService, Sim, SimConfig};
use reo_tests::peers::chromium::Chromium;
use reo_tests::peers::site::{Site, SiteFile};
use reo_tests::process::until;
use reo_tests::voice::{Ear, Voice, hears, hears_something};
use std::time::Duration;

pub const PATIENCE: Duration = Duration::from_secs(20);

/// The number that customers see who are called through the default outbound service.
pub const SALES_LINE: &str = "0938828283";
/// The same through the other one, `12`.
pub const SUPPORT_LINE: &str = "0938828284";

fn service(id: &str, line: &str, is_default: u8) -> CalloutService {
    let (callout_id, line) = (id.to_owned(), Some(line.to_owned()));
    CalloutService { callout_id, descriptions: format!("Service {id}"), is_default, line }
}

/// A contact centre, and a site with the CRM page. Customers speak with one voice, agents with the other.
pub struct Office {
    pub sim: Sim,
    site: Site,
    voices: tempfile::TempDir,
}

impl Office {
    /// Opens it as `config` has it, with voices and outbound services of its own.
    pub async fn open(config: SimConfig) -> Result<Self> {
        let voices = tempfile::tempdir()?;
        let voice = Some(Voice::Customer.write(voices.path())?);
        let callout_services = vec![service("11", SALES_LINE, 1), service("12", SUPPORT_LINE, 0)];
        let sim = Sim::start(SimConfig { voice, callout_services, ..config }).await?;
        let site = Site::plain([
            SiteFile::read("reference/index.html", "/")?.with("{base}", &sim.ready_line().base),
            SiteFile::read("reference/custom.js", "/custom.js")?,
            SiteFile::read("dist/reference.js", "/reference.js")?,
            SiteFile::read("recorder.js", "/recorder.js")?,
        ]);
        Ok(Self { sim, site: site.await?, voices })
    }

    /// A page in a browser of its own.
    pub async fn page(&self) -> Result<Page> {
        let voice = Voice::Agent.write(self.voices.path())?;
        let browser = Chromium::start(&voice, Some(&self.sim.ready_line().ca)).await?;
        Page::open(browser, self.site.at("localhost")).await
    }

    /// Signs an agent's only session in: it has the voice right, so that calls ring in the page.
    pub async fn sign_in(&self, page: &Page, agent: &str) -> Result<()> {
        self.init(page, agent, true).await?;
        page.until("rig.isRegistered()").await
    }

    /// Signs an agent in; the session has the voice right or not.
    pub async fn init(&self, page: &Page, agent: &str, voice: bool) -> Result<()> {
        let token = self.sim.token(&Extension::from(agent));
        page.init(&token, self.sim.ready_line().domain.as_str()).await?;
        let voice = format!("csShowEnableVoice {voice}");
        page.is_told(&[&["csShowCallStatus Online"], &[&voice], &["csShowDeviceType 1"], &["csInitComplete"]])
            .await
    }

    /// The call as it is now.
    pub fn call(&self, id: u64) -> Result<CallView> {
        self.sim.call(id).context("no such call")
    }

    /// Waits until the call is so.
    pub async fn call_is(&self, id: u64, what: &str, is_so: impl Fn(&CallView) -> bool) -> Result<()> {
        let waited = tokio::time::timeout(PATIENCE, self.sim.call_until(id, is_so)).await;
        waited
            .with_context(|| format!("never {what}: {:?}", self.sim.call(id)))?
            .context("no such call")
            .map(drop)
    }

    /// Waits until the contact centre knows this of the agent.
    pub async fn agent_is(&self, agent: &str, what: &str, is_so: impl Fn(&AgentView) -> bool) -> Result<()> {
        let agents = || self.sim.agents().into_iter().find(|view| view.extension.as_str() == agent);
        until(what, PATIENCE, || async { agents().filter(|view| is_so(view)).map(drop) }).await
    }

    /// An ear on what the customer of a call hears.
    pub const fn customer(&self, call: u64) -> CustomerEar<'_> {
        CustomerEar { sim: &self.sim, call, heard: Vec::new() }
    }

    /// Sound comes to both, whoever it is.
    pub async fn both_hear_something(&self, page: &Page, call: u64) -> Result<()> {
        let (mut page, mut customer) = (page.ear(), self.customer(call));
        let page = async { hears_something(&mut page).await.context("the agent") };
        let customer = async { hears_something(&mut customer).await.context("the customer") };
        tokio::try_join!(page, customer).map(drop)
    }

    /// The agent hears the customer and the customer the agent, each nobody else.
    pub async fn both_hear(&self, page: &Page, call: u64) -> Result<()> {
        let (mut page, mut customer) = (page.ear(), self.customer(call));
        let page = async { hears(&mut page, Voice::Customer).await.context("the agent") };
        let customer = async { hears(&mut customer, Voice::Agent).await.context("the customer") };
        tokio::try_join!(page, customer).map(drop)
    }
}

/// What a customer hears.
pub struct CustomerEar<'a> {
    sim: &'a Sim,
    call: u64,
    heard: Vec<f32>,
}

impl Ear for CustomerEar<'_> {
    async fn heard(&mut self) -> Result<Vec<f32>> {
        let heard = self.sim.heard(self.call).unwrap_or_default();
        let new = heard.iter().skip(self.heard.len());
        self.heard.extend(new.map(|sample| f32::from(*sample) / 32_768.0));
        Ok(self.heard.clone())
    }

    fn rate(&self) -> u32 {
        48_000
    }
}
