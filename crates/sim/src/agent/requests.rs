//! What an agent asks for on the socket, and the answers (protocol page, section 3).

use super::state::{AgentView, SessionId};
use crate::centre::Centre;
use crate::constants::{CHANGE_STATUS, PING};
use reo_model::Extension;
use serde_json::{Value, json};
use std::sync::Arc;

/// One request with who sent it.
pub(super) struct Asked<'a> {
    pub(super) agent: &'a Extension,
    pub(super) session: SessionId,
    pub(super) message: &'a Value,
}

impl Asked<'_> {
    /// A field as text, whether it came as text or as a number.
    pub(super) fn text(&self, field: &str) -> String {
        match self.message.get(field) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }
}

impl Centre {
    /// Greets a socket that has signed in.
    pub(super) fn signed_in(&self, agent: &Extension, session: SessionId) {
        self.events.add("agent.online", json!({"agent": agent, "socket": session}));
        let Some(view) = self.agents.view(agent) else { return };
        let refresh = json!({
            "agentStatus": view.status,
            "isVoiceChannel": i32::from(self.agents.has_voice(agent, session)),
            "deviceType": view.device,
            "ipphone": agent,
        });
        self.tell_session(agent, session, "REFRESH_ID", refresh);
        self.tell_session(
            agent,
            session,
            "LOGIN_RESPONSE_ID",
            json!({"channelId": format!("channel-{session}")}),
        );
    }

    /// Does what an agent asks for.
    pub(super) fn agent_request(
        self: &Arc<Self>,
        agent: &Extension,
        session: SessionId,
        number: i64,
        message: &Value,
    ) {
        let asked = Asked { agent, session, message };
        let known = match number {
            PING => Some("PING"),
            CHANGE_STATUS => Some("STATUS"),
            _ => self.constants.request(number),
        };
        self.events.add("agent.asked", json!({"agent": agent, "message": known, "objectId": number}));
        match known.unwrap_or_default() {
            "STATUS" => self.change_status(&asked),
            "CONFIRM_ENABLE_VOICE_CHANNEL_REQUEST" => self.give_voice(&asked),
            "CHANGE_DEVICE_TYPE_REQUEST" => self.change_device(&asked),
            "OUT_CALL_REQUEST_ID" => self.ask_outbound(&asked),
            "TERMINATE_CALL_OUT_REQUEST_ID" | "REMOVE_AGENT_REQUEST_ID" | "TERMINATE_REQUEST_ID" => {
                self.ask_end(&asked);
            }
            "MUTE_REQUEST_ID" => self.ask_mute(&asked, true),
            "UNMUTE_REQUEST_ID" => self.ask_mute(&asked, false),
            "HOLD_REQUEST_ID" => self.ask_hold(&asked, true, "HOLD_RESPOND_ID"),
            "UN_HOLD_REQUEST_ID" => self.ask_hold(&asked, false, "UNHOLD_RESPOND_ID"),
            "HOLD_OUTCALL_REQUEST_ID" => self.ask_hold(&asked, true, "HOLD_OUTCALL_RESPONSE_ID"),
            "UN_HOLD_OUTCALL_REQUEST_ID" => self.ask_hold(&asked, false, "UNHOLD_OUTCALL_RESPONSE_ID"),
            "AGENT_SEARCH_AGENT_REQUEST_ID" => self.search_agents(&asked),
            "TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID" => self.ask_transfer(&asked),
            "TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID" => self.answer_transfer(&asked),
            "TRANSFER_TO_ACD_REQUEST_ID" => self.ask_queue_transfer(&asked),
            _ => {}
        }
    }

    fn change_status(&self, asked: &Asked<'_>) {
        let status = asked.text("status");
        let allowed =
            ["AVAILABLE", "NOT AVAILABLE"].contains(&status.as_str()) && !self.faults().refuse_status;
        let answer = if allowed { "OK" } else { "NOT OK" };
        self.tell_session(
            asked.agent,
            asked.session,
            "CHANGE_AGENT_STATUS_RESPOND_ID",
            json!({"status": answer}),
        );
        if allowed {
            self.events.add("agent.status", json!({"agent": asked.agent, "status": status}));
            self.reload_status(asked.agent, &status);
        }
    }

    fn give_voice(&self, asked: &Asked<'_>) {
        let device = self.agents.view(asked.agent).map_or(1, |view| view.device);
        self.tell_session(
            asked.agent,
            asked.session,
            "CONFIRM_ENABLE_VOICE_CHANNEL_RESPONSE",
            json!({"result": 1}),
        );
        if self.faults().refuse_voice {
            let refused = json!({"result": 0, "deviceType": device});
            self.tell_session(asked.agent, asked.session, "ENABLE_VOICE_CHANNEL_RESPONSE", refused);
            return;
        }
        if let Some(old) = self.agents.take_voice(asked.agent, asked.session) {
            self.tell_session(asked.agent, old, "DISABLE_VOICE_CHANNEL_RESPONSE", json!({"result": 1}));
        }
        let enabled = json!({"result": 1, "deviceType": device});
        self.tell_session(asked.agent, asked.session, "ENABLE_VOICE_CHANNEL_RESPONSE", enabled);
    }

    /// Colleagues of the same tenant, filtered by what the request names.
    fn search_agents(&self, asked: &Asked<'_>) {
        let (name, status, call) =
            (asked.text("username"), asked.text("agentStatus"), asked.text("callStatus"));
        let tenant = self.tenant_of(asked.agent);
        let found = self.agents.views().into_iter().filter(|view| {
            view.tenant == tenant
                && view.extension != *asked.agent
                && view.username.contains(&name)
                && (status.is_empty() || view.status == status)
                && (call.is_empty() || call_status(view) == call)
        });
        let found: Vec<Value> = found
            .map(|view| {
                json!({"ipPhone": view.extension, "userName": view.username,
                       "agentStatus": view.status, "callStatus": call_status(&view)})
            })
            .collect();
        let answer = json!({"listAgentSearch": found});
        self.tell_session(asked.agent, asked.session, "AGENT_SEARCH_AGENT_RESPONSE_ID", answer);
    }
}

fn call_status(view: &AgentView) -> &'static str {
    if view.is_ready() { "READY" } else { "BUSY" }
}
