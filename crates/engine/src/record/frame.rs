//! What a record keeps of a frame of the agent socket: the message's name, its codes, and of numbers the end.

use super::{Fact, Masked, mask};
use reo_contact_centre::{Constants, constants::names};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A longer frame is a list of agents; its content is of no interest here.
const LONGEST: usize = 16 * 1024;

/// Fields that hold codes (protocol page, sections 3 and 4).
const CODES: &[&str] = &[
    "status",
    "errorCode",
    "sipCode",
    "callDirection",
    "callType",
    "deviceType",
    "oldDeviceType",
    "newDeviceType",
    "result",
    "agentStatus",
    "isVoiceChannel",
];

/// Fields that hold a number, an extension or the name of an agent.
const NUMBERS: &[&str] = &[
    "caller",
    "called",
    "telephoneNumber",
    "line",
    "phoneNum",
    "callerId",
    "newAgentId",
    "dropAgentId",
    "newAgent",
    "dropAgent",
    "superAgent",
    "terminatedAgent",
];

/// The numbers that are the same everywhere (protocol page, section 1).
const FIXED: [(i64, &str); 3] = [(1_010_003, "SIGN_IN"), (11_111_111, "PING"), (2013, "STATUS")];

/// The names behind the numbers of a deployment. The two directions have tables of their own: a number may stand for a
/// request in one and for its answer in the other.
#[derive(Debug, Default)]
pub(super) struct Names {
    sent: BTreeMap<i64, &'static str>,
    received: BTreeMap<i64, &'static str>,
}

impl Names {
    pub(super) fn new(constants: &Constants) -> Self {
        let table = |all: &[&'static str]| {
            all.iter().filter_map(|name| Some((constants.number(name)?, *name))).collect::<BTreeMap<_, _>>()
        };
        let mut sent = table(names::SENT);
        sent.extend(FIXED);
        Self { sent, received: table(names::RECEIVED) }
    }

    /// What is kept of a frame. An id that holds one of these numbers, or of the frame's own, is not.
    pub(super) fn message(&self, sent: bool, frame: &str, numbers: &[&str]) -> Fact {
        let fields = Some(frame).filter(|frame| frame.len() <= LONGEST).map(serde_json::from_str);
        match fields {
            Some(Ok(Value::Object(fields))) => {
                Fact::Message { sent, name: self.name(sent, &fields), fields: kept(&fields, numbers) }
            }
            Some(_) => Fact::Message { sent, name: "?".to_owned(), fields: BTreeMap::new() },
            None => Fact::Message { sent, name: "long".to_owned(), fields: BTreeMap::new() },
        }
    }

    fn name(&self, sent: bool, fields: &Map<String, Value>) -> String {
        let number = fields.get("objectId").map(text).and_then(|text| text.trim().parse().ok());
        let Some(number) = number else { return "?".to_owned() };
        let table = if sent { &self.sent } else { &self.received };
        table.get(&number).map_or_else(|| number.to_string(), |name| (*name).to_owned())
    }
}

fn kept(fields: &Map<String, Value>, known: &[&str]) -> BTreeMap<String, String> {
    let of = |names: &'static [&str]| {
        names
            .iter()
            .filter_map(|name| Some((*name, text(fields.get(*name)?))))
            .filter(|(_, text)| !text.is_empty())
    };
    let codes = of(CODES).filter_map(|(name, text)| Some((name.to_owned(), mask::code(&text)?)));
    let numbers = of(NUMBERS).map(|(name, text)| (name.to_owned(), Masked::number(&text).to_string()));
    let open: Vec<_> = of(NUMBERS).map(|(_, text)| text).collect();
    let open: Vec<_> = open.iter().map(String::as_str).chain(known.iter().copied()).collect();
    let id = fields.get("callId").and_then(|id| mask::id(&text(id), &open));
    let id = id.map(|id| ("callId".to_owned(), id));
    codes.chain(numbers).chain(id).collect()
}

/// Numbers come as strings and strings as numbers.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(on) => u8::from(*on).to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names() -> Names {
        let all = names::SENT.iter().chain(names::RECEIVED);
        let script: String =
            all.enumerate().map(|(at, name)| format!("var {name} = {};\n", 100 + at)).collect();
        Names::new(&Constants::parse(script).unwrap())
    }

    fn number(name: &str) -> usize {
        100 + names::SENT.iter().chain(names::RECEIVED).position(|one| *one == name).unwrap()
    }

    fn written(sent: bool, frame: Value) -> String {
        serde_json::to_string(&names().message(sent, &frame.to_string(), &["0912345678"])).unwrap()
    }

    #[test]
    fn a_ring_message_keeps_its_codes_and_the_end_of_its_numbers() {
        let frame = json!({"objectId": number("RING_AGENT_RESPOND_ID").to_string(), "callId": "17.5", "caller": "0901234567",
            "line": "19001000", "queueDescription": "Nguyen Thi Hoa", "callDirection": 1, "extension": "5000"});
        assert_eq!(
            written(false, frame),
            r#"{"type":"message","sent":false,"name":"RING_AGENT_RESPOND_ID","fields":{"callDirection":"1","callId":"17.5","caller":"…567","line":"…000"}}"#
        );
    }

    #[test]
    fn an_id_that_holds_a_number_is_not_kept() {
        for frame in [
            json!({"objectId": 7, "callId": "in-0912345678"}),
            json!({"objectId": 7, "callId": "0901234567-1", "called": "0901234567"}),
        ] {
            assert!(!written(false, frame).contains("callId"));
        }
    }

    #[test]
    fn a_sign_in_keeps_nothing_but_its_name() {
        let frame =
            json!({"objectId": 1_010_003, "authenToken": "eyJhbGci", "agentId": "hoa", "extension": "5000"});
        assert_eq!(written(true, frame), r#"{"type":"message","sent":true,"name":"SIGN_IN"}"#);
    }

    #[test]
    fn what_is_not_known_or_no_message_is_named_as_far_as_that_goes() {
        assert!(written(false, json!({"objectId": 7, "status": "Hoa"})).ends_with(r#""name":"7"}"#));
        assert!(written(false, json!([1])).ends_with(r#""name":"?"}"#));
        assert!(written(false, json!({"a": "x".repeat(LONGEST)})).ends_with(r#""name":"long"}"#));
    }
}
