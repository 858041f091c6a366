//! The phone's clock.

use reo_model::Timestamp;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// One wall-clock reading plus a monotonic clock: it never goes backwards within a run, whatever is done to the
/// system's clock.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    wall: Timestamp,
    started: Instant,
}

impl Clock {
    /// Reads the wall clock, once.
    pub fn start() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let millis = u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX);
        Self { wall: Timestamp(millis), started: Instant::now() }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.wall + self.started.elapsed()
    }

    /// When that time is, on the monotonic clock; a past time is now.
    pub fn instant(&self, at: Timestamp) -> Instant {
        self.started + at.since(self.wall)
    }
}
