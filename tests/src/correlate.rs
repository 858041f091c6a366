//! Is this recording that speech? Exact alignment of waveforms for latency, and a match of short-time spectra that
//! survives codecs, gain, clock drift and a jitter buffer's stretching for everything else.

use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

/// Where a recording matches a reference best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alignment {
    /// Samples by which the recording is later than the reference.
    pub lag: isize,
    /// Normalised cross-correlation there: 1.0 is the same wave at any gain, 0.0 unrelated.
    pub coefficient: f32,
}

/// Cross-correlates two signals of the same rate. At least half of the shorter one must overlap.
pub fn align(reference: &[f32], recording: &[f32]) -> Alignment {
    let shortest = reference.len().min(recording.len());
    if shortest == 0 {
        return Alignment { lag: 0, coefficient: 0.0 };
    }
    let products = cross_products(reference, recording);
    let (energy_a, energy_b) = (running_energy(reference), running_energy(recording));
    let (n, m) = (reference.len() as isize, recording.len() as isize);
    let least = (shortest / 2) as isize;
    let mut best = Alignment { lag: 0, coefficient: 0.0 };
    for lag in (least - n)..=(m - least) {
        let (from, to) = ((-lag).max(0), n.min(m - lag));
        let size = products.len() as isize;
        let product = f64::from(products[lag.rem_euclid(size) as usize]);
        let a = energy_a[to as usize] - energy_a[from as usize];
        let b = energy_b[(to + lag) as usize] - energy_b[(from + lag) as usize];
        let coefficient = if a > 0.0 && b > 0.0 { (product / (a * b).sqrt()) as f32 } else { 0.0 };
        if coefficient > best.coefficient {
            best = Alignment { lag, coefficient };
        }
    }
    best
}

/// Sum over i of reference[i] * recording[i + lag], at index lag modulo the length.
fn cross_products(reference: &[f32], recording: &[f32]) -> Vec<f32> {
    let size = (reference.len() + recording.len()).next_power_of_two();
    let mut planner = FftPlanner::new();
    let (forward, inverse) = (planner.plan_fft_forward(size), planner.plan_fft_inverse(size));
    let spectrum = |signal: &[f32]| {
        let mut buffer: Vec<Complex<f32>> = signal.iter().map(|s| Complex::new(*s, 0.0)).collect();
        buffer.resize(size, Complex::default());
        forward.process(&mut buffer);
        buffer
    };
    let (a, mut b) = (spectrum(reference), spectrum(recording));
    b.iter_mut().zip(&a).for_each(|(b, a)| *b *= a.conj());
    inverse.process(&mut b);
    b.into_iter().map(|value| value.re / size as f32).collect()
}

fn running_energy(signal: &[f32]) -> Vec<f64> {
    let sums = signal.iter().scan(0.0, |sum, sample| {
        *sum += f64::from(*sample).powi(2);
        Some(*sum)
    });
    std::iter::once(0.0).chain(sums).collect()
}

/// A signal and its sample rate in Hz.
#[derive(Clone, Copy, Debug)]
pub struct Signal<'a> {
    /// Mono samples.
    pub samples: &'a [f32],
    /// In Hz.
    pub rate: u32,
}

/// How well a recording holds the speech of a reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpeechMatch {
    /// Seconds by which the recording is later than the reference, within 10 ms.
    pub delay: f32,
    /// 1.0 is the same speech, about 0.3 or less another sentence of the same voice.
    pub score: f32,
    /// Share of the reference's spoken half-seconds that were found, 0.0 to 1.0.
    pub found: f32,
}

/// Between two frames.
const HOP: f32 = 0.010;
/// Length of one frame.
const WINDOW: f32 = 0.032;
/// Telephone band, in Hz.
const BAND: (f32, f32) = (250.0, 3_400.0);
const BANDS: usize = 16;
/// Energies this far below the loudest count as silence.
const RANGE_DB: f32 = 40.0;
/// Frames of one segment: half a second.
const SEGMENT: usize = 50;
/// Frames a segment may be off the common delay: drift, time stretching.
const WANDER: isize = 8;
/// A segment with this correlation was found.
const FOUND: f32 = 0.6;

