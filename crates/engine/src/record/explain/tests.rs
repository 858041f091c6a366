use super::*;
use crate::record::Trouble;

/// A record as it stands on the disk: times in ms after the first one.
fn timeline(lines: &str) -> Timeline {
    let entry = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    explain(&lines.lines().filter(|line| !line.is_empty()).map(entry).collect::<Vec<Entry>>()).unwrap()
}

fn find(timeline: &Timeline, is_it: impl Fn(&What) -> bool) -> &Step {
    timeline.steps.iter().find(|step| is_it(&step.what)).unwrap_or_else(|| panic!("{timeline:#?}"))
}

const INBOUND: &str = r#"
{"at":100,"type":"message","sent":false,"name":"RING_AGENT_RESPOND_ID","fields":{"callId":"17.5","caller":"…567"}}
{"at":101,"type":"call","call":1,"direction":"inbound","number":"…567","device":"computer","agentSocket":"good","registration":"good"}
{"at":101,"type":"phase","call":1,"phase":"incoming"}
{"at":101,"type":"identified","call":1,"serverCall":"17.5"}
{"at":1300,"type":"dialog","leg":2,"step":"incoming"}
{"at":3000,"type":"command","command":"answer","call":1}
{"at":3001,"type":"phase","call":1,"phase":"answering"}
{"at":3100,"type":"phase","call":1,"phase":"talking"}
{"at":3400,"type":"audioStarted","call":1,"afterMs":300}
"#;

fn inbound(rest: &str) -> Timeline {
    timeline(&format!("{INBOUND}{rest}"))
}

#[test]
fn a_customer_who_is_busy_ends_the_call() {
    let busy = timeline(
        r#"
{"at":0,"type":"command","command":"dial"}
{"at":1,"type":"call","call":1,"direction":"outbound","number":"…567","device":"computer","agentSocket":"good","registration":"good"}
{"at":1,"type":"phase","call":1,"phase":"connecting"}
{"at":90,"type":"dialog","leg":2,"step":"incoming"}
{"at":300,"type":"message","sent":false,"name":"OUT_CALL_RESPONSE_ID","fields":{"callId":"17.5","errorCode":"IPCC_NOT_CONNECT_CUSTOMER","sipCode":"486","status":"ERROR"}}
{"at":301,"type":"phase","call":1,"phase":"failed","trouble":{"code":"customerBusy"}}"#,
    );
    let trouble = Trouble { code: ProblemCode::CustomerBusy, status: None };
    assert_eq!(busy.ending, Some(Ending::Failed { trouble }));
    let authors: Vec<_> = busy.steps.iter().map(|step| (step.at.0, step.by)).collect();
    assert_eq!(authors, [(1, Actor::Agent), (301, Actor::OtherSide)]);
}

