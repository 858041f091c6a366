//! Level meters and counters that the callbacks keep and others read, all atomic.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Highest absolute sample values since the last reading, 0.0 to 1.0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Levels {
    /// Of the microphone, as captured (before mute).
    pub input: f32,
    /// Of what the loudspeaker played.
    pub output: f32,
}

/// Counters of the streams since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamStatistics {
    /// Times the loudspeaker wanted more than the voice thread had written.
    pub underruns: u64,
    /// Samples of silence played in their place.
    pub missing_samples: u64,
    /// Times the device asked so late that it had run dry: the machine is overloaded.
    pub late_callbacks: u64,
    /// Captured samples dropped because the voice thread did not read.
    pub dropped_samples: u64,
    /// Times the sound system itself ran dry or over.
    pub xruns: u64,
    /// Streams opened.
    pub opened: u64,
}

/// A peak that a callback raises and a reader takes.
#[derive(Debug, Default)]
pub(crate) struct Peak(AtomicU32);

impl Peak {
    /// Non-negative floats order like their bits, so the maximum of the bits is the maximum.
    pub(crate) fn raise(&self, value: f32) {
        if value.is_finite() {
            self.0.fetch_max(value.abs().to_bits(), Ordering::Relaxed);
        }
    }

    pub(crate) fn take(&self) -> f32 {
        f32::from_bits(self.0.swap(0, Ordering::Relaxed))
    }
}

/// Highest absolute value.
pub(crate) fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, sample| peak.max(sample.abs()))
}

/// Everything that is measured.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    pub(crate) input: Peak,
    pub(crate) output: Peak,
    /// Second reading of the microphone's peak, for the silence detector.
    pub(crate) listening: Peak,
    pub(crate) underruns: AtomicU64,
    pub(crate) missing: AtomicU64,
    pub(crate) late: AtomicU64,
    pub(crate) dropped: AtomicU64,
    pub(crate) xruns: Arc<AtomicU64>,
    pub(crate) opened: AtomicU64,
}

impl Meters {
    pub(crate) fn levels(&self) -> Levels {
        Levels { input: self.input.take(), output: self.output.take() }
    }

    pub(crate) fn statistics(&self) -> StreamStatistics {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        StreamStatistics {
            underruns: read(&self.underruns),
            missing_samples: read(&self.missing),
            late_callbacks: read(&self.late),
            dropped_samples: read(&self.dropped),
            xruns: read(&self.xruns),
            opened: read(&self.opened),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_keeps_the_highest_value_until_it_is_read() {
        let meter = Peak::default();
        meter.raise(0.2);
        meter.raise(-0.7);
        meter.raise(0.1);
        meter.raise(f32::NAN);
        assert_eq!(meter.take(), 0.7);
        assert_eq!(meter.take(), 0.0);
    }
}
