//! What is not known of the provider, played either way, and messages as a bad server sends them.

use crate::common::Rig;
use crate::common::agent::AgentSocket;
use crate::common::sip::Phone;
use crate::common::work::Agent;
use crate::{CUSTOMER, call_until, echoing};
use reo_sim::{
    CallRequest, CallState, CalloutService, Faults, FieldForm, RateExcess, SecondRegistration, ServicesPlace,
    SimConfig, Unknowns,
};
use serde_json::{Value, json};

async fn playing(unknowns: Unknowns) -> Rig {
    Rig::start(SimConfig { unknowns, ..SimConfig::default() }).await
}

#[tokio::test]
async fn a_second_registration_is_refused() {
    let rig =
        playing(Unknowns { second_registration: SecondRegistration::Refused, ..Unknowns::default() }).await;
    let mut first = Phone::udp(&rig, "5000").await.registered().await;
    assert_eq!(Phone::udp(&rig, "5000").await.register(120).await.status(), 403);
    assert_eq!(first.register(120).await.status(), 200, "the first may come again");
    assert_eq!(first.register(0).await.status(), 200);
    assert_eq!(Phone::udp(&rig, "5000").await.register(120).await.status(), 200);
}

#[tokio::test]
async fn a_second_registration_forks() {
    let rig = Rig::with_defaults().await;
    let switch = json!({"second_registration": "forks"}).to_string();
    let answer = rig.control("POST /unknowns HTTP/1.1\r\nContent-Type: application/json", &switch).await;
    assert_eq!(answer.json()["second_registration"], "forks");
    let mut agent = Agent::sign_in(&rig, "5000").await;
    let mut other = Phone::udp(&rig, "5000").await.registered().await;
    let call = rig.sim.customer_calls(echoing()).unwrap();
    let second = other.expect("INVITE").await;
    other.answer(&second, 180, "").await;
    agent.answer().await;
    let cancel = other.expect("CANCEL").await;
    other.answer(&cancel, 200, "").await;
    other.answer(&second, 487, "").await;
    call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
}

