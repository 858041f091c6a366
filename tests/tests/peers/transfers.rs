//! Transfers by REFER through Kamailio: JsSIP in Chromium is the one who is given away, another phone like the
//! agent's the one who gets them.

use crate::desk::{AGENT, COLLEAGUE, browser, line, line_of};
use anyhow::{Context, Result};
use reo_model::{CallId, Redacted};
use reo_phone::{Command, EndCause, TransferTarget};
use reo_tests::agent::Agent;
use reo_tests::peers::browser::BrowserPhone;
use reo_tests::peers::kamailio::Kamailio;
use reo_tests::voice::{Voice, hears};

/// The browser calls the agent, who answers; a colleague's phone is registered.
struct Call {
    _kamailio: Kamailio,
    _voice: tempfile::TempDir,
    browser: BrowserPhone,
    agent: Agent,
    colleague: Agent,
    call: CallId,
}

impl Call {
    async fn up() -> Result<Self> {
        let kamailio = Kamailio::start(None).await?;
        let server = kamailio.websocket();
        let (browser, voice) = browser(&kamailio, None).await?;
        let agent = Agent::start(line(&server)).await?;
        let colleague = Agent::start_as(Voice::Colleague, line_of(COLLEAGUE, &server)).await?;
        browser.run(&format!("call('{AGENT}')")).await?;
        let call = agent.answer().await?;
        hears(&mut browser.ear(), Voice::Agent).await.context("the browser, before")?;
        Ok(Self { _kamailio: kamailio, _voice: voice, browser, agent, colleague, call })
    }

    /// Browser and colleague talk, the agent is out of it; then the colleague hangs up.
    async fn goes_on_with_the_colleague(mut self, call: CallId) -> Result<()> {
        assert_eq!(self.agent.ended(self.call).await?, EndCause::Transferred);
        let mut ears = (self.browser.ear(), self.colleague.ear());
        let browser = async { hears(&mut ears.0, Voice::Colleague).await.context("the browser") };
        let colleague = async { hears(&mut ears.1, Voice::Customer).await.context("the colleague") };
        println!("browser and colleague heard: {:?}", tokio::try_join!(browser, colleague)?);
        self.browser.forget().await?;
        assert_eq!(self.colleague.hang_up(call).await?, EndCause::HungUpHere);
        self.browser.wait_for("ended remote").await?;
        self.agent.end().await?;
        self.colleague.end().await?;
        self.browser.close().await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blind_transfer_takes_the_browser_to_a_colleague() -> Result<()> {
    let call = Call::up().await?;
    let number = Redacted::from(COLLEAGUE);
    call.agent.transfer(call.call, TransferTarget::Number { number }).await?;
    call.browser.wait_for("referred").await?;
    let answered = call.colleague.answer().await?;
    call.goes_on_with_the_colleague(answered).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attended_transfer_joins_the_browser_to_a_colleague_who_was_asked() -> Result<()> {
    let mut call = Call::up().await?;
    let number = Redacted::from(COLLEAGUE);
    call.agent.command(Command::Dial { number, service: None }).await?;
    let asked = call.colleague.answer().await?;
    let second = |view: &reo_phone::CallView| view.id != call.call && view.answered_at.is_some();
    let second = call.agent.until_call("talking with the colleague", second).await?.id;
    hears(&mut call.colleague.ear(), Voice::Agent).await.context("the colleague, asked")?;

    call.agent.transfer(call.call, TransferTarget::Call { call: second }).await?;
    call.browser.wait_for("referred").await?;
    call.agent.ended(second).await?;
    call.goes_on_with_the_colleague(asked).await
}
