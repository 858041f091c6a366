//! Notices a microphone that gives nothing: muted in hardware, the wrong jack, a dead driver.

use std::time::{Duration, Instant};

/// Below -80 dBFS there is not even the noise of a microphone.
const NOTHING: f32 = 1e-4;

/// How long it must last. A pause in speech still has the room's noise, so this is no pause.
const PATIENCE: Duration = Duration::from_secs(3);

/// Watches the peaks of the open microphone.
#[derive(Debug, Default)]
pub(crate) struct SilenceDetector {
    quiet_since: Option<Instant>,
    silent: bool,
}

impl SilenceDetector {
    /// `peak` since the last call, `None` while no microphone is open. Gives the new state when it changed.
    pub(crate) fn update(&mut self, peak: Option<f32>, now: Instant) -> Option<bool> {
        let silent = match peak {
            Some(peak) if peak < NOTHING => {
                let since = *self.quiet_since.get_or_insert(now);
                now.saturating_duration_since(since) >= PATIENCE
            }
            _ => {
                self.quiet_since = None;
                false
            }
        };
        let changed = silent != self.silent;
        self.silent = silent;
        changed.then_some(silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_seconds_of_nothing_are_reported_once_and_so_is_the_first_sound() {
        let (mut detector, start) = (SilenceDetector::default(), Instant::now());
        let at = |ms| start + Duration::from_millis(ms);
        assert_eq!(detector.update(Some(0.0), at(0)), None);
        assert_eq!(detector.update(Some(0.00009), at(2_900)), None);
        assert_eq!(detector.update(Some(0.0), at(3_000)), Some(true));
        assert_eq!(detector.update(Some(0.0), at(9_000)), None);
        assert_eq!(detector.update(Some(0.01), at(9_100)), Some(false));
    }

    #[test]
    fn a_quiet_room_is_not_silence() {
        let (mut detector, start) = (SilenceDetector::default(), Instant::now());
        for second in 0..10 {
            assert_eq!(detector.update(Some(0.0005), start + Duration::from_secs(second)), None);
        }
    }

    #[test]
    fn closing_the_microphone_ends_the_silence() {
        let (mut detector, start) = (SilenceDetector::default(), Instant::now());
        detector.update(Some(0.0), start);
        assert_eq!(detector.update(Some(0.0), start + PATIENCE), Some(true));
        assert_eq!(detector.update(None, start + PATIENCE), Some(false));
    }
}
