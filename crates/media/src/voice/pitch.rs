//! Finding the period of voiced speech.

/// What a search found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Period {
    /// In samples.
    pub(crate) lag: usize,
    /// How alike two neighbouring periods are, -1 to 1.
    pub(crate) likeness: f32,
}

/// 400 Hz to 66 Hz at 48 kHz.
pub(crate) const SHORTEST: usize = 120;
pub(crate) const LONGEST: usize = 720;

/// Compares every fourth sample at every fourth lag, then looks closely around the best.
pub(crate) fn period(samples: &[f32], longest: usize) -> Period {
    let longest = longest.min(samples.len() / 2).max(SHORTEST);
    let mut best = Period { lag: SHORTEST, likeness: -1.0 };
    let coarse = (SHORTEST..=longest).step_by(4);
    for lag in coarse {
        let likeness = likeness(samples, lag, 4);
        if likeness > best.likeness {
            best = Period { lag, likeness };
        }
    }
    let middle = best.lag;
    for lag in middle.saturating_sub(3).max(SHORTEST)..=(middle + 3).min(longest) {
        let likeness = likeness(samples, lag, 2);
        if likeness > best.likeness {
            best = Period { lag, likeness };
        }
    }
    best
}

/// Normalised correlation of the last samples with those `lag` earlier.
fn likeness(samples: &[f32], lag: usize, step: usize) -> f32 {
    let late = samples.get(lag..).unwrap_or_default();
    let (mut product, mut early_power, mut late_power) = (0.0f32, 1e-9f32, 1e-9f32);
    for (a, b) in samples.iter().step_by(step).zip(late.iter().step_by(step)) {
        product += a * b;
        early_power += a * a;
        late_power += b * b;
    }
    product / (early_power * late_power).sqrt()
}

/// Fades from `from` to `to`, writing to `to`.
pub(crate) fn cross_fade(from: &[f32], to: &mut [f32]) {
    let length = from.len().min(to.len());
    for (index, (from, to)) in from.iter().zip(to.iter_mut()).enumerate() {
        let part = (index as f32 + 0.5) / length as f32;
        *to = from * (1.0 - part) + *to * part;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_of_a_buzz_is_found() {
        for hertz in [80.0f32, 150.0, 220.0, 390.0] {
            let buzz: Vec<f32> = (0..1_920)
                .map(|n| {
                    (0..5)
                        .map(|k| ((k + 1) as f32 * hertz * std::f32::consts::TAU * n as f32 / 48_000.0).sin())
                        .sum()
                })
                .collect();
            let found = period(&buzz, LONGEST);
            let turns = found.lag as f32 * hertz / 48_000.0;
            assert!((turns - turns.round()).abs() < 0.05 && found.likeness > 0.9, "{hertz} Hz: {found:?}");
        }
    }
}
