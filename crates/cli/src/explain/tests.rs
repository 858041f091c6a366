use super::*;
use reo_engine::record::{Cut, Entry, What};
use reo_phone::ProblemCode;

/// 2024-01-01 10:02:11 in Vietnam.
const MORNING: Timestamp = Timestamp(1_704_078_131_000);

fn both(by: Actor, until_ms: Option<u64>, what: What) -> (String, String) {
    let until = until_ms.map(|ms| MORNING + Duration::from_millis(ms));
    let step = Step { at: MORNING, until, by, what };
    (words(Lang::En).step(&step, Direction::Inbound), words(Lang::Vi).step(&step, Direction::Inbound))
}

#[test]
fn an_outage_is_told_with_its_times() {
    let (english, vietnamese) = both(Actor::Network, Some(4000), What::Down { cut: Cut::Network });
    assert_eq!(english, "our network was down from 10:02:11 to 10:02:15");
    assert_eq!(vietnamese, "mạng của chúng ta bị mất từ 10:02:11 đến 10:02:15");
}

#[test]
fn lengths_are_told_in_seconds() {
    let (english, _) = both(Actor::Server, None, What::Announced { ring_first: true, gap_ms: 1200 });
    assert_eq!(english, "the ring message came 1.2 s before the INVITE");
    let (english, vietnamese) = both(Actor::Network, None, What::Silence { for_ms: 6000 });
    assert_eq!(english, "nothing was heard of the customer for 6 s");
    assert_eq!(vietnamese, "không nghe thấy khách hàng trong 6 s");
}

#[test]
fn what_has_words_in_one_language_has_words_in_the_other() {
    for code in ProblemCode::ALL {
        let (english, vietnamese) = (english::of(*code), vietnamese::of(*code));
        assert_eq!(english.is_empty(), vietnamese.is_empty(), "{code:?}");
    }
    let trouble = Trouble { code: ProblemCode::CustomerBusy, status: None };
    assert_eq!(words(Lang::En).trouble(&trouble), "the customer's phone was busy");
    let trouble = Trouble { code: ProblemCode::CallFault, status: Some("503".to_owned()) };
    assert_eq!(words(Lang::Vi).trouble(&trouble), "máy chủ không nối được cuộc gọi (503)");
}

#[test]
fn a_call_between_agents_has_no_customer() {
    let entries: Vec<Entry> = [
        r#"{"at":1,"type":"call","call":1,"direction":"internal","number":"…01","device":"computer","agentSocket":"good","registration":"good"}"#,
        r#"{"at":1,"type":"phase","call":1,"phase":"connecting"}"#,
        r#"{"at":2,"type":"phase","call":1,"phase":"hungUpThere"}"#,
    ]
    .iter()
    .map(|line| serde_json::from_str(line).unwrap())
    .collect();
    let call = explain(&entries).unwrap();
    let told: Vec<_> = call.steps.iter().map(|step| words(Lang::En).step(step, call.direction)).collect();
    assert_eq!(told, ["the agent called the colleague", "the colleague hung up"]);
}
