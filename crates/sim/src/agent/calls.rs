//! What an agent asks about calls on the socket.

use super::requests::Asked;
use crate::call::{Call, CallOrder, NOT_FOUND};
use crate::centre::Centre;
use crate::config::CalloutService;
use serde_json::json;
use std::sync::Arc;

impl Centre {
    pub(super) fn ask_outbound(self: &Arc<Self>, asked: &Asked<'_>) {
        let number = asked.text("telephoneNumber");
        if let Err(code) = self.try_outbound(asked, &number) {
            self.refuse_outbound(asked.agent, &number, &code);
        }
    }

    fn try_outbound(self: &Arc<Self>, asked: &Asked<'_>, number: &str) -> Result<(), String> {
        if let Some(code) = self.faults().callout_error {
            return Err(code);
        }
        if !number.bytes().all(|byte| byte.is_ascii_digit()) || !(8..=13).contains(&number.len()) {
            return Err("ERROR_CALLOUT_CONNECT".to_owned());
        }
        let service = self.service_asked(asked).map_err(str::to_owned)?;
        let call = self.call_customer(asked.agent, number, service);
        call.map(drop).ok_or_else(|| "CALLOUT_AGENT_BUSY".to_owned())
    }

    /// The outbound service asked for, else the default one. The name of the field is not known; `callerId` may
    /// hold something else.
    fn service_asked(&self, asked: &Asked<'_>) -> Result<Option<&CalloutService>, &'static str> {
        let services = &self.config.callout_services;
        let with_id = |id: &str| services.iter().find(|service| service.callout_id == id);
        let ids = ["calloutId", "callout_id", "callerId"].map(|field| asked.text(field));
        if let Some(service) = ids.iter().find_map(|id| with_id(id)) {
            return Ok(Some(service));
        }
        let unknown = ids[..2].iter().any(|id| !id.is_empty()) && !services.is_empty();
        if unknown {
            Err("CALLOUT_PERMISSION_DENY")
        } else {
            Ok(services.iter().find(|one| one.is_default == 1))
        }
    }

    /// Ends the agent's call, or refuses one that rings for a transfer.
    pub(super) fn ask_end(&self, asked: &Asked<'_>) {
        let id = asked.text("callId");
        let moving = || self.calls.find(|call| call.server_id == id && call.is_moving_to(asked.agent));
        match self.asked_call(asked).or_else(moving) {
            Some(call) => call.order(CallOrder::AgentEnds(asked.agent.clone())),
            None => {
                let fields = json!({"callId": id, "status": NOT_FOUND});
                self.tell(asked.agent, "ERROR_CALL_RESPONSE_ID", fields);
            }
        }
    }

    pub(super) fn ask_mute(&self, asked: &Asked<'_>, mute: bool) {
        let name = if mute { "MUTE_RESPOND_ID" } else { "UNMUTE_RESPOND_ID" };
        let status = self.faults().mute_status.unwrap_or_else(|| self.mute(asked, mute).to_owned());
        self.answer_about_call(asked, name, &status);
    }

    fn mute(&self, asked: &Asked<'_>, mute: bool) -> &'static str {
        match self.asked_call(asked) {
            None => NOT_FOUND,
            Some(call) if call.is_ringing() => "IPCCERR0009",
            Some(call) if !mute && !call.is_muted_by(asked.agent) => "IPCCERR0004",
            Some(call) => {
                call.order(CallOrder::AgentMutes(asked.agent.clone(), mute));
                "OK"
            }
        }
    }

    pub(super) fn ask_hold(&self, asked: &Asked<'_>, hold: bool, name: &str) {
        let status = self.faults().hold_status.unwrap_or_else(|| self.hold(asked, hold).to_owned());
        self.answer_about_call(asked, name, &status);
    }

    fn hold(&self, asked: &Asked<'_>, hold: bool) -> &'static str {
        match self.asked_call(asked) {
            None => NOT_FOUND,
            Some(call) if call.is_ringing() => "IPCCERR0008",
            Some(call) if !hold && !call.is_held_by(asked.agent) => "IPCCERR0005",
            Some(call) => {
                call.order(CallOrder::AgentHolds(asked.agent.clone(), hold));
                "OK"
            }
        }
    }

    /// The answer to what was asked about a call, to the session that asked.
    pub(super) fn answer_about_call(&self, asked: &Asked<'_>, name: &str, status: &str) {
        let answer = json!({"callId": asked.text("callId"), "status": status});
        self.tell_session(asked.agent, asked.session, name, answer);
    }

    /// The agent's own call with that `callId`.
    pub(super) fn asked_call(&self, asked: &Asked<'_>) -> Option<Arc<Call>> {
        let id = asked.text("callId");
        self.calls.find(|call| call.server_id == id && !call.is_over() && call.has_agent(asked.agent))
    }
}
