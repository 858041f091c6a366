//! What was heard and said in a call, and how loud it was.

use super::codec::FRAME;
use crate::lock;
use std::io::Cursor;
use std::sync::Mutex;

/// The first ten minutes of a call are kept.
const LONGEST: usize = 48_000 * 600;
/// The level is that of this many of the last frames (a second).
const LEVEL_FRAMES: usize = 50;

#[derive(Default)]
struct Kept {
    heard: Vec<i16>,
    spoke: Vec<i16>,
}

/// A recording of both directions, sample by sample on one time line (48 kHz).
#[derive(Default)]
pub(crate) struct Recording(Mutex<Kept>);

impl Recording {
    /// Notes 20 ms of both directions.
    pub(crate) fn frame(&self, heard: &[i16; FRAME], spoke: &[i16; FRAME]) {
        let mut kept = lock(&self.0);
        if kept.heard.len() < LONGEST {
            kept.heard.extend(heard);
            kept.spoke.extend(spoke);
        }
    }

    /// Root mean square of the last second heard and said, of 32768.
    pub(crate) fn levels(&self) -> (f64, f64) {
        let kept = lock(&self.0);
        (level(&kept.heard), level(&kept.spoke))
    }

    /// What the customer heard, 48 kHz mono.
    pub(crate) fn heard(&self) -> Vec<i16> {
        lock(&self.0).heard.clone()
    }

    /// What the customer said, on the same time line.
    pub(crate) fn spoke(&self) -> Vec<i16> {
        lock(&self.0).spoke.clone()
    }
}

fn level(samples: &[i16]) -> f64 {
    let last = &samples[samples.len().saturating_sub(LEVEL_FRAMES * FRAME)..];
    if last.is_empty() {
        return 0.0;
    }
    let sum: f64 = last.iter().map(|&s| f64::from(s).powi(2)).sum();
    (sum / last.len() as f64).sqrt()
}

/// Samples at 48 kHz as a WAV file.
pub(crate) fn wav(samples: &[i16]) -> Option<Vec<u8>> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, spec).ok()?;
    samples.iter().try_for_each(|&sample| writer.write_sample(sample)).ok()?;
    writer.finalize().ok()?;
    Some(file.into_inner())
}
