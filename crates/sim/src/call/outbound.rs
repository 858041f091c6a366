//! An agent calls a customer by the agent socket: the agent's own phone is rung first.

use super::attend::{Attendance, Outcome};
use super::end::AgentEnd;
use super::record::{Call, NewCall};
use super::ringing::{How, Ringing};
use super::talk::{Stop, Talk};
use super::view::{CallState, Direction, EndReason};
use crate::agent::Announcement;
use crate::centre::Centre;
use crate::config::CalloutService;
use crate::customer::Speech;
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long an agent's own phone here may take to answer the call that the agent asked for: it answers by itself.
const AGENT_LIMIT: Duration = Duration::from_secs(10);

impl Centre {
    /// Calls a customer for an agent; `None` when the agent is already in a call.
    pub(crate) fn call_customer(
        self: &Arc<Self>,
        agent: &Extension,
        number: &str,
        service: Option<&CalloutService>,
    ) -> Option<Arc<Call>> {
        let id = self.calls.next_id();
        if !self.agents.occupy(agent, id) {
            return None;
        }
        let tenant = self.tenant_of(agent);
        let line = service.and_then(|service| service.line.clone());
        let (call, orders) = Call::new(NewCall {
            id,
            direction: Direction::Outbound,
            number: number.to_owned(),
            name: None,
            line: line.unwrap_or_else(|| tenant.to_string()),
            tenant,
            queue: String::new(),
            agent: Some(agent.clone()),
        });
        self.calls.add(&call);
        let service = service.map(|service| &service.callout_id);
        let facts = json!({"call": id, "agent": agent, "callId": call.server_id, "service": service});
        self.events.add("call.outbound", facts);
        let attendance = Attendance::new(self, &call, orders, self.behaviour(number));
        self.spawn(call_out(attendance, agent.clone()));
        Some(call)
    }
}

async fn call_out(mut attendance: Attendance, agent: Extension) {
    attendance.centre.announce(&attendance.call, &agent, Announcement::Starting);
    let outcome = match attendance.ring_caller(&agent).await {
        Ok(end) => attendance.ring_customer(&agent, end).await,
        Err(reason) => (reason, None),
    };
    attendance.finish(outcome).await;
}

impl Attendance {
    /// Rings the phone of the agent who asked for the call.
    async fn ring_caller(&mut self, agent: &Extension) -> Result<AgentEnd, EndReason> {
        let here = self.centre.agents.view(agent).is_none_or(|view| view.speaks_here());
        let limit = if here { AGENT_LIMIT } else { self.centre.config.ring_timeout };
        let late = Duration::from_millis(self.centre.faults().late_invite_ms);
        let how = How { limit: limit + late, patient: true, announced: false };
        self.until_answered(Ringing::start(&self.centre, &self.call, agent, how)).await
    }

    /// The agent is there: the customer's phone rings (heard as a tone) until the outcome.
    async fn ring_customer(&mut self, agent: &Extension, end: AgentEnd) -> Outcome {
        self.call.change(|status| status.state = CallState::RingingCustomer);
        if self.behaviour.rings() {
            end.play(Speech::Ringing).await;
            self.centre.announce(&self.call, agent, Announcement::Ringing);
        }
        let outcome_at = Instant::now() + Duration::from_millis(self.behaviour.after_ms);
        let mut talk = self.talk(end);
        let stop = talk.run(Some(outcome_at)).await;
        let Talk { agent: end, moving, .. } = talk;
        match (stop, self.behaviour.failure()) {
            (Stop::Elapsed, None) => self.serve(end).await,
            (Stop::Elapsed, Some(code)) => (EndReason::CustomerRefused(code), Some(end)),
            // Nobody can be passed on who is not there yet.
            (stop, _) => match self.next_end(stop, end, moving).await {
                Ok(end) => (EndReason::Customer, Some(end)),
                Err(outcome) => outcome,
            },
        }
    }
}
