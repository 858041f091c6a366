//! baresip as the desk phone of an agent at the simulated contact centre: the voice is there, and the engine follows
//! and steers the call on the agent socket alone.

use anyhow::{Context, Result};
use reo_model::DeviceType;
use reo_phone::{Command, EndCause, Event, Phase};
use reo_sim::{Behaviour, CallRequest, Sim, SimConfig};
use reo_tests::agent::Agent;
use reo_tests::peers::baresip::{Baresip, DeskLine};
use reo_tests::voice::{CustomerEar, Ear, Voice, VoiceRate, hears, hears_nothing, hears_something};

const AGENT: &str = "5000";
const CUSTOMER: &str = "0912345678";

/// A contact centre, the agent's phone that follows, and the desk phone that speaks.
struct Desk {
    sim: Sim,
    agent: Agent,
    phone: Baresip,
    _voices: tempfile::TempDir,
}

impl Desk {
    /// The agent is signed in and calls ring on the desk phone, which answers by itself.
    async fn with(device: DeviceType) -> Result<Self> {
        let voices = tempfile::tempdir()?;
        let voice = Some(Voice::Customer.write(voices.path())?);
        let sim = Sim::start(SimConfig { voice, ..SimConfig::default() }).await?;
        let ready = sim.ready_line();
        let line = DeskLine {
            proxy: ready.sip_udp.context("no SIP by UDP")?,
            domain: &ready.sip_domain,
            user: &format!("{AGENT}-desk"),
            password: ready.sip_password.expose(),
        };
        let speaks = Voice::Agent.write_long(voices.path(), VoiceRate::Telephone)?;
        let phone = Baresip::start(line, &speaks).await?;
        let agent = Agent::at_centre(&sim, AGENT).await?;
        agent.command(Command::SetDevice { device, phone: None }).await?;
        let moved = |view: &reo_phone::Snapshot| view.device.as_ref().is_some_and(|at| at.current == device);
        agent.until("ringing on the desk phone", moved).await?;
        Ok(Self { sim, agent, phone, _voices: voices })
    }

    /// Customer and agent hear each other, and only each other.
    async fn both_hear(&self, call: u64) -> Result<()> {
        let mut customer = self.customer(call);
        let mut desk = self.phone.ear();
        let customer = async { hears(&mut customer, Voice::Agent).await.context("the customer") };
        let desk = async { hears(&mut desk, Voice::Customer).await.context("the agent") };
        println!("customer and agent heard: {:?}", tokio::try_join!(customer, desk)?);
        Ok(())
    }

    const fn customer(&self, call: u64) -> CustomerEar<'_> {
        CustomerEar { sim: &self.sim, call }
    }

    async fn end(self) -> Result<()> {
        self.agent.end().await?;
        self.sim.shutdown().await;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_on_the_desk_phone_is_followed_muted_held_and_ended_from_the_window() -> Result<()> {
    let mut desk = Desk::with(DeviceType::IpPhone).await?;
    let request = CallRequest { agent: Some(AGENT.into()), ..CallRequest::from_number(CUSTOMER) };
    let sim_call = desk.sim.customer_calls(request)?.id;
    desk.agent.event("a ring", |event| matches!(event, Event::CallStarted { .. }).then_some(())).await?;
    let call = desk.agent.until_call("talking", |call| call.phase == Phase::Talking).await?;
    assert_eq!(call.device, DeviceType::IpPhone);
    let call = call.id;
    desk.both_hear(sim_call).await?;

    desk.agent.command(Command::SetMute { call, on: true }).await?;
    desk.agent.until_call("muted", |call| call.muted).await?;
    hears_nothing(&mut desk.customer(sim_call)).await.context("the customer of a muted agent")?;
    desk.agent.command(Command::SetMute { call, on: false }).await?;
    desk.both_hear(sim_call).await?;

    desk.agent.hold(call, true).await?;
    hears_nothing(&mut desk.phone.ear()).await.context("the agent who holds")?;
    hears_music(&mut desk.customer(sim_call)).await?;
    desk.agent.hold(call, false).await?;
    desk.both_hear(sim_call).await?;

    assert_eq!(desk.agent.hang_up(call).await?, EndCause::HungUpHere);
    desk.phone.event("CALL_CLOSED", 1).await?;
    desk.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_out_goes_through_the_desk_phone() -> Result<()> {
    let mut desk = Desk::with(DeviceType::IpPhoneAlways).await?;
    desk.sim.set_customer(CUSTOMER, Behaviour::default());
    let (call, _) = desk.agent.dial(CUSTOMER).await?;
    desk.agent.until_call("talking", |call| call.phase == Phase::Talking).await?;
    let sim_call = desk.sim.calls().last().context("no call")?.id;
    desk.both_hear(sim_call).await?;

    desk.sim.hang_up(sim_call)?;
    assert_eq!(desk.agent.ended(call).await?, EndCause::HungUpThere);
    desk.phone.event("CALL_CLOSED", 1).await?;
    desk.end().await
}

/// Waits until somebody hears something that is not the agent.
async fn hears_music(ear: &mut impl Ear) -> Result<()> {
    hears_something(ear).await?;
    let rate = ear.rate();
    let from = ear.heard().await?.len();
    let wanted = from + 3 * rate as usize;
    let heard = reo_tests::voice::wait_for_samples(ear, wanted).await?;
    let share = Voice::Agent.share(&heard[from..], rate);
    anyhow::ensure!(share < reo_tests::voice::OTHER, "the agent is heard on hold: {share}");
    Ok(())
}
