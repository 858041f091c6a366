//! What an agent asks about calls on the socket.

use super::requests::Asked;
use crate::call::{Call, CallOrder, Direction, NOT_FOUND};
use crate::centre::Centre;
use serde_json::json;
use std::sync::Arc;

impl Centre {
    pub(super) fn ask_outbound(self: &Arc<Self>, asked: &Asked<'_>) {
        let number = asked.text("telephoneNumber");
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let service = ["calloutId", "callout_id", "callerId"].map(|field| asked.text(field));
        if let Some(code) = self.faults().callout_error {
            self.refuse_outbound(asked.agent, &number, &code);
        } else if !digits || !(8..=13).contains(&number.len()) {
            self.refuse_outbound(asked.agent, &number, "ERROR_CALLOUT_CONNECT");
        } else if self
            .call_customer(asked.agent, &number, service.into_iter().find(|id| !id.is_empty()))
            .is_none()
        {
            self.refuse_outbound(asked.agent, &number, "CALLOUT_AGENT_BUSY");
        }
    }

    pub(super) fn ask_end(&self, asked: &Asked<'_>) {
        match self.asked_call(asked) {
            Some(call) => call.order(CallOrder::AgentEnds),
            None => self.tell(asked.agent, "ERROR_CALL_RESPONSE_ID", json!({"status": NOT_FOUND})),
        }
    }

    pub(super) fn ask_mute(&self, asked: &Asked<'_>, mute: bool) {
        let name = if mute { "MUTE_RESPOND_ID" } else { "UNMUTE_RESPOND_ID" };
        let status = match self.asked_call(asked) {
            None => NOT_FOUND,
            Some(call) if call.is_ringing() => "IPCCERR0009",
            Some(call) if !mute && !call.is_muted() => "IPCCERR0004",
            Some(call) => {
                call.order(CallOrder::AgentMutes(mute));
                "OK"
            }
        };
        self.tell_session(
            asked.agent,
            asked.session,
            name,
            json!({"callId": asked.text("callId"), "status": status}),
        );
    }

    pub(super) fn ask_hold(&self, asked: &Asked<'_>, hold: bool, name: &str) {
        let status = match self.asked_call(asked) {
            None => NOT_FOUND,
            Some(call) if call.is_ringing() => "IPCCERR0008",
            Some(call) if !hold && !call.is_held_by_agent() => "IPCCERR0005",
            Some(call) => {
                call.order(CallOrder::AgentHolds(hold));
                "OK"
            }
        };
        self.tell_session(
            asked.agent,
            asked.session,
            name,
            json!({"callId": asked.text("callId"), "status": status}),
        );
    }

    /// The agent's own call with that `callId`.
    pub(super) fn asked_call(&self, asked: &Asked<'_>) -> Option<Arc<Call>> {
        let id = asked.text("callId");
        self.calls.find(|call| call.server_id == id && !call.is_over() && call.has_agent(asked.agent))
    }

    /// Whether a call may be passed on: the agent is in it and it is not a call between agents.
    pub(super) fn transferable(&self, asked: &Asked<'_>) -> Result<Arc<Call>, &'static str> {
        match self.asked_call(asked) {
            None => Err("IPCCERR0014"),
            Some(call) if call.is_ringing() || call.direction == Direction::Internal => Err("IPCCERR0007"),
            Some(call) => Ok(call),
        }
    }
}
