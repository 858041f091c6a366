//! The door's clock.

use reo_model::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// One wall-clock reading plus a monotonic clock, as the engine's: it never goes backwards within a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    wall: Timestamp,
    started: Instant,
}

impl Clock {
    /// Reads the wall clock, once.
    pub(crate) fn new() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let millis = u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX);
        Self { wall: Timestamp(millis), started: Instant::now() }
    }

    /// The time now.
    pub(crate) fn now(&self) -> Timestamp {
        self.wall + self.started.elapsed()
    }

    /// When that time is, on the monotonic clock; a past time is now.
    pub(crate) fn instant(&self, at: Timestamp) -> Instant {
        self.started + at.since(self.wall)
    }
}
