//! Between the rates of the wire, of WAV files and the 48 kHz in which customers speak and hear.

use std::f32::consts::PI;

const TAPS: usize = 97;
const STEP: usize = 6;

/// 48 kHz to 8 kHz: a low-pass filter and every sixth sample.
pub(crate) struct ToNarrow {
    filter: Vec<f32>,
    history: Vec<f32>,
}

/// 8 kHz to 48 kHz: five zeroes after each sample and a low-pass filter.
pub(crate) struct ToWide {
    filter: Vec<f32>,
    history: Vec<f32>,
}

/// A windowed sinc with a cut-off at 3.6 kHz and unity gain at 48 kHz.
fn low_pass() -> Vec<f32> {
    let middle = (TAPS - 1) as f32 / 2.0;
    let cut_off = 3_600.0 / 48_000.0;
    let mut filter: Vec<f32> = (0..TAPS)
        .map(|n| {
            let x = n as f32 - middle;
            let sinc = if x == 0.0 { 2.0 * cut_off } else { (2.0 * PI * cut_off * x).sin() / (PI * x) };
            sinc * (0.54 + 0.46 * (PI * x / middle).cos())
        })
        .collect();
    let gain: f32 = filter.iter().sum();
    filter.iter_mut().for_each(|tap| *tap /= gain);
    filter
}

impl ToNarrow {
    pub(crate) fn new() -> Self {
        Self { filter: low_pass(), history: vec![0.0; TAPS - 1] }
    }

    /// `wide.len()` is a multiple of six.
    pub(crate) fn run(&mut self, wide: &[i16]) -> Vec<i16> {
        self.history.extend(wide.iter().map(|&s| f32::from(s)));
        let narrow = (0..wide.len() / STEP)
            .map(|n| to_sample(convolve(&self.filter, &self.history[n * STEP..])))
            .collect();
        self.history.drain(..wide.len());
        narrow
    }
}

impl ToWide {
    pub(crate) fn new() -> Self {
        Self { filter: low_pass(), history: vec![0.0; TAPS - 1] }
    }

    pub(crate) fn run(&mut self, narrow: &[i16]) -> Vec<i16> {
        for &sample in narrow {
            self.history.push(f32::from(sample) * STEP as f32);
            self.history.extend([0.0; STEP - 1]);
        }
        let count = narrow.len() * STEP;
        let wide = (0..count).map(|n| to_sample(convolve(&self.filter, &self.history[n..]))).collect();
        self.history.drain(..count);
        wide
    }
}

fn convolve(filter: &[f32], samples: &[f32]) -> f32 {
    filter.iter().zip(samples).map(|(tap, sample)| tap * sample).sum()
}

fn to_sample(value: f32) -> i16 {
    // The cast saturates.
    value.round() as i16
}

/// Input samples on each side of an output sample.
const REACH: usize = 16;

/// A whole recording at another rate, by a windowed sinc; each of the few positions between two samples has its
/// own filter.
pub(crate) fn recording(samples: &[i16], from: u32, to: u32) -> Vec<i16> {
    if from == to || samples.is_empty() {
        return samples.to_vec();
    }
    let (from, to) = (from as usize, to as usize);
    let common = common_divisor(from, to);
    let (step, phases) = (from / common, to / common);
    let cut_off = (to as f32 / from as f32).min(1.0);
    let filters: Vec<Vec<f32>> =
        (0..phases).map(|phase| filter_at(phase as f32 / phases as f32, cut_off)).collect();
    let mut padded = vec![0.0; REACH - 1];
    padded.extend(samples.iter().map(|&sample| f32::from(sample)));
    padded.extend([0.0; REACH + 1]);
    let count = samples.len() * to / from;
    let output = |n: usize| to_sample(convolve(&filters[n * step % phases], &padded[n * step / phases..]));
    (0..count).map(output).collect()
}

/// The filter for an output sample that lies `offset` (0 to 1) after an input sample.
fn filter_at(offset: f32, cut_off: f32) -> Vec<f32> {
    let tap = |n: usize| {
        let x = n as f32 - (REACH - 1) as f32 - offset;
        let phase = PI * x * cut_off;
        let sinc = if phase.abs() < 1e-6 { 1.0 } else { phase.sin() / phase };
        sinc * cut_off * (0.5 + 0.5 * (PI * x / REACH as f32).cos())
    };
    (0..2 * REACH).map(tap).collect()
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f32, rate: f32, count: usize) -> Vec<i16> {
        (0..count).map(|n| (10_000.0 * (2.0 * PI * hz * n as f32 / rate).sin()) as i16).collect()
    }

    fn rms(samples: &[i16]) -> f64 {
        let sum: f64 = samples.iter().map(|&s| f64::from(s).powi(2)).sum();
        (sum / samples.len() as f64).sqrt()
    }

    #[test]
    fn speech_passes_and_what_would_alias_does_not() {
        let passed = ToNarrow::new().run(&tone(1_000.0, 48_000.0, 9_600));
        assert_eq!(passed.len(), 1_600);
        assert!((rms(&passed[100..]) - 7_071.0).abs() < 150.0);
        let stopped = ToNarrow::new().run(&tone(6_000.0, 48_000.0, 9_600));
        assert!(rms(&stopped[100..]) < 100.0);
    }

    #[test]
    fn a_tone_keeps_its_level_on_the_way_up() {
        let mut up = ToWide::new();
        let wide = up.run(&tone(1_000.0, 8_000.0, 1_600));
        assert_eq!(wide.len(), 9_600);
        assert!((rms(&wide[600..]) - 7_071.0).abs() < 150.0);
        let wide = recording(&tone(1_000.0, 16_000.0, 3_200), 16_000, 48_000);
        assert_eq!(wide.len(), 9_600);
        assert!((rms(&wide[600..9_000]) - 7_071.0).abs() < 150.0);
    }
}
