//! The voices of the tests, ears that listen to them, and what an ear must or must not hear.

use crate::correlate::{Signal, speech_match};
use crate::process::until;
use crate::pulse::{Recorder, read_wav, write_wav};
use anyhow::{Context, Result, ensure};
use reo_sim::Sim;
use std::f32::consts::PI;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::time::Instant;

/// Seconds of a voice, said again and again.
const CLIP: usize = 3;
/// Seconds of what was heard that are compared at a time.
const WINDOW: usize = 4;
/// A share of the spoken half-seconds that leaves no doubt that it is this voice.
pub const SAME: f32 = 0.7;
/// More than chance gives another voice.
pub const OTHER: f32 = 0.4;
/// Root mean square below which there is nothing to hear: -54 dBFS, 30 dB below the voices.
const SILENCE: f32 = 0.002;
/// Samples louder than this are sound.
pub const AUDIBLE: f32 = 0.01;
/// Between two looks at what an ear has heard.
const POLL: Duration = Duration::from_millis(100);
/// How long something may take to be heard.
const PATIENCE: Duration = Duration::from_secs(30);

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Our side.
    Agent,
    /// The far side.
    Customer,
    /// Another one of our side: who speaks like the agent, but says something else.
    Colleague,
}

/// What each of them says, at [`RATE`]: a part of a recording, from that second on.
static SAYS: LazyLock<[Vec<f32>; 3]> = LazyLock::new(|| {
    [("agent-vi.wav", 0), ("customer-vi.wav", 0), ("agent-vi.wav", 4)].map(|(name, second)| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/voice").join(name);
        let (samples, rate) = read_wav(&path).unwrap_or_default();
        samples.into_iter().skip(second * rate as usize).take(CLIP * rate as usize).collect()
    })
});
/// Of the recordings that come with the project.
const RATE: u32 = 16_000;

impl Voice {
    fn samples(self) -> &'static [f32] {
        &SAYS[self as usize]
    }

    const ALL: [Self; 3] = [Self::Agent, Self::Customer, Self::Colleague];

    /// Those who must not be heard where this one is.
    fn others(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |voice| *voice != self)
    }

    /// Writes what it says as a WAV file, to be played again and again.
    pub fn write(self, folder: &Path) -> Result<PathBuf> {
        self.write_repeated(folder, VoiceRate::Wide, 1)
    }

    /// Writes several minutes of it, for a player that plays a file once.
    pub fn write_long(self, folder: &Path, rate: VoiceRate) -> Result<PathBuf> {
        self.write_repeated(folder, rate, 60)
    }

    fn write_repeated(self, folder: &Path, rate: VoiceRate, times: usize) -> Result<PathBuf> {
        ensure!(!self.samples().is_empty(), "the recordings of the project are missing");
        let path = folder.join(format!("{self:?}.wav"));
        let samples = self.samples().repeat(times);
        match rate {
            VoiceRate::Wide => write_wav(&path, &samples, RATE)?,
            VoiceRate::Telephone => write_wav(&path, &halved(&samples), RATE / 2)?,
        }
        Ok(path)
    }

    /// How much of what was heard is this voice: share of the spoken half-seconds, 0 to 1.
    pub fn share(self, heard: &[f32], rate: u32) -> f32 {
        // Where the loop stood is unknown, so that the heard part is looked for in a loop that is long enough.
        let said = self.samples().repeat(heard.len().div_ceil(rate as usize * CLIP) + 1);
        let reference = Signal { samples: heard, rate };
        speech_match(reference, Signal { samples: &said, rate: RATE }).found
    }
}

/// For the device that plays it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceRate {
    /// 16 kHz.
    Wide,
    /// 8 kHz.
    Telephone,
}

/// Half the rate. A windowed sinc keeps what a telephone carries and leaves out what would be mirrored into it.
fn halved(samples: &[f32]) -> Vec<f32> {
    const SIDE: i32 = 20;
    let tap = |i: i32| {
        let (x, window) = (i as f32 * 0.45, 0.5 + 0.5 * (PI * i as f32 / (SIDE + 1) as f32).cos());
        let sinc = if i == 0 { 1.0 } else { (PI * x).sin() / (PI * x) };
        0.45 * sinc * window
    };
    let taps: Vec<f32> = (-SIDE..=SIDE).map(tap).collect();
    samples
        .windows(taps.len())
        .step_by(2)
        .map(|near| near.iter().zip(&taps).map(|(s, t)| s * t).sum())
        .collect()
}

/// Where sound arrives.
pub trait Ear {
    /// Everything that was heard so far, mono.
    fn heard(&mut self) -> impl Future<Output = Result<Vec<f32>>>;

    /// Samples a second.
    fn rate(&self) -> u32;
}

/// What an ear heard of the voices: shares of the spoken half-seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Of the voice that speaks.
    pub right: f32,
    /// Of another one, the most.
    pub wrong: f32,
}

impl Heard {
    /// Whom one hears in these samples, if `voice` is to speak.
    fn of(voice: Voice, samples: &[f32], rate: u32) -> Self {
        let wrong = voice.others().map(|other| other.share(samples, rate)).fold(0.0, f32::max);
        Self { right: voice.share(samples, rate), wrong }
    }
}

/// Waits until `ear` hears `voice`, and nobody else, from now on.
pub async fn hears(ear: &mut impl Ear, voice: Voice) -> Result<Heard> {
    let from = ear.heard().await?.len();
    hears_since(ear, voice, from).await
}

