//! Every message of a client's, as it stands on the wire.

use super::*;
use crate::fixture::{codec, identity};
use crate::message::Status;
use reo_model::{AgentStatus, DeviceType, Direction, PhoneNumber, ServerCallId};
use serde_json::json;

/// Each message with its name (or fixed number) and its own fields.
fn rows() -> Vec<(ClientMessage, Value, Value)> {
    let mut rows = agent_rows();
    rows.extend(call_rows());
    rows.extend(transfer_rows());
    rows
}

fn agent_rows() -> Vec<(ClientMessage, Value, Value)> {
    vec![
        (ClientMessage::SignIn { token: "t".into() }, json!(1_010_003), json!({"authenToken": "t"})),
        (ClientMessage::Ping, json!(11_111_111), json!({})),
        (
            ClientMessage::SetStatus { status: AgentStatus::NotAvailable },
            json!(2013),
            json!({"status": "NOT AVAILABLE"}),
        ),
        (ClientMessage::ConfirmEnableVoiceChannel, json!("CONFIRM_ENABLE_VOICE_CHANNEL_REQUEST"), json!({})),
        (
            ClientMessage::ChangeDeviceType {
                device_type: DeviceType::Mobile,
                phone: Some(PhoneNumber::verbatim("0901234567")),
            },
            json!("CHANGE_DEVICE_TYPE_REQUEST"),
            json!({"deviceType": 3, "phoneNum": "0901234567"}),
        ),
        (
            ClientMessage::search_agents(),
            json!("AGENT_SEARCH_AGENT_REQUEST_ID"),
            json!({"username": "", "agentStatus": "AVAILABLE", "callStatus": "READY", "operation": "", "timeInStatus": ""}),
        ),
    ]
}

fn call_rows() -> Vec<(ClientMessage, Value, Value)> {
    let call_id = ServerCallId::new("c1");
    let remove_agent_id = Some(AgentId::new("an"));
    let end = json!({"callId": "c1", "removeAgentId": "an"});
    let (inbound, outbound) =
        (json!({"callId": "c1", "callType": 1}), json!({"callId": "c1", "callType": 2}));
    vec![
        (
            ClientMessage::call_out(PhoneNumber::verbatim("0901234567"), None),
            json!("OUT_CALL_REQUEST_ID"),
            json!({"telephoneNumber": "0901234567", "ticketId": "", "callerId": ""}),
        ),
        (
            ClientMessage::TerminateCallOut {
                call_id: call_id.clone(),
                remove_agent_id: remove_agent_id.clone(),
            },
            json!("TERMINATE_CALL_OUT_REQUEST_ID"),
            end.clone(),
        ),
        (
            ClientMessage::RemoveAgent { call_id: call_id.clone(), remove_agent_id: remove_agent_id.clone() },
            json!("REMOVE_AGENT_REQUEST_ID"),
            end.clone(),
        ),
        (
            ClientMessage::TerminateInternal { call_id: call_id.clone(), remove_agent_id },
            json!("TERMINATE_REQUEST_ID"),
            end,
        ),
        (
            ClientMessage::Mute { call_id: call_id.clone(), direction: Direction::Inbound },
            json!("MUTE_REQUEST_ID"),
            inbound.clone(),
        ),
        (
            ClientMessage::Unmute { call_id: call_id.clone(), direction: Direction::Inbound },
            json!("UNMUTE_REQUEST_ID"),
            inbound,
        ),
        (
            ClientMessage::Hold { call_id: call_id.clone(), direction: Direction::Internal },
            json!("HOLD_REQUEST_ID"),
            json!({"callId": "c1", "callType": 3}),
        ),
        (
            ClientMessage::Unhold { call_id: call_id.clone(), direction: Direction::Internal },
            json!("UN_HOLD_REQUEST_ID"),
            json!({"callId": "c1", "callType": 3}),
        ),
        (
            ClientMessage::HoldCallOut { call_id: call_id.clone(), direction: Direction::Outbound },
            json!("HOLD_OUTCALL_REQUEST_ID"),
            outbound.clone(),
        ),
        (
            ClientMessage::UnholdCallOut { call_id, direction: Direction::Outbound },
            json!("UN_HOLD_OUTCALL_REQUEST_ID"),
            outbound,
        ),
    ]
}

fn transfer_rows() -> Vec<(ClientMessage, Value, Value)> {
    let call_id = ServerCallId::new("c1");
    let (new_agent, drop_agent) = (AgentId::new("binh"), AgentId::new("an"));
    vec![
        (
            ClientMessage::TransferConfirm {
                call_id: call_id.clone(),
                new_agent: new_agent.clone(),
                drop_agent: drop_agent.clone(),
            },
            json!("TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID"),
            json!({"callId": "c1", "newAgentId": "binh", "dropAgentId": "an"}),
        ),
        (
            ClientMessage::TransferConfirmAnswer {
                call_id: call_id.clone(),
                drop_agent,
                new_agent,
                status: Status::NotOk,
            },
            json!("TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID"),
            json!({"callId": "c1", "newAgentId": "binh", "dropAgentId": "an", "status": "NOK"}),
        ),
        (
            ClientMessage::TransferToAcd { call_id, acd_id: "12".to_owned() },
            json!("TRANSFER_TO_ACD_REQUEST_ID"),
            json!({"callId": "c1", "acdId": "12"}),
        ),
    ]
}

#[test]
fn every_message_of_a_client_is_written_and_read_as_documented() {
    let codec = codec();
    for (message, name, fields) in rows() {
        let wire = wire(&name, &fields, &json!({"agentId": "an.nguyen", "extension": "5000"}));
        let text = codec.encode_client(&identity(), message.clone()).unwrap();
        assert_eq!(serde_json::from_str::<Value>(text.expose()).unwrap(), wire);
        let read = codec.decode_client(text.expose()).unwrap();
        assert_eq!(read, ClientFrame { identity: identity(), frame: message.into() });
    }
}

#[test]
fn the_rows_cover_every_message_of_a_client() {
    let rows = rows();
    for (id, _) in ClientMessage::TABLE {
        assert!(rows.iter().any(|(message, ..)| message.object_id() == Some(*id)), "{id:?}");
    }
    for name in crate::constants::names::SENT {
        assert!(ClientMessage::TABLE.iter().any(|(id, _)| *id == ObjectId::Named(name)), "{name}");
    }
    assert_eq!(ClientMessage::TABLE.len(), crate::constants::names::SENT.len() + 3);
}

#[test]
fn an_outbound_service_is_named_when_one_is_chosen() {
    let ClientMessage::CallOut { number, ticket_id, caller_id, .. } =
        ClientMessage::call_out(PhoneNumber::verbatim("0901234567"), None)
    else {
        panic!("not a call")
    };
    let message = ClientMessage::CallOut { number, ticket_id, caller_id, callout_id: Some("7".to_owned()) };
    let text = codec().encode_client(&identity(), message).unwrap();
    assert_eq!(serde_json::from_str::<Value>(text.expose()).unwrap()["calloutId"], "7");
}
