//! What a scenario wants to be otherwise in its centre.

use crate::config::{CalloutService, Queue, Seat, SimConfig};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::time::Duration;

/// The changes to a centre; what is left out stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CentreChanges {
    agents: Option<Vec<Seat>>,
    queues: Option<Vec<Queue>>,
    callout_services: Option<Vec<CalloutService>>,
    ring_timeout_ms: Option<u64>,
    confirm_limit_ms: Option<u64>,
    device_grace_ms: Option<u64>,
    ping_interval_ms: Option<u64>,
    pub(super) unknowns: Option<Map<String, Value>>,
    pub(super) faults: Option<Map<String, Value>>,
}

impl CentreChanges {
    pub(super) fn apply(&self, config: SimConfig) -> SimConfig {
        let changed = self.unknowns.as_ref().and_then(|changes| config.unknowns.changed(changes));
        SimConfig {
            seats: self.agents.clone().unwrap_or(config.seats),
            queues: self.queues.clone().unwrap_or(config.queues),
            callout_services: self.callout_services.clone().unwrap_or(config.callout_services),
            ring_timeout: or(self.ring_timeout_ms, config.ring_timeout),
            confirm_limit: or(self.confirm_limit_ms, config.confirm_limit),
            device_grace: or(self.device_grace_ms, config.device_grace),
            ping_interval: or(self.ping_interval_ms, config.ping_interval),
            unknowns: changed.unwrap_or(config.unknowns),
            ..config
        }
    }
}

fn or(milliseconds: Option<u64>, usual: Duration) -> Duration {
    milliseconds.map_or(usual, Duration::from_millis)
}
