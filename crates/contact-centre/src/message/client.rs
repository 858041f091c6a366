//! What a client sends on the agent socket (protocol page, section 3).

use super::{Status, messages};
use reo_model::{AgentId, AgentStatus, DeviceType, Direction, PhoneNumber, Redacted, ServerCallId};

messages! {
    /// A client's message, without the fields that every one carries (see [`crate::Identity`]).
    pub enum ClientMessage {
        /// The first frame on an open socket.
        SignIn(Fixed(1_010_003)) {
            /// The token.
            token: Redacted<String> = "authenToken",
        },
        /// Keep-alive.
        Ping(Fixed(11_111_111)),
        /// Takes calls, or takes none.
        SetStatus(Fixed(2013)) {
            /// Available or not available.
            status: AgentStatus = "status",
        },
        /// Asks for the voice right.
        ConfirmEnableVoiceChannel(Named("CONFIRM_ENABLE_VOICE_CHANNEL_REQUEST")),
        /// Lets calls ring somewhere else.
        ChangeDeviceType(Named("CHANGE_DEVICE_TYPE_REQUEST")) {
            /// Where.
            device_type: DeviceType = "deviceType",
            /// The mobile number, for that type.
            phone: Option<PhoneNumber> = "phoneNum",
        },
        /// Calls a customer. [`ClientMessage::call_out`] fills in what is usual.
        CallOut(Named("OUT_CALL_REQUEST_ID")) {
            /// Whom to call.
            number: PhoneNumber = "telephoneNumber",
            /// The ticket that the call belongs to; public clients send it empty when there is none.
            ticket_id: Option<String> = "ticketId",
            /// The number to be shown; public clients send it empty when there is none.
            caller_id: Option<String> = "callerId",
            /// The outbound service's id. The page does not name the field; this is the name of the embed's parameter.
            callout_id: Option<String> = "calloutId",
        },
        /// Ends an outbound call that is on another device.
        TerminateCallOut(Named("TERMINATE_CALL_OUT_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who leaves it.
            remove_agent_id: Option<AgentId> = "removeAgentId",
        },
        /// Ends an inbound call that is on another device.
        RemoveAgent(Named("REMOVE_AGENT_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who leaves it.
            remove_agent_id: Option<AgentId> = "removeAgentId",
        },
        /// Ends an internal call that is on another device.
        TerminateInternal(Named("TERMINATE_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who leaves it.
            remove_agent_id: Option<AgentId> = "removeAgentId",
        },
        /// Mutes an inbound call.
        Mute(Named("MUTE_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Its direction.
            direction: Direction = "callType",
        },
        /// Ends the mute of an inbound call.
        Unmute(Named("UNMUTE_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Its direction.
            direction: Direction = "callType",
        },
        /// Holds an inbound or internal call.
        Hold(Named("HOLD_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Its direction.
            direction: Direction = "callType",
        },
        /// Takes an inbound or internal call back.
        Unhold(Named("UN_HOLD_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Its direction.
            direction: Direction = "callType",
        },
        /// Holds an outbound call.
        HoldCallOut(Named("HOLD_OUTCALL_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Its direction.
            direction: Direction = "callType",
        },
        /// Takes an outbound call back.
        UnholdCallOut(Named("UN_HOLD_OUTCALL_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Its direction.
            direction: Direction = "callType",
        },
        /// Asks which agents could take a call over. [`ClientMessage::search_agents`] fills in what is usual.
        SearchAgents(Named("AGENT_SEARCH_AGENT_REQUEST_ID")) {
            /// Part of a name; empty for all.
            username: Option<String> = "username",
            /// `AVAILABLE`.
            agent_status: Option<String> = "agentStatus",
            /// `READY`.
            call_status: Option<String> = "callStatus",
            /// Empty in public clients.
            operation: Option<String> = "operation",
            /// Empty in public clients.
            time_in_status: Option<String> = "timeInStatus",
        },
        /// Offers a call to another agent.
        TransferConfirm(Named("TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who is to take it.
            new_agent: AgentId = "newAgentId",
            /// Who gives it away.
            drop_agent: AgentId = "dropAgentId",
        },
        /// Answers such an offer.
        TransferConfirmAnswer(Named("TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who gives it away.
            drop_agent: AgentId = "dropAgentId",
            /// Who is to take it.
            new_agent: AgentId = "newAgentId",
            /// `OK` or `NOK`.
            status: Status = "status",
        },
        /// Sends a call to a queue.
        TransferToAcd(Named("TRANSFER_TO_ACD_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// The queue.
            acd_id: String = "acdId",
        },
    }
}

impl ClientMessage {
    /// Calls `number` through an outbound service, with the fields as public clients send them when nothing more is known.
    pub fn call_out(number: PhoneNumber, service: Option<String>) -> Self {
        Self::CallOut {
            number,
            ticket_id: Some(String::new()),
            caller_id: Some(String::new()),
            callout_id: service,
        }
    }

    /// Asks for every agent who could take a call over now, as public clients do.
    pub fn search_agents() -> Self {
        Self::SearchAgents {
            username: Some(String::new()),
            agent_status: Some("AVAILABLE".to_owned()),
            call_status: Some("READY".to_owned()),
            operation: Some(String::new()),
            time_in_status: Some(String::new()),
        }
    }
}
