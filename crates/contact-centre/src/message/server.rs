//! What the server sends on the agent socket (protocol page, sections 3 and 4).

use super::{CallOutError, CallOutStatus, FoundAgents, Status, messages};
use reo_model::{
    AgentId, AgentStatus, DeviceType, Direction, Extension, PhoneNumber, Redacted, ServerCallId,
};

messages! {
    /// A server's message.
    pub enum ServerMessage {
        /// Answers the sign-in: the session stands.
        Refresh(Named("REFRESH_ID")) {
            /// Whether the agent takes calls.
            agent_status: Option<AgentStatus> = "agentStatus",
            /// Whether this session holds the voice right.
            voice_channel: Option<bool> = "isVoiceChannel",
            /// Where calls ring.
            device_type: Option<DeviceType> = "deviceType",
        },
        /// Comes besides [`ServerMessage::Refresh`].
        LoginResponse(Named("LOGIN_RESPONSE_ID")) {
            /// The server's name for this connection.
            channel_id: Option<String> = "channelId",
        },
        /// To be answered with a ping; the session does so by itself.
        Ping(Named("PING_ID")),
        /// Answers a change of status: anything but `OK` undoes it.
        ChangeStatusResponse(Named("CHANGE_AGENT_STATUS_RESPOND_ID")) {
            /// Granted or not.
            status: Status = "status",
        },
        /// The server changed the agent's status.
        ReloadStatus(Named("RELOAD_AGENT_STATUS_RESPONSE_ID")) {
            /// To what.
            agent_status: AgentStatus = "agentStatus",
        },
        /// Answers a change of device.
        ChangeDeviceTypeResponse(Named("CHANGE_DEVICE_TYPE_RESPONSE")) {
            /// Granted or not.
            result: bool = "result",
            /// Where calls rang.
            old: Option<DeviceType> = "oldDeviceType",
            /// Where calls ring now.
            new: Option<DeviceType> = "newDeviceType",
        },
        /// First answer to a request for the voice right.
        ConfirmEnableVoiceResponse(Named("CONFIRM_ENABLE_VOICE_CHANNEL_RESPONSE")),
        /// Second answer to a request for the voice right.
        EnableVoiceResponse(Named("ENABLE_VOICE_CHANNEL_RESPONSE")) {
            /// Granted or not.
            result: bool = "result",
            /// Where calls ring.
            device_type: Option<DeviceType> = "deviceType",
        },
        /// The voice right went to another session: unregister from SIP.
        DisableVoice(Named("DISABLE_VOICE_CHANNEL_RESPONSE")),
        /// The agent is rung.
        RingAgent(Named("RING_AGENT_RESPOND_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who calls.
            caller: Option<PhoneNumber> = "caller",
            /// The hotline dialled.
            line: Option<String> = "line",
            /// What the caller chose.
            queue: Option<String> = "queueDescription",
            /// Who called whom.
            direction: Option<Direction> = "callDirection",
            /// Who is rung; others' are to be ignored.
            extension: Option<Extension> = "extension",
        },
        /// Answered on the agent's other device.
        AgentAnswer(Named("AGENT_ANSWER_RESPOND_ID")) {
            /// Which call, where the server says so.
            call_id: Option<ServerCallId> = "callId",
            /// Whose call.
            extension: Option<Extension> = "extension",
        },
        /// Ended on the agent's other device.
        AgentEndCall(Named("AGENT_END_CALL_RESPOND_ID")) {
            /// Which call, where the server says so.
            call_id: Option<ServerCallId> = "callId",
            /// Whose call.
            extension: Option<Extension> = "extension",
        },
        /// Answers a mute.
        MuteResponse(Named("MUTE_RESPOND_ID")) {
            /// Granted or not, where the server says so.
            status: Option<Status> = "status",
        },
        /// Answers the end of a mute.
        UnmuteResponse(Named("UNMUTE_RESPOND_ID")) {
            /// Granted or not, where the server says so.
            status: Option<Status> = "status",
        },
        /// Answers a hold (inbound, internal).
        HoldResponse(Named("HOLD_RESPOND_ID")) {
            /// Granted or not.
            status: Status = "status",
        },
        /// Answers the end of a hold (inbound, internal).
        UnholdResponse(Named("UNHOLD_RESPOND_ID")) {
            /// Granted or not.
            status: Status = "status",
        },
        /// Answers a hold (outbound).
        HoldCallOutResponse(Named("HOLD_OUTCALL_RESPONSE_ID")) {
            /// Granted or not.
            status: Status = "status",
        },
        /// Answers the end of a hold (outbound).
        UnholdCallOutResponse(Named("UNHOLD_OUTCALL_RESPONSE_ID")) {
            /// Granted or not.
            status: Status = "status",
        },
        /// How far an outbound call is.
        CallOut(Named("OUT_CALL_RESPONSE_ID")) {
            /// How far.
            status: CallOutStatus = "status",
            /// Which call.
            call_id: Option<ServerCallId> = "callId",
            /// The customer.
            number: Option<PhoneNumber> = "telephoneNumber",
            /// The hotline that the customer sees.
            line: Option<String> = "line",
            /// The agent it is for; absent from some servers.
            extension: Option<Extension> = "ipphone",
            /// Of [`CallOutStatus::Failed`]; see [`ServerMessage::call_out_error`].
            error_code: Option<String> = "errorCode",
            /// Of [`CallOutStatus::Failed`].
            sip_code: Option<i64> = "sipCode",
        },
        /// Something asked of a call was refused.
        ErrorCall(Named("ERROR_CALL_RESPONSE_ID")) {
            /// Why; see [`crate::Constants::is_call_not_found`].
            status: Option<Status> = "status",
            /// Which call, where the server says so.
            call_id: Option<ServerCallId> = "callId",
        },
        /// A call between agents rings.
        InternalRing(Named("INTERNAL_CALL_RING_RESPONSE_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who is called.
            called: Option<PhoneNumber> = "called",
        },
        /// A call between agents was answered.
        InternalAnswer(Named("INTERNAL_CALL_ANSWER_RESPONSE_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who is called.
            called: Option<PhoneNumber> = "called",
        },
        /// A call between agents is over.
        InternalEnd(Named("INTERNAL_CALL_END_RESPONSE_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who is called.
            called: Option<PhoneNumber> = "called",
        },
        /// A supervisor ended a call.
        Terminated(Named("TERMINATE_RESPOND_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Whether it worked.
            status: Option<Status> = "status",
            /// The supervisor.
            super_agent: Option<AgentId> = "superAgent",
            /// Whose call it was.
            terminated_agent: Option<AgentId> = "terminatedAgent",
        },
        /// Which agents could take a call over.
        SearchAgentsResponse(Named("AGENT_SEARCH_AGENT_RESPONSE_ID")) {
            /// The agents.
            agents: FoundAgents = "listAgentSearch",
        },
        /// Another agent offers a call.
        TransferConfirm(Named("TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who is to take it.
            new_agent: Option<AgentId> = "newAgentId",
            /// Who gives it away.
            drop_agent: Option<AgentId> = "dropAgentId",
            /// The customer. The page does not list it: shown where a server tells it.
            caller: Option<PhoneNumber> = "caller",
            /// The customer's name; as above.
            caller_name: Option<Redacted<String>> = "callerName",
        },
        /// The answer to our offer.
        TransferConfirmAnswer(Named("TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Who gives it away.
            drop_agent: Option<AgentId> = "dropAgentId",
            /// Who is to take it.
            new_agent: Option<AgentId> = "newAgentId",
            /// `OK` or `NOK`.
            status: Status = "status",
        },
        /// How a transfer between agents ended; both hear of it.
        TransferResponse(Named("TRANSFER_AGENT_TO_AGENT_RESPOND_ID")) {
            /// Which call.
            call_id: ServerCallId = "callId",
            /// Whether it worked.
            status: Status = "status",
            /// The supervisor, where one did it.
            super_agent: Option<AgentId> = "superAgent",
            /// Who took it.
            new_agent: Option<AgentId> = "newAgent",
            /// Who gave it away.
            drop_agent: Option<AgentId> = "dropAgent",
        },
        /// How a transfer to a queue ended.
        TransferToAcdResponse(Named("TRANFER_TO_ACD_RESPONSE")) {
            /// Whether it worked.
            status: Status = "status",
        },
        /// A text to be shown; the call is over.
        TerminateCall(Named("TERMINATE_CALL_RESPOND_ID")) {
            /// The text.
            text: Option<Redacted<String>> = "msg",
        },
        /// A text to be shown.
        Report(Named("REPORT_RESPOND_ID")) {
            /// The text.
            text: Option<Redacted<String>> = "msg",
        },
    }
}

impl ServerMessage {
    /// Why an outbound call came to nothing; `None` for anything but a failed [`ServerMessage::CallOut`].
    pub fn call_out_error(&self) -> Option<CallOutError> {
        match self {
            Self::CallOut { status: CallOutStatus::Failed, error_code, sip_code, .. } => {
                Some(CallOutError::from_codes(error_code.as_deref().unwrap_or_default(), *sip_code))
            }
            _ => None,
        }
    }
}
