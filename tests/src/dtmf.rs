//! Which keys are in a recording of their tones (ITU-T Q.23).

use crate::voice::Ear;
use anyhow::{Result, ensure};
use std::time::Duration;
use tokio::time::Instant;

const LOW: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const HIGH: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
const KEYS: [[char; 4]; 4] =
    [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];
/// Length of a block, in seconds: the neighbours of a tone stay apart.
const BLOCK: f32 = 0.030;
/// Share of a block's energy that its two tones must have.
const PURE: f32 = 0.7;
/// Energy of a sample below which there is no tone.
const FLOOR: f32 = 1e-5;

/// How long keys may take to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `ear` has heard that many keys; gives all that it ever heard.
pub async fn hears(ear: &mut impl Ear, count: usize) -> Result<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let keys = keys(&ear.heard().await?, ear.rate());
        if keys.len() >= count {
            return Ok(keys);
        }
        ensure!(Instant::now() < deadline, "only the keys {keys:?} were heard");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The keys, each as often as its tones begin.
pub fn keys(samples: &[f32], rate: u32) -> String {
    let mut before = None;
    let blocks = samples.chunks_exact((BLOCK * rate as f32) as usize).map(|block| key(block, rate as f32));
    blocks.filter_map(|key| (std::mem::replace(&mut before, key) != key).then_some(key).flatten()).collect()
}

fn key(block: &[f32], rate: f32) -> Option<char> {
    let energy: f32 = block.iter().map(|sample| sample * sample).sum();
    let count = block.len() as f32;
    if energy / count < FLOOR {
        return None;
    }
    let strongest = |tones: [f32; 4]| {
        let powers = tones.map(|tone| power(block, tone / rate));
        (0..4).map(|i| (i, powers[i])).max_by(|a, b| a.1.total_cmp(&b.1))
    };
    let ((row, low), (column, high)) = (strongest(LOW)?, strongest(HIGH)?);
    // A pure tone of this energy would have half of the count as its power.
    let share = 2.0 * (low + high) / (energy * count);
    (share > PURE && low.min(high) * 8.0 > low.max(high)).then(|| KEYS[row][column])
}

/// Squared magnitude of one frequency, in cycles a sample.
fn power(block: &[f32], frequency: f32) -> f32 {
    let (mut re, mut im) = (0.0f32, 0.0f32);
    for (i, sample) in block.iter().enumerate() {
        let (sin, cos) = (std::f32::consts::TAU * frequency * i as f32).sin_cos();
        re += sample * cos;
        im += sample * sin;
    }
    re * re + im * im
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tones(low: f32, high: f32, count: usize) -> impl Iterator<Item = f32> {
        let at =
            move |frequency: f32, i: usize| (std::f32::consts::TAU * frequency * i as f32 / 16_000.0).sin();
        (0..count).map(move |i| 0.1 * at(low, i) + 0.08 * at(high, i))
    }

    #[test]
    fn keys_are_read_from_their_tones() {
        let silence = || std::iter::repeat_n(0.0, 1_000);
        let samples: Vec<f32> = silence()
            .chain(tones(697.0, 1209.0, 2_000))
            .chain(silence())
            .chain(tones(697.0, 1209.0, 2_000))
            .chain(silence())
            .chain(tones(941.0, 1477.0, 1_600))
            .collect();
        assert_eq!(keys(&samples, 16_000), "11#");
    }

    #[test]
    fn a_single_tone_and_noise_are_no_key() {
        let tone: Vec<f32> = tones(697.0, 697.0, 8_000).collect();
        assert_eq!(keys(&tone, 16_000), "");
        let mut seed = 1u32;
        let noise = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / 8_388_608.0 - 1.0
        });
        assert_eq!(keys(&noise.take(16_000).collect::<Vec<_>>(), 16_000), "");
    }
}