/// Compares short-time spectra; the rates may differ.
pub fn speech_match(reference: Signal<'_>, recording: Signal<'_>) -> SpeechMatch {
    let (a, b) = (spectrogram(reference), spectrogram(recording));
    let nothing = SpeechMatch { delay: 0.0, score: 0.0, found: 0.0 };
    let least = (a.len().min(b.len()) / 2).max(1) as isize;
    let lags = (least - a.len() as isize)..=(b.len() as isize - least);
    // Of two places that match as well, as in speech that comes again, the one with more of it counts.
    let overlap = |lag: isize| ((a.len() as isize).min(b.len() as isize - lag) - (-lag).max(0)) as f32;
    let by_lag = lags.map(|lag| (lag, frames_correlation(&a, &b, 0, a.len(), lag) * overlap(lag).sqrt()));
    let Some((lag, _)) = by_lag.max_by(|x, y| x.1.total_cmp(&y.1)) else { return nothing };
    let scores: Vec<f32> = spoken_segments(&a).map(|start| segment_score(&a, &b, start, lag)).collect();
    if scores.is_empty() {
        return nothing;
    }
    let count = scores.len() as f32;
    let found = scores.iter().filter(|score| **score >= FOUND).count() as f32 / count;
    SpeechMatch { delay: lag as f32 * HOP, score: scores.iter().sum::<f32>() / count, found }
}

type Frame = [f32; BANDS];

/// Log energies by band, floored, so that silence is a flat floor at any gain.
fn spectrogram(signal: Signal<'_>) -> Vec<Frame> {
    let length = (WINDOW * signal.rate as f32) as usize;
    let hop = (HOP * signal.rate as f32) as usize;
    if length == 0 || hop == 0 || signal.samples.len() < length {
        return Vec::new();
    }
    let fft = FftPlanner::new().plan_fft_forward(length);
    let edges = band_edges(length, signal.rate);
    let starts = (0..=signal.samples.len() - length).step_by(hop);
    let mut frames: Vec<Frame> = starts
        .map(|start| {
            let window = &signal.samples[start..start + length];
            let mut buffer: Vec<Complex<f32>> =
                window.iter().enumerate().map(|(i, s)| Complex::new(s * hann(i, length), 0.0)).collect();
            fft.process(&mut buffer);
            std::array::from_fn(|band| {
                let bins = &buffer[edges[band]..edges[band + 1]];
                10.0 * (bins.iter().map(Complex::norm_sqr).sum::<f32>() + 1e-12).log10()
            })
        })
        .collect();
    let loudest = frames.iter().flatten().copied().fold(f32::MIN, f32::max);
    frames.iter_mut().flatten().for_each(|level| *level = (*level - loudest).max(-RANGE_DB) + RANGE_DB);
    frames
}

fn hann(i: usize, length: usize) -> f32 {
    0.5 - 0.5 * (std::f32::consts::TAU * i as f32 / length as f32).cos()
}

fn band_edges(length: usize, rate: u32) -> [usize; BANDS + 1] {
    let ratio = (BAND.1 / BAND.0).powf(1.0 / BANDS as f32);
    let mut edges = std::array::from_fn(|i| {
        let frequency = BAND.0 * ratio.powi(i as i32);
        (frequency * length as f32 / rate as f32).round() as usize
    });
    for i in 1..edges.len() {
        edges[i] = edges[i].max(edges[i - 1] + 1).min(length / 2);
    }
    edges
}

/// Correlation of the frames `from..to` of `a` with those of `b` that are `lag` later, each band about its mean.
fn frames_correlation(a: &[Frame], b: &[Frame], from: usize, to: usize, lag: isize) -> f32 {
    let first = (from as isize).max(-lag);
    let last = (to as isize).min(b.len() as isize - lag);
    if last - first < 2 {
        return 0.0;
    }
    let a = &a[first as usize..last as usize];
    let b = &b[(first + lag) as usize..(last + lag) as usize];
    let (mut product, mut energy_a, mut energy_b) = (0.0f32, 0.0f32, 0.0f32);
    for band in 0..BANDS {
        let mean =
            |frames: &[Frame]| frames.iter().map(|frame| frame[band]).sum::<f32>() / frames.len() as f32;
        let (mean_a, mean_b) = (mean(a), mean(b));
        for (a, b) in a.iter().zip(b) {
            let (a, b) = (a[band] - mean_a, b[band] - mean_b);
            product += a * b;
            energy_a += a * a;
            energy_b += b * b;
        }
    }
    if energy_a * energy_b > 0.0 { product / (energy_a * energy_b).sqrt() } else { 0.0 }
}

/// Starts of the half-seconds in which somebody speaks most of the time.
fn spoken_segments(frames: &[Frame]) -> impl Iterator<Item = usize> + '_ {
    let loud = |frame: &Frame| frame.iter().copied().fold(0.0, f32::max) > RANGE_DB / 3.0;
    let starts = (0..frames.len().saturating_sub(SEGMENT - 1)).step_by(SEGMENT);
    starts.filter(move |start| {
        frames[*start..*start + SEGMENT].iter().filter(|frame| loud(frame)).count() > SEGMENT / 2
    })
}

