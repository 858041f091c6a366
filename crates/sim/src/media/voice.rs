//! What the customer says.

use super::codec::FRAME;
use super::resample;
use crate::SimError;
use crate::customer::Speech;
use std::collections::VecDeque;
use std::f32::consts::TAU;
use std::io::Cursor;
use std::path::Path;
use std::sync::{Arc, OnceLock};

const SPEECH: &[u8] = include_bytes!("../../../../assets/voice/customer-vi.wav");
const AGENT_SPEECH: &[u8] = include_bytes!("../../../../assets/voice/agent-vi.wav");
/// What who waits hears: a broken chord, each note a third of a second.
const MUSIC_HZ: [f32; 4] = [261.6, 329.6, 392.0, 523.3];

/// A recording at 48 kHz that customers say over and over.
#[derive(Clone)]
pub(crate) struct Recorded(Arc<[i16]>);

impl Recorded {
    /// Reads a WAV file, or takes the voice that comes with Reo.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self, SimError> {
        static SHIPPED: OnceLock<Recorded> = OnceLock::new();
        match (path, SHIPPED.get()) {
            (Some(path), _) => {
                Self::read(&std::fs::read(path).map_err(|error| SimError::Voice(error.to_string()))?)
            }
            (None, Some(shipped)) => Ok(shipped.clone()),
            (None, None) => Self::read(SPEECH).map(|read| SHIPPED.get_or_init(|| read).clone()),
        }
    }

    /// The voice of an agent whose phone is imagined.
    pub(crate) fn agent() -> Result<Self, SimError> {
        static SHIPPED: OnceLock<Recorded> = OnceLock::new();
        match SHIPPED.get() {
            Some(shipped) => Ok(shipped.clone()),
            None => Self::read(AGENT_SPEECH).map(|read| SHIPPED.get_or_init(|| read).clone()),
        }
    }

    fn read(bytes: &[u8]) -> Result<Self, SimError> {
        let reader =
            hound::WavReader::new(Cursor::new(bytes)).map_err(|error| SimError::Voice(error.to_string()))?;
        let spec = reader.spec();
        if spec.channels != 1 || spec.bits_per_sample != 16 {
            return Err(SimError::Voice("it is not mono with 16 bits".to_owned()));
        }
        let samples: Result<Vec<i16>, _> = reader.into_samples().collect();
        let samples = samples.map_err(|error| SimError::Voice(error.to_string()))?;
        if samples.is_empty() {
            return Err(SimError::Voice("it is empty".to_owned()));
        }
        Ok(Self(resample::recording(&samples, spec.sample_rate, 48_000).into()))
    }
}

/// The customer's mouth.
pub(crate) struct Mouth {
    recorded: Recorded,
    at: usize,
    phase: f32,
    echo: VecDeque<i16>,
    speech: Speech,
}

impl Mouth {
    pub(crate) fn new(recorded: Recorded) -> Self {
        Self { recorded, at: 0, phase: 0.0, echo: VecDeque::new(), speech: Speech::Silence }
    }

    /// From now on. A recording starts at its beginning.
    pub(crate) fn change(&mut self, speech: Speech, echo_delay_ms: u32) {
        self.speech = speech;
        self.at = 0;
        self.echo = vec![0; echo_delay_ms as usize * 48].into();
    }

    /// The next 20 ms, after having heard `heard`.
    pub(crate) fn frame(&mut self, heard: &[i16; FRAME]) -> [i16; FRAME] {
        self.echo.extend(heard);
        let mut frame = [0; FRAME];
        for sample in &mut frame {
            let echoed = self.echo.pop_front().unwrap_or(0);
            *sample = match self.speech {
                Speech::Silence => 0,
                Speech::Echo => echoed,
                Speech::Speak => self.recorded_sample(),
                Speech::Mix => (self.recorded_sample() / 2).saturating_add(echoed / 2),
                Speech::Tone => self.tone_sample(1_000.0, 1.0, 1.0),
                // The ringing tone of Vietnam: 425 Hz, one second of five.
                Speech::Ringing => self.tone_sample(425.0, 1.0, 5.0) / 4,
                Speech::Music => self.tone_sample(MUSIC_HZ[self.at / 16_000 % MUSIC_HZ.len()], 1.0, 1.0) / 4,
            };
        }
        frame
    }

    fn recorded_sample(&mut self) -> i16 {
        let sample = self.recorded.0[self.at];
        self.at = (self.at + 1) % self.recorded.0.len();
        sample
    }

    fn tone_sample(&mut self, hz: f32, on: f32, period: f32) -> i16 {
        self.at += 1;
        self.phase = (self.phase + TAU * hz / 48_000.0) % TAU;
        let second = self.at as f32 / 48_000.0 % period;
        if second < on { (self.phase.sin() * 8_000.0) as i16 } else { 0 }
    }
}
