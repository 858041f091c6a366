//! Between a device's sample rate and the session's 48 kHz. Built when a stream opens; never allocates after that.

use crate::SAMPLE_RATE;
use crate::backend::BackendError;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{
    Async, FixedAsync, Resampler, SincInterpolationParameters, SincInterpolationType, WindowFunction,
};

/// Blocks the resampler works in, per second: 5 ms each.
const BLOCKS_PER_SECOND: u32 = 200;

/// Lowest and highest device rate understood, in Hz.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;

fn resampler(from: u32, to: u32, fixed: FixedAsync) -> Result<Option<Async<f32>>, BackendError> {
    if !RATES.contains(&from) || !RATES.contains(&to) {
        return Err(BackendError::Unsupported);
    }
    if from == to {
        return Ok(None);
    }
    let fixed_rate = if matches!(fixed, FixedAsync::Input) { from } else { to };
    let parameters = SincInterpolationParameters::new(96, WindowFunction::BlackmanHarris2)
        .interpolation(SincInterpolationType::Quadratic);
    let ratio = f64::from(to) / f64::from(from);
    let block = (fixed_rate / BLOCKS_PER_SECOND) as usize;
    let resampler = Async::new_sinc(ratio, 1.0, &parameters, block, 1, fixed);
    resampler.map(Some).map_err(|error| BackendError::Failed(error.to_string()))
}

/// Runs one block through; says how many samples came out.
fn process(resampler: &mut Async<f32>, input: &[f32], output: &mut [f32]) -> usize {
    let capacity = output.len();
    let Ok(input) = InterleavedSlice::new(input, 1, input.len()) else { return 0 };
    let Ok(mut output) = InterleavedSlice::new_mut(output, 1, capacity) else { return 0 };
    // It can only fail for buffers that are too small, and they were made for its maximum.
    resampler.process_into_buffer(&input, &mut output, None).map_or(0, |(_, written)| written)
}

/// Device rate to 48 kHz, in whatever pieces the device delivers.
pub(crate) struct FromDevice {
    resampler: Option<Async<f32>>,
    input: Vec<f32>,
    filled: usize,
    output: Vec<f32>,
}

impl FromDevice {
    pub(crate) fn new(rate: u32) -> Result<Self, BackendError> {
        let resampler = resampler(rate, SAMPLE_RATE, FixedAsync::Input)?;
        let (input, output) =
            resampler.as_ref().map_or((0, 0), |r| (r.input_frames_max(), r.output_frames_max()));
        Ok(Self { resampler, input: vec![0.0; input], filled: 0, output: vec![0.0; output] })
    }

    pub(crate) fn push(&mut self, mut samples: &[f32], mut emit: impl FnMut(&[f32])) {
        let Some(resampler) = &mut self.resampler else { return emit(samples) };
        while !samples.is_empty() {
            let wanted = resampler.input_frames_next();
            let taken = samples.len().min(wanted - self.filled);
            self.input[self.filled..self.filled + taken].copy_from_slice(&samples[..taken]);
            self.filled += taken;
            samples = &samples[taken..];
            if self.filled == wanted {
                let written = process(resampler, &self.input[..wanted], &mut self.output);
                self.filled = 0;
                emit(&self.output[..written]);
            }
        }
    }
}

/// 48 kHz to the device rate, in whatever pieces the device asks for.
pub(crate) struct ToDevice {
    resampler: Option<Async<f32>>,
    input: Vec<f32>,
    output: Vec<f32>,
    /// What of `output` has not been played: from here to there.
    left: std::ops::Range<usize>,
}

impl ToDevice {
    pub(crate) fn new(rate: u32) -> Result<Self, BackendError> {
        let resampler = resampler(SAMPLE_RATE, rate, FixedAsync::Output)?;
        let (input, output) =
            resampler.as_ref().map_or((0, 0), |r| (r.input_frames_max(), r.output_frames_max()));
        Ok(Self { resampler, input: vec![0.0; input], output: vec![0.0; output], left: 0..0 })
    }