/// Waits until `ear` hears `voice`, and nobody else, after the first `from` samples.
pub async fn hears_since(ear: &mut impl Ear, voice: Voice, from: usize) -> Result<Heard> {
    let rate = ear.rate() as usize;
    let deadline = Instant::now() + PATIENCE;
    let mut wanted = from + WINDOW * rate;
    loop {
        let heard = wait_for_samples(ear, wanted).await?;
        let window = &heard[heard.len() - WINDOW * rate..];
        let shares = Heard::of(voice, window, rate as u32);
        if shares.right >= SAME && shares.wrong < OTHER {
            return Ok(shares);
        }
        ensure!(
            Instant::now() < deadline,
            "{voice:?} is not what is heard: {shares:?}, level {}",
            rms(window)
        );
        wanted = heard.len() + rate / 2;
    }
}

/// Waits until `ear` has heard nothing for two seconds. Some ears hear no samples at all then, others zeros.
pub async fn hears_nothing(ear: &mut impl Ear) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut quiet = (Instant::now(), ear.heard().await?.len());
    while quiet.0.elapsed() < Duration::from_secs(2) {
        tokio::time::sleep(POLL).await;
        let heard = ear.heard().await?;
        let level = rms(&heard[quiet.1..]);
        if level > SILENCE {
            ensure!(Instant::now() < deadline, "there is still something to hear: level {level}");
            quiet = (Instant::now(), heard.len());
        }
    }
    Ok(())
}

/// Waits until `ear` hears anything at all, from now on.
pub async fn hears_something(ear: &mut impl Ear) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut from = ear.heard().await?.len();
    loop {
        tokio::time::sleep(POLL).await;
        let heard = ear.heard().await?;
        if heard[from..].iter().any(|sample| sample.abs() > AUDIBLE) {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "there is nothing to hear");
        from = heard.len();
    }
}

/// Everything that `ear` has heard once that is as many samples.
pub async fn wait_for_samples(ear: &mut impl Ear, samples: usize) -> Result<Vec<f32>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let heard = ear.heard().await?;
        if heard.len() >= samples {
            return Ok(heard);
        }
        ensure!(Instant::now() < deadline, "only {} of {samples} samples came", heard.len());
        tokio::time::sleep(POLL).await;
    }
}

/// Root mean square.
pub fn rms(samples: &[f32]) -> f32 {
    let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
    (energy / samples.len().max(1) as f32).sqrt()
}

/// A recording in a file that grows: 16 bits, mono. Its header may be behind what is there.
#[derive(Debug)]
pub struct FileEar {
    /// The file.
    pub path: PathBuf,
    /// Samples a second.
    pub rate: u32,
}

/// Length of the plainest WAV header, which all the writers here use.
const HEADER: usize = 44;

impl Ear for FileEar {
    async fn heard(&mut self) -> Result<Vec<f32>> {
        let read = || async { std::fs::read(&self.path).ok().filter(|bytes| bytes.len() >= HEADER) };
        let bytes = until("a recording", PATIENCE, read).await?;
        Ok(pcm(&bytes[HEADER..]))
    }

    fn rate(&self) -> u32 {
        self.rate
    }
}

/// Samples of 16 bits, little end first.
pub fn pcm(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(2).map(|two| f32::from(i16::from_le_bytes([two[0], two[1]])) / 32_768.0).collect()
}

/// What the customer of a call at the simulated contact centre hears.
pub struct CustomerEar<'a> {
    /// The contact centre.
    pub sim: &'a Sim,
    /// Its number of the call.
    pub call: u64,
}

impl Ear for CustomerEar<'_> {
    async fn heard(&mut self) -> Result<Vec<f32>> {
        let samples = self.sim.heard(self.call).context("no recording of the call")?;
        Ok(samples.into_iter().map(|sample| f32::from(sample) / 32_768.0).collect())
    }

    fn rate(&self) -> u32 {
        crate::pulse::RATE
    }
}

impl Ear for &Recorder {
    async fn heard(&mut self) -> Result<Vec<f32>> {
        Ok(self.so_far())
    }

    fn rate(&self) -> u32 {
        crate::pulse::RATE
    }
}

/// Seconds from sample `from` to the first sound.
pub fn first_sound(heard: &[f32], rate: u32, from: usize) -> Result<Duration> {
    let since = heard.get(from..).context("nothing heard yet")?;
    let at = since.iter().position(|sample| sample.abs() > AUDIBLE).context("no sound yet")?;
    Ok(Duration::from_secs_f64(at as f64 / f64::from(rate)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `voice` as heard from somewhere within the loop on.
    fn heard(voice: Voice, seconds: usize) -> Vec<f32> {
        let looped = voice.samples().repeat(4);
        looped[20_000..20_000 + seconds * RATE as usize].to_vec()
    }

    #[test]
    fn a_voice_is_told_from_the_others_wherever_its_loop_stands() {
        for voice in Voice::ALL {
            let heard = heard(voice, WINDOW);
            let wide = Heard::of(voice, &heard, RATE);
            assert!(wide.right > 0.95 && wide.wrong < OTHER, "{voice:?}: {wide:?}");
            let narrow = Heard::of(voice, &halved(&heard), RATE / 2);
            assert!(narrow.right >= SAME && narrow.wrong < OTHER, "{voice:?}: {narrow:?}");
        }
    }

    #[test]
    fn two_voices_at_once_and_silence_are_neither_voice() {
        let silence = vec![0.0; WINDOW * RATE as usize];
        assert_eq!(Voice::Agent.share(&silence, RATE), 0.0);
        let agent = heard(Voice::Agent, WINDOW);
        let mut half = agent.clone();
        half[agent.len() / 2..].copy_from_slice(&heard(Voice::Customer, WINDOW)[agent.len() / 2..]);
        let share = Voice::Agent.share(&half, RATE);
        assert!((0.2..SAME).contains(&share), "{share}");
    }
}
