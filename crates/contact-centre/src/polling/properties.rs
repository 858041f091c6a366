//! What holds for every answer.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

fn address() -> PollAddress {
    PollAddress::beside("wss://x.test/a/websocket").unwrap()
}

/// A list of objects and texts, with the texts that are to come out.
fn list() -> impl Strategy<Value = (Vec<serde_json::Value>, Vec<String>)> {
    let entry = (any::<i64>(), ".{0,12}", any::<bool>()).prop_map(|(number, words, as_text)| {
        let message = json!({ "objectId": number, "msg": words });
        let text = message.to_string();
        (if as_text { json!(text) } else { message }, text)
    });
    vec(entry, 0..20).prop_map(|entries| entries.into_iter().unzip())
}

proptest! {
    #[test]
    fn nothing_that_is_answered_makes_the_parsers_panic(status in any::<u16>(), body in vec(any::<u8>(), 0..300)) {
        let _ = address().session(status, &body);
        let _ = parse_poll(status, &body);
        let _ = parse_send(status, &body);
    }

    #[test]
    fn nothing_in_an_answer_of_the_right_form_makes_the_parsers_panic(inside in r#"[]\[{}",:0-9r a]{0,40}"#) {
        let body = format!(r#"{{"r":1,"id":{inside},"list":[{inside}]}}"#);
        let _ = address().session(200, body.as_bytes());
        let _ = parse_poll(200, body.as_bytes());
    }

    #[test]
    fn every_message_of_a_list_comes_out_in_its_order((entries, expected) in list()) {
        let body = json!({ "r": 1, "list": entries }).to_string();
        let texts = parse_poll(200, body.as_bytes()).unwrap();
        prop_assert_eq!(texts.into_iter().map(Redacted::into_inner).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn whatever_an_id_holds_stays_one_part_of_the_address(id in ".{1,20}") {
        let body = json!({ "r": 1, "id": id }).to_string();
        let Ok(session) = address().session(200, body.as_bytes()) else { return Ok(()) };
        let url = Url::parse(session.poll().url.expose()).unwrap();
        let segments: Vec<_> = url.path_segments().unwrap().collect();
        prop_assert_eq!((url.host_str(), url.query(), url.fragment()), (Some("x.test"), None, None));
        prop_assert_eq!(&segments[..2], &["a", "poll"]);
        prop_assert_eq!(segments.len(), 3);
    }
}