#[tokio::test]
async fn a_switch_that_is_not_there_is_refused() {
    let rig = Rig::with_defaults().await;
    let head = "POST /unknowns HTTP/1.1\r\nContent-Type: application/json";
    assert_eq!(rig.control(head, r#"{"weather":"fine"}"#).await.status, 422);
    assert_eq!(rig.sim.unknowns(), Unknowns::default());
}

#[tokio::test]
async fn outbound_services_stand_in_either_place_or_nowhere() {
    let service = CalloutService { callout_id: "7".into(), ..CalloutService::default() };
    let rig = Rig::start(SimConfig { callout_services: vec![service], ..SimConfig::default() }).await;
    let token = rig.token("5000");
    for (place, pointer) in [
        (ServicesPlace::Account, Some("/account/callout_services/0/callout_id")),
        (ServicesPlace::Top, Some("/callout_services/0/callout_id")),
        (ServicesPlace::Absent, None),
    ] {
        rig.sim.set_unknowns(Unknowns { callout_services: place, ..Unknowns::default() });
        let head = format!("GET /api/login/check-partner?authToken={token}&domain=0938828282 HTTP/1.1");
        let facts = rig.https_request(&head, "").await;
        match pointer {
            Some(pointer) => assert_eq!(facts.json().pointer(pointer), Some(&json!("7"))),
            None => assert!(!facts.body.contains("callout_services")),
        }
    }
}

#[tokio::test]
async fn ids_come_as_numbers_numbers_as_text_and_messages_without_a_name() {
    let rig = Rig::with_defaults().await;
    let ring = |unknowns: Unknowns| {
        let rig = &rig;
        async move {
            rig.sim.set_unknowns(unknowns);
            let (mut socket, _) = AgentSocket::sign_in(rig, "5000").await;
            let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
            let ring = socket.expect("RING_AGENT_RESPOND_ID").await;
            rig.sim.hang_up(call.id).unwrap();
            crate::all_free(rig).await;
            ring
        }
    };
    let as_numbers = ring(Unknowns { fields: FieldForm::TextAsNumbers, ..Unknowns::default() }).await;
    assert_eq!((&as_numbers["extension"], &as_numbers["caller"]), (&json!(5000), &json!(CUSTOMER)));
    let as_text = ring(Unknowns { fields: FieldForm::NumbersAsText, ..Unknowns::default() }).await;
    assert_eq!((&as_text["callDirection"], as_text["objectId"].is_number()), (&json!("1"), true));
    let unnamed = ring(Unknowns { unnamed: true, ..Unknowns::default() }).await;
    assert_eq!(unnamed["extension"], Value::Null);
}

#[tokio::test]
async fn a_socket_that_sends_too_much_is_not_listened_to_or_closed() {
    let rig = Rig::with_defaults().await;
    let (mut socket, _) = AgentSocket::sign_in(&rig, "5000").await;
    rig.sim.set_unknowns(Unknowns { rate_limit: Some(0), ..Unknowns::default() });
    socket.send_number(2_013, json!({"status": "NOT AVAILABLE"})).await;
    socket.send_number(2_013, json!({"status": "NOT AVAILABLE"})).await;
    rig.sim.set_unknowns(Unknowns {
        rate_limit: Some(0),
        rate_excess: RateExcess::Closes,
        ..Unknowns::default()
    });
    socket.send_number(2_013, json!({"status": "NOT AVAILABLE"})).await;
    socket.closed().await;
}

#[tokio::test]
async fn messages_come_doubled_and_stray() {
    let rig = Rig::with_defaults().await;
    let (mut socket, _) = AgentSocket::sign_in(&rig, "5000").await;
    rig.sim.set_faults(Faults {
        double_messages: true,
        stray_messages: true,
        late_messages_ms: 20,
        ..Faults::default()
    });
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    let stray = socket.expect("RING_AGENT_RESPOND_ID").await;
    assert_eq!((&stray["extension"], &stray["callId"]), (&json!("9999"), &json!("0.0000")));
    for _ in 0..2 {
        let ring = socket.expect("RING_AGENT_RESPOND_ID").await;
        assert_eq!((&ring["extension"], &ring["callId"]), (&json!("5000"), &json!(call.call_id)));
    }
}

#[tokio::test]
async fn the_centre_can_refuse_the_voice_right_mute_hold_and_transfers() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    let (mut also, _) = AgentSocket::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(echoing()).unwrap();
    agent.answer().await;
    call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
    let status = || Some("IPCCERR0015".to_owned());
    rig.sim.set_faults(Faults {
        refuse_voice: true,
        mute_status: status(),
        hold_status: status(),
        transfer_status: status(),
        ..Faults::default()
    });
    also.send("CONFIRM_ENABLE_VOICE_CHANNEL_REQUEST", json!({})).await;
    assert_eq!(also.expect("ENABLE_VOICE_CHANNEL_RESPONSE").await["result"], 0);
    let ask = json!({"callId": call.call_id, "callType": 1, "newAgentId": "5001", "acdId": "1"});
    for (request, answer) in [
        ("MUTE_REQUEST_ID", "MUTE_RESPOND_ID"),
        ("HOLD_REQUEST_ID", "HOLD_RESPOND_ID"),
        ("TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID", "TRANSFER_AGENT_TO_AGENT_RESPOND_ID"),
        ("TRANSFER_TO_ACD_REQUEST_ID", "TRANFER_TO_ACD_RESPONSE"),
    ] {
        agent.socket.send(request, ask.clone()).await;
        assert_eq!(agent.socket.expect(answer).await["status"], "IPCCERR0015", "{request}");
    }
    let view = rig.sim.call(call.id).unwrap();
    assert!(!view.muted && !view.held);
}
