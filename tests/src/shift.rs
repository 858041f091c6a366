//! One scripted shift of agent 5000 at the simulated contact centre: a real window, real sound devices, speech both
//! ways. The demo prints what comes of it, the test holds it against what must be.

use crate::correlate::{Signal, SpeechMatch, speech_match};
use crate::desk::Desk;
use crate::process::until;
use crate::pulse::{Layout, Player, RATE, Recorder, read_wav};
use anyhow::{Context, Result, ensure};
use reo_model::Redacted;
use reo_sim::{Behaviour, CallRequest, CallState, CallView, Outcome, Sim, SimConfig};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A share of the spoken half-seconds that leaves no doubt that it is the same speech.
pub const SAME_SPEECH: f32 = 0.7;

/// The agent.
pub const AGENT: &str = "5000";
/// A customer who calls.
pub const CALLER: &str = "0901234567";
/// A customer who answers.
pub const ANSWERS: &str = "0912345678";
/// A customer who is busy.
pub const BUSY: &str = "0987654321";

/// Samples louder than this are sound.
const AUDIBLE: f32 = 0.01;
const PATIENCE: Duration = Duration::from_secs(15);

/// What one call was like.
#[derive(Clone, Debug, Default)]
pub struct CallFacts {
    /// Until the popup was there, or the customer's phone rang.
    pub ring_shown: Option<Duration>,
    /// From the answer until the customer's first word leaves the agent's loudspeaker.
    pub answer_to_audio: Option<Duration>,
    /// How much of the customer's speech came out of the agent's loudspeaker, 0 to 1.
    pub customer_heard: Option<f32>,
    /// How much of the agent's speech reached the customer, 0 to 1.
    pub agent_heard: Option<f32>,
    /// Level at the agent's loudspeaker while the customer spoke, in dBFS.
    pub speaker_level: Option<f32>,
    /// Level that reached the customer, in dBFS.
    pub customer_level: Option<f32>,
    /// What the window said at the end.
    pub end: String,
}

/// The contact centre and the desk of agent 5000, whose methods it has.
pub struct Shift {
    /// The contact centre.
    pub sim: Sim,
    desk: Desk,
}

impl Deref for Shift {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl DerefMut for Shift {
    fn deref_mut(&mut self) -> &mut Desk {
        &mut self.desk
    }
}

impl Shift {
    /// Starts everything with a headset; pictures of the screen go to `pictures`. The phone shows the sign-in page.
    pub async fn start(pictures: &Path) -> Result<Self> {
        Self::start_with(pictures, Layout::Headset).await
    }

    /// The same with other sound devices.
    pub async fn start_with(pictures: &Path, devices: Layout) -> Result<Self> {
        let sim = Sim::start(SimConfig::default()).await?;
        let desk = Desk::set_up(&sim, pictures, devices).await?;
        Ok(Self { sim, desk })
    }

    /// Signs in as agent 5000 through the window and waits until the phone is ready for calls.
    pub async fn sign_in(&mut self) -> Result<()> {
        self.desk.sign_in(&self.sim, AGENT).await
    }

    /// A customer calls, the agent answers in the popup, both speak, the agent hangs up.
    pub async fn inbound_call(&mut self) -> Result<CallFacts> {
        let mut facts = CallFacts::default();
        let began = Instant::now();
        let call = self.sim.customer_calls(CallRequest {
            name: Some(Redacted::from("Nguyễn Thị Mai")),
            queue: "Hỗ trợ kỹ thuật".to_owned(),
            ..CallRequest::from_number(CALLER)
        })?;
        self.desktop.switch_to_popup().await?;
        self.desktop.wait_for("accept").await?;
        self.desktop.painted().await?;
        facts.ring_shown = Some(began.elapsed());
        self.picture("incoming-call").await?;
        let (speaker, microphone) = (self.pulse.record_speaker()?, self.agent_speaks()?);
        let answered_at = speaker.len();
        self.desktop.click("accept").await?;
        self.desktop.switch_to_main().await?;
        self.talk(call.id, &speaker, microphone, answered_at, &mut facts).await?;
        self.picture("talking").await?;
        self.hang_up(call.id, &mut facts).await?;
        Ok(facts)
    }

    /// The agent calls a customer who answers; both speak; the agent hangs up.
    pub async fn outbound_call(&mut self) -> Result<CallFacts> {
        let mut facts = CallFacts::default();
        self.sim.set_customer(ANSWERS, Behaviour { after_ms: 1_000, ..Behaviour::default() });
        let (speaker, microphone) = (self.pulse.record_speaker()?, self.agent_speaks()?);
        let call = self.dial(ANSWERS, &mut facts).await?;
        self.picture("calling").await?;
        until("the customer's answer", PATIENCE, || async {
            (self.sim.call(call.id)?.state == CallState::Talking).then_some(())
        })
        .await?;
        let answered_at = speaker.len();
        self.talk(call.id, &speaker, microphone, answered_at, &mut facts).await?;
        self.picture("talking-outbound").await?;
        self.hang_up(call.id, &mut facts).await?;
        Ok(facts)
    }

    /// The agent calls a customer who is busy.
    pub async fn call_to_busy_customer(&mut self) -> Result<CallFacts> {
        let mut facts = CallFacts::default();
        self.sim.set_customer(BUSY, Behaviour { outcome: Outcome::Busy, ..Behaviour::default() });
        self.dial(BUSY, &mut facts).await?;
        facts.end = self.desktop.wait_for_text("end-cause", |text| !text.is_empty()).await?;
        self.picture("busy").await?;
        self.desktop.click("close-call").await?;
        self.desktop.wait_for("dial-field").await?;
        Ok(facts)
    }

