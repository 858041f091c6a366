//! How frames are read that are not written as documented.

use super::*;
use crate::constants::Constant;
use crate::fixture::{codec, constants, identity, table};
use reo_model::{AgentStatus, DeviceType, Direction, PhoneNumber};
use serde_json::json;

/// What a server means with `fields` under `name`.
fn server(name: &str, fields: Value) -> Result<Frame<ServerMessage>, Malformed> {
    codec().decode_server(&wire(&json!(name), &fields, &json!({})).to_string())
}

#[test]
fn numbers_are_read_from_texts_and_texts_from_numbers() {
    let ring = server(
        "RING_AGENT_RESPOND_ID",
        json!({"callId": 77, "caller": 84_901_234_567_u64, "callDirection": "1", "extension": 5000, "line": 19_001_000}),
    );
    let expected = ServerMessage::RingAgent {
        call_id: "77".into(),
        caller: Some(PhoneNumber::verbatim("84901234567")),
        line: Some("19001000".to_owned()),
        queue: None,
        direction: Some(Direction::Inbound),
        extension: Some("5000".into()),
    };
    assert_eq!(ring.unwrap().message, expected);
}

#[test]
fn booleans_are_read_in_every_form() {
    for (value, flag) in [
        (json!(1), true),
        (json!("1"), true),
        (json!(true), true),
        (json!("true"), true),
        (json!(1.0), true),
        (json!(0), false),
        (json!("0"), false),
        (json!(false), false),
        (json!("False"), false),
    ] {
        let read = server("ENABLE_VOICE_CHANNEL_RESPONSE", json!({"result": value, "deviceType": "6"}));
        let expected =
            ServerMessage::EnableVoiceResponse { result: flag, device_type: Some(DeviceType::Softphone) };
        assert_eq!(read.unwrap().message, expected, "{value}");
    }
}

#[test]
fn the_object_id_may_be_a_text() {
    let read = codec().decode_server(r#"{"objectId":" 1010003 ","agentStatus":"BUSY"}"#).unwrap();
    let expected = ServerMessage::Refresh {
        agent_status: Some(AgentStatus::NotAvailable),
        voice_channel: None,
        device_type: None,
    };
    assert_eq!(read.message, expected);
}

#[test]
fn a_number_means_another_message_in_each_direction() {
    let text = r#"{"objectId":1010003,"authenToken":"t"}"#;
    assert!(matches!(codec().decode_server(text).unwrap().message, ServerMessage::Refresh { .. }));
    let client = codec().decode_client(text).unwrap().frame.message;
    assert_eq!(client, ClientMessage::SignIn { token: "t".into() });
}

#[test]
fn what_the_typed_form_does_not_carry_is_kept_and_written_again() {
    let wire = wire(
        &json!("RING_AGENT_RESPOND_ID"),
        &json!({"callId": 77, "caller": {"odd": true}, "callDirection": "9", "extension": null, "new": [1, 2]}),
        &json!({"agentId": "someone"}),
    );
    let frame = codec().decode_server(&wire.to_string()).unwrap();
    assert!(matches!(&frame.message, ServerMessage::RingAgent { caller: None, direction: None, .. }));
    let again = codec().encode_server(frame).unwrap();
    assert_eq!(serde_json::from_str::<Value>(again.expose()).unwrap(), wire);
}

#[test]
fn an_unknown_message_is_kept_whole() {
    let text = r#"{"objectId":"424242","secret":{"a":[1,"2",null]}}"#;
    let frame = codec().decode_server(text).unwrap();
    assert!(matches!(&frame.message, ServerMessage::Unknown { object_id: 424_242, .. }));
    let again = codec().encode_server(frame).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(again.expose()).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
    let frame = codec().decode_client(text).unwrap().frame;
    let again = codec().encode_client(&identity(), frame).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(again.expose()).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
}

#[test]
fn what_is_no_message_is_told_by_its_kind() {
    let read = |text: &str| codec().decode_server(text).unwrap_err();
    for text in ["", "ping", "[1]", "7", "{", "null", "<html></html>"] {
        assert_eq!(read(text), Malformed::NotAnObject, "{text}");
    }
    for text in ["{}", r#"{"objectId":null}"#, r#"{"objectId":"PING_ID"}"#, r#"{"objectId":1.5}"#] {
        assert_eq!(read(text), Malformed::NoObjectId, "{text}");
    }
    assert_eq!(read(&" ".repeat(MAX_FRAME + 1)), Malformed::TooLong);
    assert_eq!(read(&"[".repeat(100_000)), Malformed::NotAnObject);
    let ring = server("RING_AGENT_RESPOND_ID", json!({"callId": "", "caller": "0901234567"}));
    assert_eq!(ring, Err(Malformed::Field("callId")));
}

#[test]
fn a_message_without_a_number_cannot_be_written_nor_is_it_read() {
    let mut table = table();
    table.remove("TRANSFER_TO_ACD_REQUEST_ID");
    table.insert("REPORT_RESPOND_ID".to_owned(), Constant::Text("none".to_owned()));
    let codec = Codec::new(&Constants::try_from(table).unwrap());
    let transfer = ClientMessage::TransferToAcd { call_id: "c1".into(), acd_id: "1".to_owned() };
    assert_eq!(codec.encode_client(&identity(), transfer), Err(NoNumber("TRANSFER_TO_ACD_REQUEST_ID")));
    let report = ServerMessage::Report { text: None };
    assert_eq!(codec.encode_server(report), Err(NoNumber("REPORT_RESPOND_ID")));
    let number = constants().number("REPORT_RESPOND_ID").unwrap();
    let read = codec.decode_server(&json!({"objectId": number}).to_string()).unwrap();
    assert!(matches!(read.message, ServerMessage::Unknown { .. }));
}

#[test]
fn a_client_that_does_not_say_who_it_is_is_still_read() {
    let read = codec().decode_client(r#"{"objectId":11111111,"extension":5000}"#).unwrap();
    assert_eq!(read.frame.message, ClientMessage::Ping);
    assert_eq!(read.identity, Identity { agent_id: AgentId::default(), extension: "5000".into() });
}

#[test]
fn tokens_numbers_and_unknown_fields_do_not_show_in_debug_output() {
    let frame = codec().decode_server(r#"{"objectId":424242,"caller":"0901234567"}"#).unwrap();
    let sign_in = ClientMessage::SignIn { token: "secret".into() };
    let text = codec().encode_client(&identity(), sign_in.clone()).unwrap();
    let shown = format!("{frame:?} {sign_in:?} {text:?}");
    assert!(!shown.contains("0901234567") && !shown.contains("secret"), "{shown}");
}
