//! Whether a recording holds a voice.

use crate::office::{Office, PATIENCE, read_wav, voice};
use reo_tests::correlate::{Signal, SpeechMatch, speech_match};
use tokio::time::timeout;

/// Seconds of a voice that are looked for.
const PART: usize = 3;
/// RTP packets of 20 ms in which they are found, wherever the recording begins.
const PACKETS: u64 = 250;

/// How well the recording (48 kHz) holds the first seconds of the voice.
fn matching(name: &str, recording: &[f32]) -> SpeechMatch {
    let (samples, rate) = read_wav(&voice(name));
    let reference = Signal { samples: &samples[..PART * rate as usize], rate };
    speech_match(reference, Signal { samples: recording, rate: 48_000 })
}

pub fn assert_speech(name: &str, recording: &[f32]) {
    let found = matching(name, recording);
    assert!(found.found > 0.7, "{name} in {} samples: {found:?}", recording.len());
}

/// Waits until enough of both voices has gone over the wire.
pub async fn until_enough_was_said(office: &Office, sim_call: u64) {
    office
        .sim_call(sim_call, "heard enough", |call| {
            call.media.as_ref().is_some_and(|media| media.packets_in > PACKETS && media.packets_out > PACKETS)
        })
        .await;
    let mut meters = office.engine.meters();
    let enough = meters.wait_for(|meters| meters.call.is_some_and(|call| call.received > PACKETS - 25));
    timeout(PATIENCE, enough).await.unwrap().unwrap();
}

/// What the customer heard.
pub fn heard_by_customer(office: &Office, sim_call: u64) -> Vec<f32> {
    office.sim.heard(sim_call).unwrap().into_iter().map(|sample| f32::from(sample) / 32768.0).collect()
}

/// Waits until the level that the customer hears is as asked.
pub async fn until_level(office: &Office, sim_call: u64, what: &str, is_so: impl Fn(f64) -> bool) {
    let level = |call: &reo_sim::CallView| call.media.as_ref().map(|media| media.heard_level);
    office.sim_call(sim_call, what, |call| level(call).is_some_and(&is_so)).await;
}
