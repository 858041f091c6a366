//! How much should wait in the playout queue. Counted in samples that the device took: no clock is needed.

use crate::io::SMALLEST_TARGET;
use crate::{FRAME, SAMPLE_RATE};

/// Callbacks that must be shorter before the queue is allowed to shrink again.
const PATIENCE: u32 = 100;

/// For a voice thread that comes late on a busy machine; with the smallest target it makes 60 ms.
const MOST_RESERVE: usize = 4 * FRAME;

/// Two underruns within 10 s are no accident.
const REPEATED: usize = 10 * SAMPLE_RATE as usize;

/// After 30 s without one, a frame of the reserve is given back.
const CALM: usize = 30 * SAMPLE_RATE as usize;

/// Grows at once with what a callback takes and with every further underrun, and shrinks slowly.
#[derive(Debug, Default)]
pub(crate) struct PlayoutTarget {
    longest: usize,
    shorter: u32,
    reserve: usize,
    since_underrun: Option<usize>,
    since_change: usize,
    told: usize,
}

impl PlayoutTarget {
    /// A callback takes so many samples at 48 kHz. Gives the target when it is a new one.
    pub(crate) fn callback(&mut self, samples: usize) -> Option<usize> {
        self.note_length(samples);
        self.since_underrun = self.since_underrun.map(|since| since.saturating_add(samples));
        self.since_change = self.since_change.saturating_add(samples);
        if self.reserve > 0 && self.since_change >= CALM {
            (self.reserve, self.since_change) = (self.reserve - FRAME, 0);
        }
        // What one callback takes and one frame to spare.
        let target = (self.longest + FRAME).max(SMALLEST_TARGET) + self.reserve;
        (std::mem::replace(&mut self.told, target) != target).then_some(target)
    }

    /// The voice thread came too late.
    pub(crate) fn underrun(&mut self) {
        if self.since_underrun.replace(0).is_some_and(|since| since < REPEATED) {
            self.reserve = (self.reserve + FRAME).min(MOST_RESERVE);
        }
        self.since_change = 0;
    }

    fn note_length(&mut self, samples: usize) {
        self.shorter = if samples < self.longest { self.shorter + 1 } else { 0 };
        if samples > self.longest || self.shorter >= PATIENCE {
            (self.longest, self.shorter) = (samples, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: usize = 100;

    /// The target after so many callbacks of 10 ms.
    fn after(target: &mut PlayoutTarget, callbacks: usize) -> usize {
        for _ in 0..callbacks {
            target.callback(FRAME);
        }
        target.told
    }

    #[test]
    fn one_underrun_changes_nothing_but_repeated_ones_add_up_to_sixty_milliseconds() {
        let mut target = PlayoutTarget::default();
        assert_eq!(after(&mut target, 1), 2 * FRAME);
        target.underrun();
        assert_eq!(after(&mut target, 11 * SECOND), 2 * FRAME);
        target.underrun();
        assert_eq!(after(&mut target, SECOND), 2 * FRAME, "the last one is long ago");
        for frames in [3, 4, 5, 6, 6] {
            target.underrun();
            assert_eq!(after(&mut target, SECOND), frames * FRAME);
        }
    }

    #[test]
    fn the_reserve_is_given_back_a_frame_each_half_minute() {
        let mut target = PlayoutTarget::default();
        for _ in 0..3 {
            target.underrun();
            after(&mut target, 1);
        }
        assert_eq!(after(&mut target, 29 * SECOND), 4 * FRAME);
        assert_eq!(after(&mut target, SECOND), 3 * FRAME);
        assert_eq!(after(&mut target, 30 * SECOND), 2 * FRAME);
        assert_eq!(after(&mut target, 60 * SECOND), 2 * FRAME);
    }

    #[test]
    fn only_a_new_target_is_told() {
        let mut target = PlayoutTarget::default();
        assert_eq!(target.callback(FRAME), Some(2 * FRAME));
        assert_eq!(target.callback(FRAME), None);
        assert_eq!(target.callback(1_536), Some(1_536 + FRAME));
    }
}
