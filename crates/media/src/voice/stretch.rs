//! Making voice a little shorter or longer without a change of pitch: one period is left out or said twice.

use super::pitch::{self, cross_fade};

/// Below this a period more or less is not heard, alike or not: about -50 dB.
const QUIET: f32 = 1e-5;

/// Two periods that are this alike can stand for each other.
const ALIKE: f32 = 0.6;

/// A period at most, so that the packet keeps most of its length.
const LONGEST: usize = 480;

/// Leaves one period out of `samples[..count]`; gives the new count, or `None` when it would be heard.
pub(crate) fn shorten(samples: &mut [f32], count: usize, force: bool) -> Option<usize> {
    let lag = fitting_period(&samples[..count], force)?;
    let overlap = lag.min(count - lag);
    let (early, late) = samples[..count].split_at_mut(lag);
    cross_fade(&early[..overlap], &mut late[..overlap]);
    samples.copy_within(lag..count, 0);
    Some(count - lag)
}

/// Says one period of `samples[..count]` twice; gives the new count, or `None` when it would be heard or has no room.
pub(crate) fn lengthen(samples: &mut [f32], count: usize, force: bool) -> Option<usize> {
    let lag = fitting_period(&samples[..count], force)?;
    if samples.len() < count + lag {
        return None;
    }
    // The second time begins as the first ended: with what follows it.
    let overlap = lag.min(count - lag);
    samples.copy_within(0..count, lag);
    let mut follows = [0.0; LONGEST];
    let end = lag + lag + overlap;
    follows[..overlap].copy_from_slice(&samples[2 * lag..end.min(count + lag)]);
    cross_fade(&follows[..overlap], &mut samples[lag..lag + overlap]);
    Some(count + lag)
}

fn fitting_period(samples: &[f32], force: bool) -> Option<usize> {
    if samples.len() < 2 * pitch::SHORTEST {
        return None;
    }
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
    if power < QUIET {
        return Some((samples.len() / 2).min(LONGEST));
    }
    let found = pitch::period(samples, LONGEST);
    (force || found.likeness > ALIKE).then_some(found.lag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    fn tone(count: usize) -> Vec<f32> {
        let mut samples: Vec<f32> =
            (0..count).map(|n| (200.0 * TAU * n as f32 / 48_000.0).sin() * 0.5).collect();
        samples.resize(count + 1_000, 0.0);
        samples
    }

    fn largest_step(samples: &[f32]) -> f32 {
        samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn a_tone_stays_smooth_when_a_period_is_left_out_or_said_twice() {
        let smooth = largest_step(&tone(960)[..960]) * 1.3;
        let mut samples = tone(960);
        let count = shorten(&mut samples, 960, false).unwrap();
        assert!((480..960).contains(&count));
        assert!(largest_step(&samples[..count]) < smooth);
        let mut samples = tone(960);
        let count = lengthen(&mut samples, 960, false).unwrap();
        assert!((961..=1_440).contains(&count));
        assert!(largest_step(&samples[..count]) < smooth, "{} {smooth}", largest_step(&samples[..count]));
    }

    #[test]
    fn silence_always_fits_and_noise_does_not() {
        assert_eq!(shorten(&mut [0.0; 960], 960, false), Some(480));
        let mut state = 1u32;
        let mut noise = [0.0f32; 2_000];
        noise.fill_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state as f32 / u32::MAX as f32 - 0.5
        });
        assert_eq!(lengthen(&mut noise.clone(), 960, false), None);
        assert!(lengthen(&mut noise, 960, true).is_some());
    }

    #[test]
    fn any_length_is_safe() {
        for count in [0, 1, 80, 239, 240, 241, 480, 481, 5_760] {
            let mut samples = vec![0.1; 6_000];
            shorten(&mut samples, count, true);
            lengthen(&mut samples, count, true);
        }
    }
}
