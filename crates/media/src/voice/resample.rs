//! Between 48 kHz and the 8 kHz of G.711: one windowed-sinc low-pass at 3.6 kHz, in its six phases.

use std::f64::consts::PI;

/// 48 kHz over 8 kHz.
pub(crate) const RATIO: usize = 6;

/// 5 ms: some 60 dB down at 4.2 kHz, where aliases would begin to be heard. Delays by half of it.
const TAPS: usize = 240;

/// Input that one call may bring, at 48 kHz: 120 ms.
const LONGEST: usize = 5_760;

const CUTOFF: f64 = 3_700.0 / 48_000.0;

/// Kaiser window with beta 6.
fn low_pass(gain: f64) -> Vec<f32> {
    let bessel = |x: f64| {
        (1..25)
            .fold((1.0, 1.0), |(sum, term): (f64, f64), k| {
                let term = term * (x / 2.0 / f64::from(k)).powi(2);
                (sum + term, term)
            })
            .0
    };
    let middle = (TAPS - 1) as f64 / 2.0;
    let tap = |index: usize| {
        let t = index as f64 - middle;
        let sinc = if t == 0.0 { 2.0 * CUTOFF } else { (2.0 * PI * CUTOFF * t).sin() / (PI * t) };
        sinc * bessel(6.0 * (1.0 - (t / middle).powi(2)).max(0.0).sqrt()) / bessel(6.0)
    };
    let taps: Vec<f64> = (0..TAPS).map(tap).collect();
    let sum: f64 = taps.iter().sum();
    taps.iter().map(|tap| (tap * gain / sum) as f32).collect()
}

/// 48 kHz to 8 kHz.
#[derive(Debug)]
pub(crate) struct Decimator {
    taps: Vec<f32>,
    /// The last `TAPS` samples, and room for new ones.
    samples: Vec<f32>,
}

impl Decimator {
    pub(crate) fn new() -> Self {
        let mut samples = Vec::with_capacity(TAPS + LONGEST);
        samples.resize(TAPS, 0.0);
        Self { taps: low_pass(1.0), samples }
    }

    /// Takes a multiple of six samples and gives a sixth of them, one by one.
    pub(crate) fn process(&mut self, input: &[f32], mut output: impl FnMut(f32)) {
        for piece in input.chunks(LONGEST) {
            self.samples.extend_from_slice(piece);
            for end in (RATIO..=piece.len()).step_by(RATIO) {
                let window = &self.samples[end..end + TAPS];
                output(dot(window, &self.taps));
            }
            let used = self.samples.len() - TAPS;
            self.samples.drain(..used);
        }
    }
}

/// 8 kHz to 48 kHz.
#[derive(Debug)]
pub(crate) struct Interpolator {
    /// Each phase's taps, for the oldest sample first.
    phases: Vec<Vec<f32>>,
    history: [f32; TAPS / RATIO],
}

impl Interpolator {
    pub(crate) fn new() -> Self {
        let taps = low_pass(RATIO as f64);
        let phase = |offset: usize| taps.iter().skip(offset).step_by(RATIO).rev().copied().collect();
        Self { phases: (0..RATIO).map(phase).collect(), history: [0.0; TAPS / RATIO] }
    }

    /// Takes a sample and gives six.
    pub(crate) fn process(&mut self, sample: f32, mut output: impl FnMut(f32)) {
        self.history.copy_within(1.., 0);
        if let Some(last) = self.history.last_mut() {
            *last = sample;
        }
        for phase in &self.phases {
            output(dot(&self.history, phase));
        }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    // Eight sums side by side, for the vector units.
    let mut sums = [0.0f32; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hertz: f64, rate: f64, length: usize) -> Vec<f32> {
        (0..length).map(|n| (2.0 * PI * hertz * n as f64 / rate).sin() as f32).collect()
    }

    fn power(samples: &[f32]) -> f64 {
        samples.iter().map(|s| f64::from(s * s)).sum::<f64>() / samples.len() as f64
    }

    fn down(input: &[f32]) -> Vec<f32> {
        let mut out = Vec::new();
        let mut decimator = Decimator::new();
        input.chunks(960).for_each(|piece| decimator.process(piece, |s| out.push(s)));
        out.split_off(100)
    }

    fn up(input: &[f32]) -> Vec<f32> {
        let mut out = Vec::new();
        let mut interpolator = Interpolator::new();
        input.iter().for_each(|s| interpolator.process(*s, |s| out.push(s)));
        out.split_off(600)
    }

    #[test]
    fn speech_passes_and_aliases_do_not() {
        for (hertz, least, most) in [
            (300.0, 0.49, 0.51),
            (1_000.0, 0.49, 0.51),
            (3_300.0, 0.45, 0.51),
            (4_400.0, 0.0, 1e-5),
            (7_000.0, 0.0, 1e-5),
        ] {
            let power = power(&down(&sine(hertz, 48_000.0, 48_000)));
            assert!((least..=most).contains(&power), "{hertz} Hz: {power}");
        }
    }

    #[test]
    fn images_above_four_kilohertz_stay_out() {
        let out = up(&sine(1_000.0, 8_000.0, 8_000));
        assert!((0.49..0.51).contains(&power(&out)));
        // What is left after taking the tone away is images and errors.
        let projection = |function: fn(f64) -> f64| {
            let at = |n: usize| function(2.0 * PI * 1_000.0 * n as f64 / 48_000.0);
            out.iter().enumerate().map(|(n, s)| f64::from(*s) * at(n)).sum::<f64>() * 2.0 / out.len() as f64
        };
        let tone = (projection(f64::sin).powi(2) + projection(f64::cos).powi(2)) / 2.0;
        assert!(power(&out) - tone < 1e-4, "{}", power(&out) - tone);
    }

    #[test]
    fn any_length_of_input_is_taken() {
        let mut decimator = Decimator::new();
        let mut count = 0;
        decimator.process(&vec![0.5; 3 * LONGEST], |_| count += 1);
        assert_eq!(count, 3 * LONGEST / RATIO);
    }
}
