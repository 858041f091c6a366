//! What the server sends: named messages with the numbers of this run.

use super::state::SessionId;
use crate::call::Call;
use crate::centre::Centre;
use reo_model::Extension;
use serde_json::{Map, Value, json};

/// What an outbound call's messages say (`OUT_CALL_RESPONSE_ID`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Announcement {
    Starting,
    Ringing,
    Answer,
    EndCall,
    Terminate,
    Error { code: &'static str, sip: Option<u16> },
}

impl Centre {
    /// The text of a named message.
    pub(crate) fn message(&self, name: &str, fields: Value) -> String {
        let mut message = Map::new();
        message.insert("objectId".to_owned(), json!(self.constants.number(name)));
        if let Value::Object(fields) = fields {
            message.extend(fields);
        }
        Value::Object(message).to_string()
    }

    /// Sends a named message to all of an agent's sockets.
    pub(crate) fn tell(&self, extension: &Extension, name: &str, fields: Value) {
        self.events.add("agent.told", json!({"agent": extension, "message": name}));
        self.agents.send(extension, None, &self.message(name, fields));
    }

    /// Sends a named message to one of an agent's sockets.
    pub(super) fn tell_session(&self, extension: &Extension, session: SessionId, name: &str, fields: Value) {
        self.events.add("agent.told", json!({"agent": extension, "message": name}));
        self.agents.send(extension, Some(session), &self.message(name, fields));
    }

    /// Tells how an outbound call goes.
    pub(crate) fn announce(&self, call: &Call, what: Announcement) {
        let status = match what {
            Announcement::Starting => "STARTING",
            Announcement::Ringing => "RINGING",
            Announcement::Answer => "ANSWER",
            Announcement::EndCall => "ENDCALL",
            Announcement::Terminate => "TERMINATE",
            Announcement::Error { .. } => "ERROR",
        };
        let mut fields = json!({
            "status": status,
            "callId": call.server_id,
            "telephoneNumber": call.number.expose(),
            "line": call.line,
        });
        if let Announcement::Error { code, sip } = what {
            fields["errorCode"] = json!(code);
            fields["sipCode"] = sip.map_or(Value::Null, |sip| json!(sip));
        }
        self.tell_about_outbound(&call.agent(), fields);
    }

    /// An outbound request that did not even become a call.
    pub(super) fn refuse_outbound(&self, extension: &Extension, number: &str, code: &str) {
        let fields = json!({"status": "ERROR", "errorCode": code, "telephoneNumber": number});
        self.tell_about_outbound(extension, fields);
    }

    fn tell_about_outbound(&self, extension: &Extension, mut fields: Value) {
        if !self.faults().no_ipphone {
            fields["ipphone"] = json!(extension);
        }
        self.tell(extension, "OUT_CALL_RESPONSE_ID", fields);
    }

    /// The ring message of an inbound call.
    pub(crate) fn announce_ring(&self, call: &Call) {
        let agent = call.agent();
        let fields = json!({
            "callId": call.server_id,
            "caller": call.number.expose(),
            "line": call.line,
            "queueDescription": call.queue,
            "callDirection": 1,
            "extension": agent,
        });
        self.tell(&agent, "RING_AGENT_RESPOND_ID", fields);
    }

    /// A change of the agent's status that the server made.
    pub(crate) fn reload_status(&self, extension: &Extension, status: &str) {
        self.agents.set_status(extension, status);
        self.tell(extension, "RELOAD_AGENT_STATUS_RESPONSE_ID", json!({"agentStatus": status}));
    }
}
