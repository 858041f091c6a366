//! What the tests begin with: a contact centre, the phone of agent 5000 with its door open, and the CRM's site in a
//! browser that has let the site reach programs on this computer.

use anyhow::{Context, Result};
use reo_model::Extension;
use reo_sim::{AgentView, CallRequest, CallState, CallView, CalloutService, EndReason, Sim, SimConfig};
use reo_tests::door::OpenPhone;
use reo_tests::peers::chromium::{Browser, Chromium};
use reo_tests::peers::page::CrmPage;
use reo_tests::peers::site::{Authority, Site, SiteFile};
use reo_tests::process::until;
use reo_tests::voice::{CustomerEar, Voice, hears, hears_something};
use serde_json::{Value, json};
use std::time::Duration;

pub const PATIENCE: Duration = Duration::from_secs(20);
pub const AGENT: &str = "5000";
pub const CALLER: &str = "0901234567";
/// The CRM's name in the browser.
pub const CRM: &str = "crm.example";
/// The name of another CRM, at the same site.
pub const NEW_CRM: &str = "new-crm.example";
/// The name of the provider's host, which is the same site under another name.
pub const PROVIDER: &str = "provider.example";

/// A place to work in.
pub struct Office {
    pub sim: Sim,
    pub phone: OpenPhone,
    pub browser: Chromium,
    pub site: Site,
}

impl Office {
    /// Opens it with the CRM's pages up; their scripts come from the phone.
    pub async fn open() -> Result<Self> {
        Self::open_among(&[]).await
    }

    /// The same with other sites of the CRM's, and whether each is to the browser on the internet (`public`) or in the
    /// company's own network (`local`).
    pub async fn open_among(others: &[(&Site, &str)]) -> Result<Self> {
        let callout_services = vec![service("11", 1), service("12", 0)];
        let voices = tempfile::tempdir()?;
        let voice = Some(Voice::Customer.write(voices.path())?);
        let sim = Sim::start(SimConfig { voice, callout_services, ..SimConfig::default() }).await?;
        let authority = Authority::of(&[CRM, NEW_CRM, PROVIDER])?;
        let blank =
            [SiteFile::read("crm/attack.html", "/blank")?, SiteFile::read("crm/attack.js", "/attack.js")?];
        let site = Site::secure(blank, &authority).await?;
        let sites = || others.iter().copied().chain([(&site, "public")]);
        let origins: Vec<String> = sites().map(|(site, _)| site.at(CRM)).collect();
        let spaces: Vec<String> =
            sites().map(|(site, space)| format!("127.0.0.1:{}={space}", site.port())).collect();
        let phone = OpenPhone::start(&sim, &origins).await?;
        let arguments = vec![
            "--host-resolver-rules=MAP *.example 127.0.0.1".to_owned(),
            format!("--ip-address-space-overrides={}", spaces.join(",")),
        ];
        let browser =
            Browser { authority: Some(authority.pem()), arguments, ..Browser::default() }.start().await?;
        let office = Self { sim, phone, browser, site };
        office.site.put(office.pages("crm/custom.js", json!({}))?).await;
        office.browser.open(&format!("{}/blank", office.site.at(CRM))).await?;
        office.browser.set_loopback("granted").await?;
        Ok(office)
    }

    /// The CRM's page with this part of its own, and with options besides the port, which is not one of the usual.
    pub fn pages(&self, custom: &str, options: Value) -> Result<[SiteFile; 2]> {
        self.pages_with_scripts(&self.phone.address(), custom, options)
    }

    /// The same with scripts from elsewhere.
    pub fn pages_with_scripts(
        &self,
        scripts: &str,
        custom: &str,
        mut options: Value,
    ) -> Result<[SiteFile; 2]> {
        options["ports"] = json!([self.phone.port()]);
        let ready = self.sim.ready_line();
        let token = self.sim.token(&Extension::from(AGENT));
        let page = SiteFile::read("crm/old.html", "/")?
            .with("{options}", &format!("window.reoOptions = {options};"))
            .with("{scripts}", scripts)
            .with("{token}", token.expose())
            .with("{domain}", ready.domain.as_str());
        Ok([page, SiteFile::read(custom, "/custom.js")?])
    }

    /// Opens the CRM's page in a tab of its own; it signs its agent in.
    pub async fn page(&self) -> Result<CrmPage> {
        CrmPage::open(self.browser.beside().await?, &self.site.at(CRM)).await
    }

    /// The same, and waits until it is told so and calls can be taken; it is the page that controls the phone, or not.
    pub async fn signed_in(&self, controls: bool) -> Result<CrmPage> {
        let page = self.page().await?;
        is_signed_in(&page, controls).await?;
        self.phone.until("ready", |view| view.ready).await?;
        Ok(page)
    }