fn segment_score(a: &[Frame], b: &[Frame], start: usize, lag: isize) -> f32 {
    let around = (lag - WANDER)..=(lag + WANDER);
    around.map(|lag| frames_correlation(a, b, start, start + SEGMENT, lag)).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const RATE: u32 = 16_000;

    fn voice(name: &str) -> Vec<f32> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/voice").join(name);
        let mut wav = hound::WavReader::open(path).unwrap();
        wav.samples::<i16>().map(|sample| f32::from(sample.unwrap()) / 32_768.0).collect()
    }

    fn delayed(samples: &[f32], by: usize) -> Vec<f32> {
        std::iter::repeat_n(0.0, by).chain(samples.iter().copied()).collect()
    }

    /// Reads a signal faster or slower, with linear interpolation.
    fn stretched(samples: &[f32], step: f32) -> Vec<f32> {
        let count = ((samples.len() - 1) as f32 / step) as usize;
        let read = |i| {
            let at = i as f64 * f64::from(step);
            let (whole, part) = (at as usize, at.fract() as f32);
            samples[whole] * (1.0 - part) + samples[whole + 1] * part
        };
        (0..count).map(read).collect()
    }

    /// Logarithmic quantisation to 8 bits, as G.711 does it.
    fn companded(sample: f32) -> f32 {
        let compressed = (1.0 + 255.0 * sample.abs()).ln() / 256f32.ln();
        let coarse = (compressed * 127.0).round() / 127.0;
        sample.signum() * (256f32.powf(coarse) - 1.0) / 255.0
    }

    fn noise(seed: &mut u32) -> f32 {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*seed >> 8) as f32 / 8_388_608.0 - 1.0
    }

    fn matched(reference: &[f32], recording: &[f32]) -> SpeechMatch {
        speech_match(Signal { samples: reference, rate: RATE }, Signal { samples: recording, rate: RATE })
    }

    #[test]
    fn the_same_wave_is_found_at_its_delay_at_any_gain() {
        let voice = voice("agent-vi.wav");
        let quiet: Vec<f32> = delayed(&voice, 1_234).iter().map(|sample| sample * 0.01).collect();
        let found = align(&voice, &quiet);
        assert_eq!(found.lag, 1_234);
        assert!(found.coefficient > 0.999, "{found:?}");
        let early = align(&voice, &voice[800..]);
        assert_eq!(early.lag, -800);
    }

    #[test]
    fn waves_of_different_speech_do_not_correlate() {
        let found = align(&voice("agent-vi.wav"), &voice("customer-vi.wav"));
        assert!(found.coefficient < 0.3, "{found:?}");
        assert_eq!(align(&[], &[1.0]).coefficient, 0.0);
        assert_eq!(align(&[0.0; 100], &[0.0; 100]).coefficient, 0.0);
    }

    #[test]
    fn speech_is_recognised_after_a_telephone_codec_noise_and_gain() {
        let voice = voice("customer-vi.wav");
        let narrow: Vec<f32> =
            delayed(&voice, 8_000).chunks_exact(2).map(|pair| (pair[0] + pair[1]) / 2.0).collect();
        let mut seed = 1;
        let heard: Vec<f32> =
            narrow.iter().map(|sample| 0.3 * companded(*sample) + 0.0005 * noise(&mut seed)).collect();
        let found =
            speech_match(Signal { samples: &voice, rate: RATE }, Signal { samples: &heard, rate: RATE / 2 });
        assert!(found.score > 0.85 && found.found > 0.95, "{found:?}");
        assert!((found.delay - 0.5).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn speech_is_recognised_through_drift_and_lost_packets() {
        let voice = voice("agent-vi.wav");
        let mut heard = stretched(&delayed(&voice, 4_000), 1.003);
        let mut seed = 7;
        for packet in heard.chunks_mut(320) {
            if noise(&mut seed) > 0.9 {
                packet.fill(0.0);
            }
        }
        let found = matched(&voice, &heard);
        assert!(found.score > 0.7 && found.found > 0.8, "{found:?}");
    }

    #[test]
    fn another_sentence_and_silence_are_not_recognised() {
        let (agent, customer) = (voice("agent-vi.wav"), voice("customer-vi.wav"));
        for found in [matched(&agent, &customer), matched(&customer, &agent)] {
            assert!(found.score < 0.5 && found.found < 0.3, "{found:?}");
        }
        assert_eq!(matched(&agent, &vec![0.0; 100_000]).found, 0.0);
        let mut seed = 3;
        let hiss: Vec<f32> = (0..100_000).map(|_| 0.1 * noise(&mut seed)).collect();
        assert!(matched(&agent, &hiss).score < 0.4, "{:?}", matched(&agent, &hiss));
    }

    #[test]
    fn half_of_the_speech_missing_is_seen() {
        let voice = voice("customer-vi.wav");
        let mut heard = voice.clone();
        heard[voice.len() / 2..].fill(0.0);
        let found = matched(&voice, &heard);
        assert!((0.35..0.65).contains(&found.found), "{found:?}");
    }
}
