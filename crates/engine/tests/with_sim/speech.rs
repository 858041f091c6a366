//! Whether a recording holds a voice.

use crate::office::{Office, PATIENCE, read_wav, voice};
use reo_tests::correlate::{Signal, SpeechMatch, speech_match};
use std::time::{Duration, Instant};
use tokio::time::interval;

/// Seconds of a voice that are looked for.
const PART: usize = 3;
/// Samples without which there is no use in looking.
const LEAST: usize = 48_000 * (PART + 1);

/// How well the recording (48 kHz) holds the first seconds of the voice.
fn matching(name: &str, recording: &[f32]) -> SpeechMatch {
    let (samples, rate) = read_wav(&voice(name));
    let reference = Signal { samples: &samples[..PART * rate as usize], rate };
    speech_match(reference, Signal { samples: recording, rate: 48_000 })
}

/// This voice and not the other one.
fn holds(name: &str, other: &str, recording: &[f32]) -> Result<(), String> {
    if recording.len() < LEAST {
        return Err(format!("only {} samples", recording.len()));
    }
    let (found, control) = (matching(name, recording), matching(other, recording));
    let clear = found.score > 0.5 && found.score > control.score + 0.15;
    if clear { Ok(()) } else { Err(format!("{name}: {found:?}, {other}: {control:?}")) }
}

/// Waits until both sides have heard the other's voice. The voices repeat: what a busy machine tore in the first round
/// may come whole in the next.
pub async fn until_both_heard_each_other(office: &Office, sim_call: u64) {
    let deadline = Instant::now() + PATIENCE;
    let mut tick = interval(Duration::from_secs(1));
    loop {
        tick.tick().await;
        let by_customer = holds("agent-vi.wav", "customer-vi.wav", &heard_by_customer(office, sim_call));
        let by_agent = holds("customer-vi.wav", "agent-vi.wav", &office.heard_by_agent());
        if by_customer.is_ok() && by_agent.is_ok() {
            return;
        }
        assert!(Instant::now() < deadline, "customer: {by_customer:?}; agent: {by_agent:?}");
    }
}

/// What the customer hears from now on: the agent's voice, or something else. Waits until that is certain.
pub async fn until_customer_hears_agent(office: &Office, sim_call: u64, agent: bool) {
    let from = heard_by_customer(office, sim_call).len();
    let deadline = Instant::now() + PATIENCE;
    let mut tick = interval(Duration::from_secs(1));
    loop {
        tick.tick().await;
        let heard = heard_by_customer(office, sim_call);
        let found = holds("agent-vi.wav", "customer-vi.wav", &heard[from..]);
        if heard.len() >= from + LEAST && found.is_ok() == agent {
            return;
        }
        assert!(Instant::now() < deadline, "the agent's voice, wanted: {agent}: {found:?}");
    }
}

fn heard_by_customer(office: &Office, sim_call: u64) -> Vec<f32> {
    office.sim.heard(sim_call).unwrap().into_iter().map(|sample| f32::from(sample) / 32768.0).collect()
}

/// Waits until the level that the customer hears is as asked.
pub async fn until_level(office: &Office, sim_call: u64, what: &str, is_so: impl Fn(f64) -> bool) {
    let level = |call: &reo_sim::CallView| call.media.as_ref().map(|media| media.heard_level);
    office.sim_call(sim_call, what, |call| level(call).is_some_and(&is_so)).await;
}
