//! What the tests begin with: a customer who talks with agent 5000, while 5001 is free.

use anyhow::{Context, Result, bail, ensure};
use reo_model::Redacted;
use reo_sim::{CallRequest, CallView, Sim, SimConfig};
use reo_tests::desk::Desk;
use reo_tests::process::until;
use reo_tests::pulse::{Layout, Player, Recorder};
use reo_tests::voice::{CustomerEar, Ear, Voice, VoiceRate, hears};
use std::path::Path;
use std::time::Duration;

pub const AGENT: &str = "5000";
pub const COLLEAGUE: &str = "5001";

/// One contact centre, two desks, one call.
pub struct Office {
    pub sim: Sim,
    pub agent: Desk,
    pub colleague: Desk,
    pub agent_speaker: Recorder,
    pub colleague_speaker: Recorder,
    pub call: u64,
    _speaks: [Player; 2],
    _voice: tempfile::TempDir,
}

impl Office {
    /// Both agents are signed in and speak into their headsets all the time; 5000 has answered a customer. Pictures
    /// of the screens go to folders of that name, one for each desk.
    pub async fn in_a_call(name: &str) -> Result<Self> {
        let voice = tempfile::tempdir()?;
        let says = Some(Voice::Customer.write(voice.path())?);
        let sim = Sim::start(SimConfig { voice: says, ..SimConfig::default() }).await?;
        let (mut agent, colleague) = tokio::try_join!(desk(&sim, name, AGENT), desk(&sim, name, COLLEAGUE))?;
        let call = answered(&sim, &mut agent).await?;
        let speaks = [speak(&agent, Voice::Agent)?, speak(&colleague, Voice::Colleague)?];
        let (agent_speaker, colleague_speaker) =
            (agent.pulse.record_speaker()?, colleague.pulse.record_speaker()?);
        Ok(Self {
            sim,
            agent,
            colleague,
            agent_speaker,
            colleague_speaker,
            call,
            _speaks: speaks,
            _voice: voice,
        })
    }

    /// The call as the contact centre sees it.
    pub fn call(&self) -> Option<CallView> {
        self.sim.call(self.call)
    }

    /// The agent offers the call, and the colleague presses that button of the popup. Gives what the agent's window
    /// says came of it: the call's end, or the code of the problem. Ten seconds are all that an offer stands; a
    /// machine that was busy with something else gets another try.
    pub async fn offer_and_press(&mut self, button: &str) -> Result<String> {
        self.agent.desktop.click("transfer").await?;
        for _ in 0..3 {
            self.offer().await?;
            // The popup may have gone with the offer.
            let pressed = self.colleague.desktop.click(button).await;
            self.colleague.desktop.switch_to_main().await?;
            let outcome = self.outcome().await?;
            if outcome != "transferTimedOut" {
                return pressed.map(|()| outcome);
            }
        }
        bail!("no offer could be answered in its ten seconds")
    }

    async fn outcome(&self) -> Result<String> {
        let desktop = &self.agent.desktop;
        until("the outcome of the offer", Duration::from_secs(30), || async {
            if let Some(problem) = desktop.find("transfer-problem").await {
                return problem.attr("data-code").await.ok()?;
            }
            desktop.find("end-cause").await?.text().await.ok()
        })
        .await
    }

    /// The agent chooses the colleague, who sees the offer in the popup and stays there.
    async fn offer(&mut self) -> Result<()> {
        let row = format!("colleague-{COLLEAGUE}");
        self.agent.desktop.wait_for(&row).await?;
        self.agent.picture("colleagues").await?;
        self.agent.desktop.click(&row).await?;
        self.colleague.desktop.switch_to_popup().await?;
        // Not the driver's idea of the visible text: it leaves out what could be cut off at the edge.
        let popup = self.colleague.desktop.wait_for("popup-offer").await?;
        let offer = popup.prop("textContent").await?.unwrap_or_default();
        ensure!(offer.contains("Mai") && offer.contains(AGENT), "the popup says: {offer}");
        self.agent.desktop.wait_for("transfer-progress").await?;
        self.pictures("offered").await
    }

    /// A picture of both screens.
    pub async fn pictures(&mut self, name: &str) -> Result<()> {
        tokio::try_join!(self.agent.picture(name), self.colleague.picture(name)).map(drop)
    }

    /// Both hear the other one, and only the other one.
    pub async fn customer_and_agent_talk(&self) -> Result<()> {
        both(self.customer_hears(Voice::Agent), hear("the agent", &mut &self.agent_speaker)).await
    }

    /// Both hear the other one, and only the other one.
    pub async fn customer_and_colleague_talk(&self) -> Result<()> {
        both(self.customer_hears(Voice::Colleague), hear("the colleague", &mut &self.colleague_speaker)).await
    }

    /// Waits until the customer hears that voice alone.
    pub async fn customer_hears(&self, voice: Voice) -> Result<()> {
        let mut ear = CustomerEar { sim: &self.sim, call: self.call };
        let heard = hears(&mut ear, voice).await.context("the customer")?;
        println!("the customer heard {voice:?}: {heard:?}");
        Ok(())
    }

    /// Ends everything.
    pub async fn close(self) -> Result<()> {
        tokio::try_join!(self.agent.clear(), self.colleague.clear())?;
        self.sim.shutdown().await;
        Ok(())
    }
}

async fn both(one: impl Future<Output = Result<()>>, other: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::try_join!(one, other).map(drop)
}

async fn hear(who: &'static str, speaker: &mut impl Ear) -> Result<()> {
    let heard = hears(speaker, Voice::Customer).await.context(who)?;
    println!("{who} heard the customer: {heard:?}");
    Ok(())
}

async fn desk(sim: &Sim, name: &str, extension: &str) -> Result<Desk> {
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name).join(extension);
    let mut desk = Desk::set_up(sim, &pictures, Layout::Headset).await?;
    desk.sign_in(sim, extension).await?;
    Ok(desk)
}

/// The customer calls, and the agent answers in the popup.
async fn answered(sim: &Sim, agent: &mut Desk) -> Result<u64> {
    let name = Some(Redacted::from("Nguyễn Thị Mai"));
    let request = CallRequest { name, agent: Some(AGENT.into()), ..CallRequest::from_number("0901234567") };
    let call = sim.customer_calls(request)?.id;
    agent.desktop.switch_to_popup().await?;
    agent.desktop.click("accept").await?;
    agent.desktop.switch_to_main().await?;
    agent.desktop.wait_for("call-timer").await?;
    Ok(call)
}

fn speak(desk: &Desk, voice: Voice) -> Result<Player> {
    Ok(desk.pulse.play_wav(&voice.write_long(desk.pulse.folder(), VoiceRate::Wide)?)?)
}