    /// A customer calls; the page is told. Returns the call.
    pub async fn rings(&self, page: &CrmPage) -> Result<CallView> {
        let agent = Some(Extension::from(AGENT));
        let request = CallRequest { agent, queue: "Sales".to_owned(), ..CallRequest::from_number(CALLER) };
        let call = self.sim.customer_calls(request)?;
        page.is_told(&[&ringing(&call.call_id)]).await?;
        Ok(call)
    }

    /// A customer calls, and the agent takes it in the page.
    pub async fn talks(&self, page: &CrmPage) -> Result<CallView> {
        let call = self.rings(page).await?;
        page.calls("onAcceptCall()").await?;
        page.is_told(&[&["csAcceptCall [hasCall isAnswering]"]]).await?;
        self.both_hear_something(call.id).await?;
        Ok(call)
    }

    /// The call as it is now.
    pub fn call(&self, id: u64) -> Result<CallView> {
        self.sim.call(id).context("no such call")
    }

    /// Waits until the call is so.
    pub async fn call_is(&self, id: u64, what: &str, is_so: impl Fn(&CallView) -> bool) -> Result<()> {
        let waited = tokio::time::timeout(PATIENCE, self.sim.call_until(id, is_so)).await;
        let waited = waited.with_context(|| format!("never {what}: {:?}", self.sim.call(id)))?;
        waited.context("no such call").map(drop)
    }

    /// The call is over at the contact centre, for this reason.
    pub async fn ended(&self, id: u64, reason: EndReason) -> Result<()> {
        self.call_is(id, "over", |call| call.state == CallState::Ended).await?;
        assert_eq!(self.call(id)?.ended, Some(reason));
        Ok(())
    }

    /// Waits until the contact centre knows this of the agent.
    pub async fn agent_is(&self, what: &str, is_so: impl Fn(&AgentView) -> bool) -> Result<()> {
        let agent = || self.sim.agents().into_iter().find(|view| view.extension.as_str() == AGENT);
        until(what, PATIENCE, || async { agent().filter(|view| is_so(view)).map(drop) }).await
    }

    /// Waits until no agent is in a call at the contact centre.
    pub async fn everybody_is_free(&self) -> Result<()> {
        let free = || self.sim.agents().iter().all(|agent| agent.call.is_none());
        until("free agents", PATIENCE, || async { free().then_some(()) }).await
    }

    /// An ear on what the customer of a call hears.
    pub const fn customer(&self, call: u64) -> CustomerEar<'_> {
        CustomerEar { sim: &self.sim, call }
    }

    /// Sound comes to both, whoever it is.
    pub async fn both_hear_something(&self, call: u64) -> Result<()> {
        let (mut agent, mut customer) = (self.phone.ear(), self.customer(call));
        let agent = async { hears_something(&mut agent).await.context("the agent") };
        let customer = async { hears_something(&mut customer).await.context("the customer") };
        tokio::try_join!(agent, customer).map(drop)
    }

    /// The agent hears the customer and the customer the agent, each nobody else.
    pub async fn both_hear(&self, call: u64) -> Result<()> {
        let (mut agent, mut customer) = (self.phone.ear(), self.customer(call));
        let agent = async { hears(&mut agent, Voice::Customer).await.context("the agent") };
        let customer = async { hears(&mut customer, Voice::Agent).await.context("the customer") };
        tokio::try_join!(agent, customer).map(drop)
    }

    /// Closes it.
    pub async fn close(self) -> Result<()> {
        self.browser.close().await?;
        self.phone.stop().await;
        self.sim.shutdown().await;
        Ok(())
    }
}

fn service(id: &str, is_default: u8) -> CalloutService {
    let (callout_id, line) = (id.to_owned(), Some(format!("09388282{id}")));
    CalloutService { callout_id, descriptions: format!("Service {id}"), is_default, line }
}

/// What a page is told of a customer's call, in either order.
pub fn ringing(call_id: &str) -> [String; 2] {
    let flags = "[hasCall isRinging]";
    [format!("csCurrentCallId {call_id} {flags}"), format!("csCallRinging {CALLER} {flags}")]
}

/// What a page is told when its agent is signed in and no call is up.
pub async fn is_signed_in(page: &CrmPage, controls: bool) -> Result<()> {
    let voice = format!("csShowEnableVoice {controls}");
    page.is_told(&[&["csShowCallStatus Online"], &[&voice], &["csShowDeviceType 1"], &["csInitComplete"]])
        .await
}