    pub(crate) fn fill(&mut self, mut samples: &mut [f32], mut pull: impl FnMut(&mut [f32])) {
        let Some(resampler) = &mut self.resampler else { return pull(samples) };
        while !samples.is_empty() {
            if self.left.is_empty() {
                let wanted = resampler.input_frames_next();
                pull(&mut self.input[..wanted]);
                self.left = 0..process(resampler, &self.input[..wanted], &mut self.output);
                if self.left.is_empty() {
                    return samples.fill(0.0);
                }
            }
            let taken = samples.len().min(self.left.len());
            let (now, later) = samples.split_at_mut(taken);
            now.copy_from_slice(&self.output[self.left.start..self.left.start + taken]);
            self.left.start += taken;
            samples = later;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    fn sine(rate: u32, frequency: f32, samples: usize) -> Vec<f32> {
        (0..samples).map(|i| 0.5 * (TAU * frequency * i as f32 / rate as f32).sin()).collect()
    }

    /// Amplitude of one frequency, by the Goertzel sum.
    fn amplitude(samples: &[f32], rate: u32, frequency: f32) -> f32 {
        let (mut re, mut im) = (0.0f64, 0.0f64);
        for (i, sample) in samples.iter().enumerate() {
            let angle = f64::from(TAU) * f64::from(frequency) * i as f64 / f64::from(rate);
            re += f64::from(*sample) * angle.cos();
            im += f64::from(*sample) * angle.sin();
        }
        (2.0 * re.hypot(im) / samples.len() as f64) as f32
    }

    fn rms(samples: &[f32]) -> f32 {
        (samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32).sqrt()
    }

    #[test]
    fn a_tone_keeps_its_frequency_and_level_from_every_device_rate() {
        for rate in [8_000, 16_000, 44_100, 48_000, 96_000] {
            let mut converter = FromDevice::new(rate).unwrap();
            let mut heard = Vec::new();
            for piece in sine(rate, 1_000.0, rate as usize).chunks(24) {
                converter.push(piece, |samples| heard.extend_from_slice(samples));
            }
            let expected = SAMPLE_RATE as usize;
            assert!(heard.len().abs_diff(expected) < 500, "{rate}: {} samples", heard.len());
            let steady = &heard[4_800..43_200];
            let tone = amplitude(steady, SAMPLE_RATE, 1_000.0);
            assert!((tone - 0.5).abs() < 0.01, "{rate}: {tone}");
            assert!((rms(steady) - 0.5 / 2.0f32.sqrt()).abs() < 0.01, "{rate}: noise beside the tone");
        }
    }

    #[test]
    fn a_tone_keeps_its_frequency_and_level_to_every_device_rate() {
        for rate in [8_000, 16_000, 44_100, 48_000, 96_000] {
            let mut converter = ToDevice::new(rate).unwrap();
            let tone = sine(SAMPLE_RATE, 1_000.0, 2 * SAMPLE_RATE as usize);
            let mut position = 0;
            let mut played = vec![0.0; rate as usize];
            for piece in played.chunks_mut(441) {
                converter.fill(piece, |wanted| {
                    wanted.copy_from_slice(&tone[position..position + wanted.len()]);
                    position += wanted.len();
                });
            }
            let steady = &played[rate as usize / 10..rate as usize * 9 / 10];
            let level = amplitude(steady, rate, 1_000.0);
            assert!((level - 0.5).abs() < 0.01, "{rate}: {level}");
            assert!((rms(steady) - 0.5 / 2.0f32.sqrt()).abs() < 0.01, "{rate}: noise beside the tone");
        }
    }

    #[test]
    fn what_a_slow_device_cannot_play_is_filtered_out_not_folded_back() {
        let mut converter = ToDevice::new(16_000).unwrap();
        let tone = sine(SAMPLE_RATE, 11_000.0, SAMPLE_RATE as usize * 2);
        let mut position = 0;
        let mut played = vec![0.0; 16_000];
        converter.fill(&mut played, |wanted| {
            wanted.copy_from_slice(&tone[position..position + wanted.len()]);
            position += wanted.len();
        });
        let residue = rms(&played[1_600..]);
        assert!(residue < 0.005, "{residue}");
    }

    #[test]
    fn impossible_rates_are_refused() {
        assert!(FromDevice::new(0).is_err());
        assert!(ToDevice::new(1_000_000).is_err());
    }
}
