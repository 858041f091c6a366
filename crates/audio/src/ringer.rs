//! The ring tone: decoded once, looped, faded in and out so that it never clicks.

use crate::convert::FromDevice;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Fade in and out, in samples: 20 ms.
const FADE: f32 = 960.0;

/// Longest ring tone accepted, in seconds.
const LONGEST: u32 = 60;

/// A ring tone, 48 kHz mono.
#[derive(Clone, Debug)]
pub struct Ringtone {
    samples: Arc<[f32]>,
}

/// Why a file is no ring tone.
#[derive(Debug, thiserror::Error)]
pub enum RingtoneError {
    /// Not a WAV file of 16 bit or float samples.
    #[error("not a WAV file that can be played")]
    NotWav(#[from] hound::Error),
    /// No samples in it, or more than a minute.
    #[error("the ring tone must last between one sample and one minute")]
    Length,
    /// A sample rate that cannot be converted.
    #[error("the ring tone's sample rate cannot be played")]
    Rate,
}

impl Ringtone {
    /// Reo's own.
    pub fn reo() -> Result<Self, RingtoneError> {
        Self::from_wav(include_bytes!("../../../assets/ringtones/reo.wav"))
    }

    /// Reads a WAV file (16 bit or float, any number of channels, 8 to 192 kHz).
    pub fn from_wav(file: &[u8]) -> Result<Self, RingtoneError> {
        let mut wav = hound::WavReader::new(Cursor::new(file))?;
        let spec = wav.spec();
        if wav.duration() == 0 || wav.duration() > LONGEST.saturating_mul(spec.sample_rate) {
            return Err(RingtoneError::Length);
        }
        let mono = crate::file_backend::mono(&mut wav)?;
        let mut converter = FromDevice::new(spec.sample_rate).map_err(|_| RingtoneError::Rate)?;
        let mut samples = Vec::new();
        converter.push(&mono, |piece| samples.extend_from_slice(piece));
        if samples.is_empty() {
            return Err(RingtoneError::Length);
        }
        Ok(Self { samples: samples.into() })
    }
}

/// A ring tone being played.
#[derive(Clone)]
pub(crate) struct RingSource {
    tone: Ringtone,
    position: usize,
    gain: f32,
    state: Arc<RingState>,
}

/// Shared between the stream and the device thread.
#[derive(Debug)]
pub(crate) struct RingState {
    ringing: AtomicBool,
    faded_out: AtomicBool,
}

impl RingState {
    pub(crate) fn stop(&self) {
        self.ringing.store(false, Ordering::Release);
    }

    pub(crate) fn is_ringing(&self) -> bool {
        self.ringing.load(Ordering::Acquire)
    }

    /// The last sample of the fade has left for the device.
    pub(crate) fn faded_out(&self) -> bool {
        self.faded_out.load(Ordering::Acquire)
    }
}

impl RingSource {
    pub(crate) fn new(tone: Ringtone) -> Self {
        let state = RingState { ringing: AtomicBool::new(true), faded_out: AtomicBool::new(false) };
        Self { tone, position: 0, gain: 0.0, state: Arc::new(state) }
    }

    pub(crate) fn state(&self) -> Arc<RingState> {
        self.state.clone()
    }

    pub(crate) fn pull(&mut self, wanted: &mut [f32]) {
        let ringing = self.state.ringing.load(Ordering::Acquire);
        let step = if ringing { 1.0 / FADE } else { -1.0 / FADE };
        for sample in wanted {
            self.gain = (self.gain + step).clamp(0.0, 1.0);
            *sample = self.gain * self.tone.samples[self.position];
            self.position = (self.position + 1) % self.tone.samples.len();
        }
        if !ringing && self.gain == 0.0 {
            self.state.faded_out.store(true, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn largest_step(samples: &[f32]) -> f32 {
        samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn our_own_tone_lasts_about_four_seconds_and_is_heard() {
        let tone = Ringtone::reo().unwrap();
        assert!((3.5..4.5).contains(&(tone.samples.len() as f32 / 48_000.0)));
        assert!(crate::level::peak(&tone.samples) > 0.3);
    }

    #[test]
    fn the_tone_loops_and_starts_and_stops_without_a_click() {
        // A constant is the worst case: every click is a step.
        let mut source = RingSource::new(Ringtone { samples: vec![1.0; 1_000].into() });
        let mut heard = vec![0.0; 9_600];
        source.pull(&mut heard);
        assert_eq!(heard[9_599], 1.0);
        source.state.stop();
        let mut end = vec![0.0; 1_920];
        source.pull(&mut end);
        assert!(source.state.faded_out());
        heard.extend(end);
        assert_eq!(heard.last(), Some(&0.0));
        assert!(largest_step(&heard) < 0.002, "{}", largest_step(&heard));
    }

    #[test]
    fn what_is_no_wav_file_is_refused() {
        assert!(matches!(Ringtone::from_wav(b"RIFFnonsense"), Err(RingtoneError::NotWav(_))));
        assert!(matches!(Ringtone::from_wav(b""), Err(RingtoneError::NotWav(_))));
    }
}
