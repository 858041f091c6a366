//! Real time without a device: how many frames of 10 ms are due.

use std::time::{Duration, Instant};

/// One frame.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// Never catch up more than this after a pause (a sleeping laptop).
const MOST: u32 = 10;

/// Counts frames against the clock.
#[derive(Debug)]
pub(crate) struct Pace {
    next: Instant,
}

impl Pace {
    pub(crate) fn new(now: Instant) -> Self {
        Self { next: now + TICK }
    }

    /// Frames that fell due since the last call.
    pub(crate) fn due(&mut self, now: Instant) -> u32 {
        let late = now.saturating_duration_since(self.next);
        if late > TICK * MOST {
            self.next = now + TICK;
            return MOST;
        }
        let mut due = 0;
        while self.next <= now {
            self.next += TICK;
            due += 1;
        }
        due
    }

    /// When the next frame falls due.
    pub(crate) fn next(&self) -> Instant {
        self.next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_fall_due_every_ten_milliseconds_and_a_long_pause_is_forgotten() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        assert_eq!(pace.due(start + Duration::from_millis(9)), 0);
        assert_eq!(pace.due(start + Duration::from_millis(10)), 1);
        assert_eq!(pace.due(start + Duration::from_millis(35)), 2);
        assert_eq!(pace.due(start + Duration::from_secs(60)), MOST);
        assert_eq!(pace.due(start + Duration::from_millis(60_010)), 1);
    }
}
