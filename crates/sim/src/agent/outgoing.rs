//! What the server sends: named messages with the numbers of this run.

use crate::call::{Call, EndReason};
use crate::centre::Centre;
use reo_model::Extension;
use serde_json::{Value, json};

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

impl Announcement {
    /// How the end of an outbound call is told.
    pub(crate) fn last_word(reason: EndReason) -> Self {
        match reason {
            EndReason::CustomerRefused(sip) => {
                Self::Error { code: "IPCC_NOT_CONNECT_CUSTOMER", sip: Some(sip) }
            }
            EndReason::AgentUnreachable | EndReason::AgentNoAnswer | EndReason::AgentRefused(_) => {
                Self::Error { code: "IPCC_NOT_CONNECT_AGENT_ID", sip: None }
            }
            EndReason::Media => Self::Error { code: "ERROR_CALLOUT_CONNECT", sip: None },
            EndReason::Supervisor => Self::Terminate,
            EndReason::Agent | EndReason::Customer => Self::EndCall,
        }
    }
}

impl Centre {
    /// Tells an agent how the call that they asked for goes.
    pub(crate) fn announce(&self, call: &Call, agent: &Extension, what: Announcement) {
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
        self.tell_about_outbound(agent, fields);
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
    pub(crate) fn announce_ring(&self, call: &Call, agent: &Extension) {
        let mut fields = self.customer_facts(call);
        fields["callDirection"] = json!(1);
        fields["extension"] = json!(agent);
        self.tell(agent, "RING_AGENT_RESPOND_ID", fields);
    }

    /// Who calls, and what for.
    pub(super) fn customer_facts(&self, call: &Call) -> Value {
        let name = call.name.as_ref().map(|name| name.expose().as_str());
        json!({
            "callId": call.server_id,
            "caller": call.number.expose(),
            "callerName": name.unwrap_or_default(),
            "line": call.line,
            "queueDescription": call.queue(),
        })
    }

    /// A message about a call on another device of the agent's; with audio here SIP says it.
    pub(crate) fn tell_elsewhere(&self, call: &Call, agent: &Extension, name: &str) {
        if self.agents.view(agent).is_some_and(|view| !view.speaks_here()) {
            self.tell(agent, name, json!({"callId": call.server_id, "extension": agent}));
        }
    }

    /// A supervisor has ended the call, silently or with a word.
    pub(crate) fn announce_termination(&self, call: &Call, agent: &Extension) {
        if let Some(notice) = call.notice() {
            let fields = json!({"callId": call.server_id, "msg": notice});
            self.tell(agent, "TERMINATE_CALL_RESPOND_ID", fields);
            return;
        }
        let fields = json!({"callId": call.server_id, "status": "OK", "superAgent": "supervisor", "terminatedAgent": agent});
        self.tell(agent, "TERMINATE_RESPOND_ID", fields);
    }

    /// A change of the agent's status that the server made.
    pub(crate) fn reload_status(&self, extension: &Extension, status: &str) {
        self.agents.set_status(extension, status);
        self.tell(extension, "RELOAD_AGENT_STATUS_RESPONSE_ID", json!({"agentStatus": status}));
    }
}