    /// Ends everything.
    pub async fn end(self) -> Result<()> {
        self.desk.clear().await?;
        self.sim.shutdown().await;
        Ok(())
    }

    fn agent_speaks(&self) -> Result<Player> {
        Ok(self.pulse.play_wav(&voice("agent-vi.wav"))?)
    }

    async fn dial(&mut self, number: &str, facts: &mut CallFacts) -> Result<CallView> {
        let began = Instant::now();
        self.desktop.fill("dial-field", number).await?;
        self.desktop.click("dial-button").await?;
        let call = until("the call at the contact centre", PATIENCE, || async {
            self.sim.calls().into_iter().rfind(|call| call.number.expose() == number)
        })
        .await?;
        self.desktop.wait_for("call-phase").await?;
        facts.ring_shown = Some(began.elapsed());
        Ok(call)
    }

    /// Lets both speak for one whole sentence of the agent's and measures what arrives.
    async fn talk(
        &self,
        call: u64,
        speaker: &Recorder,
        microphone: Player,
        answered_at: usize,
        facts: &mut CallFacts,
    ) -> Result<()> {
        self.desktop.wait_for("call-timer").await?;
        drop(microphone);
        // A machine that is busy with something else tears the sound; the next sentence must come through then.
        for attempt in 0..3 {
            let said_before = if attempt == 0 { answered_at } else { speaker.len() };
            self.exchange_sentences(call, speaker, said_before, attempt == 0, facts).await?;
            if [facts.customer_heard, facts.agent_heard].iter().flatten().all(|share| *share >= SAME_SPEECH) {
                break;
            }
        }
        Ok(())
    }

    /// One sentence each way, from this sample of the loudspeaker's recording on.
    async fn exchange_sentences(
        &self,
        call: u64,
        speaker: &Recorder,
        from: usize,
        is_first: bool,
        facts: &mut CallFacts,
    ) -> Result<()> {
        let customer = read_wav(&voice("customer-vi.wav"))?;
        let agent = read_wav(&voice("agent-vi.wav"))?;
        let heard_before = if is_first { 0 } else { self.heard(call)?.len() };
        let sentence = self.agent_speaks()?;
        tokio::task::spawn_blocking(move || sentence.wait()).await??;
        let seconds = customer.0.len() / customer.1 as usize + 2;
        let wanted = from + seconds * RATE as usize;
        until("enough sound", PATIENCE, || async { (speaker.len() >= wanted).then_some(()) }).await?;
        let at_speaker = &speaker.so_far()[from..];
        let at_customer = self.heard(call)?.split_off(heard_before);
        let from_customer = compare(&customer, at_speaker);
        if is_first {
            // The customer begins to speak at the answer, so the speech's delay is the time until it is heard.
            facts.answer_to_audio = Some(Duration::from_secs_f32(from_customer.delay.max(0.0)));
        }
        facts.customer_heard = Some(from_customer.found);
        facts.agent_heard = Some(compare(&agent, &at_customer).found);
        facts.speaker_level = Some(level(at_speaker));
        facts.customer_level = Some(level(&at_customer));
        Ok(())
    }

    fn heard(&self, call: u64) -> Result<Vec<f32>> {
        let samples = self.sim.heard(call).context("no recording")?;
        Ok(samples.into_iter().map(|sample| f32::from(sample) / 32_768.0).collect())
    }

    async fn hang_up(&mut self, call: u64, facts: &mut CallFacts) -> Result<()> {
        self.desktop.click("hang-up").await?;
        let view = self.sim.call_until(call, |call| call.state == CallState::Ended).await;
        ensure!(view.is_some(), "the contact centre knows nothing of the call's end");
        facts.end = self.desktop.wait_for_text("end-cause", |text| !text.is_empty()).await?;
        self.picture("ended").await?;
        self.desktop.click("close-call").await?;
        self.desktop.wait_for("dial-field").await?;
        Ok(())
    }
}

/// A recording that comes with the project.
pub fn voice(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/voice").join(name)
}

/// Waits for one whole sentence of the customer's at the agent's loudspeaker and compares it with what was said.
pub async fn heard_at_speaker(speaker: &Recorder) -> Result<SpeechMatch> {
    let customer = read_wav(&voice("customer-vi.wav"))?;
    let wanted = speaker.len() + (customer.0.len() / customer.1 as usize + 2) * RATE as usize;
    until("enough sound", Duration::from_secs(30), || async { (speaker.len() >= wanted).then_some(()) })
        .await?;
    Ok(compare(&customer, &speaker.so_far()))
}

fn compare(reference: &(Vec<f32>, u32), recording: &[f32]) -> SpeechMatch {
    let reference = Signal { samples: &reference.0, rate: reference.1 };
    speech_match(reference, Signal { samples: recording, rate: RATE })
}

/// Root mean square of the audible part, in dBFS.
fn level(samples: &[f32]) -> f32 {
    let audible: Vec<f32> = samples.iter().copied().filter(|sample| sample.abs() > AUDIBLE / 4.0).collect();
    if audible.is_empty() {
        return f32::NEG_INFINITY;
    }
    let power = audible.iter().map(|sample| sample * sample).sum::<f32>() / audible.len() as f32;
    10.0 * power.log10()
}
