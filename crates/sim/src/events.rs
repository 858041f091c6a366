//! What happened, for whoever steers the simulator: a bounded log that can be read from any point and waited on.

use serde::Serialize;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

use crate::lock;

const KEPT: usize = 4_096;

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
pub struct SimEvent {
    /// Counts from 1.
    pub seq: u64,
    /// Milliseconds since the Unix epoch.
    pub at: u64,
    /// What, as `subject.happening`.
    pub event: &'static str,
    /// Whatever belongs to it.
    #[serde(flatten)]
    pub facts: Value,
}

/// The log.
pub(crate) struct EventLog {
    kept: Mutex<VecDeque<SimEvent>>,
    last: watch::Sender<u64>,
}

impl EventLog {
    pub(crate) fn new() -> Self {
        Self { kept: Mutex::default(), last: watch::Sender::new(0) }
    }

    /// Adds what happened. `facts` is an object.
    pub(crate) fn add(&self, event: &'static str, facts: Value) {
        let mut kept = lock(&self.kept);
        let seq = kept.back().map_or(0, |last| last.seq) + 1;
        kept.push_back(SimEvent { seq, at: now_ms(), event, facts });
        if kept.len() > KEPT {
            kept.pop_front();
        }
        drop(kept);
        self.last.send_replace(seq);
    }

    /// Everything kept after number `seq`.
    pub(crate) fn after(&self, seq: u64) -> Vec<SimEvent> {
        lock(&self.kept).iter().filter(|event| event.seq > seq).cloned().collect()
    }

    /// Waits until there is something after `seq`.
    pub(crate) async fn wait_after(&self, seq: u64) {
        let mut last = self.last.subscribe();
        let _ = last.wait_for(|&at| at > seq).await;
    }
}

/// Wall-clock milliseconds since the Unix epoch.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
