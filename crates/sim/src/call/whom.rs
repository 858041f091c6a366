//! Distribution: whose phone rings next.

use super::record::Call;
use super::view::EndReason;
use crate::centre::Centre;
use crate::config::SimConfig;
use reo_model::{Domain, Extension};
use serde_json::json;
use std::time::Duration;

/// Whom a caller is to be put through to.
pub(super) struct Whom {
    /// The queue's name.
    pub(super) name: String,
    /// Nobody else's phone rings; empty: everybody's of the tenant.
    members: Vec<Extension>,
    tenant: Domain,
    pub(super) ring_timeout: Duration,
    /// Waits when nobody is free.
    pub(super) waits: bool,
    /// Who was rung in this round, in vain.
    pub(super) tried: Vec<Extension>,
}

impl Whom {
    /// The members of a queue, by its id or name; of one that is not known everybody.
    pub(super) fn of_queue(config: &SimConfig, name: &str, tenant: &Domain) -> Self {
        let queue = config.queue(name);
        let own_timeout = queue.and_then(|queue| queue.ring_timeout_ms).map(Duration::from_millis);
        Self {
            name: queue.map_or(name, |queue| &queue.name).to_owned(),
            members: queue.map(|queue| queue.members.clone()).unwrap_or_default(),
            tenant: tenant.clone(),
            ring_timeout: own_timeout.unwrap_or(config.ring_timeout),
            waits: true,
            tried: Vec::new(),
        }
    }

    /// The same, but who finds nobody free does not wait.
    pub(super) fn at_once(self) -> Self {
        Self { waits: false, ..self }
    }

    /// This agent alone.
    pub(super) fn only(mut self, agent: &Extension) -> Self {
        self.members = vec![agent.clone()];
        self.tried = vec![agent.clone()];
        self.at_once()
    }

    fn suits(&self, agent: &Extension) -> bool {
        (self.members.is_empty() || self.members.contains(agent)) && !self.tried.contains(agent)
    }
}

impl Centre {
    /// The free agent who has been idle for longest; now in the call.
    pub(super) fn next_agent(&self, whom: &Whom, call: u64) -> Option<Extension> {
        let mut free = self.agents.free(&whom.tenant);
        free.retain(|agent| whom.suits(agent));
        free.into_iter().find(|agent| self.agents.occupy(agent, call))
    }

    /// The agent was rung and has not answered: free again, unless it was the agent's fault.
    pub(super) fn not_answered(&self, call: &Call, agent: &Extension, reason: EndReason) {
        self.tell_elsewhere(call, agent, "AGENT_END_CALL_RESPOND_ID");
        if matches!(reason, EndReason::AgentNoAnswer | EndReason::AgentUnreachable) {
            self.events.add("agent.no-answer", json!({"agent": agent, "call": call.id}));
            self.reload_status(agent, "NO ANSWER");
        }
        self.agents.release(agent, call.id);
    }
}
