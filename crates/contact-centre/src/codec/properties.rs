//! What holds for every frame.

use super::*;
use crate::fixture::{codec, constants, identity};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

/// Every field of the protocol page.
const KEYS: &[&str] = &[
    "objectId",
    "agentId",
    "extension",
    "authenToken",
    "status",
    "deviceType",
    "phoneNum",
    "telephoneNumber",
    "ticketId",
    "callerId",
    "calloutId",
    "callId",
    "removeAgentId",
    "callType",
    "username",
    "agentStatus",
    "callStatus",
    "operation",
    "timeInStatus",
    "newAgentId",
    "dropAgentId",
    "acdId",
    "isVoiceChannel",
    "channelId",
    "result",
    "oldDeviceType",
    "newDeviceType",
    "caller",
    "line",
    "queueDescription",
    "callDirection",
    "ipphone",
    "errorCode",
    "sipCode",
    "called",
    "superAgent",
    "terminatedAgent",
    "listAgentSearch",
    "newAgent",
    "dropAgent",
    "msg",
    "ipPhone",
    "userName",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-9_i64..9).prop_map(Value::from),
        (-99_i32..99).prop_map(|halves| Value::from(f64::from(halves) / 2.0)),
        ".{0,12}".prop_map(Value::from),
        select(vec!["OK", "NOK", "AVAILABLE", "IPCCERR0003", "1", "0", "true", "RINGING", "ERROR", ""])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let key = prop_oneof![select(KEYS).prop_map(str::to_owned), ".{0,6}"];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(key, inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// An object with a number that is known in one direction or both, and fields of every kind and type.
fn object() -> impl Strategy<Value = Value> {
    let known: Vec<i64> = constants()
        .iter()
        .filter_map(|(name, _)| constants().number(name))
        .chain([1_010_003, 11_111_111, 2013])
        .collect();
    let key = prop_oneof![5 => select(KEYS).prop_map(str::to_owned), 1 => ".{0,6}"];
    (select(known), btree_map(key, value(), 0..24)).prop_map(|(number, mut fields)| {
        fields.entry("objectId".to_owned()).or_insert(Value::from(number));
        Value::Object(fields.into_iter().collect())
    })
}

proptest! {
    #[test]
    fn nothing_that_comes_in_makes_the_codec_panic(bytes in vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = codec().decode_server(&text);
        let _ = codec().decode_client(&text);
    }

    #[test]
    fn a_servers_frame_is_written_as_it_was_read(object in object()) {
        if let Ok(frame) = codec().decode_server(&object.to_string()) {
            let text = codec().encode_server(frame.clone()).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Value>(text.expose()).unwrap(), &object);
            prop_assert_eq!(codec().decode_server(text.expose()).unwrap(), frame);
        }
    }

    #[test]
    fn a_clients_frame_is_written_as_it_was_read(mut object in object()) {
        // Every client says who it is.
        object["agentId"] = identity().agent_id.as_str().into();
        object["extension"] = identity().extension.as_str().into();
        if let Ok(read) = codec().decode_client(&object.to_string()) {
            let text = codec().encode_client(&read.identity, read.frame.clone()).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Value>(text.expose()).unwrap(), &object);
            prop_assert_eq!(codec().decode_client(text.expose()).unwrap(), read);
        }
    }

    #[test]
    fn a_message_alone_survives_the_wire(object in object()) {
        // Without what only `rest` carries: the typed form itself has to come back.
        if let Ok(frame) = codec().decode_server(&object.to_string())
            && !matches!(frame.message, ServerMessage::Unknown { .. })
        {
            let text = codec().encode_server(frame.message.clone()).unwrap();
            prop_assert_eq!(codec().decode_server(text.expose()).unwrap(), Frame::from(frame.message));
        }
    }
}