#[test]
fn an_inbound_call_is_told_from_its_ring_to_its_end() {
    let call = inbound(r#"{"at":9000,"type":"phase","call":1,"phase":"hungUpThere"}"#);
    assert_eq!(
        (call.began.0, call.answered.map(|at| at.0), call.ended.map(|at| at.0)),
        (101, Some(3100), Some(9000))
    );
    let whats: Vec<_> = call.steps.iter().map(|step| step.what.clone()).collect();
    let ending = Ending::OtherHungUp;
    assert_eq!(
        whats,
        [
            What::Called,
            What::Announced { ring_first: true, gap_ms: 1200 },
            What::Accepted,
            What::Talking,
            What::FirstHeard { after_ms: 300 },
            What::Ended { ending },
        ]
    );
    assert_eq!(call.server_call, Some("17.5".into()));
}

#[test]
fn both_connections_down_at_once_are_our_network() {
    let call = inbound(
        r#"{"at":5000,"type":"connection","link":"registration","state":"down"}
{"at":5600,"type":"connection","link":"agentSocket","state":"down"}
{"at":9000,"type":"connection","link":"agentSocket","state":"up"}
{"at":9100,"type":"connection","link":"registration","state":"up"}"#,
    );
    let down = find(&call, |what| matches!(what, What::Down { .. }));
    assert_eq!((down.at.0, down.until.map(|at| at.0), down.by), (5000, Some(9100), Actor::Network));
    assert_eq!(down.what, What::Down { cut: Cut::Network });
    assert_eq!(call.ending, None);
}

#[test]
fn one_connection_down_is_named_and_one_with_the_voice_is_the_network() {
    let down = r#"{"at":5000,"type":"connection","link":"registration","state":"down"}
{"at":9000,"type":"connection","link":"registration","state":"up"}
"#;
    let cut = |rest: &str| match find(&inbound(rest), |what| matches!(what, What::Down { .. })).what {
        What::Down { cut } => cut,
        _ => unreachable!(),
    };
    assert_eq!(cut(down), Cut::Sip);
    let silent = r#"{"at":10200,"type":"media","leg":2,"step":"silent","forMs":5000}"#;
    assert_eq!(cut(&format!("{down}{silent}")), Cut::Network);
}

#[test]
fn a_broken_path_of_the_voice_is_told_when_it_lasts() {
    let path = |until: u64| {
        inbound(&format!(
            r#"{{"at":5000,"type":"media","leg":2,"step":"pathDown"}}
{{"at":{until},"type":"media","leg":2,"step":"pathUp"}}"#
        ))
    };
    let is_down = |step: &&Step| matches!(step.what, What::Down { .. });
    let long = path(12_000);
    let down = long.steps.iter().find(is_down).unwrap();
    assert_eq!((&down.what, down.until), (&What::Down { cut: Cut::Audio }, Some(Timestamp(12_000))));
    assert_eq!(path(6_000).steps.iter().find(is_down), None);
}

#[test]
fn a_headset_that_was_pulled_out_and_put_back_is_told_once_each() {
    let call = inbound(
        r#"{"at":4000,"type":"sound"}
{"at":5000,"type":"sound","trouble":"microphoneLost"}
{"at":5500,"type":"sound","trouble":"microphoneLost"}
{"at":6000,"type":"sound"}"#,
    );
    let told: Vec<_> = call.steps.iter().filter(|step| step.by == Actor::Phone).collect();
    assert_eq!((told[0].at.0, &told[0].what), (5000, &What::Sound { code: ProblemCode::MicrophoneLost }));
    assert_eq!((told[1].at.0, &told[1].what), (6000, &What::SoundBack));
}

#[test]
fn a_registration_that_was_given_up_is_no_outage() {
    let call = inbound(
        r#"{"at":5000,"type":"voiceRight","held":false}
{"at":5001,"type":"connection","link":"registration","state":"off"}"#,
    );
    assert!(!call.steps.iter().any(|step| matches!(step.what, What::Down { .. })));
    assert_eq!(find(&call, |what| matches!(what, What::VoiceRight { held: false })).by, Actor::OtherSession);
}

#[test]
fn a_silence_lasts_until_the_customer_is_heard_again() {
    let call = inbound(
        r#"{"at":10000,"type":"media","leg":2,"step":"silent","forMs":5000}
{"at":11000,"type":"media","leg":2,"step":"heardAgain"}
{"at":12000,"type":"phase","call":1,"phase":"hungUpHere"}"#,
    );
    let silence = find(&call, |what| matches!(what, What::Silence { .. }));
    assert_eq!((silence.at.0, silence.until.map(|at| at.0)), (5000, Some(11000)));
    assert_eq!(silence.what, What::Silence { for_ms: 6000 });
    assert_eq!(call.ending, Some(Ending::AgentHungUp));
}

#[test]
fn the_end_names_whose_doing_it_was() {
    let ended = |rest: &str| inbound(rest).ending.unwrap();
    let there = r#"{"at":9000,"type":"phase","call":1,"phase":"hungUpThere"}"#;
    let message = |name: &str, status: &str| {
        format!(
            r#"{{"at":8990,"type":"message","sent":false,"name":"{name}","fields":{{"status":"{status}"}}}}{}"#,
            "\n"
        )
    };
    let said = |name: &str, status: &str| ended(&format!("{}{there}", message(name, status)));
    assert_eq!(said("TERMINATE_RESPOND_ID", "OK"), Ending::SupervisorEnded);
    assert_eq!(said("TERMINATE_CALL_RESPOND_ID", ""), Ending::ServerEnded);
    assert_eq!(said("OUT_CALL_RESPONSE_ID", "TERMINATE"), Ending::ServerEnded);
    assert_eq!(said("OUT_CALL_RESPONSE_ID", "ENDCALL"), Ending::OtherHungUp);
    let broken = r#"{"at":8990,"type":"dialog","leg":2,"step":"broken"}"#;
    assert_eq!(ended(&format!("{broken}\n{there}")), Ending::ConnectionLost);
    let here = r#"{"at":9000,"type":"phase","call":1,"phase":"hungUpHere"}"#;
    let left = r#"{"at":8990,"type":"command","command":"signOut"}"#;
    assert_eq!(ended(here), Ending::AgentHungUp);
    assert_eq!(ended(&format!("{left}\n{here}")), Ending::AgentLeft);
    let supervisor =
        r#"{"at":9000,"type":"phase","call":1,"phase":"failed","trouble":{"code":"supervisorEnded"}}"#;
    assert_eq!(ended(supervisor), Ending::SupervisorEnded);
}

#[test]
fn a_call_that_broke_with_the_connection_is_no_fault_of_the_server() {
    let call = inbound(
        r#"{"at":5000,"type":"connection","link":"registration","state":"down"}
{"at":65000,"type":"media","leg":2,"step":"failed"}
{"at":65000,"type":"phase","call":1,"phase":"failed","trouble":{"code":"mediaFailed"}}"#,
    );
    assert_eq!(call.ending, Some(Ending::ConnectionLost));
    assert_eq!(find(&call, |what| matches!(what, What::Down { .. })).until, None);
}

#[test]
fn holds_of_either_side_and_a_refused_transfer_are_told_each_once() {
    let call = inbound(
        r#"{"at":4000,"type":"hold","call":1,"local":true,"remote":false}
{"at":4500,"type":"hold","call":1,"local":true,"remote":true}
{"at":5000,"type":"hold","call":1,"local":false,"remote":true}
{"at":6000,"type":"transfer","call":1,"step":"requested"}
{"at":7000,"type":"transfer","call":1,"step":"failed","trouble":{"code":"transferRefused"}}
{"at":7000,"type":"notice","trouble":{"code":"transferRefused"}}"#,
    );
    let holds: Vec<_> = call
        .steps
        .iter()
        .filter_map(|step| match step.what {
            What::Hold { on } => Some((step.at.0, step.by, on)),
            _ => None,
        })
        .collect();
    assert_eq!(
        holds,
        [(4000, Actor::Agent, true), (4500, Actor::OtherSide, true), (5000, Actor::Agent, false)]
    );
    let refused = find(&call, |what| matches!(what, What::Transfer { step: TransferStep::Failed, .. }));
    assert_eq!(refused.by, Actor::Colleague);
    assert!(!call.steps.iter().any(|step| matches!(step.what, What::Notice { .. })));
}

#[test]
fn what_is_no_record_of_a_call_is_not_explained() {
    assert_eq!(explain(&[]), None);
}
