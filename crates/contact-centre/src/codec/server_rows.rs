//! Every message of the server's, as it stands on the wire.

use super::*;
use crate::fixture::codec;
use crate::message::{CallOutStatus, FoundAgent, IpccError, Status};
use reo_model::{AgentStatus, DeviceType, Direction, PhoneNumber, ServerCallId};
use serde_json::json;

type Row = (ServerMessage, &'static str, Value);

fn rows() -> Vec<Row> {
    let mut rows = session_rows();
    rows.extend(voice_rows());
    rows.extend(ring_rows());
    rows.extend(steering_rows());
    rows.extend(call_out_rows());
    rows.extend(transfer_rows());
    rows
}

fn session_rows() -> Vec<Row> {
    vec![
        (
            ServerMessage::Refresh {
                agent_status: Some(AgentStatus::Available),
                voice_channel: Some(true),
                device_type: Some(DeviceType::Computer),
            },
            "REFRESH_ID",
            json!({"agentStatus": "AVAILABLE", "isVoiceChannel": 1, "deviceType": 1}),
        ),
        (
            ServerMessage::LoginResponse { channel_id: Some("ch".to_owned()) },
            "LOGIN_RESPONSE_ID",
            json!({"channelId": "ch"}),
        ),
        (ServerMessage::Ping, "PING_ID", json!({})),
        (
            ServerMessage::ChangeStatusResponse { status: Status::Ok },
            "CHANGE_AGENT_STATUS_RESPOND_ID",
            json!({"status": "OK"}),
        ),
        (
            ServerMessage::ReloadStatus { agent_status: AgentStatus::NoAnswer },
            "RELOAD_AGENT_STATUS_RESPONSE_ID",
            json!({"agentStatus": "NO ANSWER"}),
        ),
        (ServerMessage::Report { text: Some("hello".into()) }, "REPORT_RESPOND_ID", json!({"msg": "hello"})),
        (
            ServerMessage::TerminateCall { text: Some("over".into()) },
            "TERMINATE_CALL_RESPOND_ID",
            json!({"msg": "over"}),
        ),
    ]
}

fn voice_rows() -> Vec<Row> {
    vec![
        (ServerMessage::ConfirmEnableVoiceResponse, "CONFIRM_ENABLE_VOICE_CHANNEL_RESPONSE", json!({})),
        (
            ServerMessage::EnableVoiceResponse { result: true, device_type: Some(DeviceType::Computer) },
            "ENABLE_VOICE_CHANNEL_RESPONSE",
            json!({"result": 1, "deviceType": 1}),
        ),
        (ServerMessage::DisableVoice, "DISABLE_VOICE_CHANNEL_RESPONSE", json!({})),
        (
            ServerMessage::ChangeDeviceTypeResponse {
                result: false,
                old: Some(DeviceType::IpPhone),
                new: Some(DeviceType::Softphone),
            },
            "CHANGE_DEVICE_TYPE_RESPONSE",
            json!({"result": 0, "oldDeviceType": 2, "newDeviceType": 6}),
        ),
    ]
}

fn ring_rows() -> Vec<Row> {
    let call_id = ServerCallId::new("c1");
    let extension = Some(Extension::new("284_284"));
    let called = Some(PhoneNumber::verbatim("5001"));
    let between = json!({"callId": "c1", "called": "5001"});
    vec![
        (
            ServerMessage::RingAgent {
                call_id: call_id.clone(),
                caller: Some(PhoneNumber::verbatim("0901234567")),
                line: Some("19001000".to_owned()),
                queue: Some("Bán hàng".to_owned()),
                direction: Some(Direction::Inbound),
                extension: extension.clone(),
            },
            "RING_AGENT_RESPOND_ID",
            json!({
                "callId": "c1", "caller": "0901234567", "line": "19001000",
                "queueDescription": "Bán hàng", "callDirection": 1, "extension": "284_284"
            }),
        ),
        (
            ServerMessage::AgentAnswer { call_id: None, extension: extension.clone() },
            "AGENT_ANSWER_RESPOND_ID",
            json!({"extension": "284_284"}),
        ),
        (
            ServerMessage::AgentEndCall { call_id: Some(call_id.clone()), extension },
            "AGENT_END_CALL_RESPOND_ID",
            json!({"callId": "c1", "extension": "284_284"}),
        ),
        (
            ServerMessage::InternalRing { call_id: call_id.clone(), called: called.clone() },
            "INTERNAL_CALL_RING_RESPONSE_ID",
            between.clone(),
        ),
        (
            ServerMessage::InternalAnswer { call_id: call_id.clone(), called: called.clone() },
            "INTERNAL_CALL_ANSWER_RESPONSE_ID",
            between.clone(),
        ),
        (ServerMessage::InternalEnd { call_id, called }, "INTERNAL_CALL_END_RESPONSE_ID", between),
    ]
}

fn steering_rows() -> Vec<Row> {
    let ok = json!({"status": "OK"});
    let not_muted = Status::Error(IpccError::NotMuted);
    vec![
        (ServerMessage::MuteResponse { status: None }, "MUTE_RESPOND_ID", json!({})),
        (
            ServerMessage::UnmuteResponse { status: Some(not_muted) },
            "UNMUTE_RESPOND_ID",
            json!({"status": "IPCCERR0004"}),
        ),
        (ServerMessage::HoldResponse { status: Status::Ok }, "HOLD_RESPOND_ID", ok.clone()),
        (ServerMessage::UnholdResponse { status: Status::Ok }, "UNHOLD_RESPOND_ID", ok.clone()),
        (ServerMessage::HoldCallOutResponse { status: Status::Ok }, "HOLD_OUTCALL_RESPONSE_ID", ok.clone()),
        (ServerMessage::UnholdCallOutResponse { status: Status::Ok }, "UNHOLD_OUTCALL_RESPONSE_ID", ok),
        (
            ServerMessage::ErrorCall { status: Some(Status::Other("NO_CALL".to_owned())), call_id: None },
            "ERROR_CALL_RESPONSE_ID",
            json!({"status": "NO_CALL"}),
        ),
        (
            ServerMessage::Terminated {
                call_id: "c1".into(),
                status: Some(Status::Ok),
                super_agent: Some("boss".into()),
                terminated_agent: Some("an".into()),
            },
            "TERMINATE_RESPOND_ID",
            json!({"callId": "c1", "status": "OK", "superAgent": "boss", "terminatedAgent": "an"}),
        ),
    ]
}

fn call_out(status: CallOutStatus) -> ServerMessage {
    ServerMessage::CallOut {
        status,
        call_id: Some("c1".into()),
        number: None,
        line: None,
        extension: Some("5000".into()),
        error_code: None,
        sip_code: None,
    }
}

fn call_out_rows() -> Vec<Row> {
    let name = "OUT_CALL_RESPONSE_ID";
    let mut rows: Vec<Row> = [
        (CallOutStatus::Starting, "STARTING"),
        (CallOutStatus::Answered, "ANSWER"),
        (CallOutStatus::Ended, "ENDCALL"),
        (CallOutStatus::Terminated, "TERMINATE"),
        (CallOutStatus::Other("QUEUED".to_owned()), "QUEUED"),
    ]
    .into_iter()
    .map(|(status, text)| {
        (call_out(status), name, json!({"status": text, "callId": "c1", "ipphone": "5000"}))
    })
    .collect();
    rows.push((
        ServerMessage::CallOut {
            status: CallOutStatus::Ringing,
            call_id: Some("c1".into()),
            number: Some(PhoneNumber::verbatim("0901234567")),
            line: Some("19001000".to_owned()),
            extension: None,
            error_code: None,
            sip_code: None,
        },
        name,
        json!({"status": "RINGING", "callId": "c1", "telephoneNumber": "0901234567", "line": "19001000"}),
    ));
    rows.push((
        ServerMessage::CallOut {
            status: CallOutStatus::Failed,
            call_id: None,
            number: None,
            line: None,
            extension: None,
            error_code: Some("IPCC_NOT_CONNECT_CUSTOMER".to_owned()),
            sip_code: Some(486),
        },
        name,
        json!({"status": "ERROR", "errorCode": "IPCC_NOT_CONNECT_CUSTOMER", "sipCode": 486}),
    ));
    rows
}

fn transfer_rows() -> Vec<Row> {
    let call_id = ServerCallId::new("c1");
    let (new_agent, drop_agent) = (Some(AgentId::new("binh")), Some(AgentId::new("an")));
    vec![
        (
            ServerMessage::SearchAgentsResponse {
                agents: vec![
                    FoundAgent { extension: "5001".into(), name: Some("Bình".into()) },
                    FoundAgent { extension: "5002".into(), name: None },
                ],
            },
            "AGENT_SEARCH_AGENT_RESPONSE_ID",
            json!({"listAgentSearch": [{"ipPhone": "5001", "userName": "Bình"}, {"ipPhone": "5002"}]}),
        ),
        (
            ServerMessage::TransferConfirm {
                call_id: call_id.clone(),
                new_agent: new_agent.clone(),
                drop_agent: drop_agent.clone(),
                caller: Some(PhoneNumber::verbatim("0901234567")),
                caller_name: Some(Redacted::from("Lan")),
            },
            "TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID",
            json!({
                "callId": "c1", "newAgentId": "binh", "dropAgentId": "an",
                "caller": "0901234567", "callerName": "Lan",
            }),
        ),
        (
            ServerMessage::TransferConfirmAnswer {
                call_id: call_id.clone(),
                drop_agent: drop_agent.clone(),
                new_agent: new_agent.clone(),
                status: Status::NotOk,
            },
            "TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID",
            json!({"callId": "c1", "newAgentId": "binh", "dropAgentId": "an", "status": "NOK"}),
        ),
        (
            ServerMessage::TransferResponse {
                call_id,
                status: Status::Error(IpccError::TransferFailed),
                super_agent: None,
                new_agent,
                drop_agent,
            },
            "TRANSFER_AGENT_TO_AGENT_RESPOND_ID",
            json!({"callId": "c1", "status": "IPCCERR0013", "newAgent": "binh", "dropAgent": "an"}),
        ),
        (
            ServerMessage::TransferToAcdResponse { status: Status::Ok },
            "TRANFER_TO_ACD_RESPONSE",
            json!({"status": "OK"}),
        ),
    ]
}

#[test]
fn every_message_of_the_server_is_written_and_read_as_documented() {
    let codec = codec();
    for (message, name, fields) in rows() {
        let wire = wire(&json!(name), &fields, &json!({}));
        let text = codec.encode_server(message.clone()).unwrap();
        assert_eq!(serde_json::from_str::<Value>(text.expose()).unwrap(), wire);
        assert_eq!(codec.decode_server(text.expose()).unwrap(), Frame::from(message));
    }
}

#[test]
fn the_rows_cover_every_message_of_the_server() {
    let rows = rows();
    for (id, _) in ServerMessage::TABLE {
        assert!(rows.iter().any(|(message, ..)| message.object_id() == Some(*id)), "{id:?}");
    }
    for name in crate::constants::names::RECEIVED {
        assert!(ServerMessage::TABLE.iter().any(|(id, _)| *id == ObjectId::Named(name)), "{name}");
    }
    assert_eq!(ServerMessage::TABLE.len(), crate::constants::names::RECEIVED.len());
}
