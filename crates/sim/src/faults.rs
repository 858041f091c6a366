//! What goes wrong on purpose.

use crate::changes::changed;
use serde::{Deserialize, Serialize};

/// Faults that stay until they are taken back. Each field left out of an order stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Faults {
    /// New agent sockets are refused with 503.
    pub refuse_agent_socket: bool,
    /// The agent socket is refused with 403 by WebSocket, not by polling: what a proxy does that knows no WebSocket.
    pub refuse_web_socket: bool,
    /// The agent socket opens but never answers anything.
    pub mute_agent_socket: bool,
    /// New SIP sockets are refused with 503.
    pub refuse_sip_socket: bool,
    /// SIP requests are answered with garbage.
    pub garbage_sip: bool,
    /// SIP requests are not answered at all.
    pub mute_sip: bool,
    /// REGISTER is answered with this status instead of being looked at.
    pub register_status: Option<u16>,
    /// The INVITE comes this much after the ring message, milliseconds.
    pub late_invite_ms: u64,
    /// The ring message comes this much after the INVITE, milliseconds.
    pub late_ring_ms: u64,
    /// Calls come with the ring message alone.
    pub ring_without_invite: bool,
    /// Calls come with the INVITE alone.
    pub invite_without_ring: bool,
    /// The constants file is an HTML page.
    pub html_constants: bool,
    /// The constants file answers with this status.
    pub constants_status: Option<u16>,
    /// Login takes this much longer, milliseconds.
    pub delay_sign_in_ms: u64,
    /// Login and check-partner answer 500 (or the documented refusal given here).
    pub sign_in_code: Option<u16>,
    /// Login and check-partner answer an HTML page.
    pub html_sign_in: bool,
    /// `OUT_CALL_RESPONSE_ID` is sent without `ipphone`.
    pub no_ipphone: bool,
    /// Outbound requests fail at once with this `errorCode`.
    pub callout_error: Option<String>,
    /// A change of status is refused.
    pub refuse_status: bool,
    /// A change of device is refused (`result` 0).
    pub refuse_device: bool,
    /// The voice right is not given (`result` 0).
    pub refuse_voice: bool,
    /// Mute and its end are answered with this status, and nothing is done.
    pub mute_status: Option<String>,
    /// Hold and its end are answered with this status, and nothing is done.
    pub hold_status: Option<String>,
    /// Every transfer that is asked for is answered at once with this status.
    pub transfer_status: Option<String>,
    /// Every message of the agent socket comes twice.
    pub double_messages: bool,
    /// Every message of the agent socket comes this much later, milliseconds.
    pub late_messages_ms: u64,
    /// Every message about a call comes besides for an agent who is not there (`9999`), about another call.
    pub stray_messages: bool,
    /// Incoming media packets are thrown away, per cent.
    pub lose_media_percent: u8,
}

/// An order about faults: changes to the lasting ones, and what is done once, now.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FaultOrder {
    /// Close the agent sockets of this agent (`*` for all).
    pub drop_agent_socket: Option<String>,
    /// Close the SIP sockets of this agent (`*` for all).
    pub drop_sip_socket: Option<String>,
    /// Send garbage to this agent's SIP socket.
    pub send_sip_garbage: Option<String>,
    /// Send this text to the agent's agent socket as it is.
    pub send_agent_text: Option<AgentText>,
    /// Take every lasting fault back first.
    pub clear: bool,
    /// The lasting faults to change, by the names of [`Faults`].
    #[serde(flatten)]
    pub lasting: serde_json::Map<String, serde_json::Value>,
}

/// A raw text for an agent socket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AgentText {
    /// Whose socket.
    pub extension: String,
    /// The text.
    pub text: String,
}

impl Faults {
    /// These faults with the named ones changed; `None` when a name is unknown or a value has the wrong type.
    pub(crate) fn changed(&self, changes: &serde_json::Map<String, serde_json::Value>) -> Option<Self> {
        changed(self, changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_changes_what_it_names_and_refuses_what_it_does_not_know() {
        let order: FaultOrder = serde_json::from_str(r#"{"late_invite_ms":300,"garbage_sip":true}"#).unwrap();
        let faults = Faults::default().changed(&order.lasting).unwrap();
        assert_eq!(faults.late_invite_ms, 300);
        assert!(faults.garbage_sip && !faults.mute_sip);
        let order: FaultOrder = serde_json::from_str(r#"{"late_invite":300}"#).unwrap();
        assert_eq!(faults.changed(&order.lasting), None);
    }
}
